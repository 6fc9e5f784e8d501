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
from solvers.alternatives.steer import OTHER_WAYS, STRENGTHS, WAYS, Way, steered
from solvers.orchestrate.feedback import Cuts

__all__ = ["Proposal", "Proposer", "kept_apart"]

MARGINS = (1.0, 0.25, 0.0)
"""Parts of the safety margins of the clauses, tried in turn, as in the allocation itself."""
AFTER_NODES = 300
"""Branch-and-bound nodes for the best value among plans that are equal in their direction."""
BETTER = 1e-3
"""A plan must have so much more of its direction than that of the best value, as a share."""
PROVEN = 1e-4
SURELY = 0.05
"""By so much more than asked a plan must be apart from others before it is laid out."""
ALIKE = 0.5
"""Part of its ground that a subject keeps where it stays on a storey on which somebody changes."""
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
        apart: float = 0.0,
    ) -> None:
        self.scenario = scenario
        self.cuts = cuts
        self.best = best
        self.base = base
        self.within = within
        self.engine = engine
        self.apart = apart
        self.earlier: list[tuple[str, Allocation]] = [("value", best)]
        self.margin = 0
        self._made: Directed | None = None
        self.problem, self.rows = posed(scenario, cuts)
        self.small = self._columns() <= EXACT_COLUMNS

    def learn(self, id: str, answer: Allocation) -> None:
        """A layout that stands was made from this allocation, in a direction."""
        self.earlier.append((id, answer))

    def forget(self, answer: Allocation) -> None:
        """That layout does not stand after all."""
        self.earlier = [row for row in self.earlier if row[1] is not answer]

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
        """The strongest prices first; of plans that are worth enough the nearest that is far enough."""
        why = Refusal(row, "undecided")
        ways = OTHER_WAYS if row.id == "other" or apart else WAYS
        for strength in STRENGTHS:
            for number, way in enumerate(ways):
                found = self._steered(row, strength, way, seed + number)
                if found is None or found.objective < floor:
                    break  # going farther does not make it worth more, weaker prices do
                made = self._with_more(row, found)
                if isinstance(made, Proposal):
                    made = self._far(made, max(apart, self.apart))
                if isinstance(made, Proposal):
                    return made
                why = made
                if why.why == "undecided" and number:
                    return why  # neither near nor far is there more of it
            else:
                return why
        return why

    def _with_more(self, row: Direction, found: Allocation) -> Proposal | Refusal:
        if row.id == "other":
            return Proposal(Candidate(row, found.objective), found)
        has, best_has = self._measured(row, found), self._measured(row, self.best)
        return self._if_better(Candidate(row, found.objective, has, best_has=best_has), found)

    def _steered(self, row: Direction, strength: float, way: Way, seed: int) -> Allocation | None:
        return steered(
            self.problem,
            self.rows,
            self.cuts,
            row.id,
            plan_of(self.problem, self.best),
            strength=strength,
            way=way,
            keep=row.kept,
            base=places_of(self.problem, self.base),
            others=self._places(),
            seed=seed,
            stop=self.engine.stopped,
        )

    def _far(self, made: Proposal, apart: float) -> Proposal | Refusal:
        """The proposal, unless storeys that stay as in another plan already bring it too near to that."""
        distance, name = min(
            (kept_apart(made.allocation, answer), f"{k + 1}-{id.replace('_', '-')}")
            for k, (id, answer) in enumerate(self.earlier)
        )
        if distance < apart + SURELY:
            return Refusal(made.candidate.direction, "near", {"to": name, "distance": distance})
        return made

    # ---------------------------------------------------------------- both

    def _places(self) -> list[Places]:
        return [places_of(self.problem, areas_of(answer)) for _, answer in self.earlier]

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


def kept_apart(one: Allocation, other: Allocation) -> float:
    """How far two plans will be about, as ``planner.compare.distance`` counts it.

    Storeys with the same subjects are laid out the same; on others those who stay on them keep a part.
    """
    first, second = _by_storey(one), _by_storey(other)
    common = 0.0
    for storey, areas in first.items():
        there = second.get(storey, {})
        part = 1.0 if areas.keys() == there.keys() else ALIKE
        common += part * sum(min(area, there[who]) for who, area in areas.items() if who in there)
    whole = sum(area for plan in (first, second) for areas in plan.values() for area in areas.values())
    return 1 - 2 * common / whole if whole else 0.0


def _by_storey(answer: Allocation) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in answer.placements:
        own = found.setdefault(row.storey, {})
        own[row.subject] = own.get(row.subject, 0) + row.area
    return found
