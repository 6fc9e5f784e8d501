"""Suites: small rooms cut out of the corners and sides of the one room through which they are reached.

A slicing tree cuts from side to side: a small room behind a large one takes a strip as long as that is wide.
Here it stands in a corner, alone or in a row with others, and the large room goes round it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely import Polygon, box, prepare
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from solvers.arrange.exact import Cell, net_of
from solvers.arrange.items import Item
from solvers.arrange.judge import narrow_legs, short
from solvers.arrange.plate import polygons

DEPTHS_M = (2.6, 3.2, 4.0, 5.0, 6.5, 8.0, 10.0)
"""Depths of rows that are tried, beside those at which a row fills its side."""
MOST_ROWS, MOST_PAIRS = 40, 60
"""Rows that are looked at closely, alone and by twos."""
LEG_M, LEG_LOSS = 2.0, 0.02
"""The large room has no more than that share of its area in legs narrower than this."""
NEAR_M = 0.03


@dataclass(frozen=True, slots=True)
class _Row:
    """Rooms side by side, gross."""

    numbers: tuple[int, ...]
    boxes: tuple[Polygon, ...]

    @property
    def whole(self) -> BaseGeometry:
        return unary_union(self.boxes)


def carved(
    cell: Polygon, rooms: Sequence[Item], public: BaseGeometry, daylight: BaseGeometry, wall: float
) -> tuple[list[Cell], float] | None:
    """Cells of the rooms of a zone, and their soft cost; ``None`` where they are no suite or find no room."""
    first = leader(rooms)
    if first is None:
        return None
    others = [k for k in range(len(rooms)) if k != first]
    best: tuple[list[Cell], float] | None = None
    for rows in _choices(cell, rooms, others, wall):
        cells = _cells(cell, rooms, first, rows, public, wall)
        if cells is None:
            continue
        cost = sum(_soft(rooms[c.item], c, daylight, wall) for c in cells if c.item is not None)
        if math.isfinite(cost) and (best is None or cost < best[1]):
            best = cells, cost
    return best


def leader(rooms: Sequence[Item]) -> int | None:
    """The room of a zone through which all others may be reached."""
    found = [
        k
        for k, room in enumerate(rooms)
        if room.gives and all(other.through & room.gives for j, other in enumerate(rooms) if j != k)
    ]
    return max(found, key=lambda k: rooms[k].target, default=None) if len(rooms) > 1 else None


def _choices(
    cell: Polygon, rooms: Sequence[Item], others: Sequence[int], wall: float
) -> Iterator[tuple[_Row, ...]]:
    """Sets of one or two rows that hold all the others, without overlap."""
    prepare(cell)
    whole = tuple(others)
    yield from ((row,) for row in itertools.islice(_rows(cell, rooms, whole, wall), MOST_ROWS))
    for cut in range(1, len(whole)):
        some = list(itertools.islice(_rows(cell, rooms, whole[:cut], wall), MOST_ROWS))
        rest = list(itertools.islice(_rows(cell, rooms, whole[cut:], wall), MOST_ROWS))
        pairs = ((a, b) for a in some for b in rest if a.whole.intersection(b.whole).area < 1e-6)
        yield from itertools.islice(pairs, MOST_PAIRS)


def _rows(cell: Polygon, rooms: Sequence[Item], numbers: tuple[int, ...], wall: float) -> Iterator[_Row]:
    """The rooms in a row along either end of each side of the cell's rectangle, at several depths."""
    x0, y0, x1, y1 = cell.bounds
    nets = [rooms[k].net for k in numbers]
    for along_x in (True, False):
        length = x1 - x0 if along_x else y1 - y0
        free = length - len(numbers) * wall
        depths = [*([wall + sum(nets) / free] if free > 0 else []), *(depth + wall for depth in DEPTHS_M)]
        for depth in depths:
            widths = [net / (depth - wall) + wall for net in nets]
            if sum(widths) > length + 1e-6 or not all(
                _sound(rooms[k], width - wall, depth - wall) for k, width in zip(numbers, widths, strict=True)
            ):
                continue
            for far, end in itertools.product((False, True), (False, True)):
                ends = list(itertools.accumulate(widths, initial=length - sum(widths) if end else 0.0))
                boxes = tuple(
                    _placed(cell, along_x, far, low, high, depth) for low, high in itertools.pairwise(ends)
                )
                if all(cell.buffer(1e-6).covers(shape) for shape in boxes):
                    yield _Row(numbers, boxes)


