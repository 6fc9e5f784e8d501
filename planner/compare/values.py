"""Values of a scenario held against each other: numbers, words, lists whose order says nothing, shapes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["SHAPES", "canonical", "is_shape", "same_shape", "same_value", "shape_of", "unit_of"]

SHAPES = ("boundary", "outline", "polygon", "paved", "holes", "centreline", "daylight", "columns", "at")
"""Keys of the scenario that hold coordinates."""

UNITS: tuple[tuple[str, str], ...] = (
    ("_cny_m2_month", "CNY/m² a month"),
    ("_cny_m2_year", "CNY/m² a year"),
    ("_cny_year", "CNY a year"),
    ("_kn_m2", "kN/m²"),
    ("_l_s_ha", "l/s ha"),
    ("_m_per_storey", "m"),
    ("_m2", "m²"),
    ("_m", "m"),
    ("_kg", "kg"),
    ("_deg", "°"),
    ("_percent", "%"),
    ("_t_per_day", "t a day"),
    ("_per_day", "a day"),
)
"""Ending of a key and the unit it names, longest first."""

UNORDERED_NUMBERS = ("levels",)
"""Lists of numbers whose order says nothing; all other lists of numbers are series."""


def unit_of(key: str) -> str:
    """The unit that the last word of a key names; empty where it names none."""
    return next((unit for ending, unit in UNITS if key.endswith(ending)), "")


def canonical(value: Any) -> str:
    """The same text for values that are the same but for the order of keys and the spelling of numbers."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not isinstance(value, bool) and value.is_integer():
        return int(value)
    return value


def same_value(key: str, before: Any, after: Any) -> bool:
    """Whether two values of a key mean the same."""
    if isinstance(before, list) and isinstance(after, list):
        loose = key in UNORDERED_NUMBERS or not all(
            isinstance(entry, int | float) for entry in before + after
        )
        rows = [[canonical(entry) for entry in side] for side in (before, after)]
        return sorted(rows[0]) == sorted(rows[1]) if loose else rows[0] == rows[1]
    if isinstance(before, float) or isinstance(after, float):
        numbers = [side for side in (before, after) if isinstance(side, int | float)]
        return len(numbers) == 2 and math.isclose(*numbers, rel_tol=1e-12, abs_tol=1e-12)
    return canonical(before) == canonical(after)


# ---------------------------------------------------------------- shapes


def is_shape(key: str, value: Any) -> bool:
    """Whether a key of the scenario holds coordinates there."""
    return key in SHAPES and isinstance(value, list)


def shape_of(key: str, value: Sequence[Any]) -> BaseGeometry:
    """The shape that a key of the scenario describes, metres."""
    if key == "at":
        return Point(value)
    if key == "centreline":
        return LineString(value)
    if key == "daylight":
        return shapely.union_all([LineString(line) for line in value])
    if key == "holes":
        return _together(Polygon(ring) for ring in value)
    if key == "columns":
        return _together(Polygon(column["outline"]) for column in value)
    return Polygon(value)


def _together(polygons: Iterable[Polygon]) -> BaseGeometry:
    return MultiPolygon(list(polygons))


def same_shape(one: BaseGeometry, other: BaseGeometry, slack: float = 0.0) -> bool:
    """Whether two shapes cover the same ground, wherever their rings begin; ``slack`` in their unit."""
    if one.is_empty or other.is_empty:
        return one.is_empty and other.is_empty
    if one.equals(other):
        return True
    return slack > 0 and one.buffer(slack).covers(other) and other.buffer(slack).covers(one)
