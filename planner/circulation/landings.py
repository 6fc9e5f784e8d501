"""Where lifts open: the floors that lie along their walls. Lengths are millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["Landing", "lift_landings"]

WALL = 750.0
"""A floor this near to a lift lies at it: a wall may stand between."""

DOOR = 895.0
"""Floor along a lift's wall that is shorter leaves no room for its door (0.9 m, less what rounding takes)."""


@dataclass(frozen=True, slots=True)
class Landing:
    """A floor at a lift, before the middle of the stretch of the lift's wall that it lies along."""

    ground: str
    door: Point
    along: float
    """Length of the stretch."""
    depth: float
    """Clear depth of the floor before the door, at right angles to the wall."""


def lift_landings(
    lift: Polygon,
    floors: Mapping[str, BaseGeometry],
    others: Sequence[BaseGeometry],
    doors: Mapping[str, BaseGeometry],
    lobbies: Sequence[BaseGeometry] = (),
) -> list[Landing]:
    """The floors that the lift can open to; parts of the core that stand between hide them.

    Of several walls along which a floor lies equally long, the one nearest to the doors of the floor counts.
    Where ``lobbies`` lie before the lift, the depth is theirs: a floor goes on under walls.
    """
    hidden = shapely.union_all(list(others)) if others else Polygon()
    found = []
    for name, floor in sorted(floors.items()):
        if lift.distance(floor) <= WALL:
            rows = list(_along(lift, floor, hidden))
            away = [round(doors[name].distance(row[2])) if name in doors else 0 for row in rows]
            ranked = [(round(row[0]), -far, -row[1], row) for row, far in zip(rows, away, strict=True)]
            best = max(ranked, default=(0, 0, 0, None), key=lambda entry: entry[:3])[3]
            if best is not None:
                along, _, door, outwards = best
                found.append(Landing(name, door, along, _depth(floor, door, outwards, lobbies)))
    return found


def _along(
    lift: Polygon, floor: BaseGeometry, hidden: BaseGeometry
) -> Iterator[tuple[float, int, Point, tuple[float, float]]]:
    """Per wall of the lift where the floor lies along it: length, number of the wall, middle, outwards."""
    around = shapely.orient_polygons(shapely.oriented_envelope(lift))
    ring = around.exterior if isinstance(around, Polygon) else lift.exterior
    corners = shapely.get_coordinates(ring).tolist()
    for number, ((x0, y0), (x1, y1)) in enumerate(pairwise(corners)):
        length = math.dist((x0, y0), (x1, y1))
        if length < DOOR:
            continue
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        out = (uy, -ux)
        strip = Polygon(
            [
                (x0, y0),
                (x1, y1),
                (x1 + WALL * out[0], y1 + WALL * out[1]),
                (x0 + WALL * out[0], y0 + WALL * out[1]),
            ]
        )
        for part in shapely.get_parts(floor.intersection(strip.difference(hidden))):
            if part.area <= 0:
                continue
            places = [(x - x0) * ux + (y - y0) * uy for x, y in shapely.get_coordinates(part)]
            first, last = max(0.0, min(places)), min(length, max(places))
            middle = Point(x0 + (first + last) / 2 * ux, y0 + (first + last) / 2 * uy)
            sight = LineString([(middle.x, middle.y), (middle.x + WALL * out[0], middle.y + WALL * out[1])])
            if last - first >= DOOR and sight.intersects(part):
                yield last - first, number, middle, out


def _depth(
    floor: BaseGeometry, door: Point, out: tuple[float, float], lobbies: Sequence[BaseGeometry]
) -> float:
    """How far one can go from the door straight on before a wall."""
    far = 50_000.0
    ray = LineString([(door.x, door.y), (door.x + far * out[0], door.y + far * out[1])])
    lobby = [shape for shape in lobbies if shape.distance(door) <= WALL and shape.intersects(ray)]
    ground = shapely.union_all(lobby) if lobby else floor
    pieces = [part for part in shapely.get_parts(ground.intersection(ray)) if part.length > 0]
    first = min(pieces, key=lambda part: part.distance(door), default=None)
    return float(first.length) if first is not None else 0.0
