"""Blocks with flows: plans are exact, limits hold, bad input is named, the same seed gives the same."""

from __future__ import annotations

import time

import numpy as np
import pytest

from planner.errors import UsageError
from solvers.arrange.blocks import Blocks, block_cost, shrunk
from solvers.arrange.clock import Clock
from solvers.arrange.mosaic import lay_out, workspace
from solvers.arrange.multistart import Budget, arrange_blocks
from solvers.arrange.polish import apart, solve_places
from solvers.arrange.skyline import descend
from solvers.arrange.starts import layouts_of

Flow = dict[tuple[int, int], float]


def _blocks(width: float, height: float, areas: list[float], least: float, flow: Flow) -> Blocks:
    flows = np.zeros((len(areas), len(areas)))
    for (i, j), f in flow.items():
        flows[i, j] = flows[j, i] = f
    return Blocks(width, height, np.array(areas), np.full((len(areas), 2), least), flows)


def _plan(rows: list[int], cols: list[int], area: list[float], width: float, height: float) -> np.ndarray:
    box = np.zeros((len(area), 4))
    orders = np.array(rows), np.array(cols)
    assert lay_out(*orders, np.array(area), width, height, 1e-9, box.copy(), box, workspace(len(area)))
    return box


@pytest.mark.parametrize("n", [1, 2, 3, 6, 12, 30])
def test_any_pair_of_orders_fills_the_site_with_the_areas_asked(n: int) -> None:
    rng = np.random.default_rng(n)
    for _ in range(20):
        area = rng.random(n) + 0.05
        box = _plan(list(rng.permutation(n)), list(rng.permutation(n)), list(area), 3.0, area.sum() / 3.0)
        assert (box[:, 2:] - box[:, :2]).prod(axis=1) == pytest.approx(area, abs=1e-9)
        assert box[:, :2].min() >= -1e-9
        assert box[:, 2:].max(axis=0) == pytest.approx(np.array([3.0, area.sum() / 3.0]))
        assert apart(box, (3.0, area.sum() / 3.0)) is not None


def test_a_layout_that_begins_at_another_plan_is_the_same() -> None:
    rng = np.random.default_rng(5)
    n, work = 14, workspace(14)
    area = rng.random(n) + 0.1
    height = float(area.sum() / 3.0)
    rows, cols = rng.permutation(n), rng.permutation(n)
    box, old = np.zeros((n, 4)), np.zeros((n, 4))
    for _ in range(30):
        i, j = rng.integers(n, size=2)
        rows[[i, j]] = rows[[j, i]]
        assert lay_out(rows, cols, area, 3.0, height, 1e-9, old, box, work)
        assert box == pytest.approx(_plan(list(rows), list(cols), list(area), 3.0, height), abs=1e-7)
        old = box.copy()


def test_rows_below_the_skyline_are_solved_as_full_ones() -> None:
    rng = np.random.default_rng(2)
    half = rng.random((9, 9)) * (np.abs(np.subtract.outer(range(9), range(9))) < 4)
    matrix, right = half @ half.T + np.eye(9), rng.random(9)
    step = right.copy()
    assert descend(matrix.copy(), step, 9, np.zeros(9, np.int64))
    assert step == pytest.approx(np.linalg.solve(matrix, right))
    assert not descend(-matrix, right.copy(), 9, np.zeros(9, np.int64))


def test_two_orders_alike_are_a_row_and_two_reversed_a_stack() -> None:
    assert _plan([0, 1], [0, 1], [1, 3], 4, 1).tolist() == [[0, 0, 1, 1], [1, 0, 4, 1]]
    assert _plan([0, 1], [1, 0], [1, 3], 1, 4) == pytest.approx(np.array([[0, 3, 1, 4], [0, 0, 1, 3]]))


def test_a_pinwheel_is_laid_out() -> None:
    # four arms of 2 x 1 round a middle of 1 x 1 on a site of 3 x 3; no straight cut divides it:
    # 0 lower left (2 x 1), 1 right (1 x 2), 2 upper (2 x 1), 3 left (1 x 2), 4 middle
    box = _plan([3, 2, 4, 0, 1], [0, 3, 4, 1, 2], [2, 2, 2, 2, 1], 3, 3)
    want = [[0, 0, 2, 1], [2, 0, 3, 2], [1, 2, 3, 3], [0, 1, 1, 3], [1, 1, 2, 2]]
    assert box == pytest.approx(np.array(want), abs=1e-9)


def test_neighbours_in_a_row_come_side_by_side() -> None:
    # sides of at least 1 on a site of 3 x 1: a row, and the two with flow one apart
    got = arrange_blocks(_blocks(3, 1, [1, 1, 1], 1, {(0, 2): 5}), 1, Budget(moves=2000), workers=1)
    assert got is not None
    assert got.cost == pytest.approx(5.0)


def test_room_to_spare_is_left_free() -> None:
    # 2 of 6 m2 used: the two lie side by side, 1 m apart, wherever
    blocks = _blocks(6, 1, [1, 1], 1, {(0, 1): 2})
    got = arrange_blocks(blocks, 1, Budget(moves=4000), workers=1)
    assert got is not None
    assert got.cost == pytest.approx(2.0)
    assert (got.boxes[:, 2:] - got.boxes[:, :2]).prod(axis=1) == pytest.approx(blocks.areas)


