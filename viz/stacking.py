"""The stacking plan: every storey a bar as long as its gross area, its blocks who uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon

from planner.model import Layout, Scenario
from viz import palette, typeset
from viz.facts import park_facts
from viz.frame import Box
from viz.furniture import PAPERS, Entry, TableRow, border, title_block, vacant_hatch, write_fitted
from viz.ink import Sheet
from viz.labels import (
    Lang,
    area_text,
    building_name,
    project_name,
    share_text,
    word,
)
from viz.panel import capacity, fill_panel, inside, side_panel
from viz.placing import LEAST_PT, Form, Room, Row, Setting
from viz.stacks import AREA_WIDTH, GAP, HEAD, NAME_WIDTH, Bar, Grid, Part, Stack, arrange, stacks

_FIGURES = 7
MOST_UNMARKED = 0.03
"""Share of blocks too narrow even for a number, beyond which a larger sheet is taken."""
WIDEST_MM = 841.0
"""Width of the largest sheet taken for their sake (A1)."""


# ---------------------------------------------------------------- drawing


def draw_stacking(scenario: Scenario, layout: Layout, lang: Lang) -> Sheet:
    """The finished sheet: the smallest paper on which bars are legible and the key has its place."""
    given = stacks(scenario, layout, lang)
    entries = _legend_entries(given, lang)
    for _, width, height in PAPERS:
        for columns in (1, 2, 3, 4):
            panel = side_panel(inside(width, height), columns, _FIGURES, tools=0.0)
            grid = arrange(given, panel.field.inset(6.0))
            settings = _settings(grid, panel.field.inset(6.0))
            keyed = _numbers(settings)
            if len(keyed) <= capacity(panel, len(entries)):
                break
        if grid.fits and (width >= WIDEST_MM or _unmarked(settings) <= MOST_UNMARKED):
            break
    sheet = Sheet(width, height)
    border(sheet)
    _draw_stacks(sheet, grid, panel.field.inset(6.0), keyed, settings, lang)
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(
        sheet, panel.title, project, word("stacking_plan", lang), "", _figures(scenario, layout, lang)
    )
    rows = [TableRow(str(number), name, "") for (name, _), number in keyed.items()]
    fill_panel(
        sheet, panel, word("symbols", lang), entries, word("key_tenants", lang), rows, word("continued", lang)
    )
    return sheet


@dataclass(frozen=True, slots=True)
class Placed:
    """A part at its place on the sheet; ``setting`` is ``None`` where its name does not fit."""

    part: Part
    box: Box
    setting: Setting | None


def _settings(grid: Grid, field: Box) -> dict[str, tuple[Placed, ...]]:
    """Storey id -> its parts at their places, with their names set."""
    placed: dict[str, tuple[Placed, ...]] = {}
    for left, _, tops in _stack_places(grid, field):
        for bar, top in tops:
            x, row = left + NAME_WIDTH, []
            for part in bar.parts:
                box = Box(x, top - grid.bar + 0.5, x + part.area * grid.per_mm2, top - 0.5)
                row.append(Placed(part, box, _set_name(part, box)))
                x = box.right
            placed[bar.storey.id] = tuple(row)
    return placed


def _stack_places(grid: Grid, field: Box) -> list[tuple[float, Stack, list[tuple[Bar, float]]]]:
    """Left edge of each stack, and the top of each of its bars."""
    places = []
    for index, column in enumerate(grid.columns):
        left, y = field.left + index * (grid.column_width + 5.0), field.top
        for stack in column:
            y -= HEAD
            tops = [(bar, y - i * grid.bar) for i, bar in enumerate(stack.bars)]
            places.append((left, stack, tops))
            y -= len(stack.bars) * grid.bar + GAP
    return places


def _set_name(part: Part, box: Box) -> Setting | None:
    area = Row(area_text(part.area, 0), 0.88, palette.SOFT_TEXT)
    name = typeset.clean(part.name)
    blocks = [block for count in (1, 2, 3, 4) if (block := typeset.wrapped(name, count)) is not None]
    rows = [tuple(Row(line, 1.0, palette.TEXT) for line in block.lines) for block in blocks]
    forms = [Form((*row, area)) for row in rows] + [Form(row) for row in rows]
    inner = shapely.box(*_bounds(Box(box.left + 0.7, box.bottom + 0.35, box.right - 0.7, box.top - 0.35)))
    return Room(inner, step_mm=6.0).set(forms, (7.0, 6.4, 6.25), turn=False) if not inner.is_empty else None


def _bounds(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.bottom, max(box.left, box.right), max(box.bottom, box.top)


def _numbers(settings: Mapping[str, Sequence[Placed]]) -> dict[tuple[str, str], int]:
    """A number for each name that does not fit its block: the same name has the same number."""
    numbers: dict[tuple[str, str], int] = {}
    for row in settings.values():
        for placed in row:
            if placed.setting is None and not placed.part.vacant:
                numbers.setdefault((placed.part.name, placed.part.meaning), len(numbers) + 1)
    return numbers


def _unmarked(settings: Mapping[str, Sequence[Placed]]) -> float:
    """Share of blocks that can carry neither name nor number."""
    widths = [placed.box.width for row in settings.values() for placed in row if placed.setting is None]
    count = sum(len(row) for row in settings.values())
    least = typeset.width_mm("00", LEAST_PT) + 0.2
    return sum(width < least for width in widths) / count if count else 0.0


def _draw_stacks(
    sheet: Sheet,
    grid: Grid,
    field: Box,
    keyed: Mapping[tuple[str, str], int],
    settings: Mapping[str, Sequence[Placed]],
    lang: Lang,
) -> None:
    for left, stack, tops in _stack_places(grid, field):
        gross = sum(bar.storey.gross_area for bar in stack.bars)
        top = tops[0][1] if tops else field.top
        title = f"{building_name(stack.building, lang)}   {area_text(gross, 0)}"
        write_fitted(sheet, title, left, top + 2.4, grid.column_width, 9.0)
        for bar, y in tops:
            _draw_bar(
                sheet,
                bar,
                settings[bar.storey.id],
                keyed,
                Box(left, y - grid.bar, left, y),
                grid.per_mm2,
                lang,
            )
        ground = next((y - grid.bar for bar, y in tops if bar.storey.is_ground), None)
        if ground is not None:
            line = LineString([(left - 2.0, ground), (left + grid.column_width, ground)])
            sheet.stroke(line, palette.INK, palette.HEAVY, 6)


def _draw_bar(
    sheet: Sheet,
    bar: Bar,
    row: Sequence[Placed],
    keyed: Mapping[tuple[str, str], int],
    at: Box,
    per_mm2: float,
    lang: Lang,
) -> None:
    middle = at.centre[1]
    start = at.left + NAME_WIDTH
    write_fitted(sheet, bar.storey.name, start - 1.5, middle - 0.9, NAME_WIDTH - 2.0, 7.0, align=1.0)
    end = start + bar.storey.gross_area * per_mm2
    whole = Box(start, at.bottom + 0.5, end, at.top - 0.5)
    ground = palette.REMAINDER if row else palette.PAPER
    sheet.fill(shapely.box(*_bounds(whole)), ground, 2, edge=palette.INK, width=palette.THIN)
    for placed in row:
        _draw_part(sheet, placed, keyed)
    if not row:
        sheet.write(word("not_laid_out", lang), whole.centre[0], middle - 0.9, 7.0, align=0.5)
    write_fitted(
        sheet,
        area_text(bar.storey.gross_area, 0),
        end + 1.5,
        middle - 0.8,
        AREA_WIDTH,
        6.0,
        palette.SOFT_TEXT,
    )


def _draw_part(sheet: Sheet, placed: Placed, keyed: Mapping[tuple[str, str], int]) -> None:
    shape: Polygon = shapely.box(*_bounds(placed.box))
    sheet.fill(shape, placed.part.colour, 3, edge=palette.INK, width=palette.THIN)
    if placed.part.vacant:
        sheet.stroke(vacant_hatch(shape), palette.VACANT_HATCH, palette.THIN, 3.1)
    setting = placed.setting
    if setting is None and not placed.part.vacant:
        number = str(keyed[placed.part.name, placed.part.meaning])
        form = Form((Row(number, 1.0, palette.TEXT),))
        setting = Room(shape, step_mm=6.0).set((form,), (7.0, 6.4, LEAST_PT))
    if setting is None:
        return
    if placed.part.vacant:
        box = setting.box
        plate = shapely.box(box.left - 0.4, box.bottom, box.right + 0.4, box.top)
        sheet.fill(plate.intersection(shape.buffer(-0.1)), palette.VACANT, 3.2)
    for line in setting.lines():
        sheet.text(line)


# ---------------------------------------------------------------- beside the stacks


def _legend_entries(given: Sequence[Stack], lang: Lang) -> list[Entry]:
    """One entry per colour, with the park's area of it."""
    areas: dict[tuple[str, str, bool], int] = {}
    for stack in given:
        for bar in stack.bars:
            for part in bar.parts:
                key = (part.meaning, part.colour, part.vacant)
                areas[key] = areas.get(key, 0) + part.area
    bars = [bar for stack in given for bar in stack.bars]
    rest = sum(bar.rest for bar in bars if bar.parts)
    bare = sum(bar.rest for bar in bars if not bar.parts)
    ordered = sorted(areas.items(), key=lambda item: (item[0][2], -item[1], item[0]))
    entries = [
        Entry("hatch" if vacant else "fill", colour, meaning, area_text(area, 0))
        for (meaning, colour, vacant), area in ordered
    ]
    entries.append(Entry("fill", palette.REMAINDER, word("remainder", lang), area_text(rest, 0)))
    if bare:
        entries.append(Entry("fill", palette.PAPER, word("not_laid_out", lang), area_text(bare, 0)))
    return entries


def _figures(scenario: Scenario, layout: Layout, lang: Lang) -> list[tuple[str, str]]:
    facts = park_facts(scenario, layout)
    return [
        (word("total_gross", lang), area_text(facts.gross, 0)),
        (word("storeys", lang), str(len(scenario.storeys))),
        (word("lettable", lang), area_text(facts.lettable, 0)),
        (word("vacant_area", lang), area_text(facts.vacant, 0)),
        (word("leased", lang), share_text(facts.leased_share)),
        (word("tenants", lang), str(facts.tenants)),
        (word("buildings", lang), str(len(scenario.buildings))),
    ]
