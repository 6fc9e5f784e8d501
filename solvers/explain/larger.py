"""Ways out where nobody's promise is in the way: companies or zones that may take more than they ask for.

Clauses ask for least areas of kinds of companies and zones (CBEP-4.2.1-b, CBEP-4.2.1-c and others). Where all
of them together may not take as much, nothing that is given up helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

from planner.model import M2, Scenario
from planner.reasons import Edit
from solvers.allocate.engine import Engine, Request
from solvers.explain.edits import edited
from solvers.explain.members import Ground, model

__all__ = ["larger"]

_Fits = Callable[[Edit], bool]

MOST = 1.6
"""Nobody is asked to take more than this times its most area."""
STEP_M2 = 5
"""Areas are told in whole steps of this."""
TENANTS, DEMANDS = 8, 6
"""So many are looked at, those that may take most first."""
TOGETHER = 6
"""So many have to take more at most."""


def larger(scenario: Scenario, ground: Ground, engine: Engine) -> Iterator[tuple[Edit, ...]]:
    """Sets of most areas with which the relaxation has a plan: of one alone, least first; else of several."""

    def fits(edits: Sequence[Edit]) -> bool:
        program = model(edited(scenario, edits), ground).code.program.without_value()
        return not engine.solve(program, Request(relax=True)).infeasible

    wanted = _wanted(scenario)
    alone = []
    for id, most in wanted:
        edit = _least(id, most, lambda edit: fits((edit,)))
        if edit is not None:
            alone.append((float(edit.to) - most, edit))
    if alone:
        yield from ((edit,) for _, edit in sorted(alone, key=lambda pair: pair[0]))
        return
    before: list[Edit] = []
    for id, most in wanted[:TOGETHER]:
        last = _least(id, most, lambda edit: fits((*before, edit)))
        if last is not None:
            yield (*before, last)
            return
        before.append(Edit("enlarge", id, str(_steps(MOST * most))))


def _wanted(scenario: Scenario) -> list[tuple[str, float]]:
    """Who may be asked, with their most area in m2: companies in cross-border trade first, then zones."""
    tenants = sorted(scenario.tenants, key=lambda row: (not row.cross_border, -row.most_area, row.id))
    demands = sorted(scenario.demands, key=lambda row: (-row.most_area, row.id))
    found = [(row.id, row.most_area / M2) for row in tenants[:TENANTS]]
    found += [(row.id, row.most_area / M2) for row in demands if not row.rooms][:DEMANDS]
    return [(id, most) for id, most in found if most > 0]


def _least(id: str, most: float, fits: _Fits) -> Edit | None:
    """The least area with which it fits, ``None`` where not even the largest does."""

    def edit(steps: int) -> Edit:
        return Edit("enlarge", id, str(steps * STEP_M2))

    low, high = int(most // STEP_M2), _steps(MOST * most) // STEP_M2
    if not fits(edit(high)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(edit(middle)) else (middle, high)
    return edit(high)


def _steps(m2: float) -> int:
    return STEP_M2 * ceil(m2 / STEP_M2)
