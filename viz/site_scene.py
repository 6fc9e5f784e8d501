"""The site made ready for drawing: all geometry of the site plan on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Building, Gate, Layout, Obstacle, Scenario
from viz.facade import Spot, spot
from viz.frame import Box, Frame
from viz.poche import mitred
from viz.site_fire import FireOnPaper, fire_on_paper
from viz.site_goods import GoodsOnPaper, goods_on_paper

VERGE_MM = 2000
"""Paved strip beside roads and buildings: ground nearer than this is not drawn as open ground."""
SHADOW_PER_HEIGHT = 0.2
SLIT_MM = 0.25
"""Half the paper width of gaps in a road that are closed."""


@dataclass(frozen=True, slots=True)
class BuildingOnPaper:
    """A building: its footprint, what overhangs it, its shadow, where it opens."""

    building: Building
    footprint: BaseGeometry
    overhang: BaseGeometry
    shadow: BaseGeometry
    setbacks: BaseGeometry
    """Outlines of upper blocks that stand back from the ground storey."""
    exits: tuple[Spot, ...]
    docks: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class RoadOnPaper:
    """A road's surface, its centreline, its name and the line to write it on."""

    surface: BaseGeometry
    centreline: BaseGeometry
    name: str = ""
    baseline: LineString | None = None


@dataclass(frozen=True, slots=True)
class SiteScene:
    """Everything a site plan shows, on paper; public roads are cut to the drawing's field."""

    frame: Frame
    field: Box
    boundary: Polygon
    buildings: tuple[BuildingOnPaper, ...]
    public_roads: tuple[RoadOnPaper, ...]
    existing_roads: tuple[RoadOnPaper, ...]
    roads: tuple[RoadOnPaper, ...]
    fire: FireOnPaper
    goods: GoodsOnPaper
    obstacles: tuple[tuple[Obstacle, Polygon], ...]
    gates: tuple[tuple[Gate, Spot], ...]
    green: BaseGeometry


def site_scene(scenario: Scenario, layout: Layout, frame: Frame, field: Box) -> SiteScene:
    """The site as it lies on paper under ``frame``, inside ``field``."""
    site = scenario.site
    view = shapely.box(field.left, field.bottom, field.right, field.top)
    boundary = frame.place(site.boundary)
    buildings = tuple(_building(building, frame) for building in scenario.buildings)
    given = [(road, frame.place(road.centreline)) for road in (*site.public_roads, *site.internal_roads)]
    drawn = [_road(line, frame.length(road.width_mm), road.name, view) for road, line in given]
    public, existing = drawn[: len(site.public_roads)], drawn[len(site.public_roads) :]
    roads = [RoadOnPaper(frame.place(road.polygon), frame.place(road.centreline)) for road in layout.roads]
    fire = fire_on_paper(layout.fire, frame)
    lanes = RoadOnPaper(fire.paving, LineString())
    obstacles = tuple((obstacle, frame.place(obstacle.polygon)) for obstacle in site.obstacles)
    return SiteScene(
        frame=frame,
        field=field,
        boundary=boundary,
        buildings=buildings,
        public_roads=tuple(public),
        existing_roads=tuple(existing),
        roads=tuple(roads),
        fire=fire,
        goods=goods_on_paper(scenario, layout, frame),
        obstacles=obstacles,
        gates=tuple((gate, spot(frame.place(gate.point), boundary)) for gate in site.gates),
        green=_green(
            boundary,
            [*existing, *roads, lanes],
            buildings,
            [shape for _, shape in obstacles],
            frame.length(VERGE_MM),
        ),
    )


def _road(line: LineString, width: float, name: str, view: Polygon) -> RoadOnPaper:
    """A given road as far as the drawing shows it; its name stands on its longest straight stretch there."""
    surface = line.buffer(width / 2, cap_style="flat", join_style="mitre", mitre_limit=2.0).intersection(view)
    seen = line.intersection(view)
    parts = [shapely.get_coordinates(part) for part in shapely.get_parts(seen)]
    sides = [LineString(side) for points in parts for side in pairwise(points)]
    if not sides and not surface.is_empty:  # only an edge of it is in view
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(surface))[:4]
        middles = (corners + np.roll(corners, -1, axis=0)) / 2
        sides = [LineString(middles[[0, 2]]), LineString(middles[[1, 3]])]
    return RoadOnPaper(surface, seen, name, max(sides, key=lambda side: side.length, default=None))


def paved(roads: Sequence[RoadOnPaper]) -> BaseGeometry:
    """The surface of all roads as one, without the slits that are left where their edges nearly meet."""
    whole = shapely.union_all([road.surface for road in roads])
    return mitred(mitred(whole, SLIT_MM), -SLIT_MM)


def _building(building: Building, frame: Frame) -> BuildingOnPaper:
    above = [storey for storey in building.storeys if storey.level >= 1]
    ground = [storey for storey in above if storey.is_ground] or above or list(building.storeys)
    footprint = shapely.union_all([frame.place(storey.outline) for storey in ground])
    # storeys of one outline are one block, as high as the highest of them
    tops: dict[Polygon, int] = {}
    for storey in above:
        shape = frame.place(storey.outline)
        tops[shape] = max(tops.get(shape, 0), storey.elevation_mm + storey.height_mm)
    whole = shapely.union_all([footprint, *tops])
    shadows = [_shadow(shape, frame.length(top) * SHADOW_PER_HEIGHT) for shape, top in tops.items()]
    setbacks = [shape.boundary.intersection(footprint.buffer(-0.2)) for shape in tops]
    return BuildingOnPaper(
        building,
        footprint,
        whole.difference(footprint.buffer(0.1)),
        shapely.union_all(shadows).difference(whole),
        shapely.union_all(setbacks),
        tuple(
            spot(frame.place(exit.point), frame.place(storey.outline))
            for storey in building.storeys
            for exit in storey.exits
        ),
        tuple(
            spot(frame.place(dock.point), frame.place(storey.outline))
            for storey in building.storeys
            for dock in storey.docks
        ),
    )


def _shadow(shape: BaseGeometry, cast: float) -> BaseGeometry:
    """The ground a block shades to the north-east: the shape swept along the light."""
    step = np.array([cast * 0.8, cast])
    sides = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        points = shapely.get_coordinates(ring)
        sides += [Polygon([a, b, b + step, a + step]) for a, b in pairwise(points)]
    moved = affinity.translate(shape, *step)
    swept: BaseGeometry = shapely.union_all([moved, *(side.buffer(0) for side in sides)])
    return swept.difference(shape)


def _green(
    boundary: Polygon,
    roads: Sequence[RoadOnPaper],
    buildings: Sequence[BuildingOnPaper],
    obstacles: Sequence[Polygon],
    verge: float,
) -> BaseGeometry:
    """Ground left open by buildings, roads and obstacles, corners rounded as planting beds are."""
    taken = [road.surface for road in roads] + [building.footprint for building in buildings]
    free = boundary.difference(shapely.union_all([shape.buffer(verge) for shape in taken]))
    beds: BaseGeometry = free.difference(shapely.union_all(list(obstacles))).buffer(-verge).buffer(verge)
    return beds
