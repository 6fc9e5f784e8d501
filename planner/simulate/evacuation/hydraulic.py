"""The fast model: everybody walks the shortest way out, and doors and stairs let so many pass a second.

Speeds and flows are those of the SFPE hydraulic model (``constants``); who comes first passes first. People
who wait take no room: a queue does not block another door. Seconds count from when people set out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.check.facts import Facts
from planner.circulation.walk import Spot
from planner.simulate.evacuation.constants import Hydraulics, hydraulics
from planner.simulate.evacuation.house import House, house_of
from planner.simulate.evacuation.people import Crowd, spread_spots
from planner.simulate.evacuation.queues import Passed, Route, point_queues

__all__ = ["Cleared", "Queue", "clear_building", "clear_storey", "clearances"]


@dataclass(frozen=True, slots=True)
class Queue:
    """A door or flight of stairs, and how people passed it."""

    id: str
    """The door; of a flight the stair where it begins."""
    storey: str
    kind: str
    """``door`` or ``stair``."""
    rate: float
    """Persons a second that it lets pass."""
    persons: int
    waited: float
    """Seconds that a person waits at it on average."""
    last: float
    """Seconds until the last one has passed."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """How a building or storey was left."""

    persons: int
    seconds: float
    """Until the last one is outside, or off the storey."""
    storeys: Mapping[str, float]
    """Until the last one of each storey has left it."""
    exits: Mapping[str, int]
    """Persons by exit."""
    queues: tuple[Queue, ...]
    """Doors and stairs, those where most is waited first."""
    trapped: Mapping[str, int]
    """Rooms without any way out, with the people in them; they are in no other figure."""


@dataclass(slots=True)
class _Net:
    """Routes of a house over numbered queues, each made once."""

    house: House
    given: Hydraulics
    alone: bool
    """Whether a storey is left once its stair is entered."""
    numbers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Kind, storey and id of a queue -> its number."""
    rates: list[float] = field(default_factory=list)
    routes: dict[tuple[str, str, int], tuple[Route, int] | None] = field(default_factory=dict)
    tails: dict[str, Route] = field(default_factory=dict)

    def queue(self, kind: str, storey: str, id: str, rate: float) -> int:
        key = kind, storey, id
        if key not in self.numbers:
            self.numbers[key] = len(self.rates)
            self.rates.append(rate)
        return self.numbers[key]

    def route(self, storey: str, part: str, door: int) -> tuple[Route, int] | None:
        """The way out through a door, and how many of its queues lie on the storey."""
        key = storey, part, door
        if key not in self.routes:
            self.routes[key] = self._route(storey, part, door)
        return self.routes[key]

    def _route(self, storey: str, part: str, door: int) -> tuple[Route, int] | None:
        ways = self.house.ways[storey]
        chain = ways.chain(part, door, self.house.exits(storey))
        if chain is None:
            return None
        queues = [self._door(storey, number) for number in chain.doors]
        walked = [0.0, *(length / 1000 / self.given.level_speed for length in chain.lengths)]
        if chain.exit in ways.outer:
            return Route(tuple(queues), tuple(walked), chain.exit), len(queues)
        tail = self._tail(chain.exit)
        route = Route((*queues, *tail.queues), (*walked, *tail.seconds[1:]), tail.end)
        return route, len(queues) + 1

    def _door(self, storey: str, number: int) -> int:
        ways = self.house.ways[storey]
        rate = self.given.door(ways.width(number))
        return self.queue("door", storey, ways.grounds.doors[number].id, rate)

    def _tail(self, stair: str) -> Route:
        """From a stair down and out."""
        if stair in self.tails:
            return self.tails[stair]
        queues, seconds, end = [], [0.0], stair
        for flight in self.house.descents(stair) if not self.alone else self.house.first(stair):
            queues.append(self.queue("stair", flight.storey, flight.stair, self.given.stair(flight.width)))
            if self.alone:
                seconds.append(0.0)
                continue
            seconds.append(flight.incline / self.given.stair_speed + flight.landings / self.given.level_speed)
            found = self.house.discharge(flight)
            if found is not None:
                away, chain = found
                seconds[-1] += away / 1000 / self.given.level_speed
                queues += [self._door(flight.to_storey, number) for number in chain.doors]
                seconds += [length / 1000 / self.given.level_speed for length in chain.lengths]
                end = chain.exit
        self.tails[stair] = Route(tuple(queues), tuple(seconds), end)
        return self.tails[stair]


