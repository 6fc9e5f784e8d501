"""The storeys of several results as small drawings for the page: outlines, cores, rooms with their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.affinity import rotate, translate
from shapely.geometry.base import BaseGeometry

from planner.compare.placements import holder
from planner.compare.read import Plan
from planner.model import M2, Building, Scenario, Space
from viz.labels import building_name, party_name
from viz.scene import room_name, upright_angle

__all__ = ["drawings"]

STEP_M = 0.1
"""Corners lie on a grid that fine."""


def drawings(plan: Plan) -> list[dict[str, Any]]:
    """Every storey of a result: its name, size in metres, its shapes as paths; set square to the page."""
    found: list[dict[str, Any]] = []
    for building in plan.scenario.buildings:
        found += _building(plan, building)
    return found


def _building(plan: Plan, building: Building) -> Iterable[dict[str, Any]]:
    angle = upright_angle(building)
    turned = shapely.union_all([rotate(s.outline, angle, (0, 0), use_radians=True) for s in building.storeys])
    left, bottom, right, top = turned.bounds
    names = {"zh": building_name(building, "zh"), "en": building_name(building, "en")}

    def upright(shape: BaseGeometry) -> BaseGeometry:
        return translate(rotate(shape, angle, (0, 0), use_radians=True), -left, -top)

    def path(shape: BaseGeometry) -> str:
        return path_of(upright(shape))

    tenants = {lang: {t.id: party_name(t, lang) for t in plan.scenario.tenants} for lang in ("zh", "en")}
    for storey in building.storeys:
        plate = plan.facts.plates[storey.id]
        yield {
            "id": storey.id,
            "zh": f"{names['zh']} {storey.name}",
            "en": f"{names['en']} {storey.name}",
            "size": [round((right - left) / 1000, 1), round((top - bottom) / 1000, 1)],
            "outline": path(storey.outline),
            "cores": "".join(path(core.polygon) for core in storey.cores),
            "ways": "".join(path(way.polygon) for way in plate.corridors),
            "rooms": [_room(plan.scenario, room, tenants, upright(room.polygon)) for room in plate.spaces],
        }


def _room(
    scenario: Scenario, room: Space, tenants: Mapping[str, Mapping[str, str]], shape: BaseGeometry
) -> dict[str, Any]:
    kind = scenario.catalogue.spaces.get(room.kind)
    middle = shape.representative_point()
    left, bottom, right, top = shape.bounds
    return {
        "d": path_of(shape),
        "at": [_grid(middle.x), _grid(-middle.y)],
        "box": [_grid(right - left), _grid(top - bottom)],
        "zh": room_name(scenario, room, tenants["zh"], "zh"),
        "en": room_name(scenario, room, tenants["en"], "en"),
        "who": holder(room) or "",
        "m2": round(room.polygon.area / M2, 1),
        "colour": kind.colour if kind is not None else "#eeeeee",
    }


def path_of(shape: BaseGeometry) -> str:
    """SVG path of polygons in metres, y downwards."""
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = dict.fromkeys((_grid(x), _grid(-y)) for x, y in list(ring.coords)[:-1])
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z")
    return "".join(parts)


def _grid(millimetres: float) -> float:
    return round(round(millimetres / 1000 / STEP_M) * STEP_M, 1)
