"""What the evacuation models take as given: named, with unit and confidence (``constants.yaml``)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

__all__ = [
    "Constant",
    "Group",
    "Hydraulics",
    "constant",
    "constants",
    "group_of",
    "groups",
    "hydraulics",
    "incline",
    "top",
]


@dataclass(frozen=True, slots=True)
class Constant:
    """A named value with its unit, how sure it is, and where it is from."""

    id: str
    value: float
    unit: str
    confidence: str
    source: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one kind: walking speed (normal, cut off), and seconds until they walk (uniform)."""

    id: str
    speed: float
    sd: float
    least: float
    most: float
    reaction: tuple[float, float]
    confidence: str
    en: str
    zh: str


@cache
def constants() -> Mapping[str, Constant]:
    """Every constant by id."""
    return {row["id"]: Constant(**row) for row in _raw()["constants"]}


@cache
def constant(id: str) -> float:
    """The value of a constant."""
    return float(constants()[id].value)


@cache
def groups() -> Mapping[str, Group]:
    """Every group of people by id."""
    return {row["id"]: Group(**{**row, "reaction": tuple(row["reaction"])}) for row in _raw()["groups"]}


def group_of(kind: str) -> Group:
    """Who fills a room of this kind."""
    return groups()[_raw()["kinds"].get(kind, "staff")]


@cache
def _raw() -> dict[str, Any]:
    text = files("planner.simulate.evacuation").joinpath("constants.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return raw


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
    in_rooms: bool
    """Whether people in full rooms walk more slowly."""

    def speed(self, density: float) -> float:
        """Speed on the level among so many persons a m2, as the room is before anybody has left."""
        if not self.in_rooms or density <= constant("free_density"):
            return self.level_speed
        share = 1.0 - constant("density_factor") * min(density, 2.5)
        return min(self.level_speed, constant("level_k") * share)

    def door(self, width: float) -> float:
        """Persons a second through a door of this clear width."""
        return self.level_flow * max(0.05, width - 2 * self.layer)

    def stair(self, width: float) -> float:
        """Persons a second down a flight of this clear width."""
        return self.stair_flow * max(0.05, width - 2 * self.layer)


@cache
def hydraulics() -> Hydraulics:
    """The SFPE hydraulic model: flow is greatest where D = 1 / (2 x 0.266), then it is k / (4 x 0.266)."""
    level, stair = constant("level_k"), constant("stair_k")
    most = 4 * constant("density_factor")
    free = constant("free_share")
    return Hydraulics(
        free * level,
        free * stair,
        level / most,
        stair / most,
        constant("door_layer"),
        True,
    )


@cache
def top() -> Hydraulics:
    """What no model here exceeds: the fastest walker, and IMO's greatest flow over the clear width."""
    fastest = max(group.most for group in groups().values())
    flow = constant("top_flow")
    return Hydraulics(fastest, fastest * constant("stair_speed"), flow, flow, 0.0, False)


def incline(rise: float) -> float:
    """Metres walked on flights that rise so much."""
    return rise * math.hypot(1.0, constant("tread") / constant("riser"))
