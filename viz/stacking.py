"""The stacking plan: every storey a bar as long as its gross area, its blocks who uses it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon

from planner.model import Layout, Scenario
from viz import palette, typeset
from viz.facts import park_facts
from viz.frame import Box
from viz.furniture import (
    PAPERS,
    TABLE_PITCH,
    Entry,
    TableRow,
    border,
    key_table,
    legend,
    table_height,
    title_block,
    title_height,
    vacant_hatch,
    write_fitted,
)
from viz.ink import Sheet
from viz.labels import (
    Lang,
    area_text,
    building_name,
    project_name,
    share_text,
    word,
)
from viz.placing import Form, Room, Row, Setting
from viz.stacks import AREA_WIDTH, GAP, HEAD, NAME_WIDTH, Bar, Grid, Part, Stack, arrange, stacks

COLUMN_WIDTH = 84.0
_FIGURES = 8


# ---------------------------------------------------------------- drawing


def draw_stacking(scenario: Scenario, layout: Layout, lang: Lang) -> Sheet:
    """The finished sheet."""
    given = stacks(scenario, layout, lang)
    side_columns = 1
    while True:
        paper, field, grid = _choose(given, side_columns)
        sheet = Sheet(*paper)
        settings = _settings(grid, field)
        keyed = _numbers(settings)
        needed = _columns_needed(sheet, given, len(keyed))
        if needed <= side_columns or side_columns >= 4:
            break
        side_columns = needed
    inner = border(sheet)
    _draw_stacks(sheet, grid, field, keyed, settings, lang)
    _furnish(sheet, inner, scenario, layout, given, keyed, lang, side_columns)
    return sheet


def _choose(given: Sequence[Stack], side_columns: int) -> tuple[tuple[float, float], Box, Grid]:
    """The smallest paper on which bars are legible."""
    for _, width, height in PAPERS:
        field = Box(22.0, 16.0, width - 16.0 - COLUMN_WIDTH * side_columns, height - 16.0)
        grid = arrange(given, field)
        if grid.fits:
            break
    return (width, height), field, grid


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
    inner = shapely.box(*_bounds(box.inset(0.35)))
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
                sheet, bar, settings[bar.storey.id], keyed, Box(left, y - grid.bar, left, y), grid.per_mm2
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
) -> None:
    middle = at.centre[1]
    start = at.left + NAME_WIDTH
    write_fitted(sheet, bar.storey.name, start - 1.5, middle - 0.9, NAME_WIDTH - 2.0, 7.0, align=1.0)
    end = start + bar.storey.gross_area * per_mm2
    whole = Box(start, at.bottom + 0.5, end, at.top - 0.5)
    sheet.fill(shapely.box(*_bounds(whole)), palette.REMAINDER, 2, edge=palette.INK, width=palette.THIN)
    for placed in row:
        _draw_part(sheet, placed, keyed)
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
        setting = Room(shape, step_mm=6.0).set((form,), (7.0, 6.4, 5.5))
    if setting is None:
        return
    if placed.part.vacant:
        box = setting.box
        sheet.fill(shapely.box(box.left - 0.4, box.bottom, box.right + 0.4, box.top), palette.VACANT, 3.2)
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
    rest = sum(bar.rest for stack in given for bar in stack.bars)
    ordered = sorted(areas.items(), key=lambda item: (item[0][2], -item[1], item[0]))
    entries = [
        Entry("hatch" if vacant else "fill", colour, meaning, area_text(area, 0))
        for (meaning, colour, vacant), area in ordered
    ]
    return [*entries, Entry("fill", palette.REMAINDER, word("remainder", lang), area_text(rest, 0))]


def _columns_needed(sheet: Sheet, given: Sequence[Stack], keyed: int) -> int:
    entries = len(_legend_entries(given, "en"))
    free = sheet.height - 26.0
    first = free - title_height(_FIGURES) - entries * 4.9 - 16.0
    if table_height(keyed) <= first:
        return 1
    rest = keyed - max(0, int((first - 8.0) // TABLE_PITCH))
    return 1 + math.ceil(rest * TABLE_PITCH / (free - 10.0))


def _furnish(
    sheet: Sheet,
    inner: Box,
    scenario: Scenario,
    layout: Layout,
    given: Sequence[Stack],
    keyed: Mapping[tuple[str, str], int],
    lang: Lang,
    side_columns: int,
) -> None:
    left = inner.right - COLUMN_WIDTH * side_columns
    sheet.stroke(LineString([(left, inner.bottom), (left, inner.top)]), palette.INK, palette.FINE, 40)
    column = Box(inner.right - COLUMN_WIDTH, inner.bottom, inner.right, inner.top)
    block = Box(column.left, column.bottom, column.right, column.bottom + title_height(_FIGURES))
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, block, project, word("stacking_plan", lang), "", _figures(scenario, layout, lang))
    body = Box(column.left + 3.0, block.top + 3.0, column.right - 3.0, column.top - 3.0)
    y = legend(sheet, body, word("symbols", lang), _legend_entries(given, lang))
    rows = [TableRow(str(number), name, "") for (name, _), number in keyed.items()]
    rights = [inner.right - COLUMN_WIDTH * (i + 1) for i in range(side_columns - 1)]
    spare = [
        Box(right - COLUMN_WIDTH + 3.0, inner.bottom + 3.0, right - 3.0, inner.top - 3.0) for right in rights
    ]
    for box in (Box(body.left, body.bottom, body.right, y - 2.0), *spare):
        count = max(0, int((box.height - 8.0) // TABLE_PITCH))
        if rows and count:
            key_table(sheet, box, word("key_tenants", lang), rows[:count])
            rows = rows[count:]


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
