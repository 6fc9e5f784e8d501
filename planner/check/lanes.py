"""Fire lanes as drawn: their axes as a graph, rings round buildings, the public road outside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.check.facts import Facts
from planner.fire_site import FireLane

__all__ = ["GATE", "OUTSIDE", "SAMPLE", "Node", "lane_network", "lane_surface", "public_road", "ring_round"]

Node = tuple[int, int]
SNAP = 60.0
"""Axes of lanes nearer than this meet, mm."""
JOINT = 60.0
"""Lanes nearer than twice this join, mm."""
ACROSS = 2.0
"""An end on a lane's paving meets its axis within so many times its width."""
GATE = 2_000.0
"""An axis this near to a gate comes in there, mm."""
SAMPLE = 6_000.0
"""Facades are looked at every so far, mm."""
OUTSIDE: Node = (-(10**9), -(10**9))
"""The public road."""


def lane_surface(facts: Facts) -> BaseGeometry:
    """All lanes of the layout as one surface, joined where they touch."""
    return facts.once(
        "lane surface",
        lambda: shapely.union_all([lane.polygon.buffer(JOINT) for lane in facts.bundle.layout.fire.lanes]),
    )


def ring_round(ground: Polygon, lanes: BaseGeometry, reach: float) -> LineString | None:
    """The inner edge of a closed run of lanes that holds a building and is near all of it."""
    holes = [Polygon(ring) for part in shapely.get_parts(lanes) for ring in part.interiors]
    around = [hole for hole in holes if hole.contains(ground)]
    if not around:
        return None
    places = np.arange(0.0, ground.exterior.length, SAMPLE)
    samples = shapely.line_interpolate_point(ground.exterior, places)
    near = bool((shapely.distance(samples, lanes) <= reach).all())
    return LineString(min(around, key=lambda hole: hole.area).exterior.coords) if near else None


def lane_network(lanes: Iterable[FireLane], gates: Iterable[Point] = ()) -> nx.Graph[Node]:
    """The axes as a graph: ends that lie on another axis meet it there. Edges have ``weight``, mm.

    An axis that passes a gate has a node there.

    An end on the paving of another lane, or just before it with its own paving joined, meets its axis too, by
    the shortest way: an axis with a rounded bend passes inside the corner where a lane joins it. So does an
    end on its own lane's paving further along.
    """
    drawn = [lane for lane in lanes if lane.centreline.length > 0]
    axes = [lane.centreline for lane in drawn]
    cuts: list[set[float]] = [{0.0, axis.length} for axis in axes]
    links: list[LineString] = []
    for k, axis in enumerate(axes):
        for end in (Point(axis.coords[0]), Point(axis.coords[-1])):
            others = [j for j in range(len(axes)) if j != k]
            met = [j for j in others if axes[j].distance(end) <= SNAP]
            for j in [*met, k]:
                if axes[j].distance(end) <= SNAP:
                    cuts[j].add(round(axes[j].project(end)))
            paved = [j for j in others if not met and _runs_onto(drawn[k], end, drawn[j])]
            itself = _on_itself(drawn[k], end)
            if itself is not None:
                cuts[k].add(round(itself))
                links.append(LineString([end, axis.interpolate(itself)]))
            near = min(paved, key=lambda j: axes[j].distance(end), default=-1)
            if near >= 0 and axes[near].distance(end) <= ACROSS * drawn[near].width_mm:
                cuts[near].add(round(axes[near].project(end)))
                links.append(shapely.shortest_line(end, axes[near]))
    for gate in gates:
        for axis, stops in zip(axes, cuts, strict=True):
            if axis.distance(gate) <= GATE:
                stops.add(round(axis.project(gate)))
    pieces: list[LineString] = []
    for axis, stops in zip(axes, cuts, strict=True):
        inner = sorted(at for at in stops if at in (0.0, axis.length) or _inner(at, axis))
        parts = [substring(axis, a, b) for a, b in pairwise(inner)]
        pieces += [part for part in parts if isinstance(part, LineString)]
    return _noded([*pieces, *links])


def _runs_onto(lane: FireLane, end: Point, other: FireLane) -> bool:
    """Whether a lane ends on another one's paving, or so near before it that their paving joins."""
    if other.polygon.dwithin(end, JOINT):
        return True
    if not other.polygon.dwithin(end, lane.width_mm / 2):
        return False
    last = lane.polygon.buffer(0).intersection(end.buffer(lane.width_mm))
    return bool(other.polygon.dwithin(last, JOINT))


def _on_itself(lane: FireLane, end: Point) -> float | None:
    """Where along its own axis a lane comes back to it with an end; what leads up to that does not count."""
    axis, half = lane.centreline, lane.width_mm / 2
    beside = 3 * half
    if axis.length <= 2 * beside:
        return None
    start = 0.0 if end.equals(Point(axis.coords[-1])) else beside
    rest = substring(axis, start, start + axis.length - beside)
    return start + float(rest.project(end)) if rest.distance(end) <= half else None


def _inner(at: float, axis: LineString) -> bool:
    return SNAP < at < axis.length - SNAP


def _noded(pieces: Iterable[LineString]) -> nx.Graph[Node]:
    """Lines whose ends are one node where they lie together."""
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


def public_road(net: nx.Graph[Node], gates: Sequence[Point]) -> list[Node]:
    """Nodes that count as the public road: at gates; of a single one the way in to its first junction."""
    at_gates = [node for node in sorted(net) if any(gate.distance(Point(node)) <= GATE for gate in gates)]
    if len(at_gates) != 1 or len(gates) != 1:
        return at_gates
    way = at_gates
    while len(way) == 1 or net.degree[way[-1]] == 2:
        onward = [node for node in sorted(net.neighbors(way[-1])) if node not in way]
        if len(onward) != 1:
            break
        way.append(onward[0])
    return way
