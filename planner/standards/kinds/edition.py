"""A cited standard is used in the edition that the text dates it, or in its latest one."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, equal
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding where the park states which edition it uses, else none.

    Of an undated reference the latest edition holds; which one that is, is not known here.
    """
    document, ground = clause.text("document"), facts.scenario.site.boundary
    used = [row.year for row in facts.scenario.operations.editions or () if row.document == document]
    for year in used:
        if "year" in clause.params:
            dated = clause.text("year")
            yield equal(document, str(year), dated, "edition", ground)
        else:
            needed = f"whether {document}-{year} is the latest edition"
            yield missing(f"the list of editions of {document}", needed)


KIND = RequirementKind(
    id="edition",
    parameters={"document": Spec("text"), "year": Spec("text", required=False)},
    check=check,
)
