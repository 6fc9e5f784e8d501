"""Routes without steps from a gate to the doors of rooms, and the narrowest place on each (GB 55019).

A route leads along roads, through exits, doors, corridors and lobbies, and by passenger lifts; through rooms
only where they belong to those it leads to. Of several routes the shortest counts that is wide enough
everywhere; where there is none, the widest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

import networkx as nx
from shapely import LineString, Point

from planner.check.facts import Facts
from planner.circulation.park import ParkGraph
from planner.circulation.read import graph_of

__all__ = ["Narrow", "Route", "park_of", "routes"]


@dataclass(frozen=True, slots=True)
class Narrow:
    """A place on a route: a door or exit, or what lies between two of them."""

    id: str
    width_m: float
    limit_m: float
    point: Point

    @property
    def share(self) -> float:
        """How much of what is asked for is there."""
        return self.width_m / self.limit_m


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a room; without nodes where there is none without steps."""

    room: str
    nodes: tuple[str, ...]
    line: LineString | None
    narrowest: Narrow | None
    """``None`` where no place on it has a width."""


def park_of(facts: Facts) -> ParkGraph:
    """The graph of the layout."""
    return facts.once("park graph", lambda: graph_of(facts))


def routes(facts: Facts, rooms: Iterable[str], door_m: float, corridor_m: float) -> dict[str, Route]:
    """A route to each of these rooms, where every door and way wants to be so wide."""
    finder = facts.once(
        ("barrier free", door_m, corridor_m), lambda: _Finder(park_of(facts), door_m, corridor_m)
    )
    return {room: finder.route(room) for room in rooms}


class _Finder:
    def __init__(self, park: ParkGraph, door_m: float, corridor_m: float) -> None:
        self.park, self.door_m, self.corridor_m = park, door_m, corridor_m
        nodes = park.graph.nodes(data=True)
        self.gates = [node for node, data in nodes if data["kind"] == "gate"]
        self._opens = {node: _opening(data) for node, data in nodes}
        self._between: dict[tuple[str, str], float | None] = {}
        self._known: dict[str, Route] = {}
        self.fit = self._shortest("", 1.0)

    def route(self, room: str) -> Route:
        """The route to a room."""
        if room not in self._known:
            self._known[room] = self._route(room)
        return self._known[room]

    def _route(self, room: str) -> Route:
        doors = sorted(self.park.graph.adj.get(room, {}))
        owner = next((self.park.graph.edges[room, door]["owner"] for door in doors), "")
        ends = [door for door in doors if door in self.fit]
        if ends:
            return self._made(
                room, self.fit[min(ends, key=lambda door: (self._length(self.fit[door]), door))]
            )
        own = self._shortest(owner, 1.0)
        ends = [door for door in doors if door in own]
        if not ends:
            widest = self._widest(owner)
            best = max(doors, key=lambda door: (widest.get(door, -1.0), door), default="")
            share = widest.get(best, -1.0)
            if share < 0:
                return Route(room, (), None, None)
            own = self._shortest(owner, share)
            ends = [door for door in doors if door in own]
        return self._made(room, own[min(ends, key=lambda door: (self._length(own[door]), door))])

    def _made(self, room: str, nodes: list[str]) -> Route:
        places = [self._at(node) for node in nodes] + [self._step(a, b) for a, b in pairwise(nodes)]
        known = [place for place in places if place is not None]
        narrowest = min(known, key=lambda place: (round(place.share, 6), place.id), default=None)
        return Route(room, tuple(nodes), self.park.line(nodes), narrowest)

    def _length(self, nodes: list[str]) -> float:
        return sum(float(self.park.graph.edges[a, b]["walk_m"]) for a, b in pairwise(nodes))

    # ------------------------------------------------------------------ widths

    def _at(self, node: str) -> Narrow | None:
        """A door or exit."""
        width = self._opens[node]
        if width is None:
            return None
        feature = self.park.graph.nodes[node]["feature"]
        return Narrow(feature, width, self.door_m, Point(self.park.spot(node)))

    def _step(self, one: str, other: str) -> Narrow | None:
        """What lies between two nodes: a corridor or lobby between two doors of it, a road."""
        width = self._width(one, other)
        if width is None:
            return None
        (x0, y0), (x1, y1) = self.park.spot(one), self.park.spot(other)
        feature = self.park.graph.edges[one, other]["feature"]
        return Narrow(feature, width, self.corridor_m, Point((x0 + x1) / 2, (y0 + y1) / 2))

    def _share_at(self, node: str) -> float:
        """How much of the width asked for a door or exit has; endless where a node has none."""
        width = self._opens[node]
        return math.inf if width is None else width / self.door_m

    def _share_between(self, one: str, other: str) -> float:
        width = self._width(one, other)
        return math.inf if width is None else width / self.corridor_m

    def _width(self, one: str, other: str) -> float | None:
        key = (min(one, other), max(one, other))
        if key not in self._between:
            self._between[key] = self._measured(*key)
        return self._between[key]

    def _measured(self, one: str, other: str) -> float | None:
        data = self.park.graph.edges[one, other]
        width: float | None = data["width_m"]
        if width is None or data["kind"] not in ("walk", "road"):
            return None
        if data["kind"] == "walk":
            inside = self.park.inside(data["ground"])
            if inside.id == inside.feature:  # a room: furniture decides
                return None
            if width < self.corridor_m:
                # not between all its doors, but between these two it may be wide enough
                spots = [Point(o.spot) for o in inside.openings if o.place in (one, other)]
                width = max(width, inside.width(spots, self.corridor_m * 1000) / 1000)
        return width

    # ------------------------------------------------------------------ searches

    def _shortest(self, owner: str, share: float) -> dict[str, list[str]]:
        """Paths from the nearest gate to every node over what has that share of the width asked for."""
        least = share - 1e-9
        wide = {node for node in self._opens if self._share_at(node) >= least}

        def weight(one: str, other: str, data: Mapping[str, Any]) -> float | None:
            if other not in wide or not _steps_free(data, owner):
                return None
            return float(data["walk_m"]) if self._share_between(one, other) >= least else None

        starts = sorted(gate for gate in self.gates if gate in wide)
        if not starts:
            return {}
        found: Any = nx.multi_source_dijkstra(self.park.graph, starts, weight=weight)
        return dict(found[1])

    def _widest(self, owner: str) -> dict[str, float]:
        """For every node the least share of width on the route to it where that is greatest."""
        best: dict[str, float] = {}
        waiting = [(-self._share_at(gate), gate) for gate in sorted(self.gates)]
        while waiting:
            share, node = heappop(waiting)
            if node in best:
                continue
            best[node] = -share
            for other, data in self.park.graph.adj[node].items():
                if other not in best and _steps_free(data, owner):
                    onward = min(-share, self._share_between(node, other), self._share_at(other))
                    heappush(waiting, (-onward, other))
        return best


def _steps_free(data: Mapping[str, Any], owner: str) -> bool:
    """Whether people to whom this owner's rooms are open get along an edge without steps."""
    return data["owner"] in ("", owner) and data["people"] and data["kind"] != "stair"


def _opening(data: Mapping[str, Any]) -> float | None:
    """Width of a door, exit or gate in metres; ``None`` where a node has none."""
    return data["width_m"] if data["kind"] in ("door", "exit", "gate") else None