def _placed(cell: Polygon, along_x: bool, far: bool, low: float, high: float, depth: float) -> Polygon:
    """A rectangle from ``low`` to ``high`` along a side of the cell, the upper or right one if ``far``."""
    x0, y0, x1, y1 = cell.bounds
    if along_x:
        return box(x0 + low, y1 - depth if far else y0, x0 + high, y1 if far else y0 + depth)
    return box(x1 - depth if far else x0, y0 + low, x1 if far else x0 + depth, y0 + high)


def _sound(room: Item, one: float, other: float) -> bool:
    """Whether a rectangle is wide enough for a room and not too long."""
    small, large = min(one, other), max(one, other)
    return small >= room.min_width and large <= room.max_aspect * small


def _cells(
    cell: Polygon,
    rooms: Sequence[Item],
    first: int,
    rows: Sequence[_Row],
    public: BaseGeometry,
    wall: float,
) -> list[Cell] | None:
    """The cells, the rest for the first room; ``None`` where that is no room or does not lead to all."""
    parts = polygons(cell.difference(unary_union([row.whole for row in rows])), 0.01)
    if len(parts) != 1:
        return None
    rest, net = parts[0], net_of(parts[0], wall)
    if net is None or not _is_room(rooms[first], net):
        return None
    ways = public.buffer(NEAR_M, join_style="mitre")
    if stretch(rest, ways) < rooms[first].front:
        return None
    cells = [Cell(first, rest, net)]
    # across a wall from what can be walked on: strips of a few centimetres lead nowhere
    beside = net.buffer(wall / 2 + NEAR_M, join_style="mitre")
    for row in rows:
        for number, shape in zip(row.numbers, row.boxes, strict=True):
            inside = net_of(shape, wall)
            if inside is None or max(stretch(shape, beside), stretch(shape, ways)) < rooms[number].front:
                return None
            cells.append(Cell(number, shape, inside))
    return sorted(cells, key=lambda one: one.item or 0)


def _is_room(room: Item, net: Polygon) -> bool:
    """Whether what is left is a room without niches, large enough for what is asked."""
    x0, y0, x1, y1 = net.bounds
    if short(room, net) > 0 or narrow_legs(net) > 0 or net.area < room.least_fill * (x1 - x0) * (y1 - y0):
        return False
    long, small = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    wide = net.buffer(-LEG_M / 2, join_style="mitre").buffer(LEG_M / 2 + 0.002, join_style="mitre")
    return long <= room.max_aspect * small and wide.intersection(net).area >= (1 - LEG_LOSS) * net.area


def stretch(shape: Polygon, other: BaseGeometry) -> float:
    """Longest stretch of a boundary that runs along something."""
    met = shape.boundary.intersection(other)
    return max((_reach(part) for part in getattr(met, "geoms", [met])), default=0.0)


def _reach(part: BaseGeometry) -> float:
    """Extent of a stretch along the axes: a bend round a corner is no longer than its longer leg."""
    if part.is_empty:
        return 0.0
    x0, y0, x1, y1 = part.bounds
    return float(max(x1 - x0, y1 - y0))


def _soft(room: Item, cell: Cell, daylight: BaseGeometry, wall: float) -> float:
    """What a cell costs, by the terms of the search; infinite without the daylight that it needs.

    A strip of the cell too thin for the room behind small ones gives it no window.
    """
    x0, y0, x1, y1 = cell.net.bounds
    light = float(cell.net.buffer(wall / 2, join_style="mitre").boundary.intersection(daylight).length)
    if 0.0 < room.daylight > light:
        return math.inf
    aspect = max(x1 - x0, y1 - y0) / max(0.1, min(x1 - x0, y1 - y0))
    fill = cell.net.area / ((x1 - x0) * (y1 - y0))
    dark = 0.5 if light < -room.daylight else 0.0
    return float(
        0.15 * (aspect - 1) ** 1.5 + 5.0 * (1 - fill) + 2.0 * abs(cell.net.area / room.net - 1) + dark
    )
