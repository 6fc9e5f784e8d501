"""What a storey can take at most, told before anything is arranged on it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import permutations
from types import SimpleNamespace

import pytest
from shapely.geometry import Polygon, box

import solvers.arrange.limits as subject
from planner.model import M2, Policies
from solvers.arrange import arrange_storey, storey_limits
from solvers.arrange.frame import Frame
from solvers.arrange.limits import MOST_FRAMES, Limits
from tests.arrange.plates import PLATES, net_outline, plate, scenario, suite

everywhere = pytest.mark.parametrize("name", PLATES)


@cache
def limits_of(name: str) -> Limits:
    return storey_limits(PLATES[name], Policies())


@everywhere
def test_limits_stay_below_the_area_inside_walls_less_cores(name: str) -> None:
    storey = PLATES[name]
    inside = net_outline(storey, Policies()).area - sum(core.polygon.area for core in storey.cores)
    limits = limits_of(name)
    assert 0 < limits.largest_room < 0.96 * inside
    assert 0.5 * inside < limits.room_area < 0.92 * inside


@pytest.mark.parametrize(
    ("name", "share"),
    [
        *((name, 0.9) for name in ("bar", "ell", "tower", "deep", "court")),
        ("you", 0.8),
        ("chamfered", 0.7),
    ],
)
def test_the_largest_room_really_fits(name: str, share: float) -> None:
    storey = PLATES[name]
    place = suite("T1", share * limits_of(name).largest_room / M2)
    arranged = arrange_storey(scenario(storey, (place,)), storey, (place,), seed=1)
    assert arranged.layout is not None, arranged.reason
    assert arranged.left_out == frozenset()


@everywhere
def test_counts_fall_with_the_size_and_say_more_than_the_sum(name: str) -> None:
    limits = limits_of(name)
    areas, counts = zip(*limits.counts, strict=True) if limits.counts else ((), ())
    assert list(areas) == sorted(set(areas))
    assert list(counts) == sorted(set(counts), reverse=True), "each one says more than the one before"
    assert all(most < limits.room_area // area for area, most in limits.counts)
    assert all(most > 0 for area, most in limits.counts if area <= limits.largest_room)


@everywhere
def test_frames_say_what_the_limits_say_and_none_is_beaten(name: str) -> None:
    limits = limits_of(name)
    assert 1 <= len(limits.frames) <= MOST_FRAMES
    for frame in limits.frames:
        for _, largest, piece, _ in frame:
            assert 0 < largest <= 2 + sum(area for area, _, other, _ in frame if other == piece)
    assert max(largest for frame in limits.frames for _, largest, _, _ in frame) >= limits.largest_room
    for one, other in permutations(limits.frames, 2):
        assert len(one) < len(other) or any(
            a + 4 * M2 < b or c + 4 * M2 < d for (a, c, *_), (b, d, *_) in zip(one, other, strict=False)
        ), "whatever fits the other fits this one"


def test_wider_corridors_leave_less() -> None:
    wide = replace(Policies(), corridor_width_mm=3_000)
    assert storey_limits(PLATES["bar"], wide).room_area < limits_of("bar").room_area


def test_corridors_for_goods_are_those_of_the_wider_policy() -> None:
    policies = replace(Policies(), goods_corridor_width_mm=3_000)
    wide = replace(Policies(), corridor_width_mm=3_000)
    assert storey_limits(PLATES["bar"], policies, goods=True) == storey_limits(PLATES["bar"], wide)
    assert storey_limits(PLATES["bar"], policies) == limits_of("bar")


def test_a_storey_that_no_corridor_can_serve_takes_nothing() -> None:
    storey = plate(box(0, 0, 30, 20).union(box(30, 14, 50, 15.4)), box(0, 5, 4, 10), box(47, 14, 50, 15.4))
    assert storey_limits(storey, Policies()) == Limits(0, 0)


# By hand, with frames whose pieces are given.


def measured(
    monkeypatch: pytest.MonkeyPatch,
    *frames: tuple[Polygon, ...],
    exits: int = 1,
    sizes: tuple[int, ...] = (),
    cores: tuple[Polygon, ...] = (),
) -> Limits:
    """The limits of a storey on which corridors leave one of these lists of pieces; walls take nothing."""
    made = [
        Frame(box(0, 0, 1, 1), pieces, pockets=(), unreached=(), spines=1, share=0.1, columns=0.0)
        for pieces in frames
    ]
    targets = [SimpleNamespace(kind="core", shape=core) for core in cores]
    monkeypatch.setattr(subject, "frames_of", lambda *_, **__: (SimpleNamespace(targets=targets), made))
    monkeypatch.setattr(subject, "WALL_SHARE", 0.0)
    storey = plate(box(0, 0, 40, 20), box(0, 0, 4, 4), exits=tuple((5.0 * k + 5, 0.0) for k in range(exits)))
    return storey_limits(storey, Policies(), sizes=[size * M2 for size in sizes])


def strip(area: float, at: float = 0.0) -> Polygon:
    """A piece 10 m deep."""
    return box(at, 0, at + area / 10, 10)


def test_rooms_fill_a_part_of_the_pieces_less_with_several_exits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert measured(monkeypatch, (strip(400), strip(200))).room_area == 558 * M2  # 93 %
    assert measured(monkeypatch, (strip(400), strip(200)), exits=2).room_area == 522 * M2  # 87 %


def test_a_storey_whose_corridors_leave_scraps_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """27 m2 round a corner, no rectangle of 20 m2 in them."""
    assert measured(monkeypatch, (box(0, 0, 3, 6).union(box(0, 0, 6, 3)),)) == Limits(0, 0)


def test_the_largest_room_is_that_of_the_largest_piece_and_no_more_than_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert measured(monkeypatch, (strip(400), strip(200))).largest_room == 400 * M2
    assert measured(monkeypatch, (strip(300),)).largest_room == 279 * M2  # 93 % of it is all there is


def test_counts_worked_on_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four pieces of 150 m2: 558 m2 of rooms, of 80 m2 two in each piece with a tenth to spare, and so on."""
    limits = measured(monkeypatch, tuple(strip(150) for _ in range(4)))
    # 60 m2: 2 in each piece (165 / 60) of 9 by the sum; 80: 2 (8) of 6 say nothing new; 100: 1 each of 5;
    # 125 and 150: 4 of 4 and 3; 175: none of 3
    assert limits.counts == ((60 * M2, 8), (100 * M2, 4), (175 * M2, 0))


