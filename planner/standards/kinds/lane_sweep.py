"""A fire engine that follows a lane stays on paving with its body."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, at_most
from planner.check.facts import Facts
from planner.fire_site import FireLane
from planner.geometry.site_lines import polygons_of
from planner.geometry.swept import LADDER_TRUCK, PUMPER, Truck, steered, swept_path
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

TRUCKS = {"ladder": LADDER_TRUCK, "pumper": PUMPER}
KERB = 50.0
"""What a wheel keeps from a kerb, mm."""
BESIDE = 10_000.0
"""Ground beside a lane that is looked at, mm; before its ends other lanes carry the engine."""
SLIVER = 20_000.0
"""Pieces of ground smaller than this are drawing, mm2."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each lane: how far beside all paving the body of the engine comes, either way, m.

    It follows the lane's axis, in bends up to ``aside`` farther out, as wide as the lane allows.
    """
    layout = facts.bundle.layout
    pieces = [lane.polygon for lane in layout.fire.lanes] + [road.polygon for road in facts.roads]
    pieces += [place.polygon for place in layout.fire.turnarounds]
    pieces += [stand.polygon for stand in layout.fire.aerial_sites]
    paved = shapely.union_all([piece.buffer(0) for piece in pieces]).buffer(KERB)
    for lane in layout.fire.lanes:
        if lane.centreline.length == 0:
            yield Finding(lane.id, MISSING, "in", "layout.axis", "", None, lane.polygon)
            continue
        away, where = _beside(lane, paved, TRUCKS[clause.text("truck")], clause.number("aside") * 1000)
        yield at_most(lane.id, away / 1000, clause.number("most"), "m", where)


def _beside(
    lane: FireLane, paved: BaseGeometry, truck: Truck, aside: float
) -> tuple[float, BaseGeometry | None]:
    """How far the body leaves the paving, mm, and the ground on which it does."""
    if len(lane.centreline.coords) <= 2:
        return 0.0, None
    room = (lane.width_mm - truck.width) / 2 - KERB
    way = steered(lane.centreline, min(aside, max(0.0, room)))
    own = lane.centreline.buffer(BESIDE, cap_style="flat")
    worst: tuple[float, Polygon | None] = (0.0, None)
    for driven in (way, way.reverse()):
        for piece in polygons_of(swept_path(driven, truck).intersection(own).difference(paved)):
            away = max(paved.distance(Point(at)) for at in piece.exterior.coords)
            if piece.area > SLIVER and away > worst[0]:
                worst = (away, piece)
    return worst


KIND = RequirementKind(
    id="lane_sweep",
    parameters={
        "truck": Spec("text", choices=tuple(TRUCKS)),
        "aside": Spec("number", "m"),
        "most": Spec("number", "m"),
    },
    check=check,
)
