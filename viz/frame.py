"""From the scenario's frame to a drawing on paper: rotation, scale, place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Shape = TypeVar("Shape", bound=BaseGeometry)

SCALES = (
    100,
    125,
    150,
    200,
    250,
    300,
    400,
    500,
    600,
    750,
    1000,
    1250,
    1500,
    2000,
    2500,
    4000,
    5000,
    10000,
)
"""Scale denominators a drawing may have, largest picture first."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper, mm."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Its width, mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height, mm."""
        return self.top - self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inset(self, by: float) -> Box:
        """The rectangle with each side moved inwards."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns park millimetres into paper millimetres: rotate by ``angle`` (radians), scale, shift."""

    angle: float
    scale: int
    dx: float
    dy: float

    def place(self, shape: Shape) -> Shape:
        """The same shape on paper."""
        cos, sin = math.cos(self.angle) / self.scale, math.sin(self.angle) / self.scale
        matrix = np.array([[cos, sin], [-sin, cos]])
        shift = np.array([self.dx, self.dy])
        placed: Shape = shapely.transform(shape, lambda points: points @ matrix + shift)
        return placed

    def length(self, length_mm: float) -> float:
        """A length of the park, on paper."""
        return length_mm / self.scale

    @property
    def north(self) -> tuple[float, float]:
        """Unit vector of north (the scenario's +y) on paper."""
        return -math.sin(self.angle), math.cos(self.angle)


def dominant_angle(outlines: Iterable[Polygon]) -> float:
    """Rotation (radians, within 45 degrees) that sets most of the outlines' length square to the sheet.

    Edges within a degree of the direction with most length decide (modulo 90 degrees): an oblique
    side of a square building must not turn it.
    """
    steps = np.concatenate(
        [np.diff(shapely.get_coordinates(outline.exterior), axis=0) for outline in outlines]
        or [np.zeros((0, 2))]
    )
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    # four times the angle: directions a quarter turn apart fall together
    turns = 4 * np.arctan2(steps[:, 1], steps[:, 0])
    if not lengths.size or lengths.sum() <= 0:
        return 0.0
    near = np.cos(turns[:, None] - turns[None, :]) >= math.cos(math.radians(4.0))
    leader = int(np.argmax(near @ lengths))
    chosen = near[leader]
    north = float(np.sum(lengths[chosen] * np.sin(turns[chosen])))
    east = float(np.sum(lengths[chosen] * np.cos(turns[chosen])))
    angle = -math.atan2(north, east) / 4
    return 0.0 if abs(angle) < 1e-9 else angle


def rotated_size(shapes: Sequence[BaseGeometry], angle: float) -> tuple[float, float]:
    """Width and height (park mm) of the shapes' common bounding box after rotating."""
    left, bottom, right, top = turned_bounds(shapes, angle)
    return right - left, top - bottom


def fit(shapes: Sequence[BaseGeometry], angle: float, into: Box) -> Frame:
    """The frame with the largest standard scale at which the shapes fit the box, centred in it."""
    found = fit_at(shapes, angle, into, SCALES)
    if found is not None:
        return found
    width, height = rotated_size(shapes, angle)
    needed = max(width / into.width, height / into.height)
    return _centred(shapes, angle, into, math.ceil(needed / 10_000) * 10_000)


def fit_at(shapes: Sequence[BaseGeometry], angle: float, into: Box, scales: Sequence[int]) -> Frame | None:
    """The frame with the first of these scales at which the shapes fit the box, if there is one."""
    width, height = rotated_size(shapes, angle)
    needed = max(width / into.width, height / into.height)
    scale = next((entry for entry in scales if entry >= needed), None)
    return None if scale is None else _centred(shapes, angle, into, scale)


def _centred(shapes: Sequence[BaseGeometry], angle: float, into: Box, scale: int) -> Frame:
    left, bottom, right, top = turned_bounds(shapes, angle)
    x, y = into.centre
    return Frame(angle, scale, x - (left + right) / 2 / scale, y - (bottom + top) / 2 / scale)


def turned_bounds(shapes: Sequence[BaseGeometry], angle: float) -> tuple[float, float, float, float]:
    """Left, bottom, right and top (park mm) of the shapes after rotating by ``angle``."""
    turned = Frame(angle, 1, 0.0, 0.0)
    bounds = shapely.total_bounds([turned.place(shape) for shape in shapes])
    return float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3])
