"""Blocks of given areas on a rectangular site, arranged so that what moves between them goes short ways.

Annealing over general floor plans (``mosaic``) from many starts, over all cores; where the site has room to
spare, the plans found are solved exactly (``polish``). The search is anytime: it hands out each better layout
when it has it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from planner.errors import UsageError
from planner.kernel_cache import prepare_cache

Floats = NDArray[np.float64]
Plan = tuple[NDArray[np.int64], NDArray[np.int64], Floats]

FULL = 0.002
"""Share of the site that may be spare before areas are traded between rooms in the search."""
HOT = 0.6
"""First temperature, as a share of the cost and over the number of blocks."""
COOLING = 0.01
"""Last temperature over first."""
SOFT, HARD = 0.3, 10.0
"""Weight of a side that is short by its own length, as a share of the cost, first and last."""
TRADES = 0.4
"""Of the moves, how many trade area where the site has room to spare."""
CHUNK_S, CHUNK = 0.05, 20_000
"""Seconds, or moves, between two looks at the clock."""
ROUNDS = (1, 1, 1, 2, 4, 4)
"""Lengths of the annealings of one worker, relative to each other: breadth first, then depth."""
LARGE = 40
"""Blocks from which on a worker makes one long annealing: several short ones end worse."""
LOOSE = 1e-5
"""Share of the site that must be spare for the exact solution of a plan to be worth its time."""

Spare = tuple[int, float]
"""How room to spare enters a plan: number of spare rooms, and how many of the moves trade area."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What to arrange: a site, the blocks' least areas and least sides, and the flows between them.

    ``areas[n]``; ``least[n, 2]``: least width and height; ``flows[n, n]``: of each pair i < j the entry above
    the diagonal counts; ``straight``: distances as the crow flies, else rectilinear; both between the
    middles.
    """

    width: float
    height: float
    areas: Floats
    least: Floats
    flows: Floats
    straight: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be arranged, with the number of the block at fault."""
        n = len(self.areas)
        numbers = [np.array([self.width, self.height]), self.areas, self.least, self.flows]
        if n == 0 or self.least.shape != (n, 2) or self.flows.shape != (n, n):
            raise UsageError(
                f"{n} areas need {n} x 2 least sides (here {self.least.shape}) and {n} x {n} flows "
                f"(here {self.flows.shape})"
            )
        if not all(np.isfinite(a).all() for a in numbers):
            raise UsageError("sizes, areas, least sides and flows must be finite numbers; one is not")
        if min(self.width, self.height, float(self.areas.min())) <= 0 or self.flows.min() < 0:
            raise UsageError("sizes and areas must be above 0, flows at least 0")
        if self.areas.sum() > self.width * self.height * (1 + 1e-9):
            raise UsageError(
                f"the areas add up to {self.areas.sum():g}, the site has {self.width * self.height:g}: "
                "enlarge the site or lessen the areas"
            )
        for i, (low, area) in enumerate(zip(self.least, self.areas, strict=True)):
            wide, high = max(low[0], area / self.height), max(low[1], area / self.width)
            if wide * high > area * (1 + 1e-9) or wide > self.width or high > self.height:
                raise UsageError(
                    f"block {i} of {area:g} cannot be {wide:g} wide and {high:g} high at least: "
                    "allow shorter sides or a larger aspect"
                )


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """A layout that meets all limits: ``boxes[n, 4]`` (x0, y0, x1, y1), its cost, and when it was found."""

    boxes: Floats
    cost: float
    seconds: float


@dataclass(frozen=True, slots=True)
class _Work:
    """One annealing: ``moves`` makes it independent of the clock, ``until`` (epoch) ends it anyway."""

    blocks: Blocks
    seed: int
    spare: Spare
    share: float
    moves: int | None
    until: float


def block_cost(blocks: Blocks, boxes: Floats) -> float:
    """Sum over pairs of flow times distance between middles."""
    middle = 0.5 * (boxes[:, :2] + boxes[:, 2:])
    apart = np.abs(middle[:, None] - middle[None])
    distance = np.hypot(apart[..., 0], apart[..., 1]) if blocks.straight else apart.sum(axis=-1)
    return float((np.triu(blocks.flows, 1) * distance).sum())


