"""The layout as GeoJSON on the map (RFC 7946: WGS84, longitude before latitude)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from planner.errors import UsageError
from planner.exchange.local_plane import LocalPlane
from viz.export.given import Given

__all__ = ["geojson_files"]

DIGITS = 9
"""A tenth of a millimetre on the ground."""


def geojson_files(given: Given) -> dict[str, bytes]:
    """``park.geojson``. Raises ``UsageError`` where the scenario does not say where on Earth it lies."""
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
    head = '{"type": "FeatureCollection", "features": [\n'
    return {"park.geojson": (head + ",\n".join(lines) + "\n]}\n").encode()}


def _line(row: Mapping[str, Any], geometry: Mapping[str, Any]) -> str:
    feature = {"type": "Feature", "id": row["id"], "properties": row, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
