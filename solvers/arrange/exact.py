"""From leaf rectangles to true cells: clipping, walls, and areas corrected to the square decimetre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import box
from shapely.geometry import Polygon

from solvers.arrange.fill import Fill
from solvers.arrange.items import Item
from solvers.arrange.kernel import OWN_WALLS
from solvers.arrange.plate import polygons

ROUNDS = 4
LOST_M2 = 0.6
"""A cell may lose this much to specks that its cuts leave behind."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A gross cell of the plate and the net room in it; ``item`` ``None`` is a vacant unit."""

    item: int | None
    gross: Polygon
    net: Polygon


def net_of(cell: Polygon, wall: float) -> Polygon | None:
    """The room inside a cell: half a wall taken off all round; ``None`` when nothing is left whole."""
    parts = polygons(cell.buffer(-wall / 2, join_style="mitre"), 0.02)
    if not parts:
        return None
    parts.sort(key=lambda part: -part.area)
    return parts[0] if sum(part.area for part in parts[1:]) < LOST_M2 else None


def exact_cells(fill: Fill, items: Sequence[Item], wall: float) -> list[Cell] | None:
    """True cells of a fill, its cuts moved until net areas come out as wanted.

    ``None`` when a cell falls apart or a single room ends below its least area.
    """
    cells: list[Cell] | None = None
    for round_ in range(ROUNDS):
        cells = _clip(fill, wall)
        if cells is None:
            return None
        if round_ + 1 == ROUNDS:
            break
        for cell in cells:
            if cell.item is None or items[cell.item].is_zone:
                continue
            item = items[cell.item]
            overhead = cell.gross.area - cell.net.area
            shift = overhead - (item.target - item.net)
            row = fill.rows[cell.item]
            row[0] = item.target + shift
            row[1] = item.least + shift
            row[2] = max(item.most + shift, row[0])
            row[10] = OWN_WALLS
    return cells


def _clip(fill: Fill, wall: float) -> list[Cell] | None:
    """The cells as cut now."""
    cells = []
    for leaf in fill.leaves():
        parts = polygons(fill.data.polygons[leaf.piece].intersection(box(*leaf.box)), 0.01)
        if not parts:
            return None
        parts.sort(key=lambda part: -part.area)
        if sum(part.area for part in parts[1:]) > LOST_M2:
            return None
        net = net_of(parts[0], wall)
        if net is None:
            return None
        cells.append(Cell(leaf.item, parts[0], net))
    return cells
