"""A decided storey written in the model's terms: millimetres, the scenario's axes, ids, doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from shapely import box
from shapely.geometry import Polygon

from planner.model import Corridor, Door, Scenario, Space, Storey, StoreyLayout
from solvers.arrange.doors import facing
from solvers.arrange.exact import LOST_M2, net_of
from solvers.arrange.openings import Room, Way, back, openings_of
from solvers.arrange.plate import DOOR_CONTACT_M, polygons

if TYPE_CHECKING:
    from solvers.arrange.storey import Plan

NEAR, SHARED = 1.2, 1.7
"""Walls that rooms beside each other are apart at most, and that they share at least in length."""
PLANT_LEAST_M2 = 6.1
USUAL_LONG, PLANT_LONG = 1.6, 3.4
"""Length over width that a vacant unit and a plant room are cut to."""
LONGEST = 4.0
"""Length over width of both at most."""
UNEVEN = 12
"""Parts of a vacant cell that cannot be cut equally are multiples of this part of it."""
LONG_VACANT = 3.2
"""Vacant units longer than this times their depth are let as several."""


def write_storey(scenario: Scenario, storey: Storey, plan: Plan) -> StoreyLayout:
    """Spaces, corridors and doors of a decided storey."""
    ways, rooms = ways_and_rooms(scenario, storey, plan)
    rooms.sort(key=lambda room: (-round(room.polygon.centroid.y / 3), round(room.polygon.centroid.x, 2)))
    ids = [f"{storey.id}/s{number:02d}" for number in range(1, len(rooms) + 1)]
    way_ids = [f"{storey.id}/c{number:02d}" for number in range(1, len(ways) + 1)]
    openings = openings_of(scenario, storey, plan, ways, rooms, ids, way_ids)
    spaces = tuple(
        space_of(scenario, storey, plan, id_, room, rooms) for id_, room in zip(ids, rooms, strict=True)
    )
    corridors = tuple(
        Corridor(
            id_,
            storey.building,
            storey.id,
            back(way.polygon, plan),
            round(way.width * 1000),
            way.zone,
            way.subject,
        )
        for id_, way in zip(way_ids, ways, strict=True)
    )
    doors = tuple(
        Door(
            f"{storey.id}/d{number:03d}", storey.building, storey.id, back(door.polygon, plan),
            round(door.width * 1000), door.joins,
        )
        for number, door in enumerate(openings, 1)
    )  # fmt: skip
    return StoreyLayout(storey.id, spaces, corridors, doors)


def ways_and_rooms(scenario: Scenario, storey: Storey, plan: Plan) -> tuple[list[Way], list[Room]]:
    """Net corridors and net rooms of the plan; the public corridor comes first."""
    wall = plan.plate.wall
    public = net_of(plan.frame.region, wall)
    ways = [
        Way(part, plan.plate.corridor - wall, None, None) for part in ([public] if public is not None else [])
    ]
    rooms: list[Room] = []
    empty_zone = _vacant_zone(plan)
    for index, cell in enumerate(plan.cells):
        if cell.item is None:
            least = scenario.policies.least_vacant_unit_area / 1e6
            if cell.net.area < least:  # too small to let
                rooms.append(Room(cell.net, "plant_room", "public_service", None, None, (0,)))
                continue
            width = scenario.catalogue.spaces["vacant"].min_width
            rooms += [
                Room(part, "plant_room", "public_service", None, None, (0,))
                if _too_narrow(part, width)
                else Room(part, "vacant", empty_zone, None, None, (0,))
                for part in _units(cell.gross, wall, public, least)
            ]
            continue
        item = plan.items[cell.item]
        zone = plan.zones.get(index)
        if zone is None:
            rooms.append(Room(cell.net, item.kind, item.zone, item.tenant, item.subject, (0,)))
            continue
        outlets: tuple[int, ...] = (0,)
        width = scenario.policies.inner_corridor_width_mm / 1000
        for inner in filter(None, (net_of(corridor, wall) for corridor in zone.corridors)):
            ways.append(Way(inner, width, item.zone, item.subject))
            outlets = (len(ways) - 1, *outlets)
        for room in zone.cells:
            if room.item is not None:
                kind = zone.items[room.item].kind
                # a hall that an exit opens from is part of the public way
                ways_out = (0, *outlets[:-1]) if scenario.catalogue.spaces[kind].exit_hall else outlets
                rooms.append(Room(room.net, kind, item.zone, item.tenant, item.subject, ways_out))
    for pocket in plan.frame.pockets:
        rooms += [
            Room(net, "plant_room", "public_service", None, None, (0,))
            for net in _units(pocket, wall, public, PLANT_LEAST_M2, PLANT_LONG)
        ]
    shapes = [room.polygon for room in rooms]
    quiet = [room.polygon for room in rooms if scenario.catalogue.spaces[room.kind].noise == "quiet"]
    return ways, without_noise(rooms, shapes, quiet, wall)


def without_noise(
    rooms: Sequence[Room], shapes: Sequence[Polygon], quiet: Sequence[Polygon], wall: float
) -> list[Room]:
    """The rooms, with store rooms in place of plant rooms beside those that must be ``quiet``.

    ``shapes`` are those of the rooms, in the unit of ``quiet`` and ``wall``.
    """
    edges = [room.boundary for room in quiet]

    def disturbs(shape: Polygon) -> bool:
        near = shape.buffer(NEAR * wall, join_style="mitre")
        return any(near.intersection(edge).length > SHARED * wall for edge in edges)

    return [
        replace(room, kind="store_room") if room.kind == "plant_room" and disturbs(shape) else room
        for room, shape in zip(rooms, shapes, strict=True)
    ]


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
    for shares in _cuts(most, wished):
        parts = _row(cell, wall, shares)
        sound = (_sound(part, least) and (public is None or _has_door(part, public, wall)) for part in parts)
        if parts and all(sound):
            return parts
    whole = net_of(cell, wall)
    return [whole] if whole is not None else []


def _cuts(most: int, wished: int) -> Iterator[tuple[float, ...]]:
    """Shares of its ground at which a cell may be cut: equal parts first, about as many as wished.

    Then two and three parts that are not, the more equal first: some of a cell may lie at no corridor.
    """
    for count in sorted(range(1, most + 1), key=lambda count: abs(count - wished)):
        yield tuple(k / count for k in range(1, count))
    steps = [k / UNEVEN for k in range(2, UNEVEN - 1)]
    for parts in range(2, min(3, most) + 1):
        cuts = (row for row in combinations(steps, parts - 1) if _least(row) >= 2 / UNEVEN)
        yield from sorted(cuts, key=lambda row: (-_least(row), row))


def _least(cuts: Sequence[float]) -> float:
    """The smallest share between cuts."""
    return min(b - a for a, b in pairwise((0.0, *cuts, 1.0)))


def _row(cell: Polygon, wall: float, shares: Sequence[float]) -> list[Polygon]:
    """The rooms of a cell cut across its longer side at shares of its ground; none where any is lost."""
    x0, y0, x1, y1 = cell.bounds
    along_x = x1 - x0 >= y1 - y0
    low, high = (x0, x1) if along_x else (y0, y1)

    def until(at: float) -> Polygon:
        return box(x0, y0, at, y1) if along_x else box(x0, y0, x1, at)

    def below(at: float) -> float:
        return cell.intersection(until(at)).area

    cuts = [low, *(_where(below, low, high, cell.area * share) for share in shares), high]
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


def space_of(
    scenario: Scenario, storey: Storey, plan: Plan, id_: str, room: Room, rooms: Sequence[Room]
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
        like = [other for other in rooms if other.kind == room.kind and other.tenant is None]
        if len(like) > 1:
            number = like.index(room) + 1
            name, name_zh = f"{name} {number}", f"{name_zh}{number}"
    return Space(
        id=id_,
        building=storey.building,
        storey=storey.id,
        kind=room.kind,
        zone=room.zone,
        polygon=back(room.polygon, plan),
        name=name,
        name_zh=name_zh,
        tenant=room.tenant,
        subject=room.subject,
    )
