"""Evacuation plans: what they show is what the check measures, and nothing lies over anything else."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import combinations

import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from planner.check.compliance import Compliance, Finding, Verdict
from planner.check.statement import Inputs
from planner.circulation.egress import ways_out
from planner.model import Compartment, StoreyLayout
from tests.viz import samples
from tests.viz.test_plan import TOLERANCE, core_of, texts
from viz.callouts import MOST_FAILURES, callouts, failure_rows
from viz.egress_plan import Evacuation, draw_egress, set_out_egress
from viz.failing import FailedPlace, failures_of
from viz.frame import Box
from viz.furniture import TableRow
from viz.ink import Sheet
from viz.labels import WORDS, Lang
from viz.signs import Sign, _picture, sign_plate
from viz.typeset import MISSING, clean

STOREYS = ["A/1F", "A/2F", "B/1F", "C/2F", "D/1F", "E/2F", "F/2F"]
LINE = LineString([(31_000, 31_000), (60_000, 42_000)])
FAILING = FailedPlace("FIRE-50016-5.5.17-1-a", True, "A/2F/s01 A/2F/d001", "45 m  <= 40 m", LINE)
LONG = FailedPlace(
    "SBT11233-5.3.3.1.2",
    True,
    "A/1F/D1: truck_9m",
    "no road leads to the dock and in by a quarter turn  == a way for the truck",
    LINE,
)


def layout_of(storey: str) -> StoreyLayout:
    return next(entry for entry in samples.park()[1].storeys if entry.storey == storey)


@cache
def drawn(storey_id: str, lang: Lang, failed: tuple[FailedPlace, ...] = ()) -> tuple[Sheet, Evacuation]:
    scenario, _ = samples.park()
    storey = scenario.storey(storey_id)
    given = (scenario, scenario.building(storey.building), storey, layout_of(storey_id), failed, lang)
    sheet = draw_egress(*given)
    sheet.figure.set_dpi(300)
    return sheet, set_out_egress(*given)


def words_of(sheet: Sheet) -> set[str]:
    return {words for _, words, _ in texts(sheet)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("storey", STOREYS)
def test_no_two_texts_overlap_or_leave_the_sheet(storey: str, lang: Lang) -> None:
    failed = (FAILING, FAILING, LONG) if storey == "A/2F" else ()
    sheet, _ = drawn(storey, lang, failed)
    boxes = [(words, core_of(shape)) for _, words, shape in texts(sheet) if words.strip()]
    assert [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.intersects(other)] == []
    whole = box(0, 0, sheet.width, sheet.height)
    assert [words for words, shape in boxes if not whole.contains(shape)] == []


@pytest.mark.parametrize("storey", STOREYS)
def test_words_keep_clear_of_signs_and_of_the_longest_way(storey: str) -> None:
    sheet, given = drawn(storey, "zh")
    egress = given.egress
    signs = [entry.sign for entry in egress.exits if entry.sign] + [*egress.signs, *egress.equipment]
    solid = [sign_plate(sign).buffer(-TOLERANCE) for sign in signs]
    solid += [egress.worst_line.buffer(0.3)] if egress.worst_line is not None else []
    beside = given.panel.field
    field = box(beside.left, beside.bottom, beside.right, beside.top)
    inside = [(words, core_of(shape)) for _, words, shape in texts(sheet) if field.contains(shape)]
    assert [words for words, shape in inside if any(shape.intersects(other) for other in solid)] == []


def test_the_longest_way_is_the_one_that_is_measured() -> None:
    storey = samples.park()[0].storey("A/1F")
    arranged = layout_of("A/1F")
    found = ways_out(storey, arranged.spaces, arranged.corridors, arranged.doors)
    longest = max(way.total for way in found.rooms.values() if math.isfinite(way.total))
    sheet, given = drawn("A/1F", "en")
    assert given.egress.worst_line is not None
    assert given.egress.worst_line.length * given.scene.frame.scale == pytest.approx(longest, abs=1)
    assert f"Longest way out {longest / 1000:.1f} m" in words_of(sheet)
    assert f"{longest / 1000:.2f} m" in words_of(sheet)


def test_exits_carry_their_clear_width_and_stand_outside() -> None:
    sheet, given = drawn("A/1F", "en")
    kinds = {entry.id: entry.kind for entry in given.egress.exits}
    assert kinds == {"ST1": "stair", "X1": "outside", "X2": "outside"} | {
        id: kind for id, kind in kinds.items() if id.startswith("ST")
    }
    assert {"Exit X1 · 1.80 m", "Exit X2 · 1.50 m"} <= words_of(sheet)
    outer = [entry.sign for entry in given.egress.exits if entry.kind == "outside"]
    assert all(sign is not None and not sign_plate(sign).intersects(given.scene.outline) for sign in outer)


def test_ends_of_a_corridor_beyond_the_stairs_are_dead_ends() -> None:
    """A/2F: 60 m of corridor, stairs behind doors at 9 and 45 m: its ends are dead ends, its middle not."""
    _, given = drawn("A/2F", "en")
    scene, ground = given.scene, given.egress.dead_ends
    end = scene.frame.place(shapely.Point(30_000 + 58_500, 30_000 + 12_000))
    middle = scene.frame.place(shapely.Point(30_000 + 27_000, 30_000 + 12_000))
    assert ground.contains(end)
    assert not ground.intersects(middle.buffer(1))
    floors = shapely.union_all(
        [polygon for _, polygon in scene.corridors] + [core.floors.lobby for core in scene.cores]
    )
    assert floors.buffer(TOLERANCE).contains(ground)
    assert given.egress.dead_doors > 0
    assert "Dead end" in {entry.meaning for entry in given.entries}


def test_a_storey_without_doors_says_that_its_rooms_have_no_way_out() -> None:
    scenario, _ = samples.park()
    storey = scenario.storey("A/2F")
    bare = StoreyLayout(storey.id, layout_of("A/2F").spaces, layout_of("A/2F").corridors, ())
    given = set_out_egress(scenario, scenario.building("A"), storey, bare, (), "en")
    assert given.egress.worst is None
    assert len(given.egress.blocked) == len(bare.spaces)
    sheet = draw_egress(scenario, scenario.building("A"), storey, bare, (), "en")
    assert "Longest way out" in words_of(sheet)  # its figure is a dash
    assert "–" in words_of(sheet)


def test_a_storey_without_layout_is_drawn() -> None:
    sheet, given = drawn("F/2F", "zh")
    assert given.egress.ways == ()
    assert any("消防疏散平面图" in words for words in words_of(sheet))


def test_a_failing_place_carries_its_clause_and_stands_in_the_table() -> None:
    sheet, given = drawn("A/2F", "en", (FAILING,))
    written = [words for _, words, _ in texts(sheet)]
    assert written.count(FAILING.clause) == 2  # on the plan and in the table
    assert "45 m <= 40 m" in written
    assert "s01 d001" in written
    assert [section.title for section in given.sections][:2] == ["Exits", "Fails a clause, or a caution"]


def test_a_table_of_many_failing_places_says_how_many_are_not_listed() -> None:
    rows = failure_rows([FAILING] * (MOST_FAILURES + 3), "A/2F", "en")
    assert len(rows) == MOST_FAILURES
    assert (rows[-1].number, rows[-1].name) == ("+ 4", "more, not listed")
    assert len(failure_rows([FAILING] * MOST_FAILURES, "A/2F", "en")) == MOST_FAILURES


def test_what_was_measured_stands_below_where_a_line_is_too_short() -> None:
    told = LONG.told
    assert failure_rows([LONG], "", "en") == (
        TableRow("SBT11233-5.3.3.1.2", "A/1F/D1: truck_9m", ""),
        TableRow("", told, ""),
    )
    many = failure_rows([LONG] * 20, "", "en")
    assert len(many) <= MOST_FAILURES
    assert many[-1].number == f"+ {20 - (len(many) - 1) // 2}"


def test_of_a_way_from_the_gate_a_storey_shows_what_lies_on_it() -> None:
    scenario, layout = samples.park()
    room = layout_of("A/2F").spaces[0]
    inside = room.polygon.representative_point()
    way = LineString([inside, (inside.x, inside.y + 500_000), (inside.x + 100_000, inside.y + 500_000)])
    finding = Finding(f"{room.id} (c01)", 1.53, ">=", 1.8, "m", False, way)
    verdict = Verdict("X-1", "x", "recommended", "fail", "geometry", (finding,))
    found = failures_of(Compliance("", "", ("x",), (verdict,), Inputs(())), scenario, layout, "en")
    (place,) = found["A/2F"]
    assert scenario.storey("A/2F").outline.buffer(1_500, join_style="mitre").buffer(1).covers(place.where)
    assert place.where.length > 0


def test_only_findings_that_fail_are_drawn_each_on_its_own_plan() -> None:
    scenario, layout = samples.park()
    room = layout_of("A/2F").spaces[0]
    findings = (
        Finding(room.id, 45.0, "<=", 40.0, "m", False, LINE),
        Finding(layout_of("A/1F").spaces[0].id, 10.0, "<=", 40.0, "m", True, LINE),
        Finding("G1", 3.0, ">=", 4.0, "m", False, None),
        Finding("tenants.T01.staff", "missing", "in", "tenants.T01.staff", "", None, None),
    )
    verdict = Verdict("X-1", "x", "recommended", "fail", "geometry", findings)
    found = failures_of(Compliance("", "", ("x",), (verdict,), Inputs(())), scenario, layout, "en")
    assert set(found) == {"A/2F", None}
    (place,) = found["A/2F"]
    assert (place.clause, place.mandatory, place.told, place.where) == ("X-1", False, "45 m  <= 40 m", LINE)
    assert found[None][0].where == scenario.site.gates[0].point


def test_callouts_keep_clear_of_each_other_and_end_when_there_is_no_room() -> None:
    field = Box(0, 0, 60, 40)
    anchors = [("CLAUSE-1.2.3", (30.0, 20.0))] * 40
    taken: list[Box] = []
    made = callouts(anchors, field, taken, Polygon(), "#000000")
    assert 2 <= len(made) < 40
    assert not any(a.box.overlaps(b.box) for a, b in combinations(made, 2))
    assert all(entry.box.left >= 0 and entry.box.right <= 60 for entry in made)


def test_signs_point_where_people_go() -> None:
    right, up = (_picture(Sign("direction", 0, 0, heading, 10)) for heading in (0.0, math.pi / 2))
    assert right.bounds == pytest.approx((-3.8, -3.2, 4.0, 3.2))
    assert up.bounds == pytest.approx((-3.2, -3.8, 3.2, 4.0))
    to_right, to_left = (_picture(Sign("exit", 0, 0, heading, 10)) for heading in (0.0, math.pi))
    assert to_left.bounds[0] == pytest.approx(-to_right.bounds[2])
    for sign in (Sign("exit", 5, 5), Sign("equipment", 5, 5)):
        assert sign_plate(sign).contains(_picture(sign))


def test_the_font_has_every_word_of_the_drawings() -> None:
    assert [words for pair in WORDS.values() for words in pair if MISSING in clean(words)] == []


def test_a_divided_storey_shows_its_compartments_and_the_wall_between() -> None:
    """A/2F of 60 x 24 m cut at 25 m: 600 and 840 m2, and a line of 24 m less what lies at the facade."""
    scenario, _ = samples.park()
    storey = scenario.storey("A/2F")
    x, y = 30_000, 30_000
    halves = (box(x, y, x + 25_000, y + 24_000), box(x + 25_000, y, x + 60_000, y + 24_000))
    parts = tuple(Compartment(f"A/2F/f0{n}", "A", "A/2F", half) for n, half in enumerate(halves, 1))
    divided = replace(layout_of("A/2F"), compartments=parts)
    sheet = draw_egress(scenario, scenario.building("A"), storey, divided, (), "en")
    given = set_out_egress(scenario, scenario.building("A"), storey, divided, (), "en")
    assert [part.area for part in given.egress.compartments] == [600e6, 840e6]
    assert {"Fire compartment 1 · 600 m²", "Fire compartment 2 · 840 m²"} <= words_of(sheet)
    assert "Fire compartment 1 · 1,440 m²" in words_of(drawn("A/2F", "en")[0])
