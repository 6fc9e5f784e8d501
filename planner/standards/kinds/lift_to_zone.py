"""A lift leads to the storeys above the ground on which a zone lies."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such storey: passenger lifts in its cores."""
    for plate in facts.plates.values():
        here = any(space.zone in clause.texts("zones") for space in plate.spaces)
        if here and not plate.storey.is_ground:
            lifts = sum(part.kind == "lift" for core in plate.storey.cores for part in core.parts)
            yield at_least(
                f"{plate.storey.id}: lifts",
                float(lifts),
                clause.number("least"),
                "count",
                plate.storey.outline,
            )


KIND = RequirementKind(
    id="lift_to_zone",
    parameters={"zones": Spec("texts"), "least": Spec("number", "count")},
    check=check,
)
