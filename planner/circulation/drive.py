"""How a truck is driven along a line of road: corners rounded, and what it sweeps off the paving."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.geometry.site_lines import Vec, along, direction, fillet, points_of, turn_between
from planner.geometry.swept import backed_pieces, most_steering, steered, swept_pieces
from planner.trucks import DesignTruck

__all__ = ["Backing", "Ground", "Overrun", "driven", "quarter"]

CORNER = math.radians(15)
"""A turn between two pieces of a centreline that is no chord of an arc."""
RADII = (1.0, 1.15, 1.3, 1.5, 1.8, 2.2)
"""Radii tried in a corner, as multiples of the tightest that the front axle follows."""
ASIDE = (0.0, 600.0, 1_200.0)
"""How far out of the middle bends are driven, mm."""
BEFORE, AFTER = 15_000.0, 25_000.0
"""Way before and behind a corner on which the rounding of it is judged, mm."""
EASED = 8_000.0
"""Way before and behind the arc of a corner on which the truck comes out of the middle, and back to it."""
FINE = math.radians(1.0)
"""Turn of one chord of a driven arc: a nose 10 m before the rear axle is off by 2 cm."""
STEER_SLACK = math.radians(2.0)
"""Arcs are chords: their corners turn the wheels a little further than the arc does."""
TILE, MARGIN = 60_000.0, 30_000.0
"""The ground is looked at in squares of this side, each with a margin for pieces that reach out of it, mm."""
SLIVER = 10_000.0
"""Less than this off the paving (mm2) is none: arcs are drawn as chords."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """What is swept off the paving: how much, and how far out at most (mm2, mm)."""

    shape: BaseGeometry
    area: float
    out: float


NONE = Overrun(shapely.Polygon(), 0.0, 0.0)


class Ground:
    """Where a truck may be: the paving, and the throat of each gate that it may pass."""

    def __init__(self, paving: BaseGeometry) -> None:
        self.paving = paving
        self.known: dict[tuple[Vec, ...], tuple[float, float]] = {}
        """Corners of ways with the rounding found for them: many ways share them."""
        self._tiles: dict[tuple[int, int], BaseGeometry] = {}
        """The paving round about, prepared: that of a large park has thousands of corners."""

    def overrun(self, pieces: npt.NDArray[np.object_]) -> Overrun:
        """What of the pieces lies off the paving."""
        shape = self._off(pieces)
        if shape.area <= 0:
            return NONE
        rims = shapely.points(shapely.get_coordinates(shapely.segmentize(shape, 250.0)))
        out = float(shapely.distance(self.paving, rims).max())
        return Overrun(shape, float(shape.area), out)

    def area_off(self, pieces: npt.NDArray[np.object_]) -> float:
        """How much of the pieces lies off the paving, mm2: asked of every way that is tried."""
        return float(self._off(pieces).area)

    def _off(self, pieces: npt.NDArray[np.object_]) -> BaseGeometry:
        if not len(pieces):
            return NONE.shape
        boxes = shapely.bounds(pieces)
        cells = np.floor((boxes[:, :2] + boxes[:, 2:]) / 2 / TILE).astype(np.int64)
        beyond = float((boxes[:, 2:] - boxes[:, :2]).max())
        tiles, of = np.unique(cells, axis=0, return_inverse=True)
        off = []
        for k, (x, y) in enumerate(tiles.tolist()):
            mine, here = pieces[of.ravel() == k], self._tile(x, y, beyond)
            astray = mine[~shapely.covers(here, mine)]
            off.append(shapely.difference(astray, here))
        return shapely.union_all(np.concatenate(off))

    def _tile(self, x: int, y: int, beyond: float) -> BaseGeometry:
        """The paving in a square of the site and round about it."""
        if beyond > MARGIN:
            return self.paving
        if (x, y) not in self._tiles:
            left, low = x * TILE - MARGIN, y * TILE - MARGIN
            side = TILE + 2 * MARGIN
            self._tiles[x, y] = shapely.clip_by_rect(self.paving, left, low, left + side, low + side)
            shapely.prepare(self._tiles[x, y])
        return self._tiles[x, y]


def driven(points: Sequence[Vec], truck: DesignTruck, ground: Ground) -> LineString:
    """The line that the front axle follows along the middle of roads.

    Each corner is rounded with the first of some radii, and driven as far out of the middle, that keeps the
    truck on the paving; where none does, as leaves it least.
    """
    corners = points_of(LineString(points).simplify(20.0))
    sharp = [
        k
        for k in range(1, len(corners) - 1)
        if turn_between(direction(corners[k - 1], corners[k]), direction(corners[k], corners[k + 1])) > CORNER
    ]
    radii = [0.0] * len(corners)
    for k in sharp:
        radii[k] = truck.front_radius * RADII[0]
    swings: dict[int, float] = {}
    for k in sharp:
        key = tuple((round(x), round(y)) for x, y in corners[k - 1 : k + 2])
        if key not in ground.known:
            ground.known[key] = _rounding(corners, radii, k, truck, ground)
        radii[k], swings[k] = ground.known[key]
    return _line(corners, radii, swings)


def _rounding(
    corners: Sequence[Vec], radii: Sequence[float], at: int, truck: DesignTruck, ground: Ground
) -> tuple[float, float]:
    """Radius and swing of one corner, the others as they stand."""
    best: tuple[float, float, float] | None = None
    limit = math.asin(min(1.0, truck.wheelbase_mm / truck.front_radius)) + STEER_SLACK
    for aside in ASIDE:
        for factor in RADII:
            trial = [*radii]
            trial[at] = truck.front_radius * factor
            way = _near(_line(corners, trial, {at: aside}), Point(corners[at]))
            if most_steering(way, truck.body) > limit:
                continue
            off = ground.area_off(swept_pieces(way, truck.body))
            if best is None or off < best[0] - SLIVER:
                best = (off, trial[at], aside)
            if off <= SLIVER:
                return trial[at], aside
    return (best[1], best[2]) if best else (truck.front_radius, 0.0)


def _near(line: LineString, corner: Point) -> LineString:
    at = line.project(corner)
    return _cut(line, at - BEFORE, at + AFTER)


def _cut(line: LineString, start: float, end: float) -> LineString:
    """The piece of a line between two distances along it."""
    piece = substring(line, max(0.0, start), min(line.length, end))
    return piece if isinstance(piece, LineString) else LineString()


def _line(corners: Sequence[Vec], radii: Sequence[float], swings: Mapping[int, float]) -> LineString:
    line = LineString(fillet(corners, radii, FINE))
    for k, aside in swings.items():
        if aside > 0:
            at = line.project(Point(corners[k]))
            turn = turn_between(direction(corners[k - 1], corners[k]), direction(corners[k], corners[k + 1]))
            reach = radii[k] * turn / 2 + EASED
            bend = steered(_cut(line, at - reach, at + reach), aside)
            parts = [_cut(line, 0.0, at - reach), bend, _cut(line, at + reach, line.length)]
            line = LineString([xy for part in parts for xy in points_of(part)])
    return line


@dataclass(frozen=True, slots=True)
class Backing:
    """A quarter turn out of a dock: where the rear axle's middle is, and where the truck heads there.

    The rear axle moves along the truck, so that it always lies in the line's direction: driven backwards this
    is the way into the dock, and sweeps the same ground.
    """

    rear: npt.NDArray[np.float64]
    headings: npt.NDArray[np.float64]
    pieces: npt.NDArray[np.object_]
    """What the truck sweeps."""

    @property
    def end(self) -> Vec:
        """Where the rear axle is when the truck lies along the road."""
        return float(self.rear[-1, 0]), float(self.rear[-1, 1])

    @property
    def line(self) -> LineString:
        """The rear axle's way, from the dock outwards."""
        return LineString(self.rear)


