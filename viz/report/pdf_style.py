"""Type, colours and tables of the PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from viz.typeset import MISSING, font_path, is_plain

__all__ = [
    "COLOURS",
    "FONT",
    "MM",
    "cell",
    "heading",
    "plain_table",
    "register_font",
    "small",
    "text",
    "title",
]

FONT = "PlannerReport"
MM = 72 / 25.4
HAN = re.compile("[\u2e80-\u9fff\uff00-\uffef]")


class _Colours(Mapping[str, Any]):
    """Colours by what they mean, made when first asked for, so that nothing is imported before."""

    NAMES: Mapping[str, str] = {
        "pass": "#1a7f4b",
        "fail": "#b3261e",
        "undecided": "#b26a00",
        "not_applicable": "#7a828c",
        "ink": "#1f2328",
        "soft": "#59616b",
        "line": "#d5d9de",
        "tint": "#f1f3f5",
        "white": "#ffffff",
    }

    def __getitem__(self, name: str) -> Any:
        from reportlab.lib.colors import HexColor

        return HexColor(self.NAMES[name])

    def __iter__(self) -> Any:
        return iter(self.NAMES)

    def __len__(self) -> int:
        return len(self.NAMES)


COLOURS = _Colours()


def register_font() -> None:
    """Make the project's font known; only the glyphs in use go into the file."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, font_path()))


def title(words: str) -> Any:
    """The report's title."""
    return _paragraph(words, 20, "ink", after=2 * MM)


def heading(words: str) -> Any:
    """A heading on the first page."""
    return _paragraph(words, 13, "ink", before=6 * MM, after=2 * MM)


def text(words: str) -> Any:
    """Running text."""
    return _paragraph(words, 9.5, "ink", before=0.8 * MM)


def small(words: str) -> Any:
    """Notes and captions."""
    return _paragraph(words, 7.5, "soft", before=0.6 * MM)


def cell(words: str, *, size: float = 8.5, colour: str = "ink", right: bool = False) -> Any:
    """The text of a cell."""
    return _paragraph(words, size, colour, right=right)


def _paragraph(
    words: str, size: float, colour: str, *, before: float = 0.0, after: float = 0.0, right: bool = False
) -> Any:
    from reportlab.platypus import Paragraph

    safe = "".join(char if char.isspace() or is_plain(char) else MISSING for char in words)
    han = bool(HAN.search(safe))
    return Paragraph(escape(safe), _style(size, colour, before, after, right, han))


@cache
def _style(size: float, colour: str, before: float, after: float, right: bool, han: bool) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(
        "style",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.36,
        textColor=COLOURS[colour],
        spaceBefore=before,
        spaceAfter=after,
        alignment=2 if right else 0,
        wordWrap="CJK" if han else None,
        splitLongWords=1,
    )


def plain_table(
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    right: Sequence[int] = (),
    colours: Mapping[tuple[int, int], Any] | None = None,
) -> Any:
    """A table whose first row is its head; ``right``: columns of numbers, ``colours``: bars before cells."""
    from reportlab.platypus import Table

    cells = [
        [
            cell(value, size=8, colour="soft" if number == 0 else "ink", right=column in right)
            for column, value in enumerate(row)
        ]
        for number, row in enumerate(rows)
    ]
    style: list[Any] = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, COLOURS["line"]),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    style += [("LINEBEFORE", place, place, 2.5, colour) for place, colour in (colours or {}).items()]
    table = Table(cells, list(widths), repeatRows=1, hAlign="LEFT")
    table.setStyle(style)
    return table
