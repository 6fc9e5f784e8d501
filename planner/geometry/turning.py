"""Lines that a vehicle may follow where it turns from one way into another. Pure functions, millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from shapely.geometry import LineString
from shapely.ops import substring

from planner.geometry.site_lines import Vec, along, direction, fillet, points_of, turn_between
from planner.geometry.swept import Truck

__all__ = ["rounded_turns", "tightest_front"]

BACK = (9_000.0, 10_000.0, 11_000.0, 12_500.0, 14_500.0, 17_000.0, 20_000.0, 24_000.0)
"""How far before and behind a junction a turn begins and ends."""
STRAIGHT = math.radians(4)
"""Ways that turn less than this run through."""
RUNS_ON = math.radians(15)
"""Ways that turn less than this at their junction are one that runs on."""
FINE = math.radians(2)
"""Turn of one chord of a driven arc."""
TANGENT = 1_500.0
"""A way's direction is that of so much of it."""


def tightest_front(truck: Truck, outer: float) -> float:
    """Radius of the front axle's middle in the tightest turn, whose front outer corner runs on ``outer``."""
    rear = math.sqrt(max(0.0, outer**2 - (truck.wheelbase + truck.front_overhang) ** 2)) - truck.width / 2
    return math.hypot(rear, truck.wheelbase)


def rounded_turns(
    before: Sequence[Vec], after: Sequence[Vec], tightest: float
) -> Iterator[tuple[LineString, float]]:
    """Ways over a junction, the last point of ``before`` and the first of ``after``, tightest first.

    Each leaves the one way a little before the junction and comes onto the other as far behind it: by one arc
    of at least the tightest radius, else straight across. What the ways do in between does not matter.
    With each comes how far before and behind the junction it turns. Where the one runs on into the other the
    last is the ways themselves.
    """
    into, onto = LineString(before), LineString(after)
    for back in BACK:
        start, end = into.length - back, back
        if start <= TANGENT or end >= onto.length - TANGENT:
            continue
        first, second = substring(into, 0.0, start), substring(onto, end, onto.length)
        p, u = _tangent(into, start)
        q, v = _tangent(onto, end)
        line = _joined(points_of(first), p, u, q, v, points_of(second), tightest)
        if line is not None:
            yield line, back
    if turn_between(_tangent(into, into.length)[1], _tangent(onto, 0.0)[1]) < RUNS_ON:
        yield LineString([*points_of(into), *points_of(onto)[1:]]), 0.0


def _tangent(line: LineString, at: float) -> tuple[Vec, Vec]:
    a, b, c = (line.interpolate(max(0.0, at + step)) for step in (-TANGENT / 2, 0.0, TANGENT / 2))
    return (b.x, b.y), direction((a.x, a.y), (c.x, c.y))


def _joined(
    first: Sequence[Vec], p: Vec, u: Vec, q: Vec, v: Vec, second: Sequence[Vec], tightest: float
) -> LineString | None:
    """Straight on from ``p``, one arc, straight on to ``q``; ``None`` where that is too tight or no turn."""
    turn = turn_between(u, v)
    det = u[0] * v[1] - u[1] * v[0]
    dx, dy = q[0] - p[0], q[1] - p[1]
    if turn > math.pi - STRAIGHT:
        return None  # straight back: the two lines meet nowhere
    if turn > STRAIGHT:
        ahead, behind = (dx * v[1] - dy * v[0]) / det, (dx * u[1] - dy * u[0]) / -det
        radius = min(ahead, behind) / math.tan(turn / 2)
        if ahead > 0 and behind > 0:
            arc = fillet([p, along(p, u, ahead), q], [0.0, radius, 0.0], FINE)
            return LineString([*first[:-1], *arc, *second[1:]]) if radius >= tightest - 1.0 else None
    return _across(first, p, q, second, tightest)


def _across(
    first: Sequence[Vec], p: Vec, q: Vec, second: Sequence[Vec], tightest: float
) -> LineString | None:
    """Straight from ``p`` to ``q``, where the ways lie so little beside each other that an engine can."""
    between = direction(p, q)
    turns = [turn_between(direction(first[-2], p), between), turn_between(between, direction(q, second[1]))]
    radii = [math.dist(p, q) / 2 / math.tan(max(turn, STRAIGHT) / 2) for turn in turns]
    if max(turns) > math.pi / 4 or min(radii) < tightest:
        return None
    return LineString(
        [*first[:-1], *fillet([first[-2], p, q, second[1]], [0.0, *radii, 0.0], FINE)[1:-1], *second[1:]]
    )
