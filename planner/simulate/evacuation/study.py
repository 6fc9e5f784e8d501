"""Evacuation of a layout by agents: what is run, how often, and what came of it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from planner.check.facts import Facts
from planner.errors import Interrupted, UsageError
from planner.simulate.evacuation.bound import Bound, bound_building, bound_storey
from planner.simulate.evacuation.choice import Choice
from planner.simulate.evacuation.constants import hydraulics, top
from planner.simulate.evacuation.floors import Floor, floor_of, refuse_trapped
from planner.simulate.evacuation.house import House, house_of
from planner.simulate.evacuation.hydraulic import Cleared, clear_building, clear_storey
from planner.simulate.evacuation.profile import Profile, standard_profile
from planner.simulate.evacuation.run import Run, run_replication
from planner.simulate.replicate import replicate
from planner.simulate.results import need, read_simulated

__all__ = [
    "FINE",
    "STEP",
    "Interval",
    "Outcome",
    "Settings",
    "Study",
    "Subject",
    "interval",
    "study",
    "subjects_of",
]

STEP, FINE = 0.05, 0.02
"""Steps in seconds; with 0.1 the model is unstable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for."""

    replications: int = 5
    seed: int = 1
    blocked: tuple[str, ...] = ()
    reacting: bool = True
    fine: bool = False
    choice: Choice = "nearest"
    film: bool = False
    workers: int = 1
    profile: Profile = field(default_factory=standard_profile)

    @property
    def step(self) -> float:
        """Seconds of a step."""
        return FINE if self.fine else STEP


@dataclass(frozen=True, slots=True)
class Subject:
    """What is left: a storey by its own people alone, or a building by everybody at once."""

    id: str
    kind: str
    building: str
    storeys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Times over replications, seconds; NaN where there are too few."""

    count: int
    mean: float
    sd: float
    low: float
    high: float
    """95 % confidence interval of the mean, by Student's t."""
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a subject."""

    subject: Subject
    runs: tuple[Run, ...]
    fast: Cleared
    """The fast model with the same times until people set out."""
    bound: Bound
    """Of all models: nobody is faster."""
    advice: Bound
    """What holds people up, by the flows of the fast model."""

    @property
    def whole(self) -> tuple[Run, ...]:
        """Runs that did not stall."""
        return tuple(run for run in self.runs if not run.stalled)

    @property
    def times(self) -> Interval:
        """Until the last one was out; stalled runs do not count."""
        if self.subject.kind == "storey":
            return self.storey_times(self.subject.id)
        return interval([run.seconds for run in self.whole])

    def storey_times(self, storey: str) -> Interval:
        """Until the last one had left his storey."""
        return interval([run.storeys[storey] for run in self.whole if storey in run.storeys])


@dataclass(frozen=True, slots=True)
class Study:
    """All that was run."""

    facts: Facts
    settings: Settings
    outcomes: tuple[Outcome, ...]
    interrupted: bool


@dataclass(frozen=True, slots=True)
class _Job:
    directory: str
    subject: Subject
    blocked: tuple[str, ...]
    seed: int
    step: float
    reacting: bool
    film: bool
    choice: Choice
    profile: Profile


def subjects_of(facts: Facts, storeys: Sequence[str], buildings: Sequence[str]) -> list[Subject]:
    """The storeys and buildings that are named, else every building with people in it."""
    known = {storey.id: storey for storey in facts.scenario.storeys}
    houses = {building.id: building for building in facts.scenario.buildings}
    for names, there, what in ((storeys, known, "storey"), (buildings, houses, "building")):
        for name in names:
            if name not in there:
                raise UsageError(
                    f"{name}: no such {what} in this layout, expected one of {', '.join(there)}. "
                    f"Try: planner simulate evacuation BUNDLE --{what} {next(iter(there))}"
                )
    found = [Subject(id, "storey", known[id].building, (id,)) for id in dict.fromkeys(storeys)]
    wanted = list(dict.fromkeys(buildings)) or ([] if storeys else list(houses))
    for id in wanted:
        order = sorted(houses[id].storeys, key=lambda storey: storey.level)
        found.append(Subject(id, "building", id, tuple(storey.id for storey in order)))
    peopled = []
    for subject in found:
        house = house_of(facts, houses[subject.building])
        if any(house.crowds[storey] for storey in subject.storeys):
            peopled.append(subject)
        elif subject.id in (*storeys, *buildings):
            raise UsageError(
                f"{subject.id}: nobody is there, expected a storey or building with rooms for people. "
                "Try: another one, or lay it out with `planner solve`"
            )
    if not peopled:
        raise UsageError(
            f"{facts.bundle.directory}: nobody is in any building, expected rooms for people. "
            "Try: solve the scenario again"
        )
    return peopled


def study(
    facts: Facts, subjects: Sequence[Subject], settings: Settings, done: Callable[[int, int], None]
) -> Study:
    """Run everything; ``Interrupted`` when it was stopped before any replication had finished."""
    need("jupedsim", "JuPedSim")
    closed = _closed(facts, settings.blocked)
    for subject in subjects:
        house = house_of(facts, facts.scenario.building(subject.building), closed, settings.profile)
        refuse_trapped(house, subject.storeys)
        _floors(house, subject.storeys, settings.choice)
    jobs = [
        _Job(
            str(facts.bundle.directory),
            subject,
            settings.blocked,
            _seed(settings.seed, subject.id, number),
            settings.step,
            settings.reacting,
            settings.film and number == 0,
            settings.choice,
            settings.profile,
        )
        for number in range(settings.replications)
        for subject in subjects
    ]
    found = replicate(_work, jobs, settings.workers, done)
    if not found.results:
        raise Interrupted("stopped before any replication had finished. Try: fewer people with --storey")
    runs: dict[str, list[Run]] = {}
    for id, run in found.results:
        runs.setdefault(id, []).append(run)
    outcomes = [
        _outcome(facts, subject, runs[subject.id], settings) for subject in subjects if subject.id in runs
    ]
    return Study(facts, settings, tuple(outcomes), found.interrupted)


def _seed(seed: int, subject: str, number: int) -> int:
    """A seed of its own for each replication of each subject, the same on every machine."""
    return int(np.random.SeedSequence([seed, zlib.crc32(subject.encode()), number]).generate_state(1)[0])


def _closed(facts: Facts, blocked: Sequence[str]) -> frozenset[str]:
    exits = [exit_.id for storey in facts.scenario.storeys for exit_ in storey.exits]
    stairs = [
        part.id
        for storey in facts.scenario.storeys
        for core in storey.cores
        for part in core.parts
        if part.kind == "stair"
    ]
    doors = {door.id for plate in facts.plates.values() for door in plate.doors}
    for id in blocked:
        if id not in {*exits, *stairs, *doors}:
            shown = ", ".join([*exits, *stairs][:12])
            raise UsageError(
                f"--block {id}: no exit, stair or door of this layout, expected one such as {shown}. "
                "Try: an id as on the plan, with building and storey in front"
            )
    return frozenset(blocked)


@cache
def _facts(directory: str) -> Facts:
    """The layout, read once in each worker."""
    return read_simulated(Path(directory))


def _floors(house: House, storeys: Sequence[str], choice: Choice) -> dict[str, Floor]:
    """Storeys with people, and those that people come through."""
    return {
        storey: floor_of(house, storey, choice)
        for storey in storeys
        if house.crowds[storey] or (len(storeys) > 1 and house.ways[storey].outer)
    }


def _work(job: _Job) -> tuple[str, Run]:
    """One replication; in a worker."""
    facts = _facts(job.directory)
    building = facts.scenario.building(job.subject.building)
    house = house_of(facts, building, frozenset(job.blocked), job.profile)
    try:
        run = run_replication(
            house,
            _floors(house, job.subject.storeys, job.choice),
            job.seed,
            job.step,
            alone=job.subject.kind == "storey",
            reacting=job.reacting,
            film=job.film,
            choice=job.choice,
        )
    except RuntimeError as fault:
        raise UsageError(
            f"{job.subject.id}: JuPedSim refuses this ground ({' '.join(str(fault).split())}), "
            "expected rooms, corridors and exits that hang together. Try: check it with `planner check`"
        ) from fault
    return job.subject.id, run


def _outcome(facts: Facts, subject: Subject, runs: Sequence[Run], settings: Settings) -> Outcome:
    building = facts.scenario.building(subject.building)
    house = house_of(facts, building, frozenset(settings.blocked), settings.profile)
    if subject.kind == "storey":
        fast = clear_storey(house, subject.id, reacting=settings.reacting)
        bounds = [
            bound_storey(house, subject.id, given)
            for given in (top(house.profile), hydraulics(house.profile))
        ]
    else:
        fast = clear_building(house, reacting=settings.reacting)
        bounds = [bound_building(house, given) for given in (top(house.profile), hydraulics(house.profile))]
    return Outcome(subject, tuple(runs), fast, *bounds)


def interval(values: Sequence[float]) -> Interval:
    """Mean with its 95 % confidence interval."""
    count = len(values)
    if not count:
        return Interval(0, *(math.nan,) * 6)
    mean = float(np.mean(values))
    if count == 1:
        return Interval(1, mean, math.nan, math.nan, math.nan, mean, mean)
    from scipy.stats import t

    sd = float(np.std(values, ddof=1))
    half = float(t.ppf(0.975, count - 1)) * sd / math.sqrt(count)
    return Interval(count, mean, sd, mean - half, mean + half, min(values), max(values))
