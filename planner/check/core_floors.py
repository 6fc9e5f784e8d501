"""What lies behind the walls of a core: its parts, the landings of its stairs, its free floor. Lengths in mm.

Walls are looked through at right angles: along a stretch of wall, the nearest floor behind it is the one
that a door there would lead to; a part in between hides what is behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import DOOR_REACH
from planner.check.facts import SNAP
from planner.model import Core, CorePartKind

__all__ = ["Floor", "Wall", "core_floors", "door_wall", "runs", "view", "walls"]

PART_WALL = 150.0
"""Floor of a core this near to a part is the part's wall."""

STRAIGHT = math.cos(math.radians(30))
"""Walls that turn by less go on as one: a round core is drawn with many corners."""


SAME_CORES = 1024
"""Cores whose floors are remembered: they are the same on every storey of a building."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Floor of a core: a part (a stair in pieces: landings and flights), or a free piece (no ``part``)."""

    kind: CorePartKind | Literal["free"]
    polygon: Polygon
    part: str = ""
    landing: bool = False

    @property
    def passage(self) -> bool:
        """Whether one walks through it to other parts."""
        return self.kind in ("lobby", "free")


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight stretch of wall and the side it is looked through."""

    start: tuple[float, float]
    along: tuple[float, float]
    through: tuple[float, float]
    length: float

    def at(self, along: float, depth: float) -> tuple[float, float]:
        """The point that far along the wall and that deep behind it."""
        return (
            self.start[0] + along * self.along[0] + depth * self.through[0],
            self.start[1] + along * self.along[1] + depth * self.through[1],
        )

    def strip(self, depth: float) -> Polygon:
        """The ground behind the wall."""
        ends = (0.0, self.length)
        return Polygon([*(self.at(u, 0.0) for u in ends), *(self.at(u, depth) for u in reversed(ends))])

    def goes_on(self, other: Wall) -> bool:
        """Whether another wall begins where this one ends and turns but a little."""
        turn = self.along[0] * other.along[0] + self.along[1] * other.along[1]
        return math.dist(self.at(self.length, 0.0), other.start) < 1.0 and turn > STRAIGHT

    def places(self, shapes: BaseGeometry | npt.NDArray[np.object_]) -> list[float]:
        """How far along the wall the corners of the shapes lie."""
        (x, y), (dx, dy) = self.start, self.along
        corners = shapely.get_coordinates(shapes)
        found: list[float] = ((corners[:, 0] - x) * dx + (corners[:, 1] - y) * dy).tolist()
        return found


def core_floors(core: Core, landing: float, passage: float) -> list[Floor]:
    """Every floor of a core. ``landing`` is the depth of a stair's landings, ``passage`` the least width of
    free floor, which is what no part and no part's wall takes of the core.
    """
    parts = tuple((part.kind, part.polygon) for part in core.parts)
    return [
        Floor(kind, piece, "" if part is None else core.parts[part].id, at_end)
        for kind, piece, part, at_end in _floors(core.polygon, parts, landing, passage)
    ]


@lru_cache(maxsize=SAME_CORES)
def _floors(
    polygon: Polygon, parts: tuple[tuple[CorePartKind, Polygon], ...], landing: float, passage: float
) -> tuple[tuple[CorePartKind | Literal["free"], Polygon, int | None, bool], ...]:
    """Kind, shape, number of the part, and whether it is a landing. The cores of a building are all alike."""
    floors: list[tuple[CorePartKind | Literal["free"], Polygon, int | None, bool]] = []
    for k, (kind, shape) in enumerate(parts):
        if kind == "stair":
            floors += [("stair", piece, k, at_end) for piece, at_end in _stair(shape, landing)]
        else:
            floors.append((kind, shape, k, False))
    taken = [shape.buffer(PART_WALL, join_style="mitre") for _, shape in parts]
    free = polygon.difference(shapely.union_all(taken))
    half = (passage - SNAP) / 2
    opened = free.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
    return (*floors, *(("free", piece, None, False) for piece in _polygons(opened)))


def _stair(shape: Polygon, landing: float) -> Iterator[tuple[Polygon, bool]]:
    """A stair in pieces: what lies within ``landing`` of the ends of its long side, and the flights."""
    around = shapely.oriented_envelope(shape)
    around = shapely.orient_polygons(around) if isinstance(around, Polygon) else shape
    long = max(_walls(_corners(around.exterior), inwards=True), key=lambda wall: wall.length)
    if long.length <= 2 * landing:
        yield shape, True
        return
    for first, last, at_end in (
        (-SNAP, landing, True),
        (landing, long.length - landing, False),
        (long.length - landing, long.length + SNAP, True),
    ):
        band = Polygon([long.at(u, v) for u, v in _rectangle(first, last, -SNAP, long.length + SNAP)])
        yield from ((piece, at_end) for piece in _polygons(shape.intersection(band)))


def _rectangle(u0: float, u1: float, v0: float, v1: float) -> list[tuple[float, float]]:
    return [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0]


# ---------------------------------------------------------------- walls and what is behind them


def walls(shape: Polygon, *, inwards: bool = False) -> list[Wall]:
    """The walls of a polygon in order, looked through outwards or inwards; what rounding bent is straight."""
    plain = shapely.orient_polygons(shape.simplify(SNAP))
    rings = [plain.exterior, *plain.interiors] if isinstance(plain, Polygon) else []
    return [wall for ring in rings for wall in _walls(_corners(ring), inwards=inwards)]


def _corners(ring: BaseGeometry) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]


def _walls(ring: Sequence[tuple[float, float]], *, inwards: bool) -> list[Wall]:
    side = 1.0 if inwards else -1.0
    found = []
    for (x, y), (x1, y1) in pairwise(ring):
        length = math.dist((x, y), (x1, y1))
        if length > 0:
            dx, dy = (x1 - x) / length, (y1 - y) / length
            found.append(Wall((x, y), (dx, dy), (-dy * side, dx * side), length))
    return found


def door_wall(core: Core, door: BaseGeometry) -> Wall | None:
    """The stretch of a core's outline that a door takes, seen from outside; ``None`` away from the core."""
    reach = door.buffer(DOOR_REACH, cap_style="flat", join_style="mitre")
    sides = walls(core.polygon, inwards=True)
    if not sides:
        return None
    lines = shapely.linestrings([[s.at(0.0, 0.0), s.at(s.length, 0.0)] for s in sides])
    contact = shapely.length(shapely.intersection(lines, reach))
    if contact.max() <= 0:
        return None
    side = sides[int(contact.argmax())]
    places = side.places(door)
    return Wall(side.at(min(places), 0.0), side.along, side.through, max(places) - min(places))


