"""Lanes on the ground: where they lie, where engines turn, stands, hydrants; on sites of every form."""

from __future__ import annotations

import math
from dataclasses import replace

import networkx as nx
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from planner.check.lane_turns import Engine, lane_reaches
from planner.circulation.site import site_roads
from planner.circulation.site_ground import ground_of
from planner.fire_site import FireLane, FireSite
from planner.geometry.swept import LADDER_TRUCK, Truck, most_steering, steered, swept_path
from planner.geometry.turning import rounded_turns, tightest_front
from planner.model import Scenario
from solvers.lanes.design import Design, design_fire_site
from solvers.lanes.draw import overrun
from solvers.lanes.hydrants import _fewest
from tests.circulation.sites import random_park
from tests.solvers.lanes.sites import M, block, site


def designed(park: Scenario) -> Design:
    return design_fire_site(park, site_roads(park))


def sound(park: Scenario, fire: FireSite) -> None:
    """On the site, off buildings and obstacles, whole, joined to a gate, 4 m wide."""
    ground = ground_of(park)
    surfaces = [*(lane.polygon for lane in fire.lanes), *(place.polygon for place in fire.turnarounds)]
    for surface in surfaces:
        assert surface.is_valid
        assert ground.boundary.buffer(5).covers(surface)
        assert surface.intersection(ground.built).area < 1e4
        assert surface.intersection(ground.obstacles).area < 1e4
    for stand in fire.aerial_sites:
        assert ground.boundary.buffer(5).covers(stand.polygon)
        assert 5_000 - 1 <= ground.built.distance(stand.polygon) <= 10_000
    net: nx.Graph[int] = nx.Graph()
    net.add_nodes_from(range(-1, len(surfaces)))
    for i, a in enumerate(surfaces):
        net.add_edges_from((i, j) for j, b in enumerate(surfaces) if i < j and a.distance(b) < 50)
        gates = [gate.point for gate in park.site.gates if "fire" in gate.traffic]
        net.add_edges_from((-1, i) for gate in gates if a.distance(gate) < 50)
    assert nx.is_connected(net)
    for lane in fire.lanes:
        whole = lane.polygon.buffer(20).union(shapely.union_all(surfaces).buffer(20))
        assert whole.covers(lane.centreline.buffer(1_990, cap_style="flat")), (
            f"{lane.id} is narrower than 4 m"
        )


def test_a_high_rise_gets_its_ring_and_its_stand() -> None:
    park = site(160, 120, [block("A", 50, 45, 110, 75, height=30, storeys=8)], [(80, 0), (0, 60)])
    design = designed(park)
    sound(park, design.site)
    assert design.proof.unmet == ()
    assert design.proof.gap < 1e-3
    building = box(50 * M, 45 * M, 110 * M, 75 * M)
    rings = [Polygon(ring) for lane in design.site.lanes for ring in lane.polygon.interiors]
    around = shapely.union_all([lane.polygon for lane in design.site.lanes])
    rings += [Polygon(ring) for part in shapely.get_parts(around) for ring in part.interiors]
    assert any(ring.contains(building) for ring in rings)
    (stand,) = design.site.aerial_sites
    assert stand.building == "A"
    assert stand.polygon.area == pytest.approx(60 * 10 * M * M, rel=0.01), "the whole long side, 10 m deep"
    assert not design.site.turnarounds


def test_a_lane_that_ends_has_a_turning_place_from_40_m_on() -> None:
    """One gate at the west; a lane along the south side of 60 m that ends there."""
    design = designed(site(140, 60, [block("A", 40, 25, 100, 45)], [(0, 12)]))
    (place,) = design.site.turnarounds
    assert place.side_mm == 12_000
    assert place.polygon.area == pytest.approx(144 * M * M, rel=0.001)
    assert place.polygon.intersects(shapely.union_all([lane.polygon for lane in design.site.lanes]))


def test_beside_a_high_rise_the_turning_place_is_larger() -> None:
    """The ground behind is closed: lanes along the south only, and the need is said to be unmet."""
    park = site(140, 52, [block("A", 40, 25, 100, 48, height=30, storeys=8)], [(0, 12)])
    design = designed(park)
    sound(park, design.site)
    assert any("GB 50016 7.1.2" in words for words in design.proof.unmet)
    assert {place.side_mm for place in design.site.turnarounds} <= {15_000}


