"""In an open hall with two doors no point is far from a door, and its doors are near an exit."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_rooms, hall_kinds, with_sprinklers
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

NO_WAY = 1e6
"""Metres: the distance told where there is no way out."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings for each hall with two doors: from its farthest point to a door, and on to exits."""
    halls = hall_kinds(clause)
    for building, _, space, way in chosen_rooms(clause, facts):
        out = [door for door in way.doors if door.leads != "room"]
        if space.kind not in halls or len(out) < 2:
            continue
        inside = with_sprinklers(clause, building, clause.number("inside"))
        if way.farthest is not None:
            away = way.farthest.distance / 1000
            yield at_most(f"{space.id} inside", away, inside, "m", way.farthest.path)
        on = with_sprinklers(clause, building, clause.number("corridor"))
        for door in out:
            if door.leads == "corridor":
                away = min(door.distance / 1000, NO_WAY)
                yield at_most(f"{space.id} {door.door.id}", away, on, "m", door.path or door.door.polygon)


KIND = RequirementKind(
    id="hall_distance",
    parameters={
        **BUILDINGS,
        "halls": Spec("texts"),
        "inside": Spec("number", "m"),
        "corridor": Spec("number", "m"),
        "sprinklered_more": Spec("number", "share", required=False),
        "open_office": Spec("text", choices=("room", "open_hall"), required=False),
    },
    check=check,
)
