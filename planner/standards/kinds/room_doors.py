"""A room has enough doors out of it: one will do for a small room, by area and by where its door lies."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.fire import ROOMS, at_corridor_end, chosen_rooms, dead_end, egress_of, people_in
from planner.circulation.egress import RoomWay
from planner.model import M2, Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room with a door to a corridor or exit: the number of those doors.

    Rooms that are left through it belong to it. One door will do up to ``one_area``; at the end of a dead-end
    corridor up to ``end_area``, or up to ``long_area`` where the way to a wide door is short. With ``people``
    each door serves no more people than that, and two are needed in any case.
    """
    for _, plate, space, way in chosen_rooms(clause, facts):
        doors = [door for door in way.doors if door.leads != "room"]
        if not doors:
            continue
        if "people" in clause.params:
            people = people_in(facts, space)
            need = max(2, -(-people // int(clause.number("people"))))
        else:
            area = (space.polygon.area + _behind(facts, plate, space)) / M2
            need = 1 if _one_will_do(clause, plate, way, area) else 2
        yield at_least(space.id, float(len(doors)), float(need), "count", space.polygon)


def _one_will_do(clause: Clause, plate: Plate, way: RoomWay, area: float) -> bool:
    doors = [door for door in way.doors if door.leads != "room"]
    widest = max(door.door.width_mm for door in doors) / 1000
    end = any(dead_end(door, clause.number("common")) and at_corridor_end(plate, door.door) for door in doors)
    if not end:
        return area <= clause.number("one_area")
    if clause.flag("never_at_end"):
        return False
    if area < clause.number("end_area") and widest >= clause.number("end_door"):
        return True
    inside = way.farthest.distance / 1000 if way.farthest is not None else float("inf")
    short = inside <= clause.number("long_way")
    return area <= clause.number("long_area") and short and widest >= clause.number("long_door")


def _behind(facts: Facts, plate: Plate, space: Space) -> float:
    """Area of rooms that have no door of their own to a corridor and open to this one."""
    ways = egress_of(facts, plate).rooms
    shapes = {other.id: other.polygon.area for other in plate.spaces}
    total = 0.0
    for other, way in ways.items():
        inner = all(door.leads == "room" for door in way.doors)
        if inner and other != space.id and any(space.id in door.door.joins for door in way.doors):
            total += shapes[other]
    return total


KIND = RequirementKind(
    id="room_doors",
    parameters={
        **ROOMS,
        "one_area": Spec("number", "m2", required=False),
        "common": Spec("number", "m", required=False, needs="one_area"),
        "end_area": Spec("number", "m2", required=False, needs="one_area"),
        "end_door": Spec("number", "m", required=False, needs="end_area"),
        "long_area": Spec("number", "m2", required=False, needs="end_area"),
        "long_way": Spec("number", "m", required=False, needs="long_area"),
        "long_door": Spec("number", "m", required=False, needs="long_area"),
        "never_at_end": Spec("flag", required=False),
        "people": Spec("number", "person", required=False),
    },
    check=check,
)
