"""The rooms of a zone together reach an area; with ``contiguous`` one connected part of it does."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.joints import components, door_pairs, wall_joints
from planner.check.measures import area_m2
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

SHARED_WALL_M = 0.5
"""Rooms that share less wall than this only meet at a corner."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for the zone; none where it has no room."""
    zones, kinds = clause.texts("zones"), clause.texts("kinds")
    rooms = [room for room in facts.of_zone(*zones) if not kinds or room.kind in kinds]
    if not rooms:
        return
    counted = max(_parts(facts, rooms), key=area_m2) if clause.flag("contiguous") else rooms
    where = shapely.union_all([room.polygon for room in counted])
    yield at_least(" + ".join(zones), area_m2(counted), clause.number("least"), "m2", where)


def _parts(facts: Facts, rooms: list[Space]) -> list[list[Space]]:
    found: list[list[Space]] = []
    for plate in facts.plates.values():
        own = {room.id: room for room in rooms if room.storey == plate.storey.id}
        if own:
            groups = components([*own, *_inner(plate, list(own.values()))], _edges(facts, plate))
            found += [[own[id] for id in group if id in own] for group in groups]
    return found


def _edges(facts: Facts, plate: Plate) -> list[tuple[str, str]]:
    walls = wall_joints(plate, facts.scenario.policies.interior_wall_mm, SHARED_WALL_M)
    return [*door_pairs(plate), *walls]


def _inner(plate: Plate, rooms: list[Space]) -> list[str]:
    zones = {room.zone for room in rooms}
    return [corridor.id for corridor in plate.corridors if corridor.zone in zones]


KIND = RequirementKind(
    id="zone_area",
    parameters={
        "zones": Spec("texts"),
        "kinds": Spec("texts", required=False),
        "least": Spec("number", "m2"),
        "contiguous": Spec("flag", required=False),
    },
    check=check,
)
