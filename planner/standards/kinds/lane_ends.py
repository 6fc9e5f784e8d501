"""A fire lane that ends has a place to turn on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import substring

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import is_high
from planner.check.lanes import GATE, OUTSIDE, Node, lane_network
from planner.fire_site import FireLane
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every dead end longer than ``longer``: the side of its turning place, 0 for none.

    With ``beside_high`` only those that end within ``near`` of a high-rise.
    """
    fire = facts.bundle.layout.fire
    squares = [place.polygon for place in fire.turnarounds if place.polygon.is_valid]
    high = [s.outline for b in facts.scenario.buildings if is_high(b) for s in b.storeys if s.level >= 1]
    towers = shapely.union_all(high)
    for end, way in _dead_ends(fire.lanes, [gate.point for gate in facts.scenario.site.gates]):
        if way.length <= clause.number("longer") * 1000:
            continue
        if clause.flag("beside_high") and not towers.dwithin(Point(end), clause.number("near") * 1000):
            continue
        last = substring(way, max(0.0, way.length - clause.number("near") * 1000), way.length)
        sides = [_side(square) for square in squares if square.intersects(last)]
        subject = f"({end[0] / 1000:.1f}, {end[1] / 1000:.1f})"
        yield at_least(subject, round(max(sides, default=0.0), 2), clause.number("least"), "m", way)


def _side(square: Polygon) -> float:
    """The short side of its smallest rectangle, m."""
    corners = shapely.get_coordinates(square.minimum_rotated_rectangle).tolist()
    return min(math.dist(a, b) for a, b in pairwise(corners[:3])) / 1000


def _dead_ends(lanes: tuple[FireLane, ...], gates: list[Point]) -> Iterator[tuple[Node, LineString]]:
    """Ends of the network of axes, each with the way to it from where an engine can turn: gates and loops."""
    net = lane_network(lanes, gates)
    for node in sorted(net):
        if any(gate.distance(Point(node)) <= GATE for gate in gates):
            net.add_edge(node, OUTSIDE, weight=0.0)
    if OUTSIDE not in net:
        return
    loops = net.copy()
    bridges: list[Any] = list(nx.bridges(net))  # the stubs take its edges for nodes
    loops.remove_edges_from(bridges)
    turns: set[Node] = {OUTSIDE}.union(*(part for part in nx.connected_components(loops) if len(part) > 1))
    ways: dict[Node, list[Node]] = nx.multi_source_dijkstra_path(net, turns)
    for node in sorted(net):
        if net.degree[node] == 1 and node not in turns and node in ways:
            path = [at for at in ways[node] if at != OUTSIDE]
            if len(path) > 1:
                yield node, LineString(path)


KIND = RequirementKind(
    id="lane_ends",
    parameters={
        "longer": Spec("number", "m"),
        "least": Spec("number", "m"),
        "near": Spec("number", "m"),
        "beside_high": Spec("flag", required=False),
    },
    check=check,
)
