"""Layouts of a park that differ in kind: the best one, then one for each direction, then others yet.

Each is decided by the allocation (``propose``), laid out by the same rounds as a solve, and shown to whoever
keeps them, who may refuse it; a direction is then tried again further away, or with less of a loss.

A layout is checked and drawn while the next one is decided and laid out: what is proposed next never depends
on when that ends. A storey that holds what it held in an earlier layout is taken from there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

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
from solvers.orchestrate.shared import Shared
from solvers.solve import Infeasible, Options, Pool, Search, nothing_found

__all__ = ["Finish", "Wanted", "alternatives"]

TRIES = 3
"""Plans that are laid out for one direction at most."""
OTHERS = 3
"""Refused ones among the plans that are merely different, after which no further is sought."""
SEEDS = 15_485_863
"""Between the seeds of layouts."""
ROUNDS = 4
"""Allocations of one layout at most: the proposal and those after cuts."""
END_SHARE = 0.88
"""Share of the wall cap after which no further layout is begun: the rest is for the page."""

AS_DECIDED = ("block", "storeys", "spare", "moved")
"""Directions in which wishes do not grow afterwards into what is left vacant."""

Finish = Callable[[Candidate, Solution], Refusal | None]
"""Writes, checks and judges a layout; says why it was not kept, or ``None``. Called from another thread."""


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


@dataclass(frozen=True, slots=True)
class _Try:
    """A direction to be laid out: with what loss at most, how far from others at least, for which time."""

    row: Direction
    within: float
    apart: float = 0.0
    number: int = 1
    why: Refusal | None = None
    """Why the try before it was refused."""

    def again(self, why: Refusal, apart: float) -> _Try | None:
        """The next try after a refusal: further away, or with less of a loss; ``None`` after the last one."""
        if self.number >= TRIES or why.why in ("unfinished", "no_better", "impossible", "undecided"):
            return None
        next_ = replace(self, number=self.number + 1, why=why)
        if why.why == "near":
            return replace(next_, apart=min(0.9, apart + 0.1 if self.apart == 0.0 else self.apart + 0.15))
        return replace(next_, within=self.within / 2.5) if why.why == "worth" else next_


@dataclass(frozen=True, slots=True)
class _Shown:
    """A layout that is being checked and judged; its allocation counts as one that stands until then."""

    attempt: _Try
    allocation: Allocation
    verdict: Future[Refusal | None]


@dataclass(slots=True)
class _Course:
    """What one run is made of."""

    scenario: Scenario
    options: Options
    wanted: Wanted
    finish: Finish
    refused: Callable[[Refusal], None]
    on_event: Callable[[Event], None]
    budget: Budget
    runner: StoreyRunner
    aside: ThreadPoolExecutor
    shared: Shared = field(default_factory=Shared)
    kept: int = 0
    begun: int = 0
    shown: _Shown | None = None
    todo: deque[_Try] = field(default_factory=deque)
    others: int = 0
    """Merely different plans that were refused."""

    @property
    def standing(self) -> int:
        """Layouts that are kept, with the one that is being judged."""
        return self.kept + (self.shown is not None)

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
            part = max(1.0, left / max(1, self.wanted.count - self.standing))
        budget = Budget(part, self.budget.clock, _interrupted=self.budget._interrupted)
        options = replace(self.options, seed=seed, seconds=part)
        return Search(self.scenario, options, self.on_event, budget, StageClock(), self.runner, self.shared)

    def show(self, attempt: _Try, candidate: Candidate, allocation: Allocation, solution: Solution) -> None:
        """Have a layout checked and judged while others are made."""
        self.shown = _Shown(attempt, allocation, self.aside.submit(self.finish, candidate, solution))

    def judged(self, proposer: Proposer) -> None:
        """Take the verdict on the layout that was shown last, as soon as there is one."""
        shown, self.shown = self.shown, None
        if shown is None:
            return
        why = shown.verdict.result()
        if why is None:
            self.kept += 1
            return
        proposer.forget(shown.allocation)
        self.refuse(shown.attempt, why)

    def refuse(self, attempt: _Try, why: Refusal) -> None:
        """Try again where that may help; else the direction has brought nothing."""
        again = attempt.again(why, self.wanted.apart)
        if again is not None and not self.over:
            self.todo.appendleft(again)
            return
        self.others += attempt.row.id == OTHER.id
        no_plan = why.why in ("impossible", "undecided")
        self.refused(attempt.why if no_plan and attempt.why is not None else why)
        if attempt.row.id == OTHER.id and no_plan:
            self.others = OTHERS

    def next(self, proposer: Proposer) -> _Try | None:
        """What to lay out next; ``None``: there is enough, or nothing left to try."""
        while self.standing < self.wanted.count:
            if self.over:
                return None
            if self.todo:
                return self.todo.popleft()
            if self.others < OTHERS:
                return _Try(OTHER, self.wanted.within)
            if self.shown is None:
                return None
            self.judged(proposer)
        return None


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
    with pool(scenario, options.jobs) as runner, ThreadPoolExecutor(1) as aside:
        course = _Course(scenario, options, wanted, finish, refused, on_event, budget, runner, aside)
        search = course.search()
        cuts = search.measured()
        plan = search.best_plan(cuts)
        if isinstance(plan, Infeasible):
            return plan
        if len(plan.failed) == len(plan.arranged):
            raise nothing_found(budget)
        candidate = Candidate(VALUE, plan.allocation.objective)
        course.show(_Try(VALUE, wanted.within), candidate, plan.allocation, search.finished(plan))
        with Engine(lambda: course.over) as engine:
            best, base = plan.allocation, wanted.base
            proposer = Proposer(scenario, cuts, best, base, wanted.within, engine, wanted.apart)
            with suppress(Stopped, Interrupted):
                _go_on(course, cuts, proposer)
            course.judged(proposer)
    return None


def _go_on(course: _Course, cuts: Cuts, proposer: Proposer) -> None:
    """Directions in turn, then plans with as little in common with those before as the value permits."""
    course.todo += [_Try(row, course.wanted.within) for row in course.wanted.directions if row.id != "value"]
    while True:
        attempt = course.next(proposer)
        if attempt is None:
            if course.shown is None or course.over:
                return
            course.judged(proposer)
            continue
        course.on_event(Event("allocate", attempt.row.en))
        seed = course.options.seed + course.begun
        proposal = proposer.propose(attempt.row, within=attempt.within, apart=attempt.apart, seed=seed)
        if isinstance(proposal, Refusal):
            course.refuse(attempt, Refusal(attempt.row, "unfinished") if course.over else proposal)
            continue
        _lay_out(course, cuts, proposer, attempt, proposal)


def _lay_out(course: _Course, cuts: Cuts, proposer: Proposer, attempt: _Try, proposal: Proposal) -> None:
    row = attempt.row
    search, allocation = course.search(), proposal.allocation
    if row.id == "moved":
        search.know(course.wanted.stands)
        allocation = standing(allocation, course.wanted.stands)
    plan = search.plan_from(allocation, cuts, grow=row.id not in AS_DECIDED, rounds=ROUNDS)
    if _unfinished(plan, search.budget):
        course.refuse(attempt, Refusal(row, "unfinished"))
        return
    solution = search.finished(plan)
    course.judged(proposer)
    proposer.learn(row.id, plan.allocation)
    course.show(attempt, proposal.candidate, plan.allocation, solution)


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
    return budget.interrupted or (bool(plan.failed) and budget.cap_hit)
