"""What stands in and before the external wall: windows, exits, docks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet, TextLine
from viz.placing import LEAST_PT, spread

PIER_MM = 500
WIDEST_WINDOW_MM = 3600
LEAST_WINDOW_MM = 800
JAMB_MM = 350
DOCK_DEPTH_MM = 1500


@dataclass(frozen=True, slots=True)
class Window:
    """A window in the wall: its opening and the two lines of its glass."""

    opening: Polygon
    glass: MultiLineString


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the facade with the unit vector that points outwards."""

    x: float
    y: float
    out: tuple[float, float]

    def at(self, along: float, out: float) -> tuple[float, float]:
        """A point by its distances along the facade and outwards."""
        return (
            self.x - self.out[1] * along + self.out[0] * out,
            self.y + self.out[0] * along + self.out[1] * out,
        )


def windows(
    lines: Sequence[LineString],
    outline: Polygon,
    floors: Sequence[BaseGeometry],
    blocked: BaseGeometry,
    wall: float,
    per_mm: float,
) -> list[Window]:
    """Windows of the daylight facades: before every room, split by piers, clear of ``blocked``.

    ``wall`` is the wall's thickness and ``per_mm`` the paper length of one millimetre of the park.
    """
    floor = shapely.union_all([shape.buffer(-JAMB_MM * per_mm, join_style="mitre") for shape in floors])
    shapely.prepare(floor)
    result = []
    for line in lines:
        points = shapely.get_coordinates(line)
        for start, end in pairwise(points):
            run = float(np.hypot(*(end - start)))
            if run * per_mm <= 0 or run < LEAST_WINDOW_MM * per_mm:
                continue
            along = (end - start) / run
            inward = np.array([-along[1], along[0]])
            probe = (start + end) / 2 + inward * wall
            if not outline.contains(Point(probe)):
                inward = -inward
            # the strip behind the wall shows which rooms lie there
            depth = inward * (wall + (JAMB_MM + 60) * per_mm)
            behind = LineString([start + depth, end + depth]).intersection(floor)
            clear = behind.difference(blocked)
            for part in shapely.get_parts(clear):
                result += _split(part, start + depth, along, start, inward * wall, per_mm)
    return result


def _split(
    part: BaseGeometry,
    origin: np.ndarray,
    along: np.ndarray,
    start: np.ndarray,
    through: np.ndarray,
    per_mm: float,
) -> list[Window]:
    """Equal windows with piers between, over the length of ``part``."""
    if part.geom_type != "LineString":
        return []
    ends = sorted(float((point - origin) @ along) for point in shapely.get_coordinates(part)[[0, -1]])
    length = ends[1] - ends[0]
    if length < LEAST_WINDOW_MM * per_mm:
        return []
    pier = PIER_MM * per_mm
    count = max(1, math.ceil((length + pier) / (WIDEST_WINDOW_MM * per_mm + pier)))
    width = (length - pier * (count - 1)) / count
    made = []
    for i in range(count):
        a = start + along * (ends[0] + i * (width + pier))
        b = a + along * width
        opening = Polygon([a, b, b + through, a + through])
        glass = MultiLineString([[a + through * at, b + through * at] for at in (0.38, 0.62)])
        made.append(Window(opening, glass))
    return made


def draw_windows(sheet: Sheet, drawn: Sequence[Window]) -> None:
    """Openings in the wall, with a thin double line of glass."""
    sheet.fill([window.opening for window in drawn], palette.PAPER, 12, edge=palette.INK, width=palette.HAIR)
    sheet.stroke([window.glass for window in drawn], palette.GLASS, palette.THIN, 12.1)


def spot(point: Point, outline: Polygon) -> Spot:
    """The place of an exit or dock on the facade it lies on."""
    rings = [shapely.get_coordinates(ring) for ring in (outline.exterior, *outline.interiors)]
    sides = [side for points in rings for side in pairwise(points.tolist())]
    (ax, ay), (bx, by) = min(sides, key=lambda side: LineString(side).distance(point))
    step = (bx - ax, by - ay)
    length = float(np.hypot(*step)) or 1.0
    out = (float(step[1]) / length, -float(step[0]) / length)
    if outline.contains(Point(point.x + out[0] * 0.3, point.y + out[1] * 0.3)):
        out = (-out[0], -out[1])
    return Spot(point.x, point.y, out)


def draw_exit(sheet: Sheet, at: Spot, size: float = 3.2) -> Polygon:
    """A solid triangle before the facade, pointing out; returns it."""
    triangle = Polygon([at.at(-size * 0.42, 1.1), at.at(size * 0.42, 1.1), at.at(0.0, 1.1 + size * 0.8)])
    sheet.fill(triangle, palette.EXIT, 15)
    return triangle


def draw_dock(sheet: Sheet, at: Spot, width: float, depth: float) -> Polygon:
    """The levelling plate before a dock door, with its chevrons and buffers; returns its outline."""
    half = width / 2
    plate = Polygon([at.at(-half, 0.0), at.at(half, 0.0), at.at(half, depth), at.at(-half, depth)])
    sheet.fill(plate, palette.PAPER, 9, edge=palette.DOCK, width=palette.FINE)
    chevrons = [
        LineString(
            [
                at.at(-half * 0.55, depth * (s + 0.3)),
                at.at(0, depth * s),
                at.at(half * 0.55, depth * (s + 0.3)),
            ]
        )
        for s in (0.15, 0.45)
    ]
    sheet.stroke(chevrons, palette.DOCK, palette.FINE, 9.1)
    buffers = [Point(at.at(side * half * 0.85, depth)).buffer(0.35) for side in (-1, 1)]
    sheet.fill(buffers, palette.DOCK, 9.1)
    return plate


def tag(
    sheet: Sheet, at: Spot, text: str, away: float, colour: str, taken: list[Box], keep_off: BaseGeometry
) -> None:
    """A label outside the facade, along it, pushed out and sideways until it keeps clear of all else.

    Its box is added to ``taken``; where no place is clear, nothing is written.
    """
    words = typeset.clean(text)
    unit = LEAST_PT * typeset.MM_PER_PT
    turned = abs(at.out[0]) > abs(at.out[1])
    long, deep = typeset.width_mm(words, LEAST_PT), typeset.LINE_EM * unit
    width, height = (deep, long) if turned else (long, deep)
    for out, side in product((0.0, 2.4, 4.8), (0.0, 0.6, -0.6, 1.2, -1.2)):
        x, y = at.at(side * long, away + out + deep / 2)
        box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if spread(taken, box) and not keep_off.intersects(
            shapely.box(box.left, box.bottom, box.right, box.top)
        ):
            taken.append(box)
            rise = typeset.BASELINE_EM * unit
            start = (box.right - rise, box.bottom) if turned else (box.left, box.bottom + rise)
            sheet.text(TextLine(words, *start, LEAST_PT, colour, 90.0 if turned else 0.0))
            return
