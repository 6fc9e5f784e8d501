"""The doors of a storey on paper, and its cores with the openings of their parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Core, CorePartKind, Door
from viz import doors
from viz.core_openings import HAIR_MM, SWINGING, CoreOpening, core_openings, entered_by, leaf_inside
from viz.frame import Frame
from viz.poche import CoreFloors, core_floors

LOBBY_MM = 350
CORE_REACH_MM = 400
"""How far a core's door may cut into the core to reach a floor of it."""


@dataclass(frozen=True, slots=True)
class CoreOnPaper:
    """A core: its polygon, the kinds of its parts but lobbies in the model's order, their floors."""

    id: str
    polygon: Polygon
    kinds: tuple[CorePartKind, ...]
    floors: CoreFloors
    openings: tuple[CoreOpening, ...]
    """Openings of its parts to its lobby or a corridor."""


@dataclass(frozen=True, slots=True)
class DoorOnPaper:
    """A door: its opening and how it hangs; rolling doors, and openings too tight for one, have no leaf."""

    door: Door
    opening: BaseGeometry
    hang: doors.Hang
    leaves: tuple[doors.Leaf, ...]
    rolls: bool


def core_on_paper(
    core: Core,
    frame: Frame,
    wall_mm: int,
    inner: BaseGeometry,
    given: Sequence[Door],
    corridors: BaseGeometry,
) -> CoreOnPaper:
    """A core whose parts open to its lobby or to ``corridors``, but for those the ``given`` doors lead to.

    ``inner`` is the storey within its external wall, which no lobby cuts into.
    """
    polygon = frame.place(core.polygon)
    parts = [part for part in core.parts if part.kind != "lobby"]
    lobbies = [frame.place(part.polygon) for part in core.parts if part.kind == "lobby"]
    shapes = [frame.place(part.polygon) for part in parts]
    floors = core_floors(polygon, shapes, lobbies, frame.length(wall_mm), frame.length(LOBBY_MM))
    floors = replace(floors, lobby=floors.lobby.intersection(inner))
    bare = CoreOnPaper(core.id, polygon, tuple(part.kind for part in parts), floors, ())
    doors_here = [door for door in given if core.id in door.joins]
    entered = [floor for door in doors_here if (floor := _entered(door, bare, frame)[1]) is not None]
    return replace(bare, openings=core_openings(bare.kinds, floors, corridors, frame, entered))


def hang_doors(
    given: Sequence[Door],
    frame: Frame,
    things: Mapping[str, BaseGeometry],
    cores: Sequence[CoreOnPaper],
    outline: Polygon,
    columns: Sequence[Polygon],
) -> tuple[DoorOnPaper, ...]:
    """The doors of a layout. ``things`` are the polygons that doors join, by id.

    A door that leads into a core's wall, shaft or lift, or onto the flights of a stair, is left out where
    parts of that core have openings of their own: it says only that the corridor meets the core.
    """
    by_id = {core.id: core for core in cores}
    solid = shapely.union_all(list(columns))
    hung = []
    for door in given:
        core = next((by_id[id] for id in door.joins if id in by_id), None)
        if core is None:
            hung.append(_room_door(door, frame, things, outline, solid))
        elif (entry := _core_door(door, core, frame)) is not None:
            hung.append(entry)
    return tuple(hung)


def _room_door(
    door: Door, frame: Frame, things: Mapping[str, BaseGeometry], outline: Polygon, solid: BaseGeometry
) -> DoorOnPaper:
    polygon = frame.place(door.polygon)
    hung = doors.hang(polygon, frame.length(door.width_mm))
    joined = [things.get(id) for id in door.joins]
    room: BaseGeometry | None = None
    if any(entry is None for entry in joined):  # an exit or a dock: it opens away from the floor it serves
        floor = next((entry for entry in joined if entry is not None), outline)
        hung = doors.facing(hung, floor).turned()
    else:
        room = _opens_into(door, things)
        hung = doors.facing(hung, room)
    rolls = door.width_mm >= doors.ROLLER_MM
    return DoorOnPaper(
        door, polygon, hung, () if rolls else doors.leaves(hung, room, door.width_mm, solid), rolls
    )


def _opens_into(door: Door, things: Mapping[str, BaseGeometry]) -> BaseGeometry | None:
    """Of the two things joined, the one a leaf turns into: a room before a corridor, the smaller room."""
    known = [(id, things[id]) for id in door.joins if id in things]
    rooms = [(id, shape) for id, shape in known if re.search(r"/s\d*[^/]*$", id)] or known
    return min(rooms, key=lambda entry: (entry[1].area, entry[0]))[1] if rooms else None


# ---------------------------------------------------------------- into a core


def _facing_core(door: Door, core: CoreOnPaper, frame: Frame) -> doors.Hang:
    return doors.facing(doors.hang(frame.place(door.polygon), frame.length(door.width_mm)), core.polygon)


def _entered(door: Door, core: CoreOnPaper, frame: Frame) -> tuple[CorePartKind | None, BaseGeometry | None]:
    hung = _facing_core(door, core, frame)
    return entered_by(hung, core.kinds, core.floors, frame.length(CORE_REACH_MM)) or (None, None)


def _core_door(door: Door, core: CoreOnPaper, frame: Frame) -> DoorOnPaper | None:
    hung = _facing_core(door, core, frame)
    kind, floor = _entered(door, core, frame)
    if floor is None:
        return None if core.openings else DoorOnPaper(door, frame.place(door.polygon), hung, (), rolls=False)
    if kind == "stair" and any(entry.hole.intersects(floor) for entry in core.openings):
        return None
    hung = _up_to(hung, floor, frame.length(CORE_REACH_MM))
    half, hair = hung.width / 2, hung.thickness / 2 + frame.length(HAIR_MM)
    corners = ((-half, -hair), (half, -hair), (half, hair), (-half, hair))
    opening = Polygon([hung.at(*corner) for corner in corners])
    # a lobby is floor, often too narrow for a leaf: its entrance stands open
    leaves = leaf_inside(hung, floor) if kind in SWINGING else ()
    return DoorOnPaper(door, opening, hung, leaves, rolls=False)


def _up_to(hung: doors.Hang, floor: BaseGeometry, reach: float) -> doors.Hang:
    """The door through the core's own wall too, as far as the floor behind it."""
    half, face = hung.width / 2, hung.thickness / 2
    ahead = Polygon(
        [hung.at(-half, face), hung.at(half, face), hung.at(half, face + reach), hung.at(-half, face + reach)]
    )
    points = shapely.get_coordinates(ahead.intersection(floor))
    x, y = hung.centre
    depths = [(px - x) * hung.towards[0] + (py - y) * hung.towards[1] - face for px, py in points]
    more = max(0.0, min(depths, default=0.0))
    return replace(hung, centre=hung.at(0, more / 2), thickness=hung.thickness + more)
