"""The clauses that bind areas and numbers, as linear rows over units. Shared by every solver here.

A row says: sum of area[u] x net area of u + sum of count[u] x (u is placed) + constant >= 0. Areas in m2.
Vacant area is what takes leave of the capacity, so it is linear too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from planner.model import M2, Scenario
from planner.programme import room_kinds
from planner.recommended import (
    BUSINESS_AREA,
    SERVICE_SHARE,
    park_too_small,
    service_whole,
    wanted_zones,
    weight,
)
from solvers.allocate.letting import LETTING, letting_row
from solvers.allocate.problem import Floats, Problem
from solvers.allocate.services import carried

GROW = 0.03
"""Rooms may come out this much larger than allocated."""

SHRINK = 0.03
"""Rooms may come out this much smaller than allocated."""

SUPPORT_SHRINK = 0.01
"""Support rooms may come out this much smaller than allocated; their placements say so."""

STRICT = 1e-3
"""m2 by which a strict inequality is kept."""

ADDED_ZONES = {
    "storage_base": "CBEP-5.2.1.1",
    "livestream_centre": "CBEP-5.2.2.1-a",
    "party_centre": "CBEP-5.2.3-a",
    "customs_hall": "CBEP-5.2.4-a",
}
"""Zones that the policy ``optional_zones: always`` asks for, and the clauses that do."""


LIMITS: Mapping[str, float] = MappingProxyType(
    {
        "CBEP-4.2.1-b": 3000.0,
        "CBEP-4.2.1-c": 0.10,
        "CBEP-5.2.1.1": 1000.0,
        "CBEP-4.2.2.2": 0.5,
        "SBT11233-4.2.3": 0.25,
    }
)
"""Numbers of the mandatory clauses: m2, or shares. Others are asked for only to tell what these cost."""

Limits = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Clause:
    """One row. ``fine``: CNY a year for breaking it (recommended), or ``None`` (mandatory).

    Of all rows with the same ``either`` one is enough. ``unless_empty``: units (a zone) that the
    row speaks about; it binds only if one of them is placed.
    """

    id: str
    area: Floats
    count: Floats
    constant: float
    fine: float | None = None
    either: str = ""
    unless_empty: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Coefficients of the totals the clauses speak about, one a unit."""

    suites: Floats
    """What companies occupy: suites and stock rooms."""
    cross_border: Floats
    """Of cross-border companies by CBEP-4.2.1-b and its policies."""
    related: Floats
    """Of companies in related business by CBEP-4.2.2.2 and its policy."""
    operating: Floats
    support: Floats
    takes: Floats
    capacity: float


def impossible(problem: Problem) -> tuple[str, ...]:
    """Clauses that no allocation can meet: too small a park, a zone that nobody asks for."""
    scenario = problem.scenario
    if "cbep" not in scenario.standards:
        return ()
    found = []
    basis = scenario.policies.park_area_basis
    gross = sum(storey.gross_area for storey in scenario.storeys)
    footprint = sum(storey.gross_area for storey in scenario.storeys if storey.is_ground)
    area = {"building_area": gross, "land_area": scenario.site.boundary.area, "footprint_area": footprint}
    if area[basis] < 5000 * M2:  # CBEP-4.2.1-a
        found.append("CBEP-4.2.1-a")
    if scenario.policies.optional_zones == "always":
        asked = {demand.zone for demand in scenario.demands if not demand.off_site}
        found += [f"{clause}:{zone}" for zone, clause in ADDED_ZONES.items() if zone not in asked]
    for zone in ("office_area", "exchange_centre", "training_base"):  # CBEP-4.1.2-a
        demands = [demand for demand in scenario.demands if demand.zone == zone]
        if not any(not demand.off_site or zone == "training_base" for demand in demands):
            found.append(f"CBEP-4.1.2-a:{zone}")
    return tuple(found)


def constant_fines(problem: Problem) -> float:
    """Fines that no plan can avoid (too small a park, zones that nobody asks for), as a negative value."""
    scenario = problem.scenario
    small = weight(scenario, "SBT11233-4.2.1-a") if park_too_small(scenario) else 0.0
    return -small - sum(fine for _, units, fine in _zones(problem) if not units)


