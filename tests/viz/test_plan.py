from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.model import StoreyLayout
from tests.viz import samples
from viz import plan
from viz.frame import Box, fit
from viz.ink import Sheet
from viz.labels import Lang
from viz.scene import storey_scene, upright_angle

STOREYS = ["A/1F", "A/2F", "B/1F", "C/1F", "D/1F", "E/2F"]
TOLERANCE = 0.12
"""A pixel of the renderer, mm."""


@cache
def drawn(storey_id: str, lang: Lang) -> tuple[Sheet, plan.Setout]:
    """The sheet as users get it, and what it was drawn from."""
    scenario, layout = samples.park()
    storey = scenario.storey(storey_id)
    arranged = next(entry for entry in layout.storeys if entry.storey == storey_id)
    building = scenario.building(storey.building)
    sheet = plan.draw_storey(scenario, building, storey, arranged, lang)
    sheet.figure.set_dpi(300)
    return sheet, plan.set_out(scenario, building, storey, arranged, lang)


def texts(sheet: Sheet) -> list[tuple[str | None, str, Polygon]]:
    """Group id, words and box (mm of paper) of everything written."""
    per_mm = sheet.figure.dpi / 25.4
    result = []
    for text in sheet.figure.axes[0].texts:
        extent = text.get_window_extent()
        left, bottom, right, top = (float(value) / per_mm for value in extent.extents)
        shape = box(left, bottom, right, top)
        result.append((text.get_gid(), text.get_text(), shape))
    return result


