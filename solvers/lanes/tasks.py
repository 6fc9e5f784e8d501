"""What the needs of a building mean on the graph: rings, sides, ways near it, as sets of edges."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.strtree import STRtree

from planner.circulation.site_ground import FACADE
from planner.geometry.site_lines import Vec, along, direction
from solvers.lanes.graph import LANE_WIDTH, LaneGraph
from solvers.lanes.needs import LaneNeed

RING_REACH = 30_000
"""A lane counts as round a building up to this distance from its facade, mm."""
ALONG_REACH = 15_000 + LANE_WIDTH / 2
"""A lane counts as along a side if its far edge is no further off than 15 m and its width, mm."""
AERIAL_NEAR, AERIAL_FAR = FACADE + LANE_WIDTH / 2, 10_000 + LANE_WIDTH / 2
"""Centrelines from which a ladder works: lane edge 5 to 10 m from the facade (GB 50016 7.2.2-4), mm."""
SAMPLE = 6_000
"""A side is looked at every so far, mm."""
RingTest = Callable[[int, frozenset[int]], bool]
"""Whether a ring of these edges round this face, joined to the gates in two ways, is possible at all."""
COVERED = 0.9
"""Share of the samples of a side along which a lane must be possible for the side to count."""


@dataclass(frozen=True, slots=True)
class Task:
    """A need as edges: all groups of ``cover`` and one of ``either`` (all its groups) hold one edge each."""

    need: LaneNeed
    ring: frozenset[int] = frozenset()
    """Edges of which some go round the building's face; empty: no ring asked for."""
    face: int = -1
    cover: tuple[frozenset[int], ...] = ()
    either: tuple[tuple[tuple[frozenset[int], ...], ...], ...] = ()
    stands: tuple[tuple[int, tuple[frozenset[int], ...]], ...] = ()
    """Long side (0 or 1) -> for every sample the edges from which a ladder reaches the facade there."""
    unmet: tuple[str, ...] = ()
    """What the ground does not allow, as clause and words."""


def tasks_of(
    graph: LaneGraph,
    needs: Sequence[LaneNeed],
    ring_possible: RingTest,
    with_stands: frozenset[str] = frozenset(),
) -> tuple[Task, ...]:
    """The needs of the buildings on this graph, each as strict as the ground allows.

    Buildings in ``with_stands`` need no further stand for ladders.
    """
    return tuple(_task(graph, need, ring_possible, need.building in with_stands) for need in needs)


def _task(graph: LaneGraph, need: LaneNeed, ring_possible: RingTest, has_stand: bool) -> Task:
    distance = shapely.distance(graph.lines, need.footprint) if len(graph.lines) else np.zeros(0)
    near = frozenset(np.flatnonzero(distance <= RING_REACH + LANE_WIDTH / 2).tolist())
    touch = frozenset(np.flatnonzero(distance <= ALONG_REACH).tolist())
    unmet: list[str] = []
    sides = [_along(graph, need, side, 0.0, ALONG_REACH) for side in need.long_sides()]
    stands = [_along(graph, need, side, AERIAL_NEAR - 1, AERIAL_FAR) for side in need.long_sides()]
    kept = tuple((k, side) for k, side in enumerate(stands) if side and need.aerial and not has_stand)
    aerial = tuple(side for _, side in kept)
    if need.aerial and not has_stand and not aerial:
        unmet.append("GB 50016 7.2.1: no long side along which a lane lies 5 to 10 m from the facade")
    face = graph.face_of(need.footprint.representative_point())
    if need.ring and ring_possible(face, near):
        return Task(need, near, face, either=(aerial,) if aerial else (), stands=kept, unmet=tuple(unmet))
    if need.ring:
        cover = tuple(group for side in sides for group in side)
        if not all(sides):
            unmet.append(f"{need.clause}: no lane fits round it, nor along both of its long sides")
        return Task(need, cover=cover, either=(aerial,) if aerial else (), stands=kept, unmet=tuple(unmet))
    possible = tuple(side for side in sides if side) or (((touch,),) if touch else ())
    if not possible:
        return Task(need, unmet=(*unmet, f"{need.clause}: no lane from a gate comes near it"))
    return Task(need, either=(possible,), unmet=tuple(unmet))


def _along(
    graph: LaneGraph, need: LaneNeed, side: tuple[Vec, Vec], nearest: float, furthest: float
) -> tuple[frozenset[int], ...]:
    """For every sample of a side the edges that run along it there; empty where too few have one."""
    a, b = side
    unit = direction(a, b)
    outward = (unit[1], -unit[0])
    steps = max(1, round(math.dist(a, b) / SAMPLE))
    tree = STRtree(graph.lines)
    groups = []
    for k in range(steps):
        at = along(a, unit, math.dist(a, b) * (k + 0.5) / steps)
        inside = LineString([at, along(at, outward, -math.dist(a, b))])
        wall = shapely.get_coordinates(inside.intersection(need.footprint)) - np.array(at)
        depth = float((wall @ np.array(outward)).max(initial=-math.inf))
        if depth == -math.inf:
            continue
        ray = LineString([along(at, outward, depth + nearest), along(at, outward, depth + furthest)])
        groups.append(frozenset(tree.query(ray, predicate="intersects").tolist()))
    lying = tuple(group for group in groups if group)
    return lying if len(lying) >= COVERED * steps else ()
