"""What the finished paths say: quantiles, probabilities with their errors, money."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import Interrupted, UsageError
from planner.simulate.leasing.codes import NONE, SEVERAL, UNCLEAR
from planner.simulate.leasing.model import BINS, SERIES, Model
from planner.simulate.leasing.park import Park
from planner.simulate.leasing.ratios import Ratio
from planner.simulate.leasing.run import Counts

__all__ = ["TAIL", "ClauseOutcome", "Money", "Outcome", "Series", "check_paths", "outcome"]

Floats = npt.NDArray[np.float64]

NAMES = ("occupied_share", "cross_border_by_area", "cross_border_by_number", "stock_rooms", "companies")
"""Names of ``SERIES`` in results."""

TAIL = 20
"""Paths that must lie beyond a quantile, so that it is not told from a handful."""


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity month by month."""

    name: str
    mean: Floats
    quantiles: Floats
    """Quantile x month."""


@dataclass(frozen=True, slots=True)
class ClauseOutcome:
    """How likely a clause holds, month by month; NaN before it applies and where it has no subject."""

    ratio: Ratio
    probability: Floats
    error: Floats
    """Standard error of each probability."""
    throughout: float
    """Part of the paths on which it holds in every month in which it applies."""

    @property
    def lowest(self) -> tuple[int, float] | None:
        """Month (from 1) and probability where it is least likely; ``None`` where it never applies."""
        if np.isnan(self.probability).all():
            return None
        at = int(np.nanargmin(self.probability))
        return at + 1, float(self.probability[at])


@dataclass(frozen=True, slots=True)
class Money:
    """Cash flow before tax and debt, CNY."""

    capital: float
    value_mean: float
    values: tuple[float | None, ...]
    """Quantiles of the net present value."""
    loss_probability: float
    rates: tuple[float | None, ...]
    """Quantiles of the internal rate of return a year; ``None`` where paths without a rate decide it."""
    several_signs: int
    """Paths whose flows change sign more than once."""
    without_rate: int
    unclear_rate: int
    """Paths with more than one rate: the one nearest to the discount rate counts."""
    annual_mean: Floats
    annual: Floats
    """Quantile x year: net income before capital and the value at the end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that is told of a run."""

    park: Park
    seed: int
    asked: int
    paths: int
    interrupted: bool
    quantiles: tuple[float, ...]
    """Those that the finished paths support."""
    series: tuple[Series, ...]
    clauses: tuple[ClauseOutcome, ...]
    together: Floats
    """Month: probability that all mandatory clauses hold that apply then."""
    together_throughout: float
    money: Money
    empty: tuple[float, ...]
    """Unit: expected part of the months in which nobody has it."""

    @property
    def months(self) -> int:
        """Months simulated."""
        return self.park.model.months


def check_paths(paths: int, quantiles: Sequence[float]) -> None:
    """``UsageError`` where a quantile would rest on fewer than ``TAIL`` paths."""
    for q in quantiles:
        least = _needed(q)
        if paths < least:
            raise UsageError(
                f"--paths {paths}: too few for the quantile {q:g}, beyond which "
                f"{paths * min(q, 1 - q):.3g} paths are expected; expected at least {TAIL}. "
                f"Try: --paths {least}, or --quantiles nearer to 0.5"
            )


def _needed(q: float) -> int:
    return math.ceil(TAIL / min(q, 1 - q) - 1e-9)


def outcome(park: Park, counts: Counts, seed: int, asked: int, quantiles: Sequence[float]) -> Outcome:
    """The statistics of a run; ``Interrupted`` where no path is finished."""
    n, model = counts.paths, park.model
    if n == 0:
        raise Interrupted("interrupted before any path was finished, nothing was written")
    kept = tuple(q for q in quantiles if n >= _needed(q)) or (0.5,)
    return Outcome(
        park=park,
        seed=seed,
        asked=asked,
        paths=n,
        interrupted=counts.interrupted,
        quantiles=kept,
        series=tuple(_series(model, counts, k, kept) for k in range(len(SERIES))),
        clauses=tuple(_clause(park.clauses[c], counts, c) for c in range(len(park.clauses))),
        together=counts.all_hold / n,
        together_throughout=float(counts.through[-1]) / n,
        money=_money(model, counts, kept),
        empty=tuple(1 - let / (n * model.months) for let in counts.let_months.tolist()),
    )


def _series(model: Model, counts: Counts, k: int, quantiles: Sequence[float]) -> Series:
    sums = np.cumsum(counts.histogram[k], axis=1, dtype=np.int64)
    step = model.scales[k] / BINS
    rows = [np.argmax(sums >= math.ceil(q * counts.paths - 1e-9), axis=1) * step for q in quantiles]
    return Series(NAMES[k], counts.totals[k] / counts.paths, np.array(rows))


def _clause(ratio: Ratio, counts: Counts, c: int) -> ClauseOutcome:
    applied = counts.applied[c].astype(float)
    share = np.divide(counts.holds[c], applied, out=np.full(applied.shape, np.nan), where=applied > 0)
    error = np.sqrt(share * (1 - share) / np.where(applied > 0, applied, np.nan))
    return ClauseOutcome(ratio, share, error, float(counts.through[c]) / counts.paths)


def _money(model: Model, counts: Counts, quantiles: Sequence[float]) -> Money:
    yearly = (1 + counts.rates) ** 12 - 1
    without = (counts.flags & NONE) > 0
    ordered = np.where(without, -np.inf, yearly)
    return Money(
        capital=float(model.money[2]),
        value_mean=float(counts.values.mean()),
        values=tuple(_quantile(counts.values, q) for q in quantiles),
        loss_probability=float((counts.values < 0).mean()),
        rates=tuple(_quantile(ordered, q) for q in quantiles),
        several_signs=int(((counts.flags & SEVERAL) > 0).sum()),
        without_rate=int(without.sum()),
        unclear_rate=int(((counts.flags & UNCLEAR) > 0).sum()),
        annual_mean=counts.annual.mean(axis=0, dtype=np.float64),
        annual=np.array(
            [np.quantile(counts.annual, q, axis=0, method="inverted_cdf") for q in quantiles], np.float64
        ),
    )


def _quantile(values: npt.NDArray[Any], q: float) -> float | None:
    found = float(np.quantile(values, q, method="inverted_cdf"))
    return found if math.isfinite(found) else None
