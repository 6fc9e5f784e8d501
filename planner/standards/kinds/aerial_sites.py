"""High-rises have stands from which aerial ladders reach a long side."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, at_least, at_most
from planner.check.facts import Facts
from planner.check.fire import height_m, is_high
from planner.fire_site import AerialSite
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings for each high-rise, by what ``of`` names; undecided where the layout has no fire lanes at all.

    ``length``: of all stands together against a long side; ``depth`` and ``side``: of each stand the short
    and the long side of its smallest rectangle; ``facade``: how far off each begins at most.
    """
    fire = facts.bundle.layout.fire
    for building in facts.scenario.buildings:
        if not is_high(building) or not _as_high(clause, height_m(building)):
            continue
        outline = shapely.union_all([s.outline for s in building.storeys if s.level >= 1])
        stands = [s for s in fire.aerial_sites if s.building == building.id and s.polygon.is_valid]
        which = clause.text("of")
        if which == "length":
            longest = max(_sides(outline))
            got = sum((max(_sides(stand.polygon)) for stand in stands), start=0.0)
            if not stands and not fire.lanes:
                yield Finding(building.id, MISSING, "in", "layout.aerial_site", "", None, outline)
            else:
                yield at_least(building.id, got, longest, "m", outline, slack=clause.number("slack"))
            continue
        yield from (_of_stand(clause, stand, outline) for stand in stands)


def _as_high(clause: Clause, height: float) -> bool:
    """Whether the clause speaks of buildings of this height."""
    above = clause.number("higher") if "higher" in clause.params else -math.inf
    most = clause.number("up_to") if "up_to" in clause.params else math.inf
    return above < height <= most


def _of_stand(clause: Clause, stand: AerialSite, outline: BaseGeometry) -> Finding:
    which, limit = clause.text("of"), clause.number("limit")
    if which == "facade":
        away = stand.polygon.distance(outline) / 1000
        return at_most(stand.id, away, limit, "m", stand.polygon, slack=clause.number("slack"))
    short, long = sorted(_sides(stand.polygon))
    return at_least(
        stand.id, short if which == "depth" else long, limit, "m", stand.polygon, slack=clause.number("slack")
    )


def _sides(shape: BaseGeometry) -> tuple[float, float]:
    """Both sides of the smallest rectangle round it, m."""
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle).tolist()
    first, second = (math.dist(a, b) / 1000 for a, b in pairwise(corners[:3]))
    return first, second


KIND = RequirementKind(
    id="aerial_sites",
    parameters={
        "of": Spec("text", choices=("length", "depth", "side", "facade")),
        "limit": Spec("number", "m", required=False),
        "slack": Spec("number", "m"),
        "higher": Spec("number", "m", required=False),
        "up_to": Spec("number", "m", required=False),
    },
    check=check,
)
