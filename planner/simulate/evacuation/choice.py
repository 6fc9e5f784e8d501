"""Which exit each person heads for: the nearest, or the one by which he is out soonest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from planner.circulation.walk import Spot
from planner.simulate.evacuation.constants import hydraulics
from planner.simulate.evacuation.house import House
from planner.simulate.evacuation.people import Crowd

__all__ = ["Choice", "exits_chosen"]

Choice = Literal["nearest", "quickest"]


def exits_chosen(
    house: House, storey: str, people: Sequence[tuple[Crowd, Spot]], choice: Choice
) -> list[str]:
    """An exit for each of these people at their places (mm).

    ``quickest``: who is nearest to any exit chooses first, each the exit that he has passed soonest after all
    who chose it before, by the flows of the hydraulic model: as if people saw the queues.
    """
    exits = house.exits(storey)
    groups = [exits] if choice == "nearest" else [(exit,) for exit in exits]
    options = [
        sorted(
            (length, exit)
            for group in groups
            if (found := _way(house, storey, crowd, spot, group)) is not None
            for length, exit in [found]
        )
        for crowd, spot in people
    ]
    if choice == "nearest":
        return [rows[0][1] for rows in options]
    gaps = {exit: 1.0 / _rate(house, storey, exit) for exit in exits}
    free = dict.fromkeys(exits, 0.0)
    chosen = [""] * len(people)
    for number in sorted(range(len(people)), key=lambda k: (options[k][0][0], k)):
        speed = hydraulics(house.profile).level_speed
        time, _, exit = min((max(far / 1000 / speed, free[id]), far, id) for far, id in options[number])
        free[exit] = time + gaps[exit]
        chosen[number] = exit
    return chosen


def _way(
    house: House, storey: str, crowd: Crowd, spot: Spot, exits: tuple[str, ...]
) -> tuple[float, str] | None:
    """The shortest way from a place to any of some exits, mm, and which one."""
    ways = house.ways[storey]
    found = [
        (away + chain.length, chain.exit)
        for door, away in ways.steps(crowd.room, spot)
        if (chain := ways.chain(crowd.part, door, exits)) is not None
    ]
    return min(found, default=None)


def _rate(house: House, storey: str, exit: str) -> float:
    """Persons a second through the doors of an exit, and of a stair no more than its flight takes."""
    ways, given = house.ways[storey], hydraulics(house.profile)
    rate = sum(given.door(ways.width(number)) for number in ways.ends(exit))
    flight = house.down.get(exit)
    return rate if flight is None or exit in ways.outer else min(rate, given.stair(flight.width))
