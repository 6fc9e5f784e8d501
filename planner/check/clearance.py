"""Clear widths and shapes of rooms and corridors. Lengths in mm unless named otherwise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["aspect", "clear_width", "inscribed_width", "long_sides", "pockets"]

STEP = 10.0
"""Clear widths of corridors are found to this many millimetres."""

SLACK = 2.5
"""Rounding to whole millimetres may move each wall of a turned corridor by this much."""

COARSE = 5.0
"""Widths well above what is wanted are found to this many millimetres, in a quarter of the time."""

SQUARE = 1.5
"""A shape whose outline strays no farther from its smallest rectangle (mm) is that rectangle, rounded."""

DOOR_REACH = 70.0
"""A door's rectangle lies within half an interior wall of what it opens to."""


def inscribed_width(shape: Polygon, wanted: float) -> float:
    """Diameter of the largest circle inside: for a rectangle its short side.

    Found to the millimetre near ``wanted`` and below it; what is wider need not be told so exactly.
    """
    around = shapely.oriented_envelope(shape)
    if isinstance(around, Polygon) and not shape.interiors:
        off = float(shapely.hausdorff_distance(shape.exterior, around.exterior))
        if off <= SQUARE:
            return _sides(shape)[1] - off
    coarse = 2.0 * float(shapely.maximum_inscribed_circle(shape, tolerance=COARSE).length)
    if coarse > wanted + 2 * COARSE:
        return coarse
    return 2.0 * float(shapely.maximum_inscribed_circle(shape, tolerance=1.0).length)


def aspect(shape: Polygon) -> float:
    """Long side over short side of the smallest rectangle around the shape, at any angle."""
    long, short = _sides(shape)
    return long / short if short > 0 else math.inf


def long_sides(shape: Polygon) -> list[LineString]:
    """The two long sides of the smallest rectangle around the shape."""
    sides = [LineString(pair) for pair in pairwise(_corners(shape))]
    return sorted(sides, key=lambda side: -side.length)[:2]


def _sides(shape: Polygon) -> tuple[float, float]:
    lengths = sorted(math.dist(a, b) for a, b in pairwise(_corners(shape)))
    return (lengths[-1], lengths[0]) if lengths else (0.0, 0.0)


def _corners(shape: Polygon) -> list[tuple[float, float]]:
    around = shapely.oriented_envelope(shape)
    ring = around.exterior if isinstance(around, Polygon) else shape.exterior
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]


def clear_width(corridor: BaseGeometry, doors: Sequence[BaseGeometry], wanted: float) -> float:
    """Width of the widest disc that rolls from every door of a corridor to every other one.

    Found by bisection up to twice ``wanted``, since what is wider need not be told exactly.
    """
    if _passes(corridor, doors, wanted):
        low, high = wanted, 2 * wanted
        if _passes(corridor, doors, high):
            return high
    else:
        low, high = 0.0, wanted
    while high - low > STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if _passes(corridor, doors, middle) else (low, middle)
    return low


def _passes(corridor: BaseGeometry, doors: Sequence[BaseGeometry], width: float) -> bool:
    """Whether a disc of that width reaches all doors without leaving the corridor.

    A disc that stands before a door touches the wall beside it, so the door lies within half the
    width of where its centre may be; half as much again allows for corners that are not square.
    """
    room = corridor.buffer(-width / 2 + SLACK, quad_segs=8)
    parts: list[BaseGeometry] = [part for part in shapely.get_parts(room) if part.area > 0]
    if not parts:
        return False
    if not doors:
        return max(part.area for part in parts) > 0.5 * sum(part.area for part in parts)
    reach = 0.75 * width + DOOR_REACH
    return any(bool((shapely.distance(part, list(doors)) <= reach).all()) for part in parts)


def pockets(
    net: BaseGeometry, taken: Sequence[BaseGeometry], least_width: float, least_area: float
) -> list[BaseGeometry]:
    """Leftover ground inside ``net``: wide enough to stand in and of more than ``least_area`` mm2.

    Walls vanish, since they are narrower than ``least_width``.
    """
    free = net.difference(shapely.union_all(list(taken))) if taken else net
    opened = free.buffer(-least_width / 2, join_style="mitre").buffer(least_width / 2, join_style="mitre")
    return [part for part in shapely.get_parts(opened) if part.area > least_area]
