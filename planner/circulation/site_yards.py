"""Yards before docks: paved to the far kerb of the road, and beyond the docks so far that a truck backs in.

A truck passes its dock with its whole length, then backs round a quarter turn. Where the two-lane road ends
at the docks or turns away from them, that ground is paved for it. So is a strip beyond the far kerb where its
nose swings out farther than the road is wide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import EDGE_LEAST, FACADE, FACADE_LEAST, TWO_LANES, Ground, Terminal
from planner.circulation.site_search import Edge, edge_key
from planner.circulation.site_strays import Node
from planner.geometry.site_lines import Vec, along, common, direction, minus, together, turn_between

__all__ = ["road_before", "yards"]

NOSE = 250.0
"""What the nose of a truck that backs in keeps from the far kerb, mm."""
MORE = 600.0
"""Less than this is not paved beyond the far kerb: the truck stands as much nearer to the dock, mm."""
STRAIGHT_ON = math.radians(30)
"""The way out of a door goes on while it turns no more than this."""
ALONG = math.radians(20)
"""A road along the docks deviates from their facade by no more than this."""
BEND = math.radians(8)
"""A road that runs straight on turns no more than this at a node."""


def road_before(node: Node, outward: Vec, meeting: Mapping[Node, Sequence[Node]]) -> tuple[Node, Node]:
    """Where the straight way out of a door meets the road or bends into it, and the node before it."""
    before, here = node, meeting[node][0]
    while len(meeting[here]) == 2:
        after = next(other for other in meeting[here] if other != before)
        if turn_between(outward, direction(here, after)) > STRAIGHT_ON:
            break
        before, here = here, after
    return here, before


def yards(
    ground: Ground, meeting: Mapping[Node, Sequence[Node]], widths: Mapping[Edge, int]
) -> list[BaseGeometry]:
    """Ground to be paved before each group of docks."""
    found: list[BaseGeometry] = []
    for terminal in ground.of_kind("dock"):
        node = terminal_node(terminal)
        if len(meeting.get(node, ())) == 1:
            found.append(_yard(ground, terminal, node, meeting, widths))
    return found


def _yard(
    ground: Ground,
    terminal: Terminal,
    node: Node,
    meeting: Mapping[Node, Sequence[Node]],
    widths: Mapping[Edge, int],
) -> BaseGeometry:
    """The yard of a group: before its doors, and the run-outs that its road lacks."""
    road, before = road_before(node, terminal.outward, meeting)
    depth = LineString([node, road]).length + TWO_LANES / 2
    front = LineString([node, along(terminal.point, terminal.outward, depth)])
    parts: list[BaseGeometry] = [front.buffer(terminal.width / 2, cap_style="flat")]
    across = _across(road, before, terminal.outward, meeting, widths)
    need = (terminal.width - TWO_LANES) / 2 + ground.run_out
    there = [_straight(road, side, meeting, widths) for side in (across, (-across[0], -across[1]))]
    short = min(there)
    if max(there) < need or short == 0.0:
        sides = [k for k in (0, 1) if there[k] == 0.0] or [there.index(max(there))]
        for k in sides:
            side = across if k == 0 else (-across[0], -across[1])
            strip = LineString([road, along(road, side, need)])
            parts.append(strip.buffer(TWO_LANES / 2, cap_style="flat"))
    free = minus(ground.boundary.buffer(-EDGE_LEAST, join_style="mitre"), ground.obstacles)
    lay_by = _lay_by(ground, terminal, road, across, depth)
    far = minus(free, ground.built.buffer(FACADE, join_style="mitre"))
    clear = minus(free, ground.built.buffer(FACADE_LEAST, join_style="mitre"))
    paved = [common(parts[0], free), *(common(part, clear) for part in parts[1:])]
    return together([*paved, common(lay_by, far)])


def _lay_by(ground: Ground, terminal: Terminal, road: Node, across: Vec, depth: float) -> BaseGeometry:
    """Ground beyond the far kerb where the yard is shallower than the truck wants, ends cut at 45 degrees.

    ``depth``: from the doors to the far kerb. The noses of trucks that back in swing out there.
    """
    deep = max(ground.swing + NOSE - TWO_LANES / 2, ground.from_docks + TWO_LANES / 2 - depth)
    if deep <= MORE:
        return Polygon()
    outward = (-across[1], across[0])
    if outward[0] * terminal.outward[0] + outward[1] * terminal.outward[1] < 0:
        outward = (-outward[0], -outward[1])
    reach = (terminal.width - TWO_LANES) / 2 + ground.run_out
    kerb = along(road, outward, TWO_LANES / 2 - 1_000)
    back = along(kerb, outward, deep + 1_000)
    ends = [along(kerb, across, -reach - deep), along(kerb, across, reach + deep)]
    return Polygon([*ends, along(back, across, reach), along(back, across, -reach)])


def _across(
    road: Node,
    before: Node,
    outward: Vec,
    meeting: Mapping[Node, Sequence[Node]],
    widths: Mapping[Edge, int],
) -> Vec:
    """Direction of the two-lane road along the docks; square to their way out where there is none."""
    square = (-outward[1], outward[0])
    best = (ALONG, square)
    for other in meeting[road]:
        if other != before and widths[edge_key(road, other)] >= TWO_LANES:
            way = direction(road, other)
            if way[0] * square[0] + way[1] * square[1] < 0:
                way = (-way[0], -way[1])
            best = min(best, (turn_between(square, way), way))
    return best[1]


def _straight(
    road: Node, side: Vec, meeting: Mapping[Node, Sequence[Node]], widths: Mapping[Edge, int]
) -> float:
    """How far two lanes run straight from a node to one side, mm."""
    here, length, way = road, 0.0, side
    while True:
        ahead = [
            (turn_between(way, direction(here, other)), other)
            for other in meeting[here]
            if widths[edge_key(here, other)] >= TWO_LANES
        ]
        turn, other = min(ahead, default=(math.pi, here))
        if turn > (ALONG if here == road else BEND):
            return length
        length += math.dist(here, other)
        here, way = other, direction(here, other)
