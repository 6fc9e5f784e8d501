"""Clauses about services, staff, registers and logs: examples from their text, one change at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner.check.facts import Facts
from planner.operations.model import (
    BuildingState,
    Caterer,
    Company,
    Complaint,
    Document,
    Edition,
    Equipment,
    Feedback,
    Hazard,
    Licence,
    Nearby,
    Offers,
    Operator,
    Partner,
    Period,
    Record,
    Staff,
    Statistic,
)
from tests.standards.run import facts_of, run_facts, status, verdict, with_tenants
from tests.verify import conduct
from tests.verify.conduct import CODE, END, FIRE, LOAN, MONTHS, START

__all__ = ["run_facts"]

DAY = timedelta(days=1)
GOOD = conduct.operations()


def offers(**lists: Sequence[str] | None) -> Offers:
    return replace(GOOD.offers, **lists)  # type: ignore[arg-type]  # lists by name


def operator(**values: str | None) -> Operator:
    return replace(GOOD.operator, **values)  # type: ignore[arg-type]  # values by name


def loan(**values: Any) -> dict[str, Any]:
    return {"lending": (replace(LOAN, **values),)}


def incident(**values: Any) -> dict[str, Any]:
    return {"incidents": (replace(FIRE, **values),)}


def files(id: str, **values: Any) -> dict[str, Any]:
    """The company register with one file changed."""
    rows = GOOD.companies or ()
    return {"companies": tuple(replace(row, **values) if row.tenant == id else row for row in rows)}


def books(changed: str, **values: Any) -> dict[str, Any]:
    rows = GOOD.documents or ()
    return {"documents": tuple(replace(row, **values) if row.kind == changed else row for row in rows)}


def stock(item: str, count: int, **place: str) -> dict[str, Any]:
    """The inventory with another number of an item in a zone, or at a company."""
    rows = GOOD.equipment or ()
    here = [row for row in rows if row.item == item and all(getattr(row, k) == v for k, v in place.items())]
    return {"equipment": tuple(replace(row, count=count) if row in here else row for row in rows)}


def without(zone: str) -> dict[str, Any]:
    return {"equipment": tuple(row for row in GOOD.equipment or () if row.zone != zone)}


PIPES = ("communication", "power", "gas", "water", "drainage")
MODULES = ("finance", "talent", "incubation", "communication", "promotion", "public_technology")
CASES: list[tuple[str, dict[str, Any], str]] = [
    # What is offered: all of it, one missing, nothing known.
    ("CBEP-4.1.1", {"offers": offers(services=("customs", "logistics", "finance", "talent"))}, "pass"),
    ("CBEP-4.1.1", {"offers": offers(services=("customs", "logistics", "finance"))}, "fail"),
    ("CBEP-4.1.1", {"offers": offers(services=None)}, "undecided"),
    ("CBEP-4.3.2", {"offers": offers(networks=("data", "fixed_phone", "mobile"))}, "pass"),
    ("CBEP-4.3.2", {"offers": offers(networks=("data", "mobile"))}, "fail"),
    ("CBEP-4.3.2", {"offers": offers(networks=None)}, "undecided"),
    ("CBEP-5.1.2.2-a", {"offers": offers(display_zones=("Home", "Food"))}, "pass"),
    ("CBEP-5.1.2.2-a", {"offers": offers(display_zones=("Home",))}, "fail"),
    ("CBEP-5.1.2.2-a", {"offers": offers(display_zones=("Home", "Home"))}, "fail"),
    ("CBEP-5.1.2.2-a", {"offers": offers(display_zones=None)}, "undecided"),
    ("CBEP-5.2.4-c", {"offers": offers(services=("customs_declaration", "transport_query"))}, "pass"),
    ("CBEP-5.2.4-c", {"offers": offers(services=("customs_declaration",))}, "fail"),
    ("CBEP-6.1.2", {"offers": offers(services=("market_registration", "premises_proof"))}, "pass"),
    ("CBEP-6.1.2", {"offers": offers(services=("market_registration",))}, "fail"),
    ("CBEP-6.2.3.2", {"offers": offers(third_party=("tax",))}, "fail"),
    ("CBEP-6.2.3.2", {"offers": offers(third_party=None)}, "undecided"),
    ("CBEP-7.1.1", {"offers": offers(modules=(*MODULES, "logistics_support"))}, "pass"),
    ("CBEP-7.1.1", {"offers": offers(modules=MODULES)}, "fail"),
    ("SBT11233-4.1.2-b", {"offers": offers(utilities=("power", "water", "gas", "drainage"))}, "fail"),
    ("SBT11233-4.1.2-b", {"offers": offers(utilities=None)}, "undecided"),
    ("SBT11233-4.1.2-b", {"offers": offers(utilities=(*PIPES, "heating"))}, "pass"),
    ("SBT11233-4.1.2-b", {"offers": offers(utilities=(*PIPES, "no_heating_zone"))}, "pass"),
    ("SBT11233-4.1.2-b", {"offers": offers(utilities=PIPES)}, "fail"),
    ("SBT11233-5.3.2", {"offers": offers(modules=(*MODULES, "logistics_support"))}, "pass"),
    ("SBT11233-5.3.2", {"offers": offers(modules=MODULES[1:])}, "fail"),
    ("SBT11233-5.3.3.1.2", {"offers": offers(logistics=("storage", "sorting", "transport"))}, "fail"),
    ("SBT11233-5.3.3.1.2", {"offers": offers(logistics=None)}, "undecided"),
    (
        "SBT11233-5.3.3.1.3",
        {"offers": offers(services=("finance", "information", "credit", "legal"))},
        "fail",
    ),
    ("SBT11233-5.3.3.1.4", {"offers": offers(utilities=())}, "fail"),
    ("SBT11233-5.3.3.1.4", {"operator": operator(property_management="none")}, "fail"),
    ("SBT11233-A.5.1", {"offers": offers(government=("registration",))}, "fail"),
    ("SBT11233-A.5.2", {"offers": offers(property=("water", "power"))}, "fail"),
    # The operator.
    ("CBEP-6.1.1", {"operator": operator(credit_code="91350100M000100Y44")}, "fail"),
    ("CBEP-6.1.1", {"operator": operator(credit_code="91350100M000100Y4")}, "fail"),
    ("CBEP-6.1.1", {"operator": operator(credit_code="9135010OM000100Y43")}, "fail"),
    ("CBEP-6.1.1", {"operator": operator(credit_code=None)}, "undecided"),
    ("CBEP-6.3.1", {"operator": operator(property_management="none")}, "fail"),
    ("CBEP-6.3.1", {"operator": operator(property_management=None)}, "undecided"),
    ("CBEP-6.3.1", {"operator": operator(property_management="commissioned")}, "undecided"),
    ("CBEP-9.1.1", {"operator": operator(hotline="call us")}, "fail"),
    ("CBEP-9.1.1", {"operator": operator(hotline=None)}, "undecided"),
    # Buildings.
    ("CBEP-4.3.5.2-a", {"buildings": (BuildingState("A", True), BuildingState("B", False))}, "fail"),
    ("CBEP-4.3.5.2-a", {"buildings": (BuildingState("A", True),)}, "undecided"),
    ("CBEP-4.3.5.2-a", {"buildings": (BuildingState("A", True), BuildingState("B"))}, "undecided"),
    (
        "CBEP-4.3.5.1-b",
        {"buildings": (BuildingState("A", True, True), BuildingState("B", True, False))},
        "fail",
    ),
    ("CBEP-4.3.5.1-b", {"buildings": None}, "undecided"),
    # The inventory: at least one of each; a set for each of the classrooms; for each livestreaming company.
    ("CBEP-5.1.1.4", stock("desk", 1, zone="office_area"), "pass"),
    ("CBEP-5.1.1.4", stock("scanner", 0, zone="office_area"), "fail"),
    ("CBEP-5.1.1.4", without("office_area"), "undecided"),
    ("CBEP-5.1.2.2-b", stock("camera", 0, zone="exchange_centre"), "fail"),
    ("CBEP-5.1.2.2-b", without("exchange_centre"), "undecided"),
    ("CBEP-5.1.2.2-e", stock("guide_map", 0, zone="exchange_centre"), "fail"),
    ("CBEP-5.1.2.3", stock("chair", 0, zone="exchange_centre"), "fail"),
    ("CBEP-5.1.3.4-c", stock("livestream_set", 1, zone="training_base"), "pass"),
    ("CBEP-5.1.3.4-c", stock("livestream_set", 0, zone="training_base"), "fail"),
    ("CBEP-5.1.3.4-c", without("training_base"), "undecided"),
    ("CBEP-5.1.3.5-b", stock("round_table", 0, zone="training_base"), "fail"),
    ("CBEP-5.2.2.2-b", stock("livestream_set", 0, company="T02"), "fail"),
    ("CBEP-5.2.2.2-b", {"equipment": (Equipment("livestream_set", 2, company="T01"),)}, "undecided"),
    # Staff on the day of the check: four instructors; who has left or is to come does not count.
    ("CBEP-5.1.2.4-a", {"staff": (Staff("incubator_instructor", 4),)}, "pass"),
    ("CBEP-5.1.2.4-a", {"staff": (Staff("incubator_instructor", 3), Staff("mentor", 9))}, "fail"),
    (
        "CBEP-5.1.2.4-a",
        {"staff": (Staff("incubator_instructor", 3), Staff("incubator_instructor", 1, END))},
        "pass",
    ),
    ("CBEP-5.1.2.4-a", {"staff": (Staff("incubator_instructor", 4, END + DAY),)}, "fail"),
    ("CBEP-5.1.2.4-a", {"staff": (Staff("incubator_instructor", 4, None, END),)}, "pass"),
    ("CBEP-5.1.2.4-a", {"staff": (Staff("incubator_instructor", 4, None, END - DAY),)}, "fail"),
    ("CBEP-5.1.2.4-a", {"staff": None}, "undecided"),
    ("CBEP-5.1.2.4-a", {"as_of": None}, "undecided"),
    ("CBEP-6.3.2", {"staff": (Staff("security", 1),)}, "fail"),
    ("CBEP-6.3.2", {"staff": None}, "undecided"),
    ("SBT11233-A.4.8", {"staff": ()}, "fail"),
    # Partners: an agreement holds on its last day.
    ("CBEP-5.1.3.1", {"partners": (Partner("College", "education", START, END),)}, "pass"),
    ("CBEP-5.1.3.1", {"partners": (Partner("College", "education", START, END - DAY),)}, "fail"),
    ("CBEP-5.1.3.1", {"partners": (Partner("College", "education", END),)}, "pass"),
    ("CBEP-5.1.3.1", {"partners": (Partner("College", "education", END + DAY),)}, "fail"),
    ("CBEP-5.1.3.1", {"partners": (Partner("Institute", "research", START),)}, "fail"),
    ("CBEP-5.1.3.1", {"partners": None}, "undecided"),
    ("CBEP-5.1.3.2", {"partners": (Partner("Institute", "research", START),)}, "pass"),
    ("CBEP-5.1.3.2", {"partners": ()}, "fail"),
    # The company register. T01 is an operating company, T19 a platform, T20 a service company.
    ("CBEP-6.1.3", files("T01", verified=tuple(MONTHS[:-1])), "fail"),
    ("CBEP-6.1.3", files("T01", verified=(*MONTHS[:-1], date(2026, 1, 1))), "fail"),
    ("CBEP-6.1.3", files("T01", verified=(*MONTHS[:-1], MONTHS[0])), "fail"),
    ("CBEP-6.1.3", files("T01", since=date(2025, 12, 1), verified=(MONTHS[-1],)), "pass"),
    ("CBEP-6.1.3", files("T01", since=date(2025, 11, 30), verified=(MONTHS[-1],)), "pass"),
    ("CBEP-6.1.3", files("T01", since=date(2025, 11, 1), verified=(MONTHS[-1],)), "fail"),
    ("CBEP-6.1.3", files("T01", verified=None), "undecided"),
    ("CBEP-6.1.3", files("T01", licences=(Licence("Trade", expires=END - DAY),)), "fail"),
    ("CBEP-6.1.3", {"period": None}, "undecided"),
    ("CBEP-6.1.3", {"period": Period(date(2025, 12, 2), END)}, "undecided"),
    ("CBEP-6.1.3", {"period": Period(date(2025, 12, 1), END)}, "pass"),
    ("CBEP-6.1.4", files("T07", credit_class=None), "undecided"),
    ("CBEP-6.2.2.1", files("T01", registered=END), "pass"),
    ("CBEP-6.2.2.1", files("T01", registered=END + DAY), "fail"),
    ("CBEP-6.2.2.1", files("T01", registered=None), "undecided"),
    ("CBEP-6.2.2.1", files("T01", credit_code=CODE[:-1] + "0"), "fail"),
    ("CBEP-6.2.2.1", files("T01", licences=()), "fail"),
    ("CBEP-6.2.2.1", files("T01", licences=(Licence("Trade", expires=END - DAY),)), "fail"),
    ("CBEP-6.2.2.1", files("T20", licences=()), "pass"),
    ("CBEP-6.2.2.1", {"companies": ()}, "undecided"),
    ("CBEP-6.2.3.1", files("T20", licences=()), "fail"),
    ("CBEP-6.2.3.1", files("T01", licences=()), "pass"),
    ("CBEP-6.2.3.1", files("T20", registered=None), "undecided"),
    # The five steps of lending.
    ("CBEP-6.3.3", {}, "pass"),
    ("CBEP-6.3.3", loan(taken=date(2025, 1, 5)), "fail"),
    ("CBEP-6.3.3", loan(purpose=None), "fail"),
    ("CBEP-6.3.3", {"lending": ()}, "not_applicable"),
    ("CBEP-6.3.3", {"lending": None}, "undecided"),
    (
        "CBEP-6.3.3",
        loan(applied=date(2024, 12, 31), approved=date(2024, 12, 31), on_platform=False),
        "not_applicable",
    ),
    ("CBEP-6.3.3-1", loan(on_platform=False), "fail"),
    ("CBEP-6.3.3-1", loan(applied=None), "fail"),
    ("CBEP-6.3.3-1", loan(purpose=None), "pass"),
    ("CBEP-6.3.3-2", loan(purpose=None), "fail"),
    ("CBEP-6.3.3-2", loan(term_days=None), "fail"),
    ("CBEP-6.3.3-2", loan(due=None), "fail"),
    ("CBEP-6.3.3-2", loan(on_platform=False), "pass"),
    ("CBEP-6.3.3-3", loan(approved=date(2025, 1, 7)), "pass"),
    ("CBEP-6.3.3-3", loan(approved=date(2025, 1, 8)), "fail"),
    ("CBEP-6.3.3-3", loan(approved=None), "fail"),
    ("CBEP-6.3.3-3", loan(approved=None, taken=None, returned=None), "not_applicable"),
    ("CBEP-6.3.3-4", loan(state="worn"), "pass"),
    ("CBEP-6.3.3-4", loan(state="damaged"), "fail"),
    ("CBEP-6.3.3-4", loan(returned=None, state=None), "not_applicable"),
    ("CBEP-6.3.3-5", loan(returned=date(2025, 1, 16)), "fail"),
    ("CBEP-6.3.3-5", loan(state=None), "fail"),
    ("CBEP-6.3.3-5", loan(returned=None, state=None), "fail"),
    ("CBEP-6.3.3-5", loan(returned=None, state=None, due=END), "not_applicable"),
    # Documents in force, published, in two languages.
    ("CBEP-7.1.2-a", books("organisation_chart", public=False), "fail"),
    ("CBEP-7.1.2-a", books("service_guide", public=False), "pass"),
    ("CBEP-7.1.2-a", books("service_guide", expires=END - DAY), "fail"),
    ("CBEP-7.1.2-a", books("service_guide", kind="other"), "fail"),
    ("CBEP-7.1.2-a", {"documents": None}, "undecided"),
    ("CBEP-7.1.2-b", books("operations_manual", languages=("zh",)), "fail"),
    ("CBEP-7.1.2-b", books("operations_manual", languages=("zh", "en", "ru")), "pass"),
    ("CBEP-7.1.2-b", {"documents": None}, "undecided"),
    ("CBEP-8.3-a", {"documents": (Document("emergency_plan", "Plan", END, END),)}, "pass"),
    ("CBEP-8.3-a", {"documents": (Document("emergency_plan", "Plan", START, END - DAY),)}, "fail"),
    ("CBEP-8.3-a", {"documents": (Document("emergency_plan", "Plan", END + DAY),)}, "fail"),
    ("CBEP-8.3-a", {"documents": None}, "undecided"),
    # Complaints within 30 days (policy); one still open within them is not judged.
    ("CBEP-7.1.3", {"complaints": (Complaint(date(2025, 1, 1), "Lift", date(2025, 1, 31)),)}, "pass"),
    ("CBEP-7.1.3", {"complaints": (Complaint(date(2025, 1, 1), "Lift", date(2025, 2, 1)),)}, "fail"),
    ("CBEP-7.1.3", {"complaints": (Complaint(date(2025, 12, 1), "Lift"),)}, "not_applicable"),
    ("CBEP-7.1.3", {"complaints": (Complaint(date(2025, 11, 30), "Lift"),)}, "fail"),
    ("CBEP-7.1.3", {"complaints": (Complaint(date(2024, 1, 1), "Lift"),)}, "not_applicable"),
    ("CBEP-7.1.3", {"complaints": None}, "undecided"),
    # Incidents.
    ("CBEP-8.5", incident(plan_started=date(2025, 2, 2)), "fail"),
    ("CBEP-8.5", incident(reported=None), "fail"),
    ("CBEP-8.5", incident(reviewed=date(2025, 2, 1)), "fail"),
    ("CBEP-8.5", {"incidents": ()}, "not_applicable"),
    ("CBEP-8.5", {"incidents": None}, "undecided"),
    # Opinions, in two ways at least.
    ("CBEP-9.1.2", {"feedback": (Feedback(START, "visit"), Feedback(END, "survey"))}, "pass"),
    ("CBEP-9.1.2", {"feedback": (Feedback(START, "visit"), Feedback(END, "visit"))}, "fail"),
    ("CBEP-9.1.2", {"feedback": (Feedback(START, "visit"), Feedback(END + DAY, "survey"))}, "fail"),
    ("CBEP-9.1.2", {"feedback": None}, "undecided"),
    # Living facilities: the park has catering, lodging, leisure and shops of its own.
    ("CBEP-4.3.4", {"nearby": None}, "pass"),
    ("SBT11233-5.3.3.1.5", {"nearby": None}, "pass"),
    # Hazards: 50/500 + 100/200 = 0.6; 0.1 + 0.9 = 1 is a major hazard source.
    ("SBT11233-5.3.4.6", {"hazards": (Hazard("Acetone", 50, 500), Hazard("Petrol", 179.9, 200))}, "pass"),
    ("SBT11233-5.3.4.6", {"hazards": (Hazard("Acetone", 50, 500), Hazard("Petrol", 180, 200))}, "undecided"),
    ("SBT11233-5.3.4.6", {"hazards": tuple(Hazard("Petrol", 20, 200) for _ in range(10))}, "undecided"),
    ("SBT11233-5.3.4.6", {"hazards": ()}, "pass"),
    ("SBT11233-5.3.4.6", {"hazards": None}, "undecided"),
    # Annex A.
    ("SBT11233-A.1.9", {"records": (Record("honour", "Model base"),)}, "pass"),
    ("SBT11233-A.1.9", {"records": None}, "undecided"),
    ("SBT11233-A.2.1", {"records": None}, "undecided"),
    ("SBT11233-A.3.11", {"records": None}, "undecided"),
    ("SBT11233-A.3.12", {"records": None}, "undecided"),
    ("SBT11233-A.4.2", {"records": None}, "undecided"),
    ("SBT11233-A.4.7", {"records": None}, "undecided"),
    ("SBT11233-A.4.9", {"statistics": (Statistic("Trade", MONTHS[2], MONTHS[2] + DAY),)}, "fail"),
    ("SBT11233-A.4.9", {"statistics": (Statistic("Trade", MONTHS[2]),)}, "fail"),
    ("SBT11233-A.4.9", {"statistics": (Statistic("Trade", date(2024, 3, 1)),)}, "not_applicable"),
    ("SBT11233-A.4.9", {"statistics": None}, "undecided"),
    ("SBT11233-A.5.4", {"catering": (Caterer("Canteens", "B", True),)}, "fail"),
    ("SBT11233-A.5.4", {"catering": (Caterer("Canteens", "A", False),)}, "fail"),
    ("SBT11233-A.5.4", {"catering": ()}, "not_applicable"),
    ("SBT11233-A.5.4", {"catering": None}, "undecided"),
    # Editions of cited standards: a dated one must be that edition.
    ("CBEP-2.r1", {"editions": (Edition("GB 2894", 2025),)}, "fail"),
    ("CBEP-2.r1", {"editions": None}, "not_applicable"),
    ("CBEP-2.r2", {"editions": (Edition("GB 13495.1", 2015),)}, "pass"),
    ("CBEP-2.r2", {"editions": (Edition("GB 13495.1", 1992),)}, "fail"),
    ("CBEP-2.r3", {"editions": (Edition("GB/T 28581", 2021),)}, "pass"),
    ("CBEP-2.r3", {"editions": (Edition("GB/T 28581", 2012),)}, "fail"),
    ("CBEP-2.r7", {"editions": (Edition("GB 50052", 2009),)}, "undecided"),
    ("SBT11233-2.r6", {"editions": (Edition("GB 50016", 2014),)}, "undecided"),
]


@pytest.mark.parametrize(
    ("clause", "changes", "expected"), CASES, ids=[f"{n}-{row[0]}" for n, row in enumerate(CASES)]
)
def test_example(run_facts: Facts, clause: str, changes: dict[str, Any], expected: str) -> None:
    found = verdict(facts_of(run_facts, **changes), clause)
    assert found.status == expected, found.findings
    for finding in found.findings:
        assert finding.ok is not False or finding.where is not None
        if finding.ok is None:
            assert finding.measured == "missing"
            assert finding.limit


NOT_IN_ORDER = {"CBEP-2.r2", "CBEP-2.r3", "CBEP-2.r7", "SBT11233-2.r6"}
"""References whose edition the park does not state."""


@pytest.mark.parametrize("clause", sorted({row[0] for row in CASES} - NOT_IN_ORDER))
def test_in_order(run_facts: Facts, clause: str) -> None:
    assert status(run_facts, clause) == "pass"


def test_a_company_that_nobody_keeps_a_file_of(run_facts: Facts) -> None:
    found = verdict(facts_of(run_facts, companies=(Company("T02", CODE),)), "CBEP-6.1.3")
    lacking = {row.subject for row in found.findings if row.ok is None}
    assert "days on which the file of T01 was checked" in lacking
    assert "licence of T01" in lacking


@pytest.mark.parametrize(
    "clause", ["CBEP-6.2.1.1", "CBEP-6.2.1.3", "CBEP-6.2.3.1", "CBEP-6.2.3.2", "CBEP-5.2.2.2-b"]
)
def test_without_such_companies_the_clause_does_not_apply(run_facts: Facts, clause: str) -> None:
    plain = tuple(
        replace(tenant, company_type="operator", livestreaming=False) for tenant in run_facts.scenario.tenants
    )
    assert status(with_tenants(run_facts, plain), clause) == "not_applicable"


def test_a_major_hazard_source_that_is_managed(run_facts: Facts) -> None:
    kept = (Hazard("Petrol", 200, 200),)
    rows = tuple(
        replace(row, covers=(*row.covers, "major_hazard")) if "SBT11233-5.3.4.6" in row.about else row
        for row in GOOD.attestations or ()
    )
    assert status(facts_of(run_facts, hazards=kept, attestations=rows), "SBT11233-5.3.4.6") == "pass"


def test_a_contract_for_commissioned_management(run_facts: Facts) -> None:
    contract = replace((GOOD.attestations or ())[0], about=("CBEP-6.3.1",))
    changed = facts_of(
        run_facts,
        operator=operator(property_management="commissioned"),
        attestations=(*(GOOD.attestations or ()), contract),
    )
    assert status(changed, "CBEP-6.3.1") == "pass"
    late = replace(contract, expires=END - DAY)
    assert status(facts_of(changed, attestations=(late,)), "CBEP-6.3.1") == "fail"


def test_lodging_off_site_is_there(run_facts: Facts) -> None:
    """CBEP-4.3.4: a demand that the scenario marks off site is evidence."""
    plates = {
        id: replace(plate, spaces=tuple(space for space in plate.spaces if space.kind != "lodging"))
        for id, plate in run_facts.plates.items()
    }
    demands = tuple(replace(row, off_site=row.kind == "lodging") for row in run_facts.scenario.demands)
    scenario = replace(facts_of(run_facts, nearby=None).scenario, demands=demands)
    assert status(replace(run_facts, plates=plates, scenario=scenario), "CBEP-4.3.4") == "pass"


@pytest.mark.parametrize(
    ("walk", "expected"), [(999.9, "pass"), (1000.0, "pass"), (1000.1, "fail"), (None, "undecided")]
)
def test_lodging_outside_the_park(run_facts: Facts, walk: float | None, expected: str) -> None:
    """CBEP-4.3.4: without lodging in the park, a hotel within the policy's 1000 m."""
    nearby = (
        None if walk is None else (Nearby("Hotel", "lodging", walk), Nearby("Far hotel", "lodging", 5000.0))
    )
    plates = {
        id: replace(plate, spaces=tuple(space for space in plate.spaces if space.kind != "lodging"))
        for id, plate in run_facts.plates.items()
    }
    changed = replace(facts_of(run_facts, nearby=nearby), plates=plates)
    assert status(changed, "CBEP-4.3.4") == expected
    assert status(replace(facts_of(run_facts, nearby=()), plates=plates), "CBEP-4.3.4") == "fail"


