"""Dead ends of corridors that nothing opens from, wrapped by a single room: the room gets them.

A frame may run on into a piece that one room then fills on all sides. What is left there is a corridor to
nowhere: it is walled off where the last door stands, or where it begins.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Corridor, Scenario, Space, Storey, StoreyLayout

LEAST = 1_200.0
"""A shorter end is part of the corridor's shape, mm."""
NARROWEST, WIDEST = 0.8, 1.7
"""Width of a dead end as a share of its corridor's."""
SQUARE = math.radians(3)
"""Corners at the end of a corridor are square but for rounding."""
JAMB = 300.0
"""Corridor that is kept beyond the last door, mm."""
BEHIND = 100.0
"""So far behind the wall of the corridor a room is looked for, mm."""
STEP = 250.0
"""Along the wall it is looked for every so far, mm."""
HAIR = 2.0
"""Gaps of rounding, mm."""

Vec = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _End:
    """The end wall of a corridor from ``a`` to ``b``, the way inwards, and how far its sides run straight."""

    a: Vec
    b: Vec
    inward: Vec
    depth: float

    def strip(self, start: float, end: float, beyond: float = 0.0) -> Polygon:
        """The corridor between two depths; ``beyond``: wider by that on both sides."""
        along = (self.inward[1], -self.inward[0])
        if (self.b[0] - self.a[0]) * along[0] + (self.b[1] - self.a[1]) * along[1] < 0:
            along = (-along[0], -along[1])
        left, right = _moved(self.a, along, -beyond), _moved(self.b, along, beyond)
        corners = ((left, start), (right, start), (right, end), (left, end))
        return Polygon([_moved(point, self.inward, depth) for point, depth in corners])


def without_spurs(scenario: Scenario, storey: Storey, layout: StoreyLayout) -> StoreyLayout:
    """The layout with the ground of such dead ends given to the rooms round them, where these may grow so."""
    most: Mapping[str, int] = {tenant.id: tenant.most_area for tenant in scenario.tenants} | {
        demand.id: demand.most_area for demand in scenario.demands
    }
    wall = float(scenario.policies.interior_wall_mm)
    spaces, corridors = list(layout.spaces), list(layout.corridors)
    fixed: list[BaseGeometry] = [core.polygon for core in storey.cores]
    fixed += [exit_.point for exit_ in storey.exits]
    for at, corridor in enumerate(corridors):
        if corridor.subject is not None or corridor.polygon.interiors:
            continue
        for end in list(_ends(corridor)):
            depth = _free(end, [*(door.polygon for door in layout.doors), *fixed], wall)
            k = _wrapping(end, depth, spaces, wall) if depth >= LEAST else None
            if k is None:
                continue
            room = _with(spaces[k].polygon, end, depth, wall)
            rest = _without_hairs(corridors[at].polygon.difference(end.strip(-HAIR, depth, HAIR)))
            limit = most.get(spaces[k].subject or "", 2**62)
            if room is None or room.area > limit or rest is None:
                continue
            spaces[k] = replace(spaces[k], polygon=_on_millimetres(room))
            corridors[at] = replace(corridors[at], polygon=_on_millimetres(rest))
    return replace(layout, spaces=tuple(spaces), corridors=tuple(corridors))


def _ends(corridor: Corridor) -> Iterator[_End]:
    """Edges as wide as the corridor between two square corners that stand out."""
    ring = shapely.get_coordinates(shapely.orient_polygons(corridor.polygon).exterior)[:-1]
    n = len(ring)
    steps = np.roll(ring, -1, axis=0) - ring
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    ways = np.arctan2(steps[:, 1], steps[:, 0])
    turns = (ways - np.roll(ways, 1) + math.pi) % (2 * math.pi) - math.pi  # at the start of each edge
    square = np.abs(turns - math.pi / 2) < SQUARE
    for k in range(n):
        nxt = (k + 1) % n
        wide = NARROWEST * corridor.width_mm <= lengths[k] <= WIDEST * corridor.width_mm
        if wide and square[k] and square[nxt]:
            depth = float(min(lengths[k - 1], lengths[nxt]))
            a, b = (float(ring[k, 0]), float(ring[k, 1])), (float(ring[nxt, 0]), float(ring[nxt, 1]))
            # along the longer side: rounding turns the short end by more
            before = lengths[k - 1] > lengths[nxt]
            unit = -steps[k - 1] / lengths[k - 1] if before else steps[nxt] / lengths[nxt]
            yield _End(a, b, (float(unit[0]), float(unit[1])), depth)


def _free(end: _End, things: Sequence[BaseGeometry], wall: float) -> float:
    """How deep nothing opens from the corridor, from its end on."""
    reach = end.strip(-wall - BEHIND, end.depth, wall + BEHIND)
    free = end.depth
    for thing in things:
        if reach.intersects(thing):
            places = shapely.get_coordinates(thing.intersection(reach)) - np.array(end.a)
            free = min(free, float((places @ np.array(end.inward)).min()) - JAMB)
    return free


def _wrapping(end: _End, depth: float, spaces: Sequence[Space], wall: float) -> int | None:
    """The room behind all three walls of the end; ``None`` where there are several, or none."""
    out = wall + BEHIND
    corners = shapely.get_coordinates(end.strip(-out, depth - out, out))[:4]
    line = LineString([corners[3], corners[0], corners[1], corners[2]])
    seen = [Point(line.interpolate(at)) for at in np.arange(0.0, line.length, STEP)]
    for k, space in enumerate(spaces):
        if space.polygon.intersects(line):
            return k if bool(shapely.covers(space.polygon, seen).all()) else None
    return None


def _with(room: Polygon, end: _End, depth: float, wall: float) -> Polygon | None:
    """The room with the end and the walls between; a new wall stands where the corridor ends now."""
    whole = shapely.union_all([room, end.strip(-wall - HAIR, depth - wall, wall + HAIR)])
    return _without_hairs(whole.buffer(HAIR, join_style="mitre").buffer(-HAIR, join_style="mitre"))


def _without_hairs(shape: BaseGeometry) -> Polygon | None:
    """The polygon without what rounding left standing out; ``None`` where it falls apart."""
    opened = shape.buffer(-HAIR, join_style="mitre").buffer(HAIR, join_style="mitre")
    return opened if isinstance(opened, Polygon) else None


def _on_millimetres(shape: Polygon) -> Polygon:
    """The polygon with its corners on whole millimetres, as everything of a layout has them.

    Without those that are none but for rounding.
    """
    plain = shapely.simplify(shape, HAIR)
    rings = [[(round(x), round(y)) for x, y in ring.coords] for ring in (plain.exterior, *plain.interiors)]
    return Polygon(rings[0], rings[1:])


def _moved(point: Vec, unit: Vec, by: float) -> Vec:
    return point[0] + unit[0] * by, point[1] + unit[1] * by
