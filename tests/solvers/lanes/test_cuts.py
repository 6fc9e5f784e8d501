"""Cuts against plain graph algorithms: least cuts, rings over faces, two joints."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from solvers.lanes.cuts import Ring, Ways, outside
from solvers.lanes.kernel import cheapest_way, least_cut
from tests.solvers.lanes.test_choose import ladder

Pair = tuple[int, int]


def arcs_of(pairs: list[Pair], count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    tails = np.array(pairs, dtype=np.int64).reshape(-1)
    heads = np.array([pair[::-1] for pair in pairs], dtype=np.int64).reshape(-1)
    order = np.argsort(tails, kind="stable")
    return np.searchsorted(tails[order], np.arange(count + 1)).astype(np.int64), order, heads


def some(seed: int) -> tuple[int, list[Pair], np.ndarray]:
    """A random network of 12 nodes and widths of its pairs, the same both ways."""
    rng = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(12) for j in range(i) if rng.random() < 0.3]
    return 12, pairs, rng.integers(0, 5, len(pairs)) / 4.0


@pytest.mark.parametrize("seed", range(20))
def test_a_least_cut_is_as_wide_as_the_largest_flow(seed: int) -> None:
    count, pairs, width = some(seed)
    net: nx.Graph[int] = nx.Graph()
    net.add_nodes_from(range(count))
    net.add_weighted_edges_from((i, j, w) for (i, j), w in zip(pairs, width, strict=True))
    wanted = nx.maximum_flow_value(net, 0, count - 1, capacity="weight")
    sinks = np.arange(count) == count - 1
    flow, side = least_cut(*arcs_of(pairs, count), width.repeat(2), 0, sinks, 100.0)
    assert flow == pytest.approx(wanted)
    crossing = [w for (i, j), w in zip(pairs, width, strict=True) if side[i] != side[j]]
    assert side[0]
    assert not side[count - 1]
    assert sum(crossing) == pytest.approx(wanted)


def test_a_flow_that_is_wide_enough_has_no_cut() -> None:
    first, order, heads = arcs_of([(0, 1), (0, 1)], 2)
    sinks = np.array([False, True])
    assert least_cut(first, order, heads, np.ones(4), 0, sinks, 2.0)[0] == 2.0
    flow, side = least_cut(first, order, heads, np.ones(4), 0, sinks, 2.001)
    assert (flow, side.tolist()) == (2.0, [True, False])


@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_way_is_that_of_dijkstra(seed: int) -> None:
    count, pairs, width = some(seed)
    net: nx.Graph[int] = nx.Graph()
    net.add_nodes_from(range(count))
    net.add_weighted_edges_from((i, j, w) for (i, j), w in zip(pairs, width, strict=True))
    length, way = cheapest_way(*arcs_of(pairs, count), width, 0, count - 1)
    if not nx.has_path(net, 0, count - 1):
        assert length == np.inf
        return
    assert length == pytest.approx(nx.dijkstra_path_length(net, 0, count - 1))
    assert width[way >> 1].sum() == pytest.approx(length)


def test_what_a_ring_lacks() -> None:
    """A building whose ring hangs on a street along the south by two joints, 10 m each."""
    graph = ladder(extra=False)
    root = outside(graph)
    lengths = {round(line.length / 1000): e for e, line in enumerate(graph.lines)}
    (built,) = [k for k, face in enumerate(graph.polygons) if face.area == 80 * 40 * 1e6]
    rim = {e: graph.lines[e].centroid.coords[0] for e, pair in enumerate(graph.faces) if built in pair}
    north = next(e for e, (_, y) in rim.items() if y == 30_000)
    south = next(e for e, (_, y) in rim.items() if y == -10_000)
    west, east = (e for e, line in enumerate(graph.lines) if line.length == 10_000)
    ring = Ring(graph, root, built, frozenset(range(len(graph.edges))))

    def there(*gone: int) -> np.ndarray:
        return np.array([float(e not in gone) for e in range(len(graph.edges))])

    assert set(lengths) == {10, 30, 40, 80}
    assert not list(ring.lacking(there()))
    assert [north in cut.edges and cut.least == 1 for cut in ring.open(there(north))] == [True]
    assert not list(ring.lacking(there(south))), "the street closes it: round by the joints"
    assert not list(ring.open(there(west)))
    assert {cut.least for cut in ring.loose(there(west))} == {2}, "joined once"
    assert west in next(iter(ring.loose(there(west)))).edges
    assert not list(Ways(graph, root).lacking(there(west)))
    assert list(Ways(graph, root).lacking(there(west, east))), "the ring hangs on nothing"
