"""What the park draws of power, water, sewage, gas, heat and bandwidth, as linear rows over units.

The demand of a unit follows its area and people, by the indices of ``planner.utilities``; what nobody takes
is let as offices. Rows hold the connections of the whole park (CBEP-4.3.1, CBEP-4.3.2, SBT11233-4.1.2-b): how
much of each building's own is left open, as rows speak of totals. Indices that are known from memory bind
nobody, so they are left out, as is the water for the ground, which the roads decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from planner.model import M2, Demand, Scenario
from planner.programme import room_kinds, rooms_for
from planner.utilities.model import Service
from planner.utilities.table import Table, table_for
from solvers.allocate.problem import Floats, Problem, Unit

__all__ = ["Draw", "carried"]

STEERED: Mapping[Service, str] = {
    "power": "CBEP-4.3.1",
    "water": "CBEP-4.3.1",
    "sewage": "CBEP-4.3.1",
    "gas": "CBEP-4.3.1",
    "bandwidth": "CBEP-4.3.2",
    "heating": "SBT11233-4.1.2-b",
}
"""Services whose demand follows the plan, and the clause that asks for capacity; storm water does not."""

ALSO = "SBT11233-4.1.2-b"
"""Asks for all of them; alone where the other standard is not in scope."""

KILO = 1e-3
MEMORY = "M"


@dataclass(frozen=True, slots=True)
class Draw:
    """What the units of a plan draw of a service, in the unit of its capacity, at most and at least.

    ``area`` for each net m2 of a unit, ``count`` for each unit that is placed, ``free`` for each m2 that no
    unit takes.
    """

    clause: str
    area: Floats
    count: Floats
    free: float
    least_area: Floats
    capacity: float

    def row(self, problem: Problem, margin: float) -> tuple[Floats, Floats, float]:
        """Coefficients and constant of "capacity minus demand"; without margin it is the least demand.

        In units of the largest coefficient, so that a square metre weighs as in other rows.
        """
        takes = np.array([unit.take for unit in problem.units])
        room = float(problem.capacity.sum())
        full = self.area - self.free * takes
        area = margin * full + (1 - margin) * self.least_area
        scale = float(np.abs(area).max(initial=0.0)) or float(self.count.max(initial=0.0)) or 1.0
        return -area / scale, -self.count / scale, (self.capacity - margin * self.free * room) / scale

    def binding(self, problem: Problem, margin: float) -> tuple[Floats, Floats, float] | None:
        """The row, without its margin where no plan could keep that; ``None`` where every plan keeps it."""
        for part in dict.fromkeys((margin, 0.0)):
            row = self.row(problem, part)
            worst, best = _ends(problem, row)
            if worst >= 0:
                return None
            if best >= 0 or part == 0:
                return row
        return None


def _ends(problem: Problem, row: tuple[Floats, Floats, float]) -> tuple[float, float]:
    """Between which values a row lies, as far as the bounds of single units tell."""
    area, count, constant = row
    bounds = np.array([(unit.least, unit.most, unit.required) for unit in problem.units])
    ends = np.stack([area * bounds[:, 0] + count, area * bounds[:, 1] + count])
    free = np.where(bounds[:, 2] > 0, np.nan, 0.0)  # who need not be placed may add nothing
    low, high = np.fmin(ends.min(axis=0), free), np.fmax(ends.max(axis=0), free)
    return constant + float(low.sum()), constant + float(high.sum())


def carried(problem: Problem, grow: float) -> list[Draw]:
    """A draw for each service with a capacity and indices that bind; rooms may be larger by ``grow``."""
    given = problem.scenario.utilities
    table = table_for(given)
    found = []
    for service, clause in STEERED.items():
        capacity = given.capacity.get(service)
        standard = "cbep" if clause.startswith("CBEP-") else "sbt11233"
        name = clause if standard in problem.scenario.standards else ALSO
        asked = standard in problem.scenario.standards or "sbt11233" in problem.scenario.standards
        if capacity is None or service in given.demand or not asked:
            continue
        draw = _draw(problem, _Rates(problem, table, service), f"{name}:{service}", capacity, grow)
        if draw.area.any() or draw.count.any():
            found.append(draw)
    return found


def _draw(problem: Problem, rates: _Rates, name: str, capacity: float, grow: float) -> Draw:
    units = problem.units
    area, least = np.zeros(len(units)), np.zeros(len(units))
    count = np.zeros(len(units))
    for u, unit in enumerate(units):
        if unit.role == "demand":
            mean, low = rates.of_demand(problem.scenario.demands[unit.index], unit)
            area[u], least[u] = (1 + grow) * mean, (1 - grow) * low
        else:
            kind = "tenant_suite" if unit.role == "tenant" else "stock_room"
            each, people = rates.of_kind(kind, staffed=unit.role == "tenant")
            area[u], least[u] = (
                (1 + grow) * each,
                (1 - grow) * rates.least([kind], staffed=unit.role == "tenant"),
            )
            count[u] = people * problem.scenario.tenants[unit.index].staff
    free = max(rates.of_kind(kind)[0] for kind in ("vacant", "plant_room", "store_room"))
    return Draw(name, area, count, free, least, capacity)


class _Rates:
    """Demand of a service for each net m2 of a kind of room."""

    def __init__(self, problem: Problem, table: Table, service: Service) -> None:
        self._scenario: Scenario = problem.scenario
        self._table = table
        self._service: Service = "water" if service == "sewage" else service
        given = problem.scenario.utilities
        self._scale = 1.0
        if service in ("power", "water", "sewage", "heating"):
            self._scale = KILO
        if service == "power":
            self._scale *= given.coincidence / given.power_factor
        if service == "sewage":
            share = table.sewage_share
            self._scale *= 0.0 if share.confidence == MEMORY else share.at(given.level)
        gross = sum(storey.gross_area for storey in problem.scenario.storeys) / M2
        self._gross = gross / max(1.0, float(problem.capacity.sum()))

    def of_kind(self, name: str, *, staffed: bool = False) -> tuple[float, float]:
        """For each net m2, and for each person of a staffed kind."""
        kind = self._scenario.catalogue.spaces[name]
        entry = self._table.indices.get((self._table.use_of(kind), self._service))
        if entry is None or entry.confidence == MEMORY:
            return 0.0, 0.0
        index, factor = entry.at(self._scenario.utilities.level)
        each = index * factor * self._scale
        if entry.per == "person":
            if staffed:
                return 0.0, each
            return (each / kind.m2_per_person if kind.m2_per_person > 0 else 0.0), 0.0
        return each * (self._gross if entry.per == "gross_m2" else 1.0), 0.0

    def of_demand(self, demand: Demand, unit: Unit) -> tuple[float, float]:
        """Of a net m2 of a demand: the most its mix of rooms draws, the least that any of its rooms does."""
        sizes = sorted({unit.smallest, unit.least, min(unit.wish, unit.most), unit.most})
        mixes = [self._mean(demand, round(size * M2)) for size in sizes if size > 0]
        kinds = room_kinds(self._scenario, demand)
        return max(mixes, default=0.0), self.least(kinds)

    def _mean(self, demand: Demand, area: int) -> float:
        rooms = rooms_for(self._scenario, demand, area)
        return sum(room.count * room.area * self.of_kind(room.kind)[0] for room in rooms) / area

    def least(self, kinds: Iterable[str], *, staffed: bool = False) -> float:
        """What a net m2 of any of these kinds draws at least: a gross share is no less than the net area."""
        return min(self.of_kind(kind, staffed=staffed)[0] for kind in kinds) / max(1.0, self._gross)
