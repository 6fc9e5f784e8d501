"""The operator's file of each company shows what is asked for: registration, licences, credit class."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.check.compliance import Finding
from planner.check.conduct import PER, Subject, missing, subjects
from planner.check.facts import Facts
from planner.operations.codes import credit_code_fault
from planner.operations.model import Company
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

FIELDS = ("registration", "licence", "credit_class")


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each company and field; one for each licence. What a file does not say is undecided."""
    files = {row.tenant: row for row in facts.scenario.operations.companies or ()}
    for subject in subjects(facts, clause.text("of")):
        for field in clause.texts("fields"):
            yield from _field(facts, subject, files.get(subject.id), field)


def _field(facts: Facts, subject: Subject, file: Company | None, field: str) -> Iterator[Finding]:
    day = facts.scenario.operations.as_of
    needed = f"{field.replace('_', ' ')} of {subject.id}"
    if file is None or _value(file, field) is None:
        yield missing("operations.companies", needed)
    elif field == "credit_class":
        yield Finding(f"{subject.id}: credit class", str(file.credit_class), "==", "given", "", True)
    elif day is None:
        yield missing("operations.as_of", f"the day of the check, for the {needed}")
    elif field == "registration":
        yield from _registration(subject, file, day)
    else:
        yield from _licences(subject, file, day)


def _value(file: Company, field: str) -> object:
    return {
        "registration": file.registered,
        "licence": file.licences,
        "credit_class": file.credit_class,
    }[field]


def _registration(subject: Subject, file: Company, day: date) -> Iterator[Finding]:
    registered = file.registered
    if registered is not None:
        ok = registered <= day
        yield _told(subject, "registration", registered.isoformat(), "<=", day.isoformat(), ok)
    if file.credit_code is not None:
        fault = credit_code_fault(file.credit_code)
        yield _told(subject, "credit code", fault or "valid", "==", "valid", not fault)


def _licences(subject: Subject, file: Company, day: date) -> Iterator[Finding]:
    for licence in file.licences or ():
        ok = licence.expires is None or licence.expires >= day
        shown = licence.expires.isoformat() if licence.expires else "does not expire"
        yield _told(subject, f"licence {licence.name}", shown, ">=", day.isoformat(), ok)
    if not file.licences:
        yield _told(subject, "licences", "none", ">=", "one", False)


def _told(subject: Subject, what: str, measured: str, op: str, limit: str, ok: bool) -> Finding:
    return Finding(f"{subject.id}: {what}", measured, op, limit, "", ok, None if ok else subject.where)


KIND = RequirementKind(
    id="company_register",
    parameters={"fields": Spec("texts", choices=FIELDS), "of": Spec("text", choices=PER[1:])},
    check=check,
)
