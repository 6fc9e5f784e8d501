"""Fire lanes of the layout are wide and high enough, and keep their distance from facades."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import inscribed_width
from planner.check.compliance import MISSING, Finding, at_least, at_most
from planner.check.facts import SNAP, Facts
from planner.check.fire import is_high
from planner.model import M2, Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

COVERED = 0.01 * M2
"""A storey that covers less of a lane than this is not above it, mm2: rounding."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each feature of role ``fire_lane``, by what ``of`` names.

    ``width``: what it states, and no less drawn; ``clear_height``: what it states, and what lies above it;
    ``slope``: what it states, at most ``most``;
    ``facade``: the distance of its edge from the nearest building. Without any lane, the buildings that
    need one are undecided.
    """
    lanes = [feature for feature in facts.bundle.of_role("fire_lane") if feature["geometry"] is not None]
    if not lanes:
        yield from _missing(clause, facts)
    walls = shapely.union_all([storey.outline for storey in facts.scenario.storeys if storey.level >= 1])
    for lane in lanes:
        polygon = shapely.transform(shape(lane["geometry"]), lambda points: points * 1000)
        if clause.text("of") == "slope":
            yield _slope(clause, lane["properties"], polygon)
        elif clause.text("of") == "clear_height":
            yield _height(clause, lane["properties"], polygon, facts)
        else:
            yield _finding(clause, lane["properties"], polygon, walls)


def _finding(clause: Clause, of: Mapping[str, Any], lane: BaseGeometry, walls: BaseGeometry) -> Finding:
    least, which = clause.number("least"), clause.text("of")
    if which == "facade":
        # the stretches that are too near; on the limit there is none
        near = lane.intersection(walls.buffer(least * 1000))
        away = float(lane.distance(walls)) / 1000
        return at_least(str(of["id"]), away, least, "m", lane if near.is_empty else near)
    stated = of.get(f"{which}_m")
    if not isinstance(stated, int | float) or isinstance(stated, bool) or not math.isfinite(stated):
        return Finding(str(of["id"]), MISSING, "in", f"layout.fire_lane.{which}_m", "", None, lane)
    if which == "width" and isinstance(lane, shapely.Polygon):
        drawn = inscribed_width(lane, least * 1000) / 1000
        stated = min(float(stated), drawn + 2 * SNAP / 1000)
    return at_least(str(of["id"]), float(stated), least, "m", lane)


def _height(clause: Clause, of: Mapping[str, Any], lane: BaseGeometry, facts: Facts) -> Finding:
    """The underside of the lowest storey above the lane, or what the lane states where that is less."""
    above = [
        storey.elevation_mm / 1000
        for storey in facts.scenario.storeys
        if storey.level >= 1 and storey.outline.intersection(lane).area > COVERED
    ]
    stated = of.get("clear_height_m")
    if isinstance(stated, int | float) and not isinstance(stated, bool) and math.isfinite(stated):
        above.append(float(stated))
    least = clause.number("least")
    if above:
        return at_least(str(of["id"]), min(above), least, "m", lane)
    return Finding(str(of["id"]), "no storey above it", ">=", least, "m", True)


def _slope(clause: Clause, of: Mapping[str, Any], lane: BaseGeometry) -> Finding:
    stated = of.get("slope_percent")
    if not isinstance(stated, int | float) or isinstance(stated, bool) or not math.isfinite(stated):
        return Finding(str(of["id"]), MISSING, "in", "site.slope_percent", "", None, lane)
    return at_most(str(of["id"]), float(stated), clause.number("most"), "%", lane)


def _missing(clause: Clause, facts: Facts) -> Iterator[Finding]:
    for building in facts.scenario.buildings:
        ground = _footprint(building)
        if ground is not None and (is_high(building) or ground.area / M2 > clause.number("needed_above")):
            subject = f"{building.id} ({clause.text('of')})"
            yield Finding(subject, MISSING, "in", "layout.fire_lane", "", None, ground)


def _footprint(building: Building) -> BaseGeometry | None:
    ground = [storey.outline for storey in building.storeys if storey.is_ground]
    return shapely.union_all(ground) if ground else None


KIND = RequirementKind(
    id="fire_lane",
    parameters={
        "of": Spec("text", choices=("width", "clear_height", "facade", "slope")),
        "least": Spec("number", "m", required=False),
        "most": Spec("number", "%", required=False),
        "needed_above": Spec("number", "m2"),
    },
    check=check,
)
