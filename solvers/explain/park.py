"""The whole explanation of a park: is there a plan, and why not, or what its limits cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.errors import Interrupted, NothingFound
from planner.model import Scenario
from planner.progress import Event
from planner.reasons import Conflict, Explanation, Price, WayOut
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.conflicts import COUNT, Search
from solvers.explain.infeasible import Tried, plan_of, ways_out
from solvers.explain.members import Ground, model
from solvers.explain.oracle import Oracle
from solvers.explain.prices import prices
from solvers.explain.ways import lacking

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


Tell = Callable[[Conflict | WayOut | Price], None]


def explain(
    scenario: Scenario,
    grounds: Grounds,
    options: Options,
    tell: Tell = lambda piece: None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: Callable[[], bool] = lambda: False,
) -> Explanation:
    """Why there is no plan, or what the limits cost; every piece is told as soon as it is found.

    Without corridors the conflicts are proven; where these are not enough to exclude every plan, storeys are
    measured, and what then contradicts is so with the corridors that were tried.
    """
    try:
        with Engine(stop) as engine:
            on_event(Event("allocate", "conflicts"))
            found, complete = _conflicts(scenario, grounds.widest, engine, options, tell)
            if found and not options.ways:
                return Explanation("infeasible", "proven", found, complete)
            on_event(Event("measure"))
            ground = grounds.measured()
            if found:
                on_event(Event("allocate", "ways out"))
                return _infeasible(scenario, ground, engine, options, tell, found, complete, proven=True)
            found, complete = _conflicts(scenario, ground, engine, options, tell)
            if found:
                return _infeasible(scenario, ground, engine, options, tell, found, complete, proven=False)
            on_event(Event("allocate", "prices"))
            return _feasible(scenario, ground, engine, options, tell, on_event)
    except Stopped:
        raise Interrupted("stopped before everything was found; what was found was told") from None


def _conflicts(
    scenario: Scenario, ground: Ground, engine: Engine, options: Options, tell: Tell
) -> tuple[tuple[Conflict, ...], bool]:
    search = Search(Oracle(model(scenario, ground), engine), engine)
    found: list[Conflict] = []
    for conflict in search.all():
        found.append(conflict)
        tell(conflict)
        if len(found) == options.count:
            break
    return tuple(found), search.complete


def _infeasible(
    scenario: Scenario,
    ground: Ground,
    engine: Engine,
    options: Options,
    tell: Tell,
    found: tuple[Conflict, ...],
    complete: bool,
    *,
    proven: bool,
) -> Explanation:
    if not options.ways:
        return Explanation("infeasible", "measured", found, complete)
    tried = Tried(scenario, ground, options.seed, engine.stopped)
    ways = []
    for way in ways_out(tried, engine):
        ways.append(way)
        tell(way)
    ways.sort(key=lambda way: (way.gives_up_cny, way.gives_up_m2, way.adds_m2, -way.value_cny))
    missing = lacking(scenario, ground, engine)
    return Explanation(
        "infeasible",
        "proven" if proven else "measured",
        found,
        complete,
        missing,
        tuple(ways),
        True,
        _clauses_alone(scenario, ground, engine),
        tried.refused,
    )


def _clauses_alone(scenario: Scenario, ground: Ground, engine: Engine) -> bool:
    made = model(scenario, ground)
    left = [row for row in made.members if row.kind not in ("required", "pin", "permits")]
    return Oracle(made, engine)(left).fits == "no"


def _feasible(
    scenario: Scenario,
    ground: Ground,
    engine: Engine,
    options: Options,
    tell: Tell,
    on_event: Callable[[Event], None],
) -> Explanation:
    plan = plan_of(scenario, ground, options.seed, engine.stopped)
    if plan.status == "infeasible" or not plan.placements:
        raise NothingFound(
            "no plan was found, and no proof that there is none. Try: planner solve with more --effort"
        )
    rows: tuple[Price, ...] = ()
    if options.ways:

        def note(subject: str) -> None:
            on_event(Event("allocate", f"price of {subject}"))

        plan, rows = prices(scenario, ground, engine, options.seed, plan, tell, note)
    return Explanation("feasible", "measured", value_cny=plan.objective, bound_cny=plan.bound, prices=rows)
