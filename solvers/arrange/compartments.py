"""A storey divided into fire compartments: along the walls of rooms, through doors across corridors.

A straight line says near where corridors are divided; every room goes with the corridor that its doors
open to, so that fire walls run round rooms and nobody leaves through another compartment. Of all lines the
one with the fewest doors across corridors counts, then the shortest walls. Metres in the storey's axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import affinity, box
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.compartment import Compartment
from planner.model import Door, Storey, StoreyLayout
from solvers.arrange.plate import dominant_angle, local, polygons
from solvers.arrange.ways import stairs_behind

STEP_M = 0.5
"""Between the lines that are tried."""
CLEAR_M = (1.2, 0.25)
"""A door across a corridor keeps clear of others by that much; where there is no such place, by less."""
SITE_M = 0.1
"""Between the places of a door across a corridor that are tried."""
SHIFT_M, BESIDE_M = 15.0, 0.5
"""How far from the line a corridor is cut at most; a door of it lies that near to a corridor."""
CROSSING_M = 4.0
"""A line that runs along a corridor for longer does not divide it."""
DOOR_COST, WALL_COST = 4.0, 0.1
"""Of a door across a corridor; of a metre of fire wall."""
LEAST_EXITS = 2
"""Exits of a compartment (GB 50016 5.5.8)."""
OUTER_M = 0.3
"""How far the outer face of a storey lies from its rooms."""
SHARE = 0.985
"""Of the largest area that a compartment is given."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Ground that stays together: ids of rooms and cores, corridor, gross."""

    members: frozenset[str]
    corridor: BaseGeometry
    ground: BaseGeometry


@dataclass(frozen=True, slots=True)
class _Storey:
    """What a line must not tear apart, in the storey's axes."""

    rooms: Mapping[str, BaseGeometry]
    """Rooms with half their walls, and cores."""
    doors: Mapping[str, tuple[BaseGeometry, ...]]
    """The doors to the public corridor of each, of the rooms behind it and of inner corridors too."""
    exits: Mapping[str, tuple[str, ...]]
    """Stairs that each core leads to; an outer exit by its own id."""
    outer: Mapping[str, BaseGeometry]
    clear: float = CLEAR_M[0]


def compartments_of(
    storey: Storey, layout: StoreyLayout, most_m2: float, wall: float
) -> tuple[Compartment, ...] | None:
    """The compartments of a storey too large for one; none for others; ``None`` where no line will do."""
    if storey.outline.area / 1e6 <= most_m2:
        return ()
    angle = dominant_angle(storey.outline)
    seen = _seen(storey, layout, angle, wall)
    public = [local(row.polygon, angle) for row in layout.corridors if row.zone is None]
    corridor = shapely.union_all(public)
    ground = shapely.union_all([*seen.rooms.values(), corridor.buffer(wall / 2, join_style="mitre")])
    outline = local(storey.outline, angle)
    most = SHARE * most_m2 * ground.area / outline.area  # the rest are walls
    whole = _Part(frozenset(seen.rooms), corridor, ground)
    found = (_divided(whole, replace(seen, clear=clear), most, wall) for clear in CLEAR_M)
    parts = next((parts for parts in found if parts is not None), None)
    tiles = [] if parts is None else [_back(shape, angle) for shape in _tiles(outline, parts)]
    if not tiles or any(tile.area / 1e6 > most_m2 for tile in tiles):
        return None
    return tuple(
        Compartment(f"{storey.id}/f{number:02d}", storey.building, storey.id, tile)
        for number, tile in enumerate(tiles, 1)
    )


def _seen(storey: Storey, layout: StoreyLayout, angle: float, wall: float) -> _Storey:
    rooms: dict[str, BaseGeometry] = {}
    things = [(row.id, row.polygon) for row in layout.spaces]
    things += [(row.id, row.polygon) for row in layout.corridors if row.zone is not None]
    for id, polygon in things:
        rooms[id] = local(polygon, angle).buffer(wall / 2 + 0.002, join_style="mitre")
    rooms |= {core.id: local(core.polygon, angle) for core in storey.cores}
    public = {row.id for row in layout.corridors if row.zone is None}
    group = _groups(rooms, layout.doors)
    doors: dict[str, list[BaseGeometry]] = {}
    exits: dict[str, tuple[str, ...]] = {}
    outer: dict[str, BaseGeometry] = {}
    cores = {core.id: core for core in storey.cores}
    for door in layout.doors:
        shape = local(door.polygon, angle)
        for id in door.joins:
            other = door.joins[0] if id == door.joins[1] else door.joins[1]
            if id in rooms and other in public:
                doors.setdefault(group[id], []).append(shape)
            if id in cores:
                exits[group[id]] = (
                    *exits.get(group[id], ()),
                    *(s for s, _ in stairs_behind(cores[id], door.polygon)),
                )
            if id in {exit_.id for exit_ in storey.exits}:
                outer[id] = shape
    merged: dict[str, list[BaseGeometry]] = {}
    for id, shape in rooms.items():
        merged.setdefault(group[id], []).append(shape)
    return _Storey(
        {id: shapely.union_all(shapes) for id, shapes in merged.items()},
        {id: tuple(shapes) for id, shapes in doors.items()},
        {id: tuple(sorted(set(stairs))) for id, stairs in exits.items()},
        outer,
    )


