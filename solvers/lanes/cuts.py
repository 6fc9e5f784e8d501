"""What a choice of lanes lacks, as cuts: sets of edges of which it needs more.

Every requirement is a covering one (more lanes never break it), so that a cut reads: the edges of a set,
each times its factor, are at least a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from solvers.lanes.graph import OUTER, LaneGraph
from solvers.lanes.kernel import cheapest_way, least_cut, reached

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SLACK = 0.05
"""A cut counts as broken by more than this."""
NESTED = 6
"""Cuts behind one another that are looked for at once."""
FREE = 1e6
"""Width of an arc that is no lane."""
GRAIN = 1e-4
"""Width that every edge has besides, so that of cuts of one width one with few edges is found."""


@dataclass(frozen=True, slots=True)
class Cut:
    """``edges`` and twice ``double`` are at least ``least``, less what ``minus`` has (an edge, or -1)."""

    edges: frozenset[int]
    least: int
    minus: int = -1
    double: frozenset[int] = frozenset()


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


@dataclass(frozen=True, slots=True)
class _Net:
    """Pairs of arcs between nodes, as the kernels read them."""

    first: Ints
    arcs: Ints
    head: Ints

    @classmethod
    def of(cls, pairs: Ints, count: int) -> _Net:
        """The net of so many nodes with a pair of arcs for each row (from, to)."""
        tails = pairs.reshape(-1)
        order = np.argsort(tails, kind="stable").astype(np.int64)
        first = np.searchsorted(tails[order], np.arange(count + 1)).astype(np.int64)
        return cls(first, order, pairs[:, ::-1].reshape(-1).astype(np.int64))

    def cut(self, room: Floats, source: int, sinks: npt.NDArray[np.bool_], wanted: float) -> Any:
        """Nodes on the near side of a least cut that is narrower than wanted, as a mask; else ``None``."""
        flow, side = least_cut(self.first, self.arcs, self.head, room, source, sinks, wanted)
        return side if flow < wanted else None


class Ways:
    """Whether every lane is joined to the gates."""

    def __init__(self, graph: LaneGraph, root: frozenset[int]) -> None:
        self._pairs: Ints = np.array(graph.edges, dtype=np.int64).reshape(-1, 2)
        self._net = _Net.of(self._pairs, len(graph.nodes))
        self._sinks = np.isin(np.arange(len(graph.nodes)), sorted(root))
        self._root = root

    def lacking(self, x: Floats) -> Iterator[Cut]:
        """An edge is as much there as a way from it to the gates: the worst cuts, about different nodes.

        Each with a few more behind it, found as if the lanes of those before it were there (nested cuts, as
        for Steiner trees: Koch and Martin 1998).
        """
        done = self._sinks.copy()
        there = np.flatnonzero(x > SLACK)
        for e in there[np.argsort(-x[there], kind="stable")].tolist():
            start = int(self._pairs[e, 0])
            if done[self._pairs[e]].any():
                continue
            filled = x + GRAIN
            for k in range(NESTED):
                side = self._net.cut(filled.repeat(2), start, self._sinks, x[e] - SLACK)
                if side is None:
                    break
                if k == 0:
                    done |= side
                edges = np.flatnonzero(side[self._pairs[:, 0]] != side[self._pairs[:, 1]])
                filled[edges] = 1.0
                yield Cut(frozenset(edges.tolist()), 0, e)


class Served:
    """Whether lanes lead from the gates to one edge of every group of which one is asked for."""

    def __init__(self, graph: LaneGraph, root: frozenset[int], groups: Iterable[frozenset[int]]) -> None:
        self._ends: Ints = np.array(graph.edges, dtype=np.int64).reshape(-1, 2)
        self._groups = [np.array(sorted(group), dtype=np.int64) for group in dict.fromkeys(groups) if group]
        nodes, edges = len(graph.nodes), len(graph.edges)
        self._first, self._source = nodes, nodes + edges
        own = nodes + np.arange(edges)
        fed = [np.full(edges, self._source), own, own], [own, self._ends[:, 0], self._ends[:, 1]]
        pairs = np.stack([np.concatenate(fed[0]), np.concatenate(fed[1])], axis=1)
        self._net = _Net.of(np.concatenate([pairs, self._ends]), self._source + 1)
        self._sinks = np.isin(np.arange(self._source + 1), sorted(root))

    def lacking(self, x: Floats) -> Iterator[Cut]:
        """Edges of the group that do not lie in S, and lanes out of S, are at least one, for S without gates.

        An edge alone asks for no more of a way than it is there itself: where two sides of a building are
        half served each, half a way would do for both.
        """
        count = len(x)
        plain = np.zeros((3 * count, 2))
        plain[count:, 0] = FREE
        for group in self._groups:
            fed = plain.copy()
            fed[group, 0] = x[group]
            room = np.concatenate([fed.reshape(-1), (x + GRAIN).repeat(2)])
            side = self._net.cut(room, self._source, self._sinks, 1 - SLACK)
            if side is None:
                continue
            outside = group[~side[self._first + group]]
            leaving = np.flatnonzero(side[self._ends[:, 0]] != side[self._ends[:, 1]])
            yield Cut(frozenset([*outside.tolist(), *leaving.tolist()]), 1)


class Ring:
    """Whether lanes among ``near`` go round a face, and are joined to other lanes in two places."""

    def __init__(self, graph: LaneGraph, root: frozenset[int], face: int, near: frozenset[int]) -> None:
        self._is_near = np.isin(np.arange(len(graph.edges)), sorted(near))
        self._ends: Ints = np.array(graph.edges, dtype=np.int64).reshape(-1, 2)
        faces: Ints = np.array(graph.faces, dtype=np.int64).reshape(-1, 2)
        self._across = np.flatnonzero(faces[:, 0] != faces[:, 1])
        sides = faces[self._across]
        self._face, self._outer = face, len(graph.polygons)
        self._enclosed = face != OUTER and bool((sides == face).any()) and bool((sides == OUTER).any())
        self._sides = np.where(sides == OUTER, self._outer, sides)
        self._faces = _Net.of(self._sides, self._outer + 1)
        self._source = len(graph.nodes)
        nodes = np.arange(self._source)
        fed = np.stack([np.full(self._source, self._source), nodes], axis=1)
        self._joints = _Net.of(np.concatenate([fed, self._ends]), self._source + 1)
        self._sinks = np.isin(np.arange(self._source + 1), sorted(root))

    def lacking(self, x: Floats) -> Iterator[Cut]:
        """What the ring lacks, nothing if it stands."""
        yield from self.open(x)
        yield from self.loose(x)

    def open(self, x: Floats) -> Iterator[Cut]:
        """Every way over the faces from the building to the outside crosses a lane of its ring."""
        if not self._enclosed:
            yield Cut(frozenset(), 1)
            return
        weight = np.where(self._is_near, x, 0.0)
        for _ in range(NESTED):
            length, crossed = self._out(weight)
            if length >= 1 - SLACK:
                return
            edges = crossed[self._is_near[crossed]]
            yield Cut(frozenset(edges.tolist()), 1)
            if not len(edges):
                return
            weight[edges] = 1.0

    def loose(self, x: Floats) -> Iterator[Cut]:
        """A ring is joined to other lanes in two places (GB 50016 7.1.9): two ways from it to the gates.

        Let S be nodes without a gate. A ring with a node in S needs two lanes out of S: those of the ring
        itself where it leaves S, else its two ways. A ring without any crosses every way over the faces from
        the building to the outside, away from S. So the lanes out of S, and twice those of one such way that
        could be of the ring and have no end in S, are at least two. S is the near side of a least cut
        between the outermost ring of nearly whole lanes (of half ones, where x is fractional) and the gates.
        """
        for enough in (1 - SLACK, 0.5):
            ring = self.nodes(x, enough)
            if not len(ring):
                continue
            filled = x.copy()
            for _ in range(NESTED):
                fed = np.zeros((self._source, 2))
                fed[ring, 0] = FREE
                room = np.concatenate([fed.reshape(-1), filled.repeat(2)])
                side = self._joints.cut(room, self._source, self._sinks, 2 - SLACK)
                if side is None:
                    break
                inside = side[self._ends]
                leaving = np.flatnonzero(inside[:, 0] != inside[:, 1])
                away = self._is_near & ~inside.any(axis=1)
                length, crossed = self._out(np.where(away, x, 0.0))
                if x[leaving].sum() + 2 * length >= 2 - SLACK:
                    break
                double = frozenset(crossed[away[crossed]].tolist())
                yield Cut(frozenset(leaving.tolist()), 2, double=double)
                filled[leaving] = 1.0
                if len(leaving) < 2:
                    break

    def nodes(self, x: Floats, enough: float = 0.5) -> Ints:
        """The nodes of the outermost ring of lanes that are there to this share; none where it is open."""
        if not self._enclosed:
            return np.zeros(0, dtype=np.int64)
        net = self._faces
        barred = (self._is_near & (x >= enough))[self._across]
        outside = reached(net.first, net.arcs, net.head, barred, self._outer)
        rim = outside[self._sides[:, 0]] != outside[self._sides[:, 1]]
        within = reached(net.first, net.arcs, net.head, rim, self._face)
        own = rim & within[self._sides].any(axis=1) & ~outside[self._face]
        return np.unique(self._ends[self._across[own]])

    def _out(self, weight: Floats) -> tuple[float, Ints]:
        """The cheapest way over the faces from the building to the outside, and the edges it crosses."""
        net = self._faces
        across = weight[self._across]
        length, way = cheapest_way(net.first, net.arcs, net.head, across, self._face, self._outer)
        return float(length), self._across[way >> 1]


def stands(ring: Ring, x: Floats) -> bool:
    """Whether a ring is closed and joined to the gates in two ways."""
    return next(ring.lacking(x), None) is None


def all_cuts(rings: Sequence[Ring], served: Served, ways: Ways, x: Floats) -> Iterator[Cut]:
    """What a choice, whole or fractional, lacks in rings and connection."""
    for ring in rings:
        yield from ring.lacking(x)
    yield from served.lacking(x)
    yield from ways.lacking(x)


def warm() -> None:
    """Compile the kernels that are not cached."""
    net = _Net.of(np.array([[0, 1]], dtype=np.int64), 2)
    net.cut(np.ones(2), 0, np.array([False, True]), 1.0)
    cheapest_way(net.first, net.arcs, net.head, np.ones(1), 0, 1)
    reached(net.first, net.arcs, net.head, np.array([False]), 0)
