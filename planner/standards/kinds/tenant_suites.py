"""Each company has at most one suite, residents exactly one, of an area they agreed to."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.model import M2, Space, Tenant
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings for each company: number of suites; where it has one, its area against both bounds."""
    suites = facts.suites()
    slack = clause.number("rounding")
    for tenant in facts.scenario.tenants:
        rooms = suites.get(tenant.id, [])
        yield from _number(facts, tenant, rooms)
        if rooms:
            area, where = area_m2(rooms), shapely.union_all([room.polygon for room in rooms])
            yield at_least(tenant.id, area, tenant.least_area / M2, "m2", where, slack=slack)
            yield at_most(tenant.id, area, tenant.most_area / M2, "m2", where, slack=slack)


def _number(facts: Facts, tenant: Tenant, rooms: list[Space]) -> Iterator[Finding]:
    where = shapely.union_all([room.polygon for room in rooms]) if rooms else facts.scenario.site.boundary
    yield at_most(tenant.id, float(len(rooms)), 1.0, "suites", where)
    if tenant.resident:
        yield at_least(tenant.id, float(len(rooms)), 1.0, "suites", where)


KIND = RequirementKind(id="tenant_suites", parameters={"rounding": Spec("number", "m2")}, check=check)
