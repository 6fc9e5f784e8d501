"""A park that is run by the book: the operations of the hand-made park, and one thing wrong at a time.

The period is the year 2025; the day of the check is its last day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from planner.model import Scenario, Tenant
from planner.operations.annual import Annual, BaseYear, Firm, FirmYear
from planner.operations.model import (
    Attestation,
    BuildingState,
    Caterer,
    Company,
    Complaint,
    Document,
    Edition,
    Equipment,
    Event,
    Feedback,
    Hazard,
    Incident,
    Licence,
    Loan,
    Nearby,
    Offers,
    Operations,
    Operator,
    Partner,
    Period,
    Record,
    Staff,
    Statistic,
)
from planner.operations.words import LISTS, RECORDS
from tests.verify import park

START, END = date(2025, 1, 1), date(2025, 12, 31)
MONTHS = [date(2025, month, 15) for month in range(1, 13)]
CODE = "91350100M000100Y43"
"""The example of GB 32100-2015."""

# Clause -> aspects that a document must cover; read in the text of the clauses.
SHOWN: dict[str, tuple[str, ...]] = {
    "CBEP-4.1.3-a": (),
    "CBEP-4.1.3-b": ("construction", "fire"),
    "CBEP-4.1.4": ("zoning", "land_use", "industry"),
    "CBEP-4.3.1": ("power", "water", "drainage", "gas"),
    "CBEP-4.3.5.1-a": (),
    "CBEP-4.3.5.1-b": (),
    "CBEP-4.3.5.2-b": ("fire_lanes", "egress"),
    "CBEP-4.3.5.2-c": (),
    "CBEP-5.1.1.2-b": (),
    "CBEP-5.1.1.3": ("toilets", "ramps"),
    "CBEP-5.1.2.2-c": ("egress",),
    "CBEP-5.2.1.2": ("theft", "protection", "damp"),
    "CBEP-5.2.3-b": (),
    "CBEP-6.1.4": (),
    "CBEP-6.1.5": (),
    "CBEP-6.1.6": (),
    "CBEP-6.1.7": (),
    "CBEP-6.1.8": (),
    "CBEP-6.2.1.1": ("storage", "logistics", "payment", "delivery"),
    "CBEP-6.2.1.2": (),
    "CBEP-6.2.2.2": (),
    "CBEP-6.2.2.3": (),
    "CBEP-6.2.3.3": ("scope", "duties", "fees"),
    "CBEP-7.2.2-a": (),
    "CBEP-7.3.2": ("policy_updates", "reminders"),
    "CBEP-8.1": ("fire", "health", "food", "order", "network"),
    "CBEP-8.2": ("safety_signs", "fire_signs"),
    "CBEP-8.4": (),
    "CBEP-9.2.1": (),
    "CBEP-9.2.2": ("analysis", "improvement"),
    "SBT11233-4.1.1": ("national", "regional"),
    "SBT11233-4.1.2-c": (),
    "SBT11233-5.1.1": (),
    "SBT11233-5.1.2": (),
    "SBT11233-5.3.1": ("policies", "digital"),
    "SBT11233-5.3.3.2.1": (),
    "SBT11233-5.3.3.2.2": (),
    "SBT11233-5.3.3.2.3": (),
    "SBT11233-5.3.3.2.4": (),
    "SBT11233-5.3.3.2.5": (),
    "SBT11233-5.3.3.2.6": (),
    "SBT11233-5.3.4.1": ("rules", "supervision", "public_places", "catering"),
    "SBT11233-5.3.4.2": ("rules", "signs", "removal"),
    "SBT11233-5.3.4.3": ("management", "facilities"),
    "SBT11233-5.3.4.4": ("duties", "supervision"),
    "SBT11233-5.3.4.5": ("mechanism", "supplies"),
    "SBT11233-5.3.4.6": ("response", "resources"),
    "SBT11233-5.3.5.1": (),
    "SBT11233-5.3.5.2": (),
    "SBT11233-A.2.2": (),
    "SBT11233-A.2.3": (),
    "SBT11233-A.2.5": (),
    "SBT11233-A.2.6": (),
    "SBT11233-A.4.5": ("cases", "media", "contacts"),
    "SBT11233-A.4.8": ("free_training", "policy", "cases"),
    "SBT11233-A.5.3": (),
    "SBT11233-A.6.1": ("operator", "companies"),
    "SBT11233-A.6.2": (),
    "SBT11233-A.6.6": (),
    "SBT11233-A.6.7": (),
}
CURRENT = frozenset(
    {
        "CBEP-4.3.5.2-c",
        "CBEP-5.2.3-b",
        "CBEP-6.1.5",
        "CBEP-6.1.6",
        "CBEP-6.1.7",
        "CBEP-6.2.2.2",
        "CBEP-6.2.2.3",
        "CBEP-7.3.2",
        "CBEP-9.2.2",
        "SBT11233-5.3.5.1",
        "SBT11233-5.3.5.2",
        "SBT11233-A.4.5",
        "SBT11233-A.6.7",
    }
)
"""Clauses about conduct: what shows them must be of the period."""


def attestations() -> tuple[Attestation, ...]:
    """A document for each clause, dated 10 January 2025, that does not expire."""
    return tuple(
        Attestation((id,), f"File {number}", date(2025, 1, 10), "Office", covers=aspects)
        for number, (id, aspects) in enumerate(SHOWN.items())
    )


def events() -> tuple[Event, ...]:
    """An exchange a month, two briefings with the government a quarter, what is regular once a quarter."""
    held = [Event(day, "exchange", "Exchange") for day in MONTHS]
    for first in (0, 3, 6, 9):
        held += [Event(MONTHS[first + n], "policy_briefing", "Briefing", government=True) for n in (0, 1)]
    regular = ("experience_exchange", "policy_study", "skills_training", "drill", "maintenance")
    held += [Event(day, type, type) for type in regular for day in MONTHS[::3]]
    held += [Event(date(2025, 3, 2), type, type) for type in ("training", "lecture", "health_drill")]
    return (*held, *(Event(day, "product_check", "Labels", company="T19") for day in MONTHS[::3]))


def equipment() -> tuple[Equipment, ...]:
    """What each zone and livestreaming company has."""
    office = ("desk", "chair", "cabinet", "computer", "phone", "printer", "copier", "scanner")
    return (
        *(Equipment(item, 10, zone="office_area") for item in office),
        *(Equipment(item, 4, zone="exchange_centre") for item in ("desk", "chair", "camera", "guide_map")),
        *(Equipment(item, 2, zone="training_base") for item in ("livestream_set", "round_table")),
        *(Equipment("livestream_set", 1, company=id) for id in ("T01", "T02")),
    )


LOAN = Loan(
    "Projector",
    "T01",
    applied=date(2025, 1, 5),
    on_platform=True,
    purpose="Fair",
    term_days=5,
    due=date(2025, 1, 15),
    approved=date(2025, 1, 6),
    taken=date(2025, 1, 7),
    returned=date(2025, 1, 15),
    state="good",
)
"""Returned on the very day it was due."""

FIRE = Incident(
    date(2025, 2, 1),
    "Smoke",
    plan_started=date(2025, 2, 1),
    rescued=date(2025, 2, 1),
    reported=date(2025, 2, 1),
    published=date(2025, 2, 2),
    reviewed=date(2025, 2, 20),
)


def company(tenant: Tenant) -> Company:
    """A file in order, checked in every month."""
    licence = Licence("Trade", expires=END)
    return Company(tenant.id, CODE, date(2020, 1, 1), (licence,), None, tuple(MONTHS), "A")


def figures(year: int, scale: float = 1.0) -> BaseYear:
    """Everything of every company in a year; the area is that of the layout."""
    rows = tuple(
        FirmYear(
            tenant.id, *(100.0 * scale,) * 5, tax_cny=10.0 * scale, jobs=9, rd_cny=4.0, financing_cny=0.0,
            bandwidth_mbit_s=100.0, data_centre_mbit_s=0.0, ip_rights=1, trademarks=1, listed=False,
            mofcom_survey=False,
        )
        for tenant in park.park().tenants
    )  # fmt: skip
    return BaseYear(year, 1e6, 1e5, data_centre=True, companies=rows)


def annual() -> Annual:
    """Two years; every company came before them."""
    firms = tuple(
        Firm(tenant.id, entered=date(2023, 5, 1), logistics=False) for tenant in park.park().tenants
    )
    return Annual(date(2023, 1, 1), companies=firms, years=(figures(2024), figures(2025, 1.2)))


def operations() -> Operations:
    """Everything in order; licences and some documents end on the day of the check itself."""
    kinds = (
        "organisation_chart",
        "service_guide",
        "service_standard",
        "complaint_procedure",
        "operations_manual",
    )
    books = [Document(kind, kind, date(2024, 1, 1), END, ("zh", "en"), public=True) for kind in kinds]
    books.append(Document("emergency_plan", "Plan", date(2024, 1, 1)))
    return Operations(
        as_of=END,
        period=Period(START, END),
        operator=Operator("Operator", CODE, "self", "0571-12345"),
        offers=Offers(**dict(LISTS.items()), display_zones=("Home", "Food")),
        events=events(),
        staff=(Staff("incubator_instructor", 4), Staff("maintenance", 1), Staff("mentor", 1)),
        companies=tuple(company(tenant) for tenant in tenants()),
        attestations=attestations(),
        documents=tuple(books),
        equipment=equipment(),
        lending=(LOAN,),
        complaints=(Complaint(date(2025, 1, 1), "Lift", date(2025, 1, 31)),),
        incidents=(FIRE,),
        feedback=(Feedback(MONTHS[0], "visit"), Feedback(MONTHS[1], "opinion_book")),
        partners=(
            Partner("College", "education", date(2024, 1, 1), END),
            Partner("Institute", "research", date(2025, 1, 1)),
        ),
        buildings=(BuildingState("A", True, True), BuildingState("B", True, True)),
        nearby=(Nearby("Hotel", "lodging", 1000.0),),
        hazards=(Hazard("Acetone", 50.0, 500.0), Hazard("Petrol", 100.0, 200.0)),
        catering=(Caterer("Canteens", "A", True),),
        records=tuple(Record(kind, kind, date(2025, 12, 1), people=2) for kind in RECORDS),
        statistics=(Statistic("Trade", date(2025, 3, 10), date(2025, 3, 10)),),
        editions=(Edition("GB 2894", 2008),),
        annual=annual(),
    )


def tenants() -> tuple[Tenant, ...]:
    """The companies of the park, T19 a platform and T20 a service company."""
    types = {"T19": "platform", "T20": "service"}
    return tuple(
        replace(tenant, company_type=types.get(tenant.id, "operator"))  # type: ignore[arg-type]  # words of the model
        for tenant in park.park().tenants
    )


def run_park(changed: Operations | None = None) -> Scenario:
    """The hand-made park with its operations, all in order or as changed."""
    return replace(park.park(), tenants=tenants(), operations=changed or operations())
