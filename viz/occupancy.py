"""Letting over the years as pictures: fan charts of the park, storeys with the vacancy that is expected."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from planner.bundle.files import write_files
from planner.model import StoreyLayout
from viz import palette
from viz.fan import BANDS, MIDDLE, Curve, Fan, draw_fan, sixth
from viz.furniture import (
    Entry,
    TableRow,
    border,
    north_arrow,
    scale_bar,
    title_block,
)
from viz.ink import Format, Sheet
from viz.labels import Lang, building_name, project_name, word
from viz.panel import fill_panel, inside, side_panel
from viz.plan import set_out
from viz.plan_drawing import draw_plan

if TYPE_CHECKING:
    from planner.simulate.leasing.outcome import ClauseOutcome, Outcome
    from planner.simulate.leasing.ratios import Row

__all__ = ["draw_fans", "draw_occupancy", "draw_vacancy", "vacancy_stem"]

COLOURS = ("#3d8f6a", "#9cc98b", "#f0d77b", "#ec9a4f", "#c8402f")
STEPS = (0.05, 0.1, 0.15, 0.25)
"""Expected vacancy at which the next colour begins."""
ROOM = "#f7f6f3"
LINES = ("#d4a017", "#c2571a", "#3d8f6a", "#8a4fa0", "#7a6a4a", "#b03a5b", "#40808c")

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Letting over the years", "出租模拟"),
    "occupied_share": ("Occupied share of the lettable area", "入驻面积占可出租面积"),
    "cross_border_by_area": ("Cross-border companies by area", "跨境企业占比（面积）"),
    "cross_border_by_number": ("Cross-border companies by number", "跨境企业占比（数量）"),
    "stock_rooms": ("Stock rooms that livestreaming companies need", "直播企业所需选品仓"),
    "cash": ("Net income a year before capital, million CNY", "年净收入（不含投资，百万元）"),
    "clauses": ("Probability that a clause holds", "条款满足的概率"),
    "there": ("there are {n}", "现有 {n} 间"),
    "band": ("{low:g} to {high:g} % of the futures", "{low:g}–{high:g}% 的路径"),
    "median": ("median", "中位数"),
    "year": ("year {n}", "第{n}年"),
    "paths": ("Futures", "路径数"),
    "months": ("Months", "月数"),
    "seed": ("Seed", "随机种子"),
    "units": ("Lettable units", "可租单元"),
    "assumed": ("Rents and terms", "租金与租期"),
    "assumption": ("assumptions", "为假设"),
    "vacancy": ("expected vacancy", "预期空置"),
    "below": ("empty less than {high:.0%} of the time", "空置时间低于 {high:.0%}"),
    "between": ("{low:.0%} to {high:.0%}", "{low:.0%} 至 {high:.0%}"),
    "above": ("{low:.0%} and more", "{low:.0%} 及以上"),
    "mean": ("Mean of the storey", "本层平均"),
    "unit": ("Units", "单元数"),
    "key": ("Expected vacancy", "预期空置"),
    "all": ("all mandatory ones together", "全部强制条款"),
}


def draw_occupancy(
    folder: Path, found: Outcome, lang: Lang, *, plans: bool, formats: Sequence[Format] = ("png", "svg")
) -> list[Path]:
    """``occupancy-fan``, and with ``plans`` a sheet for each storey with units; the paths written."""
    written = []
    for stem, sheet in _sheets(found, lang, plans=plans):
        files = {
            f"{stem}.{fmt}": sheet.bytes(fmt, f"{found.park.facts.scenario.name} {stem}") for fmt in formats
        }
        write_files(folder, files)
        written += [folder / name for name in files]
    return written


def _sheets(found: Outcome, lang: Lang, *, plans: bool) -> Iterator[tuple[str, Sheet]]:
    yield "occupancy-fan", draw_fans(found, lang)
    let = {unit.storey for unit in found.park.letting.units}
    for storey in found.park.facts.scenario.storeys:
        if plans and storey.id in let:
            yield vacancy_stem(storey.id), draw_vacancy(found, storey.id, lang)


def vacancy_stem(storey: str) -> str:
    """File name of a storey's sheet: ``A/1F`` -> ``occupancy-vacancy-A-1F``."""
    return "occupancy-vacancy-" + re.sub(r"[^\w.+-]+", "-", storey)


