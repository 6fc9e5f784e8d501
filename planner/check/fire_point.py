"""How soon the people of the fire point are at a building, and up on its storeys.

They leave their room by its door, walk to an exit, along the roads to an entrance, inside to a stair and up.
All lengths are walked: inside on true paths, outside along centrelines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx
from shapely import LineString, Point

from planner.check.facts import Facts, Plate
from planner.check.fire import egress_of
from planner.check.goods import road_graph_of
from planner.circulation.egress import RoomDoor, ways_out
from planner.circulation.road_graph import Roads
from planner.model import Building, CorePart, Space, Storey

__all__ = ["Arrival", "arrivals", "fire_points"]

SAME_SHAFT = 0.5
"""Parts of two storeys that share this much of the smaller one are one stair."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The quickest way to one place of a building."""

    building: str
    place: str
    """``entrance``, or the id of a storey."""
    seconds: float
    path: LineString | None


@dataclass(frozen=True, slots=True)
class _Way:
    """Walked metres so far (mm), and the corners."""

    length: float
    spots: tuple[tuple[float, float], ...]

    def on(self, length: float, spots: Sequence[tuple[float, ...]]) -> _Way:
        """The way with a piece more."""
        return _Way(self.length + length, (*self.spots, *((x, y) for x, y, *_ in spots)))

    @property
    def path(self) -> LineString | None:
        return LineString(self.spots) if len(self.spots) > 1 else None


NOWHERE = _Way(math.inf, ())


def fire_points(facts: Facts, kinds: Sequence[str]) -> list[tuple[Plate, Space]]:
    """The rooms that are fire points, with their storeys."""
    return [
        (plate, space) for plate in facts.plates.values() for space in plate.spaces if space.kind in kinds
    ]


def arrivals(
    facts: Facts, points: Sequence[tuple[Plate, Space]], speed: float, climb: float
) -> Iterator[Arrival]:
    """For every building the way to its nearest entrance, and to each storey; from the best fire point.

    ``speed`` on foot and ``climb`` in height, m/s.
    """
    roads = road_graph_of(facts)
    starts = [(plate, space, _outdoors(facts, roads, plate, space)) for plate, space in points]
    for building in facts.scenario.buildings:
        best: dict[str, tuple[float, _Way]] = {}
        for plate, space, outdoors in starts:
            inside = plate.storey.building == building.id
            door = _door_spot(plate, space)
            ways = {"entrance": (_Way(0.0, (door,) * 2 if door else ()), 0.0)} if inside else {}
            ways |= _ways(facts, building, outdoors, (plate, space) if inside else None)
            for place, (way, height) in ways.items():
                seconds = way.length / 1000 / speed + height / 1000 / climb
                if place not in best or seconds < best[place][0]:
                    best[place] = (seconds, way)
        for place in ("entrance", *(storey.id for storey in building.storeys)):
            seconds, way = best.get(place, (math.inf, NOWHERE))
            yield Arrival(building.id, place, seconds, way.path)


def _door_spot(plate: Plate, space: Space) -> tuple[float, float] | None:
    middles = [door.polygon.centroid for door in plate.doors if space.id in door.joins]
    return (middles[0].x, middles[0].y) if middles else None


def _outdoors(facts: Facts, roads: Roads, plate: Plate, space: Space) -> dict[str, _Way]:
    """From the door of a room to every entrance of the park that the roads reach."""
    found: dict[str, _Way] = {}
    for exit_, start in _exits(plate, space).items():
        stop = roads.stops.get(exit_)
        if stop is None:
            continue
        search: Any = nx.single_source_dijkstra  # the stubs mix up its answers
        lengths, ways = search(roads.net, stop.node, weight="length")
        for id, entrance in _entrances(facts).items():
            there = roads.stops.get(id)
            if there is None or there.node not in lengths:
                continue
            length = stop.away + lengths[there.node] + there.away
            way = start.on(length, [*ways[there.node], (entrance.x, entrance.y)])
            if way.length < found.get(id, NOWHERE).length:
                found[id] = way
    return found


