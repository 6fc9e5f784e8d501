"""What gives way where a storey cannot hold all that was put on it: areas first, then subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from planner.model import Placement, Scenario

GIVES = 0.88
"""Share of its decided area that a suite keeps at least."""
GROWS = 1.10
"""Share of its decided area that a zone grows to at most whose area counts for the park's services."""
SMALL = 0.06
"""Share of the storey's rooms below which a subject makes no difference by leaving alone."""
ALONE = 4
"""Subjects that leave alone on trial, before several leave together."""


def roomy(scenario: Scenario, row: Placement) -> Placement:
    """The placement with bounds as wide as the scenario has them, within reason.

    Suites shrink, as nobody's share of the park suffers from it; support and service zones grow. A demand
    that may split keeps its bounds, since its total is not known here.
    """
    tenant = next((tenant for tenant in scenario.tenants if tenant.id == row.subject), None)
    if tenant is not None:
        least = max(tenant.least_area, int(GIVES * row.area))
        return replace(row, least_area=min(row.least_area, least))
    demand = next((demand for demand in scenario.demands if demand.id == row.subject), None)
    policies = scenario.policies
    if demand is None or row.zone not in (*policies.support_zones, *policies.service_zones):
        return row
    most = min(demand.most_area, int(GROWS * row.area))
    return replace(row, most_area=max(row.most_area, most))


def leavers(scenario: Scenario, placements: Sequence[Placement]) -> Iterator[frozenset[str]]:
    """Sets of subjects that might leave, the least regretted first.

    One alone (small ones find another place more easily), the largest alone, then two, four, eight, at
    last all. Pinned subjects go last.
    """
    pinned = {pin.subject for pin in scenario.pins}
    order = sorted(placements, key=lambda row: (row.subject in pinned, row.area, row.subject))
    total = sum(row.area for row in placements)
    alone = [row for row in order if row.area >= SMALL * total and row.subject not in pinned]
    tried: list[frozenset[str]] = [frozenset({row.subject}) for row in (*alone[:ALONE], *alone[-1:])]
    many = accumulate((2 ** k for k in range(12)), initial=2)
    tried += [frozenset(row.subject for row in order[:count]) for count in many if count < len(order)]
    tried.append(frozenset(row.subject for row in order))
    seen: set[frozenset[str]] = set()
    for gone in tried:
        if gone and gone not in seen:
            seen.add(gone)
            yield gone
