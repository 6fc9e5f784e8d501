"""How many people a storey may hold, by the width of its exits: a row a storey (GB 50016 5.5.21).

People are counted as the check does: the staff of a company, elsewhere by the area that the catalogue gives a
person in each kind of room, vacant room as offices. All storey areas in m2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.model import M2, Demand, RoomSpec, Scenario, Storey
from planner.programme import least_part, rooms_for
from solvers.people import in_rooms

if TYPE_CHECKING:
    from solvers.allocate.problem import Unit

Floats = npt.NDArray[np.float64]

RESERVE = 0.95
"""Share of the people that the exits allow: rooms come out larger than decided, and each is rounded up."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """People on a storey: ``vacant`` a m2 of what is left, and what each unit brings; at most ``most``."""

    most: Floats
    """People on each storey at most; infinite where nothing limits them."""
    per_m2: Floats
    """People a m2 of net area, a unit each."""
    each: Floats
    """People that come with a unit, whatever its area."""
    vacant: float

    @property
    def limited(self) -> list[int]:
        """Storeys whose exits limit people."""
        return np.flatnonzero(np.isfinite(self.most)).tolist()

    def of_area(self, unit: int, take: float) -> float:
        """What a m2 of a unit adds to the people of its storey: its own less those of vacant room."""
        return float(self.per_m2[unit]) - self.vacant * take

    def left(self, storey: int, capacity: float) -> float:
        """People beyond those of a vacant storey that may come."""
        return RESERVE * float(self.most[storey]) - self.vacant * capacity


def crowd_of(
    scenario: Scenario, units: Sequence[Unit], storeys: Sequence[Storey], people: Mapping[str, float]
) -> Crowd:
    """The rows of a problem; ``people`` on each storey at most, those missing are not limited."""
    spaces = scenario.catalogue.spaces
    each, per_m2 = np.zeros(len(units)), np.zeros(len(units))
    if people:
        for k, unit in enumerate(units):
            if unit.role == "tenant":
                staff = scenario.tenants[unit.index].staff
                each[k] = staff
                per_m2[k] = 0.0 if staff > 0 else _density(scenario, (RoomSpec("tenant_suite", 1, M2),))
            elif unit.role == "stock":
                per_m2[k] = _density(scenario, (RoomSpec("stock_room", 1, M2),))
            else:
                per_m2[k] = _demanded(scenario, scenario.demands[unit.index])
    vacant = spaces["vacant"].m2_per_person
    return Crowd(
        most=np.array([people.get(storey.id, np.inf) for storey in storeys], dtype=np.float64),
        per_m2=per_m2,
        each=each,
        vacant=1.0 / vacant if people and vacant > 0 else 0.0,
    )


def nobody(count: int, storeys: int) -> Crowd:
    """No limits."""
    return Crowd(np.full(storeys, np.inf), np.zeros(count), np.zeros(count), 0.0)


def _demanded(scenario: Scenario, demand: Demand) -> float:
    """People a m2 of a demand: of its wished area, or of its least part where that is denser."""
    areas = {demand.wished_area, demand.least_area}
    if demand.splittable:
        areas.add(least_part(scenario, demand))
    return max(_density(scenario, rooms_for(scenario, demand, area)) for area in areas if area > 0)


def _density(scenario: Scenario, rooms: Sequence[RoomSpec]) -> float:
    area = sum(room.count * room.area / M2 for room in rooms)
    return in_rooms(scenario, None, rooms) / area if area > 0 else 0.0
