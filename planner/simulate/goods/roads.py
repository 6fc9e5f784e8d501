"""Traffic of the peak hour on the roads of the site, with UXsim: trucks to docks, cars of the staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from shapely import LineString

from planner.check.facts import Facts
from planner.circulation.outdoors import Stretch
from planner.circulation.read import site_of
from planner.simulate.goods.load import demand_of
from planner.simulate.goods.network import Network
from planner.simulate.goods.profile import Profile
from planner.simulate.results import need

__all__ = ["RoadLoad", "RoadTraffic", "simulate_roads"]

Trip: TypeAlias = tuple[str, str, float]
"""From and to which node, vehicles an hour."""
PEAK = 3_600
"""Seconds in which vehicles set out."""
AFTER = 1_800
"""Seconds more until the last ought to be there."""
SHORTEST = 8.0
"""UXsim moves a vehicle at most a link a second: shorter links are taken for this long, m."""
JAM = 0.15
"""Vehicles that stand on a metre of lane."""


@dataclass(frozen=True, slots=True)
class RoadLoad:
    """A stretch of road in the peak hour, both directions together."""

    road: str
    line: LineString
    """mm."""
    vehicles: int
    delay_s: float
    """Mean loss of a vehicle against free flow."""


@dataclass(frozen=True, slots=True)
class RoadTraffic:
    """The peak hour on the site."""

    trucks: float
    """Trips of an hour, in and out, as they are to be expected."""
    cars: float
    driven: int
    """Vehicles as drawn."""
    arrived: float
    """Share of the vehicles that arrive within the hour and the half hour after it."""
    delay_s: float
    """Mean loss of a vehicle on its whole way."""
    loads: tuple[RoadLoad, ...]


def simulate_roads(facts: Facts, profile: Profile, network: Network, seed: int) -> RoadTraffic | None:
    """Drive the trucks of the busiest hour and the cars of the morning over the roads at the same time.

    Fire lanes that are no roads stay free. ``None`` where no road joins a gate to anything.
    """
    uxsim = need("uxsim", "UXsim")
    site = site_of(facts)
    stretches = [stretch for stretch in site.stretches if stretch.road and stretch.one != stretch.other]
    at = {access.id: str(access.spot) for access in sorted(site.accesses, key=lambda a: -a.length)}
    trucks, cars = _trucks(profile, network, at), _cars(facts, profile, at)
    if not stretches or not trucks:
        return None
    world = uxsim.World(
        deltan=1,
        tmax=PEAK + AFTER,
        random_seed=seed,
        print_mode=0,
        save_mode=0,
        show_mode=0,
        show_progress=0,
        cpp=True,
    )
    for spot in sorted({spot for stretch in stretches for spot in (stretch.one, stretch.other)}):
        world.addNode(str(spot), spot[0] / 1000, spot[1] / 1000)
    for number, stretch in enumerate(stretches):
        for way, (one, other) in enumerate(((stretch.one, stretch.other), (stretch.other, stretch.one))):
            length = max(SHORTEST, stretch.line.length / 1000)
            world.addLink(f"{number}/{way}", str(one), str(other), length, profile.roads.speed_kmh / 3.6, JAM)
    setting_out = _departures([*trucks, *cars], np.random.default_rng([seed, 31]))
    for time, origin, destination in setting_out:
        world.addVehicle(origin, destination, time)
    if not setting_out:
        return None
    world.exec_simulation()
    world.analyzer.basic_analysis()
    rows = {str(row["link"]): row for row in world.analyzer.link_to_pandas().to_dict("records")}
    return RoadTraffic(
        sum(rate for _, _, rate in trucks),
        sum(rate for _, _, rate in cars),
        len(setting_out),
        world.analyzer.trip_completed / len(setting_out),
        max(0.0, float(world.analyzer.average_delay)) if world.analyzer.trip_completed else 0.0,
        tuple(_load(stretch, [rows[f"{k}/0"], rows[f"{k}/1"]]) for k, stretch in enumerate(stretches)),
    )


def _trucks(profile: Profile, network: Network, at: Mapping[str, str]) -> list[Trip]:
    """Trucks of the busiest hour of the usual day, in and out again."""
    hours = profile.truck_hours
    demand, share = demand_of(profile, network), max(hours) / sum(hours)
    found: list[Trip] = []
    for store in network.stores:
        usual = demand[store.id]
        vans = usual.orders / profile.dispatch.parcels_truck
        rate = (usual.inbound + usual.pallets + vans) * share / len(store.reach)
        for reach in store.reach:
            dock = network.docks[reach.dock]
            if dock.id in at and dock.gate in at and dock.out_gate in at:
                found += [(at[dock.gate], at[dock.id], rate), (at[dock.id], at[dock.out_gate], rate)]
    return found


def _cars(facts: Facts, profile: Profile, at: Mapping[str, str]) -> list[Trip]:
    """Cars of the staff in the morning, from gates to the entrances of their buildings."""
    staff: dict[str, float] = {}
    area: dict[str, float] = {}
    suites = [
        (space.tenant, space.area, plate.storey.id.split("/")[0])
        for plate in facts.plates.values()
        for space in plate.spaces
        if space.kind == "tenant_suite" and space.tenant
    ]
    for tenant, size, _ in suites:
        area[tenant] = area.get(tenant, 0.0) + size
    people = {tenant.id: tenant.staff or 0 for tenant in facts.scenario.tenants}
    for tenant, size, building in suites:
        staff[building] = staff.get(building, 0.0) + people.get(tenant, 0) * size / area[tenant]
    gates = [gate.id for gate in facts.scenario.site.gates if gate.id in at]
    found: list[Trip] = []
    for house in facts.scenario.buildings:
        exits = [e.id for storey in house.storeys if storey.is_ground for e in storey.exits if e.id in at]
        cars = staff.get(house.id, 0.0) * profile.roads.cars_person * profile.roads.peak_share
        ways = [(gate, exit_) for gate in gates for exit_ in exits]
        found += [(at[gate], at[exit_], cars / len(ways)) for gate, exit_ in ways]
    return found


def _departures(trips: Sequence[Trip], random: np.random.Generator) -> list[tuple[int, str, str]]:
    """When vehicles set out: Poisson over the hour."""
    found = []
    for origin, destination, rate in trips:
        if origin != destination:
            times = random.integers(0, PEAK, random.poisson(rate))
            found += [(int(time), origin, destination) for time in times]
    return sorted(found)


def _load(stretch: Stretch, links: Sequence[Mapping[str, Any]]) -> RoadLoad:
    vehicles = [float(link["traffic_volume"]) for link in links]
    lost = [
        count * max(0.0, float(link["average_travel_time"]) - float(link["free_travel_time"]))
        for count, link in zip(vehicles, links, strict=True)
        if count
    ]
    total = round(sum(vehicles))
    return RoadLoad(stretch.road or stretch.lane, stretch.line, total, sum(lost) / total if total else 0.0)
