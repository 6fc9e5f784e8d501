"""Buildings keep the distance that their heights and fire resistance grades ask for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import is_high
from planner.model import Building
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each pair of buildings of the two classes: their least distance.

    A class is ``high`` (a high-rise) or the grade of another building: ``I-II``, ``III``, ``IV``. Fire walls
    and walls without openings allow less: with ``walls: unknown`` a pair below the limit is undecided.
    """
    wanted = {clause.text("one"), clause.text("other")}
    for one, other in combinations(facts.scenario.buildings, 2):
        if {_class(one), _class(other)} == wanted:
            yield _finding(clause, one, other)


def _finding(clause: Clause, one: Building, other: Building) -> Finding:
    walls = [_walls(one), _walls(other)]
    gap = float(walls[0].distance(walls[1])) / 1000
    least, subject = clause.number("least"), f"{one.id} - {other.id}"
    where = shapely.shortest_line(*walls)
    if gap < least and clause.text("walls") == "unknown":
        return Finding(f"{subject} (fire walls not known)", gap, ">=", least, "m", None, where)
    return at_least(subject, gap, least, "m", where)


def _class(building: Building) -> str:
    if is_high(building):
        return "high"
    return "I-II" if building.fire_grade in ("I", "II") else building.fire_grade


def _walls(building: Building) -> BaseGeometry:
    return shapely.union_all([storey.outline for storey in building.storeys if storey.level >= 1])


CLASSES = ("high", "I-II", "III", "IV")

KIND = RequirementKind(
    id="fire_spacing",
    parameters={
        "one": Spec("text", choices=CLASSES),
        "other": Spec("text", choices=CLASSES),
        "least": Spec("number", "m"),
        "walls": Spec("text", choices=("ordinary", "unknown"), required=False),
    },
    check=check,
)
