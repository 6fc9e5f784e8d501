"""Rooms inside a zone: with an inner corridor where the outer one does not reach them all."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from planner.kinds import Catalogue
from solvers.arrange.comb import combs
from solvers.arrange.exact import Cell, exact_cells
from solvers.arrange.fill import Fill, Task, search
from solvers.arrange.frame import Frame, build_frame
from solvers.arrange.idle import without_idle
from solvers.arrange.items import ONE_DOOR, Item, room_items
from solvers.arrange.lines import Line
from solvers.arrange.near import Reach, Sides
from solvers.arrange.pieces import NEAR
from solvers.arrange.plate import Plate, Target
from solvers.arrange.suite import carved
from solvers.arrange.two_doors import lacking_front, leading, with_two_doors

DEPTHS_M = (3.6, 4.6, 5.8, 7.2, 9.0)
MOST_FRAMES = 30
COMBED, BESIDE_COMBS = 8, 10
"""From so many rooms on combs are tried, and so many other frames beside them."""


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """Rooms of a zone and its inner corridors (gross regions; none where the public one reaches all)."""

    items: tuple[Item, ...]
    cells: tuple[Cell, ...]
    corridors: tuple[Polygon, ...]
    hard: float
    soft: float

    @property
    def net(self) -> float:
        """Net area of its rooms together, m2."""
        return sum(cell.net.area for cell in self.cells)


def plan_zone(
    cell: Polygon,
    item: Item,
    public: Polygon,
    *,
    corridor: float,
    wall: float,
    daylight: BaseGeometry,
    columns: Sequence[Polygon],
    catalogue: Catalogue,
    effort: int,
    seed: int,
    reach: Reach | None = None,
) -> ZonePlan | None:
    """The best arrangement of a zone's rooms in its cell; ``None`` when none keeps its shape.

    ``corridor`` is the gross width of inner corridors, ``public`` the corridor outside. With ``reach``
    rooms have space for two doors where they are due, halls where corridors are near to an exit.
    """
    rules = None if reach is None else reach.rules
    rooms = with_two_doors(room_items(item, catalogue, wall), catalogue, rules, columns=False)
    plate = Plate(
        usable=MultiPolygon([cell]),
        passable=MultiPolygon([cell]),
        targets=(Target("port", "port", public, corridor - 0.1),),
        daylight=daylight,
        docks=(),
        columns=tuple(column for column in columns if column.intersects(cell)),
        wall=wall,
        corridor=corridor,
        gross_area=cell.area,
        angle=0.0,
    )
    halls = any(item.two_doors[3] == NEAR for item in rooms)

    @lru_cache(maxsize=1)
    def inside(frame: Frame) -> Sides | None:
        return None if reach is None else reach.inside(frame.ways)

    def reached(frame: Frame) -> BaseGeometry | None:
        return None if reach is None or not halls else reach.for_halls(inside(frame))

    def too_far(frame: Frame) -> BaseGeometry | None:
        return None if reach is None else reach.too_far(inside(frame))

    task = Task(rooms, None, public, daylight, (), wall, 1e9, near=reached, far=too_far)
    frames = zone_frames(plate, cell, np.random.default_rng(seed), rooms)
    fills = search(frames, task, effort=effort, seed=seed)
    best = _best_of(fills[:3], rooms, public, wall, sure=reach is not None)
    if best is not None and best.hard < 1e-6:
        return best
    return _or_suite(best, cell, item, rooms, public, daylight=daylight, wall=wall, catalogue=catalogue)


def _best_of(
    fills: Sequence[Fill], rooms: Sequence[Item], public: Polygon, wall: float, *, sure: bool
) -> ZonePlan | None:
    """The first plan that breaks nothing, else the best; ``sure``: far corners are measured later."""
    best: ZonePlan | None = None
    for fill in fills:
        cells = exact_cells(fill, rooms, wall)
        if cells is None:
            continue
        hard = fill.sure() if sure else fill.hard
        placed = without_idle(rooms, cells, fill.frame.ways, public, wall)
        plan = ZonePlan(tuple(rooms), *placed, hard, fill.soft)
        if best is None or plan.hard < best.hard - 1e-6:
            best = plan
        if best.hard < 1e-6:
            break
    return best


def _or_suite(
    best: ZonePlan | None, cell: Polygon, item: Item, rooms: Sequence[Item], public: Polygon,
    *, daylight: BaseGeometry, wall: float, catalogue: Catalogue,
) -> ZonePlan | None:  # fmt: skip
    """The best plan so far, or the rooms cut out of the largest where that breaks less.

    Where the fire codes steer, that room has wall for the two doors that all of them together may need.
    """
    suite = carved(cell, rooms, public, daylight, wall)
    if suite is None:
        return best
    lead = leading(item.rooms, catalogue) if rooms[0].two_doors != ONE_DOOR else None
    hard = 0.0 if lead is None else lacking_front(suite[0], rooms, lead, public)
    plan = ZonePlan(tuple(rooms), tuple(suite[0]), (), hard, suite[1])
    return plan if best is None or hard < best.hard else best


def zone_frames(
    plate: Plate, cell: Polygon, rng: np.random.Generator, rooms: Sequence[Item] = ()
) -> list[Frame]:
    """No corridor at all, one spine, or two that meet; each tied to the public corridor.

    Of many ``rooms`` mostly combs, as far as the rooms leave ground for them.
    """
    frames = [Frame(Polygon(), (cell,), (), (), 0, 0.0, 0.0)]
    singles = _zone_lines(cell, plate.corridor)
    order = [(line,) for line in singles]
    pairs = [
        pair for pair in itertools.product(singles, singles) if pair[0].axis == "h" and pair[1].axis == "v"
    ]
    picks = [order[k] for k in rng.permutation(len(order))]
    more = [pairs[k] for k in rng.permutation(len(pairs))[:160]]
    for lines in [*picks[:90], *more]:
        if len(frames) >= (MOST_FRAMES if len(rooms) < COMBED else BESIDE_COMBS):
            break
        frame = build_frame(plate, lines)
        if frame is not None and not frame.pockets and frame.share < 0.34 and _apart(plate, frame):
            frames.append(frame)
    if len(rooms) >= COMBED:
        spare = cell.area - sum(room.least for room in rooms)
        frames += combs(plate, cell, rng, count=MOST_FRAMES, most_m2=spare)
    return frames


def _zone_lines(cell: Polygon, width: float) -> list[Line]:
    """Spines along and across a cell, over its whole length or leaving room at one end."""
    minx, miny, maxx, maxy = cell.bounds
    lines = []
    for axis, (low, high), (start, end) in (
        ("h", (miny, maxy), (minx, maxx)),
        ("v", (minx, maxx), (miny, maxy)),
    ):
        half = width / 2
        places = {low + half, high - half, (low + high) / 2}
        for depth in DEPTHS_M:
            if high - low > depth + width + 2.5:
                places |= {low + depth + half, high - depth - half}
        for at in sorted(places):
            lines.append(Line(axis, at))
            for depth in (3.6, 5.5, 8.0):
                if end - start > depth + 3.0:
                    lines.append(Line(axis, at, start, end - depth))
                    lines.append(Line(axis, at, start + depth, end))
    return lines


def _apart(plate: Plate, frame: Frame) -> bool:
    """Whether an inner corridor leads away from the public one instead of running along it."""
    public = plate.targets[0].shape
    beside = frame.region.boundary.intersection(public.buffer(0.03, join_style="mitre")).length
    return beside < 2.4 * plate.corridor
