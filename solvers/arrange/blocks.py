"""Blocks of given areas on a rectangular site with flows between them: the problem, and layouts of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.errors import UsageError

Floats = NDArray[np.float64]

FULL = 0.002
"""Share of the site that may be spare before blocks need not share their walls."""


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


def block_cost(blocks: Blocks, boxes: Floats) -> float:
    """Sum over pairs of flow times distance between middles."""
    middle = 0.5 * (boxes[:, :2] + boxes[:, 2:])
    apart = np.abs(middle[:, None] - middle[None])
    distance = np.hypot(apart[..., 0], apart[..., 1]) if blocks.straight else apart.sum(axis=-1)
    return float((np.triu(blocks.flows, 1) * distance).sum())


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
