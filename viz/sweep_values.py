"""The value of every case against each parameter, in small charts side by side."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import LineString, Polygon

from planner.sweep.design import Value
from planner.sweep.read import Sweep
from planner.sweep.record import SOLVED
from planner.sweep.sensitivity import MET, cause_of, medians
from planner.sweep.table import Row
from viz import palette
from viz.frame import Box
from viz.ink import Sheet
from viz.labels import Lang
from viz.sweep_chart import Axis, Chart, mark
from viz.sweep_words import number_text, outcome_scale, parameter_name, say

__all__ = ["draw_values"]

DOT, BROKEN, LINE = "#5d87b8", "#d6001c", "#1f3a5f"
ACROSS = 3
MOST = 12
"""Parameters shown at most, those that matter most."""
CELL_W, CELL_H, HEAD_MM = 66.0, 52.0, 20.0
FEW, SMALL_MM, LARGE_MM = 60, 0.42, 0.8
"""Up to so many cases dots are large."""
JITTER_MM, BAR_MM = 2.2, 3.0


def draw_values(found: Sweep, rows: Sequence[Row], order: Sequence[int], lang: Lang) -> Sheet:
    """The finished sheet; ``order``: the parameters to show."""
    shown = list(order)[:MOST]
    across = min(ACROSS, len(shown))
    down = -(-len(shown) // across)
    sheet = Sheet(max(across * CELL_W, 2 * CELL_W) + 10.0, down * CELL_H + HEAD_MM + 4.0)
    sheet.write(say("values_title", lang), 8.0, sheet.height - 9.0, 12.0)
    sheet.write(say("values_note", lang), 8.0, sheet.height - 15.0, 6.6, colour=palette.SOFT_TEXT)
    scale = outcome_scale("value", lang)
    worth = [float(row.record["value"]) / scale for row in rows if row.record["status"] in SOLVED]
    y = Axis.of_numbers(worth, pad=0.08)
    for number, index in enumerate(shown):
        left = 5.0 + CELL_W * (number % across)
        top = sheet.height - HEAD_MM - CELL_H * (number // across)
        field = Box(left + 17.0, top - CELL_H + 13.0, left + CELL_W - 3.0, top)
        chart = Chart(sheet, field, _axis([row.case.values[index] for row in rows]), y)
        _panel(chart, rows, index, scale)
        chart.frame()
        chart.x_ticks(number_text, count=4)
        chart.y_ticks(lambda value: f"{value:,.6g}", count=5)
        chart.x_label(parameter_name(found, index, lang))
        if number % across == 0:
            chart.y_label(say("axis_value", lang), 13.5)
    return sheet


def _axis(values: Sequence[Value]) -> Axis:
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) == len(values):
        return Axis.of_numbers(numbers)
    return Axis.of_words(list(dict.fromkeys(_word(value) for value in values)))


def _word(value: Value) -> str:
    return value if isinstance(value, str) else number_text(value)


def _panel(chart: Chart, rows: Sequence[Row], index: int, scale: float) -> None:
    """Dots of one parameter, the line of medians, and ticks of cases without a plan."""
    radius = LARGE_MM if len(rows) <= FEW else SMALL_MM
    met: list[Polygon] = []
    broken: list[Polygon] = []
    without: list[LineString] = []
    points: list[tuple[Value, float]] = []
    for number, row in enumerate(rows):
        value = row.case.values[index]
        at: Value = _word(value) if chart.x.words else value
        aside = JITTER_MM * ((number * 0.618) % 1.0 - 0.5) if chart.x.words else 0.0
        if row.record["status"] not in SOLVED:
            x, _ = chart.at(at, chart.y.low)
            without.append(
                LineString([(x + aside, chart.field.bottom), (x + aside, chart.field.bottom + 2.2)])
            )
            continue
        worth = float(row.record["value"]) / scale
        x, y = chart.at(at, worth)
        points.append((at, worth))
        (met if cause_of(row) == MET else broken).append(mark("disc", x + aside, y, radius))
    chart.sheet.fill(met, DOT, 10, alpha=0.75)
    chart.sheet.fill(broken, BROKEN, 11)
    chart.sheet.stroke(without, BROKEN, palette.FINE, 11)
    if points:
        middle = [chart.at(at, worth) for at, worth in medians(points)]
        if chart.x.words:
            bars = [LineString([(x - BAR_MM, y), (x + BAR_MM, y)]) for x, y in middle]
            chart.sheet.stroke(bars, LINE, palette.HEAVY, 12)
        elif len(middle) > 1:
            chart.sheet.stroke(LineString(middle), LINE, palette.WIDE, 12)
