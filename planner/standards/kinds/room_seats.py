"""Each room of a kind holds a number of people, by the area that a person takes in it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from planner.check.compliance import ROUNDING, Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room: whole people at the catalogue's area a person."""
    for space in facts.spaces:
        kind = facts.kind_of(space)
        if space.kind in clause.texts("kinds") and kind is not None and kind.m2_per_person > 0:
            seats = math.floor(area_m2([space]) / kind.m2_per_person + ROUNDING)
            yield at_least(space.id, float(seats), clause.number("least"), "person", space.polygon)


KIND = RequirementKind(
    id="room_seats",
    parameters={"kinds": Spec("texts"), "least": Spec("number", "person")},
    check=check,
)
