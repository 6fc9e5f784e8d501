"""A building of several storeys with rooms above ground has a lift on each of them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_plates, storeys_above
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey with rooms of a building of more than ``above`` storeys: its lifts."""
    for building, plate in chosen_plates(clause, facts):
        if storeys_above(building) > clause.number("above"):
            parts = [part for core in plate.storey.cores for part in core.parts]
            lifts = float(sum(1 for part in parts if part.kind == "lift"))
            yield at_least(plate.storey.id, lifts, clause.number("least"), "count", plate.storey.outline)


KIND = RequirementKind(
    id="lift_presence",
    parameters={**BUILDINGS, "above": Spec("number", "count"), "least": Spec("number", "count")},
    check=check,
)
