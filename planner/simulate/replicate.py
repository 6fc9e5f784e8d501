"""Replications in worker processes; Ctrl-C and SIGTERM end the run and keep what is finished."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.errors import NothingFound

__all__ = ["Replicated", "replicate", "terminable"]

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Replicated(Generic[Result]):
    """The finished results in the order of their jobs; fewer than jobs where the run was interrupted."""

    results: tuple[Result, ...]
    interrupted: bool


def replicate(
    work: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    done: Callable[[int, int], None] = lambda finished, total: None,
) -> Replicated[Result]:
    """``work`` of every job, on so many processes; with one worker or job in this process.

    ``work`` is a function of a module and takes its seed from its job, so that the number of workers changes
    nothing. ``done`` hears how many are finished. A fault of a job ends the run and is raised.
    """
    found: dict[int, Result] = {}
    interrupted = False
    with terminable():
        try:
            for number, result in _finished(work, jobs, workers):
                found[number] = result
                done(len(found), len(jobs))
        except KeyboardInterrupt:
            interrupted = True
    return Replicated(tuple(found[number] for number in sorted(found)), interrupted)


def _finished(
    work: Callable[[Job], Result], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[int, Result]]:
    if min(workers, len(jobs)) <= 1:
        for number, job in enumerate(jobs):
            yield number, work(job)
        return
    before = {child.pid for child in multiprocessing.active_children()}
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context, initializer=_deaf)
    finished = False
    try:
        waiting = {pool.submit(work, job): number for number, job in enumerate(jobs)}
        for future in as_completed(waiting):
            yield waiting[future], future.result()
        finished = True
    except BrokenProcessPool as fault:
        raise NothingFound(
            "a worker process ended before its replication was done (killed, or out of memory), expected all "
            "to finish. Try: fewer workers with --jobs"
        ) from fault
    finally:
        pool.shutdown(wait=finished, cancel_futures=True)
        if not finished:
            for child in multiprocessing.active_children():
                if child.pid not in before:
                    child.kill()


def _deaf() -> None:
    """A worker leaves Ctrl-C to its parent, who ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def terminable() -> Iterator[None]:
    """Ctrl-C and SIGTERM raise ``KeyboardInterrupt``, though a shell may ignore them; main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
