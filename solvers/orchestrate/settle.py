"""Whoever found no place when the rounds are over leaves the plan, with the reason.

The plan stays whole and says what it does not meet: every remaining subject is laid out, and everyone
who is not is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.model import Allocation, Placement, Scenario, Shortfall
from solvers.orchestrate.plan import Plan


def settled(scenario: Scenario, plan: Plan, arrange: Callable[[Allocation], Plan]) -> Plan:
    """The plan without its homeless subjects; storeys that lose somebody by it are arranged anew.

    An optional tenant leaves with all it has, also where only its stock room found no place.
    """
    while plan.homeless:
        allocation = plan.allocation
        for row in plan.homeless:
            if row in allocation.placements:
                allocation = _without(scenario, allocation, row, plan.arranged[row.storey].reason)
        plan = arrange(allocation)
    return plan


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
