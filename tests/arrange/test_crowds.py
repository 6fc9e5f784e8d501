"""Rooms full of people on a storey whose exits let only so many out (GB 50016 5.5.21)."""

from __future__ import annotations

import pytest

from planner.model import Scenario
from solvers.arrange.crowds import less_crowded
from solvers.arrange.items import Item, items_of
from solvers.people import in_room, in_rooms
from tests.arrange.cases import CUSTOMS
from tests.arrange.plates import CATALOGUE, PLATES, hall, scenario, suite

WALL = 0.12
ROWS = (hall("SHOW", "exchange_centre", "exhibition_hall", 268), suite("T1", 120))
PARK = scenario(PLATES["bar"])
"""An exhibition hall gives a person 1.34 m2: 200 people."""


def items() -> list[Item]:
    return items_of(ROWS, CATALOGUE, WALL, docks=False)


def people(item: Item, park: Scenario) -> float:
    return in_rooms(park, item.tenant, item.rooms)


def test_people_are_the_staff_of_a_company_and_go_by_area_elsewhere() -> None:
    show, company = items()
    assert people(show, PARK) == pytest.approx(200, abs=0.1)
    each = CATALOGUE.spaces["tenant_suite"].m2_per_person
    assert people(company, PARK) == pytest.approx(120 / each)  # a company of which nothing is known
    assert people(company, scenario(PLATES["bar"], ROWS)) == 10
    assert in_room(PARK, "exhibition_hall", None, 267.0) == 200  # as drawn, rounded up
    assert in_room(scenario(PLATES["bar"], ROWS), "tenant_suite", "T1", 500.0) == 10


def test_dense_rooms_grow_no_further_than_the_exits_let_people_out() -> None:
    """Beside so many of the company, 1.1 times the people of the hall: 0.98 of what the exits let out."""
    show, company = items()
    others = people(company, PARK)
    most = (others + 1.1 * 200) / 0.98
    capped, same = less_crowded([show, company], PARK, most)
    assert same == company
    assert capped.net_most == pytest.approx(1.1 * show.net, rel=1e-3)
    assert capped.most == pytest.approx(min(show.most, show.target + 0.1 * show.net), rel=1e-3)
    assert (capped.least, capped.target, capped.net) == (show.least, show.target, show.net)


@pytest.mark.parametrize("most", [10_000.0, float("inf")])
def test_where_the_exits_are_wide_enough_rooms_are_as_they_were(most: float) -> None:
    assert less_crowded(items(), PARK, most) == items()


def test_where_they_are_too_narrow_anyway_dense_rooms_come_out_about_as_decided() -> None:
    show, _ = items()
    capped, _ = less_crowded(items(), PARK, 50.0)
    assert capped.net_most == pytest.approx(1.03 * show.net)
    assert capped.net_most > capped.net_least


def test_zones_that_are_planned_inside_are_left_alone() -> None:
    (zone,) = items_of((CUSTOMS,), CATALOGUE, WALL, docks=False)
    assert zone.is_zone
    assert less_crowded([zone], PARK, 1.0) == [zone]