def _groups(rooms: Mapping[str, BaseGeometry], doors: Sequence[Door]) -> dict[str, str]:
    """Things that are left through each other, by the first of them."""
    group = {id: id for id in rooms}
    for door in doors:
        one, other = door.joins
        if one in rooms and other in rooms and group[one] != group[other]:
            old, new = max(group[one], group[other]), min(group[one], group[other])
            group = {id: new if name == old else name for id, name in group.items()}
    return group


def _divided(part: _Part, seen: _Storey, most: float, wall: float) -> list[_Part] | None:
    """A part as it is where it is small enough, else cut by the best lines, one after the other."""
    if part.ground.area <= most:
        return [part]
    cuts = sorted(_cuts(part, seen, most, wall), key=lambda cut: cut[0])
    for _, one, other in cuts[:3]:
        found: list[_Part] = []
        for half in (one, other):
            parts = _divided(half, seen, most, wall)
            if parts is None:
                break
            found += parts
        else:
            return found
    return None


def _cuts(part: _Part, seen: _Storey, most: float, wall: float) -> Iterator[tuple[float, _Part, _Part]]:
    """The sound ways to cut a part in two, with their costs."""
    x0, y0, x1, y1 = part.ground.bounds
    doors = [(id, door) for id in sorted(part.members) for door in seen.doors.get(id, ())]
    for vertical, low, high in ((True, x0, x1), (False, y0, y1)):
        for at in np.arange(low + STEP_M, high, STEP_M).tolist():
            line = LineString([(at, y0 - 1), (at, y1 + 1)] if vertical else [(x0 - 1, at), (x1 + 1, at)])
            crossings = [row for row in shapely.get_parts(line.intersection(part.corridor)) if row.length > 0]
            if any(row.length > CROSSING_M for row in crossings):
                continue
            cuts = [_cut(row, at, vertical, part.corridor, doors, seen.clear) for row in crossings]
            found = [cut for cut in cuts if cut is not None]
            if len(found) < len(cuts):
                continue
            far = 1e5
            side = box(-far, -far, at, far) if vertical else box(-far, -far, far, at)
            halves = _halves(part, seen, part.corridor.difference(shapely.union_all(found)), side, wall)
            if halves is None:
                continue
            border = float(halves[0].ground.boundary.intersection(halves[1].ground.buffer(0.05)).length)
            larger = max(half.ground.area for half in halves)
            over = max(0.0, larger - most)
            yield DOOR_COST * len(crossings) + WALL_COST * border + over + larger / most, *halves


def _cut(
    crossing: BaseGeometry,
    at: float,
    vertical: bool,
    corridor: BaseGeometry,
    doors: Sequence[tuple[str, BaseGeometry]],
    clear: float,
) -> Polygon | None:
    """Where a corridor is cut that a line crosses: there, or as near as tears nothing apart.

    Clear of doors, and not between two doors of one room.
    """
    x0, y0, x1, y1 = crossing.bounds
    low, high = (y0, y1) if vertical else (x0, x1)
    near = []
    for id, door in doors:
        dx0, dy0, dx1, dy1 = door.bounds
        across, along = ((dy0, dy1), (dx0, dx1)) if vertical else ((dx0, dx1), (dy0, dy1))
        if across[1] > low - BESIDE_M and across[0] < high + BESIDE_M:
            near.append((id, *along))
    shut = [(first - clear, last + clear) for _, first, last in near]
    for id in {id for id, _, _ in near}:
        own = [(first, last) for other, first, last in near if other == id]
        shut.append((min(first for first, _ in own), max(last for _, last in own)))
    for shift in sorted(np.arange(-SHIFT_M, SHIFT_M + SITE_M, SITE_M).tolist(), key=abs):
        place = at + shift
        if any(first < place < last for first, last in shut):
            continue
        between = (min(at, place) - 0.01, max(at, place) + 0.01)
        arm = (
            box(between[0], low + 0.01, between[1], high - 0.01)
            if vertical
            else box(low + 0.01, between[0], high - 0.01, between[1])
        )
        wide = (
            box(place - 0.01, low - 0.3, place + 0.01, high + 0.3)
            if vertical
            else box(low - 0.3, place - 0.01, high + 0.3, place + 0.01)
        )
        # still the same corridor there, and no wider
        if corridor.covers(arm) and wide.intersection(corridor).area < 0.02 * (high - low + 0.1):
            return wide
    return None


