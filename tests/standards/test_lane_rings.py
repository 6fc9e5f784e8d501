"""Rings and their joints, passages, courtyards, slopes, what an engine sweeps: worked on paper, then designs.

The building is 60 x 22 m with its corner at the origin; lanes are 4 m wide and keep 6 m from it, so that
their axes run round the rectangle from (-8, -8) to (68, 30). Gates lie at (-40, -8), perhaps at (110, -8).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import shapely
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.bundle import write_bundle
from planner.check.compliance import Verdict
from planner.check.lanes import lane_network
from planner.circulation.site import site_roads
from planner.fire_site import FireLane, FireSite
from planner.model import Allocation, Gate, Layout, Scenario, Solution
from planner.verify import verify
from solvers.lanes.design import design_fire_site
from tests.circulation.sites import random_park
from tests.solvers.lanes.sites import M, block, site
from tests.standards.floors import SOUTH, Floor, Place

OFFICE = Place("open_office", SOUTH, [15.0])
RING = [(-8.0, -8.0), (68.0, -8.0), (68.0, 30.0), (-8.0, 30.0), (-8.0, -8.0)]
WEST, EAST = (-40.0, -8.0), (110.0, -8.0)


def lane(id: str, points: Sequence[tuple[float, float]], width: float = 4.0, **stated: Any) -> FireLane:
    line = LineString([(x * M, y * M) for x, y in points])
    surface = line.buffer(width * M / 2, cap_style="square", join_style="mitre")
    return FireLane(id, surface, line, round(width * M), **stated)


def with_gates(scenario: Scenario, *gates: tuple[float, float]) -> Scenario:
    """On land of 1 x 1 km, with gates that lie where they are wanted."""
    everyone = scenario.site.gates[0].traffic
    at = tuple(Gate(f"G{k}", Point(x * M, y * M), 9_000, everyone) for k, (x, y) in enumerate(gates, 1))
    land = box(-500 * M, -500 * M, 500 * M, 500 * M)
    return replace(scenario, site=replace(scenario.site, boundary=land, gates=at))


def judged(folder: Path, clause: str, scenario: Scenario, *lanes: FireLane) -> Verdict:
    layout = Layout(Floor([OFFICE]).layout().storeys, (), FireSite(lanes=lanes))
    write_bundle(
        folder,
        Solution(scenario, Allocation("feasible", (), (), {}, 0.0, 0.0), layout, 1, {}, False, ()),
        resolved="",
    )
    return verify(scenario, folder).verdict(clause)


JOINTS = "FIRE-50016-7.1.9-c"


@pytest.mark.parametrize(
    ("gates", "more", "ways"),
    [
        ([WEST, EAST], [[WEST, (-8, -8)], [EAST, (68, -8)]], 2.0),
        ([WEST, EAST], [[WEST, (-8, -8)]], 1.0),
        ([WEST], [[WEST, (-8, -8)]], 2.0),  # a single gate: its way in is the public road up to the ring
        # a single gate whose way in has a side lane before the ring: from there on one way only
        ([WEST], [[WEST, (-8, -8)], [(-30, -8), (-30, 40)]], 1.0),
        # the same side lane led on to the ring: two ways part at the junction
        ([WEST], [[WEST, (-8, -8)], [(-30, -8), (-30, 30), (-8, 30)]], 2.0),
        ([(200, 200)], [[WEST, (-8, -8)]], 0.0),  # no gate near
        ([(30, -9)], [], 2.0),  # the ring itself passes a gate, between two of its corners
    ],
)
def test_ways_from_a_ring(
    tmp_path: Path,
    gates: list[tuple[float, float]],
    more: list[list[tuple[float, float]]],
    ways: float,
) -> None:
    lanes = [lane("R", RING), *(lane(f"L{k}", points) for k, points in enumerate(more))]
    verdict = judged(tmp_path, JOINTS, with_gates(Floor([OFFICE]).scenario(), *gates), *lanes)
    assert verdict.status == ("pass" if ways >= 2 else "fail")
    assert verdict.worst is not None
    assert verdict.worst.measured == ways


def test_no_ring_no_joints_and_no_axis_no_verdict(tmp_path: Path) -> None:
    scenario = with_gates(Floor([OFFICE]).scenario(), WEST)
    open_ring = lane("R", RING[:-1])
    assert judged(tmp_path / "1", JOINTS, scenario, open_ring).status == "not_applicable"
    assert judged(tmp_path / "2", JOINTS, scenario).status == "not_applicable"
    bare = replace(lane("R", RING), centreline=LineString())
    assert judged(tmp_path / "3", JOINTS, scenario, bare).status == "undecided"


@pytest.mark.parametrize(
    ("slope", "should", "must"),
    [
        (None, "undecided", "undecided"),
        (8.0, "pass", "pass"),
        (8.001, "fail", "pass"),
        (10.0, "fail", "pass"),
        (10.001, "fail", "fail"),
    ],
)
def test_slopes(tmp_path: Path, slope: float | None, should: str, must: str) -> None:
    scenario = with_gates(Floor([OFFICE]).scenario(), WEST)
    steep = lane("L", [WEST, (60, -8)], slope_percent=slope)
    assert judged(tmp_path / "should", "FIRE-50016-7.1.8-5", scenario, steep).status == should
    verdict = judged(tmp_path / "must", "FIRE-55037-3.4.5", scenario, steep)
    assert verdict.status == must
    if slope is None:
        assert verdict.worst is not None
        assert verdict.worst.limit == "site.slope_percent"


def long_park(width: float, depth: float, hole: Polygon | None = None) -> Scenario:
    (building,) = Floor([OFFICE]).scenario().buildings
    outline = box(0, 0, width * M, depth * M)
    if hole is not None:
        outline = Polygon(outline.exterior, [hole.exterior])
    storey = replace(building.storeys[0], outline=outline, cores=(), exits=(), daylight=())
    upper = replace(storey, id="A/2F", level=2, elevation_mm=5_000, outline=box(0, 0, width * M, depth * M))
    scenario = Floor([OFFICE]).scenario()
    park = replace(scenario, buildings=(replace(building, storeys=(storey, upper)),))
    return with_gates(park, WEST)


THROUGH = "FIRE-50016-7.1.1"


@pytest.mark.parametrize(
    ("width", "depth", "asked"),
    [(150, 30, False), (150.001, 30, True), (150, 70, False), (150, 70.001, True), (110, 110, False)],
)
def test_from_which_length_a_lane_passes_through(
    tmp_path: Path, width: float, depth: float, asked: bool
) -> None:
    beside = lane("L", [(-20, -8), (60, -8)])
    verdict = judged(tmp_path, THROUGH, long_park(width, depth), beside)
    assert verdict.status == ("fail" if asked else "not_applicable")


@pytest.mark.parametrize(
    ("points", "status", "measured"),
    [
        ([(80, -20), (80, 50)], "pass", "through"),
        ([(80, -20), (80, 27)], "fail", "none"),  # it ends inside
        ([(-8, -8), (168, -8), (168, 38), (-8, 38), (-8, -8)], "pass", "ring"),
        ([(80, -20), (80, -8)], "fail", "none"),
    ],
)
def test_through_a_long_building_or_round_it(
    tmp_path: Path, points: list[tuple[float, float]], status: str, measured: str
) -> None:
    verdict = judged(tmp_path, THROUGH, long_park(160, 30), lane("L", points))
    assert (verdict.status, verdict.worst.measured if verdict.worst else None) == (status, measured)
    assert judged(tmp_path / "without", THROUGH, long_park(160, 30)).status == "undecided"


@pytest.mark.parametrize(
    ("short", "points", "status"),
    [
        (24.0, [(-20, -8), (60, -8)], "not_applicable"),
        (24.001, [(-20, -8), (60, -8)], "fail"),
        (24.001, [(40, -8), (40, 30)], "pass"),
        (24.001, [], "undecided"),
    ],
)
def test_lanes_into_courtyards(
    tmp_path: Path, short: float, points: list[tuple[float, float]], status: str
) -> None:
    """A courtyard of 40 m by ``short``, 15 m from each facade."""
    park = long_park(70, 30 + short)
    court: BaseGeometry = box(15 * M, 15 * M, 55 * M, (15 + short) * M)
    (building,) = park.buildings
    floors = tuple(
        replace(floor, outline=floor.outline.difference(court))  # type: ignore[arg-type]  # one polygon
        for floor in building.storeys
    )
    park = replace(park, buildings=(replace(building, storeys=floors),))
    lanes = [lane("L", points)] if points else []
    assert judged(tmp_path, "FIRE-50016-7.1.4", park, *lanes).status == status


SWEEP = "FIRE-50016-7.1.8-2"


@pytest.mark.parametrize(
    ("width", "status"),
    [(4.0, "fail"), (7.0, "pass")],  # a 12 m truck leaves a 4 m lane in a bend of 9 m, not one of 7 m
)
def test_a_truck_stays_on_the_paving_of_bends(tmp_path: Path, width: float, status: str) -> None:
    arc = [(11 * math.sin(t), 11 - 11 * math.cos(t)) for t in (k * math.pi / 60 for k in range(31))]
    bend = lane("L", [(-80 + x, -60 + y) for x, y in [(-30.0, 0.0), *arc, (11.0, 41.0)]], width)
    verdict = judged(tmp_path, SWEEP, with_gates(Floor([OFFICE]).scenario(), (-110, -60)), bend)
    assert verdict.status == status
    straight = lane("L", [WEST, (60, -8)])
    assert (
        judged(tmp_path / "s", SWEEP, with_gates(Floor([OFFICE]).scenario(), WEST), straight).status == "pass"
    )


def test_a_lane_that_ends_just_before_a_bend_joins_it() -> None:
    """R runs round a bend of 11 m; S ends at the corner of its pieces, 0.56 m outside the kerb of R.

    From the corner to the arc it is 11 sqrt 2 - 11 = 4.56 m, less half the width of R.
    """
    arc = [(11 * math.sin(t), 11 - 11 * math.cos(t)) for t in (k * math.pi / 60 for k in range(31))]
    bend = lane("R", [(-40.0, 0.0), *arc, (11.0, 50.0)], 8.0)
    stem = lane("S", [(11.0, -40.0), (11.0, 0.0)])
    assert bend.polygon.distance(Point(11 * M, 0)) == pytest.approx(560, abs=30)
    assert nx.is_connected(lane_network([bend, stem]))
    away = replace(stem, polygon=box(9 * M, -40 * M, 13 * M, -3 * M))
    assert not nx.is_connected(lane_network([bend, away]))


STEM, BAR = [(200.0, 140.0), (200.0, 200.0)], [(140.0, 200.0), (260.0, 200.0)]


def filled(side: float) -> list[FireLane]:
    """A lane to the north that ends on one from west to east, both 4 m wide, and two triangles between them.

    They lie in the corners of the kerbs and have legs of that length.
    """
    stem, bar = lane("S", STEM), lane("B", BAR)
    corners = [
        Polygon([(x * M, 198 * M), (x * M, (198 - side) * M), ((x + out * side) * M, 198 * M)])
        for x, out in ((202, 1), (198, -1))
    ]
    surface = shapely.union_all([stem.polygon, *corners]) if side else stem.polygon
    return [replace(stem, polygon=surface), bar]


@pytest.mark.parametrize(("side", "status"), [(0.0, "fail"), (9.0, "fail"), (12.0, "pass")])
def test_a_truck_turns_from_lane_to_lane(tmp_path: Path, side: float, status: str) -> None:
    """From the stem to either arm of a T: not past square kerbs, but with 12 m of the corners paved.

    On a triangle of 9 m its rear still cuts the kerb: in a turn of 11 m the rear axle runs on 8.87 m.
    """
    park = with_gates(Floor([OFFICE]).scenario(), (200, 140))
    verdict = judged(tmp_path, SWEEP, park, *filled(side))
    assert verdict.status == status
    turned = [finding for finding in verdict.findings if "from" in finding.subject]
    assert [finding.ok for finding in turned if finding.subject.startswith("S")] == [True]
    arms = [finding for finding in turned if finding.subject == "B from (200.0, 200.0)"]
    assert [finding.ok for finding in arms] == [status == "pass"] * 2
    if status == "fail":
        inner = shapely.MultiPoint([(198 * M, 198 * M), (202 * M, 198 * M)])
        assert all(f.where is not None and f.where.distance(inner) < 10 * M for f in arms)


def test_a_turn_that_need_not_be_made_does_not_count(tmp_path: Path) -> None:
    """The western corner is not paved: with a gate at either end of the bar it comes from the east."""
    stem, bar = filled(12.0)
    east = stem.polygon.difference(box(150 * M, 150 * M, 198 * M, 198 * M))
    lanes = [replace(stem, polygon=east), bar]
    scenario = Floor([OFFICE]).scenario()
    assert (
        judged(tmp_path / "2", SWEEP, with_gates(scenario, (140, 200), (260, 200)), *lanes).status == "pass"
    )
    assert judged(tmp_path / "1", SWEEP, with_gates(scenario, (140, 200)), *lanes).status == "fail"


def test_a_lane_without_a_way_from_a_gate_is_told(tmp_path: Path) -> None:
    lanes = [*filled(12.0), lane("X", [(300, 0), (360, 0)])]
    verdict = judged(tmp_path, SWEEP, with_gates(Floor([OFFICE]).scenario(), (200, 140)), *lanes)
    assert verdict.status == "fail"
    assert [finding.subject for finding in verdict.findings if finding.ok is False] == ["X"]


def test_a_lane_that_passes_a_gate_between_its_ends_is_reached_from_it(tmp_path: Path) -> None:
    """A straight lane of 120 m, the gate 1 m beside its middle: a way leads to both halves."""
    park = with_gates(Floor([OFFICE]).scenario(), (200, 201))
    verdict = judged(tmp_path, SWEEP, park, lane("B", BAR))
    assert [finding for finding in verdict.findings if finding.ok is False] == []
    assert verdict.status == "pass"


# What the planner designs, judged from its own polygons.


def judged_design(folder: Path, park: Scenario) -> dict[str, Verdict]:
    park = replace(park, standards=("cbep", "sbt11233", "fire"))
    roads = site_roads(park)
    layout = Layout((), roads, design_fire_site(park, roads).site)
    solution = Solution(park, Allocation("feasible", (), (), {}, 0.0, 0.0), layout, 1, {}, False, ())
    write_bundle(folder, solution, resolved="")
    return {verdict.clause: verdict for verdict in verify(park, folder).verdicts}


@pytest.mark.parametrize("seed", range(4))
def test_designed_rings_are_joined_in_two_places(tmp_path: Path, seed: int) -> None:
    """All buildings of a random site become high-rises: as many rings as there is room for."""
    low = random_park(seed, 4)
    high = tuple(
        replace(building, storeys=tuple(_raised(building.storeys[0], level) for level in range(1, 8)))
        for building in low.buildings
    )
    verdicts = judged_design(tmp_path, replace(low, buildings=high))
    assert verdicts[JOINTS].status in ("pass", "not_applicable"), verdicts[JOINTS].worst
    assert verdicts[SWEEP].status == "pass", verdicts[SWEEP].worst


def _raised(ground: Any, level: int) -> Any:
    if level == 1:
        return ground
    id = f"{ground.building}/{level}F"
    return replace(ground, id=id, level=level, elevation_mm=(level - 1) * 4_500, exits=(), docks=())


def test_a_designed_ring_is_counted(tmp_path: Path) -> None:
    park = site(160, 120, [block("A", 50, 45, 110, 75, height=30, storeys=8)], [(80, 0), (0, 60)])
    verdict = judged_design(tmp_path, park)[JOINTS]
    assert (verdict.status, len(verdict.findings)) == ("pass", 1)
