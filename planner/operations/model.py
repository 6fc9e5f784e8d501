"""How a park is run, as immutable data: what clauses about conduct, services and safety look at.

A section that is ``None`` was not given, so that what it would tell is not known; an empty one says that
there is nothing. Dates are days; a thing "counts" for a check if it lies in the period and not after the
day of the check.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from planner.operations.annual import Annual

__all__ = [
    "Attestation",
    "BuildingState",
    "Caterer",
    "Company",
    "Complaint",
    "Document",
    "Edition",
    "Equipment",
    "Event",
    "Feedback",
    "Hazard",
    "Incident",
    "Licence",
    "Loan",
    "Nearby",
    "Offers",
    "Operations",
    "Operator",
    "Partner",
    "Period",
    "Record",
    "Staff",
    "Statistic",
]


@dataclass(frozen=True, slots=True)
class Period:
    """The days looked at, both included."""

    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Operator:
    """The body that runs the park."""

    name: str | None = None
    credit_code: str | None = None
    """Unified social credit code, 18 signs (GB 32100-2015)."""
    property_management: str | None = None
    hotline: str | None = None
    """Telephone number for the supervision of service quality."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered, list by list (``words.LISTS``)."""

    services: tuple[str, ...] | None = None
    modules: tuple[str, ...] | None = None
    networks: tuple[str, ...] | None = None
    utilities: tuple[str, ...] | None = None
    logistics: tuple[str, ...] | None = None
    third_party: tuple[str, ...] | None = None
    government: tuple[str, ...] | None = None
    property: tuple[str, ...] | None = None
    display_zones: tuple[str, ...] | None = None
    """Zones of goods in the exhibition hall, in the park's own words."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was held on a day."""

    date: datetime.date
    type: str
    topic: str
    attended: int | None = None
    government: bool = False
    """Whether people of the government took part."""
    company: str | None = None
    """The tenant that held it, if not the park."""
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """People in a role, from a day until a day (open where not given)."""

    role: str
    count: int
    since: datetime.date | None = None
    until: datetime.date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """A permit of a company."""

    name: str
    number: str | None = None
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """The file that the operator keeps about a resident company."""

    tenant: str
    credit_code: str | None = None
    registered: datetime.date | None = None
    """Day of its registration as a market entity."""
    licences: tuple[Licence, ...] | None = None
    since: datetime.date | None = None
    """Day from which it is in the park; before it no file is due."""
    verified: tuple[datetime.date, ...] | None = None
    """Days on which its file was checked and updated."""
    credit_class: str | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """A document that shows something about clauses."""

    about: tuple[str, ...]
    """Ids of clauses."""
    document: str
    date: datetime.date
    issuer: str
    expires: datetime.date | None = None
    subject: str | None = None
    """The building or tenant it is about; ``None`` for all."""
    covers: tuple[str, ...] = ()
    """Aspects of the clauses that it shows, in the words of the clauses."""
    met: bool = True
    """Whether it says that what it is about is in order."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """Items of equipment, in a zone or at a company."""

    item: str
    count: int
    zone: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Loan:
    """One line of the log of lent equipment (CBEP-6.3.3). What is ``None`` did not happen or is not known."""

    equipment: str
    company: str
    applied: datetime.date | None = None
    on_platform: bool = False
    """Whether the written application is on the park's management platform."""
    purpose: str | None = None
    term_days: int | None = None
    due: datetime.date | None = None
    approved: datetime.date | None = None
    taken: datetime.date | None = None
    returned: datetime.date | None = None
    state: str | None = None
    """State stated on return."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint and when it was settled."""

    received: datetime.date
    topic: str
    closed: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """An emergency and the days of the five things to be done (CBEP-8.5)."""

    date: datetime.date
    what: str
    plan_started: datetime.date | None = None
    rescued: datetime.date | None = None
    reported: datetime.date | None = None
    published: datetime.date | None = None
    reviewed: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Statistic:
    """A report of statistics that was due on a day (SBT11233-A.4.9)."""

    name: str
    due: datetime.date
    sent: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An agreement of the training base with an institution."""

    name: str
    kind: str
    agreed: datetime.date
    expires: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that the operator keeps in force."""

    kind: str
    title: str
    date: datetime.date
    expires: datetime.date | None = None
    languages: tuple[str, ...] = ("zh",)
    """Two-letter codes of ISO 639-1."""
    public: bool = False


@dataclass(frozen=True, slots=True)
class BuildingState:
    """What is known of a building's safety installations; ``None`` where nothing is."""

    building: str
    smoke_detection: bool | None = None
    lightning_protection: bool | None = None


@dataclass(frozen=True, slots=True)
class Nearby:
    """A living facility outside the park and the walk to it, m."""

    name: str
    kind: str
    walk_m: float


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazardous substance that is kept, and its critical quantity by GB 18218, tonnes."""

    substance: str
    kept_t: float
    critical_t: float


@dataclass(frozen=True, slots=True)
class Record:
    """Something that Annex A counts."""

    kind: str
    name: str
    date: datetime.date | None = None
    issuer: str | None = None
    company: str | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Caterer:
    """A company that runs catering in the park."""

    name: str
    grade: str
    professional: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion of users that was collected and recorded."""

    date: datetime.date
    channel: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition of a cited standard that the park was designed and is run by."""

    document: str
    year: int


@dataclass(frozen=True, slots=True)
class Operations:
    """All that is known of how a park is run."""

    as_of: datetime.date | None = None
    """Day of the check; nothing later counts."""
    period: Period | None = None
    operator: Operator = field(default_factory=Operator)
    offers: Offers = field(default_factory=Offers)
    events: tuple[Event, ...] | None = None
    staff: tuple[Staff, ...] | None = None
    companies: tuple[Company, ...] | None = None
    attestations: tuple[Attestation, ...] | None = None
    documents: tuple[Document, ...] | None = None
    equipment: tuple[Equipment, ...] | None = None
    lending: tuple[Loan, ...] | None = None
    complaints: tuple[Complaint, ...] | None = None
    incidents: tuple[Incident, ...] | None = None
    feedback: tuple[Feedback, ...] | None = None
    partners: tuple[Partner, ...] | None = None
    buildings: tuple[BuildingState, ...] | None = None
    nearby: tuple[Nearby, ...] | None = None
    hazards: tuple[Hazard, ...] | None = None
    catering: tuple[Caterer, ...] | None = None
    records: tuple[Record, ...] | None = None
    statistics: tuple[Statistic, ...] | None = None
    editions: tuple[Edition, ...] | None = None
    annual: Annual | None = None
    """Figures by year (SB/T 11233 Annex A)."""

    @property
    def last_day(self) -> datetime.date | None:
        """The last day that counts: the day of the check, or the end of the period if that is earlier."""
        ends = [day for day in (self.as_of, self.period.end if self.period else None) if day is not None]
        return min(ends, default=None)

    def counts(self, day: datetime.date) -> bool:
        """Whether a day lies in the period and not after the day of the check."""
        last = self.last_day
        return self.period is not None and last is not None and self.period.start <= day <= last
