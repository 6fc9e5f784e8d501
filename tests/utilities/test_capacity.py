"""Capacity against demand as a requirement, and mistakes in the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.check.compliance import Finding
from planner.operations.model import Offers, Operations
from planner.operations.words import LISTS
from planner.scenario import load_scenario, parse_scenario, resolved_yaml
from planner.standards.clauses import Clause, Parameter
from planner.standards.kinds.utility_capacity import KIND
from planner.utilities.model import Service, Utilities
from tests.scenario.cases import GOOD, Case, check, parametrise
from tests.standards.run import verdict
from tests.standards.sheet import judge
from tests.utilities.case import facts_of, plot
from tests.verify import conduct


def clause(*services: str) -> Clause:
    params = {
        "services": Parameter(services, "", ""),
        "least": Parameter(1.0, "ratio", "policy"),
    }
    return Clause("X-1", "x", "mandatory", "utility_capacity", "data", "水电", "utilities", {}, params)


def found(folder: Path, utilities: Utilities, *services: str) -> list[Finding]:
    return list(KIND.check(clause(*services), facts_of(folder, plot(utilities))))


@pytest.mark.parametrize(
    ("capacity", "ok"),
    [(125.0, True), (123.75, True), (123.7, False), (0.0, False)],  # the demand is 123.75 kVA
)
def test_the_connection_carries_the_demand(tmp_path: Path, capacity: float, ok: bool) -> None:
    (finding,) = found(tmp_path, Utilities(capacity={"power": capacity}), "power")
    assert finding.ok is ok
    assert finding.measured == pytest.approx(capacity / 123.75)
    assert (finding.op, finding.limit, finding.unit) == (">=", 1.0, "ratio")
    assert finding.where is not None


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    power, gas, also = found(tmp_path, Utilities(), "power", "gas")
    assert (power.ok, gas.ok, also.ok) == (None, None, None)
    assert (power.subject, power.measured, power.limit) == (
        "power",
        "missing",
        "utilities.capacity.power_kva",
    )
    assert gas.limit == "utilities.demand.gas_m3_h / utilities.indices"
    assert also.limit == "utilities.capacity.gas_m3_h"


def test_no_demand_is_carried_by_any_connection(tmp_path: Path) -> None:
    (gas,) = found(tmp_path, Utilities(demand={"gas": 0.0}), "gas")
    assert gas.ok is True
    assert gas.measured == "demand 0 m3/h (given)"


def test_a_climate_without_heating_asks_for_none(tmp_path: Path) -> None:
    mild = Operations(offers=Offers(utilities=("no_heating_zone",)))
    (heat,) = KIND.check(clause("heating"), facts_of(tmp_path, plot(Utilities(), operations=mild)))
    assert (heat.ok, heat.measured) == (True, "demand 0 kW (given)")
    cold = Utilities(demand={"heating": 5.0}, capacity={"heating": 4.0})
    (heat,) = KIND.check(clause("heating"), facts_of(tmp_path / "cold", plot(cold, operations=mild)))
    assert heat.ok is False  # a demand that is given counts


def test_a_building_has_its_own_connection(tmp_path: Path) -> None:
    given = Utilities(capacity={"power": 200.0}, building_capacity={"A": {"power": 99.0}})
    park, building = found(tmp_path, given, "power")
    assert (park.subject, park.ok) == ("power", True)
    assert (building.subject, building.ok) == ("power (A)", False)
    assert building.measured == pytest.approx(99 / 123.75)  # 0.8
    nothing = Utilities(demand={"gas": 0.0}, building_capacity={"A": {"gas": 10.0}})
    (gas,) = found(tmp_path / "gas", nothing, "gas")  # the building asks for none: no subject
    assert gas.subject == "gas"


def test_a_layout_without_rooms_is_no_subject(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, plot(Utilities(capacity={"power": 1.0}), ()))
    assert list(KIND.check(clause("power"), facts)) == []


def test_the_level_of_the_scenario_decides(tmp_path: Path) -> None:
    given = {"power": 150.0}
    (mid,) = found(tmp_path / "mid", Utilities(capacity=given), "power")
    (high,) = found(tmp_path / "high", Utilities(capacity=given, level="high"), "power")
    assert (mid.ok, high.ok) == (True, False)


def test_the_file_is_read_and_written_back() -> None:
    park = load_scenario(GOOD)
    assert park.utilities.capacity["gas"] == 60
    assert park.utilities.demand == {"heating": 0}
    office = park.utilities.indices[0]
    assert (office.per, office.low, office.factor) == ("gross_m2", 60, (0.8, 0.8, 0.8))
    assert park.utilities.indices[1].factor == (1.0, 1.0, 1.0)
    assert parse_scenario(resolved_yaml(park).encode(), "again").utilities == park.utilities


@parametrise(
    [
        Case(
            "negative",
            "power_kva: 2500",
            "power_kva: -1",
            "power_kva: -1",
            "utilities.capacity.power_kva",
            ("got -1", "not negative"),
        ),
        Case(
            "building",
            "buildings: [{building: A, capacity: {power_kva: 1600}}]",
            "buildings: [{building: C, capacity: {power_kva: 1600}}]",
            "building: C",
            "utilities.buildings[0].building",
            ("got C", "building"),
        ),
        Case(
            "twice",
            "buildings: [{building: A, capacity: {power_kva: 1600}}]",
            "buildings: [{building: A, capacity: {}}, {building: A, capacity: {}}]",
            "building: A",
            "utilities.buildings[1].building",
            ("each building once",),
        ),
        Case(
            "use",
            "{use: office, service: power, low",
            "{use: ofice, service: power, low",
            "use: ofice",
            "utilities.indices[0].use",
            ("did you mean office?",),
        ),
        Case(
            "sewage has no index",
            "service: gas, per: person",
            "service: sewage, per: person",
            "service: sewage",
            "utilities.indices[1].service",
            ("got sewage",),
        ),
        Case(
            "levels",
            "low: 60, mid: 70",
            "low: 71, mid: 70",
            "low: 71",
            "utilities.indices[0].low",
            ("at most mid, 70",),
        ),
        Case(
            "high",
            "mid: 70, high: 90",
            "mid: 70, high: 69",
            "high: 69",
            "utilities.indices[0].high",
            ("at least mid, 70",),
        ),
        Case(
            "kind",
            "uses: {studio: commerce}",
            "uses: {studoi: commerce}",
            "uses: {studoi",
            "utilities.uses.studoi",
            ("did you mean studio?",),
        ),
        Case(
            "two indices",
            "{use: catering, service: gas, per: person",
            "{use: office, service: power, per: person",
            "use: office, service: power, per: person",
            "utilities.indices[1].service",
            ("one index of power for office",),
        ),
        Case(
            "unit",
            "storm_intensity_l_s_ha: 320.5",
            "storm_intensity_l_s_ha: 320 L/s",
            "storm_intensity",
            "utilities.storm_intensity_l_s_ha",
            ("unit stands in the key",),
        ),
    ]
)
def test_mistakes_are_told_with_their_place(case: Case) -> None:
    check(case)


@pytest.mark.parametrize(
    ("capacity", "status"),
    [
        # demands: 123.75 kVA, 23.9 m3/d, 6.29 m3/d, 20 m3/h
        ({"power": 124.0, "water": 23.9, "sewage": 7.0, "gas": 20.0}, "pass"),
        ({"power": 123.0, "water": 23.9, "sewage": 7.0, "gas": 20.0}, "fail"),
        ({"power": 124.0, "water": 23.9, "sewage": 7.0}, "undecided"),
        ({"power": 123.0, "water": 23.9, "sewage": 7.0}, "fail"),
        # All water but the shops' 2.6 m3/d is known from memory only.
        ({"power": 124.0, "water": 23.8, "sewage": 7.0, "gas": 20.0}, "undecided"),
        ({"power": 124.0, "water": 2.6, "sewage": 7.0, "gas": 20.0}, "undecided"),
        ({"power": 124.0, "water": 2.5, "sewage": 7.0, "gas": 20.0}, "fail"),
        ({}, "undecided"),
    ],
)
def test_the_clause_of_the_park(tmp_path: Path, capacity: dict[Service, float], status: str) -> None:
    """The design by the codes cited is shown by a document (``tests.verify.conduct``)."""
    utilities = Utilities(capacity=capacity, demand={"gas": 20.0})
    verdict = judge(tmp_path, "CBEP-4.3.1", plot(utilities, operations=conduct.operations()))
    assert verdict.status == status
    subjects = [finding.subject for finding in verdict.findings]
    assert subjects == ["power", "water", "sewage", "gas", "power", "water", "drainage", "gas"]
    if "gas" not in capacity:
        assert verdict.findings[3].limit == "utilities.capacity.gas_m3_h"


def test_without_rooms_nothing_is_asked_of_the_connections(tmp_path: Path) -> None:
    """The design of the systems is still to be shown."""
    found = judge(tmp_path, "CBEP-4.3.1", plot(Utilities(), ()))
    assert found.status == "undecided"
    assert {finding.limit for finding in found.findings} == {"operations.attestations"}


def test_what_rests_on_memory_alone_does_not_fail(tmp_path: Path) -> None:
    """Offices take 4.8 m3 a day by an index from memory, shops 2.6 m3 by one that was read."""
    short = {"water": 20.0, "sewage": 2.5}
    water, sewage = found(tmp_path / "a", Utilities(capacity=short), "water", "sewage")
    assert (water.ok, sewage.ok) == (None, None)
    assert water.measured == "0.837; 89% of the demand rests on indices from memory"
    assert sewage.measured == "0.397; 65% of the demand rests on indices from memory"
    (sewage,) = found(tmp_path / "b", Utilities(capacity={"sewage": 2.2}), "sewage")
    assert sewage.ok is False  # 2.6 x 0.85 = 2.21
    given = Utilities(capacity={"water": 20.0}, demand={"water": 23.9})
    (water,) = found(tmp_path / "c", given, "water")
    assert water.ok is False  # the scenario's own number binds


def test_bandwidth_and_all_six_utilities_of_the_base(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, plot(Utilities(capacity={"bandwidth": 256.0}, demand={"heating": 0.0})))
    offers = Offers(networks=LISTS["networks"], utilities=LISTS["utilities"])
    scenario = replace(facts.scenario, operations=replace(facts.scenario.operations, offers=offers))
    facts = replace(facts, scenario=scenario)
    assert verdict(facts, "CBEP-4.3.2").status == "pass"  # 256 Mbit/s, exactly
    both = verdict(facts, "SBT11233-4.1.2-b")
    assert both.status == "undecided"
    lacks = {str(row.limit) for row in both.findings if row.ok is None}
    assert "utilities.capacity.power_kva" in lacks
    assert "utilities.demand.storm_l_s / utilities.storm_intensity_l_s_ha" in lacks
    less = replace(scenario.utilities, capacity={"bandwidth": 255.0})
    facts = replace(facts, scenario=replace(scenario, utilities=less))
    assert verdict(facts, "CBEP-4.3.2").status == "fail"
    assert verdict(facts, "SBT11233-4.1.2-b").status == "fail"
