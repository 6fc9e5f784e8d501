"""Where the parts of a core open: to its lobby, else to the corridor they lie at.

A layout says that a corridor meets a core, and where; it does not say how one gets from there to stair, lift
and toilets. These openings are symbols, drawn where a part shares a wall with lobby or corridor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import CorePartKind
from viz import doors, palette
from viz.frame import Frame
from viz.ink import Sheet
from viz.poche import CoreFloors

WIDTH_MM: Mapping[CorePartKind, int] = {
    "stair": 1100,
    "lift": 900,
    "goods_lift": 1400,
    "toilet": 900,
    "lobby": 1100,
}
"""Widths of the openings; a shaft has none."""
LEAST_LOBBY_MM = 800
"""A lobby narrower than its opening opens over all its width, but for less than this."""
REACH_MM = 750
"""Thickest wall, with what is solid of the core behind it, that an opening is drawn through."""
JAMB_MM = 120
HAIR_MM = 30
"""An opening reaches so far into both floors, that no line of wall is left."""
SWINGING: tuple[CorePartKind, ...] = ("stair", "toilet")
LIFTS: tuple[CorePartKind, ...] = ("lift", "goods_lift")
HIT_SHARE = 0.9
"""A door leads to a part when that much of its width does."""


@dataclass(frozen=True, slots=True)
class CoreOpening:
    """An opening of a part of a core: the hole in the wall, how it hangs, and its leaf if it swings."""

    kind: CorePartKind
    hole: Polygon
    hang: doors.Hang
    leaves: tuple[doors.Leaf, ...]


def core_openings(
    kinds: Sequence[CorePartKind],
    floors: CoreFloors,
    corridors: BaseGeometry,
    frame: Frame,
    entered: Sequence[BaseGeometry],
) -> tuple[CoreOpening, ...]:
    """Openings of every part that has a wall in common with a lobby in use or else with a corridor.

    ``entered`` are floors that a door of the layout leads to from the corridor; they need none, but a stair
    is entered at a landing, and a door of the layout may lie anywhere along its flights.
    """
    lobbies = shapely.get_parts(floors.lobby).tolist()
    everything = (*floors.parts, *lobbies)

    def towards(kind: CorePartKind, floor: BaseGeometry, beyond: BaseGeometry) -> CoreOpening | None:
        made = opening(kind, floor, beyond, frame)
        others = [other for other in everything if other is not floor and not other.intersects(beyond)]
        crossed = made is not None and any(made.hole.intersects(other) for other in others)
        return None if crossed else made

    parts = [
        (kind, floor)
        for kind, floor in zip(kinds, floors.parts, strict=True)
        if kind == "stair" or not any(floor.intersects(other) for other in entered)
    ]
    found = [towards("lobby", piece, corridors) for piece in lobbies]
    met = [any(piece.intersects(other) for other in entered) for piece in lobbies]
    # a lobby that no corridor reaches leads nowhere; on a storey without corridors every lobby is shown open
    live = [
        piece
        for piece, way, known in zip(lobbies, found, met, strict=True)
        if way or known or corridors.is_empty
    ]
    inner = [towards(kind, floor, shapely.union_all(live)) for kind, floor in parts]
    outer = [towards(kind, floor, corridors) for kind, floor in parts]
    made = []
    for at, (kind, _) in enumerate(parts):
        bank = [i for i, (other, _) in enumerate(parts) if other == kind] if kind in LIFTS else []
        # lifts of one bank open to the same side where they can
        outwards = bool(bank) and all(outer[i] for i in bank) and not all(inner[i] for i in bank)
        first, second = (outer[at], inner[at]) if outwards else (inner[at], outer[at])
        made.append(first or second)
    made += [way for way, known in zip(found, met, strict=True) if not known]
    return tuple(entry for entry in made if entry is not None)


def opening(
    kind: CorePartKind, floor: BaseGeometry, beyond: BaseGeometry, frame: Frame
) -> CoreOpening | None:
    """The opening between a floor and what lies ``beyond`` a wall of at most ``REACH_MM``.

    It stands in the middle of the longest wall they share; that of a stair at the end of a flight, in a
    short side where there is one. ``None`` where no wall is long enough.
    """
    if beyond.is_empty or not isinstance(floor, Polygon) or kind not in WIDTH_MM:
        return None
    width = frame.length(WIDTH_MM[kind])
    least = frame.length(LEAST_LOBBY_MM) if kind == "lobby" else width
    walls = [wall for wall in _shared(floor, beyond, frame.length(REACH_MM)) if wall[0].length >= least]
    if not walls:
        return None
    stair = kind == "stair"
    wall, side = max(walls, key=lambda entry: (stair and -entry[1].length, entry[0].length))
    width = min(width, wall.length)
    at = _along(wall, side, width, frame.length(JAMB_MM)) if stair else wall.length / 2
    middle: Point = wall.interpolate(at)
    (ax, ay), (bx, by) = side.coords
    # the shell runs anticlockwise: outwards is to the right of a side
    out = ((by - ay) / side.length, (ax - bx) / side.length)
    depth = float(shapely.distance(wall, beyond))
    centre = (middle.x + out[0] * depth / 2, middle.y + out[1] * depth / 2)
    hung = doors.Hang(centre, (-out[1], out[0]), (-out[0], -out[1]), width, depth)
    half, hair = width / 2, depth / 2 + frame.length(HAIR_MM)
    corners = ((-half, -hair), (half, -hair), (half, hair), (-half, hair))
    hole = Polygon([hung.at(*corner) for corner in corners])
    return CoreOpening(kind, hole, hung, leaf_inside(hung, floor) if kind in SWINGING else ())


def _shared(floor: Polygon, beyond: BaseGeometry, reach: float) -> Iterator[tuple[LineString, LineString]]:
    """The walls a floor shares with what is beyond, each with the side of the floor it lies in."""
    points = shapely.get_coordinates(shapely.orient_polygons(floor).exterior)
    for start, end in pairwise(points):
        length = float(np.hypot(*(end - start)))
        if length <= 0:
            continue
        along = (end - start) / length
        out = np.array([along[1], -along[0]]) * reach
        met = Polygon([start, end, end + out, start + out]).intersection(beyond)
        for part in shapely.get_parts(met):
            if part.geom_type == "Polygon" and not part.is_empty:
                reaches = (shapely.get_coordinates(part) - start) @ along
                ends = [start + along * reaches.min(), start + along * reaches.max()]
                yield LineString(ends), LineString([start, end])


def _along(wall: LineString, side: LineString, width: float, jamb: float) -> float:
    """Place of a stair's door along its wall: the middle of a short side, else the end nearer a landing."""
    if wall.length < 2.5 * width:
        return wall.length / 2
    ends = [shapely.distance(Point(wall.coords[0]), Point(side.coords[0]))]
    ends += [shapely.distance(Point(wall.coords[-1]), Point(side.coords[-1]))]
    place = min(width / 2 + jamb, wall.length / 2)
    return place if ends[0] <= ends[1] else wall.length - place


