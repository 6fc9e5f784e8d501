"""What a choice of lanes lacks, as cuts: sets of edges of which it needs more.

Every requirement is a covering one (more lanes never break it), so that a cut reads: the edges of a set,
each times its factor, are at least a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from solvers.lanes.graph import OUTER, LaneGraph

Floats = npt.NDArray[np.float64]

SCALE = 10_000
"""Flows are in ten-thousandths of an edge."""
SLACK = 0.05
"""A cut counts as broken by more than this."""
NESTED = 6
"""Cuts behind one another that are looked for at once."""
FREE = 1_000 * SCALE


@dataclass(frozen=True, slots=True)
class Cut:
    """The edges of ``edges`` are at least ``least``, less what ``minus`` has (an edge, or -1)."""

    edges: frozenset[int]
    least: int
    minus: int = -1


def outside(graph: LaneGraph) -> frozenset[int]:
    """Nodes that count as the public road: gates; of a single gate the way in to the first junction."""
    if len(graph.gates) != 1:
        return frozenset(graph.gates)
    ways: nx.Graph[int] = nx.Graph(graph.edges)
    path = [graph.gates[0]]
    while len(path) == 1 or ways.degree[path[-1]] == 2:
        onward = [node for node in ways.neighbors(path[-1]) if node not in path]
        if len(onward) != 1:
            break
        path.append(onward[0])
    return frozenset(path)


def unconnected(graph: LaneGraph, x: Floats, root: frozenset[int]) -> Iterator[Cut]:
    """An edge is as much there as a way from it to the gates: the worst cuts, no two about the same nodes.

    Each with a few more behind it, found as if the lanes of those before it were there (nested cuts, as
    for Steiner trees: Koch and Martin 1998).
    """
    done: set[int] = set(root)
    for e in sorted(np.flatnonzero(x > SLACK).tolist(), key=lambda e: (-x[e], e)):
        if done.intersection(graph.edges[e]):
            continue
        filled = x.copy()
        for k in range(NESTED):
            side = _short_side(graph, filled, root, graph.edges[e][0], x[e] - SLACK)
            if not side:
                break
            done |= side if k == 0 else set()
            edges = [j for j, (a, b) in enumerate(graph.edges) if (a in side) != (b in side)]
            filled[edges] = 1.0
            yield Cut(frozenset(edges), 0, e)


def _short_side(
    graph: LaneGraph, x: Floats, root: frozenset[int], start: int, wanted: float
) -> frozenset[int]:
    """The nodes on the near side of a least cut between a node and the gates; none if it is wide enough.

    Of cuts of the same width one with few edges: every edge has a grain of width more.
    """
    sink = len(graph.nodes)
    arcs = [(u, v, _whole(x[e]) + 1) for e, (u, v) in enumerate(graph.edges)]
    arcs += [(v, u, amount) for u, v, amount in arcs] + [(node, sink, FREE) for node in root]
    return frozenset(_flow(_capacity(arcs, sink + 1), start, sink, wanted)[1])


def unringed(graph: LaneGraph, x: Floats, face: int, near: frozenset[int]) -> Iterator[Cut]:
    """Every way over the faces from a building to the outside crosses a lane of its ring."""
    dual: nx.Graph[int] = nx.Graph()
    for e, (left, right) in enumerate(graph.faces):
        if left == right:
            continue
        weight = float(x[e]) if e in near else 0.0
        if not dual.has_edge(left, right) or dual.edges[left, right]["weight"] > weight:
            dual.add_edge(left, right, weight=weight, edge=e)
    if face not in dual or OUTER not in dual:
        yield Cut(frozenset(), 1)
        return
    path: list[int] = nx.dijkstra_path(dual, face, OUTER)
    steps = list(pairwise(path))
    if sum(dual.edges[step]["weight"] for step in steps) < 1 - SLACK:
        crossed = (dual.edges[step]["edge"] for step in steps)
        yield Cut(frozenset(e for e in crossed if e in near), 1)


def once_joined(graph: LaneGraph, x: Floats, near: frozenset[int], root: frozenset[int]) -> Iterator[Cut]:
    """A ring is joined to other lanes in two places (GB 50016 7.1.9): two ways from it to the gates.

    For nodes S without a gate, the edges with an end outside S that could be part of the ring, and all
    others between S and the rest, are at least two: either the ring lies in S and two lanes leave it, or at
    least two of its own edges do not lie in S. ``S`` is found as a minimum cut in which every edge that
    could be of the ring is a node of its own.
    """
    if not near:
        return
    count = len(graph.nodes)
    ring = count + len(near)
    arcs: list[tuple[int, int, int]] = []
    for k, e in enumerate(sorted(near)):
        arcs += [(ring, count + k, _whole(x[e])), *((count + k, node, FREE) for node in graph.edges[e])]
    for e, (u, v) in enumerate(graph.edges):
        if e not in near:
            arcs += [(u, v, _whole(x[e])), (v, u, _whole(x[e]))]
    sink = ring + 1
    arcs += [(node, sink, FREE) for node in root]
    _, side = _flow(_capacity(arcs, sink + 1), ring, sink, 2 - SLACK)
    if side:
        edges = {count + k: e for k, e in enumerate(sorted(near))}
        lacking = {e for node, e in edges.items() if node not in side}
        lacking |= {e for e, (u, v) in enumerate(graph.edges) if e not in near and (u in side) != (v in side)}
        yield Cut(frozenset(lacking), 2)


def _capacity(arcs: Sequence[tuple[int, int, int]], size: int) -> csr_array:
    table = np.array([arc for arc in arcs if arc[2] > 0], dtype=np.int64).reshape(-1, 3)
    capacity = coo_array((table[:, 2], (table[:, 0], table[:, 1])), shape=(size, size)).tocsr()
    capacity.data = np.minimum(capacity.data, FREE).astype(np.int32)
    return capacity


def _flow(capacity: csr_array, source: int, sink: int, wanted: float) -> tuple[float, set[int]]:
    """The largest flow; if less than wanted, the nodes on the near side of a least cut."""
    result = maximum_flow(capacity, source, sink)
    flow = float(result.flow_value) / SCALE
    if flow >= wanted:
        return flow, set()
    rest = capacity - result.flow
    rest.data[rest.data < 0] = 0
    rest.eliminate_zeros()
    return flow, set(breadth_first_order(rest, source, return_predecessors=False).tolist())


def _whole(value: float) -> int:
    return round(float(value) * SCALE)
