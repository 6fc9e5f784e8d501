"""Rivals: what they find is checked as our own layouts, and a table compares it with ours."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import rivals, uaflp
from solvers.arrange.clock import Clock

ROW = {"width": 3.0, "height": 1.0, "areas": [1.0, 1.0, 1.0], "min_side": 1.0}
ROW |= {"flows": [[0, 2, 1], [2, 0, 1], [1, 1, 0]]}


def _instance() -> uaflp.Instance:
    blocks = uaflp.blocks_of(ROW)
    return uaflp.Instance("row", None, blocks, lambda got: (got.boxes, got.cost))


def test_a_packaged_annealing_finds_the_row_and_ends_in_time() -> None:
    blocks = _instance().blocks
    rivals.Plans(blocks, Clock())(np.arange(3), np.arange(3))  # compiled before the clock starts
    clock = Clock(0.4, processor=True)
    boxes = rivals.scipy(blocks, 1, clock)
    # squares in a row, the two with the larger flow side by side: 2 + 1 + 2
    assert rivals.cost_of(blocks, boxes) == pytest.approx(5.0)
    assert clock.over()


def test_a_layout_that_breaks_a_limit_does_not_count() -> None:
    blocks = _instance().blocks
    assert rivals.cost_of(blocks, None) is None
    good = np.array([[0.0, 0, 1, 1], [1, 0, 2, 1], [2, 0, 3, 1]])
    assert rivals.cost_of(blocks, good) == pytest.approx(5.0)
    assert rivals.cost_of(blocks, good - np.array([[0.5, 0, 0.5, 0]])) is None


def test_the_objective_of_plans_keeps_the_best_legal_one() -> None:
    plans = rivals.Plans(_instance().blocks, Clock())
    stacked = plans(np.array([0, 1, 2]), np.array([2, 1, 0]))
    assert plans.best is None
    assert stacked > plans(np.arange(3), np.arange(3)) == pytest.approx(5.0)
    assert plans.cost == pytest.approx(5.0)


def test_the_table_tells_how_much_more_the_others_cost() -> None:
    costs = {"planner": 200.0, "scip": None, "scipy": 210.0}
    assert rivals.row(_instance(), costs) == "| row | 3 | 200 | none | +5.00 % |"