def view(wall: Wall, shapes: npt.NDArray[np.object_], reach: float) -> list[tuple[float, int]]:
    """What is seen through a wall, from its start to its end: widths, each with the index of the shape that
    is nearest there within ``reach``, or -1.
    """
    deep = reach + SNAP
    strip = wall.strip(deep)
    near = np.flatnonzero(shapely.intersects(shapes, strip))
    if len(near) == 0:
        return [(wall.length, -1)]
    met = shapely.intersection(shapes[near], strip)
    cuts = sorted({0.0, wall.length, *(min(max(place, 0.0), wall.length) for place in wall.places(met))})
    spans = [(first, last) for first, last in pairwise(cuts) if last > first]
    seen = _nearest(wall, [(first + last) / 2 for first, last in spans], met, deep)
    return [
        (last - first, int(near[i]) if i >= 0 else -1) for (first, last), i in zip(spans, seen, strict=True)
    ]


def _nearest(wall: Wall, places: Sequence[float], shapes: npt.NDArray[np.object_], deep: float) -> list[int]:
    """Which of the shapes comes first behind the wall at each place; -1 where there is none."""
    rays = shapely.linestrings([[wall.at(place, 0.0), wall.at(place, deep)] for place in places])
    eyes = shapely.points([wall.at(place, 0.0) for place in places])
    ways = shapely.distance(eyes[:, None], shapely.intersection(rays[:, None], shapes[None, :]))
    ways = np.where(np.isnan(ways), np.inf, ways)
    return [int(row.argmin()) if np.isfinite(row).any() else -1 for row in ways]


def runs(chain: Iterable[Wall], shapes: Sequence[BaseGeometry], reach: float) -> dict[int, float]:
    """For each shape the longest unbroken stretch of wall behind which it is the nearest."""
    behind = np.array(shapes, dtype=object)
    longest: dict[int, float] = {}
    before: Wall | None = None
    seen, so_far = -1, 0.0
    for wall in chain:
        if before is None or not before.goes_on(wall):
            so_far = 0.0
        before = wall
        for width, i in view(wall, behind, reach):
            so_far = so_far + width if i == seen else width
            seen = i
            longest[i] = max(longest.get(i, 0.0), so_far)
    longest.pop(-1, None)
    return longest