def clear_storey(
    house: House, storey: str, given: Hydraulics | None = None, *, reacting: bool = False
) -> Cleared:
    """A storey left by its own people alone: until the last is outside or has entered a stair."""
    return _clear(house, (storey,), given or hydraulics(house.profile), alone=True, reacting=reacting)


def clear_building(house: House, given: Hydraulics | None = None, *, reacting: bool = False) -> Cleared:
    """A building that everybody leaves at once. ``reacting``: with the times until people set out."""
    return _clear(
        house, tuple(house.ways), given or hydraulics(house.profile), alone=False, reacting=reacting
    )


def clearances(facts: Facts) -> tuple[Mapping[str, Cleared], Mapping[str, Cleared]]:
    """Every storey alone and every building at once, where there are people; measured once."""
    return facts.once("clearances", lambda: _clearances(facts))


def _clearances(facts: Facts) -> tuple[Mapping[str, Cleared], Mapping[str, Cleared]]:
    storeys: dict[str, Cleared] = {}
    buildings: dict[str, Cleared] = {}
    for building in facts.scenario.buildings:
        house = house_of(facts, building)
        storeys |= {id: clear_storey(house, id) for id, rows in house.crowds.items() if rows}
        if house.people:
            buildings[building.id] = clear_building(house)
    return storeys, buildings


def _clear(
    house: House, storeys: Sequence[str], given: Hydraulics, *, alone: bool, reacting: bool
) -> Cleared:
    net = _Net(house, given, alone)
    starts: list[float] = []
    routes: list[Route] = []
    own: list[int] = []
    homes: list[str] = []
    trapped: dict[str, int] = {}
    for storey in storeys:
        for crowd in house.crowds[storey]:
            firsts = [_first(net, storey, crowd, spot) for spot in spread_spots(crowd.ground, crowd.count)]
            if any(first is None for first in firsts):
                trapped[crowd.room] = crowd.count
                continue
            speed = given.speed(crowd.density)
            low, high = crowd.group.reaction
            for k in range(crowd.count):
                away, route, count = firsts[k % len(firsts)]  # type: ignore[misc]  # none is None
                later = low + (high - low) * (k + 0.5) / crowd.count if reacting else 0.0
                starts.append(later + away / 1000 / speed)
                routes.append(route)
                own.append(count)
                homes.append(storey)
    passed = point_queues(starts, routes, net.rates, own)
    left = {id: max((t for t, home in zip(passed.left, homes, strict=True) if home == id), default=0.0)
            for id in dict.fromkeys(homes)}  # fmt: skip
    exits: dict[str, int] = {}
    for route in routes:
        exits[route.end] = exits.get(route.end, 0) + 1
    seconds = float(np.max(passed.ends, initial=0.0))
    return Cleared(
        len(starts), seconds, {id: float(t) for id, t in left.items()}, exits, _queues(net, passed), trapped
    )


def _first(net: _Net, storey: str, crowd: Crowd, spot: Spot) -> tuple[float, Route, int] | None:
    """From a place to the first door, and the route on; the one with the shortest way in all."""
    ways = net.house.ways[storey]
    exits = net.house.exits(storey)
    best: tuple[float, int, float] | None = None
    for door, away in ways.steps(crowd.room, spot):
        chain = ways.chain(crowd.part, door, exits)
        if chain is not None and (best is None or (away + chain.length, door) < best[:2]):
            best = away + chain.length, door, away
    if best is None:
        return None
    found = net.route(storey, crowd.part, best[1])
    return None if found is None else (best[2], *found)


def _queues(net: _Net, passed: Passed) -> tuple[Queue, ...]:
    found = [
        Queue(
            id,
            storey,
            kind,
            net.rates[number],
            int(passed.counts[number]),
            float(passed.waited[number] / max(1, passed.counts[number])),
            float(passed.last[number]),
        )
        for (kind, storey, id), number in net.numbers.items()
    ]
    return tuple(sorted(found, key=lambda queue: (-queue.waited * queue.persons, queue.storey, queue.id)))
