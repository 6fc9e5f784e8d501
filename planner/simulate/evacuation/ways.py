"""The ways out of a storey as chains of doors, over the same grounds and distances as the fire codes' ways.

Lengths are millimetres. A way leads through rooms and inner corridors of one's own part, public corridors
and the floor of cores, never through somebody else's rooms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.check.facts import Plate
from planner.circulation.egress_net import Field, Net
from planner.circulation.grounds import Grounds
from planner.circulation.walk import Spot

__all__ = ["Chain", "StoreyWays"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Doors to pass from a first one on, with the metres between them in mm, and the exit behind the last."""

    doors: tuple[int, ...]
    lengths: tuple[float, ...]
    """As many as doors: to the next door, of the last to the exit itself."""
    exit: str

    @property
    def length(self) -> float:
        """From the first door to the exit."""
        return sum(self.lengths)


@dataclass(slots=True)
class StoreyWays:
    """A storey of which some doors, exits and stairs may be closed."""

    plate: Plate
    closed: frozenset[str]
    """Ids of doors, exits and stairs that nobody passes."""
    grounds: Grounds = field(init=False)
    outer: dict[str, dict[int, float]] = field(init=False)
    """Exit to the outside -> doors that lead to it, with what is still to walk behind them."""
    stairs: dict[str, dict[int, float]] = field(init=False)
    """The same for stairs."""
    _public: Net = field(init=False)
    _parts: dict[str, Net] = field(init=False, default_factory=dict)
    _fields: dict[tuple[str, tuple[str, ...]], Field] = field(init=False, default_factory=dict)
    _chains: dict[tuple[str, tuple[str, ...], int], Chain | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        plate = self.plate
        doors = [door for door in plate.doors if door.id not in self.closed]
        self.grounds = Grounds(plate.storey, plate.spaces, plate.corridors, doors)
        self.outer, self.stairs = {}, {}
        for number, (stair, away) in self.grounds.stairs.items():
            if stair not in self.closed:
                self.stairs.setdefault(stair, {})[number] = away
        for number, door in enumerate(doors):
            for id in door.joins:
                if id in self.grounds.outer and id not in self.closed:
                    away = door.polygon.centroid.distance(self.grounds.outer[id].point)
                    self.outer.setdefault(id, {})[number] = away
        self._public = Net(self.grounds.nodes, self.grounds.public, doors)

    def width(self, number: int) -> float:
        """Clear width of a door, m; of one to the outside no more than that of the exit."""
        door = self.grounds.doors[number]
        widths = [door.width_mm]
        widths += [self.grounds.outer[id].width_mm for id in door.joins if id in self.grounds.outer]
        return min(widths) / 1000

    def ends(self, exit: str) -> Mapping[int, float]:
        """The doors that lead to an exit or stair, with what is still to walk behind them."""
        return self.outer.get(exit) or self.stairs.get(exit, {})

    def part_of(self, room: str) -> str:
        """Whose rooms one may walk through from there."""
        space = next(space for space in self.plate.spaces if space.id == room)
        return space.subject or f"alone {space.id}"

    def chain(self, part: str, door: int, exits: tuple[str, ...]) -> Chain | None:
        """The shortest way from a door to the nearest of some exits; ``None`` where there is none.

        ``part``: whose rooms are open; empty for nobody's.
        """
        key = part, exits, door
        if key not in self._chains:
            self._chains[key] = self._chain(self._field(part, exits), door, exits)
        return self._chains[key]

    def into_public(self, part: str) -> dict[int, dict[int, float]]:
        """Doors by which a part is left -> how far it is to them from every door of the part, inside it."""
        net = self._net(part)
        leaving = {
            number for ends in (self.outer, self.stairs) for doors in ends.values() for number in doors
        }
        out = [n for n in net.numbers if self._public.place(n) >= 0 or n in leaving]
        fields = {number: net.field({number: 0.0}, None) for number in out}
        return {n: {other: field.distance(other) for other in net.numbers} for n, field in fields.items()}

    def onward(self, doors: Iterable[int]) -> Iterator[tuple[int, int, float]]:
        """From these doors and from each other to doors that lead through or out, over one public ground."""
        grounds = self.grounds
        through = [
            n for n in self._public.numbers if all(side in grounds.public for side in grounds.sides[n])
        ]
        ends = {n for ends in (self.outer, self.stairs) for rows in ends.values() for n in rows}
        goals = sorted({*through, *(n for n in ends if self._public.place(n) >= 0)})
        for one in sorted({*doors, *goals}):
            for other in goals:
                away = self._public.direct(one, other) if one != other else math.inf
                if math.isfinite(away):
                    yield one, other, away

    def steps(self, room: str, spot: Spot) -> list[tuple[int, float]]:
        """The doors of a room, each with the way to it from a place."""
        node = self.grounds.nodes[room]
        places = node.made()
        if places is None:
            return []
        away = places.to([spot])[0]
        return [
            (number, float(away[k]) + node.step(number, self.grounds.doors[number]))
            for k, number in enumerate(node.doors)
        ]

    def _field(self, part: str, exits: tuple[str, ...]) -> Field:
        if (part, exits) not in self._fields:
            ends: dict[int, float] = {}
            for exit in exits:
                for number, away in self.ends(exit).items():
                    ends[number] = min(away, ends.get(number, math.inf))
            beyond = self._field("", exits) if part else None
            self._fields[part, exits] = self._net(part).field(ends, beyond)
        return self._fields[part, exits]

    def _net(self, part: str) -> Net:
        if not part:
            return self._public
        if part not in self._parts:
            rooms = [s for s in self.plate.spaces if (s.subject or f"alone {s.id}") == part]
            inner = self.grounds.inner.get(part, self.grounds.inner.get(rooms[0].zone, []))
            own = {space.id for space in rooms} | set(inner)
            self._parts[part] = Net(self.grounds.nodes, own, self.grounds.doors)
        return self._parts[part]

    def _chain(self, found: Field, door: int, exits: tuple[str, ...]) -> Chain | None:
        if not math.isfinite(found.distance(door)):
            return None
        doors, away = [door], [found.distance(door)]
        at: Field | None = found
        while at is not None:
            k = at.net.place(doors[-1])
            while k >= 0 and at.before[k] >= 0:
                k = int(at.before[k])
                doors.append(at.net.numbers[k])
                away.append(at.distance(doors[-1]))
            on = at.beyond
            at = on if on is not None and on.distance(doors[-1]) < at.ends.get(doors[-1], math.inf) else None
        last = doors[-1]
        exit = min(exits, key=lambda id: (self.ends(id).get(last, math.inf), id))
        lengths = [one - other for one, other in zip(away, [*away[1:], 0.0], strict=True)]
        return Chain(tuple(doors), tuple(lengths), exit)
