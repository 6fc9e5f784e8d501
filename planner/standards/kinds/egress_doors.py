"""Doors on the way out have a clear width: of rooms, of stairs, to the outside."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import ROOMS, chosen_plates, chosen_rooms, egress_of
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room with a door (its widest), each stair, or each exit to the outside."""
    least, of = clause.number("least"), clause.text("of")
    if of == "room":
        for _, _, space, way in chosen_rooms(clause, facts):
            widest = max((door.door for door in way.doors), key=lambda door: door.width_mm, default=None)
            if widest is not None:
                yield at_least(space.id, widest.width_mm / 1000, least, "m", widest.polygon)
        return
    for _, plate in chosen_plates(clause, facts):
        for exit_ in egress_of(facts, plate).exits:
            if exit_.kind == of:
                yield at_least(exit_.id, exit_.width_mm / 1000, least, "m", exit_.point)


KIND = RequirementKind(
    id="egress_doors",
    parameters={
        **ROOMS,
        "of": Spec("text", choices=("room", "stair", "outside")),
        "least": Spec("number", "m"),
    },
    check=check,
)
