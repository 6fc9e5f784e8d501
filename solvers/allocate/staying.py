"""What it saves to leave things where an earlier result has them: no part of a plan's value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from solvers.allocate.plan import Plan
from solvers.allocate.problem import Problem

__all__ = ["saved", "with_staying"]


def with_staying(problem: Problem, staying: Mapping[tuple[str, str], float]) -> Problem:
    """The problem in which leaving a subject on a storey saves so much (CNY by subject and storey)."""
    if not staying:
        return problem
    unit = {item.id: u for u, item in enumerate(problem.units)}
    at = {storey.id: s for s, storey in enumerate(problem.storeys)}
    known = {(unit[who], at[id]): cny for (who, id), cny in staying.items() if who in unit and id in at}
    fixed = problem.fixed.copy()
    for (u, s), cny in known.items():
        fixed[u, s] += cny
    return replace(problem, fixed=fixed, staying=known)


def saved(problem: Problem, plan: Plan) -> float:
    """What a plan saves by leaving parts where they are, CNY."""
    return sum(cny for place, cny in problem.staying.items() if place in plan.areas)
