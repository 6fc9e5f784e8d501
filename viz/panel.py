"""The part of a sheet kept for words: title block, scale bar and north arrow, legend, key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry import LineString

from viz import palette
from viz.frame import Box
from viz.furniture import (
    BINDING,
    HEAD_HEIGHT,
    LEGEND_PITCH,
    MARGIN,
    TABLE_PITCH,
    Entry,
    TableRow,
    key_table,
    legend,
    legend_height,
    table_height,
    title_height,
)
from viz.ink import Sheet

COLUMN_WIDTH = 84.0
LEAST_COLUMN = 60.0
"""Narrowest column of the strip below a drawing, mm."""
TOOLS_HEIGHT = 26.0
_PAD = 3.0
_FEWEST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """Where things stand: the drawing, the title, scale and north, and boxes for legend and key."""

    field: Box
    title: Box
    tools: Box
    bodies: tuple[Box, ...]
    rule: LineString
    """Between drawing and panel."""


def inside(width: float, height: float) -> Box:
    """The area inside the border of a sheet."""
    return Box(BINDING, MARGIN, width - MARGIN, height - MARGIN)


def side_panel(inner: Box, columns: int, figures: int, tools: float = TOOLS_HEIGHT) -> Panel:
    """Columns at the right; the last holds the title at its foot. ``figures``: those in the title block."""
    left = inner.right - COLUMN_WIDTH * columns
    title = Box(inner.right - COLUMN_WIDTH, inner.bottom, inner.right, inner.bottom + title_height(figures))
    above = Box(title.left, title.top, title.right, title.top + tools)
    first = Box(title.left + _PAD, above.top + _PAD, title.right - _PAD, inner.top - _PAD)
    rights = [title.left - COLUMN_WIDTH * i for i in range(columns - 1)]
    spare = [
        Box(right - COLUMN_WIDTH + _PAD, inner.bottom + _PAD, right - _PAD, inner.top - _PAD)
        for right in rights
    ]
    return Panel(
        Box(inner.left, inner.bottom, left, inner.top),
        title,
        above,
        (first, *spare),
        LineString([(left, inner.bottom), (left, inner.top)]),
    )


def foot_panel(inner: Box, figures: int) -> Panel:
    """A strip below the drawing, for long buildings: legend and key in columns, the title at the right."""
    top = inner.bottom + title_height(figures) + TOOLS_HEIGHT
    title = Box(inner.right - COLUMN_WIDTH, inner.bottom, inner.right, inner.bottom + title_height(figures))
    count = max(1, int((title.left - inner.left) // LEAST_COLUMN))
    wide = (title.left - inner.left) / count
    bodies = tuple(
        Box(inner.left + wide * i + _PAD, inner.bottom + _PAD, inner.left + wide * (i + 1) - _PAD, top - _PAD)
        for i in range(count)
    )
    return Panel(
        Box(inner.left, top, inner.right, inner.top),
        title,
        Box(title.left, title.top, title.right, top),
        bodies,
        LineString([(inner.left, top), (inner.right, top)]),
    )


@dataclass(frozen=True, slots=True)
class Slot:
    """What a box can take: entries of the legend, then rows of the key."""

    box: Box
    entries: int
    rows: int


def slots(bodies: Sequence[Box], entries: int) -> list[Slot]:
    """The legend run from box to box, and the rows of a key that each box can take after it."""
    made = []
    for box in bodies:
        here = min(entries, max(0, int((box.height - HEAD_HEIGHT - 1.5) // LEGEND_PITCH)))
        entries -= here
        left = box.height - (legend_height(here) + 2.0 if here else 0.0)
        rows = int((left - HEAD_HEIGHT - 1.5) // TABLE_PITCH)
        made.append(Slot(box, here, rows if rows >= _FEWEST_ROWS and not entries else 0))
    return made


def capacity(panel: Panel, entries: int) -> int:
    """Rows of a key that the panel can take beside that many entries of the legend."""
    return sum(slot.rows for slot in slots(panel.bodies, entries))


def fill_panel(
    sheet: Sheet,
    panel: Panel,
    legend_title: str,
    entries: Sequence[Entry],
    key_title: str,
    rows: Sequence[TableRow],
    continued: str,
) -> None:
    """Draw the rule, the legend and the key; rows beyond the panel's capacity are not drawn.

    Where legend or key run on in another box, ``continued`` follows their heading.
    """
    sheet.stroke(panel.rule, palette.INK, palette.FINE, 40)
    given = slots(panel.bodies, len(entries))
    # a table that one box can take whole is not split to begin in an earlier one
    whole = next((at for at, slot in enumerate(given) if slot.rows >= len(rows)), 0)
    for at, slot in enumerate(given):
        box = slot.box
        top = box.top
        if slot.entries:
            top = legend(sheet, box, legend_title, entries[: slot.entries]) - 2.0
            entries = entries[slot.entries :]
            legend_title = legend_title.removesuffix(continued) + continued
        if rows and slot.rows and at >= whole:
            key_table(sheet, Box(box.left, box.bottom, box.right, top), key_title, rows[: slot.rows])
            rows = rows[slot.rows :]
            key_title = key_title.removesuffix(continued) + continued


# ---------------------------------------------------------------- a legend and several tables


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading."""

    title: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table in one box: indices of box and section, the first row, how many."""

    body: int
    section: int
    start: int
    rows: int


def _run(bodies: Sequence[Box], entries: int, sections: Sequence[Section]) -> tuple[list[Piece], bool]:
    """The pieces of the tables as they are poured, and whether all rows found room.

    A section begins in the next box where fewer than three of its rows would fit.
    """
    given = slots(bodies, entries)
    at, left = _after_legend(given)
    pieces: list[Piece] = []
    for number, section in enumerate(sections):
        start = 0
        while start < len(section.rows):
            rows = int((left - HEAD_HEIGHT - 1.5) // TABLE_PITCH)
            if rows < min(_FEWEST_ROWS, len(section.rows) - start):
                at += 1
                if at >= len(given):
                    return pieces, False
                left = given[at].box.height
                continue
            taken = min(rows, len(section.rows) - start)
            pieces.append(Piece(at, number, start, taken))
            left -= table_height(taken) + 2.0
            start += taken
    return pieces, True


def _after_legend(given: Sequence[Slot]) -> tuple[int, float]:
    """The box where the legend ends, and the height that is left in it."""
    at = max((number for number, slot in enumerate(given) if slot.entries), default=0)
    used = legend_height(given[at].entries) + 2.0 if given[at].entries else 0.0
    return at, given[at].box.height - used


def sections_fit(panel: Panel, entries: int, sections: Sequence[Section]) -> bool:
    """Whether the panel takes the legend and all rows of all tables."""
    told = sum(slot.entries for slot in slots(panel.bodies, entries))
    return told == entries and _run(panel.bodies, entries, sections)[1]


def fill_sections(
    sheet: Sheet,
    panel: Panel,
    legend_title: str,
    entries: Sequence[Entry],
    sections: Sequence[Section],
    continued: str,
) -> None:
    """Draw the rule, the legend, then the tables one below the other; what finds no place is left out."""
    sheet.stroke(panel.rule, palette.INK, palette.FINE, 40)
    given = slots(panel.bodies, len(entries))
    for slot in given:
        if slot.entries:
            legend(sheet, slot.box, legend_title, entries[: slot.entries])
            entries = entries[slot.entries :]
            legend_title = legend_title.removesuffix(continued) + continued
    pieces, _ = _run(panel.bodies, sum(slot.entries for slot in given), sections)
    at, left = _after_legend(given)
    top = given[at].box.bottom + left
    for piece in pieces:
        box, section = given[piece.body].box, sections[piece.section]
        if piece.body != at:
            at, top = piece.body, box.top
        rows = section.rows[piece.start : piece.start + piece.rows]
        title = section.title + (continued if piece.start else "")
        top = key_table(sheet, Box(box.left, box.bottom, box.right, top), title, rows) - 2.0
