"""How large dense rooms may come out on a storey whose exits let only so many out (GB 50016 5.5.21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.model import Scenario
from solvers.arrange.items import Item
from solvers.people import in_rooms

DENSE_M2 = 3.0
"""Rooms that give a person no more than this may come out smaller than the search would let them."""
LARGER, AS_DECIDED = 1.25, 1.03
"""How much larger than decided such rooms come out at most anyway, and how much they always may."""
SURE = 0.98
"""Share of the people that is planned for: each room's are rounded up."""


def less_crowded(items: Sequence[Item], scenario: Scenario, most: float) -> list[Item]:
    """Items of a storey for at most so many people: where they could be more, dense rooms grow less."""
    people = [in_rooms(scenario, item.tenant, item.rooms) for item in items]
    total, full = sum(people), [k for k, item in enumerate(items) if _dense(item, scenario)]
    dense = sum(people[k] for k in full)
    if dense <= 0 or LARGER * total <= most:
        return list(items)
    share = min(LARGER, max(AS_DECIDED, (SURE * most - (total - dense)) / dense))
    found = list(items)
    for k in full:
        item = items[k]
        net = max(item.net_least, share * item.net)
        found[k] = replace(
            item, net_most=min(item.net_most, net), most=min(item.most, net + item.target - item.net)
        )
    return found


def _dense(item: Item, scenario: Scenario) -> bool:
    each = scenario.catalogue.spaces[item.kind].m2_per_person
    return not item.is_zone and 0 < each <= DENSE_M2
