"""The cheapest ways out: a program in which promises can be broken for what they would have paid.

What must be placed may be given up or given less, a pin or a storey's list of kinds may be let go. The
optimum is the cheapest set of such changes that the areas and clauses allow; the next ones follow by cutting
off those that are known. Each is then tried by solving the allocation of the changed scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import floor
from typing import Literal

import numpy as np
import numpy.typing as npt

from planner.model import Scenario
from planner.reasons import Edit, Member
from solvers.allocate.engine import Engine, Request
from solvers.allocate.problem import ZONE_LEAST, Unit
from solvers.allocate.program import INFINITY, Program
from solvers.explain.members import Ground, Model, model

__all__ = ["Cheapest", "Measure", "cheapest", "lacking", "widened"]

Measure = Literal["cny", "m2"]

NODES = 3_000
"""Branch-and-bound nodes for one way out."""

KEPT = 0.5
"""Part of its least area that nobody is asked to go below."""

TOUCH = 1.0
"""CNY or, a hundredth of it, m2: what every change costs besides, so that few are made."""

WHOLE_M2 = 1e-4


@dataclass(frozen=True, slots=True)
class Cheapest:
    """Changes that the program finds cheapest, and what is given up by them."""

    edits: tuple[Edit, ...]
    cny: float
    m2: float
    proven: bool
    """Whether nothing that is cheaper (and not known already) would do, with whole units in whole places."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a square metre of a unit pays, and how much of it is promised."""

    least: float
    cny_m2: float


@dataclass(slots=True)
class Soft:
    """A program with a column for every change."""

    model: Model
    program: Program
    promised: Mapping[str, Promise]
    drop: dict[str, int] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    """Promised area that is not given, m2."""
    touched: dict[Member, int] = field(default_factory=dict)


def cheapest(
    scenario: Scenario,
    ground: Ground,
    engine: Engine,
    *,
    measure: Measure,
    shrink: bool,
    nodes: int = NODES,
) -> Iterator[Cheapest]:
    """Ways out, the cheapest first; none holds another one's changes."""
    soft = _soft(scenario, ground, measure, shrink=shrink)
    while True:
        outcome = engine.solve(soft.program, Request(nodes=nodes, gap=1e-9))
        if outcome.values is None:
            return
        found = _read(scenario, soft, outcome.values, proven=outcome.reason == "OPTIMAL")
        yield found
        chosen = [column for column in soft.touched.values() if outcome.values[column] > 0.5]
        if not chosen:
            return  # nothing has to change
        soft.program.at_most([(column, 1.0) for column in chosen], len(chosen) - 1.0)


def _soft(scenario: Scenario, ground: Ground, measure: Measure, *, shrink: bool) -> Soft:
    true = model(scenario, ground)
    cut = [u for u in true.problem.units if u.required and u.role != "stock"] if shrink else []
    floors = {u.id: _floor(scenario, u) for u in cut}
    made = model(scenario, ground, floors)
    program = made.code.program.without_value()
    promised = {
        u.id: Promise(u.least, u.rate) for u in true.problem.units if u.required and u.role != "stock"
    }
    soft = Soft(made, program, promised)
    step = TOUCH if measure == "cny" else TOUCH / 100
    for member, rows in made.rows.items():
        if member.kind == "required":
            _may_fall_short(soft, member, rows, measure, step)
        elif member.kind in ("pin", "permits"):
            _may_go(soft, member, rows, step)
    return soft


def _floor(scenario: Scenario, unit: Unit) -> float:
    """Least area that is asked of a unit when it is cut: what clauses say, else a part of its own."""
    if unit.role != "demand":
        return KEPT * unit.least
    zone = scenario.catalogue.zones[unit.zone].least if unit.zone in ZONE_LEAST else 0.0
    return min(unit.least, max(unit.main, unit.part, zone, KEPT * unit.least))


