"""Grounds with doors between them, and shortest ways through several of them. Lengths are millimetres."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import Area, Floats, Places, Spot, kernel
from planner.model import Core, Door

__all__ = ["WALL", "Field", "Net", "Node", "core_floor", "line", "stair_behind"]

PASSAGE = 800.0
"""Free floor of a core that is narrower is no way to its stair."""

WALL = 900.0
"""A door of a core stands this near to the floor behind it."""

SOLID = ("lift", "goods_lift", "shaft", "toilet")
"""Parts of a core that nobody walks through."""


@dataclass(slots=True)
class Node:
    """Ground that is walked on, with the doors at its edge."""

    id: str
    area: Area | None
    spots: list[Spot] = field(default_factory=list)
    doors: list[int] = field(default_factory=list)
    """Index of the door of each spot."""
    _places: Places | None = None

    def away(self, point: Point) -> float:
        """How far a point lies from the ground."""
        return math.inf if self.area is None else float(self.area.polygon.distance(point))

    def open(self, number: int, middle: Point) -> None:
        """Add a door: its spot is the point of the ground nearest to the middle of the door."""
        if self.area is not None and number not in self.doors:
            self.spots.append(nearest(self.area.polygon, middle))
            self.doors.append(number)

    def made(self) -> Places | None:
        """Its places, once all doors are known."""
        if self._places is None and self.area is not None and self.spots:
            self._places = self.area.places(self.spots)
        return self._places

    def step(self, number: int, door: Door) -> float:
        """From the middle of a door to its spot."""
        middle = door.polygon.centroid
        return math.dist((middle.x, middle.y), self.spots[self.doors.index(number)])


class Net:
    """The doors of some grounds, with the ways between them."""

    def __init__(self, nodes: Mapping[str, Node], grounds: set[str], doors: Sequence[Door]) -> None:
        self._doors = doors
        self._grounds = [nodes[id] for id in sorted(grounds) if id in nodes and nodes[id].made() is not None]
        self.numbers = sorted({number for node in self._grounds for number in node.doors})
        self._at = {number: k for k, number in enumerate(self.numbers)}
        self._weights, self._via = self._ways()

    def _ways(self) -> tuple[Floats, dict[tuple[int, int], Node]]:
        weights = np.full((len(self.numbers), len(self.numbers)), np.inf)
        via: dict[tuple[int, int], Node] = {}
        for node in self._grounds:
            places = node.made()
            if places is None:
                continue
            steps = [node.step(number, self._doors[number]) for number in node.doors]
            ways = places.distances + np.add.outer(steps, steps)
            for i, one in enumerate(node.doors):
                for j, other in enumerate(node.doors):
                    a, b = self._at[one], self._at[other]
                    if i != j and ways[i, j] < weights[a, b]:
                        weights[a, b] = ways[i, j]
                        via[one, other] = node
        return weights, via

    def field(self, ends: Mapping[int, float], beyond: Field | None) -> Field:
        """Shortest ways from every door to one exit: to its own doors, or on as ``beyond`` tells."""
        start = np.full(len(self.numbers), np.inf)
        for k, number in enumerate(self.numbers):
            start[k] = min(ends.get(number, np.inf), beyond.distance(number) if beyond else np.inf)
        distance, before = kernel().shortest(self._weights, start)
        return Field(self, distance, before, ends, beyond)

    def place(self, number: int) -> int:
        """Where a door stands in the arrays of the net; -1 where it does not belong to it."""
        return self._at.get(number, -1)

    def direct(self, one: int, other: int) -> float:
        """From one door to another one through a ground that both open to; infinite where there is none."""
        return float(self._weights[self._at[one], self._at[other]]) if one in self._at else math.inf

    def piece(self, one: int, other: int) -> list[Spot]:
        """The way from one door to another one through a ground that both open to."""
        node = self._via[one, other]
        places = node.made()
        return places.path(node.doors.index(one), node.doors.index(other)) if places is not None else []

    def middle(self, number: int) -> Spot:
        """The middle of a door."""
        point = self._doors[number].polygon.centroid
        return float(point.x), float(point.y)


@dataclass(frozen=True, slots=True)
class Field:
    """Distances from doors to one exit, with the ways there."""

    net: Net
    distances: Floats
    before: Floats
    ends: Mapping[int, float]
    beyond: Field | None

    def distance(self, number: int) -> float:
        """From a door to the exit; infinite where there is no way."""
        k = self.net.place(number)
        return float(self.distances[k]) if k >= 0 else self.ends.get(number, math.inf)

    def path(self, number: int) -> list[Spot]:
        """The way from a door to the door of the exit."""
        return self._followed(number)[0]

    def way(self, number: int, behind: Mapping[int, Sequence[Spot]]) -> list[Spot]:
        """The way from a door to the exit itself; ``behind``: from the door of an exit to it."""
        spots, last = self._followed(number)
        return [*spots, *behind.get(last, ())]

    def _followed(self, number: int) -> tuple[list[Spot], int]:
        """The way to the door of the exit, and that door."""
        spots = [self.net.middle(number)]
        k = self.net.place(number)
        while k >= 0 and self.before[k] >= 0:
            next_ = int(self.before[k])
            one, other = self.net.numbers[k], self.net.numbers[next_]
            spots += [*self.net.piece(one, other), self.net.middle(other)]
            k = next_
        last = self.net.numbers[k] if k >= 0 else number
        if self.beyond is not None and self.beyond.distance(last) < self.ends.get(last, math.inf):
            more, last = self.beyond._followed(last)
            spots += more[1:]
        return spots, last


def nearest(polygon: BaseGeometry, point: Point) -> Spot:
    """The point of a polygon that is nearest to a point."""
    spot = shapely.shortest_line(polygon, point).coords[0]
    return float(spot[0]), float(spot[1])


def line(path: Sequence[Spot]) -> LineString:
    """A way as a line, also where it has one point only."""
    return LineString(path if len(path) > 1 else [path[0], path[0]])


def core_floor(core: Core) -> BaseGeometry:
    """Where people walk in a core: free floor and lobbies at least as wide as a passage, and its stairs."""
    solid = [part.polygon for part in core.parts if part.kind in SOLID]
    free = core.polygon.difference(shapely.union_all(solid)) if solid else core.polygon
    wide = free.buffer(-PASSAGE / 2, join_style="mitre").buffer(PASSAGE / 2, join_style="mitre")
    return shapely.union_all([wide, *(part.polygon for part in core.parts if part.kind == "stair")])


def stair_behind(core: Core, node: Node, door: Point) -> tuple[str, float, list[Spot]] | None:
    """The stair nearest behind a door of a core, how far it is, and the way; ``None`` where there is none."""
    if node.area is None:
        return None
    floor: Polygon = node.area.polygon
    stairs = [part for part in core.parts if part.kind == "stair" and floor.intersects(part.polygon)]
    if not stairs:
        return None
    start = nearest(floor, door)
    spots = [nearest(part.polygon, Point(start)) for part in stairs]
    places = node.area.places([start, *spots])
    ways = zip(places.distances[0, 1:], stairs, strict=True)
    away, id, at = min((float(way), part.id, number) for number, (way, part) in enumerate(ways, 1))
    if not math.isfinite(away):
        return None
    return id, away + door.distance(Point(start)), places.path(0, at)