def clauses(problem: Problem, margin: float = 1.0, limits: Limits = LIMITS) -> tuple[Clause, ...]:
    """Every row of the standards in scope. ``margin`` scales the safety margins (0: none).

    ``limits``: other numbers of the clauses; those that are missing are as in ``LIMITS``.

    A recommended clause that weighs nothing has no row.
    """
    rows: list[Clause] = []
    limits = {**LIMITS, **limits}
    if "cbep" in problem.scenario.standards:
        rows += _cbep(problem, margin, limits)
    if "sbt11233" in problem.scenario.standards:
        rows += _sbt(problem, margin, limits)
    rows += _recommended_zones(problem)
    rows += _services(problem, margin)
    rows += _letting(problem, limits)
    return tuple(row for row in rows if row.fine is None or row.fine > 0)


def slacks(rows: Iterable[Clause], area: Floats, count: Floats) -> dict[str, float]:
    """How far units are from each mandatory limit that binds them, in its row's unit; negative: broken.

    Of branches the better one counts, of several rows of one clause the worst. ``area``: net m2 of each unit,
    ``count``: 1 where it is placed.
    """
    found: dict[str, float] = {}
    for row in rows:
        empty = row.unless_empty and not count[list(row.unless_empty)].any()
        if row.fine is None and not empty:
            value = float(row.area @ area + row.count @ count + row.constant)
            name = row.either or row.id
            better = max if row.either else min
            found[name] = better(value, found.get(name, value))
    return found


def _letting(problem: Problem, limits: Limits) -> list[Clause]:
    """Rows that a robust plan has learnt, also of clauses that do not bind yet.

    Without safety margins: such a plan is drawn and let before it counts.
    """
    asked, standards = problem.scenario.leasing.robust.rows, problem.scenario.standards
    if not asked:
        return []
    bases = _occupied(problem, sums_of(problem), 0.0, limits)
    bases += _cbep(problem, 0.0, limits) if "cbep" in standards else []
    bases += _sbt(problem, 0.0, limits) if "sbt11233" in standards else []
    known = {row.id: row for row in bases}
    return [
        Clause(row.clause + LETTING, *letting_row(problem, row, known))
        for row in asked
        if row.clause in known
    ]


def _services(problem: Problem, margin: float) -> list[Clause]:
    """A row for each connection of the park that some plan would overload (``solvers.allocate.services``)."""
    rows = [(draw.clause, draw.binding(problem, margin)) for draw in carried(problem, GROW)]
    return [Clause(name, *row) for name, row in rows if row is not None]


def _recommended_zones(problem: Problem) -> list[Clause]:
    """A row for each zone that a clause recommends and that some demand could bring, but need not."""
    units, rows = problem.units, []
    for name, found, fine in _zones(problem):
        if found and not any(units[u].required for u in found):
            present = np.zeros(len(units))
            present[list(found)] = 1.0
            rows.append(Clause(name, np.zeros(len(units)), present, -1.0, fine=fine))
    return rows


def _zones(problem: Problem) -> list[tuple[str, tuple[int, ...], float]]:
    """What CBEP-5.2 and SBT11233-4.1.3 want: name of the row, units that would be it, its fine."""
    scenario = problem.scenario
    found = []
    for clause in ("CBEP-5.2", "SBT11233-4.1.3"):
        wanted = wanted_zones(scenario.catalogue, clause)
        for name, zones in wanted.items():
            units = tuple(u for u, unit in enumerate(problem.units) if _is_zone(problem, u, zones))
            found.append((f"{clause}:{name}", units, weight(scenario, clause) / len(wanted)))
    return found


def _is_zone(problem: Problem, u: int, zones: frozenset[str]) -> bool:
    """Whether a unit is a demand of one of these zones with rooms that are not let by themselves."""
    unit, scenario = problem.units[u], problem.scenario
    if unit.role != "demand" or unit.zone not in zones:
        return False
    kinds = room_kinds(scenario, scenario.demands[unit.index])
    return any(scenario.catalogue.spaces[kind].role != "lettable" for kind in kinds)


def sums_of(problem: Problem) -> Sums:
    """Coefficients of the totals of a problem."""
    policies, units = problem.scenario.policies, problem.units
    suites = np.array([float(unit.role in ("tenant", "stock")) for unit in units])
    cross = _of_companies(problem, policies.cross_border_enterprises)
    if policies.cross_border_counts == "suites":
        cross = cross * np.array([float(unit.role == "tenant") for unit in units])
    zones = policies.support_zones
    return Sums(
        suites=suites,
        cross_border=cross,
        related=_of_companies(problem, policies.cross_border_related),
        operating=np.array([unit.operating for unit in units]),
        support=np.array([float(unit.zone in zones) for unit in units]),
        takes=np.array([unit.take for unit in units]),
        capacity=float(problem.capacity.sum()),
    )


