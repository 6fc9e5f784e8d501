"""From a plan to the ``Allocation`` that other stages use: placements, shortfalls, value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from planner.model import M2, Allocation, Placement, RoomSpec, Scenario, Shortfall
from planner.programme import rooms_for
from planner.score import score
from solvers.allocate.clauses import GROW, SHRINK, SUPPORT_SHRINK
from solvers.allocate.plan import Plan
from solvers.allocate.problem import STOCK_ROOM_LEAST, STOCK_ROOM_MOST, Problem, Unit

STEP = M2 // 100
"""Areas are decided in multiples of this (mm2), but for bounds that are not."""

ROUNDING_M2 = 1e-6
"""m2 by which a program's area may miss a bound it means to keep."""

TOLD_SHORT = M2 // 10
"""A wish is called short from this much on, mm2."""

OPTIMAL_GAP = 1e-4
"""Relative gap below which a plan is called optimal: the usual tolerance of branch and bound."""


def allocation(problem: Problem, plan: Plan, bound: float, work: Mapping[str, int]) -> Allocation:
    """The plan as placements, with its value recomputed and the bound (CNY a year)."""
    placements = placements_of(problem, plan)
    names = problem.storeys
    warehouse_of = {problem.units[u].id: names[t].id for u, t in sorted(plan.service.items())}
    value = score(problem.scenario, placements, warehouse_of).total
    close = bound - value <= OPTIMAL_GAP * abs(value)
    return Allocation(
        status="optimal" if close else "feasible",
        placements=placements,
        left_out=_shortfalls(problem, plan, placements),
        warehouse_of=warehouse_of,
        objective=value,
        bound=max(bound, value),
        work=dict(work),
    )


def placements_of(problem: Problem, plan: Plan) -> tuple[Placement, ...]:
    """Placements in the scenario's order, areas in whole mm2 within the storeys' capacities."""
    areas = _whole(problem, plan)
    total: dict[int, int] = defaultdict(int)
    for (u, _), area in areas.items():
        total[u] += area
    warehouses = set(problem.warehouses)
    served: dict[int, float] = defaultdict(float)
    for u, t in plan.service.items():
        served[t] += problem.units[u].storage
    stored: dict[int, int] = defaultdict(int)
    for (u, s), area in areas.items():
        if u in warehouses:
            stored[s] += area
    placements = []
    for (u, s), area in sorted(areas.items()):
        unit = problem.units[u]
        least, most = _band(problem, unit, area, total[u])
        if u in warehouses and served[s] > 0:
            least = max(least, min(area, -int(-served[s] * M2 * area // stored[s])))
        tenant = problem.scenario.tenants[unit.index].id if unit.role != "demand" else None
        placements.append(
            Placement(
                unit.id,
                problem.storeys[s].id,
                unit.zone,
                tenant,
                area,
                least,
                most,
                _rooms(problem, unit, area),
            )
        )
    return tuple(placements)


def _whole(problem: Problem, plan: Plan) -> dict[tuple[int, int], int]:
    """Areas in mm2: multiples of ``STEP`` where the unit's bounds allow, never above what was decided."""
    areas = {}
    for (u, s), area in plan.areas.items():
        unit = problem.units[u]
        floors = (unit.main, unit.part) if unit.split else (unit.least,)
        lowest = max((floor for floor in floors if area >= floor - ROUNDING_M2), default=floors[-1])
        areas[u, s] = max(int(area * M2 / STEP + 1e-4) * STEP, round(lowest * M2))
    by_unit = plan.by_unit()
    for u, unit in enumerate(problem.units):
        parts = [(u, s) for s in by_unit.get(u, ())]
        missing = round(unit.least * M2) - sum(areas[key] for key in parts)
        if unit.split and parts and missing > 0:  # rounding down, less than a step for each part
            areas[max(parts, key=lambda key: (areas[key], -key[1]))] += missing
    return areas


def _band(problem: Problem, unit: Unit, area: int, total: int) -> tuple[int, int]:
    """What the arrangement may make of a part, mm2."""
    if unit.role == "stock":
        return round(STOCK_ROOM_LEAST * M2), round(STOCK_ROOM_MOST * M2)
    policies = problem.scenario.policies
    counted = unit.zone in (*policies.support_zones, *policies.service_zones)
    shrink = SUPPORT_SHRINK if counted else SHRINK
    floor = unit.least if not unit.split else (unit.main if area >= unit.main * M2 else unit.part)
    spare = max(0, total - round(unit.least * M2))
    least = max(round(floor * M2), int(area * (1 - shrink)), area - spare * area // max(total, 1))
    most = min(round(unit.most * M2), int(area * (1 + GROW)))
    return min(least, area), max(most, area)


def _rooms(problem: Problem, unit: Unit, area: int) -> tuple[RoomSpec, ...]:
    if unit.role == "tenant":
        return (RoomSpec("tenant_suite", 1, area),)
    if unit.role == "stock":
        return (RoomSpec("stock_room", 1, area),)
    return rooms_for(problem.scenario, problem.scenario.demands[unit.index], area)


def _shortfalls(problem: Problem, plan: Plan, placements: tuple[Placement, ...]) -> tuple[Shortfall, ...]:
    given: dict[str, int] = defaultdict(int)
    for placement in placements:
        given[placement.subject] += placement.area
    free, by_unit = _free(problem, plan), plan.by_unit()
    stores = set(problem.warehouses)
    unserved = _why_unserved(any(u in stores for u, _ in plan.areas))
    found = []
    for u, unit in enumerate(problem.units):
        wished = _wished(problem.scenario, unit)
        if unit.role != "stock" and given[unit.id] + TOLD_SHORT <= wished:
            why = _why(unit, given[unit.id], free, by_unit.get(u, ()))
            found.append(Shortfall(unit.id, wished, given[unit.id], why))
        if unit.storage > 0 and unit.id in given and u not in plan.service:
            found.append(Shortfall(f"storage:{unit.id}", round(unit.storage * M2), 0, unserved))
    return tuple(found)


def _wished(scenario: Scenario, unit: Unit) -> int:
    if unit.role == "tenant":
        return scenario.tenants[unit.index].wished_area
    return scenario.demands[unit.index].wished_area if unit.role == "demand" else 0


def _why(unit: Unit, given: int, free: Sequence[float], here: Sequence[int]) -> str:
    if not unit.storeys:
        return "no storey that permits it has room for its least area"
    if given == 0:
        if max(free[s] for s in unit.storeys) >= unit.part * unit.take:
            return "a share of the standards or the traffic it brings outweighs what it pays"
        return "the space earns more with those placed"
    if max(free[s] for s in here) > 1.0:
        return "a larger area would break a share of the standards"
    return "its storey is full and the space earns more with its neighbours"


def _free(problem: Problem, plan: Plan) -> list[float]:
    free: list[float] = problem.capacity.tolist()
    for (u, s), area in plan.areas.items():
        free[s] -= problem.units[u].take * area
    return free


def _why_unserved(stored: bool) -> str:
    if not stored:
        return "the park has no warehouse"
    return "the warehouses of the park are full"
