"""The site as a drawing for CAD, in park coordinates and millimetres."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from viz import palette, typeset
from viz.export.dxf_sheet import DxfSheet, tag_entity
from viz.export.given import Given
from viz.frame import Frame
from viz.ink import TextLine
from viz.labels import area_text, building_name, obstacle_name, project_name, road_name, word
from viz.placing import LEAST_PT, Form, Room, Row

__all__ = ["draw_site"]

SCALE = 500
GATE_MM = 1500
"""Radius of the ring that marks a gate."""
FIRE = ("fire_lane", "turnaround", "aerial_site")


def draw_site(space: Any, given: Given) -> None:
    """Boundary, roads, lanes, buildings and gates with their names."""
    sheet = DxfSheet(space, Frame(0.0, SCALE, 0.0, 0.0))
    _roads(sheet, given)
    _fire(sheet, given)
    _ground(sheet, given)
    _buildings(sheet, given)
    _gates(sheet, given)


def _roads(sheet: DxfSheet, given: Given) -> None:
    site, layout = given.scenario.site, given.bundle.layout
    sheet.layer = "C-ROAD"
    for road in layout.roads:
        sheet.hatch(road.polygon, palette.ROAD)
    for road in layout.roads:
        sheet.layer = "C-ROAD"
        sheet.rings(road.polygon, {"id": road.id, "role": "road", "width_m": road.width_mm / 1000})
        sheet.layer = "C-ROAD-CNTR"
        _line(sheet, road.centreline, dash=True)
    for line in (*site.public_roads, *site.internal_roads):
        public = line in site.public_roads
        sheet.layer = "C-ROAD-CNTR"
        tags = {"id": line.id, "role": "public_road" if public else "internal_road", "name": line.name}
        sheet.line(line.centreline, {**tags, "width_m": line.width_mm / 1000})
        sheet.layer = "C-ROAD-PUBL" if public else "C-ROAD"
        band = line.centreline.buffer(line.width_mm / 2, cap_style="flat", join_style="mitre")
        sheet.rings(band, {"id": line.id, "role": "given_road", "width_m": line.width_mm / 1000})
        _name(sheet, band, road_name(line.name, given.lang))


def _fire(sheet: DxfSheet, given: Given) -> None:
    for row, shape in given.bundle.with_shapes(*FIRE):
        sheet.layer = "C-ROAD-FIRE"
        sheet.rings(shape, {"id": row["id"], "role": row["role"]})
    sheet.layer = "C-WATR-FIRE"
    for row, shape in given.bundle.with_shapes("hydrant"):
        sheet.rings(shape.buffer(500, 8), {"id": row["id"], "role": "hydrant"})


def _ground(sheet: DxfSheet, given: Given) -> None:
    site = given.scenario.site
    sheet.layer = "C-SITE-OBST"
    for obstacle in site.obstacles:
        sheet.rings(obstacle.polygon, {"id": obstacle.id, "role": "obstacle", "kind": obstacle.kind})
        _name(sheet, obstacle.polygon, obstacle_name(obstacle.kind, given.lang))
    sheet.layer = "C-PROP"
    sheet.rings(site.boundary, {"id": "site", "role": "site"})
    left = site.boundary.bounds[0]
    edges = [site.boundary, *(road.centreline.buffer(road.width_mm / 2) for road in site.public_roads)]
    sheet.layer = "C-ANNO-TEXT"
    x, y = left / SCALE, min(shape.bounds[1] for shape in edges) / SCALE - 14.0
    title = f"{project_name(given.scenario.name, given.scenario.name_zh, given.lang)}  "
    title += f"{word('site_plan', given.lang)}  1:{SCALE}"
    sheet.text(TextLine(typeset.clean(title), x, y, 14.0))
    area = f"{word('land_area', given.lang)} {area_text(site.boundary.area)}"
    sheet.text(TextLine(typeset.clean(area), x, y - 6.0, 8.0))


def _buildings(sheet: DxfSheet, given: Given) -> None:
    for row, shape in given.bundle.with_shapes("building"):
        sheet.layer = "C-BLDG"
        gross = {"gross_area_m2": row["gross_area_m2"]}
        sheet.rings(shape, {"id": row["id"], "role": "building", **gross})
        building = given.scenario.building(str(row["id"]))
        _name(sheet, shape, f"{building_name(building, given.lang)}  {len(building.storeys)}F")


def _gates(sheet: DxfSheet, given: Given) -> None:
    sheet.layer = "C-GATE"
    centre = given.scenario.site.boundary.centroid
    for gate in given.scenario.site.gates:
        entity = sheet.space.add_point((gate.point.x, gate.point.y), dxfattribs={"layer": sheet.layer})
        tag_entity(entity, {"id": gate.id, "role": "gate", "width_m": gate.width_mm / 1000})
        sheet.rings(gate.point.buffer(GATE_MM, 16))
        out = 1.0 if gate.point.y > centre.y else -1.0
        words = f"{word('gate', given.lang)} {gate.id}  {gate.width_mm / 1000:g} m"
        at = gate.point.x / SCALE - typeset.width_mm(words, 8.0) / 2
        side = GATE_MM / SCALE + 3.0
        sheet.text(TextLine(typeset.clean(words), at, gate.point.y / SCALE + out * side - 1.0, 8.0))


def _line(sheet: DxfSheet, line: BaseGeometry, *, dash: bool) -> None:
    placed = shapely.transform(line, lambda points: points / SCALE)
    sheet.stroke(placed, palette.INK, palette.HAIR, 1, dash=(3.0, 2.0) if dash else ())


def _name(sheet: DxfSheet, shape: BaseGeometry, text: str) -> None:
    """A name inside a shape where it fits."""
    layer, sheet.layer = sheet.layer, "C-ANNO-TEXT"
    form = Form((Row(typeset.clean(text), 1.0, palette.TEXT),))
    placed = shapely.transform(shape, lambda points: points / SCALE)
    setting = Room(placed.buffer(-0.3)).set((form,), (9.0, 8.0, 7.0, 6.0, LEAST_PT)) if text else None
    for line in setting.lines() if setting else ():
        sheet.text(line)
    sheet.layer = layer
