"""Directions in parks too large for the exact program: the search with other prices, from the best plan on.

A direction becomes prices: of places, areas, metres, or less room. The plan is then valued and measured as it
is; where it is worth too little, the same is tried with weaker prices. Nothing is proven.

Most that a direction can have is had near the best plan: there the search begins, with something saved by
leaving what lies where it lies, so that many storeys hold what they held and need not be laid out again.
Where that comes out too near to another plan the search goes farther, then away from all others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.daylight import daylit_share
from planner.directions import counts_as_cross_border, lettable_storeys, wanting_share
from planner.model import Allocation
from solvers.allocate.answer import allocation
from solvers.allocate.attempt import MOVES, USUAL_ITEMS, WARM
from solvers.allocate.clauses import Clause
from solvers.allocate.complete import complete
from solvers.allocate.plan import Plan, trimmed
from solvers.allocate.problem import Problem, build
from solvers.allocate.search import HOT, prepare, run
from solvers.alternatives.express import Places
from solvers.orchestrate.feedback import Cuts

__all__ = ["OTHER_WAYS", "STRENGTHS", "WAYS", "Way", "steered"]

STRENGTHS = (1.0, 0.3, 0.08)
"""Prices are tried at these strengths in turn."""
PART = 0.12
"""Of the moves of a first allocation: the search begins from a good plan."""
SHARE = (0.3, 5.0)
"""Bounds of the part of the moves that larger and smaller parks get."""
M2_CNY = 400.0
"""CNY a year for a square metre in the right place, at full strength: about half of a usual rent."""
METRES = 25.0
"""Metres cost so many times more at full strength."""
ROOM = 0.06
"""Share of every storey that is left free at full strength."""
COMPANY_CNY = 60_000.0
"""CNY a year for a company that is placed, at full strength."""
FAR_CNY_M2 = 250.0
"""CNY a year for a square metre that an earlier plan had there, at full strength."""
EMPTIED = {1.0: 3, 0.3: 2, 0.08: 1}
"""Storeys that are left free, by strength."""


@dataclass(frozen=True, slots=True)
class Way:
    """How far a search goes from the best plan."""

    hot: float
    """Temperature from which it begins, CNY."""
    stay_cny: float = 0.0
    """What the search pays, but the objective does not, for each part that stays on its storey."""
    away: bool = False
    """Whether places that other plans have are dear."""


AWAY = Way(HOT, away=True)
WAYS = (*(Way(WARM, stay_cny=stay) for stay in (3_000.0, 1_000.0, 300.0)), Way(4_000.0), AWAY)
OTHER_WAYS = (Way(WARM, away=True), AWAY)
"""The nearest first: a way more takes a second, ten storeys more to lay out take ten."""


def steered(
    problem: Problem,
    rows: tuple[Clause, ...],
    cuts: Cuts,
    id: str,
    best: Plan,
    *,
    strength: float,
    way: Way,
    keep: bool,
    base: Places,
    others: Sequence[Places],
    seed: int,
    stop: Callable[[], bool],
) -> Allocation | None:
    """A plan with more of a direction, valued without the prices; ``others``: plans that stand."""
    kept = _with_kept(problem, best) if keep else problem
    priced = _priced(kept, cuts, id, best, base, strength)
    fixed = priced.fixed.copy()
    for u, s in best.areas:
        fixed[u, s] += way.stay_cny
    for places in others if way.away else ():
        for (u, s), area in places.items():
            fixed[u, s] -= max(strength, STRENGTHS[1]) * FAR_CNY_M2 * area
    priced = replace(priced, fixed=fixed)
    units = sum(len(unit.storeys) > 1 for unit in problem.units)
    moves = round(PART * MOVES * min(SHARE[1], max(SHARE[0], units / USUAL_ITEMS)))
    found, _ = run(prepare(priced, rows, {}), best, seed=seed, moves=moves, hot=way.hot, stop=stop)
    done = complete(priced, rows, trimmed(priced, found))
    return None if done is None else allocation(problem, done, float("inf"), {})


def _with_kept(problem: Problem, best: Plan) -> Problem:
    placed = {u for u, _ in best.areas}
    units = tuple(
        replace(unit, required=unit.required or u in placed) for u, unit in enumerate(problem.units)
    )
    return replace(problem, units=units)


def _priced(problem: Problem, cuts: Cuts, id: str, best: Plan, base: Places, strength: float) -> Problem:
    """The problem with prices for a direction."""
    scenario = problem.scenario
    if id in ("goods", "walk"):
        return _dear_metres(problem, cuts, id, strength)
    if id in ("block", "storeys"):
        return _emptied(problem, best, EMPTIED[strength] if id == "storeys" else 1)
    if id == "spare":
        return replace(problem, capacity=problem.capacity * (1 - ROOM * strength))
    fixed, price = problem.fixed.copy(), strength * M2_CNY
    if id == "moved":
        for (u, s), area in base.items():
            fixed[u, s] += price * area
        return replace(problem, fixed=fixed)
    homes = _homes(problem, best) if id == "together" else {}
    for u, unit in enumerate(problem.units):
        tenant = scenario.tenants[unit.index] if unit.role == "tenant" else None
        if id == "daylight":
            lit = np.array([daylit_share(storey) for storey in problem.storeys])
            fixed[u] += price * unit.wish * wanting_share(scenario, unit.id) * lit
        elif tenant is not None and id == "cross_border" and counts_as_cross_border(scenario, tenant):
            fixed[u] += price * unit.wish
        elif tenant is not None and id == "companies":
            fixed[u] += strength * COMPANY_CNY
        elif tenant is not None and id == "together":
            fixed[u, homes[tenant.company_type]] += price * unit.wish
    return replace(problem, fixed=fixed)


def _dear_metres(problem: Problem, cuts: Cuts, id: str, strength: float) -> Problem:
    """The problem in which people's, or goods', metres cost many times more."""
    weights = problem.scenario.weights
    times = 1 + METRES * strength
    if id == "goods":
        dear = replace(weights, cny_per_tonne_km=max(weights.cny_per_tonne_km, 1.0) * times)
    else:
        dear = replace(weights, cny_per_person_km=max(weights.cny_per_person_km, 1.0) * times)
    scenario = replace(problem.scenario, weights=dear)
    made = build(scenario, cuts.capacity, cuts.forbidden, cuts.shapes, people=cuts.people)
    return replace(made, units=problem.units)


def _emptied(problem: Problem, best: Plan, count: int) -> Problem:
    """The problem without the storeys that hold least in the best plan, of those that can be let."""
    lettable = {storey.id for storey in lettable_storeys(problem.scenario)}
    used = np.zeros(len(problem.storeys))
    for (u, s), area in best.areas.items():
        used[s] += area * problem.units[u].take
    bound = {unit.storeys[0] for unit in problem.units if unit.required and len(unit.storeys) == 1}
    free = [s for s, row in enumerate(problem.storeys) if row.id in lettable and s not in bound]
    chosen = sorted(free, key=lambda s: (used[s], s))[:count]
    capacity, room = problem.capacity.copy(), problem.room.copy()
    capacity[chosen], room[:, chosen] = 0.0, 0.0
    units = tuple(replace(u, storeys=tuple(s for s in u.storeys if s not in chosen)) for u in problem.units)
    return replace(problem, capacity=capacity, room=room, units=units)


def _homes(problem: Problem, best: Plan) -> dict[str, list[int]]:
    """Type of company -> storeys that are to be its own: where it has most already, as much as it takes."""
    has: dict[str, dict[int, float]] = {}
    for (u, s), area in best.areas.items():
        unit = problem.units[u]
        if unit.role == "tenant":
            own = has.setdefault(problem.scenario.tenants[unit.index].company_type, {})
            own[s] = own.get(s, 0.0) + area
    homes: dict[str, list[int]] = {row.company_type: [] for row in problem.scenario.tenants}
    room = np.zeros(len(problem.storeys))
    for areas in has.values():
        for s, area in areas.items():
            room[s] += area
    lacking = {kind: sum(areas.values()) for kind, areas in has.items()}
    pairs = [(-area / room[s], -area, kind, s) for kind, areas in has.items() for s, area in areas.items()]
    taken: set[int] = set()
    for _, _, kind, s in sorted(pairs):
        if s not in taken and lacking[kind] > 0:
            homes[kind].append(s)
            lacking[kind] -= float(room[s])
            taken.add(s)
    return homes
