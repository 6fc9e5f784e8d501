"""Lower bounds of layouts of blocks: worked by hand, and never above a layout."""

from __future__ import annotations

import numpy as np
import pytest

from solvers.arrange.blocks import Blocks, block_cost
from solvers.arrange.bounds import lower_bound


def _blocks(flow: float, *, least: float = 1.0, straight: bool = False) -> Blocks:
    flows = np.array([[0, flow], [flow, 0]])
    return Blocks(4, 1, np.ones(2), np.full((2, 2), least), flows, straight)


@pytest.mark.parametrize("straight", [False, True])
def test_two_squares_lie_a_side_apart(straight: bool) -> None:
    assert lower_bound(_blocks(3, straight=straight)) == pytest.approx(3.0)


def test_blocks_that_may_be_flat_lie_half_of_both_least_sides_apart() -> None:
    # a site 1 high and 4 wide: a block of 1 m2 is at least 1/4 high and, given that, 1 wide: 1/4 apart
    assert lower_bound(_blocks(3, least=0.1)) == pytest.approx(3.0 * 0.25)


def test_what_has_traffic_with_one_block_needs_room() -> None:
    # 40 unit squares round one, flow 1 each. A diamond of 40 m2 has the radius r = sqrt(20) and the mean
    # distance 2 r / 3 = 2.981; less 1/2 for a square's own extent: 40 * 2.481. The others see flow 1, a side
    # apart at least: 40 * 1. Half of the sum
    n = 41
    flows = np.zeros((n, n))
    flows[0, 1:] = flows[1:, 0] = 1.0
    blocks = Blocks(7, 7, np.ones(n), np.ones((n, 2)), flows)
    assert lower_bound(blocks) == pytest.approx(0.5 * (40 * (2 * np.sqrt(20) / 3 - 0.5) + 40))


def test_a_pair_of_fixed_blocks_counts_with_its_distance() -> None:
    fixed = np.array([[0.0, 0, 1, 1], [3, 0, 4, 1]])
    flows = np.zeros((3, 3))
    flows[1, 2] = flows[2, 1] = 2.0
    assert lower_bound(Blocks(4, 1, np.ones(1), np.ones((1, 2)), flows, False, fixed)) == pytest.approx(6.0)


@pytest.mark.parametrize("straight", [False, True])
def test_no_layout_lies_below(straight: bool) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        n = int(rng.integers(2, 7))
        edges = np.concatenate([[0.0], np.cumsum(rng.random((n, n)) + 0.2, axis=1)[-1]])
        boxes = np.array([[edges[i], 0, edges[i + 1], 1.0] for i in range(n)])
        flows = np.triu(rng.random((n, n)), 1)
        sides = boxes[:, 2:] - boxes[:, :2]
        least = sides * rng.random((n, 1))
        blocks = Blocks(float(edges[-1]), 1.0, sides.prod(axis=1), least, flows + flows.T, straight)
        assert lower_bound(blocks) <= block_cost(blocks, boxes) + 1e-9
