"""What the search starts from: straight corridors between cores, frames as cut, trees inherited. Metres."""

from __future__ import annotations

import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from planner.model import Policies
from solvers.arrange import fill, storey
from solvers.arrange.breed import as_cut, mutated
from solvers.arrange.exact import Cell
from solvers.arrange.fill import Task
from solvers.arrange.frame import Frame, build_frame
from solvers.arrange.items import items_of, room_items, vacant_item
from solvers.arrange.judge import lacking_zones, narrow_legs
from solvers.arrange.lines import Line, sample_frames
from solvers.arrange.pieces import piece_data
from solvers.arrange.plate import Plate, Target, make_plate
from solvers.arrange.storey import Plan, StoreySearch, _firm
from solvers.arrange.zone import ZonePlan, zone_frames
from tests.arrange.plates import CATALOGUE, PLATES, hall, plate, scenario, suite, zone

WALL = 0.12
FACED = plate(box(0, 0, 60, 18), box(9, 10, 18, 18), box(42, 10, 51, 18), exits=())
"""Two cores at the upper wall, 24 m apart."""


def plate_of(storey: str | None = None) -> Plate:
    return make_plate(PLATES[storey] if storey else FACED, Policies(), 1_800)


def spans(plate_: Plate) -> list[tuple[Line, ...]]:
    """The sets of lines whose first one goes from core to core only."""
    found = sample_frames(plate_, 0, np.random.default_rng(1))
    return [lines for lines in found if lines[0].axis == "h" and (lines[0].low, lines[0].high) == (18, 42)]


def test_corridors_go_straight_from_core_to_core_with_arms_along_their_walls() -> None:
    found = spans(plate_of())
    half = plate_of().corridor / 2
    tops = plate_of().usable.bounds[3]
    assert {round(lines[0].at, 3) for lines in found} == {round(10 + half, 3), round(tops - half, 3)}
    arms = [lines[1:] for lines in found if len(lines) == 3]
    assert all({arm.at for arm in pair} == {18 + half, 42 - half} for pair in arms)
    # down to beyond the cores' lower corners, or up beyond their upper ones
    assert {round(pair[0].low, 3) for pair in arms} >= {round(10 - 2 * half, 3)}
    assert sum(build_frame(plate_of(), lines) is not None for lines in found) >= 3


def test_cores_with_a_third_between_them_are_not_tied_straight() -> None:
    third = plate(box(0, 0, 60, 18), box(9, 10, 18, 18), box(26, 10, 34, 18), box(42, 10, 51, 18), exits=())
    assert spans(make_plate(third, Policies(), 1_800)) == []


def round_a_hall(plate_: Plate) -> list[tuple[Line, ...]]:
    """The sets of lines from below one core to below the other, a corridor's width beyond their walls."""
    found, wide = sample_frames(plate_, 0, np.random.default_rng(1)), plate_.corridor
    return [lines for lines in found if (lines[0].low, lines[0].high) == (18 - wide, 42 + wide)]


def test_a_corridor_along_the_facade_of_a_narrow_wing_leaves_a_deep_hall_between_its_cores() -> None:
    """3 m of corridor and a wall at the lower facade: of 17.64 m between the walls 14.52 m are left."""
    goods = replace(make_plate(FACED, Policies(), 3_000), goods=True)
    (lines,) = round_a_hall(goods)
    frame = build_frame(goods, lines)
    assert frame is not None
    (hall_,) = (piece for piece in frame.pieces if (piece.bounds[0], piece.bounds[2]) == (18, 42))
    assert hall_.area == pytest.approx(24 * 14.52, abs=0.1)
    # 22 m deep, cores of 8 m: a corridor before them leaves 10.6 m, too little for a warehouse of 12 m
    deeper = plate(box(0, -4, 60, 18), box(9, 10, 18, 18), box(42, 10, 51, 18), exits=())
    assert len(round_a_hall(replace(make_plate(deeper, Policies(), 3_000), goods=True))) == 1
    # a deep plate has such halls before its cores
    deep = plate(box(0, -12, 60, 18), box(9, 10, 18, 18), box(42, 10, 51, 18), exits=())
    assert round_a_hall(replace(make_plate(deep, Policies(), 3_000), goods=True)) == []
    # where no goods come there is no warehouse
    assert round_a_hall(make_plate(FACED, Policies(), 3_000)) == []


