"""What goods find in a layout: stores with the docks that serve them, true ways, lifts, gates. Metres."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.facts import Facts
from planner.check.goods import traffic_of
from planner.circulation.park import ParkGraph
from planner.circulation.read import graph_of
from planner.errors import UsageError
from planner.model import M2, Scenario
from planner.simulate.goods.profile import Profile

__all__ = ["DockWay", "LiftWay", "Network", "Reach", "Store", "read_network", "tour_table"]

STORES = ("storage_base", "logistics_hub")
"""Zones whose rooms hold goods that trucks bring."""
KINDS = frozenset({"warehouse", "logistics_hub"})
TOURS = (1, 2, 4, 8, 16, 32, 64)
"""Places of a tour for which its length is drawn."""
DRAWS = 100
"""Tours drawn for each."""


@dataclass(frozen=True, slots=True)
class DockWay:
    """A dock as trucks find it."""

    id: str
    building: str
    gate: str
    into_m: float
    """From the gate to where a truck begins to back in."""
    back_m: float
    out_m: float
    out_gate: str


@dataclass(frozen=True, slots=True)
class LiftWay:
    """A goods lift."""

    id: str
    rise_m: float
    """To the store, one way."""
    load_t: float | None
    """Rated, where the scenario states it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """From a dock to a store."""

    dock: int
    """Index in ``Network.docks``."""
    way_m: float
    lift: LiftWay | None
    by_hand: bool
    """No way for goods leads there: they are carried as people walk."""


@dataclass(frozen=True, slots=True)
class Store:
    """The rooms of a warehouse or logistics hub on one storey."""

    id: str
    subject: str
    storey: str
    area_m2: float
    in_t_day: float
    """Tonnes that come in on the usual day."""
    out_t_day: float
    reach: tuple[Reach, ...]
    """Docks that serve it, the nearest first."""
    tour_m: tuple[float, ...]
    """Mean length of a picker's tour over as many places as ``TOURS`` says."""


@dataclass(frozen=True, slots=True)
class Network:
    """All that the simulation takes from a layout."""

    docks: tuple[DockWay, ...]
    gates: tuple[str, ...]
    stores: tuple[Store, ...]
    truck_m: float
    """Length of the design truck."""
    idle: tuple[str, ...]
    """Docks that no truck reaches."""
    unserved: tuple[str, ...]
    """Stores that goods from no dock reach; nothing is simulated of them."""

    def with_dock(self, building: str) -> Network:
        """The same with one more dock at a building, as good as the nearest one there."""
        first = next(k for k, dock in enumerate(self.docks) if dock.building == building)
        number = len(self.docks)
        more = replace(self.docks[first], id=f"{self.docks[first].id}+1")
        stores = tuple(_with_another(store, first, number) for store in self.stores)
        return replace(self, docks=(*self.docks, more), stores=stores)


def _with_another(store: Store, like: int, number: int) -> Store:
    same = [replace(reach, dock=number) for reach in store.reach if reach.dock == like]
    return replace(store, reach=tuple(sorted((*store.reach, *same), key=lambda r: (r.way_m, r.dock))))


def read_network(facts: Facts, profile: Profile, seed: int = 1) -> Network:
    """The stores, docks and gates of a layout; ``UsageError`` where no goods can move at all."""
    scenario, park = facts.scenario, graph_of(facts)
    docks, idle = _docks(facts)
    stores, unserved = [], []
    for (subject, storey), rooms in sorted(_rooms(facts).items()):
        reach = _reaches(scenario, park, docks, storey, subject, rooms, profile.dock.detour_m)
        area = sum(polygon.area for _, polygon in rooms) / M2
        name = f"{subject} {storey}"
        if not reach:
            unserved.append(name)
            continue
        tours = tour_table(shapely.union_all([polygon for _, polygon in rooms]), seed)
        stores.append(Store(name, subject, storey, area, 0.0, 0.0, reach, tours))
    if not stores:
        lacking = ", ".join(unserved) or "a warehouse or logistics hub"
        raise UsageError(
            f"{lacking}: no dock that a truck reaches, expected a store with a dock and a gate for goods. "
            "Try: `planner check` names docks that are out of reach; give a gate the traffic goods"
        )
    stores = [_loaded(scenario, profile, store, stores) for store in stores]
    truck = scenario.trucks[scenario.policies.design_truck]
    gates = tuple(sorted({dock.gate for dock in docks}))
    return Network(tuple(docks), gates, tuple(stores), truck.length_mm / 1000, idle, tuple(unserved))


def _docks(facts: Facts) -> tuple[list[DockWay], tuple[str, ...]]:
    """Docks with their truck's way in and out, and those without one."""
    building = {
        dock.id: house.id
        for house in facts.scenario.buildings
        for storey in house.storeys
        for dock in storey.docks
    }
    found, idle = [], []
    for way in traffic_of(facts).trucks:
        if way.into is None or way.back is None or way.out is None:
            idle.append(way.dock)
            continue
        lengths = (way.into.length / 1000, way.back.length / 1000, way.out.length / 1000)
        found.append(
            DockWay(way.dock, building[way.dock], way.gate, lengths[0], lengths[1], lengths[2], way.out_gate)
        )
    return found, tuple(idle)


