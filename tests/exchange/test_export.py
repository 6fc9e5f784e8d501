from __future__ import annotations

import io
import json
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import openpyxl
import pytest
import shapely
from shapely import Point, Polygon
from shapely.affinity import translate

from benchmarks.round_trips import compared, imported
from cli import main
from planner.errors import BundleError, UsageError
from planner.exchange.found import FoundPark
from planner.exchange.local_plane import LocalPlane
from planner.model import M2, Scenario, Solution, Space
from tests.exchange.conftest import EVIL, SCRIPT
from viz.export import export_bundle
from viz.export.given import Given, read_given
from viz.export.ifc_model import guid

NEAR = 0.001
"""Areas that are read back may differ by a thousandth."""


@pytest.fixture(scope="session")
def given(bundle: Path) -> Given:
    return read_given(bundle, (), "zh")


@pytest.fixture(scope="session")
def spaces(solution: Solution) -> dict[str, Space]:
    return {space.id: space for storey in solution.layout.storeys for space in storey.spaces}


# ---------------------------------------------------------------- DXF


@pytest.fixture(scope="session")
def drawings(written: Path) -> dict[str, Any]:
    return {path.stem: ezdxf.readfile(path) for path in sorted(written.glob("*.dxf"))}


def tags(entity: Any) -> dict[str, str]:
    return dict(value.split("=", 1) for _, value in entity.get_xdata("PLANNER"))


def tagged(drawing: Any, layer: str) -> Iterator[tuple[dict[str, str], Polygon]]:
    for entity in drawing.modelspace().query(f'LWPOLYLINE[layer=="{layer}"]'):
        if entity.has_xdata("PLANNER"):
            assert entity.closed
            yield tags(entity), Polygon([(x, y) for x, y, *_ in entity.get_points()])


def test_a_drawing_for_every_storey_and_the_site(drawings: dict[str, Any], scenario: Scenario) -> None:
    assert set(drawings) == {"site", *("plan-" + storey.id.replace("/", "-") for storey in scenario.storeys)}
    for drawing in drawings.values():
        audit = drawing.audit()
        assert (audit.errors, audit.fixes) == ([], [])
        assert drawing.dxfversion == "AC1024"  # R2010
        assert drawing.header["$INSUNITS"] == 4  # millimetres
        assert drawing.styles.get("PLANNER").dxf.font == "simhei.ttf"


def test_rooms_of_a_drawing_have_their_areas_and_ids(
    drawings: dict[str, Any], spaces: dict[str, Space]
) -> None:
    found = {row["id"]: shape for drawing in drawings.values() for row, shape in tagged(drawing, "A-AREA")}
    assert set(found) == set(spaces)
    for id, shape in found.items():
        assert shape.area == pytest.approx(spaces[id].area, rel=NEAR)
        assert shape.symmetric_difference(spaces[id].polygon).area < 1.0


def test_number_and_name_stand_inside_the_room(drawings: dict[str, Any], given: Given) -> None:
    storey = given.scenario.storeys[0]
    drawing = drawings["plan-" + storey.id.replace("/", "-")]
    texts = [(Point(t.dxf.insert.x, t.dxf.insert.y), t.dxf.text) for t in drawing.modelspace().query("TEXT")]
    rooms = list(tagged(drawing, "A-AREA"))
    assert rooms
    for row, shape in rooms:
        inside = " ".join(text for at, text in texts if shape.contains(at))
        assert row["number"] in inside
        assert row["name"].split("·")[0][:2] in inside


def test_a_drawing_has_hatches_dimensions_walls_and_words(drawings: dict[str, Any], given: Given) -> None:
    storey = given.scenario.storeys[0]
    space = drawings["plan-" + storey.id.replace("/", "-")].modelspace()
    assert len(space.query("HATCH")) >= len(given.arranged(storey).spaces)
    left, _, right, _ = storey.outline.bounds
    measures = [d.get_measurement() for d in space.query("DIMENSION")]
    assert any(measure == pytest.approx(right - left) for measure in measures)
    assert space.query('*[layer=="A-WALL-EXTR"]')
    assert space.query('*[layer=="A-GLAZ"]')
    (title,) = space.query("MTEXT")
    assert "平面图" in title.text


