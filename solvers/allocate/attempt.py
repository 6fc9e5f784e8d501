"""One try at a problem: search and bound side by side, then whatever closes the gap."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

from planner.model import Allocation
from planner.score import STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.answer import OPTIMAL_GAP, allocation
from solvers.allocate.clauses import Clause, constant_fines
from solvers.allocate.complete import complete
from solvers.allocate.conflict import conflict, plain
from solvers.allocate.districts import Districts
from solvers.allocate.encode import MONEY, Encoding
from solvers.allocate.engine import Engine, Outcome, Request, Stopped
from solvers.allocate.models import coarse_relaxed, exact, relaxed, size
from solvers.allocate.plan import Plan, read_plan, trimmed
from solvers.allocate.prices import NOWHERE, priced
from solvers.allocate.problem import Problem
from solvers.allocate.search import HOT, prepare, run
from solvers.allocate.start import first_plan
from solvers.allocate.staying import saved
from solvers.types import Progress

MOVES = 2_500_000
"""Moves of one search in a park of ``USUAL_ITEMS`` units, whatever the effort: five times the moves bring
0.1 %, other starts bring more (``solvers.solve``)."""

USUAL_ITEMS = 100
"""Other parks get moves in proportion, within ``SHARE``."""

SHARE = (0.1, 5.0)

LATER_SHARE = 4.0
"""Moves in a later round where most units stay, which makes a move several times cheaper; in parks
of fewer than ``USUAL_ITEMS`` units in proportion."""

SMALL_ITEMS = 40
"""With no more units than this the moves are spent on several starts."""

APART = 7919
"""Between the seeds of searches that run at once, so that those of another seed are others."""
STARTS, PAIR = 4, 2
ON = 104_395_301
"""Between the seeds of searches that go on from the best plan."""

WARM = 2500.0
"""Temperature, CNY, from which a found plan is searched on."""

STAY_CNY = 3000.0
"""What the search pays, but the objective does not, for leaving a part where an earlier plan had it."""

FINE_COLUMNS = 80_000
"""Parks with a larger relaxation are searched district by district and bounded by prices; where that finds
nothing, the coarse relaxation tells why."""

LARGE_ROUNDS = 3
"""Rounds of neighbourhoods there for each unit of effort; each covers the park once."""

THREADS = min(8, os.cpu_count() or 1)
"""Districts annealed at a time; their number changes no plan."""

EXACT_COLUMNS = 4_000
"""Programs up to this size are solved to the optimum."""

EXACT_WORK, PIECE_NODES = 20_000_000, 1_500
"""For each unit of effort there: branch-and-bound nodes times columns where its plans are plans (a node of a
small program takes less, and there the gap can be closed); nodes where storeys have pieces, which it does not
know, so that it seldom closes the gap."""

SPLIT_NODES = 60
"""Branch-and-bound nodes for each unit of effort beyond the first, by which the relaxation is sharpened:
zones that may split are whole in it."""

SPLIT_COLUMNS = 25_000
"""In larger programs a node takes long: there it is the root with its cuts, from ``CUTS_FROM`` on, and one
node for each further unit."""

CUTS_FROM = 4

RESCUE_NODES = 2_000
"""Branch-and-bound nodes for any plan at all, where the search finds none."""


class Attempt:
    """Keeps the best plan and bound of a problem under one set of clauses.

    ``last``: no weaker set will be tried, so that a conflict is worth naming. ``start``: a plan of
    an earlier round, to be changed as little as its new limits ask. ``anew``: where nothing comes of
    it, the search begins from nothing. ``proof``: whether to ask for a better bound than the relaxation's.
    ``part``: of the usual moves, where next to nothing is open.
    """

    def __init__(
        self,
        problem: Problem,
        rows: tuple[Clause, ...],
        engine: Engine,
        stop: Callable[[], bool],
        on_progress: Callable[[Progress], None],
        *,
        last: bool,
        start: Plan | None = None,
        anew: bool = True,
        proof: bool = True,
        part: float = 1.0,
    ) -> None:
        self.part = part
        self.last = last
        self.start = start
        self.anew = anew
        self.proof = proof
        self.problem = problem
        self.rows = rows
        self.engine = engine
        self.stop = stop
        self.on_progress = on_progress
        self.best: Allocation | None = None
        self.plan: Plan | None = None
        self.bound = most_possible(problem)
        self.work = {"moves": 0, "nodes": 0, "iterations": 0}

    def solve(self, seed: int, effort: int) -> Allocation:
        """Search while the relaxation is solved; then prices, rescue or proof as the problem needs."""
        try:
            self._solve(seed, max(1, effort))
        except Stopped:
            pass
        except Infeasible as proof:
            return nothing("infeasible", proof.conflict)
        if self.best is None or self.plan is None:
            return nothing("unknown", bound=self.bound)
        return allocation(self.problem, self.plan, self.bound, self.work)

    def _solve(self, seed: int, effort: int) -> None:
        fine = size(self.problem, FINE_COLUMNS) <= FINE_COLUMNS
        if not fine and self.problem.units:
            self._solve_large(seed, effort)
            if self.plan is not None:
                return
        code = relaxed(self.problem, self.rows) if fine else coarse_relaxed(self.problem, self.rows)
        self.engine.ask(code.program, Request(relax=True))
        self._search_first({}, seed)
        outcome = self.engine.wait()
        self._count(outcome)
        if outcome.infeasible:
            raise Infeasible(self._conflict(whole=False))
        self._bounded(outcome.bound / MONEY, "relaxation")
        prices = self._prices(code.program.tags, outcome)
        proof = None if self.start or not self.proof else self._ask_for_proof(seed, effort, fine)
        if prices or self.plan is None:
            self._search_first(prices, seed + STARTS)
        self._search_on(prices, seed, 0 if self.start else effort - 1)
        if proof is not None:
            self._take_proof(proof)
        if self.plan is None and fine and self.anew:
            self._rescue(seed, prices)

    def _solve_large(self, seed: int, effort: int) -> None:
        """District by district, against a bound by prices (``districts``, ``prices``)."""
        if self.start is not None:
            if self.problem.staying:
                self._offer(self.start, "start")
            search = Districts.of(kept(self.problem, self.start), self.rows, seed, self.stop, THREADS)
            search.resume(self.start, {})
            self._take(search)
            return
        search = Districts.of(self.problem, self.rows, seed, self.stop, THREADS)
        with ThreadPoolExecutor(1) as beside:
            bounding = beside.submit(priced, self.problem, self.rows, self.stop)
            search.spread()
            found = bounding.result()
        self.work["steps"] = found.steps
        if found.steps and found.bound > NOWHERE / 2:  # else something that must be placed has no place
            self._bounded(found.bound, "relaxation")
        search.begin(found.prices, quick=True)
        self._take(search)
        search.begin(found.prices)
        self._take(search)
        rounds = LARGE_ROUNDS * effort
        for k in range(rounds):
            if self.stop():
                break
            search.round(found.prices, k, rounds)
            self._take(search)

    def _take(self, search: Districts) -> None:
        self.work["moves"] += search.moves
        search.moves = 0
        self._offer(trimmed(self.problem, search.plan), "districts")

    def _moves(self) -> int:
        """Moves of one search: more where more units have a choice, as far as time allows."""
        free = sum(len(unit.storeys) > 1 for unit in self.problem.units)
        share = free / USUAL_ITEMS
        units = len(self.problem.units)
        if self.start is not None and 2 * free < units:
            share = max(share, LATER_SHARE * min(1.0, units / USUAL_ITEMS))
        return round(self.part * MOVES * min(SHARE[1], max(SHARE[0], share)))

    def _search_first(self, prices: dict[str, float], seed: int) -> None:
        """From the plan of an earlier round where there is one and something comes of it."""
        if self.start is not None:
            if self.problem.staying and self.plan is None:
                self._offer(self.start, "start")  # an earlier result, which may be as good as it gets
            moves = self._moves() // 2
            near = kept(self.problem, self.start)
            self._search(self.start, prices, seed, moves, WARM, "search on", problem=near)
        if self.plan is None and (self.start is None or self.anew):
            self._search_anew(prices, seed)

    def _search_anew(self, prices: dict[str, float], seed: int) -> None:
        """From a first plan made by simple rules."""
        start = first_plan(self.problem, {})
        if not self.problem.units:  # nothing asked for, or all of it off site
            self._offer(start, "search")
            return
        small = len(self.problem.units) <= SMALL_ITEMS
        starts, moves = (STARTS, self._moves() // STARTS) if small else (PAIR, self._moves())
        self._search(start, prices, seed, moves, HOT, "search", starts=starts)

    def _search_on(self, prices: dict[str, float], seed: int, times: int) -> None:
        """From the best plan, again and again, while a proof is under way."""
        for k in range(times):
            if self.plan is None or self._closed() or self.stop():
                return
            self._search(self.plan, prices, seed + ON * (k + 1), self._moves(), HOT / 2, "search on")

    def _search(
        self,
        start: Plan,
        prices: dict[str, float],
        seed: int,
        moves: int,
        hot: float,
        stage: str,
        *,
        starts: int = PAIR,
        problem: Problem | None = None,
    ) -> None:
        """Search from a plan with several seeds, two at once; ``problem``: with other values than its own.

        The compiled search lets go of the interpreter's lock, so that threads run on cores of their own.
        """
        prepared = prepare(problem or self.problem, self.rows, prices)

        def searched(k: int) -> Plan:
            return run(prepared, start, seed=seed + APART * k, moves=moves, hot=hot, stop=self.stop)[0]

        with ThreadPoolExecutor(PAIR) as threads:
            found = list(threads.map(searched, range(starts)))
        self.work["moves"] += starts * moves
        for plan in found:
            self._offer(trimmed(self.problem, plan), stage)

    def _offer(self, plan: Plan, stage: str) -> None:
        """Take a plan's places with the best areas, if they are better than what there is."""
        completed = complete(self.problem, self.rows, plan)
        if completed is None:
            return
        answer = allocation(self.problem, completed, self.bound, self.work)
        worth = answer.objective + saved(self.problem, completed)
        if (
            self.best is None
            or self.plan is None
            or worth > self.best.objective + saved(self.problem, self.plan)
        ):
            self.best, self.plan = answer, completed
        self._tell(stage)

    def _bounded(self, bound: float, stage: str) -> None:
        self.bound = min(self.bound, bound)
        self._tell(stage)

    def _tell(self, stage: str) -> None:
        value = None if self.best is None else self.best.objective
        gap = float("inf") if value is None else max(0.0, self.bound - value) / max(1.0, abs(value))
        self.on_progress(Progress(stage, value, self.bound, gap))

    def _count(self, outcome: Outcome) -> None:
        self.work["nodes"] += outcome.nodes
        self.work["iterations"] += outcome.iterations

    def _prices(self, tags: list[str], outcome: Outcome) -> dict[str, float]:
        """What a square metre more of each clause's slack is worth, CNY a year, by the relaxation's duals."""
        if outcome.duals is None:
            return {}
        ids = {row.id for row in self.rows}
        return {
            tag: max(0.0, -float(dual)) / MONEY
            for tag, dual in zip(tags, outcome.duals, strict=True)
            if tag in ids and dual < -1e-9
        }

    def _rescue(self, seed: int, prices: dict[str, float]) -> None:
        """Any plan at all, by branch and bound on places and clauses alone; or a proof that none is."""
        code = plain(self.problem, self.rows, whole=True)
        outcome = self.engine.solve(code.program, Request(nodes=RESCUE_NODES, gap=0.05))
        self._count(outcome)
        if outcome.infeasible:
            raise Infeasible(self._conflict(whole=True))
        if outcome.values is not None:
            self._offer(read_plan(code, outcome.values), "rescue")
        if self.plan is not None:
            self._search(self.plan, prices, seed, self._moves(), HOT / 2, "search on")

    def _ask_for_proof(self, seed: int, effort: int, fine: bool) -> Encoding | None:
        """Start on a program that closes the gap: the exact one, or one with whole split units and cuts."""
        if self._closed() or not fine:
            return None
        code = exact(self.problem, self.rows)
        pieces = len(self.problem.frames.areas) > 0
        columns = len(code.program.value)
        nodes = (PIECE_NODES if pieces else EXACT_WORK // max(1, columns)) * effort
        proof = self.best is not None
        if columns > EXACT_COLUMNS:
            split = frozenset(u for u, unit in enumerate(self.problem.units) if unit.split)
            code = relaxed(self.problem, self.rows, split)
            small = len(code.program.value) <= SPLIT_COLUMNS
            nodes = SPLIT_NODES * (effort - 1) if small else effort - CUTS_FROM + 1
            proof = False  # no plan of this program is known
            if nodes < 1:
                return None
        request = Request(nodes=nodes, seed=seed, gap=0.9 * OPTIMAL_GAP, proof=proof)
        self.engine.ask(code.program, request)
        return code

    def _take_proof(self, code: Encoding) -> None:
        outcome = self.engine.wait()
        self._count(outcome)
        if outcome.infeasible:
            raise Infeasible(self._conflict(whole=True))
        self._bounded(outcome.bound / MONEY, "proof")
        if outcome.values is not None and len(code.integral) == len(self.problem.units):
            self._offer(read_plan(code, outcome.values), "proof")

    def _closed(self) -> bool:
        if self.best is None:
            return False
        value = self.best.objective
        return self.bound - value <= OPTIMAL_GAP * abs(value)

    def _conflict(self, *, whole: bool) -> tuple[str, ...]:
        if not self.last:
            return ()
        try:
            return conflict(self.engine, self.problem, self.rows, whole=whole)
        except Stopped:
            return ("the search for the conflict was stopped",)


def kept(problem: Problem, plan: Plan) -> Problem:
    """The problem with a bonus for staying where a plan has put things; for the search alone."""
    fixed = problem.fixed.copy()
    for u, s in plan.areas:
        fixed[u, s] += STAY_CNY
    return replace(problem, fixed=fixed)


class Infeasible(Exception):
    """Proven: nothing fits. Carries what contradicts each other."""

    def __init__(self, conflict: tuple[str, ...]) -> None:
        super().__init__(", ".join(conflict))
        self.conflict = conflict


def nothing(
    status: Literal["infeasible", "unknown"], conflict: tuple[str, ...] = (), bound: float = 0.0
) -> Allocation:
    """An answer without a plan."""
    return Allocation(status, (), (), {}, 0.0, bound, {}, conflict)


def most_possible(problem: Problem) -> float:
    """What all units at their most and every wish met would pay: a bound that needs no solver."""
    total = constant_fines(problem)
    for unit, fixed in zip(problem.units, problem.fixed, strict=True):
        total += unit.rate * unit.wish + unit.over_rate * max(0.0, unit.most - unit.wish)
        total += STORAGE_RENT_CNY_M2_YEAR * unit.storage
        total += max(0.0, float(fixed.max(initial=0.0)))
    total += sum(item.value for item in problem.near) + sum(item.value for item in problem.aspects)
    return total
