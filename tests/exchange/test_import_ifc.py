from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from shapely import Point, box

from planner.errors import UsageError
from planner.model import Scenario

pytest.importorskip("ifcopenshell")

from planner.exchange.ifc import read_ifc
from planner.exchange.scenario_text import scenario_text
from viz.export.ifc_model import IfcModel


def model(folder: Path, **levels: float) -> Path:
    """Storeys of 20 x 10 m with a slab, a wall in the south, a column and, below, a stair that leads up."""
    return saved(drawn(**levels), folder)


def saved(made: IfcModel, folder: Path) -> Path:
    path = folder / "model.ifc"
    path.write_bytes(made.text())
    return path


def drawn(
    rooms: tuple[tuple[str, tuple[float, float, float, float]], ...] = (), door: str = "", **levels: float
) -> IfcModel:
    """``rooms``: names and corners (mm) of rooms of every storey; ``door``: what its door is called."""
    made = IfcModel("test", "Test", "planner")
    building = made.root("IfcBuilding", "B", Name="B")
    made.parts(made.project, [building])
    storeys = []
    for name, level in levels.items():
        place = made.place(level)
        storey = made.root("IfcBuildingStorey", name, Name=name, Elevation=level, ObjectPlacement=place)
        things = [
            thing(made, "IfcSlab", f"{name}/slab", box(5000, 5000, 25000, 15000), place, 0.2, -0.2),
            thing(made, "IfcWall", f"{name}/wall", box(5000, 5000, 25000, 5200), place, 3.0),
            thing(made, "IfcColumn", f"{name}/column", box(9800, 9800, 10200, 10200), place, 3.0),
            thing(
                made,
                "IfcDoor",
                f"{name}/door",
                box(14000, 5000, 15800, 5200),
                place,
                2.1,
                OverallWidth=1.8,
                Name=door or None,
            ),
            thing(made, "IfcWindow", f"{name}/window", box(7000, 5000, 9000, 5200), place, 1.0, 1.0),
        ]
        if level == min(levels.values()) and len(levels) > 1:
            things.append(
                thing(made, "IfcStair", f"{name}/stair", box(20000, 12000, 24800, 14800), place, 4.0)
            )
        made.contains(storey, things)
        spaces = [
            thing(made, "IfcSpace", f"{name}/{called}", box(*corners), place, 3.0, Name="1", LongName=called)
            for called, corners in rooms
        ]
        if spaces:
            made.parts(storey, spaces)
        storeys.append(storey)
    made.parts(building, storeys)
    return made


def thing(
    made: IfcModel, kind: str, id: str, shape: Any, place: Any, high: float, low: float = 0.0, **more: Any
) -> Any:
    body = made.solid(made.prism(shape, high, low), "#888888")
    return made.root(kind, id, ObjectPlacement=made.place(0.0, place), Representation=body, **more)


def test_a_model_is_read_storey_by_storey(tmp_path: Path) -> None:
    park = read_ifc(model(tmp_path, EG=0.0, OG=4.0))
    (building,) = park.buildings
    ground, upper = building.storeys
    assert [(s.id, s.level, s.elevation_m, s.height_m) for s in building.storeys] == [
        ("1F", 1, 0.0, 4.0),
        ("2F", 2, 4.0, 3.0),  # to the top of its walls
    ]
    assert ground.outline.symmetric_difference(box(0, 0, 20, 10)).area < 1e-6  # moved to the corner
    assert [column.bounds for column in ground.columns] == [pytest.approx((4.8, 4.8, 5.2, 5.2))]
    (entry,) = ground.exits
    assert (entry.at, entry.width_m) == (pytest.approx((9.9, 0.0)), 1.8)
    assert ground.daylight is not None
    assert [line.length for line in ground.daylight] == [pytest.approx(20)]
    # the stair stands within 0.6 m of two facades: its core reaches up to them
    (core,) = ground.cores
    assert core.outline.symmetric_difference(box(14.8, 6.8, 20, 10)).area < 1e-6
    ((_, kind, stair),) = core.parts
    assert (kind, stair.bounds) == ("stair", pytest.approx((15.0, 7.0, 19.8, 9.8)))
    assert [c.outline.equals(core.outline) for c in upper.cores] == [True]  # it arrives there
    assert upper.exits == ()


def test_rooms_that_are_called_parts_of_cores_are_taken_as_such(tmp_path: Path) -> None:
    """Toilets beside a riser are one core; a room on the stair is the stair, an office no part of any."""
    rooms = (
        ("男卫生间 Toilet", (6000, 11000, 9000, 14800)),
        ("Riser_EL", (9200, 13000, 10200, 14800)),
        ("Stairwell 1", (20000, 12000, 24800, 14800)),
        ("Office with lift lobby", (11000, 6000, 13000, 10000)),
    )
    (building,) = read_ifc(saved(drawn(rooms, EG=0.0), tmp_path)).buildings
    parts = sorted((id, kind, shape.bounds) for c in building.storeys[0].cores for id, kind, shape in c.parts)
    assert [(id, kind) for id, kind, _ in parts] == [("SH1", "shaft"), ("ST1", "stair"), ("WC1", "toilet")]
    assert parts[2][2] == pytest.approx((1.0, 6.0, 4.0, 9.8))
    assert sorted(len(core.parts) for core in building.storeys[0].cores) == [1, 2]
    notes = read_ifc(tmp_path / "model.ifc").notes
    assert any("1 rooms of 8.0 m2" in note for note in notes)


