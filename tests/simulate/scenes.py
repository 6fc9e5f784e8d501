"""Grounds drawn by hand for the tests of the agents: metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.simulate.evacuation.agents import Ground, Person
from planner.simulate.evacuation.floors import Floor, Goal, Patch
from planner.simulate.evacuation.profile import standard_profile

At = tuple[float, float]


@dataclass
class Scene:
    """Agents on a ground with exits, until nobody is left."""

    ground: BaseGeometry
    exits: Mapping[str, Polygon]
    people: Sequence[tuple[At, str, float, float]]
    """Place, exit, speed, and when he sets out."""
    step: float = 0.02
    outs: dict[int, float] = field(default_factory=dict)
    by: dict[int, str] = field(default_factory=dict)
    paths: list[NDArray[np.float64]] = field(default_factory=list)

    def play(self, longest: float = 900.0, look: float = 1.0) -> Scene:
        """Let them go; where they are is kept each ``look`` seconds."""
        goals = {
            id: Goal(id, "outside", zone, (zone.centroid.x, zone.centroid.y))
            for id, zone in self.exits.items()
        }
        patch = Patch(shapely.union_all([self.ground, *self.exits.values()]), goals)
        ground = Ground(Floor("S", (patch,), {}, {}, frozenset()), patch, self.step, standard_profile())
        for number, (at, exit, speed, later) in enumerate(self.people):
            ground.enter(Person(number, "S", speed, later), at, exit, 0.0)
        count = 0
        while ground.inside and count * self.step < longest:
            if count % max(1, round(look / self.step)) == 0:
                self.paths.append(ground.positions())
            count += 1
            for person in ground.advance(count * self.step):
                self.outs[person.number] = count * self.step
                self.by[person.number] = ground.goal_of[person.number]
        return self

    @property
    def last(self) -> float:
        """When the last one was out; infinite where somebody is left."""
        return max(self.outs.values()) if len(self.outs) == len(self.people) else float("inf")

    def flow(self, cut: int = 10) -> float:
        """Persons a second between the first and the last few."""
        times = sorted(self.outs.values())
        return (len(times) - 2 * cut) / (times[-cut] - times[cut - 1])


def grid(left: float, low: float, columns: int, rows: int, pitch: float) -> list[At]:
    """Places in rows."""
    return [(left + pitch * column, low + pitch * row) for row in range(rows) for column in range(columns)]


def hall_with_door(width: float) -> tuple[BaseGeometry, dict[str, Polygon]]:
    """IMO 4: a hall of 8 x 5 m, a door in the middle of its short end, and ground outside."""
    hall, door, outside = (
        box(0, 0, 8, 5),
        box(7.99, 2.5 - width / 2, 8.21, 2.5 + width / 2),
        box(8.2, 0, 11.2, 5),
    )
    return shapely.union_all([hall, door, outside]), {"X": box(11.2, 0, 12.2, 5)}
