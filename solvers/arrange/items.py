"""What has to find room: suites, stock rooms, halls, and zones with their rooms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.kinds import Catalogue
from planner.model import M2, Placement, RoomSpec
from solvers.arrange.plate import DOOR_CONTACT_M

NOISE = {"neutral": 0, "quiet": 1, "noisy": 2}
STORES = ("warehouse", "logistics_hub")
"""Kinds of rooms that lie at the docks of a storey that has any."""
TRIM = 0.975
"""Share of the area decided by the allocation below which no room is pressed."""
ROOM_FILL, HALL_FILL, LARGE_HALL_FILL = 0.75, 0.60, 0.55
"""Least share of its bounding rectangle that a room up to ``ROOM_M2``, of ``HALL_M2``, or of
``LARGE_HALL_M2`` and more fills; between these in proportion. What is large may go round a corner of a core:
each of its legs is as wide as a room (``LEG_M``). Stores hold racks: at least ``HALL_FILL``."""
ROOM_M2, HALL_M2, LARGE_HALL_M2 = 120.0, 250.0, 500.0
LEG_M = 4.5
"""Clear width of the legs of a room that fills less than ``ROOM_FILL`` of its rectangle."""
ZONE_FILL, LARGE_ZONE_FILL = 0.60, 0.42
"""The same for a zone, and one above ``LARGE_ZONE_M2``: it may go round a corner of the building."""
LARGE_ZONE_M2 = 450.0
BIG_ZONE_SHARE = 0.3
MANY_ROOMS = 10
"""Zones above this share of the plate, or of so many rooms, use the public corridors of the storey."""
FEW_ROOMS = 3
"""Zones of so few rooms line them up along the corridor instead of having one of their own."""
SNUG = 1.01
"""Cell of a zone over the least its rooms need, where it would have less."""
ZONE_ASPECT = 6.0
"""A zone may be a long row: its rooms then open straight to the corridor."""
MARGIN_M2 = 0.06
"""Added to what is asked, so that cuts placed to 0.02 m2 never end below a least area."""
LONG_WALLS = 2.6
"""Wall lengths over the side of a square that the longest vacant unit has, half of each counted."""
ONE_DOOR = (0.0, 0.0, 0.0, 0.0, 0.0)
"""Of an item that may do with one door."""
MOST_PASSAGES = 60
"""Kinds of a zone's rooms that can lead to others: bits of a whole number."""
LIKES_M = 2.0
"""Daylight frontage that satisfies a kind that likes daylight."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to place on a plate: a room, or a zone whose rooms follow inside it.

    Areas are gross cell areas in m2 (net plus half the walls round it); ``net`` is the net area
    wanted of its rooms together.
    """

    subject: str | None
    zone: str
    tenant: str | None
    kind: str
    """The room's kind; for a zone of several rooms the kind of its largest."""
    rooms: tuple[RoomSpec, ...]
    net: float
    net_least: float
    net_most: float
    target: float
    least: float
    most: float
    min_width: float
    max_aspect: float
    front: float
    daylight: float
    """Least facade frontage in m; negative: liked, not needed."""
    dock: bool
    noise: int
    group: int = 0
    """Rooms of one zone that share the plate directly have the same number (0: none)."""
    gives: int = 0
    """A bit of its own among the rooms of its zone, if others may be reached through it."""
    through: int = 0
    """The bits of those through which it may be reached."""
    exit_hall: bool = False
    dock_liked: bool = False
    """A further store of a zone: at a dock where there is one, else goods come through the first."""
    two_doors: tuple[float, float, float, float, float] = ONE_DOOR
    """Where the fire codes steer: the last entries of its row."""
    zone_least: float = 0.0
    """Of a zone, and of its rooms where it is taken apart: least net area of all of them together, m2."""

    @property
    def is_zone(self) -> bool:
        """Whether rooms have to be arranged inside it."""
        return sum(room.count for room in self.rooms) > 1

    @property
    def least_fill(self) -> float:
        """Least share of its bounding rectangle that it fills."""
        if self.is_zone:
            return LARGE_ZONE_FILL if self.net > LARGE_ZONE_M2 else ZONE_FILL
        sizes, fills = (ROOM_M2, HALL_M2, LARGE_HALL_M2), (ROOM_FILL, HALL_FILL, LARGE_HALL_FILL)
        fill = float(np.interp(self.net, sizes, fills))
        return max(fill, HALL_FILL) if self.kind in STORES else fill

    def row(self) -> list[float]:
        """The kernel's row of this item."""
        return [
            self.target,
            self.least,
            self.most,
            self.min_width,
            self.max_aspect,
            self.front,
            self.daylight,
            1.0 if self.dock else 0.5 * self.dock_liked,
            self.least_fill,
            float(self.exit_hall),
            -1.0 if self.is_zone else self.target - self.net,
            *self.two_doors,
        ]


