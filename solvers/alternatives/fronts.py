"""Fronts of two or three objectives over the exact program, by levels of all objectives but the first.

At each level the first objective is made as large as can be, then the others in turn, so that every point is
efficient. The next level lies one step above the least that was reached: between the two nothing new can turn
up, since the points found still hold there. So every allocation is matched, up to one step in each objective
but the first, by a point (G. Mavrotas, K. Florios, "An improved version of the augmented epsilon-constraint
method (AUGMECON2)", Applied Mathematics and Computation 219 (2013)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from planner.alternatives.front import Front, Point, dominates, signed
from planner.directions import Direction
from planner.errors import NothingFound
from planner.model import Scenario
from solvers.allocate.engine import Engine, Stopped
from solvers.allocate.plan import Plan
from solvers.alternatives.directed import NODES, Answer, Directed, Floor, places_of, posed
from solvers.orchestrate.feedback import Cuts

__all__ = ["Asked", "front"]

END = 1e-6
"""An end is looked for so much below it, as a share."""
WHOLE = 0.5
"""Whole measures are held by this much less than a whole step, for the solver's rounding."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``steps``: of each objective but the first; ``None`` where a share of its range, ``levels`` of them."""

    objectives: tuple[Direction, ...]
    within: float
    steps: tuple[float | None, ...]
    levels: int
    keep: bool
    effort: int = 1


@dataclass(slots=True)
class _Walk:
    """A front in the making; values are signed, so that more is better."""

    made: Directed
    asked: Asked
    floors: tuple[Floor, ...]
    keep: Plan | None
    tell: Callable[[Point], None]
    seed: int
    points: list[Point] = field(default_factory=list)
    open: int = 0

    def ask(self, first: str, rest: Sequence[str], floors: Sequence[Floor] = ()) -> Answer:
        """The most of one objective, then of the rest in turn."""
        return self.made.best((first, *rest), (*self.floors, *floors), keep=self.keep, seed=self.seed)

    def at(self, floors: Sequence[Floor]) -> tuple[float, ...] | None:
        """The point at a level; ``None`` where there is none, or none was found."""
        ids = [row.id for row in self.asked.objectives]
        answer = self.ask(ids[0], ids[1:], floors)
        if answer.plan is None:
            self.open += not answer.impossible
            return None
        first = self.asked.objectives[0]
        allocation = self.made.allocation(answer.plan, float("inf"))
        values = {row.id: answer.values[row.id] * _sign(row) for row in self.asked.objectives}
        point = Point(values, answer.bound * _sign(first), allocation)
        found = signed(self.asked.objectives, values)
        if not any(_same(found, signed(self.asked.objectives, p.values)) for p in self.points):
            self.points.append(point)
            self.tell(point)
        return found


def front(
    scenario: Scenario,
    cuts: Cuts,
    asked: Asked,
    tell: Callable[[Point], None] = lambda point: None,
    *,
    base: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
    seed: int = 0,
    stop: Callable[[], bool] = lambda: False,
    stopped: Callable[[], str] = lambda: "",
) -> Front:
    """The front; each point is told as it is found. ``base``: who lies where in the plan to move from.

    Raises ``NothingFound`` where there is no plan at all.

    Where ``stop`` ends it early, the points so far are the front, and it says so.
    """
    ids = [row.id for row in asked.objectives]
    with Engine(stop) as engine:
        walk: _Walk | None = None
        whole = False
        steps: tuple[float, ...] = ()
        try:
            made, best = _first(scenario, cuts, asked, base, engine, seed)
            value = best.values["value"]
            floors = (Floor("value", value - asked.within * abs(value)),)
            walk = _Walk(made, asked, floors, best.plan if asked.keep else None, tell, seed)
            steps = _steps(walk)
            for _ in _levels(walk, steps, len(ids) - 1, ()):
                pass
            _ends(walk)
            whole = True
        except Stopped:
            if walk is None or not walk.points:
                raise NothingFound(
                    "stopped before any point of the front was found. Try: more --seconds"
                ) from None
    rows = _efficient(asked.objectives, walk.points)
    stepped = all(row.step for row in asked.objectives[1:])
    exact = stepped and all(s <= row.step for s, row in zip(steps, asked.objectives[1:], strict=False))
    least = walk.floors[0].least
    return Front(asked.objectives, steps, rows, least, asked.keep, exact, walk.open, whole, stopped())


