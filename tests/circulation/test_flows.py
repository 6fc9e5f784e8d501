"""What flows cost on a small building, at least, and after an exchange; worked on paper. Metres."""

from __future__ import annotations

import json
from dataclasses import replace
from math import hypot
from pathlib import Path

import pytest
from shapely import Point

from planner.circulation.flow_bound import Apart, Permits
from planner.circulation.flows import Flows, measure_flows
from planner.circulation.flows_document import flows_document, write_flows
from planner.circulation.park import park_graph
from planner.model import M2, CorePart, Dock, Flow, Pin
from planner.traffic import STOCK_PREFIX
from tests.circulation.building import House, M, mm
from tests.circulation.test_quality import BACK, CORE, IN, STAIR
from tests.verify import park

PERSON_M = 250 * 2.0 / 1000
"""What a metre costs a person a day who comes 250 days a year, at 2 CNY a kilometre."""
FOOT = hypot(26.4, 0.1)
"""From the exit straight to the foot of the stair."""


def house(*flows: Flow, storeys: int = 3, least_m2: float = 30, **more: object) -> House:
    """Companies T1, T2, ... above each other, with suites of 36.4 m2."""
    base = park.park().tenants[0]
    tenants = tuple(
        replace(
            base, id=f"T{k}", least_area=int(least_m2 * M2), wished_area=40 * M2, most_area=300 * M2,
            livestreaming=False, storage_area=0,
        )
        for k in range(1, storeys + 1)
    )  # fmt: skip
    policies = replace(park.park().policies, working_days_year=250)
    changes: dict[str, object] = {"flows": flows, "tenants": tenants, "policies": policies, **more}
    return House(storeys=storeys, changes=changes)


def measured(drawn: House, warehouse_of: dict[str, str] | None = None) -> Flows:
    return measure_flows(drawn.scenario(), drawn.layout(), drawn.graph(), warehouse_of or {})


def test_people_and_their_money_by_the_ways_they_walk() -> None:
    found = measured(house(Flow("G1", "T2", 100.0), Flow("T1", "T3", 40.0)))
    to_two = 20 + CORE + 2 * STAIR + 12 + BACK
    between = 2 * BACK + 2 * STAIR + 24
    assert [trip.people_m for trip in found.trips] == pytest.approx([to_two, between], abs=3e-3)
    cost = PERSON_M * (100 * to_two + 40 * between)
    assert found.people_cny_year == pytest.approx(cost, rel=1e-4)
    assert found.goods_cny_year == 0.0
    assert found.person_km_year == pytest.approx(cost / 2.0, rel=1e-4)
    assert [trip.storeys for trip in found.trips] == [("", "A/2F"), ("A/1F", "A/3F")]


def test_the_bound_with_everybody_on_his_storey_climbs_and_goes_straight() -> None:
    found = measured(house(Flow("G1", "T2", 100.0), Flow("T1", "T3", 40.0), Flow("G1", "T1", 10.0)))
    least = PERSON_M * (100 * (20 + FOOT + 12) + 40 * 24 + 10 * 20)
    assert found.storeys_bound.people == pytest.approx(least, rel=1e-6)
    assert found.storeys_bound.goods == 0.0
    assert found.storeys_bound.total <= found.people_cny_year


def test_the_bound_on_any_storeys_fills_the_nearest_first() -> None:
    """Two companies of 200 m2 each: 264 m2 of the ground are no core, the rest goes upstairs."""
    found = measured(house(Flow("G1", "T1", 100.0), Flow("G1", "T2", 50.0), least_m2=200))
    near, up = 20.0, 20 + FOOT + 12
    least = PERSON_M * (100 * near + 50 * (64 / 200 * near + 136 / 200 * up))
    assert found.subjects_bound.people == pytest.approx(least, rel=1e-6)


def test_who_may_lie_upstairs_only_is_counted_there() -> None:
    drawn = house(Flow("G1", "T1", 100.0), pins=(Pin("T1", "A/3F"),))
    found = measured(drawn)
    assert found.subjects_bound.people == pytest.approx(PERSON_M * 100 * (20 + FOOT + 24), rel=1e-6)
    permits = Permits(drawn.scenario())
    assert permits.storeys("T1") == ("A/3F",)
    assert permits.storeys("T2") == ("A/1F", "A/2F", "A/3F")


