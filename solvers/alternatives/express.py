"""Directions as linear expressions over the exact program of the allocation.

An expression is what is maximised: less of a measure counts as more of its negative. Columns of its own cost
nothing, so that the program's value stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from planner.daylight import daylit_share
from planner.directions import lettable_storeys, wanting_share
from solvers.allocate.clauses import sums_of
from solvers.allocate.encode import MONEY, Encoding, negated
from solvers.allocate.problem import Floats, Problem, build
from solvers.allocate.program import Program
from solvers.allocate.storage import carry
from solvers.allocate.traffic import add_traffic

__all__ = ["Expression", "Places", "express"]

Places = Mapping[tuple[int, int], float]
"""(unit, storey) -> m2: where an earlier plan has whom."""


@dataclass(frozen=True, slots=True)
class Expression:
    """Terms and constant; to be maximised."""

    terms: tuple[tuple[int, float], ...]
    constant: float = 0.0

    def of(self, values: Floats) -> float:
        """Its value in a solution."""
        return self.constant + float(sum(values[column] * factor for column, factor in self.terms))


def express(code: Encoding, id: str, base: Places) -> Expression:
    """The direction with this id over a program, which gets columns and rows for it where it needs some."""
    if id == "value":
        worth = [(c, v / MONEY) for c, v in enumerate(code.program.value) if v]
        return Expression(tuple(worth), code.program.constant / MONEY)
    if id in ("goods", "walk"):
        return _carried(code, people=float(id == "walk"))
    if id == "moved":
        return _moved(code, base)
    return _SIMPLE[id](code)


def _block(code: Encoding) -> Expression:
    """The free room of one storey of choice."""
    program, problem = code.program, code.problem
    most = float(problem.capacity.max(initial=0.0))
    room = program.column(upper=most)
    chosen = []
    for s in _lettable(problem):
        here = program.column(integer=True)
        taken = [*_takes(code, s), (room, 1.0), (here, most)]
        program.at_most(taken, float(problem.capacity[s]) + most, "direction")
        chosen.append((here, 1.0))
    program.row(chosen, 1.0, 1.0, "direction")
    return Expression(((room, 1.0),))


def _storeys(code: Encoding) -> Expression:
    """Room of storeys on which nobody lies."""
    program, problem, terms = code.program, code.problem, []
    for s in _lettable(problem):
        free = program.column(integer=True)
        for presence in code.presence:
            if s in presence:
                program.at_most([*presence[s], (free, 1.0)], 1.0, "direction")
        terms.append((free, float(problem.capacity[s])))
    return Expression(tuple(terms))


def _spare(code: Encoding) -> Expression:
    storeys = _lettable(code.problem)
    terms = [term for s in storeys for term in negated(_takes(code, s))]
    return Expression(tuple(terms), float(code.problem.capacity[storeys].sum()))


def _daylight(code: Encoding) -> Expression:
    problem = code.problem
    lit = [daylit_share(storey) for storey in problem.storeys]
    terms: list[tuple[int, float]] = []
    for u, unit in enumerate(problem.units):
        wanting = wanting_share(problem.scenario, unit.id)
        for s, area in code.area[u].items():
            terms += [(column, factor * wanting * lit[s]) for column, factor in area]
    return Expression(tuple(term for term in terms if term[1]))


def _together(code: Encoding) -> Expression:
    """Less: pairs of a storey and a type of company that has somebody there."""
    program, problem = code.program, code.problem
    used: dict[tuple[str, int], int] = {}
    for u, unit in enumerate(problem.units):
        if unit.role != "tenant":
            continue
        kind = problem.scenario.tenants[unit.index].company_type
        for s, present in code.presence[u].items():
            pair = used.setdefault((kind, s), -1)
            if pair < 0:
                pair = used[kind, s] = program.column(integer=True)
            program.at_most([*present, (pair, -1.0)], 0.0, "direction")
    return Expression(tuple((column, -1.0) for column in used.values()))


def _cross_border(code: Encoding) -> Expression:
    counted = sums_of(code.problem).cross_border
    terms = [(c, f * counted[u]) for u in np.flatnonzero(counted).tolist() for c, f in code.total_area(u)]
    return Expression(tuple(terms))


def _companies(code: Encoding) -> Expression:
    tenants = [u for u, unit in enumerate(code.problem.units) if unit.role == "tenant"]
    return Expression(tuple(term for u in tenants for term in code.placed[u]))


def _moved(code: Encoding, base: Places) -> Expression:
    """Less: area of the other plan whose subject is not on its storey any more."""
    terms = [(c, f * area) for (u, s), area in base.items() for c, f in code.presence[u].get(s, ())]
    return Expression(tuple(terms), -sum(base.values()))


def _carried(code: Encoding, people: float) -> Expression:
    """Less: kilometres of people, or of tonnes, in columns of their own beside those of the objective."""
    scenario, problem = code.problem.scenario, code.problem
    weights = replace(scenario.weights, cny_per_person_km=people, cny_per_tonne_km=1.0 - people)
    nothing = replace(scenario.weights, cny_per_person_km=0.0, cny_per_tonne_km=0.0)
    capacity = {
        row.id: round(room * 1e6) for row, room in zip(problem.storeys, problem.capacity, strict=True)
    }
    other, still = (build(replace(scenario, weights=w), capacity, ()) for w in (weights, nothing))
    first = len(code.program.value)
    side = replace(code, problem=_priced(problem, other), program=code.program)
    add_traffic(side, everything=True)
    for u, need in ((u, unit.storage) for u, unit in enumerate(problem.units) if unit.storage > 0):
        served = {t: (column, 1.0) for (v, t), column in code.service.items() if v == u}
        if served and not people:
            carry(side, u, need, served)
    terms = _taken_out(code.program, first)
    gates = other.fixed - still.fixed
    for u, presence in enumerate(code.presence):
        terms += [(c, f * float(gates[u, s])) for s, here in presence.items() for c, f in here if gates[u, s]]
    return Expression(tuple(terms))


def _priced(problem: Problem, other: Problem) -> Problem:
    """The problem with the traffic of another."""
    return replace(problem, links=other.links, gates=other.gates, storage_cost=other.storage_cost)


def _taken_out(program: Program, first: int) -> list[tuple[int, float]]:
    """What columns from ``first`` on cost, CNY; they cost the objective nothing any more."""
    terms = [(c, program.value[c] / MONEY) for c in range(first, len(program.value)) if program.value[c]]
    for column, _ in terms:
        program.value[column] = 0.0
    return terms


def _lettable(problem: Problem) -> list[int]:
    ids = {storey.id for storey in lettable_storeys(problem.scenario)}
    return [s for s, storey in enumerate(problem.storeys) if storey.id in ids]


def _takes(code: Encoding, s: int) -> list[tuple[int, float]]:
    units = code.problem.units
    return [(c, units[u].take * f) for u, areas in enumerate(code.area) for c, f in areas.get(s, ())]


_SIMPLE = {
    "block": _block,
    "storeys": _storeys,
    "spare": _spare,
    "daylight": _daylight,
    "together": _together,
    "cross_border": _cross_border,
    "companies": _companies,
}
