"""What clauses about conduct share: who they are about, evidence, and how a missing datum is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding
from planner.check.facts import Facts
from planner.model import Tenant
from planner.operations.model import Attestation, Operations
from planner.standards.clauses import Clause

__all__ = [
    "PER",
    "Days",
    "Subject",
    "attested",
    "documents_about",
    "looked_at",
    "missing",
    "residents",
    "subjects",
    "undated",
]

PER = ("building", "company", "platform", "operator", "service", "livestreaming")
"""Whom a clause may be about one by one: buildings, or resident companies (all, of a type, livestreaming)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A building or company that a clause is about; ``id`` is empty for the park as a whole."""

    id: str
    where: BaseGeometry


@dataclass(frozen=True, slots=True)
class Days:
    """The days that count, both included, and the day of the check."""

    start: date
    end: date
    as_of: date

    def hold(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.start <= day <= self.end


def missing(datum: str, needed: str) -> Finding:
    """The finding that a datum is not there: what it would have to tell, and its path in the scenario.

    It lies nowhere in the park, so that there is nothing to show.
    """
    return Finding(needed, MISSING, "in", datum, "", None)


def looked_at(facts: Facts) -> Days | None:
    """The days of the period that count; ``None`` where the period or the day of the check is not known."""
    operations = facts.scenario.operations
    period, end = operations.period, operations.last_day
    if period is None or operations.as_of is None or end is None:
        return None
    return Days(period.start, end, operations.as_of)


def undated(facts: Facts, what: str) -> Finding:
    """The finding that the days looked at are not known."""
    datum = "operations.period" if facts.scenario.operations.period is None else "operations.as_of"
    return missing(datum, f"the days looked at, for {what}")


def residents(facts: Facts, per: str) -> list[Tenant]:
    """Companies with a suite: all, those of a type, or those that livestream."""
    suites = facts.suites()
    return [
        tenant
        for tenant in facts.scenario.tenants
        if tenant.id in suites
        and (per in ("company", tenant.company_type) or (per == "livestreaming" and tenant.livestreaming))
    ]


def subjects(facts: Facts, per: str) -> list[Subject]:
    """Whom a clause is about: the park, each building, or each of some resident companies."""
    if not per:
        return [Subject("", facts.scenario.site.boundary)]
    if per == "building":
        return [
            Subject(building.id, shapely.union_all([storey.outline for storey in building.storeys]))
            for building in facts.scenario.buildings
        ]
    suites = facts.suites()
    return [
        Subject(tenant.id, shapely.union_all([suite.polygon for suite in suites[tenant.id]]))
        for tenant in residents(facts, per)
    ]


def documents_about(clause: Clause, facts: Facts) -> dict[str, list[Attestation]]:
    """The documents about a clause by the building or company they speak of; "" for those about all."""
    found: dict[str, list[Attestation]] = {}
    for row in facts.scenario.operations.attestations or ():
        if clause.id in row.about:
            found.setdefault(row.subject or "", []).append(row)
    return found


def attested(
    clause: Clause,
    facts: Facts,
    subject: Subject,
    aspect: str,
    *,
    current: bool,
    about: Mapping[str, Sequence[Attestation]] | None = None,
) -> Finding:
    """Whether a document shows that the clause is met for a subject, in an aspect of it (or as a whole).

    A document counts from its day on until it expires; with ``current`` one that does not expire must be of
    the period. The latest word counts: a document that says "not met" stands until a later one. ``about``
    are the documents about the clause, where they are known.
    """
    operations = facts.scenario.operations
    rows = documents_about(clause, facts) if about is None else about
    named = [*rows.get("", ()), *(rows.get(subject.id, ()) if subject.id else ())]
    found = [row for row in named if not aspect or aspect in row.covers]
    label = ": ".join(part for part in (subject.id, aspect) if part) or "park"
    needed = f"a document about {clause.id}" + _of(subject, aspect)
    if not found:
        return missing("operations.attestations", needed)
    if operations.as_of is None:
        return missing("operations.as_of", f"the day of the check, for {needed}")
    if current and operations.period is None:
        return missing("operations.period", f"the period, for {needed}")
    return _latest(found, label, operations, subject, current) or missing(
        "operations.attestations", f"{needed}, {_span(operations, current)}"
    )


def _latest(
    found: list[Attestation], label: str, operations: Operations, subject: Subject, current: bool
) -> Finding | None:
    """What the documents known on the day of the check say; ``None`` where none of them counts."""
    day = operations.as_of
    if day is None:
        return None
    known = sorted((row for row in found if row.date <= day), key=lambda row: row.date)
    valid = [row for row in known if row.met and _valid(row, day, operations, current)]
    refused = [row for row in known if not row.met]
    expired = [row for row in known if row.expires is not None and row.expires < day]
    if refused and (not valid or refused[-1].date > valid[-1].date):
        return _told(label, refused[-1], "==", "in order", False, subject)
    if valid:
        return _told(label, valid[-1], "valid on", day.isoformat(), True, subject)
    return _told(label, expired[-1], "valid on", day.isoformat(), False, subject) if expired else None


def _of(subject: Subject, aspect: str) -> str:
    return (f" for {subject.id}" if subject.id else "") + (f" that covers {aspect}" if aspect else "")


def _valid(row: Attestation, day: date, operations: Operations, current: bool) -> bool:
    if row.expires is not None:
        return row.expires >= day
    return operations.counts(row.date) if current else True


def _told(label: str, row: Attestation, op: str, limit: str, ok: bool, subject: Subject) -> Finding:
    ends = f", expires {row.expires.isoformat()}" if row.expires else ""
    word = "" if row.met else ", not in order"
    shown = f"{row.document} ({row.issuer}, {row.date.isoformat()}{ends}{word})"
    return Finding(label, shown, op, limit, "", ok, None if ok else subject.where)


def _span(operations: Operations, current: bool) -> str:
    period = operations.period
    if current and period is not None and operations.last_day is not None:
        return f"dated from {period.start.isoformat()} to {operations.last_day.isoformat()}"
    return f"dated not after {operations.as_of}"