def arrange_blocks(
    blocks: Blocks,
    seed: int,
    *,
    seconds: float = 60.0,
    moves: int | None = None,
    workers: int = 2,
    tell: Callable[[BlockLayout], None] | None = None,
) -> BlockLayout | None:
    """The best layout found; None if no plan met all limits.

    ``moves``: moves of each worker; with it the result depends on seed and workers alone, if ``seconds``
    suffice.
    ``tell`` hears of every better layout.
    """
    start = time.time()
    best: BlockLayout | None = None
    for boxes in _searches(blocks, seed, start + seconds, moves, workers):
        cost = block_cost(blocks, boxes)
        if best is None or cost < best.cost * (1 - 1e-12):
            best = BlockLayout(boxes, cost, time.time() - start)
            if tell is not None:
                tell(best)
    return best


def _searches(blocks: Blocks, seed: int, until: float, moves: int | None, workers: int) -> Iterator[Floats]:
    """Layouts as the annealings of all workers bring them, those of one worker in order."""
    prepare_cache()
    count = max(1, workers)
    rounds = [_Rounds(blocks, seed, worker, until, moves) for worker in range(count)]
    if count == 1:
        while (work := rounds[0].next()) is not None:
            got = _layouts(work)
            rounds[0].learn(got)
            yield from got
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        running: dict[Future[list[Floats]], _Rounds] = {}
        for each in rounds:
            if (work := each.next()) is not None:
                running[pool.submit(_layouts, work)] = each
        while running:
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                each = running.pop(done)
                each.learn(done.result())
                if (work := each.next()) is not None:
                    running[pool.submit(_layouts, work)] = each
                yield from done.result()


