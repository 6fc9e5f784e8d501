"""Lifts and days of the simulation of loads against chance and hand."""

from __future__ import annotations

import numpy as np

from planner.simulate.loads.lifts import highest, stops
from tests.simulate.verification import Check

MODEL = "Loads: lifts in the morning peak"
RISES = (4.0, 8.0, 12.0, 20.0, 24.0)
SHARES = (0.4, 0.1, 0.2, 0.25, 0.05)
PERSONS = 8


def drawn() -> tuple[float, float]:
    """Mean stops and mean highest rise of 200,000 cars whose persons choose their storeys by chance."""
    random = np.random.default_rng(5)
    storeys = random.choice(len(RISES), (200_000, PERSONS), p=SHARES)
    called = np.zeros((len(storeys), len(RISES)), bool)
    called[np.arange(len(storeys))[:, None], storeys] = True
    return float(called.sum(axis=1).mean()), float(np.array(RISES)[storeys.max(axis=1)].mean())


CHECKS = [
    Check(
        MODEL,
        "Lift stops",
        "expected stops of 8 persons over five storeys of unequal population, over the mean of 200,000 cars",
        "chance",
        lambda: stops(SHARES, PERSONS) / drawn()[0],
        least=0.998,
        most=1.002,
        digits=5,
    ),
    Check(
        MODEL,
        "Lift reversal",
        "expected rise of the highest of these storeys, over the mean of 200,000 cars",
        "chance",
        lambda: highest(RISES, SHARES, PERSONS) / drawn()[1],
        least=0.998,
        most=1.002,
        digits=5,
    ),
    Check(
        MODEL,
        "Lift classical",
        "ten equal storeys and 10 persons: N (1 - (1 - 1/N)^P) = 6.513 stops",
        "theory (equal populations)",
        lambda: stops([0.1] * 10, 10),
        "stops",
        least=6.5125,
        most=6.5135,
        digits=4,
    ),
]
