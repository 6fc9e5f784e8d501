"""Runs summed up: means with confidence intervals, and what one more dock changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from planner.simulate.goods.load import Load, loads_of, require_stable
from planner.simulate.goods.network import Network
from planner.simulate.goods.profile import Profile
from planner.simulate.goods.week import Outcome, Run, run_week
from planner.simulate.replicate import replicate

__all__ = ["CHANGES", "Change", "Estimate", "Simulated", "estimate", "simulate_goods"]

LEVEL = 0.95
"""Of the confidence intervals."""
CHANGES: Mapping[str, Callable[[Outcome], float]] = {
    "dock_wait_s": lambda outcome: outcome.stations["docks"].wait_mean,
    "late_trucks": lambda outcome: outcome.late_trucks,
    "turnaround_s": lambda outcome: outcome.turnaround_mean,
    "order_s": lambda outcome: outcome.order_mean,
}
"""What is told of one more dock."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean over the runs with its interval of 95 % (Student's t); without one where there is one run."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """What one more dock at a building brings: after minus before, run by run with the same arrivals."""

    building: str
    changes: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Simulated:
    """All runs of a layout."""

    profile: Profile
    network: Network
    loads: tuple[Load, ...]
    asked: int
    outcomes: tuple[Outcome, ...]
    changes: tuple[Change, ...]
    interrupted: bool

    def mean(self, figure: Callable[[Outcome], float]) -> Estimate:
        """A figure over the runs."""
        return estimate([figure(outcome) for outcome in self.outcomes])


def simulate_goods(
    profile: Profile,
    network: Network,
    seed: int,
    runs: int,
    workers: int,
    *,
    docks: bool = True,
    done: Callable[[int, int], None] = lambda finished, total: None,
) -> Simulated:
    """Simulate so many runs, and as many again with one more dock at each building that has docks.

    ``UsageError`` before anything is run where a queue would grow without end.
    """
    loads = loads_of(profile, network)
    require_stable(loads)
    buildings = sorted({dock.building for dock in network.docks}) if docks else []
    nets = [network, *(network.with_dock(building) for building in buildings)]
    jobs = [Run(profile, net, seed, number) for net in nets for number in range(runs)]
    found = replicate(run_week, jobs, workers, done)
    whole = len(found.results) // runs if found.interrupted else len(nets)
    outcomes = found.results[:runs]
    changes = []
    for place, building in enumerate(buildings, 1):
        if place < whole:
            after = found.results[place * runs : (place + 1) * runs]
            pairs = list(zip(outcomes, after, strict=True))
            rows = {
                name: estimate([figure(b) - figure(a) for a, b in pairs]) for name, figure in CHANGES.items()
            }
            changes.append(Change(building, rows))
    return Simulated(profile, network, loads, runs, outcomes, tuple(changes), found.interrupted)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and interval."""
    mean = float(np.mean(values)) if values else math.nan
    if len(values) < 2:
        return Estimate(mean, None, None)
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(values) - 1) * stats.sem(values))
    return Estimate(mean, mean - half, mean + half)
