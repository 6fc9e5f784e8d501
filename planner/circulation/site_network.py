"""The road network: the cheapest connected sub-network of the candidate graph, with loops where they pay.

First the two-lane network that joins all gates and docks, then lanes from it to every entrance. Both
are Steiner trees by the shortest-path heuristic (Takahashi and Matsuyama 1980) improved by exchanging
key paths; then a lane is added wherever a way in from the gate is a great detour or a dead end is
longer than GB 50352-2019 5.2.2-5 lets it be without a turning place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import networkx as nx

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import LANE, TWO_LANES, Ground
from planner.circulation.site_mixing import Users, dearer, mixing
from planner.circulation.site_search import (
    Costs,
    Edge,
    Path,
    bends_of,
    cheapest,
    costs_for,
    edge_key,
    without,
)
from planner.circulation.site_strays import Node

ROUNDS = 6
"""Passes of key-path exchange at most; it ends earlier when nothing improves."""
DETOUR = 1.7
"""A way in from the nearest gate longer than this many times the shortest possible earns a new link."""
DETOUR_LEAST = 50_000.0
"""... if the link saves at least this much, mm."""
DEAD_END = 120_000.0
"""Longest dead end without a turning place (GB 50352-2019 5.2.2-5), mm."""

STARTS = 8
"""Trees grown for the two-lane network; on large sites fewer, down to 2 (nodes times trees <= 4,000)."""
LOOP_WORTH = 1.5
"""A lane that closes a dead end may cost this many times the dead end's length."""

Widths = Mapping[Edge, int]


@dataclass(frozen=True, slots=True)
class Network:
    """Edges of the candidate graph that become roads, with their clear widths (mm)."""

    widths: Widths
    terminals: tuple[Node, ...]
    turning: tuple[Node, ...]
    """Ends of dead ends longer than 120 m: each needs a turning place."""


def road_network(ground: Ground, graph: nx.Graph[Node]) -> Network:
    """The roads to build, trucks apart from people where that pays; what no line reaches is left out."""
    first = _network(ground, graph, ())
    users = _users(ground, graph)
    if not users.docks or not users.goods_gates:
        return first
    worth, walked = mixing(graph, first.widths, users)
    if worth <= 0:
        return first
    second = _network(ground, graph, walked)
    other, _ = mixing(graph, second.widths, users)
    return min((first, worth), (second, other), key=lambda row: _built(graph, row[0]) + row[1])[0]


def _users(ground: Ground, graph: nx.Graph[Node]) -> Users:
    here = [t for t in ground.terminals if terminal_node(t) in graph]
    gates = [(terminal_node(t), ground.traffic[t.ids[0]]) for t in here if t.kind == "gate"]
    return Users(
        goods_gates=[node for node, traffic in gates if "goods" in traffic],
        docks=[terminal_node(t) for t in here if t.kind == "dock"],
        people_gates=[node for node, traffic in gates if "people" in traffic],
        exits=[terminal_node(t) for t in here if t.kind == "exit"],
    )


def _built(graph: nx.Graph[Node], network: Network) -> float:
    """What the roads of a network cost, mm of lane."""
    rows = ((graph.edges[edge], width) for edge, width in network.widths.items())
    return sum(float(data["length"]) * width / LANE for data, width in rows if not data["given"])


def _network(ground: Ground, graph: nx.Graph[Node], avoided: Collection[Edge]) -> Network:
    """A network whose two-lane roads cost more on the edges that are ``avoided``."""
    here = [t for t in ground.terminals if terminal_node(t) in graph]
    nodes = {terminal_node(t) for t in here}
    heavy = [terminal_node(t) for t in here if t.kind in ("gate", "dock")]
    light = [terminal_node(t) for t in here if t.kind == "exit"]
    wide = costs_for(graph, TWO_LANES, nodes)
    trunk = _best_tree(dearer(wide, avoided) if avoided else wide, heavy)
    lane = costs_for(graph, LANE, nodes)
    tree = _grow(lane, heavy + light, trunk)
    tree = improved(lane, tree, nodes, trunk)
    gates = [terminal_node(t) for t in here if t.kind == "gate"]
    tree |= _links(graph, lane, trunk | tree, gates, light)
    tree |= _loops(graph, lane, trunk | tree, gates)
    turning = tuple(path[-1] for path, _ in dead_ends(graph, trunk | tree, gates))
    if len(gates) == 1:
        trunk |= _approach(gates[0], trunk | tree) & set(wide.of)
    widths = dict.fromkeys(tree, LANE) | dict.fromkeys(trunk, TWO_LANES)
    for u, v in widths:
        given = int(graph.edges[u, v]["given"])
        if given:
            widths[u, v] = given
    return Network(dict(sorted(widths.items())), tuple(sorted(nodes)), turning)


