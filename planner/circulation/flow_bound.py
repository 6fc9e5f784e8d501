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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shapely import union_all
from shapely.geometry import Point

from planner.circulation.places import GATE, Distances
from planner.model import Scenario, Storey
from planner.programme import room_kinds
from planner.score import goods_zones, has_goods_access
from planner.traffic import STOCK_PREFIX, Stream

__all__ = ["Apart", "Least", "least_for_storeys", "least_for_subjects", "permitted"]

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
    return Least(_least(scenario, "people", people), _least(scenario, "goods", goods))


def _least(scenario: Scenario, user: str, worth: Sequence[tuple[Stream, float]]) -> float:
    apart = Apart(scenario)
    room = {storey.id: _holds_m2(storey) for storey in scenario.storeys}
    gates = {gate.id for gate in scenario.site.gates}
    names = {end for stream, _ in worth for end in (stream.origin, stream.destination) if end not in gates}
    whole = {
        name: subject for name in sorted(names - {""}) if (subject := _whole(scenario, name)) is not None
    }
    links: dict[tuple[str, str], float] = {}
    total = 0.0
    for stream, cny in worth:
        pair = (stream.origin, stream.destination)
        if all(end in whole or end in gates for end in pair):
            links[pair] = links.get(pair, 0.0) + cny
        else:
            total += cny * _pair(scenario, apart, user, stream)
    for hub, clients in _stars(links, gates):
        spots = [GATE + hub] if hub in gates else list(whole[hub].storeys)
        costs = (_star(apart, user, spot, clients, whole, room) for spot in spots)
        total += min(costs, default=0.0)
    return total


def _stars(links: Mapping[tuple[str, str], float], gates: set[str]) -> Iterable[tuple[str, dict[str, float]]]:
    """Every link with one hub, the heaviest hub first; gates are hubs before all others."""
    left = dict(links)
    while left:
        weight: dict[str, float] = {}
        for (a, b), cny in left.items():
            for end in (a, b):
                weight[end] = weight.get(end, 0.0) + cny
        hub = max(weight, key=lambda end: (end in gates, weight[end], end))
        clients: dict[str, float] = {}
        for (a, b), cny in list(left.items()):
            if hub in (a, b):
                client = b if a == hub else a
                clients[client] = clients.get(client, 0.0) + cny
                del left[a, b]
        yield hub, clients


def _star(
    apart: Apart, user: str, hub: str, clients: Mapping[str, float], whole: Mapping[str, _Subject],
    room: Mapping[str, float],
) -> float:  # fmt: skip
    """The least cost of a hub's clients with the hub at a place: two bounds, the greater one.

    Each client on the nearest storey that permits it; and all of them together filling the nearest storeys.
    """
    metres = {storey: apart.metres(hub, storey, user) for storey in room}
    alone = sum(
        cny * min((metres[id] for id in whole[name].storeys), default=0.0) for name, cny in clients.items()
    )
    near = sorted(metres.items(), key=lambda row: row[1])
    order = sorted(clients, key=lambda name: -clients[name] / max(whole[name].least_m2, 1e-9))
    filled, at, free = 0.0, 0, room[near[0][0]] if near else 0.0
    for name in order:
        need = area = max(whole[name].least_m2, 1e-9)
        while need > 1e-9 and at < len(near):
            part = min(need, free)
            filled += clients[name] * part / area * near[at][1]
            need, free = need - part, free - part
            if need > 1e-9:
                at += 1
                free = room[near[at][0]] if at < len(near) else 0.0
    return max(alone, filled)


def _pair(scenario: Scenario, apart: Apart, user: str, stream: Stream) -> float:
    """The least metres between any storeys on which both ends may lie."""
    gates = {gate.id for gate in scenario.site.gates}
    sides = []
    for end in (stream.origin, stream.destination):
        if end in gates:
            sides.append([GATE + end])
        elif end:
            sides.append(list(permitted(scenario, end)))
        else:
            sides.append([s.id for s in scenario.storeys if has_goods_access(scenario, s.id)])
    return min((apart.metres(a, b, user) for a in sides[0] for b in sides[1]), default=0.0)


def _whole(scenario: Scenario, name: str) -> _Subject | None:
    """A subject that lies on one storey; ``None`` where it may split."""
    demand = next((row for row in scenario.demands if row.id == name), None)
    if demand is not None and demand.splittable:
        return None
    tenant = next((row for row in scenario.tenants if row.id == name), None)
    least = demand.least_area if demand else tenant.least_area if tenant else 0
    return _Subject(permitted(scenario, name), least / 1e6)


def permitted(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Storeys on which a subject may lie: its pin, kinds the storey permits, goods access for warehouses."""
    pin = next((pin.storey for pin in scenario.pins if pin.subject == name), None)
    demand = next((row for row in scenario.demands if row.id == name), None)
    if demand is not None:
        zone, kinds = demand.zone, room_kinds(scenario, demand)
    elif name.startswith(STOCK_PREFIX):
        zone, kinds = "storage_base", frozenset({"stock_room"})
    else:
        zone, kinds = "office_area", frozenset({"tenant_suite"})
    goods = demand is not None and zone in goods_zones()
    return tuple(
        storey.id
        for storey in scenario.storeys
        if (pin is None or storey.id == pin)
        and (
            storey.permitted_kinds is None
            or zone in storey.permitted_kinds
            or kinds <= storey.permitted_kinds
        )
        and (not goods or has_goods_access(scenario, storey.id))
    )


def _holds_m2(storey: Storey) -> float:
    """More than the rooms of a storey can have: all that is no core."""
    cores = sum(core.polygon.area for core in storey.cores)
    return max(0.0, (storey.outline.area - cores) / 1e6)
