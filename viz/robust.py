"""What a robust plan promises and costs, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TextIO

from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.simulate.leasing.robust import Robustness

__all__ = ["print_robust", "unattainable_text"]

Lang = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    "head": (
        "Robust: every clause holds with probability {p:g} or more in every month ({n:,} fresh futures).",
        "稳健方案：各条款逐月满足的概率不低于 {p:g}（{n:,}条新路径）。",
    ),
    "short": (
        "Robust: asked for {p:g} in every month; on {n:,} fresh futures a clause stays below.",
        "稳健方案：要求逐月概率 {p:g}；{n:,}条新路径上有条款未达到。",
    ),
    "clause": ("clause", "条款"),
    "without": ("before", "原方案"),
    "planned": ("planned", "本方案"),
    "fresh": ("fresh futures", "新路径"),
    "reserved": (
        "Kept for cross-border companies once they are free: {n} units ({ids}).",
        "空出后仅租给跨境企业的单元：{n}个（{ids}）。",
    ),
    "closed": (
        "Closed to livestreaming companies once they are free: {n} units ({ids}).",
        "空出后不再租给直播企业的单元：{n}个（{ids}）。",
    ),
    "price": (
        "Price of robustness: {plan:,.0f} CNY a year of the plan's value, {npv:,.2f} million CNY of the "
        "expected net present value of letting; {layouts} layouts were made.",
        "稳健的代价：方案价值每年 {plan:,.0f} 元，出租净现值期望 {npv:,.2f} 百万元；共布置{layouts}次。",
    ),
    "unattainable": (
        "Infeasible as the park is let: no plan was found that holds {clause} with probability {p:g} in "
        "every month. Of the layouts that were made ({layouts}) the best holds it with {best:.4f}. Try: "
        "robust.clause_probability {lower:g} or less, a larger signs_share or other profiles in "
        "leasing, a larger most_m2 of what the clause counts, or fewer companies that must be "
        "placed. Nothing was written.",
        "按出租情景无解：未找到各月均以概率 {p:g} 满足 {clause} 的方案。"
        "共布置{layouts}次，最高为 {best:.4f}。可尝试：robust.clause_probability 取 {lower:g} 或更低，"
        "提高 leasing 的 signs_share 或改用其他 profiles，"
        "放宽该条款所计面积的 most_m2，或减少必须入驻的企业。未写入任何文件。",
    ),
    "ended": (
        "Robust: this plan promises nothing: the search ended too soon, or went on from an earlier plan.",
        "稳健方案：本方案不作承诺：搜索提前结束，或由先前方案续算。",
    ),
}
SHOWN = 8
"""So many units are named at most."""


def print_robust(found: Robustness | None, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Probabilities before and after, what is kept back, what it costs."""
    if found is None:
        print_parts(stream, "", _word("ended", lang))
        return
    head = _word("head" if found.kept else "short", lang, p=found.probability, n=found.fresh_paths)
    table = plain_table([_word(key, lang) for key in ("clause", "without", "planned", "fresh")], left=1)
    for row in found.promises:
        table.add_row(row.clause, *(f"{value:.4f}" for value in (row.without, row.planned, row.fresh)))
    parts: list[Table | str] = ["", head, "", table, ""]
    for key, units in (("closed", found.closed), ("reserved", found.reserved)):
        if units:
            ids = ", ".join(units[:SHOWN]) + (", ..." if len(units) > SHOWN else "")
            parts.append(_word(key, lang, n=len(units), ids=ids))
    plan = found.value_without - found.value_with
    letting = (found.income_without - found.income_with) / 1e6
    parts.append(_word("price", lang, plan=plan, npv=letting, layouts=found.layouts))
    print_parts(stream, *parts)


def unattainable_text(clause: str, probability: float, best: float, layouts: int, lang: Lang) -> str:
    """Which clause lacks what, the best that was found, and what would help."""
    lower = math.floor(100 * best) / 100
    return _word("unattainable", lang, clause=clause, p=probability, layouts=layouts, best=best, lower=lower)


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
