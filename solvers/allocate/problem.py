"""The allocation problem as plain arrays: units, storeys, traffic, wishes. Knows no solver.

A *unit* is whatever needs storey area of its own: a tenant's suite, the stock room of a livestreaming
tenant, a demand of the programme. Areas are square metres here, money CNY a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from planner.model import M2, Demand, Scenario, Storey, Tenant
from planner.programme import inner_share, least_part, room_kinds, rooms_for, whole_area
from planner.score import STOCK_PREFIX, goods_zones, has_goods_access
from planner.travel import Travel, travel
from solvers.allocate.crowd import Crowd, crowd_of
from solvers.allocate.may_lie import allowed_storeys, pinned_storeys
from solvers.allocate.packing import Frames, block_limit, frames_of
from solvers.allocate.rooms import room_limits, shaped, too_wide, wide_rooms
from solvers.types import Forbidden, Shape

Floats = npt.NDArray[np.float64]

STOCK_ROOM_LEAST = 50.0
"""m2, CBEP-5.2.2.2-a."""

STOCK_ROOM_AREA = 52.0
"""m2: what a stock room is given, so that it keeps 50 m2 when its walls are drawn."""

STOCK_ROOM_MOST = 60.0

ZONE_LEAST = {
    "livestream_centre": "CBEP-5.2.2.1-a",
    "storage_base": "CBEP-5.2.1.1",
    "party_centre": "CBEP-5.2.3-a",
}
"""Zones whose least area a clause gives."""

WHOLE_ZONES = {
    "office_area": "CBEP-5.1.1.1",
    "exchange_centre": "CBEP-5.1.2.1",
    "training_base": "CBEP-5.1.3.3",
    "customs_hall": "CBEP-5.2.4-b",
    "public_service": "SBT11233-5.3.3.1.4",
    "livestream_centre": "CBEP-5.2.2.1-a",
}
"""Zones of which one part must hold the whole composition, and the clause behind it."""

Role = Literal["tenant", "stock", "demand"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Something to place. Areas in m2 (totals over its parts), rates in CNY per m2 and year."""

    id: str
    role: Role
    zone: str
    index: int
    """Position of the tenant or demand in the scenario."""
    required: bool
    split: bool
    least: float
    wish: float
    most: float
    part: float
    """Least area of one part."""
    main: float
    """Least area of the part that holds the whole composition."""
    take: float
    """Storey area that a square metre of it takes."""
    rate: float
    over_rate: float
    storeys: tuple[int, ...]
    """Where it may lie (indices)."""
    operating: float
    """Share of its area in rooms of role operating or lettable."""
    storage: float = 0.0
    """Warehouse area a tenant asks for."""
    host: int = -1
    """Stock room: unit index of its tenant."""
    single: bool = True
    """Whether every part of it is one room."""
    room: float = np.inf
    """Usual net area of one of its rooms; infinite for a single room and a zone that must be one block."""
    width: float = 0.0
    """Least width of the widest room that each of its parts holds, mm."""
    hall: float = 0.0
    """Area of its rooms that have to be so wide, where a part is smallest."""

    @property
    def smallest(self) -> float:
        """Least area of what lies on one storey."""
        return self.part if self.split else self.least


@dataclass(frozen=True, slots=True)
class Link:
    """Traffic between two units: CNY a year for each metre between them."""

    a: int
    b: int
    cost: float


@dataclass(frozen=True, slots=True)
class GateLink:
    """Traffic between a gate and a unit: CNY a year when the unit lies on a storey (one value each)."""

    unit: int
    cost: Floats


@dataclass(frozen=True, slots=True)
class Near:
    """CNY a year if two units share a storey."""

    unit: int
    other: int
    value: float


