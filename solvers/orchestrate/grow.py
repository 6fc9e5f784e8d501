"""Wishes that were cut short grow into what their storeys turned out to hold.

The allocation knows a storey by an estimate of its room; a layout often leaves units vacant beside a zone
that is short of its wish. Such a storey is laid out anew with a larger share for it. So are storeys beside
whose vacant units lies who counts for a clause that lacks area, as far as they take it.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import replace

from planner.model import M2, Demand, Placement, Scenario
from planner.programme import inner_share, rooms_for
from solvers.orchestrate.feedback import laid_out
from solvers.orchestrate.plan import Plan

SHARES = (0.9, 0.5)
"""Parts of a storey's vacant area that are offered, the larger first."""
WORTH = 5 * M2
"""Less than this is not worth a new layout, mm2."""
MORE, MORE_M2 = 1.25, 5.0
"""What is asked for where a clause lacks area: this many times as much, and this many m2 more."""
STRETCH = 1.08
"""What a part may become beyond its new area, as a share of that."""


def grown(scenario: Scenario, plan: Plan, share: float) -> dict[str, tuple[Placement, ...]]:
    """Storey -> what it is asked to hold when those short of their wish get ``share`` of its vacant area.

    Storeys on which nobody is short are missing, and those with next to nothing vacant.
    """
    return _larger_by(scenario, plan, share, _short(scenario, plan), sys.maxsize)


def made_up(
    scenario: Scenario, plan: Plan, share: float, missing: float, whose: Collection[str]
) -> dict[str, tuple[Placement, ...]]:
    """Storey -> what it is asked to hold when some take more of its vacant area, though they have their wish.

    ``missing``: m2 that a clause asks for beyond what they have; ``whose``: the subjects that count. Rooms
    come out smaller at times, so somewhat more is asked for. Nobody gets more than its most area; where all
    that is not enough nothing is asked.
    """
    given = _areas(plan)
    room = {id: most - given[id] for id, most in _most(scenario).items() if id in whose and id in given}
    there = {row.storey for row in plan.real_placements() if row.subject in room}
    vacant = share * sum(plan.vacant(storey) for storey in there)
    if min(vacant, sum(room.values())) < missing * M2:
        return {}
    asked = round((MORE * missing + MORE_M2) * M2)
    return _larger_by(scenario, plan, share, {id: left for id, left in room.items() if left >= WORTH}, asked)


def _larger_by(
    scenario: Scenario, plan: Plan, share: float, short: dict[str, int], asked: int
) -> dict[str, tuple[Placement, ...]]:
    """Storeys with ``asked`` mm2 more at most for those who are ``short`` of that much."""
    demands = {demand.id: demand for demand in scenario.demands}
    most, found = _most(scenario), {}
    for storey in sorted(plan.arranged, key=lambda id: (-plan.vacant(id), id)):
        free, rows = round(share * plan.vacant(storey)), []
        real = laid_out(plan.arranged[storey])
        for row in plan.placed[storey]:
            lacking, takes = short.get(row.subject, 0), 1.0
            if row.subject in demands:
                takes += inner_share(scenario, demands[row.subject])
            given = min(lacking, asked, int(free / takes)) if row.subject in real else 0
            if given < WORTH:
                rows.append(row)
                continue
            area, limit = real[row.subject] + given, most[row.subject]
            rows.append(_larger(scenario, demands.get(row.subject), row, area, lacking - given, limit))
            short[row.subject] = lacking - given
            asked -= given
            free -= round(given * takes)
        if tuple(rows) != plan.placed[storey]:
            found[storey] = tuple(rows)
    return found


def _short(scenario: Scenario, plan: Plan) -> dict[str, int]:
    """Subject -> how much it lacks of its wish as laid out, mm2."""
    wishes: Mapping[str, int] = {tenant.id: tenant.wished_area for tenant in scenario.tenants} | {
        demand.id: demand.wished_area for demand in scenario.demands if not demand.rooms
    }
    given = _areas(plan)
    return {id: wishes[id] - area for id, area in given.items() if wishes.get(id, 0) - area >= WORTH}


def _areas(plan: Plan) -> dict[str, int]:
    """Subject -> its area as laid out, mm2."""
    given: dict[str, int] = {}
    for row in plan.real_placements():
        given[row.subject] = given.get(row.subject, 0) + row.area
    return given


def _most(scenario: Scenario) -> dict[str, int]:
    """Subject -> the most area it takes, mm2."""
    most = {tenant.id: tenant.most_area for tenant in scenario.tenants}
    return most | {demand.id: demand.most_area for demand in scenario.demands if not demand.rooms}


def _larger(
    scenario: Scenario, demand: Demand | None, row: Placement, area: int, lacking: int, most: int
) -> Placement:
    """A placement with a larger area; ``lacking`` of its subject's wish is still to come elsewhere."""
    if demand is None:
        rooms = tuple(replace(room, area=area) for room in row.rooms)
    else:
        rooms = rooms_for(scenario, demand, area)
    limit = most if demand is None or not demand.splittable else area + lacking
    return replace(
        row, area=area, most_area=max(row.most_area, min(limit, round(STRETCH * area))), rooms=rooms
    )
