"""The people of the fire point are at every building, or on every storey, in time."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_most
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.check.fire_point import arrivals, fire_points
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

ENTRANCE = "entrance"


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """For each building the seconds to its nearest entrance, and to the storey that takes longest.

    Which of them must hold is the policy's; the other is told.
    """
    points = fire_points(facts, clause.texts("kinds"))
    if not points:
        return
    if not facts.roads:
        yield missing("layout.road", "roads on which the fire point's people go")
        return
    binding = clause.text("reaches")
    rows = list(arrivals(facts, points, clause.number("speed"), clause.number("climb")))
    for building in facts.scenario.buildings:
        own = [row for row in rows if row.building == building.id]
        storeys = [row for row in own if row.place != ENTRANCE]
        worst = max(storeys, key=lambda row: row.seconds)
        for row in (next(row for row in own if row.place == ENTRANCE), worst):
            where = row.path or building.storeys[0].outline
            subject = f"{building.id}: entrance" if row.place == ENTRANCE else row.place
            if (row.place == ENTRANCE) == (binding == "entrances"):
                yield at_most(subject, row.seconds, clause.number("most"), "s", where)
            else:
                yield Finding(subject, row.seconds, ">=", 0, "s", True, where)


KIND = RequirementKind(
    id="fire_point_reach",
    parameters={
        "kinds": Spec("texts"),
        "most": Spec("number", "s"),
        "speed": Spec("number", "m/s"),
        "climb": Spec("number", "m/s"),
        "reaches": Spec("text", choices=("entrances", "storeys")),
    },
    check=check,
)
