"""Letting over the years, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TextIO

from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.simulate.leasing.outcome import ClauseOutcome, Outcome

__all__ = ["SERIES", "print_occupancy", "say"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "head": (
        "{name}: {paths:,} futures of {months} months, seed {seed}; {units} units, {stock} stock rooms.",
        "{name}：{paths:,}条路径，{months}个月，种子{seed}；可租单元{units}，选品仓{stock}间。",
    ),
    "month": ("month", "月份"),
    "occupied_share": ("occupied share", "入驻面积占比"),
    "cross_border_by_area": ("cross-border by area", "跨境占比（面积）"),
    "cross_border_by_number": ("by number", "跨境占比（数量）"),
    "stock_rooms": ("stock rooms needed", "所需选品仓"),
    "companies": ("companies", "企业数"),
    "all": ("all mandatory hold", "强制条款均满足"),
    "clause": ("clause", "条款"),
    "binds": ("binds", "效力"),
    "mandatory": ("mandatory", "强制"),
    "recommended": ("recommended", "推荐"),
    "permitted": ("permitted", "允许"),
    "informational": ("informational", "资料"),
    "alternative": ("one of {of}", "{of}之一"),
    "lowest": ("least likely", "最低概率"),
    "at": ("in month", "所在月份"),
    "end": ("in the last month", "末月"),
    "throughout": ("in every month", "全程满足"),
    "money": ("CNY", "元"),
    "mean": ("mean", "均值"),
    "npv": ("net present value, million CNY", "净现值（百万元）"),
    "irr": ("internal rate of return a year", "内部收益率（年）"),
    "cash": ("net income of year {year}, million CNY", "第{year}年净收入（百万元）"),
    "loss": (
        "Capital of {capital:,.1f} million CNY; net present value below zero with probability {loss:.1%}.",
        "初始投资{capital:,.1f}百万元；净现值为负的概率{loss:.1%}。",
    ),
    "signs": (
        "The flows of {n:,} paths change sign several times; {unclear:,} of them have several rates, "
        "of which the one nearest to the discount rate is told.",
        "{n:,}条路径的现金流多次变号；其中{unclear:,}条有多个内部收益率，取最接近折现率者。",
    ),
    "norate": (
        "{n:,} paths have no rate of return: they never earn back what was paid.",
        "{n:,}条路径没有内部收益率：从未收回投资。",
    ),
    "assumed": (
        "Rents, terms, renewals and costs are assumptions of the scenario (section leasing), not facts.",
        "租金、租期、续租率与成本均为情景 leasing 部分的假设，并非事实。",
    ),
}

SERIES = ("occupied_share", "cross_border_by_area", "cross_border_by_number", "stock_rooms")


def say(key: str, lang: Lang, **values: object) -> str:
    """A word or sentence in a language."""
    return WORDS[key][lang == "zh"].format(**values)


def print_occupancy(found: Outcome, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Months, clauses and money."""
    scenario = found.park.facts.scenario
    stock = sum(space.kind == "stock_room" for space in found.park.facts.spaces)
    head = say(
        "head",
        lang,
        name=scenario.name_zh if lang == "zh" else scenario.name,
        paths=found.paths,
        months=found.months,
        seed=found.seed,
        units=len(found.park.letting.units),
        stock=stock,
    )
    parts: list[Table | str] = [head, "", _months(found, lang), "", _clauses(found, lang), ""]
    parts += [_money(found, lang), "", *_notes(found, lang)]
    print_parts(stream, *parts)


def _months(found: Outcome, lang: Lang) -> Table:
    span = "-".join(f"{100 * q:g}" for q in found.quantiles)
    names = [say("month", lang), *(f"{say(name, lang)} ({span} %)" for name in SERIES), say("all", lang)]
    table = plain_table(names, left=1)
    series = {row.name: row for row in found.series}
    for month in (1, *range(12, found.months + 1, 12)):
        cells = []
        for name in SERIES:
            digits = "{:.0f}" if name == "stock_rooms" else "{:.1%}"
            cells.append(" / ".join(digits.format(q[month - 1]) for q in series[name].quantiles))
        table.add_row(str(month), *cells, _share(found.together[month - 1]))
    return table


def _clauses(found: Outcome, lang: Lang) -> Table:
    names = [say(key, lang) for key in ("clause", "binds", "lowest", "at", "end", "throughout")]
    table = plain_table(names, left=2)
    for row in found.clauses:
        table.add_row(*_clause(row, lang))
    return table


def _clause(row: ClauseOutcome, lang: Lang) -> tuple[str, ...]:
    ratio, lowest = row.ratio, row.lowest
    binds = say("alternative", lang, of=ratio.part_of) if ratio.part_of else say(ratio.strength, lang)
    if lowest is None:
        return ratio.clause, binds, "-", "-", "-", "-"
    month, least = lowest
    return (
        ratio.clause,
        binds,
        _share(least),
        str(month),
        _share(float(row.probability[-1])),
        _share(row.throughout),
    )


def _money(found: Outcome, lang: Lang) -> Table:
    money = found.money
    names = [say("money", lang), say("mean", lang), *(f"{100 * q:g} %" for q in found.quantiles)]
    table = plain_table(names, left=1)
    values = [_million(value) for value in money.values]
    table.add_row(say("npv", lang), _million(money.value_mean), *values)
    table.add_row(say("irr", lang), "", *("-" if rate is None else f"{rate:.1%}" for rate in money.rates))
    for year in dict.fromkeys((1, 2, len(money.annual_mean))):
        if year <= len(money.annual_mean):
            cells = [_million(float(row[year - 1])) for row in money.annual]
            table.add_row(say("cash", lang, year=year), _million(float(money.annual_mean[year - 1])), *cells)
    return table


def _notes(found: Outcome, lang: Lang) -> list[str]:
    money = found.money
    notes = [say("loss", lang, capital=money.capital / 1e6, loss=money.loss_probability)]
    if money.several_signs:
        notes.append(say("signs", lang, n=money.several_signs, unclear=money.unclear_rate))
    if money.without_rate:
        notes.append(say("norate", lang, n=money.without_rate))
    return [*notes, say("assumed", lang)]


def _million(value: float | None) -> str:
    return "-" if value is None else f"{value / 1e6:,.1f}"


def _share(value: float) -> str:
    """A probability; one that is not certain never looks so."""
    if 0 < value < 0.001:
        return "<0.1%"
    if 0.999 < value < 1:
        return ">99.9%"
    return f"{value:.1%}" if not math.isnan(value) else "-"
