"""At least one of several clauses is met. The clauses themselves bind only together."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Nothing of its own: ``planner.standards.judge`` fills in the findings of the alternatives."""
    yield from ()


KIND = RequirementKind(id="one_of", parameters={"clauses": Spec("texts")}, check=check)