# ---------------------------------------------------------------- charts


def draw_fans(found: Outcome, lang: Lang) -> Sheet:
    """Six charts over the months, and what their colours mean."""
    sheet = Sheet(420.0, 297.0)
    border(sheet)
    panel = side_panel(inside(420.0, 297.0), 1, 5, tools=0.0)
    field = panel.field.inset(4.0)
    months = [(t + 1) / 12 for t in range(found.months)]
    years = found.months // 12
    step = max(1, math.ceil(years / 10))
    names = [(float(n), str(n)) for n in range(step, years + 1, step)]
    marks = [(1 / 12, "0"), *names]
    for place, fan, at in _charts(found, lang, months):
        yearly = len(at) == years
        draw_fan(sheet, sixth(field, place).inset(2.0), fan, at, names if yearly and years > 1 else marks)
    scenario = found.park.facts.scenario
    figures = [
        (_word("paths", lang), f"{found.paths:,}"),
        (_word("months", lang), str(found.months)),
        (_word("seed", lang), str(found.seed)),
        (_word("units", lang), str(len(found.park.letting.units))),
        (_word("assumed", lang), _word("assumption", lang)),
    ]
    title_block(
        sheet,
        panel.title,
        project_name(scenario.name, scenario.name_zh, lang),
        _word("title", lang),
        "",
        figures,
    )
    fill_panel(
        sheet, panel, word("symbols", lang), _fan_entries(found, lang), "", [], word("continued", lang)
    )
    return sheet


def _charts(
    found: Outcome, lang: Lang, months: Sequence[float]
) -> Iterator[tuple[int, Fan, Sequence[float]]]:
    series = {row.name: row for row in found.series}
    limits = _limits(found)
    for place, name in (
        (0, "occupied_share"),
        (1, "cross_border_by_area"),
        (2, "cross_border_by_number"),
    ):
        rows = series[name].quantiles.tolist()
        limit, clause = limits.get(name, (None, ""))
        low = min([min(map(min, rows)), *([limit] if limit is not None else [])])
        low = math.floor(max(0.0, low - 0.03) * 20) / 20
        yield place, Fan(_word(name, lang), rows, low, 1.0, _percent, limit, clause), months
    needed = series["stock_rooms"].quantiles.tolist()
    there = sum(space.kind == "stock_room" for space in found.park.facts.spaces)
    most = max(1.0, 1.15 * max(*map(max, needed), there))
    title, told = _word("stock_rooms", lang), _word("there", lang, n=there)
    yield 3, Fan(title, needed, 0.0, most, _whole, float(there), told, least_step=1.0), months
    curves = [
        Curve(row.ratio.clause, row.probability.tolist(), colour)
        for row, colour in zip(_told(found), LINES, strict=False)
    ]
    curves.append(Curve(_word("all", lang), found.together.tolist(), palette.INK))
    yield 4, Fan(_word("clauses", lang), [], 0.0, 1.0, _percent, curves=curves), months
    flows = [[value / 1e6 for value in row] for row in found.money.annual.tolist()]
    low, high = min(0.0, *map(min, flows)), max(1.0, *map(max, flows))
    years = [float(year) for year in range(1, len(flows[0]) + 1)]
    if len(years) > 1:
        yield 5, Fan(_word("cash", lang), flows, low * 1.05, high * 1.1, _whole, 0.0, least_step=1.0), years


def _told(found: Outcome) -> list[ClauseOutcome]:
    return [row for row in found.clauses if not row.ratio.part_of]


def _limits(found: Outcome) -> Mapping[str, tuple[float, str]]:
    """Name of a series -> the number a clause asks of it, and the clause."""
    names = {
        ("leased_area", "lettable_area"): "occupied_share",
        ("cross_border_related_area", "cross_border_denominator"): "cross_border_by_area",
        ("cross_border_companies", "companies"): "cross_border_by_number",
    }
    limits = {}
    for clause in found.clauses:
        row: Row
        for row in clause.ratio.rows if len(clause.ratio.rows) == 1 else ():
            if row.of is not None and (row.measure, row.of) in names:
                limits[names[row.measure, row.of]] = row.least, clause.ratio.clause
    return limits


