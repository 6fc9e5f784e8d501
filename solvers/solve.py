"""The whole search: who goes where, every storey arranged, the site's roads.

``solve`` reads top to bottom. Each part improves or explains: the allocation proves a bound, a
storey that cannot be arranged sends a cut back to it, and when the rounds or the time are over the
best plan is completed and handed out with what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from math import inf, isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING

from planner.errors import Interrupted, NothingFound
from planner.model import Allocation, Layout, Placement, Scenario, Solution, StoreyLayout
from planner.progress import Event
from planner.score import score, served
from solvers.allocate import Judge, allocate
from solvers.orchestrate.budget import (
    ALLOCATE_SHARE,
    GROW_SHARE,
    HURRY_SHARE,
    MEASURE_SHARE,
    SEARCH_SHARE,
    Budget,
    StageClock,
)
from solvers.orchestrate.clearing import Clearing
from solvers.orchestrate.crowding import crowded_storeys
from solvers.orchestrate.feedback import (
    LOOSER,
    Cuts,
    by_storey,
    first_cuts,
    laid_out,
    loosened,
    tighten,
    widest_cuts,
)
from solvers.orchestrate.fire_point import fire_point_cuts
from solvers.orchestrate.freeze import around, frozen, kept_placements, partners, so_far, thawed
from solvers.orchestrate.grow import SHARES, grown, made_up
from solvers.orchestrate.nearest import Nearest, nearest
from solvers.orchestrate.plan import Arranging, Plan, fragments, short_of_least, valued
from solvers.orchestrate.pool import StoreyRunner, storey_pool
from solvers.orchestrate.settle import settled, unfragmented
from solvers.orchestrate.shared import Shared
from solvers.types import Progress

if TYPE_CHECKING:
    from solvers.arrange import Arranged

__all__ = ["Infeasible", "Options", "Search", "nothing_found", "solve"]

ROUNDS = 8
"""Allocations at most: the first and those after cuts."""
LANES_SHARE = 0.9
"""Share of the time cap after which no better fire lanes are sought."""
APART = 104_729
"""Between the seeds of the starts of one solve."""
MOST = 2
"""Effort of a storey at most: what else there is goes into further starts."""
ONE_BY_ONE = 60
"""Storeys laid out anew up to this number are judged one by one."""
QUICK = 1
"""Effort of a storey that starts after the time is over: the least there is."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to search. ``effort`` counts deterministic work (1 = default); ``seconds`` caps wall time."""

    seed: int = 1
    effort: int = 1
    seconds: float | None = None
    jobs: int = 2
    repair_lanes: bool = False
    """Add to the fire lanes that the scenario gives what they lack; without any they are designed anyway."""


@dataclass(frozen=True, slots=True)
class Infeasible:
    """Proof that no plan exists; ``allocation.conflict`` names what cannot hold together."""

    allocation: Allocation


OnEvent = Callable[[Event], None]
Pool = Callable[[Scenario, int], AbstractContextManager[StoreyRunner]]


def solve(
    scenario: Scenario,
    options: Options,
    on_event: OnEvent = lambda _: None,
    *,
    budget: Budget | None = None,
    pool: Pool = storey_pool,
) -> Solution | Infeasible:
    """Find the best plan of a park.

    The same scenario, seed and effort give the same solution, whatever ``jobs`` is, unless the
    budget stops the search. Raises ``NothingFound`` when it is stopped before the first allocation.
    """
    budget = budget or Budget(options.seconds)
    with pool(scenario, options.jobs) as runner:
        search = Search(scenario, options, on_event, budget, StageClock(), runner)
        plan = search.best_plan()
        if isinstance(plan, Infeasible):
            return plan
        if len(plan.failed) == len(plan.arranged):
            raise nothing_found(budget)
        return search.finished(plan)


