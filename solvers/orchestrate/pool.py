"""Storeys arranged in worker processes.

The result of a job depends on the job alone (its seed comes from the solve's seed and the storey's
id), so neither the number of workers nor their speed changes a layout. Workers are spawned, never
forked: the parent runs threads. They do not see Ctrl-C or SIGTERM, which the parent turns into its
stop flag, and they end when the parent is gone. Once the search has to stop, the storeys get a
last few seconds together; then they are given up.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Protocol, cast

from shapely.affinity import translate

from planner.errors import PlannerError
from planner.model import Placement, Scenario, Storey
from planner.score import goods_zones, has_goods_access
from solvers.types import Pull

if TYPE_CHECKING:
    from solvers.arrange import Arranged, Limits
    from solvers.arrange.standing import Standing

GRACE_S = 10.0
"""Wall seconds that all storeys together may still take once the search has to stop."""
POLL_S = 0.2
UNFINISHED = "not arranged in the time given"


@dataclass(frozen=True, slots=True)
class StoreyJob:
    """One storey to arrange: what lies on it, and the seed that belongs to it.

    Without placements (``None``) the storey's limits are asked for instead of a layout.
    """

    storey: str
    placements: tuple[Placement, ...] | None
    seed: int
    pulls: tuple[Pull, ...] = ()
    """What draws its subjects to each other, and to elsewhere."""
    whole: bool = False
    """A layout without one of its subjects is worth nothing, nor is a long search for one with all."""
    apart: bool = False
    """Its zones were taken apart when it was last laid out: the search begins so."""
    standing: Standing | None = None
    """The storey as it was, where it is to be changed as little as possible."""


class StoreyRunner(Protocol):
    """Arranges storeys, in whatever order and place."""

    def __call__(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        """Yield each job with its result as it is done.

        ``effort`` is asked when a job starts. Some time after ``stop`` became true, the jobs that are
        not done end without a layout.
        """
        ...

    def limits(self, stop: Callable[[], bool]) -> Mapping[str, Limits]:
        """Limits of every storey, from its circulation; those not measured in time are missing."""
        ...


def storey_seed(seed: int, storey: str) -> int:
    """The storey's own seed, 31 bits, the same on every machine."""
    digest = hashlib.blake2b(f"{seed}:{storey}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


@contextmanager
def storey_pool(scenario: Scenario, workers: int, grace: float = GRACE_S) -> Iterator[StoreyRunner]:
    """A runner over ``workers`` processes that load the solvers at once, before the first job."""
    pool = _Pool(scenario, workers, grace)
    try:
        yield pool
    finally:
        pool.close()


@contextmanager
def storeys_here(scenario: Scenario, _workers: int, grace: float = GRACE_S) -> Iterator[StoreyRunner]:
    """A runner in this process, for a process that is itself one of many: the same layouts, one by one.

    A storey that has begun is finished, however long that takes; who cannot wait ends the process.
    """
    from solvers.arrange import warm

    warm()
    yield _Here(scenario, grace)


@contextmanager
def signals_blocked() -> Iterator[None]:
    """This thread, and processes started inside, do not get Ctrl-C and SIGTERM."""
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    resource_tracker.ensure_running()  # unblocks these signals when it is started, by the first process
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong in a worker, as text: not every exception survives a pipe."""

    message: str
    traceback: str


@dataclass(slots=True)
class _Worker:
    """A process with its pipe and the job it works on."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection
    job: StoreyJob | None = None
    plates: set[str] = field(default_factory=set)
    """Storey shapes whose circulation it has worked out before."""
    heard: dict[str, int] = field(default_factory=dict)
    """Of each shape, how much of what all workers told of it this one knows."""

    def start(self, job: StoreyJob, effort: int, told: Sequence[bytes]) -> None:
        self.job = job
        try:
            self.pipe.send((job, effort, told))
        except OSError as error:
            raise _lost(job) from error

    def result(self, job: StoreyJob) -> tuple[Arranged | Limits, bytes]:
        """The answer to a job, and what the worker found of circulation on the way to it."""
        try:
            answer, told = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise _lost(job) from error
        if isinstance(answer, Fault):
            raise _failed(job, answer)
        return answer, told

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@dataclass(slots=True)
class _Here:
    """Jobs done where they are asked for."""

    scenario: Scenario
    grace: float

    def __call__(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        """Arrange storeys; see ``StoreyRunner``."""
        from solvers.arrange import Arranged

        until: float | None = None
        for job in jobs:
            if stop() and until is None:
                until = time.monotonic() + self.grace
            over = until is not None and time.monotonic() >= until
            yield job, Arranged(None, 0, UNFINISHED) if over else cast("Arranged", self._done(job, effort()))

    def limits(self, stop: Callable[[], bool]) -> Mapping[str, Limits]:
        """Limits of every storey; storeys of one shape are measured once."""
        found: dict[str, Limits] = {}
        measured = {}
        for storey in self.scenario.storeys:
            mark = _shape_mark(self.scenario, storey, moved=True)
            if mark not in found:
                if stop():
                    continue
                found[mark] = cast("Limits", self._done(StoreyJob(storey.id, None, 0), 1))
            measured[storey.id] = found[mark]
        return measured

    def _done(self, job: StoreyJob, effort: int) -> Arranged | Limits:
        answer = _answer(self.scenario, job, effort)
        if isinstance(answer, Fault):
            raise _failed(job, answer)
        return answer


@dataclass(slots=True)
class _Pool:
    """Workers with at most one job each, so that one can be given up without the others."""

    scenario: Scenario
    size: int
    grace: float
    workers: list[_Worker] = field(default_factory=list)
    plates: dict[str, str] = field(default_factory=dict)
    """Storey id -> a mark of its shape."""
    told: dict[str, list[bytes]] = field(default_factory=dict)
    """By shape, the circulation that workers found, for those who come to that shape later."""
    until: float | None = None
    """When to give up what is not done; known once the running stage has to stop."""

    def __post_init__(self) -> None:
        self.plates = {storey.id: _shape_mark(self.scenario, storey) for storey in self.scenario.storeys}
        self.workers = [self._started() for _ in range(self.size)]

    def __call__(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged]]:
        """Arrange storeys; see ``StoreyRunner``."""
        for job, answer in self._run(jobs, effort, stop):
            yield job, cast("Arranged", answer)

    def limits(self, stop: Callable[[], bool]) -> Mapping[str, Limits]:
        """Limits of every storey; storeys of one shape are measured once."""
        shapes = {
            storey.id: _shape_mark(self.scenario, storey, moved=True) for storey in self.scenario.storeys
        }
        first: dict[str, str] = {}
        for id, shape in shapes.items():
            first.setdefault(shape, id)
        jobs = [StoreyJob(id, None, 0) for id in first.values()]
        found = {
            shapes[job.storey]: answer
            for job, answer in self._run(jobs, lambda: 1, stop)
            if hasattr(answer, "largest_room")
        }
        return {id: cast("Limits", found[shape]) for id, shape in shapes.items() if shape in found}

    def _next(self, worker: _Worker, waiting: list[StoreyJob]) -> StoreyJob:
        """The next job for a worker: of a shape it knows, else of one that nobody knows, else any.

        Which worker does a job changes no result, only whether its circulation is worked out twice.
        """
        known = {plate for other in self.workers for plate in other.plates}
        marks = [self.plates[job.storey] for job in waiting]
        own = [k for k, mark in enumerate(marks) if mark in worker.plates]
        new = [k for k, mark in enumerate(marks) if mark not in known]
        k = (own or new or range(len(waiting)))[-1]
        worker.plates.add(marks[k])
        return waiting.pop(k)

    def _run(
        self, jobs: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
    ) -> Iterator[tuple[StoreyJob, Arranged | Limits]]:
        """Keep every worker busy until all jobs are done or given up."""
        waiting = list(reversed(jobs))
        while waiting or any(worker.job for worker in self.workers):
            if self._is_over(stop):
                yield from self._given_up(waiting)
                return
            if not self.workers:
                self.workers = [self._started() for _ in range(self.size)]
            for worker in self.workers:
                if waiting and worker.job is None:
                    job = self._next(worker, waiting)
                    worker.start(job, effort(), self._news(worker, job))
            busy = {worker.pipe: worker for worker in self.workers if worker.job}
            for pipe in wait(list(busy), POLL_S):
                worker = busy[pipe]  # type: ignore[index]  # wait returns what it was given
                if worker.job is not None:
                    job, worker.job = worker.job, None
                    answer, told = worker.result(job)
                    if told:
                        self._note(worker, job, told)
                    yield job, answer

    def _news(self, worker: _Worker, job: StoreyJob) -> list[bytes]:
        """What other workers found of a storey's circulation since this worker was last told."""
        mark = self.plates[job.storey]
        told = self.told.get(mark, [])
        news = told[worker.heard.get(mark, 0) :]
        worker.heard[mark] = len(told)
        return news

    def _note(self, worker: _Worker, job: StoreyJob, told: bytes) -> None:
        """Keep what a worker found of the circulation of a storey, for the others."""
        mark = self.plates[job.storey]
        self.told.setdefault(mark, []).append(told)
        if worker.heard.get(mark, 0) == len(self.told[mark]) - 1:
            worker.heard[mark] = len(self.told[mark])

    def close(self) -> None:
        """End every worker, whatever it is doing."""
        for worker in self.workers:
            worker.end()

    def _is_over(self, stop: Callable[[], bool]) -> bool:
        if not stop():
            self.until = None
        elif self.until is None:
            self.until = time.monotonic() + self.grace
        return self.until is not None and time.monotonic() >= self.until

    def _given_up(self, waiting: Sequence[StoreyJob]) -> Iterator[tuple[StoreyJob, Arranged]]:
        from solvers.arrange import Arranged

        running = [worker.job for worker in self.workers if worker.job]
        self.close()
        self.workers = []
        for job in (*running, *reversed(waiting)):
            yield job, Arranged(None, 0, UNFINISHED)

    def _started(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.scenario), daemon=True)
        with signals_blocked():
            process.start()
        theirs.close()
        return _Worker(process, ours)