def test_the_lines_of_a_frame_that_was_cut_back_build_it_again_uncut() -> None:
    plate_ = plate_of()
    middle = (Line("h", 8.0),)
    frame = build_frame(plate_, middle, trim="both")
    assert frame is not None
    (line,) = as_cut(plate_, frame)
    assert line.high - line.low < 50
    again = build_frame(plate_, [line])
    assert again is not None
    assert again.region.symmetric_difference(frame.region).area == pytest.approx(0, abs=0.05)
    uncut = build_frame(plate_, middle)
    assert uncut is not None
    assert as_cut(plate_, uncut) == list(middle)


def test_a_corridor_that_ends_beside_a_core_goes_on_to_its_far_end() -> None:
    """The room at the end gets more wall for the two doors that large rooms must have."""
    plate_ = plate_of()
    frame = build_frame(plate_, [Line("h", 10 - plate_.corridor / 2)], trim="both")
    assert frame is not None
    x0, _, x1, _ = frame.region.bounds
    assert 15 < x0 < 18
    assert 42 < x1 < 45  # as far as a door in each core asks
    rng = np.random.default_rng(5)
    children = [mutated(plate_, frame, [], rng, arms=False, longer=1.0) for _ in range(12)]
    ends = {
        tuple(round(at, 2) for at in child.region.bounds[0::2]) for child in children if child is not None
    }
    assert ends == {(9, round(x1, 2)), (round(x0, 2), 51)}


def test_a_corridor_that_ends_at_no_core_goes_on_a_little() -> None:
    plate_ = make_plate(plate(box(0, 0, 60, 18), box(26, 10, 34, 18), exits=()), Policies(), 1_800)
    frame = build_frame(plate_, [Line("h", 10 - plate_.corridor / 2, 12.0, 45.0)])
    assert frame is not None
    rng = np.random.default_rng(5)
    children = [mutated(plate_, frame, [], rng, arms=False, longer=1.0) for _ in range(12)]
    ends = [child.region.bounds[0::2] for child in children if child is not None]
    assert ends
    for low, high in ends:
        assert (low == pytest.approx(12)) != (high == pytest.approx(45))
        assert 0.3 - 1e-6 <= (12 - low) + (high - 45) <= 2.5 + 1e-6


def test_a_corridor_along_the_facade_is_dearer_than_one_through_the_middle() -> None:
    plate_ = plate_of()
    x0, y0, x1, _ = plate_.usable.bounds
    middle, edge = build_frame(plate_, [Line("h", 8.0)]), build_frame(plate_, [Line("h", y0 + 1.0)])
    assert middle is not None
    assert edge is not None
    assert middle.facade < 12  # its two ends alone, and the ways to the cores
    assert edge.facade > middle.facade + 0.6 * (x1 - x0)
    plain = replace(edge, facade=0.0)
    assert fill.frame_cost(edge) - fill.frame_cost(plain) == pytest.approx(fill.FACADE_COST * edge.facade)


def ladder(*cuts: float) -> Frame:
    """A frame of one corridor along the lower wall, and pieces of the rest cut at some places."""
    plate_ = plate_of()
    x0, y0, x1, _ = plate_.usable.bounds
    region = box(x0, y0, x1, y0 + 2)
    ends = [x0, *cuts, x1]
    pieces = tuple(box(a, y0 + 2, b, 9) for a, b in itertools.pairwise(ends))
    return Frame(region, pieces, (), (), 1, 0.1, 0.0)


def task(*areas: float, docks: tuple[Polygon, ...] = (), hub: bool = False) -> Task:
    rows = [suite(f"T{k}", area) for k, area in enumerate(areas)]
    if hub:
        rows.append(hall("HUB", "logistics_hub", "logistics_hub", 60))
    items = items_of(rows, CATALOGUE, WALL, docks=bool(docks))
    return Task(items, vacant_item(CATALOGUE, WALL, 40.0), None, Polygon(), docks, WALL, 45.0)


def test_a_bred_frame_starts_as_the_items_lie_in_its_parent() -> None:
    job = task(90, 80, 70, 30)
    rng = np.random.default_rng(3)
    parent = job.start(ladder(30.0), rng)
    assert parent is not None
    held = [sorted(parent.state[0][p, : parent.state[1][p]]) for p in range(2)]
    seq, length, key, _, size = fill._inherited(parent, ladder(31.0).pieces, rng)
    assert [sorted(seq[p, : length[p]]) for p in range(2)] == held
    assert list(key) == list(parent.state[2])
    assert list(size[:4]) == list(parent.state[4][:4])
    # two pieces in one: all of them there; one more piece: nobody is lost
    seq, length, *_ = fill._inherited(parent, ladder(59.0).pieces, rng)
    assert sorted(int(k) for p in range(2) for k in seq[p, : length[p]]) == [0, 1, 2, 3]
    seq, length, *_ = fill._inherited(parent, ladder(15.0, 30.0).pieces, rng)
    assert sorted(int(k) for p in range(3) for k in seq[p, : length[p]]) == [0, 1, 2, 3]


