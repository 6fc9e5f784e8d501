"""A door lies in the wall between the two things it joins, and opens to both over its whole width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import shapely
from shapely import Point, Polygon

from planner.check.clearance import DOOR_REACH
from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.model import Door
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every door: the smaller share of its width that opens to one of its two sides.

    Doors that name something that is not there are the business of the references.
    """
    for plate in facts.plates.values():
        solids = plate.solids()
        points = plate.openings()
        for door in plate.doors:
            if all(id in solids or id in points for id in door.joins):
                share = _share(door, solids, points, _others(plate, door))
                yield at_least(door.id, share, clause.number("least"), "share", door.polygon)


def _others(plate: Plate, door: Door) -> list[Polygon]:
    return [space.polygon for space in plate.spaces if space.id not in door.joins]


def _share(
    door: Door, solids: Mapping[str, Polygon], points: Mapping[str, Point], others: list[Polygon]
) -> float:
    """1 for a door that is right; 0 for one that cuts through a third room or joins a thing to itself."""
    one, other = door.joins
    blocked = (
        bool((shapely.area(shapely.intersection(door.polygon, others)) > 10_000).any()) if others else False
    )
    if one == other or blocked or door.width_mm <= 0:
        return 0.0
    reach = door.polygon.buffer(DOOR_REACH, cap_style="flat", join_style="mitre")
    shares = []
    for id in door.joins:
        if id in solids:
            contact = shapely.intersection(solids[id].boundary, reach).length
            sunk = shapely.intersection(solids[id], door.polygon).area > 0.5 * door.polygon.area
            shares.append(0.0 if sunk else min(1.0, contact / door.width_mm))
        else:
            shares.append(1.0 if door.polygon.distance(points[id]) <= DOOR_REACH else 0.0)
    return min(shares)


KIND = RequirementKind(id="door_place", parameters={"least": Spec("number", "share")}, check=check)
