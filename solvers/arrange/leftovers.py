"""What corridors leave of a plate, part by part: ground for rooms, for a plant room, or for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from shapely.geometry import Polygon

from solvers.arrange.plate import polygons

SLIT_M = 0.7
"""Ground narrower than this beside a corridor becomes part of it."""
LEAST_POCKET_M2 = 6.2
"""Net area from which a leftover can be a plant room; smaller ones widen the corridor."""
LEAST_PIECE_M2 = 20.0
"""Area from which a leftover is one for rooms."""
NARROW_M, DEEP_M = 0.97, 1.7
"""How far from the boundary of a leftover some point lies: of one that holds anything, of one for rooms."""
KEPT = 4096
"""Leftovers of which is kept what they are: corridors that differ in one place leave the same elsewhere."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a part is good for."""

    slits: tuple[Polygon, ...]
    """Its strips that are too narrow for any use."""
    holds_anything: bool
    holds_rooms: bool


@lru_cache(maxsize=KEPT)
def rest_of(part: Polygon, wall: float) -> Rest:
    """What a part is good for, with half of its ``wall`` all round, m."""
    holds = _roomy(part, NARROW_M) and _net_area(part, wall) >= LEAST_POCKET_M2
    rooms = holds and part.area >= LEAST_PIECE_M2 and _roomy(part, DEEP_M)
    return Rest(tuple(_slits(part)), holds, rooms)


def _slits(part: Polygon) -> list[Polygon]:
    if _is_box(part):
        return []
    wide = part.buffer(-SLIT_M / 2, join_style="mitre").buffer(SLIT_M / 2 + 0.002, join_style="mitre")
    return polygons(part.difference(wide), 0.002)


def _is_box(part: Polygon) -> bool:
    """Whether a polygon is a rectangle along the axes."""
    x0, y0, x1, y1 = part.bounds
    return bool(part.area > 0.99999 * (x1 - x0) * (y1 - y0))


def _roomy(part: Polygon, depth: float) -> bool:
    """Whether some point of a polygon is farther than ``depth`` from its boundary."""
    if _is_box(part):
        x0, y0, x1, y1 = part.bounds
        return bool(min(x1 - x0, y1 - y0) > 2 * depth)
    return not part.buffer(-depth, join_style="mitre").is_empty


def _net_area(part: Polygon, wall: float) -> float:
    """Area that is left when half a wall is taken off all round."""
    if _is_box(part):
        x0, y0, x1, y1 = part.bounds
        return max(0.0, x1 - x0 - wall) * max(0.0, y1 - y0 - wall)
    return part.buffer(-wall / 2, join_style="mitre").area
