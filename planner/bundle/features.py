"""A solution as GeoJSON features in local metres: roles, ids and properties of ``docs/bundle.md``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from planner.bundle.fire import FIRE_ROLES, fire_things
from planner.model import M2, Building, Layout, Scenario, Site, Storey, StoreyLayout

__all__ = ["LAYOUT_FORMAT", "PINNABLE", "ROLES", "Feature", "geojson_bytes", "layout_features"]

LAYOUT_FORMAT = "planner-layout/1"
"""Value of the member ``format`` of the feature collection."""

ROLES = (
    "site",
    "gate",
    "obstacle",
    "building",
    "storey",
    "core",
    "column",
    "exit",
    "dock",
    "space",
    "corridor",
    "door",
    "fire_compartment",
    "road",
    *FIRE_ROLES,
    "axis",
)
"""Roles written, in the order of the file."""

PINNABLE = ("space", "corridor", "road", *FIRE_ROLES)
"""Roles of things that may be pinned: those that a solve draws and nothing else decides."""

Feature = dict[str, Any]


def layout_features(scenario: Scenario, layout: Layout) -> list[Feature]:
    """Every thing of the plan as a feature, sorted by role and id: the same plan, the same list."""
    found = [*_site(scenario.site), *_roads(layout), *_fire(layout)]
    for building in scenario.buildings:
        found.append(_building(building))
        for storey in building.storeys:
            found += _storey(storey)
    buildings = {storey.id: storey.building for storey in scenario.storeys}
    for arranged in layout.storeys:
        found += _arranged(arranged, buildings.get(arranged.storey, ""))
    for feature in found:
        if feature["properties"]["id"] in layout.pinned and feature["properties"]["role"] in PINNABLE:
            feature["properties"]["pinned"] = True
    return sorted(found, key=lambda f: (ROLES.index(f["properties"]["role"]), f["properties"]["id"]))


def geojson_bytes(features: Iterable[Feature], origin: tuple[float, float] | None) -> bytes:
    """The collection as UTF-8 with one feature a line, so that two layouts can be compared as text."""
    head: dict[str, Any] = {"type": "FeatureCollection", "format": LAYOUT_FORMAT, "units": "m"}
    if origin is not None:
        head["origin_wgs84"] = list(origin)
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    lines = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for feature in features
    )
    return f'{opening}, "features": [\n{lines}\n]}}\n'.encode()


def _site(site: Site) -> Iterator[Feature]:
    yield _area("site", "site", site.boundary)
    for gate in site.gates:
        traffic = sorted(gate.traffic)
        yield _feature("gate", gate.id, gate.point, width_m=_m(gate.width_mm), traffic=traffic)
    for obstacle in site.obstacles:
        yield _area("obstacle", obstacle.id, obstacle.polygon, kind=obstacle.kind)


def _roads(layout: Layout) -> Iterator[Feature]:
    for road in layout.roads:
        width = _m(road.width_mm)
        yield _area("road", road.id, road.polygon, width_m=width, serves=list(road.serves))
        yield _feature("axis", f"{road.id}/axis", road.centreline, of=road.id, width_m=width)


def _fire(layout: Layout) -> Iterator[Feature]:
    for role, id, shape, properties in fire_things(layout.fire):
        if isinstance(shape, Polygon):
            yield _area(role, id, shape, **properties)
        else:
            yield _feature(role, id, shape, **properties)


def _building(building: Building) -> Feature:
    above = [storey.outline for storey in building.storeys if storey.level >= 1]
    footprint = shapely.union_all(above or [storey.outline for storey in building.storeys])
    if not isinstance(footprint, Polygon | MultiPolygon):
        raise TypeError(f"building {building.id}: its storeys have no area")
    return _area(
        "building",
        building.id,
        footprint,
        name=building.name,
        name_zh=building.name_zh,
        existing=building.existing,
        sprinklered=building.sprinklered,
        fire_grade=building.fire_grade,
        gross_area_m2=round(sum(storey.gross_area for storey in building.storeys) / M2, 3),
    )


def _storey(storey: Storey) -> Iterator[Feature]:
    place = {"building": storey.building, "storey": storey.id}
    yield _area(
        "storey",
        storey.id,
        storey.outline,
        building=storey.building,
        name=storey.name,
        level=storey.level,
        elevation_m=_m(storey.elevation_mm),
        height_m=_m(storey.height_mm),
        clear_height_m=_m(storey.clear_height_mm),
        floor_load_kn_m2=storey.floor_load_kn_m2,
    )
    for core in storey.cores:
        parts = [part.kind for part in core.parts]
        yield _area("core", core.id, core.polygon, **place, parts=parts)
    for number, column in enumerate(storey.columns, start=1):
        yield _area("column", f"{storey.id}/K{number:03d}", column.polygon, **place)
    for exit_ in storey.exits:
        yield _feature("exit", exit_.id, exit_.point, **place, width_m=_m(exit_.width_mm))
    for dock in storey.docks:
        yield _feature("dock", dock.id, dock.point, **place, width_m=_m(dock.width_mm))


def _arranged(arranged: StoreyLayout, building: str) -> Iterator[Feature]:
    place = {"building": building, "storey": arranged.storey}
    for space in arranged.spaces:
        yield _area(
            "space",
            space.id,
            space.polygon,
            **place,
            kind=space.kind,
            zone=space.zone or None,
            tenant=space.tenant,
            subject=space.subject,
            name=space.name,
            name_zh=space.name_zh,
        )
    for corridor in arranged.corridors:
        yield _area(
            "corridor",
            corridor.id,
            corridor.polygon,
            **place,
            zone=corridor.zone,
            subject=corridor.subject,
            width_m=_m(corridor.width_mm),
        )
    for door in arranged.doors:
        joins = list(door.joins)
        yield _feature("door", door.id, door.polygon, **place, joins=joins, width_m=_m(door.width_mm))
    for part in arranged.compartments:
        yield _area("fire_compartment", part.id, part.polygon, **place)


def _area(role: str, id: str, shape: Polygon | MultiPolygon, **properties: object) -> Feature:
    """A feature whose ``area_m2`` is that of the coordinates as written, not as computed before."""
    area = round(_to_millimetres(shape).area / M2, 3)
    return _feature(role, id, shape, **properties, area_m2=area)


def _feature(role: str, id: str, shape: BaseGeometry, **properties: object) -> Feature:
    kept = {key: value for key, value in properties.items() if value is not None}
    return {
        "type": "Feature",
        "properties": {"role": role, "id": id, **kept},
        "geometry": _geometry(_to_millimetres(shape)),
    }


def _to_millimetres(shape: BaseGeometry) -> BaseGeometry:
    """The shape on whole millimetres, in one canonical ring order (exterior counter-clockwise)."""
    rounded = shapely.transform(shape, np.rint)
    if shape.is_valid and not rounded.is_valid:
        rounded = shapely.set_precision(shape, 1.0)
    if not isinstance(rounded, Polygon | MultiPolygon):
        return rounded
    plain = shapely.normalize(shapely.remove_repeated_points(rounded))
    if isinstance(plain, MultiPolygon):
        return MultiPolygon([orient(part, 1.0) for part in plain.geoms])
    return orient(plain, 1.0)


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    raw = mapping(shape)
    return {"type": raw["type"], "coordinates": _metres(raw["coordinates"])}


def _metres(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_metres(item) for item in value]
    # Adding 0.0 turns -0.0 into 0.0, which would otherwise break the sameness of bytes.
    return round(value / 1000, 3) + 0.0


def _m(millimetres: int) -> float:
    return round(millimetres / 1000, 3)
