"""A building that stands elsewhere as a whole, told from one whose storeys changed."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.compare.values import SHAPES

__all__ = ["Shift", "shift_of", "shifted"]

FIT_M = 0.003
"""Coordinates are whole millimetres: after a turn the corners of a building fit to that much, m."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A building carried away: turned about the origin, then moved."""

    angle: float
    """Radians, counter-clockwise."""
    by: tuple[float, float]
    """What its first corner moved by, m."""
    matrix: NDArray[np.float64]
    offset: NDArray[np.float64]

    @property
    def turned_deg(self) -> float:
        """Degrees, counter-clockwise."""
        return math.degrees(self.angle)

    def point(self, x: float, y: float) -> list[float]:
        """Where a point of the building stands afterwards, whole millimetres."""
        moved = np.array([x, y]) @ self.matrix.T + self.offset
        return [round(float(moved[0]), 3), round(float(moved[1]), 3)]


def shift_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Shift | None:
    """What carried all outlines of one building onto those of the other; ``None`` where nothing did."""
    others = {storey["id"]: storey for storey in after["storeys"]}
    pairs = [
        (storey["outline"], others[storey["id"]]["outline"])
        for storey in before["storeys"]
        if storey["id"] in others and len(storey["outline"]) == len(others[storey["id"]]["outline"])
    ]
    if not pairs:
        return None
    old, new = (np.array([corner for pair in pairs for corner in pair[side]]) for side in (0, 1))
    middle, there = old.mean(axis=0), new.mean(axis=0)
    covariance = (old - middle).T @ (new - there)
    angle = math.atan2(covariance[0, 1] - covariance[1, 0], covariance[0, 0] + covariance[1, 1])
    if abs(angle) < 1e-6:
        angle = 0.0
    matrix = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    offset = there - matrix @ middle
    by = new[0] - old[0]
    still = not angle and float(np.abs(by).max()) < FIT_M
    if still or float(np.abs(old @ matrix.T + offset - new).max()) > FIT_M:
        return None
    return Shift(angle, (round(float(by[0]), 3), round(float(by[1]), 3)), matrix, offset)


def shifted(building: Mapping[str, Any], shift: Shift) -> dict[str, Any]:
    """The building as it would be written at its new place."""
    moved = copy.deepcopy(dict(building))
    _carry(moved, shift)
    return moved


def _carry(part: Any, shift: Shift) -> None:
    if isinstance(part, list):
        for entry in part:
            _carry(entry, shift)
        return
    if not isinstance(part, dict):
        return
    for key, value in part.items():
        if key in SHAPES and key != "columns" and "storeys" not in part:
            part[key] = _points(value, shift)
        else:
            _carry(value, shift)


def _points(value: Any, shift: Shift) -> Any:
    if value and not isinstance(value[0], list):
        return shift.point(value[0], value[1])
    return [_points(entry, shift) for entry in value]
