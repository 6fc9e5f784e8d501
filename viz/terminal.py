"""What a command tells a person on standard output: the scenario in a line, verdicts, what is unmet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

from planner.cautions import cautions
from planner.model import M2, Scenario, Shortfall, Solution
from planner.recommended import fines
from viz.tables import print_parts

if TYPE_CHECKING:
    from rich.table import Table

    from planner.check.compliance import Compliance, Verdict
    from planner.check.summary import SummaryRow

__all__ = [
    "describe",
    "facts",
    "print_compliance",
    "print_outcome",
    "print_readings",
    "print_shortfalls",
    "tell_differences",
]

Lang = Literal["zh", "en"]

SHORT_TEXT, SHORT_CELL, EXAMPLE = 26, 18, 52
"""Terminal cells for the text and for the other columns of a clause that passes, and for what a
missing datum would tell: each gets one line."""

WORDS: dict[str, tuple[str, str]] = {
    "clause": ("clause", "条款"),
    "what": ("what", "内容"),
    "verdict": ("verdict", "结论"),
    "measured": ("measured", "实测"),
    "limit": ("limit", "限值"),
    "where": ("where", "位置"),
    "fail": ("fail", "不符合"),
    "undecided": ("undecided", "待定"),
    "pass": ("pass", "符合"),
    "not_applicable": ("not applicable", "不适用"),
    "subject": ("subject", "对象"),
    "wished": ("wished m2", "期望 m2"),
    "given": ("given m2", "给予 m2"),
    "reason": ("reason", "原因"),
    "passed": ("All mandatory clauses pass.", "全部强制性条款符合。"),
    "open": (
        "No mandatory clause fails; {n} are undecided.",
        "没有强制性条款不符合；{n} 条待定。",
    ),
    "missing": ("missing datum", "缺少的资料"),
    "must": ("mandatory", "强制"),
    "others": ("others", "其他"),
    "first": ("for instance", "例如"),
    "gaps": (
        "Undecided for want of data (docs/operations.md tells how to give them; --all lists the clauses):",
        "因缺少资料而待定（如何提供见 docs/operations.md；--all 列出全部条款）：",
    ),
    "failed": ("Mandatory clauses failed: {n}.", "未满足的强制性条款：{n} 条。"),
    "value": (
        "The plan is worth {value} CNY a year ({decided} as allocated); bound {bound}, gap {gap}.",
        "方案年价值 {value} 元（分配阶段 {decided} 元）；上界 {bound}，差距 {gap}。",
    ),
    "fines": (
        "Recommended clauses that are not met cost {total} CNY a year of it: {each}.",
        "其中未满足的推荐性条款每年扣减 {total} 元：{each}。",
    ),
    "caution": ("Caution: ", "注意："),
    "lanes_given": (
        "Fire lanes are as the scenario gives them; --repair-lanes adds what they lack.",
        "消防车道按场景文件给定；--repair-lanes 以最低代价补足所缺部分。",
    ),
    "lanes_added": (
        "Added to the given fire lanes: {metres} m of lane and {others} other pieces: {what}.",
        "对给定消防车道的补充：车道 {metres} m，其他 {others} 项：{what}。",
    ),
    "lanes_unfit": ("Given pieces that do not count: {what}.", "不能计入的给定设施：{what}。"),
    "cap": (
        "The search was cut short by the clock: a longer --seconds may find a better plan.",
        "搜索因时间上限提前结束：加大 --seconds 可能得到更好的方案。",
    ),
    "files": ("Files: {folder}", "文件：{folder}"),
    "readings": (
        "Other readings of the standards, by clause: {n}; {changed} change a verdict, {same} a margin.",
        "其他读法（逐条）：{n} 项，其中 {changed} 项改变结论，{same} 项只改变余量。",
    ),
    "unmet": ("Wishes not met in full: {n}", "未完全满足的需求：{n} 项"),
}
STATUSES = ("fail", "undecided", "pass", "not_applicable")


def facts(scenario: Scenario) -> dict[str, Any]:
    """The scenario in numbers."""
    return {
        "name": scenario.name,
        "name_zh": scenario.name_zh,
        "sha256": scenario.sha256,
        "standards": list(scenario.standards),
        "base_type": scenario.base_type,
        "site_area_m2": round(scenario.site.boundary.area / M2, 1),
        "gross_area_m2": round(sum(storey.gross_area for storey in scenario.storeys) / M2, 1),
        "buildings": len(scenario.buildings),
        "storeys": len(scenario.storeys),
        "tenants": len(scenario.tenants),
        "programme": len(scenario.demands),
    }


def describe(scenario: Scenario, lang: Lang = "en") -> str:
    """The scenario in one sentence."""
    row = facts(scenario)
    if lang == "zh":
        return (
            f"{row['name']}：{row['buildings']} 栋建筑，{row['storeys']} 个楼层，建筑面积 "
            f"{row['gross_area_m2']:,.0f} m²，{row['tenants']} 家租户，{row['programme']} 个功能区"
        )
    counts = ("buildings", "building"), ("storeys", "storey"), ("tenants", "tenant"), ("programme", "zone")
    parts = [f"{row[key]} {word}{'' if row[key] == 1 else 's'}" for key, word in counts]
    parts.insert(2, f"{row['gross_area_m2']:,.0f} m2 gross")
    return f"{row['name']}: {', '.join(parts)}"


def print_compliance(
    compliance: Compliance,
    scenario: Scenario,
    lang: Lang,
    *,
    everything: bool = False,
    stream: TextIO | None = None,
) -> None:
    """A table of the clauses, failed ones first, what is missing to decide others, and a line of totals.

    Clauses that pass or do not apply are only counted, and clauses that lack data are counted by datum;
    with ``everything`` all but those that do not apply stand in the table.
    """
    from planner.check.summary import summary_rows

    verdicts, texts = {verdict.clause: verdict for verdict in compliance.verdicts}, _texts(scenario)
    rows = [
        (row, verdicts[row.clause].status == "pass")
        for row in summary_rows(compliance, lang, texts=texts)
        if _shown(verdicts[row.clause], everything)
    ]
    parts: list[Table | str] = [_verdict_table(rows, lang)] if rows else []
    missing = _gap_table(compliance, lang, texts)
    if missing is not None:
        parts += ["", _word("gaps", lang), missing]
    print_parts(stream, *parts, "", _totals(compliance, lang))


def _gap_table(compliance: Compliance, lang: Lang, texts: Mapping[str, tuple[str, str]]) -> Table | None:
    """What is missing, with the number of clauses that wait for it; none where nothing is.

    For instance: what it would have to tell, in Chinese the first of these clauses.
    """
    from rich.text import Text

    from planner.check.gaps import gaps

    rows = gaps(compliance)
    if not rows:
        return None
    table = _table([("missing", "left"), ("must", "right"), ("others", "right"), ("first", "left")], lang)
    for gap in rows:
        counts = (str(len(gap.mandatory) or "-"), str(len(gap.others) or "-"))
        clause = (*gap.mandatory, *gap.others)[0]
        example = f"{clause} {texts.get(clause, ('', ''))[0]}" if lang == "zh" else gap.example
        table.add_row(*(Text(cell) for cell in (gap.datum, *counts, shortened(example, EXAMPLE))))
    return table


def print_readings(compliance: Compliance, lang: Lang, *, stream: TextIO | None = None) -> None:
    """A line for every other reading that matters to a clause, changes of verdict first."""
    changed = [row for row in compliance.readings if row.status != row.was]
    rest = [row for row in compliance.readings if row.status == row.was and row.compared != "same"]
    lines = [getattr(row, lang) for row in (*changed, *rest)]
    head = _word("readings", lang, n=len(compliance.readings), changed=len(changed), same=len(rest))
    print_parts(stream, "", head, *lines)


def _shown(verdict: Verdict, everything: bool) -> bool:
    from planner.check.gaps import is_gap

    if verdict.status == "fail" or everything:
        return verdict.status != "not_applicable"
    return verdict.status == "undecided" and not is_gap(verdict)


def _texts(scenario: Scenario) -> dict[str, tuple[str, str]]:
    """What every clause in force says, of packs of the user's own too."""
    from planner.standards.packs import packs_of

    return {clause.id: (clause.zh, clause.en) for pack in packs_of(scenario) for clause in pack.clauses}


