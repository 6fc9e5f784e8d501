"""Ways along the roads of the site's network that people walk and vehicles can turn on.

The network is that of the park's graph (``planner.circulation.outdoors``), taken from the polygons and
lines of the layout, so it holds for roads that anybody drew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import networkx as nx

from planner.circulation.outdoors import Outdoors
from planner.geometry.site_lines import direction, turn_between

__all__ = ["Arc", "Node", "Roads", "Stop", "edges_of"]

Node: TypeAlias = tuple[int, int]
Arc: TypeAlias = tuple[Node, Node]
"""An edge in the direction of travel."""

SHARPEST = math.radians(125)
"""No vehicle turns further than this at a junction."""
TURN = 5_000.0
"""What a right-angled turn is worth in length, mm: of equal ways the one with fewer bends is driven."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a gate or a door lies on the roads: its node, and how far that is from it, mm."""

    node: Node
    away: float


class Roads:
    """The roads of the site's network, bends and all, with the gates and doors on them.

    Fire lanes beside roads are for engines only. Edges carry ``length``, ``width`` (mm) and ``road``.
    """

    def __init__(self, site: Outdoors) -> None:
        """``site``: as ``planner.circulation.outdoors`` finds it; doors that no road reaches have no stop."""
        self.net: nx.Graph[Node] = nx.Graph()
        for stretch in site.stretches:
            if stretch.road:
                inner = [(round(x), round(y)) for x, y, *_ in stretch.line.coords[1:-1]]
                for u, v in pairwise([stretch.one, *inner, stretch.other]):
                    if u != v:
                        known = self.net.get_edge_data(u, v, {"width": 0})
                        if stretch.width_mm > known["width"]:
                            length = math.dist(u, v)
                            self.net.add_edge(u, v, length=length, width=stretch.width_mm, road=stretch.road)
        on_roads = [access for access in site.accesses if access.road]
        self.stops = {a.id: Stop(a.spot, a.length) for a in on_roads if a.spot in self.net}

    def walks(self, starts: Collection[str], ends: Collection[str]) -> dict[str, list[Node]]:
        """The shortest way on foot to each end from the start that is nearest to it; ends in their order."""
        gates = {self.stops[id].node for id in starts if id in self.stops}
        if not gates:
            return {}
        ways = nx.multi_source_dijkstra_path(self.net, gates, weight="length")
        reached = {id: ways.get(self.stops[id].node) for id in ends if id in self.stops}
        return {id: way for id, way in reached.items() if way is not None}

    def turns(self, width: float, busy: Collection[frozenset[Node]], dearer: float) -> nx.DiGraph[Arc]:
        """Arc -> arc that a vehicle can go on to, on roads at least so wide; ``busy`` edges cost more."""
        onward: nx.DiGraph[Arc] = nx.DiGraph()
        fit = {node: self._onward(node, width) for node in sorted(self.net)}
        for u in sorted(self.net):
            for v in fit[u]:
                onward.add_node((u, v))
                for w in fit[v]:
                    turn = turn_between(direction(u, v), direction(v, w))
                    if w == u or turn > SHARPEST:
                        continue
                    cost = self.net.edges[v, w]["length"] * (1 + dearer * (frozenset((v, w)) in busy))
                    onward.add_edge((u, v), (v, w), cost=cost + TURN * (1 - math.cos(turn)))
        return onward

    def _onward(self, node: Node, width: float) -> list[Node]:
        return [other for other in sorted(self.net[node]) if self.net.edges[node, other]["width"] >= width]


def edges_of(nodes: Sequence[Node]) -> set[frozenset[Node]]:
    """The edges of a way, whatever their direction."""
    return {frozenset(pair) for pair in pairwise(nodes)}
