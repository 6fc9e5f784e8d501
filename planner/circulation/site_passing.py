"""The line along which trucks pass the docks of a group, and how far it must run straight.

A truck that comes along the facade drives past its dock and backs in. Where the road from the gate meets
that line between the docks, trucks turn to either side there: each dock is passed in one of the two
directions, and the line must run on beyond it in that direction.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import TWO_LANES, Ground, Terminal
from planner.circulation.site_network import Widths
from planner.circulation.site_search import edge_key
from planner.circulation.site_strays import Node
from planner.geometry.site_lines import Vec, direction, turn_between

__all__ = ["STRAIGHT_ON", "Arc", "Meeting", "Passing", "driven_arcs", "meeting_of", "passing"]

STRAIGHT_ON = math.radians(30)
"""The way out of a door, or a street at a junction, goes on while it turns no more than this."""
ALONG = math.radians(20)
"""A road along the docks deviates from their facade by no more than this."""
BEND = math.radians(8)
"""A road that runs straight on turns no more than this at a node."""
SHARPEST = math.radians(125)
"""No truck turns further than this at a junction."""
SLACK = 1_000.0
"""A dock this little before the place where trucks come onto the line is still passed, mm."""

Arc: TypeAlias = tuple[Node, Node]
Meeting: TypeAlias = Mapping[Node, Sequence[Node]]


@dataclass(frozen=True, slots=True)
class Passing:
    """The straight road past a group of docks. Positions are measured along it, mm from ``road``."""

    road: Node
    """Where the way out of the docks meets it."""
    along: Vec
    nodes: tuple[tuple[float, Node], ...]
    """Its nodes with their positions, in order."""
    docks: tuple[float, ...]
    starts: tuple[float, float]
    """From where on trucks drive against ``along``, and along it; infinite where none come."""

    @property
    def ends(self) -> tuple[float, float]:
        """Positions of its two ends."""
        return self.nodes[0][0], self.nodes[-1][0]

    def needed(self, run_out: float) -> tuple[float, float]:
        """Between which positions it must run straight, with two lanes; (0, 0) where no truck comes."""
        reach = [0.0, 0.0]
        back, on = self.starts
        low, high = self.ends
        for dock in self.docks:
            beyond = dock - run_out, dock + run_out
            more = max(0.0, low - beyond[0]), max(0.0, beyond[1] - high)
            ways = [k for k, passed in enumerate((dock <= back + SLACK, dock >= on - SLACK)) if passed]
            if not ways:  # before the place where trucks come onto the line: there they turn the other way
                ways = [0] if math.isfinite(on) else [1] if math.isfinite(back) else []
            if ways:
                side = min(ways, key=lambda k: more[k])
                reach[side] = max(reach[side], (-beyond[0], beyond[1])[side])
        return -reach[0], reach[1]


def meeting_of(widths: Collection[Arc]) -> dict[Node, list[Node]]:
    """Node -> the nodes that roads join it with."""
    meeting: dict[Node, list[Node]] = {}
    for u, v in widths:
        meeting.setdefault(u, []).append(v)
        meeting.setdefault(v, []).append(u)
    return meeting


def driven_arcs(ground: Ground, meeting: Meeting) -> set[Arc]:
    """The edges that a truck from a gate for goods drives along, each in the direction of travel."""
    gates = ground.of_kind("gate")
    goods = [gate for gate in gates if "goods" in ground.traffic[gate.ids[0]]] or list(gates)
    waiting = [(terminal_node(g), other) for g in goods for other in meeting.get(terminal_node(g), ())]
    found = set(waiting)
    while waiting:
        u, v = waiting.pop()
        for w in meeting[v]:
            if w != u and (v, w) not in found and turn_between(direction(u, v), direction(v, w)) <= SHARPEST:
                found.add((v, w))
                waiting.append((v, w))
    return found


def passing(
    ground: Ground, terminal: Terminal, meeting: Meeting, widths: Widths, driven: Collection[Arc]
) -> Passing | None:
    """The line past a group of docks; ``None`` where no road leads to it or one runs through its door."""
    node = terminal_node(terminal)
    if len(meeting.get(node, ())) != 1:
        return None
    road, before = _road_before(node, terminal.outward, meeting)
    across = _across(road, before, terminal.outward, meeting, widths)
    against = [(-far, at) for far, at in _straight(road, (-across[0], -across[1]), meeting)]
    line = (*reversed(against), (0.0, road), *_straight(road, across, meeting))
    facade = (-terminal.outward[1], terminal.outward[0])
    same = 1.0 if facade[0] * across[0] + facade[1] * across[1] > 0 else -1.0
    offset = (terminal.point[0] - road[0]) * across[0] + (terminal.point[1] - road[1]) * across[1]
    docks = tuple(sorted(offset + same * spot for spot in terminal.docks))
    return Passing(road, across, line, docks, _starts(ground, line, meeting, driven))


def _road_before(node: Node, outward: Vec, meeting: Meeting) -> tuple[Node, Node]:
    """Where the straight way out of a door meets the road or bends into it, and the node before it."""
    before, here = node, meeting[node][0]
    while len(meeting[here]) == 2:
        after = next(other for other in meeting[here] if other != before)
        if turn_between(outward, direction(here, after)) > STRAIGHT_ON:
            break
        before, here = here, after
    return here, before


def _across(road: Node, before: Node, outward: Vec, meeting: Meeting, widths: Widths) -> Vec:
    """Direction of the road along the docks, the widest first; without one square to their way out."""
    square = (-outward[1], outward[0])
    best = (0, ALONG, square)
    for other in meeting[road]:
        if other != before:
            way = direction(road, other)
            if way[0] * square[0] + way[1] * square[1] < 0:
                way = (-way[0], -way[1])
            turn = turn_between(square, way)
            if turn < ALONG:
                best = min(best, (-widths[edge_key(road, other)], turn, way))
    return best[2]


def _straight(road: Node, side: Vec, meeting: Meeting) -> Iterator[tuple[float, Node]]:
    """The nodes of the road that runs straight from a node to one side, with their distance, mm."""
    here, length, way = road, 0.0, side
    seen = {road}
    while True:
        ahead = [(turn_between(way, direction(here, other)), other) for other in meeting[here]]
        turn, other = min(ahead, default=(math.pi, here))
        if turn > (ALONG if here == road else BEND) or other in seen:
            return
        seen.add(other)
        length += math.dist(here, other)
        here, way = other, direction(here, other)
        yield length, here


def _starts(
    ground: Ground, line: Sequence[tuple[float, Node]], meeting: Meeting, driven: Collection[Arc]
) -> tuple[float, float]:
    """From where on trucks drive against the line and along it: behind the bend onto it, if it is one."""
    on, back = math.inf, -math.inf
    for (one, u), (other, v) in pairwise(line):
        if (u, v) in driven:
            on = min(on, one + _tangent(ground, u, v, meeting))
        if (v, u) in driven:
            back = max(back, other - _tangent(ground, v, u, meeting))
    return back, on


def _tangent(ground: Ground, at: Node, onward: Node, meeting: Meeting) -> float:
    """How far behind a bend the road is straight, mm; 0 at junctions, where trucks turn as they can."""
    if len(meeting[at]) != 2:
        return 0.0
    before = next(other for other in meeting[at] if other != onward)
    turn = turn_between(direction(before, at), direction(at, onward))
    return 0.0 if turn <= BEND else (ground.kerb + TWO_LANES / 2) * math.tan(turn / 2)
