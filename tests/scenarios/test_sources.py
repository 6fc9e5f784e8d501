"""The coordinates in the scenarios are those of the real data shipped beside them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from planner.scenario import load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
MAJOR_AXIS, E2 = 6_378_137.0, 0.00669437999014
"""WGS84 ellipsoid."""


def features(name: str) -> list[dict[str, Any]]:
    data: dict[str, Any] = json.loads((FOLDER / "data" / name).read_text("utf-8"))
    return list(data["features"])


def test_qiancheng_boundary_is_the_real_one_projected() -> None:
    scenario = load_scenario(FOLDER / "qiancheng.yaml")
    (feature,) = features("qiancheng-boundary.geojson")
    degrees = feature["geometry"]["coordinates"][0]
    assert scenario.site.origin_wgs84 == (120.35303, 30.285494)
    lat = math.radians(30.2868)
    s2 = E2 * math.sin(lat) ** 2
    meridian, normal = MAJOR_AXIS * (1 - E2) / (1 - s2) ** 1.5, MAJOR_AXIS / math.sqrt(1 - s2)
    expected = {
        (
            round(math.radians(lon - 120.35303) * normal * math.cos(lat), 1),
            round(math.radians(la - 30.285494) * meridian, 1),
        )
        for lon, la in degrees
    }
    assert {(x / 1000, y / 1000) for x, y in scenario.site.boundary.exterior.coords} == expected


def test_plant_columns_and_gates_are_the_real_ones() -> None:
    scenario = load_scenario(FOLDER / "plant.yaml")
    west, south = -10.517, -8.396
    ground = scenario.storeys[0]
    left, bottom = ground.outline.bounds[:2]
    own = sorted((c.polygon.centroid.x - left, c.polygon.centroid.y - bottom) for c in ground.columns)
    real = sorted(
        ((f["geometry"]["coordinates"][0] - west) * 1000, (f["geometry"]["coordinates"][1] - south) * 1000)
        for f in features("plant-shell.geojson")
        if f["properties"]["layer"] == "column" and f["properties"]["z"] == 0
    )
    assert len(own) == len(real) == 156
    for (x, y), (u, v) in zip(own, real, strict=True):
        assert math.hypot(x - u, y - v) <= 10
    gates = [
        f for f in features("plant-shell.geojson") if f["properties"]["layer"] == "door" and _wide(f) >= 6
    ]
    doors = [e.point for e in ground.exits] + [d.point for d in ground.docks]
    walled_up = []
    for gate in gates:
        ring = gate["geometry"]["coordinates"][0]
        x = (sum(p[0] for p in ring[:4]) / 4 - west) * 1000 + left
        y = (sum(p[1] for p in ring[:4]) / 4 - south) * 1000 + bottom
        if min(math.hypot(p.x - x, p.y - y) for p in doors) > 60:
            walled_up.append((x - left, y - bottom))
    assert len(walled_up) == 3
    for (x, y), told in zip(sorted(walled_up), ((0, 18_250), (0, 61_450), (86_000, 18_250)), strict=True):
        assert math.hypot(x - told[0], y - told[1]) <= 60


def _wide(feature: dict[str, Any]) -> float:
    ring = feature["geometry"]["coordinates"][0]
    return float(max(max(p[k] for p in ring) - min(p[k] for p in ring) for k in (0, 1)))


@pytest.mark.parametrize("name", ["qiancheng-boundary.geojson", "plant-shell.geojson"])
def test_sources_name_every_file(name: str) -> None:
    sources = (FOLDER / "data" / "SOURCES.md").read_text("utf-8")
    assert name in sources
    assert "© OpenStreetMap contributors" in sources
    assert "Copyright (c) 2020 Yucheng Zhou" in sources
