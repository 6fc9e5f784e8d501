"""Layouts of one park, one after the other, each asked for other rows of letting than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from planner.model import Scenario, Solution
from solvers.orchestrate.budget import Budget, StageClock
from solvers.orchestrate.feedback import Cuts
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.pool import StoreyRunner, storey_pool
from solvers.orchestrate.shared import Shared
from solvers.solve import Infeasible, OnEvent, Options, Search, nothing_found

__all__ = ["Layouts", "layouts"]


class Layouts:
    """What storeys can take is measured once, and each plan begins from the one before."""

    def __init__(self, options: Options, on_event: OnEvent, budget: Budget, runner: StoreyRunner) -> None:
        self._options, self._on_event, self._budget, self._runner = options, on_event, budget, runner
        self._clock = StageClock()
        self._cuts: Cuts | None = None
        self._plan: Plan | None = None
        self._shared = Shared()

    def __call__(self, scenario: Scenario) -> Solution | Infeasible:
        """The plan of the scenario: of the same park each time. Raises ``NothingFound`` as ``solve`` does."""
        self._shared.storeys.clear()  # they serve areas near to theirs too, and the rows ask for exact ones
        search = Search(
            scenario, self._options, self._on_event, self._budget, self._clock, self._runner, self._shared
        )
        self._cuts = self._cuts or search.measured()
        before = self._plan
        plan = search.best_plan(self._cuts) if before is None else search.plan_after(before, self._cuts)
        if isinstance(plan, Infeasible):
            return plan
        if len(plan.failed) == len(plan.arranged):
            raise nothing_found(self._budget)
        self._plan = plan
        return search.finished(plan)


@contextmanager
def layouts(scenario: Scenario, options: Options, on_event: OnEvent, budget: Budget) -> Iterator[Layouts]:
    """Layouts of a park over one pool of workers."""
    with storey_pool(scenario, options.jobs) as runner:
        yield Layouts(options, on_event, budget, runner)
