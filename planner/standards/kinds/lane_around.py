"""Fire lanes lie round a building that needs them, or along its long sides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, Value
from planner.check.facts import Facts
from planner.check.fire import is_high
from planner.check.lanes import SAMPLE, lane_surface, ring_round
from planner.model import M2, Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

STORES = ("warehouse", "logistics_hub")


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each building that needs lanes: "ring", or along how many long sides they lie.

    A ring goes round the building, nowhere farther than ``reach`` from its facade. A lane lies along a side
    where it is no farther than ``along`` from the share ``covered`` of it.
    """
    lanes = lane_surface(facts)
    for building in facts.scenario.buildings:
        ground = shapely.union_all([s.outline for s in building.storeys if s.level >= 1])
        if not isinstance(ground, Polygon) or ground.is_empty or not _needs(clause, facts, building, ground):
            continue
        limit = f"ring or {round(clause.number('sides'))} sides"
        if lanes.is_empty:
            yield Finding(building.id, MISSING, "in", "layout.fire_lane", "", None, ground)
            continue
        measured: Value = "ring"
        ok = ring_round(ground, lanes, clause.number("reach") * 1000) is not None
        if not ok:
            sides = _sides(ground, lanes, clause.number("along") * 1000, clause.number("covered"))
            measured = f"{sides} sides"
            ok = sides >= clause.number("sides")
        yield Finding(building.id, measured, "==", limit, "", ok, None if ok else ground.exterior)


def _needs(clause: Clause, facts: Facts, building: Building, ground: Polygon) -> bool:
    store = _is_store(facts, building)
    if store is not (clause.text("of") == "store"):
        return False
    return is_high(building) or ground.area / M2 > clause.number("needed_above")


def _is_store(facts: Facts, building: Building) -> bool:
    """Whether goods take more than half of its rooms."""
    rooms = [
        space
        for storey in building.storeys
        if storey.id in facts.plates
        for space in facts.plates[storey.id].spaces
    ]
    goods = sum(space.polygon.area for space in rooms if space.kind in STORES)
    return goods > sum(space.polygon.area for space in rooms) / 2


def _sides(ground: Polygon, lanes: BaseGeometry, along: float, covered: float) -> int:
    """Along how many of the two long sides lanes lie."""
    frame = ground.minimum_rotated_rectangle
    corners = shapely.get_coordinates(frame).tolist()
    edges = sorted(pairwise(corners), key=lambda side: -math.dist(*side))[:2]
    found = 0
    for a, b in edges:
        count = max(1, round(math.dist(a, b) / SAMPLE))
        shares = (np.arange(count) + 0.5) / count
        on_frame = shapely.points(np.array(a) + shares[:, None] * (np.array(b) - np.array(a)))
        walls = [shapely.shortest_line(point, ground) for point in on_frame]
        samples = [shapely.get_point(wall, 1) for wall in walls]
        near = shapely.distance(np.array(samples, dtype=object), lanes) <= along
        found += bool(near.mean() >= covered)
    return found


KIND = RequirementKind(
    id="lane_around",
    parameters={
        "of": Spec("text", choices=("civil", "store")),
        "needed_above": Spec("number", "m2"),
        "sides": Spec("number", "count"),
        "reach": Spec("number", "m"),
        "along": Spec("number", "m"),
        "covered": Spec("number", "share"),
    },
    check=check,
)
