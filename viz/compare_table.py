"""Several results side by side, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from planner.check.compliance import Verdict
from planner.check.summary import STATUS, margin_text
from planner.compare.clauses import least
from planner.compare.measures import CATALOGUE, Measure
from planner.compare.table import Comparison
from viz.diff_words import Lang, say
from viz.tables import plain_table, print_parts

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["measure_text", "print_comparison"]

UNITS_ZH = {"CNY/a": "元/年", "count": "个", "km/a": "公里/年", "t km/a": "吨公里/年", "m2": "m²"}
UNITS_EN = {"CNY/a": "CNY/a", "m2": "m²", "count": ""}


def print_comparison(found: Comparison, lang: Lang, *, stream: TextIO | None = None) -> None:
    """Measures, clauses that differ or are near their limits, and how far each plan lies from the first."""
    parts: list[Table | str] = [_measures(found, lang), say("best", lang), ""]
    parts += [say("clauses_told", lang), _clauses(found, lang), ""]
    for diff in found.diffs:
        counts = {"moved": 0, "changed": 0}
        for pair in diff.changed_rooms:
            counts["moved" if pair.what in ("moved", "added", "removed") else "changed"] += 1
        share = f"{diff.share_elsewhere:.0%}"
        names = {"one": diff.after.name, "other": diff.before.name}
        parts.append(say("identical" if diff.same else "apart", lang, **names, share=share, **counts))
    print_parts(stream, *parts)


def measure_text(measure: Measure, value: float | None, lang: Lang) -> str:
    """A value with its unit."""
    if value is None:
        return "-"
    if measure.unit == "share":
        return f"{value:.2%}"
    digits = {"m": 1, "m2": 1, "": 2}.get(measure.unit, 0)
    return f"{value:,.{digits}f}"


def unit_text(measure: Measure, lang: Lang) -> str:
    """The unit in words."""
    if measure.unit == "share":
        return "%"
    return (UNITS_ZH if lang == "zh" else UNITS_EN).get(measure.unit, measure.unit)


def _measures(found: Comparison, lang: Lang) -> Table:
    from rich.text import Text

    table = plain_table([say("measure", lang), say("unit", lang), *(p.name for p in found.plans)], left=2)
    group = ""
    for measure in CATALOGUE:
        values = found.row(measure)
        if all(value is None for value in values):
            continue
        if measure.group != group:
            group = measure.group
            table.add_row(Text(say(f"group.{group}", lang), style="bold"))
        best = found.best(measure)
        cells = [
            measure_text(measure, value, lang) + ("*" if at in best else " ")
            for at, value in enumerate(values)
        ]
        name = measure.zh if lang == "zh" else measure.en
        table.add_row(*map(Text, (f"  {name}", unit_text(measure, lang), *cells)))
    return table


def _clauses(found: Comparison, lang: Lang) -> Table:
    from rich.text import Text

    table = plain_table([say("clause", lang), *(plan.name for plan in found.plans)], left=1)
    for id in found.told_clauses():
        verdicts = found.verdicts(id)
        fails = [verdict is not None and verdict.status == "fail" for verdict in verdicts]
        cells = [
            Text(_verdict(verdict, lang), style="bold red" if fail else "")
            for verdict, fail in zip(verdicts, fails, strict=True)
        ]
        table.add_row(Text(id), *cells)
    return table


def _verdict(verdict: Verdict | None, lang: Lang) -> str:
    if verdict is None:
        return say("not_in_force", lang)
    worst = least(verdict)
    margin = margin_text(worst, lang) if worst is not None else ""
    return f"{STATUS[verdict.status][lang == 'en']} {margin}".strip()
