"""What letting asks of the next layout: the row of a clause in the futures in which it is about to fail.

A clause fails in a future where its row is negative; it holds with probability p where the (1 - p) quantile
of the row over all futures is not. Near the plan at hand that quantile changes as the row does in the futures
around it, on average (the quantile's gradient; Hong 2009, doi:10.1287/opre.1080.0531), so that the row asked
of the allocation is linear: the quantile as it is, and what more or less of each company would change there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.leasing import LettingRow
from planner.model import M2
from planner.simulate.leasing.park import Park
from solvers.robust.futures import Parts

__all__ = ["Tail", "letting", "lost_of", "tail_of"]

Floats = npt.NDArray[np.float64]
NEAR = 0.5
"""Futures whose rank is within this part of the quantile's own are around it."""


@dataclass(frozen=True, slots=True)
class Tail:
    """A row in the futures around the quantile: the quantile, and what each unit adds there."""

    quantile: float
    expected: Floats
    """By unit."""


def tail_of(parts: Parts, holders: npt.NDArray[np.int16], may_fail: float) -> Tail:
    """The quantile below which ``may_fail`` of the futures lie (future x unit: who has it)."""
    each = parts.of(holders)
    total = parts.constant + each.sum(axis=1)
    order = np.argsort(total, kind="stable")
    rank = min(len(total) - 1, int(may_fail * len(total)))
    around = order[int((1 - NEAR) * rank) : max(int((1 + NEAR) * rank), rank) + 1]
    return Tail(float(total[order[rank]]), each[around].mean(axis=0))


def lost_of(park: Park, asked: LettingRow, parts: Parts) -> float:
    """By how much the plan as it is drawn misses the row that it was asked for."""
    total = parts.constant - asked.reserve
    for u, unit in enumerate(park.letting.units):
        if unit.tenant is None:
            total += asked.vacant_m2 * unit.area
        else:
            by_area, by_number = asked.suites.get(unit.tenant.id, (0.0, 0.0))
            total += float(parts.table[u, 1]) + by_area * unit.area + by_number
    return max(0.0, -total)


def letting(park: Park, clause: str, parts: Parts, tail: Tail, more: float) -> LettingRow:
    """The row of letting: the quantile shall be ``more`` than nothing.

    Companies that the plan leaves out are expected to fare like those of their trade.
    """
    changes: dict[str, tuple[float, float]] = {}
    by_trade: dict[bool, list[tuple[float, float]]] = {}
    vacant, area = 0.0, 0.0
    for u, unit in enumerate(park.letting.units):
        tenant = unit.tenant
        if tenant is None:
            vacant, area = vacant + float(tail.expected[u]), area + unit.area
            continue
        change = float(tail.expected[u] - parts.table[u, 1])
        pair = (0.0, change) if parts.counts else (change / unit.area, 0.0)
        changes[tenant.id] = pair
        by_trade.setdefault(tenant.cross_border, []).append(pair)
    everyone = [pair for pairs in by_trade.values() for pair in pairs] or [(0.0, 0.0)]
    for tenant in park.facts.scenario.tenants:
        if tenant.id not in changes:
            alike = by_trade.get(tenant.cross_border) or everyone
            by_area, by_number = (sum(pair[k] for pair in alike) / len(alike) for k in (0, 1))
            changes[tenant.id] = (by_area, by_number)
    drawn: dict[str, float] = {}
    for space in park.facts.spaces:
        if space.subject is not None:
            drawn[space.subject] = drawn.get(space.subject, 0.0) + space.polygon.area / M2
    here = parts.constant + float(tail.expected.sum())
    reserve = here - tail.quantile + more
    return LettingRow(clause, changes, vacant / area if area > 0 else 0.0, area, drawn, reserve)
