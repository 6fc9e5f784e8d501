"""What a week asks for on average, before anything is drawn: arrivals, service times, crews, utilisation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from planner.errors import UsageError
from planner.simulate.goods.network import TOURS, Network, Reach, Store
from planner.simulate.goods.profile import PackingPart, PickingPart, Profile
from planner.simulate.goods.stations import Hours

__all__ = [
    "Demand",
    "Load",
    "carry_s",
    "demand_of",
    "handle_s",
    "lift_trips",
    "loads_of",
    "require_stable",
    "tour_m",
]

SETS = 12
"""Stores with docks of their own for which every union of docks is looked at."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What comes to a store on the usual day, and who works there."""

    inbound: float
    """Trucks that bring goods."""
    pallets: float
    """Trucks that fetch them by the pallet."""
    orders: float
    pickers: int
    packers: int


@dataclass(frozen=True, slots=True)
class Load:
    """Work that comes to servers on the average day, over what they can do."""

    name: str
    servers: int
    utilisation: float


def demand_of(profile: Profile, network: Network) -> Mapping[str, Demand]:
    """The usual day of every store, by id."""
    payload, share = profile.truck.payload_t, profile.parcel_share
    into = {store.id: store.in_t_day / payload for store in network.stores}
    out = {store.id: store.out_t_day * (1 - share) / payload for store in network.stores}
    if profile.trucks_per_day is not None:
        scale = profile.trucks_per_day / (sum(into.values()) + sum(out.values()))
        into = {id: scale * trucks for id, trucks in into.items()}
        out = {id: scale * trucks for id, trucks in out.items()}
    leaving = sum(store.out_t_day for store in network.stores)
    given = profile.orders.per_day
    found = {}
    for store in network.stores:
        usual = store.out_t_day * share * 1000 / profile.orders.parcel_kg
        orders = usual if given is None else given * store.out_t_day / leaving
        found[store.id] = Demand(
            into[store.id],
            out[store.id],
            orders,
            profile.picking.workers or _crew(orders * pick_s(profile, store), profile, "picking"),
            profile.packing.workers or _crew(orders * profile.packing.order.mean_s, profile, "packing"),
        )
    return found


def _crew(seconds: float, profile: Profile, part: str) -> int:
    """Workers that do this much a day at the utilisation aimed at, on the average of the week."""
    place: PickingPart | PackingPart = getattr(profile, part)
    return max(1, math.ceil(seconds * _week(profile) / (Hours(*place.hours).seconds * place.target)))


def _week(profile: Profile) -> float:
    """Mean of the days that are simulated, in usual days; peak days count as usual ones."""
    return float(np.mean(profile.weekdays))


def _average(profile: Profile) -> float:
    """Mean of the days that are simulated, peaks included, in usual days."""
    factors = [profile.weekdays[day % 7] for day in range(profile.days)]
    for peak in profile.peaks:
        factors[peak.day - 1] *= peak.factor
    return float(np.mean(factors))


def tour_m(store: Store, places: float) -> float:
    """Mean length of a tour over so many places; beyond the table it grows with their root."""
    if places >= TOURS[-1]:
        return store.tour_m[-1] * math.sqrt(places / TOURS[-1])
    return float(np.interp(places, TOURS, store.tour_m))


def pick_s(profile: Profile, store: Store) -> float:
    """Mean seconds of picking for an order on a full tour."""
    picking, lines = profile.picking, profile.orders.lines
    walk = tour_m(store, picking.batch * lines) / picking.speed_m_s / picking.batch
    return walk + lines * picking.line.mean_s


def lift_trips(profile: Profile, reach: Reach, tonnes: float) -> int:
    """Trips of the goods lift for so many tonnes; none where there is no lift on the way."""
    if reach.lift is None:
        return 0
    carried = min(profile.dock.carrier_t, reach.lift.load_t or math.inf)
    return math.ceil(tonnes / carried - 1e-9)


def lift_s(profile: Profile, reach: Reach) -> float:
    """Seconds of a trip up and down, loading and unloading."""
    rise = reach.lift.rise_m if reach.lift else 0.0
    return 2 * rise / profile.lift.speed_m_s + profile.lift.exchange_s


