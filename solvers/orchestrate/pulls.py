"""Which flows of a scenario draw rooms of a storey, once it is decided who lies on which storey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.model import Allocation, Scenario, Storey
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

    distances = travel(scenario)
    for stream in streams(scenario, where, allocation.warehouse_of):
        people, goods = stream.people_cny_m(scenario), stream.goods_cny_m(scenario)
        for storey, subject, other, towards in _ends(scenario, distances, where, stream):
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


def _ends(
    scenario: Scenario, distances: Travel, where: Mapping[str, set[str]], stream: Stream
) -> Iterator[tuple[str, str, str, Spot | None]]:
    """Both ends of a stream: storey, subject there, the other one if it is there too, the way outside."""
    gates = {gate.id: gate.point for gate in scenario.site.gates}
    origin, destination = stream.origin, stream.destination
    if destination in gates:
        origin, destination = destination, origin
    if origin in gates:
        at = min(sorted(where[destination]), key=lambda id: distances.from_gate(origin, id))
        yield at, destination, "", (gates[origin].x, gates[origin].y)
        return
    there = {stream.storey} if stream.storey else where[destination]
    here, at = min(
        ((a, b) for a in sorted(where[origin]) for b in sorted(there)), key=lambda ab: distances.between(*ab)
    )
    others = [destination] if destination else _stores(scenario, where, at)
    if here == at:
        for other in others:
            yield here, origin, other, None
        return
    one, two = scenario.storey(here), scenario.storey(at)
    apart = one.building != two.building
    yield here, origin, "", _entrance(scenario, two, one) if apart else None
    for other in others:
        yield at, other, "", _entrance(scenario, one, two) if apart else None


def _stores(scenario: Scenario, where: Mapping[str, set[str]], storey: str) -> list[str]:
    """The warehouses of a storey; the first of them stands for all."""
    zones = [demand.id for demand in scenario.demands if demand.zone == "storage_base"]
    return [id for id in zones if storey in where.get(id, ())][:1]


def _entrance(scenario: Scenario, storey: Storey, seen_from: Storey) -> Spot:
    """The entrance of a storey's building that is nearest to another building."""
    building, other = scenario.building(storey.building), scenario.building(seen_from.building)
    doors = [exit_.point for floor in building.storeys for exit_ in floor.exits]
    doors = doors or [building.storeys[0].outline.centroid]
    theirs = [exit_.point for floor in other.storeys for exit_ in floor.exits]
    theirs = theirs or [other.storeys[0].outline.centroid]
    best = min(doors, key=lambda point: (min(point.distance(door) for door in theirs), point.x, point.y))
    return best.x, best.y


def _wishes(scenario: Scenario, where: Mapping[str, set[str]]) -> Iterator[tuple[str, Pull]]:
    """Neighbours that somebody wishes for, on the storeys where both are."""
    wishes = [(row.id, row.wish) for row in scenario.tenants] + [(d.id, d.wish) for d in scenario.demands]
    for who, wish in wishes:
        aspects = wish_aspects(wish)
        for aspect, (wanted, *_) in aspects:
            if aspect != "near" or wish.value_cny_year <= 0:
                continue
            for id in sorted(where.get(who, set()) & where.get(wanted, set())):
                x0, y0, x1, y1 = scenario.storey(id).outline.bounds
                worth = wish.value_cny_year / len(aspects) / ((x1 - x0 + y1 - y0) / 1000)
                yield id, Pull(who, wanted, worth)
