"""Neighbours of a corridor network: what a search tries next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

import numpy as np

from solvers.arrange.frame import Frame, build_frame, full_width
from solvers.arrange.lines import Line, beside_rows, strip_of
from solvers.arrange.plate import Plate

NEAR_SHARE, END_M = 0.6, 2.5
"""Share of ends of spines that move a little when a frame is bred, and how far (standard deviation)."""
LONGER_M = (0.3, 2.5)
"""By how much a spine goes on where the room at its end wants more wall for doors, and no core lies there."""
BESIDE_M, LEAST_M = 0.1, 0.3
"""A spine lies beside a core that is no farther off; how much of its side must be left."""
ARM_M = (3.0, 12.0)
"""Length of a short corridor that leads off another one, from its middle."""


def mutated(
    plate: Plate,
    frame: Frame,
    lines: Sequence[Line],
    rng: np.random.Generator,
    *,
    arms: bool,
    longer: float = 0.0,
    most_m2: float = inf,
) -> Frame | None:
    """A neighbour of a frame: a spine moved, shortened, lengthened, dropped or added, or with an arm.

    ``longer``: share of neighbours with a spine that only goes on, which gives the room at its end
    more wall for doors. ``None`` where that is no frame, or takes more than ``most_m2``.
    """
    chosen = as_cut(plate, frame)
    trim, skip = "none", frame.skip
    minx, miny, maxx, maxy = plate.usable.bounds
    if longer and rng.random() < longer:
        chosen = _gone_on(plate, chosen, rng)
        return build_frame(plate, chosen, trim=trim, skip=skip, most_m2=most_m2)
    for _ in range(1 + int(rng.integers(2))):
        act = rng.random()
        k = int(rng.integers(len(chosen)))
        line = chosen[k]
        start, end = (minx, maxx) if line.axis == "h" else (miny, maxy)
        if act < 0.45:
            at = line.at + float(rng.normal(0.0, 1.6))
            chosen[k] = replace(line, at=beside_rows(plate, line.axis, at) if rng.random() < 0.5 else at)
        elif act < 0.75:
            chosen[k] = _other_end(line, start, end, rng)
        elif act < 0.82 and len(chosen) > 1:
            chosen.pop(k)
        elif arms and act < 0.87:
            chosen.append(_arm(line, start, end, rng))
        elif act < 0.92:
            chosen.append(lines[int(rng.integers(len(lines)))])
        elif act < 0.96:
            trim = ("none", "both", "low", "high")[int(rng.integers(4))]
        else:
            skip = _other_exits(plate, skip, rng)
    return build_frame(plate, chosen, trim=trim, skip=skip, most_m2=most_m2)


def _other_end(line: Line, start: float, end: float, rng: np.random.Generator) -> Line:
    """A line with one end moved: a little, or anywhere between ``start`` and ``end``."""
    upper = rng.random() < 0.5
    old = min(line.high, end) if upper else max(line.low, start)
    near = rng.random() < NEAR_SHARE
    at = old + float(rng.normal(0.0, END_M)) if near else start + float(rng.random()) * (end - start)
    return replace(line, high=max(at, line.low + 1)) if upper else replace(line, low=min(at, line.high - 1))


def _gone_on(plate: Plate, lines: Sequence[Line], rng: np.random.Generator) -> list[Line]:
    """Lines one of which goes on to the far end of a core that it ends at, or a little where none does."""
    ends = [(k, end) for k, line in enumerate(lines) for end in _far_ends(plate, line)]
    moved = list(lines)
    if ends:
        k, (upper, at) = ends[int(rng.integers(len(ends)))]
    else:
        k, upper = int(rng.integers(len(lines))), bool(rng.random() < 0.5)
        more = float(rng.uniform(*LONGER_M))
        x0, y0, x1, y1 = strip_of(plate, lines[k]).bounds
        low, high = (x0, x1) if lines[k].axis == "h" else (y0, y1)
        at = high + more if upper else low - more
    moved[k] = replace(lines[k], high=at) if upper else replace(lines[k], low=at)
    return moved


def _far_ends(plate: Plate, line: Line) -> Iterator[tuple[bool, float]]:
    """Whether it is the upper end, and where a core goes on to beside which a line ends."""
    strip = strip_of(plate, line)
    x0, y0, x1, y1 = strip.bounds
    low, high = (x0, x1) if line.axis == "h" else (y0, y1)
    for target in plate.targets:
        if target.kind != "core" or target.shape.distance(strip) > BESIDE_M:
            continue
        x0, y0, x1, y1 = target.bounds
        first, last = (x0, x1) if line.axis == "h" else (y0, y1)
        if first < low - LEAST_M < last:
            yield False, first
        if first < high + LEAST_M < last:
            yield True, last


def _arm(line: Line, start: float, end: float, rng: np.random.Generator) -> Line:
    """A short corridor off a line into the depth: rooms lie on both sides of it, a large one at its end."""
    low, high = max(line.low, start), min(line.high, end)
    at = low + float(rng.random()) * (high - low)
    reach = float(rng.uniform(*ARM_M))
    first, last = (line.at, line.at + reach) if rng.random() < 0.5 else (line.at - reach, line.at)
    return Line("v" if line.axis == "h" else "h", at, first, last)


def as_cut(plate: Plate, frame: Frame) -> list[Line]:
    """The lines of a frame as far as its spines go, where they were cut back."""
    if frame.trim == "none":
        return list(frame.lines)
    lines = []
    for line in frame.lines:
        for part in full_width(plate, strip_of(plate, line).intersection(frame.region)):
            x0, y0, x1, y1 = part.bounds
            low, high = (x0, x1) if line.axis == "h" else (y0, y1)
            lines.append(replace(line, low=low, high=high))
    return lines or list(frame.lines)


def _other_exits(plate: Plate, skip: frozenset[str], rng: np.random.Generator) -> frozenset[str]:
    """The exits without a stub, one more or one less."""
    exits = [target.id for target in plate.targets if target.kind == "exit"]
    return skip ^ {exits[int(rng.integers(len(exits)))]} if exits else skip
