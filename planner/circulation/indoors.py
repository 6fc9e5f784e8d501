"""A storey as a piece of the park's graph: its doors, junctions, stairs, lifts, exits, docks and rooms.

Two openings of one ground are joined by the shortest way inside it. Through the rooms of somebody (``owner``)
only he goes. Coordinates are millimetres here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import clear_width
from planner.circulation.axes import axial_lines, joints
from planner.circulation.egress_net import PASSAGE, WALL, nearest
from planner.circulation.grounds import Grounds
from planner.circulation.landings import Landing, lift_landings
from planner.circulation.walk import Area, Floats, Places, Spot
from planner.model import M2, Core, Space, Storey, StoreyLayout

__all__ = ["Indoors", "Inside", "Opening", "Place", "indoors"]

STOCK = "stock:"
"""The subject of a company's stock room is this and the company."""

NARROW = 1_200
"""Width in mm that is asked of floors that state none: GB 55019 2.2.2."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that becomes a node of the graph."""

    id: str
    kind: str
    feature: str
    point: Point
    width_mm: int | None = None
    of: Space | None = None
    """The room that it is."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a place touches a ground: the spot, and what is still to walk from there to the place."""

    place: str
    spot: Spot
    step: float
    in_sight_only: bool = False
    """A junction: joined with what is seen from it."""


@dataclass(slots=True)
class Inside:
    """A ground with all that opens to it."""

    id: str
    feature: str
    """The corridor (the first of those that make it up), core or room."""
    owner: str
    area: Area
    stated_mm: int = NARROW
    """Width that its corridors state, the least of them."""
    openings: list[Opening] = field(default_factory=list)
    axes: tuple[LineString, ...] = ()
    meetings: tuple[tuple[int, int], ...] = ()
    """Which two of its axial lines meet."""
    lobby: bool = False

    def add(self, place: str, point: Point, *, in_sight_only: bool = False) -> None:
        """Open the ground to a place, at the spot nearest to it."""
        if all(opening.place != place for opening in self.openings):
            spot = nearest(self.area.polygon, point)
            step = point.distance(Point(spot))
            self.openings.append(Opening(place, spot, step, in_sight_only))

    @property
    def spots(self) -> list[Spot]:
        """Where the openings are."""
        return [opening.spot for opening in self.openings]

    def ways(self) -> Floats:
        """Walking distance between the spots of each two openings."""
        spots = np.array(self.spots)
        straight: Floats = np.hypot(*(spots[:, None] - spots[None, :]).transpose(2, 0, 1))
        return straight if len(self.area.corners) == 0 else Places(self.area, self.spots).distances

    def line(self, one: str, other: str) -> list[Spot]:
        """The corners of the way between two openings."""
        order = [opening.place for opening in self.openings]
        spots = [self.openings[order.index(one)].spot, self.openings[order.index(other)].spot]
        return spots if len(self.area.corners) == 0 else Places(self.area, spots).path(0, 1)

    def width(self, doors: Sequence[BaseGeometry], wanted: float | None = None) -> float:
        """Width of the widest disc that rolls between these doors of the ground, mm, to a centimetre.

        Twice the wanted width at most, which is the stated one if not given: wider is not told so exactly.
        """
        return clear_width(self.area.polygon, doors, wanted or float(self.stated_mm))


@dataclass(frozen=True, slots=True)
class Indoors:
    """The graph of one storey before it is one."""

    storey: Storey
    places: Mapping[str, Place]
    grounds: tuple[Inside, ...]
    links: tuple[tuple[str, str], ...]
    """Places that touch: an exit or dock and its door."""
    lost: tuple[Place, ...]
    """Doors that lead nowhere on one side."""
    landings: Mapping[str, Landing]
    """Where each lift opens, by its id; a lift that no floor lies at has none."""


def indoors(storey: Storey, plan: StoreyLayout) -> Indoors:
    """Everything of a storey that people walk between."""
    return _Storey(storey, plan).whole()


