"""Doors are as wide as the kind of their room asks, and drawn as wide as they state."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.clearance import long_sides
from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts, Plate
from planner.model import Door
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every room with a door (its widest door) and for every door.

    The door of a core or an outer exit must reach the policy's door width, or the width that the
    scenario gives that exit.
    """
    for plate in facts.plates.values():
        yield from _rooms(facts, plate)
        given = {core.id: facts.scenario.policies.door_width_mm for core in plate.storey.cores}
        given |= {exit_.id: exit_.width_mm for exit_ in plate.storey.exits}
        for door in plate.doors:
            least = min((given[id] for id in door.joins if id in given), default=None)
            if least is not None:
                yield at_least(door.id, door.width_mm / 1000, least / 1000, "m", door.polygon)
            drawn = abs(_drawn(door) - door.width_mm) / 1000
            yield at_most(f"{door.id} as drawn", drawn, clause.number("off"), "m", door.polygon)


def _rooms(facts: Facts, plate: Plate) -> Iterator[Finding]:
    widest: dict[str, Door] = {}
    for door in plate.doors:
        for id in door.joins:
            if id not in widest or door.width_mm > widest[id].width_mm:
                widest[id] = door
    for space in plate.spaces:
        kind = facts.kind_of(space)
        if kind is not None and space.id in widest:
            width = widest[space.id].width_mm / 1000
            yield at_least(space.id, width, kind.door_m, "m", widest[space.id].polygon)


def _drawn(door: Door) -> float:
    return max((side.length for side in long_sides(door.polygon)), default=0.0)


KIND = RequirementKind(id="door_width", parameters={"off": Spec("number", "m")}, check=check)
