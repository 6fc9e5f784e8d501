"""Yards before docks: paved to the far kerb of the road, and beyond the docks so far that a truck backs in.

A truck passes its dock with its whole length, then backs round a quarter turn. Where the road bends off
before that, the ground straight on is paved for it. So is a strip beyond the far kerb where its nose swings
out farther than the road is wide.
"""

from __future__ import annotations

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import EDGE_LEAST, FACADE, FACADE_LEAST, TWO_LANES, Ground, Terminal
from planner.circulation.site_network import Widths
from planner.circulation.site_passing import Meeting, Passing, driven_arcs, passing
from planner.geometry.site_lines import along, common, minus, together

__all__ = ["yards"]

NOSE = 250.0
"""What the nose of a truck that backs in keeps from the far kerb, mm."""
MORE = 600.0
"""Less than this is not paved beyond the far kerb: the truck stands as much nearer to the dock, mm."""


def yards(ground: Ground, meeting: Meeting, widths: Widths) -> list[BaseGeometry]:
    """Ground to be paved before each group of docks."""
    driven = driven_arcs(ground, meeting)
    lines = [(t, passing(ground, t, meeting, widths, driven)) for t in ground.of_kind("dock")]
    return [_yard(ground, terminal, line) for terminal, line in lines if line is not None]


def _yard(ground: Ground, terminal: Terminal, line: Passing) -> BaseGeometry:
    """The yard of a group: before its doors, and the run-outs that its road lacks."""
    node = terminal_node(terminal)
    depth = LineString([node, line.road]).length + TWO_LANES / 2
    front = LineString([node, along(terminal.point, terminal.outward, depth)])
    parts: list[BaseGeometry] = [front.buffer(terminal.width / 2, cap_style="flat")]
    low, high = line.needed(ground.run_out)
    if low < high:
        strip = LineString([along(line.road, line.along, low), along(line.road, line.along, high)])
        parts.append(strip.buffer(TWO_LANES / 2, cap_style="flat"))
    free = minus(ground.boundary.buffer(-EDGE_LEAST, join_style="mitre"), ground.obstacles)
    lay_by = _lay_by(ground, terminal, line, depth)
    far = minus(free, ground.built.buffer(FACADE, join_style="mitre"))
    clear = minus(free, ground.built.buffer(FACADE_LEAST, join_style="mitre"))
    paved = [common(parts[0], free), *(common(part, clear) for part in parts[1:])]
    return together([*paved, common(lay_by, far)])


def _lay_by(ground: Ground, terminal: Terminal, line: Passing, depth: float) -> BaseGeometry:
    """Ground beyond the far kerb where the yard is shallower than the truck wants, ends cut at 45 degrees.

    ``depth``: from the doors to the far kerb. The noses of trucks that back in swing out there.
    """
    deep = max(ground.swing + NOSE - TWO_LANES / 2, ground.from_docks + TWO_LANES / 2 - depth)
    if deep <= MORE:
        return Polygon()
    road, across = line.road, line.along
    outward = (-across[1], across[0])
    if outward[0] * terminal.outward[0] + outward[1] * terminal.outward[1] < 0:
        outward = (-outward[0], -outward[1])
    reach = (terminal.width - TWO_LANES) / 2 + ground.run_out
    kerb = along(road, outward, TWO_LANES / 2 - 1_000)
    back = along(kerb, outward, deep + 1_000)
    ends = [along(kerb, across, -reach - deep), along(kerb, across, reach + deep)]
    return Polygon([*ends, along(back, across, reach), along(back, across, -reach)])
