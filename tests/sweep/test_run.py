"""Running a sweep: killed workers and parents, full disks, deadlines; children that solve nothing."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from planner.bundle import files
from planner.errors import UsageError
from planner.sweep.plan import status_document
from planner.sweep.read import load_sweep
from planner.sweep.record import failure
from planner.sweep.store import Counts, Store
from planner.sweep.table import rows_of
from solvers.sweep.local import Answer, LocalPool
from solvers.sweep.process import Request
from solvers.sweep.run import Progress, run_sweep
from tests.sweep.files import seeds, write
from tests.sweep.parent import STUB
from tests.sweep.stub import CRASHES, HANGS

ROOT = Path(__file__).resolve().parents[2]


class Here:
    """A pool that takes all at once, then answers, and remembers what it was asked."""

    def __init__(self, store: Store, most: int = 1_000_000, status: str = "optimal") -> None:
        self.store, self.most, self.status = store, most, status
        self.asked: list[str] = []

    def run(self, requests: Iterator[Request], stop: Callable[[], bool]) -> Iterator[Answer]:
        for request in list(islice(requests, self.most)):  # many are being solved at once
            key = request.job.key
            self.asked.append(key)
            yield Answer(key, {**failure(key, "crash", ""), "status": self.status, "value": 1.0}, False)

    def close(self) -> None:
        pass


def run(path: Path, folder: Path, pool: Here | None = None, **options: Any) -> tuple[Progress, Here]:
    store = Store.created(folder)
    used = pool or Here(store)
    return run_sweep(load_sweep(path), store, used, **options), used


def test_what_is_there_is_not_asked_again(tmp_path: Path) -> None:
    path, out = seeds(tmp_path, 5), tmp_path / "out"
    first, pool = run(path, out, Here(Store.created(out), most=2))
    assert (first.done, len(pool.asked)) == (2, 2)
    second, pool = run(path, out)
    assert (second.known, second.solved, len(pool.asked)) == (2, 3, 3)
    third, pool = run(path, out)
    assert (third.known, third.solved, pool.asked) == (5, 0, [])
    more, pool = run(seeds(tmp_path, 7), out)  # a wider sweep takes what fits
    assert (more.known, len(pool.asked)) == (5, 2)


def test_cases_that_mean_the_same_are_solved_once(tmp_path: Path) -> None:
    body = 'cases: [{name: a}, {name: b, set: {run.seed: 1}}, {name: c, set: {"tenants[T01].staff": 20}}]\n'
    path, out = write(tmp_path, body), tmp_path / "out"
    progress, pool = run(path, out)
    assert (progress.done, len(pool.asked)) == (3, 1)
    assert len(rows_of(load_sweep(path), Store.created(out))) == 3


def test_changes_that_only_fail_together_are_a_row(tmp_path: Path) -> None:
    body = """grid:
  - {path: "tenants[T01].wished_m2", values: [200, 250]}
  - {path: "tenants[T01].most_m2", values: [210, 260]}
