"""Filling frames with items: screen many frames shortly, anneal the promising ones long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from shapely import area, intersection, union_all
from shapely.errors import GEOSException
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from solvers.arrange.anneal import anneal
from solvers.arrange.frame import Frame
from solvers.arrange.grids import MANY, in_pieces, in_rows
from solvers.arrange.items import Item, item_roles, item_rows
from solvers.arrange.kernel import HARD, decode
from solvers.arrange.pieces import PieceData, piece_data
from solvers.arrange.pulls import Draws, no_draws

BREED_ROUNDS = 6
"""Rounds of breeding frames at most; fewer where the rooms fit."""
SCREEN_HOT, BRED_HOT = 6.0, 3.0
"""First temperature of a short annealing, and of that of a bred frame, which starts as its parent lies."""
GAIN = 2.0
"""Cost that a round of breeding must have saved to be followed by another, where the rooms fit already."""
UNSUITED = 6.0
"""Hard cost from which two rounds of breeding are enough to see that the rooms do not suit the plate."""
FEW, STEEP = 3, 0.5
"""Frames kept of a storey of very many rooms; how much less of long annealings each room gets there."""
STUCK, STUCK_KEPT = 0.3, 2
"""Hard cost after screening from which rooms of a zone seldom come right (1 of 109 did); how many of its
fills are annealed on all the same, to tell what is in the way."""
SHARE_COST = 30.0
"""Cost of corridor area: one percent of the plate weighs as much as a rather long room."""
REACH = 15
"""Column of the rows of the kernel: how far corners may lie from a door."""
CORNER_COST = 0.06
"""Cost of a corner of the corridor."""
FACADE_COST = 0.04
"""Cost of a metre of corridor along a facade, whose daylight rooms would have."""


Hang = tuple[float, npt.NDArray[np.float64], Draws]
"""What rooms of one zone may lie around and still hang together: the gross width of a corridor in m, and
the cores as rectangles (x0, y0, x1, y1). Last what draws rooms to places."""
NO_CORES = np.zeros((0, 4))
State = tuple[
    npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64],
    npt.NDArray[np.float64],
]  # fmt: skip
"""A slicing tree for each piece: item sequences, their lengths, cut priorities, cut directions, and where
between least and most each item's area is wished."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An item's rectangle in a piece (item ``None``: the vacant unit)."""

    item: int | None
    piece: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class Fill:
    """A frame with its items placed, and what that costs."""

    frame: Frame
    data: PieceData
    rows: npt.NDArray[np.float64]
    roles: npt.NDArray[np.int64]
    count: int
    filler_least: float
    wall: float
    hang: Hang
    state: State
    hard: float
    soft: float

    @property
    def cost(self) -> float:
        """Total cost; a frame's own cost included."""
        return HARD * self.hard + self.soft + frame_cost(self.frame)

    def anneal(self, steps: int, hot: float, cold: float, seed: int) -> None:
        """Improve the state in place."""
        seq, length, key, vert, sizes = self.state
        best = (seq.copy(), length.copy(), key.copy(), vert.copy(), sizes.copy())
        self.hard, self.soft = anneal(
            self.state, best, self.data.arrays(), self.rows, self.roles, self.count, self.filler_least,
            self.wall, self.hang, steps, hot, cold, seed,
        )  # fmt: skip
        self.state = best

    def leaves(self) -> list[Leaf]:
        """Where everything lies now; ``hard`` is brought up to date with it."""
        self.hard = 0.0
        cap = self.state[0].shape[1]
        leaves, boxes = np.empty(cap + 2, np.int64), np.empty((cap + 2, 9))
        scratch = (np.empty(cap + 2), leaves, boxes, np.empty((2 * cap + 8, 7)))
        found = []
        for piece in range(len(self.data.polygons)):
            hard, _, number = decode(
                piece, self.state, self.data.arrays(), self.rows, self.roles, self.count, self.filler_least,
                self.wall, scratch, 1e18,
            )  # fmt: skip
            self.hard += hard
            for k in range(number):
                item = int(leaves[k]) if leaves[k] < self.count else None
                x0, y0, x1, y1 = (float(value) for value in boxes[k, 4:8])
                found.append(Leaf(item, piece, (x0, y0, x1, y1)))
        return found

    def sure(self) -> float:
        """Hard cost without far corners, which are estimated here and measured in a plan.

        ``hard`` is brought up to date.
        """
        known = self.rows
        self.rows = known.copy()
        self.rows[:, REACH] = 0.0
        self.leaves()
        sure = self.hard
        self.rows = known
        self.leaves()
        return sure


