"""Storeys arranged in worker processes.

The result of a job depends on the job alone (its seed comes from the solve's seed and the storey's
id), so neither the number of workers nor their speed changes a layout. Workers are spawned, never
forked: the parent runs threads. They do not see Ctrl-C or SIGTERM, which the parent turns into its
stop flag, and they end when the parent is gone.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING, Protocol

from planner.errors import PlannerError
from planner.model import Placement, Scenario

if TYPE_CHECKING:
    from solvers.arrange import Arranged


@dataclass(frozen=True, slots=True)
class StoreyJob:
    """One storey to arrange: what lies on it, and the seed that belongs to it."""

    storey: str
    placements: tuple[Placement, ...]
    seed: int


class StoreyRunner(Protocol):
    """Arranges storeys, in whatever order and place."""

    def __call__(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        """Yield each job with its result as it is done; ``effort`` is asked when a job starts."""
        ...


def storey_seed(seed: int, storey: str) -> int:
    """The storey's own seed, 31 bits, the same on every machine."""
    digest = hashlib.blake2b(f"{seed}:{storey}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


@contextmanager
def storey_pool(scenario: Scenario, workers: int) -> Iterator[StoreyRunner]:
    """A runner over ``workers`` processes that load the solvers at once, before the first job."""
    executor = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(scenario,),
    )

    def run(jobs: Sequence[StoreyJob], effort: Callable[[], int]) -> Iterator[tuple[StoreyJob, Arranged]]:
        waiting = list(reversed(jobs))
        running: dict[Future[Arranged], StoreyJob] = {}
        while waiting or running:
            while waiting and len(running) < workers:
                job = waiting.pop()
                running[_submit(executor, job, effort())] = job
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job = running.pop(future)
                yield job, _result(future, job)

    try:
        with signals_blocked():
            for _ in range(workers):
                executor.submit(_load)
        yield run
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _submit(executor: ProcessPoolExecutor, job: StoreyJob, effort: int) -> Future[Arranged]:
    try:
        with signals_blocked():
            return executor.submit(_arrange, job, effort)
    except BrokenProcessPool as error:
        raise PlannerError(_LOST_WORKER) from error


def _result(future: Future[Arranged], job: StoreyJob) -> Arranged:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise PlannerError(f"storey {job.storey}: {_LOST_WORKER}") from error


_LOST_WORKER = (
    "a worker process ended unexpectedly, expected it to finish its storey (the usual cause is too "
    "little memory). Try: --jobs 1"
)


@contextmanager
def signals_blocked() -> Iterator[None]:
    """This thread, and processes started inside, do not get Ctrl-C and SIGTERM."""
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---------------------------------------------------------------- inside a worker

_scenario: Scenario | None = None


def _start_worker(scenario: Scenario) -> None:
    global _scenario  # noqa: PLW0603 - the scenario is sent once a worker, not once a storey
    _scenario = scenario
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _load() -> None:
    """Pay for the imports and the compiled kernels while the allocation still runs."""
    from solvers.warm import warm

    warm()


def _arrange(job: StoreyJob, effort: int) -> Arranged:
    from solvers.arrange import arrange_storey

    if _scenario is None:
        raise PlannerError("a worker has no scenario, expected one at its start. Try: run the solve again")
    storey = _scenario.storey(job.storey)
    return arrange_storey(_scenario, storey, job.placements, seed=job.seed, effort=effort)
