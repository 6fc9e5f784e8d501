"""Rooms of a demand: exact sums, least rooms, parts too small for everything, rooms asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.kinds import standard_catalogue
from planner.model import M2, RoomSpec
from planner.programme import inner_share, least_part, room_kinds, rooms_for, take, whole_area
from tests.solvers.allocate.small import demand, park, storey

SCENARIO = park([storey("A", 1)])
ZONES = sorted(standard_catalogue().zones)


def made(item, m2):
    return {room.kind: (room.count, room.area / M2) for room in rooms_for(SCENARIO, item, round(m2 * M2))}


def test_the_standard_composition_of_an_office_area():
    # 400 m2: shares 55, 18, 17, 10 %; usual rooms 160, 18, 36, 30 m2
    rooms = rooms_for(SCENARIO, demand("D", "office_area", 400), 400 * M2)
    total = {
        kind: sum(r.count * r.area for r in rooms if r.kind == kind) / M2 for kind in {r.kind for r in rooms}
    }
    assert total["open_office"] == pytest.approx(220, abs=1)
    assert total["private_office"] == pytest.approx(72, abs=1)
    assert sum(r.count for r in rooms if r.kind == "private_office") == 4
    assert sum(r.count for r in rooms if r.kind == "meeting_room") == 2


@given(st.sampled_from(ZONES), st.integers(20 * M2, 9000 * M2))
def test_room_areas_add_up_to_the_part(zone, area):
    rooms = rooms_for(SCENARIO, demand("D", zone, 20), area)
    assert sum(room.count * room.area for room in rooms) == area
    assert all(room.count > 0 and room.area > 0 for room in rooms)


@given(st.sampled_from(ZONES), st.integers(0, 5000 * M2))
def test_a_part_with_room_for_everything_holds_everything_at_its_least(zone, more):
    item = demand("D", zone, 20)
    rooms = rooms_for(SCENARIO, item, whole_area(SCENARIO, item) + more)
    spaces = standard_catalogue().spaces
    assert {room.kind for room in rooms} == set(room_kinds(SCENARIO, item))
    assert all(room.area >= spaces[room.kind].min_area * M2 for room in rooms)


def test_the_exchange_centre_needs_378_m2_for_its_five_kinds():
    assert whole_area(SCENARIO, demand("D", "exchange_centre", 900)) == (150 + 12 + 100 + 2 * 18 + 80) * M2


def test_a_small_part_holds_the_largest_shares_that_fit():
    assert made(demand("D", "exchange_centre", 900), 160) == {"exhibition_hall": (1, 160)}
    assert set(made(demand("D", "exchange_centre", 900), 255)) == {"exhibition_hall", "conference_hall"}


def test_classrooms_have_50_m2_and_the_practice_ground_100():
    rooms = made(demand("D", "training_base", 150), 150)
    assert rooms == {"classroom": (1, 50), "practice_ground": (1, 100)}


def test_rooms_asked_for_keep_their_number_and_share_the_area():
    asked = (RoomSpec("studio", 6, 30 * M2), RoomSpec("studio_support", 2, 30 * M2))
    rooms = rooms_for(SCENARIO, demand("D", "livestream_centre", 300, rooms=asked), 300 * M2)
    count = {kind: sum(r.count for r in rooms if r.kind == kind) for kind in ("studio", "studio_support")}
    assert count == {"studio": 6, "studio_support": 2}
    assert all(room.area == pytest.approx(37.5 * M2, rel=0.01) for room in rooms)


def test_a_kind_makes_each_part_one_room_without_inner_corridors():
    item = demand("D", "support", 300, kind="catering")
    assert made(item, 300) == {"catering": (1, 300)}
    assert inner_share(SCENARIO, item) == 0
    assert made(demand("P", "party_centre", 120), 300) == {"party_hall": (1, 300)}


def test_take_adds_the_inner_corridors_of_the_zone():
    assert take(SCENARIO, "office_area", 100 * M2) == 114 * M2
    assert take(SCENARIO, "storage_base", 100 * M2) == 100 * M2
    assert inner_share(SCENARIO, demand("D", "office_area", 100)) == pytest.approx(0.14)


@pytest.mark.parametrize(
    ("zone", "least", "part"),
    [("office_area", 900, 200), ("office_area", 120, 120), ("storage_base", 2000, 300)],
)
def test_parts_are_no_smaller_than_the_zones_least_part_or_the_demand_itself(zone, least, part):
    assert least_part(SCENARIO, demand("D", zone, least)) == part * M2


def test_rooms_of_a_zone_of_one_kind_keep_its_largest_area():
    most = standard_catalogue().zones["storage_base"].components[0].most
    rooms = rooms_for(SCENARIO, demand("S", "storage_base", 1000), round(2.5 * most * M2))
    assert sum(room.count for room in rooms) == 3
    assert all(room.kind == "warehouse" and room.area <= most * M2 for room in rooms)