def frame_cost(frame: Frame) -> float:
    """What a frame costs before anything lies in it."""
    pockets = sum(0.5 + 0.15 * pocket.area for pocket in frame.pockets)
    corners = CORNER_COST * sum(len(way.exterior.coords) for way in frame.ways)
    way = SHARE_COST * frame.share + corners + FACADE_COST * frame.facade + 15.0 * frame.columns
    return way + pockets + 1.0 * len(frame.unreached)


def new_fill(
    frame: Frame,
    items: Sequence[Item],
    vacant: Item | None,
    *,
    corridor: BaseGeometry,
    daylight: BaseGeometry,
    docks: Sequence[Polygon],
    exits: Sequence[Polygon],
    near: BaseGeometry | None,
    far: BaseGeometry | None,
    pillars: BaseGeometry | None,
    wall: float,
    hang: Hang,
    filler_least: float,
    rng: np.random.Generator,
    parent: Fill | None = None,
) -> Fill:
    """A frame with its items put in: as in its ``parent``, else large first, each into the emptiest piece."""
    data = piece_data(frame.pieces, corridor, daylight, docks, exits, near, far, pillars)
    rows = item_rows(items, len(frame.pieces), vacant)
    n, pieces = len(items), len(frame.pieces)
    if parent is not None:
        state = _inherited(parent, frame.pieces, rng)
    else:
        state = in_rows(items, data, rng) if len(items) > MANY else _greedy(items, data, rng)
    return Fill(frame, data, rows, item_roles(items, pieces), n, filler_least, wall, hang, state, 1e9, 1e9)


def _greedy(items: Sequence[Item], data: PieceData, rng: np.random.Generator) -> State:
    """Items in the emptiest pieces, cut anyhow."""
    n, pieces = len(items), len(data.polygons)
    seq, length = np.zeros((pieces, n + 1), np.int64), np.zeros(pieces, np.int64)
    for piece, own in enumerate(in_pieces(items, data)[0]):
        seq[piece, : len(own)], length[piece] = own, len(own)
    return seq, length, rng.random(n + pieces), rng.integers(0, 2, n + pieces), np.zeros(n + pieces)


def _inherited(parent: Fill, pieces: Sequence[Polygon], rng: np.random.Generator) -> State:
    """The tree of a parent for other pieces: what lay in one of its pieces goes where most of that went."""
    n, count = parent.count, len(pieces)
    old_seq, old_length, old_key, old_vert, old_size = parent.state
    shared = np.array([area(intersection(one, np.array(pieces))) for one in parent.frame.pieces])
    seq, length = np.zeros((count, n + 1), np.int64), np.zeros(count, np.int64)
    key, vert, size = rng.random(n + count), rng.integers(0, 2, n + count), np.zeros(n + count)
    key[:n], vert[:n], size[:n] = old_key[:n], old_vert[:n], old_size[:n]
    for old, to in enumerate(np.argmax(shared, axis=1)):
        run = old_seq[old, : old_length[old]]
        seq[to, length[to] : length[to] + len(run)] = run
        length[to] += len(run)
    for piece, old in enumerate(np.argmax(shared, axis=0)):
        key[n + piece], vert[n + piece] = old_key[n + old], old_vert[n + old]
    return seq, length, key, vert, size


