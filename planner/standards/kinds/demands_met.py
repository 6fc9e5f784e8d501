"""Demands of the programme have the area and the rooms they ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import shapely

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import Facts
from planner.check.measures import area_m2
from planner.model import M2
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """Findings for each demand in the park that is required or laid out.

    With ``bound: least`` its area against the least and the number of the rooms it lists, with
    ``bound: most`` its area against the most.
    """
    slack = clause.number("rounding")
    for demand in facts.scenario.demands:
        rooms = facts.of_subject(demand.id)
        if demand.off_site or not (demand.required or rooms):
            continue
        area = area_m2(rooms)
        where = shapely.union_all([room.polygon for room in rooms]) if rooms else facts.scenario.site.boundary
        if clause.text("bound") == "most":
            if rooms:
                yield at_most(demand.id, area, demand.most_area / M2, "m2", where, slack=slack)
            continue
        yield at_least(demand.id, float(len(rooms)), 1.0, "rooms", where)
        yield at_least(demand.id, area, demand.least_area / M2, "m2", where, slack=slack)
        counts = Counter(room.kind for room in rooms)
        wanted: Counter[str] = Counter()
        for spec in demand.rooms:
            wanted[spec.kind] += spec.count
        for kind, count in wanted.items():
            yield at_least(f"{demand.id} {kind}", float(counts[kind]), float(count), "count", where)


KIND = RequirementKind(
    id="demands_met",
    parameters={"bound": Spec("text", choices=("least", "most")), "rounding": Spec("number", "m2")},
    check=check,
)
