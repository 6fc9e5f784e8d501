"""The certificate as rows for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from planner.check.compliance import MISSING, Compliance, Finding, Value, Verdict

__all__ = [
    "STATUS",
    "STRENGTH",
    "SummaryRow",
    "finding_text",
    "margin_text",
    "measured_and_limit",
    "number_text",
    "summary_rows",
]

STATUS: Mapping[str, tuple[str, str]] = {
    "fail": ("不符合", "fail"),
    "undecided": ("待定", "undecided"),
    "pass": ("符合", "pass"),
    "not_applicable": ("不适用", "n/a"),
}
STRENGTH: Mapping[str, tuple[str, str]] = {
    "mandatory": ("强制", "mandatory"),
    "recommended": ("推荐", "recommended"),
    "permitted": ("允许", "permitted"),
    "informational": ("资料", "informational"),
}


NONE_SUCH = 1e6
"""A length (m) from here on stands for one that does not exist, such as the way to a missing road."""

NOTHING = "-"

YES_OR_NO = ("connected", "reached", "way out")
"""Units of what is 1 or 0."""

UNITS: Mapping[str, str] = {
    "company": "家",
    "connected": "连通",
    "count": "个",
    "person": "人",
    "pieces": "片",
    "ratio": "",
    "reached": "可达",
    "rooms": "间",
    "suites": "套",
    "way out": "出口",
}
"""Units that are words, in Chinese."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One clause: what it says and how the layout stands, told by its worst finding."""

    clause: str
    text: str
    strength: str
    status: str
    """The word for it in the language asked for."""
    measured: str
    limit: str
    subject: str
    """Which subject the numbers belong to, and of how many."""
    failed: bool
    """Whether it is a mandatory clause that fails."""


def summary_rows(
    compliance: Compliance, lang: Literal["zh", "en"], *, texts: Mapping[str, tuple[str, str]] | None = None
) -> list[SummaryRow]:
    """A row for every verdict, those that fail first, else in the order of the packs.

    ``texts`` maps clause ids to Chinese and English texts; by default those of the shipped packs.
    """
    known = _shipped_texts() if texts is None else texts
    order = list(STATUS)
    column = 0 if lang == "zh" else 1
    rows = [
        (order.index(v.status), _row(v, known.get(v.clause, ("", "")), column)) for v in compliance.verdicts
    ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _shipped_texts() -> dict[str, tuple[str, str]]:
    # Imported here: the packs are read only when somebody wants to see their texts.
    from planner.standards.packs import SHIPPED, shipped_pack

    return {clause.id: (clause.zh, clause.en) for id in SHIPPED for clause in shipped_pack(id).clauses}


def _row(verdict: Verdict, text: tuple[str, str], column: int) -> SummaryRow:
    worst = verdict.worst
    measured, limit = measured_and_limit(worst, "en" if column else "zh") if worst else ("", "")
    return SummaryRow(
        clause=verdict.clause,
        text=text[column],
        strength=STRENGTH[verdict.strength][column],
        status=STATUS[verdict.status][column],
        measured=measured,
        limit=limit,
        subject=_subject(verdict, worst),
        failed=verdict.strength == "mandatory" and verdict.status == "fail",
    )


def _subject(verdict: Verdict, worst: Finding | None) -> str:
    if worst is None:
        return ""
    bad = sum(1 for finding in verdict.findings if not finding.ok)
    count = len(verdict.findings)
    return worst.subject if count == 1 else f"{worst.subject} ({bad or count}/{count})"


def finding_text(finding: Finding, lang: Literal["zh", "en"]) -> str:
    """What was measured and what was required, in a sentence."""
    measured, limit = measured_and_limit(finding, lang)
    if finding.ok is None and finding.measured == MISSING:
        where = str(finding.limit)
        return f"缺少资料，应写在 {where}。" if lang == "zh" else f"missing; it belongs in {where}."
    if finding.ok is None:
        missing = ("缺少资料，无法判定", "cannot be decided, a datum is missing")[lang == "en"]
        measured = f"{measured} ({missing})"
    if lang == "zh":
        return f"实测 {measured}，要求 {limit}。"
    return f"measured {measured}, required {limit}."


def measured_and_limit(finding: Finding, lang: Literal["zh", "en"]) -> tuple[str, str]:
    """Both values as people read them, with as many decimals as it takes to see that one breaks the other."""
    if finding.ok is None and finding.measured == MISSING and lang == "zh":
        return "缺少", f"应写在 {finding.limit}"
    for decimals in range(2, 7):
        measured, limit = (
            number_text(value, finding.unit, lang, decimals) for value in (finding.measured, finding.limit)
        )
        if finding.ok is not False or measured != limit or finding.op in ("<", ">"):
            break
    return measured, f"{finding.op} {limit}"


def margin_text(finding: Finding, lang: Literal["zh", "en"] = "en") -> str:
    """How far the measured value is on the right side of the limit, with its sign.

    Empty where there are no numbers, or only a yes or no.
    """
    margin = finding.margin
    if margin is None or not isfinite(margin) or finding.unit in YES_OR_NO:
        return ""
    if number_text(finding.measured, finding.unit) == NOTHING:
        return ""
    for decimals in range(2, 7):
        text = number_text(margin, finding.unit, lang, decimals)
        if margin >= 0 or any(digit in text for digit in "123456789"):
            break
    return text if text.startswith("-") else f"+{text}"


def number_text(value: Value, unit: str, lang: Literal["zh", "en"] = "en", decimals: int = 2) -> str:
    """A value as people read it: shares in per cent, few decimals, the unit behind."""
    if isinstance(value, str | bool):
        return str(value)
    if unit == "m" and value >= NONE_SUCH:
        return NOTHING
    if unit == "share":
        return f"{value:.{decimals - 1}%}"
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text} {UNITS.get(unit, unit) if lang == 'zh' else unit}".strip()
