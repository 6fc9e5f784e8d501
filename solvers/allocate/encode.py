"""The allocation as a linear program: its frame, and the groups of rows put together.

``relaxed`` gives a program whose optimum bounds every allocation from above: tenants are fractional,
traffic is kept as totals per building and storey. ``exact`` adds integrality and all pairs, so that
its optimum is the best allocation. Money in the program is in thousands of CNY, for the numbers' sake.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from planner.score import PART_CNY_YEAR
from solvers.allocate.clauses import Clause
from solvers.allocate.problem import Problem, Unit
from solvers.allocate.program import Program, Terms

PEOPLE = "FIRE-50016-5.5.21"
"""Tag of the rows about people."""
MONEY = 1e-3
"""Thousands of CNY in a CNY."""


@dataclass(slots=True)
class Encoding:
    """A program with the terms by which its groups of rows speak of units."""

    problem: Problem
    program: Program
    integral: frozenset[int]
    """Units whose presence on a storey is decided whole."""
    presence: list[dict[int, list[tuple[int, float]]]] = field(default_factory=list)
    """unit -> storey -> terms: whether a part lies there."""
    area: list[dict[int, list[tuple[int, float]]]] = field(default_factory=list)
    """unit -> storey -> terms: its net area there, m2."""
    placed: list[list[tuple[int, float]]] = field(default_factory=list)
    """unit -> terms: whether it is placed at all."""
    whole: list[dict[int, int]] = field(default_factory=list)
    """unit -> storey -> column: the part there holds the whole composition."""
    service: dict[tuple[int, int], int] = field(default_factory=dict)
    """(tenant unit, warehouse storey) -> column: served there (exact programs only)."""

    def total_area(self, unit: int) -> list[tuple[int, float]]:
        """Terms of a unit's net area over all storeys."""
        return [term for terms in self.area[unit].values() for term in terms]


def frame(problem: Problem, integral: frozenset[int]) -> Encoding:
    """Placement of every unit, its areas and their worth, the storeys' capacities, cuts and stock rooms."""
    code = Encoding(problem, Program(), integral)
    for k, unit in enumerate(problem.units):
        if unit.split:
            _parts(code, k, unit)
        else:
            _single(code, k, unit)
    _stock_rooms(code)
    _capacities(code)
    _counts(code)
    for s, together in problem.cuts:
        terms = [term for u in together for term in code.presence[u].get(s, ())]
        code.program.at_most(terms, len(together) - 1, f"cut:{problem.storeys[s].id}")
    return code


def _single(code: Encoding, k: int, unit: Unit) -> None:
    """One storey: its area is a mixture of least, wish and most (the worth is concave between them)."""
    program, fixed = code.program, code.problem.fixed
    levels = sorted({unit.least, min(max(unit.wish, unit.least), unit.most), unit.most})
    code.presence.append({})
    code.area.append({})
    code.placed.append([])
    code.whole.append({})
    if unit.most < unit.least - 1e-9:
        levels = []
    for s in unit.storeys:
        room = code.problem.room[k, s]
        fitting = [level for level in levels if level <= room] or levels[:1]
        if levels and levels[-1] > room > fitting[-1]:
            fitting.append(float(room))
        mixture = []
        for level in fitting:
            worth = unit.rate * min(level, unit.wish) + unit.over_rate * max(0.0, level - unit.wish)
            mixture.append((program.column(MONEY * (worth + fixed[k, s])), level))
        terms = [(column, 1.0) for column, _ in mixture]
        if k in code.integral and mixture:
            present = program.column(integer=True)
            program.row([*terms, (present, -1.0)], 0.0, 0.0, "present")
            terms = [(present, 1.0)]
        code.presence[k][s] = terms
        code.area[k][s] = mixture
    code.placed[k] = [term for terms in code.presence[k].values() for term in terms]
    if unit.role != "stock":
        program.at_most(code.placed[k], 1.0, f"once:{unit.id}")
        if unit.required:
            program.at_least(code.placed[k], 1.0, f"required:{unit.id}")


def _parts(code: Encoding, k: int, unit: Unit) -> None:
    """Parts on several storeys; worth is paid up to the wish for the total."""
    program, problem, whole_only = code.program, code.problem, k in code.integral
    z = program.column(MONEY * PART_CNY_YEAR, integer=whole_only)
    over = program.column(-MONEY * (unit.rate - unit.over_rate), max(0.0, unit.most - unit.wish))
    presence: dict[int, list[tuple[int, float]]] = {}
    areas: dict[int, list[tuple[int, float]]] = {}
    whole: dict[int, int] = {}
    for s in unit.storeys:
        most = min(unit.most, float(problem.room[k, s]))
        y = program.column(MONEY * (problem.fixed[k, s] - PART_CNY_YEAR), integer=whole_only)
        a = program.column(MONEY * unit.rate, most)
        program.at_most([(a, 1.0), (y, -most)], 0.0, "local")
        program.at_least([(a, 1.0), (y, -unit.part)], 0.0, "local")
        program.at_most([(y, 1.0), (z, -1.0)], 0.0, "part")
        if unit.main > unit.part + 1e-9 and most >= unit.main:
            m = program.column(integer=whole_only)
            program.at_most([(m, 1.0), (y, -1.0)], 0.0, "local")
            program.at_least([(a, 1.0), (y, -unit.part), (m, unit.part - unit.main)], 0.0, "local")
            whole[s] = m
        presence[s], areas[s] = [(y, 1.0)], [(a, 1.0)]
    total = [term for terms in areas.values() for term in terms]
    tag = f"required:{unit.id}"
    if unit.required:
        program.at_least([(z, 1.0)], 1.0, tag)
    program.at_least([*total, (z, -unit.least)], 0.0, "part")
    program.at_most([*total, (z, -unit.most)], 0.0, "part")
    program.at_least([(over, 1.0), *((c, -f) for c, f in total), (z, unit.wish)], 0.0, "wish")
    program.at_least([*(t for terms in presence.values() for t in terms), (z, -1.0)], 0.0, "part")
    if unit.main > unit.part + 1e-9:
        program.at_least([*((m, 1.0) for m in whole.values()), (z, -1.0)], 0.0, "whole")
    code.presence.append(presence)
    code.area.append(areas)
    code.placed.append([(z, 1.0)])
    code.whole.append(whole)


