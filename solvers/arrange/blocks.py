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
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from planner.errors import UsageError
from planner.kernel_cache import prepare_cache
from solvers.arrange.relax import SOFT as PLIANT
from solvers.arrange.relax import STIFF, Start, relaxed

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
RELAXED, RELAXED_FIRST = (1, 1, 1, 2, 2, 2, 3), (2, 2, 2, 1, 1, 2, 3)
"""The same of annealings over relations, after those over plans and where there are no plans."""
WARM, WARM_FEW, FEW = (0.08, 0.05, 0.03), (0.3, 0.15, 0.05), 20
"""First temperatures of annealings that begin at a layout; with fewer blocks hotter ones pay."""
COLD_START = 0.3
"""First temperature of annealings over relations that begin at random."""
SCRATCH = 3
"""Annealings over relations that begin at random where there are no plans."""
MOVES_A_RELATION = 15
"""Moves over plans that take as long as one evaluation of relations."""
SEARCHED = 0.88
"""Of the time of an annealing over relations, how much is left to it; the rest is for exact solutions."""
POLISHED = 3
"""Layouts of an annealing over relations whose relations are changed by linear programs as well."""
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
    middles. ``fixed[k, 4]`` (x0, y0, x1, y1): blocks that keep their place, last in ``flows``.
    """

    width: float
    height: float
    areas: Floats
    least: Floats
    flows: Floats
    straight: bool = False
    fixed: Floats = field(default_factory=lambda: np.zeros((0, 4)))

    def __post_init__(self) -> None:
        """Refuse what cannot be arranged, with the number of the block at fault."""
        n = len(self.areas)
        every = n + len(self.fixed)
        numbers = [np.array([self.width, self.height]), self.areas, self.least, self.flows, self.fixed]
        if n == 0 or self.least.shape != (n, 2) or self.flows.shape != (every, every):
            raise UsageError(
                f"{n} areas need {n} x 2 least sides (here {self.least.shape}) and {every} x {every} flows "
                f"(here {self.flows.shape})"
            )
        if not all(np.isfinite(a).all() for a in numbers):
            raise UsageError("sizes, areas, least sides and flows must be finite numbers; one is not")
        if min(self.width, self.height, float(self.areas.min())) <= 0 or self.flows.min() < 0:
            raise UsageError("sizes and areas must be above 0, flows at least 0")
        self._check_fixed()
        if self.areas.sum() > self.room() * (1 + 1e-9):
            raise UsageError(
                f"the areas add up to {self.areas.sum():g}, the site has {self.room():g}: "
                "enlarge the site or lessen the areas"
            )
        for i, (low, area) in enumerate(zip(self.least, self.areas, strict=True)):
            wide, high = max(low[0], area / self.height), max(low[1], area / self.width)
            if wide * high > area * (1 + 1e-9) or wide > self.width or high > self.height:
                raise UsageError(
                    f"block {i} of {area:g} cannot be {wide:g} wide and {high:g} high at least: "
                    "allow shorter sides or a larger aspect"
                )

    def _check_fixed(self) -> None:
        """Refuse fixed blocks that leave the site or overlap."""
        site = np.array([self.width, self.height])
        for i, box in enumerate(self.fixed):
            if (box[2:] <= box[:2]).any() or (box[:2] < 0).any() or (box[2:] > site * (1 + 1e-9)).any():
                raise UsageError(f"fixed block {i} at {box.tolist()} is empty or leaves the site")
            over = np.minimum(box[2:], self.fixed[:i, 2:]) - np.maximum(box[:2], self.fixed[:i, :2])
            if len(over) and over.min(axis=1).max() > 1e-9 * site.max():
                raise UsageError(f"fixed blocks {int(over.min(axis=1).argmax())} and {i} overlap")

    def room(self) -> float:
        """Area of the site that no fixed block takes."""
        return self.width * self.height - float((self.fixed[:, 2:] - self.fixed[:, :2]).prod(axis=1).sum())

    def spare(self) -> float:
        """Area that stays free, as a share of the site."""
        return (self.room() - float(self.areas.sum())) / (self.width * self.height)

    def loose(self) -> bool:
        """Whether blocks need not share their walls."""
        return self.spare() > FULL or len(self.fixed) > 0

    def traffic(self) -> tuple[NDArray[np.int64], Floats]:
        """Pairs of blocks with flow between them, and their flows."""
        pairs = np.ascontiguousarray(np.argwhere(np.triu(self.flows, 1) > 0), dtype=np.int64)
        return pairs, self.flows[pairs[:, 0], pairs[:, 1]].astype(np.float64)

    def typical_cost(self, rng: np.random.Generator) -> float:
        """What a fair layout costs, by the mean of flows between random places: the unit of temperatures."""
        sides = np.array([self.width, self.height])
        total = 0.0
        for _ in range(20):
            places = rng.random((len(self.flows), 2)) * sides
            total += block_cost(self, np.concatenate([places, places], axis=1))
        return max(1e-12, 0.6 * total / 20)


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """A layout that meets all limits: ``boxes[n, 4]`` (x0, y0, x1, y1), its cost, and when it was found."""

    boxes: Floats
    cost: float
    seconds: float


@dataclass(frozen=True, slots=True)
class _Work:
    """One annealing: ``moves`` makes it independent of the clock, ``until`` (epoch) ends it anyway.

    Over relations of blocks if it has a ``start``, else over plans of walls.
    """

    blocks: Blocks
    seed: int
    spare: Spare
    share: float
    moves: int | None
    until: float
    start: Start | None = None


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
    """The annealings of one worker: first each way to use spare room, then what came out best.

    Sites with room to spare go on with relations of blocks, from what each way brought and from the best.
    """

    def __init__(self, blocks: Blocks, seed: int, worker: int, until: float, moves: int | None) -> None:
        self.blocks, self.seed, self.worker, self.until, self.moves = blocks, seed, worker, until, moves
        self.ways = _ways(blocks)
        self.costs = [math.inf] * len(self.ways)
        self.found: list[tuple[float, Floats]] = []
        self.plans = len(self.ways)
        self.lengths: tuple[int, ...] = ROUNDS if len(blocks.areas) < LARGE else (1,)
        if blocks.loose():
            self.lengths = (2,) * self.plans + (RELAXED if self.plans else RELAXED_FIRST)
        self.k = 0

    def next(self) -> _Work | None:
        """The next annealing, if any is left."""
        k = self.k
        if k == len(self.lengths):
            return None
        self.k += 1
        share = self.lengths[k] / sum(self.lengths[k:])  # of the time that is left
        part = int(np.random.SeedSequence((self.seed, self.worker, k)).generate_state(1)[0])
        given = None if self.moves is None else max(1, self.moves * self.lengths[k] // sum(self.lengths))
        if self.blocks.loose() and k >= self.plans:
            count = None if given is None else max(1, given // MOVES_A_RELATION)
            return _Work(self.blocks, part, (0, 0.0), share, count, self.until, self._start(k - self.plans))
        best = min(range(len(self.ways)), key=self.costs.__getitem__)
        self.way = (k + self.worker) % len(self.ways) if k < len(self.ways) else best
        return _Work(self.blocks, part, self.ways[self.way], share, given, self.until)

    def _start(self, k: int) -> Start:
        """Where the ``k``-th annealing over relations begins."""
        if not self.plans and k < SCRATCH:
            return Start(None, COLD_START, PLIANT)
        if not self.found:
            return Start(None, COLD_START, PLIANT)
        ranked = sorted(self.found, key=lambda f: f[0])
        warm = WARM if len(self.blocks.areas) >= FEW else WARM_FEW
        return Start(ranked[min(1, len(ranked) - 1) if k == 1 else 0][1], warm[k % len(warm)], STIFF)

    def learn(self, layouts: list[Floats]) -> None:
        """What the last annealing brought."""
        costs = [block_cost(self.blocks, boxes) for boxes in layouts]
        if self.k <= self.plans:
            self.costs[self.way] = min([self.costs[self.way], *costs])
        self.found.extend(zip(costs, layouts, strict=True))


def _ways(blocks: Blocks) -> tuple[Spare, ...]:
    """Ways to use the room to spare: larger rooms, some spare rooms of any size, many of one size."""
    n, slack = len(blocks.areas), blocks.spare() * blocks.width * blocks.height
    if len(blocks.fixed):
        return ()
    if not blocks.loose():
        return ((0, 0.0),)
    small = int(np.clip(round(slack / blocks.areas.min()), 2, max(2, n)))
    return ((0, TRADES), (max(2, n // 5), TRADES), (small, 0.0))


def _layouts(work: _Work) -> list[Floats]:
    """One annealing, and what the exact solution makes of its best plan."""
    blocks = work.blocks
    if work.start is not None:
        ends = work.until
        if work.moves is None:
            ends = time.time() + SEARCHED * work.share * max(0.0, work.until - time.time())
        found = relaxed(blocks, work.start, work.seed, work.moves, (ends, work.until))
        found.sort(key=lambda boxes: block_cost(blocks, boxes))
        return [shrunk(blocks, _polished(blocks, boxes, work.until)) for boxes in found[:POLISHED]]
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


def _annealed(work: _Work) -> Plan | None:
    """The best plan of one annealing that meets all limits."""
    from solvers.arrange.mosaic import anneal_plan

    blocks, begun = work.blocks, time.time()
    rng = np.random.default_rng(work.seed)
    area, lowest, least = _rooms(blocks, work.spare[0])
    n = len(area)
    state = (rng.permutation(n), rng.permutation(n), area.copy())
    best = (state[0].copy(), state[1].copy(), area.copy())
    pairs, flow = blocks.traffic()
    limits = (least, lowest, len(blocks.areas), work.spare[1])
    site = (blocks.width, blocks.height)
    traffic = (pairs, flow, blocks.straight)
    unit = blocks.typical_cost(rng)
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

    if blocks.straight or (blocks.spare() < LOOSE and not len(blocks.fixed)):
        return boxes
    cost, traffic = block_cost(blocks, boxes), blocks.traffic()
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
