"""Walking distances over the graph of a park, for many starts and ends.

Everybody goes through public ground; through the rooms of a company or demand only who goes to or comes from
them. So the way is: out of one's own rooms, over public ground, into the rooms one goes to. Over public
ground, distances inside a storey are a table; between storeys only the places that lead out of a storey
(stairs, lifts, exits) matter. Distances are metres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["Field", "Ways", "spread"]

TINY = 1e-9
"""Length of a way of no length: a table of distances takes 0 for no way."""


class Ways:
    """The ways of one kind of user."""

    def __init__(self, graph: nx.Graph[str], user: str) -> None:
        self.user = user
        self.rooms: dict[str, nx.Graph[str]] = {}
        """The ways through the rooms of each owner."""
        inside: dict[str, list[tuple[str, str, float]]] = {}
        between: list[tuple[str, str, float]] = []
        for one, other, data in graph.edges(data=True):
            if not data[user]:
                continue
            length = max(float(data["walk_m"]), TINY)
            storey = graph.nodes[one]["storey"]
            if data["owner"]:
                own = self.rooms.setdefault(data["owner"], nx.Graph())
                own.add_edge(one, other, walk_m=length)
            elif storey == graph.nodes[other]["storey"]:
                inside.setdefault(storey, []).append((one, other, length))
            else:
                between.append((one, other, length))
        self._tables(graph, inside, between)
        self._rows: dict[int, NDArray[np.float64]] = {}

    def _tables(
        self,
        graph: nx.Graph[str],
        inside: Mapping[str, list[tuple[str, str, float]]],
        between: list[tuple[str, str, float]],
    ) -> None:
        self.where: dict[str, tuple[str, int]] = {}
        self.tables: dict[str, NDArray[np.float64]] = {}
        members: dict[str, dict[str, int]] = {}
        for storey, edges in inside.items():
            own = members.setdefault(storey, {})
            for one, other, _ in edges:
                own.setdefault(one, len(own))
                own.setdefault(other, len(own))
        for one, other, _ in between:
            for node in (one, other):
                own = members.setdefault(graph.nodes[node]["storey"], {})
                own.setdefault(node, len(own))
        for storey, own in members.items():
            self.where |= {node: (storey, number) for node, number in own.items()}
            numbered = [(own[a], own[b], w) for a, b, w in inside.get(storey, ())]
            self.tables[storey] = dijkstra(_matrix(len(own), numbered), directed=False)
        doors = sorted({node for one, other, _ in between for node in (one, other)})
        self._out = {node: number for number, node in enumerate(doors)}
        self.out_of: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
        """Storey -> what leads out of it, by numbers among all such places and in its table."""
        joined = [(self._out[a], self._out[b], w) for a, b, w in between]
        for storey in members:
            nodes = [node for node in doors if self.where[node][0] == storey]
            numbers = np.array([self._out[node] for node in nodes], dtype=np.int64)
            places = np.array([self.where[node][1] for node in nodes], dtype=np.int64)
            self.out_of[storey] = numbers, places
            local = self.tables[storey][np.ix_(places, places)]
            for i, j in zip(*np.nonzero(np.triu(np.isfinite(local), 1)), strict=True):
                joined.append((int(numbers[i]), int(numbers[j]), max(float(local[i, j]), TINY)))
        self._net = _matrix(len(doors), joined)

    def row(self, number: int) -> NDArray[np.float64]:
        """From one place that leads out of a storey to all of them."""
        if number not in self._rows:
            self._rows[number] = dijkstra(self._net, directed=False, indices=number)
        return self._rows[number]

    @property
    def places(self) -> int:
        """How many places lead out of storeys."""
        return len(self._out)

    def starting(self, starts: Mapping[str, float]) -> Field:
        """Distances from the nearest of these nodes, each of which is so far away already."""
        away = np.full(self.places, math.inf)
        begun = {node: start for node, start in starts.items() if math.isfinite(start)}
        for node, start in begun.items():
            if node not in self.where:
                continue
            storey, number = self.where[node]
            out, places = self.out_of[storey]
            steps = start + self.tables[storey][number, places]
            for door, step in zip(out.tolist(), steps.tolist(), strict=True):
                if math.isfinite(step) and step < away[door]:
                    np.minimum(away, step + self.row(door), out=away)
        return Field(self, begun, away)


@dataclass(slots=True)
class Field:
    """Distances from some starts."""

    ways: Ways
    starts: Mapping[str, float]
    away: NDArray[np.float64]
    _storeys: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _opened: dict[tuple[str, ...], tuple[Field, dict[str, float]]] = field(default_factory=dict)

    def at(self, node: str) -> float:
        """To a node over public ground; infinite where there is no way."""
        if node not in self.ways.where:
            return self.starts.get(node, math.inf)
        storey, number = self.ways.where[node]
        if storey not in self._storeys:
            self._storeys[storey] = self._storey(storey)
        return float(self._storeys[storey][number])

    def _storey(self, storey: str) -> NDArray[np.float64]:
        table = self.ways.tables[storey]
        best = np.full(len(table), math.inf)
        for node, start in self.starts.items():
            place, number = self.ways.where.get(node, ("", -1))
            if number >= 0 and place == storey:
                np.minimum(best, start + table[number], out=best)
        out, places = self.ways.out_of[storey]
        if len(out):
            np.minimum(best, (self.away[out][:, None] + table[places]).min(axis=0), out=best)
        return best

    def into(self, owners: tuple[str, ...], doors: Iterable[str]) -> tuple[float, str]:
        """To the nearest of these doors, through public ground and the rooms of the owners; which one."""
        through, inside = self._through(owners)
        ways = ((min(through.at(door), inside.get(door, math.inf)), door) for door in doors)
        return min(ways, default=(math.inf, ""))

    def _through(self, owners: tuple[str, ...]) -> tuple[Field, dict[str, float]]:
        """The field where the rooms of the owners are open too, and the distances inside these."""
        if owners not in self._opened:
            found, inside = self, dict[str, float]()
            nearer: dict[str, float] = {"": 0.0}
            while nearer:
                nearer = {}
                for owner in owners:
                    own = self.ways.rooms.get(owner, nx.Graph())
                    begun = {node: min(found.at(node), inside.get(node, math.inf)) for node in own}
                    inside |= spread(own, begun)
                    known = {node: inside[node] for node in own if node in self.ways.where}
                    nearer |= {node: away for node, away in known.items() if away < found.at(node) - TINY}
                if nearer:
                    found = self.ways.starting({**found.starts, **nearer})
            self._opened[owners] = found, inside
        return self._opened[owners]


def spread(graph: nx.Graph[str], begun: Mapping[str, float]) -> dict[str, float]:
    """Shortest distances in a graph whose nodes are so far away already (Dijkstra)."""
    found: dict[str, float] = {}
    known = ((away, node) for node, away in begun.items() if math.isfinite(away) and node in graph)
    waiting = sorted(known)
    while waiting:
        away, node = heappop(waiting)
        if node not in found:
            found[node] = away
            for other, data in graph.adj[node].items():
                if other not in found:
                    heappush(waiting, (away + data["walk_m"], other))
    return {node: found.get(node, math.inf) for node in graph}


def _matrix(count: int, edges: list[tuple[int, int, float]]) -> coo_array:
    """A sparse matrix of the shortest edge between each two."""
    best: dict[tuple[int, int], float] = {}
    for a, b, weight in edges:
        pair = (min(a, b), max(a, b))
        best[pair] = min(weight, best.get(pair, math.inf))
    rows, columns = [a for a, _ in best], [b for _, b in best]
    return coo_array((list(best.values()), (rows, columns)), shape=(count, count)).tocsr()
