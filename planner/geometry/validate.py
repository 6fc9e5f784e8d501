"""Pure helpers that tell whether given polygons, points and openings make sense.

Coordinates and lengths are millimetres, areas square millimetres, angles degrees counter-clockwise.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from shapely import STRtree
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import nearest_points
from shapely.validation import explain_validity

__all__ = [
    "Fault",
    "FaultKind",
    "Vertex",
    "clean_ring",
    "excess",
    "opening_fits",
    "overlaps",
    "placed",
    "polygon_fault",
    "snapped",
    "to_polygon",
    "world",
]

Vertex: TypeAlias = tuple[int, int]
FaultKind: TypeAlias = Literal[
    "too_few_corners", "no_area", "crosses_itself", "hole_outside", "holes_overlap", "torn_by_hole"
]

_REASON = re.compile(r"(?P<reason>[^\[]*)(?:\[(?P<x>\S+) (?P<y>\S+)\])?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a polygon and, where GEOS tells, at which point (mm)."""

    kind: Literal[
        "too_few_corners", "no_area", "crosses_itself", "hole_outside", "holes_overlap", "torn_by_hole"
    ]
    at: tuple[float, float] | None = None


def clean_ring(points: Iterable[Vertex]) -> list[Vertex]:
    """The corners without repeated neighbours and without the first one repeated at the end."""
    corners: list[Vertex] = []
    for point in points:
        if not corners or corners[-1] != point:
            corners.append(point)
    while len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return corners


def to_polygon(shell: Sequence[Vertex], holes: Iterable[Sequence[Vertex]] = ()) -> Polygon:
    """Polygon with a counter-clockwise shell that begins at the first corner given."""
    return orient(Polygon(shell, [list(hole) for hole in holes]))


def polygon_fault(shell: Sequence[Vertex], holes: Iterable[Sequence[Vertex]] = ()) -> Fault | None:
    """What keeps rings from being a simple polygon; ``None`` when they are one."""
    rings = [list(shell), *(list(hole) for hole in holes)]
    if any(len(set(ring)) < 3 for ring in rings):
        return Fault("too_few_corners")
    match = _REASON.fullmatch(explain_validity(Polygon(rings[0], rings[1:])))
    reason = match["reason"].strip() if match else ""
    if reason == "Valid Geometry":
        return None
    if any(MultiPoint(ring).convex_hull.area == 0 for ring in rings):
        return Fault("no_area")
    at = (float(match["x"]), float(match["y"])) if match and match["x"] else None
    return Fault(_kind(reason, rings), at)


def _kind(reason: str, rings: list[list[Vertex]]) -> FaultKind:
    """GEOS's reason for an invalid polygon as one of ours."""
    known: dict[str, FaultKind] = {
        "Hole lies outside shell": "hole_outside",
        "Holes are nested": "holes_overlap",
        "Duplicate Rings": "holes_overlap",
        "Interior is disconnected": "torn_by_hole",
    }
    if reason in known:
        return known[reason]
    holes = [Polygon(ring) for ring in rings[1:]]
    if holes and all(Polygon(ring).is_valid for ring in rings):
        return "holes_overlap" if overlaps(holes, 0) else "hole_outside"
    return "crosses_itself"


def excess(inner: BaseGeometry, outer: BaseGeometry, tolerance: float) -> tuple[float, float] | None:
    """A point of ``inner`` that lies more than ``tolerance`` outside ``outer``, or ``None``.

    The point given is the farthest corner of what sticks out.
    """
    outside = inner.difference(outer.buffer(tolerance))
    if outside.is_empty:
        return None
    corners = [point for part in getattr(outside, "geoms", [outside]) for point in _corners(part)]
    return max(corners, key=lambda point: (Point(point).distance(outer), point))


def _corners(part: BaseGeometry) -> list[tuple[float, float]]:
    line = part.exterior if isinstance(part, Polygon) else part
    return [(float(x), float(y)) for x, y in line.coords]


def overlaps(shapes: Sequence[BaseGeometry], tolerance_area: float) -> list[tuple[int, int, Point]]:
    """Pairs (i < j) of shapes that share more than ``tolerance_area``, with a point of the shared part."""
    found = []
    tree = STRtree(shapes)
    for first, shape in enumerate(shapes):
        for second in sorted(int(index) for index in tree.query(shape)):
            if second > first:
                shared = shape.intersection(shapes[second])
                if shared.area > tolerance_area:
                    found.append((first, second, shared.representative_point()))
    return found


def snapped(point: Vertex, polygon: Polygon, tolerance: float) -> Vertex | None:
    """The point of the polygon's outer ring nearest to ``point``; ``None`` farther than ``tolerance``.

    A point within 2 mm stays as it is: so much a turned outline and a point on it are off by rounding, and
    snapping twice changes nothing.
    """
    distance = polygon.exterior.distance(Point(point))
    if distance > tolerance:
        return None
    if distance <= 2:
        return point
    near = nearest_points(polygon.exterior, Point(point))[0]
    return round(near.x), round(near.y)


def opening_fits(point: Vertex, width: float, polygon: Polygon, tolerance: float = 150) -> bool:
    """Whether a straight opening of ``width`` around ``point`` stays on the polygon's outer ring.

    ``tolerance`` is how far its ends may leave the ring, which allows for facades of short chords.
    """
    ring = polygon.exterior
    near = ring.project(Point(point))
    ends = [ring.interpolate((near + side) % ring.length) for side in (-1.0, 1.0)]
    dx, dy = ends[1].x - ends[0].x, ends[1].y - ends[0].y
    norm = math.hypot(dx, dy)
    if norm == 0:
        return False
    half = width / 2
    corners = [(point[0] + side * half * dx / norm, point[1] + side * half * dy / norm) for side in (-1, 1)]
    return bool(LineString(corners).within(ring.buffer(tolerance)))


def placed(point: Vertex, at: Vertex, rotation_deg: float) -> Vertex:
    """A point of a building's own frame on the site: turned about its origin, then moved to ``at``."""
    cosine, sine = _turn(rotation_deg)
    x, y = point
    return round(at[0] + x * cosine - y * sine), round(at[1] + x * sine + y * cosine)


def world(points: Iterable[Vertex], at: Vertex, rotation_deg: float) -> list[Vertex]:
    """Several points of a building's own frame on the site."""
    return [placed(point, at, rotation_deg) for point in points]


def _turn(rotation_deg: float) -> tuple[float, float]:
    """Cosine and sine, exact for multiples of a right angle."""
    quarter, rest = divmod(rotation_deg % 360, 90)
    if rest == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter) % 4]
    angle = math.radians(rotation_deg)
    return math.cos(angle), math.sin(angle)
