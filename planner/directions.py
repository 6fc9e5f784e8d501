"""Directions in which a plan can be better beside its value, and what an allocation has of each.

Solvers steer by these (``solvers.alternatives``); layouts are measured by ``planner.compare.measures``, under
the id in ``laid_out``. What is counted is told in ``docs/alternatives.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.daylight import daylit_share, wants_daylight
from planner.model import M2, Placement, Scenario, Storey, Tenant
from planner.programme import inner_share, permits, rooms_for
from planner.score import score, served
from planner.traffic import streams
from planner.travel import travel

__all__ = [
    "DIRECTIONS",
    "VALUE",
    "Decided",
    "Direction",
    "applies",
    "counts_as_cross_border",
    "direction",
    "lettable_storeys",
    "measure",
    "wanting_share",
]


@dataclass(frozen=True, slots=True)
class Direction:
    """What is made as large, or as small, as the least value permits.

    ``kept``: companies and zones of the best plan must all stay in, so that nothing is gained by leaving
    somebody out. ``step``: how fine a front is by default; 0 where that depends on the park.
    """

    id: str
    unit: str
    better: Literal["more", "less"]
    laid_out: str
    """Id of the measure of layouts."""
    en: str
    zh: str
    kept: bool = True
    step: float = 0.0


VALUE = Direction("value", "CNY/a", "more", "value", "value", "布局价值", kept=False)
DIRECTIONS: tuple[Direction, ...] = (
    VALUE,
    Direction("block", "m2", "more", "block", "most room left on one storey", "单层剩余面积最大"),
    Direction("daylight", "m2", "more", "daylit", "best daylight", "采光最佳"),
    Direction("goods", "t km/a", "less", "tonne_km", "shortest goods routes", "货运距离最短"),
    Direction(
        "together",
        "count",
        "less",
        "type_storeys",
        "companies of one type together",
        "同类企业集中",
        step=1.0,
    ),
    Direction("walk", "km/a", "less", "person_km", "shortest walks", "步行距离最短"),
    Direction("storeys", "m2", "more", "free_storeys", "most area in whole free storeys", "整层空置面积最大"),
    Direction(
        "cross_border", "m2", "more", "cross_border", "most cross-border area", "跨境企业面积最大", kept=False
    ),
    Direction("spare", "m2", "more", "vacant", "most room to spare", "预留面积最大"),
    Direction(
        "companies", "count", "more", "tenants", "most companies", "入驻企业最多", kept=False, step=1.0
    ),
    Direction("moved", "m2", "less", "moved", "least relocation", "搬迁面积最小", kept=False),
)
"""All of them; ``moved`` needs a plan to move from."""


def direction(id: str) -> Direction:
    """The direction with this id; ``KeyError`` if there is none."""
    return {row.id: row for row in DIRECTIONS}[id]


def applies(id: str, scenario: Scenario, *, moves: bool = False) -> bool:
    """Whether plans of a park can differ in a direction at all; ``moves``: there is a plan to move from."""
    types = {tenant.company_type for tenant in scenario.tenants}
    several = len(lettable_storeys(scenario)) > 1
    stocks = "cbep" in scenario.standards and any(tenant.livestreaming for tenant in scenario.tenants)
    stores = any(demand.zone == "storage_base" and not demand.off_site for demand in scenario.demands)
    stored = stores and any(tenant.storage_area for tenant in scenario.tenants)
    facts = {
        "block": several,
        "storeys": several,
        "together": several and len(types) > 1,
        "daylight": any(storey.daylight for storey in scenario.storeys),
        "goods": stored or any(flow.goods_t_per_day > 0 for flow in scenario.flows),
        "walk": stocks or any(flow.people_per_day > 0 for flow in scenario.flows),
        "cross_border": any(counts_as_cross_border(scenario, tenant) for tenant in scenario.tenants),
        "companies": bool(scenario.tenants),
        "moved": moves,
    }
    return facts.get(id, True)


@dataclass(frozen=True, slots=True)
class Decided:
    """An allocation as far as directions look at it."""

    scenario: Scenario
    capacity: Mapping[str, float]
    """Room of each storey, m2."""
    placements: tuple[Placement, ...]
    warehouse_of: Mapping[str, str]
    base: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of the plan to move from: subject -> storey -> m2."""


def measure(id: str, plan: Decided) -> float:
    """What an allocation has of a direction, in its unit."""
    return float(_MEASURES[id](plan))


def lettable_storeys(scenario: Scenario) -> tuple[Storey, ...]:
    """Storeys on which companies may have suites: only what is free there can be let."""
    suite = frozenset({"tenant_suite"})
    return tuple(storey for storey in scenario.storeys if permits(storey, "office_area", suite))