def test_hydrants_reach_every_facade_and_stand_off_it() -> None:
    park = site(260, 120, [block("A", 30, 45, 110, 75), block("B", 150, 45, 230, 75)], [(130, 0)])
    design = designed(park)
    ground = ground_of(park)
    points = [hydrant.point for hydrant in design.site.hydrants]
    assert points
    for footprint in ground.footprints:
        for corner in footprint.exterior.coords:
            assert min(Point(corner).distance(point) for point in points) <= 150 * M
    for lane in design.site.lanes:
        for at in range(0, int(lane.centreline.length), 10 * M):
            assert min(lane.centreline.interpolate(at).distance(point) for point in points) <= 61 * M
    paved = shapely.union_all([lane.polygon for lane in design.site.lanes])
    for point in points:
        assert ground.built.distance(point) >= 5_000
        assert 400 <= paved.distance(point) <= 2_000, "beside its lane, not on it (GB 50974 7.2.6)"


def test_stopped_the_hydrants_are_few_and_reach_all_the_same() -> None:
    """Sets asked for one hydrant each, the last for two: 1 is in three of them, then 4 and 3 are left."""
    asked = [((0, 1), 1), ((1, 2), 1), ((1, 3), 1), ((3, 4), 2)]
    assert _fewest(5, asked, lambda: True) == _fewest(5, asked, lambda: False) == [1, 3, 4]
    assert _fewest(0, [], lambda: True) == []


def test_fire_engines_come_through_gates_that_are_for_them() -> None:
    park = site(160, 120, [block("A", 50, 45, 110, 75)], [(80, 0), (0, 60)])
    people = replace(park.site.gates[0], traffic=frozenset({"people"}))
    closed = replace(park, site=replace(park.site, gates=(people, park.site.gates[1])))
    lanes = shapely.union_all([lane.polygon for lane in designed(closed).site.lanes])
    assert lanes.distance(park.site.gates[1].point) < 50
    assert lanes.distance(people.point) > 5_000


@pytest.mark.parametrize("seed", range(6))
def test_any_site_gets_sound_lanes_or_is_told_why_not(seed: int) -> None:
    park = random_park(seed, 5)
    design = designed(park)
    if design.site.lanes:
        sound(park, design.site)
    named = {words.split(":")[0] for words in design.proof.unmet}
    ground = ground_of(park)
    lanes = shapely.union_all([lane.polygon for lane in design.site.lanes])
    for building, footprint in zip(park.buildings, ground.footprints, strict=True):
        assert building.id in named or lanes.distance(footprint) <= 15 * M


def test_the_same_site_gets_the_same_lanes() -> None:
    park = random_park(3, 4)
    assert designed(park).site == designed(park).site


# What a truck sweeps.


def test_on_a_straight_line_a_truck_sweeps_its_width() -> None:
    swept = swept_path(LineString([(0, 0), (60 * M, 0)]), LADDER_TRUCK)
    _, bottom, right, top = swept.bounds
    assert (bottom, top) == pytest.approx((-1_250, 1_250))
    assert right == pytest.approx(60 * M + LADDER_TRUCK.front_overhang)


def test_on_a_circle_the_body_cuts_in_as_far_as_geometry_says() -> None:
    """Front axle on radius R, wheelbase L: the rear axle runs on sqrt(R2 - L2), the body half a width in."""
    radius, truck = 11_000.0, Truck("test", 10_000, 6_000, 1_500, 2_500)
    turns = [k * math.pi / 90 for k in range(4 * 90 + 1)]  # twice round: it has settled by then
    circle = LineString([(radius * math.sin(t), -radius * math.cos(t)) for t in turns[180:]])
    swept = swept_path(LineString([*_lead_in(radius), *circle.coords]), truck)
    ring = shapely.get_coordinates(swept)
    inner = math.sqrt(radius**2 - truck.wheelbase**2) - truck.width / 2
    nose = math.hypot(inner + truck.width, truck.wheelbase + truck.front_overhang)
    distances = [math.hypot(x, y) for x, y in ring]
    assert min(distances) == pytest.approx(inner, abs=60)
    assert max(d for d, (x, y) in zip(distances, ring, strict=True) if x > 0) == pytest.approx(nose, abs=60)


def _lead_in(radius: float) -> list[tuple[float, float]]:
    turns = [k * math.pi / 90 for k in range(180)]
    return [(radius * math.sin(t), -radius * math.cos(t)) for t in turns]


