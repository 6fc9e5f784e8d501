"""Agents on the plan: every piece of ground and every stair is a simulation of JuPedSim, run in step.

People on a stair walk down an unrolled strip. Who stands in the zone of a stair enters the strip when
there is a free place, and who has come down steps out when there is one: queues reach back into corridors.
Metres and seconds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon
from shapely.affinity import scale

from planner.errors import UsageError
from planner.simulate.evacuation.floors import Floor, Patch
from planner.simulate.evacuation.people import Crowd, place_of, scattered
from planner.simulate.evacuation.profile import Group, Profile
from planner.simulate.results import need

__all__ = ["CHECK", "Ground", "Person", "Strip", "StripSpec", "people_of"]

CHECK = 0.1
"""Seconds between two looks at who can go on from one ground to another."""
AROUND = 1.0
ALONE = 2
"""Who has no more people than these within ``AROUND`` m is not held up by a crowd."""
APART = 0.40
"""A place is free where nobody is within this distance of it."""


@dataclass(slots=True)
class Person:
    """Someone who leaves: a number, how he walks, when he sets out, where he is."""

    number: int
    storey: str
    speed: float
    sets_out: float
    left: float = math.nan
    """When he left his storey."""
    out: float = math.nan
    exit: str = ""
    helped: int = 0
    """How often he was set on his way where he was stuck."""


def people_of(
    crowds: Sequence[Crowd],
    floor: Floor,
    radius: float,
    random: np.random.Generator,
    start: int,
    *,
    reacting: bool,
) -> list[tuple[Crowd, Person, tuple[float, float]]]:
    """People with speed, time to set out and a place each; ``UsageError`` where a room cannot hold them."""
    found = []
    number = start
    for crowd in crowds:
        ground = scale(crowd.ground, 0.001, 0.001, origin=(0, 0))
        spots = scattered(
            ground.intersection(floor.patches[floor.room_patch[crowd.room]].polygon),
            crowd.count,
            radius,
            random,
        )
        if spots is None:
            at = crowd.ground.centroid
            raise UsageError(
                f"{crowd.room}: {crowd.count} people do not fit side by side into its "
                f"{crowd.ground.area / 1e6:.1f} m2 ({place_of(at)}), expected at least "
                "0.2 m2 a person. Try: fewer staff of its company in the scenario"
            )
        for x, y in spots:
            later = float(random.uniform(*crowd.group.reaction)) if reacting else 0.0
            person = Person(number, "", _speed(crowd.group, random), later)
            found.append((crowd, person, (float(x), float(y))))
            number += 1
    return found


def _speed(group: Group, random: np.random.Generator) -> float:
    """A walking speed: normal, drawn again outside its limits."""
    while True:
        speed = float(random.normal(group.speed, group.sd))
        if group.least <= speed <= group.most:
            return speed


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody who has not set out yet: he takes no room, as somebody at his desk."""

    person: Person
    at: tuple[float, float]
    aim: tuple[int, int]


