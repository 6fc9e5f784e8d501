"""Before a lift there is room to turn and wait: on every storey one lift has a lobby of some depth."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.barrier_free import park_of
from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each storey with rooms at which a lift for people opens: the deepest floor before one.

    The depth is what lies free at right angles to the middle of the wall at which the lift opens. On storeys
    that no lift opens to there is no lobby; whether one ought to is another clause.
    """
    park = park_of(facts)
    for storey, plate in facts.plates.items():
        lifts = {part.id for core in plate.storey.cores for part in core.parts if part.kind == "lift"}
        landings = [(at.depth, id, at) for id, at in park.storeys[storey].landings.items() if id in lifts]
        if not plate.spaces or not landings:
            continue
        depth, id, landing = max(landings, key=lambda row: (round(row[0]), row[1]))
        slack = 2 * SNAP / 1000
        yield at_least(
            f"{storey} ({id})", depth / 1000, clause.number("least"), "m", landing.door, slack=slack
        )


KIND = RequirementKind(id="lift_lobby", parameters={"least": Spec("number", "m")}, check=check)
