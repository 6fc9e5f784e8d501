"""The next allocation in a direction: by the exact program where it is small, else by a steered search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.alternatives.gallery import Candidate, Refusal, Why
from planner.directions import DIRECTIONS, Direction, applies, measure
from planner.model import Allocation, Scenario
from solvers.allocate.attempt import EXACT_COLUMNS
from solvers.allocate.engine import Engine
from solvers.allocate.plan import plan_of
from solvers.alternatives.directed import Answer, Directed, Floor, areas_of, decided, places_of, posed
from solvers.alternatives.express import Expression, Places
from solvers.alternatives.steer import steered
from solvers.orchestrate.feedback import Cuts

__all__ = ["Proposal", "Proposer"]

MARGINS = (1.0, 0.25, 0.0)
"""Parts of the safety margins of the clauses, tried in turn, as in the allocation itself."""
AFTER_NODES = 300
"""Branch-and-bound nodes for the best value among plans that are equal in their direction."""
BETTER = 1e-3
"""A plan must have so much more of its direction than that of the best value, as a share."""
PROVEN = 1e-4
SPARE = 0.8
"""Of the loss that is allowed, what the allocation may use: rooms come out a little smaller than decided."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An allocation to lay out, with what is known about it."""

    candidate: Candidate
    allocation: Allocation


class Proposer:
    """Knows the best plan and those that stand, and proposes the next."""

    def __init__(
        self,
        scenario: Scenario,
        cuts: Cuts,
        best: Allocation,
        base: Mapping[str, Mapping[str, float]],
        within: float,
        engine: Engine,
    ) -> None:
        self.scenario = scenario
        self.cuts = cuts
        self.best = best
        self.base = base
        self.within = within
        self.engine = engine
        self.earlier: list[Allocation] = [best]
        self.margin = 0
        self._made: Directed | None = None
        self.problem, self.rows = posed(scenario, cuts)
        self.small = self._columns() <= EXACT_COLUMNS

    def learn(self, answer: Allocation) -> None:
        """A layout that stands was made from this allocation."""
        self.earlier.append(answer)

    def forget(self, answer: Allocation) -> None:
        """That layout does not stand after all."""
        self.earlier = [row for row in self.earlier if row is not answer]

    def propose(self, row: Direction, *, within: float, apart: float, seed: int) -> Proposal | Refusal:
        """A plan of a direction, worth at most ``within`` less than the best, a share ``apart`` of others."""
        if row.id != "other" and not applies(row.id, self.scenario, moves=bool(self.base)):
            return Refusal(row, "no_better")
        floor = (1 - SPARE * within) * self.best.objective if within else self.best.objective
        return self._exact(row, floor, apart, seed) if self.small else self._search(row, floor, apart, seed)

    # ---------------------------------------------------------------- exact

    def _columns(self) -> int:
        return len(Directed(self.problem, self.rows, (), self.engine).code.program.value)

    def _directed(self) -> Directed:
        if self._made is None:
            self.problem, self.rows = posed(self.scenario, self.cuts, MARGINS[self.margin])
            ids = [row.id for row in DIRECTIONS if applies(row.id, self.scenario, moves=bool(self.base))]
            base = places_of(self.problem, self.base)
            self._made = Directed(self.problem, self.rows, ids, self.engine, base)
        return self._made

    def _exact(self, row: Direction, floor: float, apart: float, seed: int) -> Proposal | Refusal:
        answer = self._ask(row, floor, apart, seed)
        while answer.impossible and self.margin + 1 < len(MARGINS) and len(self.earlier) == 1:
            self.margin, self._made = self.margin + 1, None
            answer = self._ask(row, floor, apart, seed)
        if answer.plan is None:
            return Refusal(row, "impossible" if answer.impossible else "undecided")
        made = self._directed()
        allocation = made.allocation(answer.plan, self.best.bound)
        if row.id == "other":
            return Proposal(Candidate(row, allocation.objective), allocation)
        sign = 1.0 if row.better == "more" else -1.0
        has, best_has = self._measured(row, allocation), self._measured(row, self.best)
        candidate = Candidate(
            row,
            allocation.objective,
            has,
            sign * answer.bound,
            answer.bound - answer.values[row.id] <= PROVEN * max(1.0, abs(answer.bound)),
            best_has,
        )
        better = self._if_better(candidate, allocation)
        if isinstance(better, Refusal) and self._more(row, sign * answer.bound, best_has) > BETTER:
            return Refusal(row, "undecided")
        return better

    def _ask(self, row: Direction, floor: float, apart: float, seed: int) -> Answer:
        made = self._directed()
        if row.id == "other":
            made.expressions["other"] = self._away(made)
        keep = plan_of(self.problem, self.best) if row.kept else None
        return made.best(
            (row.id, "value"),
            [Floor("value", floor)],
            keep=keep,
            apart=[(places, 1 - apart) for places in self._places()] if apart else (),
            seed=seed,
            after=AFTER_NODES,
        )

    def _away(self, made: Directed) -> Expression:
        terms = [
            (column, -factor * area / max(1.0, sum(places.values())))
            for places in self._places()
            for (u, s), area in places.items()
            for column, factor in made.code.presence[u].get(s, ())
        ]
        return Expression(tuple(terms))

    # ---------------------------------------------------------------- search

    def _search(self, row: Direction, floor: float, apart: float, seed: int) -> Proposal | Refusal:
        best = plan_of(self.problem, self.best)
        why: Refusal = Refusal(row, "undecided")
        far = self._places() * (2 if apart else 1)
        plans = steered(
            self.problem,
            self.rows,
            self.cuts,
            row.id,
            best,
            keep=row.kept,
            base=places_of(self.problem, self.base),
            far=far,
            seed=seed,
            stop=self.engine.stopped,
        )
        for found in plans:
            if found.answer.objective < floor:
                continue
            if row.id == "other":
                return Proposal(Candidate(row, found.answer.objective), found.answer)
            has, best_has = self._measured(row, found.answer), self._measured(row, self.best)
            made = self._if_better(
                Candidate(row, found.answer.objective, has, best_has=best_has), found.answer
            )
            if isinstance(made, Proposal):
                return made
            why = made
        return why

    # ---------------------------------------------------------------- both

    def _places(self) -> list[Places]:
        return [places_of(self.problem, areas_of(answer)) for answer in self.earlier]

    def _measured(self, row: Direction, answer: Allocation) -> float:
        return measure(row.id, decided(self.problem, answer, self.base))

    def _if_better(self, candidate: Candidate, allocation: Allocation) -> Proposal | Refusal:
        has, best_has = candidate.measure or 0.0, candidate.best_has or 0.0
        if self._more(candidate.direction, has, best_has) <= BETTER:
            why: Why = "no_better" if self.small else "undecided"
            return Refusal(candidate.direction, why, {"best_value_has": best_has})
        return Proposal(candidate, allocation)

    def _more(self, row: Direction, has: float, best_has: float) -> float:
        """How much more of a direction that is than the plan of the best value has, as a share of it."""
        more = has - best_has if row.better == "more" else best_has - has
        return more / max(1.0, abs(best_has))
