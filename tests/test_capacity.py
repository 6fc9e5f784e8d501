"""The first estimate of a storey's room area."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import box

from planner.capacity import net_capacity
from planner.model import M2, Column, Policies
from tests.solvers.allocate.small import storey

PLATE = storey("A", 1)  # 40 x 25 m, one core of 6 x 6 m in a corner


def test_it_lies_between_two_thirds_and_nine_tenths_of_the_plate():
    assert 0.67 * 1000 * M2 < net_capacity(PLATE, Policies()) < 0.9 * 1000 * M2


def test_cores_columns_and_thick_walls_cost_their_area():
    whole = net_capacity(replace(PLATE, cores=()), Policies())
    assert whole - net_capacity(PLATE, Policies()) > 25 * M2
    columns = tuple(Column(box(x, 9000, x + 1000, 10_000)) for x in range(9000, 30_000, 5000))
    assert (
        net_capacity(replace(PLATE, columns=columns), Policies()) < net_capacity(PLATE, Policies()) - 4 * M2
    )
    assert net_capacity(PLATE, Policies(exterior_wall_mm=500)) < net_capacity(PLATE, Policies()) - 20 * M2


def test_wide_corridors_leave_less():
    assert net_capacity(PLATE, Policies(corridor_width_mm=3000)) < net_capacity(PLATE, Policies()) - 20 * M2


def test_a_plate_that_is_all_wall_or_all_core_has_no_room():
    assert net_capacity(replace(PLATE, outline=box(0, 0, 400, 400), cores=()), Policies()) == 0
    assert net_capacity(replace(PLATE, outline=box(0, 19_000, 6000, 25_000)), Policies()) == 0
