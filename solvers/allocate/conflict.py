"""Why nothing fits: a small set of clauses and wishes that cannot hold together.

The program without traffic is made elastic; the duals of its cheapest repair name the candidates; each
is then dropped on trial and stays in the conflict only if the rest alone would fit (deletion filter).
"""

from __future__ import annotations

from collections.abc import Sequence

from solvers.allocate.clauses import Clause
from solvers.allocate.encode import Encoding, bind, frame
from solvers.allocate.engine import Engine, Request
from solvers.allocate.problem import Problem
from solvers.allocate.program import INFINITY, Program
from solvers.allocate.repair import leaned_on

TRIALS = 400
"""Most candidates tried one by one; beyond them the set is a conflict, but not a smallest one."""

NODES = 200
"""Branch-and-bound nodes of a trial with whole decisions."""

SPOKEN = ("required:", "capacity:", "cut:", "CBEP", "SBT11233", "FIRE")
"""Beginnings of the tags a user can do something about; other rows are how the model works."""

MANY_STOREYS = 3
"""More storeys than this in a conflict are named together as ``capacity``."""


def plain(problem: Problem, rows: Sequence[Clause], *, whole: bool) -> Encoding:
    """Placement and clauses alone: what decides whether anything fits."""
    code = frame(problem, frozenset(range(len(problem.units))) if whole else frozenset())
    bind(code, tuple(rows))
    return code


def conflict(engine: Engine, problem: Problem, rows: Sequence[Clause], *, whole: bool) -> tuple[str, ...]:
    """Clause ids and subjects in conflict, where nothing fits (``whole``: it would in fractions)."""
    program = plain(problem, rows, whole=whole).program
    spoken = sorted({tag for tag in program.tags if tag.startswith(SPOKEN)})
    candidates = spoken if whole else _candidates(engine, program, spoken)
    dropped = set(spoken) - set(candidates)
    if _fits(engine, program, dropped, whole=whole):  # the duals named too few: start from all of them
        dropped, candidates = set(), spoken
    for tag in _order(candidates)[:TRIALS]:
        if not _fits(engine, program, dropped | {tag}, whole=whole):
            dropped.add(tag)
    return _told([tag for tag in candidates if tag not in dropped])


def _order(candidates: Sequence[str]) -> list[str]:
    """Dropped first: capacities, then what must be placed; clauses are the most telling and go last."""
    kinds = ("cut:", "capacity:", "required:")

    def rank(tag: str) -> tuple[int, str]:
        return next((k for k, kind in enumerate(kinds) if tag.startswith(kind)), len(kinds)), tag

    return sorted(candidates, key=rank)


def _candidates(engine: Engine, program: Program, spoken: Sequence[str]) -> list[str]:
    """Rows that the cheapest repair leans on."""
    named = set(spoken)
    leant = leaned_on(engine, program, (row for row, tag in enumerate(program.tags) if tag in named))
    if leant is None:
        return list(spoken)
    used = {program.tags[row] for row in leant}
    return [tag for tag in spoken if tag in used]


def _fits(engine: Engine, program: Program, dropped: set[str], *, whole: bool) -> bool:
    """Whether the program without these rows has a solution; unknown counts as yes."""
    trial = program.without_value()
    for row, tag in enumerate(trial.tags):
        if tag in dropped:
            trial.row_lower[row], trial.row_upper[row] = -INFINITY, INFINITY
    outcome = engine.solve(trial, Request(relax=not whole, nodes=NODES))
    return not outcome.infeasible


def _told(tags: Sequence[str]) -> tuple[str, ...]:
    """Clause ids, ids of what must be placed, storeys (``capacity:<storey>``; many become ``capacity``)."""
    storeys = [tag for tag in tags if tag.startswith("capacity:")]
    told = [tag.removeprefix("required:") for tag in tags if not tag.startswith("capacity:")]
    told += storeys if len(storeys) <= MANY_STOREYS else ["capacity"]
    return tuple(told)