def test_layers_say_what_they_hold(drawings: dict[str, Any]) -> None:
    assert drawings["site"].layers.get("A-AREA").description == "房间轮廓（闭合多段线）"


def test_codes_in_names_are_not_obeyed(drawings: dict[str, Any]) -> None:
    everything = [t.dxf.text for drawing in drawings.values() for t in drawing.modelspace().query("TEXT")]
    assert not [text for text in everything if "%%" in text]
    assert any("<script>" in text for text in everything)


def test_storeys_side_by_side(bundle: Path, tmp_path: Path, spaces: dict[str, Space]) -> None:
    export_bundle(bundle, tmp_path, ["dxf"], lang="en", storeys=["A"], together=True)
    drawing = ezdxf.readfile(tmp_path / "storeys.dxf")
    one, other = [shape for _, shape in tagged(drawing, "A-FLOR-OTLN")]
    assert not one.intersects(other)
    found = {row["id"] for row, _ in tagged(drawing, "A-AREA")}
    assert found == {id for id, space in spaces.items() if space.building == "A"}


# ---------------------------------------------------------------- IFC


@pytest.fixture(scope="session")
def model(written: Path) -> Any:
    ifcopenshell = pytest.importorskip("ifcopenshell")
    return ifcopenshell.open(written / "park.ifc")


def quantity(entity: Any, name: str) -> float:
    sets = [r.RelatingPropertyDefinition for r in entity.IsDefinedBy if r.is_a("IfcRelDefinesByProperties")]
    (found,) = [q for s in sets if s.is_a("IfcElementQuantity") for q in s.Quantities if q.Name == name]
    return float(found[3])


def test_rooms_of_the_model_have_quantities_and_stable_ids(
    model: Any, spaces: dict[str, Space], scenario: Scenario
) -> None:
    rooms = {room.Description: room for room in model.by_type("IfcSpace") if room.Description in spaces}
    assert set(rooms) == set(spaces)
    for id, room in rooms.items():
        assert quantity(room, "NetFloorArea") == pytest.approx(spaces[id].area / M2, rel=NEAR)
        assert room.GlobalId == guid(scenario.name, "IfcSpace", id)


def test_geometry_of_the_model_has_the_same_areas(model: Any, spaces: dict[str, Space]) -> None:
    geom = pytest.importorskip("ifcopenshell.geom")
    settings = geom.settings()
    rooms = [room for room in model.by_type("IfcSpace") if room.Description in spaces][:4]
    for room in rooms:
        shape = geom.create_shape(settings, room).geometry
        points, faces = np.reshape(shape.verts, (-1, 3)), np.reshape(shape.faces, (-1, 3))
        corners = points[faces]
        flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2] / 2
        assert flat[flat > 0].sum() == pytest.approx(spaces[room.Description].area / M2, rel=NEAR)


def test_storeys_zones_and_classes(model: Any, scenario: Scenario, spaces: dict[str, Space]) -> None:
    assert [s.Name for s in model.by_type("IfcBuildingStorey")] == [s.id for s in scenario.storeys]
    placed = {space.tenant for space in spaces.values() if space.tenant}
    zones = {zone.Name: zone for zone in model.by_type("IfcZone")}
    assert set(zones) == placed
    for name, zone in zones.items():
        members = {room.Description for room in zone.IsGroupedBy[0].RelatedObjects}
        assert members == {id for id, space in spaces.items() if space.tenant == name}
    kinds = {entry.Identification for entry in model.by_type("IfcClassificationReference")}
    assert kinds == {space.kind for space in spaces.values()}
    assert model.by_type("IfcSite")[0].RefLongitude[:2] == (120, 21)
    for kind in ("IfcWall", "IfcDoor", "IfcSlab", "IfcStair"):
        assert model.by_type(kind)


