"""The ways out of a storey made ready for drawing: ways, dead ends, compartments, exits, signs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.circulation.egress import Egress, Exit, RoomDoor, RoomWay, ways_out
from planner.model import Storey, StoreyLayout
from viz.frame import Frame
from viz.scene import StoreyScene
from viz.signs import SIZE_MM, Sign, sign_plate

__all__ = ["Compartment", "EgressScene", "ExitOnPaper", "egress_scene", "measured_ways"]

DEAD_MM = 2_000.0
"""Ways that run together for more than this begin in a dead end, as the pack of fire codes reads it."""
BESIDE_MM = 1_500.0
"""Half the width of the strip that marks a dead end, cut to the floor it lies on."""
AROUND_MM = 2_000.0
"""How far it reaches around the door."""
EVERY_MM = 9.0
"""Least paper between two signs of one kind that show the way."""
WORST_MM = 1.2
"""Paper between a sign and the middle of the worst way."""
CLEAR_MM = 0.4
"""Paper between a sign and walls or other signs."""


@dataclass(frozen=True, slots=True)
class ExitOnPaper:
    """A way off the storey: its short id, its kind, clear width in mm, where its door is, its sign."""

    id: str
    kind: Literal["stair", "outside"]
    width_mm: int
    at: Point
    sign: Sign | None


@dataclass(frozen=True, slots=True)
class Compartment:
    """A fire compartment: its ground on paper, its area in mm2 of the model."""

    ground: BaseGeometry
    area: float


@dataclass(frozen=True, slots=True)
class EgressScene:
    """What an evacuation plan shows beside the storey itself, on paper."""

    ways: tuple[LineString, ...]
    """From the farthest point of each room to its exit."""
    worst: RoomWay | None
    """The room that is farthest from an exit."""
    worst_line: LineString | None
    blocked: tuple[str, ...]
    """Rooms without any way out."""
    dead_ends: BaseGeometry
    dead_doors: int
    """Doors of rooms that lie in one."""
    compartments: tuple[Compartment, ...]
    exits: tuple[ExitOnPaper, ...]
    stairs: BaseGeometry
    """Floors of the stairs that people reach."""
    signs: tuple[Sign, ...]
    equipment: tuple[Sign, ...]


def measured_ways(storey: Storey, layout: StoreyLayout) -> Egress:
    """The ways out as the check measures them; what has no sound polygon is left out."""
    return ways_out(
        storey,
        [space for space in layout.spaces if _sound(space.polygon)],
        [corridor for corridor in layout.corridors if _sound(corridor.polygon)],
        [door for door in layout.doors if _sound(door.polygon)],
    )


def _sound(shape: BaseGeometry) -> bool:
    return shape.is_valid and not shape.is_empty


def egress_scene(storey: Storey, layout: StoreyLayout, scene: StoreyScene) -> EgressScene:
    """The ways out of a storey that ``scene`` shows."""
    frame = scene.frame
    found = measured_ways(storey, layout)
    ways = {id: frame.place(way.path) for id, way in found.rooms.items() if way.path is not None}
    reached = [way for way in found.rooms.values() if way.path is not None and math.isfinite(way.total)]
    worst = max(reached, key=lambda way: (way.total, way.room), default=None)
    dead = [door for way in found.rooms.values() for door in way.doors if _dead(door)]
    floor = _floor(scene)
    exits = [_exit(exit_, scene) for exit_ in found.exits]
    line = ways.get(worst.room) if worst is not None else None
    taken: list[BaseGeometry] = [sign_plate(entry.sign) for entry in exits if entry.sign is not None]
    equipment = _equipment(scene, taken)
    return EgressScene(
        ways=tuple(ways.values()),
        worst=worst,
        worst_line=line,
        blocked=tuple(sorted(way.room for way in found.rooms.values() if not math.isfinite(way.total))),
        dead_ends=_dead_ends(dead, frame, floor),
        dead_doors=len(dead),
        compartments=_compartments(storey, layout, frame),
        exits=tuple(exits),
        stairs=_stairs(scene, exits),
        signs=tuple(_directions(found, frame, floor, line, taken)),
        equipment=tuple(equipment),
    )


# ---------------------------------------------------------------- dead ends and compartments


def _dead(door: RoomDoor) -> bool:
    return door.leads == "corridor" and door.path is not None and door.common > DEAD_MM


def _dead_ends(doors: Sequence[RoomDoor], frame: Frame, floor: BaseGeometry) -> BaseGeometry:
    """The ground over which there is one way only, as strips of corridor."""
    strips = []
    for door in doors:
        if door.path is not None:
            shared = substring(door.path, 0.0, min(door.common, door.path.length))
            # corridor beyond the door belongs to the dead end too
            start = Point(shared.coords[0]).buffer(AROUND_MM)
            strip = shared.buffer(BESIDE_MM, cap_style="flat", join_style="bevel")
            strips.append(frame.place(strip.union(start)))
    ground: BaseGeometry = shapely.union_all(strips).intersection(floor)
    return ground


def _floor(scene: StoreyScene) -> BaseGeometry:
    """Corridors and the free floor of cores."""
    grounds = [polygon for _, polygon in scene.corridors] + [core.floors.lobby for core in scene.cores]
    return shapely.union_all([ground for ground in grounds if _sound(ground)])


def _compartments(storey: Storey, layout: StoreyLayout, frame: Frame) -> tuple[Compartment, ...]:
    """Those that the layout draws, else the storey."""
    if not layout.compartments:
        return (Compartment(frame.place(storey.outline), storey.outline.area),)
    return tuple(
        Compartment(frame.place(part.polygon), part.polygon.area)
        for part in layout.compartments
        if _sound(part.polygon)
    )


# ---------------------------------------------------------------- exits and signs


def _exit(found: Exit, scene: StoreyScene) -> ExitOnPaper:
    """The sign stands at the door, on the side people leave to."""
    at = scene.frame.place(found.point)
    id = found.id.rsplit("/", 1)[-1]
    spot = next((spot for short, _, spot in scene.exits if short == id), None)
    if found.kind == "outside" and spot is not None:
        x, y = spot.at(0.0, SIZE_MM / 2 + 5.0)
        heading = math.atan2(spot.out[1], spot.out[0])
        return ExitOnPaper(id, found.kind, found.width_mm, at, Sign("exit", x, y, heading))
    floors = [floor for core in scene.cores for floor in _stair_floors(core.kinds, core.floors.parts)]
    floor = min(floors, key=lambda shape: shape.distance(at), default=None)
    if floor is None:
        return ExitOnPaper(id, found.kind, found.width_mm, at, None)
    middle = floor.representative_point() if not floor.contains(floor.centroid) else floor.centroid
    left, bottom, right, top = floor.bounds
    size = min(SIZE_MM, 0.8 * min(right - left, top - bottom))
    heading = math.atan2(middle.y - at.y, middle.x - at.x)
    return ExitOnPaper(id, found.kind, found.width_mm, at, Sign("exit", middle.x, middle.y, heading, size))


def _stair_floors(kinds: Sequence[str], floors: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    return [
        floor for kind, floor in zip(kinds, floors, strict=True) if kind == "stair" and not floor.is_empty
    ]


def _stairs(scene: StoreyScene, exits: Iterable[ExitOnPaper]) -> BaseGeometry:
    marks = [Point(entry.sign.x, entry.sign.y) for entry in exits if entry.sign and entry.kind == "stair"]
    floors = [floor for core in scene.cores for floor in _stair_floors(core.kinds, core.floors.parts)]
    return shapely.union_all([floor for floor in floors if any(floor.intersects(mark) for mark in marks)])


def _directions(
    found: Egress, frame: Frame, floor: BaseGeometry, worst: LineString | None, taken: list[BaseGeometry]
) -> Iterable[Sign]:
    """Arrows along the ways from the doors of rooms, spaced out, those of the longest ways first.

    They stand in corridors where these are wide enough for them, beside no sign, and off the worst way, which
    has arrow heads of its own.
    """
    doors = [door for way in found.rooms.values() for door in way.doors if door.path is not None]
    free: BaseGeometry = floor.buffer(-CLEAR_MM)
    if worst is not None:
        free = free.difference(worst.buffer(WORST_MM))
    shapely.prepare(free)
    for door in sorted(doors, key=lambda door: -door.distance):
        if door.path is None or door.leads == "room":
            continue
        line = frame.place(door.path)
        for away in _steps(line.length):
            at, ahead = line.interpolate(away), line.interpolate(away + 0.5)
            heading = math.atan2(ahead.y - at.y, ahead.x - at.x)
            sign = Sign("direction", at.x, at.y, heading, 0.72 * SIZE_MM)
            plate: BaseGeometry = sign_plate(sign)
            if free.contains(plate) and all(plate.distance(other) >= EVERY_MM for other in taken):
                taken.append(plate)
                yield sign


def _steps(length: float) -> list[float]:
    """Places along a way, from a little after its door to a little before its end."""
    count = int(max(0.0, length - 6.0) // 3.0)
    return [4.0 + 3.0 * step for step in range(count)]


def _equipment(scene: StoreyScene, taken: list[BaseGeometry]) -> list[Sign]:
    """A sign in every fire point: the only fire-fighting equipment that a layout names."""
    signs = []
    for room in scene.rooms:
        if room.space.kind == "fire_point":
            at = room.polygon.representative_point()
            sign = Sign("equipment", at.x, at.y)
            taken.append(sign_plate(sign))
            signs.append(sign)
    return signs
