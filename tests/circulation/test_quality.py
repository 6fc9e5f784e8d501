"""Walks and weak points of a small building, worked on paper, and both against plain searches. Metres."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import hypot, inf

import networkx as nx
import pytest
from shapely import Point

from planner.circulation.document import circulation_document
from planner.circulation.park import ParkGraph, park_graph
from planner.circulation.quality import Quality, quality, way
from planner.circulation.weak_points import OUTSIDE, WeakPoint, _Passages, weak_points
from planner.model import Corridor, Dock, Door, Space
from tests.circulation.building import House, M, mm
from tests.standards.floors import Floor, Place
from tests.verify import park

IN = 0.12 + hypot(6.76, 1) + 0.12 + 0.06
"""From the exit through its door to the door of the room on the ground."""
CORE = 0.12 + 23.76 + 0.12 + 0.1
"""From the exit to the door of the core."""
STAIR, LIFT = hypot(2.3, 0.1), hypot(2.3, 1.2)
"""From the door of the core to its stair and its lift."""
BACK = hypot(17, 1) + 0.06 + 0.1
"""From the door of the core to the door of the room."""


def walks(found: Quality, kind: str) -> dict[str, float]:
    return {walk.subject: walk.length_m for walk in found.walks[kind].walks}


def test_from_entrance_and_gate_to_each_company() -> None:
    found = quality(House().graph())
    up = CORE + 2 * STAIR + 12 + BACK
    assert walks(found, "entrance_to_tenant") == pytest.approx({"T1": IN, "T2": up}, abs=2e-3)
    assert walks(found, "gate_to_tenant") == pytest.approx({"T1": 20 + IN, "T2": 20 + up}, abs=2e-3)
    entrance = found.walks["entrance_to_tenant"]
    assert entrance.mean_m == pytest.approx((IN + up) / 2, abs=2e-3)
    assert entrance.worst is not None
    assert (entrance.worst.subject, entrance.unreached) == ("T2", ())


def test_the_way_of_a_walk_is_as_long_as_it_says() -> None:
    graph = House().graph()
    found = quality(graph)
    entrance = found.walks["entrance_to_tenant"]
    assert entrance.worst is not None
    path = way(graph, entrance, entrance.worst)
    assert path == ["A/1F/X1", "A/1F/dX", "A/1F/dC", "A/1F/C/ST", "A/2F/C/ST", "A/2F/dC", "A/2F/d1"]
    flat = graph.line(path[:4]).length / 1000
    assert flat == pytest.approx(CORE + STAIR, abs=2e-3)


def test_a_company_and_its_stock_room_on_another_storey() -> None:
    stock = (2, "stock_room", "storage_base", "T1", (14, 0.24, 20, 3.88), (16.5, 3.88, 17.5, 4))
    found = quality(House(more_rooms=(stock,)).graph())
    # T1 is on the ground at x 7, its stock room's door upstairs at x 17
    expected = BACK + 2 * STAIR + 12 + hypot(7, 1) + 0.06 + 0.1
    assert walks(found, "tenant_to_stock") == pytest.approx({"T1": expected}, abs=2e-3)
    assert walks(found, "tenant_to_store") == {}


def test_a_company_and_the_warehouse_that_serves_it() -> None:
    store = (1, "warehouse", "storage_base", "W", (14, 0.24, 20, 3.88), (16.5, 3.88, 17.5, 4))
    found = quality(House(more_rooms=(store,)).graph(), {"T1": "A/1F", "T9": "A/1F"})
    # along the wall from one spot to the other
    assert walks(found, "tenant_to_store") == pytest.approx({"T1": 10 + 2 * 0.06}, abs=2e-3)
    assert walks(found, "store_to_dock") == {"A/1F/s2": inf}
    assert found.walks["store_to_dock"].unreached == ("A/1F/s2",)
    assert found.walks["store_to_dock"].mean_m is None


def test_without_a_road_the_gate_reaches_nobody() -> None:
    found = quality(House(road=False).graph())
    assert found.walks["gate_to_tenant"].unreached == ("T1", "T2")
    assert found.walks["entrance_to_tenant"].unreached == ()


def named(points: list[WeakPoint]) -> dict[str, tuple[str, ...]]:
    return {f"{point.kind} {point.id}": point.parties for point in points}


def test_one_gate_one_road_one_exit_and_one_core() -> None:
    both = ("T1", "T2")
    common = {"gate G1": both, "road R1": both, "exit A/1F/X1": both, "door A/1F/dX": both}
    core = {"door A/1F/dC": ("T2",), "door A/2F/dC": ("T2",)}
    graph = House().graph()
    assert named(weak_points(graph, "people")) == common | core  # upstairs by stair or lift
    assert named(weak_points(graph, "wheelchair")) == common | core | {"lift A/1F/C/L": ("T2",)}


def test_without_a_lift_the_flight_is_weak_and_no_wheelchair_comes_upstairs() -> None:
    graph = House(lift=False).graph()
    assert named(weak_points(graph, "people"))["stair A/2F/C/ST"] == ("T2",)
    assert all("T2" not in point.parties for point in weak_points(graph, "wheelchair"))


def test_two_exits_leave_no_weak_one() -> None:
    floor = Floor(
        [Place("open_office", (10, 0.24, 20, 9.88), [15], subject="P")], exits=[(20, 1.2), (40, 1.2)]
    )
    assert weak_points(park_graph(floor.scenario(), floor.layout()), "people") == []
    one = Floor([Place("open_office", (10, 0.24, 20, 9.88), [15], subject="P")], exits=[(20, 1.2)])
    found = weak_points(park_graph(one.scenario(), one.layout()), "people")
    assert [(point.kind, point.parties) for point in found] == [("door", ("P",)), ("exit", ("P",))]


def with_dock() -> ParkGraph:
    """The rooms are one warehouse, with a dock in the south facade and a goods lift in place of the lift."""
    house = House(kind="warehouse", zone="storage_base")
    scenario, layout = house.scenario(), house.layout()
    storeys = []
    for storey in scenario.buildings[0].storeys:
        core = storey.cores[0]
        parts = tuple(
            replace(part, kind="goods_lift") if part.kind == "lift" else part for part in core.parts
        )
        docks = (Dock("A/1F/D1", Point(7 * M, 0), 2 * M),) if storey.is_ground else ()
        storeys.append(replace(storey, cores=(replace(core, parts=parts),), docks=docks))
    plans = []
    for plan in layout.storeys:
        spaces = tuple(replace(space, tenant=None, subject="STORE") for space in plan.spaces)
        doors = plan.doors
        if plan.storey == "A/1F":
            doors += (Door("A/1F/dD", "A", "A/1F", mm((6, 0, 8, 0.24)), 2 * M, ("A/1F/s1", "A/1F/D1")),)
        plans.append(replace(plan, spaces=spaces, doors=doors))
    building = replace(scenario.buildings[0], storeys=tuple(storeys))
    return park_graph(replace(scenario, buildings=(building,)), replace(layout, storeys=tuple(plans)))


def test_goods_go_through_their_own_warehouse_to_the_lift() -> None:
    graph = with_dock()
    found = quality(graph)
    # from the dock to its door, through the room, by corridor and goods lift: the stair is nearer
    up = 0.12 + 0.12 + 3.64 + 0.06 + BACK + LIFT + 12 + LIFT + BACK
    assert walks(found, "store_to_dock") == pytest.approx({"A/1F/s1": 0.12, "A/2F/s1": up}, abs=2e-3)
    store = found.walks["store_to_dock"]
    assert store.worst is not None
    assert "A/1F/d1" in way(graph, store, store.worst)


def test_nobody_passes_through_the_rooms_of_somebody_else() -> None:
    """A second corridor opens to the suite of T1 only, and to it the suite of T9."""
    house = House()
    layout = house.layout()
    first = layout.storeys[0]
    hall = Corridor("A/1F/c2", "A", "A/1F", mm((12.12, 0.24, 14, 3.88)), 1880)
    suite = Space("A/1F/s9", "A", "A/1F", "tenant_suite", "", mm((14.12, 0.24, 20, 3.88)), "", "", "T9", "T9")
    doors = (
        Door("A/1F/d8", "A", "A/1F", mm((12, 1, 12.12, 2)), M, ("A/1F/s1", "A/1F/c2")),
        Door("A/1F/d9", "A", "A/1F", mm((14, 1, 14.12, 2)), M, ("A/1F/s9", "A/1F/c2")),
    )
    plan = replace(
        first, spaces=(*first.spaces, suite), corridors=(*first.corridors, hall), doors=(*first.doors, *doors)
    )
    graph = park_graph(house.scenario(), replace(layout, storeys=(plan, *layout.storeys[1:])))
    found = quality(graph)
    assert found.walks["gate_to_tenant"].unreached == ("T9",)
    assert all("T9" not in point.parties for point in found.weak_points)


GRAPHS = {
    "dock": with_dock,
    "house": lambda: House(storeys=3).graph(),
    "park": lambda: park_graph(park.park(), park.layout()),
    "floor": lambda: park_graph(FLOOR.scenario(), FLOOR.layout()),
}
FLOOR = Floor(
    [
        Place("open_office", (10, 0.24, 20, 9.88), [12, 18], subject="P"),
        Place("shop", (30, 14.2, 38, 21), [33]),
    ],
    exits=[(20, 1.2)],
    storeys=2,
    lifts=True,
)


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("user", ["people", "wheelchair", "goods"])
def test_what_is_cut_off_is_what_a_search_without_it_does_not_reach(name: str, user: str) -> None:
    graph = GRAPHS[name]()
    passages = _Passages(graph, user)
    whole = rooms(graph, passages.net)
    told = {(point.kind, point.id): set(point.rooms) for point in passages.found(None)}
    for node, (kind, id) in passages.things.items():
        left = passages.net.copy()
        left.remove_node(node)
        lost = whole - rooms(graph, left)
        if (kind, id) in told:
            assert lost <= told[kind, id]
        elif kind not in ("door", "exit"):
            assert not lost
        else:  # one's own door
            assert len({passages._party(room) for room in lost}) <= 1


def rooms(graph: ParkGraph, net: nx.DiGraph[str]) -> set[str]:
    reached = nx.descendants(net, OUTSIDE)
    data = graph.graph.nodes(data=True)
    found = [
        (node, f"{row['storey']}|{node}")
        for node, row in data
        if row["kind"] == "room" and row["space"] != "vacant"
    ]
    return {node for node, ground in found if ground in reached}


@pytest.mark.parametrize("name", GRAPHS)
def test_walks_are_those_of_a_plain_search(name: str) -> None:
    graph = GRAPHS[name]()
    for walks in quality(graph, {"T01": "A/1F"}).walks.values():
        for walk in walks.walks:
            path = way(graph, walks, walk)
            assert bool(path) == walk.reached
            if path:
                weights = [graph.graph.edges[a, b]["walk_m"] for a, b in pairwise(path)]
                assert sum(weights) == pytest.approx(walk.length_m, abs=1e-6)


def test_the_document_has_stable_keys() -> None:
    graph = House().graph()
    document = circulation_document(graph, quality(graph))
    assert list(document) == ["format", "graph", "walks", "integration", "weak_points", "notes", "flows"]
    walks = document["walks"]["entrance_to_tenant"]
    assert list(walks) == ["user", "count", "mean_m", "worst_m", "worst", "unreached", "walks"]
    assert walks["worst"]["way"][-1] == "A/2F/d1"
    assert document["graph"]["kinds"]["door"] == 5
    assert document["weak_points"][0]["parties"] == ["T1", "T2"]
    assert set(document["integration"]["lines"][0]) >= {"storey", "mean_depth", "integration", "meets_all"}