def tell_differences(compliance: Compliance, directory: Path) -> None:
    """On standard error: where the certificate in the folder says something else than this check."""
    from planner.check.replay import differences

    path = directory / "compliance.json"
    found = differences(path, compliance) if path.is_file() else []
    if found:
        print(
            f"note: {path} is not confirmed:", *(f"  - {line}" for line in found), sep="\n", file=sys.stderr
        )


def print_shortfalls(shortfalls: Sequence[Shortfall], lang: Lang, *, stream: TextIO | None = None) -> None:
    """A table of wishes met to less than 97 %, each with its reason; nothing when there is none."""
    if not shortfalls:
        return
    from rich.text import Text

    table = _table([("subject", "left"), ("wished", "right"), ("given", "right"), ("reason", "left")], lang)
    for short in shortfalls:
        cells = (
            short.subject,
            f"{short.wished_area / M2:,.1f}",
            f"{short.given_area / M2:,.1f}",
            short.reason,
        )
        table.add_row(*(Text(cell) for cell in cells))
    print_parts(stream, _word("unmet", lang, n=len(shortfalls)), table)


def print_outcome(solution: Solution, directory: Path, lang: Lang, *, stream: TextIO | None = None) -> None:
    """What the plan is worth, what is proven about it, and where its files are."""
    allocation = solution.allocation
    gap = f"{allocation.gap:.2%}" if isfinite(allocation.gap) else "-"
    bound = f"{allocation.bound:,.0f}" if isfinite(allocation.bound) else "-"
    value = f"{allocation.objective:,.0f}"
    decided = f"{solution.decided_value:,.0f}"
    lines = [_word("value", lang, value=value, bound=bound, gap=gap, decided=decided)]
    unmet = fines(solution.scenario, allocation.placements)
    if unmet:
        each = ", ".join(f"{clause} {paid:,.0f}" for clause, paid in unmet.items())
        lines.append(_word("fines", lang, total=f"{sum(unmet.values()):,.0f}", each=each))
    lines += _lanes(solution, lang) + [
        f"{_word('caution', lang)}{row.told(lang)}" for row in cautions(solution.scenario)
    ]
    if solution.time_cap_hit:
        lines.append(_word("cap", lang))
    print_parts(stream, *lines, _word("files", lang, folder=directory))


