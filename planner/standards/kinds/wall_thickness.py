"""Between rooms, and between rooms and corridors, there is room for a wall."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts, Plate
from planner.check.joints import near_pairs
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space: distance to its nearest neighbour against the policy's wall.

    Pieces of one corridor may touch. Overlaps have a clause of their own and are not told twice.
    """
    wall = facts.scenario.policies.interior_wall_mm
    for plate in facts.plates.values():
        nearest = _nearest(plate, wall, clause.number("overlap") * M2)
        for space in plate.spaces:
            gap = nearest.get(space.id, float(wall))
            yield at_least(space.id, gap / 1000, wall / 1000, "m", space.polygon, slack=SNAP / 1000)


def _nearest(plate: Plate, wall: float, overlap: float) -> dict[str, float]:
    shapes = {thing.id: thing.polygon for thing in plate.floor}
    corridors = {corridor.id for corridor in plate.corridors}
    found: dict[str, float] = {}
    for one, other in near_pairs(shapes, wall - SNAP / 2):
        if one in corridors and other in corridors:
            continue
        gap = float(shapely.distance(shapes[one], shapes[other]))
        if gap == 0 and shapely.intersection(shapes[one], shapes[other]).area > overlap:
            continue
        for id in (one, other):
            found[id] = min(found.get(id, float(wall)), gap)
    return found


KIND = RequirementKind(id="wall_thickness", parameters={"overlap": Spec("number", "m2")}, check=check)
