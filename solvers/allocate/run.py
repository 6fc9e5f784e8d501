"""The allocation from a scenario to its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from planner.model import Allocation, Scenario
from solvers.allocate.attempt import Attempt, nothing
from solvers.allocate.clauses import clauses, impossible
from solvers.allocate.engine import Engine
from solvers.allocate.plan import plan_of
from solvers.allocate.problem import build
from solvers.types import Forbidden, Progress, Shape

MARGINS = (1.0, 0.0)
"""Safety margins tried in turn, as parts of those in ``clauses``."""


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
) -> Allocation:
    """Put tenants and zones on storeys: the best plan found, and the bound it is proven against.

    ``capacity`` is the room area of each storey (mm2 by storey id), ``forbidden`` cuts from the
    arrangement; ``shapes`` say what single rooms a storey can take. ``effort`` counts deterministic work: the same input, seed and effort give the same
    answer. ``stop`` is asked every few tenths of a second; the answer is then the best plan so far.
    ``start``, the answer of an earlier round, is changed as little as new capacities and cuts ask, so
    that storeys arranged already can stay.
    The safety margins of ``clauses`` are given up only where nothing fits with them.
    """
    problem = build(scenario, capacity, forbidden, shapes)
    hopeless = impossible(problem)
    if hopeless:
        return nothing("infeasible", hopeless)
    earlier = None if start is None or not start.placements else plan_of(problem, start)
    with Engine(stop) as engine:
        answer = nothing("unknown")
        for margin in MARGINS:
            rows, last = clauses(problem, margin), margin == MARGINS[-1]
            attempt = Attempt(problem, rows, engine, stop, on_progress, last=last, start=earlier)
            answer = attempt.solve(seed, effort)
            if answer.status in ("optimal", "feasible") or stop():
                break
    return answer
