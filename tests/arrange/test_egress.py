"""The search steered by the fire codes: its own measure, doors, people, fire compartments."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from planner.model import M2, Core, CorePart, Layout, Placement, RoomSpec, StoreyLayout
from solvers.arrange.compartments import compartments_of
from solvers.arrange.egress import (
    WIDEST_FLIGHT_M,
    EgressRules,
    corridor_m,
    corridor_width,
    egress_rules,
    flight_m,
    people_limits,
)
from solvers.arrange.exact import Cell
from solvers.arrange.items import items_of, room_items
from solvers.arrange.two_doors import DUE, SINCE, eased, lacking_front, leading, stricter, with_two_doors
from solvers.arrange.way_doors import Field, RoomNeeds, steered_doors
from solvers.arrange.ways import DOORS, Fault, egress_faults, stairs_behind
from tests.arrange.plates import CATALOGUE
from tests.standards.floors import Floor, Place, judge_scenario, mm
from tests.standards.test_fire_egress import CASES, HALVES, OFFICE

STEERED = (
    "FIRE-50016-5.5.17-1",
    "FIRE-50016-5.5.17-2",
    "FIRE-50016-5.5.18-c",
    "FIRE-50016-5.5.17-3",
    "FIRE-50016-5.5.17-4",
    "FIRE-55037-7.4.2",
)
APART = ("no exit at all", "corridor of 1 m")
"""What other costs of a plan forbid, and widths that corridors are drawn with."""
FAILING = [row for row in CASES if row[1].startswith(STEERED) and row[3] == "fail" and row[0] not in APART]
WALL = 0.12


def rules(floor: Floor) -> EgressRules:
    scenario = floor.scenario()
    found = egress_rules(scenario, scenario.buildings[0].storeys[-1])
    assert found is not None
    return found


@pytest.mark.parametrize("floor", [row[2] for row in FAILING], ids=[row[0] for row in FAILING])
def test_what_the_check_finds_the_search_finds_too(floor: Floor) -> None:
    scenario = floor.scenario()
    found = [
        fault
        for storey, layout in zip(scenario.buildings[0].storeys, floor.layout().storeys, strict=True)
        if (own := egress_rules(scenario, storey)) is not None
        for fault in egress_faults(storey, layout, own)
    ]
    assert found


def test_a_sound_storey_has_no_fault() -> None:
    floor = Floor([OFFICE])
    storey = floor.scenario().buildings[0].storeys[0]
    assert egress_faults(storey, floor.layout().storeys[0], rules(floor)) == []


def test_nothing_steers_without_the_pack() -> None:
    scenario = replace(Floor([OFFICE]).scenario(), standards=("cbep",))
    assert egress_rules(scenario, scenario.buildings[0].storeys[0]) is None
    assert people_limits(scenario) == {}


# ---------------------------------------------------------------- people


def test_stairs_carry_as_many_as_their_flights_are_wide() -> None:
    """Stairs of 5.6 x 3.8 m: flights of (3.8 - 0.2) / 2 = 1.8 m, together 3.6; at 0.75 m for 100 that is 480.

    Doors to the outside of 2 + 2 m let 533 out. In the end wall of a corridor of 1.8 m a door is 1.78 m wide
    at most: then 2 x 1.78 m let 474 out.
    """
    scenario = Floor([OFFICE], exits=[(20, 2), (40, 2)], storeys=3).scenario()
    stair = scenario.buildings[0].storeys[0].cores[0].parts[0]
    assert flight_m(stair) == pytest.approx(1.8)
    wider = replace(scenario, policies=replace(scenario.policies, corridor_width_mm=2_000))
    assert people_limits(scenario)["A/2F"] == pytest.approx(474.67, abs=0.01)
    found = people_limits(wider)
    assert found == {
        "A/1F": pytest.approx(533.33, abs=0.01),
        "A/2F": pytest.approx(480.0),
        "A/3F": pytest.approx(480.0),
    }


def test_corridors_upstairs_are_as_wide_as_the_flights_they_lead_to() -> None:
    """Flights of 1.8 m widen corridors of 1.5 m where stairs are the way out: their doors are 1.78 m."""
    base = Floor([OFFICE], exits=[(20, 2), (40, 2)], storeys=3).scenario()
    scenario = replace(base, policies=replace(base.policies, corridor_width_mm=1_500))
    ground, upstairs = scenario.buildings[0].storeys[:2]
    assert [corridor_m(scenario, ground), corridor_m(scenario, upstairs)] == [1.5, pytest.approx(1.8)]
    assert [corridor_width(scenario, ground, ()), corridor_width(scenario, upstairs, ())] == [1_500, 1_800]
    assert people_limits(scenario)["A/2F"] == pytest.approx(474.67, abs=0.01)
    assert corridor_m(replace(scenario, standards=("cbep",)), upstairs) == 1.5
    hall = replace(upstairs.cores[0].parts[0], polygon=mm((0, 0, 7, 7)))  # flights of 3.4 m
    core = replace(upstairs.cores[0], parts=(hall,))
    assert corridor_m(scenario, replace(upstairs, cores=(core,))) == WIDEST_FLIGHT_M


def test_doors_to_the_outside_limit_the_storeys_above() -> None:
    found = people_limits(Floor([OFFICE], exits=[(20, 1.2)], storeys=3).scenario())
    assert found["A/3F"] == pytest.approx(160.0)


# ---------------------------------------------------------------- doors

CORRIDOR: Polygon = box(6, 10, 54, 12)
FIELD = Field(CORRIDOR, np.array([(5.9, 11.0), (54.1, 11.0)]), (0.1, 0.1))
"""Exits at both ends of a corridor of 48 m."""


def doors(room: Polygon, kind: str, people: float = 10.0, width: float = 1.5) -> list[Polygon]:
    needs = RoomNeeds(kind, people, 0.0, width)
    found = steered_doors(
        room, "r", [("c", CORRIDOR)], needs, rules(Floor([OFFICE])), FIELD, "c", wall=WALL, columns=()
    )
    return [opening.polygon for opening in found]


def test_both_doors_of_a_hall_lie_within_reach_of_an_exit() -> None:
    """A hall from x = 7 to 40: 10 m of corridor from the exit at x = 6 end at x = 16."""
    found = doors(box(7, 0, 40, 10 - WALL), "exhibition_hall")
    assert len(found) == 2
    assert all(door.centroid.x <= 16.0 for door in found)
    assert found[0].distance(found[1]) >= 5.0


def test_a_large_hall_has_a_door_for_250_people() -> None:
    found = doors(box(7, 0, 53, 10 - WALL), "conference_hall", people=501)
    assert len(found) == 3
    assert all(one.distance(other) >= 5.0 for one, other in combinations(found, 2))


@pytest.mark.parametrize(("width", "count"), [(12.1, 1), (12.2, 2)])
def test_above_120_m2_a_room_has_two_doors(width: float, count: int) -> None:
    """9.88 m deep: 119.5 m2 and 120.5 m2."""
    assert len(doors(box(20, 0, 20 + width, 10 - WALL), "shop")) == count


def test_doors_are_wide_enough_for_the_people() -> None:
    """400 people at 0.65 m for 100 need 2.6 m: two doors of 1.3 m where the kind asks for 1.0."""
    found = doors(box(20, 0, 40, 10 - WALL), "shop", people=400, width=1.0)
    assert [door.bounds[2] - door.bounds[0] for door in found] == pytest.approx([1.3, 1.3])


def test_ways_along_a_corridor_as_worked_by_hand() -> None:
    """From x = 30 in the south side: sqrt(24^2 + 1) + 0.1 m either way, nothing in common."""
    opening = steered_doors(
        box(25, 0, 35, 10 - WALL), "r", [("c", CORRIDOR)], RoomNeeds("shop", 5, 0, 1.0),
        rules(Floor([OFFICE])), FIELD, "c", wall=WALL, columns=(),
    )  # fmt: skip
    away, common = FIELD.measure(opening)
    x = opening[0].polygon.centroid.x
    assert away[0] == pytest.approx(min(np.hypot(x - 6, 1), np.hypot(54 - x, 1)) + 0.1, abs=0.01)
    assert common[0] == pytest.approx(0.0, abs=0.1)


def test_the_way_to_a_stair_begins_where_the_way_along_the_corridor_ends() -> None:
    """A door 1.4 m wide beside a stair: 0.8 m aside and 0.2 m up from its middle."""
    core = Core("C", box(0, 0, 6_000, 5_000), (CorePart("ST", "stair", box(200, 200, 2_500, 4_800)),))
    found = dict(stairs_behind(core, box(2_600, -60, 4_000, 60)))
    assert found == {"ST": pytest.approx(1000 * np.hypot(0.8, 0.2))}


def test_a_gate_of_a_store_is_as_wide_as_its_kind_asks() -> None:
    found = doors(box(8, 0, 40, 10 - WALL), "warehouse", width=3.0)
    assert [door.bounds[2] - door.bounds[0] for door in found] == pytest.approx([3.0, 3.0])


def test_two_doors_are_found_where_the_first_place_rules_the_others_out() -> None:
    """Along 6.8 m doors of 1 m lie 4.3 m apart at most; with one in the end of the corridor it is 5 m."""
    room = Polygon([(2, 0), (12.68, 0), (12.68, 9.88), (5.88, 9.88), (5.88, 14), (2, 14)])
    found = doors(room, "shop", width=1.0)
    assert len(found) == 2
    assert found[0].distance(found[1]) >= 5.0


def test_ways_from_an_inner_corridor_lead_through_its_doors() -> None:
    """An inner corridor from y = 10 down to y = 0 at x = 30, its door in the middle of the public one.

    At its end it is 10 m to the door and 24.02 + 0.1 m on to either exit; the 10 m are common to both ways.
    """
    inner = box(29, 0, 31, 10)
    away, common = FIELD.inside(inner, np.array([(30, 10)]), np.array([(30, 0)]))
    assert away[0] == pytest.approx(10 + np.hypot(24, 1) + 0.1, abs=0.01)
    assert common[0] == pytest.approx(10.0, abs=0.1)


def test_an_inner_corridor_with_doors_at_both_ends_is_no_dead_end() -> None:
    """From x = 20 to x = 40 along the public one: from its middle 10 m to either door, and on from there."""
    inner = box(20, 8, 40, 10)
    away, common = FIELD.inside(inner, np.array([(21, 10), (39, 10)]), np.array([(30, 9)]))
    assert away[0] == pytest.approx(np.hypot(9, 1) + np.hypot(15, 1) + 0.1, abs=0.01)
    assert common[0] == pytest.approx(0.0, abs=0.3)


def test_from_an_inner_corridor_that_meets_no_other_there_is_no_way_out() -> None:
    away, common = FIELD.inside(box(29, 0, 31, 5), np.empty((0, 2)), np.array([(30, 0)]))
    assert np.isinf(away[0])
    assert np.isinf(common[0])


def test_a_hall_little_above_120_m2_is_made_smaller() -> None:
    """Of 125 + 75 m2 the hall keeps 117 (one door will do), the shop takes the rest."""
    rooms = (RoomSpec("catering", 1, 125 * M2), RoomSpec("shop", 1, 75 * M2))
    row = Placement("S", "A/1F", "support", None, 200 * M2, 190 * M2, 210 * M2, rooms)
    assert eased([row], None) == [row]
    (found,) = eased([row], rules(Floor([OFFICE])))
    assert [room.area / M2 for room in found.rooms] == [117.0, 83.0]


def customs(desk: float, office: float) -> tuple[RoomSpec, ...]:
    """Two offices and a store behind a front desk, m2."""
    return (
        RoomSpec("customs_desk", 1, round(desk * M2)),
        RoomSpec("customs_office", 2, round(office * M2)),
        RoomSpec("customs_store", 1, 20 * M2),
    )


def test_a_zone_that_is_left_through_one_room_has_wall_for_two_doors() -> None:
    """60 m2 and 61 behind them are more than 120 (GB 50016 5.5.15); 60 and 60 are not."""
    assert leading(customs(60, 20.5), CATALOGUE) == "customs_desk"
    assert leading(customs(60, 20), CATALOGUE) is None
    assert leading(customs(121, 20), CATALOGUE) is None  # needs two for itself, which is asked anyway
    apart = (RoomSpec("studio", 3, 80 * M2), RoomSpec("meeting_room", 1, 30 * M2))
    assert leading(apart, CATALOGUE) is None  # no room leads to the others
    egress = rules(Floor([OFFICE]))
    for office, asks in ((20.5, True), (20.0, False)):
        area = round((60 + 2 * office + 20) * M2)
        row = Placement("C", "A/1F", "customs_hall", None, area, area, area, customs(60, office))
        (item,) = with_two_doors(
            items_of([row], CATALOGUE, WALL, docks=False), CATALOGUE, egress, columns=False
        )
        assert item.is_zone
        assert (item.two_doors[0] > 6) is asks
        assert with_two_doors([item], CATALOGUE, None, columns=False) == [item]


def test_a_desk_with_short_wall_at_the_corridor_lacks_room_for_two_doors() -> None:
    row = Placement("C", "A/1F", "customs_hall", None, 130 * M2, 1, 140 * M2, customs(70, 20))
    (zone_,) = items_of([row], CATALOGUE, WALL, docks=False)
    rooms = with_two_doors(
        room_items(zone_, CATALOGUE, WALL), CATALOGUE, rules(Floor([OFFICE])), columns=False
    )
    desk = next(k for k, room in enumerate(rooms) if room.kind == "customs_desk")
    shape = box(0, 0, 10, 7)
    cells = [Cell(desk, shape, shape)]
    assert lacking_front(cells, rooms, "customs_desk", box(0, -2, 10, 0)) == 0.0
    short = lacking_front(cells, rooms, "customs_desk", box(0, -2, 4, 0))
    shorter = lacking_front(cells, rooms, "customs_desk", box(0, -2, 2, 0))
    assert 0.7 < short < shorter
    assert lacking_front(cells, rooms, "customs_desk", box(0, -5, 10, -3)) == pytest.approx(1.5)


def test_a_room_without_a_second_door_for_those_behind_it_asks_for_two_then_for_more_room() -> None:
    """A desk of 70 m2 needs one door for itself; above 120 m2 the place of its doors was too short."""
    row = Placement("C", "A/1F", "customs_hall", None, 130 * M2, 1, 140 * M2, customs(70, 20))
    (zone_,) = items_of([row], CATALOGUE, WALL, docks=False)
    rooms = with_two_doors(
        room_items(zone_, CATALOGUE, WALL), CATALOGUE, rules(Floor([OFFICE])), columns=False
    )
    desk = next(room for room in rooms if room.kind == "customs_desk")
    shape = box(0, 0, 10, 7)
    layout: Any = SimpleNamespace(spaces=[SimpleNamespace(id="s1", polygon=box(0, 0, 10_000, 7_000))])
    plate_: Any = SimpleNamespace(angle=0.0)
    fill: Any = SimpleNamespace(rows=np.array([desk.row()]))
    faults, cells = [Fault("s1", DOORS, 0.5)], [Cell(0, shape, shape)]
    due = fill.rows[0, DUE]
    assert fill.rows[0, SINCE] > 70
    assert stricter(layout, faults, plate_, [desk], cells, fill)
    assert (fill.rows[0, SINCE], fill.rows[0, DUE]) == (0.0, due)
    assert stricter(layout, faults, plate_, [desk], cells, fill)
    assert (fill.rows[0, SINCE], fill.rows[0, DUE]) == (0.0, due + 2.0)
    assert not stricter(layout, [Fault("s1", "no way out", 1.0)], plate_, [desk], cells, fill)


# ---------------------------------------------------------------- compartments

ROOMS = [
    Place("open_office", (x, low, x + 9.88, low + 9.64), [x + 5.0])
    for x in (10.0, 20.0, 30.0, 40.0)
    for low in (0.24, 12.12)
]


def divided(most: float, floor: Floor) -> tuple[StoreyLayout, tuple[Polygon, ...]] | None:
    storey, layout = floor.scenario().buildings[0].storeys[0], floor.layout().storeys[0]
    found = compartments_of(storey, layout, most, WALL)
    if found is None:
        return None
    return replace(layout, compartments=found), tuple(part.polygon for part in found)


def test_a_storey_is_divided_along_its_rooms(tmp_path: Path) -> None:
    """1,320 m2 into two of at most 800 m2, each with a stair and a door to the outside."""
    floor = replace(HALVES, rooms=ROOMS, compartments=())
    found = divided(800.0, floor)
    assert found is not None
    layout, shapes = found
    assert len(shapes) == 2
    assert all(shape.area <= 800 * M2 for shape in shapes)
    assert shapely.union_all(shapes).symmetric_difference(mm((0, 0, 60, 22))).area < 0.1 * M2
    verdict = judge_scenario(tmp_path, "FIRE-50016-5.5.8", floor.scenario(), floor, Layout((layout,), ()))
    assert verdict.status == "pass"


def test_a_small_storey_is_not_divided() -> None:
    found = divided(1_320.0, replace(HALVES, rooms=ROOMS, compartments=()))
    assert found is not None
    assert found[1] == ()


def test_four_exits_are_not_enough_for_three_compartments() -> None:
    assert divided(500.0, replace(HALVES, rooms=ROOMS, compartments=())) is None
