"""The clauses that bind areas and numbers, as linear rows over units. Shared by every solver here.

A row says: sum of area[u] x net area of u + sum of count[u] x (u is placed) + constant >= 0. Areas in m2.
Vacant area is what takes leave of the capacity, so it is linear too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.model import M2
from planner.score import BUSINESS_AREA, PARK_BUILDING_AREA, PARK_LAND_AREA, SERVICE_SHARE
from solvers.allocate.problem import Floats, Problem

GROW = 0.03
"""Rooms may come out this much larger than allocated."""

SHRINK = 0.03
"""Rooms may come out this much smaller than allocated."""

SUPPORT_SHRINK = 0.01
"""Support rooms may come out this much smaller than allocated; their placements say so."""

STRICT = 1e-3
"""m2 by which a strict inequality is kept."""


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
class _Sums:
    """Coefficients of the totals the clauses speak about, one a unit."""

    suites: Floats
    cross_border: Floats
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
    for zone in ("office_area", "exchange_centre", "training_base"):  # CBEP-4.1.2-a
        demands = [demand for demand in scenario.demands if demand.zone == zone]
        if not any(not demand.off_site or zone == "training_base" for demand in demands):
            found.append(f"CBEP-4.1.2-a:{zone}")
    return tuple(found)


def constant_fines(problem: Problem) -> float:
    """Fines that no plan can avoid (SBT11233-4.2.1-a: the park is small), as a negative value."""
    scenario = problem.scenario
    if "sbt11233" not in scenario.standards or scenario.base_type != "park":
        return 0.0
    gross = sum(storey.gross_area for storey in scenario.storeys)
    small = gross < PARK_BUILDING_AREA and scenario.site.boundary.area < PARK_LAND_AREA
    return -scenario.weights.recommended_clause_cny_year if small else 0.0


def clauses(problem: Problem, margin: float = 1.0) -> tuple[Clause, ...]:
    """Every row of the standards in scope. ``margin`` scales the safety margins (0: none)."""
    rows: list[Clause] = []
    if "cbep" in problem.scenario.standards:
        rows += _cbep(problem, margin)
    if "sbt11233" in problem.scenario.standards:
        rows += _sbt(problem, margin)
    return tuple(rows)


def _sums(problem: Problem) -> _Sums:
    scenario, units = problem.scenario, problem.units
    suites = np.array([float(unit.role in ("tenant", "stock")) for unit in units])
    cross = np.array(
        [float(unit.role != "demand" and scenario.tenants[unit.index].cross_border) for unit in units]
    )
    zones = scenario.policies.support_zones
    return _Sums(
        suites=suites,
        cross_border=cross,
        operating=np.array([unit.operating for unit in units]),
        support=np.array([float(unit.zone in zones) for unit in units]),
        takes=np.array([unit.take for unit in units]),
        capacity=float(problem.capacity.sum()),
    )


def _cbep(problem: Problem, margin: float) -> list[Clause]:
    scenario, units = problem.scenario, problem.units
    sums = _sums(problem)
    none = np.zeros(len(units))
    grow, shrink = 1 + GROW * margin, 1 - SHRINK * margin
    rows = [Clause("CBEP-4.2.1-b", shrink * sums.cross_border, none, -3000.0)]
    denominator, constant = _denominator(problem, sums)
    numerator = (1 - SUPPORT_SHRINK * margin) * sums.support
    rows.append(Clause("CBEP-4.2.1-c", numerator - 0.10 * grow * denominator, none, -0.10 * grow * constant))
    for zone in ("office_area", "exchange_centre", "training_base"):
        if any(demand.zone == zone and demand.off_site for demand in scenario.demands):
            continue
        present = np.array([float(unit.role == "demand" and unit.zone == zone) for unit in units])
        rows.append(Clause(f"CBEP-4.1.2-a:{zone}", none, present, -1.0))
    storage = tuple(problem.warehouses)
    if storage:
        area = np.zeros(len(units))
        area[list(storage)] = 1 - SHRINK * margin
        rows.append(Clause("CBEP-5.2.1.1", area, none, -1000.0, unless_empty=storage))
    if scenario.occupancy.months_in_operation >= 12:
        rows += _occupied(problem, sums, margin)
    return rows


def _denominator(problem: Problem, sums: _Sums) -> tuple[Floats, float]:
    """Operating area by the scenario's policies, as coefficients and a constant."""
    policies = problem.scenario.policies
    if policies.support_denominator == "cross_border_operating_area":
        return sums.cross_border, 0.0
    if policies.operating_area_basis == "lettable":
        return sums.operating - sums.takes, sums.capacity
    return sums.operating, 0.0


def _occupied(problem: Problem, sums: _Sums, margin: float) -> list[Clause]:
    """Shares of a park that has run for a year: leased area, and cross-border companies by area or number."""
    none = np.zeros(len(problem.units))
    share = min(1.0, max(0.5, problem.scenario.occupancy.least_leased_share))
    loss = 1 - SHRINK * margin
    occupied = loss * (1 - share) * sums.suites + share * sums.takes
    companies = np.array([float(unit.role == "tenant") for unit in problem.units])
    cross = sums.cross_border * companies
    grow, shrink = 1 + GROW * margin, 1 - SHRINK * margin
    by_area = 0.5 * (shrink * sums.cross_border - grow * (sums.suites - sums.cross_border))
    return [
        Clause("CBEP-4.2.2.1", occupied, none, -share * sums.capacity),
        Clause("CBEP-4.2.2.2-a", by_area, none, 0.0, either="CBEP-4.2.2.2"),
        Clause("CBEP-4.2.2.2-b", none, cross - 0.5 * companies, 0.0, either="CBEP-4.2.2.2"),
    ]


def _sbt(problem: Problem, margin: float) -> list[Clause]:
    scenario, units = problem.scenario, problem.units
    none = np.zeros(len(units))
    gross = sum(storey.gross_area for storey in scenario.storeys) / M2
    fine = scenario.weights.recommended_clause_cny_year
    shrink = 1 - SHRINK * margin
    if scenario.base_type == "town":
        office = np.array([float(unit.zone == "office_area") for unit in units])
        return [Clause("SBT11233-4.2.3", shrink * office, none, -0.25 * gross - STRICT)]
    service = np.array([float(unit.zone in scenario.policies.service_zones) for unit in units])
    share = SERVICE_SHARE[scenario.base_type]
    id = "SBT11233-4.2.1-b" if scenario.base_type == "park" else "SBT11233-4.2.2-b"
    served = (1 - SUPPORT_SHRINK * margin) * service
    rows = [Clause(id, served, none, -share * gross, fine=fine)]
    if scenario.base_type == "building":
        operating = shrink * _sums(problem).operating
        rows.append(Clause("SBT11233-4.2.2-a", operating, none, -BUSINESS_AREA / M2, fine=fine))
    return rows
