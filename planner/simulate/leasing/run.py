"""Runs the paths in chunks on threads: each has a seed of its own, they are added up in their order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.kernel_cache import prepare_cache
from planner.simulate.leasing.codes import EMPTY
from planner.simulate.leasing.model import BINS, Model
from planner.simulate.replicate import terminable

prepare_cache()
from planner.simulate.leasing import kernel  # noqa: E402  # the compiler's cache is chosen first

__all__ = ["CHUNK", "Counts", "run_paths"]

CHUNK = 1000
"""Paths of a chunk: enough to keep a thread busy, few enough to stop soon and to hold little memory."""

Array = npt.NDArray[Any]


@dataclass(slots=True)
class Counts:
    """What is known of the finished paths. Months run along the last axis but one of ``histogram``."""

    paths: int
    holds: Array
    """Clause x month: paths on which it holds."""
    applied: Array
    """Clause x month: paths on which it has a subject."""
    all_hold: Array
    """Month: paths on which all mandatory clauses hold."""
    through: Array
    """Clause (and all mandatory ones together, last): paths on which it holds in every month."""
    histogram: Array
    """Quantity x month x step: paths."""
    totals: Array
    """Quantity x month: sums over the paths."""
    let_months: Array
    """Unit: months let, over all paths."""
    values: Array
    """Path: net present value, CNY."""
    rates: Array
    """Path: internal rate of return a month."""
    flags: Array
    annual: Array
    """Path x year: net income before capital and the value at the end, CNY."""
    interrupted: bool = False


def run_paths(
    model: Model,
    paths: int,
    seed: int,
    jobs: int,
    done: Callable[[int, int], None] = lambda finished, total: None,
) -> Counts:
    """So many futures of a park. The same model, paths and seed give the same counts for any ``jobs``.

    Interrupted by Ctrl-C or SIGTERM it keeps the chunks that are finished up to the first that is not.
    """
    sizes = [min(CHUNK, paths - start) for start in range(0, paths, CHUNK)]
    seeds = np.random.SeedSequence(seed).spawn(len(sizes))
    found = _empty(model, paths)
    stop = threading.Event()
    pool = ThreadPoolExecutor(jobs)
    waiting: deque[Future[Counts | None]] = deque()
    work = _jobs(model, sizes, seeds, stop)
    try:
        with terminable():
            for call in work:
                waiting.append(pool.submit(call))
                if len(waiting) > 2 * jobs:
                    _add(found, waiting.popleft().result())
                    done(found.paths, paths)
            while waiting:
                _add(found, waiting.popleft().result())
                done(found.paths, paths)
    except KeyboardInterrupt:
        found.interrupted = True
        stop.set()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return _cut(found)


def _jobs(
    model: Model, sizes: list[int], seeds: list[np.random.SeedSequence], stop: threading.Event
) -> Iterator[Callable[[], Counts | None]]:
    for size, own in zip(sizes, seeds, strict=True):

        def call(size: int = size, own: np.random.SeedSequence = own) -> Counts | None:
            return None if stop.is_set() else _chunk(model, size, own)

        yield call


def _chunk(model: Model, paths: int, seed: np.random.SeedSequence) -> Counts:
    found = _empty(model, paths)
    kernel.simulate(
        np.random.Generator(np.random.PCG64(seed)),
        paths,
        model.unit,
        model.terms,
        model.market,
        model.climate,
        model.measures,
        model.judged,
        model.money,
        model.discount,
        (
            (found.holds, found.applied, found.all_hold, found.through, found.histogram, found.totals),
            found.let_months,
            found.values,
            found.rates,
            found.flags,
            found.annual,
        ),
    )
    found.paths = paths
    return found


def _empty(model: Model, paths: int) -> Counts:
    clauses, quantities, months = len(model.judged[3][0]), len(model.quantities), model.months
    return Counts(
        paths=0,
        holds=np.zeros((clauses, months), np.int64),
        applied=np.zeros((clauses, months), np.int64),
        all_hold=np.zeros(months, np.int64),
        through=np.zeros(clauses + 1, np.int64),
        histogram=np.zeros((quantities, months, BINS + 1), np.int32),
        totals=np.zeros((quantities, months)),
        let_months=np.zeros(len(model.unit[0]), np.int64),
        values=np.empty(paths),
        rates=np.empty(paths),
        flags=np.zeros(paths, np.int64),
        annual=np.empty((paths, months // 12), np.float32),
    )


def _add(found: Counts, chunk: Counts | None) -> None:
    if chunk is None:
        return
    for name in ("holds", "applied", "all_hold", "through", "histogram", "totals", "let_months"):
        whole = getattr(found, name)
        whole += getattr(chunk, name)
    upto = slice(found.paths, found.paths + chunk.paths)
    for name in ("values", "rates", "flags", "annual"):
        getattr(found, name)[upto] = getattr(chunk, name)
    found.paths += chunk.paths


def _cut(found: Counts) -> Counts:
    for name in ("values", "rates", "flags", "annual"):
        setattr(found, name, getattr(found, name)[: found.paths])
    return found


def warm() -> None:
    """Compile the paths, for ``solvers.warm``."""
    from planner.leasing import Leasing, market_profiles
    from planner.simulate.leasing.model import Letting, model_of
    from planner.simulate.leasing.tenancy import LetUnit, plain_measures

    units = (LetUnit("U", "A/1F", 100.0, 0.0, 100.0),)
    leasing = Leasing(profiles=market_profiles(()), years=1)
    letting = Letting(units, (50.0,), (EMPTY,))
    run_paths(model_of(leasing, letting, plain_measures(units), (), gross_m2=100.0, running=False), 1, 1, 1)
