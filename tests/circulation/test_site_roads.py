"""Roads inside the site: they reach every door, stay where they may, and leave room for facades."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from planner.circulation.site import site_roads, unreached
from planner.model import Scenario, SiteRoad
from planner.scenario import load_scenario
from tests.circulation.sites import building, metres, park, random_park

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
SQUARE = metres((0, 0), (120, 0), (120, 100), (0, 100))
HALL = metres((30, 35), (90, 35), (90, 65), (30, 65))


def m(x: float, y: float) -> Point:
    return Point(x * 1000, y * 1000)


def assert_sound(scenario: Scenario, roads: tuple[SiteRoad, ...]) -> None:
    """What holds for the roads of any site."""
    built = shapely.union_all([s.outline for s in scenario.storeys if s.is_ground])
    ponds = shapely.union_all([o.polygon for o in scenario.site.obstacles])
    for road in roads:
        assert road.polygon.is_valid
        assert scenario.site.boundary.buffer(2).covers(road.polygon), f"{road.id} leaves the site"
        assert road.polygon.intersection(built).area < 20_000, f"{road.id} runs through a building"
        assert road.polygon.intersection(ponds).area < 20_000, f"{road.id} runs through an obstacle"
    assert len({road.id for road in roads}) == len(roads)
    paved = shapely.union_all([road.polygon for road in roads])
    assert sum(road.polygon.area for road in roads) - paved.area < 50_000, "roads overlap"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_shipped_scenarios_are_reached_everywhere(path: Path) -> None:
    scenario = load_scenario(path)
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    assert_sound(scenario, roads)
    served = {id for road in roads for id in road.serves}
    doors = {e.id for s in scenario.storeys if s.is_ground for e in s.exits}
    doors |= {d.id for s in scenario.storeys if s.is_ground for d in s.docks}
    assert served == doors | {gate.id for gate in scenario.site.gates}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_shipped_scenarios_keep_five_metres_from_facades(path: Path) -> None:
    """GB 50016 7.1.8-4; only aprons and bends near their door come closer."""
    scenario = load_scenario(path)
    built = shapely.union_all([s.outline for s in scenario.storeys if s.is_ground])
    doors = [e.point for s in scenario.storeys if s.is_ground for e in s.exits]
    doors += [d.point for s in scenario.storeys if s.is_ground for d in s.docks]
    aprons = shapely.union_all([door.buffer(17_000) for door in doors])
    for road in site_roads(scenario):
        rest = road.polygon.difference(aprons)
        assert rest.is_empty or rest.distance(built) >= 4_990, road.id


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 7))
def test_random_sites_are_reached_everywhere(seed: int, count: int) -> None:
    scenario = random_park(seed, count)
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    assert_sound(scenario, roads)


def test_a_large_site() -> None:
    scenario = random_park(1, 32)
    roads = site_roads(scenario)
    assert len(scenario.buildings) > 25
    assert unreached(scenario, roads) == ()
    assert_sound(scenario, roads)


def test_the_same_site_gives_the_same_roads() -> None:
    scenario = random_park(5, 5)
    first, second = site_roads(scenario), site_roads(scenario)
    assert [road.polygon.wkb for road in first] == [road.polygon.wkb for road in second]
    assert [(r.id, r.serves, r.width_mm) for r in first] == [(r.id, r.serves, r.width_mm) for r in second]


def test_trucks_get_two_lanes_and_people_one() -> None:
    """GB 50352-2019 5.2.2-1: 7 m for two lanes, 4 m for one."""
    scenario = park(SQUARE, [m(60, 0), m(120, 80)], [building("A", HALL, [m(30, 50)], [m(60, 65)])])
    roads = {id: road for road in site_roads(scenario) for id in road.serves}
    assert roads["A/1F/D1"].width_mm == 7_000
    assert roads["G1"].width_mm == roads["G2"].width_mm == 7_000
    assert roads["A/1F/X1"].width_mm == 4_000


def test_the_only_gate_has_two_lanes() -> None:
    """GB 50352-2019 4.2.1: a single connecting road is at least 7 m wide."""
    scenario = park(SQUARE, [m(60, 0)], [building("A", HALL, [m(60, 35), m(30, 50)])])
    gate_road = next(road for road in site_roads(scenario) if "G1" in road.serves)
    assert gate_road.width_mm == 7_000


def test_the_way_in_is_straight_and_no_longer_than_it_must_be() -> None:
    """Gate opposite the door, 35 m apart: one straight line of roads."""
    scenario = park(SQUARE, [m(60, 0)], [building("A", HALL, [m(60, 35)])])
    roads = site_roads(scenario)
    assert sum(road.centreline.length for road in roads) == pytest.approx(35_000, abs=5)


def test_docks_of_one_facade_share_a_yard() -> None:
    docks = [m(50, 65), m(58, 65), m(66, 65)]
    scenario = park(SQUARE, [m(60, 100)], [building("A", HALL, [], docks)])
    yards = [road for road in site_roads(scenario) if "A/1F/D1" in road.serves]
    assert len(yards) == 1
    assert set(yards[0].serves) >= {"A/1F/D1", "A/1F/D2", "A/1F/D3"}
    facade = LineString([(50_000, 65_000), (66_000, 65_000)])
    assert yards[0].polygon.buffer(5).covers(facade)


def test_roads_keep_off_ponds() -> None:
    pond = metres((50, 10), (70, 10), (70, 26), (50, 26))
    scenario = park(SQUARE, [m(60, 0)], [building("A", HALL, [m(60, 35)])], [pond])
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    assert all(road.polygon.distance(pond) >= 499 for road in roads)


def test_existing_roads_are_used() -> None:
    """The detour over the existing road is cheaper than a new one straight to the door."""
    existing = LineString([(10_000, 0), (10_000, 80_000), (110_000, 80_000)])
    scenario = park(SQUARE, [m(10, 0)], [building("A", HALL, [m(60, 65)])], (), [existing])
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    length = sum(road.centreline.intersection(existing.buffer(50)).length for road in roads)
    assert length > 100_000
    assert {road.width_mm for road in roads} <= {4_000, 6_000, 7_000}


def test_a_walled_in_door_is_named() -> None:
    """Its neighbour stands 3 m in front of it: no lane fits, the other door is still reached."""
    other = metres((30, 20), (90, 20), (90, 32), (30, 32))
    scenario = park(SQUARE, [m(60, 0)], [building("A", HALL, [m(60, 35), m(60, 65)]), building("B", other)])
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ("A/1F/X1",)


def test_a_courtyard_without_passage_is_named() -> None:
    court = [(45_000, 42_000), (75_000, 42_000), (75_000, 58_000), (45_000, 58_000)]
    ring = Polygon([(25_000, 30_000), (95_000, 30_000), (95_000, 70_000), (25_000, 70_000)], [court])
    scenario = park(SQUARE, [m(60, 0)], [building("A", ring, [m(60, 42), m(60, 30)])])
    assert unreached(scenario, site_roads(scenario)) == ("A/1F/X1",)


def test_unreached_looks_at_polygons_not_at_promises() -> None:
    scenario = park(SQUARE, [m(60, 0)], [building("A", HALL, [m(60, 35), m(30, 50)])])
    roads = site_roads(scenario)
    assert unreached(scenario, ()) == ("G1", "A/1F/X1", "A/1F/X2")
    gate_road = next(road for road in roads if "G1" in road.serves)
    cut = tuple(road for road in roads if road is not gate_road)
    assert set(unreached(scenario, cut)) == {"G1", "A/1F/X1", "A/1F/X2"}


def test_a_site_without_buildings_needs_only_its_gates() -> None:
    scenario = park(SQUARE, [m(60, 0), m(60, 100)], [])
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    assert_sound(scenario, roads)


def test_a_site_without_gates_does_not_crash() -> None:
    scenario = park(SQUARE, [], [building("A", HALL, [m(60, 35), m(30, 50)])])
    assert unreached(scenario, site_roads(scenario)) == ("A/1F/X1", "A/1F/X2")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_bends_can_be_driven(path: Path) -> None:
    """GB 50352-2019 5.2.2-4: turning radius 3 m at the kerb, so no sharp corner in a centreline."""
    for road in site_roads(load_scenario(path)):
        points = list(road.centreline.coords)
        for a, b, c in zip(points, points[1:], points[2:], strict=False):
            turn = math.atan2(c[1] - b[1], c[0] - b[0]) - math.atan2(b[1] - a[1], b[0] - a[0])
            turn = abs((turn + math.pi) % (2 * math.pi) - math.pi)
            assert math.degrees(turn) < 20, (road.id, b)


def test_long_dead_ends_get_a_turning_place() -> None:
    """GB 50352-2019 5.2.2-5: 12 x 12 m at the end of a dead end longer than 120 m."""
    strip = metres((0, 0), (260, 0), (260, 24), (0, 24))
    hut = metres((240, 15), (250, 15), (250, 21), (240, 21))
    scenario = park(strip, [m(0, 8)], [building("A", hut, [m(245, 15), m(240, 18)])])
    roads = site_roads(scenario)
    assert unreached(scenario, roads) == ()
    paved = shapely.union_all([road.polygon for road in roads])
    widest = paved.buffer(-4_500, join_style="mitre")  # 9 m wide somewhere: more than any road here
    assert not widest.is_empty
