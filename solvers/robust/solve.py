"""Robust planning: solve, let the plan, keep units back; where that is not enough solve again with rows.

What needs no other layout comes first: units closed to livestreaming companies, and units kept for
cross-border companies. Where a clause still lacks its probability, its row in the allocation is asked of the
worst futures as well (``solvers.allocate.letting``), and the park is laid out anew.
Three samples that share no seed: one to decide by, one to confirm a decision, one that no decision has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import NothingFound
from planner.leasing import LettingRow
from planner.model import M2, Scenario, Solution
from planner.simulate.leasing.codes import CROSS_BORDER, QUIET
from planner.simulate.leasing.park import Park, drawn_park
from planner.simulate.leasing.ratios import Ratio, Row
from planner.simulate.leasing.robust import Promise, Robustness, promised
from planner.simulate.leasing.run import Counts, run_paths
from planner.simulate.leasing.tenancy import ROOMLESS
from solvers.robust.futures import Parts, parts_of, watched
from solvers.robust.outcome import Unattainable
from solvers.robust.reserves import reserves
from solvers.solve import Infeasible

__all__ = ["solve_robust"]

LAYOUTS = 4
"""Layouts at most: the first and those after rows of letting."""
DECIDE, CONFIRM, FRESH = 400, 20_000, 100_000
"""Futures to decide by, to confirm with, and that no decision has seen."""
TAIL = 2_000
"""Futures from which the worst are taken for a row."""
SURE = 2.0
"""Standard errors by which a confirmed probability must exceed what is asked."""
BOLD = (2.0, 1.4, 1.0, 0.7, 0.4, 0.2)
"""Parts of the worst futures whose mean is looked at, as multiples of those that may fail: cheapest first."""
PARTS = (1.0, 1.5, 2.2, 3.3, 5.0, 9.0)
"""The same of a row of the allocation: strict first, less so where no plan keeps it."""
MONTHS = 3
"""Months of each clause that the choice of reserves looks at."""
SEEDS = 1_000_003

Solve = Callable[[Scenario], Solution | Infeasible]
Stop = Callable[[], bool]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Kind:
    """From which part of the market units can be kept, and which measures are the better for it."""

    key: str
    """Of the section ``leasing``."""
    bit: int
    measures: tuple[str, ...]
    rooms: bool
    """Whether units with a stock room are kept as well, where all units are."""


KINDS = (
    _Kind("closed_to_livestreaming", QUIET, (ROOMLESS,), False),
    _Kind(
        "reserved_for_cross_border",
        CROSS_BORDER,
        ("cross_border_related_area", "cross_border_companies", "cross_border_area"),
        True,
    ),
)
"""In the order in which they are chosen."""


@dataclass(frozen=True, slots=True)
class _Let:
    """A laid-out park as it is let, with its confirmed probabilities."""

    solution: Solution
    park: Park
    counts: Counts

    def worst(self, clause: str) -> tuple[int, float, float]:
        """Month in which a clause is least likely, its probability there and the standard error."""
        c = next(k for k, ratio in enumerate(self.park.clauses) if ratio.clause == clause)
        applied = self.counts.applied[c]
        share = np.where(applied > 0, self.counts.holds[c] / np.maximum(applied, 1), 1.0)
        month = int(np.argmin(share))
        error = np.sqrt(share[month] * (1 - share[month]) / max(int(applied[month]), 1))
        return month, float(share[month]), float(error)

    def lacking(self, clauses: tuple[Ratio, ...], probability: float) -> list[Ratio]:
        """Clauses that do not surely hold with the probability in every month."""
        rows = [(ratio, self.worst(ratio.clause)) for ratio in clauses]
        return [ratio for ratio, (_, share, error) in rows if share - SURE * error < probability]


def solve_robust(
    scenario: Scenario, solve: Solve, *, seed: int, jobs: int, stop: Stop = lambda: False
) -> tuple[Solution, Robustness | None] | Infeasible | Unattainable:
    """The plan of ``solve`` that keeps ``scenario.leasing.robust``, with what it promises.

    Without ``Robustness`` where the search was stopped before a plan kept it: the plan is then the first one.
    """
    first = solve(scenario)
    if isinstance(first, Infeasible):
        return first
    return _Search(scenario, solve, first, seed, jobs, stop).found()


class _Search:
    """The layouts of one robust plan."""

    def __init__(
        self, scenario: Scenario, solve: Solve, first: Solution, seed: int, jobs: int, stop: Stop
    ) -> None:
        self.scenario = scenario
        self.solve = solve
        self.jobs = jobs
        self.stop = stop
        self.seeds = [seed + SEEDS * k for k in (1, 2, 3)]
        self.asked = scenario.leasing.robust.clause_probability or 0.0
        self.plain = self._let(first, drawn_park(scenario, first.layout))
        self.clauses = promised(self.plain.park)
        self.rows: dict[tuple[str, int], LettingRow] = {}
        """By clause and month: a month that was the worst once stays asked for when another one is."""
        self.part = 0
        """Of ``PARTS``, what was asked last: no plan keeps a stricter row."""

    def found(self) -> tuple[Solution, Robustness | None] | Unattainable:
        best: dict[str, float] = {}
        solution = self.plain.solution
        for layouts in range(1, LAYOUTS + 1):
            let = self._secured(solution)
            lacking = let.lacking(self.clauses, self.asked)
            if not lacking:
                return self._promise(let, layouts)
            for ratio in lacking:
                best[ratio.clause] = max(best.get(ratio.clause, 0.0), let.worst(ratio.clause)[1])
            worst = min(lacking, key=lambda ratio: best[ratio.clause]).clause
            other = self._anew(let, lacking) if layouts < LAYOUTS else None
            if self.stop():
                return self.plain.solution, None
            if other is None:
                break
            solution = replace(other, scenario=self.scenario)
        return Unattainable(worst, self.asked, best[worst], layouts)

    def _anew(self, let: _Let, lacking: list[Ratio]) -> Solution | None:
        """Another layout that keeps the rows of what is lacking, in as bad futures as can be had."""
        before = self.rows
        for k in range(self.part, len(PARTS)):
            self.part = k
            if self.stop():
                return None
            self.rows = dict(before)
            for ratio in lacking:
                self._learn(let, ratio, PARTS[k])
            try:
                found = self.solve(self._with_rows())
            except NothingFound:
                return None
            if not isinstance(found, Infeasible):
                return found
        return None

    def _with_rows(self) -> Scenario:
        leasing = self.scenario.leasing
        robust = replace(leasing.robust, rows=tuple(self.rows.values()))
        return replace(self.scenario, leasing=replace(leasing, robust=robust))

    def _let(self, solution: Solution, park: Park) -> _Let:
        return _Let(solution, park, run_paths(park.model, CONFIRM, self.seeds[1], self.jobs))

    # ------------------------------------------------------------ without a new layout

    def _secured(self, solution: Solution) -> _Let:
        """The layout with as little kept back as its clauses need, or with all that helps."""
        let = self._relet(solution, self.scenario)
        for kind in KINDS:
            lacking = let.lacking(self.clauses, self.asked)
            helped = [ratio for ratio in lacking if any(row.measure in kind.measures for row in ratio.rows)]
            if helped:
                let = self._reserved(let, kind, helped)
        return let

    def _relet(self, solution: Solution, scenario: Scenario) -> _Let:
        if scenario is self.scenario and solution is self.plain.solution:
            return self.plain
        return self._let(replace(solution, scenario=scenario), drawn_park(scenario, solution.layout))

    def _reserved(self, let: _Let, kind: _Kind, ratios: list[Ratio]) -> _Let:
        """The cheapest reserves that are confirmed for these clauses; with all units kept where none are."""
        park, names = let.park, {ratio.clause for ratio in ratios}
        months = {month for ratio in ratios for month in self._months(let, ratio)}
        rows = [parts_of(park, self._branch(let, ratio)) for ratio in ratios]
        costs = self._costs(park, kind)
        already = park.model.unit[4] & kind.bit != 0
        latest = let
        for bold in (*BOLD, None):
            if self.stop():
                break
            chosen = None
            if bold is not None:
                futures = watched(park, sorted(months), DECIDE, self.seeds[0], kind.bit)
                share = min(1.0, bold * (1 - self.asked))
                chosen = reserves(futures, rows, costs, share, self.stop, already)
            latest = self._keeping(let, kind, chosen)
            short = [row for row in latest.lacking(self.clauses, self.asked) if row.clause in names]
            if not short or chosen is None:
                break
            months |= {latest.worst(ratio.clause)[0] for ratio in short}
        return latest

    def _keeping(self, let: _Let, kind: _Kind, chosen: npt.NDArray[np.bool_] | None) -> _Let:
        """The layout let with these units kept, or with all that help."""
        units, scenario = let.park.letting.units, let.park.facts.scenario
        kept = [kind.rooms or unit.stock == 0 for unit in units] if chosen is None else chosen
        ids = tuple(unit.holder for unit, taken in zip(units, kept, strict=True) if taken)
        changed: dict[str, Any] = {kind.key: ids}
        return self._relet(let.solution, replace(scenario, leasing=replace(scenario.leasing, **changed)))

    def _months(self, let: _Let, ratio: Ratio) -> list[int]:
        """The month in which a clause is least likely, and others spread over those in which it applies."""
        last = let.park.model.months - 1
        first = min(ratio.from_month, last)
        spread = np.linspace(first, last, MONTHS).round().astype(int).tolist()
        return sorted({let.worst(ratio.clause)[0], *spread})

    def _branch(self, let: _Let, ratio: Ratio) -> Row:
        """Of alternatives the one that holds most often in the worst month of the clause."""
        if len(ratio.rows) == 1:
            return ratio.rows[0]
        month = let.worst(ratio.clause)[0]
        futures = watched(let.park, [month], DECIDE, self.seeds[0])

        def often(row: Row) -> float:
            parts = parts_of(let.park, row)
            return float((parts.constant + parts.of(futures.free[:, :, 0]).sum(axis=1) >= 0).mean())

        return max(ratio.rows, key=often)

    def _costs(self, park: Park, kind: _Kind) -> Floats:
        """Rent that keeping a unit back costs, CNY a year: it stands empty longer."""
        last = park.model.months - 1
        futures = watched(park, [last // 2, last], DECIDE, self.seeds[0], kind.bit)
        let = (futures.free >= -1).mean(axis=(0, 2)) - (futures.kept >= -1).mean(axis=(0, 2))
        areas = np.array([unit.suite for unit in park.letting.units])
        return np.asarray(12 * np.array(park.letting.rents) * areas * np.maximum(let, 0.0))

    # ------------------------------------------------------------ with a new layout

    def _learn(self, let: _Let, ratio: Ratio, part: float) -> None:
        """The row of a clause in the mean of its worst futures in its worst month.

        ``part``: how many these are, as a multiple of those that may fail.
        """
        row = self._branch(let, ratio)
        clause = _row_of(let.park, ratio, row)
        month = let.worst(ratio.clause)[0]
        parts = parts_of(let.park, row)
        holders = watched(let.park, [month], TAIL, self.seeds[0]).free[:, :, 0]
        each = parts.of(holders)
        total = parts.constant + each.sum(axis=1)
        count = min(len(total), max(1, round(part * (1 - self.asked) * len(total))))
        worst = np.argsort(total, kind="stable")[:count]
        earlier = self.rows.get((clause, month))
        reserve = 0.0 if earlier is None else earlier.reserve + _lost(let, earlier, parts)
        self.rows[clause, month] = _letting(let, clause, parts, each[worst].mean(axis=0), reserve)

    # ------------------------------------------------------------ the promise

    def _promise(self, let: _Let, layouts: int) -> tuple[Solution, Robustness]:
        fresh = _Let(let.solution, let.park, run_paths(let.park.model, FRESH, self.seeds[2], self.jobs))
        promises = []
        for ratio in self.clauses:
            _, share, error = fresh.worst(ratio.clause)
            before, after = (row.worst(ratio.clause)[1] for row in (self.plain, let))
            promises.append(Promise(ratio.clause, before, after, share, error))
        leasing = let.park.facts.scenario.leasing
        return replace(let.solution, scenario=let.park.facts.scenario), Robustness(
            probability=self.asked,
            promises=tuple(promises),
            reserved=leasing.reserved_for_cross_border,
            closed=leasing.closed_to_livestreaming,
            layouts=layouts,
            value_without=self.plain.solution.allocation.objective,
            value_with=let.solution.allocation.objective,
            income_without=float(self.plain.counts.values.mean()),
            income_with=float(let.counts.values.mean()),
            paths=CONFIRM,
            fresh_paths=FRESH,
        )


def _row_of(park: Park, ratio: Ratio, row: Row) -> str:
    """The clause whose row in the allocation says the same: of several alternatives that one."""
    if len(ratio.rows) == 1:
        return ratio.clause
    return next((other.clause for other in park.clauses if other.rows == (row,)), ratio.clause)


def _lost(let: _Let, asked: LettingRow, parts: Parts) -> float:
    """By how much the plan as it is drawn misses the row that it was asked for."""
    total = parts.constant
    for u, unit in enumerate(let.park.letting.units):
        if unit.tenant is None:
            total += asked.vacant_m2 * unit.area
        else:
            by_area, by_number = asked.suites.get(unit.tenant.id, (0.0, 0.0))
            total += float(parts.table[u, 1]) + by_area * unit.area + by_number
    return max(0.0, -total)


def _letting(let: _Let, clause: str, parts: Parts, expected: Floats, reserve: float) -> LettingRow:
    """What the worst futures take from each company of the plan, and bring of what is vacant.

    Companies that the plan leaves out are expected to fare like those of their trade.
    """
    units = let.park.letting.units
    lost: dict[str, tuple[float, float]] = {}
    by_trade: dict[bool, list[tuple[float, float]]] = {}
    vacant, area = 0.0, 0.0
    for u, unit in enumerate(units):
        tenant = unit.tenant
        if tenant is None:
            vacant, area = vacant + float(expected[u]), area + unit.area
            continue
        change = float(expected[u] - parts.table[u, 1])
        pair = (0.0, change) if parts.counts else (change / unit.area, 0.0)
        lost[tenant.id] = pair
        by_trade.setdefault(tenant.cross_border, []).append(pair)
    everyone = [pair for pairs in by_trade.values() for pair in pairs] or [(0.0, 0.0)]
    for tenant in let.park.facts.scenario.tenants:
        if tenant.id not in lost:
            alike = by_trade.get(tenant.cross_border) or everyone
            lost[tenant.id] = (
                sum(pair[0] for pair in alike) / len(alike),
                sum(pair[1] for pair in alike) / len(alike),
            )
    drawn: dict[str, float] = {}
    for space in let.park.facts.spaces:
        if space.subject is not None:
            drawn[space.subject] = drawn.get(space.subject, 0.0) + space.polygon.area / M2
    return LettingRow(clause, lost, vacant / area if area > 0 else 0.0, area, drawn, reserve)
