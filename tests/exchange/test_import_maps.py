from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import yaml
from shapely.geometry import shape

from planner.errors import UsageError
from planner.exchange.geojson import read_geojson
from planner.exchange.local_plane import LocalPlane
from planner.exchange.scenario_text import scenario_text
from planner.model import Scenario
from tests.exchange.plant_dxf import DATA

PARKS = DATA / "hangzhou-parks.geojson"
ROWS = json.loads(PARKS.read_bytes())["features"]
# 0.001 degrees at 30 N: 96.49 m to the east, 110.85 m to the north
BOX = [[120.0, 30.0], [120.001, 30.0], [120.001, 30.001], [120.0, 30.001], [120.0, 30.0]]


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def square(x: float, y: float, side: float = 0.0002) -> list[list[list[float]]]:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return [[[lon, lat] for lon, lat in corners]]


def file(folder: Path, *features: dict[str, Any]) -> Path:
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return path


def test_ids_of_a_drawn_plan_cannot_break_out(tmp_path: Path) -> None:
    evil = '1F"}, x: {y: "\n- boom: 1 # '
    rows = [
        feature(square(120.0, 30.0), role="storey", id=f"A/{evil}", building="A", level=1, name=evil),
        feature(square(120.0, 30.0), role="storey", id="A/2F", building="A", level=2),
    ]
    text = scenario_text(read_geojson(file(tmp_path, *rows))).text
    (building,) = yaml.safe_load(text)["buildings"]
    ground, upper = building["storeys"]
    assert ground["id"] == upper["like"] == evil
    assert "boom" not in ground


@pytest.mark.parametrize(
    ("told", "origin"), [([120.5, 30.25], (120.5, 30.25)), ([500, 30], None), (None, None)]
)
def test_a_plan_in_metres_keeps_where_it_lies(
    tmp_path: Path, told: Any, origin: tuple[float, float] | None
) -> None:
    corners = [[[10.0, 0.0], [60.0, 0.0], [60.0, 40.0], [10.0, 40.0], [10.0, 0.0]]]
    row = feature(corners, role="storey", id="A/1F", building="A", level=1)
    path = file(tmp_path, row)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "origin_wgs84": told}), "utf-8")
    park = read_geojson(path)
    assert park.site.origin_wgs84 == origin
    assert park.buildings[0].storeys[0].outline.bounds == (10, 0, 60, 40)


@pytest.mark.parametrize(
    "told", [10**400, True, "4.5", None, 1e999], ids=["huge", "true", "text", "null", "infinite"]
)
def test_what_is_no_number_leaves_a_height_open(tmp_path: Path, told: Any) -> None:
    corners = [[[0.0, 0.0], [50.0, 0.0], [50.0, 40.0], [0.0, 40.0], [0.0, 0.0]]]
    row = feature(corners, role="storey", id="A/1F", building="A", level=1, height_m=told, elevation_m=2)
    (storey,) = read_geojson(file(tmp_path, row)).buildings[0].storeys
    assert (storey.height_m, storey.elevation_m) == (None, 2.0)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["properties"]["osm_id"])
def test_every_park_of_hangzhou_has_its_area(row: dict[str, Any]) -> None:
    park = read_geojson(PARKS, row["properties"]["osm_id"])
    assert park.site.boundary is not None
    assert park.site.origin_wgs84 is not None
    # on the ellipsoid, by the planes of the meridian and of the prime vertical at the middle of the park
    degrees = shape(row["geometry"])
    plane = LocalPlane(degrees.centroid.x, degrees.centroid.y)
    real = shapely.transform(degrees, plane.to_metres).area
    assert park.site.boundary.area == pytest.approx(real, rel=0.001)
    assert park.site.boundary.area == pytest.approx(
        row["properties"]["area_m2"], rel=0.005
    )  # as the source states
    back = shapely.transform(park.site.boundary, LocalPlane(*park.site.origin_wgs84).to_degrees)
    assert np.abs(np.array(back.bounds) - np.array(degrees.bounds)).max() < 1e-7  # a centimetre


def test_a_site_is_chosen_by_name_or_id(tmp_path: Path) -> None:
    assert read_geojson(PARKS, "钱城").name == "钱城国际跨境电子商务园"
    assert read_geojson(PARKS, "673249377").name == "杭州电子商务产业园"
    with pytest.raises(UsageError, match=r"9 areas of land; expected one site.*钱城国际跨境电子商务园"):
        read_geojson(PARKS)
    with pytest.raises(UsageError, match="no areas called 'Atlantis'"):
        read_geojson(PARKS, "Atlantis")


