"""Fire passages: lanes for engines outside, ways out inside, or both, as the policy reads the words."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding
from planner.check.conduct import Subject, attested
from planner.check.facts import Facts
from planner.standards.clauses import Clause
from planner.standards.kinds import passage_width, road_reach
from planner.standards.requirement import RequirementKind, Spec

LANES, EGRESS = "fire_lanes", "egress"


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """What the layout shows: roads of a width that reach gates and exits, corridors of a width.

    The rest (clear heights, rings, walking distances) is for a document about each meaning.
    """
    park, meaning = Subject("", facts.scenario.site.boundary), clause.text("meaning")
    if meaning in ("both", "fire_lane"):
        yield from road_reach.check(clause, facts)
        yield attested(clause, facts, park, LANES, current=False)
    if meaning in ("both", "egress"):
        yield from passage_width.check(clause, facts)
        yield attested(clause, facts, park, EGRESS, current=False)


KIND = RequirementKind(
    id="fire_passages",
    parameters={
        "meaning": Spec("text", choices=("both", "egress", "fire_lane")),
        "to": Spec("texts", choices=("gates", "exits", "docks")),
        "reach": Spec("number", "m"),
        "width": Spec("number", "m"),
        "corridor": Spec("number", "m"),
        "aspects": Spec("texts", choices=(LANES, EGRESS)),
    },
    check=check,
)