def leaf_inside(hung: doors.Hang, floor: BaseGeometry) -> tuple[doors.Leaf, ...]:
    """The leaf that swings clear of all walls of a floor, hung at either jamb; none where neither does."""
    room = floor.buffer(hung.width * 0.04)
    hands = (doors.single_leaf(hung, side) for side in (-1.0, 1.0))
    return next(((leaf,) for leaf in hands if room.contains(leaf.sector)), ())


def entered_by(
    hung: doors.Hang, kinds: Sequence[CorePartKind], floors: CoreFloors, reach: float
) -> tuple[CorePartKind, BaseGeometry] | None:
    """What a door of the layout leads to in a core: a part's kind and floor, or a piece of the lobby.

    ``None`` where behind the door there is wall or a shaft, or a lift: these have doors of their own.
    """
    half, face = hung.width / 2, hung.thickness / 2
    seen = Polygon(
        [hung.at(-half, face), hung.at(half, face), hung.at(half, face + reach), hung.at(-half, face + reach)]
    )
    given = [*zip(kinds, floors.parts, strict=True)]
    pieces: list[tuple[CorePartKind, BaseGeometry]] = [("lobby", p) for p in shapely.get_parts(floors.lobby)]
    for kind, floor in (*given, *pieces):
        met = seen.intersection(floor)
        if kind in ("shaft", *LIFTS) or met.is_empty:
            continue
        if _width_of(met, hung) >= HIT_SHARE * hung.width:
            return kind, floor
    return None


def _width_of(shape: BaseGeometry, hung: doors.Hang) -> float:
    along = shapely.get_coordinates(shape) @ np.array(hung.along)
    return float(along.max() - along.min())


def draw_core_openings(sheet: Sheet, drawn: Sequence[CoreOpening]) -> None:
    """Floors through the walls; leaves of stairs and toilets; the two panels of a lift's landing door."""
    sheet.fill([entry.hole for entry in drawn], palette.CORRIDOR, 4)
    doors.draw_swing(sheet, tuple(leaf for entry in drawn for leaf in entry.leaves))
    panels = []
    for entry in drawn:
        if entry.kind in LIFTS:
            half, off = entry.hang.width / 2, min(entry.hang.thickness * 0.12, 0.2)
            panels += [
                LineString([entry.hang.at(-half, -off), entry.hang.at(half * 0.08, -off)]),
                LineString([entry.hang.at(-half * 0.08, off), entry.hang.at(half, off)]),
            ]
    sheet.stroke(panels, palette.INK, palette.MEDIUM, 12)


def swept(drawn: Sequence[CoreOpening], others: Sequence[doors.Leaf] = ()) -> BaseGeometry:
    """Floor that the openings, their leaves and ``others`` need free of fixtures."""
    steps = [entry.hole.buffer(entry.hang.width * 0.3) for entry in drawn]
    return shapely.union_all(
        [
            *steps,
            *(leaf.sector for entry in drawn for leaf in entry.leaves),
            *(leaf.sector for leaf in others),
        ]
    )