class Search:
    """The rounds of allocation, arrangement and cuts.

    ``shared``: what other searches of the same park have made.
    """

    def __init__(
        self,
        scenario: Scenario,
        options: Options,
        on_event: OnEvent,
        budget: Budget,
        clock: StageClock,
        runner: StoreyRunner,
        shared: Shared | None = None,
    ) -> None:
        self.scenario = scenario
        """What is searched for: the park itself, or one that asks for less where nothing fits it."""
        self.asked = scenario
        self.nearest: Nearest | None = None
        self.options = options
        self.on_event = on_event
        self.budget = budget
        self.clock = clock
        self.runner = runner
        self.stopped = budget.stop_after(GROW_SHARE)
        self.shared = shared or Shared()
        self._arranging = Arranging(
            scenario,
            runner,
            options.seed,
            self._effort,
            self._is_over,
            self._show_storey,
            self.shared.storeys,
        )
        self._clearing = Clearing(scenario)
        self._judge = Judge(scenario)
        self._round = 1
        self._seed = options.seed
        self._hurry = budget.stop_after(HURRY_SHARE)

    def measured(self) -> Cuts:
        """What every storey can take, before anything is arranged."""
        self.on_event(Event("measure"))
        with self.clock.stage("measure"):
            cuts = first_cuts(self.scenario, self.runner.limits(self.budget.stop_after(MEASURE_SHARE)))
            return replace(cuts, forbidden=(*cuts.forbidden, *fire_point_cuts(self.scenario)))

    def best_plan(self, cuts: Cuts | None = None) -> Plan | Infeasible:
        """The best plan over the rounds; it may hold storeys without a layout.

        ``cuts``: what storeys can take, where that is measured already.
        """
        cuts = cuts or self.measured()
        first = self._allocate(cuts, effort=self.options.effort)
        if first.status == "infeasible":
            # the capacities are estimates: only without corridors at all is this a proof
            widest = widest_cuts(self.scenario)
            first = self._allocate(widest)
            if first.status == "infeasible":
                return Infeasible(first)
            cuts, first = self._loosened(cuts, widest, first)
        if first.status not in ("optimal", "feasible"):
            raise nothing_found(self.budget)
        best = self._laid_out(first, cuts)
        for start in range(1, self.options.effort):
            if self.stopped() or (first.status == "optimal" and not best.homeless):
                break
            self._round, self._seed = 1, self.options.seed + APART * start
            other = self._allocate(cuts)
            if other.placements:
                best = min(best, self._laid_out(other, cuts), key=self._rank)
        best = self._grown(best)
        return replace(best, allocation=_with_bound(best.allocation, first))

    def _loosened(self, cuts: Cuts, widest: Cuts, fullest: Allocation) -> tuple[Cuts, Allocation]:
        """Cuts that storeys are the most likely to keep of those under which there is a plan, and that plan.

        Storeys hold more than was measured of them, but never all that lies between their walls. Where none
        of the steps between has a plan, the cheapest promises are broken; ``fullest``, the plan
        without corridors, is for where clauses alone ask for more than was measured.
        """
        for share in LOOSER:
            looser = loosened(cuts, widest, share)
            answer = self._allocate(looser, proof=False)
            if answer.placements:
                return looser, answer
            if answer.status != "infeasible":
                return widest, fullest  # no time left to ask further
        found = nearest(self.scenario, cuts, lambda park: self._allocate(cuts, park), self.stopped)
        if found is None:
            return widest, fullest
        self.scenario, self.nearest = found.scenario, found
        return cuts, found.allocation

    def know(self, storeys: Iterable[StoreyLayout]) -> None:
        """Layouts made elsewhere, each to be taken where it serves what is put on its storey."""
        self._arranging.know(storeys)

    def plan_from(
        self, first: Allocation, cuts: Cuts, *, grow: bool = True, rounds: int | None = None
    ) -> Plan:
        """The best plan of the rounds that begin with this allocation, which was made elsewhere.

        ``grow``: whether wishes may grow into what is left vacant. ``rounds``: at most, if fewer than usual.
        """
        self._round, self._seed = 1, self.options.seed
        plan = self._laid_out(first, cuts, rounds)
        return self._grown(plan) if grow else plan

    def plan_after(self, before: Plan, cuts: Cuts) -> Plan | Infeasible:
        """The best plan of the rounds that begin near a plan of the same park, asked for other rows.

        Storeys on which that changes nothing keep their layout. Where nothing is found near to it, anew.
        """
        self._round, self._seed = 1, self.options.seed
        first = self._allocate(cuts, start=before.allocation)
        if not first.placements:
            return self.best_plan(cuts)
        for storey, rows in by_storey(self.scenario, first).items():
            layout = before.arranged[storey].layout
            if layout is not None and rows == before.placed[storey]:
                self.know([layout])
        plan = self.plan_from(first, cuts)
        return replace(plan, allocation=_with_bound(plan.allocation, first))

    def finished(self, plan: Plan) -> Solution:
        """The plan without those who found no place, valued as laid out, with the site's roads and lanes."""
        scenario, options, budget = self.asked, self.options, self.budget
        plan = settled(scenario, unfragmented(scenario, plan, self._anew), self.empty)
        allocation, decided = valued(scenario, plan)
        allocation = self.nearest.told(allocation) if self.nearest is not None else allocation
        with self.clock.stage("roads"):
            self.on_event(Event("roads"))
            storeys, stop = plan.storeys(), budget.stop_after(LANES_SHARE)
            site = self.shared.site(scenario, storeys, repair=options.repair_lanes, stop=stop)
        return Solution(
            scenario=scenario,
            allocation=allocation,
            layout=Layout(storeys, site.roads, site.fire),
            seed=options.seed,
            stage_seconds=dict(self.clock.seconds),
            time_cap_hit=budget.cap_hit,
            proven=_proven(allocation),
            fire_proof=site.proof,
            decided_value=decided,
        )

    def _grown(self, plan: Plan) -> Plan:
        """The plan with larger areas for who is short of a wish, on storeys where that is an improvement."""
        self._hurry = self.stopped = self.budget.stop_after(GROW_SHARE)
        for share in SHARES:
            for missing, whose in self._judge.owing(plan.real_placements(), plan.room_areas()):
                if not self.stopped():
                    found = self._whole(plan, made_up(self.scenario, plan, share, missing, whose))
                    other = replace(plan, arranged={**plan.arranged, **found})
                    plan = min(plan, other, key=self._rank)
        for share in SHARES:
            if self.stopped():
                break
            plan = self._better(plan, self._whole(plan, grown(self.scenario, plan, share)))
        return plan

    def _whole(self, plan: Plan, asked: Mapping[str, tuple[Placement, ...]]) -> dict[str, Arranged]:
        """Storeys laid out anew for larger areas, where all who lay there have a place and as safe a one."""
        found = self._anew(plan, asked) if asked else {}
        return {
            storey: result
            for storey, result in sorted(found.items())
            if set(laid_out(result)) == {row.subject for row in plan.placed[storey]}
            and result.unsafe <= plan.arranged[storey].unsafe
        }

    def _better(self, plan: Plan, found: Mapping[str, Arranged]) -> Plan:
        """The plan with those of these storeys that make it better and no less safe, each by itself.

        To rank a plan takes as long as the park is large: many storeys are tried together, by halves where
        that is no better.
        """
        together = len(found) if len(found) > ONE_BY_ONE else 1
        names = list(found)
        waiting = [names[k : k + together] for k in range(0, len(names), together)]
        rank = self._rank(plan) if waiting else None
        while waiting:
            group = waiting.pop(0)
            other = replace(plan, arranged={**plan.arranged, **{name: found[name] for name in group}})
            better = self._rank(other)
            # whatever else is gained, no more storeys are unsafe
            if rank is None or (better < rank and better[2] <= rank[2]):
                plan, rank = other, better
            elif len(group) > 1:
                half = len(group) // 2
                waiting[:0] = [group[:half], group[half:]]
        return plan

    def _laid_out(self, first: Allocation, cuts: Cuts, rounds: int | None = None) -> Plan:
        """The best plan of the rounds that begin with an allocation."""
        best = latest = self.arranged(first)
        self._hurry = self.stopped = self.budget.stop_after(SEARCH_SHARE)
        most = ROUNDS if rounds is None else rounds
        while self._lacking(latest) and self._round < most and not self.stopped():
            cuts = tighten(self.scenario, cuts, latest.placed, latest.arranged)
            self._round += 1
            allocation = self._reallocate(cuts, best)
            if allocation is None:
                break
            latest = self.arranged(allocation)
            best = min(best, latest, key=self._rank)
        return best

    def _lacking(self, plan: Plan) -> bool:
        """Whether somebody has no place, or a storey breaks a rule of the fire codes."""
        return bool(plan.homeless or plan.unsafe or crowded_storeys(self.scenario, plan.arranged))

    def _rank(self, plan: Plan) -> tuple[int, int, int, float]:
        """Smaller is better: storeys without a layout, clauses broken and promises not kept, then money.

        As it would be settled: an optional company whose stock room found no place leaves, an optional demand
        of which too little did.
        """
        residents = {tenant.id for tenant in self.asked.tenants if tenant.resident}
        leaving = {row.tenant for row in plan.homeless if row.tenant not in residents} - {None}
        real = tuple(row for row in plan.real_placements() if row.tenant not in leaving)
        parts = fragments(self.asked, real)
        real = tuple(row for row in real if row.subject not in parts)
        broken = self._judge.broken(real, plan.room_areas())
        value = score(self.asked, real, served(real, plan.allocation.warehouse_of)).total
        unsafe = len(plan.unsafe) + len(crowded_storeys(self.scenario, plan.arranged))
        failing = len(broken) + short_of_least(self.asked, real)
        return len(plan.failed), failing, unsafe, self._clearing.cost(plan.arranged) - value

    def arranged(self, allocation: Allocation) -> Plan:
        """The plan of an allocation; storeys known from an earlier round are taken from there."""
        with self.clock.stage("arrange"):
            return self._arranging.plan(allocation)

    def empty(self, storeys: Sequence[str]) -> Mapping[str, Arranged]:
        """Storeys with nothing on them."""
        with self.clock.stage("arrange"):
            return self._arranging.empty(storeys)

    def _anew(self, plan: Plan, placed: Mapping[str, tuple[Placement, ...]]) -> Mapping[str, Arranged]:
        """These storeys of a plan with other placements."""
        with self.clock.stage("arrange"):
            return self._arranging.anew(plan, placed)

    def _reallocate(self, cuts: Cuts, plan: Plan) -> Allocation | None:
        """A new allocation for the crowded storeys and others to exchange subjects with.

        The other storeys keep what they hold, as far as that is possible. ``None`` if there is none: the
        cuts are heuristic, so this proves nothing about the scenario.
        """
        crowded = {*plan.crowded, *plan.unsafe}
        crowded |= {row.storey for row in crowded_storeys(self.scenario, plan.arranged)}
        paired = crowded | partners(self.scenario, plan, crowded)
        wider = paired | partners(self.scenario, plan, paired)
        for freed in (wider, wider | partners(self.scenario, plan, wider)):
            kept = kept_placements(plan, self.scenario, sorted(set(plan.arranged) - freed))
            if not kept:
                break
            answer = self._allocate(
                around(self.scenario, cuts, plan, kept),
                frozen(self.scenario, kept),
                {name: row.storey for name, row in kept.items()},
                so_far(plan, kept),
            )
            if answer.placements:
                return thawed(self.scenario, plan, kept, answer)
        for offered in (cuts, cuts.to_the_brim()) if cuts.brim else (cuts,):
            answer = self._allocate(offered, start=plan.allocation)
            if answer.placements:
                return answer
        return None

    def _allocate(
        self,
        cuts: Cuts,
        scenario: Scenario | None = None,
        stay: Mapping[str, str] = MappingProxyType({}),
        start: Allocation | None = None,
        effort: int = 1,
        *,
        proof: bool = True,
    ) -> Allocation:
        self._show_progress(Progress("", None, None, inf))
        share = self.budget.share_for(ALLOCATE_SHARE) if self._round == 1 else SEARCH_SHARE
        with self.clock.stage("allocate"):
            return allocate(
                scenario or self.scenario,
                capacity=cuts.capacity,
                shapes=cuts.shapes,
                forbidden=cuts.forbidden,
                people=cuts.people,
                stay=stay,
                start=start,
                seed=self._seed,
                effort=effort,
                proof=proof,
                stop=self.budget.stop_after(share),
                on_progress=self._show_progress if scenario is None else self._show_stage,
            )

    def _is_over(self) -> bool:
        """Whether the stage that runs has to stop; which one that is changes."""
        return self.stopped()

    def _effort(self) -> int:
        return QUICK if self.stopped() or self._hurry() else min(MOST, self.options.effort)

    def _show_progress(self, progress: Progress) -> None:
        detail = self._in_round(progress.stage if progress.stage != "allocate" else "")
        self.on_event(Event("allocate", detail, progress.incumbent, progress.bound, progress.gap))

    def _show_stage(self, progress: Progress) -> None:
        self._show_progress(progress.unpriced())

    def _show_storey(self, done: int, total: int) -> None:
        self.on_event(Event("arrange", self._in_round(""), done=done, total=total))

    def _in_round(self, detail: str) -> str:
        parts = [detail, "" if self._round == 1 else f"round {self._round}"]
        return ", ".join(part for part in parts if part)


def _with_bound(allocation: Allocation, first: Allocation) -> Allocation:
    """The bound of the first round holds for every later one, which has cuts on top of it."""
    return allocation if allocation is first else replace(allocation, bound=first.bound, status="feasible")


def nothing_found(budget: Budget) -> NothingFound:
    """What to say where a search ends without a plan."""
    if budget.interrupted:
        return Interrupted("interrupted before any plan was found, nothing was written")
    when = f"within {budget.seconds:g} s" if budget.cap_hit else "with this amount of work"
    return NothingFound(
        f"no plan found {when}; this does not mean that none exists. "
        "Try: a larger --seconds or --effort, or fewer pins and required tenants"
    )


def _proven(allocation: Allocation) -> tuple[str, ...]:
    if allocation.status == "optimal":
        return ("no plan whose storeys hold what was measured of them is worth more",)
    if isfinite(allocation.gap):
        return (f"no plan whose storeys hold what was measured of them is worth {allocation.gap:.2%} more",)
    return ()
