"""Indicators of a base for a terminal: figures by year, why some have no value, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeAlias

from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.indicators.evaluate import Row
    from planner.indicators.model import Reading
    from planner.model import Scenario

__all__ = ["indicators_json", "print_indicators", "save_indicators"]

Lang = Literal["zh", "en"]

NAMED = 3
"""Missing data that are named in a line; the rest is counted."""

WORDS: dict[str, tuple[str, str]] = {
    "id": ("id", "编号"),
    "name": ("indicator", "指标"),
    "unit": ("unit", "单位"),
    "missing": ("missing", "缺数据"),
    "undefined": ("undefined", "无定义"),
    "lacks": ("Missing data (--json names all):", "缺少的数据（--json列出全部）："),
    "more": (" and {n} more", "等共{all}项"),
}
UNITS_ZH = {
    "company": "家",
    "count": "项",
    "person": "人",
    "year": "年",
    "CNY": "元",
    "CNY/m2": "元/m2",
    "of 4": "项（共4项）",
    "of 7": "项（共7项）",
}


def print_indicators(rows: Sequence[Row], lang: Lang, *, stream: TextIO | None = None) -> None:
    """The table, why figures have no value, and which data are missing."""
    lacks = _lacks(rows, lang)
    head = [_word("lacks", lang)] if lacks else []
    print_parts(stream, _table(rows, lang), *_remarks(rows, lang), *head, *lacks)


def indicators_json(scenario: Scenario, rows: Sequence[Row]) -> dict[str, Any]:
    """What ``--json`` prints."""
    from planner.indicators.document import indicators_document, year_word

    years = list(rows[0].readings) if rows else []
    return {
        "scenario": scenario.name,
        "years": [year_word(year) for year in years],
        "indicators": indicators_document(rows),
    }


def save_indicators(path: Path, scenario: Scenario, rows: Sequence[Row]) -> None:
    """Write them to ``path``, as CSV or JSON by its ending; ``UsageError`` for another ending."""
    import json

    from planner.bundle.files import make_writable, write_files
    from planner.errors import UsageError
    from planner.indicators.document import indicators_csv

    if path.suffix.lower() == ".csv":
        data = indicators_csv(rows)
    elif path.suffix.lower() == ".json":
        document = indicators_json(scenario, rows)
        data = (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
    else:
        raise UsageError(f"-o {path}: expected a name that ends in .csv or .json. Try: {path}.csv")
    make_writable(path.parent)
    write_files(path.parent, {path.name: data})


def _table(rows: Sequence[Row], lang: Lang) -> Table:
    from rich.text import Text

    from planner.indicators.document import year_word

    years = list(rows[0].readings) if rows else []
    names = [_word("id", lang), _word("name", lang), _word("unit", lang), *map(year_word, years)]
    table = plain_table(names, left=3)
    last = ""
    for row in rows:
        indicator, figure = row.indicator, row.figure
        name = indicator.zh if lang == "zh" else indicator.en
        if len(indicator.figures) > 1:
            name += f": {figure.zh if lang == 'zh' else figure.en}"
        id = indicator.id if indicator.id != last else ""
        last = indicator.id
        cells = [_cell(reading, lang) for reading in row.readings.values()]
        table.add_row(*map(Text, (id, name, _unit(figure.unit, lang), *cells)))
    return table


def _unit(unit: str, lang: Lang) -> str:
    return UNITS_ZH.get(unit, unit) if lang == "zh" else unit


def _cell(reading: Reading, lang: Lang) -> str:
    if reading.value is None:
        return _word(reading.status, lang)
    text = f"{reading.value:,.2f}"
    return text.rstrip("0").rstrip(".")


def _remarks(rows: Sequence[Row], lang: Lang) -> list[str]:
    """Why figures have no value, and remarks on values: each said once, with the indicators it is about."""
    said: Said = {}
    for row in rows:
        for year, reading in row.readings.items():
            reason = reading.reason[lang == "en"]
            if reason:
                _note(said, reason, row, year)
    return [f"{_about(*where, lang)}: {text}" for text, where in said.items()]


def _lacks(rows: Sequence[Row], lang: Lang) -> list[str]:
    """Missing data, likewise."""
    said: Said = {}
    for row in rows:
        for year, reading in row.readings.items():
            words = [datum.words()[lang == "en"] for datum in reading.missing]
            if words:
                rest = len(words) - NAMED
                more = _word("more", lang, n=rest, all=len(words)) if rest > 0 else ""
                _note(said, "; ".join(words[:NAMED]) + more, row, year)
    return [f"  {_about(*where, lang)}: {text}" for text, where in said.items()]


Said: TypeAlias = dict[str, tuple[dict[str, None], dict[int, None]]]
"""What is said -> indicators and years that it is about, in order."""


def _note(said: Said, text: str, row: Row, year: int) -> None:
    ids, years = said.setdefault(text, ({}, {}))
    ids[row.indicator.id] = None
    years[year] = None


def _about(ids: Iterable[str], years: Iterable[int], lang: Lang) -> str:
    from planner.indicators.document import year_word

    told = [year_word(year) for year in years]
    comma = "、" if lang == "zh" else ", "
    when = "" if told == ["-"] else f" ({comma.join(told)})"
    return comma.join(ids) + when


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