class _Sim:
    """A simulation with the people in it."""

    def __init__(
        self, polygon: Polygon, step: float, speed_share: float, time_gap: float, radius: float
    ) -> None:
        jps = need("jupedsim", "JuPedSim")
        self._jps = jps
        self.sim: Any = jps.Simulation(model=jps.CollisionFreeSpeedModelV2(), geometry=polygon, dt=step)
        self.speed_share, self.time_gap, self.radius = speed_share, time_gap, radius
        self.people: dict[int, Person] = {}
        """Who walks, by agent."""
        self.waiting: list[_Waiting] = []
        """The latest first."""

    def journey(self, stage: int) -> int:
        """A journey that ends there."""
        return int(self.sim.add_journey(self._jps.JourneyDescription([stage])))

    @property
    def inside(self) -> int:
        """How many are here."""
        return len(self.people) + len(self.waiting)

    def waits(self, now: float) -> bool:
        """Whether somebody has still time to set out."""
        return any(row.person.sets_out > now for row in self.waiting)

    def add(self, person: Person, at: tuple[float, float], aim: tuple[int, int], now: float) -> None:
        """Put someone down, at once or when he sets out."""
        if person.sets_out > now:
            self.waiting.append(_Waiting(person, at, aim))
            self.waiting.sort(key=lambda row: -row.person.sets_out)
            return
        agent = self.sim.add_agent(
            self._jps.CollisionFreeSpeedModelV2AgentParameters(
                position=at,
                time_gap=self.time_gap,
                desired_speed=person.speed * self.speed_share,
                radius=self.radius,
                journey_id=aim[0],
                stage_id=aim[1],
            )
        )
        self.people[agent] = person

    def advance(self, now: float) -> list[Person]:
        """One step; who went away by an exit."""
        if self.waiting and self.waiting[-1].person.sets_out <= now:
            self._set_out(now)
        if not self.people:
            return []
        self.sim.iterate()
        return [self.people.pop(agent) for agent in self.sim.removed_agents() if agent in self.people]

    def _set_out(self, now: float) -> None:
        """Put down those whose time has come and whose place nobody stands in; the others try again."""
        due = [row for row in self.waiting if row.person.sets_out <= now]
        for row in reversed(due):
            if self.free(row.at, 2 * self.radius + 0.01):
                self.add(row.person, row.at, row.aim, now)
                self.waiting.remove(row)

    def take(self, agent: int) -> Person:
        """Take someone away to put him elsewhere."""
        self.sim.mark_agent_for_removal(agent)
        return self.people.pop(agent)

    def free(self, at: tuple[float, float], apart: float = APART) -> bool:
        """Whether there is room for somebody."""
        return not any(agent in self.people for agent in self.sim.agents_in_range(at, apart))

    def positions(self) -> NDArray[np.float64]:
        """Number, x and y of everybody."""
        rows = [
            (self.people[agent.id].number, *agent.position)
            for agent in self.sim.agents()
            if agent.id in self.people
        ]
        rows += [(row.person.number, *row.at) for row in self.waiting]
        return np.array(rows, dtype=float).reshape(-1, 3)


class Ground(_Sim):
    """A piece of ground of a storey, its exits and the zones of its stairs."""

    def __init__(self, floor: Floor, patch: Patch, step: float, given: Profile) -> None:
        super().__init__(patch.polygon, step, 1.0, given.time_gap, given.radius)
        self.storey = floor.storey
        self.patch = patch
        self.aims: dict[str, tuple[int, int]] = {}
        for id, goal in patch.goals.items():
            if goal.kind == "outside":
                stage = self.sim.add_exit_stage(goal.zone.intersection(patch.polygon).convex_hull)
            else:
                stage = self.sim.add_waypoint_stage(goal.point, 0.3)
            self.aims[id] = self.journey(stage), stage
        self.routing: Any = self._jps.RoutingEngine(patch.polygon)
        self.reach = {
            id: max(math.dist(corner, goal.point) for corner in goal.zone.exterior.coords)
            for id, goal in patch.goals.items()
        }
        """Metres from the point of a goal to the farthest corner of its zone."""
        self.goal_of: dict[int, str] = {}
        """Person -> the exit that he heads for."""

    def enter(self, person: Person, at: tuple[float, float], goal: str, now: float) -> None:
        """Put someone down who heads for an exit or stair."""
        self.add(person, at, self.aims[goal], now)
        self.goal_of[person.number] = goal

    def stuck(self, still: Set[int], now: float, full: Set[str]) -> list[int]:
        """Agents of people who have stood still though they have set out and have room around them.

        Who stands before a stair that is ``full`` waits.
        """
        found = []
        for agent, person in self.people.items():
            if person.number not in still or person.sets_out > now:
                continue
            at = self.sim.agent(agent).position
            id = self.goal_of[person.number]
            waits = id in full and self.patch.goals[id].zone.distance(Point(at)) < AROUND
            if not waits and sum(1 for _ in self.sim.agents_in_range(at, AROUND)) <= ALONE + 1:
                found.append(agent)
        return found

    def set_on(self, agent: int, now: float) -> bool:
        """Put someone who is stuck a little farther along his way, if there is room."""
        person, at = self.people[agent], self.sim.agent(agent).position
        id = self.goal_of[person.number]
        goal = self.patch.goals[id]
        try:
            way = LineString(self.routing.compute_waypoints(at, goal.point))
        except RuntimeError:
            return False  # pressed into a wall: no way begins there
        for far in (0.5, 0.8, 1.2):
            point = way.interpolate(far)
            if self.free((point.x, point.y)):
                try:
                    self.enter(person, (point.x, point.y), id, now)
                except RuntimeError:
                    continue  # too near a wall
                self.take(agent)
                person.helped += 1
                return True
        return False

    def at_stair(self, stair: str) -> int | None:
        """Who stands deepest in the zone of a stair that he heads for; ``None`` when nobody does."""
        goal = self.patch.goals[stair]
        near = [
            (math.dist(at, goal.point), agent)
            for agent in self.sim.agents_in_range(goal.point, self.reach[stair])
            if agent in self.people and self.goal_of[self.people[agent].number] == stair
            for at in [self.sim.agent(agent).position]
            if shapely.contains_xy(goal.zone, *at)
        ]
        return min(near, default=(0.0, None))[1]

    def step_out(self, person: Person, stair: str, goal: str, now: float) -> bool:
        """Let someone step from a stair, if there is room."""
        for at in self.patch.goals[stair].arrivals[:12]:
            if self.free(at):
                try:
                    self.enter(person, at, goal, now)
                except RuntimeError:
                    continue  # a place too near a wall
                return True
        return False


