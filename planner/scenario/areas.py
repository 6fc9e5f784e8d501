"""Least, wished and most areas with their defaults."""

from __future__ import annotations

from planner.scenario.schema_demand import DemandIn, TenantIn

__all__ = ["areas"]

TENANT_LEAST, TENANT_MOST = 0.9, 1.1
DEMAND_LEAST, DEMAND_MOST = 0.85, 1.15
"""Shares of the wished area that stand in for a least or most area that is not given."""


def areas(asker: TenantIn | DemandIn) -> tuple[float, float, float]:
    """Least, wished and most net area, m2."""
    low, high = (TENANT_LEAST, TENANT_MOST) if isinstance(asker, TenantIn) else (DEMAND_LEAST, DEMAND_MOST)
    least = round(asker.wished_m2 * low, 2) if asker.least_m2 is None else asker.least_m2
    most = round(asker.wished_m2 * high, 2) if asker.most_m2 is None else asker.most_m2
    return least, asker.wished_m2, most
