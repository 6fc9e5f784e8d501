"""Living facilities are in the park, or within a walk of it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least, at_most
from planner.check.conduct import missing
from planner.check.facts import Facts
from planner.operations.words import LIVING
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each kind: rooms in the park, else the shortest walk to one outside.

    Without either, and without a list of what is nearby, it is undecided.
    """
    nearby, ground = facts.scenario.operations.nearby, facts.scenario.site.boundary
    for kind in clause.texts("kinds"):
        rooms = sum(1 for space in facts.spaces if space.kind == kind)
        walks = [row.walk_m for row in nearby or () if row.kind == kind]
        if rooms:
            yield at_least(kind, float(rooms), 1.0, "count")
        elif any(demand.off_site and demand.kind == kind for demand in facts.scenario.demands):
            yield Finding(kind, "off site", "in", "off site allowed", "", True)
        elif walks:
            yield at_most(f"{kind} nearby", min(walks), clause.number("walk"), "m", ground)
        elif nearby is None:
            yield missing("operations.nearby", f"{kind} near the park, with the walk to it")
        else:
            yield at_least(kind, 0.0, 1.0, "count", ground)


KIND = RequirementKind(
    id="living_services",
    parameters={"kinds": Spec("texts", choices=LIVING), "walk": Spec("number", "m")},
    check=check,
)
