"""The layout as GeoJSON on the map (RFC 7946: WGS84, longitude before latitude)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from planner.errors import UsageError
from planner.exchange.local_plane import LocalPlane
from viz.export.given import Given

__all__ = ["geojson_files"]

DIGITS = 9
"""A tenth of a millimetre on the ground."""


def geojson_files(given: Given) -> dict[str, bytes]:
    """``park.geojson``; its member ``origin_wgs84`` says where the scenario's point [0, 0] lies.

    Raises ``UsageError`` where the scenario does not say where on Earth it lies."""
    origin = given.scenario.site.origin_wgs84
    if origin is None:
        raise UsageError(
            f"--format geojson: {given.bundle.directory} does not say where on Earth it lies, expected "
            "`site.origin_wgs84: [longitude, latitude]` of the point [0, 0] in the scenario. Try: add it "
            "there and solve again; layout.geojson has the plan in local metres"
        )
    plane = LocalPlane(*origin)
    storeys = {storey.id for storey in given.storeys}
    buildings = {building.id for building in given.buildings}
    lines = []
    for number, feature in enumerate(given.bundle.features):
        row = feature["properties"]
        if row.get("storey", next(iter(storeys), "")) not in storeys:
            continue
        if row["role"] in ("storey", "building") and row["id"] not in storeys | buildings:
            continue
        shape = shapely.transform(
            given.bundle.shapes[number], lambda points: np.round(plane.to_degrees(points / 1000), DIGITS)
        )
        lines.append(_line(row, mapping(shape)))
    for row, given_shape in _not_in_the_layout(given):
        placed = shapely.transform(given_shape, lambda p: np.round(plane.to_degrees(p / 1000), DIGITS))
        lines.append(_line(row, mapping(placed)))
    where = json.dumps(list(origin))
    head = f'{{"type": "FeatureCollection", "origin_wgs84": {where}, "features": [\n'
    return {"park.geojson": (head + ",\n".join(lines) + "\n]}\n").encode()}


def _not_in_the_layout(given: Given) -> Iterator[tuple[Mapping[str, Any], BaseGeometry]]:
    """Of the scenario: what lies in cores, and given roads."""
    for storey in given.storeys:
        for core in storey.cores:
            for part in core.parts:
                place = {"building": storey.building, "storey": storey.id, "core": core.id}
                yield {"role": "core_part", "id": part.id, **place, "kind": part.kind}, part.polygon
    site = given.scenario.site
    for role, roads in (("public_road", site.public_roads), ("internal_road", site.internal_roads)):
        for road in roads:
            row = {"role": role, "id": road.id, "name": road.name, "width_m": road.width_mm / 1000}
            yield row, road.centreline


def _line(row: Mapping[str, Any], geometry: Mapping[str, Any]) -> str:
    feature = {"type": "Feature", "id": row["id"], "properties": row, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
