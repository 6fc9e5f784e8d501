"""What the flows of a layout cost by the ways one walks, what they would at least, what an exchange saves.

Flows, and what a metre of them costs, are those of the objective (``planner.traffic``); only the distances
are measured: from the nearest room of the one to the nearest room of the other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.circulation.flow_bound import Least, least_for_storeys, least_for_subjects
from planner.circulation.flow_moves import Move, moves
from planner.circulation.park import ParkGraph
from planner.circulation.places import GATE, Distances
from planner.model import M2, Layout, Scenario
from planner.traffic import Stream, streams

__all__ = ["Flows", "Trip", "measure_flows"]

STORE_ZONE = "storage_base"
"""Rooms of this zone are warehouses that serve tenants."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A stream with the ways it takes."""

    stream: Stream
    ones: tuple[int, ...]
    """Places of its origin."""
    others: tuple[int, ...]
    people_m: float
    """Infinite where there is no way; 0 where nobody goes."""
    goods_m: float
    by_hand: bool
    """Goods have no way of their own, and are carried as people walk."""
    storeys: tuple[str, str]
    """Between which storeys it goes; empty for a gate."""


@dataclass(frozen=True, slots=True)
class Flows:
    """The flows of a layout."""

    scenario: Scenario
    distances: Distances
    trips: tuple[Trip, ...]
    storeys_bound: Least
    """With everybody on the storey where he is."""
    subjects_bound: Least
    """With the same subjects on whatever storeys."""
    moves: tuple[Move, ...]

    def cost(self, trip: Trip) -> tuple[float, float]:
        """What a trip costs people and goods, CNY a year; nothing where there is no way."""
        people = trip.stream.people_cny_m(self.scenario) * trip.people_m if trip.stream.people_year else 0.0
        goods = trip.stream.goods_cny_m(self.scenario) * trip.goods_m if trip.stream.tonnes_year else 0.0
        return (people if math.isfinite(people) else 0.0), (goods if math.isfinite(goods) else 0.0)

    @property
    def people_cny_year(self) -> float:
        """Cost of all walks."""
        return sum(self.cost(trip)[0] for trip in self.trips)

    @property
    def goods_cny_year(self) -> float:
        """Cost of all goods."""
        return sum(self.cost(trip)[1] for trip in self.trips)

    @property
    def person_km_year(self) -> float:
        """Kilometres that people walk."""
        return sum(t.stream.people_year * t.people_m for t in self.trips if math.isfinite(t.people_m)) / 1000

    @property
    def tonne_km_year(self) -> float:
        """Tonnes times the kilometres that they are carried."""
        return sum(t.stream.tonnes_year * t.goods_m for t in self.trips if math.isfinite(t.goods_m)) / 1000

    @property
    def unreached(self) -> tuple[Trip, ...]:
        """Streams that somebody or something cannot take: they cost nothing above."""
        return tuple(
            trip for trip in self.trips if not (math.isfinite(trip.people_m) and math.isfinite(trip.goods_m))
        )


def measure_flows(
    scenario: Scenario, layout: Layout, park: ParkGraph, warehouse_of: Mapping[str, str]
) -> Flows:
    """Measure the flows of a layout with its graph. ``warehouse_of``: tenant -> storey of its warehouse."""
    distances = Distances.of(park)
    parts: dict[str, list[int]] = {}
    stores: dict[str, list[int]] = {}
    tenants = {tenant.id for tenant in scenario.tenants}
    zones = {demand.id: demand.zone for demand in scenario.demands}
    for number, place in enumerate(distances.places):
        parts.setdefault(place.name, []).append(number)
        if zones.get(place.name) == STORE_ZONE and place.name not in tenants:
            stores.setdefault(place.storey, []).append(number)
    gates = {gate.id for gate in scenario.site.gates}
    placed = parts.keys() - {GATE + gate for gate in gates}
    found = []
    for stream in streams(scenario, placed, warehouse_of):
        ends = [
            parts.get(GATE + end if end in gates else end, []) for end in (stream.origin, stream.destination)
        ]
        if stream.storey:
            ends[1] = stores.get(stream.storey, [])
        if all(ends):
            found.append((stream, tuple(ends[0]), tuple(ends[1])))
    met = Counter(number for _, *sides in found for side in sides for number in side)
    trips = tuple(_trip(distances, met, *row) for row in found)
    return Flows(
        scenario,
        distances,
        trips,
        least_for_storeys(scenario, distances, found),
        least_for_subjects(scenario, found),
        moves(
            scenario,
            distances,
            [(t.stream, t.ones, t.others, t.people_m, t.goods_m) for t in trips],
            _areas(layout),
        ),
    )


def _areas(layout: Layout) -> dict[tuple[str, str], float]:
    """Net m2 by the name and storey of a place."""
    areas: dict[tuple[str, str], float] = {}
    for arranged in layout.storeys:
        for space in arranged.spaces:
            key = (space.subject or space.id, arranged.storey)
            areas[key] = areas.get(key, 0.0) + space.area / M2
    return areas


def _trip(
    distances: Distances, met: Mapping[int, int], stream: Stream, ones: Sequence[int], others: Sequence[int]
) -> Trip:
    """The shortest ways of a stream, measured from the end that more streams meet at."""
    turned = sum(met[k] for k in others) > sum(met[k] for k in ones)
    ends = (others, ones) if turned else (ones, others)
    people = goods = (0.0, ends[0][0], ends[1][0])
    if stream.people_year:
        people = distances.nearest("people", *ends)
    by_hand = False
    if stream.tonnes_year:
        goods = distances.nearest("goods", *ends)
        by_hand = math.isfinite(goods[0]) and math.isinf(distances.way("goods", goods[1], goods[2]))
    _, *way = people if stream.people_year else goods
    one, other = (distances.places[k].storey for k in (reversed(way) if turned else way))
    return Trip(stream, tuple(ones), tuple(others), people[0], goods[0], by_hand, (one, other))