def _of_companies(problem: Problem, which: str) -> Floats:
    """1 for suites and stock rooms of cross-border companies, service companies left out or not."""
    types = ("platform", "operator") if which == "platforms_and_operators" else None
    rows = []
    for unit in problem.units:
        tenant = problem.scenario.tenants[unit.index] if unit.role != "demand" else None
        own = tenant is not None and tenant.cross_border and (types is None or tenant.company_type in types)
        rows.append(float(own))
    return np.array(rows)


def _cbep(problem: Problem, margin: float, limits: Limits) -> list[Clause]:
    scenario, units = problem.scenario, problem.units
    sums = sums_of(problem)
    none = np.zeros(len(units))
    grow, shrink = 1 + GROW * margin, 1 - SHRINK * margin
    rows = [Clause("CBEP-4.2.1-b", shrink * sums.cross_border, none, -limits["CBEP-4.2.1-b"])]
    denominator, constant = _denominator(problem, sums)
    numerator = (1 - SUPPORT_SHRINK * margin) * sums.support
    share = limits["CBEP-4.2.1-c"] * grow
    rows.append(Clause("CBEP-4.2.1-c", numerator - share * denominator, none, -share * constant))
    needed = dict.fromkeys(("office_area", "exchange_centre", "training_base"), "CBEP-4.1.2-a")
    if scenario.policies.optional_zones == "always":
        needed |= ADDED_ZONES
    for zone, clause in needed.items():
        if any(demand.zone == zone and demand.off_site for demand in scenario.demands):
            continue
        present = np.array([float(unit.role == "demand" and unit.zone == zone) for unit in units])
        rows.append(Clause(f"{clause}:{zone}", none, present, -1.0))
    storage = tuple(problem.warehouses)
    if storage:
        area = np.zeros(len(units))
        area[list(storage)] = 1 - SHRINK * margin
        rows.append(Clause("CBEP-5.2.1.1", area, none, -limits["CBEP-5.2.1.1"], unless_empty=storage))
    if scenario.occupancy.months_in_operation >= 12:
        rows += _occupied(problem, sums, margin, limits)
    return rows


def _denominator(problem: Problem, sums: Sums) -> tuple[Floats, float]:
    """Operating area by the scenario's policies, as coefficients and a constant."""
    policies = problem.scenario.policies
    if policies.support_denominator == "cross_border_operating_area":
        return sums.cross_border, 0.0
    if policies.operating_area_basis == "lettable":
        return sums.operating - sums.takes, sums.capacity
    return sums.operating, 0.0


def _occupied(problem: Problem, sums: Sums, margin: float, limits: Limits) -> list[Clause]:
    """Shares of a park that has run for a year: leased area, and cross-border companies by area or number."""
    none = np.zeros(len(problem.units))
    companies = np.array([float(unit.role == "tenant") for unit in problem.units])
    related = sums.related * companies
    grow, shrink = 1 + GROW * margin, 1 - SHRINK * margin
    whole, constant = _related_denominator(problem, sums)
    share = limits["CBEP-4.2.2.2"]
    by_area = shrink * sums.related - share * (grow * (whole - sums.related) + shrink * sums.related)
    return [
        *_leased(problem, sums, margin, limits.get("CBEP-4.2.2.1")),
        Clause("CBEP-4.2.2.2-a", by_area, none, -share * grow * constant, either="CBEP-4.2.2.2"),
        Clause("CBEP-4.2.2.2-b", none, related - share * companies, 0.0, either="CBEP-4.2.2.2"),
    ]


def _related_denominator(problem: Problem, sums: Sums) -> tuple[Floats, float]:
    """Total operating area of CBEP-4.2.2.2-a by its policy, as coefficients and a constant."""
    which = problem.scenario.policies.cross_border_denominator
    if which == "operating_area":
        vacant = problem.scenario.policies.operating_area_basis == "lettable"
        return (sums.operating - sums.takes, sums.capacity) if vacant else (sums.operating, 0.0)
    if which == "lettable_area":
        return _lettable(problem, sums)
    return sums.suites, 0.0


def _lettable(problem: Problem, sums: Sums) -> tuple[Floats, float]:
    """Lettable area by its policy: what is let or operated, and what is left of the capacity."""
    basis = problem.scenario.policies.lettable_area_basis
    if basis == "all_operating_rooms":
        return sums.operating - sums.takes, sums.capacity
    let = sums.suites if basis == "let_and_vacant" else _suites_alone(problem)
    return let - sums.takes, sums.capacity


