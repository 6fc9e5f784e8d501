"""Corridors keep their clear width between all their doors."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import DOOR_REACH, clear_width
from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.model import Corridor, Policies
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each corridor: the width of the widest disc that rolls from each door to each other.

    The limit is the policy's width for public or inner corridors, or the width the corridor states
    if that is more. With ``columns`` the columns stand in the way, and only corridors that have one
    are subjects.
    """
    for plate in facts.plates.values():
        columns = [column.polygon for column in plate.storey.columns] if clause.flag("columns") else []
        for corridor in plate.corridors:
            shape: BaseGeometry = corridor.polygon
            if clause.flag("columns"):
                standing = [column for column in columns if column.intersects(shape)]
                if not standing:
                    continue
                shape = shape.difference(shapely.union_all(standing))
            limit = float(_limit(facts.scenario.policies, corridor))
            width = clear_width(shape, _doors(plate, corridor), limit)
            yield at_least(corridor.id, width / 1000, limit / 1000, "m", corridor.polygon)


def _limit(policies: Policies, corridor: Corridor) -> int:
    least = policies.corridor_width_mm if corridor.zone is None else policies.inner_corridor_width_mm
    return max(least, corridor.width_mm)


def _doors(plate: Plate, corridor: Corridor) -> list[BaseGeometry]:
    """Doors that stand at the corridor; one that is misplaced is told by a rule of its own."""
    return [
        door.polygon
        for door in plate.doors
        if corridor.id in door.joins and door.polygon.distance(corridor.polygon) <= DOOR_REACH
    ]


KIND = RequirementKind(id="corridor_width", parameters={"columns": Spec("flag", required=False)}, check=check)
