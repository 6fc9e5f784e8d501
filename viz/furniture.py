"""What every sheet carries: border, title block, legend, tables, scale bar, north arrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry import LineString, Point, Polygon

from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet
from viz.poche import hatch
from viz.signs import Sign, SignKind, draw_signs
from viz.typeset import BASELINE_EM, LINE_EM, MM_PER_PT

MARGIN = 10.0
BINDING = 16.0
"""Left margin, where sheets are bound."""
PAPERS: tuple[tuple[str, float, float], ...] = (
    ("A3", 420.0, 297.0),
    ("A2", 594.0, 420.0),
    ("A1", 841.0, 594.0),
    ("A0", 1189.0, 841.0),
)
"""Name, width and height (mm) of the papers drawings are set on, landscape."""

LEGEND_PITCH = 4.9
TABLE_PITCH = 3.3
CONTINUED = 3.0
"""How far a row of a key that goes on with the one before is set in, mm."""
HEAD_HEIGHT = 6.5

Mark = Literal[
    "fill",
    "hatch",
    "line",
    "dash",
    "exit",
    "dock",
    "window",
    "column",
    "gate",
    "wall",
    "ring",
    "stand",
    "hydrant",
    "crossing",
    "reach",
    "radius",
    "sign_exit",
    "sign_way",
    "sign_fire",
    "way",
    "faint",
    "dead_end",
    "failing",
]


_SIGNS: dict[str, SignKind] = {"sign_exit": "exit", "sign_way": "direction", "sign_fire": "equipment"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a legend: its mark, its colour, what it means, a figure at the end."""

    mark: Mark
    colour: str
    meaning: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a key: number, name, figure."""

    number: str
    name: str
    figure: str


def border(sheet: Sheet) -> Box:
    """Draw the frame of the sheet; returns the area inside it."""
    inner = Box(BINDING, MARGIN, sheet.width - MARGIN, sheet.height - MARGIN)
    sheet.stroke(_box(inner), palette.INK, palette.HEAVY, 40)
    return inner


def write_fitted(
    sheet: Sheet,
    text: str,
    x: float,
    y: float,
    width: float,
    size: float,
    colour: str = palette.TEXT,
    align: float = 0.0,
) -> None:
    """Write within ``width``: smaller down to 5.5 pt where needed, then cut with an ellipsis."""
    flat = typeset.clean(text)
    fits = width / MM_PER_PT / (typeset.width_em(flat) or 1.0)
    used = max(5.5, min(size, fits))
    sheet.write(typeset.shortened(flat, width / MM_PER_PT / used), x, y, used, colour=colour, align=align)


def title_height(rows: int) -> float:
    """Height of a title block with that many figures."""
    return 25.0 + 5.4 * ((rows + 1) // 2)


def title_block(
    sheet: Sheet, box: Box, project: str, title: str, subtitle: str, rows: Sequence[tuple[str, str]]
) -> None:
    """Project, drawing, and its figures two to a line, at the foot of ``box``."""
    pad = 3.0
    sheet.stroke(_box(box), palette.INK, palette.WIDE, 40)
    rule = box.top - 9.0
    write_fitted(sheet, project, box.left + pad, box.top - 6.2, box.width - 2 * pad, 10.5)
    sheet.stroke(_level(box, rule), palette.INK, palette.FINE, 40)
    write_fitted(sheet, title, box.left + pad, rule - 6.0, box.width - 2 * pad, 12.0)
    write_fitted(sheet, subtitle, box.left + pad, rule - 11.6, box.width - 2 * pad, 7.5, palette.SOFT_TEXT)
    rule -= 14.4
    sheet.stroke(_level(box, rule), palette.INK, palette.FINE, 40)
    half = box.width / 2
    for index, (label, value) in enumerate(rows):
        left = box.left + pad + half * (index % 2)
        base = rule - 4.4 - 5.4 * (index // 2)
        width = half - 2 * pad
        named = typeset.width_mm(typeset.clean(label), 5.8)
        sheet.write(label, left, base, 5.8, colour=palette.SOFT_TEXT)
        write_fitted(sheet, value, left + width, base, width - named - 1.0, 6.8, align=1.0)


def heading(sheet: Sheet, box: Box, text: str) -> float:
    """A heading at the top of ``box``; returns the height where its content begins."""
    sheet.write(text, box.left, box.top - 3.6, 7.5)
    sheet.stroke(_level(box, box.top - 4.8), palette.INK, palette.FINE, 40)
    return box.top - HEAD_HEIGHT


def legend_height(entries: int, columns: int = 1) -> float:
    """Height of a legend with its heading."""
    return HEAD_HEIGHT + LEGEND_PITCH * -(-entries // columns) + 1.5 if entries else 0.0


def legend(sheet: Sheet, box: Box, title: str, entries: Sequence[Entry], columns: int = 1) -> float:
    """A legend below the top of ``box``; returns the height where it ends."""
    if not entries:
        return box.top
    top = heading(sheet, box, title)
    rows = -(-len(entries) // columns)
    wide = box.width / columns
    for index, entry in enumerate(entries):
        left, y = box.left + wide * (index // rows), top - LEGEND_PITCH * (index % rows + 0.5)
        _mark(sheet, entry, left, y)
        figure = typeset.width_mm(typeset.clean(entry.figure), 6.0)
        write_fitted(sheet, entry.meaning, left + 9.5, y - 0.9, wide - 11.0 - figure - 1.0, 6.5)
        sheet.write(entry.figure, left + wide - 1.0, y - 0.9, 6.0, colour=palette.SOFT_TEXT, align=1.0)
    return box.top - legend_height(len(entries), columns)


def table_height(rows: int) -> float:
    """Height of a key with its heading."""
    return HEAD_HEIGHT + TABLE_PITCH * rows + 1.5 if rows else 0.0


def key_table(sheet: Sheet, box: Box, title: str, rows: Sequence[TableRow]) -> float:
    """Numbers, names and figures below the top of ``box``; returns the height where it ends.

    A row without a number goes on with the one before it, over the whole width.
    """
    if not rows:
        return box.top
    y = heading(sheet, box, title)
    number_width = max(8.0, max(typeset.width_mm(row.number, 6.0) for row in rows) + 1.5)
    for row in rows:
        y -= TABLE_PITCH
        base = y + 1.0
        figure = typeset.width_mm(typeset.clean(row.figure), 5.8)
        sheet.write(row.number, box.left, base, 6.0)
        before = number_width if row.number else CONTINUED
        write_fitted(sheet, row.name, box.left + before, base, box.width - before - figure - 1.5, 6.0)
        sheet.write(row.figure, box.right, base, 5.8, colour=palette.SOFT_TEXT, align=1.0)
    return y - 1.5


def scale_bar(sheet: Sheet, x: float, y: float, scale: int) -> None:
    """A bar of four divisions from ``x``, with metres, and the scale above it."""
    metres = next(
        m for m in (0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000) if m * 1000 / scale >= 8.0
    )
    step = metres * 1000 / scale
    boxes = [_box(Box(x + i * step, y, x + (i + 1) * step, y + 1.6)) for i in range(4)]
    sheet.fill(boxes, palette.PAPER, 41, edge=palette.INK, width=palette.FINE)
    sheet.fill(boxes[::2], palette.INK, 41.1)
    for i in range(5):
        unit = " m" if i == 4 else ""
        sheet.write(f"{metres * i:g}{unit}", x + i * step, y - 2.9, 5.8, align=0.5)
    sheet.write(f"1:{scale}", x, y + 3.0, 7.5)


def north_arrow(
    sheet: Sheet, x: float, y: float, north: tuple[float, float], letter: str, radius: float = 7.0
) -> None:
    """A needle in a circle, pointing along ``north`` on paper, with its letter at the tip."""
    u, v = north
    tip = (x + u * radius, y + v * radius)
    tails = [
        (x - u * radius * 0.8 + s * v * radius * 0.42, y - v * radius * 0.8 - s * u * radius * 0.42)
        for s in (1, -1)
    ]
    notch = (x - u * radius * 0.45, y - v * radius * 0.45)
    sheet.stroke(Point(x, y).buffer(radius, 32), palette.INK, palette.FINE, 41)
    sheet.fill(Polygon([tip, tails[0], notch]), palette.INK, 41.1, edge=palette.INK)
    sheet.fill(Polygon([tip, notch, tails[1]]), palette.PAPER, 41.1, edge=palette.INK)
    size = 7.5 * MM_PER_PT
    sheet.write(letter, x + u * (radius + 2.6), y + v * (radius + 2.6) - size * 0.36, 7.5, align=0.5)


def vacant_hatch(shape: shapely.geometry.base.BaseGeometry) -> shapely.geometry.base.BaseGeometry:
    """The light hatch that marks what is to let, in colour or in grey print."""
    return hatch(shape, 1.9)


def text_baseline(middle: float, size_pt: float) -> float:
    """Baseline of a line whose box is centred at ``middle``."""
    return middle - (LINE_EM / 2 - BASELINE_EM) * size_pt * MM_PER_PT


def _mark(sheet: Sheet, entry: Entry, x: float, y: float) -> None:
    swatch = _box(Box(x, y - 1.5, x + 7.0, y + 1.5))
    middle = LineString([(x, y), (x + 7.0, y)])
    if entry.mark in ("fill", "hatch", "wall", "window"):
        colour = palette.PAPER if entry.mark == "window" else entry.colour
        sheet.fill(swatch, colour, 41, edge=palette.INK, width=palette.HAIR)
    if entry.mark == "hatch":
        sheet.stroke(vacant_hatch(swatch), palette.VACANT_HATCH, palette.THIN, 41.1)
    elif entry.mark == "window":
        panes = [LineString([(x, y + at), (x + 7.0, y + at)]) for at in (-0.4, 0.4)]
        sheet.stroke(panes, entry.colour, palette.THIN, 41.1)
    elif entry.mark == "line":
        sheet.stroke(middle, entry.colour, palette.HEAVY, 41)
    elif entry.mark == "dash":
        sheet.stroke(middle, entry.colour, palette.WIDE, 41, dash=(2.0, 0.8))
    elif entry.mark in ("exit", "gate"):
        sheet.fill(Polygon([(x + 2.1, y - 1.3), (x + 4.9, y - 1.3), (x + 3.5, y + 1.4)]), entry.colour, 41)
    elif entry.mark == "dock":
        plate = _box(Box(x + 1.6, y - 1.4, x + 5.4, y + 1.4))
        sheet.fill(plate, palette.PAPER, 41, edge=entry.colour, width=palette.FINE)
        sheet.stroke(
            LineString([(x + 2.4, y - 0.5), (x + 3.5, y + 0.5), (x + 4.6, y - 0.5)]),
            entry.colour,
            palette.FINE,
            41,
        )
    elif entry.mark in ("ring", "stand", "hydrant", "crossing"):
        _fire_mark(sheet, entry, swatch)
    elif entry.mark in _SIGNS:
        draw_signs(sheet, [Sign(_SIGNS[entry.mark], x + 3.5, y, size=3.6)], 41)
    elif entry.mark in ("way", "faint", "dead_end", "failing", "reach", "radius"):
        _egress_mark(sheet, entry, swatch, middle)
    elif entry.mark == "column":
        sheet.fill(_box(Box(x + 2.6, y - 0.9, x + 4.4, y + 0.9)), entry.colour, 41)


def crossed(sheet: Sheet, at: Point, colour: str, z: float) -> None:
    """A circle of paper with a cross in it."""
    sheet.fill(at.buffer(1.3), palette.PAPER, z, edge=colour, width=palette.MEDIUM)
    arms = [
        LineString([(at.x - 0.8, at.y + turn * 0.8), (at.x + 0.8, at.y - turn * 0.8)]) for turn in (1, -1)
    ]
    sheet.stroke(arms, colour, palette.MEDIUM, z + 0.1)


def _fire_mark(sheet: Sheet, entry: Entry, swatch: Polygon) -> None:
    """A turning place, a stand for ladders, a crossing, a hydrant."""
    middle = swatch.centroid
    if entry.mark == "ring":
        sheet.fill(middle.buffer(1.6, cap_style="square"), palette.FIRE_LANE, 41)
        sheet.stroke(middle.buffer(1.1).exterior, entry.colour, palette.FINE, 41.1)
    elif entry.mark == "stand":
        sheet.stroke(vacant_hatch(swatch), entry.colour, palette.HAIR, 41)
        sheet.stroke(swatch.exterior, entry.colour, palette.FINE, 41.1, dash=(2.0, 1.0))
    elif entry.mark == "crossing":
        crossed(sheet, middle, entry.colour, 41)
    else:
        sheet.fill(middle.buffer(0.9), palette.PAPER, 41, edge=entry.colour, width=palette.FINE)
        sheet.fill(middle.buffer(0.45), entry.colour, 41.1)


def _egress_mark(sheet: Sheet, entry: Entry, swatch: Polygon, middle: LineString) -> None:
    """Ways out, dead ends, failing places, the reach of a hydrant."""
    if entry.mark == "way":
        sheet.stroke(middle, entry.colour, 0.9, 41)
    elif entry.mark == "faint":
        sheet.stroke(middle, entry.colour, palette.MEDIUM, 41, dash=(1.6, 1.0))
    elif entry.mark == "dead_end":
        sheet.fill(swatch, entry.colour, 41, alpha=0.3)
        sheet.stroke(hatch(swatch, 1.7), entry.colour, palette.THIN, 41.1)
    elif entry.mark == "failing":
        sheet.stroke(hatch(swatch, 1.5), entry.colour, palette.FINE, 41)
        sheet.stroke(swatch, entry.colour, palette.HEAVY, 41.1)
    elif entry.mark == "radius":
        sheet.write("R9", middle.centroid.x, middle.centroid.y - 0.8, 5.5, colour=entry.colour, align=0.5)
    else:
        sheet.stroke(middle.centroid.buffer(1.7).exterior, entry.colour, palette.FINE, 41, dash=(1.2, 0.8))


def _box(box: Box) -> Polygon:
    return shapely.box(box.left, box.bottom, box.right, box.top)


def _level(box: Box, y: float) -> LineString:
    return LineString([(box.left, y), (box.right, y)])
