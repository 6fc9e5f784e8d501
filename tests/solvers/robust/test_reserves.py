"""Futures of a park, and the cheapest units to keep for cross-border companies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.simulate.leasing.codes import NOBODY, OWN
from planner.simulate.leasing.park import Park, drawn_park
from planner.simulate.leasing.run import run_paths
from solvers.robust.futures import Futures, Parts, parts_of, watched
from solvers.robust.reserves import reserves
from tests.verify import park


@pytest.fixture(scope="module")
def drawn() -> Park:
    return drawn_park(park.park(), park.layout())


def never() -> bool:
    return False


def share_of(units: int, paths: int, seed: int = 1) -> tuple[Futures, Parts]:
    """Units let to a cross-border company (profile 0) or another, each with 1/2; kept ones to the first."""
    rng = np.random.default_rng(seed)
    free = rng.integers(0, 2, (paths, units, 1)).astype(np.int16)
    futures = Futures((5,), free, np.zeros_like(free))
    table = np.tile([0.0, 0.0, 0.5, -0.5], (units, 1))  # cross-border companies - half of all
    return futures, Parts(0.0, table, True)


def test_one_of_two_units_is_enough_and_the_cheaper_one() -> None:
    """Free, half or more are cross-border with 3/4; with one unit kept, always."""
    futures, parts = share_of(2, 200)
    none = np.zeros(2, np.bool_)
    chosen = reserves(futures, [parts], np.array([5.0, 2.0]), 0.1, never, none)
    assert chosen is not None
    assert chosen.tolist() == [False, True]
    chosen = reserves(futures, [parts], np.array([5.0, 2.0]), 0.1, never, np.array([True, False]))
    assert chosen is not None
    assert chosen.tolist() == [True, False]


def test_nothing_is_kept_where_nothing_is_needed_and_all_where_all_is() -> None:
    futures, parts = share_of(3, 200)
    none = np.zeros(3, np.bool_)
    easy = replace(parts, constant=1.5)
    chosen = reserves(futures, [easy], np.ones(3), 0.05, never, none)
    assert chosen is not None
    assert not chosen.any()
    hard = replace(parts, constant=-1.5)
    chosen = reserves(futures, [hard], np.ones(3), 0.05, never, none)
    assert chosen is not None
    assert chosen.all()
    assert reserves(futures, [replace(parts, constant=-1.6)], np.ones(3), 0.05, never, none) is None


def test_the_choice_holds_on_other_futures() -> None:
    """Twelve units, six kept: the six others fail half with probability below 0.1 only together."""
    futures, parts = share_of(12, 400)
    chosen = reserves(futures, [parts], np.ones(12), 0.1, never, np.zeros(12, np.bool_))
    assert chosen is not None
    other, _ = share_of(12, 20_000, seed=2)
    holders = np.where(chosen, other.kept[:, :, 0], other.free[:, :, 0])
    assert (parts.of(holders).sum(axis=1) >= 0).mean() >= 0.9
    assert 2 <= chosen.sum() <= 6


def test_sampled_futures_say_the_same_as_the_paths(drawn: Park) -> None:
    month, paths = 60, 800
    futures = watched(drawn, [month], paths, 5)
    counts = run_paths(drawn.model, 4000, 8, 1)
    for c, ratio in enumerate(drawn.clauses):
        if len(ratio.rows) > 1:
            continue
        parts = parts_of(drawn, ratio.rows[0])
        share = (parts.constant + parts.of(futures.free[:, :, 0]).sum(axis=1) >= -1e-9).mean()
        told = counts.holds[c, month] / counts.applied[c, month]
        assert share == pytest.approx(told, abs=4.5 * np.sqrt(0.25 / paths + 0.25 / 4000)), ratio.clause


def test_kept_units_have_cross_border_companies_or_their_own(drawn: Park) -> None:
    futures = watched(drawn, [0, 100], 300, 5)
    trade = [k for k, row in enumerate(drawn.profiles) if row.cross_border]
    assert len(trade) < len(drawn.profiles)
    assert set(np.unique(futures.kept)) <= {NOBODY, OWN, *trade}
    assert not set(np.unique(futures.free)) <= {NOBODY, OWN, *trade}
    let = [unit.tenant is not None for unit in drawn.letting.units]
    assert (futures.free[:, let, 0] == OWN).all()  # every company of that park has a contract
