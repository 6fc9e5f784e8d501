"""Trucks apart from people: what a network of roads costs with the places where the two meet.

A first network is drawn as if nobody minded. If trucks meet people on it, another one is tried whose two-lane
roads cost more where people walk; the cheaper of the two is built, crossings and shared road included.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

from planner.circulation.site_search import Costs, Edge, edge_key
from planner.circulation.site_strays import Node

__all__ = ["Users", "dearer", "mixing"]

CROSSING = 15_000.0
"""What a crossing of people and trucks is worth, in mm of lane."""
SHARED = 0.5
"""What a millimetre of road that both use is worth, in mm of lane."""
AVOIDED = 1.0
"""On the second try a road that people walk on costs trucks this much more of its price."""


@dataclass(frozen=True, slots=True)
class Users:
    """Who comes from where to where."""

    goods_gates: Sequence[Node]
    docks: Sequence[Node]
    people_gates: Sequence[Node]
    exits: Sequence[Node]


def mixing(graph: nx.Graph[Node], edges: Collection[Edge], users: Users) -> tuple[float, set[Edge]]:
    """What the meetings of trucks and people on a network are worth, mm of lane; and where people walk."""
    net: nx.Graph[Node] = nx.Graph()
    net.add_weighted_edges_from((u, v, graph.edges[u, v]["length"]) for u, v in sorted(edges))
    driven = _used(net, users.goods_gates, users.docks)
    walked = _used(net, users.people_gates, users.exits)
    nodes = {node for edge in driven for node in edge}
    crossings = nodes & {node for edge in walked - driven for node in edge}
    shared = sum(graph.edges[u, v]["length"] for u, v in driven & walked)
    return CROSSING * len(crossings) + SHARED * shared, walked


def dearer(costs: Costs, edges: Collection[Edge]) -> Costs:
    """The same costs with some edges dearer."""
    more = set(edges)
    table = {
        node: tuple((to, cost * (1 + AVOIDED * (edge_key(node, to) in more)), way) for to, cost, way in rows)
        for node, rows in costs.neighbours.items()
    }
    of = {edge: cost * (1 + AVOIDED * (edge in more)) for edge, cost in costs.of.items()}
    return Costs(costs.width, table, of)


def _used(net: nx.Graph[Node], starts: Sequence[Node], ends: Sequence[Node]) -> set[Edge]:
    sources = {node for node in starts if node in net}
    if not sources:
        return set()
    ways = nx.multi_source_dijkstra_path(net, sources)
    return {edge_key(u, v) for end in ends if end in ways for u, v in pairwise(ways[end])}
