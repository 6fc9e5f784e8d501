"""The axial lines of a corridor: one straight line of sight along each of its arms, and where they meet.

The ground is turned upright and cut into cells along the lines of its walls. A cell belongs to the arm in
whose direction the longer straight line runs through it. Every arm gets the longest line along it, from wall
to wall, in the middle of the strip where that line is possible. Lengths are millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage
from shapely import LineString, Point, Polygon

__all__ = ["Joint", "axial_lines", "joints"]

Shape = TypeVar("Shape", Polygon, LineString)

NICHE = 1_500.0
"""An arm shorter than this, or than it is wide, is a niche: nobody turns into it to get on."""

HALL = 6_000.0
"""An arm as long as this is one however wide."""

SAME = 50.0
"""Walls nearer to one line than this are on it."""

MOST_CUTS = 160
"""So many lines of walls at most cut a ground in each direction; of round walls some are left out."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Where two lines of one ground meet: their numbers and the point."""

    one: int
    other: int
    point: Point


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of an upright ground: cuts, and which cells lie inside; rows are ``y``."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    inside: NDArray[np.bool_]

    def turned(self) -> Grid:
        """Rows for columns."""
        return Grid(self.ys, self.xs, self.inside.T)


def axial_lines(ground: Polygon) -> list[LineString]:
    """The lines of a ground, the longest first; at least one where the ground has any extent."""
    angle = _main_direction(ground)
    grid = _grid(_turned(ground, -angle))
    across, along = _runs(grid), _runs(grid.turned())
    widths, heights = _lengths(grid, across), _lengths(grid.turned(), along).T
    level = grid.inside & (widths >= heights)
    found = [LineString(row) for row in _arms(grid, level)]
    upright = _arms(grid.turned(), (grid.inside & ~level).T)
    found += [LineString([(y, x) for x, y in row]) for row in upright]
    found = found or [_longest(grid, across)] if grid.inside.any() else found
    unique = {tuple(np.round(shapely.get_coordinates(line)).ravel().tolist()): line for line in found}
    ordered = sorted(unique.items(), key=lambda row: (-round(row[1].length), row[0]))
    return [_turned(line, angle) for _, line in ordered]


def joints(ground: Polygon, lines: Sequence[LineString]) -> list[Joint]:
    """Where the lines of a ground meet; what crosses nothing is joined where it is nearest."""
    found: list[Joint] = []
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(lines)))
    for i, j in combinations(range(len(lines)), 2):
        crossing = lines[i].intersection(lines[j])
        if not crossing.is_empty:
            found.append(Joint(i, j, crossing.centroid))
            graph.add_edge(i, j)
    while nx.number_connected_components(graph) > 1:
        first, *others = [sorted(part) for part in nx.connected_components(graph)]
        pairs = [(i, j) for part in others for j in part for i in first]
        i, j = min(pairs, key=lambda pair: (round(lines[pair[0]].distance(lines[pair[1]])), pair))
        middle = shapely.shortest_line(lines[i], lines[j]).interpolate(0.5, normalized=True)
        inside = shapely.shortest_line(ground, middle).coords[0]
        found.append(Joint(i, j, Point(inside)))
        graph.add_edge(i, j)
    return found


# ---------------------------------------------------------------- cells


def _main_direction(ground: Polygon) -> float:
    """The direction, modulo a right angle, in which most of the outline runs."""
    steps = np.vstack(
        [np.diff(shapely.get_coordinates(ring), axis=0) for ring in (ground.exterior, *ground.interiors)]
    )
    lengths = np.hypot(*steps.T)
    turns = 4 * np.arctan2(steps[:, 1], steps[:, 0])
    near = np.cos(turns[:, None] - turns[None, :]) >= math.cos(math.radians(4.0))
    chosen = near[int(np.argmax(np.round(near @ lengths)))]
    north = float(np.sum(lengths[chosen] * np.sin(turns[chosen])))
    east = float(np.sum(lengths[chosen] * np.cos(turns[chosen])))
    return math.atan2(north, east) / 4


def _turned(shape: Shape, angle: float) -> Shape:
    cos, sin = math.cos(angle), math.sin(angle)
    matrix = np.array([[cos, sin], [-sin, cos]])
    turned: Shape = shapely.transform(shape, lambda points: points @ matrix)
    return turned


