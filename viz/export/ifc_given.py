"""What a scenario gives, as IFC4 from which it can be read again: cores, outer doors, gates, ground."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.affinity import translate
from shapely.geometry import LinearRing, LineString, Point, Polygon, box

from planner.model import M2, Core, CorePart, Dock, Door, Exit, Site, Storey
from viz.export.given import Given
from viz.export.ifc_model import IfcModel
from viz.labels import obstacle_name, road_name, word
from viz.scene import short

__all__ = ["DOOR_HEIGHT_M", "CoreWriter", "gates_of", "ground_of", "outer_doors"]

DOOR_HEIGHT_M = 2.1
GATE_HEIGHT_M = 2.0
THICK_MM = 240
"""Thickness at which gates, and doors that no plan draws, are shown."""
DOOR_COLOUR = "#a97b50"
CORE_COLOURS = {"stair": "#c9d3da", "lift": "#b4bfc8", "goods_lift": "#b4bfc8"}
PART_COLOUR = "#dfe3e6"
Opening = Exit | Dock


class CoreWriter:
    """The cores of a storey: a spatial zone each, a room for each part, and its stairs and lifts.

    A model has no thing that is a core: the zone carries its outline and refers to its rooms.
    """

    def __init__(self, given: Given, model: IfcModel, storey: Storey, under: Any) -> None:
        self.given, self.model, self.storey, self.under = given, model, storey, under
        self.zones = [self._zone(core) for core in storey.cores]
        self.rooms: list[Any] = []
        self.elements: list[Any] = []
        for core, zone in zip(storey.cores, self.zones, strict=True):
            made = [self._room(core, part) for part in core.parts]
            model.refers(zone, made)
            self.rooms += made
            self.elements += [self._element(core, part) for part in core.parts if part.kind in CORE_COLOURS]

    def _zone(self, core: Core) -> Any:
        made = self.model.root(
            "IfcSpatialZone",
            core.id,
            Name=short(core.id),
            Description=core.id,
            ObjectType="core",
            ObjectPlacement=self.model.place(0.0, self.under),
            Representation=self.model.outline(core.polygon),
            PredefinedType="USERDEFINED",
        )
        self.model.properties(made, "Planner_Core", {"Id": short(core.id)})
        return made

    def _room(self, core: Core, part: CorePart) -> Any:
        model, height = self.model, self.storey.clear_height_mm / 1000
        made = model.root(
            "IfcSpace",
            part.id,
            Name=short(part.id),
            LongName=word(part.kind, self.given.lang),
            Description=part.id,
            ObjectPlacement=model.place(0.0, self.under),
            Representation=model.solid(
                model.prism(part.polygon, height), CORE_COLOURS.get(part.kind, PART_COLOUR), 0.35
            ),
            CompositionType="ELEMENT",
            PredefinedType="INTERNAL",
        )
        facts = {"Id": short(part.id), "Kind": part.kind, "Core": core.id}
        model.properties(made, "Planner_CorePart", facts)
        area = part.polygon.area / M2
        areas = {"NetFloorArea": area, "GrossFloorArea": area}
        model.quantities(made, "Qto_SpaceBaseQuantities", {"FinishCeilingHeight": height}, areas, {})
        return made

    def _element(self, core: Core, part: CorePart) -> Any:
        """A stair or a lift, drawn as a low block: the scenario has no steps."""
        stair = part.kind == "stair"
        body = self.model.solid(self.model.prism(part.polygon, 0.1), CORE_COLOURS[part.kind])
        return self.model.root(
            "IfcStair" if stair else "IfcTransportElement",
            part.id,
            Name=short(part.id),
            Description=f"{word(part.kind, self.given.lang)} {core.id}",
            Tag=self.storey.id,
            ObjectPlacement=self.model.place(0.0, self.under),
            Representation=body,
            PredefinedType="NOTDEFINED" if stair else "ELEVATOR",
        )


def outer_doors(model: IfcModel, storey: Storey, drawn: Iterator[tuple[Door, Any]], under: Any) -> list[Any]:
    """Tells which of the doors drawn are exits and docks, and makes those that no plan has drawn."""
    roles: dict[str, tuple[str, Opening]] = {entry.id: ("exit", entry) for entry in storey.exits}
    roles |= {entry.id: ("dock", entry) for entry in storey.docks}
    for door, entity in drawn:
        id = next((name for name in door.joins if name in roles), None)
        if id is not None:
            _tell(model, entity, *roles.pop(id))
    made = []
    for id, (role, entry) in roles.items():
        body = _across(storey.outline.exterior, entry.point, entry.width_mm)
        entity = model.root(
            "IfcDoor",
            id,
            Name=id,
            ObjectPlacement=model.place(0.0, under),
            Representation=model.solid(model.prism(body, DOOR_HEIGHT_M), DOOR_COLOUR),
            OverallWidth=entry.width_mm / 1000,
            OverallHeight=DOOR_HEIGHT_M,
            PredefinedType="DOOR",
        )
        _tell(model, entity, role, entry)
        made.append(entity)
    return made


def _tell(model: IfcModel, entity: Any, role: str, entry: Opening) -> None:
    facts = {"Id": short(entry.id), "Role": role, "Width": entry.width_mm / 1000}
    model.properties(entity, "Planner_Opening", facts)


def _across(ring: LinearRing, at: Point, width_mm: int) -> Polygon:
    """A box of a width along the side of a ring that is nearest a point, its middle there."""
    sides = [LineString(pair) for pair in pairwise(shapely.get_coordinates(ring))]
    side = min(sides, key=lambda line: line.distance(at))
    (x0, y0), (x1, y1) = shapely.get_coordinates(side).tolist()
    angle = np.arctan2(y1 - y0, x1 - x0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = box(-width_mm / 2, -THICK_MM / 2, width_mm / 2, THICK_MM / 2)
    return shapely.transform(flat, lambda points: points @ turn + np.array([at.x, at.y]))


def gates_of(model: IfcModel, site: Site, under: Any) -> list[Any]:
    """The gates of the land, each placed where it is."""
    made = []
    for gate in site.gates:
        body = _across(site.boundary.exterior, gate.point, gate.width_mm)
        body = translate(body, -gate.point.x, -gate.point.y)
        entity = model.root(
            "IfcDoor",
            gate.id,
            Name=gate.id,
            ObjectPlacement=model.place(0.0, under, (gate.point.x / 1000, gate.point.y / 1000)),
            Representation=model.solid(model.prism(body, GATE_HEIGHT_M), DOOR_COLOUR),
            OverallWidth=gate.width_mm / 1000,
            OverallHeight=GATE_HEIGHT_M,
            PredefinedType="GATE",
        )
        facts = {"Id": gate.id, "Role": "gate", "Width": gate.width_mm / 1000}
        model.properties(entity, "Planner_Opening", facts)
        made.append(entity)
    return made


def ground_of(given: Given, model: IfcModel, under: Any) -> list[Any]:
    """Obstacles and given roads of the land as lines: outlines, centrelines."""
    site, lang, made = given.scenario.site, given.lang, []
    for obstacle in site.obstacles:
        kind = {"Id": obstacle.id, "Role": "obstacle", "Kind": obstacle.kind}
        lines = (obstacle.polygon.exterior,)
        made.append(_piece(model, under, obstacle_name(obstacle.kind, lang), kind, lines))
    for role, roads in (("public_road", site.public_roads), ("internal_road", site.internal_roads)):
        for road in roads:
            facts: dict[str, Any] = {
                "Id": road.id,
                "Role": role,
                "Name": road.name,
                "Width": road.width_mm / 1000,
            }
            made.append(_piece(model, under, road_name(road.name, lang), facts, (road.centreline,)))
    return made


def _piece(model: IfcModel, under: Any, name: str, facts: dict[str, Any], lines: tuple[Any, ...]) -> Any:
    entity = model.root(
        "IfcGeographicElement",
        facts["Id"],
        Name=name or facts["Id"],
        Description=facts["Id"],
        ObjectType=facts["Role"],
        ObjectPlacement=model.place(0.0, under),
        Representation=model.lines(lines),
        PredefinedType="USERDEFINED",
    )
    model.properties(entity, "Planner_Ground", facts)
    return entity
