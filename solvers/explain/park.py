"""The whole explanation of a park: is there a plan, and why not, or what its limits cost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from planner.errors import NothingFound
from planner.model import Allocation, Scenario
from planner.progress import Event
from planner.reasons import Conflict, Explanation, WayOut
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.conflicts import COUNT, Search
from solvers.explain.infeasible import Tried, best_so_far, ways_out
from solvers.explain.members import Ground, model
from solvers.explain.oracle import Oracle
from solvers.explain.prices import prices
from solvers.explain.recommended import counted, recommended
from solvers.explain.ways import lacking
from solvers.orchestrate.feedback import LOOSER, Cuts, loosened

__all__ = ["Grounds", "Options", "explain"]


@dataclass(frozen=True, slots=True)
class Options:
    """``count``: conflicts to look for. ``ways``: whether to look for ways out and prices too."""

    seed: int = 1
    count: int = COUNT
    ways: bool = True


@dataclass(frozen=True, slots=True)
class Grounds:
    """What storeys hold without any corridors, and what they hold as measured (asked for when needed)."""

    widest: Ground
    measured: Callable[[], Ground]


Tell = Callable[[Conflict | WayOut], None]
Basis = Literal["proven", "measured"]


def explain(
    scenario: Scenario,
    grounds: Grounds,
    options: Options,
    tell: Tell = lambda piece: None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Why there is no plan, or what the limits cost; conflicts and ways out are told as they are found.

    Without corridors the conflicts are proven; where these are not enough to exclude every plan, storeys are
    measured, and what then contradicts is so with the corridors that were tried. ``stop`` ends it with what
    is decided; raises ``NothingFound`` where nothing is.
    """
    run = _Run(scenario, grounds, options, tell, on_event, stop)
    with suppress(Stopped), Engine(stop) as engine:
        run.go(engine)
    if run.found is None:
        raise NothingFound(
            "the time was over before it was decided whether a plan exists: nothing is known. "
            "Try: a larger --seconds, or none"
        )
    return run.found


@dataclass(slots=True)
class _Run:
    """One explanation in the making."""

    scenario: Scenario
    grounds: Grounds
    options: Options
    tell: Tell
    on_event: Callable[[Event], None]
    stop: Callable[[], bool]
    found: Explanation | None = None
    """All that is decided so far; ``undecided`` names what would be missing if it ended now."""

    def go(self, engine: Engine) -> None:
        self.on_event(Event("allocate", "conflicts"))
        found = self.conflicts(self.grounds.widest, "proven", engine)
        if found is not None and not self.options.ways:
            return
        self.on_event(Event("measure"))
        ground = self.grounds.measured()
        self.on()  # storeys that were not measured in time are estimated
        found = found or self.conflicts(ground, "measured", engine)
        if found is not None and found.basis == "measured":
            found = self.found = replace(found, fits_with=self.fits_with(ground, engine))
        if found is None:
            self.feasible(ground, engine)
        elif self.options.ways:
            self.on_event(Event("allocate", "ways out"))
            self.ways(found, ground, engine)

    def conflicts(self, ground: Ground, basis: Basis, engine: Engine) -> Explanation | None:
        """The conflicts under what storeys hold; ``None`` where they exclude nothing."""
        search = Search(Oracle(model(self.scenario, ground), engine), engine)
        ways = ("ways_out",) if self.options.ways else ()
        told: list[Conflict] = []
        try:
            for conflict in search.all():
                told.append(conflict)
                self.tell(conflict)
                if len(told) == self.options.count:
                    break
                self.on()
        except Stopped:
            if search.contradicts:
                self.found = Explanation("infeasible", basis, tuple(told), undecided=("conflicts", *ways))
            raise
        if not told:
            return None
        self.found = Explanation("infeasible", basis, tuple(told), search.complete, undecided=ways)
        return self.found

    def fits_with(self, ground: Ground, engine: Engine) -> float | None:
        """How much more than was measured storeys would have to hold, in the steps of a solve."""
        held = Cuts(ground.capacity, ground.shapes, ground.forbidden, people=ground.people)
        for share in LOOSER:
            looser = loosened(held, Cuts(self.grounds.widest.capacity), share)
            made = model(self.scenario, replace(ground, capacity=looser.capacity, shapes=looser.shapes))
            if Oracle(made, engine)(made.members).fits == "yes":
                return share
        return None

    def ways(self, found: Explanation, ground: Ground, engine: Engine) -> None:
        """What is missing, and the ways out, each told when it is known to lead to a plan."""
        missing = lacking(self.scenario, ground, engine)
        alone = _clauses_alone(self.scenario, ground, engine)
        found = self.found = replace(found, lacking_m2=missing, clauses_alone=alone, tried=True)
        tried = Tried(self.scenario, ground, self.options.seed, self.stop)
        for way in ways_out(tried, engine):
            self.tell(way)
            ways = sorted(
                (*found.ways_out, way),
                key=lambda way: (way.gives_up_cny, way.gives_up_m2, way.adds_m2, -way.value_cny),
            )
            found = self.found = replace(found, ways_out=tuple(ways), refused=tried.refused)
            self.on()
        self.found = replace(found, refused=tried.refused, undecided=())

    def feasible(self, ground: Ground, engine: Engine) -> None:
        """The best plan found, and what recommended clauses and limits cost it."""
        plan = best_so_far(self.scenario, ground, self.options.seed, self.stop)
        if plan.status == "infeasible" or not plan.placements:
            self.on()
            raise NothingFound(
                "no plan was found, and no proof that there is none. Try: planner solve with more --effort"
            )
        priced = self.options.ways
        self.found = _of_plan(plan, ("plan", "prices") if priced else ("plan",))
        self.on()
        self.found = _of_plan(plan, ("prices",) if priced else ())
        if not priced:
            return
        for clause in counted(self.scenario):
            self.note(clause)
            row, plan = recommended(self.scenario, ground, clause, self.options.seed, plan, self.stop)
            rows = (*self.found.recommended, row)
            self.found = replace(_of_plan(plan, ("prices",)), recommended=rows)
        found = prices(self.scenario, ground, engine, self.options.seed, plan, self.note)
        rows = self.found.recommended
        self.found = replace(_of_plan(found.plan, found.undecided), prices=found.rows, recommended=rows)

    def on(self) -> None:
        """Go on, unless the time is over; quick questions do not ask for that themselves."""
        if self.stop():
            raise Stopped

    def note(self, subject: str) -> None:
        self.on_event(Event("allocate", f"price of {subject}"))


def _of_plan(plan: Allocation, undecided: tuple[str, ...]) -> Explanation:
    return Explanation(
        "feasible", "measured", value_cny=plan.objective, bound_cny=plan.bound, undecided=undecided
    )


def _clauses_alone(scenario: Scenario, ground: Ground, engine: Engine) -> bool:
    made = model(scenario, ground)
    left = [row for row in made.members if row.kind not in ("required", "pin", "permits")]
    return Oracle(made, engine)(left).fits == "no"
