"""The cheapest repair of a program that has no solution: which rows it leans on."""

from __future__ import annotations

from collections.abc import Iterable

from solvers.allocate.engine import Engine, Request
from solvers.allocate.program import INFINITY, Program

__all__ = ["leaned_on"]

DUAL = 1e-9
"""Duals below this are none."""


def leaned_on(engine: Engine, program: Program, rows: Iterable[int]) -> frozenset[int] | None:
    """Of all rows those with a dual where these may give way, each at the price of its share.

    ``None`` where even that has no solution. The relaxation alone is asked.
    """
    elastic = program.without_value()
    for row in rows:
        for bound, sign in ((program.row_lower[row], 1.0), (program.row_upper[row], -1.0)):
            if abs(bound) != INFINITY:
                elastic.extend(row, elastic.column(-1.0 / max(1.0, abs(bound)), INFINITY), sign)
    duals = engine.solve(elastic, Request(relax=True)).duals
    if duals is None:
        return None
    return frozenset(row for row, dual in enumerate(duals.tolist()) if abs(dual) > DUAL)
