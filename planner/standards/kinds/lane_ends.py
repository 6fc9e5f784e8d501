"""A fire lane that ends has a place to turn on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import substring

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts
from planner.check.fire import is_high
from planner.fire_site import FireLane
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

Node = tuple[int, int]
SNAP = 60.0
"""Axes of lanes nearer than this meet, mm."""
GATE = 2_000.0
"""An axis this near to a gate comes in there, mm."""
OUTSIDE: Node = (-(10**9), -(10**9))


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
    """Ends of the network of axes, each with the way to it from the loops and gates."""
    net = _network([lane.centreline for lane in lanes if lane.centreline.length > 0])
    for node in sorted(net):
        if any(gate.distance(Point(node)) <= GATE for gate in gates):
            net.add_edge(node, OUTSIDE, weight=0.0)
    if OUTSIDE not in net:
        return
    loops = net.copy()
    bridges: list[Any] = list(nx.bridges(net))  # the stubs take its edges for nodes
    loops.remove_edges_from(bridges)
    core: set[Node] = set(nx.node_connected_component(loops, OUTSIDE))
    ways: dict[Node, list[Node]] = nx.multi_source_dijkstra_path(net, core)
    for node in sorted(net):
        if net.degree[node] == 1 and node not in core and node in ways:
            path = [at for at in ways[node] if at != OUTSIDE]
            if len(path) > 1:
                yield node, LineString(path)


def _network(axes: list[LineString]) -> nx.Graph[Node]:
    """The axes as a graph: ends that lie on another axis meet it there."""
    ends = [Point(at) for axis in axes for at in (axis.coords[0], axis.coords[-1])]
    pieces = []
    for axis in axes:
        near = [axis.project(end) for end in ends if axis.distance(end) <= SNAP]
        cuts = sorted({0.0, axis.length, *(round(at) for at in near if SNAP < at < axis.length - SNAP)})
        pieces += [substring(axis, a, b) for a, b in pairwise(cuts)]
    net: nx.Graph[Node] = nx.Graph()
    known: list[Node] = []

    def node(at: tuple[float, float]) -> Node:
        for other in known:
            if math.dist(at, other) <= 2 * SNAP:
                return other
        known.append((round(at[0]), round(at[1])))
        return known[-1]

    for piece in pieces:
        stops = [node((float(x), float(y))) for x, y in np.asarray(piece.coords)[[0, -1]]]
        inner = [(round(x), round(y)) for x, y in piece.coords[1:-1]]
        for u, v in pairwise([stops[0], *inner, stops[1]]):
            if u != v:
                net.add_edge(u, v, weight=math.dist(u, v))
    return net


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
