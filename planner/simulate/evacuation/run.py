"""One replication: everybody of a building, or of one storey, leaves; what maps and films need is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from planner.simulate.evacuation.agents import CHECK, Ground, Person, Strip, StripSpec, people_of
from planner.simulate.evacuation.choice import Choice, exits_chosen
from planner.simulate.evacuation.floors import Floor
from planner.simulate.evacuation.house import House

__all__ = ["CELL", "Maps", "Place", "Run", "run_replication", "strips_of"]

CELL = 0.5
"""Side of a cell of the maps, m."""
AROUND = 3
"""Density is that of so many by so many cells."""
LOOK = 0.25
"""Seconds between two looks at where people are."""
FILM = 0.5
"""Seconds between two frames of a film."""
LEAST_MOVE = 0.3
"""Metres that the fastest person moves at least in ``STILL`` seconds, unless the run has stalled."""
STANDS = 0.1
"""Who moves less than so many metres in ``STILL`` seconds stands still."""
HELPED = 5
"""So often somebody is set on his way at most."""
STILL = 10.0
LONGEST = 3 * 3600.0
"""No run goes on for longer."""

Floats = NDArray[np.float64]
Place = tuple[str, float, float]
"""Storey, x and y in metres."""


@dataclass(slots=True)
class Maps:
    """What is counted in the cells of a storey."""

    origin: tuple[float, float]
    passed: Floats
    """Persons who came through each cell."""
    peak: Floats
    """Greatest density, persons a m2."""


@dataclass(frozen=True, slots=True)
class Run:
    """How one replication went."""

    seed: int
    persons: int
    seconds: float
    """Until the last one was out; of a stalled run, until it was given up."""
    stalled: bool
    inside: int
    """Who was left inside when it was given up."""
    stuck: tuple[Place, ...]
    """Where some of them were."""
    storeys: Mapping[str, float]
    """Until each storey was left."""
    outs: Floats
    """When each person was out, in order; of those who were."""
    exits: Mapping[str, int]
    helped: tuple[Place, ...]
    """Where somebody who was stuck with room around him was set on his way, once for each time."""
    maps: Mapping[str, Maps]
    film: Mapping[str, tuple[Floats, ...]]
    """Where people were on each storey, a frame each ``FILM`` seconds; empty where none is wanted."""


def strips_of(house: House, storeys: Sequence[str], *, alone: bool) -> list[StripSpec]:
    """The stairs that people take, each unrolled once: the ways down that end together are one strip."""
    given = house.profile
    runs: dict[str, list[list[tuple[str, float]]]] = {}
    ends: dict[str, tuple[str, str, bool]] = {}
    widths: dict[str, float] = {}
    for storey in storeys:
        for stair in house.exits(storey):
            if stair in house.ways[storey].outer:
                continue
            flights = list(house.descents(stair))[: 1 if alone else None]
            last = flights[-1]
            steps = [
                (f.stair, f.incline + f.landings * (given.stair_up_speed if f.up else given.stair_speed))
                for f in flights
            ]
            key = stair if alone else f"{last.to}{'+' if last.up else ''}"
            runs.setdefault(key, []).append(steps)
            widths[key] = min(widths.get(key, math.inf), *(flight.width for flight in flights))
            out = None if alone else house.discharge(last)
            ends[key] = (last.to_storey if out else "", out[1].exit if out else "", last.up)
    made = []
    for key, rows in sorted(runs.items()):
        longest = max(sum(length for _, length in steps) for steps in rows)
        entries = {steps[0][0]: longest - sum(length for _, length in steps) for steps in rows}
        on, goal, up = ends[key]
        made.append(StripSpec(key.removesuffix("+"), widths[key], longest, entries, on, goal, up))
    return made


@dataclass(slots=True)
class _World:
    """All simulations of a replication."""

    grounds: Mapping[tuple[str, int], Ground]
    strips: Sequence[Strip]
    maps: dict[str, Maps]
    film: dict[str, list[Floats]] | None
    now: float = 0.0
    people: list[Person] = field(default_factory=list)
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    moved: float = 0.0
    """When somebody last got on."""
    spots: dict[int, tuple[float, float]] = field(default_factory=dict)
    looked: float = 0.0
    helped: list[Place] = field(default_factory=list)

    @property
    def inside(self) -> int:
        return sum(sim.inside for sim in (*self.grounds.values(), *self.strips))

    def advance(self, step: float) -> None:
        """One step of all of them."""
        self.now += step
        for (storey, _), ground in self.grounds.items():
            for person in ground.advance(self.now):
                self._out(person, ground.goal_of[person.number], storey)
        for strip in self.strips:
            for person in strip.advance(self.now):
                self._out(person, strip.spec.stair, "")

    def _out(self, person: Person, exit: str, storey: str) -> None:
        person.out, person.exit, self.moved = self.now, exit, self.now
        if storey in ("", person.storey) and math.isnan(person.left):
            person.left = self.now

    def hand_over(self) -> None:
        """From grounds to strips and back, as many as find room."""
        for strip in self.strips:
            for stair in strip.spec.entries:
                self._into(strip, stair)
            if strip.spec.ends_on:
                self._off(strip)

    def _into(self, strip: Strip, stair: str) -> None:
        for ground in self.grounds.values():
            if stair not in ground.patch.goals:
                continue
            agent = ground.at_stair(stair)
            at = strip.place(stair) if agent is not None else None
            if agent is not None and at is not None:
                person = ground.take(agent)
                strip.add(person, at, strip.aim, self.now)
                person.left, self.moved = self.now, self.now

    def _off(self, strip: Strip) -> None:
        for agent in strip.arrived():
            person = strip.people[agent]
            for (storey, _), ground in self.grounds.items():
                here = storey == strip.spec.ends_on and strip.spec.stair in ground.patch.goals
                if here and ground.step_out(person, strip.spec.stair, strip.spec.goal, self.now):
                    strip.take(agent)
                    self.moved = self.now
                    return

    def look(self, *, film: bool) -> None:
        """Count who is where."""
        frames: dict[str, list[Floats]] = {}
        for (storey, _), ground in self.grounds.items():
            frames.setdefault(storey, []).append(ground.positions())
        for storey, rows in frames.items():
            here = np.vstack(rows)
            self._count(storey, here)
            if film and self.film is not None:
                self.film[storey].append(here[:, 1:].copy())
        if self.now - self.looked >= STILL:
            self._moving()

    def _moving(self) -> None:
        """Whether anybody has got on since the last time; who has not set out yet is waited for."""
        spots: dict[int, tuple[float, float]] = {}
        for sim in (*self.grounds.values(), *self.strips):
            spots |= {int(number): (x, y) for number, x, y in sim.positions()}
        far = max((math.dist(at, spots[n]) for n, at in self.spots.items() if n in spots), default=math.inf)
        still = {n for n, at in self.spots.items() if n in spots and math.dist(at, spots[n]) < STANDS}
        full = {stair for strip in self.strips for stair in strip.spec.entries if strip.full(stair)}
        for (storey, _), ground in self.grounds.items():
            for agent in ground.stuck(still, self.now - STILL, full):
                person = ground.people[agent]
                if person.helped < HELPED and ground.set_on(agent, self.now):
                    self.helped.append(_place(storey, *spots[person.number]))
        waiting = any(sim.waits(self.now) for sim in self.grounds.values())
        if waiting or far >= LEAST_MOVE:
            self.moved = self.now
        self.spots, self.looked = spots, self.now

    def _count(self, storey: str, here: Floats) -> None:
        maps = self.maps[storey]
        if not len(here):
            return
        columns = ((here[:, 1] - maps.origin[0]) / CELL).astype(int)
        rows = ((here[:, 2] - maps.origin[1]) / CELL).astype(int)
        inside = (
            (rows >= 0) & (columns >= 0) & (rows < maps.passed.shape[0]) & (columns < maps.passed.shape[1])
        )
        grid = np.zeros(maps.passed.shape)
        np.add.at(grid, (rows[inside], columns[inside]), 1.0)
        np.maximum(maps.peak, uniform_filter(grid, AROUND, mode="constant") / CELL**2, out=maps.peak)
        for number, row, column in zip(here[inside, 0], rows[inside], columns[inside], strict=True):
            cell = int(row), int(column)
            if self.cells.get(int(number)) != cell:
                self.cells[int(number)] = cell
                maps.passed[cell] += 1.0


def run_replication(
    house: House,
    floors: Mapping[str, Floor],
    seed: int,
    step: float,
    *,
    alone: bool,
    reacting: bool,
    film: bool,
    choice: Choice = "nearest",
) -> Run:
    """Everybody on these storeys leaves; ``alone``: to the outside or onto a stair, one storey by itself."""
    random = np.random.default_rng(seed)
    grounds = {
        (storey, k): Ground(floor, patch, step, house.profile)
        for storey, floor in floors.items()
        for k, patch in enumerate(floor.patches)
    }
    strips = [Strip(spec, step, house.profile) for spec in strips_of(house, tuple(floors), alone=alone)]
    world = _World(
        grounds, strips, {s: _maps(house, s) for s in floors}, {s: [] for s in floors} if film else None
    )
    for storey, floor in floors.items():
        people = people_of(
            house.crowds[storey], floor, house.profile.radius, random, len(world.people), reacting=reacting
        )
        exits = exits_chosen(
            house, storey, [(crowd, (x * 1000, y * 1000)) for crowd, _, (x, y) in people], choice
        )
        for (crowd, person, at), exit in zip(people, exits, strict=True):
            person.storey = storey
            world.people.append(person)
            grounds[storey, floor.room_patch[crowd.room]].enter(person, at, exit, 0.0)
    stalled = _play(world, step, house.profile.stall)
    return _told(world, seed, stalled)


def _play(world: _World, step: float, stall: float) -> bool:
    """Until nobody is inside; whether it stalled."""
    checks, looks, films = max(1, round(CHECK / step)), max(1, round(LOOK / step)), max(1, round(FILM / step))
    count = 0
    while world.inside:
        if count % looks == 0:
            world.look(film=count % films == 0)
        world.advance(step)
        count += 1
        if count % checks == 0:
            world.hand_over()
        if world.now - world.moved > stall or world.now > LONGEST:
            return True
    return False


def _told(world: _World, seed: int, stalled: bool) -> Run:
    people = world.people
    stuck: list[Place] = []
    for (storey, _), ground in world.grounds.items():
        stuck += [_place(storey, x, y) for _, x, y in ground.positions()]
    storeys: dict[str, float] = {}
    for person in people:
        left = person.left if not math.isnan(person.left) else world.now
        storeys[person.storey] = max(left, storeys.get(person.storey, 0.0))
    exits: dict[str, int] = {}
    for person in people:
        if person.exit:
            exits[person.exit] = exits.get(person.exit, 0) + 1
    outs = np.sort(np.array([person.out for person in people if not math.isnan(person.out)]))
    last = float(outs[-1]) if len(outs) and not stalled else world.now
    film = {storey: tuple(frames) for storey, frames in (world.film or {}).items()}
    return Run(
        seed,
        len(people),
        last,
        stalled,
        world.inside,
        tuple(stuck[:20]),
        storeys,
        outs,
        exits,
        tuple(world.helped),
        world.maps,
        film,
    )


def _place(storey: str, x: float, y: float) -> Place:
    return storey, round(float(x), 1), round(float(y), 1)


def _maps(house: House, storey: str) -> Maps:
    left, low, right, high = (value / 1000 for value in house.ways[storey].plate.storey.outline.bounds)
    shape = math.ceil((high - low) / CELL) + 1, math.ceil((right - left) / CELL) + 1
    return Maps((left, low), np.zeros(shape), np.zeros(shape))
