"""Agreements with institutions are in force, in the number asked for."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.words import PARTNERS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding: agreements of the kind in force on the day of the check."""
    operations, kind = facts.scenario.operations, clause.text("partner")
    needed = f"agreements with partners in {kind}"
    if operations.partners is None:
        yield missing("operations.partners", needed)
    elif operations.as_of is None:
        yield missing("operations.as_of", f"the day of the check, for {needed}")
    else:
        day = operations.as_of
        count = sum(
            row.kind == kind and row.agreed <= day and (row.expires is None or row.expires >= day)
            for row in operations.partners
        )
        yield at_least(needed, float(count), clause.number("least"), "count", facts.scenario.site.boundary)


KIND = RequirementKind(
    id="partners",
    parameters={"partner": Spec("text", choices=PARTNERS), "least": Spec("number", "count")},
    check=check,
)
