"""Before the entrances of buildings the ground is free to some depth, or level."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.check.barrier_free import park_of
from planner.check.compliance import MISSING, Finding, at_least, at_most
from planner.check.facts import Facts
from planner.model import Exit, Storey
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

FAR = 20_000.0
"""Millimetres to which the ground before a door is looked at."""

TWO_LEAVES = 1_500
"""A door from this width on has two leaves, mm."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each entrance: an exit of a ground storey whose door opens to a corridor or lobby.

    ``depth``: what is free straight before it, less a leaf that opens outwards. ``slope``: the steepest slope
    of the site, where that is gentle enough; where it is not, or not known, the slope at the entrance is
    missing, since a steep site may have level entrances and ramps.
    """
    nodes = park_of(facts).graph.nodes
    ground = [plate.storey for plate in facts.plates.values() if plate.storey.is_ground]
    solid = [storey.outline for storey in ground] + [thing.polygon for thing in facts.scenario.site.obstacles]
    free = facts.scenario.site.boundary.difference(shapely.union_all(solid))
    for storey in ground:
        for exit_ in storey.exits:
            if nodes[exit_.id]["entrance"]:
                if "depth" in clause.params:
                    yield _depth(clause, storey, exit_, free)
                if "slope" in clause.params:
                    yield _slope(clause, facts, exit_)


def _depth(clause: Clause, storey: Storey, exit_: Exit, free: BaseGeometry) -> Finding:
    leaf = exit_.width_mm / (2 if exit_.width_mm >= TWO_LEAVES else 1)
    depth = max(0.0, _ahead(storey, exit_.point, free) - leaf) / 1000
    return at_least(exit_.id, depth, clause.number("depth"), "m", exit_.point)


def _ahead(storey: Storey, point: Point, free: BaseGeometry) -> float:
    """How far one can go straight out of a door."""
    ring = storey.outline.exterior
    at = ring.project(point)
    one, other = ring.interpolate(max(0.0, at - 50)), ring.interpolate(min(ring.length, at + 50))
    dx, dy = other.x - one.x, other.y - one.y
    size = (dx * dx + dy * dy) ** 0.5
    best = 0.0
    for sign in (1.0, -1.0):
        ux, uy = sign * dy / size, -sign * dx / size
        ray = LineString([(point.x, point.y), (point.x + FAR * ux, point.y + FAR * uy)])
        pieces = [part for part in shapely.get_parts(ray.intersection(free)) if part.length > 0]
        first = min(pieces, key=lambda part: part.distance(point), default=None)
        if first is not None and first.distance(point) < 10:
            best = max(best, float(first.length))
    return best


def _slope(clause: Clause, facts: Facts, exit_: Exit) -> Finding:
    slope, most = facts.scenario.site.slope_percent, clause.number("slope")
    if slope is None or slope > most:
        missing = "site.slope_percent" if slope is None else "slope of the ground at the entrance"
        return Finding(exit_.id, MISSING, "in", missing, "", None, exit_.point)
    return at_most(exit_.id, slope, most, "%", exit_.point)


KIND = RequirementKind(
    id="entrance_ground",
    parameters={
        "depth": Spec("number", "m", required=False),
        "slope": Spec("number", "%", required=False),
    },
    check=check,
)
