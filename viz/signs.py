"""Fire safety signs after GB 13495.1-2015, drawn as shapes: way out, direction, fire-fighting equipment.

The pictures are drawn anew and simplified so that they still read at 4 mm of paper. A picture is
drawn in a square of side 1 with the origin in its middle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from viz import palette
from viz.ink import Sheet

__all__ = ["SIZE_MM", "Sign", "SignKind", "draw_signs", "sign_plate"]

SignKind = Literal["exit", "direction", "equipment"]

SIZE_MM = 4.2
"""Side of a sign on paper, mm."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign on paper: its kind, its middle, where it points (radians, 0 to the right, or for a person that
    runs: to the left if its cosine is below 0), its side in mm."""

    kind: SignKind
    x: float
    y: float
    heading: float = 0.0
    size: float = SIZE_MM


def sign_plate(sign: Sign) -> Polygon:
    """The ground that a sign covers."""
    half = sign.size / 2
    return box(sign.x - half, sign.y - half, sign.x + half, sign.y + half)


def draw_signs(sheet: Sheet, signs: list[Sign], z: float) -> None:
    """All plates and pictures of some signs: one artist for each colour."""
    for colour, kinds in ((palette.SAFE, ("exit", "direction")), (palette.FIRE_SIGN, ("equipment",))):
        chosen = [sign for sign in signs if sign.kind in kinds]
        plates = [sign_plate(sign).buffer(0.08 * sign.size, join_style="mitre") for sign in chosen]
        sheet.fill(plates, palette.PAPER, z)
        sheet.fill([sign_plate(sign) for sign in chosen], colour, z + 0.01)
        sheet.fill([_picture(sign) for sign in chosen], palette.PAPER, z + 0.02)


def _picture(sign: Sign) -> BaseGeometry:
    shape = _SHAPES[sign.kind]
    if sign.kind == "direction":
        shape = affinity.rotate(shape, math.degrees(sign.heading), origin=(0, 0))
    elif sign.kind == "exit" and math.cos(sign.heading) < -1e-9:
        shape = affinity.scale(shape, xfact=-1.0, origin=(0, 0))
    return affinity.translate(affinity.scale(shape, sign.size, sign.size, origin=(0, 0)), sign.x, sign.y)


def _limb(*points: tuple[float, float], thick: float = 0.085) -> BaseGeometry:
    return LineString(points).buffer(thick / 2, cap_style="round", join_style="round")


def _runner() -> BaseGeometry:
    """A person who runs to the right, through the frame of a door."""
    body = shapely.union_all(
        [
            Point(0.02, 0.315).buffer(0.075),
            _limb((-0.02, 0.2), (-0.1, -0.03), thick=0.13),
            _limb((-0.02, 0.2), (0.1, 0.1), (0.19, 0.17), thick=0.07),
            _limb((-0.03, 0.2), (-0.19, 0.16), (-0.25, 0.04), thick=0.07),
            _limb((-0.09, -0.04), (0.06, -0.14), (0.02, -0.33)),
            _limb((-0.11, -0.04), (-0.19, -0.21), (-0.36, -0.22)),
        ]
    )
    frame = LineString([(0.3, -0.4), (0.3, 0.4), (-0.34, 0.4), (-0.34, 0.24)]).buffer(
        0.03, cap_style="flat", join_style="mitre"
    )
    sill = LineString([(0.14, -0.4), (0.42, -0.4)]).buffer(0.03, cap_style="flat")
    return shapely.union_all([body, frame, sill])


def _arrow() -> BaseGeometry:
    """An arrow to the right."""
    return Polygon(
        [(-0.38, 0.1), (0.02, 0.1), (0.02, 0.32), (0.4, 0.0), (0.02, -0.32), (0.02, -0.1), (-0.38, -0.1)]
    )


def _equipment() -> BaseGeometry:
    """A helmet over a flame: fire-fighting equipment is kept here."""
    outer = Polygon(
        [
            (0, 0.06),
            (0.1, -0.04),
            (0.14, -0.16),
            (0.1, -0.28),
            (0, -0.36),
            (-0.12, -0.3),
            (-0.15, -0.17),
            (-0.05, -0.1),
        ]
    )
    inner = Polygon([(0.0, -0.14), (0.06, -0.22), (0.02, -0.31), (-0.05, -0.28), (-0.05, -0.2)])
    dome = Point(0.0, 0.16).buffer(0.2).intersection(box(-0.3, 0.16, 0.3, 0.5))
    brim = _limb((-0.28, 0.14), (0.28, 0.14), thick=0.07)
    return shapely.union_all([outer.difference(inner), dome, brim])


_SHAPES: dict[SignKind, BaseGeometry] = {"exit": _runner(), "direction": _arrow(), "equipment": _equipment()}
