from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from viz import lettering
from viz.ink import Sheet, TextLine
from viz.png import png

LINES = (
    TextLine("Exchange House 12.5 m²", 20.0, 20.0, 9.0),
    TextLine("跨境仓储一号楼", 30.0, 30.0, 7.0, "#b3261e"),
    TextLine("走道 Corridor", 80.0, 20.0, 6.4, turn=90.0),
    TextLine("214.3", 40.0, 60.0, 5.5, turn=-97.8),
)


def sheet_of(lines: tuple[TextLine, ...], right: float = 0.0) -> Sheet:
    sheet = Sheet(120, 90)
    for line in lines:
        sheet.text(replace(line, x=line.x + right))
    return sheet


def picture(lines: tuple[TextLine, ...], right: float = 0.0) -> Image.Image:
    return Image.open(io.BytesIO(sheet_of(lines, right).bytes("png")))


def test_plain_lines_are_drawn_just_as_matplotlib_draws_text(monkeypatch: pytest.MonkeyPatch) -> None:
    # lines that were drawn before, at other parts of a pixel and at the same
    places = (0.0, 0.1, 25.4 * 7 / 150, 3.3, 0.0)
    ours = [(picture(LINES, right), sheet_of(LINES, right).bytes("svg")) for right in places]
    monkeypatch.setattr(lettering, "_KNOWN", False)
    for right, (pixels, outlines) in zip(places, ours, strict=True):
        assert np.array_equal(pixels, picture(LINES, right))
        assert outlines == sheet_of(LINES, right).bytes("svg")
        assert (np.asarray(pixels) < 255).any()


def test_lines_are_the_same_from_every_thread() -> None:
    """Fonts belong to the thread that opened them, and so must whatever is kept of them."""
    here = sheet_of(LINES).bytes("svg"), picture(LINES).tobytes()
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(lambda: (sheet_of(LINES).bytes("svg"), picture(LINES).tobytes())).result()
    assert here == there


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
    nothing = Sheet(120, 90)
    assert sheet.bytes("svg") == nothing.bytes("svg")
    sheet.write("a", 10.0, 10.0, 7.0)
    assert sheet.bytes("svg") != nothing.bytes("svg")


def test_pictures_are_opaque() -> None:
    assert picture(LINES).mode == "RGB"


def test_a_png_file_holds_the_pixels_their_density_and_its_title() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 4), np.uint8)
    with Image.open(io.BytesIO(png(pixels, 150, "园区 plan-A-1F"))) as image:
        assert np.array_equal(image, pixels[:, :, :3])
        assert image.info["Title"] == "园区 plan-A-1F"
        assert image.info["dpi"] == pytest.approx((150, 150), abs=0.02)
