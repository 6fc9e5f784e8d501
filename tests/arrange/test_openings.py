"""Doors through the facade."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from solvers.arrange.doors import Opening
from solvers.arrange.openings import opens_wholly


@pytest.mark.parametrize(
    ("partition", "whole"), [(3.0, True), (4.0, True), (4.1, True), (4.2, False), (6.0, False)]
)
def test_a_dock_opens_to_a_room_that_lies_behind_all_of_it(partition: float, whole: bool) -> None:
    """A door 4 m wide from x 4 to 8 in a facade 0.24 m thick: 3 % of it may lie before a partition."""
    door = Opening(box(4, 0, 8, 0.24), 4.0, ("s1", "D1"))
    assert opens_wholly(door, box(partition, 0.24, 20, 9), 4.0) == whole
