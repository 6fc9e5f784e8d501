"""Turns of a fire engine from lane to lane, on the ways by which it comes from a gate. Lengths in mm."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.check.lanes import GATE, Node, lane_network
from planner.fire_site import FireLane
from planner.geometry.site_lines import Vec, along, direction, polygons_of, turn_between
from planner.geometry.swept import Truck, most_steering, steered, swept_pieces
from planner.geometry.turning import rounded_turns, tightest_front

__all__ = ["Engine", "Reach", "Turn", "lane_reaches"]

SHARPEST = math.radians(125)
"""No engine turns further than this at a junction: it would back up."""
ONWARD = math.radians(30)
"""Before and behind a turn an engine goes straight on over junctions that turn no more than this."""
RUN = 40_000.0
"""So much of the way before and behind a junction is driven."""
AROUND = 20_000.0
"""Ground round a junction that is looked at; bends farther off are no turns."""
BEYOND = 14_000.0
"""So much farther an engine is driven, before and behind: none is longer."""
BESIDE = 10_000.0
"""Ground beside the ways that is looked at: what they are led on by, off the network, does not count."""
ASIDE = (1.0, 0.5, 0.0)
"""Shares of the room to either side of the middle by which an engine keeps out in a turn."""
SLIVER = 20_000.0
"""Pieces of ground smaller than this are drawing, mm2."""
EASED = 4_000.0
"""So far before and behind its arc an engine begins to steer."""
SLACK = math.radians(2)
"""Arcs are chords: their corners turn the wheels a little further than the arc does."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A vehicle, the radius of its front outer corner in the tightest turn, how far out it is steered."""

    body: Truck
    outer: float
    aside: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The best that an engine can do at a junction: how far its body leaves the paving, and where."""

    at: Node
    off: float
    where: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of lane and the worst turn on the best way to it; ``None`` where no way leads to it."""

    line: LineString
    turn: Turn | None


def lane_reaches(
    lanes: Sequence[FireLane], gates: Iterable[Point], paving: BaseGeometry, engine: Engine, most: float
) -> list[Reach]:
    """Every stretch of lane between junctions, with the worst turn on the way to it from a gate.

    Of all ways the one counts whose worst turn is best; ways whose turns stay within ``most`` are as good
    as each other.
    """
    gates = list(gates)
    net = lane_network(lanes, gates)
    doors = {node for node in net if any(gate.distance(Point(node)) <= GATE for gate in gates)}
    chains = [*_chains(net, doors)]
    return _Search(chains, doors, paving, engine, most).reaches()


def _chains(net: nx.Graph[Node], doors: set[Node]) -> Iterator[tuple[Node, ...]]:
    """The stretches of the network between its junctions, ends and gates; a ring without any is one."""
    stops = {node for node in net if net.degree[node] != 2} | doors
    seen: set[frozenset[Node]] = set()
    for start in [*sorted(stops), *sorted(set(net) - stops)]:
        for first in sorted(net[start]):
            way = [start, first]
            if frozenset(way) in seen:
                continue
            seen.add(frozenset(way))
            while way[-1] not in stops and way[-1] != start:
                onward = next(node for node in sorted(net[way[-1]]) if node != way[-2])
                way.append(onward)
                seen.add(frozenset(way[-2:]))
            yield tuple(way)


