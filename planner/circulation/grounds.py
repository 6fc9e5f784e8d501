"""What people walk on in a storey: corridors, floors of cores, rooms, with the doors between them.

Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.egress_net import WALL, Node, core_floor, stair_behind
from planner.circulation.walk import Area, Spot
from planner.model import Corridor, Door, Space, Storey

__all__ = ["Grounds"]

TOUCH = 6.0
"""Pieces of corridor this near to each other are one, and drawing gaps of this size are closed."""


class Grounds:
    """The grounds of a storey by name, and on which two each of its doors opens.

    Pieces of public corridor that touch are one ground (``public N``), inner corridors of a part likewise
    (``inner PART N``); every walkable piece of a core (``core ID N``) and every room (its id) is one.
    """

    def __init__(
        self, storey: Storey, spaces: Sequence[Space], corridors: Sequence[Corridor], doors: Sequence[Door]
    ) -> None:
        self.storey, self.spaces, self.doors = storey, spaces, doors
        columns = shapely.union_all([column.polygon for column in storey.columns])
        self.columns: BaseGeometry | None = columns if storey.columns else None
        self.cores = {core.id: core for core in storey.cores}
        self.outer = {exit_.id: exit_ for exit_ in storey.exits}
        self.nodes: dict[str, Node] = {}
        self.node_of: dict[str, str] = {}
        """Thing -> ground it belongs to: pieces of corridor that touch share one."""
        self._add_corridors([c for c in corridors if c.zone is None], "public")
        parts: dict[str, list[Corridor]] = {}
        for corridor in corridors:
            if corridor.zone is not None:
                parts.setdefault(corridor.subject or corridor.zone, []).append(corridor)
        self.inner = {part: self._add_corridors(rows, f"inner {part}") for part, rows in parts.items()}
        self._add_cores()
        self.public = {node for node in self.nodes if node.startswith(("public", "core"))}
        self._add_rooms()
        self.sides: list[tuple[str, str]] = [self._sides(i) for i in range(len(doors))]
        """The grounds on both sides of each door; an exit by its own id."""
        self.behind: dict[int, list[Spot]] = {}
        """Door -> the way from it to the stair or the outside behind it."""
        for number, door in enumerate(doors):
            points = [self.outer[id].point for id in door.joins if id in self.outer]
            if points:
                self.behind[number] = [(points[0].x, points[0].y)]
        self.stairs = self._stairs()
        """Door -> the stair it leads to and how far that is behind it."""

    # ------------------------------------------------------------------ ground and doors

    def _add_corridors(self, corridors: Sequence[Corridor], name: str) -> list[str]:
        """Pieces that touch become one ground; their names."""
        if not corridors:
            return []
        grown = shapely.union_all([c.polygon.buffer(TOUCH / 2, join_style="mitre") for c in corridors])
        merged = grown.buffer(-TOUCH / 2, join_style="mitre")
        added = []
        for number, part in enumerate(shapely.get_parts(merged)):
            id = f"{name} {number}"
            self.nodes[id] = Node(id, self._area(part))
            added.append(id)
            for corridor in corridors:
                if part.intersects(corridor.polygon.representative_point()):
                    self.node_of[corridor.id] = id
        return added

    def _add_cores(self) -> None:
        """Lobbies and free floor lead from corridor to corridor and to exits; each piece is a ground."""
        self.core_nodes: dict[str, list[str]] = {}
        for core in self.cores.values():
            for number, part in enumerate(shapely.get_parts(core_floor(core))):
                id = f"core {core.id} {number}"
                self.nodes[id] = Node(id, self._area(part))
                self.core_nodes.setdefault(core.id, []).append(id)

    def _add_rooms(self) -> None:
        for space in self.spaces:
            self.nodes[space.id] = Node(space.id, self._area(space.polygon))
            self.node_of[space.id] = space.id

    def _area(self, shape: BaseGeometry) -> Area | None:
        free = shape.difference(self.columns) if self.columns is not None else shape
        polygons = [part for part in shapely.get_parts(free) if isinstance(part, Polygon) and part.area > 0]
        largest = max(polygons, key=lambda part: part.area, default=None)
        return Area(largest) if largest is not None else None

    def _sides(self, number: int) -> tuple[str, str]:
        """The grounds on both sides of a door (an exit by its own id), and its spots in them."""
        middle = self.doors[number].polygon.centroid
        found = []
        for id in self.doors[number].joins:
            name = self.node_of.get(id, id if id in self.outer else "")
            if id in self.cores:
                near = [n for n in self.core_nodes[id] if self.nodes[n].away(middle) <= WALL]
                name = min(near, key=lambda n: self.nodes[n].away(middle), default="")
            if name in self.nodes and self.nodes[name].area is not None:
                self.nodes[name].open(number, middle)
            found.append(name)
        return found[0], found[1]

    def _stairs(self) -> dict[int, tuple[str, float]]:
        """Door -> the stair it leads to and how far that is behind it, for each door that leads to one."""
        found: dict[int, tuple[str, float]] = {}
        for number, door in enumerate(self.doors):
            for id, name in zip(door.joins, self.sides[number], strict=True):
                if id in self.cores and name:
                    reached = stair_behind(self.cores[id], self.nodes[name], door.polygon.centroid)
                    if reached is not None:
                        found[number] = reached[0], reached[1]
                        self.behind[number] = reached[2]
        return found
