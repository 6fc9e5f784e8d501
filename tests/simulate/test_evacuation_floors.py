"""The ground that agents walk on, and what is told before anything runs."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import Point, box

from planner.errors import UsageError
from planner.simulate.evacuation.floors import floor_of, refuse_trapped
from planner.simulate.evacuation.people import scattered
from planner.simulate.evacuation.profile import standard_profile
from tests.circulation.building import House as Drawing
from tests.simulate.houses import drawn


def test_ground_hangs_together_and_ends_outside() -> None:
    floor = floor_of(drawn(Drawing(storeys=1), 10), "A/1F")
    (patch,) = floor.patches
    assert set(patch.goals) == {"A/1F/X1"}
    goal = patch.goals["A/1F/X1"]
    assert goal.point == pytest.approx((-3.5, 5.0))
    assert goal.zone.bounds == pytest.approx((-4.0, 3.4, -3.0, 6.6))
    assert patch.polygon.contains(Point(7, 3.94))  # in the door of the room
    assert not patch.polygon.contains(Point(5, 3.94))  # in the wall beside it
    assert floor.aims == {"A/1F/s1": "A/1F/X1"}


def test_a_stair_is_left_deep_inside() -> None:
    floor = floor_of(drawn(Drawing(), 10), "A/2F")
    goal = floor.patches[0].goals["A/2F/C/ST"]
    assert goal.kind == "stair"
    assert goal.zone.within(box(26.4, 2.2, 29.8, 4.9).buffer(1e-6))
    assert goal.zone.distance(Point(26.4, 4.9)) > 1.0
    assert all(Point(at).within(box(26.4, 2.2, 29.8, 4.9)) for at in goal.arrivals)


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("A/1F/X1", r"A/1F: 3 people in A/1F/s1 \(at .*\) have no way .* with A/1F/X1 blocked"),
        ("A/1F/d1", r"A/1F: 3 people in A/1F/s1 .* with A/1F/d1 blocked"),
    ],
)
def test_who_has_no_way_out_is_one_message(closed: str, words: str) -> None:
    house = drawn(Drawing(storeys=1), 3, frozenset({closed}))
    with pytest.raises(UsageError, match=words):
        refuse_trapped(house, ["A/1F"])


def test_a_door_narrower_than_a_person_is_told_with_its_place() -> None:
    house = drawn(Drawing(storeys=1, room_door=0.3), 3)
    with pytest.raises(
        UsageError, match=r"A/1F/d1: 0\.30 m wide \(at 7\.0, 3\.9\), expected at least 0\.40 m"
    ):
        floor_of(house, "A/1F")


def test_a_way_narrower_than_a_person_is_told() -> None:
    """The corridor is 0.3 m wide."""
    house = drawn(Drawing(storeys=1, corridor=(0.24, 4.85, 24, 5.15), exit_width=0.6), 3)
    for ways in house.ways.values():
        assert ways.outer
    with pytest.raises(
        UsageError, match=r"A/1F: from A/1F/s1 \(at 7\.0, 2\.1\) to A/1F/X1 the ground does not"
    ):
        floor_of(house, "A/1F")


def test_people_find_places_apart_or_it_is_told() -> None:
    ground = shapely.box(0, 0, 5, 4)
    spots = scattered(ground, 40, standard_profile().radius, np.random.default_rng(1))
    assert spots is not None
    assert len(spots) == 40
    gaps = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert gaps[np.triu_indices(40, 1)].min() >= 2 * standard_profile().radius
    assert shapely.box(0.2, 0.2, 4.8, 3.8).covers(shapely.MultiPoint(spots))
    assert scattered(ground, 200, standard_profile().radius, np.random.default_rng(1)) is None
