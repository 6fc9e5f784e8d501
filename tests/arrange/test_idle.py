"""Inner corridors that nobody needs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Polygon, box

from solvers.arrange.exact import Cell, net_of
from solvers.arrange.idle import without_idle
from solvers.arrange.items import Item, items_of, room_items
from tests.arrange.cases import zone
from tests.arrange.plates import CATALOGUE

WALL = 0.12
PUBLIC = box(0, -2, 20, 0)
FIRST, SECOND = box(0, 0, 6, 6), box(7.6, 0, 14, 6)
BETWEEN = box(6, 0, 7.6, 6)
"""A corridor between two rooms that lie at the public one too."""


def cell(number: int, gross: Polygon) -> Cell:
    net = net_of(gross, WALL)
    assert net is not None
    return Cell(number, gross, net)


def studios(most: float = 60.0) -> list[Item]:
    (whole,) = items_of([zone("LIVE", "livestream_centre", ("studio", 3, 34))], CATALOGUE, WALL, docks=False)
    return [replace(room, net_most=most) for room in room_items(whole, CATALOGUE, WALL)]


def test_the_smaller_room_takes_the_ground_of_a_corridor_that_nobody_needs() -> None:
    cells, ways = without_idle(studios(), [cell(0, FIRST), cell(1, SECOND)], [BETWEEN], PUBLIC, WALL)
    assert ways == ()
    assert [one.gross.bounds for one in cells] == [(0, 0, 7.6, 6), SECOND.bounds]
    assert cells[0].net.area == pytest.approx((7.6 - WALL) * (6 - WALL))


def test_a_corridor_that_somebody_needs_stays() -> None:
    """A third room behind the second has its only door to it."""
    low, behind = box(7.6, 0, 14, 3), box(7.6, 3, 14, 6)
    given = [cell(0, FIRST), cell(1, low), cell(2, behind)]
    cells, ways = without_idle(studios(), given, [BETWEEN], PUBLIC, WALL)
    assert (list(cells), ways) == (given, (BETWEEN,))


def test_a_room_takes_no_more_than_it_may_and_stays_a_rectangle() -> None:
    given = [cell(0, FIRST), cell(1, SECOND)]
    assert without_idle(studios(most=40.0), given, [BETWEEN], PUBLIC, WALL) == (tuple(given), (BETWEEN,))
    short = box(6, 0, 7.6, 4)
    assert without_idle(studios(), given, [short], PUBLIC, WALL)[1] == (short,)


def test_rooms_that_may_need_two_doors_keep_their_corridors() -> None:
    due = [replace(room, two_doors=(6.1, 0.75, 30.0, 0.0, 26.7)) for room in studios()]
    assert without_idle(due, [cell(0, FIRST), cell(1, SECOND)], [BETWEEN], PUBLIC, WALL)[1] == (BETWEEN,)