def gross(net_m2: float, wall: float, rooms: int = 1) -> float:
    """Cell area of ``rooms`` equal rooms of together ``net_m2``: half the walls round each added."""
    side = math.sqrt(max(net_m2, 0.1) / rooms)
    return net_m2 + rooms * 2.15 * side * wall


def items_of(
    placements: Sequence[Placement], catalogue: Catalogue, wall: float, *, docks: bool
) -> list[Item]:
    """Items of a storey's placements, in their order."""
    return [_item(placement, catalogue, wall, docks=docks) for placement in placements]


def _item(placement: Placement, catalogue: Catalogue, wall: float, *, docks: bool) -> Item:
    rooms = placement.rooms
    kinds = [catalogue.spaces[room.kind] for room in rooms]
    main = max(zip(rooms, kinds, strict=True), key=lambda pair: pair[0].area * pair[0].count)[1]
    count = sum(room.count for room in rooms)
    served = at_corridor(rooms, catalogue)
    few = len(served) <= FEW_ROOMS
    inner = 0.0 if few or placement.zone not in catalogue.zones else catalogue.zones[placement.zone].inner
    low, high = placement.least_area / M2, placement.most_area / M2
    margin = min(MARGIN_M2, (high - low) / 3)
    net = min(max(placement.area / M2 + margin, low + margin), max(high - margin, low))
    least = max(low + margin / 2, TRIM * net)
    most = max(high - margin, net)
    needs = [kind for kind in kinds if kind.daylight == "needs"]
    likes = [kind for kind in kinds if kind.daylight == "likes"]
    light = max((kind.min_width for kind in needs), default=0.0)
    if not needs and likes:
        light = -LIKES_M
    width = max(kind.min_width for kind in kinds) + (wall if count > 1 else 0.0)
    target = gross(net, wall, count) * (1 + inner)
    low_cell, high_cell = _cells(target, net, least, most) if count == 1 else (
        gross(least, wall, count) * (1 + inner), gross(most, wall, count) * (1 + inner)
    )  # fmt: skip
    return Item(
        subject=placement.subject,
        zone=placement.zone,
        tenant=placement.tenant,
        kind=main.id,
        rooms=rooms,
        net=net,
        net_least=least - margin / 2,
        net_most=most,
        target=target,
        least=low_cell,
        most=high_cell,
        min_width=width,
        max_aspect=main.max_aspect if count == 1 else ZONE_ASPECT,
        front=_front(served, catalogue, wall),
        daylight=light,
        dock=docks and any(kind.id in STORES for kind in kinds),
        noise=max((NOISE[kind.noise] for kind in kinds), default=0)
        if count == 1
        else _zone_noise(rooms, catalogue),
        exit_hall=any(kind.exit_hall for kind in kinds),
        zone_least=low if count > 1 else 0.0,
    )


