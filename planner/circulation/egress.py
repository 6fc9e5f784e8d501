"""The ways out of a storey: from every room through its doors and the corridors to stairs and outer exits.

Measured on true walking paths: exact inside every area (``walk``), through the middle of doors between them.
A way leads through rooms and inner corridors of its own part, public corridors and the free floor of cores,
never through somebody else's rooms. Lengths are millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from shapely import LineString, Point

from planner.circulation.egress_net import Field, Net, Node, line
from planner.circulation.grounds import Grounds
from planner.circulation.walk import Farthest, Spot, kernel
from planner.model import Corridor, Door, Space, Storey

__all__ = ["Egress", "Exit", "Onward", "RoomDoor", "RoomWay", "ways_out"]

Leads: TypeAlias = Literal["corridor", "stair", "outside", "room"]


@dataclass(frozen=True, slots=True)
class Exit:
    """A way off the storey: a stair, or an exit to the outside."""

    id: str
    kind: Literal["stair", "outside"]
    point: Point
    """Its door."""
    width_mm: int
    """Clear width of its door, the widest where it has several."""
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class RoomDoor:
    """A door by which a room is left, and how far it is from there."""

    door: Door
    room: str
    leads: Leads
    distance: float
    """From the door to the nearest exit; infinite where there is no way."""
    exit: str
    path: LineString | None
    common: float
    """Length over which the ways to all exits run together; infinite where there is one exit only."""


@dataclass(frozen=True, slots=True)
class RoomWay:
    """How a room is left."""

    room: str
    farthest: Farthest | None
    """Its point farthest from the doors to a corridor or exit, with the way there; ``None`` without way."""
    doors: tuple[RoomDoor, ...]
    total: float
    """From the worst point to an exit: the way to the door that is nearest to it, and on from there."""
    path: LineString | None
    """That whole way."""


@dataclass(frozen=True, slots=True)
class Onward:
    """From a stair to the outside: infinite and without path where there is no way."""

    distance: float
    path: LineString | None


@dataclass(frozen=True, slots=True)
class Egress:
    """The ways out of a storey."""

    storey: str
    exits: tuple[Exit, ...]
    """Those that the corridors or a room reach."""
    rooms: Mapping[str, RoomWay]
    outside: Mapping[str, Onward]
    """From each stair on to the nearest exit to the outside, on a storey that has one."""


def ways_out(
    storey: Storey, spaces: Sequence[Space], corridors: Sequence[Corridor], doors: Sequence[Door]
) -> Egress:
    """Measure a storey. Doors that join things which are not there are left out."""
    return _Storey(storey, spaces, corridors, doors).egress()


class _Storey(Grounds):
    # ------------------------------------------------------------------ distances

    def egress(self) -> Egress:
        """The measured storey."""
        ends = self._ends()
        exits = {id: self._exit(id, list(rows)) for id, rows in ends.items()}
        public = Net(self.nodes, self.public, self.doors)
        fields = {id: public.field(rows, None) for id, rows in ends.items()}
        rooms: dict[str, RoomWay] = {}
        for group in self._parts():
            own = {space.id for space in group}
            inner = set(self.inner.get(group[0].subject or "", self.inner.get(group[0].zone, [])))
            net = Net(self.nodes, own | inner, self.doors)
            local = {id: net.field(rows, fields[id]) for id, rows in ends.items()}
            rooms |= self._rooms(group, own, inner, local, exits)
        used = [id for id in sorted(exits) if any(set(self.sides[n]) & self.nodes.keys() for n in ends[id])]
        return Egress(self.storey.id, tuple(exits[id] for id in used), rooms, self._outside(ends, fields))

    def _outside(
        self, ends: Mapping[str, Mapping[int, float]], fields: Mapping[str, Field]
    ) -> dict[str, Onward]:
        found: dict[str, Onward] = {}
        for stair in (id for id in ends if id not in self.outer):
            ways = [
                (fields[id].distance(number), number, id)
                for number in ends[stair]
                for id in ends
                if id in self.outer
            ]
            distance, number, id = min(ways, default=(math.inf, -1, ""))
            reached = math.isfinite(distance)
            found[stair] = Onward(distance, line(fields[id].way(number, self.behind)) if reached else None)
        return found if any(id in self.outer for id in ends) else {}

    def _ends(self) -> dict[str, dict[int, float]]:
        """Exit -> the doors that lead to it, with what is still to walk behind them."""
        found: dict[str, dict[int, float]] = {}
        for number, (stair, away) in self.stairs.items():
            found.setdefault(stair, {})[number] = away
        for number, door in enumerate(self.doors):
            for id in door.joins:
                if id in self.outer:
                    away = door.polygon.centroid.distance(self.outer[id].point)
                    found.setdefault(id, {})[number] = away
        return found

    def _exit(self, id: str, numbers: list[int]) -> Exit:
        doors = tuple(self.doors[number] for number in numbers)
        widest = max(doors, key=lambda door: door.width_mm)
        kind: Literal["stair", "outside"] = "outside" if id in self.outer else "stair"
        width = min(widest.width_mm, self.outer[id].width_mm) if id in self.outer else widest.width_mm
        return Exit(id, kind, widest.polygon.centroid, width, doors)

    # ------------------------------------------------------------------ rooms

    def _parts(self) -> list[list[Space]]:
        """Rooms that may be left through each other: those of one subject; a vacant unit by itself."""
        parts: dict[str, list[Space]] = {}
        for space in self.spaces:
            parts.setdefault(space.subject or f"alone {space.id}", []).append(space)
        return list(parts.values())

    def _rooms(
        self,
        group: list[Space],
        own: set[str],
        inner: set[str],
        fields: Mapping[str, Field],
        exits: Mapping[str, Exit],
    ) -> dict[str, RoomWay]:
        leads = {
            number: self._leads(number, own, inner)
            for space in group
            for number in self.nodes[space.id].doors
        }
        out = {number for number, lead in leads.items() if lead in ("corridor", "stair", "outside")}
        inside = Net(self.nodes, own, self.doors).field(dict.fromkeys(out, 0.0), None)
        found = {}
        for space in group:
            node = self.nodes[space.id]
            doors = [
                self._room_door(number, space.id, lead, fields, exits)
                for number in node.doors
                if (lead := leads[number])
            ]
            found[space.id] = self._room(node, doors, inside, fields)
        return found

    def _leads(self, number: int, own: set[str], inner: set[str]) -> Leads | Literal[""]:
        if number in self.stairs:
            return "stair"
        sides, joins = set(self.sides[number]), self.doors[number].joins
        if any(id in self.outer for id in joins):
            return "outside"
        if sides & self.public or sides & inner or sides & self.cores.keys():
            return "corridor"
        return "room" if sides <= own else ""

    def _room_door(
        self, number: int, room: str, lead: Leads, fields: Mapping[str, Field], exits: Mapping[str, Exit]
    ) -> RoomDoor:
        ways = sorted((field.distance(number), id) for id, field in fields.items())
        distance, nearest = ways[0] if ways else (math.inf, "")
        if not math.isfinite(distance):
            return RoomDoor(self.doors[number], room, lead, math.inf, "", None, math.inf)
        path = fields[nearest].path(number)
        common = min(
            (
                _common(path, fields[id].path(number))
                for away, id in ways[1:]
                if math.isfinite(away) and exits[id].point.distance(exits[nearest].point) >= APART
            ),
            default=math.inf,
        )
        return RoomDoor(
            self.doors[number],
            room,
            lead,
            distance,
            nearest,
            line(fields[nearest].way(number, self.behind)),
            common,
        )

    def _room(
        self, node: Node, doors: Sequence[RoomDoor], inside: Field, fields: Mapping[str, Field]
    ) -> RoomWay:
        places = node.made()
        if places is None:
            return RoomWay(node.id, None, tuple(doors), math.inf, None)
        steps = [node.step(number, self.doors[number]) for number in node.doors]
        farthest = places.farthest(
            [step + inside.distance(n) for step, n in zip(steps, node.doors, strict=True)]
        )
        best = {
            n: min(fields.values(), key=lambda field: field.distance(n), default=None) for n in node.doors
        }
        whole = [
            step + (field.distance(n) if (field := best[n]) is not None else math.inf)
            for step, n in zip(steps, node.doors, strict=True)
        ]
        worst = places.farthest(whole)
        if worst is None:
            return RoomWay(node.id, farthest, tuple(doors), math.inf, None)
        last = worst.path.coords[-1]
        number = node.doors[min(range(len(whole)), key=lambda k: math.dist(node.spots[k], last))]
        on = best[number]
        path = [*worst.path.coords, *(on.way(number, self.behind) if on is not None else ())]
        return RoomWay(node.id, farthest, tuple(doors), worst.distance, LineString(path))


APART = 5_000.0
"""Exits nearer to each other are one: GB 50016 5.5.2."""

SAMPLE = 250.0
"""Step along two ways at which they are compared."""

BESIDE = 2_500.0
"""Two people who walk at one pace and are no farther apart than this still go the same way."""


def _common(one: Sequence[Spot], other: Sequence[Spot]) -> float:
    """Length over which two ways from one door run together, to about a metre.

    Two people set out by them: in opposite directions they are apart after half of ``BESIDE`` each.
    """
    together = float(kernel().together(np.asarray(one), np.asarray(other), SAMPLE, BESIDE))
    return max(0.0, together - BESIDE / 2) if together > SAMPLE else 0.0
