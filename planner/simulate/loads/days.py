"""Days of a park in use, hour by hour: who is there, and what that asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.check.facts import Facts
from planner.check.shares import gross_factors
from planner.errors import UsageError
from planner.model import M2
from planner.simulate.loads.lifts import LiftGroup, lift_groups
from planner.simulate.loads.profile import LoadProfile
from planner.utilities.demand import SCALE, ground_areas, people
from planner.utilities.model import Level, Service
from planner.utilities.table import Table, table_for

__all__ = ["HOURLY", "SERVICES", "Days", "Group", "Series", "groups_of", "simulate_days"]

SERVICES: tuple[Service, ...] = ("power", "water", "bandwidth")
HOURLY = ("people", "power", "water", "bandwidth")
"""What is simulated: persons, kVA, m3 in the hour, Mbit/s."""
QUANTILES = (0.05, 0.5, 0.95, 0.99)
BLOCK = 500
"""Days at a time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms of one use in one building that fill together: those of a company, or all others."""

    building: str
    use: str
    party: str
    people: float
    design: Mapping[Service, float]
    """Greatest demand: kVA, m3 a day, Mbit/s."""


@dataclass(frozen=True, slots=True)
class Series:
    """One thing over the hours of a weekday and of a day of the weekend."""

    hours: NDArray[np.float64]
    """(2, quantiles, 24): weekday and weekend."""
    peaks: NDArray[np.float64]
    """Greatest hour of each simulated weekday."""
    totals: NDArray[np.float64]
    """Sum over the hours of each simulated weekday."""


@dataclass(frozen=True, slots=True)
class Days:
    """All that was simulated."""

    facts: Facts
    profile: LoadProfile
    level: Level
    number: int
    groups: tuple[Group, ...]
    park: Mapping[str, Series]
    buildings: Mapping[str, Mapping[str, Series]]
    site_water_m3: float
    lifts: tuple[LiftGroup, ...]


def groups_of(facts: Facts, table: Table, profile: LoadProfile, level: Level) -> tuple[Group, ...]:
    """The rooms of a layout by building, use and company, with what they ask for at most."""
    factors, inside = gross_factors(facts), people(facts)
    power_factor = facts.scenario.utilities.power_factor
    found: dict[tuple[str, str, str], Group] = {}
    for space in facts.spaces:
        kind = facts.kind_of(space)
        if kind is None:
            continue
        building, use = facts.plates[space.storey].storey.building, table.use_of(kind)
        part = profile.occupied if space.kind == "vacant" else 1.0
        net = space.polygon.area / M2
        amounts = {"gross_m2": net * factors[building], "net_m2": net, "person": inside[space.id]}
        key = (building, use, (space.tenant or "") if space.kind == "tenant_suite" else "")
        before = found.get(key) or Group(*key, 0.0, dict.fromkeys(SERVICES, 0.0))
        design = {}
        for service in SERVICES:
            entry = table.indices.get((use, service))
            more = 0.0
            if entry is not None:
                index, factor = entry.at(level)
                more = part * amounts[entry.per] * index * factor * SCALE[service]
            design[service] = before.design[service] + (more / power_factor if service == "power" else more)
        found[key] = Group(*key, before.people + part * inside[space.id], design)
    return tuple(group for _, group in sorted(found.items()))


def simulate_days(facts: Facts, profile: LoadProfile, number: int, seed: int, level: Level | None) -> Days:
    """Simulate so many weekdays and as many days of the weekend; ``UsageError`` for an empty layout."""
    at = level or facts.scenario.utilities.level
    table = table_for(facts.scenario.utilities)
    groups = groups_of(facts, table, profile, at)
    if not groups:
        raise UsageError(
            "the layout has no rooms, expected rooms whose use is known. "
            "Try: another result of `planner solve`"
        )
    site = _watering(facts, at)
    names = sorted({group.building for group in groups})
    place = np.array([names.index(group.building) for group in groups])
    hours = _Hours(groups, profile)
    shape = (2, number, len(names), 24)
    drawn = {name: np.empty(shape, np.float32) for name in HOURLY}
    for kind in range(2):
        random = np.random.default_rng([seed, kind])
        for start in range(0, number, BLOCK):
            size = min(BLOCK, number - start)
            for name, values in hours.draw(random, size, weekend=kind == 1).items():
                whole = np.zeros((size, len(names), 24))
                for building in range(len(names)):
                    whole[:, building] = values[:, place == building].sum(axis=1)
                drawn[name][kind, start : start + size] = whole
    ground = np.zeros(24)
    first, last = profile.watering_hours
    within = np.clip(np.minimum(np.arange(24) + 1, last) - np.maximum(np.arange(24), first), 0, 1)
    ground += site * within / within.sum()
    park = {
        name: _series(rows.sum(axis=2) + (ground if name == "water" else 0.0)) for name, rows in drawn.items()
    }
    each = {
        building: {name: _series(rows[:, :, k]) for name, rows in drawn.items()}
        for k, building in enumerate(names)
    }
    there = {room: profile.attendance.mean * number for room, number in people(facts).items()}
    lifts = lift_groups(facts, profile.lifts, table, there)
    return Days(facts, profile, at, number, groups, park, each, site, lifts)


class _Hours:
    """What groups ask for, hour by hour, when so many of their people come."""

    def __init__(self, groups: tuple[Group, ...], profile: LoadProfile) -> None:
        self.profile = profile
        days = [profile.day_of(group.use) for group in groups]
        self.people = np.array([group.people for group in groups])
        self.rows = np.array([day.people for day in days])
        self.power = np.array([day.power or day.people for day in days])
        self.standby = np.array([day.standby for day in days])
        self.weekend = np.array(
            [profile.weekend_share if day.weekend is None else day.weekend for day in days]
        )
        self.design = {service: np.array([group.design[service] for group in groups]) for service in SERVICES}

    def draw(
        self, random: np.random.Generator, days: int, *, weekend: bool
    ) -> dict[str, NDArray[np.float64]]:
        """(days, groups, 24) of everything."""
        mean, sd = self.profile.attendance.mean, self.profile.attendance.sd
        size = (days, len(self.people))
        if sd > 0:
            strength = mean * (1 - mean) / sd**2 - 1
            come = random.beta(mean * strength, (1 - mean) * strength, size)
        else:
            come = np.full(size, mean)
        if weekend:
            come = come * self.weekend
        there = come[:, :, None] * self.rows
        whole = np.floor(self.people).astype(int)
        heads = random.binomial(whole[None, :, None], there) + (self.people - whole)[None, :, None] * there
        active = self.standby[:, None] + (1 - self.standby)[:, None] * come[:, :, None] * self.power
        flow = self.rows / self.rows.sum(axis=1, keepdims=True)
        return {
            "people": heads,
            "power": self.design["power"][:, None] * active,
            "water": self.design["water"][:, None] * come[:, :, None] * flow,
            "bandwidth": self.design["bandwidth"][:, None] * there,
        }


def _series(drawn: NDArray[np.floating[Any]]) -> Series:
    """Of (2, days, 24)."""
    rows = np.asarray(drawn, dtype=np.float64)
    return Series(
        np.quantile(rows, QUANTILES, axis=1).transpose(1, 0, 2), rows[0].max(axis=1), rows[0].sum(axis=1)
    )


def _watering(facts: Facts, level: Level) -> float:
    """Water for roads and open ground, m3 a day."""
    table = table_for(facts.scenario.utilities)
    return sum(area * table.ground[id].water.at(level) / 1000 for id, area in ground_areas(facts).items())
