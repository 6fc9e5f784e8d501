"""Rooms keep the least width, least area or most aspect that the catalogue gives their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from shapely.geometry.base import BaseGeometry

from planner.check.clearance import aspect, inscribed_width, long_sides
from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import SNAP, Facts, Plate
from planner.check.measures import area_m2
from planner.kinds import SpaceKind
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

ROUNDED = 1e-3
"""What rounding to millimetres may add to an aspect."""

FORCED_SHARE = 0.7
"""A long side is given by the building when this much of it runs along the envelope or a core."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space of a known kind."""
    measure = LIMITS[clause.text("limit")]
    for plate in facts.plates.values():
        for space in plate.spaces:
            kind = facts.kind_of(space)
            finding = measure(facts, plate, space, kind) if kind is not None else None
            if finding is not None:
                yield finding


def _width(facts: Facts, plate: Plate, space: Space, kind: SpaceKind) -> Finding:
    width = inscribed_width(space.polygon, kind.min_width * 1000) / 1000
    return at_least(space.id, width, kind.min_width, "m", space.polygon, slack=SNAP / 1000)


def _area(facts: Facts, plate: Plate, space: Space, kind: SpaceKind) -> Finding | None:
    """None where a clause of a standard in force already asks for this area."""
    owner = kind.source.partition("-")[0].lower()
    if owner and owner in facts.scenario.standards:
        return None
    return at_least(space.id, area_m2([space]), kind.min_area, "m2", space.polygon)


def _aspect(facts: Facts, plate: Plate, space: Space, kind: SpaceKind) -> Finding:
    """A room that fills the ground between two fixed lines of the building has the shape of that ground."""
    ratio = aspect(space.polygon)
    if ratio > kind.max_aspect + ROUNDED and _forced(facts, plate, space):
        return Finding(space.id, ratio, "<=", "forced by the building", "ratio", True)
    return at_most(space.id, ratio, kind.max_aspect, "ratio", space.polygon, slack=ROUNDED)


def _forced(facts: Facts, plate: Plate, space: Space) -> bool:
    policies = facts.scenario.policies
    fixed: BaseGeometry = plate.storey.outline.boundary.buffer(policies.exterior_wall_mm + 10 * SNAP)
    for core in plate.storey.cores:
        fixed = fixed.union(core.polygon.buffer(policies.interior_wall_mm + 10 * SNAP))
    sides = long_sides(space.polygon)
    return all(side.intersection(fixed).length >= FORCED_SHARE * side.length for side in sides)


LIMITS: Mapping[str, Callable[[Facts, Plate, Space, SpaceKind], Finding | None]] = {
    "width": _width,
    "area": _area,
    "aspect": _aspect,
}

KIND = RequirementKind(
    id="kind_limits", parameters={"limit": Spec("text", choices=tuple(LIMITS))}, check=check
)
