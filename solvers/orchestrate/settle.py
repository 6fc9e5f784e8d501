"""Whoever found no place when the rounds are over leaves the plan, with the reason.

The plan stays whole and says what it does not meet: every remaining subject is laid out, and everyone
who is not is named. Nothing is laid out again, so that nobody else can lose its place at the end: rooms of
those who leave become vacant units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.model import Allocation, Placement, Scenario, Shortfall, Space
from planner.score import served
from solvers.orchestrate.feedback import by_storey, laid_out
from solvers.orchestrate.plan import Plan, fragments

if TYPE_CHECKING:
    from solvers.arrange import Arranged

TOO_SMALL = "what found a place of it is less than its least area"
"""Why an optional demand leaves of which some parts were laid out."""


def settled(scenario: Scenario, plan: Plan, empty: Callable[[Sequence[str]], Mapping[str, Arranged]]) -> Plan:
    """The plan without its homeless subjects.

    An optional tenant leaves with all it has, also where only its stock room found no place. ``empty``
    arranges storeys that nothing lies on: those that have lost everybody for want of a layout.
    """
    if not plan.homeless:
        return plan
    why = {
        row: f"{row.storey} could not be arranged with it: {plan.arranged[row.storey].reason}"
        for row in plan.homeless
    }
    allocation = _without(scenario, plan.allocation, why)
    placed = by_storey(scenario, allocation)
    arranged = {
        id: _vacated(scenario, result, {row.subject for row in placed[id]})
        for id, result in plan.arranged.items()
    }
    bare = empty([id for id in plan.failed if plan.placed[id]])
    return Plan(allocation, placed, {**arranged, **bare})


Anew = Callable[[Plan, Mapping[str, tuple[Placement, ...]]], Mapping[str, "Arranged"]]
"""Arranges storeys of a plan with other placements."""


def unfragmented(scenario: Scenario, plan: Plan, anew: Anew) -> Plan:
    """The plan without optional demands of which less than their least area found a place.

    Their storeys are arranged with the others alone: rooms of a zone have doors to each other and are no
    units by themselves. A demand stays as it is where one of its storeys does not come out with all others.
    """
    for subject in sorted(fragments(scenario, plan.real_placements())):
        rest = {
            storey: tuple(row for row in rows if row.subject != subject)
            for storey, rows in plan.placed.items()
            if any(row.subject == subject for row in rows)
        }
        lies = [storey for storey in rest if subject in laid_out(plan.arranged[storey])]
        found = anew(plan, {storey: rest[storey] for storey in lies})
        if all(
            found[storey].layout is not None
            and set(laid_out(plan.arranged[storey])) - {subject} <= set(laid_out(found[storey]))
            and found[storey].unsafe <= plan.arranged[storey].unsafe
            for storey in lies
        ):
            parts = (row for row in plan.allocation.placements if row.subject == subject)
            allocation = _without(scenario, plan.allocation, dict.fromkeys(parts, TOO_SMALL))
            plan = Plan(allocation, {**plan.placed, **rest}, {**plan.arranged, **found})
    return plan


def _without(scenario: Scenario, allocation: Allocation, victims: Mapping[Placement, str]) -> Allocation:
    """The allocation without placements, each with the reason; optional tenants leave with all they have."""
    optional = {tenant.id for tenant in scenario.tenants if not tenant.resident}
    of_tenant: dict[str, list[Placement]] = {}
    for row in allocation.placements:
        if row.tenant in optional:
            of_tenant.setdefault(row.tenant, []).append(row)
    there, gone = set(allocation.placements), dict[Placement, str]()
    for victim, why in victims.items():
        whole = of_tenant.get(victim.tenant, []) if victim.tenant in optional else [victim]
        for row in sorted(whole, key=lambda row: row.subject):
            if row in there:
                gone.setdefault(row, why)
    rest = tuple(row for row in allocation.placements if row not in gone)
    given: Counter[str] = Counter()
    for row in rest:
        given[row.subject] += row.area
    wished = {tenant.id: tenant.wished_area for tenant in scenario.tenants}
    wished |= {demand.id: demand.wished_area for demand in scenario.demands}
    lost = {row.subject: (row, why) for row, why in gone.items()}
    left_out = [short for short in allocation.left_out if short.subject not in lost]
    left_out += [Shortfall(id, wished.get(id, row.area), given[id], why) for id, (row, why) in lost.items()]
    stores = {row.storey: why for row, why in gone.items() if row.tenant is None}
    still = served(rest, allocation.warehouse_of)
    placed = {row.subject for row in rest}
    left_out += [
        Shortfall(f"storage:{id}", tenant.storage_area, 0, f"its warehouse left the plan: {stores[at]}")
        for tenant in scenario.tenants
        for id, at in ((tenant.id, allocation.warehouse_of.get(tenant.id)),)
        if id in placed and id not in still and at in stores
    ]
    return replace(allocation, placements=rest, left_out=tuple(left_out), warehouse_of=still)


def _vacated(scenario: Scenario, result: Arranged, staying: Collection[str]) -> Arranged:
    """A storey on which the rooms of everybody else are vacant units: suites and stock rooms can be let."""
    layout = result.layout
    if layout is None or all(space.subject is None or space.subject in staying for space in layout.spaces):
        return result
    kind = scenario.catalogue.spaces["vacant"]

    def left(space: Space) -> Space:
        if space.subject is None or space.subject in staying:
            return space
        return replace(
            space, kind="vacant", zone="office_area", name=kind.en, name_zh=kind.zh, tenant=None, subject=None
        )

    return replace(result, layout=replace(layout, spaces=tuple(left(space) for space in layout.spaces)))
