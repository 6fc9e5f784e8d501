"""Who may lie where: admission, capacities, permitted kinds, loads, pins, cuts, splits."""

from __future__ import annotations

import pytest

from planner.model import PlaceWish
from solvers.types import Forbidden
from tests.solvers.allocate.small import areas, demand, park, places, solved, storey, tenant

TWO = (storey("A", 1), storey("A", 2))


def test_everything_that_fits_gets_its_most_when_space_is_left():
    answer = solved(park(TWO, [tenant("T1", 100, 150, 200)]), 400)
    assert answer.status == "optimal"
    assert areas(answer) == {"T1": 200}
    assert answer.objective == pytest.approx(50 * 12 * (150 + 0.5 * 50))


def test_capacity_makes_tenants_shrink_before_one_is_left_out():
    rich, poor = tenant("T1", 100, 150, 150, rent=90), tenant("T2", 100, 150, 150, rent=50)
    answer = solved(park(TWO[:1], [rich, poor]), 260)
    assert areas(answer) == {"T1": 150, "T2": 110}


def test_the_tenant_that_pays_less_stays_out_and_is_told():
    answer = solved(park(TWO[:1], [tenant("T1", 150, rent=90), tenant("T2", 150, rent=50)]), 200)
    assert areas(answer) == {"T1": 150}
    (short,) = answer.left_out
    assert (short.subject, short.given_area) == ("T2", 0)
    assert "earns more" in short.reason


def test_a_resident_is_placed_though_it_pays_less():
    poor = tenant("T2", 150, rent=10, resident=True)
    answer = solved(park(TWO[:1], [tenant("T1", 150, rent=90), poor]), 200)
    assert areas(answer) == {"T2": 150}


def test_a_tenant_lies_on_one_storey():
    answer = solved(park(TWO, [tenant("T1", 300, resident=True)]), 200)
    assert answer.status == "infeasible"
    assert "T1" in answer.conflict


@pytest.mark.parametrize(
    ("permitted", "where"),
    [
        (frozenset({"tenant_suite"}), ["A/2F"]),
        (frozenset({"office_area"}), ["A/2F"]),
        (frozenset({"shop"}), []),
    ],
)
def test_storeys_permit_kinds_or_whole_zones(permitted, where):
    closed = storey("A", 1, permitted=frozenset({"warehouse"}))
    answer = solved(park([closed, storey("A", 2, permitted=permitted)], [tenant("T1", 100)]), 400)
    assert places(answer).get("T1", []) == where


def test_a_zone_needs_every_kind_of_its_rooms_permitted():
    some = storey("A", 1, permitted=frozenset({"open_office", "private_office", "meeting_room"}))
    every = storey("A", 2, permitted=some.permitted_kinds | {"rest_area"})
    answer = solved(park([some, every], demands=[demand("D", "office_area", 200)]), 400)
    assert places(answer) == {"D": ["A/2F"]}


@pytest.mark.parametrize(
    ("plate", "allowed"),
    [
        (storey("A", 1, dock=True), True),
        (storey("A", 1), False),
        (storey("A", 2, goods_lift=True, load=10, clear_height=4), True),
        (storey("A", 2, goods_lift=True, load=9.9, clear_height=4), False),
        (storey("A", 2, goods_lift=True, load=10, clear_height=3.9), False),
        (storey("A", 2, load=20, clear_height=5), False),
        (storey("A", 2, dock=True), False),
    ],
)
def test_warehouses_need_a_dock_on_the_ground_or_a_goods_lift_with_load_and_height(plate, allowed):
    answer = solved(park([plate], demands=[demand("S", "storage_base", 400, required=False)]), 500)
    assert (places(answer) == {"S": [plate.id]}) is allowed


def test_rooms_that_need_daylight_stay_off_dark_storeys():
    dark = storey("A", 1, daylight=False)
    answer = solved(park([dark, storey("A", 2)], demands=[demand("D", "office_area", 200)]), 400)
    assert places(answer) == {"D": ["A/2F"]}


def test_pins_hold_and_admit():
    plates = (storey("A", 1), storey("A", 2))
    wish = PlaceWish(storeys=("A/1F",), value_cny_year=50_000)
    answer = solved(park(plates, [tenant("T1", 100, rent=1, place=wish)], pins={"T1": "A/2F"}), 400)
    assert places(answer) == {"T1": ["A/2F"]}


def test_a_pin_to_a_storey_without_room_is_infeasible_and_named():
    answer = solved(park(TWO, [tenant("T1", 300)], pins={"T1": "A/2F"}), {"A/1F": 400, "A/2F": 200})
    assert answer.status == "infeasible"
    assert answer.conflict == ("T1",)


def test_cuts_keep_subjects_apart():
    both = [tenant("T1", 100), tenant("T2", 100)]
    together = PlaceWish(near=("T2",), value_cny_year=90_000)
    scenario = park(TWO, [tenant("T1", 100, place=together), both[1]])
    assert len({tuple(v) for v in places(solved(scenario, 400)).values()}) == 1
    cuts = [Forbidden(plate.id, frozenset({"T1", "T2"})) for plate in TWO]
    found = places(solved(scenario, 400, cuts))
    assert found["T1"] != found["T2"]


def test_a_zone_that_may_not_split_needs_one_storey():
    whole = demand("D", "office_area", 500)
    assert solved(park(TWO, demands=[whole]), 400).status == "infeasible"
    answer = solved(park(TWO, demands=[demand("D", "office_area", 500, split=True)]), 400)
    assert len(answer.placements) == 2
    assert areas(answer)["D"] == pytest.approx(500)


def test_parts_of_a_split_zone_have_at_least_the_zones_least_part():
    plates = [storey("A", 1), storey("A", 2), storey("A", 3)]
    answer = solved(park(plates, demands=[demand("D", "office_area", 520, split=True)]), 260)
    assert (
        answer.status == "infeasible"
    )  # three storeys of 228 m2 net hold 200 each, but 2 x 228 < 520 <= 3 x 228
    answer = solved(park(plates, demands=[demand("D", "office_area", 600, split=True)]), 260)
    assert min(p.area for p in answer.placements) >= 200_000_000


def test_inner_corridors_count_against_the_storey():
    fits = demand("D", "office_area", 300)  # takes 300 x 1.14 = 342 m2
    assert solved(park(TWO[:1], demands=[fits]), 342).status == "optimal"
    assert solved(park(TWO[:1], demands=[fits]), 341).status == "infeasible"


def test_the_bound_knows_the_inner_corridors():
    # beside a suite of 100 m2 a storey of 442 m2 holds 342 / 1.14 = 300 m2 of office area, whatever its wish
    office = demand("D", "office_area", 200, 700, value=100.0)
    answer = solved(park(TWO[:1], [tenant("T1", 100, resident=True)], [office]), 442)
    assert areas(answer)["D"] == pytest.approx(300)
    assert answer.bound == pytest.approx(100 * 300 + 100 * 600, abs=5)


def test_a_zone_off_site_takes_no_storey():
    answer = solved(park(TWO, demands=[demand("D", "training_base", 300, off_site=True)]), 400)
    assert answer.placements == ()
    assert answer.status == "optimal"


def test_an_optional_zone_worth_nothing_gives_way():
    scenario = park(
        TWO[:1], [tenant("T1", 300)], [demand("D", "party_centre", 120, required=False, value=10)]
    )
    assert areas(solved(scenario, 350)) == {"T1": 300}
