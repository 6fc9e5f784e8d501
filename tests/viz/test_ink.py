from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from viz import ink
from viz.ink import Sheet, TextLine

LINES = (
    TextLine("Exchange House 12.5 m²", 20.0, 20.0, 9.0),
    TextLine("跨境仓储一号楼", 30.0, 30.0, 7.0, "#b3261e"),
    TextLine("走道 Corridor", 80.0, 20.0, 6.4, turn=90.0),
    TextLine("214.3", 40.0, 60.0, 5.5, turn=-97.8),
)


def picture(lines: tuple[TextLine, ...]) -> Image.Image:
    sheet = Sheet(120, 90)
    for line in lines:
        sheet.text(line)
    return Image.open(io.BytesIO(sheet.bytes("png")))


def test_plain_lines_are_drawn_just_as_matplotlib_draws_text(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = np.asarray(picture(LINES))
    monkeypatch.setattr(ink, "_Line", Text)
    theirs = np.asarray(picture(LINES))
    assert (ours == theirs).all()
    assert (ours < 255).any()


def test_text_keeps_its_group_and_is_not_clipped_in_svg() -> None:
    sheet = Sheet(120, 90)
    sheet.text(LINES[0], gid="label:A/1F/s01")
    sheet.text(LINES[1], halo=True)
    svg = sheet.bytes("svg").decode()
    assert 'id="label:A/1F/s01"' in svg
    assert "clip-path=" not in svg


def test_no_artist_is_made_for_no_text() -> None:
    sheet = Sheet(120, 90)
    sheet.write("", 10.0, 10.0, 7.0)
    assert len(sheet.figure.axes[0].texts) == 0


def test_pictures_are_opaque() -> None:
    assert picture(LINES).mode == "RGB"