def test_far_corners_count_in_the_search_and_are_left_to_the_measure_of_a_plan() -> None:
    found = task(90, 80, 70, 30).start(ladder(30.0), np.random.default_rng(3))
    assert found is not None
    found.leaves()
    before = found.hard
    assert found.sure() == before
    found.rows[:4, fill.REACH] = 1.0  # m from any door: no corner is that near
    found.leaves()
    assert found.hard > before + 1.6  # 0.4 and more for each
    assert found.sure() == before
    assert found.hard > before + 1.6
    assert list(found.rows[:4, fill.REACH]) == [1.0] * 4


def test_what_needs_a_dock_is_first_put_where_one_is() -> None:
    dock = box(50, 8.5, 54, 9.5)  # at the right piece, which is the smaller one
    job = task(90, 50, docks=(dock,), hub=True)
    pieces = ladder(40.0).pieces
    data = piece_data(pieces, ladder(40.0).region, Polygon(), [dock], [])
    seq, length, *_ = fill._greedy(job.items, data, np.random.default_rng(1))
    hub = next(k for k, item in enumerate(job.items) if item.dock)
    assert hub in seq[1, : length[1]]


def test_legs_of_rooms_round_a_corner_are_as_wide_as_rooms() -> None:
    def ell(leg: float) -> Polygon:
        return box(0, 0, 20, leg).union(box(0, 0, leg, 20))

    assert narrow_legs(ell(4.6)) == 0
    assert narrow_legs(ell(4.4)) > 0.5
    assert narrow_legs(box(0, 0, 20, 3)) == 0  # its least width and proportions are judged elsewhere
    # a niche of a few per cent does no harm
    assert narrow_legs(ell(8.0).union(box(20, 0, 26, 3))) == 0


def ways(first: float, *costs: float) -> list[bool]:
    """Whether attempts after one of hard cost ``first`` take zones apart; ``costs``: of each of them."""
    found, apart = [], False
    for attempt, cost in enumerate((first, *costs), start=1):
        apart = storey._other_way(attempt, cost, apart)
        found.append(apart)
    return found


def test_zones_are_taken_apart_where_as_a_whole_they_do_not_fit_by_far() -> None:
    """The third attempt, with the widest bounds, goes the other way in any case."""
    assert not storey._other_way(0, 0.0, False)
    assert ways(3.6, 0.4, 0.4) == [True, False, True]
    assert ways(3.6, 3.6) == [True, False]
    assert ways(0.7, 0.7) == [False, True]
    assert ways(0.0, 0.0, 0.0) == [False, True, True]


def test_breeding_goes_on_while_it_pays_and_stops_where_rooms_do_not_suit_the_plate() -> None:
    best = task(60, 50).start(ladder(30.0), np.random.default_rng(1))
    assert best is not None
    pool = [best]

    best.hard = 0.0
    assert fill._breeds_on(0, pool, 1e9)
    assert fill._breeds_on(1, pool, best.cost + fill.GAIN + 0.1)
    assert not fill._breeds_on(1, pool, best.cost + fill.GAIN - 0.1)
    best.hard = fill.UNSUITED - 0.1
    assert fill._breeds_on(5, pool, best.cost)
    best.hard = fill.UNSUITED + 0.1
    assert fill._breeds_on(1, pool, best.cost)
    assert not fill._breeds_on(2, pool, best.cost)
    assert not fill._breeds_on(2, [], 1e9)


def taken_apart_plan(*areas: float) -> Plan:
    """Classrooms of a zone of three that needs 180 m2, side by side, with these net areas."""
    (whole,) = items_of([zone("T", "training_base", ("classroom", 3, 66.6))], CATALOGUE, WALL, docks=False)
    items = room_items(whole, CATALOGUE, WALL, group=1)
    shapes = [box(20 * k, 0, 20 * k + area / 10, 10) for k, area in enumerate(areas)]
    cells = [Cell(k, shape, shape) for k, shape in enumerate(shapes)]
    return Plan(plate_of("bar"), framed(Line("h", 8.0)), items, cells)


