"""The roads of a layout as a graph of their centrelines, and ways along it that vehicles can turn on.

Everything is taken from the polygons and lines of the layout, so it holds for roads that anybody drew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import Point
from shapely.ops import substring

from planner.geometry.site_lines import direction, turn_between
from planner.model import SiteRoad

__all__ = ["Arc", "Node", "Roads", "Stop", "edges_of"]

Node: TypeAlias = tuple[int, int]
Arc: TypeAlias = tuple[Node, Node]
"""An edge in the direction of travel."""

SNAP = 100.0
"""Centrelines nearer than this meet, mm."""
AT_DOOR = 2_000.0
"""A road that comes this near to a gate or door leads to it, mm."""
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
    """Centrelines that meet in nodes, with the gates and doors on them."""

    def __init__(self, roads: Sequence[SiteRoad], doors: Mapping[str, Point]) -> None:
        """``doors``: id -> point of each gate and door; those that no road reaches have no stop."""
        kept = [road for road in roads if road.centreline.length > 0]
        self.net: nx.Graph[Node] = nx.Graph()
        self.stops: dict[str, Stop] = {}
        self._cells: dict[Node, list[Node]] = {}
        feet = {id: foot for id, point in doors.items() if (foot := _foot(id, point, kept)) is not None}
        for number, road in enumerate(kept):
            own = [at for index, at in feet.values() if index == number]
            self._lay(road, kept, own)
        for id, (index, at) in sorted(feet.items()):
            spot = kept[index].centreline.interpolate(at)
            self.stops[id] = Stop(self._node((spot.x, spot.y)), float(spot.distance(doors[id])))

    def _lay(self, road: SiteRoad, roads: Sequence[SiteRoad], own: Sequence[float]) -> None:
        """The pieces of one centreline between all that meets it."""
        line = road.centreline
        cuts = {0.0, line.length, *own}
        for other in roads:
            if other is road or not shapely.dwithin(other.centreline, line, SNAP):
                continue
            meeting = [Point(other.centreline.coords[0]), Point(other.centreline.coords[-1])]
            meeting = [end for end in meeting if line.distance(end) <= SNAP]
            crossing = line.intersection(other.centreline)
            meeting += [Point(xy) for xy in shapely.get_coordinates(crossing)]
            cuts |= {line.project(point) for point in meeting}
        stops = sorted(cuts)
        stops = [at for k, at in enumerate(stops) if k == 0 or at - stops[k - 1] > 1.0]
        for a, b in pairwise(stops):
            points = [self._node((x, y)) for x, y in substring(line, a, b).coords]
            for u, v in pairwise(points):
                if u != v:
                    self.net.add_edge(u, v, length=math.dist(u, v), width=road.width_mm, road=road.id)

    def _node(self, at: tuple[float, float]) -> Node:
        """The node at a point: one that is known within twice the snapping distance, else a new one."""
        cell = (math.floor(at[0] / (4 * SNAP)), math.floor(at[1] / (4 * SNAP)))
        near = [
            node
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for node in self._cells.get((cell[0] + dx, cell[1] + dy), ())
            if math.dist(node, at) <= 2 * SNAP
        ]
        if near:
            return min(near, key=lambda node: (math.dist(node, at), node))
        node = (round(at[0]), round(at[1]))
        self._cells.setdefault(cell, []).append(node)
        return node

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


def _foot(id: str, point: Point, roads: Sequence[SiteRoad]) -> tuple[int, float] | None:
    """Road and place on its centreline nearest to a door; one that touches it, best one that serves it."""
    ground = np.array([road.polygon for road in roads], dtype=object)
    near = np.flatnonzero(shapely.distance(ground, point) <= AT_DOOR).tolist()
    serving = [k for k in near if id in roads[k].serves]
    best = min(serving or near, key=lambda k: (roads[k].centreline.distance(point), k), default=None)
    return None if best is None else (best, float(roads[best].centreline.project(point)))


def edges_of(nodes: Sequence[Node]) -> set[frozenset[Node]]:
    """The edges of a way, whatever their direction."""
    return {frozenset(pair) for pair in pairwise(nodes)}
