"""Flows in the search of a storey: what draws whom, what it costs, and that it is followed. Metres."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import Point

from planner.model import Allocation, Exit, Flow, Placement, PlaceWish, Scenario, StoreyLayout
from solvers.arrange import arrange_storey
from solvers.arrange.flow_kernel import flow_cost
from solvers.arrange.items import items_of
from solvers.arrange.plate import make_plate
from solvers.arrange.pulls import cost_cny, draws_of, no_draws, ways_out
from solvers.orchestrate.pulls import pulls_of
from solvers.types import Pull
from tests.arrange.plates import CATALOGUE, PLATES, scenario, suite
from tests.circulation.test_flows import house

BAR = PLATES["bar"]
FIVE = tuple(suite(f"T{k}", 90) for k in range(1, 6))


def placed(subject: str, storey: str, zone: str = "office_area") -> Placement:
    return Placement(subject, storey, zone, subject, 30, 30, 30, ())


def allocation(*rows: Placement) -> Allocation:
    return Allocation("feasible", rows, (), {}, 0.0, 0.0)


def park_of(*flows: Flow) -> Scenario:
    return house(*flows).scenario()


def test_a_gate_draws_towards_itself_and_other_storeys_to_the_stairs() -> None:
    park = park_of(Flow("G1", "T2", 100.0), Flow("T1", "T3", 40.0, 2.0))
    rows = [placed(f"T{k}", f"A/{k}F") for k in (1, 2, 3)]
    found = pulls_of(park, allocation(*rows))
    person, tonne = 250 * 2.0 / 1000, 250 * 12.0 / 1000  # of one a day, CNY a year and metre
    assert found["A/2F"] == (Pull("T2", "", 100 * person, False, (-20_000.0, 5_000.0)),)
    assert found["A/1F"] == (Pull("T1", "", 40 * person), Pull("T1", "", 2 * tonne, True))
    assert found["A/3F"] == (Pull("T3", "", 40 * person), Pull("T3", "", 2 * tonne, True))


def test_another_building_draws_towards_its_nearest_entrance() -> None:
    park = park_of(Flow("T1", "T2", 40.0))
    first = park.buildings[0]
    doors = (Exit("B/1F/X1", Point(100_000, 5_000), 1_200), Exit("B/1F/X2", Point(60_000, 9_000), 1_200))
    there = replace(first.storeys[0], id="B/1F", building="B", exits=doors)
    park = replace(park, buildings=(first, replace(first, id="B", storeys=(there,))))
    found = pulls_of(park, allocation(placed("T1", "A/2F"), placed("T2", "B/1F")))
    metre = 40 * 250 * 2.0 / 1000
    assert found["A/2F"] == (Pull("T1", "", metre, False, (60_000.0, 9_000.0)),)
    assert found["B/1F"] == (Pull("T2", "", metre, False, (0.0, 5_000.0)),)


def test_two_on_one_storey_draw_each_other_the_nearest_part_counts() -> None:
    park = park_of(Flow("T1", "T2", 40.0))
    rows = [placed("T1", "A/1F"), placed("T2", "A/1F"), placed("T2", "A/3F")]
    assert pulls_of(park, allocation(*rows)) == {"A/1F": (Pull("T1", "T2", 40 * 250 * 2.0 / 1000),)}


def test_a_wish_for_a_neighbour_is_worth_less_the_farther_he_is() -> None:
    park = park_of()
    wish = PlaceWish(near=("T2",), levels=(1,), value_cny_year=8_000)
    tenants = tuple(replace(t, wish=wish) if t.id == "T1" else t for t in park.tenants)
    found = pulls_of(replace(park, tenants=tenants), allocation(placed("T1", "A/1F"), placed("T2", "A/1F")))
    # half of the value is for the neighbour; the storey is 30 by 10 m
    assert found == {"A/1F": (Pull("T1", "T2", 4_000 / 40),)}


def test_a_unit_of_cost_is_worth_the_rent_of_the_corridor_that_costs_it() -> None:
    park = scenario(BAR, FIVE)
    tenants = tuple(replace(t, rent_cny_m2_month=50.0, wished_area=100) for t in park.tenants)
    # 720 m2 with corridor at 30 for the whole of it: a unit is 24 m2, at 600 CNY a year
    assert cost_cny(replace(park, tenants=tenants), 720.0, 30.0) == pytest.approx(24 * 600)


def test_flows_cost_rectilinear_metres_between_doors_and_to_the_nearest_way_out() -> None:
    park = scenario(BAR, FIVE)
    plate = make_plate(BAR, park.policies, park.policies.corridor_width_mm)
    items = items_of(FIVE, CATALOGUE, plate.wall, docks=False)
    pulls = [Pull("T1", "T3", 200.0), Pull("T2", "", 50.0, False, (24_000.0, -10_000.0)), Pull("T9", "T1", 1)]
    draws = draws_of(BAR, plate, items, pulls, 100.0)
    spots = np.zeros((5, 6))
    spots[0, 4:], spots[2, 4:] = (10.0, 6.0), (30.0, 8.0)
    spots[1, 4:] = (20.0, 6.0)
    # 2 a metre over 20 + 2 m; half a metre's worth over 4 + 6 m to the exit at (24, 0), the only one
    assert flow_cost(draws, spots) == pytest.approx(2.0 * 22 + 0.5 * 10)
    assert draws[6].tolist() == [True, True, True, False, False]
    assert flow_cost(no_draws(5), spots) == 0.0
    lifted = draws_of(BAR, plate, items, [Pull("T1", "", 10.0, True)], 100.0)
    assert flow_cost(lifted, spots) == 0.0  # there is no goods lift to go to


def test_ways_out_lead_to_stairs_or_by_the_exit_that_is_nearer_to_the_goal() -> None:
    park = scenario(BAR)
    plate = make_plate(BAR, park.policies, park.policies.corridor_width_mm)
    up = ways_out(BAR, plate, goods=False, towards=None)
    assert len(up) >= 2
    assert set(up[:, 2]) == {0.0}
    assert len(ways_out(BAR, plate, goods=True, towards=None)) == 0  # no goods lift
    two = replace(BAR, exits=(*BAR.exits, replace(BAR.exits[0], id="A/1F/X2", point=Point(10_000, 0))))
    out = ways_out(two, plate, goods=False, towards=(0.0, 0.0))
    assert sorted(row.tolist() for row in out) == [[10.0, 0.0, 0.0], [24.0, 0.0, 14.0]]


def _middle(layout: StoreyLayout, subject: str) -> Point:
    return next(space.polygon.centroid for space in layout.spaces if space.subject == subject)


def test_who_draws_each_other_lies_close_and_who_is_visited_near_the_exit() -> None:
    park = scenario(BAR, FIVE)
    pulls = (Pull("T2", "T5", 5_000.0), Pull("T3", "", 5_000.0, False, (24_000.0, -20_000.0)))
    drawn = arrange_storey(park, BAR, FIVE, seed=1, pulls=pulls)
    plain = arrange_storey(park, BAR, FIVE, seed=1)
    assert drawn.layout is not None
    assert plain.layout is not None
    assert not drawn.left_out
    apart = {
        (a, b): _middle(drawn.layout, a).distance(_middle(drawn.layout, b)) / 1000
        for a in ("T1", "T2", "T3", "T4", "T5")
        for b in ("T1", "T2", "T3", "T4", "T5")
        if a < b
    }
    assert apart["T2", "T5"] <= sorted(apart.values())[2]
    at_exit = {f"T{k}": _middle(drawn.layout, f"T{k}").distance(Point(24_000, 0)) for k in range(1, 6)}
    assert at_exit["T3"] <= sorted(at_exit.values())[1]
    before = _middle(plain.layout, "T2").distance(_middle(plain.layout, "T5")) / 1000
    assert apart["T2", "T5"] < before
    assert at_exit["T3"] < _middle(plain.layout, "T3").distance(Point(24_000, 0))
    again = arrange_storey(park, BAR, FIVE, seed=1, pulls=pulls)
    assert again.layout == drawn.layout