def labels(sheet: Sheet) -> dict[str, BaseGeometry]:
    """Id of a room or corridor -> all that is written in it."""
    found: dict[str, list[Polygon]] = defaultdict(list)
    for gid, _, shape in texts(sheet):
        if gid and gid.startswith("label:"):
            found[gid.removeprefix("label:")].append(shape)
    return {id: shapely.union_all(shapes) for id, shapes in found.items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("storey", STOREYS)
class TestLabels:
    def test_stay_inside_their_rooms(self, storey: str, lang: Lang) -> None:
        sheet, given = drawn(storey, lang)
        scene = given.scene
        rooms = {room.space.id: room.polygon for room in scene.rooms}
        rooms |= {corridor.id: polygon for corridor, polygon in scene.corridors}
        written = labels(sheet)
        assert written
        outside = [id for id, shape in written.items() if not rooms[id].buffer(TOLERANCE).contains(shape)]
        assert outside == []

    def test_keep_clear_of_columns(self, storey: str, lang: Lang) -> None:
        sheet, given = drawn(storey, lang)
        scene = given.scene
        hit = [
            id
            for id, shape in labels(sheet).items()
            for column in scene.columns
            if shape.buffer(-TOLERANCE).intersects(column)
        ]
        assert hit == []

    def test_no_two_texts_of_the_sheet_overlap(self, storey: str, lang: Lang) -> None:
        sheet, _ = drawn(storey, lang)
        # a renderer's box reaches over the white above and below the letters: take a fifth off
        boxes = [(words, core_of(shape)) for _, words, shape in texts(sheet) if words.strip()]
        hits = [(a, b) for (a, first), (b, second) in combinations(boxes, 2) if first.intersects(second)]
        assert hits == []

    def test_every_room_has_a_name_or_a_number_in_the_key(self, storey: str, lang: Lang) -> None:
        sheet, given = drawn(storey, lang)
        scene = given.scene
        written = labels(sheet)
        assert [room.number for room in scene.rooms if room.space.id not in written] == []
        beside = {words for gid, words, _ in texts(sheet) if gid is None}
        assert [room.number for room in given.keyed if room.number not in beside] == []

    def test_type_is_legible(self, storey: str, lang: Lang) -> None:
        sheet, _ = drawn(storey, lang)
        assert min(float(text.get_fontsize()) for text in sheet.figure.axes[0].texts) >= 5.5 - 1e-9


def core_of(shape: Polygon) -> Polygon:
    left, bottom, right, top = shape.bounds
    trim = min(right - left, top - bottom) * 0.2
    return box(left + trim, bottom + trim, right - trim, top - trim)


def test_rotated_building_is_drawn_square_with_north_turned() -> None:
    scene = drawn("B/1F", "zh")[1].scene
    left, bottom, right, top = scene.outline.bounds
    assert (right - left) * scene.frame.scale == pytest.approx(60_000, abs=1)
    assert (top - bottom) * scene.frame.scale == pytest.approx(48_000, abs=1)
    # the building is turned 27 degrees anticlockwise on the site; drawn upright, north leans right
    assert scene.frame.north == pytest.approx((0.45399, 0.89101), abs=1e-4)


def test_dimensions_are_those_of_the_building() -> None:
    sheet, _ = drawn("B/1F", "en")
    written = {words for _, words, _ in texts(sheet)}
    assert {"60000", "48000", "42000", "18000", "30000"} <= written


def test_title_block_states_hand_summed_figures() -> None:
    sheet, given = drawn("D/1F", "en")
    written = {words for _, words, _ in texts(sheet)}
    # 6 x 5 m outside, 5.52 x 4.52 m inside walls of 0.24 m
    assert {
        "Sample park",
        "Lodge 1F Storey plan",
        "30.0 m²",
        "25.0 m²",
        "±0.000",
        f"1:{given.scene.frame.scale}",
    } <= written


def test_empty_storey_is_drawn_with_its_core_and_walls() -> None:
    scenario, _ = samples.park()
    storey = scenario.storey("F/1F")
    sheet = plan.draw_storey(
        scenario, scenario.building("F"), storey, StoreyLayout(storey.id, (), (), ()), "zh"
    )
    assert sheet.bytes("png").startswith(b"\x89PNG")


def test_a_name_too_long_for_its_room_goes_to_the_key() -> None:
    draft = samples.Draft("Q/1F", box(0, 0, 60_000, 9_000))
    corridor = draft.corridor((240, 6_900, 59_760, 8_760))
    draft.row((240, 240, 59_760, 6_780), ["plant_room"] * 30, "top", corridor)
    storey, arranged = samples.finish(draft)
    scenario, _ = samples.park()
    renamed = tuple(
        replace(space, name="Extraordinarilylongunbreakableplantroomnamethatfitsnowhere")
        for space in arranged.spaces
    )
    arranged = StoreyLayout(storey.id, renamed, arranged.corridors, arranged.doors)
    building = samples.building("Q", [storey])
    sheet = plan.draw_storey(scenario, building, storey, arranged, "en")
    numbers = [words for gid, words, _ in texts(sheet) if gid is None and re.fullmatch(r"1\d\d", words)]
    assert sorted(numbers) == [f"1{i:02d}" for i in range(1, 31)]
    on_plan = {words for gid, words, _ in texts(sheet) if gid and gid.startswith("label:Q/1F/s")}
    assert {"101", "130"} <= on_plan


def test_a_column_in_the_middle_of_a_room_pushes_the_label_aside() -> None:
    draft = samples.Draft("Q/1F", box(0, 0, 9_000, 9_000))
    draft.room((240, 240, 8_760, 8_760), "classroom")
    draft.grid([4_500], [4_500], 900)
    storey, arranged = samples.finish(draft)
    scenario, _ = samples.park()
    sheet = plan.draw_storey(scenario, samples.building("Q", [storey]), storey, arranged, "en")
    given = plan.set_out(scenario, samples.building("Q", [storey]), storey, arranged, "en")
    sheet.figure.set_dpi(300)
    assert labels(sheet)["Q/1F/s01"].disjoint(given.scene.columns[0])


def test_long_building_lies_along_the_sheet() -> None:
    draft = samples.Draft("Q/1F", box(0, 0, 14_000, 90_000))
    storey, arranged = samples.finish(draft)
    scenario, _ = samples.park()
    building = samples.building("Q", [storey])
    angle = upright_angle(building)
    frame = fit([storey.outline], angle, Box(0, 0, 300, 200))
    scene = storey_scene(scenario, building, storey, arranged, frame, "zh")
    left, bottom, right, top = scene.outline.bounds
    assert right - left > top - bottom


def test_the_legend_names_the_corridors_that_the_plan_shows() -> None:
    scenario, layout = samples.park()
    storey = scenario.storey("B/1F")
    arranged = next(entry for entry in layout.storeys if entry.storey == "B/1F")
    building = scenario.building(storey.building)
    (way, *rest) = arranged.corridors
    inner = replace(arranged, corridors=(replace(way, zone="office_area"), *rest))

    def words(given: StoreyLayout) -> list[str]:
        sheet = plan.draw_storey(scenario, building, storey, given, "en")
        return [text for gid, text, _ in texts(sheet) if gid is None]

    assert "Corridor" in words(arranged)
    assert "Inner corridor" not in words(arranged)
    assert "Inner corridor" in words(inner)
