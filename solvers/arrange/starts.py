"""The annealings of one process, each followed by the exact solution of what it found."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from solvers.arrange.blocks import Blocks, Floats, block_cost, shrunk
from solvers.arrange.clock import Clock
from solvers.arrange.plans import MANY, annealed_plan, ways_to_spare
from solvers.arrange.relax import SOFT, STIFF, Start, relaxed

PLAN, NEW, ON = "plan", "new", "on"
"""Kinds of annealing: over plans of walls; over relations, from random ones, or on from a layout."""
WALLED = ((PLAN, 1), (PLAN, 1), (PLAN, 1), (PLAN, 2), (PLAN, 4), (PLAN, 4))
"""Annealings where blocks share their walls, and their relative lengths: breadth first, then depth."""
WALLED_LARGE = ((PLAN, 1),)
"""The same from ``LARGE`` blocks on: several short ones end worse than one long."""
SPARE = (
    *((PLAN, 2), (PLAN, 2), (PLAN, 2), (ON, 1), (PLAN, 2), (PLAN, 2), (ON, 1), (ON, 1)),
    *((PLAN, 2), (ON, 2), (ON, 2), (ON, 3)),
)
"""Where there is room to spare: the first plans try each way to use it, the later ones the good ways."""
GOOD = 1.05
"""Cost over that of the best way up to which a way to use spare room is good; runs of one differ as much."""
SPARE_FEW = (
    *((NEW, 2), (PLAN, 1), (PLAN, 1), (PLAN, 1), (NEW, 2), (ON, 1), (NEW, 3), (ON, 1), (NEW, 3), (ON, 2)),
)
"""The same with fewer than ``MANY`` blocks: relations from random ones come out best there."""
FIXED = ((NEW, 2), (NEW, 2), (ON, 1), (ON, 1), (NEW, 2), (ON, 2), (ON, 2), (ON, 2), (ON, 3))
"""Where blocks keep their place, which plans of walls cannot."""
LARGE = 40
"""Blocks from which on a process makes one long annealing over plans."""
LOOSE = 1e-5
"""Share of the site that must be spare for the exact solution of a plan to be worth its time."""
WARM, WARM_FEW = (0.08, 0.05, 0.03), (0.3, 0.15, 0.05)
"""First temperatures of annealings that begin at a layout; with fewer blocks hotter ones pay."""
COLD_START = 0.3
"""First temperature of annealings over relations that begin at random."""
MOVES_A_RELATION = 15
"""Moves over plans that take as long as one evaluation of relations."""
POLISHED = 3
"""Layouts of an annealing over relations whose relations are changed by linear programs as well."""


def layouts_of(blocks: Blocks, seed: tuple[int, int], moves: int | None, clock: Clock) -> Iterator[Floats]:
    """Layouts that meet all limits, as they are found; ``seed``: that of the search and the process's number.

    ``moves``: over plans, in all (of another kind as many as take about as long); without it time counts.
    """
    search = _Search(blocks, seed[1])
    annealings = _annealings(blocks)
    for k, (kind, length) in enumerate(annealings):
        share = length / sum(of for _, of in annealings[k:])
        part = int(np.random.SeedSequence((*seed, k)).generate_state(1)[0])
        given = None if moves is None else max(1, moves * length // sum(of for _, of in annealings))
        for boxes in search.layouts(kind, part, given, clock.part(share)):
            search.found.append((block_cost(blocks, boxes), boxes))
            yield boxes


def _annealings(blocks: Blocks) -> tuple[tuple[str, int], ...]:
    if len(blocks.fixed):
        return FIXED
    if blocks.loose():
        return SPARE if len(blocks.areas) >= MANY else SPARE_FEW
    return WALLED if len(blocks.areas) < LARGE else WALLED_LARGE


class _Search:
    """What one process has tried and found."""

    def __init__(self, blocks: Blocks, worker: int) -> None:
        self.blocks = blocks
        self.ways = ways_to_spare(blocks)
        self.costs: dict[int, float] = {}
        self.next_way = worker
        self.warmed = 0
        self.found: list[tuple[float, Floats]] = []

    def layouts(self, kind: str, seed: int, moves: int | None, clock: Clock) -> list[Floats]:
        """What one annealing brings."""
        if kind == PLAN:
            return self._plans(seed, moves, clock)
        count = None if moves is None else max(1, moves // MOVES_A_RELATION)
        found = relaxed(self.blocks, self._start(kind), seed, count, clock)
        found.sort(key=lambda boxes: block_cost(self.blocks, boxes))
        return [shrunk(self.blocks, _polished(self.blocks, boxes, clock)) for boxes in found[:POLISHED]]

    def _plans(self, seed: int, moves: int | None, clock: Clock) -> list[Floats]:
        """The best plan of an annealing: each way to use spare room once, then the best of them."""
        if len(self.costs) < len(self.ways):
            way = self.next_way % len(self.ways)
        else:
            good = min(self.costs.values()) * GOOD
            ways = [way for way in sorted(self.costs) if self.costs[way] <= good]
            way = ways[self.next_way % len(ways)]
        self.next_way += 1
        boxes = annealed_plan(self.blocks, self.ways[way], seed, moves, clock)
        if boxes is None:
            self.costs.setdefault(way, math.inf)
            return []
        boxes = shrunk(self.blocks, _polished(self.blocks, boxes, clock))
        self.costs[way] = min(self.costs.get(way, math.inf), block_cost(self.blocks, boxes))
        return [boxes]

    def _start(self, kind: str) -> Start:
        """Where an annealing over relations begins: at random, or at the best layout (once the next)."""
        if kind == NEW or not self.found:
            return Start(None, COLD_START, SOFT)
        self.warmed += 1
        ranked = sorted(self.found, key=lambda f: f[0])
        warm = WARM if len(self.blocks.areas) >= MANY else WARM_FEW
        boxes = ranked[min(1, len(ranked) - 1) if self.warmed == 2 else 0][1]
        return Start(boxes, warm[(self.warmed - 1) % len(warm)], STIFF)


def _polished(blocks: Blocks, boxes: Floats, clock: Clock) -> Floats:
    """The layout with its relations solved exactly, again and again as long as the cost falls."""
    from solvers.arrange.polish import solve_places

    if blocks.straight or (blocks.spare() < LOOSE and not len(blocks.fixed)):
        return boxes
    cost, traffic, site = block_cost(blocks, boxes), blocks.traffic(), (blocks.width, blocks.height)
    better = True
    while better and not clock.over():
        better = False
        for axis in (None, 0, 1):
            new = solve_places(boxes, blocks.areas, blocks.least, site, traffic, axis)
            if new is not None and block_cost(blocks, new) < cost * (1 - 1e-7):
                boxes, cost, better = new, block_cost(blocks, new), True
    return boxes
