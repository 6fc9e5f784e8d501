"""What a conflict of an infeasible park means in areas: what must be placed, the ground there is for it."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import union_all

from planner.model import M2, Scenario, Storey

__all__ = ["explained"]

CAPACITY = "capacity"


def explained(scenario: Scenario, conflict: Sequence[str]) -> list[str]:
    """Each row of a conflict with the areas behind it; clauses stay as they are."""
    needs = _needs(scenario)
    ground = {storey.id: _inside_m2(scenario, storey) for storey in scenario.storeys}
    lines = []
    for row in conflict:
        storey = row.removeprefix(f"{CAPACITY}:")
        if row == CAPACITY:
            lines.append(
                f"{row}: all storeys together have {sum(ground.values()):,.0f} m2 inside their walls and "
                f"outside cores; what must be placed takes {sum(needs.values()):,.0f} m2 at least"
            )
        elif storey != row and storey in ground:
            lines.append(f"{row}: it has {ground[storey]:,.0f} m2 inside its walls and outside cores")
        elif row in needs:
            lines.append(f"{row}: must be placed, {needs[row]:,.0f} m2 at least")
        else:
            lines.append(row)
    return lines


def _needs(scenario: Scenario) -> dict[str, float]:
    """Least area of everything that must be placed, m2."""
    found = {tenant.id: tenant.least_area / M2 for tenant in scenario.tenants if tenant.resident}
    demands = (demand for demand in scenario.demands if demand.required and not demand.off_site)
    return found | {demand.id: demand.least_area / M2 for demand in demands}


def _inside_m2(scenario: Scenario, storey: Storey) -> float:
    inside = storey.outline.buffer(-scenario.policies.exterior_wall_mm, join_style="mitre")
    cores = union_all([core.polygon for core in storey.cores])
    return float(inside.difference(cores).area) / M2
