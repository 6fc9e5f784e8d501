from __future__ import annotations

import math

import pytest
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box

from tests.viz import samples
from viz import doors, poche, typeset
from viz.dimensions import axis_letters, chains, draw_across, grid_of
from viz.facade import spot
from viz.frame import SCALES, Box, Frame, dominant_angle, fit
from viz.ink import Sheet
from viz.labels import area_text, elevation_text, length_text, road_name
from viz.scene import StoreyScene, room_numbers, storey_scene
from viz.windows import windows


def scene_of(storey_id: str, *, scale: int = 100) -> StoreyScene:
    scenario, layout = samples.park()
    storey = scenario.storey(storey_id)
    arranged = next(entry for entry in layout.storeys if entry.storey == storey_id)
    frame = Frame(0.0, scale, 0.0, 0.0)
    return storey_scene(scenario, scenario.building(storey.building), storey, arranged, frame, "en")


class TestFrame:
    @pytest.mark.parametrize("degrees", [-44.0, -12.0, 0.0, 27.0, 44.0])
    def test_rotated_slab_is_set_square(self, degrees: float) -> None:
        slab = affinity.rotate(box(0, 0, 60_000, 18_000), degrees, origin=(0, 0))
        assert math.degrees(dominant_angle([slab])) == pytest.approx(-degrees, abs=1e-6)

    def test_scale_is_the_largest_standard_one_that_fits(self) -> None:
        # 60 m on 300 mm of paper needs 1:200 exactly; one millimetre less, 1:250
        slab = box(0, 0, 60_000, 10_000)
        assert fit([slab], 0.0, Box(0, 0, 300, 200)).scale == 200
        assert fit([slab], 0.0, Box(0, 0, 299, 200)).scale == 250

    def test_beyond_the_standard_scales_it_still_fits(self) -> None:
        huge = box(0, 0, 9_000_000, 1)
        frame = fit([huge], 0.0, Box(0, 0, 300, 200))
        assert frame.scale > max(SCALES)
        assert frame.length(9_000_000) <= 300

    def test_placing_keeps_lengths_to_scale(self) -> None:
        frame = Frame(0.3, 200, 11.0, 7.0)
        line = frame.place(LineString([(0, 0), (3_000, 4_000)]))
        assert line.length == pytest.approx(25.0)
        assert line.coords[0] == pytest.approx((11.0, 7.0))


class TestDoors:
    WALL = box(0, 0, 1_000, 120)
    ROOM = box(-4_000, 120, 1_500, 5_000)

    def test_axes_follow_the_width_even_where_the_wall_is_thicker(self) -> None:
        door = doors.hang(box(0, 0, 900, 1_500), 900)
        assert (door.width, door.thickness) == (900, 1_500)
        assert abs(door.along[0]) == pytest.approx(1.0)

    def test_leaf_turns_into_the_room_at_the_jamb_nearer_its_corner(self) -> None:
        door = doors.facing(doors.hang(self.WALL, 1_000), self.ROOM)
        (leaf,) = doors.leaves(door, self.ROOM, 1_000)
        assert leaf.hinge == pytest.approx((1_000, 120))
        assert leaf.tip == pytest.approx((1_000, 1_120))
        assert self.ROOM.contains(leaf.sector.representative_point())
        assert leaf.sector.area == pytest.approx(math.pi / 4 * 1_000**2, rel=0.01)

    def test_wide_doors_have_two_leaves_of_half_the_width(self) -> None:
        door = doors.facing(doors.hang(box(0, 0, 1_600, 120), 1_600), self.ROOM)
        assert [leaf.arc.length for leaf in doors.leaves(door, self.ROOM, 1_600)] == pytest.approx(
            [math.pi / 2 * 800] * 2, rel=0.01
        )

    def test_rolling_doors_have_no_leaves_and_exits_open_outwards(self) -> None:
        scene = scene_of("A/1F")
        by_width = {entry.door.width_mm: entry for entry in scene.doors}
        assert by_width[3_500].leaves == ()
        exit_door = next(entry for entry in scene.doors if "A/1F/X1" in entry.door.joins)
        assert len(exit_door.leaves) == 2
        assert all(scene.outline.intersection(leaf.sector).area < 0.01 for leaf in exit_door.leaves)

    def test_every_leaf_of_a_room_door_sweeps_the_room_only(self) -> None:
        scene = scene_of("B/1F")
        rooms = {room.space.id: room.polygon for room in scene.rooms}
        checked = 0
        for entry in scene.doors:
            room = next((rooms[id] for id in entry.door.joins if id in rooms), None)
            for leaf in entry.leaves if room is not None else ():
                assert room is not None
                assert room.buffer(0.01).contains(leaf.sector)
                checked += 1
        assert checked >= 20


