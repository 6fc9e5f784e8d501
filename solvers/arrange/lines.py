"""Candidate lines of corridors, and sets of them to try."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from shapely import box
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from solvers.arrange.plate import Plate, Target

ROOM_DEPTHS_M = (6.0, 8.0, 10.0, 12.5, 16.0)
"""Usual depths of rooms beside a corridor."""

ROW_SHIFT_M = 1.6
"""How far a corridor is moved to keep clear of columns."""
NARROW_M = (12.0, 21.0)
"""How deep a wing is where a corridor along its facade leaves the only place for a hall."""
HALL_M, HALL_M2 = 12.5, 300.0
"""... and so does a deeper one where a corridor straight to its cores leaves nothing deeper than this, if the
hall between them is as large (a warehouse's least)."""
MANY_EXITS, MANY_CORES = 3, 4
"""Exits, or cores, from which sets of lines are also drawn to cover all that must be reached."""
COVERS = 60
"""Sets of lines drawn for that."""
STUBS_M = (8.0, 14.0, 22.0)
"""How far from a line a target may lie and count as covered, in turn."""
MOST_LINES = 6
"""Lines of such a set at most."""

CORE_RANK, WING_RANK, EXIT_RANK, DEPTH_RANK = 0.0, 1.0, 2.0, 3.0
"""Candidate lines are preferred in this order: at cores, in the middle of wings, at exits, at depths."""


Bounds: TypeAlias = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate spine: its axis ("h" runs along x), the coordinate of its centre, and its extent."""

    axis: str
    at: float
    low: float = -np.inf
    high: float = np.inf


def candidate_lines(plate: Plate) -> list[Line]:
    """Lines along which a corridor makes sense, without near duplicates, in a fixed order."""
    half = plate.corridor / 2
    minx, miny, maxx, maxy = plate.usable.bounds
    raw: list[tuple[float, str, float]] = []  # rank, axis, position
    for target in plate.targets:
        if target.kind == "port":
            continue
        x0, y0, x1, y1 = (target.frontage if target.kind == "door" else target.shape).bounds
        rank = EXIT_RANK if target.kind == "exit" else CORE_RANK
        if target.kind == "door":  # along the wall that it is in
            raw += [(rank, "h", y0 - half), (rank, "h", y1 + half)] if x1 - x0 > y1 - y0 else []
            raw += [(rank, "v", x0 - half), (rank, "v", x1 + half)] if x1 - x0 < y1 - y0 else []
        elif target.kind == "core":
            raw += [
                (rank, "h", y0 - half),
                (rank, "h", y1 + half),
                (rank, "v", x0 - half),
                (rank, "v", x1 + half),
            ]
        else:
            raw += [(rank, "h", (y0 + y1) / 2), (rank, "v", (x0 + x1) / 2)]
    raw += [(WING_RANK, "h", at) for at in _chord_lines(plate, "h")]
    raw += [(WING_RANK, "v", at) for at in _chord_lines(plate, "v")]
    raw += [(DEPTH_RANK, "h", at) for at in _depth_lines(plate, "h")]
    raw += [(DEPTH_RANK, "v", at) for at in _depth_lines(plate, "v")]
    exits = [entry for entry in raw if entry[0] == EXIT_RANK]
    # lines at cores stay where they are, those at exits are wanted both ways
    raw = [
        (rank, axis, at if rank in (CORE_RANK, EXIT_RANK) else beside_rows(plate, axis, at))
        for rank, axis, at in raw
    ]
    raw += [(EXIT_RANK, axis, beside_rows(plate, axis, at)) for _, axis, at in exits]
    lines: list[Line] = []
    for _, axis, at in sorted(raw):
        low, high = (miny, maxy) if axis == "h" else (minx, maxx)
        if not low + half <= at <= high - half:
            continue
        if all(line.axis != axis or abs(line.at - at) > 0.4 for line in lines):
            lines.append(Line(axis, at))
    return lines


def beside_rows(plate: Plate, axis: str, at: float) -> float:
    """A line moved beside the rows of columns that would stand in its corridor.

    Their faces come flush with the corridor's walls. Unchanged where no such place is within ``ROW_SHIFT_M``.
    """
    half = (plate.corridor - plate.wall) / 2
    rows = [(low, high) for along, low, high in plate.rows if along == axis]

    def clear(place: float) -> bool:
        return all(place + half <= low + 1e-6 or place - half >= high - 1e-6 for low, high in rows)

    if clear(at):
        return at
    edges = [edge for low, high in rows for edge in (low - half, high + half)]
    places = [edge for edge in edges if abs(edge - at) <= ROW_SHIFT_M and clear(edge)]
    return min(places, key=lambda place: abs(place - at), default=at)


def _chords(plate: Plate, axis: str) -> Iterator[tuple[float, float]]:
    """Intervals of the plate (cores filled in) across the axis, at several places."""
    filled = unary_union([plate.usable, *(target.shape for target in plate.targets if target.kind == "core")])
    filled = filled.buffer(0.3, join_style="mitre").buffer(-0.3, join_style="mitre")
    minx, miny, maxx, maxy = filled.bounds
    for share in np.linspace(0.06, 0.94, 9):
        if axis == "h":
            x = minx + share * (maxx - minx)
            cut = filled.intersection(LineString([(x, miny - 1), (x, maxy + 1)]))
        else:
            y = miny + share * (maxy - miny)
            cut = filled.intersection(LineString([(minx - 1, y), (maxx + 1, y)]))
        for part in getattr(cut, "geoms", [cut]):
            if part.is_empty:
                continue
            x0, y0, x1, y1 = part.bounds
            yield (y0, y1) if axis == "h" else (x0, x1)


def _chord_lines(plate: Plate, axis: str) -> list[float]:
    """The middle of each wing."""
    return sorted({round((low + high) / 2, 2) for low, high in _chords(plate, axis) if high - low > 5})


def _depth_lines(plate: Plate, axis: str) -> list[float]:
    """Lines at usual room depths from the facades."""
    lines: set[float] = set()
    for low, high in _chords(plate, axis):
        for depth in ROOM_DEPTHS_M:
            if high - low > 2 * depth:
                lines.add(round(low + depth + plate.corridor / 2, 1))
                lines.add(round(high - depth - plate.corridor / 2, 1))
    return sorted(lines)


def sample_frames(plate: Plate, count: int, rng: np.random.Generator) -> list[tuple[Line, ...]]:
    """Sets of one to five lines to try, the plain ones first, the rest drawn at random."""
    lines = candidate_lines(plate)
    span = {
        "h": plate.usable.bounds[2] - plate.usable.bounds[0],
        "v": plate.usable.bounds[3] - plate.usable.bounds[1],
    }
    depth = {"h": span["v"], "v": span["h"]}
    sets: dict[tuple[Line, ...], None] = {(line,): None for line in lines}
    sets |= dict.fromkeys(_wraps(plate))
    sets |= dict.fromkeys(_spans(plate))
    sets |= dict.fromkeys(_covers(plate, lines, rng))
    most = {axis: max(1, min(5, int(depth[axis] // 9))) for axis in ("h", "v")}
    tries = 0
    while len(sets) < count and tries < 40 * count and lines:
        tries += 1
        size = 1 + int(rng.choice(5, p=[0.05, 0.35, 0.3, 0.2, 0.1]))
        chosen: list[Line] = []
        # lines come sorted by rank: prefer the early ones
        for _ in range(size):
            line = lines[min(len(lines) - 1, int(len(lines) * rng.random() ** 1.4))]
            same = [other for other in chosen if other.axis == line.axis]
            if len(same) >= most[line.axis]:
                continue
            if any(abs(other.at - line.at) < plate.corridor + 4.0 for other in same):
                continue
            chosen.append(line)
        if chosen:
            sets[tuple(sorted(chosen, key=lambda line: (line.axis, line.at)))] = None
    return list(sets)


def _covers(plate: Plate, lines: Sequence[Line], rng: np.random.Generator) -> Iterator[tuple[Line, ...]]:
    """Lines that together come near everything that must be reached, for plates with many exits or cores."""
    exits = sum(target.kind == "exit" for target in plate.targets)
    cores = {target.id for target in plate.targets if target.kind == "core"}
    if not lines or (exits < MANY_EXITS and len(cores) < MANY_CORES):
        return
    away = np.array([[_away(line, target) for target in plate.targets] for line in lines])
    apart = plate.corridor + 4.0
    for k in range(COVERS):
        near = away <= STUBS_M[k % len(STUBS_M)]
        open_ = np.ones(len(plate.targets), bool)
        chosen: list[Line] = []
        while open_.any() and len(chosen) < MOST_LINES:
            first = int(rng.choice(np.flatnonzero(open_)))
            free = [all(o.axis != x.axis or abs(o.at - x.at) >= apart for o in chosen) for x in lines]
            gain = np.where(near[:, first] & np.array(free), near @ open_, 0) * (0.5 + rng.random(len(lines)))
            best = int(np.argmax(gain))
            if gain[best] <= 0:
                break
            chosen.append(lines[best])
            open_ &= ~near[best]
        if chosen and not open_.any():
            yield tuple(sorted(chosen, key=lambda line: (line.axis, line.at)))


def _away(line: Line, target: Target) -> float:
    """Length of a straight stub from a line to a target, m; 0 where the line itself gets there."""
    x0, y0, x1, y1 = target.shape.bounds if target.kind == "exit" else target.frontage.bounds
    low, high = (y0, y1) if line.axis == "h" else (x0, x1)
    if target.kind == "exit" and (x1 - x0 < y1 - y0) == (line.axis == "h"):  # straight at it
        return 0.0 if abs((low + high) / 2 - line.at) < 0.3 else np.inf
    return max(0.0, low - line.at, line.at - high)


def _wraps(plate: Plate) -> Iterator[tuple[Line, ...]]:
    """Round a core: along two opposite faces, two adjoining ones, all four."""
    half = plate.corridor / 2
    for target in plate.targets:
        if target.kind != "core":
            continue
        x0, y0, x1, y1 = target.shape.bounds
        down, up = Line("h", y0 - half), Line("h", y1 + half)
        left, right = Line("v", x0 - half), Line("v", x1 + half)
        ring = (
            Line("h", y0 - half, x0 - 2 * half, x1 + 2 * half),
            Line("h", y1 + half, x0 - 2 * half, x1 + 2 * half),
            Line("v", x0 - half, y0 - 2 * half, y1 + 2 * half),
            Line("v", x1 + half, y0 - 2 * half, y1 + 2 * half),
        )
        yield from ((down, up), (left, right), (down, left), (down, right), (up, left), (up, right))
        yield from ((down, up, left), (down, up, right), (down, up, left, right), ring)


def _spans(plate: Plate) -> Iterator[tuple[Line, ...]]:
    """From one core straight to another that faces it, at either end of the walls that face each other.

    Alone, or with arms along these walls to beyond the corners of the cores: the deep part of the plate
    before them stays whole, and rooms round the cores have their doors at the arms. In narrow wings to which
    goods come also along the facade, with arms to the cores: what lies between them is one deep hall.
    """
    cores = {target.id: target.shape.bounds for target in plate.targets if target.kind == "core"}
    for a, b in itertools.permutations(cores.values(), 2):
        for axis, arm in (("h", "v"), ("v", "h")):
            yield from _span(plate, a, b, axis, arm)
            yield from _round_a_hall(plate, a, b, axis, arm) if plate.goods else ()


def _span(plate: Plate, a: Bounds, b: Bounds, axis: str, arm: str) -> Iterator[tuple[Line, ...]]:
    """The sets of lines along an axis from core ``a`` up to ``b``."""
    half, wide = plate.corridor / 2, plate.corridor
    along, across = _axes(axis)
    start, end = a[along + 2], b[along]
    low, high = max(a[across], b[across]), min(a[across + 2], b[across + 2])
    if end - start < 2 * wide or high - low < wide:
        return
    gap = box(start, low, end, high) if axis == "h" else box(low, start, high, end)
    ground = plate.usable.intersection(gap)
    if ground.area < 0.9 * gap.area:  # a third core or a court lies between them
        return
    low, high = ground.bounds[across], ground.bounds[across + 2]
    for at in (low + half, high - half):
        line = Line(axis, at, start, end)
        yield (line,)
        for first, last in ((low - wide, at + half), (at - half, high + wide)):
            yield (line, Line(arm, start + half, first, last), Line(arm, end - half, first, last))


def _round_a_hall(plate: Plate, a: Bounds, b: Bounds, axis: str, arm: str) -> Iterator[tuple[Line, ...]]:
    """Along either facade of a narrow wing, from below core ``a`` to below ``b``, and up to both."""
    half, wide = plate.corridor / 2, plate.corridor
    along, across = _axes(axis)
    start, end = a[along + 2], b[along]
    if end - start < 2 * wide:
        return
    left, bottom, right, top = plate.usable.bounds
    between = box(start, bottom, end, top) if axis == "h" else box(left, start, right, end)
    wing = plate.usable.intersection(between)
    low, high = wing.bounds[across], wing.bounds[across + 2]
    below, above = (a[across], b[across]), (a[across + 2], b[across + 2])
    beside = max(max(below) - low, high - min(above)) - wide
    deep = high - low > NARROW_M[1]
    holds = beside < HALL_M and (end - start) * (high - low - wide) >= HALL_M2 if deep else True
    narrow = NARROW_M[0] <= high - low and holds
    if wing.area < 0.9 * (end - start) * (high - low) or not narrow:
        return
    for at, facade, cores in ((low + half, low, below), (high - half, high, above)):
        if min(abs(core - facade) for core in cores) < wide:
            continue
        line = Line(axis, at, start - wide, end + wide)
        ends = [sorted((facade, core)) for core in cores]
        yield (line, Line(arm, start - half, *ends[0]), Line(arm, end + half, *ends[1]))


def _axes(axis: str) -> tuple[int, int]:
    """Which coordinate runs along a line, and which across it."""
    return (0, 1) if axis == "h" else (1, 0)


def strip_of(plate: Plate, line: Line) -> Polygon:
    """The strip along a line, from end to end of the plate unless the line is shorter."""
    minx, miny, maxx, maxy = plate.usable.bounds
    half = plate.corridor / 2
    if line.axis == "h":
        return box(max(minx, line.low), line.at - half, min(maxx, line.high), line.at + half)
    return box(line.at - half, max(miny, line.low), line.at + half, min(maxy, line.high))
