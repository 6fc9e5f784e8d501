"""What flows cost at least: by straight lines between the doors of buildings, stairs and lifts.

No walk is shorter. It leaves a building by an exit or dock of the ground storey; from another storey it comes
down by a stair or lift, and each storey climbed counts as the scenario says; in the open, and between the
foot of a stair and an exit, nothing is shorter than the straight line. Inside a storey nothing is asked,
since rooms may lie anywhere.

With everybody on his storey, each flow costs at least that between its storeys. On whatever storeys: a flow
between subjects that cannot split is counted with one of them, its hub, and wherever the hub is, its clients
fill the storeys nearest to it, no storey with more than it holds, those with most traffic for their area
first; parts of clients are allowed, and each hub has the storeys to itself, so no layout costs less. Any
other flow costs at least what the nearest storeys on which its ends may lie ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush

from shapely import union_all
from shapely.geometry import Point

from planner.circulation.places import GATE, Distances
from planner.model import M2, Scenario, Storey
from planner.programme import permits, room_kinds
from planner.score import goods_zones, has_goods_access
from planner.traffic import STOCK_PREFIX, Stream

__all__ = ["Apart", "Least", "Permits", "least_for_storeys", "least_for_subjects"]

Ends = tuple[Stream, Sequence[int], Sequence[int]]
SHAFTS = {"people": ("stair", "lift"), "goods": ("stair", "lift", "goods_lift")}
"""Parts of cores by which one comes to another storey; goods are carried where there is no goods lift."""


@dataclass(frozen=True, slots=True)
class Least:
    """What people and goods cost at least, CNY a year."""

    people: float
    goods: float

    @property
    def total(self) -> float:
        """Both."""
        return self.people + self.goods


class Apart:
    """The least metres between two storeys, or a gate and a storey, whatever lies on them."""

    def __init__(self, scenario: Scenario) -> None:
        self._step = scenario.weights.stair_or_lift_m_per_storey
        self._gates = {GATE + gate.id: gate.point for gate in scenario.site.gates}
        self._storeys = {storey.id: storey for storey in scenario.storeys}
        self._order: dict[str, int] = {}
        self._ground: dict[str, list[Storey]] = {}
        for building in scenario.buildings:
            rising = sorted(building.storeys, key=lambda storey: storey.level)
            self._order |= {storey.id: k for k, storey in enumerate(rising)}
            self._ground[building.id] = [storey for storey in rising if storey.is_ground]
        self._down = cache(self._doors)
        self.metres = cache(self._metres)

    def _metres(self, one: str, other: str, user: str) -> float:
        """From a storey or gate (its node) to another."""
        if one == other:
            return 0.0
        if other in self._gates:
            one, other = other, one
        if one in self._gates:
            point = self._gates[one]
            return min(
                (point.distance(door) / 1000 + way for door, way in self._down(other, user)), default=0.0
            )
        here, there = self._storeys[one], self._storeys[other]
        if here.building == there.building:
            return self._step * abs(self._order[one] - self._order[other])
        return min(
            (
                a.distance(b) / 1000 + way + further
                for a, way in self._down(one, user)
                for b, further in self._down(other, user)
            ),
            default=0.0,
        )

    def _doors(self, storey: str, user: str) -> list[tuple[Point, float]]:
        """The doors by which one leaves the building, and the metres to each at least."""
        floor = self._storeys[storey]
        found = []
        for ground in self._ground[floor.building]:
            doors = [exit_.point for exit_ in ground.exits] + [dock.point for dock in ground.docks]
            climb = self._step * abs(self._order[storey] - self._order[ground.id])
            parts = [part for core in ground.cores for part in core.parts]
            shafts = [part.polygon for part in parts if part.kind in SHAFTS[user]]
            feet = union_all(shafts) if shafts else None
            for door in doors:
                flat = 0.0 if ground.id == storey or feet is None else door.distance(feet) / 1000
                found.append((door, climb + flat))
        return found


def least_for_storeys(scenario: Scenario, distances: Distances, ends: Iterable[Ends]) -> Least:
    """The least that flows cost with everybody on the storey where he is."""
    apart, people, goods = Apart(scenario), 0.0, 0.0
    for stream, ones, others in ends:
        here, there = (sorted({_spot(distances, k) for k in side}) for side in (ones, others))
        if stream.people_year:
            metres = min(apart.metres(a, b, "people") for a in here for b in there)
            people += stream.people_cny_m(scenario) * metres
        if stream.tonnes_year:
            metres = min(apart.metres(a, b, "goods") for a in here for b in there)
            goods += stream.goods_cny_m(scenario) * metres
    return Least(people, goods)


def _spot(distances: Distances, number: int) -> str:
    """The storey of a place, or the gate that it is."""
    place = distances.places[number]
    return place.storey or place.name


# ---------------------------------------------------------------- on whatever storeys


@dataclass(frozen=True, slots=True)
class _Subject:
    """Something that lies on one storey: those that permit it, and its least area (m2)."""

    storeys: tuple[str, ...]
    least_m2: float


def least_for_subjects(scenario: Scenario, ends: Iterable[Ends]) -> Least:
    """The least that the same flows cost on whatever storeys the subjects lie."""
    found = [stream for stream, *_ in ends]
    people = [(stream, stream.people_cny_m(scenario)) for stream in found if stream.people_year]
    goods = [(stream, stream.goods_cny_m(scenario)) for stream in found if stream.tonnes_year]
    permits = Permits(scenario)
    return Least(_least(scenario, permits, "people", people), _least(scenario, permits, "goods", goods))


def _least(scenario: Scenario, permits: Permits, user: str, worth: Sequence[tuple[Stream, float]]) -> float:
    apart = Apart(scenario)
    room = {storey.id: _holds_m2(storey) for storey in scenario.storeys}
    gates = {gate.id for gate in scenario.site.gates}
    ends = {end for stream, _ in worth for end in (stream.origin, stream.destination)}
    known = {name: permits.whole(name) for name in sorted(ends - gates - {""})}
    whole = {name: subject for name, subject in known.items() if subject is not None}
    links: dict[tuple[str, str], float] = {}
    total = 0.0
    for stream, cny in worth:
        pair = (stream.origin, stream.destination)
        if all(end in whole or end in gates for end in pair):
            links[pair] = links.get(pair, 0.0) + cny
        else:
            total += cny * _pair(scenario, permits, apart, user, stream)
    near = _Near(apart, user, room)
    for hub, found in _stars(links, gates):
        dense = sorted(found, key=lambda name: -found[name] / max(whole[name].least_m2, 1e-9))
        clients = {name: found[name] for name in dense}
        spots = [GATE + hub] if hub in gates else list(whole[hub].storeys)
        total += min((_star(near, spot, clients, whole, room) for spot in spots), default=0.0)
    return total


def _stars(links: Mapping[tuple[str, str], float], gates: set[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Every link with one hub, the heaviest hub first; gates are hubs before all others."""
    met: dict[str, dict[str, float]] = {}
    for (a, b), cny in links.items():
        for one, other in ((a, b), (b, a)):
            ends = met.setdefault(one, {})
            ends[other] = ends.get(other, 0.0) + cny
    weight = {end: sum(ends.values()) for end, ends in met.items()}
    waiting = [(end not in gates, -cny, end) for end, cny in weight.items()]
    heapify(waiting)
    while waiting:
        _, cny, hub = heappop(waiting)
        clients = met[hub]
        if not clients or -cny > weight[hub]:  # it has lost links to other hubs since: back into line
            if clients:
                heappush(waiting, (hub not in gates, -weight[hub], hub))
            continue
        met[hub] = {}
        for client, lost in clients.items():
            del met[client][hub]
            weight[client] -= lost
        yield hub, clients


