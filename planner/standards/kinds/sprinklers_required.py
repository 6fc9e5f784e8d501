"""A building with much area of some kinds of rooms has sprinklers throughout."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen
from planner.check.measures import area_m2
from planner.model import Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each building that needs them: more than ``storey_area`` of such rooms on a storey, or
    more than ``building_area`` in all."""
    for building in facts.scenario.buildings:
        if chosen(clause, building):
            yield from _building(clause, facts, building)


def _building(clause: Clause, facts: Facts, building: Building) -> Iterator[Finding]:
    kinds = clause.texts("kinds")
    areas = [
        area_m2(space for space in facts.plates[storey.id].spaces if space.kind in kinds)
        for storey in building.storeys
    ]
    most, total = max(areas, default=0.0), sum(areas)
    if most > clause.number("storey_area") or total > clause.number("building_area"):
        subject = f"{building.id} ({most:.0f} m2 on a storey, {total:.0f} m2 in all)"
        where = None if building.sprinklered else building.storeys[0].outline
        has = "sprinklers" if building.sprinklered else "no sprinklers"
        yield Finding(subject, has, "==", "sprinklers", "", building.sprinklered, where)


KIND = RequirementKind(
    id="sprinklers_required",
    parameters={
        **BUILDINGS,
        "kinds": Spec("texts"),
        "storey_area": Spec("number", "m2"),
        "building_area": Spec("number", "m2"),
    },
    check=check,
)
