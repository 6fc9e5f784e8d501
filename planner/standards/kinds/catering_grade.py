"""Catering is run by professional companies of a food safety grade."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.words import GRADES
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each caterer; none where there is no catering."""
    caterers, ground = facts.scenario.operations.catering, facts.scenario.site.boundary
    least = clause.text("grade")
    if caterers is None:
        yield missing("operations.catering", "companies that run catering, with their grade")
    for row in caterers or ():
        ok = GRADES.index(row.grade) <= GRADES.index(least) and row.professional
        shown = row.grade if row.professional else f"{row.grade}, no catering company"
        yield Finding(row.name, shown, ">=", least, "grade", ok, None if ok else ground)


KIND = RequirementKind(id="catering_grade", parameters={"grade": Spec("text", choices=GRADES)}, check=check)