def _fan_entries(found: Outcome, lang: Lang) -> list[Entry]:
    count = len(found.quantiles)
    entries = []
    for k in range(count // 2):
        low, high = 100 * found.quantiles[k], 100 * found.quantiles[count - 1 - k]
        entries.append(Entry("fill", BANDS[min(k, len(BANDS) - 1)], _word("band", lang, low=low, high=high)))
    if count % 2:
        middle = found.quantiles[count // 2]
        name = _word("median", lang) if middle == 0.5 else f"{100 * middle:g} %"
        entries.append(Entry("line", MIDDLE, name))
    for row, colour in zip(_told(found), LINES, strict=False):
        entries.append(Entry("line", colour, row.ratio.clause))
    return [*entries, Entry("line", palette.INK, _word("all", lang))]


def _percent(value: float) -> str:
    return f"{value:.0%}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


# ---------------------------------------------------------------- plans


def draw_vacancy(found: Outcome, id: str, lang: Lang) -> Sheet:
    """A storey whose units have the colour of the time that they are expected to stand empty."""
    facts = found.park.facts
    scenario, storey = facts.scenario, facts.scenario.storey(id)
    layout = facts.bundle.layout.storeys
    plan = next((plan for plan in layout if plan.storey == id), StoreyLayout(id, (), (), ()))
    given = set_out(scenario, scenario.building(storey.building), storey, plan, lang)
    empty = {
        space: share
        for unit, share in zip(found.park.letting.units, found.empty, strict=True)
        for space in unit.spaces
    }
    rooms = tuple(
        replace(room, colour=_colour(empty[room.space.id]) if room.space.id in empty else ROOM)
        for room in given.scene.rooms
    )
    sheet = given.sheet
    border(sheet)
    draw_plan(sheet, replace(given.scene, rooms=rooms), given.labels, lang)
    here = [
        (unit, share)
        for unit, share in zip(found.park.letting.units, found.empty, strict=True)
        if unit.storey == id
    ]
    area = sum(unit.area for unit, _ in here)
    mean = sum(unit.area * share for unit, share in here) / area if area > 0 else 0.0
    scene, panel = given.scene, given.panel
    figures = [
        (_word("unit", lang), str(len(here))),
        (_word("mean", lang), f"{mean:.1%}"),
        (_word("paths", lang), f"{found.paths:,}"),
        (_word("months", lang), str(found.months)),
        (word("scale", lang), f"1:{scene.frame.scale}"),
    ]
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {_word('vacancy', lang)}"
    project = project_name(scenario.name, scenario.name_zh, lang)
    title_block(sheet, panel.title, project, title, f"{id}  ·  1:{scene.frame.scale}", figures)
    scale_bar(sheet, panel.tools.left + 4.0, panel.tools.bottom + 9.0, scene.frame.scale)
    spot = panel.tools.right - 12.0, panel.tools.bottom + 12.5
    north_arrow(sheet, *spot, scene.frame.north, word("north", lang))
    table = [
        TableRow(room.number, room.name, f"{empty[room.space.id]:.1%}")
        for room in scene.rooms
        if room.space.id in empty
    ]
    fill_panel(
        sheet, panel, word("symbols", lang), _steps(lang), _word("key", lang), table, word("continued", lang)
    )
    return sheet


def _colour(share: float) -> str:
    return COLOURS[sum(share >= step for step in STEPS)]


def _steps(lang: Lang) -> list[Entry]:
    rows = [_word("below", lang, high=STEPS[0])]
    rows += [_word("between", lang, low=low, high=high) for low, high in pairwise(STEPS)]
    rows.append(_word("above", lang, low=STEPS[-1]))
    return [Entry("fill", colour, text) for colour, text in zip(COLOURS, rows, strict=True)]


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
