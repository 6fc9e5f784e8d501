"""Who helps most with the rows that letting asks for."""

from __future__ import annotations

from collections.abc import Mapping

from planner.model import Scenario
from solvers.allocate.clauses import clauses
from solvers.allocate.letting import LETTING
from solvers.allocate.problem import build

__all__ = ["helpful"]

HALF = 0.5
"""Of what a square metre of the most helpful subject counts in a row."""


def helpful(scenario: Scenario, capacity: Mapping[str, int]) -> frozenset[str]:
    """Subjects of which a square metre counts at least half as much as of any in a row of letting."""
    problem = build(scenario, capacity, ())
    found: set[str] = set()
    for row in clauses(problem, 0.0):
        most = float(row.area.max(initial=0.0))
        if row.id.endswith(LETTING) and most > 0:
            found |= {unit.id for u, unit in enumerate(problem.units) if row.area[u] >= HALF * most}
    return frozenset(found)
