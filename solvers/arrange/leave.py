"""What gives way where a storey cannot hold all that was put on it: areas first, then subjects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from planner.model import Placement, Scenario
from planner.score import STOCK_PREFIX

GIVES = 0.88
"""Share of its decided area that a room keeps at least."""
GROWS = 1.12
"""Share of its decided area that a room or zone grows to at most."""
MANY_WINDOWS = 6
"""Rooms with windows of one subject from which on they are drawn larger where they did not fit."""
SMALL = 0.06
"""Share of the storey's rooms below which a subject makes no difference by leaving alone."""
ALONE, LARGEST = 3, (1, 2, 4)
"""The smallest subjects that leave alone on trial; how many of the largest leave together."""


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


def stretched(scenario: Scenario, row: Placement) -> Placement:
    """Rows of many rooms that need windows, drawn as large as they may become; others as they are.

    Each of these rooms takes its width of the facade and reaches back to the corridor: where the corridors
    of a plate lie deeper than its area asks for, it comes out too narrow, or without a window.
    """
    spaces = scenario.catalogue.spaces
    windows = sum(room.count for room in row.rooms if spaces[room.kind].daylight == "needs")
    widest = roomy(scenario, row)
    if windows < MANY_WINDOWS or widest.most_area <= row.area:
        return widest
    share = widest.most_area / row.area
    rooms = tuple(replace(room, area=int(share * room.area)) for room in row.rooms)
    return replace(widest, area=sum(room.count * room.area for room in rooms), rooms=rooms)


def leavers(
    scenario: Scenario,
    placements: Sequence[Placement],
    *,
    far: bool = False,
    blamed: frozenset[str] = frozenset(),
) -> Iterator[frozenset[str]]:
    """Sets of subjects that might leave, the least regretted first.

    Of those that the park can do without: one of the smallest alone (it finds another place more easily), the
    largest, the two and the four largest. Then one of those it must have. Then the two, three, five, nine
    smallest of all together, at last everybody. Pinned subjects go last and never alone. ``far``: first the
    largest of each kind, since little else would help. ``blamed``: those who broke rules leave first,
    each alone, then in sets of a few; with many others no sooner than without blame.
    """
    pinned, musts = {pin.subject for pin in scenario.pins}, needed(scenario)
    order = sorted(
        placements, key=lambda row: (row.subject in pinned, row.subject in musts, row.area, row.subject)
    )
    little = SMALL * sum(row.area for row in placements)
    spare = [row for row in order if row.subject not in pinned and row.subject not in musts]
    must = [row for row in order if row.subject not in pinned and row.subject in musts and row.area >= little]
    tried: list[Sequence[Placement]] = [spare[-1:], must[-1:]] if far else []
    tried += [(row,) for row in spare if row.area >= little][:ALONE]
    tried += [rows for rows in (spare[-k:] for k in LARGEST) if sum(row.area for row in rows) >= little]
    tried += [*((row,) for row in must[:ALONE]), must[-1:]]
    tried.sort(key=lambda rows: bool(blamed) and blamed.isdisjoint(row.subject for row in rows))
    tried[:0] = [(row,) for row in order if row.subject in blamed and row.subject not in pinned][:ALONE]
    many = accumulate((2**k for k in range(12)), initial=2)
    tried += [order[:count] for count in many if count < len(order)]
    tried.append(order)
    seen: set[frozenset[str]] = set()
    for rows in tried:
        gone = frozenset(row.subject for row in rows)
        if gone and gone not in seen:
            seen.add(gone)
            yield gone


def needed(scenario: Scenario) -> frozenset[str]:
    """Subjects that the park must have: required demands, residents and their stock rooms."""
    residents = {tenant.id for tenant in scenario.tenants if tenant.resident}
    demands = {demand.id for demand in scenario.demands if demand.required}
    return frozenset(residents | demands | {STOCK_PREFIX + id for id in residents})
