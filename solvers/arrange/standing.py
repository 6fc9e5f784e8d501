"""What stands on a storey when it is laid out again, and how much of it may be moved in turn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import shapely

from planner.kinds import Catalogue
from planner.model import Placement, Space, StoreyLayout
from planner.pins.held import Held, held, owners, part_of

VACANT = "vacant"
SMALL = 25e6
"""A vacant unit smaller than this is no ground for others unless all that is not pinned may move, mm2."""
NEXT_TO = 450.0
"""Rooms so near to each other are neighbours, mm."""
RINGS = 2
"""How often the neighbours of what is laid out anew may move, before everybody may."""
SLACK = 100_000
"""What the area of a room may miss of its bounds, mm2: the check allows as much."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A storey as it was: what of it must stay, what cannot, and whose rooms are to be made anew."""

    layout: StoreyLayout
    pinned: frozenset[str] = frozenset()
    """Ids of spaces and corridors that stay exactly as they are."""
    unfit: frozenset[str] = frozenset()
    """Ids of spaces, corridors and doors that cannot stay: something is wrong with them."""
    anew: frozenset[str] = frozenset()
    """Subjects whose rooms there, if any, are no longer as they should be."""
    price: float = 0.0
    """What moving a square metre of somebody's room costs, CNY."""
    worth: float = math.inf
    """What laying out those who are new is worth, CNY: nobody is moved for more."""


@dataclass(frozen=True, slots=True)
class Step:
    """What stays in one try, and which public corridors."""

    keep: Held
    corridors: bool
    moved: int
    """Area of rooms that move though nothing asks for it, mm2."""


def staying(standing: Standing, rows: Sequence[Placement], catalogue: Catalogue) -> frozenset[str]:
    """Subjects that need not move: still there, nothing wrong with their rooms, areas within their bounds."""
    bounds = {row.subject: row for row in rows}
    own: dict[str, list[Space]] = {}
    for space in standing.layout.spaces:
        if space.subject is not None:
            own.setdefault(space.subject, []).append(space)
    broken = {
        subject
        for thing in owners(standing.layout)
        if thing.id in standing.unfit and (subject := thing.subject)
    }
    for door in standing.layout.doors:
        if door.id in standing.unfit:
            broken |= {s.subject for s in standing.layout.spaces if s.id in door.joins and s.subject}
    return frozenset(
        subject
        for subject, rooms in own.items()
        if subject in bounds
        and subject not in standing.anew | broken
        and all(room.kind in catalogue.spaces for room in rooms)
        and _within(bounds[subject], sum(room.area for room in rooms))
    )


def _within(row: Placement, area: int) -> bool:
    return row.least_area - SLACK <= area <= row.most_area + SLACK


def steps(standing: Standing, stays: frozenset[str], catalogue: Catalogue) -> Iterator[Step]:
    """What to try in turn: everybody stays; the neighbours of what is made anew move; all but pins do.

    The corridors stay until the last step, and in all of them where one is pinned. Without need, because
    somebody must be placed or they cannot stay as they are, they are not changed at all.
    """
    layout = standing.layout
    freed = stays
    seen: set[frozenset[str]] = set()
    for _ in range(RINGS + 1):
        if freed not in seen:
            seen.add(freed)
            yield _step(standing, stays, freed, catalogue, corridors=True, all_rests=False)
        freed -= _neighbours(layout, freed)
    yield _step(standing, stays, frozenset(), catalogue, corridors=True, all_rests=True)
    public = {way.id for way in layout.corridors if way.subject is None}
    if not public & standing.pinned and (math.isinf(standing.worth) or public & standing.unfit):
        yield _step(standing, stays, frozenset(), catalogue, corridors=False, all_rests=True)


def _neighbours(layout: StoreyLayout, kept: frozenset[str]) -> frozenset[str]:
    """Subjects of rooms beside ground that somebody gives up, or beside the largest vacant unit."""
    given = [s.polygon for s in layout.spaces if s.subject is not None and s.subject not in kept]
    vacant = sorted((s for s in layout.spaces if s.kind == VACANT), key=lambda s: (-s.area, s.id))
    ground = shapely.union_all(given or [space.polygon for space in vacant[:1]])
    near = {s.subject for s in layout.spaces if s.subject in kept and s.polygon.distance(ground) < NEXT_TO}
    return frozenset(subject for subject in near if subject is not None)


def _step(
    standing: Standing,
    stays: frozenset[str],
    kept: frozenset[str],
    catalogue: Catalogue,
    *,
    corridors: bool,
    all_rests: bool,
) -> Step:
    layout = standing.layout
    ids = set(standing.pinned)
    for space in layout.spaces:
        rest = space.subject is None and not all_rests and (space.kind != VACANT or space.area < SMALL)
        if (space.subject in kept or rest) and space.id not in standing.unfit:
            ids.add(space.id)
    for way in layout.corridors:
        if way.id not in standing.unfit and (way.subject in kept if way.subject is not None else corridors):
            ids.add(way.id)
    keep = held(layout, ids, catalogue)
    keep = Held(keep.spaces, keep.corridors, keep.doors - (standing.unfit - _doors_of(standing)))
    moved = sum(s.area for s in layout.spaces if s.subject in stays and s.id not in keep.spaces)
    return Step(keep, corridors, moved)


def _doors_of(standing: Standing) -> frozenset[str]:
    """Doors of pinned rooms: they stay, whatever is said of them."""
    pinned = standing.pinned
    return frozenset(door.id for door in standing.layout.doors if set(door.joins) & pinned)


def rest_of(rows: Sequence[Placement], kept: StoreyLayout) -> list[Placement]:
    """What is still to be laid out beside what stays: nobody whose rooms are all there, parts of others."""
    found = []
    for row in rows:
        there = [space for space in kept.spaces if space.subject == row.subject]
        if not there:
            found.append(row)
            continue
        rooms = {room.kind: room.count for room in row.rooms}
        for space in there:
            rooms[space.kind] = rooms.get(space.kind, 0) - 1
        area = sum(space.area for space in there)
        if row.least_area - SLACK <= area or all(count <= 0 for count in rooms.values()):
            continue
        found.append(_less(row, there, area))
    return found


def _less(row: Placement, there: Sequence[Space], area: int) -> Placement:
    """A placement without rooms that stay: of each kind as many less, the areas of the others as they are."""
    gone: dict[str, int] = {}
    for space in there:
        gone[space.kind] = gone.get(space.kind, 0) + 1
    rooms = []
    for room in sorted(row.rooms, key=lambda room: room.area):
        taken = min(gone.get(room.kind, 0), room.count)
        gone[room.kind] = gone.get(room.kind, 0) - taken
        if room.count > taken:
            rooms.append(replace(room, count=room.count - taken))
    left = sum(room.count * room.area for room in rooms)
    return replace(
        row,
        area=left,
        least_area=max(0, row.least_area - area),
        most_area=max(left, row.most_area - area),
        rooms=tuple(rooms),
    )


def without(layout: StoreyLayout, keep: Held) -> tuple[Space, ...]:
    """The spaces that do not stay."""
    return tuple(space for space in layout.spaces if space.id not in keep.spaces)


__all__ = ["VACANT", "Standing", "Step", "part_of", "rest_of", "staying", "steps", "without"]
