"""Every check of the verification page passes, and the page says what is measured."""

from __future__ import annotations

import math

import pytest

from tests.simulate.verification import PAGE, Check, checks, page, rows_of

ROWS = [pytest.param(c, id=c.id, marks=[pytest.mark.slow] if c.slow else []) for c in checks().values()]


@pytest.mark.parametrize("check", ROWS)
def test_a_model_meets_its_criterion_as_the_page_says(check: Check) -> None:
    value = check.measure()
    assert check.passes(value), f"{check.number(value)}, expected {check.criterion}"
    row = rows_of(PAGE.read_text("utf-8")).get(check.id)
    assert row == check.row(value), "stale: write it anew with `python -m tests.simulate.verification`"


def test_the_page_holds_the_checks_and_nothing_else() -> None:
    text = PAGE.read_text("utf-8")
    rows = rows_of(text)
    assert list(rows) == list(checks())
    assert text == page(rows)
    for check in checks().values():
        kept = f"| {check.id} | {check.what} | {check.source} | {check.criterion} | "
        assert rows[check.id].startswith(kept), f"{check.id}: stale"


def test_a_row_tells_criterion_result_and_margin() -> None:
    check = Check("M", "A 1", "a queue", "a book", lambda: 1.25, "s", least=1.0, most=2.0)
    assert check.row(1.25) == "| A 1 | a queue | a book | 1 to 2 s | 1.25 s | 0.25 s |"
    assert check.passes(1.0)
    assert check.passes(2.0)
    assert not check.passes(2.1)
    assert check.margin(2.1) == pytest.approx(-0.1)
    assert not check.passes(math.nan)
    assert Check("M", "B", "", "", lambda: 0.0, most=1e-9).criterion == "at most 1e-09"
    assert Check("M", "C", "", "", lambda: 0.0, least=3, most=3).criterion == "exactly 3"
