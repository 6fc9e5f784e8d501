"""Annealing over relations of blocks (``loose``), and exact solution of the best of its layouts (``polish``).

For sites with room to spare, and for sites with blocks whose place is fixed; there a plan of walls without
gaps is a detour.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.arrange.blocks import Blocks, Floats
from solvers.arrange.clock import Clock

Orders = tuple[NDArray[np.int64], NDArray[np.int64]]

BLUR = 0.05
"""Distance (as a share of a block's side) up to which the smoothed distance is quadratic."""
SOFT, STIFF = 0.1, 0.003
"""Overlap (as a share of a block's side) that the mean flow of a block buys, first and last."""
COLD = 0.06
"""Last temperature over first."""
FIRM = 0.5
"""Share of an annealing after which overlaps cost what they cost at last."""
STRETCHES = 20
"""Stretches of one temperature path between which overlaps grow dearer."""
SEARCHED = 0.9
"""Of the time of an annealing, how much is left to it; the rest is for exact solutions."""
TRIED = 8
"""Layouts of an annealing that are solved exactly; relations that hold by overlaps alone do not count."""
TOUCH = 1e-7
"""Overlap (as a share of the site) that is rounding."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an annealing over relations begins: boxes (none: at random), heat, softness."""

    boxes: Floats | None
    heat: float
    soft: float


def relaxed(blocks: Blocks, start: Start, seed: int, evaluations: int | None, clock: Clock) -> list[Floats]:
    """Layouts of one annealing that ends after so many evaluations, or with the clock; its best first."""
    from solvers.arrange.loose import ELITE, anneal_relations

    rng = np.random.default_rng(seed)
    n, m = len(blocks.flows), len(blocks.areas)
    problem, side, pull = smoothed(blocks)
    state = _state(blocks, start.boxes, problem[1], rng)
    elite, costs = np.zeros((ELITE, 5, n)), np.full(ELITE, np.inf)
    half = 0.5 * (blocks.fixed[:, 2:] - blocks.fixed[:, :2]).T.copy()
    heat = start.heat * blocks.typical_cost(np.random.default_rng(1)) / m
    for (done, to), count in _stretches(evaluations, m, clock):
        stiff = start.soft * (STIFF / start.soft) ** min(1.0, done / FIRM)
        anneal_relations(
            state,
            elite,
            costs,
            problem,
            (BLUR * side, pull / (stiff * side)),
            half,
            (done, to),
            (heat, heat * COLD),
            count,
            int(rng.integers(1 << 30)),
            done >= FIRM,
        )
    return _solved(blocks, elite[np.argsort(costs)], np.sort(costs), clock)


def _stretches(evaluations: int | None, m: int, clock: Clock) -> Iterator[tuple[tuple[float, float], int]]:
    """Stretches of an annealing, from 0 to 1, and how many evaluations each has."""
    if evaluations is not None:
        marks = [evaluations * k // STRETCHES for k in range(STRETCHES + 1)]
        for k in range(STRETCHES):
            yield (k / STRETCHES, (k + 1) / STRETCHES), max(1, marks[k + 1] - marks[k])
        return
    searched, done, each = clock.part(SEARCHED), 0.0, 5e-6 * m
    while done < 1.0 and not searched.over():
        to, begun = min(1.0, done + 1.0 / STRETCHES), searched.left()
        count = max(10, int(begun / (1.0 - done) * (to - done) / each))
        yield (done, to), count
        each = 0.5 * each + 0.5 * max(1e-7, (begun - searched.left()) / count)
        done = to


def smoothed(blocks: Blocks) -> tuple[tuple[Any, ...], float, float]:
    """What the kernel needs: the problem, the side of a mean block, and the mean flow of a block."""
    pairs, flow = blocks.traffic()
    if not len(flow):
        pairs, flow = np.array([[0, 0]]), np.zeros(1)
    root, span, side = _shapes(blocks)
    problem = (len(root), root, span, (blocks.width, blocks.height), (pairs, flow, blocks.straight))
    pull = max(1e-12, 2.0 * float(flow.sum()) / len(blocks.flows))
    return problem, side, pull


def _shapes(blocks: Blocks) -> tuple[Floats, Floats, float]:
    """Roots of the areas, least and most logarithm of width over root, the side of a mean block."""
    root = np.sqrt(blocks.areas)
    wide = np.maximum(blocks.least[:, 0], blocks.areas / blocks.height)
    high = np.maximum(blocks.least[:, 1], blocks.areas / blocks.width)
    span = np.stack([np.log(wide / root), np.log(root / high)], axis=1)
    return root, span, float(np.sqrt(blocks.areas.mean()))


def _state(blocks: Blocks, boxes: Floats | None, root: Floats, rng: np.random.Generator) -> tuple[Any, ...]:
    """Both orders, middles and shapes of a layout; without one, of random places."""
    n, m = len(blocks.flows), len(blocks.areas)
    at = np.zeros((3, n))
    if boxes is None:
        size = np.array([[blocks.width], [blocks.height]])
        at[:2, :m] = rng.random((2, m)) * size
        at[:2, m:] = 0.5 * (blocks.fixed[:, :2] + blocks.fixed[:, 2:]).T
        x, y = at[:2] / size
        return np.argsort(x - y), np.argsort(x + y), at
    at[:2] = 0.5 * (boxes[:, :2] + boxes[:, 2:]).T
    at[2, :m] = np.log((boxes[:m, 2] - boxes[:m, 0]) / root)
    rows, cols = orders(boxes, max(blocks.width, blocks.height))
    return rows, cols, at


def orders(boxes: Floats, size: float) -> Orders:
    """Two orders that say of every pair of boxes which lies left of or below which."""
    close = TOUCH * size
    gap = [boxes[None, :, k] - boxes[:, None, k + 2] >= -close for k in (0, 1)]
    left, below = (g & ~np.eye(len(boxes), dtype=bool) for g in gap)
    right, above = left.T, below.T
    # left and below says nothing of the first order, left and above nothing of the second
    first = (left & ~below) | (above & ~right)
    second = (left & ~above) | (below & ~right)
    return _sorted(first), _sorted(second)


def _sorted(before: NDArray[np.bool_]) -> NDArray[np.int64]:
    """An order that keeps ``before``; where boxes overlap and it runs in circles, nearly keeps it."""
    left, order = list(range(len(before))), []
    while left:
        late = before[np.ix_(left, left)].sum(axis=0)
        order.append(left.pop(int(late.argmin())))
    return np.array(order, dtype=np.int64)


def _solved(blocks: Blocks, elite: Floats, costs: Floats, clock: Clock) -> list[Floats]:
    """The exact solutions of the relations found, best first by their value in the search."""
    from solvers.arrange.polish import solve_places

    m = len(blocks.areas)
    found: list[Floats] = []
    root, site = np.sqrt(blocks.areas), (blocks.width, blocks.height)
    for (x, y, t, row, col), cost in zip(elite, costs, strict=True):
        if not math.isfinite(cost) or len(found) == TRIED or clock.over():
            break
        half = 0.5 * (root * np.exp(t[:m])), 0.5 * (root / np.exp(t[:m]))
        boxes = np.stack([x[:m] - half[0], y[:m] - half[1], x[:m] + half[0], y[:m] + half[1]], axis=1)
        boxes = np.concatenate([boxes, blocks.fixed])
        follows = col[:, None] < col[None]
        relations = (row[:, None] < row[None]) & follows, (row[:, None] > row[None]) & follows
        traffic = blocks.traffic()
        new = solve_places(boxes, blocks.areas, blocks.least, site, traffic, relations=relations)
        if new is not None:
            found.append(new)
    return found
