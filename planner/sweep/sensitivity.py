"""What drives the value, and where compliance breaks, from the rows of a sweep.

Effects are those of a linear regression on all parameters at once, over the range that was tried, with an
interval by bootstrap; beside them the rank correlation (Spearman), which asks only for a monotone relation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from planner.sweep.design import Parameter, Value
from planner.sweep.record import SOLVED
from planner.sweep.table import Row

__all__ = [
    "OUTCOMES",
    "Effect",
    "Effects",
    "Outcome",
    "breaks",
    "cause_of",
    "effects",
    "medians",
    "telling_pair",
]

Outcome = Literal["value", "wished_met"]
OUTCOMES: tuple[Outcome, ...] = ("value", "wished_met")
DRAWS = 400
"""Bootstrap samples behind an interval."""
REDRAWN = 5
"""Draws at most for each sample that is wanted."""
COVER = 0.95
SEED = 20_230
"""Of the bootstrap: the same rows give the same interval."""
BINS, COARSE = 8, 5
"""Classes of a parameter of many values: along which medians are taken, by which causes are told apart."""
CLAUSE = re.compile(r"[A-Z][A-Z0-9]*-[0-9]")
MET = "met"
"""Cause of a case that breaks nothing."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What going through the range of a parameter does to an outcome, all others unchanged.

    ``change`` is from the lowest to the highest value (of words: from the worst to the best).
    ``rank`` is the rank correlation; ``None`` for words, and where one of the two never changes.
    """

    index: int
    change: float
    low: float
    high: float
    rank: float | None


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of all parameters that vary, largest first; ``explained``: share of the variance (R2)."""

    rows: tuple[Effect, ...]
    explained: float
    cases: int


def effects(parameters: Sequence[Parameter], rows: Sequence[Row], outcome: Outcome) -> Effects | None:
    """What drives an outcome among the cases that have a plan; ``None`` where too few cases tell."""
    told = [row for row in rows if row.record["status"] in SOLVED and row.record.get(outcome) is not None]
    y = np.array([float(row.record[outcome]) for row in told])
    columns = [_columns([row.case.values[k] for row in told]) for k in range(len(parameters))]
    varying = [k for k, part in enumerate(columns) if part.shape[1]]
    if not varying or np.ptp(y) == 0:
        return None
    design = np.hstack([np.ones((len(told), 1)), *(columns[k] for k in varying)])
    if len(told) < design.shape[1] + 2:
        return None
    fitted = _fit(design, y)
    rest = float(np.sum((y - design @ fitted) ** 2) / np.sum((y - y.mean()) ** 2))
    drawn = _drawn(design, y)
    if not drawn:
        return None
    found = []
    at = 1
    for k in varying:
        place = slice(at, at + columns[k].shape[1])
        at = place.stop
        words = not _numeric(told, k)
        ends = _ends(fitted[place], words)
        change = _change(fitted[place], ends)
        spread = [_change(sample[place], ends) for sample in drawn]
        low, high = np.quantile(spread, [(1 - COVER) / 2, (1 + COVER) / 2])
        found.append(Effect(k, change, float(low), float(high), None if words else _rank(told, k, y)))
    return Effects(tuple(sorted(found, key=lambda row: -abs(row.change))), 1 - rest, len(told))


def medians(points: Sequence[tuple[Value, float]]) -> tuple[tuple[Value, float], ...]:
    """The median of an outcome along a parameter: at each value, or in classes of many values."""
    classes = _binned([value for value, _ in points], BINS)
    found = []
    for name in dict.fromkeys(classes):
        part = [point for point, label in zip(points, classes, strict=True) if label == name]
        numbers = [value for value, _ in part if isinstance(value, float)]
        at: Value = float(np.median(numbers)) if len(numbers) == len(part) else str(part[0][0])
        found.append((at, float(np.median([y for _, y in part]))))
    return tuple(sorted(found, key=lambda row: (isinstance(row[0], str), row[0])))


def cause_of(row: Row) -> str:
    """Why a case does not comply: the first clause that fails, the clauses of its core, or how it ended.

    A core holds only together, so that its clauses are one cause: ``CBEP-4.2.1-c + 4.2.2.1``.
    """
    record = row.record
    status = str(record["status"])
    if status in SOLVED:
        return str(record["failing"][0]).partition(":")[0] if record.get("failing") else MET
    parts = list(dict.fromkeys(str(part) for part in record.get("core", ())))
    clauses = list(dict.fromkeys(part.partition(":")[0] for part in parts if CLAUSE.match(part)))
    return _joined(clauses) if clauses else (parts[0] if parts else status)