def carry_s(profile: Profile, reach: Reach, tonnes: float) -> float:
    """Seconds for which the carriers of a dock bring so much between it and a store."""
    dock = profile.dock
    return tonnes / dock.carrier_t * 2 * reach.way_m / dock.carrier_speed_m_s / dock.carriers


def handle_s(profile: Profile, tonnes: float) -> float:
    """Mean seconds of bringing so much over the edge of a dock."""
    return tonnes / profile.dock.tonnes_hour * 3_600


def _dock_s(profile: Profile, reach: Reach, tonnes: float, handling: float) -> float:
    lift = lift_trips(profile, reach, tonnes) * lift_s(profile, reach)
    return profile.dock.paperwork.mean_s + max(handling, carry_s(profile, reach, tonnes), lift)


def loads_of(profile: Profile, network: Network) -> tuple[Load, ...]:
    """Mean utilisation of gates, docks, lifts and crews over the simulated days, the greatest first.

    Docks: of every set that some stores depend on, all work of these stores over these docks.
    """
    demand, factor = demand_of(profile, network), _average(profile)
    gate = dict.fromkeys(network.gates, 0.0)
    dock: dict[str, float] = {}
    lifts: dict[str, float] = {}
    rows = []
    for store in network.stores:
        usual, near = demand[store.id], store.reach[0]
        vans = usual.orders / profile.dispatch.parcels_truck
        kilos = profile.dispatch.parcels_truck * profile.orders.parcel_kg / 1000
        pallets, payload = usual.inbound + usual.pallets, profile.truck.payload_t
        gate[network.docks[near.dock].gate] += (pallets + vans) * profile.gate.check.mean_s
        dock[store.id] = pallets * _dock_s(profile, near, payload, handle_s(profile, payload))
        dock[store.id] += vans * _dock_s(
            profile, near, kilos, profile.dispatch.parcels_truck * profile.dispatch.parcel_s
        )
        if near.lift is not None:
            trips = pallets * lift_trips(profile, near, payload) + vans * lift_trips(profile, near, kilos)
            lifts[near.lift.id] = lifts.get(near.lift.id, 0.0) + trips * lift_s(profile, near)
        for name, hours, workers, work in (
            ("picking", profile.picking.hours, usual.pickers, usual.orders * pick_s(profile, store)),
            ("packing", profile.packing.hours, usual.packers, usual.orders * profile.packing.order.mean_s),
        ):
            rows.append(Load(f"{name} {store.id}", workers, factor * work / workers / Hours(*hours).seconds))
    for id, work in gate.items():
        able = profile.gate.lanes * Hours(*profile.gate.hours).seconds
        rows.append(Load(f"gate {id}", profile.gate.lanes, factor * work / able))
    rows += [Load(f"lift {id}", 1, factor * work / 86_400) for id, work in lifts.items()]
    rows += _dock_loads(profile, network, dock, factor)
    return tuple(sorted(rows, key=lambda row: (-row.utilisation, row.name)))


def _dock_loads(profile: Profile, network: Network, work: Mapping[str, float], factor: float) -> list[Load]:
    groups: dict[frozenset[int], float] = {}
    for store in network.stores:
        docks = frozenset(reach.dock for reach in store.reach)
        groups[docks] = groups.get(docks, 0.0) + work[store.id]
    sets: set[frozenset[int]] = {frozenset[int]().union(*groups)}
    for size in range(1, (len(groups) if len(groups) <= SETS else 1) + 1):
        sets |= {frozenset[int]().union(*some) for some in combinations(groups, size)}
    seconds = Hours(*profile.dock.hours).seconds
    return [
        Load(
            "docks " + " ".join(network.docks[k].id for k in sorted(docks)),
            len(docks),
            factor * sum(load for own, load in groups.items() if own <= docks) / len(docks) / seconds,
        )
        for docks in sorted(sets, key=sorted)
    ]


def require_stable(loads: Sequence[Load]) -> None:
    """``UsageError`` where more work comes than can be done: such a queue grows without end."""
    over = [row for row in loads if row.utilisation >= 1]
    if not over:
        return
    told = "; ".join(f"{row.name} {row.utilisation:.0%} of {row.servers}" for row in over[:6])
    raise UsageError(
        f"utilisation {told}: expected less than 100 % on the average of the days, else the queue grows "
        "without end. Try: fewer trucks or orders, longer hours, faster handling, or more docks, lanes or "
        "workers (docs/goods-simulation.md)"
    )
