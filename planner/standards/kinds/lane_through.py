"""Fire lanes pass through a building that is too long to go round quickly, and into its large courtyards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, Value
from planner.check.facts import Facts
from planner.check.lanes import lane_surface, ring_round
from planner.geometry.site_lines import lines_of
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

MOUTH = 1_000.0
"""A lane comes out of a building where more than this of its edge lies on the facade's line, mm."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """By what ``of`` names, findings about lanes through buildings.

    ``building``: for each building of which a side is longer than ``side`` or both together than ``whole``:
    "through" where a lane comes out on both sides of it, else "ring" where lanes go round within ``reach``.
    ``courtyard``: for each courtyard whose short side is longer than ``side``, whether a lane leads into it.
    """
    lanes = lane_surface(facts)
    for building in facts.scenario.buildings:
        ground = shapely.union_all([s.outline for s in building.storeys if s.level >= 1])
        for part in shapely.get_parts(ground):
            if isinstance(part, Polygon):
                of = _courtyards if clause.text("of") == "courtyard" else _long
                yield from of(clause, building.id, part, lanes)


def _long(clause: Clause, id: str, ground: Polygon, lanes: BaseGeometry) -> Iterator[Finding]:
    sides = _sides(ground)
    if max(sides) <= clause.number("side") * 1000 and sum(sides) <= clause.number("whole") * 1000:
        return
    if lanes.is_empty:
        yield Finding(id, MISSING, "in", "layout.fire_lane", "", None, ground)
        return
    measured: Value = "none"
    if _passes(Polygon(ground.exterior), lanes):
        measured = "through"
    elif ring_round(ground, lanes, clause.number("reach") * 1000) is not None:
        measured = "ring"
    ok = measured != "none"
    yield Finding(id, measured, "==", "through or ring", "", ok, None if ok else ground.exterior)


def _passes(ground: Polygon, lanes: BaseGeometry) -> bool:
    """Whether some run of lanes under the building parts it: it comes out in two places."""
    inside = shapely.intersection(ground, lanes)
    for piece in shapely.get_parts(inside):
        mouths = shapely.line_merge(piece.boundary.intersection(ground.exterior.buffer(5)))
        if sum(part.length > MOUTH for part in lines_of(mouths)) >= 2:
            return True
    return False


def _courtyards(clause: Clause, id: str, ground: Polygon, lanes: BaseGeometry) -> Iterator[Finding]:
    for number, ring in enumerate(ground.interiors, 1):
        court = Polygon(ring)
        if min(_sides(court)) <= clause.number("side") * 1000:
            continue
        subject = f"{id} (courtyard {number})"
        if lanes.is_empty:
            yield Finding(subject, MISSING, "in", "layout.fire_lane", "", None, court)
            continue
        ok = bool(lanes.intersects(court.buffer(-1_000)))
        yield Finding(subject, "lane" if ok else "no lane", "==", "lane", "", ok, None if ok else court)


def _sides(shape: Polygon) -> tuple[float, float]:
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle).tolist()
    first, second = (math.dist(a, b) for a, b in pairwise(corners[:3]))
    return first, second


KIND = RequirementKind(
    id="lane_through",
    parameters={
        "of": Spec("text", choices=("building", "courtyard")),
        "side": Spec("number", "m"),
        "whole": Spec("number", "m", required=False),
        "reach": Spec("number", "m", required=False),
    },
    check=check,
)
