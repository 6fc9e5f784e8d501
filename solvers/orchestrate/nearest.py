"""Where nothing fits with all promises: the park with the cheapest of them broken, which can be laid out.

Its plan fails the check for what it lacks; a plan that keeps every promise on paper, on storeys that cannot
hold it, loses far more of them when its rooms are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from planner.model import Allocation, Scenario
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.edits import edited
from solvers.explain.members import Ground
from solvers.explain.ways import cheapest
from solvers.orchestrate.feedback import Cuts

__all__ = ["Nearest", "nearest"]

WAYS = 3
"""Cheapest sets of broken promises that are tried."""
WHY = "storeys as measured hold no plan with it as promised: planner explain tells what contradicts"


@dataclass(frozen=True, slots=True)
class Nearest:
    """A park that asks for less, its allocation, and the subjects of which it asks less."""

    scenario: Scenario
    allocation: Allocation
    subjects: frozenset[str]

    def told(self, allocation: Allocation) -> Allocation:
        """An allocation that says of these subjects why they have less than they wished."""
        left_out = tuple(
            replace(short, reason=WHY) if short.subject in self.subjects else short
            for short in allocation.left_out
        )
        return replace(allocation, left_out=left_out)


def nearest(
    scenario: Scenario, cuts: Cuts, allocate: Callable[[Scenario], Allocation], stop: Callable[[], bool]
) -> Nearest | None:
    """The cheapest way out for which an allocation is found; ``None`` where clauses alone contradict.

    Cheapest by what the promised area would have paid, as ``planner explain`` ranks it.
    """
    ground = Ground(cuts.capacity, cuts.shapes, cuts.forbidden, cuts.people)
    with suppress(Stopped), Engine(stop) as engine:
        for way in islice(cheapest(scenario, ground, engine, measure="cny", shrink=True), WAYS):
            if not way.edits or stop():
                break
            changed = edited(scenario, way.edits)
            answer = allocate(changed)
            if answer.placements:
                return Nearest(changed, answer, frozenset(edit.subject for edit in way.edits))
    return None