"""
    path, out = write(tmp_path, body), tmp_path / "out"
    progress, pool = run(path, out)
    assert (progress.done, progress.statuses["invalid"], len(pool.asked)) == (4, 1, 3)
    rows = rows_of(load_sweep(path), Store.created(out))
    assert [row.record["status"] for row in rows] == ["optimal", "optimal", "invalid", "optimal"]
    assert "most_m2" in rows[2].record["reason"]
    again, pool = run(path, out)
    assert (again.known, pool.asked) == (4, [])


def test_failures_are_tried_again_when_asked(tmp_path: Path) -> None:
    path, out = seeds(tmp_path, 2), tmp_path / "out"
    run(path, out, Here(Store.created(out), status="crash"))
    assert run(path, out)[1].asked == []
    assert len(run(path, out, retry_failed=True)[1].asked) == 2
    assert run(path, out, retry_failed=True)[1].asked == []


def test_a_longer_deadline_is_another_chance(tmp_path: Path) -> None:
    out = tmp_path / "out"
    store = Store.created(out)
    found = load_sweep(seeds(tmp_path, 1, "run: {deadline_s: 5}\n"))

    class Late(Here):
        def run(self, requests: Iterator[Request], stop: Callable[[], bool]) -> Iterator[Answer]:
            for request in requests:
                late = failure(request.job.key, "deadline", "", deadline_s=request.job.run.deadline_s)
                yield Answer(request.job.key, late, False)

    run_sweep(found, store, Late(store))
    assert run(seeds(tmp_path, 1, "run: {deadline_s: 5}\n"), out)[1].asked == []
    assert len(run(seeds(tmp_path, 1, "run: {deadline_s: 6}\n"), out)[1].asked) == 1


def test_a_write_error_ends_the_sweep_and_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = seeds(tmp_path, 4), tmp_path / "out"
    real, calls = os.fsync, []

    def full(number: int) -> None:
        calls.append(number)
        if len(calls) > 3:  # the plan and two results
            raise OSError(28, "No space left on device")
        real(number)

    store = Store.created(out)
    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(UsageError, match=r"No space left on device.*2 of 4 cases are finished and stay"):
        run_sweep(load_sweep(path), store, Here(store))
    monkeypatch.undo()
    progress, pool = run(path, out)
    assert (progress.known, len(pool.asked)) == (2, 2)


def stubbed(path: Path, folder: Path, size: int = 2, **options: Any) -> tuple[Progress, LocalPool]:
    store = Store.created(folder)
    pool = LocalPool(store, size, STUB)
    with store.alone():
        return run_sweep(load_sweep(path), store, pool, **options), pool


def test_killed_workers_lose_nothing_and_a_hang_or_crash_is_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUB_S", "0.01")
    monkeypatch.setenv("STUB_FAIL", "1")
    path, out = seeds(tmp_path, 30, "run: {deadline_s: 2}\n"), tmp_path / "out"
    store = Store.created(out)
    pool = LocalPool(store, 2, STUB)
    killed: set[int] = set()

    def kill(progress: Progress) -> None:
        if progress.done == 8 and not killed:
            killed.add(progress.done)
            for child in pool.children:
                busy = None if child.request is None else child.request.job.run.seed
                if child._process is not None and busy not in (HANGS, CRASHES):
                    child._process.kill()

    progress = run_sweep(load_sweep(path), store, pool, tell=kill)
    assert killed == {8}
    assert (progress.done, progress.statuses) == (30, {"optimal": 28, "deadline": 1, "crash": 1})
    counts = store.counts()
    assert (counts.solved, counts.twice) == (30, 0)
    assert all(child._process is None for child in pool.children)
    rows = rows_of(load_sweep(path), store)
    assert "signal 6" in rows[CRASHES - 1].record["reason"]
    assert "2 s, the deadline" in rows[HANGS - 1].record["reason"]


def test_a_killed_parent_leaves_no_orphan_and_the_next_run_goes_on(tmp_path: Path) -> None:
    path, out = seeds(tmp_path, 40), tmp_path / "out"
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.sweep.parent", str(path), str(out)],
        cwd=ROOT,
        env={**os.environ, "STUB_S": "0.1"},
    )
    wait_for(lambda: len(list((out / "results").glob("*/*.json"))) >= 6)
    children = children_of(parent.pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    wait_for(lambda: not any(alive(child) for child in children))
    assert len(children) == 2
    before = status_document(out)
    assert 6 <= before["done"] < 40
    assert not before["running"]
    progress, _ = stubbed(path, out, 1)
    assert (progress.known, progress.done) == (before["done"], 40)
    after = status_document(out)
    assert (after["done"], after["solved"], after["solved_twice"]) == (40, 40, 0)
    assert after["begun"] <= 42  # the two that were being solved were begun again


def test_other_code_than_the_one_that_began_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solvers.sweep.process.version", lambda: "0.0+old")
    with pytest.raises(UsageError, match=r"expected 0\.0\+old.* 0 of 2 cases are finished"):
        stubbed(seeds(tmp_path, 2), tmp_path / "out", 1)


@pytest.mark.slow
def test_a_full_disk_of_a_worker_is_told_and_its_space_is_enough_later(tmp_path: Path) -> None:
    path, out = seeds(tmp_path, 3), tmp_path / "out"
    Store.created(out)
    limit = 400  # bytes that a file may have: less than a plan or a result
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep.parent", str(path), str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert "File too large" in done.stderr
    assert stubbed(path, out)[0].done == 3


def wait_for(true: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_the_status_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no sweep has been run here"):
        status_document(tmp_path)
    out = tmp_path / "out"
    run(seeds(tmp_path, 3), out, Here(Store.created(out), most=1))
    document = status_document(out)
    assert (document["total"], document["done"], document["statuses"]) == (3, 1, {"optimal": 1})
    assert Store.created(out).counts() == Counts(0, 1, 0)
    assert json.loads((out / "plan.json").read_text())["parameters"] == ["run.seed"]
