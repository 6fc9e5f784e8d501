"""Sites for the tests of fire lanes, in metres: plain rectangles on open ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely
from shapely.geometry import Point, Polygon, box

from planner.model import Building, Scenario, Storey
from tests.circulation.sites import building, park

M = 1_000


def block(
    id: str, left: float, bottom: float, right: float, top: float, *, height: float = 12, storeys: int = 3
) -> Building:
    """A building of equal storeys with an exit in the middle of its south side."""
    outline = box(left * M, bottom * M, right * M, top * M)
    ground = building(id, outline, [Point((left + right) / 2 * M, bottom * M)]).storeys[0]
    each = round(height * M / storeys)
    floors = [ground, *(_above(ground, level, each) for level in range(2, storeys + 1))]
    whole = building(id, outline)
    return replace(whole, storeys=tuple(replace(floor, height_mm=each) for floor in floors))


def _above(ground: Storey, level: int, height: int) -> Storey:
    id = f"{ground.building}/{level}F"
    return replace(
        ground, id=id, name=f"{level}F", level=level, elevation_mm=(level - 1) * height, exits=(), docks=()
    )


def site(
    width: float, depth: float, buildings: Sequence[Building], gates: Sequence[tuple[float, float]]
) -> Scenario:
    """A rectangle of land with its lower left corner at the origin."""
    boundary: Polygon = shapely.set_precision(box(0, 0, width * M, depth * M), 1.0)
    return park(boundary, [Point(x * M, y * M) for x, y in gates], buildings)
