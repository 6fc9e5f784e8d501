"""Roads stay on the site and off buildings and obstacles, and are drawn as wide as they state."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts
from planner.model import M2, Scenario
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

EDGE = 100.0
"""Millimetres by which an edge may be drawn inward: arcs are drawn as chords."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """For each road its area where no road may be, and the share of its stated width that is drawn."""
    if not facts.roads:
        return
    site = facts.scenario.site.boundary
    taken = _taken(facts.scenario)
    ground = shapely.union_all([road.polygon for road in facts.roads])
    for road in facts.roads:
        wrong = shapely.union_all([road.polygon.difference(site), road.polygon.intersection(taken)])
        yield at_most(road.id, wrong.area / M2, clause.number("most"), "m2", wrong)
        strip = road.centreline.buffer(
            max(1.0, road.width_mm / 2 - EDGE), cap_style="flat", join_style="mitre"
        )
        drawn = strip.intersection(ground).area / strip.area if strip.area > 0 else 0.0
        yield at_least(f"{road.id} as drawn", drawn, clause.number("drawn"), "share", road.polygon)


def _taken(scenario: Scenario) -> BaseGeometry:
    """Ground that is built on (roads may pass under an overhang) or given to an obstacle."""
    built = [storey.outline for storey in scenario.storeys if storey.is_ground]
    return shapely.union_all([*built, *(obstacle.polygon for obstacle in scenario.site.obstacles)])


KIND = RequirementKind(
    id="road_clear",
    parameters={"most": Spec("number", "m2"), "drawn": Spec("number", "share")},
    check=check,
)
