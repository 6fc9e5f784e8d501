"""Doors: where two net polygons face each other across a wall, a rectangle through that wall."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

SWING_M = 0.15
"""What a door keeps from columns."""
END_GAP_M = 0.25
"""Least distance of a door's jamb from the end of its wall."""
TWO_DOORS_M2 = 120.0
"""Rooms above this have two doors where the walls allow (GB 50016-2014 5.5.15, GB 55037 7.4.2)."""
TWO_DOORS_OF_KIND_M2 = {
    "conference_hall": 0.0,  # GB 50016 5.5.16
    "classroom": 75.0,  # GB 55037 7.4.2: teaching
    "practice_ground": 75.0,
    "warehouse": 100.0,  # GB 50016 3.8.2
    "logistics_hub": 100.0,
}
"""Kinds with a limit of their own."""
APART_M = 5.0
"""Least distance between two doors that count as two (GB 50016-2014 5.5.2)."""


def two_doors_from(kind: str) -> float:
    """Net area in m2 above which a room of a kind has two doors."""
    return TWO_DOORS_OF_KIND_M2.get(kind, TWO_DOORS_M2)


@dataclass(frozen=True, slots=True)
class Opening:
    """A door in plate metres."""

    polygon: Polygon
    width: float
    joins: tuple[str, str]


def facing(
    one: Polygon, other: BaseGeometry, reach: float
) -> list[tuple[LineString, tuple[float, float], float]]:
    """Straight stretches of ``one``'s boundary that face ``other`` within ``reach``.

    Each with the outward unit normal and the true gap, longest first.
    """
    near = other.buffer(reach + 0.01, join_style="mitre")
    found = []
    for ring in (one.exterior, *one.interiors):
        points = list(ring.coords)
        for a, b in pairwise(points):
            edge = LineString([a, b])
            if edge.length < 0.3 or not edge.intersects(near):
                continue
            part = edge.intersection(near)
            for line in getattr(part, "geoms", [part]):
                if not isinstance(line, LineString) or line.length < 0.3:
                    continue
                stretch = _facing_part(one, line, other, reach)
                if stretch is not None:
                    found.append(stretch)
    return sorted(found, key=lambda entry: (-round(entry[0].length, 3), entry[0].bounds))


def _facing_part(
    one: Polygon, line: LineString, other: BaseGeometry, reach: float
) -> tuple[LineString, tuple[float, float], float] | None:
    """The part of ``line`` from which a straight step outward lands on ``other``."""
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    length = line.length
    nx, ny = (y1 - y0) / length, -(x1 - x0) / length
    middle = line.interpolate(0.5, normalized=True)
    if one.covers(Point(middle.x + 0.01 * nx, middle.y + 0.01 * ny)):
        nx, ny = -nx, -ny
    gap = max(line.distance(other), 0.0)
    step = gap + 0.02
    moved = LineString([(x0 + step * nx, y0 + step * ny), (x1 + step * nx, y1 + step * ny)])
    hit = moved.intersection(other)
    lines = [
        part for part in getattr(hit, "geoms", [hit]) if isinstance(part, LineString) and part.length > 0.3
    ]
    if not lines or gap > reach + 0.01:
        return None
    best = max(lines, key=lambda part: part.length)
    back = LineString([(x - step * nx, y - step * ny) for x, y in (best.coords[0], best.coords[-1])])
    return back, (nx, ny), gap


def door_in(
    line: LineString, normal: tuple[float, float], gap: float, width: float, at: float, joins: tuple[str, str]
) -> Opening:
    """A door of ``width`` centred ``at`` metres along a facing stretch."""
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    ux, uy = (x1 - x0) / line.length, (y1 - y0) / line.length
    nx, ny = normal
    thick = max(gap, 0.02)
    a, b = at - width / 2, at + width / 2
    corners = [
        (x0 + a * ux, y0 + a * uy),
        (x0 + b * ux, y0 + b * uy),
        (x0 + b * ux + thick * nx, y0 + b * uy + thick * ny),
        (x0 + a * ux + thick * nx, y0 + a * uy + thick * ny),
    ]
    return Opening(Polygon(corners), width, joins)


def place_doors(
    room: Polygon,
    room_id: str,
    outlets: Sequence[tuple[str, Polygon]],
    *,
    width: float,
    least: float,
    wall: float,
    columns: Sequence[Polygon],
    kind: str = "",
) -> list[Opening]:
    """Doors of a room to the first outlet (corridor) it can have one to; two when it is large.

    ``width`` is wished, ``least`` accepted where the wall is short. Doors avoid columns.
    """
    doors: list[Opening] = []
    want = 2 if room.area > two_doors_from(kind) else 1
    for outlet_id, outlet in outlets:
        for line, normal, gap in facing(room, outlet, wall):
            for opening in _along(room, line, normal, gap, (room_id, outlet_id), width, least, columns, want):
                if all(_middle(opening).distance(_middle(door)) - opening.width >= APART_M for door in doors):
                    doors.append(opening)
                if len(doors) >= want:
                    return doors
    return doors


def candidates(
    room: Polygon,
    room_id: str,
    outlet_id: str,
    outlet: Polygon,
    width: float,
    least: float,
    wall: float,
    columns: Sequence[Polygon],
    want: int,
) -> Iterator[Opening]:
    """All places along which a room can have a door to an outlet, stretch by stretch, the longest first."""
    for line, normal, gap in facing(room, outlet, wall):
        yield from _along(room, line, normal, gap, (room_id, outlet_id), width, least, columns, want)


def _along(
    room: Polygon,
    line: LineString,
    normal: tuple[float, float],
    gap: float,
    joins: tuple[str, str],
    width: float,
    least: float,
    columns: Sequence[Polygon],
    want: int,
) -> Iterable[Opening]:
    """Doors along one stretch, best places first: near its ends for small rooms, apart for large."""
    room_for = line.length - 2 * END_GAP_M
    fit = min(width, room_for) if room_for < width else width
    if fit < least:
        fit = min(width, line.length - 0.04)
        if fit < least:
            return
    low = min(END_GAP_M + fit / 2, line.length / 2)
    high = line.length - low
    steps = max(1, math.ceil((high - low) / 0.4))
    places = (
        [low + (high - low) * k / steps for k in range(steps + 1)] if high > low + 1e-6 else [line.length / 2]
    )
    if want == 1 and room.area > 40.0:
        places.sort(key=lambda at: abs(at - line.length / 2))
    elif want > 1:
        beside = [at for at in _beside(line, columns, fit / 2) if low < at < high]
        places = sorted([*places, *beside])
        places = [places[0], *reversed(places)]
    for at in places:
        opening = door_in(line, normal, gap, fit, at, joins)
        swing = opening.polygon.buffer(SWING_M)
        if not any(column.intersects(swing) for column in columns):
            yield opening


def _beside(line: LineString, columns: Sequence[Polygon], half: float) -> Iterator[float]:
    """Where along a stretch a door may stand just beside a column."""
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    ux, uy = (x1 - x0) / line.length, (y1 - y0) / line.length
    for column in columns:
        if column.distance(line) < half:
            along = [(x - x0) * ux + (y - y0) * uy for x, y in column.exterior.coords]
            yield min(along) - SWING_M - half - 0.001
            yield max(along) + SWING_M + half + 0.001


def _middle(opening: Opening) -> Point:
    return opening.polygon.centroid