def test_two_that_may_share_a_storey_cost_nothing_at_least() -> None:
    assert measured(house(Flow("T1", "T3", 40.0))).subjects_bound.total == 0.0


def test_an_exchange_changes_exactly_what_the_ways_say() -> None:
    found = measured(house(Flow("G1", "T2", 100.0)))
    move = found.moves[0]
    here, best = found.distances.places[move.place], move.best
    assert best is not None
    there = found.distances.places[best.place]
    assert (here.name, there.name, best.hindrance, best.vacant) == ("T2", "T1", "", False)
    down = 20 + IN - (20 + CORE + 2 * STAIR + 12 + BACK)
    assert best.change == pytest.approx(PERSON_M * 100 * down, rel=1e-4)
    assert move.fitting == best
    assert move.elsewhere == best


def test_after_an_exchange_the_two_are_as_far_apart_as_before() -> None:
    """Where two that have a flow exchange, that flow costs the same and only those to others change."""
    found = measured(house(Flow("T1", "T2", 10.0), Flow("T2", "T3", 20.0)))
    move = next(move for move in found.moves if found.distances.places[move.place].name == "T1")
    names = [found.distances.places[option.place].name for option in (move.best,) if option]
    assert names == ["T3"]  # exchanged with T3: both flows of T2 stay one storey long
    assert move.best is not None
    assert move.best.change == pytest.approx(0.0, abs=0.1)
    two = next(move for move in found.moves if found.distances.places[move.place].name == "T2")
    assert two.best is not None  # T2 is in the middle: with T3 below it, T1 is two storeys away
    one_storey = 2 * BACK + 2 * STAIR + 12
    assert found.distances.places[two.best.place].name == "T3"
    assert two.best.change == pytest.approx(PERSON_M * 10 * 12, rel=1e-3)
    assert two.cost == pytest.approx(PERSON_M * 30 * one_storey, rel=1e-3)


def test_what_stands_in_the_way_of_an_exchange_is_told() -> None:
    pinned = measured(house(Flow("G1", "T2", 100.0), pins=(Pin("T1", "A/1F"),))).moves[0]
    assert pinned.best is not None
    assert pinned.best.hindrance == "pinned"
    tight = house(Flow("G1", "T2", 100.0))
    tenants = tuple(replace(t, least_area=50 * M2) if t.id == "T2" else t for t in tight.scenario().tenants)
    small = measured(replace(tight, changes={**tight.changes, "tenants": tenants})).moves[0]
    assert small.best is not None
    assert small.best.hindrance == "area"
    assert small.fitting is None


def test_a_vacant_room_is_a_place_to_move_to() -> None:
    vacant = (1, "vacant", "", "", (13, 0.24, 23, 3.88), (17.5, 3.88, 18.5, 4))
    drawn = replace(house(Flow("G1", "T2", 100.0), pins=(Pin("T1", "A/1F"),)), more_rooms=(vacant,))
    move = measured(drawn).moves[0]
    assert move.fitting is not None
    assert move.fitting.vacant
    to_room = 0.12 + hypot(0.12 + 17.76 - 0.12, 1) + 0.12 + 0.06
    far = 20 + CORE + 2 * STAIR + 12 + BACK
    assert move.fitting.change == pytest.approx(PERSON_M * 100 * (20 + to_room - far), rel=1e-2)


def test_goods_without_a_lift_are_carried_by_hand() -> None:
    found = measured(house(Flow("T1", "T3", 0.0, 2.0)))
    trip = found.trips[0]
    assert trip.by_hand
    metres = 2 * BACK + 2 * STAIR + 24
    assert trip.goods_m == pytest.approx(metres, abs=3e-3)
    assert found.goods_cny_year == pytest.approx(2 * 250 * 12 / 1000 * metres, rel=1e-4)
    assert found.storeys_bound.goods == pytest.approx(2 * 250 * 12 / 1000 * 24)


