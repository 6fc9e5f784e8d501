"""Queues of the simulation of goods, worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import simpy

from planner.simulate.goods.profile import Spread
from planner.simulate.goods.stations import DAY, HOUR, Crew, Draws, Hours, Station, Steps, hourly
from tests.simulate.checks.goods import erlang_wait


def test_erlang_as_tables_have_it() -> None:
    """M/M/10 with lambda 8: C = 0.4092, so that a customer waits 0.4092 / (10 - 8) = 0.2046."""
    assert erlang_wait(8.0, 10) == pytest.approx(0.2046, abs=5e-5)
    assert erlang_wait(0.8, 1) == pytest.approx(4.0)


def test_who_comes_first_is_served_first() -> None:
    """One server, 10 s each, arrivals at 0, 1, 2: waits of 0, 9 and 18 s."""
    env = simpy.Environment()
    gate = Station(env, 1)

    def come(at: float) -> Steps:
        yield env.timeout(at)
        yield from gate.hold(10.0)

    for at in (0.0, 1.0, 2.0):
        env.process(come(at))
    env.run()
    came, begun, left = gate.log.arrays()
    assert (begun - came).tolist() == [0.0, 9.0, 18.0]
    assert left.tolist() == [10.0, 20.0, 30.0]
    assert gate.queue.most == 2
    assert gate.queue.area == 27.0


def test_a_truck_waits_for_a_dock_that_would_do_and_passes_nobody_by() -> None:
    """Docks 0 and 1; two trucks for dock 0 alone, then one for either: that one goes to dock 1 at once."""
    env = simpy.Environment()
    docks = Station(env, 2)
    got: dict[str, tuple[float, int]] = {}

    def come(name: str, at: float, which: list[int]) -> Steps:
        yield env.timeout(at)
        taken = yield from docks.take(which)
        got[name] = env.now, taken[0]
        yield env.timeout(10.0)
        docks.give(taken)

    for row in (("A", 0.0, [0]), ("B", 1.0, [0]), ("C", 2.0, [0, 1]), ("D", 3.0, [1, 0])):
        env.process(come(*row))
    env.run()
    # D would take dock 0 at 10, but B waits for it longer; dock 1 is free at 12
    assert got == {"A": (0.0, 0), "B": (10.0, 0), "C": (2.0, 1), "D": (12.0, 1)}


def test_docks_open_in_the_morning() -> None:
    """Open from 7 to 22: who comes at 6 begins at 7; who comes at 23 begins on the next day at 7."""
    env = simpy.Environment()
    docks = Station(env, 1, Hours(7, 22))

    def come(at: float) -> Steps:
        yield env.timeout(at)
        yield from docks.hold(60.0)

    for hour in (6, 23):
        env.process(come(hour * HOUR))
    env.run()
    assert docks.log.begun == [7 * HOUR, DAY + 7 * HOUR]
    open_ = docks.hours.within(np.asarray(docks.log.came), np.asarray(docks.log.begun))
    assert open_.tolist() == [0.0, 0.0]


def test_hours_between_two_times() -> None:
    """8 to 20: from 18 of one day to 9 of the next 2 + 1 hours are open."""
    hours = Hours(8, 20)
    assert hours.within(18 * HOUR, DAY + 9 * HOUR) == 3 * HOUR
    assert hours.wait(20 * HOUR) == 12 * HOUR
    assert hours.wait(8 * HOUR) == 0
    assert Hours(0, 24).wait(23.9 * HOUR) == 0


def test_a_crew_takes_what_waits_in_batches() -> None:
    """Two at a time, 10 s for each that is taken: of five, two begin at once, two at 20, one at 40."""
    env = simpy.Environment()
    done: list[tuple[float, list[int]]] = []
    crew = Crew(
        env, 1, lambda batch: 10.0 * len(batch), lambda batch: done.append((env.now, [*batch])), batch=2
    )

    def come() -> Steps:
        for item in range(5):
            crew.put(item)
        yield env.timeout(0)

    env.process(come())
    env.run()
    assert done == [(20.0, [0, 1]), (40.0, [2, 3]), (50.0, [4])]
    assert crew.log.begun == [0.0, 0.0, 20.0, 20.0, 40.0]
    assert crew.log.worked == [(0.0, 20.0), (20.0, 40.0), (40.0, 50.0)]


@pytest.mark.parametrize("shape", ["lognormal", "gamma", "exponential", "constant"])
def test_times_have_the_mean_and_spread_that_are_asked_for(shape: str) -> None:
    cv = {"exponential": 1.0, "constant": 0.0}.get(shape, 0.5)
    spread = Spread.model_validate({"mean_s": 40.0, "cv": 0.5, "shape": shape})
    draws = Draws(np.random.default_rng(3), spread)
    times = np.array([draws.next() for _ in range(40_000)])
    assert times.mean() == pytest.approx(40.0, rel=0.02)
    assert times.std() == pytest.approx(40.0 * cv, rel=0.04, abs=1e-9)


def test_how_many_wait_in_every_hour() -> None:
    """From 0:30 to 2:00, and from 1:30 on: half, one and a half, one."""
    begin, end = np.array([0.5, 1.5]) * HOUR, np.array([2 * HOUR, math.nan])
    assert hourly(begin, end, 3).tolist() == pytest.approx([0.5, 1.5, 1.0])
