"""Storeys that stand stay as they are while the others are allocated anew.

A later round changes only what did not work: whoever lies on a storey that was arranged keeps its
place and the area it really got, or leaves the plan where something that must be placed needs the
room. A part of a demand that lies on several storeys is frozen as a demand of its own
(``OFFICE@A/4F``), and what is left of the demand stays free. Without this, every round would move
everybody and arrange every storey again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.model import M2, Allocation, Demand, Placement, Scenario, Tenant
from planner.score import STOCK_PREFIX, score
from solvers.orchestrate.crowding import people_on
from solvers.orchestrate.feedback import Cuts, laid_out, taken
from solvers.orchestrate.plan import Plan, fragments
from solvers.types import PART, Forbidden

COUNTED = 1.08
"""People that the allocation may count for those that are on a storey as laid out."""


def kept_placements(plan: Plan, scenario: Scenario, storeys: Iterable[str]) -> dict[str, Placement]:
    """Subject, or part of one -> its placement with the area laid out, for all on these storeys.

    Not the parts of an optional demand that together are less than its least: it goes where there is room for
    all of it, or nowhere.
    """
    loose = fragments(scenario, plan.real_placements())
    parts: dict[str, int] = {}
    for row in plan.allocation.placements:
        parts[row.subject] = parts.get(row.subject, 0) + 1
    listed = {demand.id for demand in scenario.demands if demand.rooms}
    kept: dict[str, Placement] = {}
    for storey in storeys:
        real = laid_out(plan.arranged[storey])
        for row in plan.placed[storey]:
            if row.subject not in real or row.subject in loose:
                continue
            whole = parts[row.subject] == 1
            if whole or row.subject not in listed:  # a list of rooms cannot be told apart into parts
                name = row.subject if whole else f"{row.subject}{PART}{storey}"
                kept[name] = replace(row, area=real[row.subject])
    return kept


def part_cuts(kept: Iterable[str]) -> tuple[Forbidden, ...]:
    """The free rest of a demand does not join a frozen part of it on the same storey."""
    pairs = (name.split(PART, 1) for name in kept if PART in name)
    return tuple(Forbidden(storey, frozenset({subject})) for subject, storey in pairs)


def partners(scenario: Scenario, plan: Plan, blamed: Iterable[str]) -> set[str]:
    """For every blamed storey one that stands, to exchange subjects with.

    In the same building where there is one, and the one with most vacant area.
    """
    building = {storey.id: storey.building for storey in scenario.storeys}
    failed = set(blamed)
    chosen: set[str] = set()
    for storey in sorted(failed):
        free = [id for id in plan.arranged if id not in failed | chosen]
        if free:
            chosen.add(min(free, key=lambda id: (building[id] != building[storey], -plan.vacant(id), id)))
    return chosen


def around(scenario: Scenario, cuts: Cuts, plan: Plan, kept: Mapping[str, Placement]) -> Cuts:
    """The cuts for a round in which these placements stay.

    No storey gets less capacity than it really holds. Where somebody stays the layout is the proof that
    its pieces hold them: only the size of further rooms is limited there, unless the storey is to be
    arranged anew. Nor fewer people, counted a little higher before rooms are drawn.
    """
    held: dict[str, int] = {}
    for row in kept.values():
        # a stock room is given a little more than it keeps when its walls are drawn, this time too
        given = _given(plan, row) if row.subject.startswith(STOCK_PREFIX) else row.area
        takes = taken(scenario, replace(row, area=max(row.area, given)))
        held[row.storey] = held.get(row.storey, 0) + takes + M2 // 100
    capacity = {id: max(area, held.get(id, 0)) for id, area in cuts.capacity.items()}
    crowded = {*plan.crowded, *plan.unsafe}
    shapes = {
        id: shape if id not in held or id in crowded else replace(shape, counts=(), frames=())
        for id, shape in cuts.shapes.items()
    }
    people = {
        id: max(most, COUNTED * people_on(scenario, plan.arranged[id])) if id in held else most
        for id, most in cuts.people.items()
    }
    forbidden = cuts.forbidden + part_cuts(kept)
    return replace(cuts, capacity=capacity, shapes=shapes, forbidden=forbidden, people=people)


def _given(plan: Plan, kept: Placement) -> int:
    """Area that the allocation gave to who was kept there, mm2."""
    return next((row.area for row in plan.placed[kept.storey] if row.subject == kept.subject), kept.area)


def frozen(scenario: Scenario, kept: Mapping[str, Placement]) -> Scenario:
    """The scenario in which these subjects have the area they have, parts as demands of their own."""
    demands: list[Demand] = []
    parts: dict[str, dict[str, Placement]] = {}
    for id, row in kept.items():
        if PART in id:
            parts.setdefault(id.split(PART, 1)[0], {})[id] = row
    for demand in scenario.demands:
        own = parts.get(demand.id, {})
        demands += [replace(_fixed_demand(demand, row), id=id) for id, row in own.items()]
        rest = _rest(demand, sum(row.area for row in own.values())) if own else demand
        demands.append(_fixed_demand(rest, kept.get(demand.id)))
    tenants = tuple(_fixed_tenant(tenant, kept.get(tenant.id)) for tenant in scenario.tenants)
    return replace(scenario, tenants=tenants, demands=tuple(demands))


def so_far(plan: Plan, kept: Mapping[str, Placement]) -> Allocation:
    """The plan as a start for the frozen scenario: everybody where it was laid out, under its name there.

    Without the suites whose stock room found no place: a search moves the two together (CBEP-5.2.2.2-a).
    """
    without = {row.tenant for row in plan.homeless if row.subject.startswith(STOCK_PREFIX)}
    names = {(row.subject, row.storey): name for name, row in kept.items()}
    placements = tuple(
        replace(row, subject=names.get((row.subject, row.storey), row.subject))
        for row in plan.real_placements()
        if row.subject not in without
    )
    return replace(plan.allocation, placements=placements)


def _rest(demand: Demand, area: int) -> Demand:
    """What a demand still asks for when ``area`` of it is frozen; nothing when its wish is met."""
    if area >= demand.wished_area - M2:
        return replace(demand, required=False, off_site=True)
    least = max(0, demand.least_area - area)
    return replace(
        demand,
        required=demand.required and least > 0,
        least_area=least,
        wished_area=demand.wished_area - area,
        most_area=max(demand.wished_area, demand.most_area) - area,
    )


def thawed(scenario: Scenario, before: Plan, kept: Mapping[str, Placement], after: Allocation) -> Allocation:
    """The answer to the frozen scenario as an answer to the scenario itself.

    Whoever was kept has its old bounds again, and what was said about it; the value is recomputed.
    """
    placements = tuple(
        replace(
            row,
            subject=old.subject,
            least_area=min(old.least_area, row.area),
            most_area=max(old.most_area, row.area),
        )
        if (old := kept.get(row.subject))
        else row
        for row in after.placements
    )
    placed = {row.subject for row in after.placements}
    still = {row.subject for id, row in kept.items() if id in placed}
    said = tuple(short for short in before.allocation.left_out if short.subject in still)
    news = tuple(
        short for short in after.left_out if short.subject not in still and PART not in short.subject
    )
    value = score(scenario, placements, after.warehouse_of).total
    return replace(after, placements=placements, left_out=said + news, objective=value, status="feasible")


def _fixed_tenant(tenant: Tenant, kept: Placement | None) -> Tenant:
    if kept is None:
        return tenant
    return replace(tenant, least_area=kept.area, wished_area=kept.area, most_area=kept.area)


def _fixed_demand(demand: Demand, kept: Placement | None) -> Demand:
    if kept is None:
        return demand
    return replace(demand, least_area=kept.area, wished_area=kept.area, most_area=kept.area, splittable=False)