@pytest.mark.parametrize(
    ("kinds", "nearby", "expected"),
    [
        ((), (), "pass"),
        (("shop",), (), "fail"),
        (("shop",), (Nearby("Market", "shop", 300.0),), "pass"),
        (("shop", "catering"), (Nearby("Market", "shop", 300.0),), "fail"),
    ],
)
def test_living_services_of_the_base(
    run_facts: Facts, kinds: tuple[str, ...], nearby: tuple[Nearby, ...], expected: str
) -> None:
    """SBT11233-5.3.3.1.5: catering and shops; ``kinds`` are closed in the park."""
    plates = {
        id: replace(plate, spaces=tuple(space for space in plate.spaces if space.kind not in kinds))
        for id, plate in run_facts.plates.items()
    }
    changed = replace(facts_of(run_facts, nearby=nearby), plates=plates)
    assert status(changed, "SBT11233-5.3.3.1.5") == expected


@pytest.mark.parametrize(("staff", "expected"), [(30, "pass"), (10_000, "fail")])
def test_a_suite_has_room_for_the_staff(run_facts: Facts, staff: int, expected: str) -> None:
    """SBT11233-5.3.3.1.1: suites of 180 m2 and more hold 30 people at 6 m2 (policy)."""
    tenants = tuple(replace(tenant, staff=staff) for tenant in run_facts.scenario.tenants)
    assert status(with_tenants(run_facts, tenants), "SBT11233-5.3.3.1.1") == expected


