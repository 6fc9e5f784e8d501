"""A whole real park, out in every format and in again: the same ids, areas within a thousandth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ezdxf
import openpyxl
import pytest
import shapely
from shapely import Polygon

from benchmarks.round_trips import compared, imported
from planner.exchange.found import FoundPark
from planner.exchange.local_plane import LocalPlane
from planner.model import M2, Scenario
from planner.scenario import load_scenario
from tests.exchange.real_park import unpack
from viz.export import FORMATS, export_bundle

pytestmark = pytest.mark.slow

NEAR = 0.001
ROLES = ("space", "corridor")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("qiancheng"))


@pytest.fixture(scope="module")
def scenario(bundle: Path) -> Scenario:
    return load_scenario(bundle / "scenario.resolved.yaml")


@pytest.fixture(scope="module")
def written(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    export_bundle(bundle, folder, [name for name in FORMATS if name not in ("graphml", "pdf")], lang="zh")
    return folder


@pytest.fixture(scope="module")
def areas(bundle: Path) -> dict[str, float]:
    """Rooms and corridors with their areas as the layout draws them, m2."""
    document = json.loads((bundle / "layout.geojson").read_bytes())
    return {
        row["properties"]["id"]: shapely.from_geojson(json.dumps(row["geometry"])).area
        for row in document["features"]
        if row["properties"]["role"] in ROLES
    }


def same(found: Mapping[str, float], areas: Mapping[str, float]) -> bool:
    return found == {id: pytest.approx(area, rel=NEAR) for id, area in areas.items()}


def drawn(path: Path) -> Iterator[tuple[str, float]]:
    """Ids of rooms and corridors of a drawing with areas in m2; holes are areas below zero."""
    drawing = ezdxf.readfile(path)
    audit = drawing.audit()
    assert (audit.errors, audit.fixes) == ([], [])
    for entity in drawing.modelspace().query("LWPOLYLINE"):
        rows = entity.get_xdata("PLANNER") if entity.has_xdata("PLANNER") else []
        tags = dict(value.split("=", 1) for _, value in rows)
        if tags.get("role") in ROLES:
            area = Polygon([(x, y) for x, y, *_ in entity.get_points()]).area / M2
            yield tags["id"], -area if tags.get("hole") == "yes" else area


def test_the_park_is_whole(areas: dict[str, float]) -> None:
    assert len(areas) == 368


def test_drawings_have_every_room(written: Path, areas: dict[str, float]) -> None:
    found: dict[str, float] = {}
    for path in sorted(written.glob("plan-*.dxf")):
        for id, area in drawn(path):
            found[id] = found.get(id, 0.0) + area
    assert same(found, areas)


def test_the_model_has_every_room_and_is_valid(
    written: Path, areas: dict[str, float], scenario: Scenario
) -> None:
    pytest.importorskip("ifcopenshell")
    import ifcopenshell.util.element
    import ifcopenshell.validate

    model = ifcopenshell.open(written / "park.ifc")
    log = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(model, log, express_rules=True)
    assert log.statements == []
    sets = {room.Description: ifcopenshell.util.element.get_psets(room) for room in model.by_type("IfcSpace")}
    found = {id: row["Qto_SpaceBaseQuantities"]["NetFloorArea"] for id, row in sets.items()}
    assert same({id: area for id, area in found.items() if "Planner_CorePart" not in sets[id]}, areas)
    parts = {part.id: part for storey in scenario.storeys for core in storey.cores for part in core.parts}
    told = {id: area for id, area in found.items() if "Planner_CorePart" in sets[id]}
    assert same(told, {id: part.polygon.area / M2 for id, part in parts.items()})


def test_the_map_has_every_room(written: Path, areas: dict[str, float], scenario: Scenario) -> None:
    assert scenario.site.origin_wgs84 is not None
    plane = LocalPlane(*scenario.site.origin_wgs84)
    document = json.loads((written / "park.geojson").read_bytes())
    found = {
        row["id"]: shapely.transform(shapely.from_geojson(json.dumps(row["geometry"])), plane.to_metres).area
        for row in document["features"]
        if row["properties"]["role"] in ROLES
    }
    assert same(found, areas)


def test_the_workbook_has_every_room(written: Path, areas: dict[str, float]) -> None:
    sheet = openpyxl.load_workbook(written / "schedule.xlsx", data_only=True)["面积表"]
    rows = sheet.iter_rows(min_row=2, values_only=True)
    found = {str(row[0]): float(str(row[10])) for row in rows if row[0] in areas}
    assert len(found) == 329
    assert same(found, {id: areas[id] for id in found})


@pytest.fixture(scope="module")
def parks(written: Path) -> Mapping[str, FoundPark]:
    pytest.importorskip("ifcopenshell")
    return imported(written)


@pytest.mark.parametrize("kind", ["dxf", "geojson", "ifc"])
def test_it_is_imported_as_it_was(parks: Mapping[str, FoundPark], scenario: Scenario, kind: str) -> None:
    """Storeys, cores with what is in them, exits, docks, gates, roads, obstacles: the same ids and places."""
    park = parks[kind]
    trip = compared("qiancheng", kind, scenario, park)
    assert (trip.lost, trip.invented) == ((), ())
    assert trip.worst_outline_pct < 100 * NEAR
    for building in park.buildings:
        for storey in building.storeys:
            like = next(s for s in scenario.storeys if s.id == f"{building.id}/{storey.id}")
            assert storey.floor_load_kn_m2 == like.floor_load_kn_m2
            assert storey.level == like.level
            for found, entry in zip(storey.exits, like.exits, strict=True):
                assert found.at == pytest.approx((entry.point.x / 1000, entry.point.y / 1000), abs=0.002)
                assert found.width_m == pytest.approx(entry.width_mm / 1000)
    gates = {gate.id: (*gate.at, gate.width_m) for gate in park.site.gates}
    for gate in scenario.site.gates:
        told = gate.point.x / 1000, gate.point.y / 1000, gate.width_mm / 1000
        assert gates[gate.id] == pytest.approx(told, abs=0.002)
    for road in scenario.site.public_roads:
        line = next(found.line for found in park.site.public_roads if found.id == road.id)
        assert line.length == pytest.approx(road.centreline.length / 1000, rel=NEAR)


def test_the_same_park_gives_the_same_bytes(bundle: Path, written: Path, tmp_path: Path) -> None:
    again: list[Any] = export_bundle(bundle, tmp_path, ["xlsx", "gltf", "ifc"], lang="zh")
    for path in again:
        assert path.read_bytes() == (written / path.name).read_bytes(), path.name
