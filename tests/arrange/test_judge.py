"""Hard costs of plans whose cells are exact. Metres."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from shapely.geometry import Polygon, box

from solvers.arrange.items import Item
from solvers.arrange.judge import loose_rooms, short
from solvers.arrange.storey import Plan

WAY = box(0, 10, 60, 12)
"""The public corridor."""
CORE = SimpleNamespace(kind="core", id="C1", shape=box(30, 0, 34, 10))


def plan(*rooms: Polygon, groups: tuple[int, ...] = (1, 1, 1, 1, 1)) -> Plan:
    cells = [SimpleNamespace(item=k, gross=room) for k, room in enumerate(rooms)]
    items = [SimpleNamespace(group=group) for group in groups]
    plate = SimpleNamespace(corridor=2.0, targets=[CORE])
    return cast(
        "Plan", SimpleNamespace(cells=cells, items=items, plate=plate, frame=SimpleNamespace(region=WAY))
    )


A, B, FAR = box(0, 0, 10, 10), box(10, 0, 20, 10), box(45, 0, 55, 10)
ACROSS, LEFT, RIGHT = box(42, 12, 58, 20), box(24, 0, 30, 10), box(34, 0, 40, 10)


@pytest.mark.parametrize(
    ("rooms", "cost"),
    [
        ((A,), 0.0),
        ((A, B), 0.0),  # a wall between them
        ((A, FAR), 1.0),
        ((FAR, ACROSS), 0.0),  # across the corridor
        ((LEFT, RIGHT), 0.0),  # round the core
        ((A, LEFT, FAR), 2.0),
        ((A, FAR, B, ACROSS), 1.0),  # two and two
        ((A, LEFT, box(10, 0, 24, 10)), 0.0),  # the last one joins the others
    ],
)
def test_each_part_of_a_zone_that_lies_apart_costs(rooms: tuple[Polygon, ...], cost: float) -> None:
    assert loose_rooms(plan(*rooms)) == cost


def test_zones_are_looked_at_one_by_one() -> None:
    assert loose_rooms(plan(A, FAR, B, ACROSS, groups=(1, 2, 1, 2))) == 0
    assert loose_rooms(plan(A, FAR, B, ACROSS, groups=(1, 1, 2, 2))) == 2
    assert loose_rooms(plan(A, FAR, groups=(0, 0))) == 0, "they are of no zone"


@pytest.mark.parametrize(("length", "cost"), [(30.59, 0.0), (30.6, 0.01), (35.0, 0.50)])
def test_a_room_longer_in_proportion_than_its_kind_costs(length: float, cost: float) -> None:
    """8.74 m deep, 3.5 times as long at most: 30.59 m. A niche under a lobby beside it counts."""
    item = cast("Item", SimpleNamespace(net_least=100.0, min_width=3.3, max_aspect=3.5))
    assert short(item, box(0, 0, length, 8.74)) == pytest.approx(cost, abs=0.01)
    niche = box(-0.35, 0, 0, 0.92).union(box(0, 0, length - 0.35, 8.74))
    assert (short(item, niche) > 0.0) is (cost > 0.0)