def test_the_exact_solution_closes_gaps_and_keeps_areas() -> None:
    blocks = _blocks(6, 1, [1, 1], 1, {(0, 1): 2})
    traffic = (np.array([[0, 1]]), np.array([2.0]))
    far = np.array([[0.0, 0, 1, 1], [5, 0, 6, 1]])
    got = solve_places(far, blocks.areas, blocks.least, (6, 1), traffic)
    assert got is not None
    assert block_cost(blocks, got) == pytest.approx(2.0)
    over = np.array([[0.0, 0, 2, 1], [1, 0, 3, 1]])
    assert solve_places(over, blocks.areas, blocks.least, (6, 1), traffic) is None


def test_a_larger_room_shrinks_about_its_middle_within_its_limits() -> None:
    blocks = _blocks(6, 6, [4], 1.6, {})
    (box,) = shrunk(blocks, np.array([[0.0, 0, 5, 2]]))
    assert (box[2] - box[0]) * (box[3] - box[1]) == pytest.approx(4)
    assert min(box[2] - box[0], box[3] - box[1]) >= 1.6 - 1e-12
    assert (box[:2] + box[2:]) / 2 == pytest.approx(np.array([2.5, 1.0]))


def test_limits_that_no_plan_meets_give_no_layout() -> None:
    # two of 2 m2 with sides of at least 1.3 on 2 x 2: either way one side is 1
    assert arrange_blocks(_blocks(2, 2, [2, 2], 1.3, {(0, 1): 1}), 1, Budget(moves=500), workers=1) is None


def test_the_same_seed_gives_the_same_layout() -> None:
    blocks = _blocks(3, 4, [1, 2, 3, 2, 2, 2], 0.5, {(0, 1): 3, (2, 4): 1, (3, 5): 2, (1, 5): 1})
    one, two = (arrange_blocks(blocks, 7, Budget(moves=3000), workers=1) for _ in range(2))
    assert one is not None
    assert two is not None
    assert one.boxes.tolist() == two.boxes.tolist()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"areas": np.array([1.0, 9.0])}, "enlarge the site"),
        ({"areas": np.array([1.0, np.nan])}, "finite"),
        ({"flows": np.zeros((3, 3))}, "2 x 2 flows"),
        ({"flows": np.array([[0.0, -1], [-1, 0]])}, "at least 0"),
        ({"least": np.full((2, 2), 1.2)}, "block 0 of 1"),
        ({"width": 0.0}, "above 0"),
    ],
)
def test_what_cannot_be_arranged_is_refused(change: dict[str, object], word: str) -> None:
    given: dict[str, object] = {"width": 2.0, "height": 2.0, "areas": np.array([1.0, 1.0])}
    given |= {"least": np.zeros((2, 2)), "flows": np.zeros((2, 2))}
    with pytest.raises(UsageError, match=word):
        Blocks(**{**given, **change})  # type: ignore[arg-type]


def test_two_processes_bring_the_best_of_what_each_finds_and_tell_of_it() -> None:
    blocks = _blocks(3, 4, [1, 2, 3, 2, 2, 2], 0.5, {(0, 1): 3, (2, 4): 1, (3, 5): 2, (1, 5): 1})
    alone = [boxes for worker in (0, 1) for boxes in layouts_of(blocks, (7, worker), 3000, Clock())]
    heard: list[float] = []
    got = arrange_blocks(blocks, 7, Budget(moves=3000), workers=2, tell=lambda new: heard.append(new.cost))
    assert got is not None
    # of equal costs that of the first process, whichever is ready first
    assert got.boxes.tolist() == min(alone, key=lambda boxes: block_cost(blocks, boxes)).tolist()
    assert heard[-1] == got.cost
    assert heard == sorted(heard, reverse=True)


def test_seconds_of_the_processor_end_a_search() -> None:
    blocks = _blocks(3, 1, [1, 1, 1], 1, {(0, 2): 5})
    begun = time.process_time()
    got = arrange_blocks(blocks, 1, Budget(0.3, processor=True), workers=1)
    assert got is not None
    assert got.cost == pytest.approx(5.0)
    assert time.process_time() - begun < 2.0


def test_a_program_in_large_units_is_solved_as_in_small_ones() -> None:
    # its solver keeps rows to 1e-7 of a unit; 3 x 3 with room to spare, then the same in 1 / 1000 and 1000
    flow = {(0, 1): 3.0, (1, 2): 1.0}
    costs = []
    for unit in (1e-3, 1.0, 1e3):
        blocks = _blocks(3 * unit, 3 * unit, [unit**2, 2 * unit**2, unit**2], 0.5 * unit, flow)
        boxes = unit * np.array([[0.0, 0, 1, 1], [1, 0, 2, 2], [2, 0, 3, 1]])
        sites = (blocks.width, blocks.height)
        got = solve_places(boxes, blocks.areas, blocks.least, sites, blocks.traffic())
        assert got is not None
        costs.append(block_cost(blocks, shrunk(blocks, got)) / unit)
    # a row: the middle one as high as the site and 2/3 wide, its neighbours 1/2; middles 7/12 apart
    assert costs == pytest.approx([4 * 7 / 12] * 3, rel=1e-6)
