"""Combs: inner corridors of a zone as teeth that lead in from the public corridor, side by side.

A zone in the arms round a public corridor is too deep for one row of rooms and too shallow for a corridor
along its middle. Teeth at right angles to the public corridor serve the rooms on either side of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from solvers.arrange.frame import Frame, column_area
from solvers.arrange.leftovers import rest_of
from solvers.arrange.plate import Plate, polygons

SPACINGS_M = (7.0, 9.0, 11.0, 13.0, 16.0, 20.0)
"""From tooth to tooth: two rooms and the corridor between them."""
PHASES = ("middle", "low", "high", "both")
"""Where teeth stand along a side: half a spacing from its ends, from one end on, or at both ends too."""
ENDS_M = (0.0, 3.6, 5.0)
"""Depth of a room across the end of a tooth; none where it goes through."""
SIDE_M = 3.0
"""A side of the public corridor shorter than this bears no tooth."""
DEPTH_M = 4.5
"""Less depth than this needs none."""
SHORTEST_M = 2.5
BESIDE_M = 0.03

Side = tuple[tuple[float, float], tuple[float, float]]


def combs(
    plate: Plate, cell: Polygon, rng: np.random.Generator, *, count: int, most_m2: float
) -> list[Frame]:
    """At most ``count`` distinct combs of a cell, drawn at random, with no more corridor than ``most_m2``."""
    sides = list(_sides(cell, plate.targets[0].shape))
    plain = list(itertools.product(SPACINGS_M, PHASES, ENDS_M))
    found: dict[tuple[float, ...], Frame] = {}
    for pick in rng.permutation(2 * len(plain)).tolist():
        spacing, phase, end = plain[pick % len(plain)]
        phases = [phase if pick < len(plain) else PHASES[int(rng.integers(len(PHASES)))] for _ in sides]
        teeth = [
            tooth
            for side, own in zip(sides, phases, strict=True)
            for tooth in _teeth(cell, side, spacing, own, end, plate.corridor)
        ]
        frame = _frame(plate, cell, teeth, most_m2)
        if frame is not None:
            x, y = shapely.union_all(frame.ways).centroid.coords[0]
            found.setdefault((round(x, 1), round(y, 1), round(frame.share, 3)), frame)
        if len(found) == count:
            break
    return list(found.values())


def _frame(plate: Plate, cell: Polygon, teeth: Sequence[Polygon], most_m2: float) -> Frame | None:
    """The frame of some teeth; ``None`` where they take too much or leave what holds no room."""
    region = shapely.union_all(teeth)
    if region.is_empty or region.area > most_m2:
        return None
    ways = polygons(region, 0.01)
    pieces = polygons(cell.difference(region), 0.01)
    if not pieces or not all(rest_of(piece, plate.wall).holds_rooms for piece in pieces):
        return None
    return Frame(
        region=ways[0],
        pieces=tuple(sorted(pieces, key=lambda piece: piece.bounds)),
        pockets=(),
        unreached=(),
        spines=len(ways),
        share=region.area / cell.area,
        columns=sum(column_area(plate, way) for way in ways),
        beside=tuple(ways[1:]),
    )


def _sides(cell: Polygon, public: BaseGeometry) -> Iterator[Side]:
    """The straight stretches of a cell's outline along the public corridor."""
    met = cell.boundary.intersection(public.buffer(BESIDE_M, join_style="mitre"))
    lines = [
        part for part in getattr(met, "geoms", [met]) if isinstance(part, LineString) and not part.is_empty
    ]
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    for line in getattr(merged, "geoms", [merged]):
        for start, end in itertools.pairwise(shapely.simplify(line, 0.01).coords):
            level = abs(start[1] - end[1]) < BESIDE_M or abs(start[0] - end[0]) < BESIDE_M
            if level and math.dist(start, end) >= SIDE_M:
                yield (start[0], start[1]), (end[0], end[1])


def _teeth(cell: Polygon, side: Side, spacing: float, phase: str, end: float, width: float) -> list[Polygon]:
    """Teeth of the clear way's gross ``width`` from a side inwards, to the far end, or by ``end`` less."""
    (x0, y0), (x1, y1) = side
    along_x = abs(x1 - x0) > abs(y1 - y0)
    low, high = sorted((x0, x1) if along_x else (y0, y1))
    at = y0 if along_x else x0
    inside = cell.buffer(0.005, join_style="mitre")
    teeth = []
    for place in _places(low + width / 2, high - width / 2, spacing, phase):
        depth = _depth(cell, (place, at) if along_x else (at, place), along_x)
        reach = math.copysign(abs(depth) - end, depth)
        if abs(depth) < DEPTH_M or abs(depth) - end < SHORTEST_M:
            continue
        across, inward = (place - width / 2, place + width / 2), sorted((at, at + reach))
        tooth = (
            box(across[0], inward[0], across[1], inward[1])
            if along_x
            else box(inward[0], across[0], inward[1], across[1])
        )
        if inside.covers(tooth):
            teeth.append(tooth)
    return teeth


def _places(low: float, high: float, spacing: float, phase: str) -> list[float]:
    """Where teeth stand between two coordinates."""
    length = high - low
    number = max(1, round(length / spacing))
    if length < 0:
        return []
    if phase == "middle":
        return [low + (k + 0.5) * length / number for k in range(number)]
    if phase == "both":
        return [low + k * length / number for k in range(number + 1)]
    steps = [k * length / number for k in range(number)]
    return [low + step for step in steps] if phase == "low" else [high - step for step in steps]


def _depth(cell: Polygon, start: tuple[float, float], along_x: bool) -> float:
    """How far a cell goes from a point of its outline, square to the side there; negative downwards."""
    x, y = start
    minx, miny, maxx, maxy = cell.bounds
    for sign in (1.0, -1.0):
        far = (x, maxy if sign > 0 else miny) if along_x else (maxx if sign > 0 else minx, y)
        inside = LineString([start, far]).intersection(cell)
        for part in getattr(inside, "geoms", [inside]):
            from_here = isinstance(part, LineString) and part.distance(Point(start)) < 2 * BESIDE_M
            if from_here and part.length > 2 * BESIDE_M:
                return sign * float(part.length)
    return 0.0
