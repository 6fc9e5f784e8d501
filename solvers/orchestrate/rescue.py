"""The last resort for storeys that could not be arranged when the rounds are over.

First every subject of such a storey shrinks to its least area, then subjects leave the plan, the
cheapest first and those that must be placed last, one, two, four at a time, until the storey can be
arranged. Whoever loses is named with the reason, so the plan stays whole and says what it does not
meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.model import Allocation, Placement, Scenario, Shortfall
from solvers.orchestrate.feedback import resized
from solvers.orchestrate.plan import Plan

EVERYBODY = 1_000_000


def rescued(
    scenario: Scenario,
    plan: Plan,
    arrange: Callable[[Allocation], Plan],
    hurry: Callable[[], bool] = lambda: False,
) -> Plan:
    """A plan in which every storey has a layout, unless not even an empty storey can be arranged.

    Once ``hurry`` is true, a storey that still cannot be arranged is emptied at once.
    """
    if plan.failed:
        plan = arrange(_shrunk(scenario, plan))
    leaving = 1
    while any(plan.placed[storey] for storey in plan.failed):
        plan = arrange(_lightened(scenario, plan, EVERYBODY if hurry() else leaving))
        leaving *= 2
    return plan


def _shrunk(scenario: Scenario, plan: Plan) -> Allocation:
    failed = set(plan.failed)
    placements = tuple(
        resized(scenario, row, row.least_area) if row.storey in failed else row
        for row in plan.allocation.placements
    )
    return replace(plan.allocation, placements=placements)


def _lightened(scenario: Scenario, plan: Plan, leaving: int) -> Allocation:
    """Every failed storey loses its cheapest subjects."""
    allocation = plan.allocation
    for storey in plan.failed:
        rows = [row for row in allocation.placements if row.storey == storey]
        for victim in sorted(rows, key=lambda row: _worth(scenario, row))[:leaving]:
            if victim in allocation.placements:
                allocation = _without(scenario, allocation, victim, plan.arranged[storey].reason)
    return allocation


def _worth(scenario: Scenario, row: Placement) -> tuple[bool, float, str]:
    """Those that must be placed last, then by money a year."""
    for tenant in scenario.tenants:
        if tenant.id == row.tenant:
            return (tenant.resident, 12 * tenant.rent_cny_m2_month * row.area, row.subject)
    for demand in scenario.demands:
        if demand.id == row.subject:
            return (demand.required, demand.value_cny_m2_year * row.area, row.subject)
    return (False, 0.0, row.subject)


def _without(scenario: Scenario, allocation: Allocation, victim: Placement, reason: str) -> Allocation:
    """The allocation without a placement; an optional tenant leaves with all it has."""
    gone = {
        row for row in allocation.placements
        if row == victim or (_leaves_whole(scenario, victim) and row.tenant == victim.tenant)
    }  # fmt: skip
    rest = tuple(row for row in allocation.placements if row not in gone)
    names = {row.subject for row in gone}
    left_out = [short for short in allocation.left_out if short.subject not in names]
    why = f"{victim.storey} could not be arranged with it: {reason}"
    for row in sorted(gone, key=lambda row: row.subject):
        given = sum(other.area for other in rest if other.subject == row.subject)
        left_out.append(Shortfall(row.subject, _wished(scenario, row), given, why))
    warehouse_of = {id: at for id, at in allocation.warehouse_of.items() if id not in _companies(gone, rest)}
    return replace(allocation, placements=rest, left_out=tuple(left_out), warehouse_of=warehouse_of)


def _leaves_whole(scenario: Scenario, victim: Placement) -> bool:
    return any(tenant.id == victim.tenant and not tenant.resident for tenant in scenario.tenants)


def _companies(gone: set[Placement], rest: tuple[Placement, ...]) -> set[str | None]:
    staying = {row.tenant for row in rest}
    return {row.tenant for row in gone} - staying


def _wished(scenario: Scenario, row: Placement) -> int:
    wishes = {tenant.id: tenant.wished_area for tenant in scenario.tenants}
    wishes |= {demand.id: demand.wished_area for demand in scenario.demands}
    return wishes.get(row.subject, row.area)
