"""What is there for the fire brigade, on the site plan: lanes, turning places, stands, hydrants."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.fire_site import FireSite
from planner.standards.packs.load import shipped_pack
from viz import palette, typeset
from viz.frame import Frame
from viz.furniture import Entry
from viz.ink import Sheet, TextLine
from viz.labels import Lang, word
from viz.placing import LEAST_PT
from viz.poche import hatch, mitred

__all__ = [
    "Bend",
    "FireOnPaper",
    "LaneOnPaper",
    "draw_fire",
    "draw_fire_words",
    "fire_entries",
    "fire_on_paper",
    "write_along",
]

HYDRANT_RADIUS = 0.9
"""Of the symbol, mm of paper."""
SLIT_MM = 0.25
"""Slits between lanes narrower than twice this are not drawn, mm of paper."""
ARC_TURN = math.radians(25.0)
"""A vertex of a centreline that turns by more is a corner, not part of a bend."""
LEAST_BEND = math.radians(20.0)
"""A bend that turns by less in all is not told."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A bend of a lane: the middle of its arc on paper, the way to its centre, its inner radius in metres."""

    at: tuple[float, float]
    inward: tuple[float, float]
    inner_m: float


@dataclass(frozen=True, slots=True)
class LaneOnPaper:
    """A lane's longest straight stretch, its clear width in metres, its bends."""

    stretch: LineString
    width_m: float
    bends: tuple[Bend, ...]


@dataclass(frozen=True, slots=True)
class FireOnPaper:
    """The fire brigade's things under a frame."""

    lanes: BaseGeometry
    """All lanes as one surface."""
    turnarounds: tuple[Polygon, ...]
    stands: tuple[Polygon, ...]
    hydrants: tuple[Point, ...]
    told: tuple[LaneOnPaper, ...]
    """What is written about each lane."""
    turning_m: tuple[float, ...]
    """Sides of the turning places."""
    stands_m: tuple[tuple[float, float], ...]
    """Length and depth of the stands."""
    reach: float
    """Radius that a hydrant covers, mm of paper."""
    reach_m: float

    @property
    def paving(self) -> BaseGeometry:
        """Ground that is paved for fire engines."""
        return shapely.union_all([self.lanes, *self.turnarounds])


def fire_on_paper(site: FireSite, frame: Frame) -> FireOnPaper:
    """The things of a layout as they lie on paper."""
    lanes = shapely.union_all([frame.place(lane.polygon) for lane in site.lanes])
    reach_m = _reach_m() if site.hydrants else 0.0
    return FireOnPaper(
        lanes=mitred(mitred(lanes, SLIT_MM), -SLIT_MM),
        turnarounds=tuple(frame.place(place.polygon) for place in site.turnarounds),
        stands=tuple(frame.place(stand.polygon) for stand in site.aerial_sites),
        hydrants=tuple(frame.place(hydrant.point) for hydrant in site.hydrants),
        told=tuple(_told(lane.centreline, lane.width_mm, frame) for lane in site.lanes),
        turning_m=tuple(place.side_mm / 1000 for place in site.turnarounds),
        stands_m=tuple(_size_m(stand.polygon) for stand in site.aerial_sites),
        reach=frame.length(reach_m * 1000),
        reach_m=reach_m,
    )


def _reach_m() -> float:
    """The radius that the pack of fire codes gives a hydrant (GB 50974 7.3.2)."""
    clauses = [clause for clause in shipped_pack("fire").clauses if clause.kind == "hydrants"]
    return min(clause.number("radius") for clause in clauses)


def _size_m(stand: Polygon) -> tuple[float, float]:
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(stand))[:3]
    sides = sorted(float(np.hypot(*step)) / 1000 for step in np.diff(corners, axis=0))
    return sides[1], sides[0]


def _told(line: LineString, width_mm: int, frame: Frame) -> LaneOnPaper:
    placed = frame.place(line)
    sides = [LineString(side) for side in pairwise(shapely.get_coordinates(placed))]
    stretch = max(sides, key=lambda side: side.length)
    return LaneOnPaper(stretch, width_mm / 1000, tuple(_bends(placed, width_mm, frame.scale)))