def test_a_truck_drives_far_out_in_bends_and_straight_on_elsewhere() -> None:
    turn = [
        (11 * M * math.sin(t), 11 * M - 11 * M * math.cos(t)) for t in [k * math.pi / 60 for k in range(31)]
    ]
    driven = steered(LineString([(-40 * M, 0), *turn, (11 * M, 51 * M)]), 700)
    points = shapely.get_coordinates(driven)
    before = points[points[:, 0] < -10 * M]
    assert abs(before[:, 1]).max() < 1, "10 m before the bend it has not left the line"
    middle = min(points, key=lambda p: abs(math.atan2(11 * M - p[1], p[0]) - math.pi / 4))
    assert math.hypot(middle[0], 11 * M - middle[1]) == pytest.approx(11_700, abs=20)


def test_a_truck_that_keeps_out_in_a_finely_drawn_bend_can_steer_so() -> None:
    """It comes 0.6 m out of the middle on some 6 m, however many chords the arc has: no jerk."""
    turn = [(11 * M * math.sin(t), 11 * M * (1 - math.cos(t))) for t in (math.radians(k) for k in range(91))]
    line = LineString([(-40 * M, 0), *turn, (11 * M, 51 * M)])
    plain = most_steering(line, LADDER_TRUCK)
    assert most_steering(steered(line, 600), LADDER_TRUCK) < plain + math.radians(6)


def test_overrun_is_measured_where_the_body_leaves_the_paving() -> None:
    """Steered 0.7 m out, the nose would settle 0.82 m outside the outer kerb: hypot(10.98, 8.4) - 13 m."""
    turn = [
        (11_000 * math.sin(t), 11_000 - 11_000 * math.cos(t)) for t in [k * math.pi / 60 for k in range(31)]
    ]
    line = LineString([(-30 * M, 0), *turn, (11 * M, 41 * M)])
    narrow, wide = line.buffer(2_000, cap_style="flat"), line.buffer(3_500, cap_style="flat")
    assert overrun(FireLane("FL01", narrow, line, 4_000), narrow) == pytest.approx(700, abs=200)
    assert overrun(FireLane("FL01", wide, line, 7_000), wide) < 50


# Turns from lane to lane.


def test_the_tightest_turn_of_a_ladder_truck() -> None:
    """Its outer corner, 8.4 m before the rear axle, on 12 m: sqrt(144 - 70.56) - 1.25 = 7.320 m."""
    assert tightest_front(LADDER_TRUCK, 12_000) == pytest.approx(9_789, abs=1)


def test_a_right_angled_turn_is_one_arc() -> None:
    """It begins and ends as far from the junction as its radius is long."""
    into, onto = [(0.0, -50_000.0), (0.0, 0.0)], [(0.0, 0.0), (50_000.0, 0.0)]
    lines = {back: line for line, back in rounded_turns(into, onto, 9_789)}
    assert min(lines) == 10_000
    middle = lines[11_000].interpolate(0.5, normalized=True)
    assert middle.x == pytest.approx(11_000 * (1 - math.sqrt(0.5)), abs=20)
    assert middle.y == pytest.approx(-11_000 * (1 - math.sqrt(0.5)), abs=20)
    assert lines[11_000].length == pytest.approx(2 * 39_000 + 11_000 * math.pi / 2, abs=20)


def test_a_way_straight_back_over_a_junction_is_no_turn() -> None:
    """The two lines meet nowhere: no arc joins them, and nothing is divided by zero."""
    assert list(rounded_turns([(0.0, 0.0), (40_000.0, 0.0)], [(40_000.0, 0.0), (0.0, 0.0)], 9_000)) == []


def test_junctions_are_paved_for_the_truck_that_turns_there() -> None:
    """A gate's lane ends on the lane along a building: both corners get more than the kerb's arc of 9 m."""
    park = site(160, 80, [block("A", 40, 40, 120, 60)], [(80, 0)])
    fire = designed(park).site
    paved = shapely.union_all([piece.polygon for piece in (*fire.lanes, *fire.turnarounds)]).buffer(60)
    gates = [gate.point for gate in park.site.gates]
    reaches = lane_reaches(fire.lanes, gates, paved, Engine(LADDER_TRUCK, 12_000, 700), 100)
    assert len(reaches) >= 2
    assert all(reach.turn is not None and reach.turn.off <= 100 for reach in reaches)
    metres = sum(lane.centreline.length for lane in fire.lanes)
    assert sum(lane.polygon.area for lane in fire.lanes) < 1.25 * 4_000 * metres
