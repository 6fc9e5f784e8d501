"""Which flows of a scenario draw rooms of a storey, once it is decided who lies on which storey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shapely.geometry import Point

from planner.model import Allocation, Scenario
from planner.score import wish_aspects
from planner.traffic import Stream, streams
from planner.travel import Travel, travel
from solvers.types import Pull

Spot = tuple[float, float]


def pulls_of(scenario: Scenario, allocation: Allocation) -> Mapping[str, tuple[Pull, ...]]:
    """By storey, what a metre between subjects and from them to elsewhere costs; as in the objective the
    nearest parts of split subjects count. A wish for a neighbour loses its worth from wall to wall of the
    storey.
    """
    where: dict[str, set[str]] = {}
    for row in allocation.placements:
        where.setdefault(row.subject, set()).add(row.storey)
    found: dict[tuple[str, str, str, bool, Spot | None], float] = {}

    def add(storey: str, pull: Pull) -> None:
        key = (storey, pull.subject, pull.other, pull.goods, pull.towards)
        found[key] = found.get(key, 0.0) + pull.cny_m

    ends = _Ends.of(scenario, where)
    for stream in streams(scenario, where, allocation.warehouse_of):
        people, goods = stream.people_cny_m(scenario), stream.goods_cny_m(scenario)
        for storey, subject, other, towards in ends.of_stream(stream):
            if people > 0:
                add(storey, Pull(subject, other, people, False, towards))
            if goods > 0:
                add(storey, Pull(subject, other, goods, True, towards))
    for storey, pull in _wishes(scenario, where):
        add(storey, pull)
    by_storey: dict[str, list[Pull]] = {}
    for (storey, subject, other, goods_, towards), cny in sorted(found.items(), key=lambda row: str(row[0])):
        by_storey.setdefault(storey, []).append(Pull(subject, other, cny, goods_, towards))
    return {storey: tuple(rows) for storey, rows in by_storey.items()}


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where streams begin and end, with what many of them share."""

    distances: Travel
    where: Mapping[str, set[str]]
    gates: Mapping[str, Spot]
    stores: Mapping[str, str]
    """Storey -> the warehouse there; the first of several stands for all."""
    doors: Mapping[str, tuple[Point, ...]]
    """Building -> its ground exits."""
    entrances: dict[tuple[str, str], Spot] = field(default_factory=dict)

    @staticmethod
    def of(scenario: Scenario, where: Mapping[str, set[str]]) -> _Ends:
        """The ends in a scenario whose subjects lie on these storeys."""
        stores: dict[str, str] = {}
        for demand in scenario.demands:
            for storey in where.get(demand.id, ()) if demand.zone == "storage_base" else ():
                stores.setdefault(storey, demand.id)
        doors = {
            building.id: tuple(exit_.point for floor in building.storeys for exit_ in floor.exits)
            or (building.storeys[0].outline.centroid,)
            for building in scenario.buildings
        }
        gates = {gate.id: (gate.point.x, gate.point.y) for gate in scenario.site.gates}
        return _Ends(travel(scenario), where, gates, stores, doors)

    def of_stream(self, stream: Stream) -> Iterator[tuple[str, str, str, Spot | None]]:
        """Both ends of a stream: storey, subject there, the other one if it is there too, the way outside."""
        origin, destination = stream.origin, stream.destination
        if destination in self.gates:
            origin, destination = destination, origin
        if origin in self.gates:
            at = min(sorted(self.where[destination]), key=lambda id: self.distances.from_gate(origin, id))
            yield at, destination, "", self.gates[origin]
            return
        there = {stream.storey} if stream.storey else self.where[destination]
        here, at = min(
            ((a, b) for a in sorted(self.where[origin]) for b in sorted(there)),
            key=lambda ab: self.distances.between(*ab),
        )
        other = destination or self.stores.get(at, "")
        if here == at:
            if other:
                yield here, origin, other, None
            return
        one, two = self.distances.building_of[here], self.distances.building_of[at]
        yield here, origin, "", self._entrance(two, one) if one != two else None
        if other:
            yield at, other, "", self._entrance(one, two) if one != two else None

    def _entrance(self, building: str, seen_from: str) -> Spot:
        """The entrance of a building that is nearest to another building."""
        if (building, seen_from) not in self.entrances:
            theirs = self.doors[seen_from]
            best = min(
                self.doors[building],
                key=lambda point: (min(point.distance(door) for door in theirs), point.x, point.y),
            )
            self.entrances[building, seen_from] = best.x, best.y
        return self.entrances[building, seen_from]


def _wishes(scenario: Scenario, where: Mapping[str, set[str]]) -> Iterator[tuple[str, Pull]]:
    """Neighbours that somebody wishes for, on the storeys where both are."""
    bounds = {storey.id: storey.outline.bounds for storey in scenario.storeys}
    wishes = [(row.id, row.wish) for row in scenario.tenants] + [(d.id, d.wish) for d in scenario.demands]
    for who, wish in wishes:
        aspects = wish_aspects(wish)
        for aspect, (wanted, *_) in aspects:
            if aspect != "near" or wish.value_cny_year <= 0:
                continue
            for id in sorted(where.get(who, set()) & where.get(wanted, set())):
                x0, y0, x1, y1 = bounds[id]
                worth = wish.value_cny_year / len(aspects) / ((x1 - x0 + y1 - y0) / 1000)
                yield id, Pull(who, wanted, worth)
