"""Where two doors are due, as the search of a storey sees it: room for them along the corridor, 5 m apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely import buffer, union_all
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.kinds import Catalogue
from planner.model import M2, Placement, RoomSpec, StoreyLayout
from solvers.arrange.doors import APART_M, END_GAP_M, two_doors_from
from solvers.arrange.egress import EgressRules
from solvers.arrange.exact import Cell
from solvers.arrange.fill import REACH, Fill
from solvers.arrange.items import Item
from solvers.arrange.pieces import BETWEEN, FRONT, NEAR
from solvers.arrange.plate import Plate, local
from solvers.arrange.ways import DOORS, DOORS_APART, FAR_CORNER, Fault

NEARLY, BELOW = 1.12, 0.975
"""A hall up to so many times the area from which two doors are due is made so many times that area."""
CORNER_M = 0.8
"""What corners lie nearer to the wall with the door than to the door in it, m."""
ROUNDED_M2 = 0.15
"""By how much a room may come out larger than the search sees it."""
DUE, SINCE = 11, 13
"""Columns of the rows of the kernel: distance of two doors where due, the area from which they are."""
MORE_APART_M = 2.0
"""Added to the distance of two doors that found no place."""
BESIDE_M = 0.03
"""A wall that is no farther from a corridor is its wall."""
SPARE_M = 0.1
"""Added to the distance of two doors for the steps in which they are placed."""


def with_two_doors(
    items: Sequence[Item], catalogue: Catalogue, rules: EgressRules | None, *, columns: bool
) -> list[Item]:
    """The items, each with what its doors ask of its place; as they are where nothing steers.

    ``columns``: whether there are any that doors keep clear of.
    """
    if rules is None:
        return list(items)
    return [_asking(item, catalogue, rules, BETWEEN if columns else FRONT) for item in items]


def pillars_of(columns: Sequence[Polygon], wall: float) -> BaseGeometry | None:
    """Columns and half a wall round them: where one stands in a wall, or at it, there is no place for a door.

    ``None`` where there are no columns.
    """
    return (
        union_all(buffer(np.array(columns, dtype=object), wall / 2, join_style="mitre")) if columns else None
    )


def eased(placements: Sequence[Placement], rules: EgressRules | None) -> Sequence[Placement]:
    """Placements whose open halls are below one door's area where they were little above it.

    Other rooms take the rest. A hall with one door may lie as far from the exits as any room.
    """
    return placements if rules is None else [_eased(row, rules.halls) for row in placements]


def _eased(row: Placement, halls: frozenset[str]) -> Placement:
    rooms = list(row.rooms)
    others = [k for k, room in enumerate(rooms) if room.kind not in halls]
    for k, room in enumerate(rooms):
        limit = two_doors_from(room.kind) * M2
        if room.kind in halls and others and limit < room.area <= NEARLY * limit:
            area = round(BELOW * limit)
            spare = (room.area - area) * room.count
            rooms[k] = replace(room, area=area)
            least = min(others, key=lambda j: (rooms[j].area, j))
            grown = rooms[least].area + spare // rooms[least].count
            rooms[least] = replace(rooms[least], area=grown)
    return replace(row, rooms=tuple(rooms)) if rooms != list(row.rooms) else row


def stricter(
    layout: StoreyLayout | None,
    faults: Sequence[Fault],
    plate: Plate,
    items: Sequence[Item],
    cells: Sequence[Cell],
    fill: Fill,
) -> bool:
    """Make a fill ask more of the places of rooms that had no place for their doors; whether there are any.

    Columns, for instance, may stand where doors were thought to have room; or other rooms are reached
    through one that needs no second door for itself.
    """
    if layout is None:
        return False
    spots = {space.id: local(space.polygon.representative_point(), plate.angle) for space in layout.spaces}
    changed = False
    for fault in faults:
        spot = spots.get(fault.room)
        cell = next((cell for cell in cells if spot is not None and cell.gross.contains(spot)), None)
        if cell is None or cell.item is None or items[cell.item].is_zone:
            continue
        row = fill.rows[cell.item]
        if fault.what in (DOORS, DOORS_APART) and row[DUE] > 0.0:
            if cell.net.area <= row[SINCE]:
                row[SINCE] = 0.0
            else:
                row[DUE] += MORE_APART_M
            changed = True
        elif fault.what == FAR_CORNER and row[REACH] > 0.0:
            row[REACH] *= 1.0 - min(0.3, fault.over + 0.02)
            changed = True
    return changed


def leading(rooms: Sequence[RoomSpec], catalogue: Catalogue) -> str | None:
    """The kind of the room of a zone through which all others may be left, if together they need two doors.

    ``None`` where they do not, or where there is no such room.
    """
    total = sum(room.area * room.count for room in rooms)
    for room in sorted(rooms, key=lambda room: -room.area):
        others = {other.kind for other in rooms if other is not room}
        if room.count == 1 and others and others <= set(catalogue.spaces[room.kind].passage_to):
            limit = two_doors_from(room.kind) * M2
            return room.kind if room.area <= limit < total else None
    return None


def lacking_front(cells: Sequence[Cell], rooms: Sequence[Item], lead: str, public: BaseGeometry) -> float:
    """Hard cost of a zone whose room of kind ``lead`` has no wall at the corridor for two doors."""
    for cell in cells:
        if cell.item is None or rooms[cell.item].kind != lead:
            continue
        need = APART_M + 2 * (rooms[cell.item].two_doors[1]) + SPARE_M
        met = cell.gross.boundary.intersection(public.buffer(BESIDE_M, join_style="mitre"))
        x0, y0, x1, y1 = (0.0, 0.0, 0.0, 0.0) if met.is_empty else met.bounds
        got = math.hypot(x1 - x0, y1 - y0)
        return 0.7 + 0.8 * (need - got) / need if got < need else 0.0
    return 0.0


def _asking(item: Item, catalogue: Catalogue, rules: EgressRules, front: int) -> Item:
    kinds = [room.kind for room in item.rooms]
    halls = [
        room.kind for room in item.rooms
        if room.kind in rules.halls and room.area > two_doors_from(room.kind) * M2
    ]  # fmt: skip
    shared = leading(item.rooms, catalogue) if item.is_zone and not halls else None
    if item.is_zone:
        if not halls and shared is None:
            return item
        kind, since = halls[0] if shared is None else shared, 0.0
    else:
        kind = kinds[0]
        since = max(0.0, two_doors_from(kind) - ROUNDED_M2)
    width = catalogue.spaces[kind].door_m
    count = sum(room.count for room in item.rooms if room.kind in halls) if halls and item.is_zone else 1
    near = float(NEAR if kind in rules.halls and shared is None else front)
    inside = rules.hall_inside if kind in rules.halls else rules.reach(kind).inside
    far = 0.0 if item.is_zone or math.isinf(inside) else inside - CORNER_M
    return replace(
        item, two_doors=(count * (APART_M + width + SPARE_M), width / 2 + END_GAP_M, since, near, far)
    )
