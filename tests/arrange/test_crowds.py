"""Rooms full of people on a storey whose exits let only so many out (GB 50016 5.5.21)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import box

from planner.model import Core, CorePart, Door, Scenario, Space, Storey, StoreyLayout
from solvers.arrange.crowds import CROWDED, crowded, less_crowded
from solvers.arrange.egress import exit_rate
from solvers.arrange.items import Item, items_of
from solvers.people import in_room, in_rooms
from tests.arrange.cases import CUSTOMS, zone
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


def test_zones_grow_less_where_they_are_as_full_as_halls() -> None:
    """An exhibition hall of 200 m2 and a meeting room of 40: 149 people and 16; a customs hall holds few."""
    row = zone("EXCHANGE", "exchange_centre", ("exhibition_hall", 1, 200), ("meeting_room", 1, 40))
    full, few = (items_of((one,), CATALOGUE, WALL, docks=False)[0] for one in (row, CUSTOMS))
    assert full.is_zone
    assert few.is_zone
    assert less_crowded([few], PARK, 1.0) == [few]
    (capped,) = less_crowded([full], PARK, 1.0)
    assert capped.net_most == pytest.approx(max(full.net_least, 1.03 * full.net))
    assert capped.net_most < full.net_most


def upstairs(door_mm: int, hall_m2: float) -> tuple[Storey, StoreyLayout]:
    """A storey with one stair, its door and a hall of exhibition, 1.34 m2 a person."""
    stair = CorePart("C/S", "stair", box(200, 200, 3_200, 7_000))
    core = Core("C", box(0, 0, 3_400, 7_200), (stair,))
    storey = replace(PLATES["bar"], id="A/2F", level=2, cores=(core,), exits=())
    door = Door("d1", "A", "A/2F", box(3_200, 2_000, 3_400, 2_000 + door_mm), door_mm, ("A/2F/c01", "C"))
    hall_ = Space(
        "s1", "A", "A/2F", "exhibition_hall", "exchange_centre", box(5_000, 0, 5_000 + hall_m2 * 100, 10_000),
        "", "",
    )  # fmt: skip
    return storey, StoreyLayout("A/2F", (hall_,), (), (door,))


@pytest.mark.parametrize(
    ("door_mm", "hall_m2", "decided", "over"),
    [
        (1_400, 180.0, 180, 0.0),  # 135 people; two storeys: 0.65 m for a hundred, so 215
        (1_400, 300.0, 180, 224 / (140 / 0.65) - 1),  # it came out larger
        (800, 180.0, 180, 135 / (80 / 0.65) - 1),  # its stair's door came out narrow: 123
        (800, 180.0, 400, 0.0),  # more were decided than leave by any door: no fault of the layout
    ],
)
def test_a_layout_with_more_people_than_its_doors_let_out_is_tried_again(
    door_mm: int, hall_m2: float, decided: int, over: float
) -> None:
    storey, layout = upstairs(door_mm, hall_m2)
    park = scenario(storey)
    rate = exit_rate(park, park.building(storey.building), storey)
    (show,) = items_of(
        (hall("SHOW", "exchange_centre", "exhibition_hall", decided),), CATALOGUE, WALL, docks=False
    )
    found = crowded(storey, layout, [show], park, 140 / rate)
    assert rate == 0.65
    assert [round(fault.over, 6) for fault in found] == ([round(over, 6)] if over else [])
    assert all(fault.what == CROWDED for fault in found)
