"""Each room of a kind has at least its area."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room: its net area."""
    kinds = clause.texts("kinds")
    for space in facts.spaces:
        if space.kind in kinds:
            yield at_least(space.id, area_m2([space]), clause.number("least"), "m2", space.polygon)


KIND = RequirementKind(
    id="room_area",
    parameters={"kinds": Spec("texts"), "least": Spec("number", "m2")},
    check=check,
)
