"""Roads stay on the site and off buildings and obstacles, and are drawn as wide as they state."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts
from planner.fire_site import AerialSite, FireLane, Turnaround
from planner.model import M2, Scenario, SiteRoad
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

EDGE = 100.0
"""Millimetres by which an edge may be drawn inward: arcs are drawn as chords."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """For each road and fire lane its area where none may be, and how much of its stated width is drawn."""
    fire = facts.bundle.layout.fire
    roads: list[SiteRoad | FireLane] = [*facts.roads]
    roads += [lane for lane in fire.lanes if lane.polygon.is_valid]
    if not roads:
        return
    site = facts.scenario.site.boundary
    taken = _taken(facts.scenario)
    ground = shapely.union_all([road.polygon for road in roads])
    places: list[Turnaround | AerialSite] = [*fire.turnarounds, *fire.aerial_sites]
    for place in places:
        wrong = _wrong(shapely.make_valid(place.polygon), site, taken)
        yield at_most(place.id, wrong.area / M2, clause.number("most"), "m2", wrong)
    for road in roads:
        wrong = _wrong(road.polygon, site, taken)
        yield at_most(road.id, wrong.area / M2, clause.number("most"), "m2", wrong)
        strip = road.centreline.buffer(
            max(1.0, road.width_mm / 2 - EDGE), cap_style="flat", join_style="mitre"
        )
        drawn = strip.intersection(ground).area / strip.area if strip.area > 0 else 0.0
        yield at_least(f"{road.id} as drawn", drawn, clause.number("drawn"), "share", road.polygon)


def _wrong(paved: BaseGeometry, site: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    """What of it lies off the site or on ground that is taken."""
    return shapely.union_all([paved.difference(site), paved.intersection(taken)])


def _taken(scenario: Scenario) -> BaseGeometry:
    """Ground that is built on (roads may pass under an overhang) or given to an obstacle."""
    built = [storey.outline for storey in scenario.storeys if storey.is_ground]
    return shapely.union_all([*built, *(obstacle.polygon for obstacle in scenario.site.obstacles)])


KIND = RequirementKind(
    id="road_clear",
    parameters={"most": Spec("number", "m2"), "drawn": Spec("number", "share")},
    check=check,
)
