"""The row that letting asks of the next layout: the quantile, and how it changes with what is let."""

from __future__ import annotations

import numpy as np
import pytest

from planner.simulate.leasing.park import drawn_park
from solvers.robust.futures import Parts, parts_of, watched
from solvers.robust.rows import letting, lost_of, tail_of
from tests.verify import park


def test_the_quantile_is_worked_by_hand() -> None:
    """Twenty futures of 1 to 20 m2, five are asked: with two that may fail the third is the quantile."""
    table = np.concatenate([[0.0, 0.0], np.arange(1.0, 21.0)])[None, :]
    holders = np.random.default_rng(1).permutation(20).astype(np.int16)[:, None]
    tail = tail_of(Parts(-5.0, table, False), holders, 0.1)
    assert tail.quantile == -2.0, "the third smallest is 3 m2, two futures lie below"
    assert tail.expected.tolist() == [3.0], "2, 3 and 4 m2 lie around it"


def test_nobody_may_fail() -> None:
    table = np.array([[0.0, 0.0, 4.0, 9.0]])
    tail = tail_of(Parts(0.0, table, False), np.array([[1], [0], [1]], np.int16), 0.0)
    assert tail.quantile == 4.0
    assert tail.expected.tolist() == [4.0]


@pytest.mark.parametrize("more", [0.0, 12.5])
def test_the_plan_it_was_learnt_from_misses_the_row_by_its_quantile(more: float) -> None:
    let = drawn_park(park.park(), park.layout())
    parts = parts_of(let, next(row for row in let.clauses if row.clause == "CBEP-4.2.1-b").rows[0])
    spare = parts.constant + float(parts.table[:, 1].sum())
    hard = Parts(parts.constant - spare - 300, parts.table, parts.counts)
    tail = tail_of(hard, watched(let, [30], 400, 3).free[:, :, 0], 0.05)
    row = letting(let, "CBEP-4.2.1-b", hard, tail, more)
    assert tail.quantile < -300
    assert lost_of(let, row, hard) == pytest.approx(more - tail.quantile)
    assert set(row.suites) == {tenant.id for tenant in park.park().tenants}


def test_companies_that_the_plan_leaves_out_fare_like_those_of_their_trade() -> None:
    scenario = park.park()
    let = drawn_park(scenario, park.layout())
    parts = parts_of(let, next(row for row in let.clauses if row.clause == "CBEP-4.2.1-b").rows[0])
    tail = tail_of(parts, watched(let, [30], 400, 3).free[:, :, 0], 0.05)
    row = letting(let, "CBEP-4.2.1-b", parts, tail, 0.0)

    def mean(trade: bool) -> float:
        tenants = [unit.tenant for unit in let.letting.units]
        rows = [row.suites[one.id][0] for one in tenants if one is not None and one.cross_border == trade]
        return float(np.mean(rows))

    assert mean(True) < 0 <= mean(False), "companies of the trade may leave, others may be followed by some"
