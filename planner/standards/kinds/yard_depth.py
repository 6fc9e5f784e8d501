"""Before the door of every dock lies a yard as deep as the truck wants it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts
from planner.check.goods import paving
from planner.circulation.goods import docks_of, yard_depth
from planner.circulation.truck_ways import design_truck
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """For each dock the paved depth straight out of the whole width of its door.

    What rounding to millimetres takes from a yard that is drawn on a turned plan does not count.
    """
    wanted = design_truck(facts.scenario).yard_mm / 1000
    for dock, storey in docks_of(facts.scenario):
        depth = yard_depth(paving(facts), dock, storey) / 1000
        rounded = 0 < wanted - depth <= SNAP / 1000
        yield at_least(dock.id, wanted if rounded else depth, wanted, "m", dock.point)


KIND = RequirementKind(id="yard_depth", check=check)
