"""A hydrant stands beside a lane or road, near enough for an engine, and off the facades."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each hydrant: its distance from the edge of the next way, or from a facade, by ``of``."""
    layout = facts.bundle.layout
    walls = shapely.union_all([s.outline for s in facts.scenario.storeys if s.level >= 1])
    ways = [*(lane.polygon for lane in layout.fire.lanes), *(road.polygon for road in facts.roads)]
    ground = shapely.union_all(ways)
    for hydrant in layout.fire.hydrants:
        if clause.text("of") == "facade":
            away = float(hydrant.point.distance(walls)) / 1000
            yield at_least(hydrant.id, away, clause.number("least"), "m", hydrant.point, slack=0.005)
        elif ways:
            away = float(hydrant.point.distance(ground)) / 1000
            yield at_most(hydrant.id, away, clause.number("most"), "m", hydrant.point, slack=0.005)


KIND = RequirementKind(
    id="hydrant_place",
    parameters={
        "of": Spec("text", choices=("road", "facade")),
        "least": Spec("number", "m", required=False),
        "most": Spec("number", "m", required=False),
    },
    check=check,
)
