"""Every building has a safety installation, shown by a document where the clause asks for one."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import attested, missing, subjects
from planner.check.facts import Facts
from planner.operations.words import BUILDING_FACTS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each building, and one for its document; a building nobody spoke of is undecided."""
    fact = clause.text("fact")
    told = {row.building: getattr(row, fact) for row in facts.scenario.operations.buildings or ()}
    word = fact.replace("_", " ")
    for subject in subjects(facts, "building"):
        installed = told.get(subject.id)
        if installed is None:
            yield missing("operations.buildings", f"whether {subject.id} has {word}")
            continue
        shown = "installed" if installed else "not installed"
        where = None if installed else subject.where
        yield Finding(f"{subject.id}: {word}", shown, "==", "installed", "", installed, where)
        if clause.flag("attested") and installed:
            yield attested(clause, facts, subject, "", current=False)


KIND = RequirementKind(
    id="building_fact",
    parameters={
        "fact": Spec("text", choices=BUILDING_FACTS),
        "attested": Spec("flag", required=False),
    },
    check=check,
)
