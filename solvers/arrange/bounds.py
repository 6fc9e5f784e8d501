"""A lower bound of what any layout of blocks costs, cheap: of each block, the better of two.

*Apart.* Two blocks that do not overlap have their middles at least half of both their least sides apart,
along one axis.

*Crowded.* What a block has traffic with needs room, so not all of it can be near. Spread each flow evenly
over the area of the other block: the mean distance of its points from a place is at most that of its middle
and a quarter of its width and height more. And it is least, over all blocks together, if their points lie
round the place in the order of flow by area, filling growing diamonds (discs, as the crow flies).

A pair is seen from both its blocks, so half of the sum over all blocks is a bound.
"""

from __future__ import annotations

import numpy as np

from solvers.arrange.blocks import Blocks, Floats


def lower_bound(blocks: Blocks) -> float:
    """A cost that no layout falls below."""
    low, reach, areas = _sides(blocks)
    apart = 0.5 * (low[:, None] + low[None]).min(axis=-1)
    flows = np.triu(blocks.flows, 1)
    flows = flows + flows.T
    m = len(blocks.areas)
    if len(blocks.fixed):  # where they stand is known
        middle = 0.5 * (blocks.fixed[:, :2] + blocks.fixed[:, 2:])
        between = np.abs(middle[:, None] - middle[None])
        apart[m:, m:] = np.hypot(*between.T).T if blocks.straight else between.sum(axis=-1)
    total = 0.0
    for flow, away in zip(flows, apart, strict=True):
        total += max(float(flow @ away), _crowded(flow, areas, reach, blocks.straight))
    return 0.5 * total


def _sides(blocks: Blocks) -> tuple[Floats, Floats, Floats]:
    """Least sides, a quarter of the most that width and height add up to, and the areas, of all blocks."""
    areas = blocks.areas
    least = np.stack([areas / blocks.height, areas / blocks.width], axis=1)
    least = np.maximum(least, blocks.least)
    # width and height add up to most where one of them is least
    around = np.max([least[:, k] + areas / least[:, k] for k in (0, 1)], axis=0)
    fixed = blocks.fixed[:, 2:] - blocks.fixed[:, :2]
    low, around = np.concatenate([least, fixed]), np.concatenate([around, fixed.sum(axis=1)])
    return low, 0.25 * around, np.concatenate([areas, fixed.prod(axis=1)])


def _crowded(flow: Floats, areas: Floats, reach: Floats, straight: bool) -> float:
    """What the flows of one block cost at least because the others need room."""
    order = np.argsort(-flow / areas, kind="stable")
    filled = np.concatenate([[0.0], np.cumsum(areas[order])])
    # a diamond of radius r has the area 2 r^2, a disc pi r^2: the integral of r over the area
    moment = (filled**1.5) * 2.0 / 3.0 / np.sqrt(np.pi if straight else 2.0)
    return float(flow[order] / areas[order] @ np.diff(moment) - flow @ reach)
