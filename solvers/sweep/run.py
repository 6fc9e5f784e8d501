"""A sweep from its cases to a store that holds a result for each of them."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from planner.bundle.files import make_writable, write_files
from planner.errors import ScenarioError, UsageError
from planner.sweep.design import Case
from planner.sweep.plan import plan_document
from planner.sweep.read import Sweep
from planner.sweep.recipe import job_of, recipe_of
from planner.sweep.record import FAILED, failure
from planner.sweep.store import Store
from solvers.sweep.local import Answer, Pool
from solvers.sweep.process import Request

__all__ = ["Progress", "run_sweep"]


def run_sweep(
    sweep: Sweep,
    store: Store,
    pool: Pool,
    *,
    retry_failed: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,
    stop: Callable[[], bool] = lambda: False,
) -> Progress:
    """Solve every case that has no result yet; each result is in the store before the next one is counted.

    Raises ``UsageError`` where results cannot be written or the pool is gone; what is finished stays.
    """
    store.tidy()
    write_files(store.folder, {"plan.json": json.dumps(plan_document(sweep), ensure_ascii=False).encode()})
    run = _Run(sweep, store, retry_failed, Progress(len(sweep.cases)), tell, store.keys())
    try:
        for answer in pool.run(run.requests(), stop):
            run.take(answer)
    except UsageError as error:
        left = f"{run.progress.done:,} of {len(sweep.cases):,} cases are finished and stay"
        raise UsageError(f"{error}. {left}; the same command goes on from there") from error
    finally:
        pool.close()
    return run.progress


@dataclass(slots=True)
class Progress:
    """How far a sweep is. ``solved`` counts what this run has done, ``known`` what was there already."""

    total: int
    known: int = 0
    solved: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    first: float = 0.0
    """When the first case of this run was done: what comes before it is loading."""

    @property
    def done(self) -> int:
        """Cases that have a result."""
        return self.known + self.solved

    @property
    def left_s(self) -> float | None:
        """Seconds to go at the pace so far; ``None`` before there is one."""
        if self.solved < 2:
            return None
        return (self.total - self.done) * (time.monotonic() - self.first) / (self.solved - 1)


@dataclass(slots=True)
class _Run:
    """One run: which cases wait for which key."""

    sweep: Sweep
    store: Store
    retry_failed: bool
    progress: Progress
    tell: Callable[[Progress], None]
    keys: dict[str, str]
    waiting: dict[str, int] = field(default_factory=dict)
    """Key -> cases that want its result: cases that mean the same are solved once."""

    def requests(self) -> Iterator[Request]:
        """Requests for what has no result yet, made when they are wanted."""
        for case in self._open():
            recipe = recipe_of(self.sweep, case)
            try:
                job = job_of(self.sweep, case)
            except ScenarioError as error:
                self.store.put(failure(recipe, "invalid", str(error.problems[0])))
                self.store.know(recipe, recipe)
                self._count("invalid", 1, known=False)
                continue
            if self.keys.get(recipe) != job.key:
                self.store.know(recipe, job.key)
                self.keys[recipe] = job.key
            if job.key in self.waiting:
                self.waiting[job.key] += 1
                continue
            status = self._status(job.key, job.run.deadline_s)
            if status is not None:
                self._count(status, 1, known=True)
                continue
            self.waiting[job.key] = 1
            yield Request.to(self.store, job, again=self.store.get(job.key) is not None)

    def _open(self) -> list[Case]:
        """Cases without a result, by what earlier runs remember; those with one are counted at once."""
        found = []
        for case in self.sweep.cases:
            key = self.keys.get(recipe_of(self.sweep, case))
            status = None if key is None else self._status(key, self.sweep.run_of(case).deadline_s)
            if status is None:
                found.append(case)
            else:
                self.progress.known += 1
                self.progress.statuses[status] += 1
        self.tell(self.progress)
        return found

    def take(self, answer: Answer) -> None:
        """Keep a result, if its process could not, and count it."""
        if answer.fault:
            raise UsageError(answer.fault)
        if not answer.kept:
            if answer.files:
                folder = self.store.bundle(answer.key)
                make_writable(folder)
                write_files(folder, {name: b64decode(text) for name, text in answer.files.items()})
            self.store.put(answer.record)
            self.store.note("solved", answer.key)
        self._count(answer.record["status"], self.waiting.pop(answer.key, 0), known=False)

    def _status(self, key: str, deadline_s: float) -> str | None:
        """How a case ended, if it has ended in a way that counts."""
        record = self.store.get(key)
        if record is None:
            return None
        status = str(record["status"])
        if status in FAILED and self.retry_failed:
            return None
        if status == "deadline" and record.get("deadline_s", 0.0) < deadline_s:
            return None  # it gets more time now
        return status

    def _count(self, status: str, cases: int, *, known: bool) -> None:
        self.progress.statuses[status] += cases
        if known:
            self.progress.known += cases
        else:
            self.progress.first = self.progress.first or time.monotonic()
            self.progress.solved += cases
        self.tell(self.progress)
