"""Every fire compartment that is drawn has its own exits, and its rooms are left into it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.fire import BUILDINGS, chosen_plates, egress_of
from planner.circulation.egress import RoomWay
from planner.compartment import Compartment
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

INSIDE = 0.99
"""Share of a room that lies in its compartment: the rest is what its walls were rounded by."""

PAST = 300.0
"""Millimetres from the middle of a door into what it leads to."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings on storeys that are divided: the exits of each compartment, and for each room with doors to
    a corridor those of them that open within the compartment that it lies in.

    An exit belongs to the compartment that its door stands in. A room that lies in two has no such door.
    """
    for _, plate in chosen_plates(clause, facts):
        egress = egress_of(facts, plate) if plate.compartments else None
        if egress is None:
            continue
        for part in plate.compartments:
            own = [
                exit_
                for exit_ in egress.exits
                if any(part.polygon.covers(door.polygon.centroid) for door in exit_.doors)
            ]
            least = clause.number("least")
            yield at_least(part.id, float(len(own)), least, "count", part.polygon)
        for space in plate.spaces:
            yield from _left_within(plate, space, egress.rooms[space.id])


def _left_within(plate: Plate, space: Space, way: RoomWay) -> Iterator[Finding]:
    doors = [door.door for door in way.doors if door.leads == "corridor"]
    if not doors:
        return
    home = next((part for part in plate.compartments if _holds(part, space)), None)
    grounds = {corridor.id: corridor.polygon for corridor in plate.corridors}
    grounds |= {core.id: core.polygon for core in plate.storey.cores}
    inside = 0
    for door in doors:
        beyond = [grounds[id] for id in door.joins if id in grounds]
        near = door.polygon.centroid.buffer(PAST)
        inside += home is not None and all(
            home.polygon.buffer(1.0).covers(ground.intersection(near)) for ground in beyond
        )
    yield at_least(f"{space.id} (doors within its compartment)", float(inside), 1.0, "count", space.polygon)


def _holds(part: Compartment, space: Space) -> bool:
    return bool(part.polygon.intersection(space.polygon).area >= INSIDE * space.polygon.area)


KIND = RequirementKind(
    id="compartment_exits",
    parameters={**BUILDINGS, "least": Spec("number", "count")},
    check=check,
)
