"""The allocation from a scenario to its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from planner.model import Allocation, Scenario
from solvers.allocate.answer import allocation
from solvers.allocate.clauses import Clause, clauses, impossible
from solvers.allocate.encode import MONEY, Encoding, bind, frame
from solvers.allocate.engine import Engine, Request, Stopped
from solvers.allocate.plan import read_plan
from solvers.allocate.problem import Problem, build
from solvers.allocate.storage import paired_storage, pooled_storage
from solvers.allocate.traffic import add_traffic
from solvers.allocate.wishes import add_wishes
from solvers.types import Forbidden, Progress


def allocate(
    scenario: Scenario,
    *,
    capacity: Mapping[str, int],
    forbidden: Sequence[Forbidden] = (),
    seed: int,
    effort: int,
    stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Allocation:
    """Best allocation found and the bound it is proven against."""
    problem = build(scenario, capacity, forbidden)
    rows = clauses(problem)
    hopeless = impossible(problem)
    if hopeless:
        return nothing("infeasible", hopeless)
    code = exact(problem, rows)
    with Engine(stop) as engine:
        try:
            outcome = engine.solve(code.program, Request(nodes=200 * effort, seed=seed))
        except Stopped:
            return nothing("unknown")
    if outcome.infeasible:
        return nothing("infeasible", ("constraints",))
    if outcome.values is None:
        return nothing("unknown")
    bound = outcome.bound / MONEY
    plan = read_plan(code, outcome.values)
    answer = allocation(problem, plan, bound, {"nodes": outcome.nodes})
    on_progress(Progress("allocate", answer.objective, answer.bound, answer.gap))
    return answer


def nothing(status: str, conflict: tuple[str, ...] = ()) -> Allocation:
    """An answer without a plan."""
    return Allocation(status, (), (), {}, float("nan"), float("inf"), {}, conflict)  # type: ignore[arg-type]


def exact(problem: Problem, rows: tuple[Clause, ...]) -> Encoding:
    """The program whose optimum is the best allocation."""
    code = frame(problem, integral=True)
    bind(code, rows)
    add_traffic(code, everything=True)
    paired_storage(code)
    add_wishes(code, everything=True)
    return code


def relaxed(problem: Problem, rows: tuple[Clause, ...]) -> Encoding:
    """The program whose optimum bounds every allocation."""
    code = frame(problem, integral=False)
    bind(code, rows)
    add_traffic(code, everything=False)
    pooled_storage(code)
    add_wishes(code, everything=False)
    return code