def test_no_id_is_given_twice(model: Any) -> None:
    ids = [entity.GlobalId for entity in model.by_type("IfcRoot")]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_the_model_is_valid(model: Any) -> None:
    import ifcopenshell.validate

    log = ifcopenshell.validate.json_logger()
    ifcopenshell.validate.validate(model, log, express_rules=True)
    assert log.statements == []


# ---------------------------------------------------------------- and in again


@pytest.fixture(scope="session")
def parks(written: Path) -> dict[str, FoundPark]:
    pytest.importorskip("ifcopenshell")
    return imported(written)


@pytest.mark.parametrize("kind", ["dxf", "ifc", "geojson"])
def test_everything_is_there_again_where_it_was(
    parks: dict[str, FoundPark], scenario: Scenario, kind: str
) -> None:
    """Storeys, cores and what is in them, exits, docks, gates, roads and obstacles keep ids and outlines."""
    trip = compared("drawn by hand", kind, scenario, parks[kind])
    assert (trip.lost, trip.invented) == ((), ())
    assert trip.worst_outline_pct < 100 * NEAR


def test_what_differs_is_told(scenario: Scenario, parks: dict[str, FoundPark]) -> None:
    park = parks["geojson"]
    first, *others = park.buildings
    ground, *upper = first.storeys
    core, *cores = ground.cores
    moved = replace(core, outline=translate(core.outline, core.outline.bounds[2] - core.outline.bounds[0]))
    storey = replace(ground, cores=(moved, *cores), exits=(), id="EG")
    park = replace(park, buildings=(replace(first, storeys=(storey, *upper)), *others))
    trip = compared("changed", "geojson", scenario, park)
    assert f"storey {first.id}/1F" in trip.lost
    assert f"storey {first.id}/EG" in trip.invented
    assert any(entry.startswith("exit") for entry in trip.lost)
    same_ids = replace(storey, id="1F", exits=ground.exits)
    park = replace(park, buildings=(replace(first, storeys=(same_ids, *upper)), *others))
    trip = compared("moved", "geojson", scenario, park)
    assert (trip.lost, trip.invented) == ((), ())
    assert trip.worst_outline_pct == pytest.approx(200.0, abs=0.1)  # it lies beside itself


# ---------------------------------------------------------------- the others


def test_the_map_has_the_same_areas(written: Path, spaces: dict[str, Space], scenario: Scenario) -> None:
    document = json.loads((written / "park.geojson").read_bytes())
    assert scenario.site.origin_wgs84 is not None
    plane = LocalPlane(*scenario.site.origin_wgs84)
    found = {row["id"]: row for row in document["features"] if row["properties"]["role"] == "space"}
    assert set(found) == set(spaces)
    for id, row in found.items():
        shape = shapely.transform(shapely.from_geojson(json.dumps(row["geometry"])), plane.to_metres)
        assert shape.area == pytest.approx(spaces[id].area / M2, rel=NEAR)
        assert (
            shape.centroid.distance(shapely.transform(spaces[id].polygon.centroid, lambda p: p / 1000)) < 0.01
        )
        assert -180 <= row["geometry"]["coordinates"][0][0][0] <= 180


def test_a_degree_of_latitude_is_as_long_as_the_ellipsoid_says() -> None:
    # meridian radius at 30 N: a(1-e2)/(1-e2 sin2)^1.5 = 6,351,377 m; 0.001 degrees of it are 110.8525 m
    ((x, y),) = LocalPlane(120.0, 30.0).to_metres(np.array([[120.0, 30.001]]))
    assert (x, y) == (pytest.approx(0, abs=1e-6), pytest.approx(110.8525, abs=0.001))