def _suites_alone(problem: Problem) -> Floats:
    return np.array([float(unit.role == "tenant") for unit in problem.units])


def leased_share(scenario: Scenario) -> float:
    """Share of the lettable area that CBEP-4.2.2.1 and the scenario ask for."""
    return min(1.0, max(0.5, scenario.occupancy.least_leased_share))


def _leased(problem: Problem, sums: Sums, margin: float, limit: float | None) -> list[Clause]:
    """CBEP-4.2.2.1 by its policies; a mean of last year's shares is no matter of the plan."""
    scenario = problem.scenario
    policies = scenario.policies
    if policies.occupancy_basis == "year_mean":
        return []
    share = leased_share(scenario) if limit is None else limit
    loss = 1 - SHRINK * margin
    whole, constant = _lettable(problem, sums)
    let = _suites_alone(problem) if policies.lettable_area_basis == "without_stock_rooms" else sums.suites
    if policies.occupancy_basis == "contracts":
        let = let * np.array(
            [float(u.role != "demand" and scenario.tenants[u.index].resident) for u in problem.units]
        )
    # A suite that comes out smaller lowers what is let and what is lettable alike.
    area = loss * let - share * (whole - (1 - loss) * let)
    return [Clause("CBEP-4.2.2.1", area, np.zeros(len(problem.units)), -share * constant)]


def _sbt(problem: Problem, margin: float, limits: Limits) -> list[Clause]:
    scenario, units = problem.scenario, problem.units
    none = np.zeros(len(units))
    if scenario.base_type == "town":
        return [_town(problem, margin, limits["SBT11233-4.2.3"])]
    service = np.array([float(unit.zone in scenario.policies.service_zones) for unit in units])
    share = SERVICE_SHARE[scenario.base_type]
    id = "SBT11233-4.2.1-b" if scenario.base_type == "park" else "SBT11233-4.2.2-b"
    served = (1 - SUPPORT_SHRINK * margin) * service
    rows = [Clause(id, served, none, -share * service_whole(scenario) / M2, fine=weight(scenario, id))]
    if scenario.base_type == "building":
        rows.append(_business(problem, margin))
    return rows


def _gross(problem: Problem) -> float:
    return sum(storey.gross_area for storey in problem.scenario.storeys) / M2


def _business(problem: Problem, margin: float) -> Clause:
    """SBT11233-4.2.2-a by the policies ``business_area_basis`` and ``and_above``."""
    policies, sums = problem.scenario.policies, sums_of(problem)
    none = np.zeros(len(problem.units))
    counted = {"operating": sums.operating, "let": sums.suites, "building": none}
    constant = _gross(problem) if policies.business_area_basis == "building" else 0.0
    strict = STRICT if policies.and_above == "exclusive" else 0.0
    return Clause(
        "SBT11233-4.2.2-a",
        (1 - SHRINK * margin) * counted[policies.business_area_basis],
        none,
        constant - BUSINESS_AREA / M2 - strict,
        fine=weight(problem.scenario, "SBT11233-4.2.2-a"),
    )


def _town(problem: Problem, margin: float, share: float) -> Clause:
    """SBT11233-4.2.3 by the policies ``office_of`` and ``commercial_area_basis``."""
    scenario, units = problem.scenario, problem.units
    policies, catalogue = scenario.policies, scenario.catalogue
    rows = []
    for unit in units:
        suite = unit.role == "tenant"
        trade = suite and scenario.tenants[unit.index].company_type != "other"
        room = unit.role == "demand" and unit.zone == "office_area"
        chosen = {"all_companies": suite or room, "e_commerce_companies": trade, "office_rooms": room}
        rows.append(float(chosen[policies.office_of]))
    office = (1 - SHRINK * margin) * np.array(rows)
    none = np.zeros(len(units))
    if policies.commercial_area_basis == "building":
        return Clause("SBT11233-4.2.3", office, none, -share * _gross(problem) - STRICT)
    sums, grow = sums_of(problem), 1 + GROW * margin
    support = np.array(
        [float(unit.role == "demand" and catalogue.zones[unit.zone].role == "support") for unit in units]
    )
    whole = sums.suites + support - sums.takes
    constant = -share * grow * sums.capacity - STRICT
    return Clause("SBT11233-4.2.3", office - share * grow * whole, none, constant)
