"""The arrays that the compiled simulation reads, made from units, profiles, measures and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.check.compliance import ROUNDING
from planner.leasing import Leasing, Profile, Spread, profile_of
from planner.model import M2
from planner.simulate.leasing.codes import CROSS_BORDER, QUIET
from planner.simulate.leasing.ratios import Ratio, Row
from planner.simulate.leasing.tenancy import STREAMING, Company, LetUnit, Linear, company_of

__all__ = ["BINS", "SERIES", "Letting", "Model", "model_of"]

BINS = 1000
"""Steps of a histogram: quantiles of shares are exact to a tenth of a percentage point."""

SERIES: tuple[tuple[str, str | None], ...] = (
    ("leased_area", "lettable_area"),
    ("cross_border_related_area", "cross_border_denominator"),
    ("cross_border_companies", "companies"),
    (STREAMING, None),
    ("companies", None),
)
"""What is told of every month besides the clauses."""

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Letting:
    """What is let how: the units, and which of them are kept for cross-border companies."""

    units: tuple[LetUnit, ...]
    rents: tuple[float, ...]
    """CNY per m2 and month that each unit is let or offered for."""
    starts: tuple[int, ...]
    """How each begins (``kernel.NOW``, ``PLANNED``, ``EMPTY``)."""
    reserved: frozenset[str] = frozenset()
    """Units let to cross-border companies only."""
    closed: frozenset[str] = frozenset()
    """Units that no livestreaming company of the market gets."""
    streaming_needs_room: bool = False
    """Livestreaming companies get units with a stock room only."""


@dataclass(frozen=True, slots=True)
class Model:
    """Arguments of ``kernel.simulate``, as it names them, and what they stand for."""

    unit: tuple[Array, ...]
    terms: tuple[Array, ...]
    market: tuple[int, float, bool, int]
    climate: tuple[float, float, float]
    measures: int
    judged: tuple[Any, ...]
    money: tuple[float, ...]
    discount: tuple[float, Array]
    quantities: tuple[tuple[str, str | None, int], ...]
    """Measure, the one it is a share of, months averaged: those of ``SERIES`` first."""
    scales: tuple[float, ...]
    """What the last step of each histogram stands for."""
    months: int


def model_of(
    leasing: Leasing,
    letting: Letting,
    measures: Mapping[str, Linear],
    clauses: Sequence[Ratio],
    *,
    gross_m2: float,
    running: bool,
) -> Model:
    """The arrays of a park; ``running``: it is in operation, so that leases have begun before."""
    units, months = letting.units, 12 * leasing.years
    quantities = _quantities(clauses)
    names = list(dict.fromkeys(["occupied_area", *(n for row in quantities for n in row[:2] if n)]))
    own, theirs = _weights(names, letting, measures, leasing.profiles)
    constants = np.array([round(measures[name].constant * M2) for name in names], np.int64)
    whole = sum(unit.area for unit in units) * M2
    scales = tuple(_scale(row, units) for row in quantities)
    step = (1.0 + leasing.discount_rate_year) ** (-1 / 12)
    unit = (
        np.array(letting.starts, np.int64),
        np.array([_renews(leasing.profiles, unit) for unit in units], np.int64),
        np.array([unit.suite for unit in units]),
        np.array(letting.rents),
        np.array([_pool(unit, letting) for unit in units], np.int64),
        own,
        theirs,
    )
    return Model(
        unit=unit,
        terms=_terms(leasing),
        market=(leasing.ramp_months, leasing.signs_share, running, months),
        climate=(leasing.market_growth_year, leasing.rent_volatility_year, leasing.downtime_volatility),
        measures=len(names),
        judged=(constants, *_judged(names, quantities, scales, clauses)),
        money=(
            float(names.index("occupied_area")),
            float(whole),
            leasing.capital_cost_cny_m2 * gross_m2,
            leasing.operating_cost_cny_m2_year * gross_m2 / 12,
            leasing.vacancy_cost_cny_m2_year / 12 / M2,
            1.0 + leasing.operating_growth_year,
            leasing.exit_yield,
        ),
        discount=(step, _factors()),
        quantities=quantities,
        scales=scales,
        months=months,
    )


def _pool(unit: LetUnit, letting: Letting) -> int:
    """Which part of the market may have a unit: everybody, cross-border, without streaming, both."""
    quiet = unit.id in letting.closed or (letting.streaming_needs_room and unit.stock == 0)
    return CROSS_BORDER * int(unit.id in letting.reserved) + QUIET * int(quiet)


def _quantities(clauses: Sequence[Ratio]) -> tuple[tuple[str, str | None, int], ...]:
    rows = [(name, of, 1) for name, of in SERIES]
    rows += [(row.measure, row.of, row.rolling) for clause in clauses for row in clause.rows]
    return tuple(dict.fromkeys(rows))


def _scale(quantity: tuple[str, str | None, int], units: Sequence[LetUnit]) -> float:
    """Value of the last step: 1 of shares, whole companies a step of counts, all there is of areas."""
    name, of, _ = quantity
    if of is not None:
        return 1.0
    if _counts(name):
        return float(BINS * max(1, -(-len(units) // BINS)))
    return sum(unit.gross for unit in units) * M2 or 1.0


def _weights(
    names: Sequence[str], letting: Letting, measures: Mapping[str, Linear], profiles: Sequence[Profile]
) -> tuple[Array, Array]:
    """What each unit adds to each measure: with its own company, and with one of each profile."""
    units = letting.units
    own = np.zeros((len(units), len(names)), np.int64)
    theirs = np.zeros((len(units), len(profiles), len(names)), np.int64)
    kinds = [Company(row.company_type, row.cross_border, row.livestreaming) for row in profiles]
    for k, name in enumerate(names):
        of = measures[name].of
        if of is None:
            continue
        unit_of = 1 if _counts(name) else M2
        for u, unit in enumerate(units):
            if unit.tenant is not None:
                own[u, k] = round(of(unit, company_of(unit.tenant)) * unit_of)
            for p, company in enumerate(kinds):
                theirs[u, p, k] = round(of(unit, company) * unit_of)
    return own, theirs


def _counts(name: str) -> bool:
    return not name.endswith(("_area", "_denominator"))


def _renews(profiles: Sequence[Profile], unit: LetUnit) -> int:
    tenant = unit.tenant
    if tenant is None:
        return 0
    return profile_of(tuple(profiles), tenant.company_type, tenant.cross_border, tenant.livestreaming)


def _terms(leasing: Leasing) -> tuple[Array, ...]:
    profiles = leasing.profiles
    spreads = [[row.terms for row in profiles], [row.renewal_terms for row in profiles]]
    spreads.append([row.downtime for row in profiles])
    longest = max(len(spread.months) for rows in spreads for spread in rows)
    cumulative = np.ones((3, len(profiles), longest))
    lengths = np.zeros((3, len(profiles), longest), np.int64)
    for kind, rows in enumerate(spreads):
        for p, spread in enumerate(rows):
            _fill(spread, cumulative[kind, p], lengths[kind, p])
    numbers = np.array([_numbers(row) for row in profiles]).T.copy()
    asked = np.array([row.demand_share for row in profiles])
    trade = np.array([float(row.cross_border) for row in profiles])
    quiet = np.array([float(not row.livestreaming) for row in profiles])
    parts = [asked * kept for kept in (np.ones(len(profiles)), trade, quiet, trade * quiet)]
    # a unit that part of the market may have waits longer in proportion; one that nobody may have, as before
    parts = [part if part.sum() > 0 else asked for part in parts]
    demand = np.array([np.cumsum(part) / part.sum() for part in parts])
    return demand, cumulative, lengths, numbers, np.array([asked.sum() / part.sum() for part in parts])


def _fill(spread: Spread, cumulative: Array, lengths: Array) -> None:
    sums = np.cumsum(spread.shares) / sum(spread.shares)
    cumulative[: len(sums)] = sums
    lengths[:] = spread.months[-1]
    lengths[: len(sums)] = spread.months


def _numbers(row: Profile) -> tuple[float, ...]:
    return (
        row.renewal_probability,
        np.nan if row.rent_cny_m2_month is None else row.rent_cny_m2_month,
        row.renewal_rent_share,
        row.escalation_year,
        row.commission_months,
        row.renewal_commission_months,
        row.rent_free_months,
        row.renewal_rent_free_months,
        row.fit_out_cny_m2,
    )


def _judged(
    names: Sequence[str],
    quantities: Sequence[tuple[str, str | None, int]],
    scales: Sequence[float],
    clauses: Sequence[Ratio],
) -> tuple[Any, ...]:
    rows: list[Row] = list(dict.fromkeys(row for clause in clauses for row in clause.rows))
    uses = np.zeros((len(clauses), len(rows)), np.bool_)
    for c, clause in enumerate(clauses):
        for row in clause.rows:
            uses[c, rows.index(row)] = True
    in_mm2 = [row.of is None and not _counts(row.measure) for row in rows]
    least = np.array([row.least * (M2 if areas else 1) for row, areas in zip(rows, in_mm2, strict=True)])
    return (
        (
            np.array([names.index(name) for name, _, _ in quantities], np.int64),
            np.array([-1 if of is None else names.index(of) for _, of, _ in quantities], np.int64),
            np.array([rolling for _, _, rolling in quantities], np.int64),
            np.array(scales),
        ),
        (
            np.array([quantities.index((row.measure, row.of, row.rolling)) for row in rows], np.int64),
            least,
            np.array([row.strict for row in rows], np.bool_),
            ROUNDING * np.maximum(1.0, np.abs(least)),
        ),
        (
            np.array([clause.from_month for clause in clauses], np.int64),
            uses,
            np.array([clause.every for clause in clauses], np.bool_),
        ),
        np.array([clause.strength == "mandatory" and not clause.part_of for clause in clauses], np.bool_),
    )


def _factors() -> Array:
    """Monthly discount factors between which a rate of return is sought: -90 % to 1,000 % a year."""
    yearly = np.concatenate([np.linspace(10.0, 1.0, 10)[:-1], np.linspace(1.0, -0.9, 39)])
    return np.asarray((1.0 + yearly) ** (-1 / 12))