class TestPoche:
    def test_walls_of_two_rooms_are_what_is_left(self) -> None:
        outline = box(0, 0, 10_240 + 240, 5_480)
        inner = poche.inset(outline, 240)
        rooms = [box(240, 240, 5_180, 5_240), box(5_300, 240, 10_240, 5_240)]
        door = box(5_180, 1_000, 5_300, 1_900)
        solid = poche.poche(outline, inner, rooms, [], [door], 700)
        assert solid.exterior.area == pytest.approx(10_480 * 5_480 - 10_000 * 5_000)
        assert solid.interior.area == pytest.approx(120 * 5_000 - 120 * 900)
        assert solid.unassigned.is_empty

    def test_floor_that_nobody_uses_is_not_drawn_as_wall(self) -> None:
        outline = box(0, 0, 10_480, 5_480)
        solid = poche.poche(outline, poche.inset(outline, 240), [box(240, 240, 6_000, 5_240)], [], [], 700)
        assert solid.unassigned.area == pytest.approx(4_240 * 5_000, rel=1e-6)
        assert solid.interior.is_empty

    def test_hatch_lies_inside_and_lines_up_over_shapes(self) -> None:
        left, right = box(0, 0, 10, 10), box(10, 0, 20, 10)
        both = poche.hatch(box(0, 0, 20, 10), 2.0)
        apart = poche.hatch(left, 2.0).length + poche.hatch(right, 2.0).length
        assert both.length == pytest.approx(apart)
        assert box(0, 0, 20, 10).buffer(1e-6).contains(both)
        # lines 2 mm apart: half as many millimetres of line as square millimetres
        assert both.length == pytest.approx(200 / 2.0, rel=0.1)


class TestFacade:
    OUTLINE = box(0, 0, 20_000, 10_000)

    def test_windows_stand_in_the_wall_before_rooms_clear_of_doors(self) -> None:
        room, blocked = box(240, 240, 12_000, 9_760), box(5_000, -500, 6_000, 500)
        made = windows([LineString([(0, 0), (20_000, 0)])], self.OUTLINE, [room], blocked, 240, 1.0)
        wall = self.OUTLINE.difference(poche.inset(self.OUTLINE, 240))
        assert made
        assert all(wall.buffer(1).contains(window.opening) for window in made)
        assert all(window.opening.intersection(blocked).area < 1 for window in made)
        assert max(window.opening.bounds[2] for window in made) <= 12_000
        assert max(window.opening.bounds[2] - window.opening.bounds[0] for window in made) <= 3_600

    def test_no_windows_off_the_daylight_facades(self) -> None:
        assert windows([], self.OUTLINE, [box(240, 240, 9_000, 9_760)], Polygon(), 240, 1.0) == []

    def test_exits_point_out_on_any_side_and_into_courts(self) -> None:
        court = box(5_000, 4_000, 9_000, 6_000)
        outline = self.OUTLINE.difference(court)
        assert isinstance(outline, Polygon)
        assert spot(Point(10_000, 0), outline).out == pytest.approx((0, -1))
        assert spot(Point(20_000, 5_000), outline).out == pytest.approx((1, 0))
        assert spot(Point(7_000, 4_000), outline).out == pytest.approx((0, 1))