def _rooms(facts: Facts) -> dict[tuple[str, str], list[tuple[str, Polygon]]]:
    """(subject, storey) -> id and polygon of its rooms for goods."""
    zones = {demand.id: demand.zone for demand in facts.scenario.demands}
    found: dict[tuple[str, str], list[tuple[str, Polygon]]] = {}
    for plate in facts.plates.values():
        for space in plate.spaces:
            subject = space.subject or ""
            if space.kind in KINDS and zones.get(subject) in STORES:
                found.setdefault((subject, plate.storey.id), []).append((space.id, space.polygon))
    return found


def _reaches(
    scenario: Scenario,
    park: ParkGraph,
    docks: Sequence[DockWay],
    storey: str,
    subject: str,
    rooms: Sequence[tuple[str, Polygon]],
    detour_m: float,
) -> tuple[Reach, ...]:
    """The docks that serve a store; goods never pass through another company's rooms."""
    names = {id for id, _ in rooms}
    own = {park.graph.edges[room, door]["owner"] for room in names for door in park.graph.adj[room]}
    for user in ("goods", "people"):
        away, ways = _ways(park, user, own | {""}, names)
        near = [(away[dock.id], k) for k, dock in enumerate(docks) if dock.id in away]
        if near:
            least = min(near)[0]
            return tuple(
                Reach(k, way, _lift(scenario, park, ways[docks[k].id], storey), user == "people")
                for way, k in sorted(near)
                if way <= least + detour_m
            )
    return ()


def _ways(
    park: ParkGraph, user: str, owners: set[str], rooms: set[str]
) -> tuple[Mapping[str, float], Mapping[str, Sequence[str]]]:
    graph = park.graph

    def open_to(one: str, other: str) -> bool:
        data = graph.edges[one, other]
        return bool(data[user]) and data["owner"] in owners

    net = nx.subgraph_view(graph, filter_edge=open_to)
    found: Any = nx.multi_source_dijkstra(net, rooms, weight="walk_m")  # the stubs mix two of its forms
    away, ways = found
    return away, ways


def _lift(scenario: Scenario, park: ParkGraph, way: Sequence[str], storey: str) -> LiftWay | None:
    """The first lift on the way, up or down to the store's storey."""
    lift = next((node for node in way if park.graph.nodes[node]["kind"] in ("goods_lift", "lift")), None)
    if lift is None:
        return None
    feature = str(park.graph.nodes[lift]["feature"])
    place, house = scenario.storey(storey), str(park.graph.nodes[lift]["building"])
    parts = [part for core in place.cores for part in core.parts if part.id == feature]
    load = next((part.load_kg for part in parts if part.load_kg), None)
    rise = abs(place.elevation_mm) / 1000
    return LiftWay(f"{house} {feature}", rise, load / 1000 if load else None)


def _loaded(scenario: Scenario, profile: Profile, store: Store, stores: Sequence[Store]) -> Store:
    """With its tonnes: what flows between gates and the subject state, one way as the other, else by area."""
    gates = {gate.id for gate in scenario.site.gates}
    share = store.area_m2 / sum(other.area_m2 for other in stores if other.subject == store.subject)
    into = sum(
        f.goods_t_per_day for f in scenario.flows if f.origin in gates and f.destination == store.subject
    )
    out = sum(
        f.goods_t_per_day for f in scenario.flows if f.destination in gates and f.origin == store.subject
    )
    usual = profile.tonnes_m2_year * store.area_m2 / 365
    return replace(store, in_t_day=share * (into or out) or usual, out_t_day=share * (out or into) or usual)


def tour_table(ground: BaseGeometry, seed: int) -> tuple[float, ...]:
    """Mean metres of a picker's tour over 1, 2, 4, ... 64 places of a store and back to where it began.

    Places are uniform over the floor; aisles are not drawn, so that one walks along the walls' directions,
    each time to the nearest place that is left.
    """
    random = np.random.default_rng([seed, 71])
    sides = shapely.get_coordinates(ground.minimum_rotated_rectangle)
    along = sides[1] - sides[0]
    turn = -math.atan2(along[1], along[0])
    rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    places = _places(ground, random, DRAWS * (TOURS[-1] + 1)) @ rotation.T / 1000
    return tuple(float(np.mean([_tour(random, places, number) for _ in range(DRAWS)])) for number in TOURS)


def _places(ground: BaseGeometry, random: np.random.Generator, number: int) -> np.ndarray:
    west, south, east, north = ground.bounds
    shapely.prepare(ground)
    found: list[np.ndarray] = []
    while sum(map(len, found)) < number:
        tried = random.uniform((west, south), (east, north), (2 * number, 2))
        found.append(tried[shapely.contains_xy(ground, tried[:, 0], tried[:, 1])])
    return np.concatenate(found)[:number]


def _tour(random: np.random.Generator, places: np.ndarray, number: int) -> float:
    chosen = places[random.integers(0, len(places), number + 1)]
    at, left, length = chosen[0], chosen[1:], 0.0
    while len(left):
        away = np.abs(left - at).sum(axis=1)
        nearest = int(np.argmin(away))
        length += float(away[nearest])
        at, left = left[nearest], np.delete(left, nearest, axis=0)
    return length + float(np.abs(chosen[0] - at).sum())
