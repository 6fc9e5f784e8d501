"""A Dask cluster of this machine: killed workers, a killed scheduler, nobody there."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planner.errors import UsageError
from planner.sweep.read import load_sweep
from planner.sweep.store import Store
from solvers.sweep.cluster import ClusterPool
from solvers.sweep.local import LocalPool
from solvers.sweep.run import Progress, run_sweep
from tests.sweep.files import seeds
from tests.sweep.parent import STUB

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="extra cluster"),
]

ROOT = Path(__file__).resolve().parents[2]
LONG_S = 60.0


@dataclass(slots=True)
class Cluster:
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STUB_S": "0.05"},
    )


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    file = folder / "scheduler.json"
    scheduler = started(
        "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1",
        "--scheduler-file", str(file),
    )  # fmt: skip
    until = time.monotonic() + LONG_S
    while not file.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.2)
    found = Cluster(json.loads(file.read_text())["address"], scheduler)
    try:
        found.workers = [
            started(
                "distributed.cli.dask_worker", found.address, "--nthreads", "1", "--no-dashboard",
                "--no-nanny", "--local-directory", str(folder / f"worker{k}"),
            )
            for k in range(workers)
        ]  # fmt: skip
        yield found
    finally:
        for process in (*found.workers, scheduler):
            process.kill()
            process.wait()


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    path, store = seeds(tmp_path, 60), Store.created(tmp_path / "out")
    with cluster(tmp_path, 2) as made:
        pool = ClusterPool(made.address, workers_s=LONG_S, module=STUB)

        def kill(progress: Progress) -> None:
            if progress.done == 20:
                made.workers[0].kill()

        progress = run_sweep(load_sweep(path), store, pool, tell=kill)
    assert (progress.done, progress.statuses) == (60, {"optimal": 60})
    assert (store.counts().solved, store.counts().twice) == (60, 0)


def test_a_killed_scheduler_is_told_and_the_sweep_goes_on_here(tmp_path: Path) -> None:
    path, store = seeds(tmp_path, 60), Store.created(tmp_path / "out")
    with cluster(tmp_path, 2) as made:
        pool = ClusterPool(made.address, workers_s=LONG_S, module=STUB)

        def kill(progress: Progress) -> None:
            if progress.done == 20:
                made.scheduler.kill()

        with pytest.raises(UsageError, match=r"connection to the Dask scheduler is lost.* of 60 cases"):
            run_sweep(load_sweep(path), store, pool, tell=kill)
    kept = store.counts().solved
    assert 20 <= kept < 60
    progress = run_sweep(load_sweep(path), store, LocalPool(store, 2, STUB))
    assert (progress.known, progress.done) == (kept, 60)
    assert (store.counts().solved, store.counts().twice) == (60, 0)


def test_workers_that_do_not_reach_the_folder_send_their_results(tmp_path: Path) -> None:
    path, store = seeds(tmp_path, 6), Store.created(tmp_path / "out")
    with cluster(tmp_path, 1) as made:
        pool = ClusterPool(made.address, workers_s=LONG_S, module=STUB)
        elsewhere = Store(store.folder, "another id")  # what its workers look for is not there
        progress = run_sweep(load_sweep(path), elsewhere, pool)
    assert progress.done == 6
    assert len(list((store.folder / "results").glob("*/*.json"))) == 6
    assert (elsewhere.counts().begun, elsewhere.counts().solved) == (0, 6)


def test_a_cluster_without_workers_is_told(tmp_path: Path) -> None:
    with cluster(tmp_path, 0) as made, pytest.raises(UsageError, match="no worker after 1 s"):
        ClusterPool(made.address, workers_s=1.0)
