"""What every building asks of the fire lanes, by the codes.

- High-rise (over 24 m): a ring, else both long sides (GB 50016 7.1.2); a stand for aerial ladders along a
  long side (7.2.1).
- Footprint over 3,000 m2, of a warehouse over 1,500 m2: a ring, else both long sides (7.1.2, 7.1.3).
- Longer than 220 m in all or 150 m along a side: a ring, instead of a way through (7.1.1).
- Any other: a lane along a long side, else one near it (GB 55037 3.4.1 asks for one near it; the side is a
  design value).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import Polygon

from planner.geometry.site_lines import Vec, polygons_of
from planner.model import M2, Building, Scenario, StoreyLayout

HIGH_RISE = 24_000
"""Height from which a building of several storeys is a high-rise (GB 50016 2.1.1), mm."""
TALL = 50_000
"""Height from which aerial ladders need longer stands (GB 50016 7.2.2-2), mm."""
LARGE, LARGE_STORE = 3_000 * M2, 1_500 * M2
"""Footprints from which a building, or a warehouse, needs a ring (GB 50016 7.1.2, 7.1.3)."""
LONG_SIDE, LONG = 150_000, 220_000
"""Lengths from which lanes must pass through or round (GB 50016 7.1.1), mm."""
STORES = ("warehouse", "logistics_hub")
"""Kinds of rooms that make a building a warehouse where they take most of it."""


@dataclass(frozen=True, slots=True)
class LaneNeed:
    """What one building asks of the lanes."""

    building: str
    footprint: Polygon
    height: int
    """mm from the ground to the top of the highest storey."""
    ring: bool
    aerial: bool
    clause: str

    @property
    def high_rise(self) -> bool:
        """Whether turning places beside it are those of high-rises."""
        return self.aerial

    def long_sides(self) -> tuple[tuple[Vec, Vec], tuple[Vec, Vec]]:
        """The two long sides of the smallest rectangle round the footprint, each as seen going round."""
        frame = polygons_of(shapely.orient_polygons(self.footprint.minimum_rotated_rectangle))[0]
        corners = frame.exterior.coords
        sides = [((float(a[0]), float(a[1])), (float(b[0]), float(b[1]))) for a, b in pairwise(corners)]
        first = 0 if math.dist(*sides[0]) >= math.dist(*sides[1]) else 1
        return sides[first], sides[first + 2]


def lane_needs(scenario: Scenario, storeys: Iterable[StoreyLayout] = ()) -> tuple[LaneNeed, ...]:
    """The needs of all buildings above ground; ``storeys`` tell which are warehouses."""
    stores = _stores(storeys)
    return tuple(need for b in scenario.buildings if (need := _need(b, b.id in stores)) is not None)


def _stores(storeys: Iterable[StoreyLayout]) -> set[str]:
    """Buildings in which goods take more than half of the rooms."""
    total: dict[str, float] = {}
    goods: dict[str, float] = {}
    for layout in storeys:
        for space in layout.spaces:
            total[space.building] = total.get(space.building, 0.0) + space.polygon.area
            if space.kind in STORES:
                goods[space.building] = goods.get(space.building, 0.0) + space.polygon.area
    return {id for id, area in goods.items() if area > total[id] / 2}


def _need(building: Building, store: bool) -> LaneNeed | None:
    above = [storey for storey in building.storeys if storey.level >= 1]
    parts = polygons_of(shapely.union_all([storey.outline for storey in above]))
    if not parts:
        return None
    height = max(storey.elevation_mm + storey.height_mm for storey in above)
    high = height > HIGH_RISE and len(above) > 1
    frame = polygons_of(parts[0].minimum_rotated_rectangle)[0]
    sides = frame.length / 2
    longest = max(math.dist(a, b) for a, b in pairwise(frame.exterior.coords))
    long = longest > LONG_SIDE or sides > LONG
    large = parts[0].area > (LARGE_STORE if store else LARGE)
    clause = "GB 55037 3.4.1"
    if high or large:
        clause = "GB 50016 7.1.3" if store else "GB 50016 7.1.2"
    elif long:
        clause = "GB 50016 7.1.1"
    return LaneNeed(building.id, parts[0], height, high or large or long, high, clause)