def framed(line: Line) -> Frame:
    frame = build_frame(plate_of(), [line])
    assert frame is not None
    return frame


def test_rooms_of_a_zone_taken_apart_have_together_what_the_zone_needs() -> None:
    """0.9 x 199.8 = 179.8 m2: 61 + 60 + 59 are enough though one is small, 60 + 60 + 59 are not."""
    assert lacking_zones(taken_apart_plan(61, 60, 59)) == {}
    assert lacking_zones(taken_apart_plan(60, 60, 59)) == {"T": pytest.approx(179 / 179.82)}


def test_on_a_second_try_rooms_of_a_short_zone_do_not_shrink() -> None:
    plan = taken_apart_plan(60, 60, 59)
    rows = np.array([item.row() for item in plan.items])
    firm = _firm(plan, SimpleNamespace(rows=rows))  # type: ignore[arg-type]
    assert [item.net_least for item in firm] == [item.net for item in plan.items]
    assert sum(item.net_least for item in firm) >= plan.items[0].zone_least
    assert (rows[:, 1] == rows[:, 0]).all()
    enough = taken_apart_plan(61, 60, 59)
    assert _firm(enough, SimpleNamespace(rows=rows)) == list(enough.items)  # type: ignore[arg-type]


def test_zones_are_planned_a_second_time_only_as_long_as_that_may_be_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each costs five times the one before: the first time tells what both need, the second ends with one."""
    planned: list[float] = []
    zones: list[int] = []
    real = storey._tried

    def dear(*_: object, **__: object) -> ZonePlan:
        planned.append(5.0 ** len(planned))
        return ZonePlan((), (), (), planned[-1], 0.0)

    def tried(*given: Any) -> Plan | None:
        before = len(planned)
        plan = real(*given)
        zones.append(len(planned) - before)
        return plan

    monkeypatch.setattr(storey, "plan_zone", dear)
    monkeypatch.setattr(storey, "_tried", tried)
    rooms = [zone(name, "office_area", ("private_office", 5, 18)) for name in ("ONE", "TWO")]
    plate_ = PLATES["deep"]
    search = StoreySearch(scenario(plate_, tuple(rooms)), plate_, 1_800, 1, ())
    search.plan(rooms, 1, all_zones=False, attempt=0)
    assert zones
    assert zones == [2, 1] * (len(zones) // 2)


def test_rooms_that_do_not_suit_a_zone_are_not_annealed_on_in_every_frame() -> None:
    """Six classrooms of 60 m2: in 23 x 17 m there is no place for the corridor that two rows of them need."""
    (whole,) = items_of([zone("T", "training_base", ("classroom", 6, 60))], CATALOGUE, WALL, docks=False)
    rooms = room_items(whole, CATALOGUE, WALL)

    def found(cell: Polygon) -> list[float]:
        public, only = box(0, -3, cell.bounds[2], 0), MultiPolygon([cell])
        port = Target("port", "port", public, 1.7)
        inside = replace(plate_of(), usable=only, passable=only, gross_area=cell.area, targets=(port,))
        frames = zone_frames(inside, cell, np.random.default_rng(1))
        task = Task(rooms, None, public, cell.boundary, (), WALL, 1e9)
        return [fill_.hard for fill_ in fill.search(frames, task, effort=1, seed=1)]

    fits, small = found(box(0, 0, 24, 20)), found(box(0, 0, 23, 17))
    assert fits[0] == 0
    assert len(fits) > 2
    assert small[0] > 1
    assert len(small) == 2


@pytest.mark.parametrize(("hard", "plans"), [(storey.FAR + 0.1, 2), (storey.FAR, storey.PLANNED)])
def test_of_fills_that_are_far_from_a_plan_two_are_drawn(
    monkeypatch: pytest.MonkeyPatch, hard: float, plans: int
) -> None:
    drawn: list[float] = []

    def plan_of(*given: Any) -> Plan:
        drawn.append(hard)
        return Plan(given[1], given[3].frame, given[2], [], hard=hard)

    monkeypatch.setattr(storey, "_plan_of", plan_of)
    rooms = [suite(f"T{k}", 120) for k in range(4)]
    search = StoreySearch(scenario(PLATES["deep"], tuple(rooms)), PLATES["deep"], 1_800, 1, ())
    search.plan(rooms, 1, all_zones=False, attempt=0)
    assert len(drawn) == plans
