"""Lanes round buildings, places to turn, stands for ladders: examples worked on paper.

The building is 60 x 22 m, its corner at the origin.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon, box

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.fire_site import AerialSite, FireLane, FireSite, Turnaround
from planner.model import Allocation, Gate, Scenario, Solution
from planner.verify import verify
from tests.standards.floors import SOUTH, Floor, Place

M = 1_000
OFFICE = Place("open_office", SOUTH, [15.0])
LOW, HIGH = Floor([OFFICE], storeys=4, height=6.0), Floor([OFFICE], storeys=4, height=6.001)  # 24 m, 24.004 m


def judge(
    folder: Path, clause: str, floor: Floor, fire: FireSite, scenario: Scenario | None = None
) -> Verdict:
    park = scenario or floor.scenario()
    layout = replace(floor.layout(), fire=fire)
    allocation = Allocation("feasible", (), (), {}, 0.0, 0.0)
    write_bundle(folder, Solution(park, allocation, layout, 1, {}, False, ()), resolved="")
    return verify(park, folder).verdict(clause)


def lane(*points: tuple[float, float], id: str = "FL01") -> FireLane:
    """A lane of 4 m along a line in metres."""
    line = LineString([(x * M, y * M) for x, y in points])
    return FireLane(id, line.buffer(2 * M, cap_style="flat", join_style="mitre"), line, 4 * M)


def ring(away: float) -> FireLane:
    """A lane whose edge keeps that distance from the building on all sides."""
    axis = box(0, 0, 60 * M, 22 * M).buffer((away + 2) * M, join_style="mitre").exterior
    shape = axis.buffer(2 * M, join_style="mitre")
    assert isinstance(shape, Polygon)
    return FireLane("FL01", shape, LineString(axis.coords), 4 * M)


def along(y: float, left: float, right: float, id: str = "FL01") -> FireLane:
    return lane((left, y), (right, y), id=id)


@pytest.mark.parametrize(
    ("lanes", "status", "measured"),
    [
        ([ring(5)], "pass", "ring"),
        ([ring(45)], "pass", "ring"),  # on the limit of what counts as round it
        ([ring(45.2)], "fail", "0 sides"),
        # edges 5 m off along both sides of 60 m
        ([along(-7, -10, 70), along(29, -10, 70, "FL02")], "pass", "2 sides"),
        ([along(-7, -10, 70)], "fail", "1 sides"),
        # looked at every 6 m, from x = 3 to 57; 15 m reach 14.14 m past the end of a lane that is 5 m off:
        # from 37 to 51.14, so that 9 of 10 places have it; from 36 to 50.14: 8
        ([along(-7, -10, 37), along(29, -10, 70, "FL02")], "pass", "2 sides"),
        ([along(-7, -10, 36), along(29, -10, 70, "FL02")], "fail", "1 sides"),
        ([], "undecided", "missing"),
    ],
)
def test_a_high_rise_has_lanes_round_it_or_along_both_sides(
    tmp_path: Path, lanes: list[FireLane], status: str, measured: str
) -> None:
    verdict = judge(tmp_path, "FIRE-55037-3.4.3", HIGH, FireSite(tuple(lanes)))
    assert verdict.status == status
    assert verdict.worst is not None
    assert verdict.worst.measured == measured


@pytest.mark.parametrize(
    ("floor", "status"),
    [
        (LOW, "not_applicable"),  # 24.0 m are not over 24 m
        (Floor([OFFICE], size=(60, 50)), "not_applicable"),  # 3000 m2 are not over 3000 m2
        (Floor([OFFICE], size=(60, 50.1)), "fail"),
    ],
)
def test_who_needs_lanes_on_both_sides(tmp_path: Path, floor: Floor, status: str) -> None:
    fire = FireSite((along(-7, -10, 70),))
    assert judge(tmp_path, "FIRE-55037-3.4.3", floor, fire).status == status


@pytest.mark.parametrize(("size", "status"), [((60, 25), "not_applicable"), ((60, 25.1), "fail")])
def test_a_warehouse_needs_them_from_1500_m2(tmp_path: Path, size: tuple[float, float], status: str) -> None:
    floor = Floor([Place("warehouse", SOUTH, [15.0])], size=size)
    fire = FireSite((along(-7, -10, 70),))
    assert judge(tmp_path, "FIRE-55037-3.4.2", floor, fire).status == status
    assert judge(tmp_path / "civil", "FIRE-55037-3.4.3", floor, fire).status == "not_applicable"


def gated(floor: Floor) -> Scenario:
    """With a gate at (-100, -7), where the lanes of these tests come in."""
    scenario = floor.scenario()
    gate = Gate("G1", Point(-100 * M, -7 * M), 9 * M, frozenset(("fire",)))
    return replace(scenario, site=replace(scenario.site, gates=(gate,)))


def square(x: float, y: float, side: float) -> Turnaround:
    half = side / 2
    shape = box((x - half) * M, (y - half) * M, (x + half) * M, (y + half) * M)
    return Turnaround("TA01", shape, round(side * M))


@pytest.mark.parametrize(
    ("end", "places", "status"),
    [
        (40, [], "not_applicable"),  # the branch of 40 m is not longer than 40 m
        (40.1, [], "fail"),
        (80, [square(80, 40, 12)], "pass"),
        (80, [square(80, 40, 11.9)], "fail"),
        (80, [square(-60, -7, 12)], "fail"),  # far from the end
    ],
)
def test_a_lane_that_ends_has_a_turning_place(
    tmp_path: Path, end: float, places: list[Turnaround], status: str
) -> None:
    """From the gate east, round a loop back to it; from the loop north a branch that ends."""
    loop = lane((-100, -7), (80, -7), (80, -47), (-99.5, -47), (-99.5, -8), id="FL01")
    branch = lane((80, -7), (80, -7 + end), id="FL02")
    if end == 80:
        branch = lane((80, -7), (80, 40), id="FL02")
    fire = FireSite((loop, branch), tuple(places))
    verdict = judge(tmp_path, "FIRE-50016-7.1.9-a", LOW, fire, gated(LOW))
    assert verdict.status == status
    if places and status == "pass":
        assert (
            judge(tmp_path / "b", "FIRE-50016-7.1.9-b", HIGH, fire, gated(HIGH)).status == "fail"
        )  # 12 of 15 m


@pytest.mark.parametrize(
    ("last", "status"), [(-7.0, "not_applicable"), (-9.0, "not_applicable"), (-9.1, "fail")]
)
@pytest.mark.parametrize("turn", [1, -1])
def test_a_lane_that_comes_back_to_itself_does_not_end(
    tmp_path: Path, last: float, turn: int, status: str
) -> None:
    """From the gate round a loop onto its own axis at (-50, -7), where there is no corner; or short of it."""
    axis = [(-100.0, -7.0), (80.0, -7.0), (80.0, -47.0), (-50.0, -47.0), (-50.0, last)]
    fire = FireSite((lane(*axis[::turn]),))
    assert judge(tmp_path, "FIRE-50016-7.1.9-a", LOW, fire, gated(LOW)).status == status


def test_a_short_spur_of_a_ring_behind_one_gate_needs_no_turning_place(tmp_path: Path) -> None:
    """An engine turns by driving round: the spur of 30 m ends, not the 100 m from the gate."""
    loop = lane((-100, -7), (80, -7), (80, -47), (-50, -47), (-50, -7))
    for end, status in ((23, "not_applicable"), (34, "fail")):
        fire = FireSite((loop, lane((80, -7), (80, end), id="FL02")))
        assert judge(tmp_path / status, "FIRE-50016-7.1.9-a", LOW, fire, gated(LOW)).status == status


def test_an_end_on_the_surface_of_a_lane_is_joined_to_it(tmp_path: Path) -> None:
    """2 m off the axis is the edge of a lane of 4 m; beyond it the lane ends before the other."""
    loop = lane((-100, -7), (80, -7), (80, -47), (-99.5, -47), (-99.5, -8))
    for gap, status in ((2.0, "not_applicable"), (2.1, "fail")):
        back = lane((80, -7), (120, -7), (120, -30), (80 + gap, -30), id="FL02")
        fire = FireSite((loop, back))
        assert judge(tmp_path / status, "FIRE-50016-7.1.9-a", LOW, fire, gated(LOW)).status == status


def stand(left: float, right: float, near: float = 5, depth: float = 10, id: str = "AS01") -> AerialSite:
    return AerialSite(id, box(left * M, -(near + depth) * M, right * M, -near * M), "A")


@pytest.mark.parametrize(
    ("clause", "stands", "status"),
    [
        ("FIRE-50016-7.2.1", [stand(0, 60)], "pass"),
        ("FIRE-50016-7.2.1", [stand(0, 59.9)], "fail"),
        ("FIRE-50016-7.2.1", [stand(0, 30), stand(30, 60, id="AS02")], "pass"),
        ("FIRE-50016-7.2.1", [], "fail"),
        ("FIRE-50016-7.2.2-a", [stand(0, 60, depth=10)], "pass"),
        ("FIRE-50016-7.2.2-a", [stand(0, 60, depth=9.9)], "fail"),
        ("FIRE-50016-7.2.2-b", [stand(0, 15)], "pass"),
        ("FIRE-50016-7.2.2-b", [stand(0, 14.9)], "fail"),
        ("FIRE-50016-7.2.2-c", [stand(0, 15)], "not_applicable"),  # 24 m high
        ("FIRE-50016-7.2.2-d", [stand(0, 60, near=10)], "pass"),
        ("FIRE-50016-7.2.2-d", [stand(0, 60, near=10.1)], "fail"),
    ],
)
def test_stands_for_ladders(tmp_path: Path, clause: str, stands: list[AerialSite], status: str) -> None:
    fire = FireSite((along(-10, -10, 70),), (), tuple(stands))
    assert judge(tmp_path, clause, HIGH, fire).status == status
    assert judge(tmp_path / "low", clause, LOW, fire).status == "not_applicable"


def test_beside_a_building_over_50_m_a_stand_is_20_m_long(tmp_path: Path) -> None:
    tall = Floor([OFFICE], storeys=10, height=5.001)
    lanes = (along(-10, -10, 70),)
    for length, status in ((20, "pass"), (19.9, "fail")):
        fire = FireSite(lanes, (), (stand(0, length),))
        assert judge(tmp_path / status, "FIRE-50016-7.2.2-c", tall, fire).status == status


def test_without_lanes_nothing_is_said_of_stands(tmp_path: Path) -> None:
    verdict = judge(tmp_path, "FIRE-50016-7.2.1", HIGH, FireSite())
    assert verdict.status == "undecided"
    assert verdict.worst is not None
    assert (verdict.worst.measured, verdict.worst.limit) == ("missing", "layout.aerial_site")
