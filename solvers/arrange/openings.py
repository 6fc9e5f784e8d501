"""Every door of a storey: from rooms and inner corridors to corridors, into cores, through the facade."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from shapely import affinity
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Scenario, Storey
from solvers.arrange.core_doors import core_doors
from solvers.arrange.doors import APART_M, TWO_DOORS_M2, Opening, door_in, facing, place_doors
from solvers.arrange.egress import EgressRules, egress_rules
from solvers.arrange.plate import local
from solvers.arrange.way_doors import Field, RoomNeeds, steered_doors
from solvers.arrange.ways import stairs_behind
from solvers.people import in_room

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan


INNER_DOOR_M, LEAST_INNER_DOOR_M = 1.5, 0.9
"""Width of the doors of inner corridors: wished, and at least."""
WHOLE, STRIP_M = 0.97, 0.05
"""A dock has a door to the room behind it where this share of its width lies before that room; how far in
that is looked at."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room in plate metres, before it has an id."""

    polygon: Polygon
    kind: str
    zone: str
    tenant: str | None
    subject: str | None
    outlets: tuple[int, ...]
    """Indices of the corridors its door may open to, the preferred first."""


@dataclass(frozen=True, slots=True)
class Way:
    """A corridor in plate metres."""

    polygon: Polygon
    width: float
    zone: str | None
    subject: str | None


def openings_of(
    scenario: Scenario,
    storey: Storey,
    plan: Plan,
    ways: Sequence[Way],
    rooms: Sequence[Room],
    ids: Sequence[str],
    way_ids: Sequence[str],
) -> list[Opening]:
    """Every door of the storey; where the fire codes steer, those of rooms go by the exits."""
    rules = egress_rules(scenario, storey)
    cores = (
        core_doors(storey, plan.plate, ways[0].polygon, way_ids[0], wide=rules is not None) if ways else []
    )
    facade = _facade_doors(scenario, storey, plan, ways, rooms, ids, way_ids)
    if rules is None or not ways:
        own = _room_doors(scenario, plan, ways, rooms, ids, way_ids)
    else:
        field = _field(storey, plan, ways[0].polygon, way_ids[0], [*cores, *facade])
        own = _steered(scenario, plan, rules, field, ways, rooms, ids, way_ids)
    return [*own, *_inner_doors(plan, ways, way_ids, all_ends=rules is not None), *cores, *facade]


def _room_doors(
    scenario: Scenario,
    plan: Plan,
    ways: Sequence[Way],
    rooms: Sequence[Room],
    ids: Sequence[str],
    way_ids: Sequence[str],
) -> list[Opening]:
    """Doors of rooms to corridors; then of the others through rooms that have one."""
    wall, columns = plan.plate.wall, plan.plate.columns
    found: dict[str, list[Opening]] = {}

    def place(number: int, outlets: Sequence[tuple[str, Polygon]], kind: str) -> list[Opening]:
        width = scenario.catalogue.spaces[rooms[number].kind].door_m
        for avoid in (columns, ()):
            doors = place_doors(
                rooms[number].polygon, ids[number], outlets, width=width, least=width, wall=wall,
                columns=avoid, kind=kind,
            )  # fmt: skip
            if doors:
                return doors
        return []

    for number, room in enumerate(rooms):
        outlets = [(way_ids[way], ways[way].polygon) for way in room.outlets if way < len(ways)]
        found[ids[number]] = place(number, outlets, room.kind)
    reached = {id_ for id_, doors in found.items() if doors}
    for number, id_ in enumerate(ids):
        if id_ not in reached:
            found[id_] = place(number, _leading(scenario, rooms[number], rooms, ids, reached), "")[:1]
    return [door for id_ in ids for door in found[id_]]


def _inner_doors(plan: Plan, ways: Sequence[Way], way_ids: Sequence[str], *, all_ends: bool) -> list[Opening]:
    """From inner corridors to the public one; with ``all_ends`` wherever they meet, 5 m apart."""
    openings: list[Opening] = []
    for number in range(1, len(ways)):
        way = ways[number]
        outlets = [(way_ids[0], ways[0].polygon)]
        if all_ends:
            openings += _end_doors(way, way_ids[number], ways[0].polygon, way_ids[0], plan.plate.wall)
            continue
        openings += place_doors(
            way.polygon, way_ids[number], outlets, width=min(INNER_DOOR_M, way.width),
            least=LEAST_INNER_DOOR_M, wall=plan.plate.wall, columns=(),
        )[:1]  # fmt: skip
    return openings


