"""A decided storey written in the model's terms: millimetres, the scenario's axes, ids, doors."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from shapely import affinity, box
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Corridor, Door, Scenario, Space, Storey, StoreyLayout
from solvers.arrange.core_doors import core_doors
from solvers.arrange.doors import Opening, facing, place_doors
from solvers.arrange.exact import LOST_M2, net_of
from solvers.arrange.plate import DOOR_CONTACT_M, local, polygons

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan

PLANT_LEAST_M2 = 6.1
USUAL_LONG, PLANT_LONG = 1.6, 3.4
"""Length over width that a vacant unit and a plant room are cut to."""
LONGEST = 4.0
"""Length over width of both at most."""
LONG_VACANT = 3.2
"""Vacant units longer than this times their depth are let as several."""


@dataclass(frozen=True, slots=True)
class _Room:
    """A room in plate metres, before it has an id."""

    polygon: Polygon
    kind: str
    zone: str
    tenant: str | None
    subject: str | None
    outlets: tuple[int, ...]
    """Indices of the corridors its door may open to, the preferred first."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A corridor in plate metres."""

    polygon: Polygon
    width: float
    zone: str | None
    subject: str | None


def write_storey(scenario: Scenario, storey: Storey, plan: Plan) -> StoreyLayout:
    """Spaces, corridors and doors of a decided storey."""
    ways, rooms = _ways_and_rooms(scenario, storey, plan)
    rooms.sort(key=lambda room: (-round(room.polygon.centroid.y / 3), round(room.polygon.centroid.x, 2)))
    ids = [f"{storey.id}/s{number:02d}" for number in range(1, len(rooms) + 1)]
    way_ids = [f"{storey.id}/c{number:02d}" for number in range(1, len(ways) + 1)]
    openings = _openings(scenario, storey, plan, ways, rooms, ids, way_ids)
    spaces = tuple(
        _space(scenario, storey, plan, id_, room, rooms) for id_, room in zip(ids, rooms, strict=True)
    )
    corridors = tuple(
        Corridor(
            id_,
            storey.building,
            storey.id,
            _back(way.polygon, plan),
            round(way.width * 1000),
            way.zone,
            way.subject,
        )
        for id_, way in zip(way_ids, ways, strict=True)
    )
    doors = tuple(
        Door(
            f"{storey.id}/d{number:03d}", storey.building, storey.id, _back(door.polygon, plan),
            round(door.width * 1000), door.joins,
        )
        for number, door in enumerate(openings, 1)
    )  # fmt: skip
    return StoreyLayout(storey.id, spaces, corridors, doors)


def _ways_and_rooms(scenario: Scenario, storey: Storey, plan: Plan) -> tuple[list[_Way], list[_Room]]:
    """Net corridors and net rooms of the plan; the public corridor comes first."""
    wall = plan.plate.wall
    public = net_of(plan.frame.region, wall)
    ways = [
        _Way(part, plan.plate.corridor - wall, None, None)
        for part in ([public] if public is not None else [])
    ]
    rooms: list[_Room] = []
    empty_zone = _vacant_zone(plan)
    for index, cell in enumerate(plan.cells):
        if cell.item is None:
            least = scenario.policies.least_vacant_unit_area / 1e6
            if cell.net.area < least:  # too small to let
                rooms.append(_Room(cell.net, "plant_room", "public_service", None, None, (0,)))
                continue
            width = scenario.catalogue.spaces["vacant"].min_width
            rooms += [
                _Room(part, "plant_room", "public_service", None, None, (0,))
                if _too_narrow(part, width)
                else _Room(part, "vacant", empty_zone, None, None, (0,))
                for part in _units(cell.gross, wall, public, least)
            ]
            continue
        item = plan.items[cell.item]
        zone = plan.zones.get(index)
        if zone is None:
            rooms.append(_Room(cell.net, item.kind, item.zone, item.tenant, item.subject, (0,)))
            continue
        outlets: tuple[int, ...] = (0,)
        inner = None if zone.corridor.is_empty else net_of(zone.corridor, wall)
        if inner is not None:
            width = scenario.policies.inner_corridor_width_mm / 1000
            ways.append(_Way(inner, width, item.zone, item.subject))
            outlets = (len(ways) - 1, 0)
        for room in zone.cells:
            if room.item is not None:
                kind = zone.items[room.item].kind
                # a hall that an exit opens from is part of the public way
                ways_out = (0, *outlets[:-1]) if scenario.catalogue.spaces[kind].exit_hall else outlets
                rooms.append(_Room(room.net, kind, item.zone, item.tenant, item.subject, ways_out))
    for pocket in plan.frame.pockets:
        rooms += [
            _Room(net, "plant_room", "public_service", None, None, (0,))
            for net in _units(pocket, wall, public, PLANT_LEAST_M2, PLANT_LONG)
        ]
    return ways, rooms


