"""Stubs: the shortest straight corridors from what a network must reach to the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from shapely import area, bounds, box, covers, intersection, intersects, prepare
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from solvers.arrange.plate import Plate, Target, polygons

LONGEST_STUB_M = 30.0
KEPT = 256
"""Targets of which is kept where stubs may leave them."""

Bounds = Sequence[float]
"""x0, y0, x1, y1."""
Start = tuple[str, float, float, float]
"""Where a stub may begin: its direction, its two sides, and where it leaves its target."""


def best_stub(plate: Plate, region: Polygon, target: Target) -> Polygon | None:
    """The shortest straight strip from a target to the region through usable space."""
    slack = 1.0 if target.kind == "exit" else 0.05
    starts, beams = (_starts_of if target in plate.targets else _starts_and_beams)(plate, target)
    around = region.bounds
    ahead = np.array([k for k, start in enumerate(starts) if _meets(around, *start)], dtype=np.int64)
    if not len(ahead):
        return None
    prepare(region)
    ahead = ahead[intersects(region, beams[ahead])]
    hits = intersection(beams[ahead], region)
    sides, outside = [], []
    for k, met, size in zip(ahead, bounds(hits).tolist(), area(hits), strict=True):
        if size >= 0.2 and _across(starts[k], met) > plate.corridor - 0.01:
            sides.append(_strip(starts[k], met, plate.corridor))
            outside.append(slack * (starts[k][2] - starts[k][1]))
    strips = box(*np.array(sides).reshape(-1, 4).T)
    areas = area(strips)
    best: Polygon | None = None
    best_area = LONGEST_STUB_M * plate.corridor
    for k in np.argsort(areas, kind="stable"):
        if 0.99 * areas[k] - outside[k] >= best_area:
            break
        inside = _inside(plate, strips[k], outside[k])
        if inside is not None and inside.area < best_area:
            best, best_area = inside, inside.area
    return best


def _starts_and_beams(plate: Plate, target: Target) -> tuple[list[Start], npt.NDArray[np.object_]]:
    """Where stubs may leave a target, and for each the strip from there to the end of the plate."""
    starts = list(_stub_starts(plate, target))
    beams = np.array([_beam(plate.usable.bounds, *start) for start in starts]).reshape(-1, 4)
    return starts, np.asarray(box(*beams.T))


_starts_of = lru_cache(maxsize=KEPT)(_starts_and_beams)
"""The same for the targets of a plate, which are asked for with every network."""


def _stub_starts(plate: Plate, target: Target) -> Iterator[Start]:
    """(direction, low, high, start): strips leaving a target's frontage, or running along it."""
    x0, y0, x1, y1 = target.shape.bounds
    w = plate.corridor
    if target.kind == "exit":
        w = max(w, target.contact)
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        # inwards only: the other way a spine in the exit's middle would be met in the doorway itself
        if x1 - x0 > y1 - y0:
            ways = (("up", y0, Point(cx, y1 + 0.1)), ("down", y1, Point(cx, y0 - 0.1)))
            middle = cx
        else:
            ways = (("right", x0, Point(x1 + 0.1, cy)), ("left", x1, Point(x0 - 0.1, cy)))
            middle = cy
        for side, start, inside in ways:
            if plate.usable.contains(inside):
                yield side, middle - w / 2, middle + w / 2, start
        return
    for line in _straight(target.frontage):
        yield from _stretch_starts(plate, target, line)


def _straight(frontage: BaseGeometry) -> Iterator[tuple[float, float, float, float]]:
    """Start and end (x0, y0, x1, y1) of the straight pieces of a frontage."""
    for line in getattr(frontage, "geoms", [frontage]):
        for (x0, y0), (x1, y1) in pairwise(line.coords):
            yield x0, y0, x1, y1


def _stretch_starts(plate: Plate, target: Target, line: tuple[float, float, float, float]) -> Iterator[Start]:
    """Strips straight out of a stretch of a core's outline, and along it past either end."""
    x0, x1 = sorted((line[0], line[2]))
    y0, y1 = sorted((line[1], line[3]))
    w, level = plate.corridor, x1 - x0 >= y1 - y0
    low, high, at = (x0, x1, (y0 + y1) / 2) if level else (y0, y1, (x0 + x1) / 2)
    left, bottom, right, top = plate.usable.bounds  # a core may go on into the external wall
    low, high = (max(low, left), min(high, right)) if level else (max(low, bottom), min(high, top))
    if high - low < target.contact:
        return
    need = min(target.contact + 0.1, high - low)
    middle = (low + high) / 2
    above = target.shape.contains(Point(middle, at + 0.06) if level else Point(at + 0.06, middle))
    outward = ("down" if above else "up") if level else ("left" if above else "right")
    side = (at - w, at) if above else (at, at + w)
    if high - low >= w:
        places = {low, middle - w / 2, high - w}
    else:  # the strip is wider than the stretch: it may stand off either end
        places = {middle - w / 2, low + need - w, high - need}
    yield from ((outward, place, place + w, at) for place in sorted(places))
    yield ("right" if level else "up", *side, high - need)
    yield ("left" if level else "down", *side, low + need)


def _meets(region: Bounds, side: str, low: float, high: float, start: float) -> bool:
    """Whether a region's bounding box lies ahead of a start."""
    left, bottom, right, top = region
    if side in ("up", "down"):
        return right > low and left < high and (top > start if side == "up" else bottom < start)
    return top > low and bottom < high and (right > start if side == "right" else left < start)


def _beam(plate: Bounds, side: str, low: float, high: float, start: float) -> Bounds:
    """The strip from a start to the end of the plate, whose bounds are given."""
    minx, miny, maxx, maxy = plate
    if side in ("up", "down"):
        return (low, start, high, maxy + 1) if side == "up" else (low, miny - 1, high, start)
    return (start, low, maxx + 1, high) if side == "right" else (minx - 1, low, start, high)


def _across(start: Start, hit: Bounds) -> float:
    """Over how much of a beam's width it meets the region, m."""
    return float(hit[2] - hit[0] if start[0] in ("up", "down") else hit[3] - hit[1])


def _strip(start_: Start, hit: Bounds, width: float) -> Bounds:
    """Bounds of the strip from a start to where its beam has met the region over a corridor's ``width``.

    ``hit`` is the bounding box of what the beam and the region share.
    """
    side, low, high, start = start_
    if side == "up":
        return (low, start, high, min(hit[3], hit[1] + width))
    if side == "down":
        return (low, max(hit[1], hit[3] - width), high, start)
    if side == "right":
        return (start, low, min(hit[2], hit[0] + width), high)
    return (max(hit[0], hit[2] - width), low, start, high)


def _inside(plate: Plate, strip: Polygon, outside: float) -> Polygon | None:
    """A strip's usable part, if that goes all the way.

    ``outside`` is the area that may lie in the external wall at an exit, m2.
    """
    if strip.area > 0 and covers(plate.passable, strip):
        return strip
    inside = polygons(strip.intersection(plate.passable), 0.05)
    if len(inside) != 1 or strip.area - inside[0].area > outside + 0.01 * strip.area:
        return None
    return inside[0]
