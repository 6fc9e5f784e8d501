"""Places and sizes of blocks solved exactly for given "left of" and "below": a linear program with cuts.

Where the site has room to spare, walls need not be shared. For every pair of blocks one of "left of", "below"
and their opposites is kept, as it stands in the layout; then flow times rectilinear distance is linear,
``width * height >= area`` is convex, and tangents of it are added until it holds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ROUNDS = 15
"""Rounds of tangents before a program is given up."""
SHORT = 1e-8
"""Shortfall of an area (as a share) that gets no further tangent; the rest is made up about the middle."""
SIDE = 100.0
"""Side of a mean block in the program: its solver keeps rows to 1e-7, whatever the unit."""
TOUCH = 1e-7
"""Overlap of two blocks (as a share of the site) that is rounding."""


def apart(boxes: Floats, size: tuple[float, float], axis: int | None = None) -> tuple[Flags, Flags] | None:
    """Which block lies left of, and below, which; None if two overlap.

    A pair that is apart along both axes is kept apart along ``axis``, or where the gap is larger.
    """
    gap = [boxes[None, :, k] - boxes[:, None, k + 2] for k in (0, 1)]
    gap = [np.where(np.eye(len(boxes), dtype=bool), -np.inf, g / s) for g, s in zip(gap, size, strict=True)]
    wide = [np.maximum(g, g.T) for g in gap]
    both = np.minimum(*wide) >= -TOUCH
    along = wide[0] >= wide[1]
    if axis is not None:
        along = np.where(both, axis == 0, along)
    left, below = (gap[0] >= -TOUCH) & along, (gap[1] >= -TOUCH) & ~along
    if not (left | left.T | below | below.T | np.eye(len(boxes), dtype=bool)).all():
        return None
    return left, below


class _Program:
    """Rows of the linear program; variables: x, y, width, height of each block, then dx, dy of each pair."""

    def __init__(
        self,
        area: Floats,
        least: Floats,
        site: tuple[float, float],
        pairs: NDArray[np.int64],
        fixed: Floats,
    ) -> None:
        self.free, self.area = len(area), area
        self.n, self.m = len(area) + len(fixed), len(pairs)
        self.rows: list[int] = []
        self.cols: list[int] = []
        self.values: list[float] = []
        self.right: list[float] = []
        n = self.n
        self.low, self.high = np.zeros(4 * n + 2 * self.m), np.full(4 * n + 2 * self.m, np.inf)
        for axis in (0, 1):
            side = slice((2 + axis) * n, (2 + axis) * n + self.free)
            self.low[side] = np.maximum(least[:, axis], area / site[1 - axis])
        for axis in (0, 1):
            own = slice((2 + axis) * n, (2 + axis) * n + self.free)
            other = slice((3 - axis) * n, (3 - axis) * n + self.free)
            self.high[own] = np.minimum(site[axis], area / self.low[other])
            self._pin(axis, 0.5 * (fixed[:, axis] + fixed[:, axis + 2]))
            self._pin(2 + axis, fixed[:, axis + 2] - fixed[:, axis])
            for k, (i, j) in enumerate(pairs):
                place, d = axis * n, (4 * n + axis * self.m + k)
                self.add((place + i, place + j, d), (1.0, -1.0, -1.0), 0.0)
                self.add((place + i, place + j, d), (-1.0, 1.0, -1.0), 0.0)

    def _pin(self, kind: int, values: Floats) -> None:
        """Give the blocks that do not move their place or size."""
        at = slice(kind * self.n + self.free, (kind + 1) * self.n)
        self.low[at] = self.high[at] = values

    def add(self, cols: tuple[int, ...], values: tuple[float, ...], right: float) -> None:
        """A row ``sum values * variables <= right``."""
        self.rows.extend([len(self.right)] * len(cols))
        self.cols.extend(cols)
        self.values.extend(values)
        self.right.append(right)

    def order(self, first: Flags, axis: int, size: float) -> None:
        """Blocks stand one before the other along an axis, and in the site."""
        place, side = axis * self.n, (2 + axis) * self.n
        through = (first.astype(int) @ first.astype(int)) > 0
        for i, j in zip(*np.nonzero(first & ~through), strict=True):
            self.add((place + i, place + j, side + i, side + j), (1.0, -1.0, 0.5, 0.5), 0.0)
        for i in range(self.free):
            if not first[:, i].any():
                self.add((place + i, side + i), (-1.0, 0.5), 0.0)
            if not first[i].any():
                self.add((place + i, side + i), (1.0, 0.5), size)

    def tangent(self, i: int, width: float) -> None:
        """``height >= area / w`` at and below the tangent in ``width``."""
        width = float(np.clip(width, self.low[2 * self.n + i], self.high[2 * self.n + i]))
        a = float(self.area[i])
        self.add((2 * self.n + i, 3 * self.n + i), (-a / width**2, -1.0), -2.0 * a / width)

    def solve(self, flow: Floats) -> Floats | None:
        """The variables at the optimum, with tangents added until the areas hold; None if they never do."""
        n = self.n
        cost = np.concatenate([np.zeros(4 * n), flow, flow])
        for _ in range(ROUNDS):
            matrix = csr_matrix((self.values, (self.rows, self.cols)), shape=(len(self.right), len(cost)))
            bounds = np.stack([self.low, self.high], axis=1)
            got = linprog(cost, A_ub=matrix, b_ub=self.right, bounds=bounds, method="highs-ds")
            if got.status != 0:
                return None
            width, height = (got.x[k * n : k * n + self.free] for k in (2, 3))
            short = self.area / (width * height) - 1.0
            if short.max() < SHORT:
                break
            for i in np.nonzero(short >= SHORT)[0]:
                self.tangent(int(i), float(width[i] * np.sqrt(self.area[i] / (width[i] * height[i]))))
        else:
            return None
        return np.asarray(got.x)


def solve_places(
    boxes: Floats,
    area: Floats,
    least: Floats,
    site: tuple[float, float],
    traffic: tuple[NDArray[np.int64], Floats],
    axis: int | None = None,
    relations: tuple[Flags, Flags] | None = None,
) -> Floats | None:
    """The best layout with the relations of ``boxes`` (x0, y0, x1, y1); None if the program does not tell.

    Boxes beyond those that have an area keep their place. ``relations``: who lies left of, and below, whom,
    where ``boxes`` overlap and do not say so.
    """
    relations = relations or apart(boxes, site, axis)
    if relations is None:
        return None
    pairs, flow = traffic
    n, free = len(boxes), len(area)
    unit = SIDE / float(np.sqrt(np.mean(area)))
    boxes, area, least, site = boxes * unit, area * unit**2, least * unit, (site[0] * unit, site[1] * unit)
    program = _Program(area, least, site, pairs, boxes[free:])
    for k in (0, 1):
        relations[k][free:, free:] = False
        program.order(relations[k], k, site[k])
    for i in range(free):
        low, high = program.low[2 * n + i], program.high[2 * n + i]
        for width in np.geomspace(low, max(low, high), 8):
            program.tangent(i, float(width))
        program.tangent(i, float(boxes[i, 2] - boxes[i, 0]))
    x = program.solve(flow / max(1e-300, float(np.mean(flow))) if len(flow) else flow)
    if x is None:
        return None
    half = 0.5 * np.stack([x[2 * n : 3 * n], x[3 * n : 4 * n]], axis=1)
    middle = np.stack([x[:n], x[n : 2 * n]], axis=1)
    return np.concatenate([middle - half, middle + half], axis=1) / unit