def _cells(target: float, net: float, least: float, most: float) -> tuple[float, float]:
    """Least and most cell of a room, with the walls of its target: a larger cell has more of them."""
    return least + target - net, most + target - net


def at_corridor(rooms: Sequence[RoomSpec], catalogue: Catalogue) -> list[RoomSpec]:
    """The rooms of a zone that need a corridor, one by one, the smallest first.

    The others lie behind rooms that may be crossed, as many as have room along half of these rooms' walls.
    """
    kinds = {room.kind for room in rooms}
    behind = {to for kind in kinds for to in catalogue.spaces[kind].passage_to if to != kind}
    single = [replace(room, count=1) for room in rooms for _ in range(room.count)]
    walls = dict.fromkeys(sorted(kinds - behind), 0.0)
    found = []
    # those that lead to others, the largest first, may lie behind one of their own kind
    for room in sorted(single, key=lambda room: -room.area if room.kind in walls else room.area):
        side = math.sqrt(room.area / M2)
        leading = [kind for kind in walls if room.kind in catalogue.spaces[kind].passage_to]
        first = max(leading, key=lambda kind: walls[kind], default=None)
        if first is not None and walls[first] >= side:
            walls[first] -= side
            continue
        found.append(room)
        if room.kind in walls:
            walls[room.kind] += 2.0 * side
    return sorted(found, key=lambda room: room.area)


def _front(served: Sequence[RoomSpec], catalogue: Catalogue, wall: float) -> float:
    """Corridor frontage of a room or zone: of a door, of its rooms in a row, of an inner corridor."""
    if len(served) > FEW_ROOMS:
        return 2.2
    kinds = [catalogue.spaces[room.kind] for room in served]
    if len(served) == 1:
        return max(DOOR_CONTACT_M, kinds[0].door_m + 0.4)
    return sum(
        max(kind.min_width, math.sqrt(room.area / M2 / kind.max_aspect)) + wall
        for room, kind in zip(served, kinds, strict=True)
    )


def _zone_noise(rooms: Sequence[RoomSpec], catalogue: Catalogue) -> int:
    """A zone with studios is quiet as a whole; else noisy if any of its rooms is."""
    if any(room.kind == "studio" for room in rooms):
        return NOISE["quiet"]
    return NOISE["noisy"] if any(catalogue.spaces[room.kind].noise == "noisy" for room in rooms) else 0


def room_items(item: Item, catalogue: Catalogue, wall: float, group: int = 0) -> list[Item]:
    """The rooms of a zone as items; large first. ``group`` marks them where they share the plate."""
    items = []
    passages = _passages(item.rooms, catalogue)
    for room in item.rooms:
        kind = catalogue.spaces[room.kind]
        net = room.area / M2 + MARGIN_M2
        least = max(kind.min_area + MARGIN_M2 / 2, TRIM * net)
        most = 1.25 * net + 2.0 if group else max(1.35 * net, net + 8.0)
        light = kind.min_width if kind.daylight == "needs" else -LIKES_M if kind.daylight == "likes" else 0.0
        target = gross(net, wall)
        low, high = _cells(target, net, least + MARGIN_M2 / 2, most)
        one = Item(
            subject=item.subject,
            zone=item.zone,
            tenant=item.tenant,
            kind=kind.id,
            rooms=(RoomSpec(room.kind, 1, room.area),),
            net=net,
            net_least=least,
            net_most=2.0 * net,
            target=target,
            least=low,
            most=high,
            min_width=kind.min_width,
            max_aspect=kind.max_aspect,
            front=max(DOOR_CONTACT_M, kind.door_m + 0.4),
            daylight=light,
            dock=item.dock and kind.id in STORES,
            noise=NOISE[kind.noise] if group else 0,
            group=group,
            gives=passages.get(kind.id, 0),
            through=sum(bit for id, bit in passages.items() if kind.id in catalogue.spaces[id].passage_to),
            exit_hall=kind.exit_hall,
            zone_least=item.zone_least if group else 0.0,
        )
        items += [one] * room.count
    at_dock = max((k for k, entry in enumerate(items) if entry.dock), key=lambda k: items[k].net, default=-1)
    items = [
        replace(entry, dock=k == at_dock, dock_liked=entry.dock and k != at_dock)
        for k, entry in enumerate(items)
    ]
    return sorted(items, key=lambda entry: -entry.target)


