"""Fronts of two or three objectives: points that no other beats in everything, and how much they cover."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.directions import Direction
from planner.model import Allocation

__all__ = [
    "FRONT_FORMAT",
    "Front",
    "Point",
    "dominates",
    "front_csv",
    "front_document",
    "hypervolume",
    "spread",
]

FRONT_FORMAT = "planner-pareto/1"
EVEN = 1e-7
"""Values that differ by a smaller share are the same."""


@dataclass(frozen=True, slots=True)
class Point:
    """An allocation on the front. ``values``: each objective in its own unit."""

    values: Mapping[str, float]
    bound: float
    """No allocation with as much of the other objectives has more (or less) of the first."""
    allocation: Allocation

    def gap(self, first: Direction) -> float:
        """How far the first objective is from its bound, as a share."""
        value = self.values[first.id]
        return abs(self.bound - value) / max(1.0, abs(value))


@dataclass(frozen=True, slots=True)
class Front:
    """``steps``: of every objective but the first. ``open``: levels that were not decided within the work."""

    objectives: tuple[Direction, ...]
    steps: tuple[float, ...]
    points: tuple[Point, ...]
    least_value: float
    """Value that every point reaches, CNY a year."""
    kept: bool
    """Whether companies and zones of the best plan stay in."""
    exact: bool
    """Whether objectives with whole steps take whole values only, so that the front holds every point."""
    open: int = 0
    whole: bool = True
    """Whether the walk over the levels came to its end."""
    stopped: str = ""
    """``interrupted`` or ``seconds``, where the front or its layouts were cut short."""

    @property
    def proven(self) -> bool:
        """Whether every level was decided and every point is the best at its level."""
        first = self.objectives[0]
        return not self.open and self.whole and all(point.gap(first) <= 1e-4 for point in self.points)

    @property
    def largest_gap(self) -> float:
        """Of all points."""
        return max((point.gap(self.objectives[0]) for point in self.points), default=0.0)


def dominates(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether ``one`` is nowhere less and somewhere more; both to be maximised."""
    slack = [EVEN * max(1.0, abs(value)) for value in other]
    if any(a < b - s for a, b, s in zip(one, other, slack, strict=True)):
        return False
    return any(a > b + s for a, b, s in zip(one, other, slack, strict=True))


def signed(objectives: Sequence[Direction], values: Mapping[str, float]) -> tuple[float, ...]:
    """The values so that more is better everywhere."""
    return tuple(values[row.id] * (1.0 if row.better == "more" else -1.0) for row in objectives)


def hypervolume(points: Sequence[Sequence[float]]) -> float:
    """Share of the box between the worst and the best of each objective that the points dominate.

    Two or three objectives, to be maximised. Objectives that are the same everywhere are left out.
    """
    if len(points) < 2:
        return 0.0
    low = [min(row[k] for row in points) for k in range(len(points[0]))]
    high = [max(row[k] for row in points) for k in range(len(points[0]))]
    axes = [k for k in range(len(low)) if high[k] - low[k] > EVEN * max(1.0, abs(high[k]))]
    unit = [tuple((row[k] - low[k]) / (high[k] - low[k]) for k in axes) for row in points]
    if len(axes) < 2:
        return 1.0 if axes else 0.0
    return _area(unit) if len(axes) == 2 else _volume(unit)


def _area(points: Sequence[Sequence[float]]) -> float:
    """Area under a staircase from the origin."""
    total, reached = 0.0, 0.0
    for x, y in sorted(((row[0], row[1]) for row in points), reverse=True):
        if y > reached:
            total += x * (y - reached)
            reached = y
    return total


def _volume(points: Sequence[Sequence[float]]) -> float:
    """Slices between the levels of the third coordinate."""
    levels = sorted({row[2] for row in points}, reverse=True)
    total = 0.0
    for level, below in zip(levels, (*levels[1:], 0.0), strict=True):
        total += (level - below) * _area([row[:2] for row in points if row[2] >= level])
    return total


def spread(front: Front, count: int) -> tuple[int, ...]:
    """Points that cover the front: the best of the first objective, then that farthest from those taken."""
    rows = [signed(front.objectives, point.values) for point in front.points]
    if not rows or count < 1:
        return ()
    low = [min(column) for column in zip(*rows, strict=True)]
    wide = [max(max(column) - min(column), 1e-9) for column in zip(*rows, strict=True)]
    unit = [[(v - a) / w for v, a, w in zip(row, low, wide, strict=True)] for row in rows]
    taken = [max(range(len(rows)), key=lambda at: (rows[at], -at))]
    while len(taken) < min(count, len(rows)):
        free = [at for at in range(len(rows)) if at not in taken]
        taken.append(max(free, key=lambda at: (min(_far(unit[at], unit[k]) for k in taken), -at)))
    return tuple(taken)


def _far(one: Sequence[float], other: Sequence[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def front_document(front: Front, folders: Mapping[int, str]) -> dict[str, Any]:
    """``pareto.json``; ``folders``: of the points that were laid out."""
    first = front.objectives[0]
    steps = (None, *front.steps)
    return {
        "format": FRONT_FORMAT,
        "objectives": [
            {"id": row.id, "unit": row.unit, "better": row.better, "en": row.en, "zh": row.zh, "step": step}
            for row, step in zip(front.objectives, steps, strict=True)
        ],
        "least_value_cny_year": round(front.least_value, 2),
        "everybody_of_the_best_plan_stays": front.kept,
        "proven": front.proven,
        "every_point": front.proven and front.exact,
        "open_levels": front.open,
        "largest_gap": round(front.largest_gap, 8),
        "stopped": front.stopped or None,
        "hypervolume": round(hypervolume([signed(front.objectives, p.values) for p in front.points]), 6),
        "points": [
            {
                "values": {id: round(value, 4) + 0.0 for id, value in point.values.items()},
                "bound": round(point.bound, 4) + 0.0,
                "gap": round(point.gap(first), 8),
                "value_cny_year": round(point.allocation.objective, 2),
                "folder": folders.get(at),
            }
            for at, point in enumerate(front.points)
        ],
    }


def front_csv(front: Front, folders: Mapping[int, str]) -> bytes:
    """One row a point: its objectives, bound and gap of the first, folder."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream, lineterminator="\r\n")
    ids = [row.id for row in front.objectives]
    table.writerow(["point", *ids, f"bound_{ids[0]}", "gap", "folder"])
    for at, point in enumerate(front.points):
        values = [f"{point.values[id]:.12g}" for id in ids]
        gap = point.gap(front.objectives[0])
        table.writerow([at + 1, *values, f"{point.bound:.12g}", f"{gap:.3g}", folders.get(at, "")])
    return stream.getvalue().encode("utf-8-sig")