def _joined(clauses: Sequence[str]) -> str:
    """Clauses in one line; a standard that is the same as before is not named again."""
    told, before = [], ""
    for clause in clauses:
        standard, _, number = clause.partition("-")
        told.append(number if standard == before else clause)
        before = standard
    return " + ".join(told)


def breaks(rows: Sequence[Row]) -> Counter[str]:
    """How many cases each cause ends, most frequent first."""
    return Counter(cause for row in rows if (cause := cause_of(row)) != MET)


def telling_pair(parameters: Sequence[Parameter], rows: Sequence[Row]) -> tuple[int, int] | None:
    """The two parameters that tell best whether a case complies; ``None`` where less than two vary."""
    varying = [k for k in range(len(parameters)) if len({row.case.values[k] for row in rows}) > 1]
    if len(varying) < 2:
        return None
    met = np.array([cause_of(row) == MET for row in rows], dtype=float)
    told = {k: _told(_binned([row.case.values[k] for row in rows], COARSE), met) for k in varying}
    first, second = sorted(varying, key=lambda k: (-told[k], k))[:2]
    return first, second


def _numeric(rows: Sequence[Row], k: int) -> bool:
    return all(isinstance(row.case.values[k], float) for row in rows)


def _columns(values: Sequence[Value]) -> Numbers:
    """A parameter as columns of the regression: a number scaled to its range, or a column for each word."""
    if all(isinstance(value, float) for value in values):
        numbers = np.array(values, dtype=float)
        reach = float(np.ptp(numbers)) if len(numbers) else 0.0
        if reach == 0:
            return np.empty((len(values), 0))
        scaled: Numbers = ((numbers - numbers.min()) / reach)[:, None]
        return scaled
    words = sorted({str(value) for value in values})
    return np.array([[float(str(value) == word) for word in words[1:]] for value in values]).reshape(
        len(values), -1
    )


def _fit(design: Numbers, y: Numbers) -> Numbers:
    return np.asarray(np.linalg.lstsq(design, y, rcond=None)[0], dtype=np.float64)


def _drawn(design: Numbers, y: Numbers) -> list[Numbers]:
    """Fits of bootstrap samples; samples that do not tell all parameters apart are drawn anew."""
    rng = np.random.default_rng(SEED)
    count, wanted = design.shape
    found: list[Numbers] = []
    for _ in range(REDRAWN * DRAWS):
        pick = rng.integers(0, count, count)
        fitted, _, rank, _ = np.linalg.lstsq(design[pick], y[pick], rcond=None)
        if rank == wanted:
            found.append(np.asarray(fitted, dtype=np.float64))
        if len(found) == DRAWS:
            break
    return found


def _ends(part: Numbers, words: bool) -> tuple[int, int]:
    """Between which two columns a parameter's change is told; the last one (of words) has no column."""
    levels = np.append(part, 0.0)
    return (1, 0) if not words else (int(np.argmin(levels)), int(np.argmax(levels)))


def _change(part: Numbers, ends: tuple[int, int]) -> float:
    levels = np.append(part, 0.0)
    return float(levels[ends[1]] - levels[ends[0]])


def _rank(rows: Sequence[Row], k: int, y: Numbers) -> float | None:
    from scipy.stats import rankdata

    x = rankdata([float(row.case.values[k]) for row in rows])
    ranks = rankdata(y)
    if np.ptp(x) == 0 or np.ptp(ranks) == 0:
        return None
    return float(np.corrcoef(x, ranks)[0, 1])


def _binned(values: Sequence[Value], bins: int) -> list[str]:
    """Values as a few classes."""
    distinct = sorted({value for value in values if isinstance(value, float)})
    if len(distinct) <= bins or any(isinstance(value, str) for value in values):
        return [str(value) for value in values]
    edges = np.quantile(distinct, np.linspace(0, 1, bins + 1)[1:-1])
    return [str(int(np.searchsorted(edges, float(value)))) for value in values]


def _told(classes: Sequence[str], met: Numbers) -> float:
    """Share of the variance of ``met`` that lies between classes (the correlation ratio)."""
    whole = float(np.sum((met - met.mean()) ** 2))
    if whole == 0:
        return 0.0
    names = np.array(classes)
    groups = [met[names == name] for name in set(classes)]
    return float(sum(len(part) * (part.mean() - met.mean()) ** 2 for part in groups)) / whole
