"""The fast model of evacuation, worked by hand. Flow of a door: 1.4 / (4 x 0.266) (width - 0.3)."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from planner.simulate.evacuation.constants import constants, hydraulics, incline
from planner.simulate.evacuation.house import flight_width
from planner.simulate.evacuation.hydraulic import clear_building, clear_storey
from planner.simulate.evacuation.people import spread_spots
from planner.simulate.evacuation.profile import standard_profile
from planner.simulate.evacuation.queues import Route, point_queues
from tests.circulation.building import House, mm
from tests.simulate.houses import drawn

DOOR = 1.4 / 1.064 * 0.7
"""A clear metre of door: 0.92 persons/s."""
FREE = 0.85 * 1.4
OTHER = ("format", "groups", "kinds")


def test_a_queue_lets_pass_one_after_the_other() -> None:
    """One person in 2 s: at 0, 2; the third comes at 5 and finds nobody."""
    route = Route((0,), (0.0, 1.0), "X")
    passed = point_queues([0.0, 0.0, 5.0], [route] * 3, [0.5], [1, 1, 1])
    assert passed.left.tolist() == [0.0, 2.0, 5.0]
    assert passed.ends.tolist() == [1.0, 3.0, 6.0]
    assert passed.waited.tolist() == [2.0]
    assert passed.counts.tolist() == [3]


def test_queues_in_a_row_and_merging() -> None:
    """Two rooms of two; own doors 1 s apart, the common one 2 s: the last of four leaves it at 3 + 3 x 2."""
    one, two = Route((0, 2), (0.0, 3.0, 0.0), "X"), Route((1, 2), (0.0, 3.0, 0.0), "X")
    passed = point_queues([0.0] * 4, [one, one, two, two], [1.0, 1.0, 0.5], [2] * 4)
    assert passed.left.tolist() == [3.0, 7.0, 5.0, 9.0]
    assert passed.waited.tolist() == [1.0, 1.0, 0 + 3 + 2 + 5]


def test_flows_and_speeds_are_those_of_the_hydraulic_model() -> None:
    given = hydraulics()
    assert given.door(1.0) == pytest.approx(DOOR)
    assert round(given.door(1.0), 2) == 0.92
    assert given.stair(1.4) == pytest.approx(1.08 / 1.064 * 1.1)
    assert given.speed(0.3) == pytest.approx(FREE)
    assert given.speed(1.0) == pytest.approx(1.4 * (1 - 0.266))
    assert incline(4.5) == pytest.approx(4.5 * math.sqrt(165**2 + 280**2) / 165)


def test_every_constant_says_how_sure_it_is() -> None:
    for row in constants().values():
        assert row.confidence in ("S", "recalled", "measured", "policy"), row.id
        assert row.source or row.confidence in ("measured", "policy"), row.id
        assert row.en
        assert row.zh
    assert set(constants()) == {row for row in standard_profile().model_dump() if row not in OTHER}


def test_one_person_walks_the_shortest_way() -> None:
    """From (7, 1.453) to the door at (7, 3.94), along the corridor to (0.24, 5) and through the wall."""
    house = drawn(House(storeys=1), 1)
    spot = spread_spots(house.crowds["A/1F"][0].ground, 1)[0]
    assert spot == pytest.approx((7000, 240 + 3640 / 3))
    metres = (3.94 - spot[1] / 1000) + 0.06 + math.hypot(7 - 0.24, 1) + 0.24
    found = clear_storey(house, "A/1F")
    assert found.seconds == pytest.approx(metres / FREE, abs=0.01)
    assert found.exits == {"A/1F/X1": 1}


def test_many_people_leave_as_fast_as_the_door_lets_them() -> None:
    """100 people, 36.4 m2: the last one passes 99 gaps after the first."""
    house = drawn(House(storeys=1), 100)
    found = clear_storey(house, "A/1F")
    door = next(queue for queue in found.queues if queue.id == "A/1F/d1")
    assert door.persons == 100
    first = door.last - 99 / DOOR
    assert 0 < first < 2.5
    walk = (0.06 + math.hypot(7 - 0.24, 1) + 0.24) / FREE
    assert found.seconds == pytest.approx(door.last + walk, abs=0.01)


def test_a_storey_is_left_when_its_stair_is_entered_and_the_building_outside() -> None:
    house = drawn(House(), 10)
    upper = clear_storey(house, "A/2F")
    assert set(upper.exits) == {"A/2F/C/ST"}
    whole = clear_building(house)
    assert whole.persons == 20
    assert whole.exits == {"A/1F/X1": 20}
    down = incline(4.5) / (0.85 * 1.08)
    assert whole.storeys["A/2F"] == pytest.approx(upper.seconds)
    assert whole.seconds > upper.seconds + down + (24 - 0.24) / FREE
    assert whole.seconds < upper.seconds + down + 40 / FREE


def test_reaction_delays_the_last() -> None:
    """Staff set out after 15 to 60 s: of one person the middle, 37.5 s."""
    house = drawn(House(storeys=1), 1)
    plain, late = clear_storey(house, "A/1F"), clear_storey(house, "A/1F", reacting=True)
    assert late.seconds - plain.seconds == pytest.approx(37.5)


def test_who_has_no_way_out_is_told() -> None:
    assert clear_storey(drawn(House(storeys=1), 3, frozenset({"A/1F/X1"})), "A/1F").trapped == {"A/1F/s1": 3}
    closed = drawn(House(), 3, frozenset({"A/1F/C/ST"}))
    assert clear_building(closed).trapped == {"A/2F/s1": 3}
    assert clear_building(closed).persons == 3


def test_flights_are_half_a_stair_wide() -> None:
    stair = drawn(House(), 1).building.storeys[0].cores[0].parts[0]
    assert flight_width(stair, standard_profile()) == pytest.approx(1.25)  # 3.4 x 2.7 m: (2.7 - 0.2) / 2
    assert mm((0, 0, 1, 1)).area == 1e6


def test_the_docs_tell_every_constant() -> None:
    text = (Path(__file__).parents[2] / "docs" / "evacuation.md").read_text("utf-8")
    values = standard_profile().model_dump()
    for row in constants().values():
        unit, source = (f" {row.unit}" if row.unit else ""), (f": {row.source}" if row.source else "")
        told = f"| `{row.id}` | {row.en} | {values[row.id]:g}{unit} | {row.confidence}{source} |"
        assert told in text
