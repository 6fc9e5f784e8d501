"""How much of a storey daylight reaches from its windows. A measure to compare layouts by, no rule.

Depth: 2.5 times the height of a window's head above the work plane (GB 50033-2013 Table 6.0.1, class III,
offices: known from memory, so it binds nobody); the head is taken at the clear height, the work plane at
0.75 m, below which openings do not count (GB 50352 7.1.3-1).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import shapely
from shapely.geometry.base import BaseGeometry

from planner.kinds import Catalogue
from planner.model import M2, Space, Storey

__all__ = ["daylit_area_m2", "daylit_ground", "daylit_share", "wants_daylight"]

DEPTHS = 2.5
"""Depth that daylight reaches, in heights of the window's head above the work plane."""
WORK_PLANE_MM = 750


def daylit_ground(storey: Storey) -> BaseGeometry:
    """Ground within reach of the daylight facades of a storey, cores aside."""
    return _ground(storey)


@cache
def _ground(storey: Storey) -> BaseGeometry:
    depth = DEPTHS * max(0.0, storey.clear_height_mm - WORK_PLANE_MM)
    if not storey.daylight or depth <= 0:
        return shapely.Polygon()
    near = shapely.union_all([line.buffer(depth) for line in storey.daylight])
    return near.intersection(storey.outline).difference(_cores(storey))


def daylit_share(storey: Storey) -> float:
    """Share of the floor outside the cores that daylight reaches."""
    floor = storey.outline.difference(_cores(storey)).area
    return float(daylit_ground(storey).area / floor) if floor > 0 else 0.0


def daylit_area_m2(catalogue: Catalogue, storey: Storey, rooms: Iterable[Space]) -> float:
    """Net area of the rooms that want daylight, as far as it reaches, m2."""
    ground = daylit_ground(storey)
    wanting = [room.polygon for room in rooms if wants_daylight(catalogue, room.kind)]
    return sum(float(ground.intersection(room).area) for room in wanting) / M2


def wants_daylight(catalogue: Catalogue, kind: str) -> bool:
    """Whether rooms of a kind need or like daylight."""
    row = catalogue.spaces.get(kind)
    return row is not None and row.daylight != "none"


def _cores(storey: Storey) -> BaseGeometry:
    return shapely.union_all([core.polygon for core in storey.cores])