REFUSED = tuple(replace(row, met=False) for row in GOOD.attestations or ())
WORDS: list[tuple[str, dict[str, Any], str, str, object]] = [
    (
        "CBEP-6.3.3",
        loan(purpose=None, term_days=None),
        "loan 1: Projector, T01",
        "not stated: use, term",
        "done",
    ),
    (
        "CBEP-6.3.3",
        loan(taken=date(2025, 1, 5)),
        "loan 1: Projector, T01",
        "taken 2025-01-05, approved 2025-01-06",
        "done",
    ),
    (
        "CBEP-6.3.3-5",
        loan(returned=None, state=None),
        "loan 1: Projector, T01",
        "due 2025-01-15, not returned",
        "done",
    ),
    (
        "CBEP-5.1.2.2-a",
        {"offers": offers(display_zones=None)},
        "2 or more",
        "missing",
        "operations.offers.display_zones",
    ),
    (
        "CBEP-4.1.1",
        {"offers": offers(services=None)},
        "customs, logistics, finance, talent",
        "missing",
        "operations.offers.services",
    ),
    ("CBEP-4.3.2", {"offers": offers(networks=("data",))}, "networks: mobile", "not offered", "offered"),
    ("CBEP-6.1.1", {}, "credit code", "valid", "valid"),
    (
        "CBEP-6.1.1",
        {"operator": operator(credit_code=CODE[:-1] + "0")},
        "credit code",
        "check sign 0, not 3",
        "valid",
    ),
    ("CBEP-9.1.1", {}, "hotline", "0571-12345", "valid"),
    ("CBEP-8.4", {"attestations": REFUSED}, "park", "(Office, 2025-01-10, not in order)", "in order"),
    (
        "CBEP-7.1.2-b",
        books("service_guide", languages=("zh",)),
        "service guide",
        "in zh only",
        "in force, zh, en",
    ),
    ("CBEP-7.1.2-b", {}, "service guide", "service_guide", "in force, zh, en"),
    (
        "CBEP-7.1.3",
        {"complaints": (Complaint(date(2025, 11, 1), "Lift"),)},
        "complaint 1: Lift, open",
        "60.0",
        30,
    ),
    (
        "CBEP-8.5",
        incident(reported=None, published=None),
        "incident 1: Smoke",
        "not done: reported, published",
        "done",
    ),
    ("SBT11233-A.4.7", {}, "law firm: people", "2.0", 0),
    (
        "SBT11233-A.1.9",
        {"records": (Record("honour", "A"), Record("honour", "B", END + DAY))},
        "honour",
        "1.0",
        0,
    ),
    (
        "SBT11233-A.5.4",
        {"catering": (Caterer("Canteens", "A", False),)},
        "Canteens",
        "A, no catering company",
        "A",
    ),
]


@pytest.mark.parametrize(("clause", "changes", "subject", "measured", "limit"), WORDS)
def test_a_finding_says_what_is_wrong(
    run_facts: Facts, clause: str, changes: dict[str, Any], subject: str, measured: str, limit: object
) -> None:
    found = verdict(facts_of(run_facts, **changes), clause)
    (row,) = [row for row in found.findings if row.subject == subject]
    assert str(row.measured).endswith(measured)
    assert row.limit == limit
