"""Corridors and doors that people pass keep a clear width: everywhere, or around the rooms of a zone."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.clearance import DOOR_REACH, clear_width
from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each corridor and each door of a room; with ``zones`` where those lie."""
    zones = clause.texts("zones")
    for plate in facts.plates.values():
        rooms = {space.id for space in plate.spaces if not zones or space.zone in zones}
        if not rooms:
            continue
        yield from _corridors(plate, clause.number("corridor"))
        if "door" in clause.params:
            for door in plate.doors:
                if rooms.intersection(door.joins):
                    width = door.width_mm / 1000
                    yield at_least(door.id, width, clause.number("door"), "m", door.polygon)


def _corridors(plate: Plate, least: float) -> Iterator[Finding]:
    for corridor in plate.corridors:
        doors = [
            door.polygon
            for door in plate.doors
            if corridor.id in door.joins and door.polygon.distance(corridor.polygon) <= DOOR_REACH
        ]
        width = clear_width(corridor.polygon, doors, least * 1000)
        yield at_least(corridor.id, width / 1000, least, "m", corridor.polygon)


KIND = RequirementKind(
    id="passage_width",
    parameters={
        "corridor": Spec("number", "m"),
        "door": Spec("number", "m", required=False),
        "zones": Spec("texts", required=False),
    },
    check=check,
)
