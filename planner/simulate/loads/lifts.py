"""Passenger lifts in the morning peak: round trip time of a car that fills at the entrance.

The model of up-peak traffic as lift designers use it: of N upper storeys with equal or unequal
population a car with P persons stops at S and turns at H; expectations over independent
destinations. RTT = 2 x rise to H / speed + (S + 1) x time of a stop + 2 P x transfer time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.check.facts import Facts
from planner.model import Building, CorePart
from planner.simulate.loads.profile import Lifts
from planner.utilities.table import Table

__all__ = ["LiftGroup", "highest", "lift_groups", "round_trip_s", "stops"]


@dataclass(frozen=True, slots=True)
class LiftGroup:
    """The passenger lifts of a building in the peak five minutes."""

    building: str
    lifts: tuple[str, ...]
    storeys: int
    """Above the entrance."""
    people: float
    """Of these storeys, who come in the morning."""
    arriving: float
    """Persons in the peak five minutes."""
    persons: float
    """Of a car on average."""
    speed_m_s: float
    round_trip_s: float

    @property
    def interval_s(self) -> float:
        """Between two cars at the entrance."""
        return self.round_trip_s / len(self.lifts)

    @property
    def capacity(self) -> float:
        """Persons that the lifts take in five minutes."""
        return 300 * self.persons / self.interval_s

    @property
    def utilisation(self) -> float:
        """Persons that come over those that are taken."""
        return self.arriving / self.capacity


def stops(shares: Sequence[float], persons: float) -> float:
    """Expected number of storeys at which somebody leaves; ``shares`` of the persons by storey."""
    return float(sum(1 - (1 - share) ** persons for share in shares))


def highest(rises: Sequence[float], shares: Sequence[float], persons: float) -> float:
    """Expected rise of the highest storey that somebody goes to, storeys in ascending order."""
    found, below = 0.0, 0.0
    for rise, share in zip(rises, shares, strict=True):
        found += rise * ((below + share) ** persons - below**persons)
        below += share
    return found


def round_trip_s(
    given: Lifts, rises: Sequence[float], shares: Sequence[float], persons: float, speed: float
) -> float:
    """Seconds of a round trip from the entrance, storeys in ascending order."""
    travel = 2 * highest(rises, shares, persons) / speed
    return travel + (stops(shares, persons) + 1) * given.stop_s + 2 * persons * given.transfer_s


def lift_groups(
    facts: Facts, given: Lifts, table: Table, people: Mapping[str, float]
) -> tuple[LiftGroup, ...]:
    """The groups of all buildings with lifts and people upstairs. ``people``: by room, who come."""
    coming = {
        space.id: people[space.id]
        for space in facts.spaces
        if (kind := facts.kind_of(space)) is not None and table.use_of(kind) in given.uses
    }
    found = []
    for building in facts.scenario.buildings:
        lifts = _passenger_lifts(building)
        upper = [storey for storey in building.storeys if storey.level > 1]
        there = {
            storey.id: sum(coming.get(space.id, 0.0) for space in facts.plates[storey.id].spaces)
            for storey in upper
        }
        total = sum(there.values())
        if not lifts or total <= 0:
            continue
        upper = sorted((s for s in upper if there[s.id] > 0), key=lambda storey: storey.elevation_mm)
        rises = [storey.elevation_mm / 1000 for storey in upper]
        loads = [
            part.load_kg / given.persons_kg if part.load_kg else given.persons for part in lifts.values()
        ]
        persons = given.fill * sum(loads) / len(loads)
        speed = next((speed for rise, speed in given.speed_m_s if rises[-1] <= rise), given.speed_m_s[-1][1])
        shares = [there[storey.id] / total for storey in upper]
        trip = round_trip_s(given, rises, shares, persons, speed)
        found.append(
            LiftGroup(
                building.id, tuple(lifts), len(upper), total, total * given.peak_share, persons, speed, trip
            )
        )
    return tuple(found)


def _passenger_lifts(building: Building) -> dict[str, CorePart]:
    """Lifts that people take, each shaft once: by the name of its part within the storey."""
    found: dict[str, CorePart] = {}
    for storey in building.storeys:
        for core in storey.cores:
            for part in core.parts:
                if part.kind == "lift":
                    found.setdefault("/".join(part.id.split("/")[2:]) or part.id, part)
    return found
