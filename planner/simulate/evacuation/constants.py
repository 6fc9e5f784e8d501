"""The numbers of the evacuation models as they are worked with, and where each is from (constants.yaml)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from planner.simulate.evacuation.profile import Profile, standard_profile

__all__ = ["Constant", "Hydraulics", "constants", "hydraulics", "incline", "top"]


@dataclass(frozen=True, slots=True)
class Constant:
    """What a number of the profile is: its unit, how sure it is, and where it is from."""

    id: str
    unit: str
    confidence: str
    source: str
    en: str
    zh: str


@cache
def constants() -> Mapping[str, Constant]:
    """Every constant by id."""
    text = files("planner.simulate.evacuation").joinpath("constants.yaml").read_text("utf-8")
    return {row["id"]: Constant(**row) for row in yaml.safe_load(text)["constants"]}


@dataclass(frozen=True, slots=True)
class Hydraulics:
    """How fast people walk and how many pass: metres and seconds."""

    level_speed: float
    stair_speed: float
    level_flow: float
    """Persons a second through a metre of what counts of a door's width."""
    stair_flow: float
    layer: float
    """Of a door's or stair's clear width this much on each side does not count."""
    crowd: tuple[float, float, float] | None
    """Of people in full rooms, who walk more slowly: density below which nobody does, k, and how it falls."""

    def speed(self, density: float) -> float:
        """Speed on the level among so many persons a m2, as the room is before anybody has left."""
        if self.crowd is None or density <= self.crowd[0]:
            return self.level_speed
        _, k, factor = self.crowd
        return min(self.level_speed, k * (1.0 - factor * min(density, 2.5)))

    def door(self, width: float) -> float:
        """Persons a second through a door of this clear width."""
        return self.level_flow * max(0.05, width - 2 * self.layer)

    def stair(self, width: float) -> float:
        """Persons a second down a flight of this clear width."""
        return self.stair_flow * max(0.05, width - 2 * self.layer)


def hydraulics(given: Profile | None = None) -> Hydraulics:
    """The SFPE hydraulic model: flow is greatest where D = 1 / (2 x 0.266), then it is k / (4 x 0.266)."""
    given = given or standard_profile()
    most = 4 * given.density_factor
    return Hydraulics(
        given.free_share * given.level_k,
        given.free_share * given.stair_k,
        given.level_k / most,
        given.stair_k / most,
        given.door_layer,
        (given.free_density, given.level_k, given.density_factor),
    )


def top(given: Profile | None = None) -> Hydraulics:
    """What no model here exceeds: the fastest walker, and IMO's greatest flow over the clear width."""
    given = given or standard_profile()
    fastest = max(group.most for group in given.groups.values())
    return Hydraulics(fastest, fastest * given.stair_speed, given.top_flow, given.top_flow, 0.0, None)


def incline(rise: float, given: Profile | None = None) -> float:
    """Metres walked on flights that rise so much."""
    given = given or standard_profile()
    return rise * math.hypot(1.0, given.tread / given.riser)
