"""Agents on the plan: runs, stairs, who stands still."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely

from planner.simulate.evacuation.agents import Ground, Person, Strip, StripSpec
from planner.simulate.evacuation.bound import bound_building
from planner.simulate.evacuation.constants import incline, top
from planner.simulate.evacuation.floors import floor_of, refuse_trapped
from planner.simulate.evacuation.house import House
from planner.simulate.evacuation.hydraulic import clear_building
from planner.simulate.evacuation.profile import standard_profile
from planner.simulate.evacuation.run import run_replication, strips_of
from planner.simulate.evacuation.study import interval
from tests.circulation.building import House as Drawing
from tests.simulate.houses import drawn, two_exits

WIDE = Drawing(core_door=1.2)


def run(house: House, seed: int = 1, *, alone: bool = False, reacting: bool = False):  # type: ignore[no-untyped-def]
    storeys = list(house.ways) if not alone else ["A/2F"]
    floors = {storey: floor_of(house, storey) for storey in storeys}
    return run_replication(house, floors, seed, 0.05, alone=alone, reacting=reacting, film=True)


def test_everybody_leaves_and_the_same_seed_leaves_alike() -> None:
    house = drawn(WIDE, 6)
    one, again, other = run(house), run(house), run(house, 2)
    assert one.persons == 12
    assert not one.stalled
    assert one.inside == 0
    assert one.exits == {"A/1F/X1": 12}
    assert (one.seconds, one.outs.tolist()) == (again.seconds, again.outs.tolist())
    assert one.seconds != other.seconds
    assert bound_building(house, top()).seconds < one.seconds
    assert one.storeys["A/2F"] < one.seconds
    assert one.maps["A/1F"].passed.max() >= 6  # upper people come through the corridor too
    assert len(one.film["A/2F"]) == len(one.film["A/1F"]) > 10
    assert len(one.film["A/2F"][0]) == 6


def test_a_stair_unrolled_is_as_long_as_its_flights() -> None:
    (strip,) = strips_of(drawn(Drawing(storeys=3), 1), ["A/1F", "A/2F", "A/3F"], alone=False)
    flight = incline(4.5) + 4 * 1.25 * standard_profile().stair_speed
    assert strip == StripSpec(
        "A/1F/C/ST", 1.25, pytest.approx(2 * flight), {"A/3F/C/ST": 0.0, "A/2F/C/ST": pytest.approx(flight)},
        "A/1F", "A/1F/X1",
    )  # fmt: skip


def test_people_set_out_after_their_time() -> None:
    house = drawn(WIDE, 4)
    found = run(house, alone=True, reacting=True)
    assert found.storeys["A/2F"] > 15.0  # staff react after 15 s at least
    assert found.exits == {"A/2F/C/ST": 4}


def test_intervals() -> None:
    """Of 1, 2, 3: mean 2, sd 1, t(0.975, 2) = 4.3027; half 4.3027 / sqrt 3."""
    found = interval([1.0, 2.0, 3.0])
    assert (found.count, found.mean, found.sd, found.least, found.most) == (3, 2.0, 1.0, 1.0, 3.0)
    assert found.high - found.mean == pytest.approx(4.302653 / math.sqrt(3), rel=1e-6)
    assert math.isnan(interval([4.0]).low)
    assert interval([]).count == 0


def test_people_come_up_from_a_basement() -> None:
    """The upper storey of the drawing set below the ground: its stair is walked up, more slowly than down."""
    drawing = replace(WIDE, storeys=2)
    below = drawn(drawing, 5, below=frozenset({"A/2F"}))
    (strip,) = strips_of(below, list(below.ways), alone=False)
    assert strip.up
    assert strip.length == pytest.approx(incline(4.5) + 4 * 1.25 * standard_profile().stair_up_speed)
    found = run(below)
    assert found.exits == {"A/1F/X1": 10}
    assert clear_building(below).exits == {"A/1F/X1": 10}
    assert found.storeys["A/2F"] + strip.length / (1.8 * standard_profile().stair_up_speed) < found.seconds


def test_a_blocked_stair_sends_people_to_the_other_one() -> None:
    """Exit and stair of a hall with two exits: with one of them blocked everybody takes the other."""
    house = two_exits(20, frozenset({"A/1F/X1"}))
    refuse_trapped(house, ["A/1F"])
    floors = {"A/1F": floor_of(house, "A/1F")}
    found = run_replication(house, floors, 1, 0.05, alone=True, reacting=False, film=False)
    assert found.exits == {"A/1F/X2": 20}
    both = two_exits(20)
    floors = {"A/1F": floor_of(both, "A/1F", "quickest")}
    free = run_replication(both, floors, 1, 0.05, alone=True, reacting=False, film=False, choice="quickest")
    assert set(free.exits) == {"A/1F/X1", "A/1F/X2"}
    assert free.seconds < found.seconds


def test_who_stands_alone_is_set_on_his_way() -> None:
    house = drawn(WIDE, 1)
    floor = floor_of(house, "A/1F")
    ground = Ground(floor, floor.patches[0], 0.05, standard_profile())
    person, waiting = Person(0, "A/1F", 0.0, 0.0), Person(1, "A/1F", 1.3, 99.0)
    ground.enter(person, (7.0, 2.0), "A/1F/X1", 0.0)
    ground.enter(waiting, (4.0, 2.0), "A/1F/X1", 0.0)
    (agent,) = ground.stuck({0, 1}, 20.0, frozenset())
    assert ground.people[agent] is person
    assert ground.set_on(agent, 20.0)
    ground.advance(20.05)
    (row,) = (row for row in ground.positions() if row[0] == 0)
    assert math.dist(row[1:], (7.0, 2.0)) == pytest.approx(0.5, abs=0.02)
    assert person.helped == 1
    assert ground.inside == 2


def test_who_stands_before_a_stair_waits_only_while_it_is_full() -> None:
    """Two at the edge of a stair's zone: wedged in its door, as in a tower that never became empty."""
    house = drawn(WIDE, 1)
    floor = floor_of(house, "A/2F")
    patch = floor.patches[0]
    stair = next(goal for goal in patch.goals.values() if goal.kind == "stair")
    ground = Ground(floor, patch, 0.05, standard_profile())
    middle = patch.polygon.representative_point()
    way = shapely.LineString([stair.point, middle])
    edge = way.project(shapely.Point(shapely.get_coordinates(way.intersection(stair.zone.boundary))[0]))
    for number, before in enumerate((0.4, 0.9)):
        at = way.interpolate(edge + before)
        ground.enter(Person(number, "A/2F", 0.0, 0.0), (at.x, at.y), stair.id, 0.0)
    assert ground.stuck({0, 1}, 20.0, {stair.id}) == []
    assert len(ground.stuck({0, 1}, 20.0, frozenset())) == 2
    (spec,) = strips_of(house, list(house.ways), alone=False)
    strip = Strip(spec, 0.05, standard_profile())
    assert not strip.full(stair.id)
    for number in range(2, 8):
        place = strip.place(stair.id)
        if place is not None:
            strip.add(Person(number, "A/2F", 0.0, 0.0), place, strip.aim, 0.0)
    assert strip.full(stair.id)
