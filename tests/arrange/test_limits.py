"""What a storey can take at most, told before anything is arranged on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import box

from planner.model import M2, Policies
from solvers.arrange import arrange_storey, storey_limits
from tests.arrange.plates import PLATES, net_outline, plate, scenario, suite

everywhere = pytest.mark.parametrize("name", PLATES)


@everywhere
def test_limits_stay_below_the_area_inside_walls_less_cores(name: str) -> None:
    storey = PLATES[name]
    inside = net_outline(storey, Policies()).area - sum(core.polygon.area for core in storey.cores)
    limits = storey_limits(storey, Policies())
    assert 0 < limits.largest_room < 0.96 * inside
    assert 0.5 * inside < limits.room_area < 0.92 * inside


@pytest.mark.parametrize(
    ("name", "share"),
    [
        *((name, 0.9) for name in ("bar", "ell", "tower", "deep", "court")),
        ("you", 0.8),
        ("chamfered", 0.7),
    ],
)
def test_the_largest_room_really_fits(name: str, share: float) -> None:
    storey = PLATES[name]
    place = suite("T1", share * storey_limits(storey, Policies()).largest_room / M2)
    arranged = arrange_storey(scenario(storey, (place,)), storey, (place,), seed=1)
    assert arranged.layout is not None, arranged.reason


def test_wider_corridors_leave_less() -> None:
    wide = replace(Policies(), corridor_width_mm=3_000)
    storey = PLATES["bar"]
    assert storey_limits(storey, wide).room_area < storey_limits(storey, Policies()).room_area


def test_a_storey_that_no_corridor_can_serve_takes_nothing() -> None:
    storey = plate(box(0, 0, 30, 20).union(box(30, 14, 50, 15.4)), box(0, 5, 4, 10), box(47, 14, 50, 15.4))
    limits = storey_limits(storey, Policies())
    assert (limits.room_area, limits.largest_room) == (0, 0)
