"""Lines on the open ground: rays, chords, fillets. Pure functions, millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

Vec = tuple[float, float]
"""A point or a direction, mm."""

ARC_STEP = math.radians(7.5)
"""Largest turn of one chord of a drawn arc: 0.2 % of the radius off the true circle."""


def direction(a: Vec, b: Vec) -> Vec:
    """Unit vector from ``a`` to ``b``; (0, 0) where they coincide."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if length else (0.0, 0.0)


def along(a: Vec, unit: Vec, distance: float) -> Vec:
    """The point ``distance`` from ``a`` in the direction ``unit``."""
    return (a[0] + unit[0] * distance, a[1] + unit[1] * distance)


def turn_between(u: Vec, v: Vec) -> float:
    """Angle between two directions of travel, 0 (straight on) to pi (back), radians."""
    return math.atan2(abs(u[0] * v[1] - u[1] * v[0]), u[0] * v[0] + u[1] * v[1])


def points_of(line: BaseGeometry) -> list[Vec]:
    """The vertices of a line."""
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def segments(line: BaseGeometry) -> Iterator[tuple[Vec, Vec]]:
    """Every straight piece of a line, a ring, or a collection of them, in order."""
    for part in shapely.get_parts(line):
        for a, b in pairwise(points_of(part)):
            if a != b:
                yield a, b


def lines_of(geometry: BaseGeometry) -> list[LineString]:
    """The line strings inside any geometry, points and empties dropped."""
    found = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, LineString) and not part.is_empty:
            found.append(part)
        elif not isinstance(part, LineString) and hasattr(part, "geoms"):
            found.extend(lines_of(part))
    return found


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons inside any geometry, lines and points dropped, largest first."""
    found: list[Polygon] = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, Polygon) and not part.is_empty:
            found.append(part)
        elif hasattr(part, "geoms"):
            found.extend(polygons_of(part))
    return sorted(found, key=lambda p: (-p.area, p.bounds))


def together(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """The union of areas on whole millimetres (snap rounding does not fail on nearly touching arcs)."""
    return _areas(shapely.union_all([_areas(part) for part in parts], grid_size=1.0))


def minus(whole: BaseGeometry, part: BaseGeometry) -> BaseGeometry:
    """What is left of an area, on whole millimetres."""
    return _areas(shapely.difference(_areas(whole), _areas(part), grid_size=1.0))


def common(a: BaseGeometry, b: BaseGeometry) -> BaseGeometry:
    """What two areas share, on whole millimetres."""
    return _areas(shapely.intersection(_areas(a), _areas(b), grid_size=1.0))


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    return geometry if isinstance(geometry, Polygon) else MultiPolygon(polygons_of(geometry))


def ray(start: Vec, unit: Vec, reach: float, free: BaseGeometry) -> LineString | None:
    """The straight way from ``start`` as long as it stays in ``free``, at most ``reach`` long.

    ``None`` if ``start`` itself is not in ``free``.
    """
    way = LineString([start, along(start, unit, reach)])
    origin = Point(start)
    for piece in lines_of(way.intersection(free)):
        if piece.distance(origin) < 1.0:
            return piece
    return None


def outward_normal(outline: Polygon, point: Point) -> Vec:
    """Unit normal of the outline's edge nearest to ``point``, pointing out of the polygon.

    At a corner the two edges' normals are equally near; the longer edge decides.
    """
    best: tuple[float, float, Vec] | None = None
    for ring in (outline.exterior, *outline.interiors):
        for a, b in segments(ring):
            distance = point.distance(LineString([a, b]))
            unit = direction(a, b)
            key = (round(distance), -math.dist(a, b), (unit[1], -unit[0]))
            if best is None or key < best:
                best = key
    if best is None:
        return (0.0, -1.0)
    normal = best[2]
    probe = along((point.x, point.y), normal, 50.0)
    return (-normal[0], -normal[1]) if outline.contains(Point(probe)) else normal


def fillet(points: Sequence[Vec], radii: Sequence[float], step: float = ARC_STEP) -> list[Vec]:
    """The polyline with its inner vertices rounded to arcs, drawn as chords that turn by at most ``step``.

    ``radii[i]`` belongs to vertex ``i``; it is reduced where the neighbouring pieces are too short
    for its tangents (each may use half of a piece between two bends, all of an end piece).
    """
    result: list[Vec] = [points[0]]
    last = len(points) - 1
    for i in range(1, last):
        a, b, c = points[i - 1], points[i], points[i + 1]
        u, v = direction(a, b), direction(b, c)
        turn = turn_between(u, v)
        before = math.dist(a, b) * (1.0 if i == 1 else 0.5)
        after = math.dist(b, c) * (1.0 if i == last - 1 else 0.5)
        tangent = min(radii[i] * math.tan(turn / 2), before, after)
        if turn < math.radians(2) or turn > math.radians(175) or tangent < 1.0:
            result.append(b)
            continue
        result.extend(_arc(along(b, u, -tangent), u, v, turn, tangent / math.tan(turn / 2), step))
    result.append(points[-1])
    return [p for i, p in enumerate(result) if i == 0 or math.dist(p, result[i - 1]) > 0.5]


def _arc(start: Vec, u: Vec, v: Vec, turn: float, radius: float, step: float) -> list[Vec]:
    side = 1.0 if u[0] * v[1] - u[1] * v[0] > 0 else -1.0
    centre = along(start, (-u[1] * side, u[0] * side), radius)
    begin = math.atan2(start[1] - centre[1], start[0] - centre[0])
    steps = max(2, math.ceil(turn / step))
    return [
        (
            centre[0] + radius * math.cos(begin + side * turn * k / steps),
            centre[1] + radius * math.sin(begin + side * turn * k / steps),
        )
        for k in range(steps + 1)
    ]