def _unknown(_: Frame) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Task:
    """What a search has to place and where doors, light and docks are.

    ``public`` is a corridor outside the plate (for zones) that doors may open to as well.
    """

    items: Sequence[Item]
    vacant: Item | None
    public: BaseGeometry | None
    daylight: BaseGeometry
    docks: Sequence[Polygon]
    wall: float
    filler_least: float
    hang: Hang | None = None
    exits: Mapping[str, Polygon] = field(default_factory=dict)
    """Ground exits by id; those that a frame does not reach must open from a hall."""
    near: Callable[[Frame], BaseGeometry | None] = _unknown
    """Corridor of a frame that is near to an exit, where halls must lie there."""
    far: Callable[[Frame], BaseGeometry | None] = _unknown
    """Sides of a frame's corridors from which the way out is too long, as strips."""
    pillars: BaseGeometry | None = None
    """Columns that leave a wall no place for a door, where the fire codes ask for two."""

    def start(self, frame: Frame, rng: np.random.Generator, parent: Fill | None = None) -> Fill | None:
        """A first, shortly annealed fill of a frame; ``None`` where the items cannot all have room.

        With a ``parent`` it starts from how the items lie there, and less is changed.
        """
        if sum(piece.area for piece in frame.pieces) < sum(item.least for item in self.items):
            return None
        try:
            return self._started(frame, rng, parent)
        except GEOSException:  # edges almost in line can defeat an overlay: this frame is given up
            return None

    def _started(self, frame: Frame, rng: np.random.Generator, parent: Fill | None) -> Fill:
        corridor = frame.region if self.public is None else union_all([*frame.ways, self.public])
        fill = new_fill(
            frame, self.items, self.vacant, corridor=corridor, daylight=self.daylight, docks=self.docks,
            exits=[self.exits[id_] for id_ in frame.unreached], near=self.near(frame), far=self.far(frame),
            pillars=self.pillars, wall=self.wall,
            hang=self.hang or (0.0, NO_CORES, no_draws(len(self.items))),
            filler_least=self.filler_least, rng=rng, parent=parent,
        )  # fmt: skip
        hot = SCREEN_HOT if parent is None and len(self.items) <= MANY else BRED_HOT
        fill.anneal(500 + 80 * min(MANY, len(self.items)), hot, 0.4, int(rng.integers(1 << 30)))
        return fill


Mutate = Callable[[Frame, np.random.Generator], Frame | None]


def search(
    frames: Sequence[Frame], task: Task, *, effort: int, seed: int, mutate: Mutate | None = None
) -> list[Fill]:
    """The best fills found, those that keep every rule first, then by cost.

    Screens all frames, lets the best ones breed neighbours (``mutate``), anneals the survivors
    long. ``effort`` scales the work; the result depends on nothing else but the arguments.
    """
    rng = np.random.default_rng(seed)
    size = len(task.items)
    kept, last, often = (8, 4, 1.0) if size <= MANY else (FEW, 1, MANY / size)
    pool = [fill for fill in (task.start(frame, rng) for frame in frames) if fill is not None]
    pool = _distinct(pool)[:kept]
    if mutate is None and min((fill.hard for fill in pool), default=0.0) > STUCK:
        pool, last = pool[:STUCK_KEPT], STUCK_KEPT
    rounds = BREED_ROUNDS * effort if mutate is not None and size <= MANY else 0
    before = 1e9
    for round_ in range(rounds):
        if not _breeds_on(round_, pool, before):
            break
        before = pool[0].cost if pool else 1e9
        children = []
        for parent in pool[:7]:
            for _ in range(4):
                frame = mutate(parent.frame, rng) if mutate is not None else None
                child = None if frame is None else task.start(frame, rng, parent)
                if child is not None:
                    children.append(child)
        pool = _distinct(pool + children)[:8]
    for fill in pool:
        fill.anneal(effort * (2000 + int(300 * size * often**STEEP)), 4.0, 0.15, int(rng.integers(1 << 30)))
    pool.sort(key=lambda fill: fill.cost)
    for fill in pool[:last]:
        fill.anneal(effort * (2000 + 400 * size), 2.0, 0.04, int(rng.integers(1 << 30)))
    return sorted(pool, key=lambda fill: (fill.hard > 1e-6, fill.cost))


def _breeds_on(round_: int, pool: Sequence[Fill], before: float) -> bool:
    """Whether another round of breeding is worth it; ``before``: the best cost a round ago."""
    if round_ == 0 or not pool:
        return round_ < 2
    if pool[0].hard < 1e-6:
        return before - pool[0].cost > GAIN
    return round_ < 2 or pool[0].hard < UNSUITED


def _distinct(fills: Sequence[Fill]) -> list[Fill]:
    """Best first, without frames that are nearly the same as a better one."""
    kept: list[Fill] = []
    marks: set[tuple[int, ...]] = set()
    for fill in sorted(fills, key=lambda fill: fill.cost):
        mark = tuple(sorted(round(piece.area / 8) for piece in fill.frame.pieces))
        if mark not in marks:
            marks.add(mark)
            kept.append(fill)
    return kept
