"""Worker processes with the real arrangement."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from planner.errors import PlannerError
from planner.model import M2, RoomSpec, Scenario, StoreyLayout
from solvers.orchestrate.pool import UNFINISHED, StoreyJob, storey_pool, storey_seed
from tests.solve.park import placement, scenario, tenant

ROOT = Path(__file__).resolve().parents[2]
PARK = scenario(tenant("T1"), tenant("T2"), tenant("T3"))


def jobs(park: Scenario) -> list[StoreyJob]:
    rows = (placement("T1", "A/1F"), placement("T2", "A/1F", 120))
    return [
        StoreyJob(floor.id, tuple(replace(row, storey=floor.id) for row in rows), storey_seed(3, floor.id))
        for floor in park.storeys
    ]


def layouts(workers: int) -> dict[str, StoreyLayout | None]:
    with storey_pool(PARK, workers) as run:
        return {job.storey: result.layout for job, result in run(jobs(PARK), lambda: 1, lambda: False)}


def test_the_number_of_workers_does_not_change_a_layout() -> None:
    alone, together = layouts(1), layouts(2)
    assert set(alone) == {"A/1F", "A/2F"}
    assert None not in alone.values()
    assert alone == together, "to the last digit"
    assert multiprocessing.active_children() == []


def test_storey_seeds_are_fixed_for_good() -> None:
    assert storey_seed(1, "A/1F") == 1_684_044_312
    assert storey_seed(1, "A/2F") != storey_seed(1, "A/1F") != storey_seed(2, "A/1F")


def test_a_killed_worker_is_one_clear_error() -> None:
    with storey_pool(PARK, 1) as run:
        results = run(jobs(PARK), lambda: 1, lambda: False)
        next(results)
        for child in multiprocessing.active_children():
            child.kill()
        with pytest.raises(PlannerError, match="--jobs 1"):
            list(results)


def test_a_storey_that_takes_too_long_after_the_stop_is_given_up() -> None:
    with storey_pool(PARK, 1, grace=0.0) as run:
        results = dict.fromkeys(job.storey for job in jobs(PARK))
        for job, result in run(jobs(PARK), lambda: 500, lambda: True):
            results[job.storey] = result.reason
            assert result.layout is None
    assert set(results.values()) == {UNFINISHED}


def test_a_fault_in_a_worker_reaches_the_caller() -> None:
    job = jobs(PARK)[0]
    unknown = replace(placement("T1", "A/1F"), rooms=(RoomSpec("nonsense", 1, 100 * M2),))
    broken = replace(job, placements=(unknown,))
    with storey_pool(PARK, 1) as run, pytest.raises(RuntimeError, match="storey A/1F: KeyError") as caught:
        list(run([broken], lambda: 1, lambda: False))
    assert "Traceback" in caught.value.__notes__[0], "for PLANNER_DEBUG"


SCRIPT = """
import sys, time
from solvers.orchestrate.pool import storey_pool
from tests.solve.park import scenario
import multiprocessing

if __name__ == "__main__":
    with storey_pool(scenario(), 2) as run:
        time.sleep(0.5)
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
"""


def test_workers_survive_signals_and_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT)
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) == 2
    for pid in workers:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    time.sleep(1.0)
    assert all(_alive(pid) for pid in workers), "a terminal's Ctrl-C reaches them too"
    parent.kill()
    parent.communicate()
    until = time.monotonic() + 10
    while any(_alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in workers)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
