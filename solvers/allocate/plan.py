"""A plan: which part of which unit lies where and how large, read from a program's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from planner.model import M2, Allocation, Placement
from solvers.allocate.encode import Encoding
from solvers.allocate.problem import Floats, Problem

PRESENT = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """``areas``: (unit, storey) -> net area, m2. ``service``: tenant unit -> warehouse storey.

    ``places``, where known: (unit, storey) -> the bin that the part lies in (as ``packing.pack`` has it) and
    the largest net area that it may grow to there.
    """

    areas: Mapping[tuple[int, int], float]
    service: Mapping[int, int]
    places: Mapping[tuple[int, int], tuple[int, float]] = field(default_factory=dict)

    def by_unit(self) -> dict[int, list[int]]:
        """Unit -> the storeys on which it has a part."""
        found: dict[int, list[int]] = {}
        for u, s in self.areas:
            found.setdefault(u, []).append(s)
        return found

    def by_storey(self) -> dict[int, list[int]]:
        """Storey -> the units of which a part lies there."""
        found: dict[int, list[int]] = {}
        for u, s in self.areas:
            found.setdefault(s, []).append(u)
        return found


def read_plan(code: Encoding, values: Floats) -> Plan:
    """The plan of an integral program's values."""
    areas: dict[tuple[int, int], float] = {}
    for k in range(len(code.problem.units)):
        for s, terms in code.presence[k].items():
            if sum(values[c] * f for c, f in terms) > PRESENT:
                areas[k, s] = float(sum(values[c] * f for c, f in code.area[k][s]))
    service = {u: t for (u, t), column in code.service.items() if values[column] > PRESENT}
    return Plan(areas, service)


def given(problem: Problem, placements: Iterable[Placement]) -> tuple[Floats, Floats]:
    """Of every unit its net area, m2, and 1 where it is placed."""
    index = {unit.id: u for u, unit in enumerate(problem.units)}
    area, count = np.zeros(len(index)), np.zeros(len(index))
    for row in placements:
        area[index[row.subject]] += row.area / M2
        count[index[row.subject]] = 1.0
    return area, count


def trimmed(problem: Problem, plan: Plan) -> Plan:
    """The plan without service by storeys that hold no warehouse and of tenants that are out."""
    placed = {u for u, _ in plan.areas}
    warehouses = set(problem.warehouses)
    open_at = {s for u, s in plan.areas if u in warehouses}
    service = {u: t for u, t in plan.service.items() if u in placed and t in open_at}
    return replace(plan, service=service)


def plan_of(problem: Problem, answer: Allocation) -> Plan:
    """The plan behind an earlier answer, as far as its places are still permitted."""
    unit = {item.id: u for u, item in enumerate(problem.units)}
    at = {storey.id: s for s, storey in enumerate(problem.storeys)}
    areas = {}
    for placement in answer.placements:
        u, s = unit.get(placement.subject, -1), at.get(placement.storey, -1)
        if u >= 0 and s in problem.units[u].storeys:
            areas[u, s] = placement.area / M2
    service = {
        unit[id]: at[storey] for id, storey in answer.warehouse_of.items() if id in unit and storey in at
    }
    return trimmed(problem, Plan(areas, service))
