"""Corridors keep a clear width between doors and past columns, more where rooms lie on both sides."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import DOOR_REACH, clear_width
from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_plates
from planner.model import Corridor, Door
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

OPPOSITE = -0.7
"""Cosine of the angle between the directions of two doors that lie on opposite sides."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each corridor: the width of the widest disc that rolls between its doors.

    It rolls past the columns that stand in the corridor.
    With ``public`` only corridors of no zone are subjects.
    """
    for _, plate in chosen_plates(clause, facts):
        rooms = {space.id for space in plate.spaces}
        columns = [column.polygon for column in plate.storey.columns]
        for corridor in plate.corridors:
            if clause.flag("public") and corridor.zone is not None:
                continue
            doors = [
                door
                for door in plate.doors
                if corridor.id in door.joins and door.polygon.distance(corridor.polygon) <= DOOR_REACH
            ]
            limit = clause.number("least")
            if "both_sides" in clause.params and _both_sides(corridor, doors, rooms):
                limit = clause.number("both_sides")
            shape: BaseGeometry = corridor.polygon
            standing = [column for column in columns if column.intersects(shape)]
            if standing:
                shape = shape.difference(shapely.union_all(standing))
            width = clear_width(shape, [door.polygon for door in doors], limit * 1000)
            yield at_least(corridor.id, width / 1000, limit, "m", corridor.polygon)


def _both_sides(corridor: Corridor, doors: list[Door], rooms: set[str]) -> bool:
    """Whether doors of rooms open to it from opposite sides."""
    headings = []
    for door in doors:
        if rooms & set(door.joins):
            (x0, y0), (x1, y1) = shapely.shortest_line(door.polygon.centroid, corridor.polygon).coords
            size = math.hypot(x1 - x0, y1 - y0)
            if size > 0:
                headings.append(((x1 - x0) / size, (y1 - y0) / size))
    return any(
        one[0] * other[0] + one[1] * other[1] < OPPOSITE
        for number, one in enumerate(headings)
        for other in headings[:number]
    )


KIND = RequirementKind(
    id="egress_corridors",
    parameters={
        **BUILDINGS,
        "least": Spec("number", "m"),
        "both_sides": Spec("number", "m", required=False),
        "public": Spec("flag", required=False),
    },
    check=check,
)
