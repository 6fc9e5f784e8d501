"""A solution as GeoJSON features in local metres: roles, ids and properties of ``docs/bundle.md``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from planner.bundle.fire import FIRE_ROLES, fire_things
from planner.model import (
    M2,
    Building,
    Corridor,
    Door,
    Layout,
    Scenario,
    Site,
    Space,
    Storey,
    StoreyLayout,
)

__all__ = [
    "LAYOUT_FORMAT",
    "PINNABLE",
    "ROLES",
    "Feature",
    "geojson_bytes",
    "geojson_lines",
    "layout_features",
]

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

_Thing = tuple[int, str, Callable[[], Feature]]
"""Rank of its role, id, and what makes the feature."""


def layout_features(scenario: Scenario, layout: Layout) -> Iterator[Feature]:
    """Every thing of the plan as a feature, by role and id: the same plan, the same order.

    One after the other: all features of a large park together would take ten times the memory of its layout.
    """
    whole = [*_site(scenario.site), *_roads(layout), *_fire(layout)]
    things: list[_Thing] = [_known(feature) for feature in whole]
    things += [(ROLES.index("building"), b.id, partial(_building, b)) for b in scenario.buildings]
    for storey in scenario.storeys:
        things += [_known(feature) for feature in _storey(storey)]
    buildings = {storey.id: storey.building for storey in scenario.storeys}
    for arranged in layout.storeys:
        things += _arranged(arranged, buildings.get(arranged.storey, ""))
    things.sort(key=lambda thing: thing[:2])
    for rank, id, make in things:
        feature = make()
        if id in layout.pinned and ROLES[rank] in PINNABLE:
            feature["properties"]["pinned"] = True
        yield feature


def geojson_bytes(features: Iterable[Feature], origin: tuple[float, float] | None) -> bytes:
    """The collection as UTF-8 with one feature a line, so that two layouts can be compared as text."""
    return b"".join(geojson_lines(features, origin))


def geojson_lines(features: Iterable[Feature], origin: tuple[float, float] | None) -> Iterator[bytes]:
    """The same, line by line."""
    head: dict[str, Any] = {"type": "FeatureCollection", "format": LAYOUT_FORMAT, "units": "m"}
    if origin is not None:
        head["origin_wgs84"] = list(origin)
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    yield f'{opening}, "features": ['.encode()
    end = "\n"
    for feature in features:
        line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        yield f"{end}{line}".encode()
        end = ",\n"
    yield ("\n]}\n" if end == ",\n" else "\n\n]}\n").encode()


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


def _known(feature: Feature) -> _Thing:
    properties = feature["properties"]
    return ROLES.index(properties["role"]), properties["id"], lambda: feature


def _arranged(arranged: StoreyLayout, building: str) -> Iterator[_Thing]:
    """What a solve draws on a storey, to be made into features later."""
    place = {"building": building, "storey": arranged.storey}
    for space in arranged.spaces:
        yield ROLES.index("space"), space.id, partial(_space, space, place)
    for corridor in arranged.corridors:
        yield ROLES.index("corridor"), corridor.id, partial(_corridor, corridor, place)
    for door in arranged.doors:
        yield ROLES.index("door"), door.id, partial(_door, door, place)
    for part in arranged.compartments:
        make = partial(_area, "fire_compartment", part.id, part.polygon, **place)
        yield ROLES.index("fire_compartment"), part.id, make


def _space(space: Space, place: Mapping[str, str]) -> Feature:
    return _area(
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


def _corridor(corridor: Corridor, place: Mapping[str, str]) -> Feature:
    return _area(
        "corridor",
        corridor.id,
        corridor.polygon,
        **place,
        zone=corridor.zone,
        subject=corridor.subject,
        width_m=_m(corridor.width_mm),
    )


def _door(door: Door, place: Mapping[str, str]) -> Feature:
    joins = list(door.joins)
    return _feature("door", door.id, door.polygon, **place, joins=joins, width_m=_m(door.width_mm))


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
