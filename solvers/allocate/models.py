"""The two programs of the allocation, put together from their groups of rows."""

from __future__ import annotations

from solvers.allocate.clauses import Clause, constant_fines
from solvers.allocate.encode import MONEY, Encoding, bind, frame
from solvers.allocate.problem import Problem
from solvers.allocate.storage import paired_storage, pooled_storage
from solvers.allocate.traffic import add_traffic
from solvers.allocate.wishes import add_wishes


def exact(problem: Problem, rows: tuple[Clause, ...]) -> Encoding:
    """The program whose optimum is the best allocation."""
    code = frame(problem, frozenset(range(len(problem.units))))
    bind(code, rows)
    add_traffic(code, everything=True)
    paired_storage(code)
    add_wishes(code, everything=True)
    code.program.constant += MONEY * constant_fines(problem)
    return code


def relaxed(problem: Problem, rows: tuple[Clause, ...], whole: frozenset[int] = frozenset()) -> Encoding:
    """The program whose optimum bounds every allocation; only the units in ``whole`` are kept whole."""
    code = frame(problem, whole)
    bind(code, rows)
    add_traffic(code, everything=False)
    pooled_storage(code)
    add_wishes(code, everything=False)
    code.program.constant += MONEY * constant_fines(problem)
    return code