def _halves(
    part: _Part, seen: _Storey, corridor: BaseGeometry, side: Polygon, wall: float
) -> tuple[_Part, _Part] | None:
    """What lies on either side of cuts through the corridor, every room whole; ``None`` where none can."""
    ways: dict[bool, list[Polygon]] = {True: [], False: []}
    for way in polygons(corridor, 1e-3):
        ways[way.intersection(side).area > 0.5 * way.area].append(way)
    ground = {wanted: shapely.union_all(found) for wanted, found in ways.items()}
    sides: dict[str, set[bool]] = {}
    for id in part.members:
        for door in seen.doors.get(id, ()):
            if door.distance(part.corridor) < BESIDE_M:
                sides.setdefault(id, set()).add(door.distance(ground[True]) < door.distance(ground[False]))
    if any(len(known) > 1 for known in sides.values()):
        return None
    found = []
    for wanted in (True, False):
        members = frozenset(
            id for id in part.members if sides.get(id, {_lies(seen.rooms[id], side)}) == {wanted}
        )
        shapes = [seen.rooms[id] for id in members]
        own = shapely.union_all([*shapes, ground[wanted].buffer(wall / 2, join_style="mitre")])
        whole = polygons(own.buffer(0.05, join_style="mitre"), 1.0)
        if len(whole) != 1 or not _left(members, ways[wanted], seen):
            return None
        found.append(_Part(members, ground[wanted], own))
    return found[0], found[1]


def _left(members: frozenset[str], ways: Sequence[Polygon], seen: _Storey) -> bool:
    """Whether a part has exits enough, in each of the corridors that rooms open to."""
    if _exits(members, shapely.union_all(ways), seen) < LEAST_EXITS:
        return False
    if len(ways) < 2:
        return True
    for way in ways:
        own = frozenset(
            id for id in members if any(door.distance(way) < BESIDE_M for door in seen.doors.get(id, ()))
        )
        if own and _exits(own, way, seen) < LEAST_EXITS:
            return False
    return True


def _lies(shape: BaseGeometry, side: Polygon) -> bool:
    return bool(side.covers(shape.centroid))


def _exits(members: frozenset[str], corridor: BaseGeometry, seen: _Storey) -> int:
    """Stairs and outer doors that are reached within a part."""
    stairs = {stair for id in members for stair in seen.exits.get(id, ())}
    rooms = [seen.rooms[id] for id in members]
    own = shapely.union_all([corridor, *rooms])
    return len(stairs) + sum(1 for door in seen.outer.values() if door.distance(own) < 0.3)


def _tiles(outline: BaseGeometry, parts: Sequence[_Part]) -> list[Polygon]:
    """The parts with all walls, so that they make up the storey."""
    grounds = [part.ground.intersection(outline) for part in parts]
    tiles: list[BaseGeometry] = []
    for number, ground in enumerate(grounds):
        others = shapely.union_all([*tiles, *grounds[number + 1 :]])
        tiles.append(ground.buffer(OUTER_M, join_style="mitre").intersection(outline).difference(others))
    kept = [max(polygons(tile), key=lambda shape: shape.area) for tile in tiles]
    for rest in polygons(outline.difference(shapely.union_all(kept)), 1e-6):
        shared = [rest.buffer(0.01).intersection(tile).area for tile in kept]
        number = int(np.argmax(shared))
        joined = polygons(kept[number].union(rest.buffer(0.0005, join_style="mitre")).intersection(outline))
        free = shapely.union_all([tile for k, tile in enumerate(kept) if k != number])
        whole = polygons(shapely.union_all(joined).difference(free))
        kept[number] = max(whole, key=lambda shape: shape.area)
    return kept


def _back(shape: Polygon, angle: float) -> Polygon:
    """From the storey's axes in metres to the scenario's millimetres."""
    big = affinity.scale(shape, 1000, 1000, origin=(0, 0))
    turned = affinity.rotate(big, angle, origin=(0, 0), use_radians=True)
    whole: Polygon = shapely.set_precision(turned, 1.0)
    return whole