def _bends(line: LineString, width_mm: int, scale: int) -> list[Bend]:
    """Arcs in a centreline: runs of vertices that turn a little, all to one side."""
    points = shapely.get_coordinates(line)
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    headings = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    turns = np.diff(headings)
    found: list[Bend] = []
    start = 0
    while start < len(turns):
        end = start
        while (
            end < len(turns)
            and 1e-4 < abs(turns[end]) < ARC_TURN
            and turns[end] * turns[start] > 0
            # a longer chord is the straight stretch to the next bend
            and (end == start or lengths[end] <= 1.5 * lengths[start + 1])
        ):
            end += 1
        whole = abs(float(turns[start:end].sum()))
        if end - start >= 4 and whole >= LEAST_BEND:
            # vertices well inside the run have a chord of the arc on both sides
            chords = (lengths[start + 1 : end - 1] + lengths[start + 2 : end]) / 2
            radius = float(np.median(chords / (2 * np.sin(np.abs(turns[start + 1 : end - 1]) / 2))))
            inner = radius * scale / 1000 - width_mm / 2000
            middle = points[(start + end) // 2 + 1]
            towards = float(headings[(start + end) // 2]) + math.copysign(math.pi / 2, float(turns[start]))
            found.append(
                Bend((float(middle[0]), float(middle[1])), (math.cos(towards), math.sin(towards)), inner)
            )
        start = max(end, start + 1)
    return found


# ---------------------------------------------------------------- drawing


def draw_fire(sheet: Sheet, fire: FireOnPaper, view: Polygon) -> None:
    """Over the roads, under buildings and names; circles of hydrants are cut to ``view``, under buildings."""
    if not fire.paving.is_empty:
        sheet.fill(fire.paving, palette.FIRE_LANE, 2.4, edge=palette.FIRE, width=palette.THIN, alpha=0.75)
    for place in fire.turnarounds:
        sheet.stroke(_turning(place), palette.FIRE, palette.FINE, 2.45)
    for stand in fire.stands:
        sheet.stroke(hatch(stand, 1.2), palette.FIRE, palette.HAIR, 2.45)
        sheet.stroke(stand.exterior, palette.FIRE, palette.FINE, 2.46, dash=(2.0, 1.0))
    circles = [point.buffer(fire.reach, 64).exterior.intersection(view) for point in fire.hydrants]
    sheet.stroke(circles, palette.HYDRANT, palette.THIN, 3.5, dash=(1.2, 0.8))
    symbols = [point.buffer(HYDRANT_RADIUS) for point in fire.hydrants]
    sheet.fill(symbols, palette.PAPER, 5.6, edge=palette.FIRE, width=palette.FINE)
    sheet.fill([point.buffer(HYDRANT_RADIUS / 2) for point in fire.hydrants], palette.FIRE, 5.7)


def _turning(place: Polygon) -> BaseGeometry:
    """The circle in which an engine turns on its place."""
    side = place.exterior.length / 4
    return place.centroid.buffer(0.35 * side).exterior


def draw_fire_words(sheet: Sheet, fire: FireOnPaper, view: Polygon, taken: list[BaseGeometry]) -> None:
    """Widths of lanes, radii of bends, sizes of turning places and stands, reach of hydrants.

    All keep clear of ``taken``, which they join.
    """
    taken += [point.buffer(HYDRANT_RADIUS + 0.2) for point in fire.hydrants]
    for place, side in zip(fire.turnarounds, fire.turning_m, strict=True):
        write_along(sheet, f"{side:g}×{side:g}", _level(place), 0.0, LEAST_PT, palette.FIRE, taken)
    for stand, (long, deep) in zip(fire.stands, fire.stands_m, strict=True):
        write_along(sheet, f"{long:.0f}×{deep:.0f} m", _axis(stand), 0.0, LEAST_PT, palette.FIRE, taken)
    for lane in fire.told:
        points = shapely.get_coordinates(lane.stretch).tolist()
        ends = (points[0], points[1])
        write_along(sheet, f"{lane.width_m:.1f} m", ends, 0.0, LEAST_PT, palette.FIRE, taken)
        for bend in lane.bends:
            _radius(sheet, bend, taken)
    for point in fire.hydrants:
        _reach(sheet, fire, point, view, taken)


def _radius(sheet: Sheet, bend: Bend, taken: list[BaseGeometry]) -> None:
    """ "R9" on the inner side of a bend, or on its outer side where there is no place."""
    words = f"R{bend.inner_m:.1f}".removesuffix(".0")
    wide = typeset.width_mm(words, LEAST_PT)
    for away in (2.6, 4.0, 5.5, -2.8, -4.2):
        x, y = (bend.at[k] + bend.inward[k] * away for k in (0, 1))
        side = ([x - wide, y], [x + wide, y])
        if write_along(sheet, words, side, 0.0, LEAST_PT, palette.FIRE, taken, shares=(0.5,)):
            return


def _reach(sheet: Sheet, fire: FireOnPaper, point: Point, view: Polygon, taken: list[BaseGeometry]) -> None:
    """The radius along a hydrant's circle, where some of it is in view."""
    words = f"R{fire.reach_m:g}"
    half = typeset.width_mm(words, LEAST_PT)
    for step in range(24):
        turn = math.radians(15.0 * step + 7.5)
        x, y = point.x + fire.reach * math.cos(turn), point.y + fire.reach * math.sin(turn)
        along = (-math.sin(turn), math.cos(turn))
        ends = [(x + sign * along[0] * half, y + sign * along[1] * half) for sign in (-1, 1)]
        if view.buffer(-1.0).contains(LineString(ends)):
            side = ([*ends[0]], [*ends[1]])
            if write_along(sheet, words, side, 0.0, LEAST_PT, palette.HYDRANT, taken, shares=(0.5,)):
                return


def _level(place: Polygon) -> tuple[list[float], list[float]]:
    """A level line through the middle of a shape."""
    left, _, right, _ = place.bounds
    return [left, place.centroid.y], [right, place.centroid.y]


def _axis(stand: Polygon) -> tuple[list[float], list[float]]:
    """The line through the middles of the short sides of a rectangle."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(stand))[:4]
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    one, other = middles[[0, 2]], middles[[1, 3]]
    longer = one if np.hypot(*(one[1] - one[0])) >= np.hypot(*(other[1] - other[0])) else other
    ends: list[list[float]] = longer.tolist()
    return ends[0], ends[1]


def write_along(
    sheet: Sheet,
    text: str,
    side: tuple[list[float], list[float]],
    left: float,
    size: float,
    colour: str,
    taken: list[BaseGeometry],
    shares: Sequence[float] = (0.5, 0.35, 0.65, 0.2, 0.8),
) -> bool:
    """Text on a side, moved to the ``left`` of its direction, never upside down.

    It stands at the first of several places along the side (shares of its length) that keeps clear; its box
    joins ``taken``. Says whether there was one.
    """
    a, b = np.array(side[0]), np.array(side[1])
    length = float(np.hypot(*(b - a))) or 1.0
    along = (b - a) / length
    aside = np.array([-along[1], along[0]]) * left
    if along[0] < -1e-9 or (abs(along[0]) <= 1e-9 and along[1] < 0):
        along = -along
    up = np.array([-along[1], along[0]])
    half, rise = typeset.width_mm(text, size) / 2, size * typeset.MM_PER_PT / 2
    for share in shares:
        middle = a + (b - a) * share + aside
        corners = [middle + along * u * half + up * v * rise for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        plate = Polygon(corners)
        if half * 2.4 > length * 2 * min(share, 1 - share) or any(plate.intersects(other) for other in taken):
            continue
        taken.append(plate.buffer(0.4))
        start = middle - along * half - up * rise * 0.72
        turn = math.degrees(math.atan2(along[1], along[0]))
        sheet.text(TextLine(text, float(start[0]), float(start[1]), size, colour, turn), 7, halo=True)
        return True
    return False


def fire_entries(fire: FireOnPaper, view: Polygon, lang: Lang) -> list[Entry]:
    """Rows of the legend for what is drawn."""
    reach = f"R{fire.reach_m:g} m"
    seen = any(point.buffer(fire.reach).exterior.intersects(view) for point in fire.hydrants)
    covered = word("hydrant_reach" if seen else "hydrant_reach_beyond", lang)
    rows = [
        (not fire.lanes.is_empty, Entry("fill", palette.FIRE_LANE, word("fire_lane", lang))),
        (any(lane.bends for lane in fire.told), Entry("radius", palette.FIRE, word("inner_radius", lang))),
        (bool(fire.turnarounds), Entry("ring", palette.FIRE, word("turnaround", lang))),
        (bool(fire.stands), Entry("stand", palette.FIRE, word("aerial_site", lang))),
        (bool(fire.hydrants), Entry("hydrant", palette.FIRE, word("hydrant", lang))),
        (bool(fire.hydrants), Entry("reach", palette.HYDRANT, covered, reach)),
    ]
    return [entry for shown, entry in rows if shown]
