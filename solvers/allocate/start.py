"""A first plan to search from: large things first, each where a hint says or where there is most room."""

from __future__ import annotations

from collections.abc import Mapping

from solvers.allocate.plan import Plan
from solvers.allocate.problem import Floats, Problem, Unit

Hints = Mapping[tuple[int, int], float]
"""(unit, storey) -> how much a relaxation would put there (share of the unit, or m2 of a split one)."""

FULL = 0.98
"""Share of a storey that one part may take."""


def first_plan(problem: Problem, hints: Hints) -> Plan:
    """A plan with every required unit where possible; optional ones by what they pay a square metre."""
    free = problem.capacity.tolist()
    areas: dict[tuple[int, int], float] = {}
    for u in _order(problem):
        unit = problem.units[u]
        places = sorted(unit.storeys, key=lambda s: (-hints.get((u, s), 0.0), -free[s], s))
        if unit.role == "stock":
            host = [s for (k, s) in areas if k == unit.host]
            if not host:
                continue
            places.sort(key=lambda s: (free[s] < unit.least, s != host[0]))
        for s, area in _spread(unit, places, free, problem.room[u]):
            areas[u, s] = area
            free[s] -= area * unit.take
    return Plan(areas, _service(problem, areas))


def _order(problem: Problem) -> list[int]:
    """Split units, then required ones, then the rest; stock rooms right after their tenants."""

    def rank(u: int) -> tuple[bool, bool, float]:
        unit = problem.units[u]
        pays = unit.rate / unit.take
        return not unit.split, not unit.required, -unit.wish if unit.required else -pays

    stock = {unit.host: u for u, unit in enumerate(problem.units) if unit.role == "stock"}
    order: list[int] = []
    for u in sorted((u for u, unit in enumerate(problem.units) if unit.role != "stock"), key=rank):
        order.append(u)
        if u in stock:
            order.append(stock[u])
    return order


def _spread(unit: Unit, places: list[int], free: list[float], most: Floats) -> list[tuple[int, float]]:
    """Storeys and areas for a unit: one storey, or as many as its wish needs."""
    if not unit.split:
        for wanted in (unit.wish, unit.least):
            for s in places:
                if wanted * unit.take <= free[s] + 1e-9 and wanted <= most[s] + 1e-9:
                    return [(s, wanted)]
        return [(places[0], unit.least)] if unit.required and places else []
    found: list[tuple[int, float]] = []
    left = unit.wish
    for s in places:
        room = min(FULL * free[s] / unit.take, float(most[s]))
        lowest = unit.part if found else max(unit.part, unit.main)
        area = min(room, left)
        if area >= lowest:
            found.append((s, area))
            left -= area
        if left < unit.part:
            break
    if sum(area for _, area in found) >= unit.least or unit.required:
        return found
    return []


def _service(problem: Problem, areas: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Storage needs to the nearest warehouse that still has room for them."""
    warehouses = set(problem.warehouses)
    room = {s: area for (u, s), area in areas.items() if u in warehouses}
    service: dict[int, int] = {}
    for u, s in sorted(areas):
        need = problem.units[u].storage
        open_at = [t for t in room if room[t] >= need]
        if need > 0 and open_at:
            t = min(open_at, key=lambda t: (problem.metres[s, t], t))
            service[u] = t
            room[t] -= need
    return service
