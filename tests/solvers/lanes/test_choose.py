"""The cheapest lanes, against trying everything; rings and double connections by plain graph theory."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box

from planner.circulation.site_strays import Node
from solvers.lanes.choose import METRE, Choice, choose, meets, total_cost
from solvers.lanes.cuts import outside
from solvers.lanes.graph import LaneGraph, lane_graph
from solvers.lanes.needs import LaneNeed

M = 1_000


def ways(
    *lines: tuple[tuple[float, float], tuple[float, float]], built: Polygon, gates: list[Node]
) -> LaneGraph:
    """A graph of straight ways in metres, without roads."""

    candidates: nx.Graph[Node] = nx.Graph()
    for a, b in lines:
        u, v = (round(a[0] * M), round(a[1] * M)), (round(b[0] * M), round(b[1] * M))
        line = LineString((u, v))
        candidates.add_edge(
            u,
            v,
            length=line.length,
            clear=line.distance(built),
            edge=50_000.0,
            apron=False,
            axis=False,
            given=0,
        )
    return lane_graph(candidates, (), gates)


def rectangle(left: float, bottom: float, right: float, top: float) -> list[tuple[tuple[float, float], ...]]:
    corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
    return [(corners[k], corners[(k + 1) % 4]) for k in range(4)]


def need(built: Polygon, *, ring: bool) -> LaneNeed:
    return LaneNeed("A", built, 12_000, ring, False, "GB 50016 7.1.2")


BUILT = box(0, 0, 60 * M, 20 * M)
GATES: list[Node] = [(-40 * M, -20 * M), (100 * M, -20 * M)]


def ladder(extra: bool) -> LaneGraph:
    """A ring 10 m off the building whose corners hang on a street along the south; perhaps a diagonal."""
    lines = [
        ((-40, -20), (-10, -20)), ((-10, -20), (70, -20)), ((70, -20), (100, -20)),
        ((-10, -20), (-10, -10)), ((70, -20), (70, -10)),
        *rectangle(-10, -10, 70, 30),
    ]  # fmt: skip
    if extra:
        lines.append(((-40, -20), (-10, 30)))
    return ways(*lines, built=BUILT, gates=GATES)  # type: ignore[arg-type]  # pairs of pairs


def ringed(graph: LaneGraph, edges: frozenset[int]) -> bool:
    """Some closed curve of the edges goes round the building, and no single lane cuts it from the gates."""
    faces = shapely.get_parts(shapely.polygonize([graph.lines[e] for e in edges]))
    round_it = [face for face in faces if face.contains(Point(30 * M, 10 * M))]
    if not round_it:
        return False
    rim = round_it[0].exterior
    root = outside(graph)
    for gone in edges:
        net: nx.Graph[int] = nx.Graph([(-1, node) for node in root])
        net.add_edges_from(graph.edges[e] for e in edges if e != gone)
        reached = nx.node_connected_component(net, -1)
        if not any(k in reached and rim.distance(Point(node)) < 1 for k, node in enumerate(graph.nodes)):
            return False
    return True


def cheapest(graph: LaneGraph, fits: object) -> float:
    """By trying every set of edges."""
    every = range(len(graph.edges))
    best = np.inf
    for size in range(len(graph.edges) + 1):
        for chosen in combinations(every, size):
            edges = frozenset(chosen)
            if total_cost(graph, edges) < best - 1e-6 and connected(graph, edges) and fits(edges):  # type: ignore[operator]
                best = total_cost(graph, edges)
    return float(METRE * best)


def connected(graph: LaneGraph, edges: frozenset[int]) -> bool:
    net: nx.Graph[int] = nx.Graph([(-1, node) for node in outside(graph)])
    net.add_edges_from(graph.edges[e] for e in edges)
    return nx.is_connected(net)


@pytest.mark.parametrize("extra", [False, True])
def test_a_ring_is_the_cheapest_that_is_joined_in_two_places(extra: bool) -> None:
    graph = ladder(extra)
    choice = choose(graph, [need(BUILT, ring=True)])
    assert not choice.tasks[0].unmet
    assert choice.tasks[0].ring
    assert ringed(graph, choice.edges)
    assert choice.gap < 1e-6
    assert choice.cost == pytest.approx(cheapest(graph, lambda edges: ringed(graph, edges)), abs=0.01)


def test_without_a_need_for_a_ring_a_lane_along_one_side_is_enough() -> None:
    graph = ladder(False)
    choice = choose(graph, [need(BUILT, ring=False)])
    south = LineString([(0, -10 * M), (60 * M, -10 * M)])
    assert connected(graph, choice.edges)
    assert any(graph.lines[e].covers(south) for e in choice.edges)
    assert choice.cost < choose(graph, [need(BUILT, ring=True)]).cost


def test_where_no_ring_fits_both_long_sides_are_served() -> None:
    """The east end is closed: two lanes end there."""
    lines = [
        ((-40, -10), (-10, -10)), ((-10, -10), (70, -10)), ((-10, -10), (-10, 30)), ((-10, 30), (70, 30)),
        ((-40, 30), (-10, 30)),
    ]  # fmt: skip
    graph = ways(*lines, built=BUILT, gates=[(-40 * M, -10 * M), (-40 * M, 30 * M)])
    choice = choose(graph, [need(BUILT, ring=True)])
    assert not choice.tasks[0].ring
    assert not choice.tasks[0].unmet
    assert {graph.lines[e].length for e in choice.edges} == {30 * M, 80 * M}


def test_what_the_ground_does_not_allow_is_said() -> None:
    far = ways(((-200, -10), (-150, -10)), built=BUILT, gates=[(-200 * M, -10 * M)])
    choice = choose(far, [need(BUILT, ring=True)])
    assert "no lane fits round it" in choice.tasks[0].unmet[0]
    nothing = choose(ways(built=BUILT, gates=[]), [need(BUILT, ring=False)])
    assert nothing == Choice(frozenset(), nothing.tasks, 0.0, 0.0)
    assert "no lane from a gate comes near it" in nothing.tasks[0].unmet[0]


def test_the_way_in_from_a_single_gate_counts_as_outside() -> None:
    lines = [((30, -40), (30, -25)), ((30, -25), (30, -10)), ((30, -10), (70, -10)), ((30, -10), (-10, -10))]
    graph = ways(*lines, built=BUILT, gates=[(30 * M, -40 * M)])
    assert {graph.nodes[k] for k in outside(graph)} == {
        (30 * M, -40 * M),
        (30 * M, -25 * M),
        (30 * M, -10 * M),
    }


@pytest.mark.parametrize("ring", [True, False])
def test_stopped_before_it_began_the_choice_meets_all_needs(ring: bool) -> None:
    graph = ladder(True)
    choice = choose(graph, [need(BUILT, ring=ring)], stop=lambda: True)
    assert meets(graph, choice.tasks, choice.edges)
    assert (choice.bound, choice.gap) == (0.0, 1.0), "and nothing is proven"
    assert choice.cost >= choose(graph, [need(BUILT, ring=ring)]).cost


def grid(seed: int) -> tuple[LaneGraph, list[LaneNeed]]:
    """Four blocks between streets of random distances, some stretches missing, buildings on two of them."""
    rng = np.random.default_rng(seed)
    xs, ys = (np.cumsum([0, *rng.integers(38, 60, 2)]).tolist() for _ in range(2))
    lines = [((xs[i], ys[j]), (xs[i + 1], ys[j])) for i in range(2) for j in range(3)]
    lines += [((xs[i], ys[j]), (xs[i], ys[j + 1])) for i in range(3) for j in range(2)]
    kept = [line for line in lines if rng.random() < 0.9]
    needs = []
    for k in rng.choice(4, 2, replace=False).tolist():
        left, right = sorted(xs[k % 2 : k % 2 + 2])
        low, high = sorted(ys[k // 2 : k // 2 + 2])
        margin = int(rng.integers(8, 14))
        built = box((left + margin) * M, (low + margin) * M, (right - margin) * M, (high - margin) * M)
        needs.append(LaneNeed(f"B{k}", built, 12_000, bool(rng.random() < 0.5), False, "GB 50016 7.1.2"))
    gates: list[Node] = [(0, 0), (xs[2] * M, ys[2] * M)][: int(rng.integers(1, 3))]
    built = shapely.union_all([need.footprint for need in needs])
    return ways(*kept, built=built, gates=gates), needs  # type: ignore[arg-type]  # pairs of pairs


@pytest.mark.parametrize("seed", range(12))
def test_nothing_cheaper_meets_the_needs(seed: int) -> None:
    """Every set of edges is tried: rows that priced or cut too much would show."""
    graph, needs = grid(seed)
    choice = choose(graph, needs)
    root = outside(graph)
    fixed = {e for e, pair in enumerate(graph.edges) if root.issuperset(pair)}
    free = [e for e in range(len(graph.edges)) if e not in fixed]
    best = min(
        total_cost(graph, edges)
        for size in range(len(free) + 1)
        for chosen in combinations(free, size)
        if total_cost(graph, edges := frozenset({*chosen, *fixed})) <= choice.cost / METRE + 1
        and meets(graph, choice.tasks, edges)
    )
    assert choice.cost == pytest.approx(METRE * best, abs=0.01)
    assert choice.bound <= choice.cost + 1e-6
    assert choice.gap < 1e-3
