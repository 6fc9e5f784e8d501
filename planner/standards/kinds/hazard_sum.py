"""Hazardous substances stay below a major hazard source, or it is managed as one (GB 18218)."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import ROUNDING, Finding
from planner.check.conduct import Subject, attested, missing
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding: the sum of quantities kept over critical quantities.

    From ``below`` on it is a major hazard source, for which there must be a document. Without an inventory
    it is undecided; an empty one says that there is none.
    """
    hazards, ground = facts.scenario.operations.hazards, facts.scenario.site.boundary
    if hazards is None:
        yield missing("operations.hazards", "hazardous substances kept (an empty list if there are none)")
        return
    total, below = sum(row.kept_t / row.critical_t for row in hazards), clause.number("below")
    if total < below * (1 - ROUNDING):
        yield Finding("sum of q/Q", total, "<", below, "ratio", True)
    else:
        yield attested(clause, facts, Subject("", ground), clause.text("aspect"), current=False)


KIND = RequirementKind(
    id="hazard_sum",
    parameters={"below": Spec("number", "ratio"), "aspect": Spec("text")},
    check=check,
)
