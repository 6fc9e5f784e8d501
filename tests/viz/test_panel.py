from __future__ import annotations

from itertools import combinations

import pytest

from viz.frame import Box
from viz.furniture import Entry, TableRow, legend_height, table_height
from viz.ink import Sheet
from viz.panel import Panel, capacity, fill_panel, foot_panel, inside, side_panel, slots

A3 = inside(420, 297)


def panels() -> list[Panel]:
    return [side_panel(A3, 1, 8), side_panel(A3, 3, 8), foot_panel(A3, 8)]


@pytest.mark.parametrize("panel", panels())
def test_nothing_of_a_panel_covers_the_drawing_or_each_other(panel: Panel) -> None:
    boxes = [panel.field, panel.title, panel.tools, *panel.bodies]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    for box in boxes:
        assert box.left >= A3.left
        assert box.right <= A3.right
        assert box.bottom >= A3.bottom
        assert box.top <= A3.top


@pytest.mark.parametrize("panel", panels())
@pytest.mark.parametrize("entries", [0, 1, 12, 30])
def test_legend_and_key_stay_in_their_boxes(panel: Panel, entries: int) -> None:
    made = slots(panel.bodies, entries)
    assert sum(slot.entries for slot in made) == entries
    for slot in made:
        legend_gap = 2.0 if slot.entries else 0.0
        used = legend_height(slot.entries) + legend_gap + table_height(slot.rows)
        assert used <= slot.box.height + 1e-9


def test_all_rows_up_to_the_capacity_are_written() -> None:
    panel = foot_panel(A3, 8)
    sheet = Sheet(420, 297)
    count = capacity(panel, 2)
    rows = [TableRow(str(100 + i), f"Room {i}", "1.0 m²") for i in range(count)]
    entries = [Entry("fill", "#cccccc", "One"), Entry("hatch", "#ffffff", "Two")]
    fill_panel(sheet, panel, "Legend", entries, "Key", rows, " +")
    words = [text.get_text() for text in sheet.figure.axes[0].texts]
    assert [row.number for row in rows if row.number not in words] == []
    assert words.count("Legend") == 1
    # what runs on in the next box says so, once
    assert words.count("Key") == 1
    assert words.count("Key +") == sum(1 for slot in slots(panel.bodies, 2) if slot.rows) - 1


def test_a_short_key_is_not_split() -> None:
    panel = foot_panel(A3, 8)
    entries = [Entry("fill", "#cccccc", f"Kind {i}") for i in range(5)]
    first, second = slots(panel.bodies, len(entries))[:2]
    assert 0 < first.rows < second.rows
    sheet = Sheet(420, 297)
    rows = [TableRow(str(100 + i), f"Room {i}", "1.0 m²") for i in range(first.rows + 1)]
    fill_panel(sheet, panel, "Legend", entries, "Key", rows, " +")
    assert [text.get_text() for text in sheet.figure.axes[0].texts].count("Key") == 1


def test_long_drawings_get_more_width_from_the_foot() -> None:
    side, foot = side_panel(A3, 1, 8).field, foot_panel(A3, 8).field
    assert foot.width > side.width
    assert foot.height < side.height
    assert isinstance(foot, Box)
