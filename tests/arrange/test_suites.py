"""Rooms behind rooms of their zone: who leads to whom, what it saves, nobody without a way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box

from planner.model import RoomSpec, StoreyLayout
from solvers.arrange import arrange_storey
from solvers.arrange.breed import _arm
from solvers.arrange.exact import Cell, net_of
from solvers.arrange.items import Item, at_corridor, gross, items_of, room_items
from solvers.arrange.kernel import _behind, _fronts
from solvers.arrange.lines import Line
from solvers.arrange.pieces import piece_data
from solvers.arrange.suite import _soft, carved, leader
from tests.arrange.cases import broken
from tests.arrange.plates import CATALOGUE, plate, scenario, zone

WALL = 0.12
M2 = 1_000_000


def specs(*rooms: tuple[str, int, float]) -> list[RoomSpec]:
    return [RoomSpec(kind, count, round(area * M2)) for kind, count, area in rooms]


def kinds(rooms: list[RoomSpec]) -> list[str]:
    return [room.kind for room in rooms]


def test_rooms_lie_behind_as_long_as_half_the_walls_of_the_open_office_last() -> None:
    """100 m2: walls of 20 m for 3 x 4 m and 5 m; the 3 m left are too few for a rest area of 6 m."""
    rooms = specs(
        ("open_office", 1, 100), ("private_office", 3, 16), ("meeting_room", 1, 25), ("rest_area", 1, 36)
    )
    assert kinds(at_corridor(rooms, CATALOGUE)) == ["rest_area", "open_office"]
    assert kinds(at_corridor(rooms[:3], CATALOGUE)) == ["open_office"]


def test_a_room_that_is_itself_behind_another_leads_nowhere() -> None:
    """The lounge lies behind the open office, so all rooms need its 16 m: 3.5 m and 3 x 4 m, no fourth."""
    rooms = specs(("open_office", 1, 64), ("rest_area", 1, 12.25), ("private_office", 4, 16))
    assert kinds(at_corridor(rooms, CATALOGUE)) == ["private_office", "open_office"]
    alone = specs(("rest_area", 1, 64), ("private_office", 4, 16))
    assert kinds(at_corridor(alone, CATALOGUE)) == ["rest_area"]


def test_rooms_without_passage_all_need_a_corridor() -> None:
    rooms = specs(("classroom", 2, 60), ("practice_ground", 1, 110))
    assert len(at_corridor(rooms, CATALOGUE)) == 3


def test_a_suite_asks_for_the_front_of_its_open_office_and_no_inner_corridor() -> None:
    """Of its door, 1.2 m, with 20 cm on either side."""
    rows = zone("Q", "office_area", ("open_office", 1, 100), ("private_office", 3, 16))
    (item,) = items_of([rows], CATALOGUE, WALL, docks=False)
    assert item.front == pytest.approx(1.6)
    assert item.target == pytest.approx(gross(item.net, WALL, 4))
    many = zone("Q", "office_area", ("open_office", 1, 100), ("private_office", 12, 16))
    (item,) = items_of([many], CATALOGUE, WALL, docks=False)
    assert item.target == pytest.approx(1.14 * gross(item.net, WALL, 13))


def test_each_kind_has_a_bit_and_who_it_leads_to_has_it_too() -> None:
    rows = zone("Q", "office_area", ("open_office", 1, 100), ("rest_area", 1, 30), ("private_office", 1, 16))
    (whole,) = items_of([rows], CATALOGUE, WALL, docks=False)
    bits = {item.kind: (item.gives, item.through) for item in room_items(whole, CATALOGUE, WALL)}
    assert bits == {"open_office": (1, 0), "rest_area": (2, 1), "private_office": (0, 3)}


def test_a_sliver_along_the_facade_gives_the_room_behind_it_no_window() -> None:
    """8 cm of the open office's cell pass behind two offices to the facade: no part of the room does."""
    rows = zone("Q", "office_area", ("open_office", 1, 60), ("private_office", 2, 12))
    (whole,) = items_of([rows], CATALOGUE, WALL, docks=False)
    office = next(room for room in room_items(whole, CATALOGUE, WALL) if room.kind == "open_office")
    facade = box(0, 11.99, 10, 12.3)
    inner = box(0, 0, 10, 7)
    behind = inner.union(box(0, 7, 0.08, 12)).union(box(0, 11.92, 10, 12))
    net = net_of(behind, WALL)
    assert net is not None
    assert net.equals(inner.buffer(-WALL / 2, join_style="mitre"))
    assert behind.boundary.intersection(facade).length > 9
    assert _soft(office, Cell(0, behind, net), facade, WALL) == np.inf
    open_ = box(0, 0, 6, 12)
    inside = net_of(open_, WALL)
    assert inside is not None
    assert _soft(office, Cell(0, open_, inside), facade, WALL) < np.inf


