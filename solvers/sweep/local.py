"""A pool of child processes on this machine."""

from __future__ import annotations

import selectors
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from planner.sweep.record import failure
from planner.sweep.store import Store
from solvers.sweep.process import CHILD, POLL_S, CaseProcess, Request, Vanished

__all__ = ["TRIES", "Answer", "LocalPool", "Pool"]

TRIES = 3
"""A case whose process ends without an answer this often is given up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A case that is done. ``kept``: its result is in the store already; else ``files`` are its layout."""

    key: str
    record: dict[str, Any]
    kept: bool
    files: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    """Why the result could not be kept."""


class Pool(Protocol):
    """Solves jobs, in whatever order and place."""

    def run(self, requests: Iterator[Request], stop: Callable[[], bool]) -> Iterator[Answer]:
        """Yield answers as they come; ends when all are done, or soon after ``stop`` is true."""
        ...

    def close(self) -> None:
        """End everything that was started."""
        ...


def answer_of(key: str, told: dict[str, Any]) -> Answer:
    """What a child told of a job."""
    return Answer(
        key, told.get("record", {}), bool(told.get("kept")), told.get("files", {}), told.get("fault", "")
    )


def given_up(request: Request, how: str, tries: int) -> Answer:
    """The answer for a case whose process ended again and again."""
    job = request.job
    record = failure(job.key, "crash", f"tried {tries} times: {how}", seed=job.run.seed)
    return Answer(job.key, record, False)


@dataclass(slots=True)
class LocalPool:
    """``size`` children; a case whose child was killed goes back to the queue."""

    store: Store
    size: int
    module: str = CHILD
    children: list[CaseProcess] = field(default_factory=list)
    _tries: dict[str, int] = field(default_factory=dict)
    _again: deque[Request] = field(default_factory=deque)

    def run(self, requests: Iterator[Request], stop: Callable[[], bool]) -> Iterator[Answer]:
        """See ``Pool``."""
        self.children = [CaseProcess(self.module) for _ in range(self.size)]
        ready: deque[Request] = deque()
        left = True
        while not stop():
            for child in self.children:
                if child.request is None:
                    request = self._next(ready, requests)
                    if request is not None:
                        child.ask(request)
            busy = [child for child in self.children if child.request is not None]
            if not busy:
                return
            if left and not ready:  # the next one is made while the others are solved
                request = next(requests, None)
                left = request is not None
                ready.extend([request] if request is not None else [])
            yield from self._answers(busy)

    def close(self) -> None:
        """End every child, whatever it is doing."""
        for child in self.children:
            child.end()

    def _next(self, ready: deque[Request], requests: Iterator[Request]) -> Request | None:
        if self._again:
            return self._again.popleft()
        return ready.popleft() if ready else next(requests, None)

    def _answers(self, busy: list[CaseProcess]) -> Iterator[Answer]:
        """What comes from the children within a moment."""
        with selectors.DefaultSelector() as selector:
            for child in busy:
                selector.register(child, selectors.EVENT_READ, child)
            found = selector.select(POLL_S)
        for key, _ in found:
            child = key.data
            request = child.request
            try:
                told = child.take()
            except Vanished as how:
                yield from self._vanished(request, str(how))
                continue
            if told is not None:
                yield answer_of(request.job.key, told)
        for child in busy:
            if child.overdue and child.request is not None:
                key_ = child.request.job.key
                yield Answer(key_, child.late(), False)

    def _vanished(self, request: Request, how: str) -> Iterator[Answer]:
        key = request.job.key
        known = self.store.get(key)
        if known is not None and not request.again:  # it was killed after its result was kept
            yield Answer(key, known, True)
            return
        self._tries[key] = self._tries.get(key, 0) + 1
        if self._tries[key] >= TRIES:
            yield given_up(request, how, TRIES)
        else:
            self._again.append(request)