@dataclass(frozen=True, slots=True)
class Aspect:
    """CNY a year if every part of a unit lies within these storeys."""

    unit: int
    storeys: frozenset[int]
    value: float


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the solvers of the allocation need."""

    scenario: Scenario
    travel: Travel
    storeys: tuple[Storey, ...]
    capacity: Floats
    """m2 a storey, for takes."""
    building: npt.NDArray[np.int64]
    climb: Floats
    """Metres that a storey's height counts as."""
    flat: Floats
    """Metres between buildings (matrix)."""
    metres: Floats
    """Metres between storeys (matrix)."""
    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    gates: tuple[GateLink, ...]
    """Gate traffic of units that may split; that of the others is part of ``fixed``."""
    near: tuple[Near, ...]
    aspects: tuple[Aspect, ...]
    """Place wishes of units that may split; those of the others are part of ``fixed``."""
    fixed: Floats
    """unit x storey: CNY a year for a part of the unit lying there, area aside."""
    largest: Floats
    """Largest single room of each storey, m2; infinite where nothing is known."""
    room: Floats
    """unit x storey: net area of a part of the unit at most, m2."""
    counts: tuple[tuple[int, float, int], ...]
    """(storey, m2, most): at most so many single rooms there are larger than the area.

    Those aside that are larger than any room there: they are tried whatever the estimate says.
    """
    frames: Frames
    """The pieces that the corridors of each storey may leave."""
    cuts: tuple[tuple[int, tuple[int, ...]], ...]
    """(storey, units that must not all lie on it)."""
    crowd: Crowd
    """People on each storey at most, and what each unit brings."""
    storage_cost: float
    """CNY a year for a metre between a square metre of storage need and its warehouse."""
    staying: Mapping[tuple[int, int], float] = field(default_factory=dict)
    """(unit, storey) -> CNY that leaving it there saves (``solvers.allocate.staying``)."""

    @property
    def warehouses(self) -> tuple[int, ...]:
        """Units whose parts serve tenants' storage needs."""
        return tuple(
            k for k, unit in enumerate(self.units) if unit.zone == "storage_base" and unit.role == "demand"
        )


def build(
    scenario: Scenario,
    capacity: Mapping[str, int],
    forbidden: Sequence[Forbidden],
    shapes: Mapping[str, Shape] = MappingProxyType({}),
    stay: Mapping[str, str] = MappingProxyType({}),
    people: Mapping[str, float] = MappingProxyType({}),
) -> Problem:
    """The problem of a scenario under given storey capacities (mm2 by storey id), cuts and shapes.

    ``stay``: subject -> the only storey where it may lie, if it is placed. ``people``: on a storey at most.
    """
    storeys = scenario.storeys
    rooms = np.array([capacity.get(storey.id, 0) / M2 for storey in storeys])
    units = _units(scenario, storeys, rooms, stay)
    largest = np.array([shapes[s.id].largest / M2 if s.id in shapes else np.inf for s in storeys])
    frames = frames_of(storeys, shapes)
    wide = wide_rooms(units, storeys, shapes)
    room = room_limits(units, rooms, wide, np.array([block_limit(frames, s) for s in range(len(storeys))]))
    units = tuple(shaped(unit, limits) for unit, limits in zip(units, room, strict=True))
    index = {unit.id: k for k, unit in enumerate(units)}
    distances = travel(scenario)
    names = [building.id for building in scenario.buildings]
    metres = np.array([[distances.between(a.id, b.id) for b in storeys] for a in storeys])
    links, gates = _traffic(scenario, distances, units, index)
    near, aspects = _wishes(scenario, units, index)
    fixed, gates, aspects = _fixed(scenario, units, gates, aspects)
    at = {storey.id: k for k, storey in enumerate(storeys)}
    return Problem(
        scenario=scenario,
        travel=distances,
        storeys=storeys,
        capacity=rooms,
        building=np.array([names.index(storey.building) for storey in storeys], dtype=np.int64),
        climb=np.array([abs(distances.climb_m[storey.id]) for storey in storeys]),
        flat=np.array([[distances.between_buildings_m[a, b] for b in names] for a in names]),
        metres=metres,
        units=units,
        links=links,
        gates=gates,
        near=near,
        aspects=aspects,
        fixed=fixed,
        largest=largest,
        room=room,
        counts=tuple(
            (at[id], area / M2, most) for id, shape in sorted(shapes.items()) for area, most in shape.counts
        ),
        frames=frames,
        cuts=(
            *(
                (at[cut.storey], tuple(sorted(index[subject] for subject in cut.subjects)))
                for cut in forbidden
                if cut.storey in at and all(subject in index for subject in cut.subjects)
            ),
            *too_wide(units, storeys, shapes, stay),
        ),
        crowd=crowd_of(scenario, units, storeys, people),
        storage_cost=_storage_cost(scenario),
    )


def _storage_cost(scenario: Scenario) -> float:
    from planner.score import STORAGE_TURNOVER_T_M2_YEAR

    return STORAGE_TURNOVER_T_M2_YEAR * scenario.weights.cny_per_tonne_km / 1000


def _units(
    scenario: Scenario, storeys: tuple[Storey, ...], room: Floats, stay: Mapping[str, str]
) -> tuple[Unit, ...]:
    pins = {pin.subject: pin.storey for pin in scenario.pins}
    units: list[Unit] = []
    for k, tenant in enumerate(scenario.tenants):
        units.append(_tenant(scenario, k, tenant, storeys, room, pins, stay))
    if "cbep" in scenario.standards:
        for k, tenant in enumerate(scenario.tenants):
            if tenant.livestreaming:
                units.append(_stock(scenario, k, tenant, storeys, room, pins, stay))
    for k, demand in enumerate(scenario.demands):
        if not demand.off_site:
            units.append(_demand(scenario, k, demand, storeys, room, pins, stay))
    return tuple(units)


