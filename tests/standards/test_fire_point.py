"""Reach of the fire point: examples worked on paper.

The fire point lies at the corridor of a building; its door is at (15, 9.94), the only exit at (30, 12). That
is 0.06 m to the corridor, hypot(15, 2) m through it, and 2 x 0.12 m through the wall's door: 15.433 m. From
the exit a road leads north to the entrance of another building. At 1.5 m/s three minutes are 270 m.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from shapely import LineString, Point, box

from planner.check.compliance import Verdict
from planner.model import Building, Exit, Layout, Scenario, SiteRoad
from tests.standards.floors import SOUTH, Floor, Place, judge_scenario

CLAUSE = "FIRE-301-3"
INSIDE = 0.3 + math.hypot(15.0, 2.0)
FAR = 254.567
"""Metres of road: with the way inside 269.9998."""


def floor(kind: str = "fire_point", storeys: int = 1) -> Floor:
    return Floor([Place(kind, SOUTH, [15.0], zone="public_service")], exits=[(30, 1.5)], storeys=storeys)


def beside(own: Floor, metres: float, storeys: int = 1) -> tuple[Scenario, tuple[SiteRoad, ...]]:
    """A building at the end of a road of so many metres."""
    scenario, end = own.scenario(), 12_000 + round(metres * 1000)
    ground = scenario.buildings[0].storeys[0]
    shape = box(20_000, end, 40_000, end + 10_000)
    levels = tuple(
        replace(
            ground,
            id=f"N/{level}F",
            building="N",
            level=level,
            elevation_mm=(level - 1) * 4_500,
            outline=shape,
            cores=(),
            exits=(Exit("N/1F/X1", Point(30_000, end), 1_500),) if level == 1 else (),
        )
        for level in range(1, storeys + 1)
    )
    other = Building("N", "N", "N", True, False, "II", levels)
    line = LineString([(30_000, 12_000), (30_000, end)])
    road = SiteRoad("R1", box(28_000, 12_000, 32_000, end), line, 4_000, ())
    return replace(scenario, buildings=(*scenario.buildings, other)), (road,)


def judge(folder: Path, own: Floor, scenario: Scenario, roads: tuple[SiteRoad, ...]) -> Verdict:
    """The fire point is on the ground storey alone."""
    ground, *upper = own.layout().storeys
    other = [replace(s, spaces=tuple(replace(room, kind="meeting_room") for room in s.spaces)) for s in upper]
    return judge_scenario(folder, CLAUSE, scenario, own, Layout((ground, *other), roads))


@pytest.mark.parametrize(
    ("metres", "status"), [(100.0, "pass"), (FAR, "pass"), (FAR + 0.001, "fail"), (300.0, "fail")]
)
def test_three_minutes_on_foot(tmp_path: Path, metres: float, status: str) -> None:
    own = floor()
    verdict = judge(tmp_path, own, *beside(own, metres))
    assert (verdict.status, verdict.strength) == (status, "recommended")
    told = {row.subject: row for row in verdict.findings}
    assert told["A: entrance"].measured == 0.0
    assert told["N: entrance"].measured == pytest.approx((INSIDE + metres) / 1.5, abs=1e-5)
    if status == "fail":
        way = told["N: entrance"].where
        assert isinstance(way, LineString)
        assert way.length / 1000 == pytest.approx(INSIDE + metres, abs=1e-3)


def test_other_speeds(tmp_path: Path) -> None:
    own = floor()
    scenario, roads = beside(own, 300.0)
    quick = replace(scenario, policies=replace(scenario.policies, responder_speed_m_s=2.0))
    assert judge(tmp_path, own, quick, roads).status == "pass"  # 315.4 m in 157.7 s


def test_storeys_by_the_policy(tmp_path: Path) -> None:
    """9.06 m to the stair's door and 0.2 m through it are 6.2 s, 9 m of height 30 s. N/2F has no stair."""
    own = floor(storeys=3)
    scenario, roads = beside(own, 100.0, storeys=2)
    told = {row.subject: row for row in judge(tmp_path / "1", own, scenario, roads).findings}
    assert told["A/3F"].measured == pytest.approx(36.2, abs=0.1)
    assert told["N/2F"].measured == math.inf
    strict = replace(scenario, policies=replace(scenario.policies, fire_point_reaches="storeys"))
    verdict = judge(tmp_path / "2", own, strict, roads)
    assert verdict.status == "fail"
    assert [row.subject for row in verdict.findings if row.ok is False] == ["N/2F"]


def test_a_building_that_no_road_reaches(tmp_path: Path) -> None:
    own = floor()
    scenario, roads = beside(own, 100.0)
    line = LineString([(30_000, 12_000), (30_000, 60_000)])
    short = replace(roads[0], polygon=box(28_000, 12_000, 32_000, 60_000), centreline=line)
    verdict = judge(tmp_path, own, scenario, (short,))
    assert [row.subject for row in verdict.findings if row.ok is False] == ["N: entrance"]


def test_without_fire_point_or_roads(tmp_path: Path) -> None:
    own = floor("meeting_room")
    assert judge(tmp_path / "1", own, *beside(own, 100.0)).status == "not_applicable"
    own = floor()
    scenario, _ = beside(own, 100.0)
    verdict = judge(tmp_path / "2", own, scenario, ())
    assert verdict.status == "undecided"
    assert [(row.measured, row.limit) for row in verdict.findings] == [("missing", "layout.road")]