def quarter(door: Vec, out: Vec, turn: Vec, away: Vec, truck: DesignTruck, radius: float) -> Backing | None:
    """Straight out of a dock along ``out``, round near ``turn``, until the truck lies along ``away``.

    It begins with the tail at the door. ``None`` where the turn would have to begin inside the building.
    """
    angle = turn_between(out, away)
    tangent = radius * math.tan(angle / 2)
    straight = math.dist(door, turn) - truck.rear_overhang_mm - tangent
    if straight < -0.5:
        return None
    side = 1.0 if out[0] * away[1] - out[1] * away[0] > 0 else -1.0
    first = math.atan2(out[1], out[0])
    begin = along(turn, out, -tangent)
    centre = along(begin, (-out[1] * side, out[0] * side), radius)
    turned = np.linspace(0.0, angle, max(2, math.ceil(angle / FINE) + 1))
    from_centre = first - side * math.pi / 2 + side * turned
    arc = np.stack(
        [centre[0] + radius * np.cos(from_centre), centre[1] + radius * np.sin(from_centre)], axis=1
    )
    rear = np.concatenate([[along(door, out, truck.rear_overhang_mm)], arc])
    headings = np.concatenate([[first], first + side * turned])
    return Backing(rear, headings, backed_pieces(rear, headings, truck.body))
