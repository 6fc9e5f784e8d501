"""Dimension lines outside an outline, and the bubbles of the column grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet, TextLine
from viz.labels import length_text
from viz.typeset import MM_PER_PT

FIRST = 15.0
"""Distance of the first dimension line from the outline's bounds: room for exits, docks, their tags."""
STEP = 6.0
BUBBLE = 3.0
ASIDE = 1.8
"""From the end of a chain to a figure written beside it."""
_SIZE = 5.5


@dataclass(frozen=True, slots=True)
class Chain:
    """Positions along a side between which lengths are written."""

    positions: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Column axes: positions across (x) and up (y), paper mm. Empty where columns stand in no grid."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]


def grid_of(columns: Sequence[BaseGeometry], merge: float) -> Grid:
    """The axes on which at least two columns stand; centres within ``merge`` share an axis."""
    if len(columns) < 4:
        return Grid((), ())
    centres = shapely.get_coordinates(shapely.centroid(np.array(columns, dtype=object)))
    xs, ys = (_axes(centres[:, side], merge) for side in (0, 1))
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > 3 * len(columns):
        return Grid((), ())
    return Grid(xs, ys)


def _axes(values: np.ndarray, merge: float) -> tuple[float, ...]:
    groups: list[list[float]] = []
    for value in sorted(float(entry) for entry in values):
        if groups and value - groups[-1][-1] <= merge:
            groups[-1].append(value)
        else:
            groups.append([value])
    return tuple(sum(group) / len(group) for group in groups if len(group) >= 2)


def chains(outline: Polygon, axes: Sequence[float], side: int, merge: float) -> tuple[Chain, ...]:
    """Chains for one direction (0 across, 1 up), nearest the building first: axes, wings, overall."""
    points = shapely.get_coordinates(outline.exterior)[:, side]
    low, high = float(points.min()), float(points.max())
    made = []
    if len(axes) >= 2:
        made.append(Chain(_merged([low, *axes, high], merge)))
    corners = _merged(sorted(float(value) for value in points), merge)
    if 2 < len(corners) <= 12:
        made.append(Chain(corners))
    made.append(Chain((low, high)))
    return tuple(made)


def _merged(values: Sequence[float], merge: float) -> tuple[float, ...]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > merge:
            kept.append(value)
    kept[-1] = max(kept[-1], values[-1])
    return tuple(kept)


def depth(chains: Sequence[Chain], bubbles: bool) -> float:
    """Paper that the chains of one side take outside the bounds."""
    return FIRST + STEP * (len(chains) - 1) + 4.0 + (2 * BUBBLE + 1.5 if bubbles else 0.0)


def draw_across(
    sheet: Sheet, bounds: Box, chains: Sequence[Chain], scale: int, axes: Sequence[float]
) -> None:
    """Chains below the bounds, with numbered bubbles under the axes."""
    y = bounds.bottom - FIRST
    for chain in chains:
        _chain(sheet, chain, y, scale, upright=True)
        y -= STEP
    centre = y + STEP - 3.0 - BUBBLE
    _bubbles(sheet, [(x, centre) for x in axes], [str(i + 1) for i in range(len(axes))])
    sheet.stroke(
        [LineString([(x, bounds.top), (x, centre + BUBBLE)]) for x in axes],
        palette.DIMENSION,
        palette.HAIR,
        1.5,
        dash=(6.0, 1.0, 1.0, 1.0),
    )


def draw_up(sheet: Sheet, bounds: Box, chains: Sequence[Chain], scale: int, axes: Sequence[float]) -> None:
    """Chains left of the bounds, with lettered bubbles at the axes."""
    x = bounds.left - FIRST
    for chain in chains:
        _chain(sheet, chain, x, scale, upright=False)
        x -= STEP
    centre = x + STEP - 3.0 - BUBBLE
    _bubbles(sheet, [(centre, y) for y in axes], axis_letters(len(axes)))
    sheet.stroke(
        [LineString([(bounds.right, y), (centre + BUBBLE, y)]) for y in axes],
        palette.DIMENSION,
        palette.HAIR,
        1.5,
        dash=(6.0, 1.0, 1.0, 1.0),
    )


def axis_letters(count: int) -> list[str]:
    """A, B, C ... without I, O and Z, which read as figures (GB/T 50001-2017 8.0.4)."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXY"
    return [
        letters[i] if i < len(letters) else letters[i // len(letters) - 1] + letters[i % len(letters)]
        for i in range(count)
    ]


def _chain(sheet: Sheet, chain: Chain, at: float, scale: int, *, upright: bool) -> None:
    def place(along: float, off: float) -> tuple[float, float]:
        return (along, at + off) if upright else (at - off, along)

    ends = chain.positions[0], chain.positions[-1]
    lines = [LineString([place(ends[0] - 1.5, 0), place(ends[1] + 1.5, 0)])]
    lines += [LineString([place(along, -1.5), place(along, 2.5)]) for along in chain.positions]
    sheet.stroke(lines, palette.DIMENSION, palette.HAIR, 20)
    ticks = [LineString([place(along - 0.8, -0.8), place(along + 0.8, 0.8)]) for along in chain.positions]
    sheet.stroke(ticks, palette.DIMENSION, palette.WIDE, 20)
    plates = []
    for index, (start, end) in enumerate(pairwise(chain.positions)):
        text = length_text((end - start) * scale)
        width = typeset.width_mm(text, _SIZE)
        first, off = (start + end) / 2 - width / 2, 0.5
        if width > end - start - 0.6:  # too long for its length: beside the chain, or above its neighbours
            first = start - ASIDE - width if index == 0 else first
            first = end + ASIDE if index == len(chain.positions) - 2 and index else first
            off += 0.0 if index in (0, len(chain.positions) - 2) else 2.2
        # a plate, since axes of the other direction may pass behind the figures
        plates.append(LineString([place(first - 0.2, off), place(first + width + 0.2, off + 2.1)]).envelope)
        x, y = place(first, off + 0.3)
        sheet.text(TextLine(text, x, y, _SIZE, palette.DIMENSION, 0.0 if upright else 90.0), 20)
    sheet.fill(plates, palette.PAPER, 19)


def _bubbles(sheet: Sheet, centres: Sequence[tuple[float, float]], names: Sequence[str]) -> None:
    if len(centres) > 1 and min(math.dist(a, b) for a, b in pairwise(centres)) < 2 * BUBBLE:
        keep = [i for i in range(len(centres)) if i % 2 == 0]
        centres, names = [centres[i] for i in keep], [names[i] for i in keep]
    circles = [Point(centre).buffer(BUBBLE, 16) for centre in centres]
    sheet.fill(circles, palette.PAPER, 20, edge=palette.DIMENSION, width=palette.THIN)
    for (x, y), name in zip(centres, names, strict=True):
        sheet.write(name, x, y - 6.0 * MM_PER_PT * 0.36, 6.0, colour=palette.DIMENSION, align=0.5, z=20.1)
