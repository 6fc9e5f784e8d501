"""Each livestreaming company that has a suite has a stock room of its own, or a share of a pool."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each such company: the area of its largest stock room, 0 where it has none.

    With ``stock_rooms: pooled`` one finding: all stock rooms against the area of all those companies.
    """
    suites, least = facts.suites(), clause.number("least")
    tenants = [row for row in facts.scenario.tenants if row.livestreaming and row.id in suites]
    rooms = [space for space in facts.spaces if space.kind == "stock_room"]
    if tenants and clause.text("stock_rooms") == "pooled":
        where = shapely.union_all([room.polygon for room in rooms or suites[tenants[0].id]])
        yield at_least(f"{len(tenants)} companies", area_m2(rooms), least * len(tenants), "m2", where)
        return
    for tenant in tenants:
        own = [room for room in rooms if room.tenant == tenant.id]
        largest = max(own, key=lambda room: room.polygon.area, default=None)
        area = area_m2([largest]) if largest else 0.0
        where = largest.polygon if largest else suites[tenant.id][0].polygon
        subject = f"{tenant.id} ({largest.id})" if largest else tenant.id
        yield at_least(subject, area, least, "m2", where)


KIND = RequirementKind(
    id="stock_rooms",
    parameters={
        "least": Spec("number", "m2"),
        "stock_rooms": Spec("text", choices=("dedicated", "pooled"), required=False),
    },
    check=check,
)
