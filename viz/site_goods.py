"""Trucks on the site plan: their ways, the ground that they sweep, where they cross the ways of people."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.circulation.goods import docks_of, road_graph, traffic
from planner.circulation.truck_ways import design_truck, paving_of
from planner.model import Layout, Scenario
from planner.trucks import DesignTruck
from viz import palette
from viz.frame import Frame
from viz.furniture import Entry
from viz.ink import Sheet
from viz.labels import Lang, word

__all__ = ["GoodsOnPaper", "crossing_mark", "draw_crossings", "draw_goods", "goods_entries", "goods_on_paper"]

RADIUS = 1.3
"""Of the mark of a crossing, mm of paper."""


@dataclass(frozen=True, slots=True)
class GoodsOnPaper:
    """The trucks' ground under a frame; empty where no truck finds a way."""

    truck: DesignTruck
    swept: BaseGeometry
    ways: BaseGeometry
    backing: BaseGeometry
    crossings: tuple[Point, ...]


def goods_on_paper(scenario: Scenario, layout: Layout, frame: Frame) -> GoodsOnPaper:
    """The trucks of a layout as they lie on paper."""
    truck, empty = design_truck(scenario), LineString()
    if not layout.roads or not docks_of(scenario):
        return GoodsOnPaper(truck, empty, empty, empty, ())
    found = traffic(scenario, layout, road_graph(scenario, layout), paving_of(scenario, layout))
    lines = [line for way in found.trucks for line in (way.into, way.out) if line is not None]
    backs = [way.back for way in found.trucks if way.back is not None]
    return GoodsOnPaper(
        truck=truck,
        swept=frame.place(shapely.union_all([way.swept for way in found.trucks])),
        ways=frame.place(shapely.union_all(lines)),
        backing=frame.place(shapely.union_all(backs)),
        crossings=tuple(frame.place(point) for point in found.mixed.crossings),
    )


def draw_goods(sheet: Sheet, goods: GoodsOnPaper) -> None:
    """Over roads and lanes, under buildings."""
    if goods.ways.is_empty:
        return
    sheet.fill(goods.swept, palette.TRUCK, 2.47, alpha=0.22)
    sheet.stroke(goods.ways, palette.TRUCK, palette.MEDIUM, 2.48)
    sheet.stroke(goods.backing, palette.TRUCK, palette.FINE, 2.48, dash=(1.2, 0.8))


def draw_crossings(sheet: Sheet, goods: GoodsOnPaper) -> None:
    """A ring with a cross at each place where people step onto the trucks' road."""
    for at in goods.crossings:
        crossing_mark(sheet, at, 5.2)


def crossing_mark(sheet: Sheet, at: Point, z: float) -> None:
    """The mark of one crossing."""
    sheet.fill(at.buffer(RADIUS), palette.PAPER, z, edge=palette.TRUCK, width=palette.MEDIUM)
    reach, x, y = RADIUS * 0.6, at.x, at.y
    arms = [LineString([(x - reach, y + t * reach), (x + reach, y - t * reach)]) for t in (1, -1)]
    sheet.stroke(arms, palette.TRUCK, palette.MEDIUM, z + 0.05)


def goods_entries(goods: GoodsOnPaper, lang: Lang) -> list[Entry]:
    """Rows of the legend for what is drawn."""
    if goods.ways.is_empty:
        return []
    name = goods.truck.zh if lang == "zh" else goods.truck.en
    rows = [
        Entry("line", palette.TRUCK, f"{word('truck_way', lang)}: {name}"),
        Entry("fill", palette.TRUCK_SWEPT, word("truck_swept", lang)),
    ]
    if goods.crossings:
        rows.append(Entry("crossing", palette.TRUCK, word("truck_crossing", lang), str(len(goods.crossings))))
    return rows
