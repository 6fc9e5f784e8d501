"""Inner corridors that nobody needs, since all rooms beside have a wall elsewhere: one takes the ground."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import Polygon, union_all
from shapely.geometry.base import BaseGeometry

from solvers.arrange.exact import Cell, net_of
from solvers.arrange.items import ONE_DOOR, Item
from solvers.arrange.suite import NEAR_M, stretch

BESIDE_M = 0.3
"""A shorter stretch along a corridor is none."""
WHOLE = 0.999
"""Share of its bounding rectangle that a room with the ground of a corridor fills."""


def without_idle(
    rooms: Sequence[Item], cells: Sequence[Cell], ways: Sequence[Polygon], public: BaseGeometry, wall: float
) -> tuple[tuple[Cell, ...], tuple[Polygon, ...]]:
    """Cells and inner corridors of a zone, without those for which a room beside them stays a rectangle.

    ``public``: the corridor outside. Corridors at rooms that may need two doors stay.
    """
    kept, left = list(cells), list(ways)
    for way in ways:
        others = [other for other in left if other is not way]
        taker = _taker(rooms, kept, way, union_all([public, *others]), wall)
        if taker is not None:
            old, new = taker
            kept, left = [new if cell is old else cell for cell in kept], others
    return tuple(kept), tuple(left)


def _taker(
    rooms: Sequence[Item], cells: Sequence[Cell], way: Polygon, others: BaseGeometry, wall: float
) -> tuple[Cell, Cell] | None:
    """The room that takes the ground of a corridor, as it was and as it is then; ``None``: it stays."""
    here, there = (shape.buffer(NEAR_M, join_style="mitre") for shape in (way, others))
    beside = [cell for cell in cells if stretch(cell.gross, here) > BESIDE_M]
    for cell in beside:
        item = None if cell.item is None else rooms[cell.item]
        if item is None or (item.two_doors != ONE_DOOR and cell.net.area > item.two_doors[2]):
            return None
        if stretch(cell.gross, there) < item.front:
            return None
    for cell in sorted(beside, key=lambda cell: (cell.net.area, cell.gross.bounds)):
        gross = union_all([cell.gross, way])
        if not isinstance(gross, Polygon) or gross.area < WHOLE * gross.envelope.area or cell.item is None:
            continue
        net = net_of(gross, wall)
        if net is None:
            continue
        x0, y0, x1, y1 = net.bounds
        long, small = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
        if net.area <= rooms[cell.item].net_most and long <= rooms[cell.item].max_aspect * small:
            return cell, Cell(cell.item, gross, net)
    return None
