"""Records of a kind are counted. An indicator: no number is too small."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.words import RECORDS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each kind: how many there are by the day of the check, and how many people."""
    operations = facts.scenario.operations
    for kind in clause.texts("records"):
        word = kind.replace("_", " ")
        if operations.records is None:
            yield missing("operations.records", f"records of the kind {kind}")
            continue
        day = operations.as_of
        own = [r for r in operations.records if r.kind == kind and not (r.date and day and r.date > day)]
        yield Finding(word, float(len(own)), ">=", 0, "count", True)
        if clause.flag("people"):
            people = sum(row.people or 0 for row in own)
            yield Finding(f"{word}: people", float(people), ">=", 0, "person", True)


KIND = RequirementKind(
    id="counted",
    parameters={"records": Spec("texts", choices=RECORDS), "people": Spec("flag", required=False)},
    check=check,
)
