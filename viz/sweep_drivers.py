"""The tornado of a sweep: what each parameter does to an outcome, largest first."""

from __future__ import annotations

from shapely import LineString, box

from planner.sweep.read import Sweep
from planner.sweep.record import SOLVED
from planner.sweep.sensitivity import Effects, Outcome
from planner.sweep.table import Row
from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet
from viz.labels import Lang
from viz.sweep_chart import LABEL_PT, TICK_PT, Axis, Chart, fitted
from viz.sweep_words import number_text, outcome_scale, parameter_name, say

__all__ = ["draw_drivers"]

UP, DOWN = "#3f78b5", "#d9843b"
"""More of the outcome, and less."""
MOST = 20
WIDTH, PITCH, NAME_MM = 200.0, 9.0, 62.0
HEAD_MM, FOOT_MM, RIGHT_MM = 26.0, 17.0, 18.0


def draw_drivers(found: Sweep, rows: tuple[Row, ...], told: Effects, outcome: Outcome, lang: Lang) -> Sheet:
    """The finished sheet."""
    shown = told.rows[:MOST]
    sheet = Sheet(WIDTH, HEAD_MM + FOOT_MM + PITCH * len(shown))
    scale = outcome_scale(outcome, lang)
    ends = [end / scale for row in shown for end in (row.change, row.low, row.high)]
    field = Box(10.0 + NAME_MM, FOOT_MM, WIDTH - RIGHT_MM, sheet.height - HEAD_MM)
    chart = Chart(sheet, field, Axis.of_numbers(ends, zero=True), Axis(-len(shown) + 0.5, 0.5))
    sheet.write(say(f"drivers_{outcome}", lang), 10.0, sheet.height - 9.0, 12.0)
    note = say("drivers_note", lang).format(n=told.cases, r2=f"{told.explained:.2f}")
    for number, line in enumerate(_two_lines(note, WIDTH - 20.0)):
        sheet.write(line, 10.0, sheet.height - 15.0 - 4.0 * number, 7.0, colour=palette.SOFT_TEXT)
    chart.x_ticks(lambda value: f"{value:,.6g}", count=7, grid=True)
    chart.x_label(say(f"change_{outcome}", lang))
    sheet.write(say("rank", lang), WIDTH - 3.0, field.top + 2.0, 6.5, align=1.0, colour=palette.SOFT_TEXT)
    zero, _ = chart.at(0.0, 0.0)
    for number, row in enumerate(shown):
        end, y = chart.at(row.change / scale, -float(number))
        left, right = sorted((zero, end))
        sheet.fill(box(left, y - 2.4, right, y + 2.4), UP if row.change >= 0 else DOWN, 10)
        low, high = chart.at(row.low / scale, 0.0)[0], chart.at(row.high / scale, 0.0)[0]
        reach = [LineString([(low, y), (high, y)])]
        reach += [LineString([(x, y - 1.0), (x, y + 1.0)]) for x in (low, high)]
        sheet.stroke(reach, palette.INK, palette.FINE, 12)
        name = fitted(parameter_name(found, row.index, lang), LABEL_PT, NAME_MM - 3.0)
        sheet.write(name, field.left - 2.5, y + 0.3, LABEL_PT, align=1.0)
        span = fitted(_span(found, rows, row.index), 6.5, NAME_MM - 3.0)
        sheet.write(span, field.left - 2.5, y - 3.0, 6.5, align=1.0, colour=palette.SOFT_TEXT)
        if row.rank is not None:
            sheet.write(f"{row.rank + 0.0:+.2f}", WIDTH - 3.0, y - 1.0, TICK_PT, align=1.0)
    sheet.stroke(LineString([(zero, field.bottom), (zero, field.top)]), palette.INK, palette.MEDIUM, 14)
    return sheet


def _span(found: Sweep, rows: tuple[Row, ...], index: int) -> str:
    """What was tried of a parameter and gave a plan: ``60 – 90``, or its words."""
    values = [row.case.values[index] for row in rows if row.record["status"] in SOLVED]
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) == len(values) and numbers:
        return f"{min(numbers):,.4g} – {max(numbers):,.4g}"
    return ", ".join(dict.fromkeys(number_text(value) for value in values))


def _two_lines(text: str, room_mm: float) -> tuple[str, ...]:
    flat = typeset.clean(text)
    if typeset.width_mm(flat, 7.0) <= room_mm:
        return (flat,)
    block = typeset.wrapped(flat, 2)
    return block.lines if block is not None else (flat,)
