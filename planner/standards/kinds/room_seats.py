"""Each room of a kind, or all together, hold a number of people, by the area that a person takes."""

from __future__ import annotations

import math
from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import ROUNDING, Finding, at_least
from planner.check.facts import Facts
from planner.check.off_site import not_stated, off_site_rooms
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room, or one for all: whole people at the catalogue's area a person."""
    rows = list(_seats(clause, facts))
    least = clause.number("least")
    if rows and clause.text("count") == "together":
        where = shapely.union_all([shape for _, _, shape in rows])
        yield at_least(" + ".join(clause.texts("kinds")), sum(n for _, n, _ in rows), least, "person", where)
    else:
        for subject, seats, shape in rows:
            yield at_least(subject, seats, least, "person", shape)
    if clause.text("outside") == "sizes_hold":
        for demand, _ in off_site_rooms(facts, clause.texts("kinds")):
            if not demand.rooms:
                yield not_stated(facts, demand, clause.texts("kinds"))


def _seats(clause: Clause, facts: Facts) -> Iterator[tuple[str, float, BaseGeometry]]:
    kinds = clause.texts("kinds")
    for space in facts.spaces:
        kind = facts.kind_of(space)
        if space.kind in kinds and kind is not None and kind.m2_per_person > 0:
            yield space.id, _whole(space.polygon.area / M2 / kind.m2_per_person), space.polygon
    if clause.text("outside") == "sizes_hold":
        for demand, rooms in off_site_rooms(facts, kinds):
            for room in rooms:
                each = facts.scenario.catalogue.spaces[room.kind].m2_per_person
                if each > 0:
                    for _ in range(room.count):
                        seats = _whole(room.area / M2 / each)
                        yield f"{demand.id} ({room.kind})", seats, facts.scenario.site.boundary


def _whole(people: float) -> float:
    return float(math.floor(people + ROUNDING))


KIND = RequirementKind(
    id="room_seats",
    parameters={
        "kinds": Spec("texts"),
        "least": Spec("number", "person"),
        "count": Spec("text", choices=("each", "together"), required=False),
        "outside": Spec("text", choices=("sizes_hold", "free"), required=False),
    },
    check=check,
)
