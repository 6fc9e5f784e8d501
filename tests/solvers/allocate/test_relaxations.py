"""Bounds: every relaxation lies above the exact optimum, and what the compiled search believes is true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.score import score
from solvers.allocate.answer import placements_of
from solvers.allocate.clauses import clauses
from solvers.allocate.complete import complete
from solvers.allocate.encode import MONEY, add_covers, frame
from solvers.allocate.engine import Request, solve_here
from solvers.allocate.models import coarse_relaxed, exact, relaxed
from solvers.allocate.plan import Plan, read_plan
from solvers.allocate.search import prepare, run
from solvers.allocate.start import first_plan
from tests.solvers.allocate.small import arrays, room
from tests.solvers.allocate.test_referee import random_park


@pytest.mark.parametrize("seed", range(6))
def test_relaxations_bound_the_optimum_from_above(seed):
    problem = arrays(random_park(seed), 420)
    best = solve_here(exact(problem, ()).program, Request(gap=1e-7)).objective
    fine = solve_here(relaxed(problem, ()).program, Request(relax=True)).objective
    split = frozenset(u for u, unit in enumerate(problem.units) if unit.split)
    sharper = solve_here(relaxed(problem, (), split).program, Request(gap=1e-7)).objective
    coarse = solve_here(coarse_relaxed(problem, ()).program, Request(relax=True)).objective
    assert best <= sharper + 1e-6
    assert sharper <= fine + 1e-6
    assert fine <= coarse + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_program_prices_a_plan_as_the_score_does(seed):
    scenario = random_park(seed)
    problem = arrays(scenario, 420)
    code = exact(problem, ())
    outcome = solve_here(code.program, Request(gap=1e-7))
    plan = read_plan(code, outcome.values)
    served = {problem.units[u].id: problem.storeys[t].id for u, t in plan.service.items()}
    total = score(scenario, placements_of(problem, plan), served).total
    assert total == pytest.approx(outcome.objective / MONEY, abs=20)  # areas are rounded to 0.01 m2


def value_of(problem, plan):
    served = {problem.units[u].id: problem.storeys[t].id for u, t in plan.service.items()}
    return score(problem.scenario, placements_of(problem, plan), served).total


@pytest.mark.parametrize("seed", range(6))
def test_the_search_prices_a_plan_as_the_score_does(seed):
    """After 200,000 moves with their undoing, the kept sums have not drifted."""
    problem = arrays(random_park(seed), 520)
    prepared = prepare(problem, (), {})
    plan, value = run(prepared, first_plan(problem, {}), seed=seed, moves=200_000, stop=lambda: False)
    completed = complete(problem, (), plan)
    true = value_of(problem, completed)
    assert true >= value - 5  # the completion may only improve on the search's own areas
    again, reloaded = run(prepared, plan, seed=0, moves=0, stop=lambda: True)
    assert reloaded == pytest.approx(value, abs=1e-3)
    assert again.areas.keys() == plan.areas.keys()


def test_the_search_comes_close_to_what_the_exact_program_proves():
    for seed in range(6):
        problem = arrays(random_park(seed), 520)
        best = solve_here(exact(problem, ()).program, Request(gap=1e-7)).objective / MONEY
        plan, _ = run(
            prepare(problem, (), {}), first_plan(problem, {}), seed=1, moves=300_000, stop=lambda: False
        )
        assert value_of(problem, complete(problem, (), plan)) >= 0.999 * best


def test_completion_refuses_places_that_no_areas_suit():
    problem = arrays(random_park(0), 420)
    crowded = Plan({(u, 0): unit.wish for u, unit in enumerate(problem.units)}, {})
    assert complete(problem, (), crowded) is None


def test_clauses_are_the_same_in_program_and_search():
    scenario = replace(random_park(1), standards=("sbt11233",))
    problem = arrays(scenario, 420)
    rows = clauses(problem)
    best = solve_here(exact(problem, rows).program, Request(gap=1e-7))
    plan, value = run(
        prepare(problem, rows, {}), first_plan(problem, {}), seed=1, moves=300_000, stop=lambda: False
    )
    fine = sum(row.fine or 0 for row in rows)
    assert fine > 0
    assert value <= best.objective / MONEY + fine + 20
    assert np.isfinite(value)
    assert room(scenario, 420)
    assert value_of(problem, complete(problem, rows, plan)) <= best.objective / MONEY + 20


def test_rows_of_presence_alone_hold_every_units_least_area():
    """The best plan keeps them; each says what every company takes of the storey at the least."""
    problem = arrays(random_park(0), 420)
    code = exact(problem, ())
    values = solve_here(code.program, Request(gap=1e-7)).values
    bare = frame(problem, frozenset(range(len(problem.units))))
    add_covers(bare)
    rows, columns, entries = bare.program.matrix()
    covers = range(len(bare.program.tags) - len(problem.storeys), len(bare.program.tags))
    for s, row in enumerate(covers):
        mine = rows == row
        assert entries[mine] @ values[columns[mine]] <= problem.capacity[s] + 1e-6
        single = [u for u, unit in enumerate(problem.units) if not unit.split and s in unit.storeys]
        told = dict(zip(columns[mine].tolist(), entries[mine].tolist(), strict=True))
        for u in single:
            ((column, _),) = bare.presence[u][s]
            assert told[column] == pytest.approx(problem.units[u].take * problem.units[u].least)
