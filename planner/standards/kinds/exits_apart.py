"""Exits of a storey, and doors of a large room, do not lie side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import BUILDINGS, chosen_plates, egress_of
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey with several exits, and each room above ``room_area`` with several doors out.

    Measured between the nearest edges of the two that lie farthest apart: what is nearer counts as one.
    """
    least = clause.number("least")
    for _, plate in chosen_plates(clause, facts):
        egress = egress_of(facts, plate)
        doors: list[BaseGeometry] = [
            shapely.union_all([door.polygon for door in exit_.doors]) for exit_ in egress.exits
        ]
        if len(doors) > 1:
            yield _finding(plate.storey.id, doors, least)
        for space in plate.spaces:
            out = [way.door.polygon for way in egress.rooms[space.id].doors if way.leads != "room"]
            if len(out) > 1 and space.polygon.area > clause.number("room_area") * M2:
                yield _finding(space.id, out, least)


def _finding(subject: str, doors: Sequence[BaseGeometry], least: float) -> Finding:
    apart = max(one.distance(other) for one, other in combinations(doors, 2))
    return at_least(subject, apart / 1000, least, "m", shapely.union_all(list(doors)))


KIND = RequirementKind(
    id="exits_apart",
    parameters={**BUILDINGS, "least": Spec("number", "m"), "room_area": Spec("number", "m2")},
    check=check,
)
