"""What changed of doors, corridors, fire compartments, and of the ways on the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely.geometry.base import BaseGeometry

from planner.compare.match import RoomPair, match_corridors, same_place
from planner.model import M2, Corridor, Door, Layout

__all__ = ["CorridorChange", "DoorChange", "SiteChange", "corridor_changes", "door_changes", "site_changes"]

SAME_MM = 5.0
What = Literal["added", "removed", "moved", "widened", "narrowed", "changed"]


@dataclass(frozen=True, slots=True)
class DoorChange:
    """A door that came, went, moved along its wall, or has another width."""

    storey: str
    what: What
    before: Door | None
    after: Door | None
    with_room: bool
    """Whether a room that it joins came, went or moved itself."""

    @property
    def by_m(self) -> float | None:
        """How far it moved, m."""
        if self.before is None or self.after is None:
            return None
        return self.before.polygon.centroid.distance(self.after.polygon.centroid) / 1000


@dataclass(frozen=True, slots=True)
class CorridorChange:
    """A corridor that came, went, or covers other ground."""

    storey: str
    what: What
    before: Corridor | None
    after: Corridor | None


@dataclass(frozen=True, slots=True)
class SiteChange:
    """A road, lane, turning place, stand or hydrant that came, went or changed; a compartment of a storey."""

    role: str
    what: What
    before: str
    """Its id before; empty where it was not there."""
    after: str
    before_m2: float = 0.0
    after_m2: float = 0.0
    before_width_m: float | None = None
    after_width_m: float | None = None


# ---------------------------------------------------------------- on storeys


def corridor_changes(
    before: Mapping[str, Sequence[Corridor]], after: Mapping[str, Sequence[Corridor]]
) -> tuple[tuple[CorridorChange, ...], dict[str, str]]:
    """Changes of corridors by storey, and the corridor after by the corridor before."""
    found: list[CorridorChange] = []
    known: dict[str, str] = {}
    for storey in dict.fromkeys((*before, *after)):
        for one, other in match_corridors(before.get(storey, ()), after.get(storey, ())):
            if one is None or other is None:
                found.append(CorridorChange(storey, "removed" if one else "added", one, other))
                continue
            known[one.id] = other.id
            if one.width_mm != other.width_mm:
                what: What = "widened" if other.width_mm > one.width_mm else "narrowed"
                found.append(CorridorChange(storey, what, one, other))
            elif not same_place(one.polygon, other.polygon):
                found.append(CorridorChange(storey, "changed", one, other))
    return tuple(found), known


def door_changes(
    before: Mapping[str, Sequence[Door]],
    after: Mapping[str, Sequence[Door]],
    rooms: Iterable[RoomPair],
    corridors: Mapping[str, str],
) -> tuple[DoorChange, ...]:
    """Doors by the two things they join, each to the nearest that joins the same."""
    known = dict(corridors)
    unsettled: set[str] = set()
    for pair in rooms:
        if pair.before is not None and pair.after is not None:
            known[pair.before.id] = pair.after.id
        if pair.what in ("added", "removed", "moved"):
            unsettled |= {
                f"-{pair.before.id}" if pair.before else "",
                f"+{pair.after.id}" if pair.after else "",
            }
    found: list[DoorChange] = []
    for storey in dict.fromkeys((*before, *after)):
        pairs, left = _door_pairs(before.get(storey, ()), after.get(storey, ()), known)
        for door, best in pairs:
            what = _door(door, best)
            if what is not None:
                with_room = any(f"-{id}" in unsettled for id in door.joins)
                found.append(DoorChange(storey, what, door, best, with_room))
        for door in left:
            with_room = any(f"+{id}" in unsettled for id in door.joins)
            found.append(DoorChange(storey, "added", None, door, with_room))
    return tuple(found)


def _door_pairs(
    before: Sequence[Door], after: Sequence[Door], known: Mapping[str, str]
) -> tuple[list[tuple[Door, Door | None]], list[Door]]:
    """Doors with the nearest that joins the same, the nearest pairs first; and those after without one."""
    joined: dict[frozenset[str], list[Door]] = {}
    for door in after:
        joined.setdefault(frozenset(door.joins), []).append(door)
    near = [
        (door.polygon.centroid.distance(other.polygon.centroid), number, other)
        for number, door in enumerate(before)
        for other in joined.get(frozenset(known.get(name, name) for name in door.joins), ())
    ]
    twin: dict[int, Door] = {}
    taken: set[int] = set()
    for _, number, other in sorted(near, key=lambda row: row[:2]):
        if number not in twin and id(other) not in taken:
            twin[number] = other
            taken.add(id(other))
    pairs = [(door, twin.get(number)) for number, door in enumerate(before)]
    return pairs, [door for door in after if id(door) not in taken]


def _door(before: Door, after: Door | None) -> What | None:
    if after is None:
        return "removed"
    if before.width_mm != after.width_mm:
        return "widened" if after.width_mm > before.width_mm else "narrowed"
    return "moved" if before.polygon.centroid.distance(after.polygon.centroid) > SAME_MM else None


# ---------------------------------------------------------------- on the site


@dataclass(frozen=True, slots=True)
class _Piece:
    role: str
    id: str
    shape: BaseGeometry
    width_mm: int | None = None
    storey: str = ""


def site_changes(before: Layout, after: Layout) -> tuple[SiteChange, ...]:
    """Roads, fire lanes, turning places, stands, hydrants and fire compartments; ids alone do not count."""
    old, new = list(_pieces(before)), list(_pieces(after))
    for piece in list(old):
        twin = next((p for p in new if _alike(piece, p) and same_place(piece.shape, p.shape)), None)
        if twin is not None:
            old.remove(piece)
            new.remove(twin)
    found = []
    for piece in old:
        twin = max(
            (p for p in new if _of_a_kind(piece, p) and p.shape.intersects(piece.shape)),
            key=lambda p: (p.shape.intersection(piece.shape).area, p.id == piece.id),
            default=None,
        )
        if twin is not None:
            new.remove(twin)
        found.append(_changed(piece, twin))
    return (*found, *(_changed(None, piece) for piece in new))


def _alike(one: _Piece, other: _Piece) -> bool:
    return _of_a_kind(one, other) and one.width_mm == other.width_mm


def _of_a_kind(one: _Piece, other: _Piece) -> bool:
    return (one.role, one.storey) == (other.role, other.storey)


def _changed(one: _Piece | None, other: _Piece | None) -> SiteChange:
    known = one or other
    assert known is not None  # one of the two is there
    return SiteChange(
        known.role,
        "changed" if one and other else "removed" if one else "added",
        one.id if one else "",
        other.id if other else "",
        one.shape.area / M2 if one else 0.0,
        other.shape.area / M2 if other else 0.0,
        one.width_mm / 1000 if one and one.width_mm is not None else None,
        other.width_mm / 1000 if other and other.width_mm is not None else None,
    )


def _pieces(layout: Layout) -> Iterator[_Piece]:
    for road in layout.roads:
        yield _Piece("road", road.id, road.polygon, road.width_mm)
    for lane in layout.fire.lanes:
        yield _Piece("fire_lane", lane.id, lane.polygon, lane.width_mm)
    for turn in layout.fire.turnarounds:
        yield _Piece("turnaround", turn.id, turn.polygon, turn.side_mm)
    for stand in layout.fire.aerial_sites:
        yield _Piece("aerial_site", stand.id, stand.polygon)
    for hydrant in layout.fire.hydrants:
        yield _Piece("hydrant", hydrant.id, hydrant.point)
    for storey in layout.storeys:
        for compartment in storey.compartments:
            yield _Piece("fire_compartment", compartment.id, compartment.polygon, None, storey.storey)
