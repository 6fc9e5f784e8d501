"""Each livestreaming company that has a suite has a stock room of its own."""

from __future__ import annotations

from collections.abc import Iterator

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such company: the area of its largest stock room, 0 where it has none."""
    suites = facts.suites()
    for tenant in facts.scenario.tenants:
        if tenant.livestreaming and tenant.id in suites:
            rooms = [s for s in facts.spaces if s.kind == "stock_room" and s.tenant == tenant.id]
            largest = max(rooms, key=lambda room: room.polygon.area, default=None)
            area = area_m2([largest]) if largest else 0.0
            where = largest.polygon if largest else suites[tenant.id][0].polygon
            subject = f"{tenant.id} ({largest.id})" if largest else tenant.id
            yield at_least(subject, area, clause.number("least"), "m2", where)


KIND = RequirementKind(id="stock_rooms", parameters={"least": Spec("number", "m2")}, check=check)
