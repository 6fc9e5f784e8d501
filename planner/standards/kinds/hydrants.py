"""Outdoor hydrants reach every building: no corner of it lies farther from one than a hydrant protects."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely import Point
from shapely.geometry import shape

from planner.check.compliance import MISSING, Finding, at_most
from planner.check.facts import Facts
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each building whose footprint needs hydrants: its corner farthest from the nearest one.

    Without any feature of role ``hydrant`` those buildings are undecided.
    """
    given = [feature["geometry"] for feature in facts.bundle.of_role("hydrant") if feature["geometry"]]
    points = [shapely.transform(shape(geometry), lambda at: at * 1000).centroid for geometry in given]
    for building in facts.scenario.buildings:
        ground = [storey.outline for storey in building.storeys if storey.is_ground]
        footprint = shapely.union_all(ground)
        if footprint.area / M2 <= clause.number("needed_above"):
            continue
        most = clause.number("radius")
        if not points:
            yield Finding(building.id, MISSING, "in", "layout.hydrant", "", None, footprint)
            continue
        corners = [Point(at) for at in shapely.get_coordinates(footprint)]
        away, corner = max(
            ((min(c.distance(p) for p in points), c) for c in corners), key=lambda pair: pair[0]
        )
        yield at_most(building.id, away / 1000, most, "m", corner)


KIND = RequirementKind(
    id="hydrants",
    parameters={"needed_above": Spec("number", "m2"), "radius": Spec("number", "m")},
    check=check,
)
