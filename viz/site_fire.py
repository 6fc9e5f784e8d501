"""What is there for the fire brigade, on the site plan: lanes, turning places, stands, hydrants."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.fire_site import FireSite
from viz import palette
from viz.frame import Frame
from viz.furniture import Entry
from viz.ink import Sheet
from viz.labels import Lang, word
from viz.poche import hatch, mitred

__all__ = ["FireOnPaper", "draw_fire", "fire_entries", "fire_on_paper"]

HYDRANT_RADIUS = 0.9
"""Of the symbol, mm of paper."""
SLIT_MM = 0.25
"""Slits between lanes narrower than twice this are not drawn, mm of paper."""


@dataclass(frozen=True, slots=True)
class FireOnPaper:
    """The fire brigade's things under a frame."""

    lanes: BaseGeometry
    """All lanes as one surface."""
    turnarounds: tuple[Polygon, ...]
    stands: tuple[Polygon, ...]
    hydrants: tuple[Point, ...]

    @property
    def paving(self) -> BaseGeometry:
        """Ground that is paved for fire engines."""
        return shapely.union_all([self.lanes, *self.turnarounds])


def fire_on_paper(site: FireSite, frame: Frame) -> FireOnPaper:
    """The things of a layout as they lie on paper."""
    lanes = shapely.union_all([frame.place(lane.polygon) for lane in site.lanes])
    return FireOnPaper(
        lanes=mitred(mitred(lanes, SLIT_MM), -SLIT_MM),
        turnarounds=tuple(frame.place(place.polygon) for place in site.turnarounds),
        stands=tuple(frame.place(stand.polygon) for stand in site.aerial_sites),
        hydrants=tuple(frame.place(hydrant.point) for hydrant in site.hydrants),
    )


def draw_fire(sheet: Sheet, fire: FireOnPaper) -> None:
    """Over the roads, under buildings and names."""
    if not fire.paving.is_empty:
        sheet.fill(fire.paving, palette.FIRE_LANE, 2.4, edge=palette.FIRE, width=palette.THIN, alpha=0.75)
    for place in fire.turnarounds:
        sheet.stroke(_turning(place), palette.FIRE, palette.FINE, 2.45)
    for stand in fire.stands:
        sheet.stroke(hatch(stand, 1.2), palette.FIRE, palette.HAIR, 2.45)
        sheet.stroke(stand.exterior, palette.FIRE, palette.FINE, 2.46, dash=(2.0, 1.0))
    symbols = [point.buffer(HYDRANT_RADIUS) for point in fire.hydrants]
    sheet.fill(symbols, palette.PAPER, 5.0, edge=palette.FIRE, width=palette.FINE)
    sheet.fill([point.buffer(HYDRANT_RADIUS / 2) for point in fire.hydrants], palette.FIRE, 5.1)


def _turning(place: Polygon) -> BaseGeometry:
    """The circle in which an engine turns on its place."""
    side = place.exterior.length / 4
    return place.centroid.buffer(0.35 * side).exterior


def fire_entries(fire: FireOnPaper, lang: Lang) -> list[Entry]:
    """Rows of the legend for what is drawn."""
    rows = [
        (not fire.lanes.is_empty, Entry("fill", palette.FIRE_LANE, word("fire_lane", lang))),
        (bool(fire.turnarounds), Entry("ring", palette.FIRE, word("turnaround", lang))),
        (bool(fire.stands), Entry("stand", palette.FIRE, word("aerial_site", lang))),
        (bool(fire.hydrants), Entry("hydrant", palette.FIRE, word("hydrant", lang))),
    ]
    return [entry for shown, entry in rows if shown]
