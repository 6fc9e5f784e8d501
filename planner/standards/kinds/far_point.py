"""No place along the walls of a room lies farther from its doors than a distance, as the crow flies."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

STEP = 500.0
"""mm between the places looked at along the walls."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such room: the straight distance from its farthest wall to the nearest door.

    The way to walk is never shorter: what is too far here is too far, what is near may be a long walk.
    """
    for plate in facts.plates.values():
        for space in plate.spaces:
            if space.kind not in clause.texts("kinds"):
                continue
            doors = [door.polygon for door in plate.doors if space.id in door.joins]
            if not doors:
                yield at_most(
                    f"{space.id} (no door)", float("inf"), clause.number("most"), "m", space.polygon
                )
                continue
            places = shapely.points(shapely.get_coordinates(shapely.segmentize(space.polygon, STEP)))
            away = float(shapely.distance(shapely.union_all(doors), places).max()) / 1000
            sprinklered = facts.scenario.building(space.building).sprinklered
            limit = clause.number("sprinklered" if sprinklered else "most")
            yield at_most(space.id, away, limit, "m", space.polygon)


KIND = RequirementKind(
    id="far_point",
    parameters={
        "kinds": Spec("texts"),
        "most": Spec("number", "m"),
        "sprinklered": Spec("number", "m"),
    },
    check=check,
)
