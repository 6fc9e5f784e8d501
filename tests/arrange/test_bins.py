"""Pieces as rectangles and rooms packed into them, worked on paper. Metres."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from solvers.arrange.bins import Bin, Bins, bins_of, faces, most_packed, packed, widest_rooms

ELL = Polygon([(0, 0), (30, 0), (30, 10), (10, 10), (10, 25), (0, 25)])
TEE = Polygon([(0, 0), (30, 0), (30, 10), (18, 10), (18, 30), (12, 30), (12, 10), (0, 10)])


def sides(piece: Polygon) -> list[tuple[float, float]]:
    """Shorter and longer sides."""
    boxes = [one.box for one in bins_of(piece, 0.0, 0)]
    return [(min(x1 - x0, y1 - y0), max(x1 - x0, y1 - y0)) for x0, y0, x1, y1 in boxes]


def largest(piece: Polygon) -> list[float]:
    return [pytest.approx(one.largest) for one in bins_of(piece, 0.0, 0)]


def one(area: float, largest: float | None = None, width: float = 10.0) -> Bin:
    return Bin(area, area if largest is None else largest, (0, 0, area / width, width), 0)


def test_a_rectangle_is_one() -> None:
    (only,) = bins_of(box(5, 5, 25, 15), 0.0, 7)
    assert only == Bin(200, 200, (5, 5, 25, 15), 7)
    assert only.width == 10


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (ELL, [(10, 30), (10, 15)]),  # the long leg whole, then what is left of the other
        (TEE, [(10, 30), (6, 20)]),
        (ELL.union(box(20, 10, 30, 12)), [(10, 30), (10, 15), (2, 10)]),  # exactly 20 m2
        (ELL.union(box(20, 10, 29.9, 12)), [(10, 30), (10, 15)]),  # 19.8 m2 hold no room
        (box(0, 0, 30, 30).difference(box(10, 10, 20, 20)), [(10, 30), (10, 30), (10, 10), (10, 10)]),
    ],
)
def test_a_piece_is_taken_apart_the_largest_rectangle_first(
    piece: Polygon, expected: list[tuple[float, float]]
) -> None:
    assert sides(piece) == expected


def test_walls_take_a_share_of_each() -> None:
    assert [row.area for row in bins_of(ELL, 0.04, 0)] == [pytest.approx(288), pytest.approx(144)]


def test_a_room_in_a_strip_is_four_times_as_long_as_wide() -> None:
    # 5 m wide: 4 x 5 x 5 m2, and a tenth for what lies beside a rectangle
    assert largest(box(0, 0, 60, 5)) == [110]
    assert largest(box(0, 0, 20, 5)) == [100], "but never more than there is"


def test_round_a_corner_a_room_may_be_twice_as_large() -> None:
    # 2 x 10 x 30 and 2 x 10 x 15, no more than the piece: 450 and 420 m2
    assert largest(ELL) == [450, 300]
    assert largest(TEE) == [420, 240]


@pytest.mark.parametrize(
    ("size", "count"),
    [(100.0, 2), (110.0, 2), (110.1, 1), (200.0, 1), (220.0, 1), (221.0, 0)],
)
def test_rooms_are_counted_with_a_tenth_to_spare(size: float, count: int) -> None:
    assert one(200).count(size) == count


def test_no_room_is_wider_than_its_strip() -> None:
    strip = one(300, largest=110, width=5)
    assert strip.count(100) == 3, "4 x 5 x 5 m2 each"
    assert strip.count(105) == 1, "the largest room there is"
    assert strip.count(111) == 0


def test_rooms_lie_in_their_order_in_the_fullest_rectangle() -> None:
    bins = [one(100), one(60)]
    assert packed(bins, [50, 90], 0) == 140  # 50 into the 60
    assert packed(bins, [55, 50, 90], 0) == 105  # 90 no longer finds room
    assert packed(bins, [90, 55, 50], 0) == 145


def test_rooms_are_packed_into_the_frame_that_takes_most_of_them() -> None:
    frames = [[one(100), one(60)], [one(160)], []]
    assert most_packed(Bins.of(frames), np.array([90.0, 70.0]), 0) == 160
    assert most_packed(Bins.of(frames[:1]), np.array([90.0, 70.0]), 0) == 90
    assert most_packed(Bins.of(frames[::2]), np.array([90.0, 55.0]), 8) == 150, "5 m2 are left and no loss"


def test_no_room_is_larger_than_the_largest_there() -> None:
    assert packed([one(300, largest=110, width=5)], [120, 100, 100], 0) == 200


def test_rests_too_small_to_let_are_no_loss() -> None:
    # 35 no longer fit the 30 m2 beside 70: 30 and 25 m2 are left
    assert packed([one(100), one(60)], [70, 35], 25) == 105
    assert packed([one(100), one(60)], [70, 35], 26) == 130
    assert packed([one(100), one(60)], [70, 35], 31) == 160


@pytest.mark.parametrize(
    ("other", "facing"),
    [
        ((0, 12.3, 20, 20), True),  # across a corridor of 2.3 m
        ((0, 12.4, 20, 20), False),
        ((18.7, 12, 30, 20), True),  # they face each other over 1.3 m
        ((18.8, 12, 30, 20), False),
        ((22, 8, 30, 20), True),  # beside it
        ((21, 11, 30, 20), False),  # round a corner
        ((5, 2, 10, 8), True),
    ],
)
def test_rectangles_face_each_other_across_a_corridor(
    other: tuple[float, float, float, float], facing: bool
) -> None:
    one = (0.0, 0.0, 20.0, 10.0)
    assert faces(one, other, 2.4) is facing
    assert faces(other, one, 2.4) is facing


def test_the_widest_rooms_of_an_ell() -> None:
    """A leg of 6 x 50 m with a square at its end.

    No room is longer than four times its width: the leg holds 144 m2, twice that where the room goes round a
    corner. Round the square of 16 m the room takes all 460 m2 that there are; such rooms have 256 m2 and a
    tenth more together.
    """
    piece = box(0, 0, 50, 6).union(box(0, 0, 16, 16))
    found = np.array(widest_rooms(piece, 0.0, (5.0, 7.0, 16.0, 17.0)))
    assert found[:, 0] == pytest.approx([460, 460, 460, 0])
    assert found[:, 1] == pytest.approx([460, 281.6, 281.6, 0])


def test_two_wide_places_of_a_piece_count_together() -> None:
    """Squares of 10 m on either end of a leg of 4 m: 100 m2 each, 220 with what they reach into."""
    piece = box(0, 0, 60, 4).union(box(0, 0, 10, 10)).union(box(50, 0, 60, 10))
    (found,) = widest_rooms(piece, 0.0, (9.0,))
    assert found == pytest.approx((200, 220))
