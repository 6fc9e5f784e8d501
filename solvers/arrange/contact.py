"""Whether corridors come to what they must reach."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from shapely import line_merge
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.site_lines import lines_of
from solvers.arrange.plate import Target
from solvers.arrange.stubs import Bounds

WIDER_M = 0.02
"""Contact counts across a gap as wide."""
FAR_M = 0.11
"""Farther away nothing meets a region that much wider: its mitres end five times as far."""


def touches(region: Polygon, target: Target, slack: float = 0.0) -> bool:
    """Whether a corridor region reaches a target with enough contact for its door, but for ``slack`` m."""
    slack += 1e-6  # sums of coordinates do not come out exactly
    if not near_to(region.bounds, target.bounds):
        return False
    if target.kind == "exit":
        # a corridor must come to the facade over the whole width of the exit
        if region.distance(target.middle) > target.near + slack:
            return False
        part = region.intersection(target.shape)
        if part.is_empty:
            return False
        x0, y0, x1, y1 = part.bounds
        return bool(max(x1 - x0, y1 - y0) >= target.contact - slack)
    if region.distance(target.frontage) > FAR_M:
        return False
    met = widened(region).intersection(target.frontage)
    if target.kind == "port":
        found = _straight(met)
    else:
        stretches = [met] if target.access is None else getattr(met, "geoms", [met])
        found = max((part.length for part in stretches), default=0.0)
    return found >= target.contact - slack


def _straight(met: BaseGeometry) -> float:
    """Length of the longest straight stretch of where a corridor meets another: its door has to lie there."""
    longest, lines = 0.0, lines_of(met)
    for line in lines_of(line_merge(shapely.multilinestrings(lines))) if lines else ():
        steps = np.diff(shapely.get_coordinates(line.simplify(0.001)), axis=0)
        longest = max(longest, float(np.hypot(*steps.T).max(initial=0.0)))
    return longest


@lru_cache(maxsize=8)
def widened(region: Polygon) -> BaseGeometry:
    """A region with 2 cm more all round; several targets ask for that of one region."""
    return region.buffer(WIDER_M, join_style="mitre")


def near_to(a: Bounds, b: Bounds) -> bool:
    """Whether two bounding boxes come within 3 cm of each other."""
    return max(a[0], b[0]) < min(a[2], b[2]) + 0.03 and max(a[1], b[1]) < min(a[3], b[3]) + 0.03
