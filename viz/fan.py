"""A small chart on a sheet: bands between quantiles over time, their middle, a limit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon

from viz import palette
from viz.frame import Box
from viz.furniture import write_fitted
from viz.ink import Sheet

__all__ = ["BANDS", "MIDDLE", "Curve", "Fan", "draw_fan", "sixth", "ticks"]

BANDS = ("#d5e4f0", "#a9c8e0", "#7eadd0")
"""From the widest band to the narrowest."""
MIDDLE = "#1f5f93"
LIMIT = "#c21807"
SIZE_PT = 7.0
_LEFT, _BOTTOM, _TOP = 14.0, 8.0, 9.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of its own colour over the same time."""

    name: str
    values: Sequence[float]
    """NaN where there is none."""
    colour: str


@dataclass(frozen=True, slots=True)
class Fan:
    """What one chart shows. ``rows``: quantiles in ascending order, each over time."""

    title: str
    rows: Sequence[Sequence[float]]
    low: float
    high: float
    label: Callable[[float], str]
    limit: float | None = None
    limit_name: str = ""
    curves: Sequence[Curve] = ()
    least_step: float = 0.0
    """Between two marks of its axis: 1 where labels are whole numbers."""


def sixth(field: Box, place: int) -> Box:
    """One of six boxes, two beside each other."""
    width, height = field.width / 2, field.height / 3
    left, top = field.left + place % 2 * width, field.top - place // 2 * height
    return Box(left, top - height, left + width, top)


def draw_fan(
    sheet: Sheet, box: Box, fan: Fan, at: Sequence[float], names: Sequence[tuple[float, str]]
) -> None:
    """The chart in a box of the sheet; ``at`` places the values in time, ``names`` label the time axis."""
    inner = Box(box.left + _LEFT, box.bottom + _BOTTOM, box.right - 3.0, box.top - _TOP)
    first, last = at[0], at[-1]

    def place(time: float, value: float) -> tuple[float, float]:
        share = min(1.0, max(0.0, (value - fan.low) / (fan.high - fan.low)))
        return (
            inner.left + (time - first) / max(last - first, 1e-9) * inner.width,
            inner.bottom + share * inner.height,
        )

    write_fitted(sheet, fan.title, box.left + 1.0, box.top - 4.5, box.width - 2.0, 9.0)
    _axes(sheet, inner, fan, place, names)
    count = len(fan.rows)
    for k in range(count // 2):
        upper = [place(*pair) for pair in zip(at, fan.rows[count - 1 - k], strict=True)]
        lower = [place(*pair) for pair in zip(at, fan.rows[k], strict=True)]
        band = Polygon([*lower, *reversed(upper)])
        sheet.fill(
            band if band.is_valid else shapely.make_valid(band), BANDS[min(k, len(BANDS) - 1)], 3 + k / 10
        )
    if count % 2:
        middle = [place(*pair) for pair in zip(at, fan.rows[count // 2], strict=True)]
        sheet.stroke(LineString(middle), MIDDLE, palette.HEAVY, 5)
    for curve in fan.curves:
        _draw_curve(sheet, curve, at, place)
    if fan.limit is not None and fan.low <= fan.limit <= fan.high:
        y = place(first, fan.limit)[1]
        sheet.stroke(
            LineString([(inner.left, y), (inner.right, y)]), LIMIT, palette.MEDIUM, 6, dash=(1.6, 0.9)
        )
        if fan.limit_name:
            above = y + 1.0 if y < inner.top - 4.0 else y - 3.4
            sheet.write(fan.limit_name, inner.right - 1.0, above, SIZE_PT, colour=LIMIT, align=1.0, halo=True)


def _axes(
    sheet: Sheet,
    inner: Box,
    fan: Fan,
    place: Callable[[float, float], tuple[float, float]],
    names: Sequence[tuple[float, str]],
) -> None:
    frame = shapely.box(inner.left, inner.bottom, inner.right, inner.top)
    sheet.fill(frame, palette.PAPER, 1)
    for value in ticks(fan.low, fan.high, fan.least_step):
        y = place(names[0][0], value)[1]
        sheet.stroke(LineString([(inner.left, y), (inner.right, y)]), palette.REMAINDER, palette.THIN, 2)
        sheet.write(fan.label(value), inner.left - 1.2, y - 0.9, SIZE_PT, colour=palette.SOFT_TEXT, align=1.0)
    for time, name in names:
        x = place(time, fan.low)[0]
        sheet.stroke(LineString([(x, inner.bottom), (x, inner.bottom - 1.0)]), palette.INK, palette.THIN, 2)
        sheet.write(name, x, inner.bottom - 4.2, SIZE_PT, colour=palette.SOFT_TEXT, align=0.5)
    sheet.stroke(frame.exterior, palette.INK, palette.THIN, 7)


def _draw_curve(
    sheet: Sheet, curve: Curve, at: Sequence[float], place: Callable[[float, float], tuple[float, float]]
) -> None:
    """The stretches of a line that have values."""
    run: list[tuple[float, float]] = []
    for time, value in [*zip(at, curve.values, strict=True), (0.0, math.nan)]:
        if not math.isnan(value):
            run.append(place(time, value))
            continue
        if len(run) > 1:
            sheet.stroke(LineString(run), curve.colour, palette.WIDE, 5.5)
        run = []


def ticks(low: float, high: float, least_step: float = 0.0) -> list[float]:
    """Round numbers between two, four to eight of them unless they come nearer than ``least_step``."""
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = max(least_step, next(size * k for k in (1, 2, 2.5, 5, 10) if size * k >= rough * 0.9))
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, math.floor(high / step + 1e-9) + 1)]
