"""How rooms of given sizes fit what corridors leave: pieces as rectangles, rooms packed into them.

An estimate for the allocation, made before anything is arranged: much cheaper than an arrangement,
and it sees what the sum of areas does not, that two rooms of 250 m2 do not fit four corners of 150.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit
from shapely import contains_xy
from shapely.geometry import Polygon

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in m."""
Flags = npt.NDArray[np.bool_]
Grid = tuple[Floats, Floats, Flags]
"""Lines across x and y, m, and which of the cells between them are free."""

LEAST_M2 = 20.0
"""Smaller rectangles hold no room."""
RAGGED = 1.1
"""A room may reach a little beyond a rectangle into what lies beside it."""
ACROSS_M, CORE_WALL_M, FACING_M = 2.4, 0.15, 1.2
"""Rooms hang together across a corridor or round a core: how far apart, and how far they face each other."""
LONGEST = 4.0
"""Length of a room over its width at most (the usual limit of the kinds)."""
ROUND_A_CORNER = 2.0
"""The same where a piece is no rectangle: the room may go round a corner."""


@njit(cache=True)
def _largest(xs: Floats, ys: Floats, free: Flags, width: float) -> tuple[int, int, int, int]:
    """Grid indices (i0, j0, i1, j1) of the largest rectangle of free cells, at least so wide; or zeros."""
    nx, ny = free.shape
    best, found = 0.0, (0, 0, 0, 0)
    for i0 in range(nx):
        run = np.ones(ny, np.bool_)
        for i1 in range(i0, nx):
            start = -1
            for j in range(ny + 1):
                if j < ny:
                    run[j] = run[j] and free[i1, j]
                if j < ny and run[j]:
                    if start < 0:
                        start = j
                    continue
                if start >= 0:
                    area = (xs[i1 + 1] - xs[i0]) * (ys[j] - ys[start])
                    narrow = min(xs[i1 + 1] - xs[i0], ys[j] - ys[start]) < width
                    if area > best and not narrow:
                        best, found = area, (i0, start, i1 + 1, j)
                start = -1
    return found


@dataclass(frozen=True, slots=True)
class Bin:
    """A rectangle of a piece as room for rooms: net m2, largest room, bounds in m, number of the piece."""

    area: float
    largest: float
    box: Box
    piece: int

    @property
    def width(self) -> float:
        """Its shorter side, m."""
        return min(self.box[2] - self.box[0], self.box[3] - self.box[1])

    def count(self, size: float) -> int:
        """How many rooms of at least ``size`` m2 it holds."""
        several = int(RAGGED * self.area / size) if LONGEST * self.width * self.width >= size else 0
        return max(several, int(self.largest >= size))


def faces(one: Box, other: Box, gap: float) -> bool:
    """Whether two rectangles face each other across at most a gap, m."""
    dx = max(one[0], other[0]) - min(one[2], other[2])
    dy = max(one[1], other[1]) - min(one[3], other[3])
    return (dx < gap and dy < -FACING_M) or (dy < gap and dx < -FACING_M)


def bins_of(piece: Polygon, walls: float, number: int) -> list[Bin]:
    """The rectangles that a piece is made of, the largest first; walls take a share of each."""
    boxes = list(_rectangles(_grid(piece)))
    total = (1 - walls) * sum(_area(box) for box in boxes)
    beyond = RAGGED if len(boxes) == 1 else ROUND_A_CORNER
    return [
        Bin(_area(box) * (1 - walls), min(_room_in(box, beyond, walls), total), box, number) for box in boxes
    ]


