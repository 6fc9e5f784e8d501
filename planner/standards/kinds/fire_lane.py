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
from planner.check.facts import Facts
from planner.check.fire import is_high
from planner.check.lane_width import Narrowest, clear_width_along, engine_paving, rounding
from planner.geometry.site_lines import polygons_of
from planner.model import M2, Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

COVERED = 0.01 * M2
"""A storey that covers less of a lane than this is not above it, mm2: rounding."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each feature of role ``fire_lane``, by what ``of`` names.

    ``width``: what it states, and no less drawn along its axis on the paving of all lanes and roads
    together (of a lane without an axis, on its own);
    ``clear_height``: what it states, and what lies above it;
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
        elif clause.text("of") == "facade":
            yield _facade(clause, lane["properties"], polygon, walls)
        else:
            yield _width(clause, lane["properties"], polygon, facts)


def _facade(clause: Clause, of: Mapping[str, Any], lane: BaseGeometry, walls: BaseGeometry) -> Finding:
    """The stretches that are too near; on the limit there is none."""
    least = clause.number("least")
    near = lane.intersection(walls.buffer(least * 1000))
    away = float(lane.distance(walls)) / 1000
    return at_least(str(of["id"]), away, least, "m", lane if near.is_empty else near)


def _width(clause: Clause, of: Mapping[str, Any], lane: BaseGeometry, facts: Facts) -> Finding:
    id, stated = str(of["id"]), of.get("width_m")
    if not isinstance(stated, int | float) or isinstance(stated, bool) or not math.isfinite(stated):
        return Finding(id, MISSING, "in", "layout.fire_lane.width_m", "", None, lane)
    drawn = _drawn(id, lane, float(stated) * 1000, clause.number("least") * 1000, facts)
    where = lane if drawn.where is None or drawn.where.is_empty else drawn.where
    return at_least(id, min(float(stated), drawn.width / 1000), clause.number("least"), "m", where)


def _drawn(id: str, lane: BaseGeometry, stated: float, least: float, facts: Facts) -> Narrowest:
    """What is drawn of the stated width, mm."""
    axes = [known.centreline for known in facts.bundle.layout.fire.lanes if known.id == id]
    if axes and axes[0].length > 0 and stated > 0:
        return clear_width_along(axes[0], stated, engine_paving(facts))
    whole = polygons_of(lane)[0]
    alone = inscribed_width(whole, least)
    return Narrowest(stated if alone >= stated - rounding(whole.exterior) else alone)


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
