"""Routes without steps from a gate to the doors of rooms, and the narrowest place on each (GB 55019).

A route leads along roads, through exits, doors, corridors and lobbies, and by passenger lifts; through rooms
only where they belong to those it leads to. Of several routes the shortest counts that is wide enough
everywhere; where there is none, the widest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
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
        self.gates = [node for node, data in park.graph.nodes(data=True) if data["kind"] == "gate"]
        self._between: dict[tuple[str, str], Narrow | None] = {}
        self._known: dict[str, Route] = {}
        self.fit = self._shortest("", lambda narrow: narrow is None or narrow.share >= 1 - 1e-9)

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
        own = self._shortest(owner, lambda narrow: narrow is None or narrow.share >= 1 - 1e-9)
        ends = [door for door in doors if door in own]
        if not ends:
            widest = self._widest(owner)
            best = max(doors, key=lambda door: (widest.get(door, -1.0), door), default="")
            share = widest.get(best, -1.0)
            if share < 0:
                return Route(room, (), None, None)
            own = self._shortest(owner, lambda narrow: narrow is None or narrow.share >= share - 1e-9)
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
        data = self.park.graph.nodes[node]
        if data["kind"] not in ("door", "exit", "gate") or data["width_m"] is None:
            return None
        return Narrow(data["feature"], data["width_m"], self.door_m, Point(self.park.spot(node)))

    def _step(self, one: str, other: str) -> Narrow | None:
        """What lies between two nodes: a corridor or lobby between two doors of it, a road."""
        key = (min(one, other), max(one, other))
        if key not in self._between:
            self._between[key] = self._measured(*key)
        return self._between[key]

    def _measured(self, one: str, other: str) -> Narrow | None:
        data = self.park.graph.edges[one, other]
        width = data["width_m"]
        if width is None or data["kind"] not in ("walk", "road"):
            return None
        (x0, y0), (x1, y1) = self.park.spot(one), self.park.spot(other)
        if data["kind"] == "walk":
            inside = self.park.inside(data["ground"])
            if inside.id == inside.feature:  # a room: furniture decides
                return None
            if width < self.corridor_m:
                # not between all its doors, but between these two it may be wide enough
                spots = [Point(o.spot) for o in inside.openings if o.place in (one, other)]
                width = max(width, inside.width(spots, self.corridor_m * 1000) / 1000)
        return Narrow(data["feature"], width, self.corridor_m, Point((x0 + x1) / 2, (y0 + y1) / 2))

    # ------------------------------------------------------------------ searches

    def _edges(self, node: str, owner: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Where one goes on without steps."""
        for other, data in self.park.graph.adj[node].items():
            if data["owner"] in ("", owner) and data["people"] and data["kind"] != "stair":
                yield other, data

    def _shortest(self, owner: str, wide: Callable[[Narrow | None], bool]) -> dict[str, list[str]]:
        """Paths from the nearest gate to every node over what is wide enough."""

        def weight(one: str, other: str, data: Mapping[str, Any]) -> float | None:
            usable = data["owner"] in ("", owner) and data["people"] and data["kind"] != "stair"
            if not usable or not all(wide(self._at(node)) for node in (one, other)):
                return None
            return float(data["walk_m"]) if wide(self._step(one, other)) else None

        starts = sorted(gate for gate in self.gates if wide(self._at(gate)))
        if not starts:
            return {}
        found: Any = nx.multi_source_dijkstra(self.park.graph, starts, weight=weight)
        return dict(found[1])

    def _widest(self, owner: str) -> dict[str, float]:
        """For every node the least share of width on the route to it where that is greatest."""
        best: dict[str, float] = {}
        waiting = [(-_share(self._at(gate)), gate) for gate in sorted(self.gates)]
        while waiting:
            share, node = heappop(waiting)
            if node in best:
                continue
            best[node] = -share
            for other, _ in self._edges(node, owner):
                if other not in best:
                    onward = min(-share, _share(self._step(node, other)), _share(self._at(other)))
                    heappush(waiting, (-onward, other))
        return best


def _share(narrow: Narrow | None) -> float:
    return math.inf if narrow is None else narrow.share
