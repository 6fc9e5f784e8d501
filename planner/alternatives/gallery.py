"""The layouts that are finished, and whether another one may join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.compare.bundles import elsewhere, worth_of
from planner.compare.distance import Ground, apart, ground_of
from planner.compare.match import match_rooms
from planner.compare.measures import measures_of
from planner.compare.read import Plan
from planner.directions import Direction
from planner.model import M2

__all__ = ["OTHER", "Candidate", "Exhibit", "Gallery", "Refusal", "Why"]

OTHER = Direction("other", "share", "more", "distance", "as different as can be", "尽量不同", kept=False)
"""Where directions are used up: as little as possible on the storeys of the layouts that are there."""

Why = Literal["fails", "worth", "near", "no_better", "impossible", "undecided", "unfinished"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An allocation in a direction. ``best_has``: what the plan of the best value has of it."""

    direction: Direction
    value: float
    measure: float | None = None
    bound: float | None = None
    """No allocation that is worth as much has more of it (or less); ``None`` where nothing is proven."""
    proven: bool = False
    """Whether none has any more, to the tolerance of the solver."""
    best_has: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A direction that brought no layout, and why; ``text`` says it with its numbers."""

    direction: Direction
    why: Why
    values: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A layout that stands."""

    name: str
    candidate: Candidate
    plan: Plan
    ground: Ground
    value: float
    """As laid out, CNY a year."""
    distances: Mapping[str, float]
    """To those before it: share of the occupied floor area with another subject."""
    rooms_elsewhere: Mapping[str, float]
    """Share of the rooms of those before it that are not in their place in it."""
    measures: Mapping[str, float | None]
    """As ``planner.compare.measures`` has them."""


class Gallery:
    """Layouts of one park, no two closer than ``apart``, none worth less than ``within`` below the best."""

    def __init__(self, within: float, least_apart: float, base: Plan | None = None) -> None:
        self.within = within
        self.least_apart = least_apart
        self.base = base
        """The result to move from, if there is one."""
        self.exhibits: list[Exhibit] = []
        self.refusals: list[Refusal] = []

    @property
    def best(self) -> float:
        """The largest value as laid out, CNY a year."""
        return max(row.value for row in self.exhibits)

    def judge(self, candidate: Candidate, plan: Plan) -> Refusal | None:
        """Why a layout may not stand beside those that do; ``None`` if it may. The first one always may."""
        if not self.exhibits:
            return None
        allowed = _failing(self.exhibits[0].plan)
        failing = _failing(plan) - allowed
        if failing:
            return Refusal(candidate.direction, "fails", {"clauses": ", ".join(sorted(failing))})
        value = worth_of(plan).value
        loss = 1 - value / self.best if self.best > 0 else 0.0
        if loss > self.within:
            return Refusal(candidate.direction, "worth", {"loss": loss})
        ground = ground_of(plan.facts)
        near = min(self.exhibits, key=lambda row: apart(row.ground, ground))
        distance = apart(near.ground, ground)
        if distance < self.least_apart:
            return Refusal(candidate.direction, "near", {"to": near.name, "distance": distance})
        return None

    def add(
        self, candidate: Candidate, plan: Plan, measures: Mapping[str, float | None] | None = None
    ) -> Exhibit:
        """Take a layout in; its name is that of its folder. ``measures``: where they are known."""
        ground = ground_of(plan.facts)
        new = list(plan.facts.spaces)
        exhibit = Exhibit(
            plan.name,
            candidate,
            plan,
            ground,
            worth_of(plan).value,
            {row.name: apart(row.ground, ground) for row in self.exhibits},
            {row.name: elsewhere(match_rooms(row.plan.facts.spaces, new)) for row in self.exhibits},
            measures_of(plan) if measures is None else measures,
        )
        self.exhibits.append(exhibit)
        return exhibit

    def distance(self, one: Exhibit, other: Exhibit) -> float:
        """How far two of them are from each other; 0 to itself."""
        if one.name == other.name:
            return 0.0
        return one.distances.get(other.name, other.distances.get(one.name, 0.0))

    def moved_m2(self, exhibit: Exhibit) -> float | None:
        """Area of the rooms of the result to move from that are not in their place any more."""
        if self.base is None:
            return None
        pairs = match_rooms(self.base.facts.spaces, exhibit.plan.facts.spaces)
        gone = [pair.before for pair in pairs if pair.what in ("moved", "removed", "reassigned")]
        return sum(room.polygon.area for room in gone if room is not None and room.kind != "vacant") / M2

    def nearest(self, exhibit: Exhibit) -> float | None:
        """Distance to the nearest other; ``None`` where it stands alone."""
        others = [self.distance(exhibit, row) for row in self.exhibits if row.name != exhibit.name]
        return min(others, default=None)


def _failing(plan: Plan) -> set[str]:
    return {
        verdict.clause
        for verdict in plan.compliance.verdicts
        if verdict.strength == "mandatory" and verdict.status == "fail"
    }