def _takes_goods(scenario: Scenario, storey: Storey) -> bool:
    """Whether a warehouse may lie on a storey that goods reach by lift, through its corridors."""
    permitted = storey.permitted_kinds
    return (
        not storey.docks
        and any(demand.zone in goods_zones() for demand in scenario.demands)
        and (permitted is None or bool(permitted & {"storage_base", "warehouse"}))
        and has_goods_access(scenario, storey.id)
    )


def _least_m(scenario: Scenario, storey: Storey) -> float:
    """Clear width that the flights of its stairs ask of corridors, m."""
    from solvers.arrange.egress import stairs_m

    return stairs_m(scenario, storey)


def _sizes(scenario: Scenario) -> tuple[int, ...]:
    """Areas of the rooms that are asked for, mm2."""
    return tuple(tenant.wished_area for tenant in scenario.tenants)


def _shape_mark(scenario: Scenario, storey: Storey, *, moved: bool = False) -> str:
    """Equal for storeys whose circulation is the same; ``moved``: wherever on the site they stand."""
    shapes = [
        storey.outline,
        *(core.polygon for core in storey.cores),
        *(exit_.point for exit_ in storey.exits),
    ]
    if moved:
        x, y, _, _ = storey.outline.bounds
        shapes = [translate(shape, -x, -y) for shape in shapes]
    text = "|".join(shape.wkt for shape in shapes)
    text += f"|{_takes_goods(scenario, storey)}|{_least_m(scenario, storey)}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _failed(job: StoreyJob, fault: Fault) -> RuntimeError:
    error = RuntimeError(f"storey {job.storey}: {fault.message}")
    error.add_note(fault.traceback)
    return error


