"""Who is who in two layouts: rooms and corridors by what they serve and where they lie, not by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment
from shapely.geometry.base import BaseGeometry

from planner.model import M2, Corridor, Space

__all__ = ["RoomPair", "RoomWhat", "match_corridors", "match_rooms", "pair_up", "same_place"]

SAME_MM = 5.0
"""Shapes whose edges lie within that are in the same place: rounding of turned plans."""
MOSTLY = 0.5
"""From this share of the smaller of two areas on, a room stayed where it was and was resized."""
SAME_AREA = 0.05 * M2
"""A smaller difference of area is none, mm2."""
VACANT = "vacant"
FAR_M = 10_000.0
"""No storey is as long, m."""

RoomWhat = Literal["same", "added", "removed", "moved", "resized", "reshaped", "reassigned"]
Thing = TypeVar("Thing", Space, Corridor)


@dataclass(frozen=True, slots=True)
class RoomPair:
    """A room before and after; one of the two is missing where it came or went."""

    what: RoomWhat
    before: Space | None
    after: Space | None

    @property
    def by_m(self) -> float | None:
        """How far its middle moved on its storey, m; ``None`` where it has no two places on one."""
        if self.before is None or self.after is None or self.before.storey != self.after.storey:
            return None
        return self.before.polygon.centroid.distance(self.after.polygon.centroid) / 1000


def same_place(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two shapes lie in the same place."""
    if one.is_empty or other.is_empty or abs(one.area - other.area) > SAME_MM * (one.length + 1):
        return one.is_empty and other.is_empty
    return one.equals(other) or one.hausdorff_distance(other) <= SAME_MM


def match_rooms(before: Iterable[Space], after: Iterable[Space]) -> tuple[RoomPair, ...]:
    """Every room of both layouts once: those of one subject by overlap, then by distance, then anywhere.

    What is left is matched by its place alone: a room that changed hands. Vacant units are no one's, so that
    they never move: they come, go and change size.
    """
    old, new = list(before), list(after)
    pairs: list[tuple[Space, Space]] = []

    def settle(
        key: Callable[[Space], Hashable | None], worth: Callable[[Space, Space], float | None]
    ) -> None:
        found = pair_up(old, new, key, worth)
        settled = {id(room) for pair in found for room in pair}
        pairs.extend(found)
        for side in (old, new):
            side[:] = [room for room in side if id(room) not in settled]

    settle(lambda room: (room.storey, *_serves(room)), _stays)
    settle(lambda room: None if room.kind == VACANT else (room.storey, *_serves(room)), _near)
    settle(lambda room: None if room.kind == VACANT else _serves(room), lambda *_: 1.0)
    settle(lambda room: room.storey, _covers)
    found = [RoomPair(_what(one, other), one, other) for one, other in pairs]
    found += [RoomPair("removed", one, None) for one in old]
    found += [RoomPair("added", None, one) for one in new]
    return tuple(sorted(found, key=_order))


def match_corridors(
    before: Iterable[Corridor], after: Iterable[Corridor]
) -> tuple[tuple[Corridor | None, Corridor | None], ...]:
    """Corridors of a storey by overlap; what is left came or went."""
    old, new = list(before), list(after)
    pairs = pair_up(old, new, lambda way: (way.storey, way.zone, way.subject), _overlap)
    left = {id(one) for pair in pairs for one in pair}
    found: list[tuple[Corridor | None, Corridor | None]] = [*pairs]
    found += [(one, None) for one in old if id(one) not in left]
    found += [(None, one) for one in new if id(one) not in left]
    return tuple(found)


def pair_up(
    old: Sequence[Thing],
    new: Sequence[Thing],
    key: Callable[[Thing], Hashable | None],
    worth: Callable[[Thing, Thing], float | None],
) -> list[tuple[Thing, Thing]]:
    """Pairs with the same key of the greatest worth together; a pair without worth is none."""
    groups: dict[Hashable, tuple[list[Thing], list[Thing]]] = defaultdict(lambda: ([], []))
    for side, things in enumerate((old, new)):
        for thing in things:
            name = key(thing)
            if name is not None:
                groups[name][side].append(thing)
    found = []
    for ones, others in groups.values():
        if not ones or not others:
            continue
        worths = [[worth(one, other) for other in others] for one in ones]
        table = np.array([[0.0 if value is None else value for value in row] for row in worths])
        rows, columns = linear_sum_assignment(table, maximize=True)
        found += [
            (ones[row], others[column])
            for row, column in zip(rows, columns, strict=True)
            if worths[row][column] is not None
        ]
    return found


# ---------------------------------------------------------------- worth


def _serves(room: Space) -> tuple[Hashable, ...]:
    """What makes two rooms the same room: whom it serves as what."""
    return room.kind, room.zone if room.kind != VACANT else "", room.tenant, room.subject


def _overlap(one: Thing, other: Thing) -> float | None:
    """Common area, m2; where a room did not move at all nothing is worth more."""
    if not one.polygon.intersects(other.polygon):
        return None
    common = one.polygon.intersection(other.polygon).area
    if common <= 0:
        return None
    return float(common / M2) * (2.0 if same_place(one.polygon, other.polygon) else 1.0)


def _stays(one: Space, other: Space) -> float | None:
    """Common area, m2; of a vacant unit only where it is most of the smaller, since it never moves."""
    worth = _overlap(one, other)
    if worth is None or one.kind != VACANT or same_place(one.polygon, other.polygon):
        return worth
    return worth if worth * M2 >= MOSTLY * min(one.polygon.area, other.polygon.area) else None


def _near(one: Space, other: Space) -> float | None:
    """The less far, the better: together the rooms move as little as can be."""
    return FAR_M - float(one.polygon.centroid.distance(other.polygon.centroid)) / 1000


def _covers(one: Space, other: Space) -> float | None:
    """Common area where it is most of both."""
    if not one.polygon.intersects(other.polygon):
        return None
    common = one.polygon.intersection(other.polygon).area
    return float(common / M2) if common >= MOSTLY * max(one.polygon.area, other.polygon.area) else None


def _what(one: Space, other: Space) -> RoomWhat:
    if one.storey != other.storey:
        return "moved"
    if _serves(one) != _serves(other):
        return "reassigned"
    if same_place(one.polygon, other.polygon):
        return "same"
    common = one.polygon.intersection(other.polygon).area
    if common < MOSTLY * min(one.polygon.area, other.polygon.area):
        return "moved"
    return "resized" if abs(one.polygon.area - other.polygon.area) > SAME_AREA else "reshaped"


def _order(pair: RoomPair) -> tuple[str, str, str]:
    room = pair.before or pair.after
    assert room is not None  # one of the two is there
    return room.storey, room.subject or room.tenant or "~", room.id