class _Rounds:
    """The annealings of one worker: first each way to use spare room, then the way that came out best."""

    def __init__(self, blocks: Blocks, seed: int, worker: int, until: float, moves: int | None) -> None:
        self.blocks, self.seed, self.worker, self.until, self.moves = blocks, seed, worker, until, moves
        self.ways = _ways(blocks)
        self.costs = [math.inf] * len(self.ways)
        self.lengths = ROUNDS if len(blocks.areas) < LARGE else (1,)
        self.k = 0

    def next(self) -> _Work | None:
        """The next annealing, if any is left."""
        k = self.k
        if k == len(self.lengths):
            return None
        self.k += 1
        best = min(range(len(self.ways)), key=self.costs.__getitem__)
        self.way = (k + self.worker) % len(self.ways) if k < len(self.ways) else best
        part = int(np.random.SeedSequence((self.seed, self.worker, k)).generate_state(1)[0])
        given = None if self.moves is None else max(1, self.moves * self.lengths[k] // sum(self.lengths))
        share = self.lengths[k] / sum(self.lengths[k:])  # of the time that is left
        return _Work(self.blocks, part, self.ways[self.way], share, given, self.until)

    def learn(self, layouts: list[Floats]) -> None:
        """What the last annealing brought."""
        costs = [block_cost(self.blocks, boxes) for boxes in layouts]
        self.costs[self.way] = min([self.costs[self.way], *costs])


def _ways(blocks: Blocks) -> tuple[Spare, ...]:
    """Ways to use the room to spare: larger rooms, some spare rooms of any size, many of one size."""
    n, site = len(blocks.areas), blocks.width * blocks.height
    slack = site - blocks.areas.sum()
    if slack <= FULL * site:
        return ((0, 0.0),)
    small = int(np.clip(round(slack / blocks.areas.min()), 2, max(2, n)))
    return ((0, TRADES), (max(2, n // 5), TRADES), (small, 0.0))


def _layouts(work: _Work) -> list[Floats]:
    """One annealing, and what the exact solution makes of its best plan."""
    blocks = work.blocks
    plan = _annealed(work)
    if plan is None:
        return []
    boxes = _plan_boxes(blocks, plan)
    if boxes is None:
        return []
    return [shrunk(blocks, _polished(blocks, boxes, work.until))]


def _rooms(blocks: Blocks, spare: int) -> tuple[Floats, Floats, Floats]:
    """Areas that fill the site, the least they may shrink to, and least sides; ``spare`` rooms come last."""
    slack = blocks.width * blocks.height - blocks.areas.sum()
    if spare:
        area = np.concatenate([blocks.areas, np.full(spare, slack / spare)])
        lowest = np.concatenate([blocks.areas, np.full(spare, 0.01 * slack / spare)])
    else:
        area = blocks.areas * (blocks.width * blocks.height / blocks.areas.sum())
        lowest = blocks.areas
    return area, lowest, np.concatenate([blocks.least, np.zeros((spare, 2))])


def _traffic(blocks: Blocks) -> tuple[NDArray[np.int64], Floats]:
    """Pairs of blocks with flow between them, and their flows."""
    pairs = np.argwhere(np.triu(blocks.flows, 1) > 0).astype(np.int64)
    return pairs, blocks.flows[pairs[:, 0], pairs[:, 1]].astype(np.float64)


def _annealed(work: _Work) -> Plan | None:
    """The best plan of one annealing that meets all limits."""
    from solvers.arrange.mosaic import anneal_plan

    blocks, begun = work.blocks, time.time()
    rng = np.random.default_rng(work.seed)
    area, lowest, least = _rooms(blocks, work.spare[0])
    n = len(area)
    state = (rng.permutation(n), rng.permutation(n), area.copy())
    best = (state[0].copy(), state[1].copy(), area.copy())
    pairs, flow = _traffic(blocks)
    limits = (least, lowest, len(blocks.areas), work.spare[1])
    site = (blocks.width, blocks.height)
    traffic = (pairs, flow, blocks.straight)
    unit = _typical_cost(blocks, rng)
    hot = HOT / len(blocks.areas)
    schedule = (hot, hot * COOLING, SOFT, HARD, unit)
    found, done, window = math.inf, 0.0, max(1e-3, work.share * (work.until - begun))

    def stretch(to: float, moves: int) -> float:
        """Anneal up to the share ``to`` of the schedule; tells the seconds of a move."""
        nonlocal found, done
        clock, part = time.time(), int(rng.integers(1 << 30))
        found = anneal_plan(state, best, found, site, traffic, limits, (done, to), schedule, moves, part)
        done = to
        return max(1e-8, (time.time() - clock) / moves)

    if work.moves is not None:
        for first in range(0, work.moves, CHUNK):
            if time.time() < work.until:
                last = min(work.moves, first + CHUNK)
                stretch(last / work.moves, last - first)
        return best if math.isfinite(found) else None
    stretch(0.0, 10)  # loads what is compiled
    a_move = stretch(0.0, 300)
    while done < 1.0:
        to = max(done, min(1.0, (time.time() - begun + CHUNK_S) / window))
        last = to >= 1.0 or time.time() + CHUNK_S > work.until
        a_move = 0.5 * (a_move + stretch(1.0 if last else to, max(10, int(CHUNK_S / a_move))))
    return best if math.isfinite(found) else None


def _typical_cost(blocks: Blocks, rng: np.random.Generator) -> float:
    """What a fair layout costs, by the mean of flows between random places: the unit of temperatures."""
    sides = np.array([blocks.width, blocks.height])
    total = 0.0
    for _ in range(20):
        places = rng.random((len(blocks.areas), 2)) * sides
        total += block_cost(blocks, np.concatenate([places, places], axis=1))
    return max(1e-12, 0.6 * total / 20)


def _plan_boxes(blocks: Blocks, plan: Plan) -> Floats | None:
    """The rooms of a plan, laid out to the last digit."""
    from solvers.arrange.mosaic import lay_out, workspace

    rows, cols, area = plan
    box = np.zeros((len(area), 4))
    if not lay_out(rows, cols, area, blocks.width, blocks.height, 1e-9, box, workspace(len(area))):
        return None
    return box[: len(blocks.areas)].copy()


def _polished(blocks: Blocks, boxes: Floats, until: float) -> Floats:
    """The layout with its relations solved exactly, again and again as long as the cost falls."""
    from solvers.arrange.polish import solve_places

    spare = 1.0 - blocks.areas.sum() / (blocks.width * blocks.height)
    if blocks.straight or spare < LOOSE:
        return boxes
    cost, traffic = block_cost(blocks, boxes), _traffic(blocks)
    better = True
    while better and time.time() < until:
        better = False
        for axis in (None, 0, 1):
            site = (blocks.width, blocks.height)
            new = solve_places(boxes, blocks.areas, blocks.least, site, traffic, axis)
            if new is not None and block_cost(blocks, new) < cost * (1 - 1e-7):
                boxes, cost, better = new, block_cost(blocks, new), True
    return boxes


def shrunk(blocks: Blocks, boxes: Floats) -> Floats:
    """The same middles, every block with exactly its area (a larger room is more than it needs)."""
    made = boxes.copy()
    for i, area in enumerate(blocks.areas):
        width, height = boxes[i, 2] - boxes[i, 0], boxes[i, 3] - boxes[i, 1]
        low = max(blocks.least[i, 0], area / height)
        high = min(width, area / blocks.least[i, 1] if blocks.least[i, 1] > 0 else width)
        # as near to the room's own shape as the limits let it
        side = min(max(width * math.sqrt(area / (width * height)), low), max(low, high))
        x, y = 0.5 * (boxes[i, 0] + boxes[i, 2]), 0.5 * (boxes[i, 1] + boxes[i, 3])
        made[i] = x - side / 2, y - area / side / 2, x + side / 2, y + area / side / 2
    return made
