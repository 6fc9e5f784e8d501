"""What is left over: vacant units and plant rooms, cut by hand, and on whole storeys. Metres."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Polygon, box

from planner.model import M2, Policies, StoreyLayout
from solvers.arrange import arrange_storey
from solvers.arrange.exact import Cell
from solvers.arrange.frame import Frame
from solvers.arrange.items import vacant_item
from solvers.arrange.openings import Room
from solvers.arrange.plate import make_plate
from solvers.arrange.storey import Plan
from solvers.arrange.write import (
    PLANT_LEAST_M2,
    PLANT_LONG,
    USUAL_LONG,
    _units,
    ways_and_rooms,
    without_noise,
)
from tests.arrange.plates import CATALOGUE, PLATES, scenario, suite

WALL = 0.12
BELOW = box(-5, -1.74, 200, -0.06)
"""The clear corridor along y = 0."""


def units(cell: Polygon, public: Polygon = BELOW) -> list[Polygon]:
    return _units(cell, WALL, public, 40.0, USUAL_LONG)


def plant_rooms(cell: Polygon) -> list[Polygon]:
    return _units(cell, WALL, BELOW, PLANT_LEAST_M2, PLANT_LONG)


def aspect(room: Polygon) -> float:
    x0, y0, x1, y1 = room.bounds
    return max(x1 - x0, y1 - y0) / min(x1 - x0, y1 - y0)


def test_a_unit_of_usual_proportions_stays_whole() -> None:
    (unit,) = units(box(0, 0, 24, 8))
    assert unit.area == pytest.approx(23.88 * 7.88)


def test_a_long_unit_is_let_as_several() -> None:
    # 40 x 8 m: 40 / (1.6 x 8) = 3.1
    third = pytest.approx((40 / 3 - 0.12) * 7.88, rel=1e-4)
    assert [unit.area for unit in units(box(0, 0, 40, 8))] == [third] * 3


def test_no_unit_is_smaller_than_the_least() -> None:
    # 22 x 4.5 m, 99 m2: three by proportion, two by area, of 10.88 x 4.38 m = 47.7 m2
    found = units(box(0, 0, 22, 4.5))
    assert len(found) == 2
    assert all(unit.area >= 40 and aspect(unit) <= 4 for unit in found)


def test_halves_of_an_l_are_not_let_where_one_is_too_small() -> None:
    # 30 x 8 m, 4.6 m deep from x = 18 on: 199.2 m2, cut at x = 12.45; less half a wall round
    # 2 x (17.55 + 8) m the right half has 96.5 m2
    ell = Polygon([(0, 0), (30, 0), (30, 4.6), (18, 4.6), (18, 8), (0, 8)])
    assert len(_units(ell, WALL, BELOW, 97.0, USUAL_LONG)) == 1
    assert len(_units(ell, WALL, BELOW, 96.0, USUAL_LONG)) == 2


def test_where_an_end_has_no_door_there_are_fewer_units() -> None:
    # 40 x 8 m, corridor along the first 30 m: the last of three has 3.3 m of it, of four it has none
    assert len(units(box(0, 0, 40, 8), box(-5, -1.74, 30, -0.06))) == 3
    assert len(units(box(0, 0, 40, 8), box(-5, -1.74, 27, -0.06))) == 2


def test_a_unit_whose_end_turns_away_from_the_corridor_is_cut_unevenly() -> None:
    """37.35 x 4.5 m with 1 m more over the first 10.5 m, the corridor above from there on: 6.8 times as long.

    Of equal halves the right one is 4.4 times as long as wide, of three or more the first has no door.
    """
    cell = Polygon([(0, 0), (37.35, 0), (37.35, 4.5), (10.5, 4.5), (10.5, 5.5), (0, 5.5)])
    found = units(cell, box(10.5, 4.56, 40, 6.3))
    assert len(found) == 2
    assert all(unit.area >= 40 and aspect(unit) <= 4 for unit in found)
    assert all(unit.bounds[2] > 12 for unit in found), "both have wall at the corridor"


def test_a_unit_that_cannot_be_divided_stays_whole() -> None:
    # the corridor lies at one end
    assert len(units(box(0, 0, 40, 8), box(-1.74, -5, -0.06, 20))) == 1


@pytest.mark.parametrize("length", [6, 7.9, 9, 11, 14, 17, 20, 24])
def test_a_strip_becomes_few_plant_rooms_that_are_not_too_long(length: float) -> None:
    found = plant_rooms(box(0, 0, length, 2.2))
    assert all(aspect(room) <= 4 for room in found)
    # no more than it takes
    fewest = next(n for n in range(1, 9) if (length / n - WALL) / (2.2 - WALL) <= 4)
    assert len(found) <= fewest + 1
    assert sum(room.area for room in found) == pytest.approx((length - WALL * len(found)) * (2.2 - WALL))


def test_pockets_are_not_cut_into_rows_of_closets() -> None:
    # 14 x 2.2 m: two of 7 m, not the four of a vacant unit's proportions
    storey = PLATES["bar"]
    plate_ = make_plate(storey, Policies(), 1_800)
    frame = Frame(box(4, 6, 44, 7.92), (), (box(10, 7.92, 24, 10.12),), (), 1, 0.1, 0.0)
    _, rooms = ways_and_rooms(scenario(storey), storey, Plan(plate_, frame, [], []))
    assert [room.kind for room in rooms] == ["plant_room", "plant_room"]


@pytest.mark.parametrize(("depth", "kind"), [(3.71, "plant_room"), (3.73, "vacant")])
def test_what_is_too_narrow_to_let_is_a_plant_room(depth: float, kind: str) -> None:
    """Half a wall on each side: 3.59 and 3.61 m; a vacant unit is 3.6 m wide, 40 m2 large."""
    storey = PLATES["bar"]
    plate_ = make_plate(storey, Policies(), 1_800)
    frame = Frame(box(4, 6, 44, 7.92), (), (), (), 1, 0.1, 0.0)
    gross = box(10, 7.92, 23, 7.92 + depth)
    cell = Cell(None, gross, gross.buffer(-WALL / 2, join_style="mitre"))
    _, rooms = ways_and_rooms(scenario(storey), storey, Plan(plate_, frame, [], [cell]))
    assert [room.kind for room in rooms] == [kind]


@pytest.mark.parametrize(
    ("kind", "gap", "expected"),
    [("studio", WALL, "store_room"), ("studio", 1.0, "plant_room"), ("open_office", WALL, "plant_room")],
)
def test_no_plant_room_lies_beside_a_room_that_must_be_quiet(kind: str, gap: float, expected: str) -> None:
    """CBEP-5.2.2.1-b: a strip too narrow to let, behind one wall beside studios, or a metre away."""
    storey = PLATES["bar"]
    plate_ = make_plate(storey, Policies(), 1_800)
    frame = Frame(box(4, 6, 44, 7.92), (), (), (), 1, 0.1, 0.0)
    strip, beside = box(10, 7.92, 13, 20), box(13 - WALL + gap, 7.92, 23, 20)
    studios = replace(vacant_item(CATALOGUE, WALL, 40.0), kind=kind, zone="livestream_centre", subject="LIVE")
    cells = [Cell(None, strip, inner(strip)), Cell(0, beside, inner(beside))]
    _, rooms = ways_and_rooms(scenario(storey), storey, Plan(plate_, frame, [studios], cells))
    assert [room.kind for room in rooms] == [expected, kind]


def test_rooms_that_stay_are_not_disturbed_by_new_ones() -> None:
    """Millimetres of the model: a studio that stands, plant rooms across its wall, at its corner and away."""
    studio = box(0, 0, 6_000, 5_000)
    shapes = [box(6_120, 0, 8_500, 5_000), box(6_120, 5_120, 8_500, 9_000), box(8_620, 0, 11_000, 5_000)]
    rooms = [Room(shape, "plant_room", "public_service", None, None, (0,)) for shape in shapes]
    found = without_noise(rooms, shapes, [studio], 120)
    assert [room.kind for room in found] == ["store_room", "plant_room", "plant_room"]


def inner(gross: Polygon) -> Polygon:
    return gross.buffer(-WALL / 2, join_style="mitre")


def test_no_ground_is_lost_where_a_part_would_hold_no_room() -> None:
    # a dumbbell: of three parts the middle one would hold its neck, too thin for its walls, and fall apart
    neck = Polygon([(0, 0), (34, 0), (34, 8), (18, 8), (18, 0.1), (16, 0.1), (16, 8), (0, 8)])
    found = units(neck)
    assert sum(unit.area for unit in found) > 0.9 * neck.area


@pytest.mark.parametrize("least", [20.0, 40.0, 60.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0, 3.9])
def test_the_least_vacant_cell_holds_the_least_vacant_unit(least: float, ratio: float) -> None:
    target = vacant_item(CATALOGUE, WALL, least).target
    width = (target / ratio) ** 0.5
    assert (width - WALL) * (width * ratio - WALL) >= least


@pytest.mark.parametrize(
    ("name", "areas"),
    [("bar", (118, 96)), ("ell", (100, 70, 120)), ("tower", (75,)), ("you", (90, 110)), ("court", (60,))],
)
def test_what_is_left_of_a_storey_can_be_let_or_used(name: str, areas: tuple[float, ...]) -> None:
    storey = PLATES[name]
    rows = tuple(suite(f"T{k}", area, slack=0.01) for k, area in enumerate(areas))
    park = scenario(storey, rows)
    layout = arrange_storey(park, storey, rows, seed=1).layout
    assert layout is not None
    for space in layout.spaces:
        if space.kind == "vacant":
            assert space.area >= park.policies.least_vacant_unit_area - 0.01 * M2, space.id
        elif space.kind == "plant_room":
            assert space.area >= 6 * M2, space.id
            assert min(_sides(space.polygon)) >= 1_800 - 3, space.id
        if space.subject is None:
            assert max(_sides(space.polygon)) <= 4.02 * min(_sides(space.polygon)), space.id


def _sides(room: Polygon) -> tuple[float, float]:
    x0, y0, x1, y1 = room.bounds
    return x1 - x0, y1 - y0


def fixed(*areas: float) -> StoreyLayout:
    """The bar with suites whose companies take just these areas."""
    storey = PLATES["bar"]
    rows = tuple(suite(f"T{k}", area, slack=0.002) for k, area in enumerate(areas))
    park = scenario(storey, rows)
    tenants = tuple(
        replace(tenant, least_area=row.least_area, most_area=row.most_area)
        for tenant, row in zip(park.tenants, rows, strict=True)
    )
    layout = arrange_storey(replace(park, tenants=tenants), storey, rows, seed=1).layout
    assert layout is not None
    return layout


def test_a_rest_too_small_to_let_is_a_plant_room_where_no_room_may_grow() -> None:
    programmes = ((70, 70, 160), (100, 130, 160), (115, 115, 145))
    plants = [
        space.polygon for areas in programmes for space in fixed(*areas).spaces if space.kind == "plant_room"
    ]
    assert plants
    for room in plants:
        assert 8 * M2 < room.area < 40 * M2
        assert min(_sides(room)) >= 1_800 - 3
        assert aspect(room) <= 4


def test_a_long_unit_beside_a_core_is_cut_where_the_halves_are_equal() -> None:
    """Halves of its length: the right one would have (10.8 - 0.12) x 3.58 = 38.2 m2, and 40 is the least."""
    beside = Polygon([(0, 0), (21.6, 0), (21.6, 3.7), (10.0, 3.7), (10.0, 4.4), (0, 4.4)])
    found = units(beside)
    assert len(found) == 2
    assert all(unit.area >= 40 and aspect(unit) <= 4 for unit in found)
