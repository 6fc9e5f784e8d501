"""Items of equipment are there: in a zone, one for each room of a kind, or for each livestreaming company."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least
from planner.check.conduct import missing, subjects
from planner.check.facts import Facts
from planner.operations.model import Equipment
from planner.operations.words import ITEMS
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each item (and company): how many there are. A place without inventory is undecided."""
    listed = facts.scenario.operations.equipment or ()
    ground = facts.scenario.site.boundary
    if clause.text("per") == "livestreaming":
        provided: dict[str, list[Equipment]] = {}
        for row in listed:
            provided.setdefault(row.company or "", []).append(row)
        for subject in subjects(facts, "livestreaming"):
            yield from _counted(clause, provided.get(subject.id, []), 1.0, subject.id, subject.where)
        return
    zone, each = clause.text("zone"), clause.text("each_room")
    own = [row for row in listed if row.zone == zone]
    least = float(sum(1 for space in facts.spaces if space.kind == each)) if each else 1.0
    yield from _counted(clause, own, max(least, 1.0), zone, ground)


def _counted(
    clause: Clause, own: list[Equipment], least: float, place: str, where: BaseGeometry
) -> Iterator[Finding]:
    for item in clause.texts("items"):
        if own:
            count = float(sum(row.count for row in own if row.item == item))
            yield at_least(f"{place}: {item}", count, least, "count", where)
        else:
            yield missing("operations.equipment", f"the inventory of {place}: {item}")


KIND = RequirementKind(
    id="inventory",
    parameters={
        "items": Spec("texts", choices=ITEMS),
        "zone": Spec("text", required=False),
        "each_room": Spec("text", required=False, needs="zone"),
        "per": Spec("text", choices=("livestreaming",), required=False),
    },
    check=check,
)
