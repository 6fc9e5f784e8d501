"""Storeys with more people than leave by their exits, as laid out (GB 50016 5.5.21)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import Building, Scenario
from solvers.people import in_space

if TYPE_CHECKING:
    from solvers.arrange import Arranged

FEWER = 0.98
"""Share of what the exits of a storey allow that it is offered next."""


@dataclass(frozen=True, slots=True)
class Crowded:
    """A storey with too many people for its exits, or for those of a storey below it."""

    storey: str
    people: int
    most: float


def crowded_storeys(scenario: Scenario, arranged: Mapping[str, Arranged]) -> list[Crowded]:
    """Those with more people than leave by the exits; none where the scenario does not opt into the codes."""
    from solvers.arrange.egress import PACK

    if PACK not in scenario.standards:
        return []
    found: list[Crowded] = []
    for building in scenario.buildings:
        found += _of_building(scenario, building, arranged)
    return found


def _of_building(scenario: Scenario, building: Building, arranged: Mapping[str, Arranged]) -> list[Crowded]:
    from solvers.arrange.crowds import drawn_width
    from solvers.arrange.egress import exit_rate

    found, most = [], math.inf
    for storey in sorted(building.storeys, key=lambda storey: storey.level):
        result = arranged.get(storey.id)
        rate = exit_rate(scenario, building, storey)
        if rate <= 0 or result is None or result.layout is None or not result.layout.spaces:
            continue
        most = min(most, 100 * drawn_width(storey, result.layout) / rate)
        people = people_on(scenario, result)
        if people > most + 1e-6:
            found.append(Crowded(storey.id, people, most))
    return found


def people_on(scenario: Scenario, arranged: Arranged) -> int:
    """People on a storey as laid out, all rooms full at once."""
    spaces = arranged.layout.spaces if arranged.layout is not None else ()
    return sum(in_space(scenario, space) for space in spaces)


def fewer_people(
    scenario: Scenario, people: Mapping[str, float], arranged: Mapping[str, Arranged]
) -> dict[str, float]:
    """The limits of people for the next round: those of crowded storeys lowered by what they were beyond."""
    lowered = dict(people)
    for row in crowded_storeys(scenario, arranged):
        before = lowered.get(row.storey, row.most)
        lowered[row.storey] = min(before, row.most) * FEWER * min(1.0, row.most / row.people + 0.02)
    return lowered