def _tenant(
    scenario: Scenario,
    k: int,
    tenant: Tenant,
    storeys: tuple[Storey, ...],
    room: Floats,
    pins: Mapping[str, str],
    stay: Mapping[str, str],
) -> Unit:
    least = tenant.least_area / M2
    rate = 12 * tenant.rent_cny_m2_month
    allowed = allowed_storeys(storeys, "office_area", frozenset({"tenant_suite"}))
    return Unit(
        id=tenant.id,
        role="tenant",
        zone="office_area",
        index=k,
        required=tenant.resident or tenant.id in pins,
        split=False,
        least=least,
        wish=tenant.wished_area / M2,
        most=tenant.most_area / M2,
        part=least,
        main=least,
        take=1.0,
        rate=rate,
        over_rate=rate * scenario.policies.rent_share_above_wish,
        storeys=pinned_storeys(storeys, allowed, room, least, pins.get(tenant.id, stay.get(tenant.id))),
        operating=1.0,
        storage=tenant.storage_area / M2,
        width=1000 * scenario.catalogue.spaces["tenant_suite"].min_width,
    )


def _stock(
    scenario: Scenario,
    k: int,
    tenant: Tenant,
    storeys: tuple[Storey, ...],
    room: Floats,
    pins: Mapping[str, str],
    stay: Mapping[str, str],
) -> Unit:
    allowed = allowed_storeys(storeys, "storage_base", frozenset({"stock_room"}))
    id = STOCK_PREFIX + tenant.id
    return Unit(
        id=id,
        role="stock",
        zone="storage_base",
        index=k,
        required=tenant.resident or tenant.id in pins,
        split=False,
        least=STOCK_ROOM_AREA,
        wish=STOCK_ROOM_AREA,
        most=STOCK_ROOM_AREA,
        part=STOCK_ROOM_AREA,
        main=STOCK_ROOM_AREA,
        take=1.0,
        rate=0.0,
        over_rate=0.0,
        storeys=pinned_storeys(storeys, allowed, room, STOCK_ROOM_AREA, pins.get(id, stay.get(id))),
        operating=1.0,
        host=k,
        width=1000 * scenario.catalogue.spaces["stock_room"].min_width,
    )


def _demand(
    scenario: Scenario,
    k: int,
    demand: Demand,
    storeys: tuple[Storey, ...],
    room: Floats,
    pins: Mapping[str, str],
    stay: Mapping[str, str],
) -> Unit:
    # whatever stays where an earlier round had it was part of a zone that met these clauses
    cbep = "cbep" in scenario.standards and demand.id not in stay
    least, most = demand.least_area / M2, demand.most_area / M2
    part = least_part(scenario, demand) / M2
    whole = cbep and (bool(demand.rooms) or demand.zone in WHOLE_ZONES)
    main = max(part, whole_area(scenario, demand) / M2) if whole else part
    if cbep and demand.zone in ZONE_LEAST and not demand.splittable:
        least = max(least, scenario.catalogue.zones[demand.zone].least)
    least = max(least, main)
    take = 1.0 + inner_share(scenario, demand)
    kinds = room_kinds(scenario, demand)
    allowed = allowed_storeys(storeys, demand.zone, kinds)
    if demand.zone in goods_zones():
        allowed = tuple(s for s in allowed if has_goods_access(scenario, storeys[s].id))
    if any(scenario.catalogue.spaces[kind].daylight == "needs" for kind in kinds):
        allowed = tuple(s for s in allowed if storeys[s].daylight)
    grounds = tuple(s for s in allowed if storeys[s].is_ground)
    if grounds and demand.id not in stay and any(scenario.catalogue.spaces[kind].ground for kind in kinds):
        allowed = grounds
    smallest = part if demand.splittable else least
    smaller = rooms_for(scenario, demand, round(smallest * M2))
    roles = scenario.catalogue.spaces
    width = max((roles[row.kind].min_width for row in smaller), default=0.0)
    rooms = rooms_for(scenario, demand, demand.wished_area)
    count, wished = sum(room.count for room in rooms), demand.wished_area / M2
    operating = sum(r.count * r.area for r in rooms if roles[r.kind].role in ("operating", "lettable"))
    return Unit(
        id=demand.id,
        role="demand",
        zone=demand.zone,
        index=k,
        required=demand.required or demand.id in pins,
        split=demand.splittable and most >= 2 * part,
        least=least,
        wish=max(demand.wished_area / M2, least),
        most=max(most, 0.0),
        part=part,
        main=main,
        take=take,
        rate=demand.value_cny_m2_year,
        over_rate=0.0,
        storeys=pinned_storeys(
            storeys, allowed, room, smallest * take, pins.get(demand.id, stay.get(demand.id))
        ),
        operating=operating / max(1, demand.wished_area),
        single=demand.kind is not None or count == 1,
        room=np.inf if scenario.catalogue.zones[demand.zone].one_block else wished / count,
        width=1000 * width,
        hall=sum(row.count * row.area for row in smaller if roles[row.kind].min_width == width) / M2,
    )


