"""From a layout with its scenario to the simulation of its letting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.bundle import Bundle
from planner.check.facts import Facts, gather, read_facts
from planner.check.measures import measure
from planner.errors import UsageError
from planner.leasing import Leasing, Profile, market_profiles
from planner.model import Layout, Scenario
from planner.scenario import load_scenario
from planner.simulate.leasing.codes import EMPTY, NOW, PLANNED
from planner.simulate.leasing.model import Letting, Model, model_of
from planner.simulate.leasing.ratios import Ratio, ratios
from planner.simulate.leasing.tenancy import LetUnit, Linear, let_units, linear_measures
from planner.simulate.results import read_simulated

__all__ = ["Park", "drawn_park", "leasing_of", "letting_of", "park_of", "read_park"]


@dataclass(frozen=True, slots=True)
class Park:
    """A layout ready to be let: units, measures, clauses and the arrays of both."""

    facts: Facts
    letting: Letting
    measures: Mapping[str, Linear]
    clauses: tuple[Ratio, ...]
    model: Model
    profiles: tuple[Profile, ...]
    """The market, in the order of the arrays."""


def park_of(facts: Facts) -> Park:
    """The simulation of a layout; ``UsageError`` where it has nothing to let."""
    units = let_units(facts)
    if not units:
        raise UsageError(
            f"{facts.bundle.directory / 'layout.geojson'}: no suite and no vacant unit, expected "
            "something to let. Try: a scenario with tenants, or one whose programme leaves room"
        )
    scenario = facts.scenario
    measures = linear_measures(facts, units)
    clauses = ratios(facts, measures)
    letting = letting_of(scenario, units)
    leasing = leasing_of(scenario)
    model = model_of(
        leasing,
        letting,
        measures,
        clauses,
        gross_m2=measure(facts, "building_area"),
        running=scenario.occupancy.months_in_operation > 0,
    )
    return Park(facts, letting, measures, clauses, model, leasing.profiles)


def drawn_park(scenario: Scenario, layout: Layout) -> Park:
    """The simulation of a layout that is not on the disk."""
    return park_of(gather(scenario, Bundle(Path("layout"), layout, (), {}, "")))


def leasing_of(scenario: Scenario) -> Leasing:
    """How the scenario lets; one that was not read from a file may name no companies of the market."""
    kinds = [(row.company_type, row.cross_border, row.livestreaming) for row in scenario.tenants]
    leasing = scenario.leasing
    return leasing if leasing.profiles else replace(leasing, profiles=market_profiles(kinds))


def letting_of(scenario: Scenario, units: Sequence[LetUnit]) -> Letting:
    """Companies with a contract are in at once, others may sign; vacant units cost the mean."""
    let = [(unit.suite, unit.tenant.rent_cny_m2_month) for unit in units if unit.tenant is not None]
    asked = let or [(1.0, row.rent_cny_m2_month) for row in scenario.tenants] or [(1.0, 0.0)]
    whole = sum(area for area, _ in asked)
    mean = sum(area * rent for area, rent in asked) / whole if whole > 0 else 0.0
    rents = [mean if unit.tenant is None else unit.tenant.rent_cny_m2_month for unit in units]
    starts = [EMPTY if unit.tenant is None else NOW if unit.tenant.resident else PLANNED for unit in units]
    leasing = scenario.leasing
    reserved, closed = (
        frozenset(unit.id for unit in units if unit.holder in kept)
        for kept in (leasing.reserved_for_cross_border, leasing.closed_to_livestreaming)
    )
    needs = leasing.livestreaming_needs_stock_room
    return Letting(tuple(units), tuple(rents), tuple(starts), reserved, closed, needs)


def read_park(directory: Path, scenario: Path | None = None) -> Park:
    """The layout in a folder, let as its own scenario has it or another of the same park."""
    if scenario is None:
        return park_of(read_simulated(directory))
    return park_of(read_facts(load_scenario(scenario), directory))