def _stock_rooms(code: Encoding) -> None:
    """CBEP-5.2.2.2-a: a stock room for each placed livestreaming tenant."""
    for k, unit in enumerate(code.problem.units):
        if unit.role == "stock":
            host = [(column, -factor) for column, factor in code.placed[unit.host]]
            tag = f"CBEP-5.2.2.2-a:{code.problem.units[unit.host].id}"
            code.program.row([*code.placed[k], *host], 0.0, 0.0, tag)


def _capacities(code: Encoding) -> None:
    problem = code.problem
    for s, storey in enumerate(problem.storeys):
        terms = [
            (column, problem.units[k].take * factor)
            for k, areas in enumerate(code.area)
            for column, factor in areas.get(s, ())
        ]
        code.program.at_most(terms, float(problem.capacity[s]), f"capacity:{storey.id}")
    for s in problem.crowd.limited:
        add_people(code, s)


def add_covers(code: Encoding) -> None:
    """What lies on a storey takes its least area at the least: rows of presence alone.

    The capacities say no less, but only rows without areas show a solver which units never fit together.
    """
    problem = code.problem
    for s, storey in enumerate(problem.storeys):
        terms: list[tuple[int, float]] = []
        for k, unit in enumerate(problem.units):
            least = unit.part if unit.split else unit.least
            terms += [(column, unit.take * least * factor) for column, factor in code.presence[k].get(s, ())]
            if s in code.whole[k]:
                terms.append((code.whole[k][s], unit.take * (unit.main - unit.part)))
        code.program.at_most(terms, float(problem.capacity[s]), f"capacity:{storey.id}")


def add_people(code: Encoding, s: int) -> None:
    """GB 50016 5.5.21: no more people on a storey than leave by its exits."""
    problem, crowd = code.problem, code.problem.crowd
    terms: list[tuple[int, float]] = []
    for k, unit in enumerate(problem.units):
        more = crowd.of_area(k, unit.take)
        terms += [(column, more * factor) for column, factor in code.area[k].get(s, ())]
        terms += [(column, crowd.each[k] * factor) for column, factor in code.presence[k].get(s, ())]
    most = crowd.left(s, float(problem.capacity[s]))
    code.program.at_most(terms, most, f"{PEOPLE}:{problem.storeys[s].id}")


def _counts(code: Encoding) -> None:
    """Single rooms above an area: no more on a storey than its corridors leave space for."""
    problem = code.problem
    for s, area, most in problem.counts:
        terms: list[tuple[int, float]] = []
        for k, unit in enumerate(problem.units):
            if not unit.single or unit.smallest > problem.largest[s] + 1e-9:
                continue
            if unit.split:
                terms += code.presence[k].get(s, ()) if unit.part > area else ()
            else:
                terms += [(column, 1.0) for column, level in code.area[k].get(s, ()) if level > area + 1e-6]
        if len(terms) > most:
            code.program.at_most(terms, most, f"rooms:{problem.storeys[s].id}")


def bind(code: Encoding, rows: tuple[Clause, ...]) -> None:
    """The clauses: mandatory rows, fines for recommended ones, one of each either-or group."""
    program = code.program
    groups: dict[str, list[tuple[int, float]]] = {}
    for clause in rows:
        terms = clause_terms(code, clause)
        if clause.fine is not None:
            keep = program.column(MONEY * clause.fine, integer=True)
            program.constant -= MONEY * clause.fine
            program.at_least(
                [*terms, (keep, -slack(code, clause))], -clause.constant - slack(code, clause), clause.id
            )
        elif clause.either:
            met = program.column(integer=True)
            groups.setdefault(clause.either, []).append((met, 1.0))
            program.at_least(
                [*terms, (met, -slack(code, clause))], -clause.constant - slack(code, clause), clause.id
            )
        elif clause.unless_empty:
            for unit in clause.unless_empty:
                absent = [(column, clause.constant * factor) for column, factor in code.placed[unit]]
                program.at_least([*terms, *absent], 0.0, clause.id)
        else:
            program.at_least(terms, -clause.constant, clause.id)
    for id, terms in groups.items():
        program.at_least(terms, 1.0, id)


def clause_terms(code: Encoding, clause: Clause) -> list[tuple[int, float]]:
    """A clause's expression without its constant."""
    terms: list[tuple[int, float]] = []
    for k in np.flatnonzero(clause.area).tolist():
        terms += [(column, clause.area[k] * factor) for column, factor in code.total_area(k)]
    for k in np.flatnonzero(clause.count).tolist():
        terms += [(column, clause.count[k] * factor) for column, factor in code.placed[k]]
    return terms


def slack(code: Encoding, clause: Clause) -> float:
    """How far below zero the clause's expression can fall at most."""
    most = np.array([unit.most for unit in code.problem.units])
    lowest = float(np.minimum(clause.area * most, 0.0).sum() + np.minimum(clause.count, 0.0).sum())
    return max(0.0, -(lowest + clause.constant))


def negated(terms: Terms, factor: float = 1.0) -> list[tuple[int, float]]:
    """The terms times minus ``factor``."""
    return [(column, -factor * coefficient) for column, coefficient in terms]
