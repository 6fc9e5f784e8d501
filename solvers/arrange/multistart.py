"""The search for a layout of blocks: annealings from many starts, in several processes, anytime.

Each process has its own annealings (``starts``) and tells of each layout as soon as it has it. With a number
of moves instead of a time the result depends on the seed and the number of processes alone.
"""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any

from planner.kernel_cache import prepare_cache
from solvers.arrange.blocks import BlockLayout, Blocks, Floats, block_cost
from solvers.arrange.clock import Clock
from solvers.arrange.starts import layouts_of


@dataclass(frozen=True, slots=True)
class Budget:
    """What a search may spend: ``seconds`` of each process, or ``moves`` of each, whatever time they take.

    ``processor``: seconds of processor time instead of those of the wall.
    """

    seconds: float = 60.0
    moves: int | None = None
    processor: bool = False

    def clock(self, gone: float = 0.0) -> Clock:
        """Counts down what the budget allows, less what is ``gone`` of the wall's time already."""
        if self.moves is not None:
            return Clock()
        return Clock(self.seconds - (0.0 if self.processor else gone), processor=self.processor)


def arrange_blocks(
    blocks: Blocks,
    seed: int,
    budget: Budget,
    *,
    workers: int = 2,
    tell: Callable[[BlockLayout], None] | None = None,
) -> BlockLayout | None:
    """The best layout found; None if none met all limits. ``tell`` hears of every better layout.

    Of layouts that cost the same that of the first process is taken, whichever came first.
    """
    start, best, rank = time.time(), None, (math.inf, 0)
    for worker, boxes in _found(blocks, seed, budget, workers):
        cost = block_cost(blocks, boxes)
        if (cost, worker) < rank:
            better = cost < rank[0]
            best, rank = BlockLayout(boxes, cost, time.time() - start), (cost, worker)
            if tell is not None and better:
                tell(best)
    return best


def _found(blocks: Blocks, seed: int, budget: Budget, workers: int) -> Iterator[tuple[int, Floats]]:
    """Layouts of all processes as they come, those of one process in order."""
    prepare_cache()
    if workers <= 1:
        yield from ((0, boxes) for boxes in layouts_of(blocks, (seed, 0), budget.moves, budget.clock()))
        return
    context, begun = get_context("spawn"), time.time()
    ends: dict[Any, tuple[int, Connection]] = {}
    processes = []
    for worker in range(workers):
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_work, args=(blocks, (seed, worker), budget, begun, there), daemon=True
        )
        process.start()
        there.close()
        processes.append(process)
        ends[here] = worker, here
    try:
        while ends:
            for end in wait(list(ends)):
                worker, here = ends[end]
                try:
                    yield worker, here.recv()
                except EOFError:
                    del ends[end]
        for process in processes:
            process.join()
            if process.exitcode != 0:
                raise RuntimeError(f"a process of the search ended with {process.exitcode}")
    finally:
        for process in processes:
            process.terminate()


def _work(blocks: Blocks, seed: tuple[int, int], budget: Budget, begun: float, there: Connection) -> None:
    """What one process does: send each layout that it finds; ends quietly if nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the process that started this one
    prepare_cache()
    with there, suppress(BrokenPipeError):
        for boxes in layouts_of(blocks, seed, budget.moves, budget.clock(time.time() - begun)):
            there.send(boxes)
