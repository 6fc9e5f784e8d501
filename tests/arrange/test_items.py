"""What the search is asked to place: bounds of cells, and zones taken apart. Areas in m2."""

from __future__ import annotations

import pytest

from solvers.arrange.items import Item, flattened, items_of, room_items
from tests.arrange.plates import CATALOGUE, hall, suite, zone

WALL = 0.12
STORES = zone("STORE", "storage_base", ("warehouse", 2, 300), ("stock_room", 3, 50))
FAR = 10_000.0
"""Area of a plate on which nothing is large."""


def taken_apart(*, docks: bool) -> list[Item]:
    return flattened(items_of([STORES], CATALOGUE, WALL, docks=docks), CATALOGUE, WALL, FAR, all_zones=True)


def test_bounds_of_a_room_count_with_the_walls_of_its_target() -> None:
    (item,) = items_of([suite("T1", 120)], CATALOGUE, WALL, docks=False)
    walls = item.target - item.net
    assert item.net == pytest.approx(120.06)
    assert item.least - walls == pytest.approx(0.975 * 120.06)
    assert item.most - walls == pytest.approx(132 - 0.06)
    assert item.row()[10] == pytest.approx(walls)


def test_bounds_of_rooms_of_a_zone_taken_apart_do_too() -> None:
    for item in taken_apart(docks=False):
        walls = item.target - item.net
        assert item.least <= item.target <= item.most
        assert item.most - walls == pytest.approx(1.25 * item.net + 2)
        assert item.row()[10] == pytest.approx(walls)


def test_a_zone_is_judged_by_its_cell() -> None:
    (item,) = items_of([STORES], CATALOGUE, WALL, docks=False)
    assert item.row()[10] == -1


def test_the_cell_of_a_zone_holds_the_least_of_its_rooms() -> None:
    """Halls of the least area that their kinds allow cannot shrink with the zone: 150, 100 and 80 m2."""
    rooms = ("exhibition_hall", 1, 150), ("conference_hall", 1, 100), ("incubator", 1, 80)
    exchange = zone("EXCHANGE", "exchange_centre", *rooms)
    (item,) = flattened(
        items_of([exchange], CATALOGUE, WALL, docks=False), CATALOGUE, WALL, FAR, all_zones=False
    )
    assert item.is_zone
    needed = sum(room.least for room in room_items(item, CATALOGUE, WALL))
    assert needed > 330
    assert needed <= item.least < item.target <= item.most


def test_of_the_warehouses_of_a_zone_taken_apart_one_keeps_to_the_docks() -> None:
    """Goods for the others come through it, where there are no docks for all."""
    (whole,) = items_of([STORES], CATALOGUE, WALL, docks=True)
    assert whole.dock
    at_docks = [(item.kind, item.row()[7]) for item in taken_apart(docks=True)]
    stores = [need for kind, need in at_docks if kind == "warehouse"]
    assert sorted(stores) == [0.5] * (len(stores) - 1) + [1.0]
    assert all(need == 0.0 for kind, need in at_docks if kind != "warehouse")
    assert not any(item.row()[7] for item in taken_apart(docks=False))


def test_the_larger_a_room_or_zone_the_farther_it_may_go_round_a_corner() -> None:
    small = zone("A", "training_base", ("classroom", 2, 60))
    large = zone("B", "training_base", ("classroom", 8, 60))
    fills = [
        item.least_fill
        for item in items_of(
            [
                small,
                large,
                hall("H", "exchange_centre", "exhibition_hall", 500),
                hall("R", "exchange_centre", "exhibition_hall", 250),
                hall("S", "exchange_centre", "exhibition_hall", 100),
                hall("W", "storage_base", "warehouse", 500),
            ],
            CATALOGUE,
            WALL,
            docks=False,
        )
    ]
    assert fills == pytest.approx([0.60, 0.42, 0.55, 0.60, 0.75, 0.60], abs=1e-3)
