"""Enough people hold a role on the day of the check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.check.compliance import Finding, at_least, equal
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.model import Staff
from planner.operations.words import ROLES
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding: the people in the role."""
    operations, role = facts.scenario.operations, clause.text("role")
    needed = f"{clause.number('least'):g} people in the role {role}"
    if operations.staff is None:
        yield missing("operations.staff", needed)
    elif operations.as_of is None:
        yield missing("operations.as_of", f"the day of the check, for {needed}")
    else:
        day = operations.as_of
        count = sum(row.count for row in operations.staff if row.role == role and _serves(row, day))
        ground = facts.scenario.site.boundary
        judge = equal if clause.text("bound") == "exactly" else at_least
        yield judge(role, float(count), clause.number("least"), "person", ground)


def _serves(row: Staff, day: date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or day <= row.until)


KIND = RequirementKind(
    id="staff_count",
    parameters={
        "role": Spec("text", choices=ROLES),
        "least": Spec("number", "person"),
        "bound": Spec("text", choices=("at_least", "exactly"), required=False),
    },
    check=check,
)
