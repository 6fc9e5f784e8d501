"""What stands before the external wall: exits and docks with their tags."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet, TextLine
from viz.placing import LEAST_PT, spread

DOCK_DEPTH_MM = 1500


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
            # a plate, since axes may pass behind the words
            sheet.fill(
                shapely.box(box.left - 0.5, box.bottom - 0.2, box.right + 0.5, box.top + 0.2),
                palette.PAPER,
                3,
            )
            rise = typeset.BASELINE_EM * unit
            start = (box.right - rise, box.bottom) if turned else (box.left, box.bottom + rise)
            sheet.text(TextLine(words, *start, LEAST_PT, colour, 90.0 if turned else 0.0))
            return
