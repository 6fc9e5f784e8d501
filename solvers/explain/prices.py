"""What limits cost: the duals of the relaxation name the candidates, solving again tells.

The search does not always find the best plan, so that a gain could be due to more search. Hence each better
plan leads back: solved from it with the limits as they are; if that is better it replaces the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from planner.model import M2, Allocation, Scenario
from planner.reasons import Price
from solvers.allocate import allocate
from solvers.allocate.clauses import LIMITS, Clause, clauses, leased_share, slacks
from solvers.allocate.encode import MONEY
from solvers.allocate.engine import Engine, Request, Stopped
from solvers.allocate.models import relaxed
from solvers.allocate.plan import given
from solvers.allocate.problem import Problem, build
from solvers.explain.members import Ground

__all__ = ["Priced", "prices"]

STEP = 0.2
"""Part of its number by which a clause is moved: 10 % of support becomes 8 %."""

NONE = -1.0
"""A number with which a clause asks for nothing: even what has to be above 0 % may be absent."""

MORE_M2 = 10
"""Floor that a storey is given more, to learn what it earns."""

TIGHT_M2 = 1.0
"""A clause whose plan is so near to its limit, or whose dual is not 0, binds."""

DUAL_CNY = 0.5
"""Duals below this, CNY a year for a m2, are noise of the solver."""

PASSES = 2
"""Times that every limit is tried: again where a better plan of the park as it is turned up."""

SAME_CNY = 1.0

STOREYS = 3
"""Storeys to tell the price of floor for: those where the dual says that it is worth most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A limit that seems to bind."""

    subject: str
    unit: str
    limit: float
    slack: float
    hint: float


@dataclass(frozen=True, slots=True)
class Priced:
    """The best plan known, the price of every limit that binds it, dearest step first.

    ``undecided``: limits that were not tried before the time was over, or ``prices`` for all of them.
    """

    plan: Allocation
    rows: tuple[Price, ...]
    undecided: tuple[str, ...] = ()


def prices(
    scenario: Scenario,
    ground: Ground,
    engine: Engine,
    seed: int,
    plan: Allocation,
    note: Callable[[str], None] = lambda subject: None,
) -> Priced:
    """What limits cost; ``note`` is told of each limit before it is tried."""
    solve = _Solver(scenario, ground, seed, engine.stopped)
    problem = build(scenario, ground.capacity, ground.forbidden, ground.shapes, people=ground.people)
    rows = clauses(problem)
    found: dict[str, tuple[Allocation | None, Allocation | None]] = {}
    candidates: list[Candidate] = []
    bound, undecided = plan.bound, False
    try:
        candidates = list(_candidates(problem, rows, plan, _duals(problem, rows, engine)))
        for _ in range(PASSES):
            first = plan
            for row in candidates:
                note(row.subject)
                moved, without = solve.moved(row, plan)
                known = found.get(row.subject, (None, None))
                found[row.subject] = (_better(moved, known[0]), _better(without, known[1]))
                for other in (moved, without):
                    plan = solve.back(problem, rows, other, plan)
            if plan is first:
                break
    except Stopped:
        undecided = True
    plan = replace(plan, bound=min(bound, plan.bound))
    told = [_price(row, *found[row.subject], plan) for row in candidates if row.subject in found]
    ordered = tuple(sorted(told, key=lambda row: (-row.gain_cny, row.subject)))
    missing = tuple(row.subject for row in candidates if row.subject not in found)
    return Priced(plan, ordered, (missing or ("prices",)) if undecided else ())


@dataclass(frozen=True, slots=True)
class _Solver:
    scenario: Scenario
    ground: Ground
    seed: int
    stop: Callable[[], bool]

    def moved(self, row: Candidate, near: Allocation) -> tuple[Allocation, Allocation | None]:
        """The best plans near another one with the limit a step looser, and without it."""
        if row.unit == "floor":
            more = replace(self.ground, capacity=_more(self.ground.capacity, row.subject.partition(":")[2]))
            return self._solve(more, LIMITS, near), None
        step = self._solve(self.ground, {row.subject: row.limit * (1 - STEP)}, near)
        return step, self._solve(self.ground, {row.subject: NONE}, near)

    def back(
        self, problem: Problem, rows: tuple[Clause, ...], other: Allocation | None, plan: Allocation
    ) -> Allocation:
        """The better of a plan and of what one found under looser limits leads to under the true ones."""
        if other is None or other.objective <= plan.objective:
            return plan
        if not _keeps(problem, rows, other):
            other = self._solve(self.ground, LIMITS, other)
        return other if other.placements and other.objective > plan.objective + SAME_CNY else plan

    def _solve(self, ground: Ground, limits: Mapping[str, float], near: Allocation) -> Allocation:
        answer = allocate(
            self.scenario,
            capacity=ground.capacity,
            shapes=ground.shapes,
            forbidden=ground.forbidden,
            people=ground.people,
            seed=self.seed,
            effort=1,
            stop=self.stop,
            start=near,
            limits=limits,
        )
        if self.stop():  # a search cut short would tell a price that is too low
            raise Stopped
        return answer


def _duals(problem: Problem, rows: tuple[Clause, ...], engine: Engine) -> dict[str, float]:
    """CNY a year that a m2 of each row is worth, by the relaxation."""
    program = relaxed(problem, rows).program
    outcome = engine.solve(program, Request(relax=True))
    found: dict[str, float] = {}
    if outcome.duals is not None:
        for tag, dual in zip(program.tags, outcome.duals, strict=True):
            found[tag] = found.get(tag, 0.0) + abs(float(dual)) / MONEY
    return found


def _candidates(
    problem: Problem, rows: tuple[Clause, ...], plan: Allocation, duals: Mapping[str, float]
) -> Iterator[Candidate]:
    left = _slacks(problem, rows, plan)
    for id, unit in (
        ("CBEP-4.2.1-b", "m2"),
        ("CBEP-4.2.1-c", "share"),
        ("CBEP-5.2.1.1", "m2"),
        ("CBEP-4.2.2.1", "share"),
        ("CBEP-4.2.2.2", "share"),
        ("SBT11233-4.2.3", "share"),
    ):
        hint = duals.get(id, 0.0)
        if id in left and (left[id] <= TIGHT_M2 or hint > DUAL_CNY):
            limit = leased_share(problem.scenario) if id == "CBEP-4.2.2.1" else LIMITS[id]
            yield Candidate(id, unit, limit, left[id], hint)
    floor = [(duals.get(f"capacity:{row.id}", 0.0), row.id) for row in problem.storeys]
    for hint, storey in sorted(floor, key=lambda pair: (-pair[0], pair[1]))[:STOREYS]:
        if hint > DUAL_CNY:
            s = next(k for k, row in enumerate(problem.storeys) if row.id == storey)
            yield Candidate(
                f"capacity:{storey}", "floor", float(problem.capacity[s]), _free(problem, plan, s), hint
            )


def _free(problem: Problem, plan: Allocation, s: int) -> float:
    takes = {unit.id: unit.take for unit in problem.units}
    id = problem.storeys[s].id
    used = sum(takes[row.subject] * row.area / M2 for row in plan.placements if row.storey == id)
    return float(problem.capacity[s]) - used


def _slacks(problem: Problem, rows: tuple[Clause, ...], plan: Allocation) -> dict[str, float]:
    return slacks(rows, *given(problem, plan.placements))


def _keeps(problem: Problem, rows: tuple[Clause, ...], plan: Allocation) -> bool:
    """Whether a plan keeps every clause and every storey's room as they are."""
    fits = all(_free(problem, plan, s) >= -1e-6 for s in range(len(problem.storeys)))
    return fits and all(value >= -1e-6 for value in _slacks(problem, rows, plan).values())


def _more(capacity: Mapping[str, int], storey: str) -> dict[str, int]:
    return {**capacity, storey: capacity[storey] + MORE_M2 * M2}


def _better(one: Allocation | None, other: Allocation | None) -> Allocation | None:
    """The plan that is worth more, where there are two."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda plan: plan.objective if plan.placements else -np.inf)


def _price(row: Candidate, moved: Allocation | None, without: Allocation | None, plan: Allocation) -> Price:
    floor = row.unit == "floor"
    return Price(
        subject=row.subject,
        unit="share" if row.unit == "share" else "m2",
        limit=row.limit,
        slack=row.slack,
        moved_to=row.limit + MORE_M2 if floor else row.limit * (1 - STEP),
        gain_cny=_gain(moved, plan),
        costs_cny=nan if without is None else max(_gain(without, plan), _gain(moved, plan)),
        hint_cny=row.hint,
    )


def _gain(other: Allocation | None, plan: Allocation) -> float:
    """What a plan under a looser limit is worth more; the plan itself keeps that limit too."""
    return max(0.0, other.objective - plan.objective) if other is not None and other.placements else 0.0