def _traffic(
    scenario: Scenario, distances: Travel, units: tuple[Unit, ...], index: Mapping[str, int]
) -> tuple[tuple[Link, ...], tuple[GateLink, ...]]:
    from planner.score import STOCK_TRIPS_DAY

    weights, days = scenario.weights, scenario.policies.working_days_year
    gates = {gate.id for gate in scenario.site.gates}
    pairs: dict[tuple[int, int], float] = {}
    gate_costs: dict[int, Floats] = {}

    def add(origin: str, destination: str, cost: float) -> None:
        if origin in gates:
            origin, destination = destination, origin
        if origin not in index or cost <= 0:
            return
        if destination in gates:
            metres = np.array([distances.from_gate(destination, storey.id) for storey in scenario.storeys])
            unit = index[origin]
            gate_costs[unit] = gate_costs.get(unit, np.zeros(len(metres))) + cost * metres
        elif destination in index and origin != destination:
            pair = (min(index[origin], index[destination]), max(index[origin], index[destination]))
            pairs[pair] = pairs.get(pair, 0.0) + cost

    for flow in scenario.flows:
        people = flow.people_per_day * weights.cny_per_person_km
        goods = flow.goods_t_per_day * weights.cny_per_tonne_km
        add(flow.origin, flow.destination, days * (people + goods) / 1000)
    for unit in units:
        if unit.role == "stock":
            cost = days * STOCK_TRIPS_DAY * weights.cny_per_person_km / 1000
            add(scenario.tenants[unit.index].id, unit.id, cost)
    links = tuple(Link(a, b, cost) for (a, b), cost in sorted(pairs.items()))
    return links, tuple(GateLink(unit, cost) for unit, cost in sorted(gate_costs.items()))


def _wishes(
    scenario: Scenario, units: tuple[Unit, ...], index: Mapping[str, int]
) -> tuple[tuple[Near, ...], tuple[Aspect, ...]]:
    from planner.score import wish_aspects

    near: list[Near] = []
    aspects: list[Aspect] = []
    for k, unit in enumerate(units):
        if unit.role == "stock":
            continue
        subject: Tenant | Demand = (
            scenario.tenants[unit.index] if unit.role == "tenant" else scenario.demands[unit.index]
        )
        wanted = wish_aspects(subject.wish)
        for aspect, ids in wanted:
            value = subject.wish.value_cny_year / len(wanted)
            if aspect != "near":
                inside = frozenset(
                    s for s, storey in enumerate(scenario.storeys) if _is_in(storey, aspect, ids)
                )
                aspects.append(Aspect(k, inside, value))
            elif ids[0] in index and index[ids[0]] != k:
                near.append(Near(k, index[ids[0]], value))
    return tuple(near), tuple(aspects)


def _is_in(storey: Storey, aspect: str, ids: tuple[str, ...]) -> bool:
    return {"buildings": storey.building, "storeys": storey.id, "levels": str(storey.level)}[aspect] in ids


def _fixed(
    scenario: Scenario, units: tuple[Unit, ...], gates: tuple[GateLink, ...], aspects: tuple[Aspect, ...]
) -> tuple[Floats, tuple[GateLink, ...], tuple[Aspect, ...]]:
    """What a place is worth by itself; gate traffic and wishes of units that may split stay apart."""
    fixed = np.zeros((len(units), len(scenario.storeys)))
    for link in gates:
        if not units[link.unit].split:
            fixed[link.unit] -= link.cost
    for aspect in aspects:
        if not units[aspect.unit].split:
            fixed[aspect.unit, sorted(aspect.storeys)] += aspect.value
    return (
        fixed,
        tuple(link for link in gates if units[link.unit].split),
        tuple(aspect for aspect in aspects if units[aspect.unit].split),
    )