def test_buildings_roads_and_water_of_a_site(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        feature([BOX], landuse="industrial", name="Park"),
        feature(square(120.0001, 30.0001), building="yes", name="House", height="12.4 m"),
        feature(square(120.0006, 30.0001), building="warehouse", **{"building:levels": "2"}),
        feature(square(120.0008, 30.0001), building="warehouse"),  # touches the one before
        feature(square(120.005, 30.0), building="yes"),  # elsewhere
        feature([[119.999, 29.9999], [120.002, 29.9999]], "LineString", highway="secondary", name="南路"),
        feature([[120.0005, 29.999], [120.0005, 30.0005]], "LineString", highway="service"),
        feature([[120.0, 30.0008], [120.001, 30.0008]], "LineString", highway="footway"),
        feature(square(120.0001, 30.0007), natural="water"),
    )
    park = read_geojson(path)
    assert park.site.boundary is not None
    assert park.site.boundary.area == pytest.approx(96.487 * 110.853, rel=0.001)
    house, pair = park.buildings
    assert (house.name, len(house.storeys), house.storeys[0].height_m) == ("House", 3, pytest.approx(4.13))
    assert len(pair.storeys) == 2
    assert pair.storeys[0].outline.area == pytest.approx(2 * 19.297 * 22.171, rel=0.001)
    (south, outer), (inner,) = park.site.public_roads, park.site.internal_roads
    assert (south.name, south.width_m, outer.width_m) == ("南路", 20, None)
    assert inner.line.length == pytest.approx(0.5 * 110.853, rel=0.001)
    ((id, kind, pond),) = park.site.obstacles
    assert (id, kind) == ("POND1", "pond")
    assert pond.area == pytest.approx(19.297 * 22.171, rel=0.001)
    assert any("1 buildings outside" in note for note in park.notes)
    assert any("2 outlines that touch" in note for note in park.notes)
    assert any("3 storeys guessed" in note for note in park.notes)


def test_metres_stay_metres(tmp_path: Path) -> None:
    local = [[[0, 0], [200, 0], [200, 100], [0, 100], [0, 0]]]
    park = read_geojson(file(tmp_path, feature(local, landuse="commercial")))
    assert park.site.boundary is not None
    assert (park.site.boundary.area, park.site.origin_wgs84) == (20_000, None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no JSON"),
        ("[1, 2]", "JSON of type 'list'"),
        ('{"type": "Topology", "objects": {}}', "JSON of type 'Topology'"),
        ('{"type": "FeatureCollection", "features": []}', "no feature with a geometry"),
        (
            '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [1]}}',
            r"features\[0\].geometry is no geometry",
        ),
        (
            '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}',
            "neither an area of land nor a building",
        ),
        (
            '{"type": "Feature", "geometry": {"type": "Polygon", '
            '"coordinates": [[[0, 0], [NaN, 1], [1, 1], [0, 0]]]}}',
            "coordinates that are no numbers",
        ),
    ],
)
def test_what_is_no_map_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "map.geojson"
    path.write_text(content, "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # one message, and none of a library before it
        with pytest.raises(UsageError, match=message):
            read_geojson(path)


def test_parks_far_apart_in_one_file(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        feature([BOX], landuse="industrial", name="here"),
        feature(square(116.4, 39.9), landuse="industrial", name="there"),
    )
    boundary = read_geojson(path, "here").site.boundary
    assert boundary is not None
    assert boundary.area == pytest.approx(96.487 * 110.853, rel=0.001)


def test_another_system_of_coordinates_is_named(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    rows = {"type": "FeatureCollection", "crs": crs, "features": [feature([BOX], landuse="industrial")]}
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(rows), "utf-8")
    with pytest.raises(UsageError, match=r"coordinates in urn:ogc:def:crs:EPSG::3857; expected WGS84"):
        read_geojson(path)
    path.write_text(json.dumps(rows).replace("EPSG::3857", "OGC:1.3:CRS84"), "utf-8")
    assert read_geojson(path).site.origin_wgs84 == (120.0, 30.0)


def test_what_is_exported_is_imported_as_it_was(written: Path, scenario: Scenario) -> None:
    park = read_geojson(written / "park.geojson")
    assert park.site.boundary is not None
    assert park.site.boundary.area == pytest.approx(scenario.site.boundary.area / 1e6, rel=0.001)
    assert [gate.id for gate in park.site.gates] == [gate.id for gate in scenario.site.gates]
    assert [building.id for building in park.buildings] == [building.id for building in scenario.buildings]
    found = [storey for building in park.buildings for storey in building.storeys]
    assert len(found) == len(scenario.storeys)
    for storey, given in zip(found, scenario.storeys, strict=True):
        assert (storey.id, storey.level) == (given.id.rsplit("/", 1)[-1], given.level)
        assert storey.outline.area == pytest.approx(given.outline.area / 1e6, rel=0.001)
        assert storey.height_m == given.height_mm / 1000
        assert len(storey.cores) == len(given.cores)
        assert len(storey.exits) == len(given.exits)
