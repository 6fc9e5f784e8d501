"""Doors and gates that no straight line joins to the others: the shortest way round the corners.

Chords reach nearly everything; what they miss (a gate close to a building, a door deep in a court) gets
a line of its own, found by Dijkstra on the visibility graph of the free ground, seen corner by corner
as the search gets there.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.geometry.site_lines import Vec, along, direction, lines_of, points_of, polygons_of

Node = tuple[int, int]

NEAREST = 40
"""How many nodes of the network a stray looks for."""
INSIDE = 20.0
"""Corners are taken this far inside the free ground, so that rounding does not put them out, mm."""
STEPS = (2_500, 5_000, 8_500, 15_000, 30_000)
"""Where a stray may leave the line straight out of its door, mm from the door."""


def join_strays(graph: nx.Graph[Node], terminals: Sequence[Node], free: BaseGeometry) -> list[LineString]:
    """Add lines that join stray terminals of the graph to the rest, where free ground does.

    Returns the lines added.
    """
    added: list[LineString] = []
    for terminal in terminals:
        if terminal not in graph:
            continue
        main = _main(graph, terminals)
        if terminal in main:
            continue
        way = _way_round(graph, terminal, sorted(main), free)
        if way:
            added.append(_add(graph, way, main))
    return added


def _main(graph: nx.Graph[Node], terminals: Sequence[Node]) -> set[Node]:
    """The part of the network with the most terminals, the larger one if equal."""
    parts = [set(part) for part in nx.connected_components(graph)]
    return max(parts, key=lambda part: (len(part & set(terminals)), len(part), min(part)))


def _way_round(graph: nx.Graph[Node], start: Node, main: Sequence[Node], free: BaseGeometry) -> list[Node]:
    """Shortest polyline over the free ground from a terminal to one of ``main``; empty if none."""
    after = min(graph.neighbors(start))
    unit = direction(start, after)
    length = math.dist(start, after)
    out = [along(start, unit, step) for step in STEPS if step < length]
    leave = [(round(x), round(y)) for x, y in out] + [after]
    slit = LineString([start, after]).buffer(INSIDE)
    part = next((p for p in polygons_of(free) if p.intersects(slit)), None)
    if part is None:
        return []
    near = sorted((math.dist(n, start), n) for n in main if part.covers(Point(n)))
    targets = [n for _, n in near[:NEAREST]]
    inner = part.buffer(-INSIDE, join_style="mitre").simplify(INSIDE / 2)
    corners = {(round(x), round(y)) for x, y in shapely.get_coordinates(inner)} | set(leave)
    places = [start, *targets, *sorted(corners - {start, *targets})]
    return _shortest(places, 1, len(targets), shapely.union(part.buffer(1.0), slit))


def _shortest(places: Sequence[Node], starts: int, targets: int, ground: BaseGeometry) -> list[Node]:
    shapely.prepare(ground)
    spots = np.array(places, dtype=float)
    cost = np.full(len(places), math.inf)
    cost[:starts] = 0.0
    back: dict[int, int] = {}
    heap = [(0.0, i) for i in range(starts)]
    done: set[int] = set()
    while heap:
        here_cost, here = heapq.heappop(heap)
        if here in done:
            continue
        done.add(here)
        if starts <= here < starts + targets:
            way = [here]
            while way[-1] in back:
                way.append(back[way[-1]])
            return [places[i] for i in reversed(way)]
        reach = here_cost + np.hypot(*(spots - spots[here]).T)
        candidates = np.flatnonzero(reach < cost - 1e-6)
        if not len(candidates):
            continue
        ends = np.stack([np.broadcast_to(spots[here], (len(candidates), 2)), spots[candidates]], axis=1)
        seen = shapely.covers(ground, shapely.linestrings(ends))
        for i in candidates[seen].tolist():
            cost[i] = reach[i]
            back[i] = here
            heapq.heappush(heap, (float(reach[i]), i))
    return []


def _add(graph: nx.Graph[Node], way: Sequence[Node], main: set[Node]) -> LineString:
    """Put the way into the graph, up to where it first meets the network."""
    network = [(u, v) for u, v in graph.edges if u in main]
    lines = shapely.linestrings(np.array(network, dtype=float))
    built = [way[0]]
    for here, after in pairwise(way):
        crossing = LineString([here, after]).intersection(shapely.union_all(lines))
        meets = sorted(_vertices(crossing), key=lambda p: math.dist(here, p))
        if meets and math.dist(here, meets[0]) > 1.0:
            node = (round(meets[0][0]), round(meets[0][1]))
            edge = network[int(np.argmin(shapely.distance(lines, Point(meets[0]))))]
            if node not in edge:
                graph.remove_edge(*edge)
                graph.add_edges_from([(edge[0], node), (node, edge[1])])
            graph.add_edge(here, node)
            return LineString([*built, node])
        graph.add_edge(here, after)
        built.append(after)
    return LineString(built)


def _vertices(crossing: BaseGeometry) -> list[Vec]:
    points = [p for p in shapely.get_parts(crossing) if isinstance(p, Point)]
    on_lines = [end for line in lines_of(crossing) for end in points_of(line)]
    return [(p.x, p.y) for p in points] + on_lines
