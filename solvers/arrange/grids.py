"""Storeys of very many rooms: grids of corridors, and rooms in rows between them to start from.

With more rooms than ``MANY`` the few corridors that suit a usual storey leave pieces too deep for rooms to
reach them, and a search from anywhere takes too long. A grid has parallel corridors at one distance from
facade to facade and a few across; between them two rows of rooms stand back to back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from shapely import union_all

from solvers.arrange.items import Item
from solvers.arrange.lines import Line, beside_rows, strip_of
from solvers.arrange.pieces import DOCK, FRONT, PieceData
from solvers.arrange.plate import Plate

T = TypeVar("T")
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MANY = 60
"""Rooms on a plate from which on corridors are laid as grids and rooms start in rows."""
SHALLOW_M, DEEP_M = 4.6, 10.5
"""Depth of the rows between the corridors of a grid."""
CROSS_EVERY_M = (30.0, 45.0, 70.0)
"""Distances of the corridors across."""
GRIDS = 24
"""Sets of lines that are tried."""
FRONTED = 0.6
"""Share of a side of a piece along which a corridor must run for a row of rooms to open there."""
NARROW = 8.0
"""Weight of a room in a row that would be too narrow, or too long for its width."""


def grid_lines(plate: Plate, most_m2: float) -> list[tuple[Line, ...]]:
    """Sets of lines: parallel ones along either axis, and some across beside cores or at equal distances.

    Corridors along them take ``most_m2`` at most; of many sets some of every kind.
    """
    return spread([lines for lines in _grids(plate) if _area(plate, lines) <= most_m2], GRIDS)


def spread(entries: Sequence[T], most: int) -> list[T]:
    """So many of some entries at most, from the whole range of them."""
    picks = sorted({round(k) for k in np.linspace(0, len(entries) - 1, min(len(entries), most))})
    return [entries[k] for k in picks]


def _area(plate: Plate, lines: Sequence[Line]) -> float:
    """Ground that corridors along lines take."""
    return float(union_all([strip_of(plate, line) for line in lines]).intersection(plate.usable).area)


def _grids(plate: Plate) -> Iterator[tuple[Line, ...]]:
    x0, y0, x1, y1 = plate.usable.bounds
    for axis, low, high, start, end in (("h", y0, y1, x0, x1), ("v", x0, x1, y0, y1)):
        across = "v" if axis == "h" else "h"
        least = int(np.ceil((high - low) / (2 * DEEP_M + plate.corridor)))
        most = int((high - low) / (2 * SHALLOW_M + plate.corridor))
        for count in range(max(1, least), most + 1):
            step = (high - low) / count
            rows = [Line(axis, beside_rows(plate, axis, low + (k + 0.5) * step)) for k in range(count)]
            for every in CROSS_EVERY_M:
                ties = max(1, round((end - start) / every))
                wished = [start + (k + 0.5) * (end - start) / ties for k in range(ties)]
                for places in (wished, [_beside_core(plate, across, at) for at in wished]):
                    yield (*rows, *(Line(across, at) for at in sorted(set(places))))


def _beside_core(plate: Plate, axis: str, at: float) -> float:
    """The place along a core's side that is nearest to a line."""
    half = plate.corridor / 2
    low, high = (1, 3) if axis == "h" else (0, 2)
    sides = [
        side
        for target in plate.targets
        if target.kind == "core"
        for side in (target.shape.bounds[low] - half, target.shape.bounds[high] + half)
    ]
    return min(sides, key=lambda side: abs(side - at), default=at)


def in_pieces(items: Sequence[Item], data: PieceData) -> tuple[list[list[int]], Floats]:
    """Items large first, each in the emptiest piece; what needs a dock in one where a dock is still free.

    The second value is the area that is left of each piece.
    """
    pieces = len(data.polygons)
    docks = np.bincount(data.segs[data.segs[:, 1] == DOCK, 0].astype(np.int64), minlength=pieces)
    held: list[list[int]] = [[] for _ in range(pieces)]
    left = data.box_f[:, 4].copy()
    for index in sorted(range(len(items)), key=lambda k: -items[k].target):
        free = items[index].dock and docks.any()
        piece = int(np.argmax(np.where(docks > 0, left, -np.inf) if free else left))
        docks[piece] -= free and docks[piece] > 0
        held[piece].append(index)
        left[piece] -= items[index].target
    return held, left


def in_rows(
    items: Sequence[Item], data: PieceData, rng: np.random.Generator
) -> tuple[Ints, Ints, Floats, Ints, Floats]:
    """A state to start from: every piece as one or two rows of rooms along the corridors at its sides."""
    n, pieces = len(items), len(data.polygons)
    seq, length = np.zeros((pieces, n + 1), np.int64), np.zeros(pieces, np.int64)
    key, vert = 0.9 * rng.random(n + pieces), np.zeros(n + pieces, np.int64)
    held, left = in_pieces(items, data)
    for piece, own in enumerate(held):
        x0, y0, x1, y1 = data.box_f[piece, :4]
        along_x = x1 - x0 >= y1 - y0
        lower, upper = _fronted(data, piece, along_x=along_x)
        rows = [sorted(own, key=lambda k: items[k].target)]
        if lower and upper and len(own) > 1:
            first = _split(items, rows[0], max(x1 - x0, y1 - y0), max(0.0, left[piece]))
            rows = [rows[0][:first], rows[0][first:]]
        order = [int(k) for row in rows for k in rng.permutation(row)]
        seq[piece, : len(order)], length[piece] = order, len(order)
        vert[order] = int(along_x)
        if len(rows) > 1:
            key[order[len(rows[0])]], vert[order[len(rows[0])]] = 1.0, int(not along_x)
        key[n + piece], vert[n + piece] = 0.99, int(along_x)  # what is left over lies at the end
    return seq, length, key, vert, np.zeros(n + pieces)


def _fronted(data: PieceData, piece: int, *, along_x: bool) -> tuple[bool, bool]:
    """Whether corridors run along the lower and the upper long side of a piece."""
    x0, y0, x1, y1 = data.box_f[piece, :4]
    segs = data.segs[data.seg_at[piece] : data.seg_at[piece + 1]]
    segs = segs[(segs[:, 1] == FRONT) & (segs[:, 2] == (1.0 if along_x else 0.0))]
    low, high, span = (y0, y1, x1 - x0) if along_x else (x0, x1, y1 - y0)
    near = np.abs(segs[:, 3] - low) < np.abs(segs[:, 3] - high)
    runs = segs[:, 5] - segs[:, 4]
    return bool(runs[near].sum() >= FRONTED * span), bool(runs[~near].sum() >= FRONTED * span)


def _split(items: Sequence[Item], ordered: Sequence[int], span: float, spare: float) -> int:
    """How many of the smallest rooms go into the first row: where fewest rooms become too narrow."""
    areas = np.array([items[k].target for k in ordered])
    widths = np.array([items[k].min_width for k in ordered])
    aspects = np.array([items[k].max_aspect for k in ordered])

    def cost(first: int) -> float:
        total = 0.0
        for part, extra in ((slice(0, first), 0.0), (slice(first, None), spare)):
            depth = (areas[part].sum() + extra) / span
            wide = areas[part] / max(depth, 1e-6)
            ratio = np.maximum(wide / max(depth, 1e-6), depth / wide)
            narrow = np.maximum(0.0, widths[part] + 0.15 - np.minimum(wide, depth))
            long = np.maximum(0.0, ratio - 0.95 * aspects[part])
            total += float((NARROW * (narrow + long) + ratio).sum())
        return total

    return min(range(1, len(ordered)), key=cost)
