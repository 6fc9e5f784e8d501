"""The operator states its credit code, its hotline, or who manages the property."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import Subject, attested, missing
from planner.check.facts import Facts
from planner.operations.codes import credit_code_fault
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

LEAST_DIGITS = 3
"""Digits of the shortest telephone number (a service number such as 110)."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding; a commissioned management also needs a document: the contract."""
    field = clause.text("field")
    value = getattr(facts.scenario.operations.operator, field)
    ground = facts.scenario.site.boundary
    if value is None:
        yield missing(f"operations.operator.{field}", field.replace("_", " "))
        return
    if field == "credit_code":
        fault = credit_code_fault(value)
    elif field == "hotline":
        fault = "" if sum(sign.isdigit() for sign in value) >= LEAST_DIGITS else "no telephone number"
    else:
        fault = "nobody" if value == "none" else ""
    shown = fault or ("valid" if field == "credit_code" else value)
    limit = "self or commissioned" if field == "property_management" else "valid"
    yield Finding(field.replace("_", " "), shown, "==", limit, "", not fault, ground if fault else None)
    if value == "commissioned":
        yield attested(clause, facts, Subject("", ground), "", current=False)


KIND = RequirementKind(
    id="operator_fact",
    parameters={"field": Spec("text", choices=("credit_code", "hotline", "property_management"))},
    check=check,
)
