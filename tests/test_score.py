"""The objective replayed from plain data, worked by hand."""

from __future__ import annotations

import pytest

from planner.model import M2, Flow, Placement, PlaceWish, RoomSpec, Weights
from planner.score import PART_CNY_YEAR, score, wish_aspects
from planner.travel import travel
from tests.solvers.allocate.small import demand, park, storey, tenant

PLATES = [storey("A", 1), storey("A", 3), storey("B", 2, x=100), storey("B", -1, x=100)]


def put(subject, at, m2, zone="office_area", kind="tenant_suite", owner=None):
    area = round(m2 * M2)
    return Placement(subject, at, zone, owner, area, area, area, (RoomSpec(kind, 1, area),))


def test_distances_go_down_across_and_up():
    metres = travel(park(PLATES))
    assert metres.between("A/1F", "A/3F") == 2 * 12
    # A's entrance lies at (20, 0); B has none, so the middle of its lowest plate counts: (120, 12.5)
    across = (100**2 + 12.5**2) ** 0.5
    assert metres.between("A/3F", "B/2F") == pytest.approx(24 + across + 12)
    assert metres.between("B/2F", "B/-1F") == 2 * 12  # one storey up to the ground, one below it
    assert metres.from_gate("G1", "A/3F") == pytest.approx(50 + 24)


def test_rent_is_halved_above_the_wish():
    scenario = park(PLATES, [tenant("T1", 100, 150, 200, rent=50)])
    assert score(scenario, [put("T1", "A/1F", 180)], {}).rent == pytest.approx(12 * 50 * (150 + 0.5 * 30))
    assert score(scenario, [], {}).total == 0


def test_zones_pay_up_to_their_wish_over_all_parts_and_cost_a_little_each():
    scenario = park(PLATES, demands=[demand("D", "office_area", 300, 500, 900, split=True, value=10)])
    result = score(scenario, [put("D", "A/1F", 300), put("D", "A/3F", 400)], {})
    assert result.programme == 5000
    assert result.parts == -PART_CNY_YEAR


def test_a_wish_pays_by_the_aspects_met():
    wish = PlaceWish(buildings=("A",), levels=(3,), near=("T2", "T3"), value_cny_year=4000)
    assert len(wish_aspects(wish)) == 4
    scenario = park(PLATES, [tenant("T1", 100, place=wish), tenant("T2", 100), tenant("T3", 100)])
    plan = [put("T1", "A/1F", 100), put("T2", "A/1F", 100), put("T3", "B/2F", 100)]
    assert score(scenario, plan, {}).wishes == 2000  # the building and T2


def test_flows_go_to_the_nearest_part_and_cost_by_distance():
    flows = [Flow("T1", "D", people_per_day=40, goods_t_per_day=0.5)]
    weights = Weights(cny_per_person_km=2, cny_per_tonne_km=12)
    scenario = park(
        PLATES,
        [tenant("T1", 100)],
        [demand("D", "office_area", 300, split=True)],
        flows=flows,
        weights=weights,
    )
    plan = [put("T1", "A/3F", 100), put("D", "A/1F", 200), put("D", "B/2F", 200)]
    result = score(scenario, plan, {})
    assert result.people == pytest.approx(-40 * 250 * 0.024 * 2)
    assert result.goods == pytest.approx(-0.5 * 250 * 0.024 * 12)
    assert score(scenario, plan[:1], {}).people == 0  # a flow to nothing costs nothing


def test_storage_earns_its_rent_less_carriage():
    scenario = park(PLATES, [tenant("T1", 100, storage=80)])
    result = score(scenario, [put("T1", "A/3F", 100)], {"T1": "A/1F"})
    assert result.storage == 240 * 80
    assert result.goods == pytest.approx(-3 * 80 * 0.024 * 12)


def test_stock_rooms_are_walked_to():
    scenario = park(PLATES, [tenant("T1", 100, livestreaming=True)])
    plan = [put("T1", "A/3F", 100), put("stock:T1", "A/1F", 52, "storage_base", "stock_room", "T1")]
    assert score(scenario, plan, {}).people == pytest.approx(-8 * 250 * 0.024 * 2)
