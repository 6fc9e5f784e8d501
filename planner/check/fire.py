"""What the fire codes ask about: heights, uses, people, and the ways out of every storey, measured once."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely
from shapely import LineString, Point

from planner.check.compliance import ROUNDING
from planner.check.facts import Facts, Plate
from planner.circulation.egress import Egress, RoomDoor, RoomWay, ways_out
from planner.model import M2, Building, Door, Space, Storey
from planner.standards.clauses import Clause
from planner.standards.requirement import Spec

__all__ = [
    "BUILDINGS",
    "ROOMS",
    "at_corridor_end",
    "building_of",
    "chosen",
    "chosen_plates",
    "chosen_rooms",
    "dead_end",
    "egress_of",
    "hall_kinds",
    "height_m",
    "is_high",
    "people_in",
    "people_on",
    "storeys_above",
    "with_sprinklers",
]

HIGH_RISE_M = 24.0  # GB 50016 2.1.1 and table 5.1.1: higher than that and not of a single storey

BUILDINGS = {
    "grades": Spec("texts", choices=("I", "II", "III", "IV"), required=False),
    "rise": Spec("text", choices=("low", "high"), required=False),
}
"""Parameters by which a clause chooses buildings: fire resistance grades, high-rise or not."""

ROOMS = {
    **BUILDINGS,
    "kinds": Spec("texts", required=False),
    "not_kinds": Spec("texts", required=False),
}
"""Parameters by which a clause chooses rooms: their kinds, or all but some."""

AHEAD = 4_000.0
"""Millimetres of corridor straight ahead of a door that lies at the end of it: more than it is wide."""


def building_of(facts: Facts, plate: Plate) -> Building:
    """The building of a storey."""
    return facts.scenario.building(plate.storey.building)


def height_m(building: Building) -> float:
    """From the ground to the roof, m."""
    tops = [storey.elevation_mm + storey.height_mm for storey in building.storeys if storey.level >= 1]
    return max(tops, default=0) / 1000


def storeys_above(building: Building) -> int:
    """Number of storeys above ground."""
    return sum(1 for storey in building.storeys if storey.level >= 1)


def is_high(building: Building) -> bool:
    """Whether it is a high-rise building."""
    return height_m(building) > HIGH_RISE_M and storeys_above(building) > 1


def chosen(clause: Clause, building: Building) -> bool:
    """Whether a clause speaks about a building."""
    rise = clause.text("rise")
    grades = clause.texts("grades") if "grades" in clause.params else ()
    return (not grades or building.fire_grade in grades) and (
        not rise or (rise == "high") == is_high(building)
    )


def chosen_plates(clause: Clause, facts: Facts) -> Iterator[tuple[Building, Plate]]:
    """The storeys with rooms of the buildings that a clause speaks about."""
    for plate in facts.plates.values():
        building = building_of(facts, plate)
        if plate.spaces and chosen(clause, building):
            yield building, plate


def chosen_rooms(clause: Clause, facts: Facts) -> Iterator[tuple[Building, Plate, Space, RoomWay]]:
    """The rooms that a clause speaks about, each with its way out."""
    for building, plate in chosen_plates(clause, facts):
        ways = egress_of(facts, plate).rooms
        for space in plate.spaces:
            wanted = not clause.texts("kinds") or space.kind in clause.texts("kinds")
            if wanted and space.kind not in clause.texts("not_kinds"):
                yield building, plate, space, ways[space.id]


def hall_kinds(clause: Clause) -> set[str]:
    """Open halls (GB 50016 5.5.17-4); open offices among them by the policy ``open_office``."""
    halls = set(clause.texts("halls"))
    return halls | {"open_office"} if clause.text("open_office") == "open_hall" else halls


def with_sprinklers(clause: Clause, building: Building, limit: float) -> float:
    """A limit, raised by the share that the clause grants to a building with sprinklers throughout."""
    more = clause.number("sprinklered_more") if "sprinklered_more" in clause.params else 0.0
    return limit * (1 + more) if building.sprinklered else limit


def egress_of(facts: Facts, plate: Plate) -> Egress:
    """The ways out of a storey."""
    known = facts.made.setdefault(f"egress {plate.storey.id}", None)
    if not isinstance(known, Egress):
        known = ways_out(plate.storey, plate.spaces, plate.corridors, plate.doors)
        facts.made[f"egress {plate.storey.id}"] = known
    return known


def people_in(facts: Facts, space: Space) -> int:
    """People in a room: the staff of its company, else by the area that the catalogue gives a person."""
    if space.kind == "tenant_suite":
        staff = sum(tenant.staff for tenant in facts.scenario.tenants if tenant.id == space.tenant)
        if staff > 0:
            return staff
    kind = facts.kind_of(space)
    each = kind.m2_per_person if kind is not None else 0.0
    return math.ceil(space.polygon.area / M2 / each - ROUNDING) if each > 0 else 0


def people_on(facts: Facts, storey: Storey) -> int:
    """People on a storey, all rooms full at once."""
    return sum(people_in(facts, space) for space in facts.plates[storey.id].spaces)


def dead_end(way: RoomDoor, common_m: float) -> bool:
    """Whether from a door all ways run together for more than so many metres."""
    return way.leads == "corridor" and way.common > common_m * 1000


def at_corridor_end(plate: Plate, door: Door) -> bool:
    """Whether a door looks along a corridor: it lies in its end wall, not in its side."""
    middle = door.polygon.centroid
    axis = shapely.oriented_envelope(door.polygon)
    corners = list(shapely.get_coordinates(axis))[:3]
    if len(corners) < 3:
        return False
    sides = [(corners[1] - corners[0]), (corners[2] - corners[1])]
    across = min(sides, key=lambda side: math.hypot(*side))
    size = math.hypot(*across)
    ground = [c.polygon for c in plate.corridors if c.id in door.joins]
    for sign in (1.0, -1.0):
        ux, uy = sign * across[0] / size, sign * across[1] / size
        start = Point(middle.x + ux * size, middle.y + uy * size)
        ahead = LineString([start, Point(start.x + ux * AHEAD, start.y + uy * AHEAD)])
        if any(corridor.buffer(10).covers(ahead) for corridor in ground):
            return True
    return False
