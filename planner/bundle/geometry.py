"""GeoJSON geometry in metres to Shapely in millimetres, trusting nothing."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.errors import GEOSException

__all__ = ["Geometry", "GeometryError", "line_of", "point_of", "polygon_of", "shape_of"]

Geometry: TypeAlias = Point | LineString | Polygon | MultiPolygon
"""What a bundle holds."""

FARTHEST_M = 1e7
"""A local frame reaches no farther: beyond it millimetres would lose their digits."""


class GeometryError(ValueError):
    """A geometry that is not what its role needs; the message says what was expected."""


def polygon_of(raw: Any) -> Polygon:
    """A polygon, possibly empty or invalid: whether it is sound is for the check to say."""
    return _polygon(_coordinates(raw, "Polygon"))


def line_of(raw: Any) -> LineString:
    """A line of two points or more, or an empty one."""
    points = [_position(item) for item in _coordinates(raw, "LineString")]
    if len(points) == 1:
        raise GeometryError("a LineString of at least two positions")
    return LineString(points)


def point_of(raw: Any) -> Point:
    """A point."""
    return Point(_position(_coordinates(raw, "Point")))


def shape_of(raw: Any) -> Geometry:
    """Any of the geometries a bundle holds."""
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "Point":
        return point_of(raw)
    if kind == "LineString":
        return line_of(raw)
    if kind == "MultiPolygon":
        return MultiPolygon([_polygon(part) for part in _coordinates(raw, "MultiPolygon")])
    return polygon_of(raw)


def _coordinates(raw: Any, kind: str) -> list[Any]:
    if not isinstance(raw, dict) or raw.get("type") != kind:
        raise GeometryError(f"a geometry of type {kind}")
    coordinates = raw.get("coordinates")
    if not isinstance(coordinates, list):
        raise GeometryError(f"a {kind} with a list of coordinates")
    return coordinates


def _polygon(rings: Any) -> Polygon:
    if not isinstance(rings, list) or not all(isinstance(ring, list) for ring in rings):
        raise GeometryError("a Polygon made of rings")
    if not rings:
        return Polygon()
    shell, *holes = [[_position(item) for item in ring] for ring in rings]
    try:
        return Polygon(shell, holes)
    except (ValueError, GEOSException) as fault:
        raise GeometryError("a Polygon whose rings have at least four positions") from fault


def _position(item: Any) -> tuple[float, float]:
    if type(item) is list and len(item) == 2:
        x, y = item
        # most positions are plain, and there are many: NaN fails both comparisons, a truth value is no float
        if type(x) is float and type(y) is float and -FARTHEST_M <= x <= FARTHEST_M >= y >= -FARTHEST_M:
            return round(x * 1000, 3), round(y * 1000, 3)
    if not isinstance(item, list) or len(item) not in (2, 3):
        raise GeometryError("positions of two numbers in metres")
    x, y = item[0], item[1]
    for value in (x, y):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise GeometryError("positions of two numbers in metres")
        if abs(value) > FARTHEST_M:
            raise GeometryError(f"coordinates within {FARTHEST_M:.0f} m of the local origin")
    return _millimetres(x), _millimetres(y)


def _millimetres(metres: float) -> float:
    """Micrometres are kept: a file of another program may be finer than a millimetre."""
    return round(metres * 1000, 3)
