"""Robust planning: solve, let the plan, keep units back; where that is not enough solve again with rows.

What needs no other layout comes first: a stock room for every livestreaming company, and units kept for
cross-border companies. Where a clause still lacks its probability, its row in the allocation is asked of the
worst futures as well (``solvers.allocate.letting``), and the park is laid out anew.
Three samples that share no seed: one to decide by, one to confirm a decision, one that no decision has seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.errors import NothingFound
from planner.leasing import LettingRow
from planner.model import M2, Scenario, Solution
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
BOLD = (2.0, 1.4, 1.0, 0.7, 0.4)
"""Parts of the worst futures whose mean is looked at, as multiples of those that may fail: cheapest first."""
PARTS = (1.0, 3.0, 9.0)
"""The same of a row of the allocation: strict first, less so where no plan keeps it."""
MONTHS = 3
"""Months of each clause that the choice of reserves looks at."""
SEEDS = 1_000_003
CROSS_BORDER = ("cross_border_related_area", "cross_border_companies", "cross_border_area")

Solve = Callable[[Scenario], Solution | Infeasible]
Stop = Callable[[], bool]
Floats = npt.NDArray[np.float64]


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
        self.rows: dict[str, LettingRow] = {}

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
        for part in PARTS:
            if self.stop():
                return None
            self.rows = dict(before)
            for ratio in lacking:
                self._learn(let, ratio, part)
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
        lacking = let.lacking(self.clauses, self.asked)
        leasing = self.scenario.leasing
        scenario = self.scenario
        if any(row.measure == ROOMLESS for ratio in lacking for row in ratio.rows):
            scenario = replace(scenario, leasing=replace(leasing, livestreaming_needs_stock_room=True))
            let = self._relet(solution, scenario)
            lacking = let.lacking(self.clauses, self.asked)
        traded = [ratio for ratio in lacking if any(row.measure in CROSS_BORDER for row in ratio.rows)]
        return self._reserved(let, scenario, traded) if traded else let

    def _relet(self, solution: Solution, scenario: Scenario) -> _Let:
        if scenario is self.scenario and solution is self.plain.solution:
            return self.plain
        return self._let(replace(solution, scenario=scenario), drawn_park(scenario, solution.layout))

    def _reserved(self, let: _Let, scenario: Scenario, ratios: list[Ratio]) -> _Let:
        """The cheapest reserves that are confirmed for these clauses; with all units kept where none are."""
        park, names = let.park, {ratio.clause for ratio in ratios}
        months = {month for ratio in ratios for month in self._months(let, ratio)}
        rows = [parts_of(park, self._branch(let, ratio)) for ratio in ratios]
        costs = self._costs(park)
        already = park.model.unit[4] % 2 == 1
        latest = let
        for bold in (*BOLD, None):
            if self.stop():
                break
            chosen = None
            if bold is not None:
                futures = watched(park, sorted(months), DECIDE, self.seeds[0])
                share = min(1.0, bold * (1 - self.asked))
                chosen = reserves(futures, rows, costs, share, self.stop, already)
            latest = self._keeping(let.solution, scenario, park, chosen)
            short = [row for row in latest.lacking(self.clauses, self.asked) if row.clause in names]
            if not short or chosen is None:
                break
            months |= {latest.worst(ratio.clause)[0] for ratio in short}
        return latest

    def _keeping(
        self, solution: Solution, scenario: Scenario, park: Park, chosen: npt.NDArray[np.bool_] | None
    ) -> _Let:
        """The layout let with these units kept for cross-border companies, or with all of them."""
        units = park.letting.units
        kept = [unit for k, unit in enumerate(units) if chosen is None or chosen[k]]
        ids = tuple(unit.id if unit.tenant is None else unit.tenant.id for unit in kept)
        leasing = replace(scenario.leasing, reserved_for_cross_border=ids)
        return self._relet(solution, replace(scenario, leasing=leasing))

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

    def _costs(self, park: Park) -> Floats:
        """Rent that keeping a unit back costs, CNY a year: it stands empty longer."""
        last = park.model.months - 1
        futures = watched(park, [last // 2, last], DECIDE, self.seeds[0])
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
        earlier = self.rows.get(clause)
        reserve = max(0.0, -float(total[worst].mean())) + earlier.reserve if earlier is not None else 0.0
        self.rows[clause] = _letting(let, clause, parts, each[worst].mean(axis=0), reserve)

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
            stock_rooms=leasing.livestreaming_needs_stock_room,
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
