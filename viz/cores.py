"""Symbols of the parts of a core: treads, lift crosses, shaft bends, toilet fixtures."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import CorePartKind
from viz import palette
from viz.frame import Frame
from viz.ink import Sheet

TREAD_MM = 280
LANDING_MM = 1300
STALL_MM = (900, 1250)
_Z = 6.0
NOTHING = Polygon()


class Panel:
    """A rectangle seen along its longer side: ``at(u, v)`` with u along 0..long, v across 0..short.

    ``entry`` is where one comes in: u grows away from it, v towards it.
    """

    def __init__(self, shape: BaseGeometry, entry: Point | None = None) -> None:
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))[:4]
        first, second = corners[1] - corners[0], corners[3] - corners[0]
        if np.hypot(*first) < np.hypot(*second):
            first, second = second, first
        self.long, self.short = float(np.hypot(*first)), float(np.hypot(*second))
        self._origin = corners[0]
        self._u, self._v = first / (self.long or 1), second / (self.short or 1)
        if entry is not None:
            way = np.array([entry.x, entry.y]) - corners.mean(axis=0)
            if way @ self._u > 0:
                self._origin, self._u = self._origin + first, -self._u
            if way @ self._v < 0:
                self._origin, self._v = self._origin + second, -self._v
        axes = (self._origin, self._u, self._v)
        self._axes = [(float(x), float(y)) for x, y in axes]  # sums of plain numbers are the faster

    def at(self, u: float, v: float) -> tuple[float, float]:
        """A point of the panel on paper."""
        (x, y), (a, b), (c, d) = self._axes
        return x + a * u + c * v, y + b * u + d * v

    def line(self, *points: tuple[float, float]) -> LineString:
        """A line through panel coordinates."""
        return LineString([self.at(u, v) for u, v in points])

    def rectangle(self, u: float, v: float, long: float, short: float) -> Polygon:
        """A rectangle from its corner nearest the origin."""
        return Polygon(
            [self.at(u, v), self.at(u + long, v), self.at(u + long, v + short), self.at(u, v + short)]
        )


def draw_part(
    sheet: Sheet,
    frame: Frame,
    kind: CorePartKind,
    floor: BaseGeometry,
    entry: Point | None = None,
    keep_off: BaseGeometry = NOTHING,
) -> None:
    """The symbol of a core part on its net floor (paper millimetres).

    Flights begin and stalls stand as seen from ``entry``; no fixture stands on the floor to ``keep_off``.
    """
    if floor.is_empty or floor.geom_type != "Polygon":
        return
    tint = {"toilet": palette.WET, "lobby": palette.CORRIDOR, "shaft": palette.CORE}.get(kind, palette.PAPER)
    sheet.fill(floor, tint, 4)
    if kind == "toilet":
        _toilet(sheet, frame, Panel(floor, entry), keep_off)
    elif kind in _SYMBOLS:  # a lobby is floor and has no symbol
        _SYMBOLS[kind](sheet, frame, Panel(floor, entry))


def _stair(sheet: Sheet, frame: Frame, panel: Panel) -> None:
    """Two flights side by side with a string between, landings at both ends, the line of travel up."""
    landing = min(frame.length(LANDING_MM), panel.long * 0.24)
    run = panel.long - 2 * landing
    count = max(3, round(run / max(frame.length(TREAD_MM), 0.75)))
    middle, gap = panel.short / 2, min(frame.length(80), panel.short * 0.04)
    steps = [landing + run * i / count for i in range(count + 1)]
    flights = [(0.0, middle - gap), (middle + gap, panel.short)]
    treads = [panel.line((u, low), (u, high)) for u in steps for low, high in flights]
    sheet.stroke(treads, palette.INK, palette.HAIR, _Z)
    sheet.fill(panel.rectangle(landing, middle - gap, run, 2 * gap), palette.INK, _Z)
    low, high = panel.short * 0.25, panel.short * 0.75
    turn = panel.long - landing / 2
    travel = panel.line((landing * 0.55, low), (turn, low), (turn, high), (landing + run * 0.3, high))
    sheet.stroke(travel, palette.INK, palette.THIN, _Z)
    head = min(1.6, run * 0.2)
    tip = landing + run * 0.3
    arrow = [panel.at(tip - head, high), panel.at(tip, high + head * 0.28), panel.at(tip, high - head * 0.28)]
    sheet.fill(Polygon(arrow), palette.INK, _Z)
    _break_line(sheet, panel, landing + run * 0.22, middle + gap)


def _break_line(sheet: Sheet, panel: Panel, u: float, low: float) -> None:
    """The oblique line where the flight passes the cutting plane."""
    slant, kink = panel.short * 0.12, panel.short * 0.05
    middle = (low + panel.short) / 2
    line = panel.line(
        (u - slant, low),
        (u - kink / 2, middle - kink),
        (u - kink, middle + kink),
        (u + slant - kink, panel.short),
    )
    sheet.stroke(line, palette.INK, palette.THIN, _Z)


def _lift(sheet: Sheet, frame: Frame, panel: Panel) -> None:
    """The car with its diagonals, and the counterweight beside it."""
    _car(sheet, panel, palette.FINE)


def _goods_lift(sheet: Sheet, frame: Frame, panel: Panel) -> None:
    """A heavier car with a second outline."""
    _car(sheet, panel, palette.MEDIUM)
    edge = min(panel.long, panel.short) * 0.18
    inner = panel.rectangle(edge, edge, panel.long - 2 * edge, panel.short - 2 * edge)
    sheet.stroke(inner, palette.INK, palette.HAIR, _Z)


def _car(sheet: Sheet, panel: Panel, width: float) -> None:
    edge = min(panel.long, panel.short) * 0.1
    far, top = panel.long - edge, panel.short - edge
    sheet.stroke(panel.rectangle(edge, edge, far - edge, top - edge), palette.INK, width, _Z)
    crosses = [panel.line((edge, edge), (far, top)), panel.line((edge, top), (far, edge))]
    sheet.stroke(crosses, palette.INK, palette.HAIR, _Z)


def _shaft(sheet: Sheet, frame: Frame, panel: Panel) -> None:
    """The bent line of an opening in the slab."""
    bend = panel.line((0, 0), (panel.long * 0.25, panel.short * 0.75), (panel.long, panel.short))
    sheet.stroke(bend, palette.INK, palette.THIN, _Z)


def _toilet(sheet: Sheet, frame: Frame, panel: Panel, keep_off: BaseGeometry) -> None:
    """A row of stalls with bowls along one long side, basins along the other."""
    wide, deep = (frame.length(side) for side in STALL_MM)
    deep = min(deep, panel.short * 0.5)
    count = int(panel.long * 0.86 // wide)
    stalls = [i for i in range(count) if not panel.rectangle(i * wide, 0, wide, deep).intersects(keep_off)]
    partitions = [
        panel.line((i * wide, 0), (i * wide, deep)) for i in {*stalls, *(i + 1 for i in stalls)} if i
    ]
    fronts = [panel.line(((i + 0.72) * wide, deep), ((i + 1) * wide, deep)) for i in stalls]
    sheet.stroke([*partitions, *fronts], palette.INK, palette.HAIR, _Z)
    bowls = [_ellipse(panel, (i + 0.5) * wide, deep * 0.34, wide * 0.2, deep * 0.22) for i in stalls]
    sheet.fill(bowls, palette.PAPER, _Z, edge=palette.INK, width=palette.HAIR)
    if panel.short < 1.7 * deep:
        return
    basins = [
        _ellipse(panel, (i + 0.5) * wide, panel.short - deep * 0.18, wide * 0.24, deep * 0.12)
        for i in range(count)
    ]
    free = [basin for basin in basins if not basin.intersects(keep_off)][: max(1, count // 2)]
    sheet.fill(free, palette.PAPER, _Z, edge=palette.INK, width=palette.HAIR)


def _ellipse(panel: Panel, u: float, v: float, half_u: float, half_v: float) -> Polygon:
    angles = np.linspace(0, 2 * math.pi, 17)[:-1]
    return Polygon([panel.at(u + half_u * math.cos(a), v + half_v * math.sin(a)) for a in angles])


_SYMBOLS: dict[CorePartKind, Callable[[Sheet, Frame, Panel], None]] = {
    "stair": _stair,
    "lift": _lift,
    "goods_lift": _goods_lift,
    "shaft": _shaft,
}
