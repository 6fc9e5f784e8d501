"""Annealing over plans of walls (``mosaic``): rooms that fill the site, those beyond the blocks spare."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solvers.arrange.blocks import Blocks, Floats
from solvers.arrange.clock import Clock

Plan = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

HOT = 0.6
"""First temperature, as a share of the cost and over the number of blocks."""
COOLING = 0.01
"""Last temperature over first."""
SOFT, HARD = 0.3, 10.0
"""Weight of a side that is short by its own length, as a share of the cost, first and last."""
TRADES = 0.4
"""Of the moves, how many trade area where the site has room to spare."""
MANY = 20
"""Blocks from which on many spare rooms of one size make plans too large to search."""
CHUNK_S, CHUNK = 0.05, 20_000
"""Seconds, or moves, between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Spare:
    """How room to spare enters a plan: number of spare rooms, and how many of the moves trade area."""

    rooms: int = 0
    trades: float = 0.0


def ways_to_spare(blocks: Blocks) -> tuple[Spare, ...]:
    """Ways to use the room to spare: larger rooms, some spare rooms of any size, many of one size."""
    if not blocks.loose():
        return (Spare(),)
    n, slack = len(blocks.areas), blocks.spare() * blocks.width * blocks.height
    ways = Spare(0, TRADES), Spare(max(2, n // 5), TRADES)
    small = int(np.clip(round(slack / blocks.areas.min()), 2, max(2, n)))
    return ways if n >= MANY else (*ways, Spare(small, 0.0))


def annealed_plan(blocks: Blocks, spare: Spare, seed: int, moves: int | None, clock: Clock) -> Floats | None:
    """The boxes of the best plan of one annealing, laid out to the last digit; None if none meets all limits.

    The annealing ends after so many moves, or with the clock.
    """
    from solvers.arrange.mosaic import EXACT, anneal_plan, lay_out, workspace

    rng = np.random.default_rng(seed)
    area, lowest, least = _rooms(blocks, spare.rooms)
    n = len(area)
    state = (rng.permutation(n), rng.permutation(n), area.copy())
    best: Plan = (state[0].copy(), state[1].copy(), area.copy())
    limits = (least, lowest, len(blocks.areas), spare.trades)
    site, traffic = (blocks.width, blocks.height), (*blocks.traffic(), blocks.straight)
    hot = HOT / len(blocks.areas)
    schedule = (hot, hot * COOLING, SOFT, HARD, blocks.typical_cost(rng))
    found = math.inf
    for span, count in _stretches(moves, clock):
        part = int(rng.integers(1 << 30))
        found = anneal_plan(state, best, found, site, traffic, limits, span, schedule, count, part)
    box = np.zeros((n, 4))
    if not math.isfinite(found) or not lay_out(*best, *site, EXACT, box.copy(), box, workspace(n)):
        return None
    return box[: len(blocks.areas)].copy()


def _stretches(moves: int | None, clock: Clock) -> Iterator[tuple[tuple[float, float], int]]:
    """Stretches of an annealing, from 0 to 1, and how many moves each has."""
    if moves is not None:
        for first in range(0, moves, CHUNK):
            last = min(moves, first + CHUNK)
            yield (first / moves, last / moves), last - first
        return
    yield (0.0, 0.0), 10  # loads what is compiled
    window, done, count = max(1e-3, clock.left()), 0.0, 300
    while done < 1.0:
        begun, before = clock.left(), done
        done = 1.0 if begun <= CHUNK_S else max(done, min(1.0, 1.0 - (begun - CHUNK_S) / window))
        yield (before, done), count
        a_move = max(1e-8, (begun - clock.left()) / count)
        count = max(10, int(0.5 * count + 0.5 * CHUNK_S / a_move))


def _rooms(blocks: Blocks, spare: int) -> tuple[Floats, Floats, Floats]:
    """Areas that fill the site, the least they may shrink to, and least sides; ``spare`` rooms come last."""
    site = blocks.width * blocks.height
    slack = site - blocks.areas.sum()
    if not spare:
        return blocks.areas * (site / blocks.areas.sum()), blocks.areas, blocks.least
    area = np.concatenate([blocks.areas, np.full(spare, slack / spare)])
    lowest = np.concatenate([blocks.areas, np.full(spare, 0.01 * slack / spare)])
    return area, lowest, np.concatenate([blocks.least, np.zeros((spare, 2))])
