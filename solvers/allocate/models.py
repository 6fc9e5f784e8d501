"""The two programs of the allocation, put together from their groups of rows."""

from __future__ import annotations

from solvers.allocate.clauses import Clause, constant_fines
from solvers.allocate.coarse import coarse
from solvers.allocate.encode import MONEY, Encoding, add_covers, bind, frame
from solvers.allocate.problem import Problem
from solvers.allocate.program import INFINITY
from solvers.allocate.storage import paired_storage, pooled_storage
from solvers.allocate.traffic import add_ringed_traffic, add_traffic, hubs
from solvers.allocate.wishes import add_wishes


def exact(problem: Problem, rows: tuple[Clause, ...]) -> Encoding:
    """The program whose optimum is the best allocation."""
    code = frame(problem, frozenset(range(len(problem.units))))
    bind(code, rows)
    add_traffic(code, everything=True)
    paired_storage(code)
    add_wishes(code, everything=True)
    add_covers(code)
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


def coarse_relaxed(problem: Problem, rows: tuple[Clause, ...]) -> Encoding:
    """A program with one storey for each building, whose optimum bounds every allocation: for large parks."""
    code = frame(coarse(problem), frozenset())
    bind(code, rows)
    add_ringed_traffic(code)
    pooled_storage(code)
    add_wishes(code, everything=False)
    code.program.constant += MONEY * constant_fines(problem)
    return code


def size(problem: Problem, enough: float = INFINITY) -> int:
    """About how many columns the fine relaxation has; hubs of traffic are not sought beyond ``enough``."""
    places = sum(3 * len(unit.storeys) for unit in problem.units)
    if places > enough:
        return places
    covered, _ = hubs(problem)
    pairs = sum(len(problem.flat) ** 2 + 6 * len(problem.storeys) for hub in covered if len(hub.clients) > 1)
    return places + pairs
