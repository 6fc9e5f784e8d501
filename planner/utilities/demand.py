"""Demand of a layout for every service: sums over its rooms by use, and over the ground of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import shapely

from planner.check.facts import Facts
from planner.check.shares import gross_factors
from planner.model import M2
from planner.utilities.model import (
    CAPACITY_KEYS,
    SERVICES,
    Index,
    Level,
    Need,
    Service,
    Term,
    Utilities,
)
from planner.utilities.table import Table, table_for

__all__ = ["ground_areas", "needs", "people", "quantities"]

HECTARE = 10_000
SCALE: Mapping[Service, float] = {"power": 1e-3, "water": 1e-3, "heating": 1e-3, "gas": 1.0, "bandwidth": 1.0}
"""From the unit of the index (W, L/d, m3/h, Mbit/s) to that of the demand before the power factor."""

Quantities = Mapping[tuple[str, str], Mapping[str, float]]
"""(building, use) -> per what -> how much."""


def needs(facts: Facts, level: Level | None = None) -> tuple[Need, ...]:
    """The need for every service, at the scenario's level or another one."""
    given = facts.scenario.utilities
    at = level or given.level
    table = table_for(given)
    amounts = quantities(facts, table)
    found: dict[Service, Need] = {}
    for service in SERVICES:
        if service == "sewage":
            found[service] = _sewage(facts, table, at, found["water"])
        elif service == "storm":
            found[service] = _need(facts, service, at, *_storm(facts, table, at))
        else:
            terms = [*_terms(amounts, table, service, at, given.power_factor)]
            missing = () if terms else (_no_demand(service, "utilities.indices"),)
            if service == "water" and terms:
                terms += _watering(facts, table, at)
            found[service] = _need(facts, service, at, terms, missing)
    return tuple(found.values())


def quantities(facts: Facts, table: Table) -> Quantities:
    """Gross and net area and people of every use in every building, by the rooms of the layout."""
    factors, inside = gross_factors(facts), people(facts)
    found: dict[tuple[str, str], dict[str, float]] = {}
    for space in facts.spaces:
        kind = facts.kind_of(space)
        if kind is None:
            continue
        net = space.polygon.area / M2
        building = facts.plates[space.storey].storey.building
        amount = found.setdefault((building, table.use_of(kind)), {})
        more = {"gross_m2": net * factors[building], "net_m2": net, "person": inside[space.id]}
        for per, value in more.items():
            amount[per] = amount.get(per, 0.0) + value
    return found


def people(facts: Facts) -> dict[str, float]:
    """People by room: a company's staff in its suites (shared out by area), elsewhere by area per person."""
    staff = {tenant.id: tenant.staff for tenant in facts.scenario.tenants}
    suites = {id: sum(part.polygon.area for part in parts) for id, parts in facts.suites().items()}
    found: dict[str, float] = {}
    for space in facts.spaces:
        kind, area = facts.kind_of(space), space.polygon.area
        if space.kind == "tenant_suite" and space.tenant in staff and suites.get(space.tenant, 0.0) > 0:
            found[space.id] = staff[space.tenant] * area / suites[space.tenant]
        else:
            each = kind.m2_per_person if kind is not None else 0.0
            found[space.id] = area / M2 / each if each > 0 else 0.0
    return found


def ground_areas(facts: Facts) -> dict[str, float]:
    """Area of roofs, roads and other ground of the site, m2; obstacles (ponds, substations) count nowhere."""
    site = facts.scenario.site
    roofs = shapely.union_all([storey.outline for storey in facts.scenario.storeys])
    lines = [road.centreline.buffer(road.width_mm / 2, cap_style="flat") for road in site.internal_roads]
    roads = shapely.union_all([*(road.polygon for road in facts.roads), *lines])
    roads = shapely.difference(shapely.intersection(roads, site.boundary), roofs)
    taken = shapely.union_all([roofs, roads, *(obstacle.polygon for obstacle in site.obstacles)])
    rest = shapely.difference(site.boundary, taken)
    return {"roof": roofs.area / M2, "road": roads.area / M2, "open": rest.area / M2}


def _terms(
    amounts: Quantities, table: Table, service: Service, level: Level, power_factor: float
) -> Iterable[Term]:
    for (building, use), amount in amounts.items():
        entry = table.indices.get((use, service))
        if entry is not None:
            yield _term(building, entry, amount[entry.per], level, power_factor)