class _Near:
    """From a storey or gate to all storeys: the least metres, and the storeys from the nearest on."""

    def __init__(self, apart: Apart, user: str, room: Mapping[str, float]) -> None:
        self._apart, self._user, self._room = apart, user, room
        self.metres = cache(self._metres)
        self.order = cache(self._order)
        self.nearest = cache(self._nearest)

    def _metres(self, spot: str) -> dict[str, float]:
        return {storey: self._apart.metres(spot, storey, self._user) for storey in self._room}

    def _order(self, spot: str) -> list[tuple[str, float]]:
        return sorted(self.metres(spot).items(), key=lambda row: row[1])

    def _nearest(self, spot: str, storeys: tuple[str, ...]) -> float:
        metres = self.metres(spot)
        return min((metres[id] for id in storeys), default=0.0)


def _star(
    near: _Near, hub: str, clients: Mapping[str, float], whole: Mapping[str, _Subject],
    room: Mapping[str, float],
) -> float:  # fmt: skip
    """The least cost of a hub's clients with the hub at a place: two bounds, the greater one.

    ``clients``: those with most traffic for their area first. Each on the nearest storey that permits it; and
    all of them together filling the nearest storeys.
    """
    alone = sum(cny * near.nearest(hub, whole[name].storeys) for name, cny in clients.items())
    order = near.order(hub)
    filled, at, free = 0.0, 0, room[order[0][0]] if order else 0.0
    for name, cny in clients.items():
        need = area = max(whole[name].least_m2, 1e-9)
        while need > 1e-9 and at < len(order):
            part = min(need, free)
            filled += cny * part / area * order[at][1]
            need, free = need - part, free - part
            if need > 1e-9:
                at += 1
                free = room[order[at][0]] if at < len(order) else 0.0
    return max(alone, filled)


