"""Layouts of a park that differ in kind: the best one, then one for each direction, then others yet.

Each is decided by the allocation (``propose``), laid out by the same rounds as a solve, and shown to whoever
keeps them, who may refuse it; a direction is then tried again further away, or with less of a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from planner.alternatives.gallery import OTHER, Candidate, Refusal
from planner.directions import VALUE, Direction
from planner.errors import Interrupted
from planner.model import Allocation, Placement, Scenario, Solution, StoreyLayout
from planner.progress import Event
from solvers.allocate.engine import Engine, Stopped
from solvers.alternatives.propose import Proposal, Proposer
from solvers.orchestrate.budget import Budget, StageClock
from solvers.orchestrate.feedback import Cuts
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.pool import StoreyRunner, storey_pool
from solvers.solve import Infeasible, Options, Pool, Search, nothing_found

__all__ = ["Finish", "Wanted", "alternatives"]

TRIES = 3
"""Plans that are laid out for one direction at most."""
OTHERS = 3
"""Refused ones among the plans that are merely different, after which no further is sought."""
SEEDS = 15_485_863
"""Between the seeds of layouts."""
END_SHARE = 0.88
"""Share of the wall cap after which no further layout is begun: the rest is for the page."""

AS_DECIDED = ("block", "storeys", "spare", "moved")
"""Directions in which wishes do not grow afterwards into what is left vacant."""

Finish = Callable[[Candidate, Solution], Refusal | None]
"""Writes, checks and judges a layout; says why it was not kept, or ``None``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``base``: subject -> storey -> m2 of the plan to move as little as possible from.

    ``stands``: storeys of it that may stay as they are.
    """

    count: int
    within: float
    apart: float
    directions: tuple[Direction, ...]
    base: Mapping[str, Mapping[str, float]]
    stands: tuple[StoreyLayout, ...] = ()


@dataclass(slots=True)
class _Course:
    """What one run is made of."""

    scenario: Scenario
    options: Options
    wanted: Wanted
    finish: Finish
    on_event: Callable[[Event], None]
    budget: Budget
    runner: StoreyRunner
    kept: int = 0
    begun: int = 0

    @property
    def over(self) -> bool:
        """Whether nothing further may be begun."""
        return self.budget.stop_after(END_SHARE)()

    def search(self) -> Search:
        """A search for the next layout, with its part of the time that is left."""
        seed = (self.options.seed + SEEDS * self.begun) % 2**31
        self.begun += 1
        part = None
        if self.budget.seconds is not None:
            left = END_SHARE * self.budget.seconds - self.budget.spent
            part = max(1.0, left / max(1, self.wanted.count - self.kept))
        budget = Budget(part, self.budget.clock, _interrupted=self.budget._interrupted)
        options = replace(self.options, seed=seed, seconds=part)
        return Search(self.scenario, options, self.on_event, budget, StageClock(), self.runner)


def alternatives(
    scenario: Scenario,
    options: Options,
    wanted: Wanted,
    finish: Finish,
    refused: Callable[[Refusal], None],
    on_event: Callable[[Event], None] = lambda _: None,
    *,
    budget: Budget | None = None,
    pool: Pool = storey_pool,
) -> Infeasible | None:
    """Find layouts until there are enough, directions are used up, or the budget is.

    ``finish`` is given each layout; ``refused`` hears of directions that brought none.
    Raises ``NothingFound`` where not even a first layout is found.
    """
    budget = budget or Budget(options.seconds)
    with pool(scenario, options.jobs) as runner:
        course = _Course(scenario, options, wanted, finish, on_event, budget, runner)
        search = course.search()
        cuts = search.measured()
        plan = search.best_plan(cuts)
        if isinstance(plan, Infeasible):
            return plan
        if len(plan.failed) == len(plan.arranged):
            raise nothing_found(budget)
        first = search.finished(plan)
        finish(Candidate(VALUE, plan.allocation.objective), first)
        course.kept = 1
        if budget.interrupted:
            return None
        with Engine(lambda: course.over) as engine:
            proposer = Proposer(scenario, cuts, plan.allocation, wanted.base, wanted.within, engine)
            try:
                _directions(course, cuts, proposer, refused)
                _others(course, cuts, proposer, refused)
            except (Stopped, Interrupted):
                pass
    return None


def _directions(course: _Course, cuts: Cuts, proposer: Proposer, refused: Callable[[Refusal], None]) -> None:
    for row in course.wanted.directions:
        if row.id == "value":
            continue
        if course.kept >= course.wanted.count or course.over:
            return
        why = _one(course, cuts, proposer, row)
        if why is not None:
            refused(why)


def _others(course: _Course, cuts: Cuts, proposer: Proposer, refused: Callable[[Refusal], None]) -> None:
    """Plans with as little in common with those before as the value permits."""
    failed = 0
    while course.kept < course.wanted.count and failed < OTHERS and not course.over:
        why = _one(course, cuts, proposer, OTHER)
        if why is not None:
            failed += 1
            refused(why)
            if why.why in ("impossible", "undecided"):
                return


def _one(course: _Course, cuts: Cuts, proposer: Proposer, row: Direction) -> Refusal | None:
    """Lay out plans of one direction until one is kept; the last reason why none was."""
    why: Refusal | None = Refusal(row, "undecided")
    within, apart = course.wanted.within, 0.0
    for _ in range(TRIES):
        course.on_event(Event("allocate", row.en))
        proposal = proposer.propose(row, within=within, apart=apart, seed=course.options.seed + course.begun)
        if isinstance(proposal, Refusal):
            if course.over and proposal.why == "undecided":
                return Refusal(row, "unfinished")
            return proposal if apart == 0.0 or why is None else why
        why = _laid_out(course, cuts, proposer, proposal)
        if why is None or course.over:
            return why
        if why.why == "near":
            apart = min(0.9, course.wanted.apart + 0.1 if apart == 0.0 else apart + 0.15)
        elif why.why == "worth":
            within /= 2.5
    return why


def _laid_out(course: _Course, cuts: Cuts, proposer: Proposer, proposal: Proposal) -> Refusal | None:
    row = proposal.candidate.direction
    search, allocation = course.search(), proposal.allocation
    if row.id == "moved":
        search.know(course.wanted.stands)
        allocation = standing(allocation, course.wanted.stands)
    plan = search.plan_from(allocation, cuts, grow=row.id not in AS_DECIDED)
    if _unfinished(plan, search.budget):
        return Refusal(row, "unfinished")
    why = course.finish(proposal.candidate, search.finished(plan))
    if why is None:
        course.kept += 1
        proposer.learn(plan.allocation)
    return why


def standing(allocation: Allocation, storeys: Iterable[StoreyLayout]) -> Allocation:
    """The allocation with the areas of these storeys, where it puts the same subjects on them."""
    areas: dict[str, dict[str, int]] = {}
    for layout in storeys:
        own = areas.setdefault(layout.storey, {})
        for space in layout.spaces:
            if space.subject is not None:
                own[space.subject] = own.get(space.subject, 0) + space.area
    there: dict[str, set[str]] = {}
    for row in allocation.placements:
        there.setdefault(row.storey, set()).add(row.subject)
    same = {id for id, own in areas.items() if there.get(id, set()) == set(own)}

    def as_before(row: Placement) -> Placement:
        if row.storey not in same:
            return row
        area = areas[row.storey][row.subject]
        least, most = min(row.least_area, area), max(row.most_area, area)
        return replace(row, area=area, least_area=least, most_area=most)

    return replace(allocation, placements=tuple(as_before(row) for row in allocation.placements))


def _unfinished(plan: Plan, budget: Budget) -> bool:
    """Whether storeys have no layout because the time was over, or somebody asked to stop."""
    return bool(plan.failed) or budget.interrupted
