"""What a storey that stands has room for: vacant units, and the rooms of those who leave or change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import shapely

from planner.model import M2, Scenario, StoreyLayout
from solvers.arrange.plate import polygons

WALLS = 0.97
"""Share of ground that is taken over which becomes room: new walls may stand where none was."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Net area that is free on a storey in all, and in one piece, mm2."""

    total: int = 0
    largest: int = 0


def gap_of(
    scenario: Scenario, layout: StoreyLayout, staying: Collection[str], pinned: Collection[str]
) -> Gap:
    """The ground of vacant units and of rooms whose subject does not stay, with the walls between them."""
    wall = scenario.policies.interior_wall_mm
    free = [
        space.polygon
        for space in layout.spaces
        if space.id not in pinned
        and (space.kind == "vacant" or (space.subject is not None and space.subject not in staying))
    ]
    free += [
        way.polygon
        for way in layout.corridors
        if way.subject is not None and way.subject not in staying and way.id not in pinned
    ]
    if not free:
        return Gap()
    ground = shapely.union_all([shape.buffer(wall / 2 + 1, join_style="mitre") for shape in free])
    parts = [part.buffer(-wall / 2 - 1, join_style="mitre").area for part in polygons(ground)]
    return Gap(round(WALLS * sum(parts)) // M2 * M2, round(max(parts)))
