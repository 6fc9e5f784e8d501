"""Shares of the gross floor area: what a room takes of walls, corridors and cores with its net area.

Building areas (建筑面积) of the standards are gross, rooms of a layout are net. The gross area of a
building is shared out among its rooms by their net areas, so that the shares of all its rooms add up to
it. A storey without rooms is not in use: its area is not shared out.
"""

from __future__ import annotations

from planner.check.facts import Facts

__all__ = ["gross_factors"]


def gross_factors(facts: Facts) -> dict[str, float]:
    """Building id -> gross m2 for each net m2 of its rooms; buildings without rooms are left out."""
    net: dict[str, float] = {}
    gross: dict[str, float] = {}
    for plate in facts.plates.values():
        rooms = sum(space.polygon.area for space in plate.spaces)
        if rooms > 0:
            building = plate.storey.building
            net[building] = net.get(building, 0.0) + rooms
            gross[building] = gross.get(building, 0.0) + plate.storey.outline.area
    return {building: gross[building] / net[building] for building in net}
