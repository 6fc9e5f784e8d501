"""Each room of a kind has at least its area."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.check.off_site import not_stated, off_site_rooms
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room: its net area; rooms off site by the area stated, where sizes hold there."""
    kinds, least = clause.texts("kinds"), clause.number("least")
    for space in facts.spaces:
        if space.kind in kinds:
            yield at_least(space.id, area_m2([space]), least, "m2", space.polygon)
    if clause.text("outside") == "sizes_hold":
        for demand, rooms in off_site_rooms(facts, kinds):
            if not demand.rooms:
                yield not_stated(facts, demand, kinds)
            for room in rooms:
                subject = f"{demand.id} ({room.kind})"
                yield at_least(subject, room.area / M2, least, "m2", facts.scenario.site.boundary)


KIND = RequirementKind(
    id="room_area",
    parameters={
        "kinds": Spec("texts"),
        "least": Spec("number", "m2"),
        "outside": Spec("text", choices=("sizes_hold", "free"), required=False),
    },
    check=check,
)
