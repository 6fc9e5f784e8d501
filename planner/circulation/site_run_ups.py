"""Two lanes straight past docks, where the network bends off, ends or narrows too early.

The cheapest network leads to the docks and no further. What a truck needs beyond them is built on: a lane
there gets its second, a bend becomes a junction with a dead end as long as the truck, and a road that comes
straight at the docks gets one to either side.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from shapely.geometry import LineString, Point

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import TWO_LANES, Ground, Terminal
from planner.circulation.site_network import Network
from planner.circulation.site_passing import Arc, Passing, driven_arcs, meeting_of, passing
from planner.circulation.site_search import edge_key
from planner.circulation.site_strays import Node
from planner.geometry.site_lines import along, direction, ray

__all__ = ["with_run_ups"]

LEAST = 2_000.0
"""Less than this is not built on, mm."""


def with_run_ups(ground: Ground, network: Network) -> Network:
    """The network with what trucks need before the docks, as far as there is room."""
    widths = dict(network.widths)
    for terminal in ground.of_kind("dock"):
        _met(ground, terminal, widths)
        meeting = meeting_of(widths)
        line = passing(ground, terminal, meeting, widths, driven_arcs(ground, meeting))
        if line is not None:
            low, high = line.needed(ground.run_out)
            _built_on(ground, line, -1, -low, widths)
            _built_on(ground, line, 1, high, widths)
    return replace(network, widths=dict(sorted(widths.items())))


def _met(ground: Ground, terminal: Terminal, widths: dict[Arc, int]) -> None:
    """Where a road comes straight at the docks: a node at the place where trucks pass them."""
    meeting = meeting_of(widths)
    line = passing(ground, terminal, meeting, widths, ())
    if line is None or len(line.nodes) > 1 or len(meeting[line.road]) > 2:
        return
    before, here = terminal_node(terminal), meeting[terminal_node(terminal)][0]
    far = ground.from_docks
    while here != line.road and Point(terminal.point).distance(Point(here)) < far:
        before, here = here, next(other for other in meeting[here] if other != before)
    reached = Point(terminal.point).distance(Point(before))
    spot = LineString([before, here]).interpolate(far - reached)
    if Point(terminal.point).distance(Point(here)) > far + LEAST:
        _split(widths, before, here, (round(spot.x), round(spot.y)))


def _built_on(ground: Ground, line: Passing, side: int, need: float, widths: dict[Arc, int]) -> None:
    """Two lanes from where the docks' way meets the line to so far on one side."""
    if need <= 0:
        return
    nodes = [(side * at, node) for at, node in line.nodes if side * at >= 0][::side]
    for (one, u), (other, v) in pairwise(nodes):
        if one < need and widths[edge_key(u, v)] < TWO_LANES:
            _widened(need, (one, u), (other, v), widths)
    end, last = nodes[-1]
    if end + LEAST < need:
        unit = (side * line.along[0], side * line.along[1])
        _stub(ground, last, along(last, unit, need - end), widths)


def _widened(need: float, near: tuple[float, Node], far: tuple[float, Node], widths: dict[Arc, int]) -> None:
    """The second lane of an edge, or of as much of it as is needed."""
    (one, u), (other, v) = near, far
    if need + LEAST < other:
        spot = LineString([u, v]).interpolate(need - one)
        v = _split(widths, u, v, (round(spot.x), round(spot.y)))
    widths[edge_key(u, v)] = TWO_LANES


def _split(widths: dict[Arc, int], u: Node, v: Node, spot: Node) -> Node:
    """A node on an edge."""
    if spot in (u, v):
        return spot
    width = widths.pop(edge_key(u, v))
    widths[edge_key(u, spot)] = widths[edge_key(spot, v)] = width
    return spot


def _stub(ground: Ground, start: Node, end: tuple[float, float], widths: dict[Arc, int]) -> None:
    """A dead end of two lanes, up to the next road or as far as there is room."""
    free = ground.free(TWO_LANES / 2, kerb=0.0)
    first = ray(start, direction(start, end), math.dist(start, end), free)
    if first is None or first.length < LEAST:
        return
    tip = first.coords[-1] if Point(first.coords[0]).distance(Point(start)) < 1.0 else first.coords[0]
    node = (round(tip[0]), round(tip[1]))
    for u, v in list(widths):
        if start not in (u, v) and LineString([u, v]).intersects(LineString([start, node])):
            crossing = LineString([u, v]).intersection(LineString([start, node]))
            spot = (round(crossing.centroid.x), round(crossing.centroid.y))
            if Point(spot).distance(Point(start)) < Point(node).distance(Point(start)):
                node = spot
    if Point(node).distance(Point(start)) < LEAST:
        return
    for u, v in list(widths):
        if start not in (u, v) and node not in (u, v) and LineString([u, v]).distance(Point(node)) < 2.0:
            _split(widths, u, v, node)
    widths[edge_key(start, node)] = TWO_LANES
