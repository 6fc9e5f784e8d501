"""What a pin holds on a storey besides the thing itself: its doors, and what they lead to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from planner.kinds import Catalogue
from planner.model import Corridor, Door, Space, StoreyLayout

__all__ = ["Held", "held", "ids_of", "owners", "part_of"]


@dataclass(frozen=True, slots=True)
class Held:
    """Ids of spaces, corridors and doors of one storey that stay exactly as they are."""

    spaces: frozenset[str] = frozenset()
    corridors: frozenset[str] = frozenset()
    doors: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return self.spaces | self.corridors | self.doors


def held(layout: StoreyLayout, pinned: Collection[str], catalogue: Catalogue) -> Held:
    """What stays for the sake of some pinned spaces and corridors of a storey.

    A room stays with its doors and whatever these lead to before the public corridor: the corridor inside its
    zone, the room it opens from. All rooms of a zone that must be one block stay together. A corridor stays
    with its doors to cores and to the outside.
    """
    spaces = {space.id: space for space in layout.spaces}
    corridors = {way.id: way for way in layout.corridors}
    kept = {id for id in (*spaces, *corridors) if id in pinned}
    while True:
        more = set(_behind(layout.doors, kept, spaces, corridors)) | set(_blocks(kept, layout, catalogue))
        if more <= kept:
            break
        kept |= more
    doors = [door.id for door in layout.doors if _stays(door, kept, spaces, corridors)]
    return Held(frozenset(kept & spaces.keys()), frozenset(kept & corridors.keys()), frozenset(doors))


def part_of(layout: StoreyLayout, keep: Held) -> StoreyLayout:
    """The storey with nothing but what stays; no compartments, which depend on the rest."""
    return replace(
        layout,
        spaces=tuple(space for space in layout.spaces if space.id in keep.spaces),
        corridors=tuple(way for way in layout.corridors if way.id in keep.corridors),
        doors=tuple(door for door in layout.doors if door.id in keep.doors),
        compartments=(),
    )


def owners(layout: StoreyLayout) -> list[Space | Corridor]:
    """Everything of a storey that may be somebody's: spaces, then corridors."""
    return [*layout.spaces, *layout.corridors]


def ids_of(layout: StoreyLayout) -> frozenset[str]:
    """Ids of the spaces, corridors and doors of a storey."""
    return frozenset(thing.id for thing in owners(layout)) | {door.id for door in layout.doors}


def _behind(
    doors: Iterable[Door], kept: Collection[str], spaces: dict[str, Space], corridors: dict[str, Corridor]
) -> list[str]:
    """What the doors of kept things open to before the public corridor."""
    found = []
    for door in doors:
        one, other = door.joins
        for room, outlet in ((one, other), (other, one)):
            if room not in kept or (room in corridors and corridors[room].subject is None):
                continue
            if (outlet in corridors and corridors[outlet].subject is not None) or (
                outlet in spaces and room == one
            ):
                found.append(outlet)
    return found


def _blocks(kept: Collection[str], layout: StoreyLayout, catalogue: Catalogue) -> list[str]:
    """The rooms and corridors of zones that must be one block, of which something is kept."""
    zones = {id for id, zone in catalogue.zones.items() if zone.one_block}
    subjects = {s.subject for s in layout.spaces if s.id in kept and s.zone in zones} - {None}
    return [thing.id for thing in owners(layout) if thing.subject in subjects]


def _stays(
    door: Door, kept: Collection[str], spaces: dict[str, Space], corridors: dict[str, Corridor]
) -> bool:
    """Whether a door belongs to what is kept: not to a room that only opens to it."""
    for one, other in (door.joins, door.joins[::-1]):
        if one not in kept:
            continue
        if other in kept or (other not in spaces and other not in corridors):
            return True
        public = other in corridors and corridors[other].subject is None
        if public and not (one in corridors and corridors[one].subject is None):
            return True
    return False