@pytest.mark.parametrize(
    ("room", "door", "docks"),
    [
        ("仓库", "卷帘门", []),
        ("仓库", "装卸门 D1", [1.8]),
        ("Loading bay", "M2", [1.8]),
        ("Stock", "Dock-3", [1.8]),
    ],
)
def test_docks_are_known_by_their_names(tmp_path: Path, room: str, door: str, docks: list[float]) -> None:
    rooms = ((room, (12000.0, 5200.0, 18000.0, 9000.0)),)
    (building,) = read_ifc(saved(drawn(rooms, door, EG=0.0), tmp_path)).buildings
    ground = building.storeys[0]
    assert [entry.width_m for entry in ground.docks] == docks
    assert len(ground.exits) == 1 - len(docks)


def test_true_north_is_up_in_the_scenario(tmp_path: Path) -> None:
    """North 30 degrees clockwise of the model's y: all is turned by 30 degrees counter-clockwise."""
    made = drawn(EG=0.0)
    (context,) = made.file.by_type("IfcGeometricRepresentationContext", include_subtypes=False)
    context.TrueNorth.DirectionRatios = (0.5, 3**0.5 / 2)
    park = read_ifc(saved(made, tmp_path))
    (building,) = park.buildings
    assert building.rotation_deg == 30
    assert any("turned by 30 degrees counter-clockwise" in note for note in park.notes)
    assert building.storeys[0].outline.area == pytest.approx(200)  # its own coordinates are as drawn
    assert "rotation_deg: 30" in "\n".join(scenario_text(park).lines)


def test_land_is_turned_with_the_buildings(written: Path, tmp_path: Path) -> None:
    """The corner of a building keeps its distance to every corner of the land."""
    plain = read_ifc(written / "park.ifc")
    text = (written / "park.ifc").read_text("utf-8")
    (tmp_path / "turned.ifc").write_text(
        text.replace("IFCDIRECTION((0.,1.))", "IFCDIRECTION((-1.,0.))"), "utf-8"
    )
    park = read_ifc(tmp_path / "turned.ifc")
    assert plain.site.boundary is not None
    assert park.site.boundary is not None
    assert park.buildings[0].rotation_deg == -90
    (x, y), *_ = plain.site.boundary.exterior.coords
    assert park.site.boundary.exterior.distance(Point(y, -x)) < 0.001  # a quarter to the right


def test_basements_have_levels_below_one(tmp_path: Path) -> None:
    (building,) = read_ifc(model(tmp_path, UG=-4.0, EG=0.0)).buildings
    assert [(s.id, s.level) for s in building.storeys] == [("B1", -1), ("1F", 1)]


def test_a_model_without_storeys_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a model without storeys; expected an IfcBuildingStorey"):
        read_ifc(model(tmp_path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"hello", "does not begin with ISO-10303-21"),
        (
            b"ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('IFC9'));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n",
            "IFC",
        ),
        (b"ISO-10303-21;\nHEADER;\n\x00\x01broken", "IFC"),
        (b"PK\x05\x06" + bytes(18), "0 IFC files in it"),
        (b"", "an empty file"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "model.ifc"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_ifc(path)


def test_what_is_exported_is_imported_as_it_was(written: Path, scenario: Scenario) -> None:
    park = read_ifc(written / "park.ifc")
    assert park.site.boundary is not None
    assert park.site.boundary.area == pytest.approx(scenario.site.boundary.area / 1e6, rel=0.001)
    assert park.site.origin_wgs84 == scenario.site.origin_wgs84
    found = [storey for building in park.buildings for storey in building.storeys]
    assert len(found) == len(scenario.storeys)
    for storey, given in zip(found, scenario.storeys, strict=True):
        assert storey.outline.area == pytest.approx(given.outline.area / 1e6, rel=0.001)
        assert (storey.level, storey.elevation_m) == (given.level, given.elevation_mm / 1000)
        assert len(storey.columns) == len(given.columns)
        stairs = [part for core in given.cores for part in core.parts if part.kind == "stair"]
        assert sum(kind == "stair" for core in storey.cores for _, kind, _ in core.parts) == len(stairs)


@pytest.mark.slow
def test_the_real_plant_is_read_as_it_stands() -> None:
    """Its numbers are those of the shell that was taken from it by hand (``scenarios/data``)."""
    park = read_ifc(Path(__file__).parent / "data" / "plant.ifczip")
    (building,) = park.buildings
    ground, upper = building.storeys
    assert [(s.id, s.elevation_m, s.height_m) for s in building.storeys] == [("1F", 0, 5.0), ("2F", 5, 4.68)]
    for storey in building.storeys:
        assert storey.outline.area == pytest.approx(86 * 79.2, rel=0.001)
        assert len(storey.columns) == 156
        assert {round(column.area, 3) for column in storey.columns} == {0.25}
        assert [[kind for _, kind, _ in core.parts] for core in storey.cores] == [["stair"]] * 4
    assert sorted(entry.width_m or 0 for entry in ground.exits) == [3] * 4 + [4] * 6
    assert {entry.at for entry in ground.exits} >= {(18.125, 79.2), (0, 39.85), (86, 61.25)}
    assert upper.daylight is not None
    assert len(upper.daylight) == 4
