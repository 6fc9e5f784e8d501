"""Plans of a storey from several results side by side, with what differs drawn on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import shapely

from planner.bundle.files import make_writable, write_files
from planner.compare.table import Comparison
from planner.errors import UsageError
from planner.model import M2
from viz import palette
from viz.compare_scene import MARKS, PALE, TINT, Cell, Mark, cells_of, differing_storeys, grid_for
from viz.diff_words import say
from viz.furniture import (
    PAPERS,
    Entry,
    TableRow,
    border,
    north_arrow,
    scale_bar,
    title_block,
    write_fitted,
)
from viz.ink import Format, Sheet
from viz.labels import Lang, building_name, project_name, word
from viz.panel import Panel, Section, fill_sections, inside, sections_fit, side_panel
from viz.plan import LARGEST_SCALE
from viz.plan_drawing import draw_plan
from viz.poche import hatch, mitred
from viz.scene import upright_angle

__all__ = ["compare_stem", "draw_comparison", "draw_side_by_side"]

EDGE: dict[Mark, str] = {
    "resized": "#b86e00",
    "moved": "#1f5fbf",
    "reassigned": "#8e2f8e",
    "only": "#1b7f3b",
}
"""Edges of rooms that differ; told apart by colour, and by the hatch of those only here."""
DOOR = "#c21807"
_FIGURES = 4


def draw_comparison(
    directory: Path, found: Comparison, lang: Lang, formats: Sequence[Format] = ("png", "svg")
) -> list[Path]:
    """``compare-<building>-<storey>`` of every storey on which the plans differ; the paths written."""
    make_writable(directory)
    written = []
    for storey in differing_storeys(found):
        sheet = draw_side_by_side(found, storey, lang)
        stem = compare_stem(storey)
        title = f"{found.plans[0].scenario.name} {stem}"
        files = {f"{stem}.{fmt}": sheet.bytes(fmt, title) for fmt in formats}
        write_files(directory, files)
        written += [directory / name for name in files]
    return written


def compare_stem(storey: str) -> str:
    """File name of a storey's sheet: ``A/1F`` -> ``compare-A-1F``."""
    return "compare-" + re.sub(r"[^\w.+-]+", "-", storey)


def draw_side_by_side(found: Comparison, id: str, lang: Lang) -> Sheet:
    """The finished sheet of a storey: the smallest on which plans and lists have room."""
    scenario = next(p.scenario for p in found.plans if any(s.id == id for s in p.scenario.storeys))
    storey = scenario.storey(id)
    angle = upright_angle(scenario.building(storey.building))
    for _, width, height in PAPERS:
        for columns in (1, 2):
            panel = side_panel(inside(width, height), columns, _FIGURES)
            grid = grid_for(panel.field, len(found.plans), storey, angle)
            if grid is None:
                continue
            boxes, scale = grid
            if scale > LARGEST_SCALE and (width, height) != PAPERS[-1][1:]:
                continue
            cells = cells_of(found, id, boxes, scale, lang)
            sections = _sections(cells, lang)
            last = (width, height) == PAPERS[-1][1:] and columns == 2
            if last or sections_fit(panel, len(_entries(cells, lang)), sections):
                sheet = Sheet(width, height)
                _draw(sheet, panel, cells, sections, lang)
                return sheet
    raise UsageError(
        f"{len(found.plans)} plans beside each other do not fit the largest sheet. "
        "Try: --pictures with fewer bundles"
    )


def _draw(sheet: Sheet, panel: Panel, cells: Sequence[Cell], sections: Sequence[Section], lang: Lang) -> None:
    border(sheet)
    for cell in cells:
        _draw_cell(sheet, cell, lang)
    scene = next(cell.scene for cell in cells if cell.scene is not None)
    plan = cells[0].plan
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {say('side_by_side', lang)}"
    project = project_name(plan.scenario.name, plan.scenario.name_zh, lang)
    figures = [
        (say("rooms_line", lang), " / ".join(str(len(c.scene.rooms)) if c.scene else "-" for c in cells))
    ]
    figures.append((say("differ_here", lang), " / ".join(str(len(c.marked)) for c in cells)))
    vacant = [f"{c.scene.facts.vacant / M2:,.0f}" if c.scene else "-" for c in cells]
    figures.append((f"{word('vacant_area', lang)} m²", " / ".join(vacant)))
    shares = [f"{c.scene.facts.corridor_share:.1%}" if c.scene else "-" for c in cells]
    figures.append((word("corridor_share", lang), " / ".join(shares)))
    subtitle = f"{scene.storey.id}  ·  1:{scene.frame.scale}"
    title_block(sheet, panel.title, project, title, subtitle, figures)
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    spot = panel.tools.right - 12.0, panel.tools.bottom + 12.5
    north_arrow(sheet, *spot, scene.frame.north, word("north", lang))
    fill_sections(
        sheet, panel, word("symbols", lang), _entries(cells, lang), sections, word("continued", lang)
    )


def _draw_cell(sheet: Sheet, cell: Cell, lang: Lang) -> None:
    box, scene = cell.box, cell.scene
    frame = shapely.box(box.left, box.bottom, box.right, box.top)
    sheet.stroke(frame.exterior, palette.INK, palette.FINE, 39)
    write_fitted(sheet, cell.plan.name, box.left + 3.0, box.top - 6.0, box.width - 6.0, 10.0)
    if scene is None:
        x, y = box.centre
        sheet.write(say("no_storey", lang), x, y, 8.0, colour=palette.SOFT_TEXT, align=0.5)
        return
    draw_plan(sheet, scene, cell.labels, lang, dimensions=False)
    if cell.corridors is not None and not cell.corridors.is_empty:
        sheet.stroke(hatch(cell.corridors, 1.3, rising=False), EDGE["only"], palette.THIN, 3)
    for row in cell.marked:
        inner = mitred(row.room.polygon, -0.35)
        if row.mark == "only":
            sheet.stroke(hatch(row.room.polygon, 2.2), EDGE["only"], palette.HAIR, 2.4)
        sheet.stroke(inner, EDGE[row.mark], palette.HEAVY, 14)
        sheet.stroke(row.others, EDGE["resized"], palette.WIDE, 14.2, dash=(1.6, 0.9))
    rings = [door.centroid.buffer(1.5).exterior for door in cell.doors]
    sheet.stroke(rings, DOOR, palette.WIDE, 15, dash=(1.2, 0.8))


def _entries(cells: Sequence[Cell], lang: Lang) -> list[Entry]:
    shown = {row.mark for cell in cells for row in cell.marked}
    entries = [Entry("fill", PALE, say("mark.same", lang))]
    entries += [Entry("fill", TINT[mark], say(f"mark.{mark}", lang)) for mark in MARKS[:-1] if mark in shown]
    if any(cell.corridors is not None and not cell.corridors.is_empty for cell in cells):
        entries.append(Entry("hatch", palette.CORRIDOR, say("mark.corridor", lang)))
    if any(cell.doors for cell in cells):
        entries.append(Entry("reach", DOOR, say("mark.door", lang)))
    return entries


def _sections(cells: Sequence[Cell], lang: Lang) -> list[Section]:
    """For each plan the rooms that differ, by number."""
    sections = []
    for cell in cells:
        rows = sorted(cell.marked, key=lambda row: (len(row.room.number), row.room.number))
        table = tuple(TableRow(r.room.number, f"{r.room.name}: {r.words}", r.figure) for r in rows)
        if table:
            sections.append(Section(cell.plan.name, table))
    return sections
