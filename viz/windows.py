"""Windows of the daylight facades.

A scenario names facades, not windows: they are drawn before every room, split by piers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette
from viz.ink import Sheet

PIER_MM = 500
WIDEST_WINDOW_MM = 3600
LEAST_WINDOW_MM = 800
JAMB_MM = 350

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """A window in the wall: its opening and the two lines of its glass."""

    opening: Polygon
    glass: MultiLineString


@dataclass(frozen=True, slots=True)
class Side:
    """A straight facade: its start, its length, unit vectors along it and into the building."""

    start: np.ndarray
    length: float
    along: np.ndarray
    inward: np.ndarray

    def at(self, along: float, inward: float) -> np.ndarray:
        """A point by its distances along the facade and into the building."""
        point: np.ndarray = self.start + self.along * along + self.inward * inward
        return point

    def spans(self, shape: BaseGeometry) -> list[Span]:
        """What the parts of a shape cover of the facade, seen square to it."""
        reaches = [
            (shapely.get_coordinates(part) - self.start) @ self.along
            for part in shapely.get_parts(shape)
            if not part.is_empty
        ]
        return sorted((float(reach.min()), float(reach.max())) for reach in reaches)


def windows(
    lines: Sequence[LineString],
    outline: Polygon,
    floors: Sequence[BaseGeometry],
    blocked: BaseGeometry,
    wall: float,
    per_mm: float,
) -> list[Window]:
    """Windows before every room on the facades, clear of what is ``blocked`` in and behind the wall.

    ``wall`` is the wall's thickness and ``per_mm`` the paper length of one millimetre of the park.
    """
    floor = shapely.union_all([shape.buffer(-JAMB_MM * per_mm, join_style="mitre") for shape in floors])
    shapely.prepare(floor)
    depth = wall + (JAMB_MM + 60) * per_mm
    made = []
    for side in _sides(lines, outline, wall):
        # a line just behind the wall meets the rooms that lie there
        behind = LineString([side.at(0, depth), side.at(side.length, depth)]).intersection(floor)
        corners = ((0, 0), (side.length, 0), (side.length, depth), (0, depth))
        strip = Polygon([side.at(*corner) for corner in corners])
        clear = _less(side.spans(behind), side.spans(strip.intersection(blocked)))
        made += [window for span in clear for window in _split(side, span, wall, per_mm)]
    return made


def _sides(lines: Sequence[LineString], outline: Polygon, wall: float) -> Iterator[Side]:
    for line in lines:
        for start, end in pairwise(shapely.get_coordinates(line)):
            length = float(np.hypot(*(end - start)))
            if length <= 0:
                continue
            along = (end - start) / length
            inward = np.array([-along[1], along[0]])
            if not outline.contains(Point((start + end) / 2 + inward * wall)):
                inward = -inward
            yield Side(start, length, along, inward)


def _less(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Spans without what is taken; both sorted."""
    left = list(spans)
    for low, high in taken:
        left = [part for a, b in left for part in ((a, min(b, low)), (max(a, high), b)) if part[1] > part[0]]
    return left


def _split(side: Side, span: Span, wall: float, per_mm: float) -> list[Window]:
    """Equal windows with piers between, over a span long enough for one."""
    length, pier = span[1] - span[0], PIER_MM * per_mm
    if length < LEAST_WINDOW_MM * per_mm:
        return []
    count = max(1, math.ceil((length + pier) / (WIDEST_WINDOW_MM * per_mm + pier)))
    width = (length - pier * (count - 1)) / count
    starts = [span[0] + i * (width + pier) for i in range(count)]
    return [
        Window(
            Polygon([side.at(a, 0), side.at(a + width, 0), side.at(a + width, wall), side.at(a, wall)]),
            MultiLineString([[side.at(a, wall * at), side.at(a + width, wall * at)] for at in (0.38, 0.62)]),
        )
        for a in starts
    ]


def draw_windows(sheet: Sheet, drawn: Sequence[Window]) -> None:
    """Openings in the wall, with a thin double line of glass."""
    sheet.fill([window.opening for window in drawn], palette.PAPER, 12, edge=palette.INK, width=palette.HAIR)
    sheet.stroke([window.glass for window in drawn], palette.GLASS, palette.THIN, 12.1)
