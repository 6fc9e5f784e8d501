"""How far two layouts are from each other: the share of occupied floor area that serves another subject."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.facts import Facts
from planner.compare.placements import holder

__all__ = ["apart", "ground_of"]

Ground = Mapping[tuple[str, str], BaseGeometry]


def ground_of(facts: Facts) -> dict[tuple[str, str], BaseGeometry]:
    """Net ground of every subject on each storey; vacant units and corridors are no one's."""
    rooms: dict[tuple[str, str], list[BaseGeometry]] = {}
    for space in facts.spaces:
        subject = holder(space)
        if subject is not None:
            rooms.setdefault((space.storey, subject), []).append(space.polygon)
    return {key: shapely.union_all(shapes) for key, shapes in rooms.items()}


def apart(one: Ground, other: Ground) -> float:
    """0 where every subject has the same ground in both, 1 where none has any in common.

    One minus twice the ground that the same subject has in both, over the ground that subjects have in both
    layouts together. The same from both sides.
    """
    whole = sum(shape.area for shape in one.values()) + sum(shape.area for shape in other.values())
    common = sum(shape.intersection(other[key]).area for key, shape in one.items() if key in other)
    return float(1 - 2 * common / whole) if whole > 0 else 0.0
