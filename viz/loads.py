"""Hourly loads of a layout: charts of the day, and tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

import shapely

from planner.bundle.files import write_files
from planner.simulate.loads.document import Against, capacities
from viz import palette
from viz.fan import BANDS, MIDDLE, Curve, Fan, draw_fan, sixth
from viz.frame import Box
from viz.furniture import Entry, border, title_block, write_fitted
from viz.ink import Format, Sheet
from viz.labels import project_name, word
from viz.panel import fill_panel, inside, side_panel
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.simulate.loads.days import Days

__all__ = ["draw_loads", "draw_loads_sheet", "print_loads"]

Lang = Literal["zh", "en"]
WEEKEND = "#c2571a"
OVER = "#c21807"
ROWS = 12

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Loads through the day", "逐时负荷模拟"),
    "people": ("People in the park", "园区人数"),
    "power": ("Power, kVA", "用电 kVA"),
    "water": ("Water, m³ in the hour", "用水 m³/h"),
    "bandwidth": ("Bandwidth, Mbit/s", "带宽 Mbit/s"),
    "lifts": ("Lifts: persons that come over those taken, peak five minutes", "电梯：高峰5分钟到达/可运送"),
    "peaks": ("Power of buildings, 99 of 100 weekdays below, kVA", "各楼用电：99%工作日低于 kVA"),
    "capacity": ("capacity {n:,.0f}", "容量 {n:,.0f}"),
    "band": ("{low:g} to {high:g} % of the weekdays", "{low:g}–{high:g}% 的工作日"),
    "band2": ("50 to 95 % of the weekdays", "50–95% 的工作日"),
    "weekend": ("weekend, 95 % below", "周末，95% 低于"),
    "hour": ("h", "时"),
    "days": ("Days", "天数"),
    "peak_people": ("People, 95 % below", "人数，95% 低于"),
    "peak_power": ("Power, 99 % below", "用电，99% 低于"),
    "coincidence": ("Coincidence", "同时系数"),
    "where": ("where", "范围"),
    "park": ("park", "园区"),
    "service": ("service", "项目"),
    "median": ("median", "中位数"),
    "p95": ("95 % below", "95% 低于"),
    "p99": ("99 % below", "99% 低于"),
    "design": ("all at once", "叠加值"),
    "connection": ("capacity", "容量"),
    "exceeded": ("weekdays over", "超限工作日"),
    "power_unit": ("power, peak kVA", "用电 峰值 kVA"),
    "water_unit": ("water, m3 a day", "用水 m3/日"),
    "bandwidth_unit": ("bandwidth, peak Mbit/s", "带宽 峰值 Mbit/s"),
    "building": ("building", "楼栋"),
    "cars": ("lifts", "电梯数"),
    "upstairs": ("people upstairs", "楼上人数"),
    "coming": ("come in 5 min", "5分钟到达"),
    "taken": ("taken in 5 min", "5分钟运送"),
    "usage": ("share", "比值"),
    "interval": ("interval, s", "间隔 s"),
    "long": (
        "Where more come than are taken, a queue builds up in the morning; intervals over {s:g} s are long.",
        "到达多于运送时早高峰将排队；间隔超过 {s:g} s 偏长。",
    ),
    "assumed": (
        "Use through the day, attendance and lifts' times are assumptions (--profile); areas, people and "
        "indices are those of the layout and of the scenario.",
        "逐时使用、出勤与电梯时间为假设值（--profile 可替换）；面积、人数与指标取自方案。",
    ),
}


def _word(key: str, lang: Lang, **values: object) -> str:
    text = WORDS[key][lang == "zh"]
    return text.format(**values) if values else text


def draw_loads(
    folder: Path, days: Days, lang: Lang, formats: Sequence[Format] = ("png", "svg")
) -> list[Path]:
    """``loads-day``; the paths written."""
    sheet = draw_loads_sheet(days, lang)
    files = {f"loads-day.{fmt}": sheet.bytes(fmt, f"{days.facts.scenario.name} loads-day") for fmt in formats}
    write_files(folder, files)
    return [folder / name for name in files]


def draw_loads_sheet(days: Days, lang: Lang) -> Sheet:
    """People and services through the day, power of the buildings, lifts."""
    sheet = Sheet(420.0, 297.0)
    border(sheet)
    panel = side_panel(inside(420.0, 297.0), 1, 6, tools=0.0)
    field = panel.field.inset(4.0)
    at = [hour + 0.5 for hour in range(24)]
    marks = [(float(hour), str(hour)) for hour in range(3, 24, 3)]
    marks = [(0.5, f"0 {_word('hour', lang)}"), *marks]
    rows = capacities(days)
    for place, name in enumerate(("people", "power", "water", "bandwidth")):
        draw_fan(sheet, sixth(field, place).inset(2.0), _fan(days, rows, name, lang), at, marks)
    own = [row for row in rows if row.where and row.service == "power"]
    _bars(
        sheet,
        sixth(field, 4).inset(2.0),
        _word("peaks", lang),
        [(row.where, row.p99, row.capacity, f"{row.p99:,.0f}") for row in own],
    )
    _bars(
        sheet,
        sixth(field, 5).inset(2.0),
        _word("lifts", lang),
        [(f"{g.building} ({len(g.lifts)})", g.utilisation, 1.0, f"{g.utilisation:.0%}") for g in days.lifts],
    )
    power = next(row for row in rows if not row.where and row.service == "power")
    figures = [
        (_word("days", lang), f"{days.number:,}"),
        (_word("peak_people", lang), f"{days.park['people'].hours[0, 2].max():,.0f}"),
        (_word("peak_power", lang), f"{power.p99:,.0f} kVA"),
        (_word("coincidence", lang), f"{power.coincidence:.2f}"),
    ]
    scenario = days.facts.scenario
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, panel.title, project, _word("title", lang), "", figures)
    entries = [
        Entry("fill", BANDS[0], _word("band", lang, low=5, high=99)),
        Entry("fill", BANDS[1], _word("band2", lang)),
        Entry("line", MIDDLE, _word("median", lang)),
        Entry("line", WEEKEND, _word("weekend", lang)),
    ]
    fill_panel(sheet, panel, word("symbols", lang), entries, "", [], word("continued", lang))
    return sheet


def _fan(days: Days, rows: Sequence[Against], name: str, lang: Lang) -> Fan:
    low, median, p95, p99 = days.park[name].hours[0]
    weekend = Curve("", days.park[name].hours[1, 2].tolist(), WEEKEND)
    found = next((row for row in rows if not row.where and row.service == name), None)
    capacity = found.capacity if found and found.demand == "peak" else None
    most = max(1e-9, 1.12 * float(p99.max()), 1.12 * (capacity or 0.0))
    # hours with nobody would pinch a band to nothing, and what is left is no polygon
    slack = most / 2_000
    bands = [low - 2 * slack, median - slack, median, p95 + slack, p99 + 2 * slack]
    limit = _word("capacity", lang, n=capacity) if capacity is not None else ""
    return Fan(
        _word(name, lang),
        [row.tolist() for row in bands],
        0.0,
        most,
        lambda value: f"{value:,.4g}",
        capacity,
        limit,
        [weekend],
    )


def _bars(sheet: Sheet, box: Box, title: str, rows: Sequence[tuple[str, float, float | None, str]]) -> None:
    """Bars with a mark where each has its limit; a bar beyond its limit is red."""
    write_fitted(sheet, title, box.left + 1.0, box.top - 4.5, box.width - 2.0, 9.0)
    if not rows:
        return
    shown = sorted(rows, key=lambda row: (-row[1], row[0]))[:ROWS]
    most = max(max(value, limit or 0.0) for _, value, limit, _ in shown) * 1.05 or 1.0
    pitch = min(6.5, (box.height - 11.0) / len(shown))
    words, end = 24.0, 18.0
    length = box.width - words - end
    for number, (name, value, limit, told) in enumerate(shown):
        base, left = box.top - 9.0 - pitch * (number + 1), box.left + words
        low, high = base + pitch * 0.12, base + pitch * 0.88
        write_fitted(sheet, name, box.left + 1.0, base + pitch * 0.25, words - 3.0, 7.0)
        sheet.fill(shapely.box(left, low, left + length, high), palette.REMAINDER, 2)
        over = limit is not None and value > limit
        sheet.fill(shapely.box(left, low, left + value / most * length, high), OVER if over else MIDDLE, 3)
        if limit is not None:
            x = left + limit / most * length
            sheet.stroke(shapely.LineString([(x, low - 0.4), (x, high + 0.4)]), palette.INK, palette.WIDE, 4)
        sheet.write(told, left + length + end - 2.0, base + pitch * 0.25, 7.0, align=1.0)


def print_loads(days: Days, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Services against their capacity, and the lifts."""
    parts: list[Table | str] = [_services(days, lang)]
    if days.lifts:
        parts += ["", _lifts(days, lang), _word("long", lang, s=days.profile.lifts.interval_s)]
    print_parts(stream, *parts, "", _word("assumed", lang))


