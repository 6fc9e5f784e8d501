"""Large parks: bounds by prices, halves of a park, parts of a plan, the search that puts them together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.parks import capacities, park
from planner.model import Flow
from planner.score import score
from solvers.allocate import allocate, attempt, broken_clauses, districts
from solvers.allocate.answer import placements_of
from solvers.allocate.clauses import clauses
from solvers.allocate.encode import MONEY
from solvers.allocate.engine import Request, solve_here
from solvers.allocate.halves import spread
from solvers.allocate.models import exact
from solvers.allocate.part import Board, joined, part_of
from solvers.allocate.plan import Plan, trimmed
from solvers.allocate.prices import Descent, priced
from solvers.allocate.problem import build
from solvers.allocate.search import prepare, run
from solvers.allocate.start import first_plan
from tests.solvers.allocate.small import arrays, demand, room, storey, tenant
from tests.solvers.allocate.small import park as small_park
from tests.solvers.allocate.test_referee import random_park


def never() -> bool:
    return False


def optimum(problem, rows=()):
    return solve_here(exact(problem, rows).program, Request(gap=1e-7)).objective / MONEY


# ---------------------------------------------------------------- prices


def test_a_bound_worked_by_hand():
    """Two suites of 100 m2 at 600 CNY a m2 and year and one storey of 100 m2: one of them pays 60,000."""
    scenario = small_park([storey("A", 1)], [tenant("T1", 100), tenant("T2", 100)])
    problem = build(scenario, room(scenario, 100), ())
    descent = Descent(problem, ())
    assert descent.evaluate() == pytest.approx(120_000)  # at no price both come
    descent.base[0] = 400.0
    descent._set()
    assert descent.evaluate() == pytest.approx(2 * (600 - 400) * 100 + 400 * 100)
    assert descent.slope[0] == pytest.approx(100 - 200)
    assert priced(problem, (), never).bound == pytest.approx(60_000, rel=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_prices_are_they_bound_the_optimum(seed, monkeypatch):
    monkeypatch.setattr("solvers.allocate.prices.HUB_CLIENTS", 2)
    problem = arrays(random_park(seed), 420)
    best = optimum(problem)
    assert best <= priced(problem, (), never).bound + 1e-3
    descent, random = Descent(problem, ()), np.random.default_rng(seed)
    for _ in range(12):
        descent.base = random.uniform(0, 1, len(descent.base)) * random.choice(
            [1, 30, 900], len(descent.base)
        )
        descent._set()
        assert best <= descent.evaluate() + 1e-3


def test_clauses_have_prices_and_still_bound_the_optimum():
    """A tenth of what suites have is for a canteen that pays nothing: 109 m2 for 1,091 m2."""
    zones = [demand("C", "support", 5, 5, 300, kind="catering", split=False, value=10.0)]
    firms = [tenant(f"T{k}", 60, 100, 100, rent=80.0) for k in range(12)]
    scenario = small_park([storey("A", 1), storey("A", 2)], firms, zones, standards=("cbep",))
    problem = build(scenario, room(scenario, 600), ())
    rows = tuple(row for row in clauses(problem, 0.0) if row.id == "CBEP-4.2.1-c")
    assert rows
    found = priced(problem, rows, never)
    assert optimum(problem, rows) <= found.bound + 1e-3
    assert found.prices["CBEP-4.2.1-c"] > 0
    assert found.bound < priced(problem, (), never).bound - 1000


# ---------------------------------------------------------------- halves


def two_villages():
    """Two buildings a long way apart, and two groups of companies that only deal with their own."""
    firms = [tenant(f"T{k}", 100) for k in range(8)]
    flows = [
        Flow(f"T{k}", f"T{j}", people_per_day=100.0) for k in range(8) for j in range(k) if (k - j) % 2 == 0
    ]
    return small_park([storey("A", 1), storey("B", 1, x=300)], firms, flows=flows)


def test_those_that_deal_with_each_other_go_to_the_same_half():
    scenario = two_villages()
    problem = build(scenario, room(scenario, 420), ())
    found = spread(Board.of(problem), 4, 1, never)
    assert [buildings for buildings, _ in found] == [[0], [1]]
    assert {frozenset(u % 2 for u in units) for _, units in found} == {frozenset({0}), frozenset({1})}


def test_a_park_of_one_building_is_one_district():
    scenario = small_park([storey("A", 1), storey("A", 2)], [tenant("T1", 50), tenant("T2", 50)])
    problem = build(scenario, room(scenario, 420), ())
    assert spread(Board.of(problem), 1, 1, never) == [([0], [0, 1])]


# ---------------------------------------------------------------- parts


def worth(problem, plan):
    plan = trimmed(problem, plan)
    served = {problem.units[u].id: problem.storeys[t].id for u, t in plan.service.items()}
    return score(problem.scenario, placements_of(problem, plan), served).total


@pytest.mark.parametrize("seed", range(2))
def test_what_a_part_gains_the_whole_gains(seed):
    """Values by the search of a part differ as those of the whole plan do, traffic with the rest too."""
    scenario = park(100, seed + 1)
    # traffic of demands that split goes to the nearest of several parts, which a part counts together
    demands = tuple(replace(row, splittable=False) for row in scenario.demands)
    problem = build(replace(scenario, demands=demands), capacities(scenario), ())
    plan, _ = run(prepare(problem, (), {}), first_plan(problem, {}), seed=1, moves=30_000, stop=never)
    whole = trimmed(problem, plan)
    part = part_of(Board.of(problem), (), whole, list(range(10, 25)))
    assert 20 < part.free < len(problem.units)
    before = run(prepare(part.problem, (), {}), part.start, seed=1, moves=0, hot=1.0, stop=lambda: True)
    after = run(prepare(part.problem, (), {}), part.start, seed=1, moves=60_000, hot=2000.0, stop=never)
    start, end = joined(whole, part, before[0]), joined(whole, part, after[0])
    assert after[1] > before[1]
    assert worth(problem, end) - worth(problem, start) == pytest.approx(after[1] - before[1], abs=50)


def test_what_lies_outside_of_a_part_stays():
    problem = build(park(100, 1), capacities(park(100, 1)), ())
    plan, _ = run(prepare(problem, (), {}), first_plan(problem, {}), seed=1, moves=20_000, stop=never)
    whole = trimmed(problem, plan)
    part = part_of(Board.of(problem), (), whole, [3, 4, 5])
    found, _ = run(prepare(part.problem, (), {}), part.start, seed=2, moves=20_000, stop=never)
    after = joined(whole, part, found)
    free = set(part.owners[: part.free])
    assert {k: a for k, a in after.areas.items() if k[0] not in free} == {
        k: a for k, a in whole.areas.items() if k[0] not in free
    }
    assert all(s in (3, 4, 5) for u, s in after.areas if u in free)


def test_a_part_may_use_its_share_of_what_clauses_spare():
    problem = build(park(100, 1), capacities(park(100, 1)), ())
    rows = clauses(problem, 1.0)
    plan = first_plan(problem, {})
    halves = [part_of(Board.of(problem), rows, plan, [2, 3], share=share) for share in (1.0, 0.5)]
    for whole, half in zip(*(part.rows for part in halves), strict=True):
        area = np.zeros(len(halves[0].owners))
        for (u, _), m2 in halves[0].start.areas.items():
            area[u] += m2
        count = (area > 0).astype(float)
        spare = whole.area @ area + whole.count @ count + whole.constant
        given = half.area @ area + half.count @ count + half.constant
        assert given == pytest.approx(spare / 2 if spare > 0 else spare, abs=1e-6)


# ---------------------------------------------------------------- the search


@pytest.fixture
def as_large(monkeypatch):
    """Parks of any size are searched as large ones, with few moves."""
    monkeypatch.setattr(attempt, "FINE_COLUMNS", 0)
    monkeypatch.setattr(attempt, "LARGE_ROUNDS", 1)
    monkeypatch.setattr(districts, "UNITS", 40)
    monkeypatch.setattr(districts, "QUICK_MOVES", 100)
    monkeypatch.setattr(districts, "DISTRICT_MOVES", 1_000)
    monkeypatch.setattr(districts, "ROUND_MOVES", 500)


def test_a_park_in_districts_keeps_the_clauses_whatever_the_number_of_threads(as_large, monkeypatch):
    scenario = park(100, 1)
    rooms = capacities(scenario)
    answers = []
    for threads in (1, 3):
        monkeypatch.setattr(attempt, "THREADS", threads)
        answers.append(allocate(scenario, capacity=rooms, seed=1, effort=1))
    one, other = answers
    assert one == other
    assert one.status == "feasible"
    assert one.objective <= one.bound < 1.15 * one.objective
    assert not broken_clauses(scenario, one.placements, rooms)
    used: dict[str, float] = {}
    for row in one.placements:
        used[row.storey] = used.get(row.storey, 0) + row.area
    assert all(area <= rooms[id] for id, area in used.items())


def test_a_company_without_its_stock_room_joins_again_with_it(as_large):
    """In a park of ten thousand one put down by simple rules where no stock room fitted had stood fast."""
    scenario = park(100, 1)
    problem = build(scenario, capacities(scenario), ())
    search = districts.Districts.of(problem, clauses(problem, 1.0), 1, never, 1)
    search.spread()
    search.begin({}, quick=True)
    placed = search.plan.by_unit()
    host, stock = next((u, k) for u, k in sorted(search.board.stock.items()) if u in placed)
    areas = {key: area for key, area in search.plan.areas.items() if key[0] != stock}
    search.plan = Plan(areas, search.plan.service)
    search.round({}, 0, 1)
    search.round({}, 0, 1)
    placed = search.plan.by_unit()
    assert {u in placed for u in (host, stock)} == {True}
    assert all((u in placed) == (k in placed) for u, k in search.board.stock.items())


@pytest.mark.parametrize("fault", ["", "small", "two"])
def test_a_warehouse_that_is_not_right_serves_nobody_from_elsewhere(fault):
    """What serves others is not searched anew in a district: faults of such a warehouse would stay."""
    firms = [tenant("T1", 100, storage=60.0)]
    zones = [demand(f"S{k}", "storage_base", 300, 320, 700, kind="warehouse", value=150) for k in (1, 2)]
    scenario = small_park([storey("A", 1, dock=True), storey("B", 1, x=90, dock=True)], firms, zones)
    problem = build(scenario, room(scenario, 900), ())
    at = {unit.id: u for u, unit in enumerate(problem.units)}
    areas = {(at["T1"], 0): 100.0, (at["S1"], 0): 320.0, (at["S2"], 1): 320.0}
    if fault == "small":
        areas[at["S1"], 0] = 299.0
    if fault == "two":
        areas = {(at["T1"], 0): 100.0, (at["S1"], 0): 320.0, (at["S2"], 0): 320.0}
    search = districts.Districts.of(problem, (), 1, never, 1)
    served = search._served(Plan(areas, {at["T1"]: 0})).service
    assert served == {"": {at["T1"]: 0}, "small": {at["T1"]: 1}, "two": {}}[fault]


def test_a_later_round_in_districts_moves_only_what_is_open(as_large):
    scenario = park(100, 1)
    rooms = capacities(scenario)
    first = allocate(scenario, capacity=rooms, seed=1, effort=1)
    open_storeys = {"A/1F", "A/2F"}
    stay = {row.subject: row.storey for row in first.placements if row.storey not in open_storeys}
    several = {row.subject for row in first.placements}
    split = {who for who in several if sum(row.subject == who for row in first.placements) > 1}
    stay = {who: at for who, at in stay.items() if who not in split}
    again = allocate(scenario, capacity=rooms, seed=2, effort=1, stay=stay, start=first)
    assert again.status == "feasible"
    at = {row.subject: row.storey for row in again.placements}
    assert all(at.get(who, storey) == storey for who, storey in stay.items())


def test_what_cannot_be_is_still_explained(as_large):
    firms = [tenant("T1", 300, resident=True), tenant("T2", 300, resident=True)]
    scenario = small_park([storey("A", 1)], firms)
    answer = allocate(scenario, capacity=room(scenario, 420), seed=1, effort=1)
    assert answer.status == "infeasible"
    assert answer.conflict


def test_stopped_at_once_there_is_a_plan_or_none_but_no_fault(as_large):
    scenario = park(100, 1)
    answer = allocate(scenario, capacity=capacities(scenario), seed=1, effort=1, stop=lambda: True)
    assert answer.status in ("feasible", "unknown")
    assert Plan({}, {}).by_unit() == {}
