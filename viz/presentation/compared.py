"""Alternatives side by side, as rows of texts."""

from __future__ import annotations

from dataclasses import dataclass

from planner.check.summary import margin_text
from planner.compare.clauses import least
from planner.compare.measures import CATALOGUE
from planner.compare.table import Comparison
from viz.compare_table import measure_text, unit_text
from viz.diff_words import WORDS
from viz.presentation.figures import Pair

__all__ = ["CompareRow", "measure_rows", "told_clauses"]


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A measure of all layouts; ``group`` on the first row of each group."""

    group: Pair | None
    name: Pair
    unit: Pair
    texts: tuple[str, ...]
    best: frozenset[int]


def measure_rows(found: Comparison) -> list[CompareRow]:
    """The measures that some layout has."""
    rows, group = [], ""
    for measure in CATALOGUE:
        values = found.row(measure)
        if all(value is None for value in values):
            continue
        head = WORDS[f"group.{measure.group}"] if measure.group != group else None
        group = measure.group
        rows.append(
            CompareRow(
                (head[1], head[0]) if head else None,
                (measure.zh, measure.en),
                (unit_text(measure, "zh"), unit_text(measure, "en")),
                tuple(measure_text(measure, value, "en") for value in values),
                found.best(measure),
            )
        )
    return rows


def told_clauses(found: Comparison) -> list[tuple[str, list[tuple[str, Pair]]]]:
    """Clauses that differ or are near their limits: status and least margin in each layout."""
    rows = []
    for id in found.told_clauses():
        cells: list[tuple[str, Pair]] = []
        for verdict in found.verdicts(id):
            worst = least(verdict)
            margin = (margin_text(worst, "zh"), margin_text(worst, "en")) if worst else ("", "")
            cells.append((verdict.status if verdict else "", margin))
        rows.append((id, cells))
    return rows