def _end_doors(way: Way, id_: str, public: Polygon, public_id: str, wall: float) -> list[Opening]:
    """A door in the middle of each stretch that an inner corridor shares with the public one."""
    doors: list[Opening] = []
    for line, normal, gap in facing(way.polygon, public, wall):
        width = min(INNER_DOOR_M, way.width, line.length - 0.04)
        if width < LEAST_INNER_DOOR_M:
            continue
        door = door_in(line, normal, gap, width, line.length / 2, (id_, public_id))
        if all(door.polygon.distance(other.polygon) >= APART_M for other in doors):
            doors.append(door)
    return doors


def _steered(
    scenario: Scenario,
    plan: Plan,
    rules: EgressRules,
    field: Field,
    ways: Sequence[Way],
    rooms: Sequence[Room],
    ids: Sequence[str],
    way_ids: Sequence[str],
) -> list[Opening]:
    """Doors of rooms by the fire codes; first of those behind others, whose doors serve them too."""
    wall, columns = plan.plate.wall, plan.plate.columns
    spaces = scenario.catalogue.spaces
    found: dict[str, list[Opening]] = {}
    behind: dict[str, float] = {}
    outlets = {
        id_: [(way_ids[way], ways[way].polygon) for way in room.outlets if way < len(ways)]
        for id_, room in zip(ids, rooms, strict=True)
    }
    reached = {
        id_
        for id_, room in zip(ids, rooms, strict=True)
        if place_doors(
            room.polygon, id_, outlets[id_], width=spaces[room.kind].door_m, least=spaces[room.kind].door_m,
            wall=wall, columns=(),
        )
    }  # fmt: skip
    for room, id_ in zip(rooms, ids, strict=True):
        if id_ in reached:
            continue
        width = spaces[room.kind].door_m
        leading = sorted(
            _leading(scenario, room, rooms, ids, reached),
            key=lambda other: other[1].area + behind.get(other[0], 0.0) + room.polygon.area > TWO_DOORS_M2,
        )
        doors: list[Opening] = []
        for avoid in (columns, ()):
            doors = doors or place_doors(
                room.polygon, id_, leading, width=width, least=width, wall=wall, columns=avoid
            )
        found[id_] = doors[:1]
        for door in found[id_]:
            behind[door.joins[1]] = behind.get(door.joins[1], 0.0) + room.polygon.area
    for room, id_ in zip(rooms, ids, strict=True):
        if id_ not in reached:
            continue
        people = in_room(scenario, room.kind, room.tenant, room.polygon.area)
        needs = RoomNeeds(room.kind, people, behind.get(id_, 0.0), spaces[room.kind].door_m)
        doors = []
        for avoid in (columns, ()):
            doors = doors or steered_doors(
                room.polygon, id_, outlets[id_], needs, rules, field, way_ids[0], wall=wall, columns=avoid
            )
        found[id_] = doors
    return [opening for id_ in ids for opening in found[id_]]


def _field(storey: Storey, plan: Plan, public: Polygon, public_id: str, openings: Sequence[Opening]) -> Field:
    """The public corridor with its doors to stairs and to the outside."""
    cores = {core.id: core for core in storey.cores}
    exits = {exit_.id for exit_ in storey.exits}
    ends, more = [], []
    for opening in openings:
        middle = opening.polygon.centroid
        if public_id not in opening.joins:
            continue
        other = opening.joins[0] if opening.joins[1] == public_id else opening.joins[1]
        if other in exits:
            ends.append((middle.x, middle.y))
            more.append(0.0)
        elif other in cores:
            for _, away in stairs_behind(cores[other], back(opening.polygon, plan)):
                ends.append((middle.x, middle.y))
                more.append(away / 1000)
    return Field(public, np.array(ends).reshape(-1, 2), more)


def _leading(
    scenario: Scenario, room: Room, rooms: Sequence[Room], ids: Sequence[str], reached: Collection[str]
) -> list[tuple[str, Polygon]]:
    """Rooms with a door to a corridor through which another one of their zone may be reached."""
    spaces = scenario.catalogue.spaces
    return [
        (id_, other.polygon)
        for id_, other in zip(ids, rooms, strict=True)
        if id_ in reached and other.subject == room.subject and room.kind in spaces[other.kind].passage_to
    ]


