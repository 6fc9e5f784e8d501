"""Wheelchairs can turn round in corridors and in the rooms that they are led to."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.clearance import inscribed_width
from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts
from planner.model import Corridor, Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each public corridor, each room of the zones and, with ``suites``, each suite.

    Measured is the largest circle that its walls leave free; furniture is not drawn.
    """
    least = clause.number("least")
    for plate in facts.plates.values():
        things: list[Corridor | Space] = [*plate.public_corridors]
        things += [space for space in plate.spaces if _asked_for(clause, space)]
        for thing in things:
            width = inscribed_width(thing.polygon, least * 1000) / 1000
            yield at_least(thing.id, width, least, "m", thing.polygon, slack=SNAP / 1000)


def _asked_for(clause: Clause, space: Space) -> bool:
    if clause.flag("suites") and space.kind == "tenant_suite":
        return True
    return space.zone in clause.texts("zones")


KIND = RequirementKind(
    id="turning_circle",
    parameters={
        "zones": Spec("texts"),
        "suites": Spec("flag", required=False),
        "least": Spec("number", "m"),
    },
    check=check,
)