@dataclass(frozen=True, slots=True)
class StripSpec:
    """A stair unrolled: entries along it, and where it is left."""

    stair: str
    """Its lowest part, where people step out; or the one that alone is looked at."""
    width: float
    length: float
    entries: Mapping[str, float]
    """Stair on a storey -> how far down the strip one enters there."""
    ends_on: str
    """Storey where people step out; empty: they are gone at the end."""
    goal: str
    """Exit they head for there."""
    up: bool = False


class Strip(_Sim):
    """An unrolled stair."""

    def __init__(self, spec: StripSpec, step: float, given: Profile) -> None:
        share = given.stair_up_speed if spec.up else given.stair_speed
        polygon = shapely.box(-0.5, 0.0, spec.length + 1.5, spec.width)
        super().__init__(polygon, step, share, given.stair_time_gap, given.radius)
        self.spec = spec
        if spec.ends_on:
            stage = self.sim.add_waypoint_stage((spec.length + 1.0, spec.width / 2), 0.3)
        else:
            stage = self.sim.add_exit_stage(
                shapely.box(spec.length, 0.02, spec.length + 1.4, spec.width - 0.02)
            )
        self.aim = self.journey(stage), stage
        lanes = max(1, int((spec.width - 2 * self.radius - 0.06) / 0.5) + 1)
        low, high = self.radius + 0.03, spec.width - self.radius - 0.03
        self.lanes = [spec.width / 2] if lanes == 1 else list(np.linspace(low, high, lanes))
        self.turn: dict[str, int] = {}

    def full(self, stair: str) -> bool:
        """Whether nobody has room where the stair is entered."""
        x = self.spec.entries[stair]
        return not any(self.free((x, lane)) for lane in self.lanes)

    def place(self, stair: str) -> tuple[float, float] | None:
        """A free place where the stair is entered; lanes take turns."""
        x = self.spec.entries[stair]
        first = self.turn.get(stair, 0)
        for k in range(len(self.lanes)):
            lane = (first + k) % len(self.lanes)
            if self.free((x, self.lanes[lane])):
                self.turn[stair] = lane + 1
                return x, self.lanes[lane]
        return None

    def arrived(self) -> list[int]:
        """Who is at the end, the farthest first."""
        end, width = self.spec.length - 0.2, self.spec.width
        here = self.sim.agents_in_polygon([(end, 0.0), (end + 1.7, 0.0), (end + 1.7, width), (end, width)])
        own = [agent for agent in here if agent in self.people]
        return sorted(own, key=lambda agent: (-self.sim.agent(agent).position[0], agent))
