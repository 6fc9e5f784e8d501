"""Demand of utilities against capacity, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TextIO

from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.model import Scenario
    from planner.utilities.model import Need

__all__ = ["needs_document", "print_utilities"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "service": ("service", "项目"),
    "unit": ("unit", "单位"),
    "site": ("site", "场地"),
    "total": ("total", "合计"),
    "capacity": ("capacity", "容量"),
    "ratio": ("ratio", "容量/需求"),
    "missing": ("Missing for {service}: {what}", "{service}缺少数据：{what}"),
    "own": (
        "{service}, building {building}: {capacity} for a demand of {asked}.",
        "{service}，{building}栋：容量{capacity}，需求{asked}。",
    ),
    "given": ("{service}: the scenario gives the demand.", "{service}：需求取自方案文件。"),
    "level": (
        "Indices at level {level}; docs/utilities.md lists them.",
        "指标水平：{level}（见docs/utilities.md）。",
    ),
}
LEVELS = {"low": ("low", "低"), "mid": ("mid", "中"), "high": ("high", "高")}


def needs_document(scenario: Scenario, needs: Sequence[Need]) -> dict[str, Any]:
    """What ``--json`` prints."""
    from planner.utilities.document import utilities_document

    return {"scenario": scenario.name, "services": utilities_document(needs)}


def print_utilities(needs: Sequence[Need], lang: Lang, *, stream: TextIO | None = None) -> None:
    """A row for each service: buildings, site, total, capacity; then what is missing."""
    buildings = list(dict.fromkeys(id for need in needs for id in need.buildings))
    lines = [_word("level", lang, level=LEVELS[needs[0].level][lang == "zh"])] if needs else []
    for need in needs:
        lines += [
            _word("own", lang, service=_name(need, lang), building=id, capacity=capacity, asked=asked)
            for id, value in need.building_capacity.items()
            for capacity, asked in [(_amount(value), _amount(need.buildings.get(id, 0.0)))]
        ]
        if need.given:
            lines.append(_word("given", lang, service=_name(need, lang)))
        if need.missing:
            lines.append(_word("missing", lang, service=_name(need, lang), what=", ".join(need.missing)))
    print_parts(stream, _table(needs, buildings, lang), *lines)


def _table(needs: Sequence[Need], buildings: Sequence[str], lang: Lang) -> Table:
    from rich.text import Text

    names = [_word("service", lang), _word("unit", lang), *buildings]
    names += [_word(key, lang) for key in ("site", "total", "capacity", "ratio")]
    table = plain_table(names, left=2)
    for need in needs:
        computed = not need.given or need.terms
        cells = [_amount(need.buildings.get(id) if computed else None) for id in buildings]
        row = (_name(need, lang), need.unit, *cells, _amount(need.site or None))
        style = "bold red" if need.ratio is not None and need.ratio < 1 else ""
        ratio = "-" if need.ratio is None else f"{need.ratio:.2f}"
        table.add_row(
            *map(Text, row), Text(_amount(need.total)), Text(_amount(need.capacity)), Text(ratio, style=style)
        )
    return table


def _name(need: Need, lang: Lang) -> str:
    from planner.utilities.model import SERVICE_NAMES

    return SERVICE_NAMES[need.service][lang == "en"]


def _amount(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
