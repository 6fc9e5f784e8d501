"""Units that were kept for nothing are given back, as many and as dear ones as the futures allow."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from solvers.robust.futures import Futures, Parts
from solvers.robust.release import released


def drawn(units: int, paths: int, seed: int) -> tuple[Futures, Parts]:
    """Units of several sizes let to a cross-border company (profile 0) or another; kept ones to the first."""
    rng = np.random.default_rng(seed)
    free = rng.integers(0, 2, (paths, units, 1)).astype(np.int16)
    sizes = rng.integers(1, 6, units).astype(float)
    table = np.outer(sizes, [0.0, 0.0, 1.0, 0.0])
    least = round(0.6 * sizes.sum())
    return Futures((5,), free, np.zeros_like(free)), Parts(-float(least), table, False)


def failing(futures: Futures, parts: Parts, kept: np.ndarray) -> int:
    holders = np.where(kept, futures.kept[:, :, 0], futures.free[:, :, 0])
    return int((parts.constant + parts.of(holders).sum(axis=1) < 0).sum())


@pytest.mark.parametrize("seed", range(8))
def test_what_is_given_back_leaves_the_futures_that_may_fail_and_none_could_go_beside(seed: int) -> None:
    futures, parts = drawn(7, 300, seed)
    costs = np.random.default_rng(seed).integers(1, 9, 7).astype(float)
    none, every = np.zeros(7, np.bool_), np.ones(7, np.bool_)
    kept = released(futures, [parts], costs, every, none, 0.1)
    assert failing(futures, parts, kept) <= 30
    for u in np.flatnonzero(kept):
        fewer = kept.copy()
        fewer[u] = False
        assert failing(futures, parts, fewer) > 30
    choices = [np.array(row) for row in product((False, True), repeat=7)]
    best = min(float(costs[row].sum()) for row in choices if failing(futures, parts, row) <= 30)
    assert costs[kept].sum() <= 1.3 * best
    assert costs[kept].sum() < costs.sum()


def test_units_that_are_kept_in_any_case_stay_kept() -> None:
    futures, parts = drawn(5, 200, 3)
    easy = Parts(1.0, parts.table, parts.counts)
    already = np.array([True, False, False, True, False])
    kept = released(futures, [easy], np.ones(5), np.ones(5, np.bool_), already, 0.05)
    assert (kept == already).all()


def test_a_choice_that_fails_too_often_stays_as_it_is() -> None:
    futures, parts = drawn(5, 200, 4)
    hard = Parts(-1e6, parts.table, parts.counts)
    chosen = np.array([True, False, True, False, False])
    assert (released(futures, [hard], np.ones(5), chosen, np.zeros(5, np.bool_), 0.05) == chosen).all()


def test_the_worst_of_several_rows_and_months_counts() -> None:
    """The second row fails without the first unit, the first one never."""
    free = np.zeros((100, 2, 1), np.int16) + 1
    futures = Futures((1,), free, np.zeros_like(free))
    table = np.array([[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    rows = [Parts(5.0, table, False), Parts(-1.0, table, False)]
    kept = released(futures, rows, np.array([9.0, 1.0]), np.ones(2, np.bool_), np.zeros(2, np.bool_), 0.05)
    assert kept.tolist() == [True, False]