def test_without_a_place_on_earth_there_is_no_map(given: Given, bundle: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(bundle, tmp_path / "copy")
    path = tmp_path / "copy" / "scenario.resolved.yaml"
    path.write_text(re.sub(r"  origin_wgs84: .*\n", "", path.read_text("utf-8")), "utf-8")
    with pytest.raises(UsageError, match="origin_wgs84"):
        export_bundle(tmp_path / "copy", tmp_path / "out", ["xlsx", "geojson"], lang="zh")
    assert not (tmp_path / "out").exists()  # nothing half written


def test_the_workbook_adds_up(written: Path, spaces: dict[str, Space]) -> None:
    values = openpyxl.load_workbook(written / "schedule.xlsx", data_only=True)
    formulas = openpyxl.load_workbook(written / "schedule.xlsx")
    areas = values["面积表"]
    listed = {row[0].value: row[10].value for row in areas.iter_rows(min_row=2) if row[0].value in spaces}
    assert listed == {id: pytest.approx(space.area / M2, abs=0.001) for id, space in spaces.items()}
    assert areas.cell(areas.max_row, 11).value == pytest.approx(sum(listed.values()))
    sums = [
        (sheet.title, cell)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type == "f"
    ]
    assert len(sums) > 30
    checked = 0
    for title, cell in sums:
        match = re.fullmatch(r"=SUMIFS\('面积表'!\$K.*,'面积表'!\$(\w)\$.*,(?:\"=\"&)?A(\d+)\)", cell.value)
        if match is None:
            continue
        wanted = values[title][f"A{match[2]}"].value
        total = sum(
            areas[f"K{n}"].value for n in range(2, areas.max_row) if areas[f"{match[1]}{n}"].value == wanted
        )
        assert values[title][cell.coordinate].value == pytest.approx(total)
        checked += 1
    assert checked > 10


def test_names_never_become_formulas(written: Path) -> None:
    book = openpyxl.load_workbook(written / "schedule.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == EVIL]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_workbook_has_charts_and_bars(written: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(written / "schedule.xlsx").namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == 3
    assert openpyxl.load_workbook(written / "schedule.xlsx")["面积表"].conditional_formatting


def glb(path: Path) -> tuple[dict[str, Any], bytes]:
    content = path.read_bytes()
    magic, version, length = struct.unpack("<4sII", content[:12])
    assert (magic, version, length) == (b"glTF", 2, len(content))
    size, kind = struct.unpack("<I4s", content[12:20])
    assert kind == b"JSON"
    assert size % 4 == 0
    document = json.loads(content[20 : 20 + size])
    rest, kind = struct.unpack("<I4s", content[20 + size : 28 + size])
    assert (kind, rest % 4) == (b"BIN\0", 0)
    return document, content[28 + size :]


def test_the_masses_have_the_areas_of_the_rooms(written: Path, spaces: dict[str, Space]) -> None:
    document, data = glb(written / "park.glb")
    assert document["asset"]["version"] == "2.0"
    assert document["buffers"] == [{"byteLength": len(data)}]

    def rows(number: int) -> np.ndarray[Any, Any]:
        accessor = document["accessors"][number]
        view = document["bufferViews"][accessor["bufferView"]]
        kind = {5126: "<f4", 5125: "<u4"}[accessor["componentType"]]
        raw = data[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]
        assert view["byteOffset"] % 4 == 0
        return np.frombuffer(raw, kind).reshape(accessor["count"], -1)

    found = {}
    for node in document["nodes"]:
        if node.get("extras", {}).get("role") != "space":
            continue
        (primitive,) = document["meshes"][node["mesh"]]["primitives"]
        points = rows(primitive["attributes"]["POSITION"]).astype(float)
        normals = rows(primitive["attributes"]["NORMAL"])
        bounds = document["accessors"][primitive["attributes"]["POSITION"]]
        assert (bounds["min"], bounds["max"]) == (points.min(axis=0).tolist(), points.max(axis=0).tolist())
        corners = points[rows(primitive["indices"]).reshape(-1, 3)]
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
        assert np.all(np.sum(across * normals[::3], axis=1) > 0)  # corners run as the normals say
        found[node["extras"]["id"]] = across[across[:, 1] > 1e-6, 1].sum()
    assert found == {id: pytest.approx(space.area / M2, rel=NEAR) for id, space in spaces.items()}


def test_every_node_hangs_on_the_tree_once(written: Path) -> None:
    document, _ = glb(written / "park.glb")
    children = [child for node in document["nodes"] for child in node.get("children", ())]
    assert sorted([*children, *document["scenes"][0]["nodes"]]) == list(range(len(document["nodes"])))


@pytest.mark.slow
def test_the_graph_is_that_of_circulation(bundle: Path, tmp_path: Path) -> None:
    import networkx as nx

    (path,) = export_bundle(bundle, tmp_path, ["graphml"], lang="zh")
    assert nx.read_graphml(io.BytesIO(path.read_bytes())).number_of_nodes() > 50


def test_drawings_are_true_to_scale(given: Given, bundle: Path, tmp_path: Path) -> None:
    from viz.export.drawing_set import SHEETS
    from viz.plan import set_out

    (path,) = export_bundle(bundle, tmp_path, ["pdf"], lang="zh", storeys=["B"])
    content = path.read_bytes()
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", content)
    assert len(boxes) == 3  # site, stacking plan, the storey
    sizes = {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes}
    assert sizes <= {(420, 297), (594, 420), (841, 594), (1189, 841)}
    storey = given.scenario.storey("B/1F")
    out = set_out(given.scenario, given.building(storey), storey, given.arranged(storey), "zh", SHEETS)
    assert out.scene.frame.scale == 100  # 60 x 16.8 m: 600 mm on an A1
    left, _, right, _ = out.scene.outline.bounds
    assert right - left == pytest.approx(600)


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize(
    ("formats", "storeys"),
    [
        (["geojson", "xlsx", "gltf"], []),
        (["dxf"], ["B"]),
        pytest.param(["ifc"], [], marks=pytest.mark.slow),
    ],
)
def test_the_same_bundle_gives_the_same_bytes(
    bundle: Path, written: Path, tmp_path: Path, formats: list[str], storeys: list[str]
) -> None:
    for path in export_bundle(bundle, tmp_path, formats, lang="zh", storeys=storeys):
        assert path.read_bytes() == (written / path.name).read_bytes(), path.name


@pytest.mark.slow
def test_the_same_bundle_gives_the_same_drawings(bundle: Path, tmp_path: Path) -> None:
    (one,) = export_bundle(bundle, tmp_path / "one", ["pdf"], lang="zh")
    (other,) = export_bundle(bundle, tmp_path / "other", ["pdf"], lang="zh")
    assert one.read_bytes() == other.read_bytes()


def test_the_command_tells_what_it_wrote(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made" / "here"
    assert (
        main(["export", str(bundle), "--format", "xlsx, DXF", "-o", str(folder), "--storey", "B", "--json"])
        == 0
    )
    names = [Path(name).name for name in json.loads(capsys.readouterr().out)["written"]]
    assert names == ["schedule.xlsx", "plan-B-1F.dxf", "site.dxf"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "dwg"], "--format: got 'dwg', expected formats separated by commas"),
        (["--format", ","], "--format: got ''"),
        (["--storey", "Z/9F"], "--storey: got 'Z/9F', expected a storey or a building"),
    ],
)
def test_wrong_options_are_named(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["export", str(bundle), "-o", str(tmp_path / "out"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_bundle_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no such folder"):
        export_bundle(tmp_path / "none", tmp_path / "out", ["dxf"], lang="zh")


def test_a_damaged_certificate_is_named(bundle: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(bundle, tmp_path / "copy")
    (tmp_path / "copy" / "compliance.json").write_text('{"verdicts": [{}]}')
    with pytest.raises(BundleError, match=r"compliance\.json: damaged"):
        read_given(tmp_path / "copy", (), "zh")


def test_scripts_in_names_stay_text(written: Path) -> None:
    book = openpyxl.load_workbook(written / "schedule.xlsx")
    assert [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == SCRIPT]