def _services(days: Days, lang: Lang) -> Table:
    columns = ("where", "service", "median", "p95", "p99", "design", "coincidence", "connection", "exceeded")
    table = plain_table([_word(key, lang) for key in columns], left=2)
    for row in capacities(days):
        if row.where and row.service != "power" and row.capacity is None:
            continue
        over = "-" if row.exceeded is None else f"{row.exceeded:.1%} ({row.low:.1%} – {row.high:.1%})"
        table.add_row(
            row.where or _word("park", lang),
            _word(f"{row.service}_unit", lang),
            f"{row.median:,.0f}",
            f"{row.p95:,.0f}",
            f"{row.p99:,.0f}",
            f"{row.design:,.0f}",
            f"{row.coincidence:.2f}",
            "-" if row.capacity is None else f"{row.capacity:,.0f}",
            over,
        )
    return table


def _lifts(days: Days, lang: Lang) -> Table:
    columns = ("building", "cars", "upstairs", "coming", "taken", "usage", "interval")
    table = plain_table([_word(key, lang) for key in columns], left=1)
    for group in days.lifts:
        table.add_row(
            group.building,
            str(len(group.lifts)),
            f"{group.people:,.0f}",
            f"{group.arriving:,.0f}",
            f"{group.capacity:,.0f}",
            f"{group.utilisation:.0%}",
            f"{group.interval_s:.0f}",
        )
    return table
