"""Paving where lanes meet: as much as a truck sweeps that turns from one into another. Lengths in mm."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.circulation.site_ground import FACADE, Ground
from planner.fire_site import FireLane
from planner.geometry.site_lines import (
    Vec,
    along,
    common,
    direction,
    minus,
    points_of,
    polygons_of,
    together,
    turn_between,
)
from planner.geometry.swept import LADDER_TRUCK, Truck, most_steering, steered, swept_pieces
from planner.geometry.turning import rounded_turns, tightest_front
from solvers.lanes.given import open_ground

__all__ = ["paved_turns"]

OUTER = 12_000.0
"""Radius of the front outer corner of a ladder truck in its tightest turn: a design value."""
MEETS = 60.0
"""An end this near to an axis meets it."""
ON_PAVING = 2.0
"""An end on a lane's paving, or just before it, meets its axis within so many times its width."""
SHARPEST = math.radians(125)
"""No engine turns further than this from one lane into another."""
RUN = 45_000.0
"""So much of either lane is driven."""
NEAR = 22_000.0
"""Ground round a junction that is paved for the turn."""
OUT = (700.0, 350.0, 0.0)
"""How far out of the middle a truck keeps in a turn."""
KERB = 50.0
"""What a wheel keeps from a kerb."""
SLIVER = 20_000.0
"""Pieces of paving smaller than this are dropped, mm2."""
EASED = 4_000.0
"""So far before and behind its arc a truck begins to steer."""
STEER_SLACK = math.radians(1.5)
"""Arcs are chords: their corners turn the wheels a little further than the arc does."""
BLOCKED = 9.0
"""Ground that cannot be paved counts so many times more than what can."""
SOME = (32, 8)
"""Of so many pieces of swept ground one is looked at first: bodies 8 m, then 2 m from each other."""
ROUNDING = 1.0
"""By so much the cost of some pieces may exceed that of all by rounding, mm2."""
CLOSE = 3.0
"""... and ground within 5 m of a facade so many times more (GB 50016 7.1.8-4)."""


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The end of a lane on another one: the way to it, and the way on."""

    lane: int
    other: int
    into: tuple[Vec, ...]
    onto: tuple[Vec, ...]


def paved_turns(
    lanes: Sequence[FireLane],
    ground: Ground,
    paved: Sequence[BaseGeometry],
    truck: Truck = LADDER_TRUCK,
    stop: Callable[[], bool] = lambda: False,
) -> list[FireLane]:
    """The lanes with the ground that the truck sweeps beside all paving where it turns between them.

    Either way, as far as the ground is free; of the ways to turn the one that needs least new paving, and
    little of it near facades. Once ``stop`` says so further turns are left as they are.
    """
    free, clear = open_ground(ground), ground.built.buffer(FACADE, join_style="mitre")
    result = list(lanes)
    surface = together([*paved, *(lane.polygon for lane in lanes)])
    for meeting in _meetings(lanes):
        for into, onto in ((meeting.into, meeting.onto), (meeting.onto[::-1], meeting.into[::-1])):
            if stop():
                return result
            swept = _least(into, onto, surface, (free, clear), truck)
            new = [piece for piece in polygons_of(common(minus(swept, surface), free)) if piece.area > SLIVER]
            if new:
                _give(together([*new, common(swept, surface)]), result, (meeting.lane, meeting.other))
                surface = together([surface, *new])
    return result


def _give(paving: BaseGeometry, lanes: list[FireLane], to: tuple[int, int]) -> None:
    """New paving, and what joins it to the lanes (a road between): each piece to the lane it borders most."""
    taken = together([lane.polygon for lane in lanes if lane.polygon.intersects(paving)])
    for piece in polygons_of(minus(paving, taken)):
        rim = piece.buffer(10)
        k = max(to, key=lambda k: (common(rim, lanes[k].polygon).area, -k))
        lanes[k] = replace(lanes[k], polygon=polygons_of(together([lanes[k].polygon, piece]))[0])


def _meetings(lanes: Sequence[FireLane]) -> Iterator[_Meeting]:
    """Every way from the end of a lane onto another that it meets."""
    for k, lane in enumerate(lanes):
        line = lane.centreline
        for way in (line, line.reverse()):
            end = Point(way.coords[-1])
            for j, other in enumerate(lanes):
                away = other.centreline.distance(end)
                paved = (
                    other.polygon.distance(end) <= lane.width_mm / 2 and away <= ON_PAVING * other.width_mm
                )
                if j != k and (away <= MEETS or paved):
                    for onto in _onward(other.centreline, end):
                        if _turns(points_of(way), onto):
                            yield _Meeting(k, j, _led(points_of(way)[::-1])[::-1], onto)


def _onward(axis: LineString, end: Point) -> Iterator[tuple[Vec, ...]]:
    """An axis both ways from where a lane meets it; where that is its own end one way is none."""
    at = axis.project(end)
    for part in (substring(axis, at, axis.length), substring(axis, at, 0.0)):
        if isinstance(part, LineString) and part.length > MEETS:
            yield _led(points_of(part))


def _led(points: Sequence[Vec]) -> tuple[Vec, ...]:
    """The way led straight on where it is shorter than what is driven."""
    missing = RUN - LineString(points).length
    if missing <= 0:
        return tuple(points)
    return (*points, along(points[-1], direction(points[-2], points[-1]), missing))


def _turns(into: Sequence[Vec], onto: Sequence[Vec]) -> bool:
    return turn_between(direction(into[-2], into[-1]), direction(onto[0], onto[1])) <= SHARPEST


def _least(
    into: Sequence[Vec],
    onto: Sequence[Vec],
    paved: BaseGeometry,
    ground: tuple[BaseGeometry, BaseGeometry],
    truck: Truck,
) -> BaseGeometry:
    """What the truck sweeps round the junction on the way to turn that needs least paving.

    ``ground``: what may be paved, and what lies near facades.
    """
    at = Point(onto[0])
    box = at.buffer(2 * NEAR).bounds
    here = shapely.clip_by_rect(paved, *box).buffer(KERB)
    free, close = (shapely.clip_by_rect(part, *box) for part in ground)
    shapely.prepare(here)

    def cost_of(swept: BaseGeometry) -> float:
        new = swept.difference(here)
        blocked, near = new.difference(free).area, new.intersection(close).area
        return float(new.area + BLOCKED * blocked + CLOSE * near)

    def some_cost(line: LineString, every: int) -> float:
        some = swept_pieces(line, truck, every)
        return cost_of(shapely.union_all(some[shapely.dwithin(some, at, NEAR)]))

    best: BaseGeometry = shapely.Polygon()
    least = math.inf
    for line in _driven(into, onto, at, truck):
        if 0 < least < math.inf and any(some_cost(line, every) > least + ROUNDING for every in SOME):
            continue  # some of the pieces cost more already: all of them cost no less
        pieces = swept_pieces(line, truck)
        pieces = pieces[shapely.dwithin(pieces, at, NEAR)]
        pieces = pieces[~shapely.covers(here, pieces)]
        if not len(pieces):
            return shapely.Polygon()
        if least == 0:
            continue
        swept = shapely.union_all(pieces)
        cost = cost_of(swept)
        if cost < least:
            best, least = swept, cost
    return best


def _driven(into: Sequence[Vec], onto: Sequence[Vec], at: Point, truck: Truck) -> Iterator[LineString]:
    """Ways to turn, as far as they are looked at; none that the truck cannot steer."""
    tightest = tightest_front(truck, OUTER)
    limit = math.asin(truck.wheelbase / tightest) + STEER_SLACK
    for line, back in rounded_turns(into, onto, tightest):
        middle = line.project(at)
        around = _cut(line, middle - NEAR - truck.length, middle + NEAR + truck.length)
        for aside in OUT:
            way = steered(around, aside)
            middle = way.project(at)
            if most_steering(_cut(way, middle - back - EASED, middle + back + EASED), truck) <= limit:
                yield way


def _cut(line: LineString, start: float, end: float) -> LineString:
    """The line between two distances along it, as far as there is any."""
    part = substring(line, max(0.0, start), min(end, line.length))
    return part if isinstance(part, LineString) else line
