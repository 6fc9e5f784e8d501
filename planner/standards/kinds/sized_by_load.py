"""A zone grows with the number of resident companies and the goods that pass through it."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.measures import area_m2, companies
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """One finding: the zone's net area against base + per company + per tonne a day.

    None where it has no room, unless it must ``always`` be present.
    """
    zones = clause.texts("zones")
    rooms = facts.of_zone(*zones)
    if not rooms and clause.text("present") != "always":
        return
    demands = {demand.id for demand in facts.scenario.demands if demand.zone in zones}
    tonnes = sum(
        flow.goods_t_per_day
        for flow in facts.scenario.flows
        if flow.origin in demands or flow.destination in demands
    )
    least = (
        clause.number("base")
        + clause.number("per_company") * companies(facts)
        + clause.number("per_tonne_day") * tonnes
    )
    where = shapely.union_all([room.polygon for room in rooms]) if rooms else facts.scenario.site.boundary
    yield at_least(" + ".join(zones), area_m2(rooms), least, "m2", where)


KIND = RequirementKind(
    id="sized_by_load",
    parameters={
        "zones": Spec("texts"),
        "base": Spec("number", "m2"),
        "per_company": Spec("number", "m2/company"),
        "per_tonne_day": Spec("number", "m2/(t/day)"),
        "present": Spec("text", choices=("where_present", "always"), required=False),
    },
    check=check,
)
