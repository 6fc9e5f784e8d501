"""Measures of any letting are those of the checker for a layout that is let so."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from planner.bundle import write_bundle
from planner.check.facts import Facts, gather, read_facts
from planner.check.measures import MEASURES, measure
from planner.model import Space, Tenant
from planner.simulate.leasing.park import park_of
from planner.simulate.leasing.tenancy import LetUnit, Linear, company_of, let_units, linear, linear_measures
from tests.verify import park

POLICIES = (
    {},
    {"cross_border_counts": "suites", "cross_border_enterprises": "platforms_and_operators"},
    {"cross_border_counts": "with_common_share", "support_denominator": "cross_border_operating_area"},
    {"lettable_area_basis": "without_stock_rooms", "cross_border_denominator": "lettable_area"},
    {"lettable_area_basis": "all_operating_rooms", "operating_area_basis": "lettable"},
    {"cross_border_related": "platforms_and_operators", "cross_border_denominator": "operating_area"},
    {"office_of": "e_commerce_companies", "commercial_area_basis": "let_and_support"},
    {"office_of": "office_rooms", "business_area_basis": "let"},
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("park") / "out"
    write_bundle(folder, park.solution(), resolved="")
    return read_facts(park.park(), folder)


def newcomers(base: Tenant) -> list[Tenant]:
    kinds = product(("platform", "operator", "service", "other"), (True, False))
    return [
        replace(base, id=f"N{n}", company_type=kind, cross_border=trade, livestreaming=False)  # type: ignore[arg-type]
        for n, (kind, trade) in enumerate(kinds)
    ]


def relet(facts: Facts, units: tuple[LetUnit, ...], seed: int) -> tuple[Facts, dict[str, Tenant | None]]:
    """Units without stock rooms change hands at random; each newcomer takes one unit at most."""
    rng = random.Random(seed)
    guests = newcomers(facts.scenario.tenants[0]) + [
        replace(row, id=f"M{n}") for n, row in enumerate(newcomers(facts.scenario.tenants[0]))
    ]
    rng.shuffle(guests)
    whose: dict[str, Tenant | None] = {unit.id: unit.tenant for unit in units}
    for unit in units:
        if unit.stock == 0:
            whose[unit.id] = rng.choice([unit.tenant, None, guests.pop() if guests else None])
    rooms = {space: unit for unit in units if unit.stock == 0 for space in unit.spaces}

    def changed(space: Space) -> Space:
        if space.id not in rooms:
            return space
        tenant = whose[rooms[space.id].id]
        if tenant is None:
            return replace(space, kind="vacant", tenant=None, subject=None)
        return replace(space, kind="tenant_suite", tenant=tenant.id, subject=tenant.id)

    layout = facts.bundle.layout
    storeys = tuple(replace(row, spaces=tuple(map(changed, row.spaces))) for row in layout.storeys)
    everyone = {row.id: row for row in (*facts.scenario.tenants, *(t for t in whose.values() if t))}
    scenario = replace(facts.scenario, tenants=tuple(everyone.values()))
    return gather(scenario, replace(facts.bundle, layout=replace(layout, storeys=storeys))), whose


def told(
    measures: dict[str, Linear], name: str, units: tuple[LetUnit, ...], whose: dict[str, Tenant | None]
) -> float:
    found = measures[name]
    total = found.constant
    for unit in units:
        tenant = whose[unit.id]
        if found.of is not None and tenant is not None:
            total += found.of(unit, company_of(tenant))
    return total


@pytest.mark.parametrize("policies", POLICIES, ids=lambda row: "-".join(row) or "defaults")
def test_measures_agree_with_the_checker(facts: Facts, policies: dict[str, str]) -> None:
    chosen = replace(facts.scenario.policies, **policies)
    mine = replace(facts, scenario=replace(facts.scenario, policies=chosen))
    units = let_units(mine)
    assert any(unit.stock > 0 for unit in units)
    assert any(unit.tenant is None for unit in units)
    measures = dict(linear_measures(mine, units))
    for name in MEASURES:
        assert linear(measures, name, units) == pytest.approx(measure(mine, name)), name
    for seed in range(4):
        other, whose = relet(mine, units, seed)
        for name in MEASURES:
            assert told(measures, name, units, whose) == pytest.approx(measure(other, name)), (name, seed)


def test_clauses_and_numbers_are_those_of_the_packs(facts: Facts) -> None:
    found = {ratio.clause: ratio for ratio in park_of(facts).clauses}
    assert {"CBEP-4.2.1-b", "CBEP-4.2.1-c", "CBEP-4.2.2.1", "CBEP-4.2.2.2", "CBEP-5.2.2.2-a"} <= set(found)
    assert found["CBEP-4.2.2.2"].rows == (*found["CBEP-4.2.2.2-a"].rows, *found["CBEP-4.2.2.2-b"].rows)
    assert found["CBEP-4.2.2.2-a"].part_of == "CBEP-4.2.2.2"
    assert "CBEP-4.2.1-a" not in found  # the size of the park is no matter of letting
    assert found["CBEP-5.2.2.2-a"].rows[0].least == -2  # two stock rooms of 50 m2 or more
    young = replace(facts.scenario.occupancy, months_in_operation=5, least_leased_share=0.7)
    later = replace(facts, scenario=replace(facts.scenario, occupancy=young))
    found = {ratio.clause: ratio for ratio in park_of(later).clauses}
    assert found["CBEP-4.2.2.1"].from_month == 7
    assert found["CBEP-4.2.2.1"].rows[0].least == 0.7
    assert found["CBEP-4.2.1-c"].from_month == 0


def test_the_mean_of_the_last_year_by_its_policy(facts: Facts) -> None:
    policies = replace(facts.scenario.policies, occupancy_basis="year_mean")
    mine = replace(facts, scenario=replace(facts.scenario, policies=policies))
    rows = {ratio.clause: ratio.rows[0] for ratio in park_of(mine).clauses}
    assert rows["CBEP-4.2.2.1"].rolling == 12
    assert rows["CBEP-4.2.1-c"].rolling == 1