def _approach(gate: Node, edges: Collection[Edge]) -> set[Edge]:
    """From the only gate to the first junction: two lanes, as GB 50352-2019 4.2.1 asks there."""
    meeting = nx.Graph(edges)
    path = [gate]
    while path[-1] in meeting and (len(path) == 1 or meeting.degree[path[-1]] == 2):
        onward = [node for node in meeting.neighbors(path[-1]) if node not in path]
        if not onward:
            break
        path.append(onward[0])
    return _edges_of(path)


def _best_tree(costs: Costs, terminals: Sequence[Node]) -> set[Edge]:
    """The best of the trees grown from different terminals."""
    best: tuple[float, set[Edge]] | None = None
    starts = max(2, min(STARTS, 4_000 // max(1, len(costs.neighbours))))
    for start in range(min(len(terminals), starts)):
        tree = _grow(costs, [terminals[start], *terminals[:start], *terminals[start + 1 :]], set())
        tree = improved(costs, tree, set(terminals), set())
        value = total_cost(costs, tree)
        if best is None or value < best[0] - 1:
            best = (value, tree)
    return best[1] if best else set()


def _grow(costs: Costs, terminals: Sequence[Node], built: Collection[Edge]) -> set[Edge]:
    """Connect the terminals one by one, always the one that costs least, to what is ``built``."""
    edges: set[Edge] = set()
    reached = {node for edge in built for node in edge} or set(terminals[:1])
    waiting = {node for node in terminals if node not in reached}
    while waiting:
        found = cheapest(costs, reached, waiting)
        if found is None:
            break
        path = found[1]
        edges |= _edges_of(path)
        reached.update(path)
        waiting -= set(path)
    return edges


def total_cost(costs: Costs, edges: Collection[Edge]) -> float:
    """Cost of a set of edges with its bends, mm of lane."""
    return sum(costs.of[edge] for edge in edges) + bends_of(costs, edges)


def improved(costs: Costs, edges: set[Edge], terminals: set[Node], built: Collection[Edge]) -> set[Edge]:
    """Exchange key paths (between junctions, terminals and what is built) while that is cheaper."""
    edges = set(edges)
    anchors = terminals | {node for edge in built for node in edge}
    for _ in range(ROUNDS):
        changed = False
        for path in key_paths(edges, anchors):
            stretch = _edges_of(path)
            touched = [edge for edge in edges if edge[0] in path[1:-1] or edge[1] in path[1:-1]]
            if not stretch <= edges or not stretch.issuperset(touched):
                continue  # an exchange before it took it away, or joined it halfway
            rest = edges - stretch
            ends = sorted((_side(path[0], rest, built), _side(path[-1], rest, built)), key=len)
            found = cheapest(costs, ends[0], ends[1])  # from the smaller side: it has less to search
            if found is None:
                continue
            new = rest | _edges_of(found[1])
            if total_cost(costs, new) < total_cost(costs, edges) - 10:
                edges, changed = new, True
        if not changed:
            break
    return edges


def _side(start: Node, edges: Collection[Edge], built: Collection[Edge]) -> set[Node]:
    """The nodes that these edges join with one, itself included."""
    meeting: dict[Node, list[Node]] = {}
    for u, v in chain(edges, built):
        meeting.setdefault(u, []).append(v)
        meeting.setdefault(v, []).append(u)
    found, waiting = {start}, [start]
    while waiting:
        new = [node for node in meeting.get(waiting.pop(), ()) if node not in found]
        found.update(new)
        waiting += new
    return found


def key_paths(edges: Iterable[Edge], anchors: Collection[Node]) -> list[Path]:
    """Maximal paths whose inner nodes join exactly two edges and are no anchors."""
    graph = nx.Graph(sorted(edges))
    stops = {node for node, degree in graph.degree if degree != 2 or node in anchors}
    paths: list[Path] = []
    seen: set[Edge] = set()
    for start in sorted(stops) + sorted(set(graph) - stops):  # loops without any stop come last
        for first in sorted(graph.neighbors(start)):
            if edge_key(start, first) in seen:
                continue
            path = [start, first]
            seen.add(edge_key(start, first))
            while path[-1] not in stops and path[-1] != start:
                after = next(n for n in sorted(graph.neighbors(path[-1])) if n != path[-2])
                seen.add(edge_key(path[-1], after))
                path.append(after)
            paths.append(tuple(path))
    return paths


def _links(
    graph: nx.Graph[Node],
    costs: Costs,
    built: Collection[Edge],
    gates: Sequence[Node],
    entrances: Sequence[Node],
) -> set[Edge]:
    """Extra lanes that spare great detours on the way in from the nearest gate."""
    usable = _weighted(graph, costs.of)
    shortest = _distances(usable, gates)
    added: set[Edge] = set()
    for _ in range(len(entrances)):
        everything = {*built, *added}
        actual = _distances(_weighted(graph, everything), gates)
        worst = max(entrances, key=lambda n: (_excess(actual, shortest, n), n), default=None)
        if worst is None or _excess(actual, shortest, worst) <= 0:
            break
        near = [g for g in gates if g in usable]
        found = cheapest(costs, near, [worst], everything)
        new = _edges_of(found[1]) - everything if found else set()
        if not new:
            break
        added |= new
    return added


def _loops(graph: nx.Graph[Node], costs: Costs, built: Collection[Edge], gates: Sequence[Node]) -> set[Edge]:
    """Lanes that make long dead ends into loops, where that is not far."""
    added: set[Edge] = set()
    for _ in range(len(built)):
        everything = {*built, *added}
        new: set[Edge] = set()
        for path, length in dead_ends(graph, everything, gates):
            stem = _edges_of(path)
            tail = _side(path[-1], everything - stem, ())
            inner = _side(path[0], everything - stem, ())
            found = cheapest(without(costs, stem), inner, tail | set(path[len(path) // 2 :]))
            if found and found[0] < LOOP_WORTH * length:
                new = _edges_of(found[1]) - everything
            if new:
                break
        if not new:
            break
        added |= new
    return added


def dead_ends(
    graph: nx.Graph[Node], edges: Collection[Edge], gates: Sequence[Node]
) -> list[tuple[Path, float]]:
    """Dead ends longer than 120 m, from the junction where they leave the loops to their last junction.

    Vehicles turn at the last junction before a door, so the apron itself does not count. Gates are
    joined by the public road outside.
    """
    net = _weighted(graph, edges)
    outside: Node = (-(10**9), -(10**9))
    doors = [node for node, degree in net.degree if degree == 1 and node not in gates]
    net.add_weighted_edges_from((gate, outside, 0.0) for gate in gates if gate in net)
    if outside not in net:
        return []
    loops = net.copy()
    bridges: list[Any] = list(nx.bridges(net))  # the stubs take its edges for nodes
    loops.remove_edges_from(bridges)
    core: set[Node] = set(nx.node_connected_component(loops, outside))
    ways: dict[Node, list[Node]] = nx.multi_source_dijkstra_path(net, core)
    found: dict[Node, tuple[Path, float]] = {}
    for door in sorted(doors):
        way = [node for node in ways.get(door, []) if node != outside]
        while way and net.degree[way[-1]] <= 2:
            way.pop()
        length = sum(net.edges[u, v]["weight"] for u, v in pairwise(way))
        if length > DEAD_END:
            found[way[-1]] = (tuple(way), length)
    inner = {node for way, _ in found.values() for node in way[:-1]}
    return [entry for end, entry in sorted(found.items()) if end not in inner]


def _edges_of(path: Sequence[Node]) -> set[Edge]:
    return {edge_key(u, v) for u, v in pairwise(path)}


def _weighted(graph: nx.Graph[Node], edges: Iterable[Edge]) -> nx.Graph[Node]:
    result: nx.Graph[Node] = nx.Graph()
    result.add_weighted_edges_from((u, v, graph.edges[u, v]["length"]) for u, v in sorted(edges))
    return result


def _distances(graph: nx.Graph[Node], sources: Iterable[Node]) -> dict[Node, float]:
    inside = [node for node in sources if node in graph]
    return dict(nx.multi_source_dijkstra_path_length(graph, inside)) if inside else {}


def _excess(actual: Mapping[Node, float], shortest: Mapping[Node, float], node: Node) -> float:
    if node not in actual or node not in shortest:
        return 0.0
    return max(0.0, actual[node] - max(DETOUR * shortest[node], shortest[node] + DETOUR_LEAST))
