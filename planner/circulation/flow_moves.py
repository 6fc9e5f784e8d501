"""What moving one zone or company would change in the cost of flows, by the ways as measured.

Whoever has most flow exchanges places, in thought, with everybody who lies in one place, and moves into every
vacant room that its area suits. The change is exact for the pair: distances between the places stay as they
are, only who is where changes. Whether areas and storeys permit it is told, not asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.circulation.flow_bound import Permits
from planner.circulation.places import GATE, Distances, User
from planner.model import M2, Scenario
from planner.traffic import STOCK_PREFIX, Stream

__all__ = ["Move", "Option", "moves"]

MOVERS = 12
"""So many subjects are looked at, those with the most costly flows."""

WORK = 40_000
"""Ways that are looked at for each of them at most."""

Ends = tuple[Stream, Sequence[int], Sequence[int], float, float]
"""A stream, the places at both ends, and the metres that people and goods go now."""
Areas = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Option:
    """Another place for somebody."""

    place: int
    vacant: bool
    """It is a vacant room; else he exchanges places with whoever is there."""
    change: float
    """In the cost of flows, CNY a year; negative: less."""
    hindrance: str
    """Why it cannot be done as the rooms are: ``pinned``, ``kinds``, ``area``, ``rooms``; empty if it can."""


@dataclass(frozen=True, slots=True)
class Move:
    """A subject, what its flows cost, and the best other places for it."""

    place: int
    cost: float
    best: Option | None
    """The place at which flows cost least, whether it can be had or not."""
    fitting: Option | None
    """The best that areas and storeys permit."""
    elsewhere: Option | None
    """The best on another storey."""


def moves(scenario: Scenario, distances: Distances, ends: Sequence[Ends], areas: Areas) -> tuple[Move, ...]:
    """The subjects with most flow, and the other places where their flows cost least.

    ``areas``: net m2 by (name, storey) of a place.
    """
    return _Moves(scenario, distances, ends, areas).found()


@dataclass(frozen=True, slots=True)
class _Link:
    """What goes between a place and the nearest of a partner's places."""

    user: User
    partners: tuple[int, ...]
    cny: float
    """Of a metre, a year."""
    metres: float


class _Moves:
    def __init__(self, scenario: Scenario, distances: Distances, ends: Sequence[Ends], areas: Areas) -> None:
        self.permits, self.distances, self.areas = Permits(scenario), distances, areas
        parts: dict[str, list[int]] = {}
        for number, place in enumerate(distances.places):
            parts.setdefault(place.name, []).append(number)
        self.single = {
            numbers[0]
            for name, numbers in parts.items()
            if len(numbers) == 1 and not name.startswith(GATE) and distances.places[numbers[0]].rooms
        }
        self.vacant = {k for k in self.single if distances.places[k].kinds == {"vacant"}}
        self.links: dict[int, list[_Link]] = {}
        for stream, ones, others, people_m, goods_m in ends:
            loads = [
                ("people", stream.people_cny_m(scenario), people_m),
                ("goods", stream.goods_cny_m(scenario), goods_m),
            ]
            for user, cny, metres in loads:
                for mine, theirs in ((ones, others), (others, ones)):
                    if cny > 0 and math.isfinite(metres) and len(mine) == 1 and mine[0] in self.single:
                        link = _Link(user, tuple(theirs), cny, metres)  # type: ignore[arg-type]  # one of two words
                        self.links.setdefault(mine[0], []).append(link)
        self.bounds = {t.id: (t.least_area / M2, t.most_area / M2) for t in scenario.tenants}
        self.bounds |= {d.id: (d.least_area / M2, d.most_area / M2) for d in scenario.demands}
        self.pinned = {pin.subject for pin in scenario.pins}

    def found(self) -> tuple[Move, ...]:
        """The moves of the subjects with most flow, the costliest first."""
        costs = {place: sum(link.cny * link.metres for link in links) for place, links in self.links.items()}
        movers = sorted(costs, key=lambda place: (-costs[place], place))[:MOVERS]
        made = []
        for place in movers:
            options = [self._option(place, other, costs) for other in self._candidates(place)]
            options = [
                o for o in options if math.isfinite(o.change) and not (o.vacant and o.hindrance == "area")
            ]
            here = self.distances.places[place].storey
            away = [o for o in options if self.distances.places[o.place].storey != here]
            fits = [option for option in options if not option.hindrance]
            made.append(Move(place, costs[place], _least(options), _least(fits), _least(away)))
        return tuple(made)

    def _candidates(self, place: int) -> list[int]:
        """Other places; in large parks those of most similar area, as many as can be looked at."""
        others = sorted(self.single - {place})
        most = max(1, WORK // len(self.links[place]))
        if len(others) <= most:
            return others
        mine = self._area(place)
        return sorted(sorted(others, key=lambda other: (abs(self._area(other) - mine), other))[:most])

    def _area(self, place: int) -> float:
        where = self.distances.places[place]
        return self.areas.get((where.name, where.storey), 0.0)

    def _option(self, place: int, other: int, costs: Mapping[int, float]) -> Option:
        vacant = other in self.vacant
        change = -costs[place]
        for link in self.links[place]:
            # whom it exchanges places with lies where it lay itself: as far away as before
            spots = [place if partner == other else partner for partner in link.partners]
            change += link.cny * min(self.distances.between(link.user, spot, other) for spot in spots)
        if not vacant:
            change -= costs.get(other, 0.0)
            for link in self.links.get(other, ()):
                spots = [other if partner == place else partner for partner in link.partners]
                change += link.cny * min(self.distances.between(link.user, place, spot) for spot in spots)
        return Option(other, vacant, change, self._hindrance(place, other, vacant))

    def _hindrance(self, place: int, other: int, vacant: bool) -> str:
        one, two = self.distances.places[place], self.distances.places[other]
        movers = [(one, two)] if vacant else [(one, two), (two, one)]
        for mover, to in movers:
            if mover.storey != to.storey and mover.name in self.pinned:
                return "pinned"
            if mover.storey != to.storey and to.storey not in self.permits.storeys(mover.name):
                return "kinds"
        for mover, to in movers:
            least, most = self.bounds.get(mover.name.removeprefix(STOCK_PREFIX), (0.0, math.inf))
            if mover.name.startswith(STOCK_PREFIX):
                least = self._area(self.distances.number[mover.name, mover.storey])
                most = math.inf
            if not least <= self.areas.get((to.name, to.storey), 0.0) + 1e-6 <= most + 2e-6:
                return "area"
        rooms = {len(one.rooms), 1 if vacant else len(two.rooms)}
        return "" if rooms == {1} else "rooms"


def _least(options: Sequence[Option]) -> Option | None:
    return min(options, key=lambda option: (option.change, option.place), default=None)
