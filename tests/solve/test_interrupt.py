"""Ctrl-C and SIGTERM, sent to real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys, time
from solvers.orchestrate.budget import Budget
from solvers.orchestrate.interrupt import interruptible

def work():
    print("started", flush=True)
    until = time.monotonic() + 30
    while time.monotonic() < until and (STUBBORN or not budget.interrupted):
        time.sleep(0.01)
    time.sleep(0.2)
    return "best so far"

STUBBORN = "stubborn" in sys.argv
budget = Budget()
print(interruptible(budget, work, lambda text: print(text, flush=True)), flush=True)
"""


def started(*arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_for_the_best_so_far(number: signal.Signals) -> None:
    process = started()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert "best so far" in out.splitlines()
    assert (process.returncode, err) == (0, "")


def test_a_signal_that_is_sent_twice_is_one_request() -> None:
    process = started()
    process.send_signal(signal.SIGTERM)
    time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=10)
    assert "best so far" in out.splitlines()
    assert process.returncode == 0


def test_the_second_signal_quits_at_once() -> None:
    process = started("stubborn")
    process.send_signal(signal.SIGINT)
    time.sleep(1.2)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=5)
    assert process.returncode == 130
    assert "Once more to quit at once" in out
    assert "best so far" not in out.splitlines()
    assert err == ""


def test_an_exception_of_the_work_reaches_the_caller() -> None:
    script = (
        "from solvers.orchestrate.budget import Budget\n"
        "from solvers.orchestrate.interrupt import interruptible\n"
        "def work():\n    raise TimeoutError('of the work itself')\n"
        "try:\n    interruptible(Budget(), work, print)\n"
        "except TimeoutError as error:\n    print('caught', error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=20, check=True
    )
    assert result.stdout == "caught of the work itself\n"
