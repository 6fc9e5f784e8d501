"""Traffic and wishes: who moves near whom, and what the objective says about it."""

from __future__ import annotations

import pytest

from planner.model import Flow, PlaceWish, Weights
from solvers.allocate.encode import frame
from solvers.allocate.traffic import hubs, knapsack
from tests.solvers.allocate.small import arrays, demand, park, places, solved, storey, tenant

TWO_TOWERS = [storey("A", 1), storey("A", 2), storey("B", 1, x=100), storey("B", 2, x=100)]


def test_a_tenant_moves_to_the_storey_of_what_it_visits():
    flows = [Flow("T1", "CANTEEN", people_per_day=400)]
    canteen = demand("CANTEEN", "support", 200, kind="catering")
    scenario = park(TWO_TOWERS, [tenant("T1", 100)], [canteen], flows=flows, pins={"CANTEEN": "B/2F"})
    answer = solved(scenario, 400)
    assert places(answer)["T1"] == ["B/2F"]


def test_goods_count_by_their_own_price():
    flows = [Flow("T1", "GATE_SIDE", people_per_day=10), Flow("HUB", "T1", goods_t_per_day=10)]
    scenario = park(
        TWO_TOWERS,
        [tenant("T1", 100), tenant("GATE_SIDE", 100)],
        [demand("HUB", "support", 320, kind="catering")],
        flows=flows,
        pins={"HUB": "A/1F", "GATE_SIDE": "B/1F"},
        weights=Weights(cny_per_person_km=2.0, cny_per_tonne_km=12.0, recommended_clause_cny_year=0.0),
    )
    assert places(solved(scenario, 430))["T1"] == ["A/1F"]  # 10 t x 12 against 10 people x 2


def test_a_gate_draws_its_visitors_to_the_ground():
    scenario = park(TWO_TOWERS, [tenant("T1", 100)], flows=[Flow("G1", "T1", people_per_day=50)])
    assert places(solved(scenario, 400))["T1"] == ["A/1F"]


def test_a_second_canteen_opens_where_its_walks_cost_more_than_running_it():
    canteen = demand("CANTEEN", "support", 200, kind="catering", split=True)
    firms = [tenant("T1", 100), tenant("T2", 100)]
    pins = {"T1": "A/1F", "T2": "B/1F"}

    def parts(people):
        flows = [Flow(t.id, "CANTEEN", people_per_day=people) for t in firms]
        return len(places(solved(park(TWO_TOWERS, firms, [canteen], flows=flows, pins=pins), 400))["CANTEEN"])

    # 100 m apart, 250 days, 2 CNY a km: 50 CNY a person and year against 20,000 CNY for a second part
    assert parts(300) == 1
    assert parts(500) == 2


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        (PlaceWish(buildings=("B",), levels=(2,), value_cny_year=5000), "B/2F"),
        (PlaceWish(storeys=("A/2F",), value_cny_year=5000), "A/2F"),
        (PlaceWish(near=("HOST",), value_cny_year=5000), "B/1F"),
    ],
)
def test_place_wishes_draw(wish, where):
    host = tenant("HOST", 100)
    scenario = park(TWO_TOWERS, [tenant("T1", 100, place=wish), host], pins={"HOST": "B/1F"})
    assert places(solved(scenario, 400))["T1"] == [where]


def test_a_split_zone_meets_its_wish_only_with_every_part():
    wish = PlaceWish(buildings=("B",), value_cny_year=500_000)
    split = demand("OFFICE", "office_area", 600, split=True, place=wish)
    answer = solved(park(TWO_TOWERS, demands=[split]), 400)
    assert {s[0] for s in places(answer)["OFFICE"]} == {"B"}


def test_hubs_cover_every_link_once():
    flows = [Flow(f"T{k}", f"T{k % 3}", people_per_day=k) for k in range(3, 9)]
    flows.append(Flow("CANTEEN", "STORE", goods_t_per_day=3))
    firms = [tenant(f"T{k}", 50) for k in range(9)]
    zones = [
        demand("CANTEEN", "support", 200, kind="catering", split=True),
        demand("STORE", "storage_base", 700, split=True, required=False),
    ]
    problem = arrays(park(TWO_TOWERS, firms, zones, flows=flows), 400)
    covered, double = hubs(problem)
    pairs = sorted(tuple(sorted((hub.unit, client))) for hub in covered for client in hub.clients)
    pairs += [(link.a, link.b) for link in double]
    assert sorted(pairs) == sorted((link.a, link.b) for link in problem.links)
    assert [problem.units[link.a].id for link in double] == ["CANTEEN"]


def test_the_cap_of_a_storey_is_a_fractional_knapsack():
    problem = arrays(park(TWO_TOWERS, [tenant("T1", 100), tenant("T2", 200), tenant("T3", 300)]), 350)
    # densities 3/100, 4/200, 3/300: all of T1, all of T2, a sixth of T3
    assert knapsack(problem, {0: 3.0, 1: 4.0, 2: 3.0}, [0]) == pytest.approx(3 + 4 + 3 * 50 / 300)


def test_places_are_priced_alone_without_traffic():
    code = frame(arrays(park(TWO_TOWERS, [tenant("T1", 100)]), 400), frozenset())
    assert sorted(code.presence[0]) == [0, 1, 2, 3]
