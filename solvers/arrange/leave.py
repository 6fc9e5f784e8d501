"""What gives way where a storey cannot hold all that was put on it: areas first, then subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from planner.model import Placement, Scenario

GIVES = 0.88
"""Share of its decided area that a room keeps at least."""
GROWS = 1.12
"""Share of its decided area that a room or zone grows to at most."""
SMALL = 0.06
"""Share of the storey's rooms below which a subject makes no difference by leaving alone."""
ALONE = 4
"""Subjects that leave alone on trial, before several leave together."""


def roomy(scenario: Scenario, row: Placement) -> Placement:
    """The placement with bounds as wide as the scenario has them, within reason.

    Support and service zones do not shrink, since the park needs its share of them; nor does a demand that
    may split, as its total is not known here.
    """
    tenant = next((tenant for tenant in scenario.tenants if tenant.id == row.subject), None)
    demand = next((demand for demand in scenario.demands if demand.id == row.subject), None)
    most = tenant.most_area if tenant else demand.most_area if demand else row.most_area
    grown = replace(row, most_area=max(row.most_area, min(most, int(GROWS * row.area))))
    policies = scenario.policies
    if tenant is not None:
        least = tenant.least_area
    elif (
        demand is None or demand.splittable or row.zone in (*policies.support_zones, *policies.service_zones)
    ):
        return grown
    else:
        least = demand.least_area
    return replace(grown, least_area=min(row.least_area, max(least, int(GIVES * row.area))))


def leavers(
    scenario: Scenario, placements: Sequence[Placement], *, far: bool = False
) -> Iterator[frozenset[str]]:
    """Sets of subjects that might leave, the least regretted first.

    One alone (small ones find another place more easily), the largest alone, then the two, three, five,
    nine smallest together, at last all. Pinned subjects go last. ``far``: the largest goes first, since
    little else would help.
    """
    pinned = {pin.subject for pin in scenario.pins}
    order = sorted(placements, key=lambda row: (row.subject in pinned, row.area, row.subject))
    total = sum(row.area for row in placements)
    alone = [row for row in order if row.area >= SMALL * total and row.subject not in pinned]
    singles = (*alone[-1:], *alone[:ALONE]) if far else (*alone[:ALONE], *alone[-1:])
    tried: list[frozenset[str]] = [frozenset({row.subject}) for row in singles]
    many = accumulate((2**k for k in range(12)), initial=2)
    tried += [frozenset(row.subject for row in order[:count]) for count in many if count < len(order)]
    tried.append(frozenset(row.subject for row in order))
    seen: set[frozenset[str]] = set()
    for gone in tried:
        if gone and gone not in seen:
            seen.add(gone)
            yield gone