class TestDimensions:
    def test_every_length_of_a_chain_is_written_the_short_ones_beside_it(self) -> None:
        # 1:100, axes 200 mm inside the ends: 200 + 8400 + 200 = 8800
        sheet = Sheet(420, 297)
        given = chains(box(100, 100, 188, 140), (102.0, 186.0), 0, 1.0)
        draw_across(sheet, Box(100, 100, 188, 140), given, 100, (102.0, 186.0))
        texts = {(t.get_text(), round(t.get_position()[0])): t for t in sheet.figure.axes[0].texts}
        places = [(words, x) for words, x in texts if words in ("200", "8400", "8800")]
        assert sorted(words for words, _ in places) == ["200", "200", "8400", "8800"]
        short = [x for words, x in places if words == "200"]
        assert min(short) < 100 - typeset.width_mm("200", 5.5)
        assert max(short) > 188

    def test_wings_of_an_ell_and_the_whole(self) -> None:
        ell = Polygon([(0, 0), (60, 0), (60, 48), (42, 48), (42, 18), (0, 18)])
        assert [chain.positions for chain in chains(ell, (), 0, 1.0)] == [(0, 42, 60), (0, 60)]
        assert [chain.positions for chain in chains(ell, (), 1, 1.0)] == [(0, 18, 48), (0, 48)]

    def test_columns_in_rows_make_axes_and_scattered_ones_none(self) -> None:
        rows = [Point(x, y).buffer(0.3) for x in (0, 8, 16) for y in (0, 9)]
        grid = grid_of(rows, 0.2)
        assert grid.xs == pytest.approx((0, 8, 16))
        assert grid.ys == pytest.approx((0, 9))
        scattered = [Point(x, x * x).buffer(0.3) for x in range(6)]
        assert grid_of(scattered, 0.2).xs == ()

    def test_axis_letters_leave_out_those_that_read_as_figures(self) -> None:
        letters = axis_letters(30)
        assert len(set(letters)) == 30
        assert not {"I", "O", "Z"} & set(letters)


class TestRoomNumbers:
    def test_level_then_the_number_of_the_id(self) -> None:
        scenario, layout = samples.park()
        storey = scenario.storey("A/2F")
        spaces = next(entry for entry in layout.storeys if entry.storey == "A/2F").spaces
        assert room_numbers(storey, spaces)["A/2F/s07"] == "207"

    def test_rooms_are_counted_where_ids_do_not_tell(self) -> None:
        scenario, layout = samples.park()
        arranged = next(entry for entry in layout.storeys if entry.storey == "A/2F")
        spaces = [
            samples.with_id(space, f"A/2F/room{'x' * i}") for i, space in enumerate(arranged.spaces[:3])
        ]
        assert list(room_numbers(scenario.storey("A/2F"), spaces).values()) == ["201", "202", "203"]


def test_numbers_are_written_as_drawings_write_them() -> None:
    assert [elevation_text(value) for value in (0, 5_400, -4_200)] == ["±0.000", "+5.400", "−4.200"]
    assert area_text(1_234_560_000) == "1,234.6 m²"
    # 401 mm on the plan of a building turned by 82.2 degrees is 400; 5 and 7 mm were meant
    assert [length_text(mm) for mm in (8_400, 401.4, 398.6, 7_125, 7_127.2)] == [
        "8400", "400", "400", "7125", "7127",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("创业路 Chuangye Road", "创业路", "Chuangye Road"),
        ("Xiasha Road 下沙路", "下沙路", "Xiasha Road"),
        ("West Road", "West Road", "West Road"),
        ("下沙路", "下沙路", "下沙路"),
        ("G60 沪昆高速", "G60 沪昆高速", "G60 沪昆高速"),  # a number is no second language
    ],
)
def test_a_road_with_one_name_in_two_languages_shows_one(name: str, zh: str, en: str) -> None:
    assert (road_name(name, "zh"), road_name(name, "en")) == (zh, en)
