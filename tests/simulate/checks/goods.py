"""Queues of the simulation of goods against queueing theory."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import simpy

from planner.simulate.goods.profile import Spread
from planner.simulate.goods.stations import Crew, Draws, Station, Steps
from tests.simulate.verification import Check

MODEL = "Goods: stations and crews"


def queue(
    what: Literal["station", "crew"], rate: float, service: Spread, servers: int, number: int, seed: int = 1
) -> Any:
    """A station or crew that so many customers went through, Poisson at ``rate``."""
    env = simpy.Environment()
    random = np.random.default_rng([seed, 0])
    draws = Draws(np.random.default_rng([seed, 1]), service)
    times = np.cumsum(random.exponential(1 / rate, number)).tolist()
    place: Any
    if what == "station":
        place = Station(env, servers)

        def come() -> Steps:
            for time in times:
                yield env.timeout(time - env.now)
                env.process(place.hold(draws.next()))
    else:
        place = Crew(env, servers, lambda _: draws.next())

        def come() -> Steps:
            for time in times:
                yield env.timeout(time - env.now)
                place.put(time)

    env.process(come())
    env.run()
    return place


def wait(place: Any) -> float:
    """Mean wait of the customers, the first tenth left out."""
    came, begun, _ = place.log.arrays()
    first = len(came) // 10
    return float((begun - came)[first:].mean())


def ratio(
    what: Literal["station", "crew"], rate: float, service: Spread, servers: int, theory: float, runs: int
) -> float:
    """Simulated over theoretical mean wait."""
    waits = [wait(queue(what, rate, service, servers, 40_000, seed)) for seed in range(1, runs + 1)]
    return float(np.mean(waits)) / theory


def little() -> float:
    """Greatest relative gap between the queue's length as integrated and arrivals times wait."""
    gaps = []
    for what, servers in (("station", 2), ("crew", 3)):
        place = queue(what, 1.5, Spread(mean_s=1.0, cv=1.5, shape="gamma"), servers, 4_000)  # type: ignore[arg-type]
        came, begun, _ = place.log.arrays()
        waited = float((begun - came).sum())
        gaps.append(abs(place.queue.area - waited) / waited)
    return max(gaps)


ONE = Spread(mean_s=1.0, cv=1.0, shape="exponential")
VARIED = Spread(mean_s=1.0, cv=2.0, shape="gamma")
LONG = "40,000 customers a run, mean of {n} runs, the first tenth left out"

CHECKS = [
    Check(
        MODEL,
        "Goods M/M/1",
        f"wait over rho / (mu - lambda) = 4 at rho 0.8; {LONG.format(n=6)}",
        "theory (M/M/1)",
        lambda: ratio("station", 0.8, ONE, 1, 4.0, 6),
        least=0.95,
        most=1.05,
        digits=3,
        slow=True,
    ),
    Check(
        MODEL,
        "Goods M/M/10",
        f"wait over 0.2046 (Erlang C, lambda 8, mu 1); {LONG.format(n=6)}",
        "theory (Erlang C)",
        lambda: ratio("crew", 8.0, ONE, 10, 0.2046, 6),
        least=0.95,
        most=1.05,
        digits=3,
        slow=True,
    ),
    Check(
        MODEL,
        "Goods M/M/3",
        f"wait over 0.2158 (Erlang C, lambda 2.1, mu 1); {LONG.format(n=4)}",
        "theory (Erlang C)",
        lambda: ratio("station", 2.1, ONE, 3, erlang_wait(2.1, 3), 4),
        least=0.95,
        most=1.05,
        digits=3,
        slow=True,
    ),
    Check(
        MODEL,
        "Goods M/G/1",
        f"wait over lambda E[S2] / 2 (1 - rho) = 3.75 at rho 0.6, cv 2; {LONG.format(n=6)}",
        "theory (Pollaczek-Khinchine)",
        lambda: ratio("station", 0.6, VARIED, 1, 3.75, 6),
        least=0.93,
        most=1.07,
        digits=3,
        slow=True,
    ),
    Check(
        MODEL,
        "Goods Little",
        "queue as integrated against arrivals times wait, relative gap, a station and a crew",
        "Little's law",
        little,
        most=1e-9,
        digits=12,
    ),
]


def erlang_wait(load: float, servers: int) -> float:
    """Mean wait in M/M/c with service time 1, by Erlang's recursion for the blocked share."""
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - load / servers * (1 - blocked))
    return waits / (servers - load)
