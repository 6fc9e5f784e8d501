"""Shares of the gross floor area: what a room takes of walls, corridors and cores with its net area.

Building areas (建筑面积) of the standards are gross, rooms of a layout are net. The gross area of a
storey is shared out among its rooms by their net areas, so that the shares of all rooms of a storey
add up to it. A storey without rooms shares out nothing: it is not in use.
"""

from __future__ import annotations

from collections.abc import Iterable

from planner.check.facts import Facts
from planner.model import M2, Space

__all__ = ["gross_area_m2", "gross_factors"]


def gross_factors(facts: Facts) -> dict[str, float]:
    """Storey id -> gross m2 for each net m2 of its rooms; storeys without rooms are left out."""
    factors = {}
    for id, plate in facts.plates.items():
        net = sum(space.polygon.area for space in plate.spaces)
        if net > 0:
            factors[id] = plate.storey.outline.area / net
    return factors


def gross_area_m2(facts: Facts, spaces: Iterable[Space]) -> float:
    """The shares of these rooms of the gross floor area together, m2."""
    factors = gross_factors(facts)
    return sum(space.polygon.area * factors[space.storey] for space in spaces) / M2