class _Storey:
    def __init__(self, storey: Storey, plan: StoreyLayout) -> None:
        self.storey, self.plan = storey, plan
        self.found = Grounds(storey, plan.spaces, plan.corridors, plan.doors)
        self.places: dict[str, Place] = {}
        self.links: list[tuple[str, str]] = []
        self.lost: list[Place] = []
        self.landings: dict[str, Landing] = {}

    @cached_property
    def grounds(self) -> dict[str, Inside]:
        """The walkable grounds by name."""
        corridor_of: dict[str, str] = {}
        for thing, ground in sorted(self.found.node_of.items()):
            corridor_of.setdefault(ground, thing)
        core_of = {name: id for id, names in self.found.core_nodes.items() for name in names}
        inner = {name: part for part, names in self.found.inner.items() for name in names}
        rooms = {space.id: space for space in self.plan.spaces}
        stated: dict[str, int] = {}
        for corridor in self.plan.corridors:
            ground = self.found.node_of.get(corridor.id, "")
            stated[ground] = min(stated.get(ground, corridor.width_mm), corridor.width_mm)
        made = {}
        for name, node in self.found.nodes.items():
            if node.area is not None:
                owner = self._owner(rooms[name]) if name in rooms else inner.get(name, "")
                feature = corridor_of.get(name) or core_of.get(name, name)
                wide = max(1, stated.get(name, NARROW))
                made[name] = Inside(name, feature, owner, node.area, wide, lobby=name in core_of)
        return made

    def _owner(self, room: Space) -> str:
        """Who goes through a room: its company or demand, or all of a zone that shares an inner corridor."""
        subject = room.subject or f"alone {room.id}"
        shared = subject not in self.found.inner and room.zone in self.found.inner
        return room.zone if shared else subject.removeprefix(STOCK)

    def whole(self) -> Indoors:
        """The storey."""
        self._doors()
        for core in self.storey.cores:
            self._stairs(core)
            self._lifts(core)
        self._rooms()
        for ground in self.grounds.values():
            if ground.openings and not any(ground.id == space.id for space in self.plan.spaces):
                self._junctions(ground)
        kept = tuple(ground for ground in self.grounds.values() if ground.openings)
        return Indoors(self.storey, self.places, kept, tuple(self.links), tuple(self.lost), self.landings)

    def _add(self, place: Place) -> None:
        self.places.setdefault(place.id, place)

    def _doors(self) -> None:
        outer = {
            exit_.id: Place(exit_.id, "exit", exit_.id, exit_.point, exit_.width_mm)
            for exit_ in self.storey.exits
        }
        outer |= {
            dock.id: Place(dock.id, "dock", dock.id, dock.point, dock.width_mm) for dock in self.storey.docks
        }
        for place in outer.values():
            self._add(place)
        for number, door in enumerate(self.plan.doors):
            middle = door.polygon.centroid
            place = Place(door.id, "door", door.id, middle, door.width_mm)
            self._add(place)
            known = 0
            for id, name in zip(door.joins, self.found.sides[number], strict=True):
                if id in outer:
                    self.links.append((door.id, id))
                elif name in self.grounds:
                    self.grounds[name].add(door.id, middle)
                elif not self._into_part(id, door.id, middle):
                    continue
                known += 1
            if known < 2:
                self.lost.append(place)

    def _into_part(self, core: str, door: str, middle: Point) -> bool:
        """A door of a core without floor behind it: to the lift or toilet that is there."""
        parts = self.found.cores[core].parts if core in self.found.cores else ()
        near = [part for part in parts if part.kind != "shaft" and part.polygon.distance(middle) <= WALL]
        if not near:
            return False
        part = min(near, key=lambda part: (part.polygon.distance(middle), part.id))
        if part.kind in ("lift", "goods_lift"):
            self._add(Place(part.id, part.kind, part.id, Point(nearest(part.polygon, middle))))
            self.links.append((door, part.id))
        return True

    def _stairs(self, core: Core) -> None:
        """A stair stands where its edge is nearest to a door of the floor that it is part of."""
        floors = [
            self.grounds[name] for name in self.found.core_nodes.get(core.id, ()) if name in self.grounds
        ]
        for part in core.parts:
            if part.kind != "stair":
                continue
            point, home = part.polygon.centroid, None
            for floor in floors:
                if floor.openings and floor.area.polygon.intersects(part.polygon):
                    doors = [Point(opening.spot) for opening in floor.openings]
                    first = min(doors, key=lambda door: round(part.polygon.distance(door)))
                    point, home = Point(nearest(part.polygon, first)), floor
                    break
            self._add(Place(part.id, "stair", part.id, point))
            if home is not None:
                home.add(part.id, point)

    def _lifts(self, core: Core) -> None:
        """A lift opens to one floor: a lobby of its core that has a door, else a public corridor along it."""
        lobbies = [name for name in self.found.core_nodes.get(core.id, ()) if name in self.grounds]
        used = [name for name in lobbies if self.grounds[name].openings]
        floors = {name: _off_stairs(self.grounds[name].area.polygon, core) for name in used}
        rooms = [part.polygon for part in core.parts if part.kind == "lobby"]
        doors = {name: MultiPoint(self.grounds[name].spots) for name in used}
        public = {n: g.area.polygon for n, g in self.grounds.items() if n.startswith("public")}
        for part in core.parts:
            if part.kind not in ("lift", "goods_lift"):
                continue
            others = [other.polygon for other in core.parts if other is not part and other.kind != "lobby"]
            found = lift_landings(part.polygon, floors, others, doors, rooms)
            found = found or lift_landings(part.polygon, public, others, {})
            if found:
                landing = max(found, key=lambda landing: (round(landing.along), landing.ground))
                self._add(Place(part.id, part.kind, part.id, landing.door))
                self.grounds[landing.ground].add(part.id, landing.door)
                self.landings[part.id] = landing
            self._add(Place(part.id, part.kind, part.id, part.polygon.centroid))

    def _rooms(self) -> None:
        for space in self.plan.spaces:
            if space.id in self.grounds:
                middle = _middle(self.grounds[space.id].area.polygon)
                self._add(Place(space.id, "room", space.id, middle, None, space))
                self.grounds[space.id].add(space.id, middle)

    def _junctions(self, ground: Inside) -> None:
        """Axial lines of corridors and lobbies, and their junctions; a stair has none."""
        floors = [ground.area.polygon]
        if ground.lobby:
            rest = _off_stairs(ground.area.polygon, self.found.cores[ground.feature])
            parts = [part for part in shapely.get_parts(rest) if part.area > M2]
            floors = sorted(parts, key=lambda part: -part.area)[:1]
        if not floors:
            return
        ground.axes = tuple(axial_lines(floors[0]))
        found = joints(floors[0], ground.axes)
        ground.meetings = tuple((joint.one, joint.other) for joint in found)
        for number, joint in enumerate(found, 1):
            id = f"{ground.feature}/j{number}" if not ground.lobby else f"{ground.id}/j{number}"
            self._add(Place(id, "junction", ground.feature, joint.point))
            ground.add(id, joint.point, in_sight_only=True)


def _off_stairs(floor: Polygon, core: Core) -> BaseGeometry:
    """The floor of a core without its stairs, where it is as wide as a passage."""
    stairs = [part.polygon for part in core.parts if part.kind == "stair"]
    rest = floor.difference(shapely.union_all(stairs)).buffer(-PASSAGE / 2, join_style="mitre")
    return rest.buffer(PASSAGE / 2, join_style="mitre")


def _middle(room: Polygon) -> Point:
    """A point in the middle of a room: its centroid where that lies inside."""
    return room.centroid if room.contains(room.centroid) else room.representative_point()
