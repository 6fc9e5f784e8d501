"""Cheapest ways on the candidate graph: length, closeness to facades, and bends all cost."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from planner.circulation.site_ground import EDGE_LEAST, FACADE, FACADE_LEAST, LANE
from planner.circulation.site_strays import Node
from planner.geometry.site_lines import direction, turn_between

BEND = 12_000.0
"""What a right-angled bend of a lane costs, in mm of lane: it keeps roads straight."""
CROWDED = 2.0
"""Extra cost of a road right against a facade, falling to nothing at the clearance that is wanted."""
ON_AXIS = 0.75
"""Cost of a road straight in from a gate, against any other: gates get an avenue, not a hook."""
EXISTING = 0.1
"""Cost of using a road that exists, against building it."""

BACK = math.radians(165)
STRAIGHT = math.radians(3)
AT_REST = -9.0
"""Heading before the first step."""

Edge = tuple[Node, Node]
Path = tuple[Node, ...]


def edge_key(u: Node, v: Node) -> Edge:
    """The edge between two nodes, the same for both directions."""
    return (u, v) if u <= v else (v, u)


@dataclass(frozen=True, slots=True)
class Costs:
    """What every usable edge costs for roads of one width, in mm of lane."""

    width: int
    neighbours: Mapping[Node, tuple[tuple[Node, float, float], ...]]
    """Node -> (next node, cost, direction of travel as an angle)."""
    of: Mapping[Edge, float]

    def bend(self, arriving: float, leaving: float) -> float:
        """Cost of the turn between two directions of travel; turning back is not driven."""
        turn = abs((leaving - arriving + math.pi) % (2 * math.pi) - math.pi)
        if turn > BACK:
            return math.inf
        return 0.0 if turn < STRAIGHT else BEND * self.width / LANE * (1 - math.cos(turn))


def without(costs: Costs, edges: Collection[Edge]) -> Costs:
    """The same costs with some edges closed."""
    closed = set(edges)
    table = {
        node: tuple(row for row in rows if edge_key(node, row[0]) not in closed)
        for node, rows in costs.neighbours.items()
    }
    return Costs(costs.width, table, {edge: cost for edge, cost in costs.of.items() if edge not in closed})


def costs_for(graph: nx.Graph[Node], width: int, terminals: Collection[Node]) -> Costs:
    """Costs of all edges that a road of this width may use."""
    of: dict[Edge, float] = {}
    for u, v, data in graph.edges(data=True):
        cost = _edge_cost(data, width, u in terminals or v in terminals)
        if cost is not None:
            of[edge_key(u, v)] = cost
    table: dict[Node, list[tuple[Node, float, float]]] = {}
    for (u, v), cost in sorted(of.items()):
        table.setdefault(u, []).append((v, cost, math.atan2(v[1] - u[1], v[0] - u[0])))
        table.setdefault(v, []).append((u, cost, math.atan2(u[1] - v[1], u[0] - v[0])))
    return Costs(width, {node: tuple(rows) for node, rows in table.items()}, of)


def _edge_cost(data: Mapping[str, Any], width: int, at_terminal: bool) -> float | None:
    length = float(data["length"])
    if data["given"] >= LANE:
        return EXISTING * length
    base = length * width / LANE * (ON_AXIS if data["axis"] else 1.0)
    if data["apron"] and (at_terminal or data["clear"] >= LANE / 2):
        return base
    if data["clear"] < width / 2 + FACADE_LEAST - 1 or data["edge"] < width / 2 + EDGE_LEAST - 1:
        return None
    missing = max(0.0, FACADE + width / 2 - float(data["clear"])) / FACADE
    return base * (1 + CROWDED * missing)


def cheapest(
    costs: Costs, sources: Collection[Node], targets: Collection[Node], built: Collection[Edge] = ()
) -> tuple[float, Path] | None:
    """The cheapest way from any source to any target, bends priced, edges of ``built`` free.

    Leaving a source is no bend: a road that joins another makes a junction there.
    """
    goal = set(targets)
    free = set(built)
    best: dict[tuple[Node, float], float] = {}
    back: dict[tuple[Node, float], tuple[Node, float] | None] = {}
    heap: list[tuple[float, Node, float]] = []
    for node in sorted(sources):
        heapq.heappush(heap, (0.0, node, AT_REST))
        best[(node, AT_REST)] = 0.0
        back[(node, AT_REST)] = None
    while heap:
        cost, node, heading = heapq.heappop(heap)
        state = (node, heading)
        if cost > best[state]:
            continue
        if node in goal:
            return cost, _walk(back, state)
        for to, step, leaving in costs.neighbours.get(node, ()):
            bend = 0.0 if heading == AT_REST else costs.bend(heading, leaving)
            total = cost + bend + (0.0 if edge_key(node, to) in free else step)
            reached = (to, leaving)
            if total < best.get(reached, math.inf) - 1e-6:
                best[reached] = total
                back[reached] = state
                heapq.heappush(heap, (total, to, leaving))
    return None


def _walk(back: Mapping[tuple[Node, float], tuple[Node, float] | None], state: tuple[Node, float]) -> Path:
    path = []
    here: tuple[Node, float] | None = state
    while here is not None:
        path.append(here[0])
        here = back[here]
    return tuple(reversed(path))


def bends_of(costs: Costs, edges: Collection[Edge]) -> float:
    """Cost of the bends at nodes where exactly two of the edges meet."""
    meeting: dict[Node, list[Node]] = {}
    for u, v in edges:
        meeting.setdefault(u, []).append(v)
        meeting.setdefault(v, []).append(u)
    total = 0.0
    for node, ends in meeting.items():
        if len(ends) == 2:
            turn = turn_between(direction(ends[0], node), direction(node, ends[1]))
            total += BEND * costs.width / LANE * (1 - math.cos(turn))
    return total
