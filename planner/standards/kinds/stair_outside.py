"""On the ground storey a stair is near a door to the outside."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_plates, egress_of, storeys_above
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

NO_WAY = 1e6
"""Metres: the distance told where there is no way out."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each stair on the ground storey of a building of 2 to ``storeys`` storeys."""
    for building, plate in chosen_plates(clause, facts):
        if plate.storey.is_ground and 1 < storeys_above(building) <= clause.number("storeys"):
            for stair, way in egress_of(facts, plate).outside.items():
                away = min(way.distance / 1000, NO_WAY)
                yield at_most(stair, away, clause.number("most"), "m", way.path or plate.storey.outline)


KIND = RequirementKind(
    id="stair_outside",
    parameters={**BUILDINGS, "most": Spec("number", "m"), "storeys": Spec("number", "count")},
    check=check,
)
