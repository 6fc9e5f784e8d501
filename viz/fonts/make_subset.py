"""Make the subset of Noto Sans SC that the pictures use.

Usage: ``python -m viz.fonts.make_subset NotoSansCJK-Regular.ttc Unihan_OtherMappings.txt[.bz2] OUT.ttf``

The Simplified Chinese face is taken (the collection's first face is the Japanese form), its cubic
outlines become quadratic ones (a TrueType file, half the size once layout tables are gone), and the
family gets a name of its own: another "Noto Sans SC" on the machine is often a variable font that
Matplotlib renders as Thin.
"""

from __future__ import annotations

import bz2
import sys
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, newTable

FACE = "Noto Sans CJK SC"
FAMILY = "Planner Noto Sans SC"
LARGEST_ERROR = 1.0
"""Largest deviation of a quadratic outline from the cubic one, in 1/1000 em."""

EXTRA = "−²³㎡㎥×∅•–—…≈≤≥€←↑→↓↔↕↖↗↘↙▲▶▼◀●○■□〓"


def wanted(unihan: Path) -> set[int]:
    """Code points of the subset.

    GB 2312 levels 1 and 2 with its symbols, the 8,105 characters of the Table of General Standard
    Chinese Characters (Unihan ``kTGH``; personal and company names use its third level), Latin with
    its common accents, and the signs of ``EXTRA``.
    """
    points = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | {ord(sign) for sign in EXTRA}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            points.update(ord(char) for char in bytes((row, cell)).decode("gb2312", "ignore"))
    data = unihan.read_bytes()
    text = (bz2.decompress(data) if unihan.suffix == ".bz2" else data).decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.startswith("U+"))
    points.update(int(row[0][2:], 16) for row in rows if row[1] == "kTGH")
    return points


def simplified_face(collection: Path) -> Any:
    """The Simplified Chinese face of a Noto Sans CJK collection; ``LookupError`` without one."""
    for font in TTCollection(str(collection)).fonts:
        if font["name"].getDebugName(1) == FACE:
            return font
    raise LookupError(f"{collection} holds no face {FACE!r}")


def keep_only(font: Any, points: set[int]) -> None:
    """Drop every other glyph, and the tables that Matplotlib does not read."""
    options = Options()
    options.layout_features = ["kern"]
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 5, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)


def to_quadratic(font: Any) -> None:
    """Replace the cubic outlines by TrueType ones, in place."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = outlines
    del font["CFF "]
    for name in order:
        glyf[name].recalcBounds(glyf)
    head = font["maxp"]
    head.tableVersion = 0x00010000
    for key in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(head, f"max{key}", 1 if key == "Zones" else 0)
    head.maxSizeOfInstructions = 0
    head.maxComponentElements = max(
        (len(glyf[name].components) if glyf[name].isComposite() else 0) for name in order
    )
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: Any) -> None:
    """Give the family the project's name for it."""
    for name_id, value in (
        (1, FAMILY),
        (2, "Regular"),
        (3, FAMILY),
        (4, FAMILY),
        (6, FAMILY.replace(" ", "")),
    ):
        font["name"].setName(value, name_id, 3, 1, 0x409)


def main(collection: str, unihan: str, out: str) -> None:
    """Write the subset of ``collection`` to ``out``; the same bytes every time."""
    font = simplified_face(Path(collection))
    keep_only(font, wanted(Path(unihan)))
    to_quadratic(font)
    rename(font)
    font.recalcTimestamp = False
    font.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:4])
