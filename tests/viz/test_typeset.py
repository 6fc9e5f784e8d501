from __future__ import annotations

import pytest
from matplotlib import font_manager

from planner.kinds import standard_catalogue
from viz import typeset
from viz.ink import Sheet, TextLine
from viz.labels import WORDS


def drawn_width_mm(text: str, size: float) -> float:
    sheet = Sheet(200, 50)
    sheet.text(TextLine(text, 5, 20, size))
    extent = sheet.figure.axes[0].texts[0].get_window_extent()
    return float(extent.width) / sheet.figure.dpi * 25.4


@pytest.mark.parametrize("text", ["直播间·选品仓", "Exhibition hall", "1,234.5 m²", "±0.000", "Ångström 〓"])
def test_measured_width_is_the_width_drawn(text: str) -> None:
    size = 40.0  # large, so that the renderer's whole pixels do not matter
    assert drawn_width_mm(text, size) == pytest.approx(typeset.width_mm(text, size), rel=0.02, abs=0.6)


def test_every_word_and_kind_is_in_the_font() -> None:
    catalogue = standard_catalogue()
    texts = [text for pair in WORDS.values() for text in pair]
    texts += [text for kind in catalogue.spaces.values() for text in (kind.zh, kind.en)]
    texts += [text for zone in catalogue.zones.values() for text in (zone.zh, zone.en)]
    assert [text for text in texts if not typeset.is_plain(text)] == []


def test_font_is_the_simplified_chinese_face_at_regular_weight() -> None:
    entry = next(e for e in font_manager.fontManager.ttflist if e.name == typeset.register()[0])
    assert entry.weight == 400
    # minus, superscript two, third-level characters of company names
    assert typeset.is_plain("−²㎡喆堃淼骨直")


def test_unknown_characters_become_a_geta_mark_and_lines_one() -> None:
    assert typeset.clean("甲\n \tA\U0001f9ff") == "甲 A〓"


def test_chinese_breaks_anywhere_but_not_before_closing_signs() -> None:
    block = typeset.wrapped("甲乙丙，丁戊", 2)
    assert block is not None
    assert block.lines == ("甲乙丙，", "丁戊")


def test_latin_breaks_at_spaces_and_hyphens_only() -> None:
    block = typeset.wrapped("Cross-border Trade", 3)
    assert block is not None
    assert block.lines == ("Cross-", "border", "Trade")
    assert typeset.wrapped("Unbreakable", 2) is None


def test_wrapping_is_the_narrowest_and_full_lines_come_first() -> None:
    block = typeset.wrapped("独立办公室", 3)
    assert block is not None
    assert block.lines == ("独立", "办公", "室")


def test_shortened_text_fits_and_says_so() -> None:
    short = typeset.shortened("杭州钱城国际跨境电子商务科技有限公司", 6.0)
    assert short.endswith("…")
    assert typeset.width_em(short) <= 6.0
    assert typeset.shortened("Alpha", 6.0) == "Alpha"
