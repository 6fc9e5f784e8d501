"""Robust planning: solve, let the plan, keep units back; where that is not enough solve again with rows.

What needs no other layout comes first: units closed to livestreaming companies, and units kept for
cross-border companies. Where a clause still lacks its probability, its row in the allocation is asked of the
futures in which it is about to fail as well (``solvers.robust.rows``), and the park is laid out anew; and
once more where it holds more often than it must.
Three samples that share no seed: one to decide by, one to confirm a decision, one that no decision has seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.errors import NothingFound
from planner.leasing import LettingRow
from planner.model import Scenario, Solution
from planner.simulate.leasing.codes import CROSS_BORDER, QUIET
from planner.simulate.leasing.park import Park, drawn_park
from planner.simulate.leasing.ratios import Ratio, Row
from planner.simulate.leasing.robust import Promise, Robustness, promised
from planner.simulate.leasing.run import Counts, run_paths
from planner.simulate.leasing.tenancy import ROOMLESS
from solvers.robust.futures import Parts, parts_of, watched
from solvers.robust.outcome import Unattainable
from solvers.robust.release import released
from solvers.robust.reserves import reserves
from solvers.robust.rows import Tail, letting, lost_of, tail_of
from solvers.solve import Infeasible

__all__ = ["solve_robust"]

LAYOUTS = 5
"""Layouts at most: the first and those after rows of letting."""
CHEAPER = 2
"""Layouts at most after one that keeps the promise."""
DECIDE, CONFIRM, FRESH = 400, 20_000, 100_000
"""Futures to decide by, to confirm with, and that no decision has seen."""
TAIL = 10_000
"""Futures in which the rows of the next layout are read, and units are given back."""
SURE = 2.0
"""Standard errors by which a confirmed probability must exceed what is asked."""
BOLD = (1.0, 2.0)
"""Parts of the worst futures whose mean a program asks for, as multiples of those that may fail."""
MARGINS = (2.0, 4.0)
"""Standard errors by which a choice must exceed what is asked in the futures it is made in."""
STEPS = (1.0, 0.6, 0.3, 0.1)
"""Parts of what a clause lacks that the next layout is asked for: less where no plan brings as much."""
LOOSE = 0.1
"""Part of the largest unit by which a row may exceed what was asked; else a cheaper layout is tried."""
DEAR = 5e-4
"""Part of the plan's value from which a price is worth another layout."""
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

    @property
    def value(self) -> float:
        """What the plan is worth, CNY a year."""
        return self.solution.allocation.objective

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
        self.lost: dict[tuple[str, int], float] = {}
        """What drawing lost of each row."""
        self.step = 0
        """Of ``STEPS``, what was asked last: no plan brings more."""

    def found(self) -> tuple[Solution, Robustness | None] | Unattainable:
        best: dict[str, float] = {}
        kept: _Let | None = None
        solution, layouts, last = self.plain.solution, 1, LAYOUTS
        while True:
            let = self._secured(solution)
            lacking = let.lacking(self.clauses, self.asked)
            for ratio in lacking:
                best[ratio.clause] = max(best.get(ratio.clause, 0.0), let.worst(ratio.clause)[1])
            better = kept is None or let.value > kept.value
            last = min(last, layouts + CHEAPER) if not lacking and kept is None else last
            kept = let if not lacking and better else kept
            wanted = bool(lacking) or (better and self._too_dear(let))
            other = self._anew(let, lacking) if layouts < last and wanted else None
            if other is None:
                break
            solution, layouts = replace(other, scenario=self.scenario), layouts + 1
        if kept is not None:
            return self._promise(kept, layouts)
        if self.stop():
            return self.plain.solution, None
        worst = min(lacking, key=lambda ratio: best[ratio.clause]).clause
        return Unattainable(worst, self.asked, best[worst], layouts)

    def _too_dear(self, let: _Let) -> bool:
        """Whether a layout has more than was asked for, and costs something."""
        if self.plain.value - let.value <= DEAR * abs(self.plain.value):
            return False
        for ratio in self.clauses:
            months = {month for clause, month in self.rows if clause == ratio.clause}
            for _, parts, tail in self._tails(let, ratio, months):
                if tail.quantile > LOOSE * float(np.abs(parts.table).max()):
                    return True
        return False

    def _anew(self, let: _Let, lacking: list[Ratio]) -> Solution | None:
        """Another layout that has what is lacking, as far as it can be had, and no more than it must."""
        lost = self._lost(let)
        for k in range(self.step, len(STEPS)):
            if self.stop():
                return None
            self.step = k
            rows = self._rows(let, lacking, lost, STEPS[k])
            try:
                found = self.solve(self._asking(rows))
            except NothingFound:
                return None
            if not isinstance(found, Infeasible):
                self.rows, self.lost = rows, lost
                return found
            if not lacking:
                return None
        return None

    def _asking(self, rows: Mapping[tuple[str, int], LettingRow]) -> Scenario:
        leasing = self.scenario.leasing
        robust = replace(leasing.robust, rows=tuple(rows.values()))
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
        """The cheapest reserves that are confirmed for these clauses; with all units kept where none are.

        Given back is from two starts: what a program chooses, and all units that help.
        """
        park, names = let.park, {ratio.clause for ratio in ratios}
        months = {month for ratio in ratios for month in self._months(let, ratio)}
        rows = [parts_of(park, self._branch(let, ratio)) for ratio in ratios]
        costs, already = self._costs(park, kind), park.model.unit[4] & kind.bit != 0
        every = already | np.array([kind.rooms or unit.stock == 0 for unit in park.letting.units])
        for sure in MARGINS:
            futures = watched(park, sorted(months), TAIL, self.seeds[0], kind.bit)
            starts = [every, self._chosen(park, kind, rows, sorted(months), costs)]
            found = []
            for start in starts:
                if start is None or self.stop():
                    continue
                few = released(futures, rows, costs, start, already, self._may_fail(sure))
                latest = self._keeping(let, kind, few)
                short = [row for row in latest.lacking(self.clauses, self.asked) if row.clause in names]
                months |= {latest.worst(ratio.clause)[0] for ratio in short}
                found += [] if short else [latest]
            if found:
                return max(found, key=lambda one: float(one.counts.values.mean()))
        return self._keeping(let, kind, every)

    def _chosen(
        self, park: Park, kind: _Kind, rows: list[Parts], months: list[int], costs: Floats
    ) -> npt.NDArray[np.bool_] | None:
        """What a program over few futures keeps, asked for as much as it can have."""
        futures = watched(park, months, DECIDE, self.seeds[0], kind.bit)
        already = park.model.unit[4] & kind.bit != 0
        for bold in BOLD:
            if self.stop():
                break
            share = min(1.0, bold * (1 - self.asked))
            chosen = reserves(futures, rows, costs, share, self.stop, already)
            if chosen is not None:
                return chosen
        return None

    def _keeping(self, let: _Let, kind: _Kind, chosen: npt.NDArray[np.bool_]) -> _Let:
        """The layout let with these units kept."""
        units, scenario = let.park.letting.units, let.park.facts.scenario
        ids = tuple(unit.holder for unit, taken in zip(units, chosen, strict=True) if taken)
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

    def _rows(
        self, let: _Let, lacking: list[Ratio], lost: Mapping[tuple[str, int], float], step: float
    ) -> dict[tuple[str, int], LettingRow]:
        """The rows of what is lacking, and those asked before, as they read in this layout.

        ``lost``: what drawing is expected to lose of each; ``step``: the part of a lack that is asked for.
        """
        rows = {}
        for ratio in self.clauses:
            months = {month for clause, month in self.rows if clause == ratio.clause}
            months |= {let.worst(ratio.clause)[0]} if ratio in lacking else set()
            clause = _row_of(let.park, ratio, self._branch(let, ratio)) if months else ratio.clause
            for month, parts, tail in self._tails(let, ratio, months):
                later = (1 - step) * min(0.0, tail.quantile)
                more = lost.get((ratio.clause, month), 0.0) + later
                rows[ratio.clause, month] = letting(let.park, clause, parts, tail, more)
        return rows

    def _tails(self, let: _Let, ratio: Ratio, months: set[int]) -> list[tuple[int, Parts, Tail]]:
        """The row of a clause in these months, and its futures that are about to fail."""
        if not months:
            return []
        parts = parts_of(let.park, self._branch(let, ratio))
        holders = watched(let.park, sorted(months), TAIL, self.seeds[0]).free
        fail = self._may_fail(SURE)
        return [
            (month, parts, tail_of(parts, holders[:, :, k], fail)) for k, month in enumerate(sorted(months))
        ]

    def _lost(self, let: _Let) -> dict[tuple[str, int], float]:
        """By how much the plan as it is drawn misses the rows that it was asked for, and those before it."""
        lost = {}
        for (clause, month), row in self.rows.items():
            ratio = next(ratio for ratio in self.clauses if ratio.clause == clause)
            missed = lost_of(let.park, row, parts_of(let.park, self._branch(let, ratio)))
            lost[clause, month] = self.lost.get((clause, month), 0.0) + missed
        return lost

    def _may_fail(self, sure: float) -> float:
        """Part of the futures that may fail a clause if it shall be confirmed by other ones."""
        share = 1 - self.asked
        error = np.sqrt(share * self.asked / CONFIRM) + np.sqrt(share * self.asked / TAIL) / 2
        return float(max(share / 4, share - sure * error))

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
            value_without=self.plain.value,
            value_with=let.value,
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
