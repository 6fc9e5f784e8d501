from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import pytest
import yaml
from shapely import LineString, box

from planner.errors import UsageError
from planner.exchange.dxf import faces, read_dxf
from planner.exchange.dxf_file import read_drawing
from planner.exchange.found import FoundStorey
from planner.exchange.scenario_text import scenario_text
from planner.model import Scenario
from tests.exchange.plant_dxf import FILE, drawing


def storey(path: Path, **options: Any) -> FoundStorey:
    (building,) = read_dxf([path], **options).buildings
    (found,) = building.storeys
    return found


def draw(path: Path, fill: Callable[[Any], None], units: int = 4, version: str = "R2010") -> Path:
    doc = ezdxf.new(version, units=units)
    fill(doc.modelspace())
    doc.saveas(path)
    return path


def ring(space: Any, points: list[tuple[float, float]], layer: str) -> None:
    space.add_lwpolyline(points, close=True, dxfattribs={"layer": layer})


def walls(space: Any, layer: str = "WALLS") -> None:
    """Two rooms of 6 x 5 m, drawn as single lines whose ends miss each other by 2 mm."""
    for start, end in (
        ((0, 0), (12000, 0)),
        ((12002, 0), (12000, 5000)),
        ((12000, 5001), (0, 5000)),
        ((0, 5000), (1, 0)),
        ((6000, 0), (6000, 5000)),
    ):
        space.add_line(start, end, dxfattribs={"layer": layer})


# ---------------------------------------------------------------- the real plant


@pytest.fixture(scope="module")
def plant() -> FoundStorey:
    return storey(FILE)


def test_the_drawing_of_the_plant_is_made_from_its_shell() -> None:
    assert drawing() == FILE.read_bytes()


def test_the_plant_is_read_as_it_stands(plant: FoundStorey) -> None:
    assert plant.outline.equals(box(0, 0, 86, 79.2))
    assert len(plant.columns) == 156
    assert {round(column.area, 4) for column in plant.columns} == {0.25}
    assert sorted(entry.width_m or 0 for entry in plant.exits) == [3] * 4 + [4] * 6
    assert {entry.at for entry in plant.exits} >= {(18.125, 79.2), (0, 39.85), (86, 61.25)}
    assert [[kind for _, kind, _ in core.parts] for core in plant.cores] == [["stair"]] * 4
    assert plant.daylight is not None
    assert len(plant.daylight) == 4


def test_chinese_layers_in_gbk_are_read(plant: FoundStorey) -> None:
    assert "楼板轮廓".encode("gbk") in FILE.read_bytes()
    assert read_drawing(FILE).encoding == "gbk"
    assert any("GBK" in note for note in read_dxf([FILE]).notes)


# ---------------------------------------------------------------- walls, units, layers


def test_walls_as_single_lines_enclose_a_storey(tmp_path: Path) -> None:
    found = storey(draw(tmp_path / "walls.dxf", walls))
    assert found.outline.area == pytest.approx(60.0, rel=0.001)


def test_a_real_flat_is_polygonised() -> None:
    # both faces of the walls are drawn, but the outer ones stop short of the corners: the inner ones count,
    # from 0.125 to 7.875 m and from 0.125 to 8.875 m
    found = storey(Path(__file__).parent / "data" / "apartment.dxf")
    assert found.outline.area == pytest.approx(7.75 * 8.75, rel=0.001)


def test_ends_of_walls_meet_on_a_grid_of_five_millimetres() -> None:
    near = [
        LineString([(0, 0), (4, 0)]),
        LineString([(4.002, 0), (4, 3)]),
        LineString([(4, 3.002), (0, 0.001)]),
    ]
    (face,) = faces(near)
    assert face.area == pytest.approx(6.0, abs=0.02)
    apart = [LineString([(0, 0), (4, 0)]), LineString([(4.02, 0), (4, 3)]), LineString([(4, 3), (0, 0)])]
    assert faces(apart) == []


@pytest.mark.parametrize(
    ("units", "unit", "scale"), [(6, None, 1), (0, "cm", 100), (4, "m", 1), (1, "mm", 1000)]
)
def test_the_unit_is_that_of_the_file_or_of_the_option(
    tmp_path: Path, units: int, unit: Any, scale: float
) -> None:
    corners = [(0.0, 0.0), (30.0 * scale, 0.0), (30.0 * scale, 20.0 * scale), (0.0, 20.0 * scale)]
    path = draw(tmp_path / "plan.dxf", lambda space: ring(space, corners, "OUTLINE"), units)
    assert storey(path, unit=unit).outline.area == pytest.approx(600)


def test_a_drawing_without_a_unit_asks_for_it(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "plan.dxf", lambda space: ring(space, [(0, 0), (30000, 0), (30000, 9000)], "OUTLINE"), 0
    )
    with pytest.raises(UsageError, match=r"no unit.*30,000 units long.*--unit with one of: mm, cm"):
        read_dxf([path])


def test_a_wrong_unit_is_told_by_the_size(tmp_path: Path) -> None:
    path = draw(
        tmp_path / "plan.dxf", lambda space: ring(space, [(0, 0), (86000, 0), (86000, 79200)], "OUTLINE"), 6
    )
    with pytest.raises(
        UsageError, match=r"86,000.00 m long, if its unit is m as \$INSUNITS says.*--unit with one of: mm"
    ):
        read_dxf([path])


def test_a_drawing_without_outlines_names_its_layers(tmp_path: Path) -> None:
    def scribble(space: Any) -> None:
        space.add_line((0, 0), (9000, 0), dxfattribs={"layer": "WALL"})
        space.add_line((0, 9000), (9000, 9000), dxfattribs={"layer": "FURN"})

    path = draw(tmp_path / "open.dxf", scribble)
    with pytest.raises(
        UsageError, match=r"no closed outline.*FURN \(0 closed, 1 open\), WALL \(0 closed, 1 open\)"
    ):
        read_dxf([path])


