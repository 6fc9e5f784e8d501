"""What has to find room: suites, stock rooms, halls, and zones with their rooms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.kinds import Catalogue, SpaceKind
from planner.model import M2, Placement, RoomSpec
from solvers.arrange.plate import DOOR_CONTACT_M

NOISE = {"neutral": 0, "quiet": 1, "noisy": 2}
TRIM = 0.975
"""Share of the area decided by the allocation below which no room is pressed."""
ROOM_FILL, HALL_FILL, ZONE_FILL = 0.75, 0.60, 0.60
"""Least share of its bounding rectangle that a room, a room above ``HALL_M2``, or a zone fills."""
HALL_M2 = 250.0
FEW_ROOMS = 3
"""Zones of so few rooms line them up along the corridor instead of having one of their own."""
ZONE_ASPECT = 6.0
"""A zone may be a long row: its rooms then open straight to the corridor."""
MARGIN_M2 = 0.06
"""Added to what is asked, so that cuts placed to 0.02 m2 never end below a least area."""
LONGEST_LIKES_M = 2.0
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

    @property
    def is_zone(self) -> bool:
        """Whether rooms have to be arranged inside it."""
        return sum(room.count for room in self.rooms) > 1

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
            float(self.dock),
            ZONE_FILL if self.is_zone else HALL_FILL if self.net > HALL_M2 else ROOM_FILL,
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
    inner = catalogue.zones[placement.zone].inner if count > 1 and placement.zone in catalogue.zones else 0.0
    net = placement.area / M2 + MARGIN_M2
    least = max(placement.least_area / M2 + MARGIN_M2 / 2, TRIM * net)
    most = max(placement.most_area / M2 - MARGIN_M2, net)
    needs = [kind for kind in kinds if kind.daylight == "needs"]
    likes = [kind for kind in kinds if kind.daylight == "likes"]
    light = max((kind.min_width for kind in needs), default=0.0)
    if not needs and likes:
        light = -LONGEST_LIKES_M
    width = max(kind.min_width for kind in kinds) + (wall if count > 1 else 0.0)
    return Item(
        subject=placement.subject,
        zone=placement.zone,
        tenant=placement.tenant,
        kind=main.id,
        rooms=rooms,
        net=net,
        net_least=least - MARGIN_M2 / 2,
        net_most=most,
        target=gross(net, wall, count) * (1 + inner),
        least=gross(least, wall, count) * (1 + inner),
        most=gross(most, wall, count) * (1 + inner),
        min_width=width,
        max_aspect=main.max_aspect if count == 1 else ZONE_ASPECT,
        front=max(DOOR_CONTACT_M, main.door_m + 0.4) if count == 1 else _zone_front(placement, kinds, wall),
        daylight=light,
        dock=docks and any(kind.id in ("warehouse", "logistics_hub") for kind in kinds),
        noise=max((NOISE[kind.noise] for kind in kinds), default=0)
        if count == 1
        else _zone_noise(rooms, catalogue),
    )


def _zone_front(placement: Placement, kinds: Sequence[SpaceKind], wall: float) -> float:
    """Corridor frontage of a zone: room for an inner corridor; all rooms in a row where they are few."""
    rooms = [
        (room, kind) for room, kind in zip(placement.rooms, kinds, strict=True) for _ in range(room.count)
    ]
    if len(rooms) > FEW_ROOMS:
        return 2.2
    return sum(
        max(kind.min_width, math.sqrt(room.area / M2 / kind.max_aspect)) + wall for room, kind in rooms
    )


def _zone_noise(rooms: Sequence[RoomSpec], catalogue: Catalogue) -> int:
    """A zone with studios is quiet as a whole; else noisy if any of its rooms is."""
    if any(room.kind == "studio" for room in rooms):
        return NOISE["quiet"]
    return NOISE["noisy"] if any(catalogue.spaces[room.kind].noise == "noisy" for room in rooms) else 0


def room_items(item: Item, area: float, catalogue: Catalogue, wall: float) -> list[Item]:
    """The rooms of a zone as items for a cell of gross ``area``; large first."""
    items = []
    for room in item.rooms:
        kind = catalogue.spaces[room.kind]
        net = room.area / M2 + MARGIN_M2
        least = max(kind.min_area, TRIM * net)
        light = (
            kind.min_width
            if kind.daylight == "needs"
            else (-LONGEST_LIKES_M if kind.daylight == "likes" else 0.0)
        )
        one = Item(
            subject=item.subject,
            zone=item.zone,
            tenant=item.tenant,
            kind=kind.id,
            rooms=(RoomSpec(room.kind, 1, room.area),),
            net=net,
            net_least=least,
            net_most=2.0 * net,
            target=gross(net, wall),
            least=gross(least + MARGIN_M2 / 2, wall),
            most=gross(max(1.35 * net, net + 8.0), wall),
            min_width=kind.min_width,
            max_aspect=kind.max_aspect,
            front=max(DOOR_CONTACT_M, kind.door_m + 0.4),
            daylight=light,
            dock=False,
            noise=0,
        )
        items += [one] * room.count
    return sorted(items, key=lambda entry: -entry.target)


def item_rows(items: Sequence[Item], pieces: int, vacant: Item | None) -> npt.NDArray[np.float64]:
    """Kernel rows: the items, then the vacant unit of each piece."""
    filler = vacant.row() if vacant is not None else [1.0, 0.0, 1e9, 0.0, 99.0, 0.0, 0.0, 0.0, 0.0]
    return np.array([*(item.row() for item in items), *([filler] * pieces)], dtype=np.float64)


def vacant_item(catalogue: Catalogue, wall: float, least_m2: float) -> Item:
    """The vacant unit: what is left over and can be let."""
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
        target=gross(least_m2, wall),
        least=gross(kind.min_area, wall),
        most=1e9,
        min_width=kind.min_width,
        max_aspect=kind.max_aspect,
        front=DOOR_CONTACT_M,
        daylight=0.0,
        dock=False,
        noise=0,
    )