def _lanes(solution: Solution, lang: Lang) -> list[str]:
    """What became of fire lanes that the scenario gives; nothing where it gives none."""
    proof = solution.fire_proof
    if not solution.scenario.site.fire.lanes:
        return []
    if proof is None:
        return [_word("lanes_given", lang)]
    metres = sum(piece.length_m for piece in proof.added)
    others = sum(piece.role != "fire_lane" for piece in proof.added)
    shown = [f"{p.id} ({p.at[0] / 1000:.0f}, {p.at[1] / 1000:.0f})" for p in proof.added]
    lines = [_word("lanes_added", lang, metres=f"{metres:,.1f}", others=others, what=", ".join(shown) or "-")]
    if proof.unfit:
        lines.append(_word("lanes_unfit", lang, what="; ".join(proof.unfit)))
    return lines


def _verdict_table(rows: Iterable[tuple[SummaryRow, bool]], lang: Lang) -> Table:
    from rich.text import Text

    names = ("clause", "what", "verdict", "measured", "limit", "where")
    table = _table([(name, "right" if name in ("measured", "limit") else "left") for name in names], lang)
    for row, passes in rows:
        text = shortened(row.text, SHORT_TEXT) if passes else row.text
        status = row.status if passes else f"{row.status}\n({row.strength})"
        cells = [row.measured, row.limit, row.subject]
        if passes:
            cells = [shortened(cell, SHORT_CELL) for cell in cells]
        table.add_row(
            Text(row.clause),
            Text(text),
            Text(status, style="bold red" if row.failed else ""),
            *(Text(cell) for cell in cells),
        )
    return table


def shortened(text: str, cells: int) -> str:
    """The text in at most so many terminal cells (a Chinese character takes two)."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= cells else set_cell_size(text, cells - 1).rstrip() + "…"


def _totals(compliance: Compliance, lang: Lang) -> str:
    open_ = sum(1 for row in compliance.verdicts if (row.strength, row.status) == ("mandatory", "undecided"))
    head = _word("open" if open_ else "passed", lang, n=open_)
    if not compliance.passed:
        head = _word("failed", lang, n=len(compliance.failed()))
    counts = [
        f"{_word(status, lang)} {sum(1 for row in compliance.verdicts if row.status == status)}"
        for status in STATUSES
    ]
    return f"{head} ({', '.join(counts)})"


def _table(columns: Sequence[tuple[str, Literal["left", "right"]]], lang: Lang) -> Table:
    """An empty table; only columns of running text may break."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    for name, justify in columns:
        breaks = name in ("what", "where", "reason", "measured", "limit", "first")
        most = SHORT_CELL if name in ("measured", "limit") else None
        table.add_column(
            _word(name, lang), justify=justify, no_wrap=not breaks, max_width=most, overflow="fold"
        )
    return table


def _word(key: str, lang: Lang, **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)
