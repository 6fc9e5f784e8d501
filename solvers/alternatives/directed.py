"""The allocation program asked for something else than its value: as much of it as a least value permits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planner.directions import Decided
from planner.model import M2, Allocation, Scenario
from solvers.allocate.answer import allocation
from solvers.allocate.clauses import Clause, clauses
from solvers.allocate.encode import MONEY, Encoding
from solvers.allocate.engine import Engine, Outcome, Request
from solvers.allocate.models import exact
from solvers.allocate.plan import Plan, read_plan
from solvers.allocate.problem import Problem, build
from solvers.allocate.program import INFINITY, Program
from solvers.alternatives.express import Expression, Places, express
from solvers.orchestrate.feedback import Cuts

__all__ = ["Answer", "Directed", "Floor", "areas_of", "decided", "places_of", "posed"]

NODES = 1_500
"""Branch-and-bound nodes of one question."""
GAP = 1e-6
SLACK = 1e-7
"""What is held while the next is sought may give way by that share, for the solver's rounding."""


@dataclass(frozen=True, slots=True)
class Floor:
    """An objective that must reach at least so much, as an expression to be maximised."""

    id: str
    least: float


@dataclass(frozen=True, slots=True)
class Answer:
    """``reason``: OPTIMAL, FEASIBLE, INFEASIBLE or what the solver said; ``bound`` of the first objective."""

    reason: str
    bound: float
    values: Mapping[str, float] = field(default_factory=dict)
    """Every expressed objective, to be maximised."""
    plan: Plan | None = None

    @property
    def found(self) -> bool:
        """Whether there is a plan."""
        return self.plan is not None

    @property
    def impossible(self) -> bool:
        """Whether it is proven that there is none."""
        return self.reason == "INFEASIBLE"


def posed(scenario: Scenario, cuts: Cuts, margin: float = 1.0) -> tuple[Problem, tuple[Clause, ...]]:
    """The problem under what was measured of the storeys, and the clauses with their margins."""
    problem = build(scenario, cuts.capacity, cuts.forbidden, cuts.shapes, people=cuts.people)
    return problem, clauses(problem, margin)


def places_of(problem: Problem, areas: Mapping[str, Mapping[str, float]]) -> Places:
    """Subjects of another plan (subject -> storey -> m2) as units and storeys of a problem."""
    unit = {row.id: u for u, row in enumerate(problem.units)}
    at = {row.id: s for s, row in enumerate(problem.storeys)}
    return {
        (unit[who], at[storey]): area
        for who, own in sorted(areas.items())
        for storey, area in sorted(own.items())
        if who in unit and storey in at
    }


class Directed:
    """One park's exact program with the expressions of some directions, to be asked for the best of each."""

    def __init__(
        self,
        problem: Problem,
        rows: tuple[Clause, ...],
        ids: Sequence[str],
        engine: Engine,
        base: Places | None = None,
        nodes: int = NODES,
    ) -> None:
        self.problem = problem
        self.rows = rows
        self.engine = engine
        self.nodes = nodes
        self.code: Encoding = exact(problem, rows)
        wanted = dict.fromkeys(("value", *ids))
        self.expressions: dict[str, Expression] = {id: express(self.code, id, base or {}) for id in wanted}

    def best(
        self,
        ids: Sequence[str],
        floors: Iterable[Floor] = (),
        *,
        keep: Plan | None = None,
        apart: Sequence[tuple[Places, float]] = (),
        seed: int = 0,
        after: int | None = None,
    ) -> Answer:
        """The most of ``ids[0]`` above all floors; of all such plans the most of ``ids[1]``, and so on.

        ``keep``: whoever is placed, or served by a warehouse, in that plan stays so. ``apart``: at most so
        much of the area (a share) of an earlier plan lies with the same subject on the same storey.
        ``after``: nodes for what comes after the first objective.
        """
        program = self.code.program.without_value()
        for floor in floors:
            self._hold(program, floor.id, floor.least)
        self._keep(program, keep)
        for places, share in apart:
            terms = [(c, f * a) for (u, s), a in places.items() for c, f in self.code.presence[u].get(s, ())]
            program.at_most(terms, share * sum(places.values()), "apart")
        reason, bound, values = "INFEASIBLE", -INFINITY, None
        for at, id in enumerate(ids):
            outcome = self._most(program, id, seed, self.nodes if at == 0 or after is None else after)
            if at == 0:
                reason, bound = outcome.reason, outcome.bound + self.expressions[id].constant
            if outcome.values is None:
                break
            values = outcome.values
            held = self.expressions[id].of(values)
            self._hold(program, id, held - SLACK * max(1.0, abs(held)))
        if values is None:
            return Answer(reason, bound)
        found = {id: row.of(values) for id, row in self.expressions.items()}
        return Answer(reason, max(bound, found[ids[0]]), found, read_plan(self.code, values))

    def allocation(self, plan: Plan, bound: float) -> Allocation:
        """The plan as the other stages use it."""
        return allocation(self.problem, plan, bound, {})

    def _most(self, program: Program, id: str, seed: int, nodes: int) -> Outcome:
        terms = _summed(self.expressions[id].terms)
        for column in range(len(program.value)):
            program.value[column] = terms.get(column, 0.0)
        return self.engine.solve(program, Request(nodes=nodes, gap=GAP, seed=seed))

    def _hold(self, program: Program, id: str, least: float) -> None:
        row = self.expressions[id]
        scale = MONEY if id == "value" else 1.0
        terms = [(column, scale * factor) for column, factor in row.terms]
        program.at_least(terms, scale * (least - row.constant), id)

    def _keep(self, program: Program, keep: Plan | None) -> None:
        if keep is None:
            return
        for u in sorted({u for u, _ in keep.areas}):
            program.at_least(self.code.placed[u], 1.0, "kept")
        for u in sorted(keep.service):
            served = [(column, 1.0) for (v, _), column in self.code.service.items() if v == u]
            program.at_least(served, 1.0, "kept")


def _summed(terms: Iterable[tuple[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for column, factor in terms:
        total[column] = total.get(column, 0.0) + factor
    return total


def decided(problem: Problem, answer: Allocation, base: Mapping[str, Mapping[str, float]]) -> Decided:
    """An allocation as ``planner.directions`` measures it."""
    rooms = zip(problem.storeys, problem.capacity.tolist(), strict=True)
    capacity = {storey.id: float(room) for storey, room in rooms}
    return Decided(problem.scenario, capacity, answer.placements, answer.warehouse_of, base)


def areas_of(answer: Allocation) -> dict[str, dict[str, float]]:
    """Subject -> storey -> m2 of an allocation."""
    found: dict[str, dict[str, float]] = {}
    for row in answer.placements:
        own = found.setdefault(row.subject, {})
        own[row.storey] = own.get(row.storey, 0.0) + row.area / M2
    return found
