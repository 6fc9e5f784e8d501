"""The conflict of an infeasible allocation as members of a conflict, with the areas behind them."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import union_all

from planner.model import M2, Scenario, Storey
from planner.reasons import Conflict, Member

__all__ = ["conflict_of"]

CAPACITY = "capacity"


def conflict_of(scenario: Scenario, told: Sequence[str]) -> Conflict:
    """What the allocation names: clauses, what must be placed, storeys (``capacity`` alone: all of them).

    Storeys hold what lies inside their walls and outside cores. Such a conflict is not proven to be minimal.
    """
    needs = _needs(scenario)
    storeys = {storey.id: storey for storey in scenario.storeys}
    members: list[Member] = []
    for row in told:
        storey = row.removeprefix(f"{CAPACITY}:")
        if row == CAPACITY:
            members += [_holds(scenario, storey) for storey in scenario.storeys]
        elif storey != row and storey in storeys:
            members.append(_holds(scenario, storeys[storey]))
        elif row in needs:
            members.append(Member("required", row, m2=needs[row]))
        else:
            members.append(Member("clause", row))
    return Conflict(tuple(members), minimal=False)


def _needs(scenario: Scenario) -> dict[str, float]:
    """Least area of everything that must be placed, m2."""
    found = {tenant.id: tenant.least_area / M2 for tenant in scenario.tenants if tenant.resident}
    demands = (demand for demand in scenario.demands if demand.required and not demand.off_site)
    return found | {demand.id: demand.least_area / M2 for demand in demands}


def _holds(scenario: Scenario, storey: Storey) -> Member:
    inside = storey.outline.buffer(-scenario.policies.exterior_wall_mm, join_style="mitre")
    cores = union_all([core.polygon for core in storey.cores])
    return Member("capacity", storey.id, m2=float(inside.difference(cores).area) / M2)
