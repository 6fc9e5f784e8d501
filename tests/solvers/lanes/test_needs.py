"""Which buildings need rings, sides and stands: at the limits of the codes and just beyond them."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from planner.model import Building, Space, StoreyLayout
from solvers.lanes.needs import LaneNeed, lane_needs
from tests.solvers.lanes.sites import M, block, site


def need(building: Building, *storeys: StoreyLayout) -> LaneNeed:
    (found,) = lane_needs(site(400, 400, [building], [(200, 0)]), storeys)
    return found


@pytest.mark.parametrize(
    ("height", "storeys", "ring", "stand"),
    [
        (24.0, 6, False, False),  # GB 50016 2.1.1: over 24 m
        (24.006, 6, True, True),
        (30.0, 1, False, False),  # one storey is no high-rise
    ],
)
def test_high_rises_need_a_ring_and_a_stand(height: float, storeys: int, ring: bool, stand: bool) -> None:
    found = need(block("A", 100, 100, 150, 130, height=height, storeys=storeys))
    assert (found.ring, found.aerial) == (ring, stand)
    assert found.clause == ("GB 50016 7.1.2" if ring else "GB 55037 3.4.1")


@pytest.mark.parametrize(("width", "ring"), [(60.0, False), (60.001, True)])
def test_a_large_footprint_needs_a_ring(width: float, ring: bool) -> None:
    """3,000 m2 exactly are not over 3,000 m2 (GB 50016 7.1.2)."""
    found = need(block("A", 100, 100, 100 + width, 150))
    assert (found.ring, found.aerial) == (ring, False)


@pytest.mark.parametrize(("goods", "ring"), [(0.5, False), (0.51, True)])
def test_a_building_mostly_of_warehouses_needs_one_from_1500_m2(goods: float, ring: bool) -> None:
    """40 x 40 m: 1,600 m2 (GB 50016 7.1.3)."""
    split = 100 * goods
    rooms = [
        Space("s1", "A", "A/1F", "warehouse", "storage_base", box(0, 0, split * M, 10 * M), "", ""),
        Space("s2", "A", "A/1F", "tenant_suite", "office_area", box(split * M, 0, 100 * M, 10 * M), "", ""),
    ]
    found = need(block("A", 100, 100, 140, 140), StoreyLayout("A/1F", tuple(rooms), (), ()))
    assert found.ring is ring
    assert found.clause == ("GB 50016 7.1.3" if ring else "GB 55037 3.4.1")


@pytest.mark.parametrize(
    ("width", "depth", "ring"),
    [(150.0, 15.0, False), (150.001, 15.0, True), (110, 110.0, True), (110.0, 20.0, False)],
)
def test_long_buildings_need_a_ring_instead_of_a_way_through(width: float, depth: float, ring: bool) -> None:
    """Over 150 m along a side (GB 50016 7.1.1); 110 x 110 m is large anyway."""
    assert need(block("A", 50, 100, 50 + width, 100 + depth)).ring is ring


def test_the_long_sides_are_seen_from_outside() -> None:
    found = need(block("A", 100, 100, 160, 130))
    sides = {tuple(sorted(side)) for side in found.long_sides()}
    assert sides == {
        ((100 * M, 100 * M), (160 * M, 100 * M)),
        ((100 * M, 130 * M), (160 * M, 130 * M)),
    }
    south = next(side for side in found.long_sides() if side[0][1] == 100 * M)
    assert south[0][0] < south[1][0], "going round counter-clockwise, the outside on the right"