@dataclass
class _Search:
    chains: list[tuple[Node, ...]]
    doors: set[Node]
    paving: BaseGeometry
    engine: Engine
    most: float
    ways: list[tuple[Node, ...]] = field(init=False)
    leaving: dict[Node, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.ways = [way for chain in self.chains for way in (chain, chain[::-1])]
        self.leaving = {}
        for number, way in enumerate(self.ways):
            self.leaving.setdefault(way[0], []).append(number)

    def reaches(self) -> list[Reach]:
        """The best way to every chain in either direction, by its worst turn."""
        best: dict[int, Turn] = {}
        queue = [
            (0.0, number, number, Turn(way[0], 0.0))
            for number, way in enumerate(self.ways)
            if way[0] in self.doors
        ]
        found: dict[int, Turn] = {}
        heapq.heapify(queue)
        count = len(self.ways)
        while queue and len(found) < len(self.chains):
            _, _, number, worst = heapq.heappop(queue)
            if number in best:
                continue
            best[number] = worst
            found.setdefault(number // 2, worst)
            for onward in self.leaving.get(self.ways[number][-1], ()):
                if onward in best or (onward // 2 == number // 2 and onward != number):
                    continue
                turn = self.turn(number, onward)
                if turn is not None:
                    after = turn if turn.off > worst.off else worst
                    count += 1
                    off = after.off if after.off > self.most else 0.0
                    heapq.heappush(queue, (off, count, onward, after))
        lines = [LineString(chain) for chain in self.chains]
        return [Reach(line, found.get(k)) for k, line in enumerate(lines)]

    def turn(self, into: int, onto: int) -> Turn | None:
        """The best way from the one chain into the other; ``None`` where an engine cannot turn so far."""
        (back, tail), (after, lead) = self._run(into ^ 1), self._run(onto)
        before = back[::-1]
        at = self.ways[onto][0]
        heading = direction(self._back(before, 6_000.0), before[-1])
        if turn_between(heading, direction(after[0], self._back(after[::-1], 6_000.0))) > SHARPEST:
            return None
        there = [*back[:tail][::-1], *after[1:lead]]
        near = LineString(there).buffer(BESIDE, cap_style="flat").intersection(Point(at).buffer(AROUND))
        here = shapely.clip_by_rect(self.paving, *near.buffer(self.engine.body.length).bounds)
        shapely.prepare(here)
        best: Turn | None = None
        for line in self._lines(before, after, Point(at)):
            pieces = swept_pieces(line, self.engine.body)
            pieces = pieces[shapely.intersects(near, pieces)]
            out = pieces[~shapely.covers(here, pieces)]
            if best is not None and _corners_off(out, near, here) >= best.off:
                continue
            off = _off(out, near, here)
            if best is None or off[0] < best.off:
                best = Turn(at, *off)
            if best.off <= self.most:
                break
        return best

    def _lines(self, before: Sequence[Vec], after: Sequence[Vec], at: Point) -> Iterator[LineString]:
        tightest = tightest_front(self.engine.body, self.engine.outer)
        limit = math.asin(min(1.0, self.engine.body.wheelbase / tightest)) + SLACK
        lines = [(_near(line, at), back) for line, back in rounded_turns(before, after, tightest)]
        for share in ASIDE:
            for line, back in lines:
                driven = steered(line, share * self.engine.aside) if share else line
                middle = driven.project(at)
                bend = substring(driven, middle - back - EASED, middle + back + EASED)
                if isinstance(bend, LineString) and most_steering(bend, self.engine.body) <= limit:
                    yield driven

    def _run(self, number: int) -> tuple[list[Vec], int]:
        """The line that is driven away along a way: straight on over junctions, then straight ahead.

        How many of its points lie on the network.
        """
        line: list[Vec] = [*self.ways[number]]
        last = number
        while _length(line) < RUN:
            heading = direction(line[-2], line[-1])
            onward = [
                (turn_between(heading, direction(*self.ways[k][:2])), k)
                for k in self.leaving.get(self.ways[last][-1], ())
                if k // 2 != last // 2
            ]
            turn, last = min(onward, default=(math.inf, last))
            if turn > ONWARD:
                return [*line, along(line[-1], heading, RUN)], len(line)
            line += self.ways[last][1:]
        return line, len(line)

    @staticmethod
    def _back(line: Sequence[Vec], by: float) -> Vec:
        """The point so far before the end of a line."""
        whole = LineString(line)
        at = whole.interpolate(max(0.0, whole.length - by))
        return at.x, at.y


def _corners_off(out: npt.NDArray[np.object_], near: BaseGeometry, paving: BaseGeometry) -> float:
    """How far beside the paving the body's corners come: as far as any of it, but for slivers."""
    corners = np.asarray(shapely.points(shapely.get_coordinates(out)), dtype=object)
    corners = corners[shapely.intersects(near, corners) & ~shapely.intersects(paving, corners)]
    return float(np.max(shapely.distance(paving, corners), initial=0.0))


def _off(
    out: npt.NDArray[np.object_], near: BaseGeometry, paving: BaseGeometry
) -> tuple[float, BaseGeometry | None]:
    """How far the body leaves the paving, and the ground on which it does."""
    worst: tuple[float, BaseGeometry | None] = (0.0, None)
    for piece in polygons_of(shapely.union_all(out).intersection(near).difference(paving)):
        rim = np.asarray(
            shapely.points(shapely.get_coordinates(shapely.segmentize(piece, 250.0))), dtype=object
        )
        rim = rim[~shapely.intersects(paving, rim)]
        away = float(np.max(shapely.distance(paving, rim), initial=0.0))
        if piece.area > SLIVER and away > worst[0]:
            worst = (away, piece)
    return worst


def _near(line: LineString, at: Point) -> LineString:
    """As much of a way as decides what is swept round a junction, the engine's own length before it too."""
    middle = line.project(at)
    reach = AROUND + BEYOND
    part = substring(line, max(0.0, middle - reach), min(line.length, middle + reach))
    return part if isinstance(part, LineString) else line


def _length(line: Sequence[Vec]) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(line))