def test_a_room_behind_another_one_is_reached_through_it() -> None:
    """The stock room of T1 opens from its suite alone: from the suite's door 5 m along and 1.88 m across."""
    stock = (1, "stock_room", "storage_base", "T1", (12.12, 0.24, 20, 3.88), (12, 1.5, 12.12, 2.5))
    drawn = replace(house(Flow("G1", STOCK_PREFIX + "T1", 100.0)), more_rooms=(stock,))
    layout = drawn.layout()
    ground = layout.storeys[0]
    doors = tuple(
        replace(door, joins=("A/1F/s2", "A/1F/s1")) if door.id == "A/1F/d2" else door for door in ground.doors
    )
    layout = replace(layout, storeys=(replace(ground, doors=doors), *layout.storeys[1:]))
    found = measure_flows(drawn.scenario(), layout, park_graph(drawn.scenario(), layout), {})
    trip = next(trip for trip in found.trips if trip.stream.origin == "G1")
    assert trip.people_m == pytest.approx(20 + IN + 0.06 + hypot(5, 1.88) + 0.06, abs=3e-3)


def test_a_flow_without_a_way_is_named_and_costs_nothing() -> None:
    found = measured(replace(house(Flow("G1", "T1", 100.0)), road=False))
    assert [trip.stream.destination for trip in found.unreached] == ["T1"]
    assert found.people_cny_year == 0.0
    assert flows_document(found)["unreached"] == [["G1", "T1"]]


def test_stock_rooms_are_walked_to_eight_times_a_day() -> None:
    stock = (2, "stock_room", "storage_base", "T1", (14, 0.24, 20, 3.88), (16.5, 3.88, 17.5, 4))
    found = measured(replace(house(), more_rooms=(stock,)))
    assert [trip.stream.destination for trip in found.trips] == [STOCK_PREFIX + "T1"]
    assert found.trips[0].stream.people_year == 8 * 250


def test_docks_are_doors_too_for_the_bound() -> None:
    """Goods may leave by a dock nearer to the gate than any exit: the bound must know it."""
    drawn = house(Flow("G1", "T1", 0.0, 1.0)).scenario()
    ground = drawn.buildings[0].storeys[0]
    ground = replace(ground, exits=(replace(ground.exits[0], point=Point(10 * M, 0)),),
                     docks=(Dock("A/1F/D1", Point(0, 5 * M), 3 * M),))  # fmt: skip
    building = replace(drawn.buildings[0], storeys=(ground, *drawn.buildings[0].storeys[1:]))
    apart = Apart(replace(drawn, buildings=(building,)))
    assert apart.metres("gate G1", "A/1F", "goods") == pytest.approx(20.0)


def test_a_stair_at_the_exit_leaves_only_the_climb() -> None:
    drawn = house(Flow("G1", "T2", 1.0)).scenario()
    ground = drawn.buildings[0].storeys[0]
    core = replace(ground.cores[0], parts=(CorePart("A/1F/C/ST", "stair", mm((0, 4, 3, 6))),))
    building = replace(
        drawn.buildings[0], storeys=(replace(ground, cores=(core,)), *drawn.buildings[0].storeys[1:])
    )
    apart = Apart(replace(drawn, buildings=(building,)))
    assert apart.metres("A/2F", "gate G1", "people") == pytest.approx(20 + 12)


def test_the_file_says_what_was_measured(tmp_path: Path) -> None:
    found = measured(house(Flow("G1", "T2", 100.0)))
    write_flows(tmp_path, found)
    document = json.loads((tmp_path / "flows.json").read_text("utf-8"))
    assert document["format"] == "planner-flows/1"
    assert document["cost_cny_year"] == pytest.approx(found.people_cny_year, abs=0.01)
    assert document["flows"][0]["to_storey"] == "A/2F"
    assert document["moves"][0]["best"]["exchange_with"] == "T1"
    bound = document["bound_on_these_storeys"]["cny_year"]
    assert document["bound_on_any_storeys"]["cny_year"] <= bound <= document["cost_cny_year"]


def test_no_flows_no_cost() -> None:
    found = measured(house())
    assert (found.trips, found.moves, found.people_cny_year) == ((), (), 0.0)
