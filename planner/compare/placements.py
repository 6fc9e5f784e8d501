"""Who has which area on which storey in a layout, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from planner.check.facts import Facts
from planner.circulation.read import stores_of
from planner.model import M2, Placement, Scenario, Space
from planner.score import Score, score, served
from planner.traffic import STOCK_PREFIX

__all__ = [
    "PlacementChange",
    "Stores",
    "holder",
    "placement_changes",
    "placements_of",
    "score_of",
    "value_of",
]

SAME_M2 = 0.05
"""A smaller difference of a subject's area on a storey is none, m2."""

Stores = Mapping[str, str]
What = Literal["admitted", "left_out", "moved", "grown", "shrunk"]


@dataclass(frozen=True, slots=True)
class PlacementChange:
    """A tenant, demand or stock room that came, went, moved to other storeys, or has another area there."""

    subject: str
    what: What
    before: Mapping[str, float]
    """Storey -> net area, m2."""
    after: Mapping[str, float]

    @property
    def by_m2(self) -> float:
        """How much more it has in all, m2."""
        return sum(self.after.values()) - sum(self.before.values())


def holder(space: Space) -> str | None:
    """The subject a room counts for; ``None`` for vacant units."""
    return space.subject or (space.tenant if space.kind == "tenant_suite" else None)


def placements_of(facts: Facts) -> dict[str, dict[str, float]]:
    """Net area, m2, of every subject on each of its storeys, as laid out."""
    found: dict[str, dict[str, float]] = {}
    for space in facts.spaces:
        subject = holder(space)
        if subject is not None:
            storeys = found.setdefault(subject, {})
            storeys[space.storey] = storeys.get(space.storey, 0.0) + space.polygon.area / M2
    return found


def placement_changes(
    before: Mapping[str, Mapping[str, float]], after: Mapping[str, Mapping[str, float]], order: Iterable[str]
) -> tuple[PlacementChange, ...]:
    """What changed for each subject; ``order``: subjects to be told first, in their order."""
    subjects = dict.fromkeys([*order, *sorted(before.keys() | after.keys())])
    found = []
    for subject in subjects:
        old, new = before.get(subject, {}), after.get(subject, {})
        what = _what(old, new)
        if what is not None:
            found.append(PlacementChange(subject, what, old, new))
    rank = ("admitted", "left_out", "moved", "grown", "shrunk")
    return tuple(sorted(found, key=lambda change: rank.index(change.what)))


def _what(old: Mapping[str, float], new: Mapping[str, float]) -> What | None:
    if not old or not new:
        return "admitted" if new else "left_out" if old else None
    if old.keys() != new.keys():
        return "moved"
    if all(abs(new[storey] - area) < SAME_M2 for storey, area in old.items()):
        return None
    return "grown" if sum(new.values()) >= sum(old.values()) else "shrunk"


def value_of(scenario: Scenario, facts: Facts) -> float:
    """What the layout is worth as it lies there, CNY a year: the objective with the areas it really has."""
    return score_of(scenario, facts).total


def score_of(scenario: Scenario, facts: Facts) -> Score:
    """The terms of that value."""
    areas: dict[tuple[str, str], tuple[Space, int]] = {}
    for space in facts.spaces:
        subject = holder(space)
        if subject is not None:
            key = (subject, space.storey)
            areas[key] = (space, areas[key][1] + space.area if key in areas else space.area)
    placed = [
        Placement(subject, storey, space.zone, _tenant(subject, space), area, area, area, ())
        for (subject, storey), (space, area) in areas.items()
    ]
    return score(scenario, placed, served(placed, stores_of(facts)))


def _tenant(subject: str, space: Space) -> str | None:
    return subject.removeprefix(STOCK_PREFIX) if subject.startswith(STOCK_PREFIX) else space.tenant
