"""What every simulation shares: results, replications, messages."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.bundle.write import DERIVED
from planner.errors import BundleError, NothingFound, UsageError
from planner.simulate.replicate import replicate
from planner.simulate.results import need, output_folder, read_simulated, save_document
from tests.simulate.doubled import patient, twice


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_jobs(workers: int) -> None:
    heard: list[tuple[int, int]] = []
    found = replicate(twice, [3, 1, 2], workers, lambda *state: heard.append(state))
    assert found.results == (6, 2, 4)
    assert not found.interrupted
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_an_interrupted_run_keeps_what_is_finished() -> None:
    found = replicate(twice, [3, 1, 13, 2], 1)
    assert found.results == (6, 2)
    assert found.interrupted


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_workers_and_keeps_what_is_finished(number: signal.Signals) -> None:
    code = "from tests.simulate.doubled import wait_long; wait_long()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            if line == "2\n":  # two of three are finished
                run.send_signal(number)
                break
        assert run.stdout.read() == "(0.0, 0.1) True\n"
        assert run.wait(timeout=20) == 0


def test_a_worker_that_dies_is_one_message() -> None:
    with pytest.raises(NothingFound, match="a worker process ended before its replication was done"):
        replicate(patient, [0.0, -1.0], 2)


def test_a_missing_package_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(
        UsageError, match=r"Nothing: not installed.*pip install 'ecommerce-park-planner\[simulate\]'"
    ):
        need("no_such_module_here", "Nothing")


def test_a_folder_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"scenario\.resolved\.yaml: missing.*planner solve"):
        read_simulated(tmp_path)
    with pytest.raises(BundleError, match="no such folder"):
        read_simulated(tmp_path / "nowhere")


def test_results_lie_in_the_bundle_and_go_with_its_layout(tmp_path: Path) -> None:
    folder = output_folder(tmp_path, None)
    assert not folder.exists(), "an error before the first result leaves no empty folder"
    written = save_document(folder, "evacuation", {"kind": "evacuation"})
    assert written == tmp_path / "simulation" / "evacuation.json"
    assert json.loads(written.read_text("utf-8")) == {"kind": "evacuation"}
    assert written in [path for pattern in DERIVED for path in tmp_path.glob(pattern)]
