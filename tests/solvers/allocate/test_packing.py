"""Rooms into the rectangles that corridors leave, worked on paper; areas in m2."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import M2
from solvers.allocate.packing import (
    BLOCK,
    EVERYWHERE,
    ROOM,
    SPREAD,
    TOLERANCE,
    UNPACKED,
    Frames,
    chunk_of,
    form_of,
    frames_of,
    placed,
)
from solvers.types import Shape
from tests.solvers.allocate.small import storey

Bin = tuple[float, float, int] | tuple[float, float, int, int]
"""Area, largest room, number of the piece; into which others a zone may go on (bits), all if not said."""
ALL = -1


def storeys(*of_storeys: list[list[Bin]]) -> Frames:
    """The frames of storeys, each a list of bins."""
    every = [frame for frames in of_storeys for frame in frames]
    bins = [row for frame in every for row in frame]
    return Frames(
        np.cumsum([0, *(len(frames) for frames in of_storeys)]),
        np.cumsum([0, *(len(frame) for frame in every)]),
        np.array([row[0] for row in bins], float),
        np.array([row[1] for row in bins], float),
        np.array([row[2] for row in bins], np.int64),
        np.array([(*row, ALL)[3] for row in bins], np.int64),
    )


def apart(*areas: float) -> list[Bin]:
    """Rectangles that stand alone, each large enough for one room of its whole area."""
    return [(area, area, piece) for piece, area in enumerate(areas)]


def joined(*areas: float) -> list[Bin]:
    """The rectangles of one piece, any of them with room for whatever the piece holds."""
    return [(area, sum(areas), 0) for area in areas]


def rooms(frames: list[list[Bin]], *sizes: float) -> tuple[tuple[int, ...], float]:
    """Where single rooms lie, and the area without room."""
    return placed(storeys(frames), 0, sizes, [ROOM] * len(sizes), [np.inf] * len(sizes))


def zone(frame: list[Bin], size: float, form: int, chunk: float = np.inf) -> float:
    """The area of a zone that finds no room."""
    return placed(storeys([frame]), 0, [size], [form], [chunk])[1]


def test_without_frames_everything_is_everywhere():
    assert rooms([], 100, 50) == ((EVERYWHERE, EVERYWHERE), 0.0)


def test_every_room_lies_in_the_fullest_rectangle_that_holds_it():
    assert rooms([apart(100, 60)], 50, 90) == ((1, 0), 0.0)
    assert rooms([apart(100, 60)], 50) == ((1,), 0.0)


def test_the_largest_rooms_come_first_whatever_the_order():
    # 60 must not take the 100 before 95 does
    assert rooms([apart(100, 65)], 60, 95) == ((1, 0), 0.0)
    assert rooms([apart(100, 65)], 95, 60) == ((0, 1), 0.0)


def test_a_room_that_fits_nowhere_is_lacking_whole_and_the_others_lie():
    assert rooms([apart(100, 60)], 90, 70, 55) == ((0, UNPACKED, 1), 70.0)


@pytest.mark.parametrize(("size", "lacking"), [(101.0, 0.0), (101.01, 101.01)])
def test_walls_and_cuts_give_a_square_metre(size, lacking):
    assert rooms([apart(100)], size)[1] == lacking
    assert zone(apart(100), size, BLOCK) == lacking


def test_the_tolerance_is_given_once():
    assert rooms([apart(100)], 50.5, 50.5) == ((0, 0), 0.0)
    assert rooms([apart(100)], 34, 34, 34)[1] == 34.0


@pytest.mark.parametrize(("size", "lacking"), [(121.0, 0.0), (121.5, 121.5)])
def test_a_long_rectangle_holds_no_room_as_large_as_itself(size, lacking):
    strip = [(200.0, 120.0, 0)]
    assert rooms([strip], size)[1] == lacking
    assert zone(strip, 190, BLOCK) == 0.0, "a zone is cut into rooms"
    assert rooms([strip], 100, 100)[1] == 0.0


def test_a_room_goes_round_a_corner_within_its_piece_only():
    assert rooms([joined(100, 60)], 150) == ((0,), 0.0)
    assert rooms([[(100, 160, 0), (60, 160, 1)]], 150)[1] == 150.0
    assert rooms([joined(100, 60)], 160) == ((0,), 0.0)
    assert rooms([joined(100, 60)], 160.5)[1] == 160.5, "round a corner no tolerance is given"


def test_no_more_lies_round_the_corner_than_before_it():
    assert rooms([joined(40, 35, 30)], 80)[1] == 0.0
    assert rooms([joined(40, 35, 30)], 80.5)[1] == 80.5
    assert zone(joined(40, 35, 30), 56, BLOCK) == 0.0  # a block by 40 % of it
    assert zone(joined(40, 35, 30), 56.5, BLOCK) == 56.5
    assert zone(joined(40, 35, 30), 80.5, BLOCK) == 80.5


def test_the_largest_room_binds_round_a_corner_too():
    assert rooms([[(100, 130, 0), (60, 70, 0)]], 131)[1] == 0.0
    assert rooms([[(100, 130, 0), (60, 70, 0)]], 132)[1] == 132.0


def test_what_goes_round_a_corner_comes_out_of_the_smallest_rectangles_beside_it():
    # 130 takes 100, the whole 20 and 10 of the 50: 40 are left there
    assert rooms([joined(100, 50, 20)], 130, 41) == ((0, 1), 0.0)
    assert rooms([joined(100, 50, 20)], 130, 42)[1] == 42.0


def test_straight_comes_before_round_a_corner():
    frame = [(90.0, 150.0, 0), (60.0, 150.0, 0), (130.0, 130.0, 1)]
    assert rooms([frame], 95) == ((2,), 0.0)
    # of two corners the one with less round it
    assert rooms([[(70.0, 150.0, 0), (60.0, 150.0, 0), (80.0, 150.0, 1), (60.0, 150.0, 1)]], 95) == (
        (2,),
        0.0,
    )


def test_a_zone_in_one_block_lies_in_one_rectangle_or_round_its_corner():
    assert zone(apart(60, 60), 100, BLOCK) == 100.0
    assert zone(joined(60, 60), 84, BLOCK) == 0.0


def test_a_zone_taken_apart_lies_room_by_room():
    # rooms of 100: one in each 150 and at most a fifth larger, so that 2 x 120 of 300 find room
    assert zone(apart(150, 150), 300, SPREAD, 100) == pytest.approx(60)
    assert zone(apart(110, 110, 110), 300, SPREAD, 100) == 0.0
    assert zone(apart(60, 60), 100, SPREAD, 50) == 0.0
    assert zone(apart(300), 300, SPREAD, 100) == 0.0


def linked(*bins: tuple[float, set[int]]) -> list[Bin]:
    """Rectangles that stand alone, and the others into which rooms of a zone may go on from each."""
    return [(area, area, k, sum(1 << other for other in others)) for k, (area, others) in enumerate(bins)]


def test_rooms_of_one_zone_hang_together():
    chain = linked((110, {1}), (110, {0, 2}), (110, {1}))
    assert zone(chain, 300, SPREAD, 100) == 0.0
    broken = linked((110, {1}), (110, {0}), (110, set()))
    assert zone(broken, 300, SPREAD, 100) == pytest.approx(80), "the third lies by itself"
    around = linked((120, {2}), (110, {2}), (110, {0, 1}))
    assert zone(around, 330, SPREAD, 100) == 0.0, "the second is reached by way of the third"


def test_a_zone_begins_where_most_of_it_lies_and_other_rooms_go_where_they_fit():
    alone = linked((125, set()), (110, {2}), (110, {1}))
    assert zone(alone, 220, SPREAD, 100) == pytest.approx(100), "120 of the first"
    assert rooms([alone], 105, 105, 105)[1] == 0.0


def test_a_zone_does_not_go_on_into_what_holds_none_of_its_rooms():
    by_way = linked((110, {1}), (90, {0, 2}), (110, {1}))
    assert zone(by_way, 200, SPREAD, 100) == pytest.approx(90)


@pytest.mark.parametrize(("area", "lacking"), [(96.0, 8.0), (95.99, 200.0)])
def test_rooms_of_a_zone_taken_apart_may_be_a_little_smaller(area, lacking):
    # 97 m2 of 100 less the square metre that walls give; what the two are smaller by is lacking
    assert zone(apart(area, area), 200, SPREAD, 100) == pytest.approx(lacking)


def test_zones_taken_apart_come_last_in_what_is_left():
    frames = storeys([apart(100, 100, 55)])
    found = placed(frames, 0, [200, 100], [SPREAD, ROOM], [50, np.inf])
    assert found[0] == (EVERYWHERE, 0)
    assert found[1] == pytest.approx(200 - 100 - 55)


def test_the_frame_that_leaves_least_out_is_chosen():
    halves, uneven = apart(100, 100), apart(150, 50)
    assert rooms([halves, uneven], 140, 50) == ((2, 3), 0.0)
    assert rooms([halves, uneven], 100, 90) == ((0, 1), 0.0)
    assert rooms([halves, uneven], 160, 90) == ((UNPACKED, 0), 160.0), "the first of equals"
    assert rooms([apart(100), apart(80, 70)], 75, 65, 60) == ((1, 2, UNPACKED), 60.0)


def test_every_storey_has_its_own_frames():
    frames = storeys([apart(50)], [], [apart(10), apart(100, 60)])
    assert placed(frames, 0, [90], [ROOM], [np.inf]) == ((UNPACKED,), 90.0)
    assert placed(frames, 1, [90], [ROOM], [np.inf]) == ((EVERYWHERE,), 0.0)
    assert placed(frames, 2, [90, 55], [ROOM, ROOM], [np.inf] * 2) == ((2, 3), 0.0)
    assert placed(frames, 2, [], [], []) == ((), 0.0)


def test_frames_come_from_shapes_in_the_order_of_the_storeys():
    plates = [storey("A", 1), storey("A", 2), storey("B", 1)]
    bins = ((150 * M2, 120 * M2, 0, 2), (60 * M2, 70 * M2, 0, 1))
    frames = frames_of(plates, {"B/1F": Shape(120 * M2, (), (bins, bins[:1])), "A/1F": Shape(9)})
    assert frames.of_storey.tolist() == [0, 0, 0, 2]
    assert frames.bins.tolist() == [0, 2, 3]
    assert frames.areas.tolist() == [150, 60, 150]
    assert frames.largest.tolist() == [120, 70, 120]
    assert frames.pieces.tolist() == [0, 0, 0]
    assert frames.neighbours.tolist() == [2, 1, 2]


@pytest.mark.parametrize(
    ("single", "size", "chunk", "form"),
    [
        (True, 500, 20, ROOM),
        (False, 200, 20, BLOCK),  # exactly ten rooms
        (False, 201, 20, SPREAD),
        (False, 330, 100, BLOCK),  # exactly 33 % of 1,000 m2
        (False, 331, 100, SPREAD),
        (False, 900, np.inf, BLOCK),  # a zone that must be one block
    ],
)
def test_large_zones_are_taken_apart_but_those_that_must_be_one_block(single, size, chunk, form):
    assert form_of(single, float(size), float(chunk), 1000.0) == form


def test_rooms_of_a_zone_are_equal_and_no_larger_than_usual():
    assert chunk_of(80.0, 40.0) == 40.0
    assert chunk_of(81.0, 40.0) == pytest.approx(27.0)
    assert chunk_of(30.0, 40.0) == 30.0
    assert chunk_of(80.0, np.inf) == np.inf


bins_ = st.tuples(st.floats(20, 300), st.floats(0.5, 2.0), st.integers(0, 2)).map(
    lambda row: (row[0], row[0] * row[1], row[2])
)
items_ = st.tuples(st.floats(5, 250), st.sampled_from((ROOM, ROOM, BLOCK, SPREAD)), st.floats(10, 60))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(bins_, min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(items_, min_size=1, max_size=12),
)
def test_what_is_called_packed_can_be_put_there_again(frames, items):
    """By hand from the answer: rectangles overfull by the tolerance at most, corners within their limits."""
    sizes, forms, chunks = zip(*items, strict=True)
    found, lacking = placed(storeys(frames), 0, sizes, forms, chunks)
    unpacked = sum(size for size, b in zip(sizes, found, strict=True) if b == UNPACKED)
    spread = sum(size for size, form in zip(sizes, forms, strict=True) if form == SPREAD)
    assert unpacked - 1e-6 <= lacking <= unpacked + spread + 1e-6
    chosen, start = frame_of(frames, found)
    left = [area for area, _, _ in chosen]
    order = sorted(range(len(sizes)), key=lambda k: -sizes[k])
    for k in order:
        if found[k] >= 0:
            put(chosen, left, found[k] - start, sizes[k], forms[k])
    lying = spread - (lacking - unpacked)
    assert lying <= sum(left) + TOLERANCE * sum(form == SPREAD for form in forms) + 1e-6


def frame_of(frames, found):
    """The frame that the bins are of, and where its bins begin."""
    starts = [0, *np.cumsum([len(frame) for frame in frames]).tolist()]
    for frame, (start, end) in zip(frames, pairwise(starts), strict=True):
        if all(start <= b < end for b in found if b >= 0) and any(b >= 0 for b in found):
            return frame, start
    assert all(b < 0 for b in found), "the bins are of several frames"
    return max(frames, key=lambda frame: sum(row[0] for row in frame)), 0


def put(frame, left, b, size, form):
    """Take an item out of a bin and, as far as it goes round a corner, out of those beside it."""
    assert form != SPREAD
    assert form != ROOM or size <= frame[b][1] + TOLERANCE
    excess = size - left[b]
    left[b] = max(0.0, -excess)
    beside = [k for k in range(len(frame)) if k != b and frame[k][2] == frame[b][2]]
    if excess > TOLERANCE + 1e-9:
        assert excess <= size / 2 + 1e-6, "more lies round the corner than before it"
        assert sum(left[k] for k in beside) >= excess - 1e-6
    for k in sorted(beside, key=left.__getitem__):
        part = min(max(0.0, excess), left[k])
        left[k] -= part
        excess -= part
