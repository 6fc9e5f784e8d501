"""Axes of charts over time."""

from __future__ import annotations

import pytest

from viz.fan import ticks


@pytest.mark.parametrize("high", [1.0, 1.15, 2.3, 36.8])
def test_whole_numbers_stand_on_an_axis_once(high: float) -> None:
    """A park without livestreaming needs no stock room: its axis read 0, 0, 0, 1, 1, 1."""
    labels = [f"{value:,.0f}" for value in ticks(0.0, high, 1.0)]
    assert len(labels) == len(set(labels))


def test_round_marks() -> None:
    assert ticks(0.0, 36.8, 1.0) == [0.0, 10.0, 20.0, 30.0]
    assert ticks(0.5, 1.0) == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
