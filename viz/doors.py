"""Doors: where their leaves hang, which way they turn, and their symbols."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette
from viz.ink import Sheet

DOUBLE_MM = 1500
"""Doors from this width have two leaves."""
ROLLER_MM = 2500
"""Doors from this width roll or slide."""
_ARC_STEPS = 14

Vector = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Hang:
    """A door in its wall: middle, unit vector along the wall, unit normal to the side it opens to."""

    centre: Vector
    along: Vector
    towards: Vector
    width: float
    thickness: float

    def at(self, along: float, towards: float) -> Vector:
        """A point by its distances from the middle, along the wall and across it."""
        return (
            self.centre[0] + self.along[0] * along + self.towards[0] * towards,
            self.centre[1] + self.along[1] * along + self.towards[1] * towards,
        )

    def turned(self) -> Hang:
        """The same door opening to the other side."""
        return Hang(self.centre, self.along, (-self.towards[0], -self.towards[1]), self.width, self.thickness)


def hang(polygon: Polygon, width: float) -> Hang:
    """Axes of a door's rectangle: the pair of sides nearest ``width`` runs along the wall."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    lengths = math.hypot(*first), math.hypot(*second)
    misfit = abs(lengths[0] - width), abs(lengths[1] - width)
    side = 0 if misfit[0] < misfit[1] or (misfit[0] == misfit[1] and lengths[0] >= lengths[1]) else 1
    along = (first if side == 0 else second) / (lengths[side] or 1.0)
    x, y = corners[:4].mean(axis=0)
    u, v = float(along[0]), float(along[1])
    return Hang((float(x), float(y)), (u, v), (-v, u), lengths[side], lengths[1 - side])


def facing(door: Hang, room: BaseGeometry | None) -> Hang:
    """The door opening to the side where ``room`` lies (``None``: as it is)."""
    if room is None:
        return door
    reach = door.thickness / 2 + door.width / 2
    ahead, behind = Point(door.at(0, reach)), Point(door.at(0, -reach))
    return door if room.distance(ahead) <= room.distance(behind) else door.turned()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf standing open: hinge, its far end, and the sector it sweeps."""

    hinge: Vector
    tip: Vector
    sector: Polygon
    arc: LineString


def leaves(
    door: Hang, room: BaseGeometry | None, width_mm: int, solid: BaseGeometry | None = None
) -> tuple[Leaf, ...]:
    """One leaf below ``DOUBLE_MM``, hung at the jamb nearer a corner of the room; else two.

    A single leaf that would strike something ``solid`` hangs at the other jamb, if it is freer there.
    """
    if width_mm >= DOUBLE_MM:
        half = door.width / 2
        return tuple(_leaf(door, side * half, -side * half, door.thickness / 2) for side in (-1.0, 1.0))
    side = -1.0 if _clearance(door, room, -1.0) <= _clearance(door, room, 1.0) else 1.0
    hands = [single_leaf(door, hand) for hand in (side, -side)]
    return (min(hands, key=lambda leaf: leaf.sector.intersection(solid).area if solid else 0.0),)


def single_leaf(door: Hang, side: float) -> Leaf:
    """The one leaf of a door, hung at its jamb at the start (-1) or the end (1) of the wall."""
    return _leaf(door, side * door.width / 2, -side * door.width, door.thickness / 2)


def _leaf(door: Hang, hinge: float, span: float, face: float) -> Leaf:
    """A leaf hinged at ``hinge`` along the wall, closed reaching ``span`` further."""
    angles = np.linspace(0.0, math.pi / 2, _ARC_STEPS)
    swept = [door.at(hinge + span * math.cos(angle), face + abs(span) * math.sin(angle)) for angle in angles]
    start = door.at(hinge, face)
    return Leaf(start, swept[-1], Polygon([start, *swept]), LineString(swept))


def _clearance(door: Hang, room: BaseGeometry | None, side: float) -> float:
    """Distance along the wall from a jamb to the room's edge."""
    if room is None:
        return 0.0
    inside = door.thickness / 2 + door.width * 0.1
    jamb = door.at(side * door.width / 2, inside)
    far = door.at(side * (door.width / 2 + 40 * door.width), inside)
    seen = LineString([jamb, far]).intersection(room)
    parts = [part for part in shapely.get_parts(seen) if part.distance(Point(jamb)) < door.width * 0.2]
    return max((part.length for part in parts), default=0.0)


def draw_swing(sheet: Sheet, drawn: tuple[Leaf, ...]) -> None:
    """Leaves as bars, their paths as thin quarter circles."""
    sheet.stroke([leaf.arc for leaf in drawn], palette.INK, palette.HAIR, 8)
    sheet.stroke([LineString([leaf.hinge, leaf.tip]) for leaf in drawn], palette.INK, palette.MEDIUM, 8.1)


def roller_lines(door: Hang) -> tuple[LineString, LineString]:
    """A rolling door: the curtain in the wall, and its box dashed on the side it serves."""
    half, face = door.width / 2, door.thickness / 2
    box = face + max(door.thickness * 0.6, 0.6)
    curtain = LineString([door.at(-half, 0), door.at(half, 0)])
    case = LineString([door.at(-half, face), door.at(-half, box), door.at(half, box), door.at(half, face)])
    return curtain, case
