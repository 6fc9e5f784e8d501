"""Every polygon of the layout is a polygon: not empty, not crossing itself."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.validation import explain_validity

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space, corridor, door, road and place of the fire brigade."""
    fire = facts.bundle.layout.fire
    shapes = [(road.id, road.polygon) for road in facts.bundle.layout.roads]
    shapes += [(lane.id, lane.polygon) for lane in fire.lanes]
    shapes += [(place.id, place.polygon) for place in fire.turnarounds]
    shapes += [(stand.id, stand.polygon) for stand in fire.aerial_sites]
    for layout in facts.bundle.layout.storeys:
        shapes += [(space.id, space.polygon) for space in layout.spaces]
        shapes += [(corridor.id, corridor.polygon) for corridor in layout.corridors]
        shapes += [(door.id, door.polygon) for door in layout.doors]
    for id, shape in shapes:
        state = "empty" if shape.is_empty else "valid" if shape.is_valid else explain_validity(shape)
        where = facts.scenario.site.boundary if shape.is_empty else shape.boundary
        yield equal(id, state, "valid", "", where)


KIND = RequirementKind(id="sound_geometry", check=check)