def test_the_best_frame_counts_for_each_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone the halves would say (350, 0), the uneven pieces (150, 2)."""
    halves, uneven = (strip(300), strip(300)), (strip(400), strip(100), strip(100))
    limits = measured(monkeypatch, halves, uneven)
    assert limits.largest_room == 400 * M2
    assert limits.counts == ((175 * M2, 2), (500 * M2, 0))
    assert areas(limits) == [[300, 300], [400, 100, 100]]


def areas(limits: Limits) -> list[list[int]]:
    return [[area // M2 for area, *_ in frame] for frame in limits.frames]


def test_beaten_frames_and_wasteful_ones_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second differs by less than 4 m2; the last leaves less than 95 % of the usual room."""
    frames = [(300, 200), (303, 196.5), (260, 235), (330, 120)]
    limits = measured(monkeypatch, *((strip(a), strip(b)) for a, b in frames))
    assert areas(limits) == [[300, 200], [260, 235]]


def test_rooms_of_the_sizes_asked_for_bound_the_room_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suites of 120 m2 leave 30 m2 of each piece of 150, which are too small to let and no loss; of
    100 m2 leave 50, which can be let. A park with few suites has no smaller storeys for it."""
    four = tuple(strip(150) for _ in range(4))
    assert measured(monkeypatch, four, sizes=(120,) * 9).room_area == 558 * M2
    assert measured(monkeypatch, four, sizes=(100,) * 9).room_area == 400 * M2
    assert measured(monkeypatch, four, sizes=(100, 100)).room_area == 400 * M2, "as often as the storey needs"


def test_rooms_of_a_zone_go_on_across_a_corridor_and_round_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pieces across a corridor of 2 m, a third behind a core of 5 m, a fourth far away."""
    pieces = (box(0, 0, 30, 10), box(0, 12, 20, 22), box(25.1, 12, 40, 22), box(60, 0, 70, 10))
    core = box(20.1, 12, 25, 22)
    limits = measured(monkeypatch, pieces, cores=(core,))
    assert areas(limits) == [[300, 200, 149, 100]]
    assert [bits for *_, bits in limits.frames[0]] == [0b0110, 0b0101, 0b0011, 0b0000]
    without = measured(monkeypatch, pieces)
    assert [bits for *_, bits in without.frames[0]] == [0b0110, 0b0001, 0b0001, 0b0000]


def test_what_is_wider_than_every_piece_has_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces 10 m deep in one frame, a square of 13 m in the other: 12 m of width are to be had in 169 m2."""
    limits = measured(monkeypatch, (strip(300), strip(250, 40)), (box(0, 0, 13, 13), strip(80, 20)))
    wide = {width: (largest / M2, together / M2) for width, largest, together in limits.wide}
    assert wide == {
        5_000: (limits.largest_room / M2, 550),  # of the first frame
        12_000: (169, 169),
        15_000: (0, 0),
    }


@pytest.mark.parametrize("name", [*PLATES])
def test_of_a_width_no_room_is_larger_than_all_together(name: str) -> None:
    assert all(largest <= together for _, largest, together in limits_of(name).wide)


@pytest.mark.parametrize("name", ["bar", "ell", "tower", "court", "you"])
def test_a_width_is_told_where_a_square_of_it_finds_place(name: str) -> None:
    """Pieces at right angles, drawn in by half a width with square corners: middles of squares are left."""
    _, frames = subject.frames_of(PLATES[name], Policies(), Policies().corridor_width_mm)
    pieces = [piece for frame in frames if not frame.unreached for piece in frame.pieces]
    none = min((width for width, area, _ in limits_of(name).wide if not area), default=10**9) / 1000
    for width in subject.WIDTHS_M:
        fits = [not piece.buffer(-width / 2, join_style="mitre", mitre_limit=9).is_empty for piece in pieces]
        assert any(fits) == (width < none)
