"""Annealing over relations of blocks (``loose``), and exact solution of the best of its layouts (``polish``).

For sites with room to spare, and for sites with blocks whose place is fixed; there a plan of walls without
gaps is a detour.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from solvers.arrange.blocks import Blocks

Floats = NDArray[np.float64]
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
TRIED = 8
"""Layouts of an annealing that are solved exactly."""
TOUCH = 1e-7
"""Overlap (as a share of the site) that is rounding."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an annealing over relations begins: boxes (none: at random), heat, softness."""

    boxes: Floats | None
    heat: float
    soft: float


def relaxed(
    blocks: Blocks, start: Start, seed: int, evaluations: int | None, ends: tuple[float, float]
) -> list[Floats]:
    """Layouts of one annealing that ends after so many evaluations, or at the first of ``ends`` (epoch).

    The second ends the exact solutions of what it found.
    """
    from solvers.arrange.loose import ELITE, anneal_relations

    rng = np.random.default_rng(seed)
    n, m = len(blocks.flows), len(blocks.areas)
    root, span, side = _shapes(blocks)
    pairs, flow = blocks.traffic()
    if not len(flow):
        pairs, flow = np.array([[0, 0]]), np.zeros(1)
    problem = (m, root, span, (blocks.width, blocks.height), (pairs, flow, blocks.straight))
    pull = max(1e-12, 2.0 * float(flow.sum()) / n)
    state = _state(blocks, start.boxes, root, rng)
    elite, costs = np.zeros((ELITE, 5, n)), np.full(ELITE, np.inf)
    half = 0.5 * (blocks.fixed[:, 2:] - blocks.fixed[:, :2]).T.copy()
    heat = start.heat * blocks.typical_cost(np.random.default_rng(1)) / m
    done, each, last = 0.0, 5e-6 * m, 0
    while done < 1.0 and time.time() < ends[0]:
        to = min(1.0, done + 1.0 / STRETCHES)
        stiff = start.soft * (STIFF / start.soft) ** min(1.0, done / FIRM)
        if evaluations is None:
            left = ends[0] - time.time()
            steps = max(10, int(left / (1.0 - done) * (to - done) / each))
        else:
            steps = int(evaluations * to) - last
            last += steps
        clock = time.time()
        anneal_relations(
            state,
            elite,
            costs,
            problem,
            (BLUR * side, pull / (stiff * side)),
            half,
            (done, to),
            (heat, heat * COLD),
            max(1, steps),
            int(rng.integers(1 << 30)),
            done >= FIRM,
        )
        each, done = 0.5 * each + 0.5 * (time.time() - clock) / max(1, steps), to
    return _solved(blocks, elite[np.argsort(costs)], np.sort(costs), ends[1])


def _shapes(blocks: Blocks) -> tuple[Floats, Floats, float]:
    """Roots of the areas, least and most logarithm of width over root, the side of a mean block."""
    root = np.sqrt(blocks.areas)
    wide = np.maximum(blocks.least[:, 0], blocks.areas / blocks.height)
    high = np.maximum(blocks.least[:, 1], blocks.areas / blocks.width)
    span = np.stack([np.log(wide / root), np.log(root / high)], axis=1)
    return root, span, float(np.sqrt(blocks.areas.mean()))


def _state(
    blocks: Blocks, boxes: Floats | None, root: Floats, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
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


def _solved(blocks: Blocks, elite: Floats, costs: Floats, until: float) -> list[Floats]:
    """The exact solutions of the relations found, best first by their value in the search."""
    from solvers.arrange.polish import solve_places

    m, found = len(blocks.areas), []
    root = np.sqrt(blocks.areas)
    for (x, y, t, row, col), cost in zip(elite[:TRIED], costs, strict=False):
        if not math.isfinite(cost) or time.time() > until:
            break
        half = 0.5 * (root * np.exp(t[:m])), 0.5 * (root / np.exp(t[:m]))
        boxes = np.stack([x[:m] - half[0], y[:m] - half[1], x[:m] + half[0], y[:m] + half[1]], axis=1)
        boxes = np.concatenate([boxes, blocks.fixed])
        follows = col[:, None] < col[None]
        relations = (row[:, None] < row[None]) & follows, (row[:, None] > row[None]) & follows
        new = solve_places(
            boxes,
            blocks.areas,
            blocks.least,
            (blocks.width, blocks.height),
            blocks.traffic(),
            relations=relations,
        )
        if new is not None:
            found.append(new)
    return found
