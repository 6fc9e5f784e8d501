"""Alternatives on a terminal: a table of the layouts, why directions brought none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from planner.alternatives.document import laid_out
from planner.alternatives.gallery import Exhibit, Gallery, Refusal
from planner.compare.table import Comparison
from planner.directions import Direction
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["print_alternatives", "refusal_text"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "name": ("layout", "布局"),
    "direction": ("direction", "方向"),
    "value": ("value, CNY/a", "价值（元/年）"),
    "loss": ("loss", "损失"),
    "measure": ("its measure", "方向指标"),
    "best_has": ("best value has", "最优值布局"),
    "nearest": ("nearest other", "最近布局距离"),
    "fails": ("mandatory fail", "强制不符合"),
    "count": ("{n} of {asked} layouts in {folder}", "{folder}：{n}个布局（要求{asked}个）"),
    "page": ("Side by side: {page}", "并列比较：{page}"),
    "interrupted": (
        "Interrupted: what was finished is whole; a layout that was not is left out.",
        "已中断：已完成的布局完整保留，未完成的不写入。",
    ),
    "seconds": (
        "The time was over: what was finished is whole; with more --seconds there may be more.",
        "时间用尽：已完成的布局完整保留；延长 --seconds 可能得到更多。",
    ),
    "none": ("No layout from these directions:", "以下方向未得到布局："),
    "why.fails": ("fails {clauses} as laid out", "排布后不符合{clauses}"),
    "why.worth": ("worth {loss:.1%} less than the best as laid out", "排布后价值比最优低{loss:.1%}"),
    "why.near": ("{distance:.0%} apart from {to}, too near", "与{to}仅相差{distance:.0%}，过近"),
    "why.no_better": ("no plan that is worth enough has more of it", "价值允许的方案均不优于最优值布局"),
    "why.impossible": ("proven: no plan is worth enough and far enough", "已证明：无价值与差异均足够的方案"),
    "why.undecided": ("none with more of it was found in the work given", "在给定计算量内未找到更优方案"),
    "why.unfinished": ("not laid out in the time given", "在给定时间内未完成排布"),
}
UNITS = {"CNY/a": "元/年", "m2": "m²", "km/a": "km/年", "t km/a": "t·km/年", "count": "", "share": ""}


def print_alternatives(
    folder: Path,
    gallery: Gallery,
    found: Comparison,
    lang: Lang,
    *,
    asked: int,
    stopped: str,
    stream: TextIO | None = None,
) -> None:
    """The table, what brought nothing, where the page lies."""
    parts: list[Table | str] = [_table(gallery, found, lang)]
    parts.append(say("count", lang, n=len(gallery.exhibits), asked=asked, folder=folder))
    if stopped:
        parts.append(say(stopped, lang))
    if gallery.refusals:
        parts.append(say("none", lang))
        parts += [f"  {refusal_text(row, lang)}" for row in gallery.refusals]
    parts.append(say("page", lang, page=folder / "compare.html"))
    print_parts(stream, *parts)


def refusal_text(row: Refusal, lang: Lang) -> str:
    """A direction and why it brought no layout."""
    return f"{_name(row.direction, lang)}: {say(f'why.{row.why}', lang, **row.values)}"


def _table(gallery: Gallery, found: Comparison, lang: Lang) -> Table:
    keys = ("name", "direction", "value", "loss", "measure", "best_has", "nearest", "fails")
    table = plain_table([say(key, lang) for key in keys], left=2)
    for at, row in enumerate(gallery.exhibits):
        table.add_row(*_cells(gallery, found, at, row, lang))
    return table


def _cells(gallery: Gallery, found: Comparison, at: int, row: Exhibit, lang: Lang) -> list[str]:
    direction, near = row.candidate.direction, gallery.nearest(row)
    first = found.values[0].get(direction.laid_out)
    other = direction.id == "other"
    return [
        row.name,
        _name(direction, lang),
        f"{row.value:,.0f}",
        f"{1 - row.value / gallery.best:.2%}" if gallery.best > 0 else "-",
        _amount(direction, laid_out(gallery, found, at), lang),
        "-" if other else _amount(direction, first, lang),
        "-" if near is None else f"{near:.0%}",
        str(row.plan.compliance.summary()["mandatory"]["fail"]),
    ]


def _amount(direction: Direction, value: float | None, lang: Lang) -> str:
    if value is None:
        return "-"
    if direction.unit == "share":
        return f"{value:.0%}"
    unit = UNITS[direction.unit] if lang == "zh" else direction.unit.replace("m2", "m²")
    return f"{value:,.0f} {unit}".strip() if direction.unit != "count" else f"{value:,.0f}"


def _name(direction: Direction, lang: Lang) -> str:
    return direction.zh if lang == "zh" else direction.en


def say(key: str, lang: Lang, **values: object) -> str:
    """A word or sentence."""
    return WORDS[key][lang == "zh"].format(**values)