def _may_fall_short(soft: Soft, member: Member, rows: Sequence[int], measure: Measure, step: float) -> None:
    """It is left out, or has less area than was promised; both are paid for by the square metre."""
    program, id = soft.program, member.subject
    u = next(k for k, unit in enumerate(soft.model.problem.units) if unit.id == id)
    promised = soft.promised[id]
    touched = program.column(-step, integer=True)
    drop = program.column(-step, integer=True)
    short = program.column(-promised.cny_m2 if measure == "cny" else -1.0, promised.least)
    for row in rows:
        program.extend(row, drop, 1.0)
    program.at_least([*soft.model.code.total_area(u), (short, 1.0)], promised.least, "promised")
    program.at_most([(drop, 1.0), (touched, -1.0)], 0.0, "touched")
    program.at_most([(short, 1.0), (touched, -promised.least)], 0.0, "touched")
    soft.drop[id], soft.short[id], soft.touched[member] = drop, short, touched


def _may_go(soft: Soft, member: Member, rows: Sequence[int], step: float) -> None:
    """A pin, or the kinds that a storey permits: let go as a whole."""
    gone = soft.program.column(-step, integer=True)
    for row in rows:
        least = soft.program.row_lower[row] != -INFINITY
        soft.program.extend(row, gone, 1.0 if least else -1.0)
    soft.touched[member] = gone


def _read(scenario: Scenario, soft: Soft, values: npt.NDArray[np.float64], *, proven: bool) -> Cheapest:
    edits, cny, m2 = [], 0.0, 0.0
    for member, touched in sorted(soft.touched.items()):
        if values[touched] <= 0.5:
            continue
        if member.kind == "pin":
            edits.append(Edit("unpin", member.subject))
        elif member.kind == "permits":
            edits.append(Edit("permit", member.subject, _kinds_on(scenario, soft.model, member, values)))
        else:
            promised = soft.promised[member.subject]
            dropped = values[soft.drop[member.subject]] > 0.5
            left = 0 if dropped else floor(promised.least - values[soft.short[member.subject]] + WHOLE_M2)
            short = promised.least - left
            cny, m2 = cny + promised.cny_m2 * short, m2 + short
            edits.append(
                Edit("drop", member.subject) if dropped else Edit("shrink", member.subject, str(left))
            )
    return Cheapest(tuple(edits), cny, m2, proven)


def _kinds_on(scenario: Scenario, made: Model, member: Member, values: npt.NDArray[np.float64]) -> str:
    """What a storey has to permit for what was put there against its list."""
    problem = made.problem
    s = next(k for k, storey in enumerate(problem.storeys) if storey.id == member.subject)
    permitted = problem.storeys[s].permitted_kinds or frozenset()
    wanted = set()
    for u, unit in enumerate(problem.units):
        if sum(values[column] * factor for column, factor in made.code.presence[u].get(s, ())) > 0.5:
            wanted.add({"tenant": "tenant_suite", "stock": "stock_room"}.get(unit.role, unit.zone))
    return ", ".join(sorted(wanted - permitted)) or ", ".join(sorted(permitted))


def lacking(scenario: Scenario, ground: Ground, engine: Engine) -> float:
    """Square metres of floor that are missing at least; 0 where no floor would help."""
    made = model(scenario, ground)
    program = made.code.program.without_value()
    for member, rows in made.rows.items():
        if member.kind == "capacity":
            more = program.column(-1.0, INFINITY)
            for row in rows:
                program.extend(row, more, -1.0)
    outcome = engine.solve(program, Request(relax=True))
    return 0.0 if outcome.objective is None else max(0.0, -outcome.objective)


def widened(ground: Ground, scenario: Scenario) -> Ground:
    """The ground with the storeys that a changed scenario has more; each holds what the one below holds."""
    capacity, shapes = dict(ground.capacity), dict(ground.shapes)
    people = dict(ground.people)
    for building in scenario.buildings:
        below = ""
        for storey in sorted(building.storeys, key=lambda row: row.level):
            if storey.id not in capacity and below:
                capacity[storey.id] = capacity[below]
                if below in shapes:
                    shapes[storey.id] = shapes[below]
                if below in people:
                    people[storey.id] = people[below]
            below = storey.id
    return replace(ground, capacity=capacity, shapes=shapes, people=people)
