"""The bound of evacuation: nobody is faster. Worked by hand."""

from __future__ import annotations

import pytest

from planner.simulate.evacuation.bound import bound_building, bound_storey
from planner.simulate.evacuation.constants import hydraulics, top
from planner.simulate.evacuation.hydraulic import clear_building, clear_storey
from tests.circulation.building import House as Drawing
from tests.simulate.houses import drawn


def test_the_bound_of_a_door_worked_by_hand() -> None:
    """100 people through one clear metre at 0.92 persons/s: 99 gaps are 107.5 s, and a walk to the exit."""
    house = drawn(Drawing(storeys=1), 100)
    found = bound_storey(house, "A/1F", hydraulics())
    fast = clear_storey(house, "A/1F")
    assert found.persons == 100
    assert fast.seconds - 3 * found.step <= found.seconds <= fast.seconds
    assert [gate.id for gate in found.narrow] == ["A/1F/d1"]
    assert found.narrow[0].rate == pytest.approx(1.4 / 1.064 * 0.7)
    assert bound_storey(house, "A/1F", top()).seconds < found.seconds


def test_the_bound_of_a_building_counts_stairs_and_names_them() -> None:
    house = drawn(Drawing(room_door=3.0, exit_width=3.0, core_door=1.9), 60)
    fast = clear_building(house)
    found = bound_building(house, hydraulics())
    assert found.seconds <= fast.seconds
    assert found.narrow[0].id == "A/2F/C/ST"
    assert found.seconds > 59 / hydraulics().stair(1.25)
