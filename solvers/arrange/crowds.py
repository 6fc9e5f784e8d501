"""Storeys whose exits let only so many people out (GB 50016 5.5.21): how large dense rooms may come out.

Doors to stairs come out narrower than their flights where the corridor meets the stair on a short stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner.model import M2, Scenario, Storey, StoreyLayout
from solvers.arrange.egress import exit_rate
from solvers.arrange.items import Item
from solvers.arrange.ways import Fault, stairs_behind
from solvers.people import in_rooms, in_space

DENSE_M2 = 3.0
"""Rooms that give a person no more than this may come out smaller than the search would let them."""
LARGER, AS_DECIDED = 1.25, 1.03
"""How much larger than decided such rooms come out at most anyway, and how much they always may."""
SURE = 0.98
"""Share of the people that is planned for: each room's are rounded up."""
CROWDED = "more people than leave by the doors to its stairs"


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
    if item.is_zone:
        area = sum(room.count * room.area / M2 for room in item.rooms)
        return in_rooms(scenario, None, item.rooms) * DENSE_M2 >= area
    each = scenario.catalogue.spaces[item.kind].m2_per_person
    return 0 < each <= DENSE_M2


def crowded(
    storey: Storey, layout: StoreyLayout, items: Sequence[Item], scenario: Scenario, limit: float
) -> tuple[Fault, ...]:
    """That a layout holds more people than its doors let out.

    None where more were decided than the ``limit``, whom stairs of the flights' width let out: that is not
    the fault of the layout.
    """
    rate = exit_rate(scenario, scenario.building(storey.building), storey)
    decided = sum(in_rooms(scenario, item.tenant, item.rooms) for item in items)
    if rate <= 0 or decided > limit:
        return ()
    most = min(limit, 100 * drawn_width(storey, layout) / rate)
    people = sum(in_space(scenario, space) for space in layout.spaces)
    return (Fault("", CROWDED, people / max(most, 1.0) - 1),) if people > most + 1e-6 else ()


def drawn_width(storey: Storey, layout: StoreyLayout) -> float:
    """Exits as drawn, m: doors to the outside on the ground, else each stair by its widest door."""
    cores = {core.id: core for core in storey.cores}
    outer = {exit_.id: exit_.width_mm for exit_ in storey.exits}
    widest: dict[str, int] = {}
    for door in layout.doors:
        for id in door.joins:
            ends = [id] if id in outer and storey.is_ground else []
            if id in cores and not storey.is_ground:
                ends = [stair for stair, _ in stairs_behind(cores[id], door.polygon)]
            for end in ends:
                widest[end] = max(widest.get(end, 0), door.width_mm)
    return sum(widest.values()) / 1000
