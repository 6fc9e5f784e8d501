"""The rooms of one demand on one storey hang together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import shapely

from planner.check.compliance import Finding, at_most
from planner.check.facts import SNAP, Facts, Plate
from planner.check.joints import components, door_pairs, facing_m, near_pairs, same_part, wall_joints
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each part of two rooms and more: into how many pieces it falls.

    Rooms hang together through a door, a shared wall, or an inner corridor of their own that they lie at
    with a door or a wall, and, but for zones that must be one block, where they face each other across a
    public corridor or share a wall with the same core, so that the zone goes round it.
    """
    wall = facts.scenario.policies.interior_wall_mm
    for plate in facts.plates.values():
        parts: dict[str, list[Space]] = {}
        for space in plate.spaces:
            if space.subject is not None:
                parts.setdefault(space.subject, []).append(space)
        parts = {subject: rooms for subject, rooms in parts.items() if len(rooms) > 1}
        least = clause.number("shared_wall")
        joints = [*wall_joints(plate, wall, least, inner=True), *door_pairs(plate)] if parts else []
        for subject, rooms in parts.items():
            zone = facts.scenario.catalogue.zones.get(rooms[0].zone)
            if zone is None or not zone.one_block:
                joints = [*joints, *_across(facts, plate, rooms, clause.number("facing"))]
                joints += _round_cores(facts, plate, rooms, clause.number("facing"))
            inner = {c.id for c in plate.corridors if any(same_part(room, c) for room in rooms)}
            ids = {room.id for room in rooms}
            pieces = [piece for piece in components([*ids, *inner], joints) if piece & ids]
            where = shapely.union_all([room.polygon for room in rooms])
            yield at_most(f"{subject} on {plate.storey.id}", float(len(pieces)), 1.0, "pieces", where)


def _across(facts: Facts, plate: Plate, rooms: list[Space], least: float) -> Iterator[tuple[str, str]]:
    """Pairs of rooms that look at each other over nothing but a public corridor."""
    policies = facts.scenario.policies
    width = max((c.width_mm for c in plate.public_corridors), default=policies.corridor_width_mm)
    gap = width + 2 * policies.interior_wall_mm + 4 * SNAP
    shapes = {room.id: room.polygon for room in rooms}
    for one, other in near_pairs(shapes, gap):
        facing = facing_m(shapes[one], shapes[other], gap)
        pair = (shapes[one], shapes[other])
        reach = [shape.buffer(gap, cap_style="flat", join_style="mitre") for shape in pair]
        between = shapely.intersection_all(
            [*reach, shapely.union_all([c.polygon for c in plate.public_corridors])]
        )
        if facing >= least and between.area >= least * 1000 * width * 0.8:
            yield one, other


def _round_cores(facts: Facts, plate: Plate, rooms: list[Space], least: float) -> Iterator[tuple[str, str]]:
    """Each two rooms in a row of those that share a wall with the same core."""
    gap = facts.scenario.policies.interior_wall_mm + 4 * SNAP
    for core in plate.storey.cores:
        beside = [room.id for room in rooms if facing_m(room.polygon, core.polygon, gap) >= least]
        yield from pairwise(beside)


KIND = RequirementKind(
    id="contiguous_parts",
    parameters={"shared_wall": Spec("number", "m"), "facing": Spec("number", "m")},
    check=check,
)
