"""Ctrl-C and SIGTERM while a solve runs.

The work runs in a thread; the main thread only waits, so that Python's signal handlers run at once
even while a solver's compiled code computes. The first signal asks for the best so far; the second
ends the process.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, TimeoutError
from contextlib import contextmanager
from typing import TypeVar

from solvers.orchestrate.budget import Budget
from solvers.orchestrate.pool import signals_blocked

SAME_S = 1.0
"""Signals this close together are one request: ``timeout`` and others send theirs twice."""
INTERRUPTED = 130
"""Exit code of a process that a second signal ends."""

T = TypeVar("T")


def interruptible(
    budget: Budget,
    work: Callable[[], T],
    notice: Callable[[str], None],
    told_as: str = "Interrupted: finishing with the best so far. Once more to quit at once.",
) -> T:
    """Run ``work`` in a thread, return its result, raise its exception.

    A signal interrupts ``budget`` and is told through ``notice``. Call it from the main thread.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        with signals_blocked():
            try:
                outcome.set_result(work())
            except BaseException as error:
                outcome.set_exception(error)

    with _handlers(budget):
        threading.Thread(target=run, daemon=True, name="solve").start()
        told = False
        while True:
            try:
                return outcome.result(timeout=0.1)
            except TimeoutError:
                if outcome.done():
                    raise  # the work itself ran into a timeout
            if budget.interrupted and not told:
                told = True
                notice(told_as)


@contextmanager
def _handlers(budget: Budget) -> Iterator[None]:
    first = math.inf

    def on_signal(_number: int, _frame: object) -> None:
        nonlocal first
        if time.monotonic() - first >= SAME_S:
            _quit()
        first = min(first, time.monotonic())
        budget.interrupt()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _quit() -> None:
    """End the process and its workers without waiting for anything."""
    for child in multiprocessing.active_children():
        child.kill()
    if sys.stderr.isatty():
        os.write(2, b"\x1b[?25h\n")  # a progress display hides the cursor
    os._exit(INTERRUPTED)