def widest_rooms(piece: Polygon, walls: float, widths: Sequence[float]) -> list[tuple[float, float]]:
    """For rising widths, the largest room of a piece round a rectangle as wide, and all such, net m2."""
    grid = _grid(piece)
    boxes = list(_rectangles(grid))
    total = (1 - walls) * sum(_area(box) for box in boxes)
    beyond = RAGGED if len(boxes) == 1 else ROUND_A_CORNER
    found = [(0.0, 0.0)]
    for width in reversed(widths):
        wide = list(_rectangles(grid, width))
        room = min(max((_room_in(box, beyond, walls) for box in wide), default=0.0), total)
        together = min(RAGGED * (1 - walls) * sum(_area(box) for box in wide), total)
        found.append((max(found[-1][0], room), max(found[-1][1], together)))
    return found[:0:-1]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _room_in(box: Box, beyond: float, walls: float) -> float:
    """The largest room in a rectangle, which may reach ``beyond`` it, net m2."""
    width = min(box[2] - box[0], box[3] - box[1])
    return beyond * min(_area(box) * (1 - walls), LONGEST * width * width)


def _rectangles(grid: Grid, width: float = 0.0) -> Iterator[Box]:
    """Bounds of the rectangles that a piece is made of, m, taken greedily; those that are so wide."""
    xs, ys, free = grid[0], grid[1], grid[2].copy()
    while free.any():
        i0, j0, i1, j1 = _largest(xs, ys, free, width)
        box = (float(xs[i0]), float(ys[j0]), float(xs[i1]), float(ys[j1]))
        if _area(box) < LEAST_M2:
            return
        yield box
        free[i0:i1, j0:j1] = False


def _grid(piece: Polygon) -> Grid:
    """The lines through a piece's corners, and which of the cells between them lie in it."""
    points = np.concatenate([np.asarray(ring.coords) for ring in (piece.exterior, *piece.interiors)])
    xs, ys = np.unique(points[:, 0].round(2)), np.unique(points[:, 1].round(2))
    mid_x, mid_y = (xs[1:] + xs[:-1]) / 2, (ys[1:] + ys[:-1]) / 2
    free: Flags = np.asarray(contains_xy(piece, *np.meshgrid(mid_x, mid_y, indexing="ij")))
    return xs, ys, free


def packed(bins: Sequence[Bin], sizes: Sequence[float], least: float) -> float:
    """Area that rooms take when they come in this order, each to the fullest bin it fits, m2.

    What is left of a bin is no loss below ``least``: its rooms grow by it.
    """
    return float(most_packed(Bins.of([bins]), np.array(sizes, dtype=np.float64), least))


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of several frames one after the other, for rooms to be packed into each frame by itself."""

    areas: Floats
    largest: Floats
    ends: npt.NDArray[np.int64]
    """Where the bins of each frame end."""

    @classmethod
    def of(cls, frames: Sequence[Sequence[Bin]]) -> Bins:
        """The bins of some frames."""
        bins = [one for frame in frames for one in frame]
        return cls(
            np.array([one.area for one in bins], dtype=np.float64),
            np.array([one.largest for one in bins], dtype=np.float64),
            np.cumsum([len(frame) for frame in frames], dtype=np.int64),
        )


def most_packed(bins: Bins, sizes: Floats, least: float) -> float:
    """What ``packed`` gives for the frame in which rooms in this order take most, m2."""
    return float(_most_packed(bins.areas, bins.largest, bins.ends, sizes, least))


@njit(cache=True)
def _most_packed(
    areas: Floats, largest: Floats, ends: npt.NDArray[np.int64], sizes: Floats, least: float
) -> float:
    """See ``most_packed``."""
    most = 0.0
    left = areas.copy()
    start = 0
    for end in ends:
        taken = 0.0
        for size in sizes:
            best = -1
            for k in range(start, end):
                if left[k] >= size and largest[k] >= size and (best < 0 or left[k] < left[best]):
                    best = k
            if best >= 0:
                left[best] -= size
                taken += size
        rest = 0.0
        for k in range(start, end):
            if left[k] < least:
                rest += left[k]
        most = max(most, taken + rest)
        start = end
    return most


def compile_kernels() -> None:
    """Run every compiled function once (fills numba's cache)."""
    packed(bins_of(Polygon([(0, 0), (10, 0), (10, 10), (0, 10)]), 0.0, 0), [50.0], 10.0)