def wanting_share(scenario: Scenario, subject: str) -> float:
    """Share of a subject's net area in rooms that need or like daylight."""
    if subject in {tenant.id for tenant in scenario.tenants}:
        return float(wants_daylight(scenario.catalogue, "tenant_suite"))
    demand = next((row for row in scenario.demands if row.id == subject), None)
    if demand is None:
        return 0.0
    rooms = rooms_for(scenario, demand, demand.wished_area)
    whole = sum(room.count * room.area for room in rooms)
    wanting = sum(r.count * r.area for r in rooms if wants_daylight(scenario.catalogue, r.kind))
    return wanting / whole if whole else 0.0


def counts_as_cross_border(scenario: Scenario, tenant: Tenant) -> bool:
    """Whether a company counts for CBEP-4.2.1-b, by the policy ``cross_border_enterprises``."""
    types = ("platform", "operator")
    flagged = scenario.policies.cross_border_enterprises == "flagged"
    return tenant.cross_border and (flagged or tenant.company_type in types)


def _taken(plan: Decided) -> dict[str, float]:
    inner = {demand.id: inner_share(plan.scenario, demand) for demand in plan.scenario.demands}
    taken: dict[str, float] = {}
    for row in plan.placements:
        taken[row.storey] = taken.get(row.storey, 0.0) + row.area * (1 + inner.get(row.subject, 0.0)) / M2
    return taken


def _free(plan: Decided) -> dict[str, float]:
    taken = _taken(plan)
    return {
        storey.id: max(0.0, plan.capacity[storey.id] - taken.get(storey.id, 0.0))
        for storey in lettable_storeys(plan.scenario)
    }


def _block(plan: Decided) -> float:
    return max(_free(plan).values(), default=0.0)


def _spare(plan: Decided) -> float:
    return sum(_free(plan).values())


def _storeys(plan: Decided) -> float:
    used = {row.storey for row in plan.placements}
    return sum(plan.capacity[row.id] for row in lettable_storeys(plan.scenario) if row.id not in used)


def _daylight(plan: Decided) -> float:
    lit = {storey.id: daylit_share(storey) for storey in plan.scenario.storeys}
    wanting = {row.subject: wanting_share(plan.scenario, row.subject) for row in plan.placements}
    return sum(row.area * wanting[row.subject] * lit[row.storey] for row in plan.placements) / M2


def _together(plan: Decided) -> float:
    types = {tenant.id: tenant.company_type for tenant in plan.scenario.tenants}
    return len({(types[row.subject], row.storey) for row in plan.placements if row.subject in types})


def _cross_border(plan: Decided) -> float:
    own = {t.id for t in plan.scenario.tenants if counts_as_cross_border(plan.scenario, t)}
    rows = [row for row in plan.placements if row.tenant in own]
    if plan.scenario.policies.cross_border_counts == "suites":
        rows = [row for row in rows if row.subject == row.tenant]
    return sum(row.area for row in rows) / M2


def _companies(plan: Decided) -> float:
    return len({t.id for t in plan.scenario.tenants} & {row.subject for row in plan.placements})


def _moved(plan: Decided) -> float:
    there = {(row.subject, row.storey) for row in plan.placements}
    return sum(
        area
        for who, areas in plan.base.items()
        for storey, area in areas.items()
        if (who, storey) not in there
    )


def _value(plan: Decided) -> float:
    return score(plan.scenario, plan.placements, served(plan.placements, plan.warehouse_of)).total


def _goods(plan: Decided) -> float:
    return _carried(plan)[1]


def _walk(plan: Decided) -> float:
    return _carried(plan)[0]


def _carried(plan: Decided) -> tuple[float, float]:
    """Person-kilometres and tonne-kilometres a year, between storeys."""
    scenario, distances = plan.scenario, travel(plan.scenario)
    gates = {gate.id for gate in scenario.site.gates}
    where: dict[str, set[str]] = {}
    for row in plan.placements:
        where.setdefault(row.subject, set()).add(row.storey)
    people = goods = 0.0
    for stream in streams(scenario, where, served(plan.placements, plan.warehouse_of)):
        ends = stream.origin, stream.destination
        gate = next((end for end in ends if end in gates), "")
        inner = ends[1] if ends[0] in gates else ends[0]
        if stream.storey:
            metres = min(distances.between(s, stream.storey) for s in where[stream.origin])
        elif gate:
            metres = min(distances.from_gate(gate, s) for s in where[inner])
        else:
            metres = min(distances.between(s, t) for s in where[ends[0]] for t in where[ends[1]])
        people += stream.people_year * metres / 1000
        goods += stream.tonnes_year * metres / 1000
    return people, goods


_MEASURES = {
    "value": _value,
    "block": _block,
    "daylight": _daylight,
    "goods": _goods,
    "together": _together,
    "walk": _walk,
    "storeys": _storeys,
    "cross_border": _cross_border,
    "spare": _spare,
    "companies": _companies,
    "moved": _moved,
}
