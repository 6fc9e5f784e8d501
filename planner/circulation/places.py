"""Where subjects lie, and how far it is from each to every other one as one walks.

A place is the rooms that a subject has on one storey; it is reached at whichever of its rooms is nearest. The
way leads over public ground, and through the subject's own rooms and corridors at either end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import networkx as nx

from planner.circulation.park import ParkGraph
from planner.circulation.ways import Field, Ways, spread

__all__ = ["GATE", "Distances", "Place", "User", "places_of"]

GATE = "gate "
"""A gate's node in the graph is this and its id."""

User = Literal["people", "goods"]


@dataclass(frozen=True, slots=True)
class Place:
    """The rooms of a subject on a storey, a vacant room, or a gate."""

    name: str
    """The subject; the room where it is vacant; the gate's node."""
    storey: str
    """Empty for a gate."""
    kinds: frozenset[str]
    rooms: tuple[str, ...]
    doors: tuple[str, ...]
    owners: tuple[str, ...]


def places_of(park: ParkGraph) -> tuple[Place, ...]:
    """Every place of a park, gates first; vacant rooms one by one."""
    found: dict[tuple[str, str], list[str]] = {}
    gates = []
    for node, data in park.graph.nodes(data=True):
        if data["kind"] == "gate":
            gates.append(Place(node, "", frozenset(), (), (node,), ()))
        elif data["kind"] == "room" and (data["subject"] or data["space"] == "vacant"):
            found.setdefault((data["storey"], data["subject"] or node), []).append(node)
    made = []
    for (storey, name), rooms in sorted(found.items()):
        doors = sorted({door for room in rooms for door in park.graph.adj[room]})
        owners = {park.graph.edges[room, door]["owner"] for room in rooms for door in park.graph.adj[room]}
        kinds = frozenset(park.graph.nodes[room]["space"] for room in rooms)
        made.append(
            Place(name, storey, kinds, tuple(sorted(rooms)), tuple(doors), tuple(sorted(owners - {""})))
        )
    return (*sorted(gates, key=lambda place: place.name), *made)


@dataclass(slots=True)
class Distances:
    """Metres between places. Goods without a way of their own are carried as people walk."""

    places: tuple[Place, ...]
    ways: Mapping[User, Ways]
    number: Mapping[tuple[str, str], int]
    """(name, storey) -> index of a place."""
    _stubs: dict[tuple[User, int], dict[str, float]] = field(default_factory=dict)
    _fields: dict[tuple[User, int], Field] = field(default_factory=dict)

    @staticmethod
    def of(park: ParkGraph) -> Distances:
        """The distances of a park."""
        places = places_of(park)
        users: tuple[User, User] = ("people", "goods")
        number = {(place.name, place.storey): k for k, place in enumerate(places)}
        return Distances(places, {user: Ways(park.graph, user) for user in users}, number)

    def way(self, user: User, one: int, other: int) -> float:
        """Metres between two places for those who go so; infinite where there is no way."""
        if one == other:
            return 0.0
        key = (user, one)
        if key not in self._fields:
            self._fields[key] = self.ways[user].starting(self._stub(user, one))
        away, ends = self._fields[key], self._stub(user, other)
        return min((away.at(node) + more for node, more in ends.items()), default=math.inf)

    def between(self, user: User, one: int, other: int) -> float:
        """Metres between two places; goods go as people do where there is no way for goods."""
        metres = self.way(user, one, other)
        return metres if math.isfinite(metres) or user == "people" else self.way("people", one, other)

    def nearest(self, user: User, ones: Iterable[int], others: Iterable[int]) -> tuple[float, int, int]:
        """The least distance between two sets of places, neither empty, and between which."""
        ends = tuple(others)
        pairs = ((self.between(user, one, other), one, other) for one in ones for other in ends)
        return min(pairs)

    def _stub(self, user: User, number: int) -> dict[str, float]:
        """Nodes of public ground that a place opens to, and how far its nearest room is from there."""
        key = (user, number)
        if key not in self._stubs:
            place, ways = self.places[number], self.ways[user]
            begun = dict.fromkeys(place.doors, 0.0)
            reached = dict(begun)
            for owner in place.owners:
                reached |= spread(ways.rooms.get(owner, nx.Graph()), begun)
            self._stubs[key] = {node: away for node, away in reached.items() if node in ways.where}
        return self._stubs[key]
