"""Where compliance breaks, over two parameters: cells of a grid, or a mark for each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from shapely import box

from planner.sweep.design import Value
from planner.sweep.read import Sweep
from planner.sweep.sensitivity import MET, breaks, cause_of
from planner.sweep.table import Row
from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet
from viz.labels import Lang
from viz.sweep_chart import SHAPES, Axis, Chart, Shape, fitted, mark
from viz.sweep_words import cause_text, number_text, parameter_name, say

__all__ = ["draw_map"]

FINE = "#cfe5d0"
COLOURS = ("#d55e00", "#0072b2", "#cc79a7", "#e69f00", "#56b4e9", "#7f3c8d")
"""Told apart by people who do not see red and green alike."""
REST, EMPTY = "#8a8f96", "#f4f4f2"
CELLS = 14
"""Values of a parameter up to which it is drawn in cells."""
WIDTH, SIDE, LEGEND_MM, HEAD_MM, FOOT_MM = 200.0, 118.0, 52.0, 20.0, 16.0
LEFT_MM = 27.0


def draw_map(found: Sweep, rows: Sequence[Row], pair: tuple[int, int], lang: Lang) -> Sheet:
    """The finished sheet."""
    named = [cause for cause, _ in breaks(rows).most_common(len(COLOURS))]
    colours = {cause: COLOURS[k] for k, cause in enumerate(named)} | {MET: FINE}
    values = [[row.case.values[k] for row in rows] for k in pair]
    cells = all(len(set(part)) <= CELLS for part in values)
    several = len({(row.case.values[pair[0]], row.case.values[pair[1]]) for row in rows}) < len(rows)
    sheet = Sheet(WIDTH, SIDE * 0.8 + HEAD_MM + FOOT_MM)
    sheet.write(say("map_title", lang), 8.0, sheet.height - 9.0, 12.0)
    note = say("map_points" if not cells else "map_note" if several else "map_cells", lang)
    sheet.write(note, 8.0, sheet.height - 15.0, 6.6, colour=palette.SOFT_TEXT)
    field = Box(LEFT_MM, FOOT_MM, WIDTH - LEGEND_MM - 6.0, sheet.height - HEAD_MM)
    if cells:
        chart = Chart(sheet, field, _words(values[0]), _words(values[1]))
        _cells(chart, rows, pair, colours, several=several)
        chart.y_ticks(number_text, grid=False)
    else:
        chart = Chart(sheet, field, _axis(values[0]), _axis(values[1]))
        _points(chart, rows, pair, colours)
        chart.y_ticks(number_text)
    chart.x_ticks(number_text)
    chart.frame()
    chart.x_label(parameter_name(found, pair[0], lang))
    chart.y_label(fitted(parameter_name(found, pair[1], lang), 8.0, field.height), LEFT_MM - 7.0)
    _legend(sheet, rows, colours, cells, lang)
    return sheet


def _words(values: Sequence[Value]) -> Axis:
    ordered = sorted(set(values), key=lambda value: (isinstance(value, str), value))
    return Axis.of_words([number_text(value) for value in ordered])


def _axis(values: Sequence[Value]) -> Axis:
    numbers = [value for value in values if isinstance(value, float)]
    return Axis.of_numbers(numbers) if len(numbers) == len(values) else _words(values)


def _on(axis: Axis, value: Value) -> Value:
    return number_text(value) if axis.words else value


def _cells(
    chart: Chart, rows: Sequence[Row], pair: tuple[int, int], colours: Mapping[str, str], *, several: bool
) -> None:
    """Each cell in the colour of its most frequent cause, with how many of its cases comply."""
    causes: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        place = (number_text(row.case.values[pair[0]]), number_text(row.case.values[pair[1]]))
        causes.setdefault(place, Counter())[cause_of(row)] += 1
    wide = chart.field.width / len(chart.x.words)
    high = chart.field.height / len(chart.y.words)
    for x_word in chart.x.words:
        for y_word in chart.y.words:
            x, y = chart.at(x_word, y_word)
            cell = box(x - wide / 2 + 0.25, y - high / 2 + 0.25, x + wide / 2 - 0.25, y + high / 2 - 0.25)
            told = causes.get((x_word, y_word))
            if told is None:
                chart.sheet.fill(cell, EMPTY, 5)
                continue
            broken = [(cause, count) for cause, count in told.most_common() if cause != MET]
            colour = colours.get(broken[0][0], REST) if broken else FINE
            part = told[MET] / told.total()
            chart.sheet.fill(cell, FINE, 5)
            if broken:  # from the foot up, as much of the cell as does not comply
                foot = y - high / 2 + 0.25
                top = foot + (high - 0.5) * (1 - part)
                chart.sheet.fill(box(x - wide / 2 + 0.25, foot, x + wide / 2 - 0.25, top), colour, 6)
            if several and min(wide, high * 2) > 9.0:
                figure = f"{told[MET]}/{told.total()}"
                chart.sheet.write(figure, x, y - 0.9, 7.0, align=0.5, halo=True)


def _points(chart: Chart, rows: Sequence[Row], pair: tuple[int, int], colours: Mapping[str, str]) -> None:
    """A mark for each case; those that do not comply lie above the others."""
    for row in rows:
        cause = cause_of(row)
        x, y = chart.at(_on(chart.x, row.case.values[pair[0]]), _on(chart.y, row.case.values[pair[1]]))
        shape = _shape(cause, colours)
        colour = colours.get(cause, REST)
        edge = "#6d9a70" if cause == MET else palette.INK
        level = 8 if cause == MET else 9
        chart.sheet.fill(mark(shape, x, y, 1.25), colour, level, edge=edge, width=palette.HAIR)


def _shape(cause: str, colours: Mapping[str, str]) -> Shape:
    if cause == MET:
        return "disc"
    names = [name for name in colours if name != MET]
    return SHAPES[1 + names.index(cause) % (len(SHAPES) - 1)] if cause in names else "square"


def _legend(sheet: Sheet, rows: Sequence[Row], colours: Mapping[str, str], cells: bool, lang: Lang) -> None:
    """What the colours stand for, with the number of cases."""
    counts = Counter(cause_of(row) for row in rows)
    left, y = WIDTH - LEGEND_MM, sheet.height - HEAD_MM - 3.0
    sheet.write(say("legend", lang), left, y, 8.0)
    told = [(cause, colours[cause], counts[cause]) for cause in (MET, *colours) if counts[cause]]
    told = list(dict.fromkeys(told))
    rest = counts.total() - sum(count for _, _, count in told)
    rows_ = [
        (cause_text(cause, lang), colour, count, _shape(cause, colours)) for cause, colour, count in told
    ]
    if rest:
        rows_.append((say("rest", lang), REST, rest, "square"))
    for name, colour, count, shape in rows_:
        lines = _lines(name, LEGEND_MM - 16.0)
        y -= 6.5
        swatch = box(left, y - 0.8, left + 4.4, y + 2.6) if cells else mark(shape, left + 2.2, y + 0.9, 1.3)
        sheet.fill(swatch, colour, 10, edge=palette.SOFT_TEXT, width=palette.HAIR)
        sheet.write(f"{count:,}", WIDTH - 4.0, y, 7.5, align=1.0)
        for number, line in enumerate(lines):
            sheet.write(line, left + 6.5, y - 3.4 * number, 7.5)
        y -= 3.4 * (len(lines) - 1)


def _lines(text: str, room_mm: float) -> tuple[str, ...]:
    """A name in as few lines as it needs, three at most."""
    flat = typeset.clean(text)
    for count in range(1, 4):
        block = typeset.wrapped(flat, count)
        if block is not None and block.width * 7.5 * typeset.MM_PER_PT <= room_mm:
            return block.lines
    return (fitted(flat, 7.5, room_mm),)
