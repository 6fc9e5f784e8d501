"""Shortest walking paths inside polygons: exact ways round corners, and the farthest point of a room.

Paths bend only at corners that stick into an area, so the corners and the places asked for make a graph of
who sees whom. The farthest point need not be a corner (between two doors it lies in the middle of a wall),
so it is searched for in triangles with a bound that certifies it. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

__all__ = ["Area", "Farthest", "Places", "kernel", "warm"]

Floats: TypeAlias = NDArray[np.float64]
Spot: TypeAlias = tuple[float, float]

TOLERANCE = 5.0
"""Millimetres by which the farthest point may be missed."""

STRAIGHT = 1e-4
"""Sine of the turn below which two edges run on as one."""


@cache
def kernel() -> ModuleType:
    """The compiled functions; the compiler is loaded when something is measured."""
    from planner.kernel_cache import prepare_cache

    prepare_cache()
    from planner.circulation import walk_kernel

    return walk_kernel


def warm() -> None:
    """Compile the functions once, so that later runs load them from the cache."""
    places = Area(Polygon([(0, 0), (9, 0), (9, 4), (4, 4), (4, 9), (0, 9)])).places([(0.0, 0.0), (9.0, 0.0)])
    places.farthest()
    places.to([(1.0, 1.0)])
    kernel().together(np.zeros((2, 2)), np.ones((2, 2)), 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Farthest:
    """The point of an area that is farthest from all its targets."""

    point: Spot
    distance: float
    bound: float
    """No point is farther than this."""
    path: LineString
    """From the point to the target it is nearest to."""


class Area:
    """Ground that people walk on: a polygon, with holes for what stands in the way."""

    def __init__(self, polygon: Polygon) -> None:
        self.polygon = polygon
        rings = [polygon.exterior, *polygon.interiors]
        self._rings: list[Floats] = [np.asarray(ring.coords, dtype=float)[:, :2] for ring in rings]
        edges = [np.hstack([ring[:-1], ring[1:]]) for ring in self._rings]
        self.edges: Floats = np.ascontiguousarray(np.vstack(edges))

    @cached_property
    def corners(self) -> Floats:
        """Corners that a path may bend round: those that stick into the area."""
        found = []
        for number, ring in enumerate(self._rings):
            points = ring[:-1]
            before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
            turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
            size = np.hypot(*before.T) * np.hypot(*after.T)
            area = _signed_area(ring)
            # Walking round the outline counter-clockwise, or round a hole clockwise, a corner that sticks
            # into the area turns right.
            sign = 1.0 if (area > 0) == (number == 0) else -1.0
            found.append(points[sign * turn < -STRAIGHT * np.maximum(size, 1e-9)])
        return np.ascontiguousarray(np.vstack(found)) if found else np.empty((0, 2))

    @cached_property
    def _triangles(self) -> Floats:
        parts = shapely.get_parts(shapely.constrained_delaunay_triangles(self.polygon))
        rows = [np.asarray(part.exterior.coords, dtype=float)[:3, :2].ravel() for part in parts]
        return np.ascontiguousarray(np.vstack(rows))

    def places(self, spots: Sequence[Spot] | Floats) -> Places:
        """The area with places to walk between, which lie in it or on its boundary."""
        return Places(self, spots)


def _signed_area(ring: Floats) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


class Places:
    """Shortest ways between places of an area, and from anywhere in it to the nearest of them."""

    def __init__(self, area: Area, spots: Sequence[Spot] | Floats) -> None:
        self.area = area
        self.count = len(spots)
        given = np.asarray(spots, dtype=float).reshape(-1, 2)
        self._points: Floats = np.ascontiguousarray(np.vstack([given, area.corners]))

    @cached_property
    def _sight(self) -> Floats:
        found: Floats = kernel().lines_of_sight(self._points, self.area.edges)
        return found

    @cached_property
    def _ways(self) -> tuple[Floats, NDArray[np.int64]]:
        """Distances from each place to all points, and their predecessors."""
        distances, before = [], []
        for place in range(self.count):
            start = np.full(len(self._points), np.inf)
            start[place] = 0.0
            row, previous = kernel().shortest(self._sight, start)
            distances.append(row)
            before.append(previous)
        return np.array(distances), np.array(before)

    @property
    def distances(self) -> Floats:
        """Walking distance between each two places; infinite where there is no way."""
        return self._ways[0][:, : self.count] if self.count else np.empty((0, 0))

    def to(self, spots: Sequence[Spot] | Floats) -> Floats:
        """Walking distance from each of many spots (rows) to each place (columns)."""
        ends = np.asarray(spots, dtype=float).reshape(-1, 2)
        if not self.count:
            return np.empty((len(ends), 0))
        found: Floats = kernel().fields(ends, self._points, self._ways[0], self.area.edges)
        return found

    def path(self, start: int, end: int) -> list[Spot]:
        """The corners of the shortest way between two places; empty where there is none."""
        distances, before = self._ways
        if not np.isfinite(distances[end, start]):
            return []
        return self._follow(before[end], start)

    def _follow(self, before: NDArray[np.int64], at: int) -> list[Spot]:
        spots = [self._spot(at)]
        while before[at] >= 0:
            at = int(before[at])
            spots.append(self._spot(at))
        return spots

    def _spot(self, index: int) -> Spot:
        return float(self._points[index, 0]), float(self._points[index, 1])

    def nearest(self, spot: Spot, offsets: Sequence[float] | None = None) -> tuple[float, list[Spot]]:
        """The way from a spot to the nearest place, where ``offsets`` say how far it is on from each."""
        start, before = self._field(offsets)
        distance, which = kernel().reach(spot[0], spot[1], self._points, start, self.area.edges)
        return float(distance), [spot, *self._follow(before, int(which))] if which >= 0 else []

    def farthest(self, offsets: Sequence[float] | None = None) -> Farthest | None:
        """The point of the area from where the nearest place is farthest; ``None`` where none is reached.

        ``offsets``: how far it is on from each place, infinite for one that does not count.
        """
        start, _ = self._field(offsets)
        if not np.isfinite(start).any():
            return None
        kept = np.isfinite(start)
        x, y, distance, bound = kernel().farthest(
            self.area._triangles, self._points[kept], start[kept], self.area.edges, TOLERANCE
        )
        _, path = self.nearest((x, y), offsets)
        line = LineString(path) if len(path) > 1 else LineString([(x, y), (x, y)])
        return Farthest((float(x), float(y)), float(distance), float(bound), line)

    def _field(self, offsets: Sequence[float] | None) -> tuple[Floats, NDArray[np.int64]]:
        """Distance of each point to the nearest place, offsets included, and where its way leads next."""
        start = np.full(len(self._points), np.inf)
        start[: self.count] = 0.0 if offsets is None else np.asarray(offsets, dtype=float)
        field: tuple[Any, Any] = kernel().shortest(self._sight, start)
        return field
