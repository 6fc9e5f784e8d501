"""Rooms that must be quiet share no wall with a noisy room of another zone."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.check.joints import wall_joints
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

SHARED_WALL_M = 0.3
"""Less than this is a corner, through which little sound passes."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each quiet room: number of walls shared with noise of another zone."""
    wall = facts.scenario.policies.interior_wall_mm
    for plate in facts.plates.values():
        quiet = {space.id: space for space in plate.spaces if space.kind in clause.texts("kinds")}
        if not quiet:
            continue
        by_id = {space.id: space for space in plate.spaces}
        beside: dict[str, list[Space]] = {id: [] for id in quiet}
        for one, other in wall_joints(plate, wall, SHARED_WALL_M):
            for room, neighbour in ((one, other), (other, one)):
                if room in quiet and _disturbs(facts, by_id[neighbour], quiet[room]):
                    beside[room].append(by_id[neighbour])
        for id, noisy in beside.items():
            where = shapely.union_all([space.polygon for space in noisy]) if noisy else None
            yield at_most(id, float(len(noisy)), clause.number("most"), "count", where)


def _disturbs(facts: Facts, neighbour: Space, room: Space) -> bool:
    kind = facts.kind_of(neighbour)
    return kind is not None and kind.noise == "noisy" and neighbour.zone != room.zone


KIND = RequirementKind(
    id="quiet_rooms",
    parameters={"kinds": Spec("texts"), "most": Spec("number", "count")},
    check=check,
)
