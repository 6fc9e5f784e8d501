"""The suite of each company has room for its staff."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.conduct import residents
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each resident company: people that its suite holds, against its staff."""
    suites, each = facts.suites(), clause.number("each")
    for tenant in residents(facts, "company"):
        rooms = suites[tenant.id]
        people = float(int(area_m2(rooms) / each + 1e-6))
        yield at_least(tenant.id, people, float(tenant.staff), "person", rooms[0].polygon)


KIND = RequirementKind(id="office_seats", parameters={"each": Spec("number", "m2/person")}, check=check)
