"""The stacking plan: every storey a bar as long as its gross area, its blocks who uses it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon

from planner.model import Building, Demand, Layout, Scenario, Space, Storey, Tenant
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
    kind_name,
    party_name,
    project_name,
    share_text,
    stock_name,
    word,
    zone_name,
)
from viz.placing import Form, Room, Row, Setting

COLUMN_WIDTH = 84.0
NAME_WIDTH = 13.0
AREA_WIDTH = 15.0
HEAD = 9.0
GAP = 7.0
TALLEST_BAR, SHORTEST_BAR = 18.0, 6.5
_FIGURES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a storey with one user: name, net area (mm2), colour."""

    key: str
    name: str
    area: int
    colour: str
    meaning: str
    """What the colour stands for."""
    vacant: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A storey: its name, gross area (mm2), its parts, and the rest (corridors, cores, walls)."""

    storey: Storey
    parts: tuple[Part, ...]

    @property
    def rest(self) -> int:
        """Gross area that no room takes, mm2."""
        return max(0, self.storey.gross_area - sum(part.area for part in self.parts))


@dataclass(frozen=True, slots=True)
class Stack:
    """A building: its bars from the top storey down."""

    building: Building
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the stacks stand: columns of them, height of a bar, paper length of a mm2."""

    columns: tuple[tuple[Stack, ...], ...]
    column_width: float
    bar: float
    per_mm2: float
    fits: bool


def stacks(scenario: Scenario, layout: Layout, lang: Lang) -> tuple[Stack, ...]:
    """The park as bars: the rooms of one user on a storey are one part, largest users first."""
    rooms = {storey.storey: storey.spaces for storey in layout.storeys}
    return tuple(
        Stack(
            building,
            tuple(
                Bar(storey, _parts(scenario, rooms.get(storey.id, ()), lang))
                for storey in reversed(building.storeys)
            ),
        )
        for building in scenario.buildings
    )


def _parts(scenario: Scenario, spaces: Sequence[Space], lang: Lang) -> tuple[Part, ...]:
    tenants = {tenant.id: tenant for tenant in scenario.tenants}
    parties: list[Tenant | Demand] = [*scenario.tenants, *scenario.demands]
    names = {party.id: party_name(party, lang) for party in parties}
    grouped: dict[str, list[Space]] = {}
    for space in spaces:
        grouped.setdefault(_user(space), []).append(space)
    parts = []
    for key, group in grouped.items():
        first, area = group[0], sum(space.area for space in group)
        tenant = tenants.get(first.tenant or "")
        name = names.get(first.tenant or first.subject or "") or kind_name(
            scenario.catalogue, first.kind, lang
        )
        if first.kind == "vacant":
            parts.append(Part(key, word("vacant", lang), area, palette.VACANT, word("vacant", lang), True))
        elif first.kind == "tenant_suite" and tenant is not None:
            cross = tenant.cross_border
            colour = scenario.catalogue.spaces["tenant_suite"].colour if cross else palette.DOMESTIC_SUITE
            meaning = word("cross_border_suite" if cross else "domestic_suite", lang)
            parts.append(Part(key, name, area, colour, meaning, False))
        elif first.kind == "stock_room":
            kind = scenario.catalogue.spaces["stock_room"]
            meaning = kind_name(scenario.catalogue, kind.id, lang)
            parts.append(Part(key, stock_name(name, meaning, lang), area, kind.colour, meaning, False))
        else:
            parts.append(_zone_part(scenario, key, name, area, first.zone, lang))
    order = sorted(parts, key=lambda part: (part.vacant, part.meaning, -part.area, part.key))
    return tuple(order)


def _zone_part(scenario: Scenario, key: str, name: str, area: int, zone: str, lang: Lang) -> Part:
    entry = scenario.catalogue.zones.get(zone)
    return Part(
        key,
        name,
        area,
        entry.colour if entry else "#dddddd",
        zone_name(scenario.catalogue, zone, lang),
        False,
    )


def _user(space: Space) -> str:
    """Rooms with the same user on a storey are one block; vacant rooms together."""
    if space.kind == "vacant":
        return "~vacant"
    if space.kind in ("tenant_suite", "stock_room"):
        return f"{space.kind}:{space.tenant}"
    return space.subject or f"{space.zone}:{space.kind}"


# ---------------------------------------------------------------- layout of the sheet


def arrange(given: Sequence[Stack], field: Box) -> Grid:
    """Stacks in columns, in their order, with one scale of area for all.

    Of all counts of columns the one whose bars are longest is taken, among those where bars stay
    legible; else the one with the tallest bars.
    """
    longest = max((bar.storey.gross_area for stack in given for bar in stack.bars), default=1)
    best: Grid | None = None
    for count in range(1, max(1, len(given)) + 1):
        columns = _split(given, count)
        width = (field.width - 5.0 * (count - 1)) / count
        if width < NAME_WIDTH + AREA_WIDTH + 25.0 and best is not None:
            break
        overhead = max(len(column) * (HEAD + GAP) for column in columns)
        rows = max(sum(len(stack.bars) for stack in column) for column in columns)
        bar = min(TALLEST_BAR, (field.height - overhead) / max(1, rows))
        grid = Grid(columns, width, bar, (width - NAME_WIDTH - AREA_WIDTH) / longest, bar >= SHORTEST_BAR)
        if grid.fits:
            return grid
        if best is None or bar > best.bar:
            best = grid
    return best or Grid((), field.width, TALLEST_BAR, 1.0, True)


def _split(given: Sequence[Stack], count: int) -> tuple[tuple[Stack, ...], ...]:
    """Runs of stacks, ``count`` of them at most, whose tallest is as low as can be."""
    heights = [len(stack.bars) + 1.6 for stack in given]
    low, high = max(heights, default=0.0), sum(heights)
    for _ in range(40):
        middle = (low + high) / 2
        if len(_runs(given, heights, middle)) <= count:
            high = middle
        else:
            low = middle
    return _runs(given, heights, high)


def _runs(given: Sequence[Stack], heights: Sequence[float], limit: float) -> tuple[tuple[Stack, ...], ...]:
    runs: list[list[Stack]] = []
    filled = math.inf
    for stack, height in zip(given, heights, strict=True):
        if filled + height > limit + 1e-9:
            runs.append([])
            filled = 0.0
        runs[-1].append(stack)
        filled += height
    return tuple(tuple(run) for run in runs)


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
