"""Relations of blocks: the dual is a bound, orders keep a layout, fixed blocks stay, slack is used."""

from __future__ import annotations

import numpy as np
import pytest

from planner.errors import UsageError
from solvers.arrange.blocks import Blocks, block_cost
from solvers.arrange.loose import settle, workspace
from solvers.arrange.multistart import Budget, arrange_blocks
from solvers.arrange.polish import solve_places
from solvers.arrange.relax import orders


def _flows(n: int, flow: dict[tuple[int, int], float]) -> np.ndarray:
    flows = np.zeros((n, n))
    for (i, j), f in flow.items():
        flows[i, j] = flows[j, i] = f
    return flows


def test_relations_of_a_row_are_settled_at_their_exact_cost() -> None:
    # 0 left of 1 left of 2, squares of side 1 exactly: 0 and 2 lie 2 apart, flow 3 makes 6; never above it
    at = np.array([[0.5, 1.5, 4.5], [0.5, 0.5, 0.5], [0.0, 0.0, 0.0]])
    row = np.arange(3)
    problem = (
        3,
        np.ones(3),
        np.zeros((3, 2)),
        (6.0, 1.0),
        (np.array([[0, 2]]), np.array([3.0]), False),
    )
    got = settle(at, (row, row), problem, (0.01, 1e3), workspace(3, 3), 1e300, 1e-9)
    assert got == pytest.approx(6.0, rel=1e-2)
    assert got <= 6.0 + 1e-9
    assert at[0, 2] - at[0, 0] == pytest.approx(2.0, abs=0.02)


def test_orders_tell_who_lies_left_of_and_below_whom() -> None:
    # a pinwheel: 0 lower left, 1 right, 2 upper, 3 left, 4 in the middle
    boxes = np.array([[0, 0, 2, 1], [2, 0, 3, 2], [1, 2, 3, 3], [0, 1, 1, 3], [1, 1, 2, 2]], float)
    rows, cols = (list(order) for order in orders(boxes, 3.0))
    for i in range(5):
        for j in range(5):
            if boxes[i, 2] <= boxes[j, 0] and cols.index(i) < cols.index(j) and rows.index(i) < rows.index(j):
                continue
            before = cols.index(i) < cols.index(j)
            if i != j and before and rows.index(i) < rows.index(j):
                pytest.fail(f"{i} is told to lie left of {j}")
            if i != j and before and rows.index(i) > rows.index(j):
                assert boxes[i, 3] <= boxes[j, 1]


def test_blocks_come_to_the_fixed_block_that_they_have_traffic_with() -> None:
    # a site of 5 x 1 with a fixed block at 2..3: both rooms of 1 m2 lie beside it, 1 m from its middle
    fixed = np.array([[2.0, 0, 3, 1]])
    blocks = Blocks(
        5, 1, np.ones(2), np.ones((2, 2)), _flows(3, {(0, 2): 2, (1, 2): 3, (0, 1): 1}), False, fixed
    )
    got = arrange_blocks(blocks, 1, Budget(moves=20_000), workers=1)
    assert got is not None
    assert got.boxes[2].tolist() == [2, 0, 3, 1]
    assert got.cost == pytest.approx(2 + 3 + 2)
    assert block_cost(blocks, got.boxes) == pytest.approx(got.cost)


def test_the_exact_solution_keeps_fixed_blocks_and_goes_round_them() -> None:
    fixed = np.array([[2.0, 0, 3, 1]])
    boxes = np.concatenate([np.array([[0.0, 0, 1, 1], [4, 0, 5, 1]]), fixed])
    traffic = np.array([[0, 1]]), np.array([1.0])
    got = solve_places(boxes, np.ones(2), np.ones((2, 2)), (5.0, 1.0), traffic)
    assert got is not None
    assert got == pytest.approx(np.array([[1, 0, 2, 1], [3, 0, 4, 1], [2, 0, 3, 1]]))


def test_slack_is_used_where_a_plan_without_gaps_would_stretch_rooms() -> None:
    # four squares of side 1 (no other shape allowed) on 3 x 3, all to all alike: a block of 2 x 2,
    # 4 pairs at distance 1 and 2 at distance 2
    flow = {(i, j): 1.0 for i in range(4) for j in range(i + 1, 4)}
    blocks = Blocks(3, 3, np.ones(4), np.ones((4, 2)), _flows(4, flow))
    got = arrange_blocks(blocks, 1, Budget(moves=40_000), workers=1)
    assert got is not None
    assert got.cost == pytest.approx(8.0)


@pytest.mark.parametrize(
    ("fixed", "word"),
    [
        ([[0.0, 0, 4, 1]], "leaves the site"),
        ([[0.0, 0, 2, 1], [1, 0, 3, 1]], "fixed blocks 0 and 1 overlap"),
        ([[0.0, 0, 3, 3]], "enlarge the site"),
    ],
)
def test_fixed_blocks_that_cannot_be_are_refused(fixed: list[list[float]], word: str) -> None:
    n = 1 + len(fixed)
    with pytest.raises(UsageError, match=word):
        Blocks(3, 3, np.ones(1), np.zeros((1, 2)), np.zeros((n, n)), False, np.array(fixed))