def leaf(x0: float, y0: float, x1: float, y1: float, front: float) -> list[float]:
    return [x0, y0, x1, y1, x0, y0, x1, y1, front]


def row(front: float, **more: float) -> list[float]:
    """A kernel row that asks for frontage alone."""
    values = [50.0, 40.0, 60.0, 1.0, 4.0, front, 0.0, 0.0, 0.7, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    for place, value in more.items():
        values[int(place[1:])] = value
    return values


FRONT_ROOM, BACK_ROOM = leaf(0, 0, 10, 5, 10), leaf(0, 5, 6, 9, 0)
"""10 x 5 m at the corridor along y = 0, and 6 x 4 m behind it."""


@pytest.mark.parametrize(
    ("roles", "boxes", "hard"),
    [
        ([(0, 1, 1, 0), (0, 1, 0, 1)], [FRONT_ROOM, BACK_ROOM], 0.0),
        ([(0, 1, 2, 0), (0, 1, 0, 1)], [FRONT_ROOM, BACK_ROOM], 2.0),  # leads to others
        ([(0, 1, 1, 0), (0, 2, 0, 1)], [FRONT_ROOM, BACK_ROOM], 2.0),  # of another zone
        ([(0, 1, 1, 0), (0, 1, 0, 0)], [FRONT_ROOM, BACK_ROOM], 2.0),  # may not
        ([(0, 1, 1, 0), (0, 1, 0, 1)], [FRONT_ROOM, leaf(9.5, 5, 14, 9, 0)], 1.5),  # half a metre of wall
        ([(0, 1, 1, 0), (0, 1, 0, 1)], [leaf(0, 0, 10, 5, 0.4), BACK_ROOM], 3.6),  # nor has the other a way
    ],
)  # fmt: skip
def test_a_leaf_without_frontage_needs_one_that_leads_to_it(
    roles: list[tuple[int, ...]], boxes: list[list[float]], hard: float
) -> None:
    """1 m of wall for a door; none costs 2, half of it 1.5; 0.4 m of frontage 1.6."""
    rows = np.array([row(1.0), row(1.0)])
    found = _fronts(rows, np.array(roles), np.array([0, 1]), np.array(boxes), 2)
    assert found == pytest.approx(hard)


def test_the_corner_of_a_room_behind_another_is_measured_through_it() -> None:
    """From (6, 9) down to the corridor are 9 m: 10 m are allowed, 6 m are exceeded by half."""
    piece = piece_data([box(0, 0, 10, 9)], box(0, -1.8, 10, 0), box(0, 8.9, 1, 9), [])
    roles = np.array([(0, 1, 1, 0), (0, 1, 0, 1)])
    boxes = np.array([FRONT_ROOM, BACK_ROOM])

    def cost(reach: float) -> float:
        steered = row(1.0, c11=5.0, c13=1e9)
        rows = np.array([steered, row(1.0, c15=reach)])
        segs = piece.segs
        return float(_behind(rows, roles, np.array([0, 1]), boxes, 2, segs, 0, len(segs), WALL))

    assert cost(10.0) == 0.0
    assert cost(6.0) == pytest.approx(0.4 + 0.5)


DEEP = plate(box(0, 0, 36, 24), box(0, 10, 5, 16), exits=((36, 13),))
SUITE = zone("Q", "office_area", ("open_office", 2, 150), ("private_office", 8, 14), ("meeting_room", 2, 26))


@cache
def deep() -> StoreyLayout:
    park = scenario(DEEP, (SUITE,))
    made = arrange_storey(park, DEEP, (SUITE,), seed=1)
    assert made.layout is not None, made.reason
    return made.layout


def test_rooms_of_a_suite_are_reached_through_its_open_offices(tmp_path: Path) -> None:
    layout = deep()
    rooms = {space.id: space.kind for space in layout.spaces if space.subject == "Q"}
    ways = {way.id for way in layout.corridors}
    inner = {
        room: {id for door in layout.doors if room in door.joins for id in door.joins if id != room}
        for room in rooms
    }
    behind = {room for room, others in inner.items() if not others & ways}
    assert behind
    assert all({rooms[other] for other in inner[room]} == {"open_office"} for room in behind)
    assert broken(tmp_path, scenario(DEEP, (SUITE,)), layout) == []


CORRIDOR = box(0, -1.8, 12, 0)
DAYLIGHT = box(-1, 15.9, 13, 17)
"""Along the north side of the cells below."""


def rooms_of(*asked: tuple[str, int, float]) -> list[Item]:
    (whole,) = items_of([zone("Q", "office_area", *asked)], CATALOGUE, WALL, docks=False)
    return room_items(whole, CATALOGUE, WALL)


def test_a_small_room_stands_in_a_corner_of_the_large_one() -> None:
    """12 x 16 m: 23 m2 as a strip would be 2 m wide, less than 2.7. The other keeps window and door."""
    rooms = rooms_of(("open_office", 1, 165), ("private_office", 1, 23))
    found = carved(box(0, 0, 12, 16), rooms, CORRIDOR, DAYLIGHT, WALL)
    assert found is not None
    large, small = (cell.net for cell in found[0])
    assert small.area == pytest.approx(23.06, abs=0.01)
    # half a wall all round, and a wall along two sides of the corner
    x0, y0, x1, y1 = small.bounds
    corner = (x1 - x0 + WALL) * (y1 - y0 + WALL)
    assert large.area == pytest.approx((12 - WALL) * (16 - WALL) - corner, abs=0.01)
    assert min(x1 - x0, y1 - y0) >= 2.7
    assert large.union(small).buffer(WALL).contains(box(0.1, 0.1, 11.9, 15.9))


def test_nobody_is_cut_out_who_does_not_lie_behind_one_room() -> None:
    two = rooms_of(("open_office", 1, 100), ("studio", 1, 30))
    assert leader(two) is None
    assert carved(box(0, 0, 12, 16), two, CORRIDOR, DAYLIGHT, WALL) is None


def test_no_suite_without_a_corridor_or_a_window_or_room_enough() -> None:
    rooms = rooms_of(("open_office", 1, 165), ("private_office", 1, 23))
    cell = box(0, 0, 12, 16)
    assert carved(cell, rooms, box(20, 0, 22, 16), DAYLIGHT, WALL) is None
    assert carved(cell, rooms, CORRIDOR, box(20, 0, 22, 16), WALL) is None
    assert carved(box(0, 0, 12, 14), rooms, CORRIDOR, box(-1, 13.9, 13, 15), WALL) is None


def test_many_rooms_stand_in_two_rows() -> None:
    """Four of 20 m2 along the sides of an open office of 200 m2 on 18 x 16 m."""
    rooms = rooms_of(("open_office", 1, 195), ("private_office", 4, 20))
    cell = box(0, 0, 18, 16)
    found = carved(cell, rooms, box(0, -1.8, 18, 0), box(-1, 15.9, 19, 17), WALL)
    assert found is not None
    cells = found[0]
    assert len(cells) == 5
    assert sum(one.gross.area for one in cells) == pytest.approx(cell.area)
    assert all(one.net.area >= 20 for one in cells)


def test_an_arm_leads_off_a_corridor_into_the_depth() -> None:
    rng = np.random.default_rng(3)
    spine = Line("h", 9.0, 4.0, 20.0)
    for _ in range(50):
        arm = _arm(spine, 0.0, 30.0, rng)
        assert arm.axis == "v"
        assert 4 <= arm.at <= 20
        assert 9 in (arm.low, arm.high)
        assert 3 <= arm.high - arm.low <= 12
