"""Single points of failure: doors, stairs, lifts, exits, roads and gates whose loss cuts somebody off.

They are the articulation points and bridges of the ways from the gates, found as dominators of a directed
graph: a thing dominates a room if every way from the gates to the room leads through it (Cooper, Harvey and
Kennedy, A simple, fast dominance algorithm, 2001, as networkx has it). Ways lead into the rooms of a company
or demand and never through them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from planner.circulation.park import WHEELS_M, ParkGraph

__all__ = ["WeakPoint", "weak_points"]

OUTSIDE = "outside"
KINDS = ("door", "exit", "gate", "stair", "lift", "goods_lift", "road")


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """Something without which somebody is not reached."""

    kind: str
    id: str
    """Its feature; a flight of stairs by the stair of its upper storey."""
    user: str
    rooms: tuple[str, ...]
    """Who is cut off: ids of rooms, vacant ones left out."""
    parties: tuple[str, ...]
    """The companies and demands that these rooms serve."""
    x: float
    y: float
    storey: str


def weak_points(park: ParkGraph, user: str, kinds: Iterable[str] | None = None) -> list[WeakPoint]:
    """The weak points for a kind of user, those that cut off most rooms first.

    ``kinds``: kinds of rooms that have to be reached; all but vacant ones if not given. The only door of a
    company's own rooms is no weak point of the park and left out.
    """
    return _Passages(park, user).found(None if kinds is None else set(kinds))


class _Passages:
    """Who leads where: grounds, doors, flights and roads are nodes, so that each of them can be lost."""

    def __init__(self, park: ParkGraph, user: str) -> None:
        self.park, self.user = park, user
        self.net: nx.DiGraph[str] = nx.DiGraph()
        self.net.add_node(OUTSIDE)
        self.things: dict[str, tuple[str, str]] = {}
        """Node -> kind and id of what can be lost there."""
        self.own_door: set[str] = set()
        self._shafts: dict[str, str] = {}
        self._grounds()
        self._edges()
        self._gates()

    def _grounds(self) -> None:
        nodes = self.park.graph.nodes
        grounds = [(id, ground) for id, inside in self.park.storeys.items() for ground in inside.grounds]
        owners: dict[str, list[str]] = {}
        for _, ground in grounds:
            for opening in ground.openings:
                owners.setdefault(opening.place, []).append(ground.owner)
        self.own_door = {place for place, whose in owners.items() if any(whose)}
        for storey, ground in grounds:
            for place in (opening.place for opening in ground.openings):
                if nodes[place]["kind"] not in ("room", "junction") and self._passable(place):
                    inner = owners[place].count(ground.owner) > 1
                    self._join(f"{storey}|{ground.id}", place, both_ways=inner or not ground.owner)

    def _passable(self, place: str) -> bool:
        data = self.park.graph.nodes[place]
        if data["kind"] == "lift":
            return self.user != "goods"
        if data["kind"] == "goods_lift":
            return self.user == "goods"
        if data["kind"] == "stair":
            return self.user == "people"
        narrow = data["width_m"] is not None and data["width_m"] < WHEELS_M - 1e-9
        return self.user == "people" or not narrow

    def _join(self, ground: str, place: str, *, both_ways: bool) -> None:
        """Into somebody's rooms, never out of them to public ground; among his own rooms both ways."""
        name = self._name(place)
        self.net.add_edge(name, ground)
        if both_ways:
            self.net.add_edge(ground, name)

    def _name(self, place: str) -> str:
        kind = self.park.graph.nodes[place]["kind"]
        if kind in ("door", "exit", "dock"):
            self.things[place] = (kind, place)
        return place

    def _edges(self) -> None:
        for one, other, data in self.park.graph.edges(data=True):
            if data["kind"] == "walk":
                continue
            if not data[self.user]:
                continue
            if data["kind"] in ("road", "lane", "stair"):
                id = f"{data['kind']} {one} {other}"
                self.things[id] = ("road" if data["kind"] == "lane" else data["kind"], data["feature"])
                pairs = [(one, id), (id, one), (id, other), (other, id)]
            elif data["kind"] in ("lift", "goods_lift"):
                pairs = self._shaft(one, other, data["kind"])
            else:
                pairs = [(self._name(one), self._name(other)), (self._name(other), self._name(one))]
            self.net.add_edges_from(pairs)

    def _shaft(self, one: str, other: str, kind: str) -> list[tuple[str, str]]:
        """A lift is lost as a whole: its landings lead to one node."""
        if not self._shafts:
            edges = self.park.graph.edges(data=True)
            lifts = nx.Graph([(a, b) for a, b, d in edges if d["kind"] in ("lift", "goods_lift")])
            self._shafts = {node: min(part) for part in nx.connected_components(lifts) for node in part}
        id = f"{kind} {self._shafts[one]}"
        self.things[id] = (kind, self._shafts[one])
        return [pair for node in (one, other) for pair in ((node, id), (id, node))]

    def _gates(self) -> None:
        gates = [node for node, data in self.park.graph.nodes(data=True) if data["kind"] == "gate"]
        used = [gate for gate in gates if gate in self.net and self.net.out_degree(gate) > 0]
        for gate in used:
            self.things[gate] = ("gate", self.park.graph.nodes[gate]["feature"])
        nodes = self.park.graph.nodes
        starts = used or [node for node in self.net if node in nodes and nodes[node]["kind"] == "exit"]
        self.net.add_edges_from((OUTSIDE, start) for start in starts)

    def found(self, kinds: set[str] | None) -> list[WeakPoint]:
        """The things on all ways to some room."""
        above = nx.immediate_dominators(self.net, OUTSIDE)
        cut: dict[str, list[str]] = {}
        for node, data in self.park.graph.nodes(data=True):
            vacant = data["space"] == "vacant"
            if data["kind"] != "room" or vacant or (kinds is not None and data["space"] not in kinds):
                continue
            at = f"{data['storey']}|{node}"
            while at in above and above[at] not in (None, at):
                at = above[at]
                if at in self.things:
                    cut.setdefault(at, []).append(node)
        best: dict[tuple[str, str], tuple[str, list[str]]] = {}
        for node, rooms in cut.items():
            key = self.things[node]
            if key not in best or len(rooms) > len(best[key][1]):
                best[key] = node, rooms
        points = [self._point(node, *key, rooms) for key, (node, rooms) in best.items()]
        kept = [p for p in points if len(p.parties) > 1 or p.kind not in ("door", "exit") or not self._own(p)]
        return sorted(
            kept, key=lambda p: (-len(p.rooms), KINDS.index(p.kind) if p.kind in KINDS else 9, p.id)
        )

    def _own(self, point: WeakPoint) -> bool:
        """Whether it is a door of the rooms that it cuts off."""
        doors = [n for n, d in self.park.graph.adj.get(point.id, {}).items() if d["kind"] == "opening"]
        return any(place in self.own_door for place in ([point.id] if point.kind == "door" else doors))

    def _point(self, node: str, kind: str, id: str, rooms: list[str]) -> WeakPoint:
        nodes = self.park.graph.nodes
        parties = {self._party(room) for room in rooms}
        place = id if id in nodes else node if node in nodes else next(iter(self.net.pred[node]))
        data = nodes[place]
        return WeakPoint(
            kind,
            id,
            self.user,
            tuple(sorted(rooms)),
            tuple(sorted(parties)),
            data["x"],
            data["y"],
            data["storey"],
        )

    def _party(self, room: str) -> str:
        data = self.park.graph.nodes[room]
        return str(data["tenant"] or data["subject"] or room)