def _term(building: str, entry: Index, quantity: float, level: Level, power_factor: float) -> Term:
    index, factor = entry.at(level)
    demand = quantity * index * factor * SCALE[entry.service]
    if entry.service == "power":
        demand /= power_factor
    return Term(building, entry.use, quantity, entry.per, index, factor, demand, entry.confidence)


def _watering(facts: Facts, table: Table, level: Level) -> list[Term]:
    """Water for roads and open ground, m3 a day."""
    terms = []
    for id, area in ground_areas(facts).items():
        water = table.ground[id].water
        index = water.at(level)
        if index > 0:
            terms.append(Term(None, id, area, "m2", index, 1.0, area * index / 1000, water.confidence))
    return terms


def _storm(facts: Facts, table: Table, level: Level) -> tuple[list[Term], tuple[str, ...]]:
    """Q = q x psi x F (GB 50014): roofs by building, roads and open ground of the site."""
    intensity = facts.scenario.utilities.storm_intensity_l_s_ha
    if intensity is None:
        return [], (_no_demand("storm", "utilities.storm_intensity_l_s_ha"),)
    roofs = {
        building.id: shapely.union_all([storey.outline for storey in building.storeys]).area / M2
        for building in facts.scenario.buildings
    }
    areas: list[tuple[str | None, str, float]] = [
        (building, "roof", area) for building, area in roofs.items()
    ]
    areas += [(None, id, area) for id, area in ground_areas(facts).items() if id != "roof"]
    terms = []
    for building, id, area in areas:
        runoff = table.ground[id].runoff
        psi = runoff.at(level)
        flow = intensity * psi * area / HECTARE
        terms.append(Term(building, id, area, "m2", intensity, psi, flow, runoff.confidence))
    return terms, ()


def _sewage(facts: Facts, table: Table, level: Level, water: Need) -> Need:
    """A share of the water of buildings; of all the water where the scenario gives one number for it."""
    share = table.sewage_share
    part = share.at(level)
    if water.given and water.total is not None:
        amounts: list[tuple[str | None, str, float, str]] = [(None, "water", water.total, share.confidence)]
    else:
        amounts = [
            (term.building, term.use, term.demand, _weaker(share.confidence, term.confidence))
            for term in water.terms
            if term.building is not None
        ]
    terms = [
        Term(building, use, amount, "m3/d", part, 1.0, amount * part, confidence)
        for building, use, amount, confidence in amounts
    ]
    missing = () if terms else (_no_demand("sewage", "utilities.demand.water_m3_day"),)
    return _need(facts, "sewage", level, terms, missing)


def _weaker(one: str, other: str) -> str:
    """The confidence of a product: from memory if a factor is, else that of its second factor."""
    return "M" if "M" in (one, other) else other


def _need(
    facts: Facts, service: Service, level: Level, terms: Iterable[Term], missing: tuple[str, ...]
) -> Need:
    given: Utilities = facts.scenario.utilities
    terms = tuple(terms)
    buildings: dict[str, float] = {}
    for term in terms:
        if term.building is not None:
            buildings[term.building] = buildings.get(term.building, 0.0) + term.demand
    site = sum(term.demand for term in terms if term.building is None)
    computed = sum(buildings.values()) * (given.coincidence if service == "power" else 1.0) + site
    stated = given.demand.get(service)
    if service == "heating" and stated is None and not terms and _no_heating(facts):
        stated = 0.0
    capacity = given.capacity.get(service)
    lacks = missing if stated is None else ()
    if capacity is None:
        lacks = (*lacks, f"utilities.capacity.{CAPACITY_KEYS[service]}")
    return Need(
        service=service,
        level=level,
        total=stated if stated is not None else None if missing else computed,
        given=stated is not None,
        buildings=buildings,
        site=site,
        capacity=capacity,
        building_capacity={id: row[service] for id, row in given.building_capacity.items() if service in row},
        missing=lacks,
        terms=terms,
    )


def _no_heating(facts: Facts) -> bool:
    """Whether the operations say that the climate asks for no heating."""
    offered = facts.scenario.operations.offers.utilities
    return offered is not None and "no_heating_zone" in offered


def _no_demand(service: Service, otherwise: str) -> str:
    return f"utilities.demand.{CAPACITY_KEYS[service]} / {otherwise}"
