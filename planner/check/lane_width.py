"""How wide a fire lane is along its axis, on all paving that engines use. Lengths in mm."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.check.facts import Facts
from planner.geometry.site_lines import along, direction

__all__ = ["Narrowest", "clear_width_along", "engine_paving", "rounding"]

PIECE = 8_000.0
"""The disc is rolled along so much of an axis at a time: a loop must not be cut short."""
EXACT = 0.02
"""Widths are found to this many millimetres, and told to a tenth."""
ROUNDED = 3.0
"""Corners on whole millimetres, cut several times over, may narrow a lane that lies askew by this much."""
UPRIGHT = 0.05
"""What arithmetic alone may narrow a lane along x or y by."""
END = 0.75
"""So many times its width before its ends a lane need not be passed: the ground may end askew there."""
JOINT = 5.0
"""Gaps between pavings narrower than twice this are joints."""


@dataclass(frozen=True, slots=True)
class Narrowest:
    """The widest disc that rolls along an axis, at most the width that was asked for; where it jams."""

    width: float
    where: BaseGeometry | None = None


def engine_paving(facts: Facts) -> BaseGeometry:
    """Lanes, roads, turning places and stands as one surface, joined where they touch."""

    def measure() -> BaseGeometry:
        fire = facts.bundle.layout.fire
        parts: list[BaseGeometry] = [lane.polygon for lane in fire.lanes]
        parts += [road.polygon for road in facts.roads]
        parts += [place.polygon for place in fire.turnarounds]
        parts += [stand.polygon for stand in fire.aerial_sites]
        solid = shapely.union_all([part.buffer(0) for part in parts])
        return solid.buffer(JOINT, join_style="mitre").buffer(-JOINT, join_style="mitre")

    return facts.once("engine paving", measure)


def clear_width_along(axis: LineString, width: float, paving: BaseGeometry) -> Narrowest:
    """The widest disc that rolls along the whole axis, its middle at most half of ``width`` aside of it.

    At the ends it stands inside the paving, so that a lane may end flat. Along x and y a tenth of a
    millimetre counts; a lane that lies askew is forgiven what rounding its corners takes.
    """
    slack = rounding(axis)
    if _along(axis, width - slack, paving):
        return Narrowest(width)
    worst = Narrowest(width)
    for piece in _pieces(axis, width):
        found = _widest(piece, worst.width, width, slack, paving)
        if found < worst.width:
            whole = piece.line.buffer(width / 2, cap_style="flat", join_style="mitre")
            worst = Narrowest(found, whole.difference(paving))
    return worst


def _along(axis: LineString, disc: float, paving: BaseGeometry) -> bool:
    """Whether the disc rolls along with its middle on the axis."""
    if axis.length <= disc:
        return False
    way = substring(axis, disc / 2, axis.length - disc / 2)
    return bool(paving.covers(way.buffer(disc / 2, quad_segs=32)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of an axis, and the ground over which the disc's middle comes in and goes out."""

    line: LineString
    doors: tuple[BaseGeometry, BaseGeometry]


def _pieces(axis: LineString, width: float) -> Iterator[_Piece]:
    count = max(1, math.ceil(axis.length / PIECE))
    stops = np.linspace(0.0, axis.length, count + 1).tolist()
    ends = min(axis.length, END * width)
    doors: list[BaseGeometry] = [_across(axis, stop, width / 2) for stop in stops]
    doors[0] = substring(axis, 0.0, ends).buffer(width / 2, cap_style="flat")
    doors[-1] = substring(axis, axis.length - ends, axis.length).buffer(width / 2, cap_style="flat")
    for k, (start, end) in enumerate(pairwise(stops)):
        line = substring(axis, start, end)
        if isinstance(line, LineString):
            yield _Piece(line, (doors[k], doors[k + 1]))


def _across(axis: LineString, at: float, half: float) -> LineString:
    """The line at right angles across an axis."""
    before, after = axis.interpolate(max(0.0, at - 10)), axis.interpolate(min(axis.length, at + 10))
    unit = direction((before.x, before.y), (after.x, after.y))
    middle = axis.interpolate(at)
    sides = [along((middle.x, middle.y), (-unit[1], unit[0]), far) for far in (-half, half)]
    return LineString(sides)


def _widest(piece: _Piece, most: float, width: float, slack: float, paving: BaseGeometry) -> float:
    """The widest disc, at most ``most``, that rolls from one end of the piece to the other."""
    near = shapely.intersection(piece.line.buffer(1.5 * width), paving)
    if _rolls(piece, near, width, most - slack):
        return most
    low, high = 0.0, most
    while high - low > EXACT:
        middle = (low + high) / 2
        low, high = (middle, high) if _rolls(piece, near, width, middle) else (low, middle)
    return round(high, 1)


def _rolls(piece: _Piece, near: BaseGeometry, width: float, disc: float) -> bool:
    room = near.buffer(-disc / 2, quad_segs=32).intersection(piece.line.buffer(width / 2))
    return any(all(part.intersects(door) for door in piece.doors) for part in shapely.get_parts(room))


def rounding(line: BaseGeometry) -> float:
    """What rounding may take of a width along a line: nothing where it runs along x and y."""
    steps = np.abs(np.diff(shapely.get_coordinates(line), axis=0))
    return UPRIGHT if bool((steps.min(axis=1) < 1.0).all()) else ROUNDED
