"""The allocation from a scenario to its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from planner.model import M2, Allocation, Placement, Scenario
from solvers.allocate.answer import ROUNDING_M2
from solvers.allocate.attempt import Attempt, nothing
from solvers.allocate.clauses import LIMITS, clauses, impossible, slacks
from solvers.allocate.engine import Engine
from solvers.allocate.plan import given, plan_of
from solvers.allocate.problem import Floats, Problem, build
from solvers.allocate.staying import with_staying
from solvers.types import Forbidden, Progress, Shape

MARGINS = (1.0, 0.0)
"""Safety margins tried in turn, as parts of those in ``clauses``."""

LATER_MARGINS = (0.25, 0.0)
"""The same in a later round, in which most areas are known."""


def allocate(
    scenario: Scenario,
    *,
    capacity: Mapping[str, int],
    shapes: Mapping[str, Shape] = MappingProxyType({}),
    forbidden: Sequence[Forbidden] = (),
    seed: int,
    effort: int,
    stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    start: Allocation | None = None,
    stay: Mapping[str, str] = MappingProxyType({}),
    people: Mapping[str, float] = MappingProxyType({}),
    limits: Mapping[str, float] = LIMITS,
    proof: bool = True,
    engine: Engine | None = None,
    staying: Mapping[tuple[str, str], float] = MappingProxyType({}),
    part: float = 1.0,
) -> Allocation:
    """Put tenants and zones on storeys: the best plan found, and the bound it is proven against.

    ``capacity`` is the room area of each storey (mm2 by storey id), ``forbidden`` cuts from the
    arrangement; ``shapes`` say what single rooms a storey can take. ``effort`` counts deterministic
    work: the same input, seed and effort give the same answer. ``stop`` is asked every few
    tenths of a second; the answer is then the best plan so far.
    ``start``, the answer of an earlier round, is changed as little as new capacities and cuts ask, so that
    storeys arranged already can stay; ``stay`` names subjects that are placed on one storey or not at all.
    ``people``: how many the exits of a storey allow. ``limits``: other numbers of clauses, to learn what
    theirs cost. ``proof``: whether to branch for a better bound than that of the relaxation. ``engine``: a
    running one. ``staying``: (subject, storey) -> CNY that leaving it there saves, beside what a plan is
    worth; the bound is then that of both together. ``part``: of the usual moves, where little is open.
    The safety margins of ``clauses`` are given up only where nothing fits with them.
    """
    problem = with_staying(build(scenario, capacity, forbidden, shapes, stay, people), staying)
    hopeless = impossible(problem)
    if hopeless:
        return nothing("infeasible", hopeless)
    earlier = None if start is None or not start.placements else plan_of(problem, start)
    with nullcontext(engine) if engine is not None else Engine(stop) as running:
        answer = nothing("unknown")
        for margin in LATER_MARGINS if stay else MARGINS:
            rows = clauses(problem, margin, limits)
            last = margin == MARGINS[-1] and start is None  # cuts of a later round explain nothing
            attempt = Attempt(
                problem,
                rows,
                running,
                stop,
                on_progress,
                last=last,
                start=earlier,
                anew=not stay,
                proof=proof,
                part=part,
            )
            answer = attempt.solve(seed, effort)
            if answer.status in ("optimal", "feasible") or stop():
                break
    return answer


def broken_clauses(
    scenario: Scenario, placements: Sequence[Placement], capacity: Mapping[str, int]
) -> tuple[str, ...]:
    """Mandatory clauses that these placements break, and what had to be placed and is not."""
    return Judge(scenario).broken(placements, capacity)


class Judge:
    """Judges one plan after another of a scenario; what they have in common is built once."""

    def __init__(self, scenario: Scenario) -> None:
        self._problem = build(scenario, {}, ())

    def broken(self, placements: Sequence[Placement], capacity: Mapping[str, int]) -> tuple[str, ...]:
        """As ``broken_clauses``; ``capacity``: room area of each storey, mm2."""
        problem, area, count = self._given(placements, capacity)
        broken = [unit.id for u, unit in enumerate(problem.units) if unit.required and not count[u]]
        found = slacks(clauses(problem, 0.0), area, count)
        return (*broken, *(name for name, slack in found.items() if slack < -ROUNDING_M2))

    def owing(
        self, placements: Sequence[Placement], capacity: Mapping[str, int]
    ) -> tuple[tuple[float, frozenset[str]], ...]:
        """For each mandatory clause that asks for more area: what is missing, m2, and whose area counts."""
        problem, area, count = self._given(placements, capacity)
        found = []
        for row in clauses(problem, 0.0):
            bound = row.fine is None and not row.either and not row.unless_empty
            missing = -float(row.area @ area + row.count @ count + row.constant)
            if bound and missing > ROUNDING_M2 and row.area.max(initial=0.0) > 0:
                most = float(row.area.max())
                counted = np.flatnonzero((row.area > most / 2) & (count > 0)).tolist()
                found.append((missing / most, frozenset(problem.units[u].id for u in counted)))
        return tuple(found)

    def _given(
        self, placements: Sequence[Placement], capacity: Mapping[str, int]
    ) -> tuple[Problem, Floats, Floats]:
        rooms = np.array([capacity.get(storey.id, 0) / M2 for storey in self._problem.storeys])
        problem = replace(self._problem, capacity=rooms)
        return problem, *given(problem, placements)
