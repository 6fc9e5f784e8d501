"""The ground that a rigid vehicle sweeps while its front axle follows a line."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon

__all__ = [
    "LADDER_TRUCK",
    "PUMPER",
    "Truck",
    "backed_pieces",
    "most_steering",
    "steered",
    "swept_path",
    "swept_pieces",
]

STEP = 250.0
"""The vehicle is placed every so far along the line, mm."""
SHARP = 15_000.0
"""Bends of this radius and less are driven as far out as there is room, mm."""
WINDOW = 25
"""Stations over which a bend is eased in and out: about 6 m."""


@dataclass(frozen=True, slots=True)
class Truck:
    """A rigid vehicle, mm. Its lengths are design values: usual ones for such engines, of no code."""

    name: str
    length: int
    wheelbase: int
    front_overhang: int
    width: int


PUMPER = Truck("pumper", 8_500, 4_700, 1_500, 2_500)
LADDER_TRUCK = Truck("aerial ladder truck", 12_000, 6_500, 1_900, 2_500)


def swept_path(line: LineString, truck: Truck) -> Polygon:
    """The ground under the body of a truck whose front axle's middle follows the line from its start.

    The rear axle follows as a tractrix: it moves along the truck, never aside, so that the body cuts
    the inside of bends and its front corner swings out of them. It starts in line with the first piece;
    what it covers before it stands on the line with its whole length is left out, so that a line no
    longer than the truck sweeps nothing.
    """
    whole = shapely.union_all(swept_pieces(line, truck))
    return whole if isinstance(whole, Polygon) else Polygon()


def swept_pieces(line: LineString, truck: Truck, every: int = 1) -> npt.NDArray[np.object_]:
    """The same ground as a convex piece for each step; together they are ``swept_path``.

    ``every``: only one of so many, for who wants to know at least how much it is.
    """
    front, distance = _stations(line)
    headings = _headings(front, truck.wheelbase)
    # before it stands on the line with its whole length nothing is kept: distances grow
    first = int(np.searchsorted(distance[:-1], truck.length - truck.front_overhang))
    front, headings = front[first:], headings[first:]
    unit = np.stack([np.cos(headings), np.sin(headings)], axis=1)
    return _pieces(front + unit * truck.front_overhang, unit, truck, every)


def backed_pieces(
    rear: npt.NDArray[np.float64], headings: npt.NDArray[np.float64], truck: Truck
) -> npt.NDArray[np.object_]:
    """The ground under a truck: places of its rear axle's middle (n x 2), headings there (n, radians)."""
    unit = np.stack([np.cos(headings), np.sin(headings)], axis=1)
    return _pieces(rear + unit * (truck.wheelbase + truck.front_overhang), unit, truck)


def most_steering(line: LineString, truck: Truck) -> float:
    """The largest angle of the front wheels to the truck while its front axle follows the line, radians."""
    front, _ = _stations(line)
    steps = np.diff(front, axis=0)
    off = np.arctan2(steps[:, 1], steps[:, 0]) - _headings(front, truck.wheelbase)[:-1]
    return float(np.abs((off + math.pi) % (2 * math.pi) - math.pi).max(initial=0.0))


def _pieces(
    nose: npt.NDArray[np.float64], unit: npt.NDArray[np.float64], truck: Truck, every: int = 1
) -> npt.NDArray[np.object_]:
    """The hull of every two bodies that follow each other, or of one pair in so many."""
    aside = np.stack([-unit[:, 1], unit[:, 0]], axis=1) * truck.width / 2
    tail = nose - unit * truck.length
    corners = np.stack([nose + aside, nose - aside, tail - aside, tail + aside], axis=1)
    pairs = np.concatenate([corners[:-1:every], corners[1::every]], axis=1)
    return np.asarray(shapely.convex_hull(shapely.linestrings(pairs)), dtype=object)


def steered(line: LineString, aside: float) -> LineString:
    """The line as it is driven: ``aside`` mm further out in bends of 15 m radius and less, eased in and out.

    So the rear, which cuts in, stays on the lane.
    """
    count = max(2, math.ceil(line.length / STEP))  # even steps: the easing is counted in stations
    points = shapely.get_coordinates(line)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    even = np.linspace(0.0, along[-1], count + 1)
    points = np.stack([np.interp(even, along, points[:, axis]) for axis in (0, 1)], axis=1)
    steps = np.diff(points, axis=0)
    ways = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    lengths = np.hypot(*steps.T)
    turn = np.concatenate([[0.0], np.diff(ways) / np.maximum(lengths[1:], 1.0), [0.0]])
    window = np.ones(WINDOW) / WINDOW
    curvature = np.convolve(np.pad(turn, WINDOW, mode="edge"), window, mode="same")[WINDOW:-WINDOW]
    share = np.convolve(np.pad(np.clip(curvature * SHARP, -1, 1), WINDOW, mode="edge"), window, mode="same")
    out = -aside * share[WINDOW:-WINDOW]
    heading = np.concatenate([ways, ways[-1:]])
    normal = np.stack([-np.sin(heading), np.cos(heading)], axis=1)
    return LineString(points + out[:, None] * normal)


def _headings(front: npt.NDArray[np.float64], wheelbase: float) -> npt.NDArray[np.float64]:
    """The truck's heading at every station: d heading / d way = sin(way's direction - heading) / wheelbase.

    By the midpoint rule: the error of a step is of third order.
    """
    steps = np.diff(front, axis=0)
    lengths, ways = np.hypot(*steps.T), np.arctan2(steps[:, 1], steps[:, 0])
    heading = float(ways[0])
    headings = [heading]
    for length, way in zip(lengths.tolist(), ways.tolist(), strict=True):
        half = heading + length / 2 * math.sin(way - heading) / wheelbase
        heading += length * math.sin(way - half) / wheelbase
        headings.append(heading)
    return np.array(headings)


def _stations(line: LineString) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Points along the line, its own vertices too, no two the same; and how far along they lie."""
    places = np.arange(0.0, line.length, STEP).tolist()
    steps = np.diff(shapely.get_coordinates(line), axis=0)
    corners = np.concatenate([[0.0], np.cumsum(np.hypot(*steps.T))]).tolist()
    distances = np.unique(np.round([*places, *corners, line.length], 3))
    kept = distances[np.concatenate([[True], np.diff(distances) > 1.0])]
    x, y = shapely.get_coordinates(line).T
    points = np.stack([np.interp(kept, corners, x), np.interp(kept, corners, y)], axis=1)
    return points, kept
