"""Plans side by side, and the page of parallel coordinates."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from planner.compare.measures import CATALOGUE
from planner.compare.read import read_plans
from planner.compare.table import Comparison, compare
from tests.compare import hand
from tests.verify import park
from viz import typeset
from viz.compare_page import comparison_page
from viz.compare_plan import draw_side_by_side
from viz.compare_scene import TINT, cells_of, differing_storeys, grid_for
from viz.diff_words import WORDS
from viz.frame import Box

SUITE = hand.room(park.layout(), tenant="T05", kind="tenant_suite")
OTHER = hand.room(park.layout(), tenant="T07", kind="tenant_suite")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """A suite of the second is smaller, one of the third is vacant; a name that a page must not obey."""
    top = tmp_path_factory.mktemp("compared")
    small = hand.edited("A/2F", hand.with_room(SUITE, hand.narrower(SUITE, 2000)))
    let = hand.with_room(OTHER, replace(OTHER, kind="vacant", tenant=None, subject=None))
    empty = hand.edited("A/2F", lambda storey: hand.renamed(let(storey)))
    folders = [hand.write(top / "a"), hand.write(top / "<b>&", small), hand.write(top / "c", empty)]
    return compare(read_plans(folders))


def test_only_the_storey_that_differs_is_drawn(found: Comparison) -> None:
    assert differing_storeys(found) == ("A/2F",)


def test_what_differs_is_marked_in_each_plan(found: Comparison) -> None:
    storey = found.plans[0].scenario.storey("A/2F")
    boxes, scale = grid_for(Box(0, 0, 700, 500), 3, storey, 0.0)
    one, two, three = cells_of(found, "A/2F", boxes, scale, "en")
    marks = [{row.room.space.id: row.mark for row in cell.marked} for cell in (one, two, three)]
    assert marks == [
        {SUITE.id: "resized", OTHER.id: "reassigned"},
        {SUITE.id: "resized"},
        {f"{OTHER.id}x": "reassigned"},
    ]
    high = (SUITE.polygon.bounds[3] - SUITE.polygon.bounds[1]) / 1000
    (row,) = two.marked
    assert row.words == f"-{2 * high:,.1f} m²"  # 2 m of its width
    assert [other.area for other in row.others] == [pytest.approx(SUITE.polygon.area / scale**2)]
    assert three.marked[0].words == "was Tenant suite (T07)"
    assert one.scene is not None
    colours = {room.space.id: room.colour for room in one.scene.rooms}
    assert colours[SUITE.id] == TINT["resized"]
    assert {colour for id, colour in colours.items() if id not in (SUITE.id, OTHER.id)} == {TINT["same"]}


def test_plans_share_one_scale_and_keep_to_their_boxes(found: Comparison) -> None:
    storey = found.plans[0].scenario.storey("A/2F")
    for count in (2, 3, 4, 5):
        boxes, scale = grid_for(Box(0, 0, 600, 400), count, storey, 0.0)
        assert len(boxes) == count
        assert not any(a.inset(0.01).overlaps(b) for a in boxes for b in boxes if a is not b)
        wide = (storey.outline.bounds[2] - storey.outline.bounds[0]) / scale
        assert wide <= boxes[0].width


def test_a_sheet_is_the_same_every_time(found: Comparison) -> None:
    one, two = (draw_side_by_side(found, "A/2F", "zh").bytes("svg") for _ in range(2))
    assert one == two


def test_words_on_sheets_are_in_the_font() -> None:
    assert [text for pair in WORDS.values() for text in pair if not typeset.is_plain(text)] == []


def test_the_page_needs_nothing_else_and_holds_every_measure(found: Comparison) -> None:
    page = comparison_page(found, "zh")
    assert not re.search(r"(?:src|href)\s*=|@import|https?://(?!www\.w3\.org/2000/svg)", page)
    assert page.count("url(") == page.count("url(data:font/woff;base64,") == 1
    assert '<html lang="zh-CN" class="lang-zh">' in page
    assert "<b>" not in page
    data = json.loads(re.search(r"const data = (.*);\n", page).group(1))  # type: ignore[union-attr]  # it is there
    assert [plan["name"] for plan in data["plans"]] == ["a", "<b>&", "c"]
    known = [m.id for m in CATALOGUE if any(value is not None for value in found.row(m))]
    assert [row["id"] for row in data["rows"]] == known
    varies = {row["id"] for row in data["rows"] if row["varies"]}
    assert {"let", "vacant", "tenants"} <= varies
    assert not varies & {"gross", "roads"}


def test_no_measure_is_told_twice() -> None:
    ids = [measure.id for measure in CATALOGUE]
    assert len(set(ids)) == len(ids)


def test_page_is_whole_without_chinese_names(found: Comparison) -> None:
    bare = tuple(replace(plan, scenario=replace(plan.scenario, name_zh="")) for plan in found.plans)
    assert "Hand-made park" in comparison_page(replace(found, plans=bare), "zh")


def test_paths_are_not_in_the_page(found: Comparison) -> None:
    assert str(Path(found.plans[0].directory).parent) not in comparison_page(found, "en")


def test_more_plans_than_a_sheet_takes_have_no_grid(found: Comparison) -> None:
    """On a field of 300 by 200 mm a hundred plans leave no 5 mm for any of them; four have room."""
    whole = found.plans[0].scenario.storeys[0]
    assert grid_for(Box(0, 0, 300, 200), 4, whole, 0.0) is not None
    assert grid_for(Box(0, 0, 300, 200), 100, whole, 0.0) is None