def _grid(ground: Polygon) -> Grid:
    corners = shapely.get_coordinates(ground)
    xs, ys = _cuts(corners[:, 0]), _cuts(corners[:, 1])
    x, y = np.meshgrid((xs[:-1] + xs[1:]) / 2, (ys[:-1] + ys[1:]) / 2)
    return Grid(xs, ys, shapely.contains_xy(ground, x, y))


def _cuts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Different values in order; those on one line count once."""
    step = SAME
    while True:
        kept: list[float] = []
        for value in np.sort(values).tolist():
            if not kept or value - kept[-1] > step:
                kept.append(value)
        if len(kept) <= MOST_CUTS:
            return np.array(kept)
        step *= 2


def _runs(grid: Grid) -> list[list[tuple[int, int]]]:
    """For each row its stretches of cells inside, from and to (exclusive)."""
    rows = []
    for row in grid.inside:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
        rows.append([(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)])
    return rows


def _lengths(grid: Grid, runs: list[list[tuple[int, int]]]) -> NDArray[np.float64]:
    """For each cell the length of the stretch that it is part of."""
    found = np.zeros(grid.inside.shape)
    for number, row in enumerate(runs):
        for a, b in row:
            found[number, a:b] = grid.xs[b] - grid.xs[a]
    return found


# ---------------------------------------------------------------- arms


def _arms(grid: Grid, level: NDArray[np.bool_]) -> Iterator[list[tuple[float, float]]]:
    """A line for each arm that runs along the rows: its two ends."""
    runs = _runs(grid)
    left = level.copy()
    while left.any():
        labels, _ = ndimage.label(left)
        own = labels == 1
        columns, rows = np.flatnonzero(own.any(axis=0)), np.flatnonzero(own.any(axis=1))
        long = grid.xs[columns[-1] + 1] - grid.xs[columns[0]]
        wide = grid.ys[rows[-1] + 1] - grid.ys[rows[0]]
        a, b, first, last = _band(grid, runs, own)
        if long >= max(NICHE, min(wide, HALL)):
            middle = (grid.ys[first] + grid.ys[last + 1]) / 2
            yield [(float(grid.xs[a]), float(middle)), (float(grid.xs[b]), float(middle))]
        seen = _seen(grid, a, b, first, last)
        left &= ~(own & seen)


def _band(grid: Grid, runs: list[list[tuple[int, int]]], own: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """The longest stretch through an arm, and the rows side by side that all have it."""
    best: tuple[float, int, int, int, int] | None = None
    for first in np.flatnonzero(own.any(axis=1)).tolist():
        for a, b in runs[first]:
            if not own[first, a:b].any():
                continue
            last = first
            while last + 1 < len(runs) and own[last + 1, a:b].any() and (a, b) in runs[last + 1]:
                last += 1
            rank = (
                float(grid.xs[b] - grid.xs[a]),
                round(float(grid.ys[last + 1] - grid.ys[first])),
                -first,
            )
            if best is None or rank > (best[0], round(grid.ys[best[4] + 1] - grid.ys[best[3]]), -best[3]):
                best = (rank[0], a, b, first, last)
    if best is None:
        raise ValueError("an arm has a cell, and every cell lies in a stretch")
    return best[1], best[2], best[3], best[4]


def _seen(grid: Grid, a: int, b: int, first: int, last: int) -> NDArray[np.bool_]:
    """The cells seen from a line at right angles to it."""
    seen = np.zeros(grid.inside.shape, dtype=bool)
    seen[first : last + 1, a:b] = True
    for row in range(last + 1, len(grid.inside)):
        seen[row, a:b] = seen[row - 1, a:b] & grid.inside[row, a:b]
    for row in range(first - 1, -1, -1):
        seen[row, a:b] = seen[row + 1, a:b] & grid.inside[row, a:b]
    return seen


def _longest(grid: Grid, runs: list[list[tuple[int, int]]]) -> LineString:
    """The longest stretch of a ground in which every arm is a niche."""
    rows = [
        (grid.xs[b] - grid.xs[a], -number, a, b) for number, row in enumerate(runs) for a, b in row if row
    ]
    _, number, a, b = max(rows)
    middle = (grid.ys[-number] + grid.ys[1 - number]) / 2
    return LineString([(grid.xs[a], middle), (grid.xs[b], middle)])
