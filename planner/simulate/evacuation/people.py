"""Who is in the rooms: how many, where, how fast they walk and when they set out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.facts import Facts, Plate
from planner.check.fire import people_in
from planner.circulation.walk import Spot
from planner.model import Space
from planner.simulate.evacuation.profile import Group, Profile

__all__ = ["Crowd", "crowd", "crowds", "place_of", "scattered", "spread_spots"]

SPOTS = 16
"""So many places of a room stand for all in it, where it holds more people."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of a room."""

    room: str
    part: str
    """Whose rooms they may walk through: the subject, or the room alone."""
    count: int
    group: Group
    ground: Polygon
    """The room without columns, mm."""

    @property
    def density(self) -> float:
        """Persons a m2."""
        return self.count / max(1e-9, self.ground.area / 1e6)


def crowds(facts: Facts, plate: Plate, profile: Profile) -> Iterator[Crowd]:
    """Everybody on a storey, all rooms full at once, as the fire codes count them."""
    columns = shapely.union_all([column.polygon for column in plate.storey.columns])
    for space in plate.spaces:
        count = people_in(facts, space)
        if count > 0:
            yield crowd(space, count, space.polygon.difference(columns), profile)


def crowd(space: Space, count: int, ground: shapely.Geometry, profile: Profile) -> Crowd:
    """So many people in a room."""
    pieces = [piece for piece in shapely.get_parts(ground) if isinstance(piece, Polygon)]
    largest = max(pieces, key=lambda piece: piece.area)
    return Crowd(space.id, space.subject or f"alone {space.id}", count, profile.group_of(space.kind), largest)


def spread_spots(ground: Polygon, count: int) -> list[Spot]:
    """As many places, at most ``SPOTS``, evenly over a ground: the same ones every time."""
    wanted = min(count, SPOTS)
    left, low, right, high = ground.bounds
    found: list[Spot] = []
    number = 0
    shapely.prepare(ground)
    while len(found) < wanted and number < 4096:
        number += 1
        x = left + (right - left) * _halton(number, 2)
        y = low + (high - low) * _halton(number, 3)
        if shapely.contains_xy(ground, x, y):
            found.append((x, y))
    if not found:
        point = ground.representative_point()
        found.append((point.x, point.y))
    return found


def place_of(point: shapely.Point) -> str:
    """Where something is, for a message: ``at x, y`` in metres."""
    return f"at {point.x / 1000:.1f}, {point.y / 1000:.1f}"


def _halton(number: int, base: int) -> float:
    share, found = 1.0, 0.0
    while number > 0:
        share /= base
        found += share * (number % base)
        number //= base
    return found


def scattered(
    ground: BaseGeometry, count: int, radius: float, random: np.random.Generator
) -> NDArray[np.float64] | None:
    """Places of so many people at random on a ground in metres; ``None`` where there is no room side by side.

    A grid turned by nothing and shifted at random; it is as wide as leaves each person a place.
    """
    inner = ground.buffer(-radius - 0.03)
    if inner.is_empty:
        return None
    shapely.prepare(inner)
    pitch = max(2 * radius + 0.02, 0.7 * math.sqrt(inner.area / count))
    while pitch >= 2 * radius + 0.02 - 1e-9:
        left, low, right, high = inner.bounds
        shift = random.random(2) * pitch
        xs, ys = (
            np.arange(left + shift[0] - pitch, right, pitch),
            np.arange(low + shift[1] - pitch, high, pitch),
        )
        grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        grid = grid[shapely.contains_xy(inner, grid)]
        if len(grid) >= count:
            chosen: NDArray[np.float64] = random.permutation(grid)[:count]
            return chosen
        pitch = max(0.9 * pitch, 2 * radius + 0.02) if pitch > 2 * radius + 0.021 else 0.0
    return None