def _passages(rooms: Sequence[RoomSpec], catalogue: Catalogue) -> dict[str, int]:
    """A bit for each kind of a zone's rooms through which others of them may be reached."""
    kinds = {room.kind for room in rooms}
    giving = sorted(id for id in kinds if kinds & set(catalogue.spaces[id].passage_to))
    return {id: 1 << number for number, id in enumerate(giving[:MOST_PASSAGES])}


def flattened(
    items: Sequence[Item], catalogue: Catalogue, wall: float, area: float, *, all_zones: bool
) -> list[Item]:
    """Large zones replaced by their rooms, to be laid out along the public corridors of the storey.

    ``area`` is the plate's; ``all_zones`` also takes small zones apart, but for a few rooms in a row. Zones
    that must be one block stay whole.
    """
    found: list[Item] = []
    group = 0
    for item in items:
        rooms = sum(room.count for room in item.rooms)
        zone = catalogue.zones.get(item.zone)
        whole = zone is not None and zone.one_block
        large = item.target > BIG_ZONE_SHARE * area or rooms >= MANY_ROOMS
        apart = rooms > FEW_ROOMS or len(at_corridor(item.rooms, catalogue)) < rooms
        if rooms > 1 and not whole and (large or (all_zones and apart)):
            group += 1
            found += room_items(item, catalogue, wall, group)
        else:
            found.append(item if rooms == 1 else _holding(item, room_items(item, catalogue, wall)))
    return found


def _holding(zone: Item, rooms: Sequence[Item]) -> Item:
    """The zone with a cell in which its rooms have place at their least, walls and all."""
    least = sum(room.least for room in rooms)
    if least <= zone.least:
        return zone
    target = max(zone.target, SNUG * least)
    return replace(zone, least=least, target=target, most=max(zone.most, target))


def item_roles(items: Sequence[Item], pieces: int) -> npt.NDArray[np.int64]:
    """Kernel rows of roles: noise, group, gives, through; nothing for the vacant units."""
    rows = [(item.noise, item.group, item.gives, item.through) for item in items]
    return np.array([*rows, *([(0, 0, 0, 0)] * pieces)], dtype=np.int64)


def item_rows(items: Sequence[Item], pieces: int, vacant: Item | None) -> npt.NDArray[np.float64]:
    """Kernel rows: the items, then the vacant unit of each piece."""
    nobody = [1.0, 0.0, 1e9, 0.0, 99.0, 0.0, 0.0, 0.0, 0.0, 1.0, -1.0, *ONE_DOOR]
    filler = vacant.row() if vacant is not None else nobody
    return np.array([*(item.row() for item in items), *([filler] * pieces)], dtype=np.float64)


def vacant_item(catalogue: Catalogue, wall: float, least_m2: float) -> Item:
    """The vacant unit: what is left over and can be let. Its target is the least cell it is sure to fit."""
    kind = catalogue.spaces["vacant"]
    return Item(
        subject=None,
        zone="office_area",
        tenant=None,
        kind="vacant",
        rooms=(RoomSpec("vacant", 1, round(least_m2 * M2)),),
        net=least_m2,
        net_least=0.0,
        net_most=1e9,
        target=least_m2 + LONG_WALLS * math.sqrt(least_m2) * wall,
        least=gross(kind.min_area, wall),
        most=1e9,
        min_width=kind.min_width,
        max_aspect=kind.max_aspect,
        front=DOOR_CONTACT_M,
        daylight=0.0,
        dock=False,
        noise=0,
    )