@pytest.mark.parametrize(("far", "area"), [(20_000, 50.0), (30_000, 60.0)])
def test_an_outline_that_crosses_itself_is_named(tmp_path: Path, far: float, area: float) -> None:
    """Two triangles that meet 10 or 12 m from the left: each 10 m high there and so wide, one is taken."""
    corners = [(0.0, 0.0), (20_000.0, 10_000.0), (far, 0.0), (0.0, 10_000.0)]
    path = draw(tmp_path / "plan.dxf", lambda space: ring(space, corners, "OUTLINE"))
    park = read_dxf([path])
    assert any("cross themselves" in note and note.endswith("OUTLINE") for note in park.notes)
    assert park.buildings[0].storeys[0].outline.area == pytest.approx(area, rel=1e-6)


def test_layers_may_be_named(tmp_path: Path) -> None:
    def fill(space: Any) -> None:
        ring(space, [(0, 0), (20000, 0), (20000, 10000), (0, 10000)], "Rahmen")
        ring(space, [(900, 900), (1300, 900), (1300, 1300), (900, 1300)], "Pfeiler")

    path = draw(tmp_path / "plan.dxf", fill)
    found = storey(path, layers={"outline": "rahmen", "column": "Pfeiler"})
    assert (found.outline.area, len(found.columns)) == (200, 1)
    with pytest.raises(UsageError, match=r"no layer called 'Wand'.*Pfeiler \(1 closed"):
        read_dxf([path], layers={"wall": "Wand"})


def test_blocks_are_taken_apart(tmp_path: Path) -> None:
    doc = ezdxf.new("R2010", units=4)
    block = doc.blocks.new("COL500")
    block.add_lwpolyline([(-250, -250), (250, -250), (250, 250), (-250, 250)], close=True)
    ring(doc.modelspace(), [(0, 0), (20000, 0), (20000, 10000), (0, 10000)], "OUTLINE")
    for x in (5000, 10000):
        doc.modelspace().add_blockref("COL500", (x, 5000), dxfattribs={"layer": "S-COLS"})
    doc.saveas(tmp_path / "plan.dxf")
    columns = storey(tmp_path / "plan.dxf").columns
    assert sorted(column.bounds for column in columns) == [
        (4.75, 4.75, 5.25, 5.25),
        (9.75, 4.75, 10.25, 5.25),
    ]


def test_storeys_are_ordered_by_the_names_of_their_files(tmp_path: Path) -> None:
    paths = [
        draw(tmp_path / name, lambda space: ring(space, [(0, 0), (20000, 0), (20000, 10000)], "OUTLINE"))
        for name in ("二层平面.dxf", "plan-1F.dxf", "B1.dxf")
    ]
    (building,) = read_dxf(paths).buildings
    assert [(found.id, found.level) for found in building.storeys] == [("B1", -1), ("1F", 1), ("2F", 2)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"AC1032" + bytes(100), "a DWG file; expected a DXF file"),
        (b"PK\x03\x04 something", "a ZIP archive"),
        (b"hello world\n" * 40, "no DXF"),
        (b"  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n", "a drawing without lines"),
        (b"", "an empty file"),
    ],
)
def test_what_is_no_drawing_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "plan.dxf"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_dxf([path])


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)  # sparse: it takes no room
    with pytest.raises(UsageError, match=r"a file of 200 MB; expected at most 128 MB"):
        read_dxf([path])


# ---------------------------------------------------------------- what was exported


def test_what_is_exported_is_imported_as_it_was(written: Path, scenario: Scenario) -> None:
    park = read_dxf(sorted(written.glob("*.dxf")))
    assert park.site.boundary is not None
    assert park.site.boundary.area == pytest.approx(scenario.site.boundary.area / 1e6)
    assert [building.id for building in park.buildings] == [building.id for building in scenario.buildings]
    found = [storey for building in park.buildings for storey in building.storeys]
    assert len(found) == len(scenario.storeys)
    for storey, given in zip(found, scenario.storeys, strict=True):
        assert storey.level == given.level
        assert storey.outline.area == pytest.approx(given.outline.area / 1e6)
        assert storey.height_m == given.height_mm / 1000
        assert len(storey.columns) == len(given.columns)
        parts = {(core.id, last(part.id), part.kind) for core in given.cores for part in core.parts}
        read = {(f"{given.id}/{core.id}", id, kind) for core in storey.cores for id, kind, _ in core.parts}
        assert read == parts
        assert {entry.id for entry in storey.exits} == {last(e.id) for e in given.exits}


def last(id: str) -> str:
    return id.rsplit("/", 1)[-1]


def test_ids_in_extended_data_cannot_break_out(tmp_path: Path) -> None:
    evil = 'A"}, x: {y: "\n- boom: 1 # '

    def fill(space: Any) -> None:
        ring(space, [(0, 0), (20000, 0), (20000, 10000), (0, 10000)], "OUTLINE")
        (entity,) = space
        space.doc.appids.add("PLANNER")
        rows = [f"id={evil}", "role=storey", f"building={evil}", "level=1"]
        entity.set_xdata("PLANNER", [(1000, row.replace("\n", " ")) for row in rows])

    park = read_dxf([draw(tmp_path / "plan.dxf", fill)])
    (building,) = yaml.safe_load(scenario_text(park).text)["buildings"]
    assert building["id"] == evil.replace("\n", " ")
    assert set(building) == {"id", "existing", "sprinklered", "storeys"}
