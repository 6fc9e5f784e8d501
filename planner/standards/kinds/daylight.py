"""Rooms whose kind needs daylight touch a facade with windows."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such room: metres of daylight facade along it.

    ``left_zones`` are left to the clauses of the standard ``left_to`` where that is in force.
    """
    zones = clause.texts("zones")
    left = clause.texts("left_zones") if clause.text("left_to") in facts.scenario.standards else ()
    # Twice the wall: a facade line may stand for the windows' inner face of a thicker wall.
    reach = facts.scenario.policies.exterior_wall_mm + 12 * SNAP
    for plate in facts.plates.values():
        light = shapely.union_all(list(plate.storey.daylight))
        for space in plate.spaces:
            kind = facts.kind_of(space)
            if kind is None or kind.daylight != "needs" or space.zone in left:
                continue
            if zones and space.zone not in zones:
                continue
            near = space.polygon.buffer(reach, cap_style="flat", join_style="mitre")
            yield at_least(
                space.id, light.intersection(near).length / 1000, clause.number("least"), "m", space.polygon
            )


KIND = RequirementKind(
    id="daylight",
    parameters={
        "least": Spec("number", "m"),
        "zones": Spec("texts", required=False),
        "left_zones": Spec("texts", required=False),
        "left_to": Spec("text", required=False),
    },
    check=check,
)