def _lost(job: StoreyJob) -> PlannerError:
    return PlannerError(
        f"storey {job.storey}: a worker process ended unexpectedly, expected it to arrange the storey "
        "(the usual cause is too little memory). Try: --jobs 1"
    )


def _work(pipe: Connection, scenario: Scenario) -> None:
    """Serve jobs until the parent closes the pipe, or is gone."""
    from planner.kernel_cache import prepare_cache

    threading.Thread(target=_end_with_parent, daemon=True).start()
    # GEOS divides by zero on the way to a right buffer; numpy would tell the user of it
    warnings.filterwarnings("ignore", ".* encountered in buffer", RuntimeWarning)
    prepare_cache()
    from solvers.arrange import warm
    from solvers.arrange.networks import known

    warm()
    while True:
        try:
            job, effort, told = pipe.recv()
            for found in told:
                known.learn(found)
            answer = _answer(scenario, job, effort)
            pipe.send((answer, known.told()))
        except (EOFError, OSError):
            return


def _answer(scenario: Scenario, job: StoreyJob, effort: int) -> Arranged | Limits | Fault:
    from solvers.arrange import arrange_storey, storey_limits
    from solvers.arrange.around import arrange_around

    try:
        storey = scenario.storey(job.storey)
        if job.placements is None:
            return storey_limits(
                storey, scenario.policies, goods=_takes_goods(scenario, storey), sizes=_sizes(scenario),
                least_m=_least_m(scenario, storey),
            )  # fmt: skip
        if job.standing is not None:
            return arrange_around(
                scenario, storey, job.placements, job.standing, seed=job.seed, effort=effort, pulls=job.pulls
            )
        return arrange_storey(
            scenario, storey, job.placements, seed=job.seed, effort=effort, pulls=job.pulls, whole=job.whole,
            apart=job.apart,
        )  # fmt: skip
    except Exception as error:
        return Fault(f"{type(error).__name__}: {error}", traceback.format_exc())


def _end_with_parent() -> None:
    """A storey may take long; nobody waits for it once the parent was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
