"""The rooms of a zone together reach an area; with ``contiguous`` one connected part of it does."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.built import built_area_m2
from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.joints import components, door_pairs, wall_joints
from planner.check.measures import area_m2
from planner.check.off_site import not_stated, off_site_rooms
from planner.model import M2, Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

SHARED_WALL_M = 0.5
"""Rooms that share less wall than this only meet at a corner."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding for the zone, or one for each room; none where it has no room, unless it must be there.

    Stock rooms count where the clause's ``stock_rooms`` names the zone. Rooms off site are judged by the
    areas that their demand states, where sizes hold there.
    """
    zones, kinds, least = clause.texts("zones"), clause.texts("kinds"), clause.number("least")
    rooms = [room for room in facts.of_zone(*zones) if not kinds or room.kind in kinds]
    if clause.text("stock_rooms") in zones:
        rooms += [room for room in facts.spaces if room.kind == "stock_room"]
    ground = facts.scenario.site.boundary
    if not rooms:
        if clause.text("present") == "always":
            yield at_least(" + ".join(zones), 0.0, least, "m2", ground)
        if clause.text("outside") == "sizes_hold":
            yield from _off_site(clause, facts)
        return
    if clause.text("count") == "each":
        for room in rooms:
            yield at_least(room.id, area_m2([room]), least, "m2", room.polygon)
        return
    counted = max(_parts(facts, rooms), key=area_m2) if clause.flag("contiguous") else rooms
    where = shapely.union_all([room.polygon for room in counted])
    area = built_area_m2(facts, counted, clause.text("basis", "net"))
    yield at_least(" + ".join(zones), area, least, "m2", where)


def _off_site(clause: Clause, facts: Facts) -> Iterator[Finding]:
    kinds, least = clause.texts("kinds"), clause.number("least")
    for demand, rooms in off_site_rooms(facts, kinds):
        areas = [room.area / M2 for room in rooms for _ in range(room.count)]
        if not demand.rooms:
            yield not_stated(facts, demand, kinds)
        for area in areas if clause.text("count") == "each" else [sum(areas)] if areas else []:
            yield at_least(f"{demand.id} (off site)", area, least, "m2", facts.scenario.site.boundary)


def _parts(facts: Facts, rooms: list[Space]) -> list[list[Space]]:
    found: list[list[Space]] = []
    for plate in facts.plates.values():
        own = {room.id: room for room in rooms if room.storey == plate.storey.id}
        if own:
            groups = components([*own, *_inner(plate, list(own.values()))], _edges(facts, plate))
            found += [[own[id] for id in group if id in own] for group in groups]
    return found


def _edges(facts: Facts, plate: Plate) -> list[tuple[str, str]]:
    walls = wall_joints(plate, facts.scenario.policies.interior_wall_mm, SHARED_WALL_M, inner=True)
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
        "basis": Spec("text", choices=("net", "with_walls", "apportioned"), required=False),
        "count": Spec("text", choices=("together", "each"), required=False),
        "present": Spec("text", choices=("where_present", "always"), required=False),
        "stock_rooms": Spec("text", required=False),
        "outside": Spec("text", choices=("sizes_hold", "free"), required=False),
    },
    check=check,
)