def _pair(scenario: Scenario, permits: Permits, apart: Apart, user: str, stream: Stream) -> float:
    """The least metres between any storeys on which both ends may lie."""
    gates = {gate.id for gate in scenario.site.gates}
    sides = []
    for end in (stream.origin, stream.destination):
        if end in gates:
            sides.append([GATE + end])
        elif end:
            sides.append(list(permits.storeys(end)))
        else:
            sides.append(list(permits.stores()))
    return min((apart.metres(a, b, user) for a in sides[0] for b in sides[1]), default=0.0)


class Permits:
    """Storeys on which subjects may lie: pins, kinds that storeys permit, goods access for warehouses."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._pins = {pin.subject: pin.storey for pin in scenario.pins}
        self._demands = {demand.id: demand for demand in scenario.demands}
        self._tenants = {tenant.id: tenant for tenant in scenario.tenants}
        self._goods = {storey.id for storey in scenario.storeys if has_goods_access(scenario, storey.id)}
        self._kinds = cache(self._permitting)
        self.storeys = cache(self._storeys)

    def _storeys(self, name: str) -> tuple[str, ...]:
        """Where a subject may lie."""
        demand = self._demands.get(name)
        if demand is not None:
            zone, kinds = demand.zone, room_kinds(self._scenario, demand)
        elif name.startswith(STOCK_PREFIX):
            zone, kinds = "storage_base", frozenset({"stock_room"})
        else:
            zone, kinds = "office_area", frozenset({"tenant_suite"})
        found = self._kinds(zone, kinds, demand is not None and zone in goods_zones())
        pin = self._pins.get(name)
        return found if pin is None else tuple(storey for storey in found if storey == pin)

    def _permitting(self, zone: str, kinds: frozenset[str], goods: bool) -> tuple[str, ...]:
        return tuple(
            storey.id
            for storey in self._scenario.storeys
            if permits(storey, zone, kinds) and (not goods or storey.id in self._goods)
        )

    def stores(self) -> tuple[str, ...]:
        """Storeys that goods reach."""
        return tuple(storey.id for storey in self._scenario.storeys if storey.id in self._goods)

    def whole(self, name: str) -> _Subject | None:
        """A subject that lies on one storey; ``None`` where it may split."""
        demand, tenant = self._demands.get(name), self._tenants.get(name)
        if demand is not None and demand.splittable:
            return None
        least = demand.least_area if demand else tenant.least_area if tenant else 0
        return _Subject(self.storeys(name), least / M2)


def _holds_m2(storey: Storey) -> float:
    """More than the rooms of a storey can have: all that is no core."""
    cores = sum(core.polygon.area for core in storey.cores)
    return max(0.0, (storey.outline.area - cores) / M2)
