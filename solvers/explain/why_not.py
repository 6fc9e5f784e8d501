"""Why something does not lie where somebody expected it: what contradicts it, or what it costs."""

from __future__ import annotations

from collections.abc import Callable

from planner.errors import NothingFound
from planner.foil import Foil, foil_scenarios
from planner.model import M2, Allocation, Scenario
from planner.reasons import Conflict, Member, Move, WhyNot
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.conflicts import shrunk
from solvers.explain.infeasible import plan_of
from solvers.explain.members import Ground, model
from solvers.explain.oracle import Oracle
from solvers.explain.park import Grounds

__all__ = ["moves", "why_not"]

TOLD_M2 = 1.0
"""Areas that differ by less are the same."""


def why_not(
    scenario: Scenario,
    grounds: Grounds,
    foil: Foil,
    *,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
) -> WhyNot:
    """Solve with what the foil asks for.

    Where that has no plan, a minimal conflict that the foil belongs to; else what the best plan with it is
    worth less than the best one found, and what lies otherwise. Of a building every storey is tried.
    Where ``stop`` ends it before, nothing is decided.
    """
    try:
        with Engine(stop) as engine:
            return _answer(scenario, grounds, foil, seed, engine)
    except Stopped:
        return WhyNot(foil.text, "undecided")


def _answer(scenario: Scenario, grounds: Grounds, foil: Foil, seed: int, engine: Engine) -> WhyNot:
    conflict = _contradiction(scenario, grounds.widest, foil, engine)
    if conflict is not None:
        return WhyNot(foil.text, "conflict", "proven", conflict)
    ground = grounds.measured()
    if engine.stopped():
        raise Stopped  # storeys that were not measured are estimated
    conflict = _contradiction(scenario, ground, foil, engine)
    if conflict is not None:
        return WhyNot(foil.text, "conflict", "measured", conflict)
    base = plan_of(scenario, ground, seed, engine.stopped)
    if not base.placements:
        raise NothingFound("no plan of the scenario was found to compare with. Try: planner explain SCENARIO")
    if holds(base, foil):
        return WhyNot(foil.text, "already", base_cny=base.objective, foil_cny=base.objective)
    best: Allocation | None = None
    for asked in foil_scenarios(scenario, foil):
        plan = plan_of(asked, ground, seed, engine.stopped, start=base)
        if plan.placements and (best is None or plan.objective > best.objective):
            best = plan
    if best is None:
        return WhyNot(foil.text, "unknown", base_cny=base.objective)
    return WhyNot(
        foil.text,
        "costs",
        base_cny=base.objective,
        foil_cny=best.objective,
        bound_cny=best.bound if len(foil.storeys) <= 1 else float("inf"),
        moves=moves(base, best),
    )


def _contradiction(scenario: Scenario, ground: Ground, foil: Foil, engine: Engine) -> Conflict | None:
    """A minimal conflict with the foil in it, if no storey that it names has a plan; the smallest one."""
    found: list[Conflict] = []
    for asked in foil_scenarios(scenario, foil):
        made = model(asked, ground)
        oracle = Oracle(made, engine)
        if oracle(made.members).fits != "no":
            return None
        foils = frozenset(row for row in made.members if _is_foil(row, foil))
        rest = frozenset(made.members) - foils
        keep = foils if oracle(rest).fits == "yes" else frozenset()
        members = shrunk(oracle, made.members, keep)
        members = shrunk(oracle, members) if keep else members
        minimal = all(oracle(members - {row}).fits == "yes" for row in sorted(members))
        found.append(Conflict(tuple(sorted(members)), minimal))
    return min(found, key=lambda row: (len(row.members), row.members), default=None)


def _is_foil(row: Member, foil: Foil) -> bool:
    return row.subject == foil.subject and row.kind in ("pin", "required")


def holds(plan: Allocation, foil: Foil) -> bool:
    """Whether a plan is as the foil asks: every part where it names, as large as it asks."""
    parts = [row for row in plan.placements if row.subject == foil.subject]
    area = sum(row.area for row in parts) / M2
    there = not foil.storeys or all(row.storey in foil.storeys for row in parts)
    return bool(parts) and there and area >= (foil.area_m2 or 0.0) - 1e-6


def moves(before: Allocation, after: Allocation) -> tuple[Move, ...]:
    """Subjects that lie elsewhere or have another area, sorted by id."""
    old, new = _by_subject(before), _by_subject(after)
    found = []
    for subject in sorted(old.keys() | new.keys()):
        one, other = old.get(subject, {}), new.get(subject, {})
        changed = one.keys() != other.keys() or any(abs(one[s] - other[s]) >= TOLD_M2 for s in one)
        if changed:
            found.append(Move(subject, one, other))
    return tuple(found)


def _by_subject(plan: Allocation) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in plan.placements:
        areas = found.setdefault(row.subject, {})
        areas[row.storey] = areas.get(row.storey, 0.0) + row.area / M2
    return found
