"""What recommended clauses cost: the park solved without a clause, and with one that outweighs everything.

The plan pays for what it does not meet (``planner.recommended``); whether that is the cheaper way is seen by
what meeting it would cost. Both are differences between plans that were found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from planner.model import Allocation, Scenario
from planner.reasons import Recommended
from planner.recommended import PRICED, fines, weight
from planner.score import score
from solvers.allocate.clauses import clauses
from solvers.allocate.problem import build
from solvers.explain.infeasible import plan_of
from solvers.explain.members import Ground

__all__ = ["counted", "recommended"]

OUTWEIGHS = 5.0
"""The weight of a clause that is to be met wherever that can be, as a multiple of what the plan is worth."""
SAME = 1e-6


def counted(scenario: Scenario) -> tuple[str, ...]:
    """Recommended clauses that the objective of this scenario counts."""
    return tuple(clause for clause in PRICED if weight(scenario, clause) > 0)


def recommended(
    scenario: Scenario,
    ground: Ground,
    clause: str,
    seed: int,
    plan: Allocation,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Recommended, Allocation]:
    """The price of a clause, and the best plan of the park as it is that turned up.

    Raises ``Stopped`` where a search was cut short.
    """
    own = weight(scenario, clause)
    if not _in_hand(scenario, ground, clause):
        unmet = _unmet(scenario, clause, plan)
        return Recommended(clause, own, unmet, own * unmet, unmet, 0.0), plan
    without = _weighing(scenario, clause, 0.0)
    above = _weighing(scenario, clause, OUTWEIGHS * max(own, abs(plan.objective)))
    plans = [plan, *(plan_of(other, ground, seed, stop, start=plan) for other in (without, above))]
    plans = [row for row in plans if row.placements]
    best = max(plans, key=lambda row: _worth(scenario, row))
    least = min(_unmet(scenario, clause, row) for row in plans)
    meeting = [row for row in plans if _unmet(scenario, clause, row) <= least + SAME]
    costs = _most(without, plans) - _most(without, meeting)
    unmet = _unmet(scenario, clause, best)
    return Recommended(clause, own, unmet, own * unmet, least, costs), _as_it_is(scenario, best, plan)


def _in_hand(scenario: Scenario, ground: Ground, clause: str) -> bool:
    """Whether it depends on the plan how much of a clause is met."""
    problem = build(scenario, ground.capacity, ground.forbidden, ground.shapes, people=ground.people)
    return any(row.fine is not None and row.id.partition(":")[0] == clause for row in clauses(problem))


def _weighing(scenario: Scenario, clause: str, cny: float) -> Scenario:
    weights = scenario.weights
    return replace(scenario, weights=replace(weights, recommended={**weights.recommended, clause: cny}))


def _unmet(scenario: Scenario, clause: str, plan: Allocation) -> float:
    return fines(scenario, plan.placements).get(clause, 0.0) / weight(scenario, clause)


def _worth(scenario: Scenario, plan: Allocation) -> float:
    return score(scenario, plan.placements, plan.warehouse_of).total


def _most(scenario: Scenario, plans: Iterable[Allocation]) -> float:
    return max(_worth(scenario, plan) for plan in plans)


def _as_it_is(scenario: Scenario, best: Allocation, plan: Allocation) -> Allocation:
    """A plan with its value by the scenario's own weights, and the bound that holds for it."""
    if best is plan:
        return plan
    value = _worth(scenario, best)
    return replace(best, objective=value, bound=max(value, plan.bound))