def _first(
    scenario: Scenario,
    cuts: Cuts,
    asked: Asked,
    base: Mapping[str, Mapping[str, float]],
    engine: Engine,
    seed: int,
) -> tuple[Directed, Answer]:
    """The program, with the clauses' safety margins if it has a plan with them, and its best value."""
    ids = [row.id for row in asked.objectives]
    answer = Answer("", 0.0)
    for margin in (1.0, 0.0):
        problem, rows = posed(scenario, cuts, margin)
        made = Directed(problem, rows, ids, engine, places_of(problem, base), nodes=NODES * asked.effort)
        answer = made.best(("value", *(id for id in ids if id != "value")), seed=seed)
        if answer.plan is not None:
            return made, answer
    raise NothingFound(
        "no allocation with what was measured of the storeys"
        + (", proven. " if answer.impossible else " in the work given. ")
        + "Try: planner explain, which tells what is in the way"
    )


def _steps(walk: _Walk) -> tuple[float, ...]:
    """Of each objective but the first: as asked, whole ones 1, else a share of the range that it has."""
    objectives = walk.asked.objectives
    found = []
    for row, step in zip(objectives[1:], walk.asked.steps, strict=True):
        if step is not None or row.step:
            found.append(step or row.step)
            continue
        others = [other.id for other in objectives if other is not row]
        most = walk.ask(row.id, others).values.get(row.id)
        least = walk.ask(others[0], [*others[1:], row.id]).values.get(row.id)
        wide = 0.0 if most is None or least is None else most - least
        found.append(max(wide / walk.asked.levels, 1e-6 * max(1.0, abs(most or 0.0))))
    return tuple(found)


def _ends(walk: _Walk) -> None:
    """The ends of the front, which may lie less than a step above the last level."""
    for row in walk.asked.objectives[1:]:
        if not row.step:
            others = [other.id for other in walk.asked.objectives if other is not row]
            most = walk.ask(row.id, others).values.get(row.id)
            if most is not None:
                walk.at((Floor(row.id, most - END * max(1.0, abs(most))),))


def _levels(
    walk: _Walk, steps: tuple[float, ...], axis: int, floors: tuple[Floor, ...]
) -> Iterator[tuple[float, ...]]:
    """Every point at or above these floors, from the lowest level of an objective up."""
    if axis == 0:
        point = walk.at(floors)
        if point is not None:
            yield point
        return
    row = walk.asked.objectives[axis]
    level: tuple[Floor, ...] = ()
    while True:
        found = list(_levels(walk, steps, axis - 1, (*floors, *level)))
        yield from found
        if not found:
            return
        step = steps[axis - 1]
        reached = min(point[axis] for point in found)
        if row.step:
            step -= WHOLE * row.step
            reached = round(reached / row.step) * row.step
        level = (Floor(row.id, reached + step),)


def _efficient(objectives: Sequence[Direction], points: Sequence[Point]) -> tuple[Point, ...]:
    """Points that no other dominates, by the first objective; some are beaten where not all are proven."""
    rows = [(signed(objectives, point.values), point) for point in points]
    kept = [row for row in rows if not any(dominates(other, row[0]) for other, _ in rows)]
    return tuple(point for _, point in sorted(kept, key=lambda row: row[0], reverse=True))


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return not dominates(one, other) and not dominates(other, one) and _close(one, other)


def _close(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= 1e-6 * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))


def _sign(row: Direction) -> float:
    return 1.0 if row.better == "more" else -1.0
