"""Whether the features of a layout file are sound enough to be read as a layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.bundle.geometry import Geometry, GeometryError, line_of, point_of, polygon_of, shape_of

__all__ = ["feature_faults"]

TEXTS: Mapping[str, tuple[str, ...]] = {
    "space": ("building", "storey", "kind"),
    "corridor": ("building", "storey"),
    "door": ("building", "storey"),
    "storey": ("building",),
    "core": ("building", "storey"),
    "exit": ("building", "storey"),
    "dock": ("building", "storey"),
    "axis": ("of",),
    "aerial_site": ("building",),
    "fire_compartment": ("building", "storey"),
}
"""Properties a role cannot do without, all of them texts."""

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "space": ("area_m2",),
    "corridor": ("area_m2", "width_m"),
    "door": ("width_m",),
    "road": ("width_m",),
    "fire_lane": ("width_m",),
    "turnaround": ("width_m",),
    "fire_compartment": ("area_m2",),
}
OPTIONAL_TEXTS = ("tenant", "subject", "zone", "name", "name_zh")
POLYGONS = (
    "space", "corridor", "door", "road", "fire_lane", "turnaround", "aerial_site", "fire_compartment"
)  # fmt: skip
LARGEST_NUMBER = 1e12


def feature_faults(number: int, row: Any, shapes: dict[int, Geometry]) -> Iterator[str]:
    """What keeps feature ``number`` from being read, each with its place and what was expected.

    The geometry that was read goes into ``shapes``, so that it need not be read again.
    """
    properties = row.get("properties") if isinstance(row, dict) else None
    if not isinstance(properties, dict):
        yield f"features[{number}]: expected a Feature with properties"
        return
    role, id = properties.get("role"), properties.get("id")
    if not isinstance(role, str) or not isinstance(id, str) or not id:
        yield f"features[{number}]: expected texts `role` and `id` in its properties"
        return
    place = f"features[{number}] ({role} {id})"
    for fault in _properties(role, properties):
        yield f"{place}: {fault}"
    try:
        shapes[number] = _geometry(role, row.get("geometry"))
    except GeometryError as fault:
        yield f"{place}: expected {fault}"


def _properties(role: str, properties: Mapping[str, Any]) -> Iterator[str]:
    for key in TEXTS.get(role, ()):
        if not isinstance(properties.get(key), str) or not properties[key]:
            yield f"got {properties.get(key)!r} for `{key}`, expected a text"
    for key in NUMBERS.get(role, ()):
        if not _is_amount(properties.get(key)):
            yield f"got {properties.get(key)!r} for `{key}`, expected a number of at least 0"
    for key in OPTIONAL_TEXTS:
        if properties.get(key) is not None and not isinstance(properties[key], str):
            yield f"got {properties[key]!r} for `{key}`, expected a text"
    if not isinstance(properties.get("pinned", False), bool):
        yield f"got {properties['pinned']!r} for `pinned`, expected true or false"
    if role == "door" and not _is_pair(properties.get("joins")):
        yield f"got {properties.get('joins')!r} for `joins`, expected the ids of the two things it joins"


def _geometry(role: str, raw: Any) -> Geometry:
    if role in POLYGONS:
        return polygon_of(raw)
    if role == "hydrant":
        return point_of(raw)
    return line_of(raw) if role == "axis" else shape_of(raw)


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < LARGEST_NUMBER


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) for item in value)