def _vacant_zone(plan: Plan) -> str:
    """Vacant units belong to the zone that has most of the storey's lettable or storage area."""
    stored = sum(item.net for item in plan.items if item.zone in ("storage_base", "logistics_hub"))
    return "storage_base" if stored > 0.5 * sum(item.net for item in plan.items) + 1e-9 else "office_area"


def _units(
    cell: Polygon, wall: float, public: Polygon | None, least: float, usual: float = USUAL_LONG
) -> list[Polygon]:
    """A vacant cell as units of sensible proportions, each with a door; whole where it cannot be cut so.

    ``least`` is the net area of a unit in m2, ``usual`` its length over its width.
    """
    x0, y0, x1, y1 = cell.bounds
    long, short = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    wished = max(1, round(long / (usual * short))) if long / short > LONG_VACANT else 1
    most = max(1, int(cell.area / (least + 2.0 * short * wall)))
    for count in sorted(range(1, most + 1), key=lambda count: abs(count - wished)):
        parts = _row(cell, wall, count)
        sound = (_sound(part, least) and (public is None or _has_door(part, public, wall)) for part in parts)
        if parts and all(sound):
            return parts
    whole = net_of(cell, wall)
    return [whole] if whole is not None else []


def _row(cell: Polygon, wall: float, count: int) -> list[Polygon]:
    """The rooms in equal parts of a cell that is cut across its longer side; none where ground is lost."""
    x0, y0, x1, y1 = cell.bounds
    along_x = x1 - x0 >= y1 - y0
    low, high = (x0, x1) if along_x else (y0, y1)

    def until(at: float) -> Polygon:
        return box(x0, y0, at, y1) if along_x else box(x0, y0, x1, at)

    def below(at: float) -> float:
        return cell.intersection(until(at)).area

    cuts = [low, *(_where(below, low, high, cell.area * k / count) for k in range(1, count)), high]
    parts: list[Polygon] = []
    for start, end in pairwise(cuts):
        clip = box(start, y0, end, y1) if along_x else box(x0, start, x1, end)
        for piece in polygons(cell.intersection(clip), LOST_M2):
            net = net_of(piece, wall)
            if net is None:
                return []
            parts.append(net)
    return parts


def _where(rising: Callable[[float], float], low: float, high: float, wanted: float) -> float:
    """Where a rising function has a value, to a millimetre."""
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


def _sound(room: Polygon, least: float) -> bool:
    """Whether a room has the area and the proportions of a unit."""
    x0, y0, x1, y1 = room.bounds
    return room.area >= least and max(x1 - x0, y1 - y0) <= LONGEST * min(x1 - x0, y1 - y0)


def _too_narrow(room: Polygon, width: float) -> bool:
    """Whether no circle of that diameter fits, so that the room cannot be let."""
    return bool(room.buffer(0.002 - width / 2).is_empty)


def _has_door(room: Polygon, public: Polygon, wall: float) -> bool:
    return any(line.length >= DOOR_CONTACT_M for line, _, _ in facing(room, public, wall))


