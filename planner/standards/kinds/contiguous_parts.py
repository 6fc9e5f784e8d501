"""The rooms of one demand on one storey hang together."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.check.joints import components, door_pairs, same_part, wall_joints
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each part of two rooms and more: into how many pieces it falls.

    Rooms hang together through a door, an inner corridor of their own, or a shared wall.
    """
    wall = facts.scenario.policies.interior_wall_mm
    for plate in facts.plates.values():
        parts: dict[str, list[Space]] = {}
        for space in plate.spaces:
            if space.subject is not None:
                parts.setdefault(space.subject, []).append(space)
        parts = {subject: rooms for subject, rooms in parts.items() if len(rooms) > 1}
        joints = (
            [*wall_joints(plate, wall, clause.number("shared_wall")), *door_pairs(plate)] if parts else []
        )
        for subject, rooms in parts.items():
            inner = {c.id for c in plate.corridors if any(same_part(room, c) for room in rooms)}
            ids = {room.id for room in rooms}
            pieces = [piece for piece in components([*ids, *inner], joints) if piece & ids]
            where = shapely.union_all([room.polygon for room in rooms])
            yield at_most(f"{subject} on {plate.storey.id}", float(len(pieces)), 1.0, "pieces", where)


KIND = RequirementKind(id="contiguous_parts", parameters={"shared_wall": Spec("number", "m")}, check=check)
