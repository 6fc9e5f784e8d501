"""The graph of a small building and of the hand-drawn park, with lengths worked on paper. Metres."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from math import hypot

import networkx as nx
import pytest
from shapely import LineString

from planner.circulation.document import graphml
from planner.circulation.park import USERS, ParkGraph, park_graph
from planner.fire_site import FireLane, FireSite
from planner.model import SiteRoad
from tests.circulation.building import House, M, mm
from tests.verify import park


def users(found: ParkGraph, one: str, other: str) -> set[str]:
    edge = found.graph.edges[one, other]
    return {user for user in USERS if edge[user]}


def length(found: ParkGraph, one: str, other: str) -> float:
    return float(found.graph.edges[one, other]["length_m"])


def test_lengths_are_walked_inside_the_polygons_and_through_the_middle_of_doors() -> None:
    found = House().graph()
    # the room's door has its middle at (7, 3.94), the core's at (24.1, 5), the exit's at (0.12, 5)
    assert length(found, "A/1F/d1", "A/1F/dC") == pytest.approx(hypot(17, 1) + 0.06 + 0.1, abs=1e-3)
    assert length(found, "A/1F/d1", "A/1F/dX") == pytest.approx(hypot(6.76, 1) + 0.06 + 0.12, abs=1e-3)
    assert length(found, "A/1F/dX", "A/1F/X1") == pytest.approx(0.12)
    # the lift's door is in the middle of its west wall, the stair begins at its corner nearest to the door
    assert length(found, "A/1F/dC", "A/1F/C/L") == pytest.approx(hypot(2.3, 1.2), abs=1e-3)
    assert length(found, "A/1F/dC", "A/1F/C/ST") == pytest.approx(hypot(2.3, 0.1), abs=1e-3)
    assert length(found, "gate G1", "site -20.000 5.000") == 0
    assert length(found, "site -20.000 5.000", "site 0.000 5.000") == pytest.approx(20)


def test_nodes_tell_where_they_are_and_what_they_come_from() -> None:
    found = House().graph()
    nodes = found.graph.nodes
    door = nodes["A/2F/d1"]
    assert (door["kind"], door["feature"], door["building"], door["storey"]) == (
        "door",
        "A/2F/d1",
        "A",
        "A/2F",
    )
    assert (door["x"], door["y"], door["width_m"]) == (7, 3.94, 1.0)
    assert (nodes["A/1F/s1"]["kind"], nodes["A/1F/s1"]["tenant"]) == ("room", "T1")
    assert nodes["A/1F/X1"]["entrance"] is True
    kinds = [kind for _, kind in found.graph.nodes(data="kind")]
    count = {kind: kinds.count(kind) for kind in set(kinds)}
    assert count == {"door": 5, "room": 2, "stair": 2, "lift": 2, "exit": 1, "gate": 1, "road": 2}
    assert found.notes == ()


def test_what_is_not_known_is_none() -> None:
    edges = House().graph().graph.edges
    walk, stair = edges["A/1F/d1", "A/1F/dC"], edges["A/1F/C/ST", "A/2F/C/ST"]
    assert (walk["width_m"], walk["slope"], walk["clear_height_m"]) == (2.0, 0.0, 3.0)
    assert (stair["length_m"], stair["width_m"], stair["slope"]) == (None, None, None)
    assert (stair["rise_m"], stair["walk_m"]) == (4.5, 12.0)
    lift = edges["A/1F/C/L", "A/2F/C/L"]
    assert (lift["length_m"], lift["walk_m"]) == (4.5, 12.0)
    road = edges["site -20.000 5.000", "site 0.000 5.000"]
    assert (road["width_m"], road["slope"], road["clear_height_m"]) == (4.0, None, None)


def test_who_may_go_where() -> None:
    found = House().graph()
    assert users(found, "A/1F/d1", "A/1F/dC") == {"people", "wheelchair", "goods"}
    assert users(found, "A/1F/C/ST", "A/2F/C/ST") == {"people"}
    assert users(found, "A/1F/C/L", "A/2F/C/L") == {"people", "wheelchair"}
    assert users(found, "site -20.000 5.000", "site 0.000 5.000") == set(USERS)
    assert users(found, "gate G1", "site -20.000 5.000") == set(USERS)
    assert users(found, "A/1F/X1", "site 0.000 5.000") == {"people", "wheelchair", "goods"}


@pytest.mark.parametrize(("width", "wheels"), [(0.9, True), (0.899, False)])
def test_wheels_pass_doors_of_90_cm(width: float, wheels: bool) -> None:
    found = House(room_door=width).graph()
    assert ("wheelchair" in users(found, "A/1F/d1", "A/1F/dC")) == wheels


@pytest.mark.parametrize(("low", "wheels"), [(4.1, True), (4.101, False)])
def test_wheels_pass_corridors_of_90_cm(low: float, wheels: bool) -> None:
    found = House(corridor=(0.24, low, 24, 5.0), exit_width=0.9, core_door=0.9).graph()
    # its width is that between its doors, which lie in its end walls
    assert ("wheelchair" in users(found, "A/1F/d1", "A/1F/dC")) == wheels


def test_a_corridor_round_a_corner_has_a_junction() -> None:
    house = House()
    layout = house.layout()
    first = layout.storeys[0]
    hall = first.corridors[0]
    bent = replace(hall, polygon=hall.polygon.union(mm((10, 6, 12, 10))))
    layout = replace(layout, storeys=(replace(first, corridors=(bent,)), *layout.storeys[1:]))
    found = park_graph(house.scenario(), layout)
    junction = found.graph.nodes["A/1F/c1/j1"]
    assert (junction["kind"], junction["feature"], junction["x"], junction["y"]) == (
        "junction",
        "A/1F/c1",
        11,
        5,
    )
    assert length(found, "A/1F/c1/j1", "A/1F/dC") == pytest.approx(13 + 0.1)


def test_storeys_are_joined_by_what_lies_above_each_other_whatever_its_name() -> None:
    moved = House(stair_at={2: (26.4, 2.2, 29.8, 4.9)}).graph()
    assert ("A/1F/C/ST", "A/2F/C/ST") in moved.graph.edges
    apart = House(stair_at={2: (24.2, 2.2, 26.2, 4.9)}).graph()
    assert ("A/1F/C/ST", "A/2F/C/ST") not in apart.graph.edges
    assert [(note.subject, note.kind) for note in apart.notes] == [("A/2F/C/ST", "stairs_not_in_line")]
    assert "above the stair of A/1F" in apart.notes[0].remedy


def test_a_lift_passes_a_storey_without_a_door() -> None:
    house = House(storeys=3)
    scenario = house.scenario()
    storeys = list(scenario.buildings[0].storeys)
    core = storeys[1].cores[0]
    storeys[1] = replace(storeys[1], cores=(replace(core, parts=core.parts[:2]),))
    scenario = replace(scenario, buildings=(replace(scenario.buildings[0], storeys=tuple(storeys)),))
    found = park_graph(scenario, house.layout())
    lift = found.graph.edges["A/1F/C/L", "A/3F/C/L"]
    assert (lift["rise_m"], lift["walk_m"]) == (9.0, 24.0)


def test_without_a_road_exits_and_gates_are_named() -> None:
    found = House(road=False).graph()
    assert [(note.subject, note.kind) for note in found.notes] == [("A/1F/X1", "no_road"), ("G1", "no_road")]
    assert "site 0.000 5.000" not in found.graph


def test_doors_without_width_or_other_side_are_named() -> None:
    house = House()
    layout = house.layout()
    first = layout.storeys[0]
    doors = (
        replace(first.doors[0], width_mm=0),
        replace(first.doors[1], joins=("A/1F/c1", "nothing")),
        *first.doors[2:],
    )
    found = park_graph(
        house.scenario(), replace(layout, storeys=(replace(first, doors=doors), *layout.storeys[1:]))
    )
    assert sorted((note.subject, note.kind) for note in found.notes) == [
        ("A/1F/d1", "door_without_width"),
        ("A/1F/dC", "door_to_nowhere"),
    ]


def test_roads_meet_at_crossings_bends_and_on_each_others_paving() -> None:
    house = House()
    layout = house.layout()
    side = SiteRoad("R2", mm((-12, 7, -8, 30)), LineString([(-10 * M, 6 * M), (-10 * M, 30 * M)]), 4 * M, ())
    cross = SiteRoad("R3", mm((-20, 18, 0, 22)), LineString([(-20 * M, 20 * M), (0, 20 * M)]), 3 * M, ())
    found = park_graph(house.scenario(), replace(layout, roads=(*layout.roads, side, cross)))
    # the side road ends on the paving of the first, a metre short of its centreline: led on to it
    assert length(found, "site -10.000 5.000", "site -10.000 20.000") == pytest.approx(15)
    assert length(found, "site -20.000 5.000", "site -10.000 5.000") == pytest.approx(10)
    assert users(found, "site -10.000 5.000", "site -10.000 20.000") == set(USERS)
    # of 3 m: no truck and no engine
    assert users(found, "site -20.000 20.000", "site -10.000 20.000") == {"people", "wheelchair", "goods"}


def test_a_lane_is_for_engines_and_shares_a_road_where_it_lies_on_it() -> None:
    house = House()
    lane = FireLane(
        "FL1", mm((-20, 3, -4, 7)), LineString([(-20 * M, 5 * M), (-5 * M, 5 * M), (-5 * M, 30 * M)]), 4 * M
    )
    layout = replace(house.layout(), fire=FireSite(lanes=(lane,)))
    found = park_graph(house.scenario(), layout)
    assert users(found, "site -20.000 5.000", "site -5.000 5.000") == set(USERS)
    assert users(found, "site -5.000 5.000", "site -5.000 30.000") == {"fire_engine"}
    assert found.graph.nodes["site -5.000 30.000"]["kind"] == "lane"
    assert found.graph.edges["site -5.000 5.000", "site -5.000 30.000"]["slope"] is None


@pytest.mark.parametrize(("height", "engines"), [(4000, True), (3999, False)])
def test_what_a_lane_states_counts(height: int, engines: bool) -> None:
    house = House()
    line = LineString([(-20 * M, 5 * M), (-5 * M, 5 * M), (-5 * M, 30 * M)])
    lane = FireLane("FL1", mm((-20, 3, -4, 7)), line, 4 * M, clear_height_mm=height, slope_percent=6.0)
    found = park_graph(house.scenario(), replace(house.layout(), fire=FireSite(lanes=(lane,))))
    edge = found.graph.edges["site -5.000 5.000", "site -5.000 30.000"]
    assert (edge["slope"], edge["clear_height_m"]) == (0.06, height / 1000)
    assert edge["fire_engine"] is engines


def test_graphml_is_read_back_with_scalars_and_without_unknowns() -> None:
    found = House().graph()
    back = nx.read_graphml(io.BytesIO(graphml(found)))
    assert set(back) == set(found.graph)
    assert {frozenset(edge) for edge in back.edges} == {frozenset(edge) for edge in found.graph.edges}
    stair = back.edges["A/1F/C/ST", "A/2F/C/ST"]
    assert "length_m" not in stair
    assert stair["walk_m"] == 12.0
    assert stair["people"] is True
    assert back.nodes["A/1F/d1"]["x"] == 7.0
    assert graphml(found) == graphml(House().graph())
    keys = re.findall(rb'<key id="(\w+)"', graphml(found))
    assert len(keys) == len(set(keys))


def test_everything_of_the_hand_drawn_park_hangs_together() -> None:
    found = park_graph(park.park(), park.solution().layout)
    people = nx.Graph([(a, b) for a, b, data in found.graph.edges(data=True) if data["people"]])
    rooms = [node for node, kind in found.graph.nodes(data="kind") if kind == "room"]
    assert rooms
    assert nx.is_connected(people)
    assert set(rooms) <= set(people)


def test_a_stair_does_not_pass_a_storey() -> None:
    house = House(storeys=3)
    scenario = house.scenario()
    storeys = list(scenario.buildings[0].storeys)
    core = storeys[1].cores[0]
    storeys[1] = replace(storeys[1], cores=(replace(core, parts=core.parts[1:]),))
    scenario = replace(scenario, buildings=(replace(scenario.buildings[0], storeys=tuple(storeys)),))
    found = park_graph(scenario, house.layout())
    assert not [edge for edge in found.graph.edges(data=True) if edge[2]["kind"] == "stair"]


@pytest.mark.parametrize(("end", "reached"), [(-2.0, True), (-2.001, False)])
def test_a_road_within_two_metres_of_a_door_leads_to_it(end: float, reached: bool) -> None:
    house = House()
    road = SiteRoad("R1", mm((-20, 3, end, 7)), LineString([(-20 * M, 5 * M), (end * M, 5 * M)]), 4 * M, ())
    found = park_graph(house.scenario(), replace(house.layout(), roads=(road,)))
    assert (not found.notes) == reached
    if reached:
        assert length(found, f"site {end:.3f} 5.000", "A/1F/X1") == pytest.approx(2)


def test_a_road_stays_where_a_lane_cuts_its_bend() -> None:
    house = House()
    ends = [(-20 * M, 5 * M), (0, 5 * M)]
    bent = [ends[0], (-10 * M, 15 * M), ends[1]]
    road = SiteRoad("R1", mm((-20, 3, 0, 17)), LineString(bent), 4 * M, ("G1", "A/1F/X1"))
    lane = FireLane("FL1", mm((-20, 3, 0, 7)), LineString(ends), 4 * M)
    layout = replace(house.layout(), roads=(road,), fire=FireSite(lanes=(lane,)))
    edge = park_graph(house.scenario(), layout).graph.edges["site -20.000 5.000", "site 0.000 5.000"]
    assert (edge["kind"], edge["feature"]) == ("road", "R1")
    assert edge["length_m"] == pytest.approx(2 * hypot(10, 10), abs=1e-4)


def test_a_room_without_a_door_is_named() -> None:
    house = House()
    layout = house.layout()
    first = layout.storeys[0]
    plan = replace(first, doors=first.doors[1:])
    found = park_graph(house.scenario(), replace(layout, storeys=(plan, *layout.storeys[1:])))
    assert [(note.subject, note.kind) for note in found.notes] == [("A/1F/s1", "room_without_door")]