def _facade_doors(
    scenario: Scenario,
    storey: Storey,
    plan: Plan,
    ways: Sequence[Way],
    rooms: Sequence[Room],
    ids: Sequence[str],
    way_ids: Sequence[str],
) -> list[Opening]:
    """Doors through the external wall: exits from corridor, core or hall; docks from stores."""
    angle = plan.plate.angle
    outline = local(storey.outline, angle)
    thick = scenario.policies.exterior_wall_mm / 1000
    cores = [(core.id, local(core.polygon, angle)) for core in storey.cores]
    halls = list(zip(ids, (room.polygon for room in rooms), strict=True))
    public = [(way_ids[0], ways[0].polygon)] if ways else []
    doors: list[Opening] = []
    for exit_ in storey.exits:
        at = local(exit_.point, angle)
        for things in (public, cores, halls):
            door = _through_facade(outline, at, exit_.width_mm / 1000, thick, things, exit_.id)
            if door is not None:
                doors.append(door)
                break
    stores = [
        (id_, room.polygon)
        for id_, room in zip(ids, rooms, strict=True)
        if room.kind in ("warehouse", "logistics_hub", "vacant", "waste_point")
    ]
    for dock in storey.docks:
        at = local(dock.point, angle)
        width = dock.width_mm / 1000
        door = _through_facade(outline, at, width, thick, stores, dock.id)
        if door is not None and opens_wholly(door, dict(stores)[door.joins[0]], width):
            doors.append(door)
    return doors


def opens_wholly(door: Opening, room: BaseGeometry, width: float) -> bool:
    """Whether a door lies before this room over its whole width: not before a partition."""
    before = room.intersection(door.polygon.buffer(STRIP_M, join_style="mitre"))
    return bool(before.area >= WHOLE * STRIP_M * width)


def _through_facade(
    outline: BaseGeometry,
    at: BaseGeometry,
    width: float,
    thick: float,
    things: Sequence[tuple[str, BaseGeometry]],
    outer: str,
) -> Opening | None:
    """A door through the external wall at ``at`` to the thing behind it, if one lies there."""
    point = at.centroid
    near = [(id_, shape) for id_, shape in things if shape.distance(point) <= thick + 0.05]
    if not near:
        return None
    edge = _edge_at(outline, point)
    (x0, y0), (x1, y1) = edge
    length = math.hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    nx, ny = -uy, ux
    if not outline.contains(Point(point.x + 0.05 * nx, point.y + 0.05 * ny)):
        nx, ny = -nx, -ny
    a, b = -width / 2, width / 2
    corners = [(a, 0.0), (b, 0.0), (b, thick), (a, thick)]
    polygon = Polygon([(point.x + s * ux + t * nx, point.y + s * uy + t * ny) for s, t in corners])
    inside = Point(point.x + (thick + 0.1) * nx, point.y + (thick + 0.1) * ny)
    id_ = min(near, key=lambda entry: entry[1].distance(inside))[0]
    return Opening(polygon, width, (id_, outer))


def _edge_at(outline: BaseGeometry, point: Point) -> tuple[tuple[float, float], tuple[float, float]]:
    """The edge of the outline nearest to a point."""
    best, best_distance = ((0.0, 0.0), (1.0, 0.0)), math.inf
    rings = [outline.exterior, *outline.interiors] if isinstance(outline, Polygon) else []
    for ring in rings:
        coords = [(float(x), float(y)) for x, y in ring.coords]
        for a, b in pairwise(coords):
            distance = Polygon([a, b, b]).distance(point) if a != b else math.inf
            if distance < best_distance:
                best, best_distance = (a, b), distance
    return best


def back(polygon: Polygon, plan: Plan) -> Polygon:
    """From plate metres to the scenario's millimetres, on whole millimetres."""
    big = affinity.scale(polygon, 1000, 1000, origin=(0, 0))
    turned = affinity.rotate(big, plan.plate.angle, origin=(0, 0), use_radians=True)
    rings = [[(round(x), round(y)) for x, y in ring.coords] for ring in (turned.exterior, *turned.interiors)]
    return Polygon(rings[0], rings[1:])
