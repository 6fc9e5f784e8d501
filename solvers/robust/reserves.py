"""Which units to keep from part of the market: the cheapest choice by which a clause holds often enough.

A program over sampled futures. That a clause holds with probability p is asked for through the mean of its
worst futures (conditional value at risk, Rockafellar and Uryasev 2000), which is linear: if the mean of the
worst (1 - p) futures is not negative, no more than that many are. This is more than was asked for; the caller
tries larger parts of the worst futures and takes the cheapest choice that another sample confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from solvers.allocate.engine import Engine, Request, Stopped
from solvers.allocate.program import INFINITY, Program
from solvers.robust.futures import Futures, Parts

__all__ = ["reserves"]

Floats = npt.NDArray[np.float64]

NODES = 200
GAP = 0.02
LEAST_COST = 1e-3
"""What keeping a unit costs at least, as a part of the dearest: nothing is kept for nothing."""


def reserves(
    futures: Futures,
    rows: Sequence[Parts],
    costs: Floats,
    share: float,
    stop: Callable[[], bool],
    already: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_] | None:
    """Units to keep so that no row is negative in the mean of its worst ``share`` of the futures of a month.

    ``already``: units that are kept in any case. ``None``: not even all would do, or nothing was found.
    """
    program = Program()
    dear = np.maximum(costs, LEAST_COST * max(float(costs.max(initial=0.0)), 1.0))
    keep = [
        program.column(-float(cost), lower=float(done), integer=True)
        for cost, done in zip(dear, already, strict=True)
    ]
    for parts in rows:
        for m in range(len(futures.months)):
            _worst_mean(program, keep, parts, futures, m, share)
    with Engine(stop) as engine:
        try:
            found = engine.solve(program, Request(nodes=NODES, gap=GAP))
        except Stopped:
            return None
    return None if found.values is None else np.asarray(found.values[: len(keep)] > 0.5)


def _worst_mean(
    program: Program, keep: Sequence[int], parts: Parts, futures: Futures, m: int, share: float
) -> None:
    """The mean of the worst futures of a month is at least nothing: threshold, and what lies below it."""
    free, kept = parts.of(futures.free[:, :, m]), parts.of(futures.kept[:, :, m])
    scale = max(1.0, float(np.abs(parts.table).max()))
    fixed = (parts.constant + free.sum(axis=1)) / scale
    more = (kept - free) / scale
    threshold = program.column(upper=INFINITY, lower=-INFINITY)
    below = [program.column(upper=INFINITY) for _ in fixed]
    for s, column in enumerate(below):
        terms = [(column, 1.0), (threshold, -1.0)]
        terms += [(keep[u], float(more[s, u])) for u in np.flatnonzero(more[s]).tolist()]
        program.at_least(terms, -float(fixed[s]))
    weight = 1.0 / (share * len(below))
    program.at_least([(threshold, 1.0), *((column, -weight) for column in below)], 0.0)