def _entrances(facts: Facts) -> dict[str, Point]:
    return {e.id: e.point for storey in facts.scenario.storeys if storey.is_ground for e in storey.exits}


def _exits(plate: Plate, space: Space) -> dict[str, _Way]:
    """From the door of a room to each exit of its storey."""
    found = {}
    for exit_ in plate.storey.exits:
        storey = replace(_without_stairs(plate.storey), exits=(exit_,))
        way = _nearest(ways_out(storey, plate.spaces, plate.corridors, plate.doors).rooms[space.id].doors)
        if way is not None:
            found[exit_.id] = way
    return found


def _nearest(doors: Sequence[RoomDoor]) -> _Way | None:
    best = min(doors, key=lambda door: door.distance, default=None)
    if best is None or best.path is None:
        return None
    return _Way(0.0, ()).on(best.distance, list(best.path.coords))


def _without_stairs(storey: Storey) -> Storey:
    """The storey as one that is left by its exits alone."""
    cores = [replace(core, parts=tuple(p for p in core.parts if p.kind != "stair")) for core in storey.cores]
    return replace(storey, cores=tuple(cores))


def _ways(
    facts: Facts, building: Building, outdoors: Mapping[str, _Way], own: tuple[Plate, Space] | None
) -> dict[str, tuple[_Way, float]]:
    """Place of a building -> the way there, and the height to climb (mm)."""
    found: dict[str, tuple[_Way, float]] = {}
    for ground in (storey for storey in building.storeys if storey.is_ground):
        doors = [outdoors[e.id] for e in ground.exits if e.id in outdoors]
        if doors:
            entrance = min(doors, key=lambda way: way.length)
            found["entrance"] = found[ground.id] = (entrance, 0.0)
        stairs = _to_stairs(facts, ground, outdoors, own)
        for storey in building.storeys:
            ways = [way for id, way in stairs.items() if _leads(ground, id, storey)]
            if ways and not storey.is_ground:
                best = min(ways, key=lambda way: way.length)
                found[storey.id] = (best, float(abs(storey.elevation_mm - ground.elevation_mm)))
        if own is not None:
            found[own[0].storey.id] = (_Way(0.0, ()), 0.0)
            found.pop("entrance", None)
    return found


def _to_stairs(
    facts: Facts, ground: Storey, outdoors: Mapping[str, _Way], own: tuple[Plate, Space] | None
) -> dict[str, _Way]:
    """The way to each stair of a ground storey: in by the exit nearest to it, or from the room itself."""
    plate = facts.plates[ground.id]
    if own is not None and own[0] is plate:
        closed = replace(ground, exits=())
        doors = ways_out(closed, plate.spaces, plate.corridors, plate.doors).rooms[own[1].id].doors
        way = _nearest(doors)
        best = min(doors, key=lambda door: door.distance, default=None)
        return {} if way is None or best is None else {best.exit: way}
    found: dict[str, _Way] = {}
    exits = {e.id: e.point for e in ground.exits if e.id in outdoors}
    for stair, onward in egress_of(facts, plate).outside.items():
        if onward.path is None or not exits:
            continue
        end = Point(onward.path.coords[-1])
        nearest = min(exits, key=lambda id: exits[id].distance(end))
        found[stair] = outdoors[nearest].on(onward.distance, list(onward.path.coords)[::-1])
    return found


def _leads(ground: Storey, stair: str, storey: Storey) -> bool:
    """Whether a stair of the ground storey is there on another one too."""
    own = [part for part in _stairs(ground) if part.id == stair]
    return any(_same(part, other) for part in own for other in _stairs(storey))


def _stairs(storey: Storey) -> list[CorePart]:
    return [part for core in storey.cores for part in core.parts if part.kind == "stair"]


def _same(one: CorePart, other: CorePart) -> bool:
    common = one.polygon.intersection(other.polygon).area
    return bool(common >= SAME_SHAFT * min(one.polygon.area, other.polygon.area))