def _space(
    scenario: Scenario, storey: Storey, plan: Plan, id_: str, room: _Room, rooms: Sequence[_Room]
) -> Space:
    """The space of a room, named."""
    kind = scenario.catalogue.spaces[room.kind]
    name, name_zh = kind.en, kind.zh
    if room.tenant is not None:
        tenant = next(tenant for tenant in scenario.tenants if tenant.id == room.tenant)
        suffix = "" if room.kind == "tenant_suite" else f" {kind.en.lower()}"
        suffix_zh = "" if room.kind == "tenant_suite" else kind.zh
        name, name_zh = tenant.name + suffix, tenant.name_zh + suffix_zh
    else:
        like = [other for other in rooms if other.kind == room.kind and other.subject == room.subject]
        if len(like) > 1:
            number = like.index(room) + 1
            name, name_zh = f"{name} {number}", f"{name_zh}{number}"
    return Space(
        id=id_,
        building=storey.building,
        storey=storey.id,
        kind=room.kind,
        zone=room.zone,
        polygon=_back(room.polygon, plan),
        name=name,
        name_zh=name_zh,
        tenant=room.tenant,
        subject=room.subject,
    )


def _openings(
    scenario: Scenario,
    storey: Storey,
    plan: Plan,
    ways: Sequence[_Way],
    rooms: Sequence[_Room],
    ids: Sequence[str],
    way_ids: Sequence[str],
) -> list[Opening]:
    """Every door of the storey."""
    wall, columns = plan.plate.wall, plan.plate.columns
    openings: list[Opening] = []
    for room, id_ in zip(rooms, ids, strict=True):
        width = scenario.catalogue.spaces[room.kind].door_m
        outlets = [(way_ids[way], ways[way].polygon) for way in room.outlets if way < len(ways)]
        for avoid in (columns, ()):
            doors = place_doors(
                room.polygon, id_, outlets, width=width, least=width, wall=wall, columns=avoid, kind=room.kind
            )
            doors = doors or place_doors(
                room.polygon, id_, _hubs(scenario, room, rooms, ids), width=width, least=width, wall=wall,
                columns=avoid,
            )[:1]  # fmt: skip
            if doors:
                openings += doors
                break
    for number in range(1, len(ways)):
        way = ways[number]
        outlets = [(way_ids[0], ways[0].polygon)]
        openings += place_doors(
            way.polygon, way_ids[number], outlets, width=min(1.5, way.width), least=0.9, wall=wall,
            columns=(),
        )[:1]  # fmt: skip
    if ways:
        openings += core_doors(storey, plan.plate, ways[0].polygon, way_ids[0])
    openings += _facade_doors(scenario, storey, plan, ways, rooms, ids, way_ids)
    return openings


def _hubs(
    scenario: Scenario, room: _Room, rooms: Sequence[_Room], ids: Sequence[str]
) -> list[tuple[str, Polygon]]:
    """Rooms of the same zone that a room may open from where no corridor reaches it."""
    spaces = scenario.catalogue.spaces
    if not spaces[room.kind].via_hub:
        return []
    return [
        (id_, other.polygon)
        for id_, other in zip(ids, rooms, strict=True)
        if other is not room and other.subject == room.subject and spaces[other.kind].hub
    ]


def _facade_doors(
    scenario: Scenario,
    storey: Storey,
    plan: Plan,
    ways: Sequence[_Way],
    rooms: Sequence[_Room],
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
        door = _through_facade(outline, at, dock.width_mm / 1000, thick, stores, dock.id)
        if door is not None:
            doors.append(door)
    return doors


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


def _back(polygon: Polygon, plan: Plan) -> Polygon:
    """From plate metres to the scenario's millimetres, on whole millimetres."""
    big = affinity.scale(polygon, 1000, 1000, origin=(0, 0))
    turned = affinity.rotate(big, plan.plate.angle, origin=(0, 0), use_radians=True)
    rings = [[(round(x), round(y)) for x, y in ring.coords] for ring in (turned.exterior, *turned.interiors)]
    return Polygon(rings[0], rings[1:])
