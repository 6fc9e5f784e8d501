"""Widths of rooms, and what is measured once for several clauses."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from shapely import Polygon, affinity, box

from planner.bundle import Bundle
from planner.check.clearance import COARSE, inscribed_width
from planner.check.facts import gather
from planner.rubbish import put_off
from tests.verify import park


def rounded(shape: Polygon, degrees: float) -> Polygon:
    turned = affinity.rotate(shape, degrees, origin=(0, 0))
    return shapely.transform(turned, lambda points: points.round())


@pytest.mark.parametrize("degrees", [0.0, 7.0, 45.0, 88.9])
def test_a_rectangle_is_as_wide_as_its_short_side(degrees: float) -> None:
    """At any angle, to what rounding to whole millimetres costs."""
    width = inscribed_width(rounded(box(10_000, 20_000, 14_321, 29_000), degrees), 3000)
    assert width == pytest.approx(4321, abs=2.0)


def test_an_l_is_as_wide_as_the_disc_in_its_corner() -> None:
    """Legs 4 m wide: the disc in the corner touches both outer walls and the inner corner at (4, 4):
    its radius r has (4 - r) sqrt 2 = r, so that r = 4 sqrt 2 / (1 + sqrt 2) = 2.3431 m."""
    shape = Polygon([(0, 0), (9000, 0), (9000, 4000), (4000, 4000), (4000, 9000), (0, 9000)])
    exact = 2 * 4000 * math.sqrt(2) / (1 + math.sqrt(2))
    assert inscribed_width(shape, 4680) == pytest.approx(exact, abs=2.0)
    assert exact - 2 * COARSE <= inscribed_width(shape, 3000) <= exact + 0.01


def test_a_notch_is_no_rounding() -> None:
    """A pier of 30 cm in the middle of a room of 5 x 5 m takes width from it."""
    shape = box(0, 0, 5000, 5000).difference(box(2400, 4700, 2600, 5000))
    assert inscribed_width(shape, 3000) < 4900


def test_what_several_clauses_measure_is_measured_once_for_one_scenario() -> None:
    facts = gather(park.park(), Bundle(Path(), park.layout(), (), {}, ""))
    assert facts.suites() is facts.suites()
    other = replace(facts, scenario=replace(park.park(), name="other"))
    assert other.suites() is not facts.suites()
    asked = []
    for _ in range(2):
        assert facts.once(("x", 1), lambda: asked.append(1) or 7) == 7  # type: ignore[func-returns-value]  # appends
    assert asked == [1]


def test_the_search_for_rubbish_goes_on_afterwards() -> None:
    def fails() -> None:
        with put_off():
            assert not gc.isenabled()
            with put_off():
                pass
            assert not gc.isenabled()
            raise ValueError("x")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        fails()
    assert gc.isenabled()
