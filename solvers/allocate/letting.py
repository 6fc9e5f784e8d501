"""Rows that letting asks for: a clause's row with what its units are expected to hold in the bad futures.

The row of a clause counts each company with its whole area. A row of letting counts what remains of it in the
futures in which the clause is about to fail, and what is let then of the area that the plan leaves over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from planner.leasing import LettingRow
from solvers.allocate.problem import Floats, Problem
from solvers.types import PART

if TYPE_CHECKING:
    from solvers.allocate.clauses import Clause

__all__ = ["LETTING", "letting_row"]

LETTING = ":letting"
"""Ends the id of such a row."""


def letting_row(
    problem: Problem, row: LettingRow, rows: Mapping[str, Clause]
) -> tuple[Floats, Floats, float]:
    """Areas, counts and constant of the row of letting, made from that of its clause."""
    base = rows[row.clause]
    area, count = base.area.copy(), base.count.copy()
    for u, unit in enumerate(problem.units):
        if unit.role == "demand":
            continue
        by_area, by_number = row.suites.get(problem.scenario.tenants[unit.index].id, (0.0, 0.0))
        area[u] += by_area
        count[u] += by_number if unit.role == "tenant" else 0.0
    takes = np.array([unit.take for unit in problem.units])
    # what an earlier drawing left over, not what a storey is measured to hold: that is less than it does;
    # a demand of which parts are frozen was drawn once
    wholes = {unit.id.split(PART, 1)[0]: unit.take for unit in problem.units}
    room = row.left_m2 + sum(take * row.drawn.get(id, 0.0) for id, take in wholes.items())
    constant = base.constant + row.vacant_m2 * room - row.reserve
    return area - row.vacant_m2 * takes, count, constant
