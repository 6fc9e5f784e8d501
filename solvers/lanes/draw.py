"""From chosen edges to lanes, turning places and stands on the ground."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import networkx as nx
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.site_draw import draw_roads
from planner.circulation.site_ground import EDGE_LEAST, FACADE, FACADE_LEAST, Ground
from planner.circulation.site_network import Network
from planner.circulation.site_search import edge_key
from planner.circulation.site_strays import Node
from planner.fire_site import AerialSite, FireLane, Turnaround
from planner.geometry.site_lines import along, common, direction, minus, polygons_of, together
from planner.geometry.swept import LADDER_TRUCK, Truck, steered, swept_path
from solvers.lanes.graph import LANE_WIDTH, LaneGraph
from solvers.lanes.needs import TALL, LaneNeed
from solvers.lanes.tasks import Task

DEAD_END = 40_000.0
"""Longest dead end without a turning place (GB 55037 3.4.5), mm."""
TURN, TURN_HIGH = 12_000, 15_000
"""Side of a turning place, and beside a high-rise (GB 50016 7.1.9), mm."""
BACK = 24_000.0
"""How far before its end a lane's turning place may lie, mm."""
STAND_DEPTH = 10_000
"""Depth of a ladder's stand (GB 50016 7.2.2-2), mm."""
STAND, STAND_TALL = 15_000, 20_000
"""Least length of a stand, and beside a building over 50 m (GB 50016 7.2.2-2), mm."""
NEARBY = 30_000.0
"""A turning place this near to a high-rise is as large as those of high-rises, mm."""
STEERED = 700.0
"""How far out of the middle of its lane an engine is driven in bends, mm."""
KERB = 50.0
"""What a wheel keeps from a kerb, mm."""
SLIVER = 20_000.0
"""Pieces of paving smaller than this are dropped, mm2."""


def lanes_of(
    ground: Ground, graph: LaneGraph, edges: frozenset[int], truck: Truck = LADDER_TRUCK
) -> list[FireLane]:
    """Lanes on these edges, bends rounded and wide enough for the truck; they tile the paved ground."""
    widths = {}
    for e in sorted(edges):
        u, v = graph.edges[e]
        widths[edge_key(graph.nodes[u], graph.nodes[v])] = LANE_WIDTH
    plain = replace(ground, terminals=tuple(t for t in ground.terminals if t.kind == "gate"))
    drawn = draw_roads(plain, Network(widths, (), ()))
    lanes = [
        FireLane(f"FL{k:02d}", road.polygon, road.centreline, LANE_WIDTH) for k, road in enumerate(drawn, 1)
    ]
    return widened(ground, lanes, truck)


def widened(ground: Ground, lanes: Sequence[FireLane], truck: Truck = LADDER_TRUCK) -> list[FireLane]:
    """Lanes with the ground that the truck sweeps beside them in their bends, as far as it is free."""
    free = minus(ground.boundary, together([ground.built, ground.obstacles]))
    result = list(lanes)
    for k, lane in enumerate(lanes):
        if len(lane.centreline.coords) <= 2:
            continue
        ways = _driven(lane, truck)
        # along its own line alone: before the start and after the end other lanes carry the truck
        own = lane.centreline.buffer(2 * LANE_WIDTH, cap_style="flat")
        swept = common(together([swept_path(way, truck) for way in ways]), common(own, free))
        others = together([other.polygon for other in result if other is not result[k]])
        more = [p for p in polygons_of(minus(swept, others)) if p.area > SLIVER]
        whole = polygons_of(together([lane.polygon, *more]))
        if whole:
            result[k] = replace(lane, polygon=whole[0])
    return result


def _driven(lane: FireLane, truck: Truck) -> list[LineString]:
    """The lane as the truck drives it, both ways: far out in bends, so that it cuts in less."""
    room = (lane.width_mm - truck.width) / 2 - KERB
    way = steered(lane.centreline, min(STEERED, max(0.0, room)))
    return [way, way.reverse()]


def overrun(lane: FireLane, paved: BaseGeometry, truck: Truck = LADDER_TRUCK) -> float:
    """How far beside the paving the truck's body comes in the lane's bends, either way, mm."""
    own = lane.centreline.buffer(2 * LANE_WIDTH, cap_style="flat")
    worst = 0.0
    for way in _driven(lane, truck):
        beside = swept_path(way, truck).intersection(own).difference(paved)
        for piece in polygons_of(beside):
            worst = max([worst, *(paved.distance(Point(p)) for p in piece.exterior.coords)])
    return worst


def dead_ends(graph: LaneGraph, edges: Iterable[int]) -> list[tuple[list[Node], float]]:
    """Lanes that end: the nodes from where they leave a loop or gate to their end, and their length.

    Only those longer than 40 m. Gates are joined by the public road outside; a loop is a way to turn.
    """
    net: nx.Graph[int] = nx.Graph()
    for e in edges:
        net.add_edge(*graph.edges[e], weight=float(graph.length[e]))
    outside = -1
    net.add_edges_from(((node, outside) for node in graph.gates if node in net), weight=0.0)
    if outside not in net:
        return []
    loops = net.copy()
    bridges: list[Any] = list(nx.bridges(net))  # the stubs take its edges for nodes
    loops.remove_edges_from(bridges)
    rings = [part for part in nx.connected_components(loops) if len(part) > 1]
    core: set[int] = {outside}.union(*rings)
    ways: dict[int, list[int]] = nx.multi_source_dijkstra_path(net, core)
    ends = sorted(node for node in net if net.degree[node] == 1 and node not in core)
    found = []
    for node in ends:
        length = sum(net.edges[step]["weight"] for step in pairwise(ways[node]))
        if length > DEAD_END:
            found.append(([graph.nodes[k] for k in ways[node] if k != outside], length))
    return found


def turnarounds_of(
    ground: Ground, ends: Sequence[tuple[list[Node], float]], needs: Sequence[LaneNeed]
) -> tuple[list[Turnaround], list[Node]]:
    """A turning place near the end of every dead end, and the ends where none fits."""
    free = minus(
        ground.boundary.buffer(-EDGE_LEAST, join_style="mitre"),
        together(
            [ground.built.buffer(FACADE_LEAST, join_style="mitre"), ground.obstacles.buffer(EDGE_LEAST)]
        ),
    )
    placed: list[Turnaround] = []
    without: list[Node] = []
    for way, _ in ends:
        end = Point(way[-1])
        high = any(need.high_rise and need.footprint.distance(end) < NEARBY for need in needs)
        side = TURN_HIGH if high else TURN
        square = _turning_place(LineString(way), side, free, ground.built)
        if square is None:
            without.append(way[-1])
        else:
            placed.append(Turnaround(f"TA{len(placed) + 1:02d}", square, side))
    return placed, without


def _turning_place(way: LineString, side: int, free: BaseGeometry, built: BaseGeometry) -> Polygon | None:
    """The square on the lane that keeps furthest from facades (5 m is enough), nearest to its end."""
    best: tuple[float, float, float, Polygon] | None = None
    for back in range(0, int(min(BACK, way.length - 1_000)), 2_000):
        at = way.interpolate(way.length - back)
        before = way.interpolate(max(0.0, way.length - back - 1_000))
        unit = direction((before.x, before.y), (at.x, at.y))
        for aside in (0.0, side / 2 - LANE_WIDTH / 2, LANE_WIDTH / 2 - side / 2):
            middle = along((at.x, at.y), (-unit[1], unit[0]), aside)
            axis = LineString([along(middle, unit, -side / 2), along(middle, unit, side / 2)])
            square = axis.buffer(side / 2, cap_style="flat")
            if not free.covers(square):
                continue
            key = (-min(FACADE, built.distance(square)), back, abs(aside))
            if best is None or key < best[:3]:
                best = (*key, square)
    return best[3] if best else None


def stands_of(
    ground: Ground, tasks: Sequence[Task], edges: frozenset[int], with_stands: frozenset[str] = frozenset()
) -> tuple[list[AerialSite], list[str]]:
    """Stands along one long side of every high-rise that lanes pass, and buildings without one."""
    stands: list[AerialSite] = []
    without: list[str] = []
    for task in tasks:
        if not task.need.aerial or task.need.building in with_stands:
            continue
        pieces = max(
            (_stand(ground, task.need, k) for k in _passed(task, edges)),
            key=lambda pieces: sum(piece.area for piece in pieces),
            default=[],
        )
        if not pieces:
            without.append(task.need.building)
        stands += [
            AerialSite(f"AS{len(stands) + k:02d}", piece, task.need.building)
            for k, piece in enumerate(pieces, 1)
        ]
    return stands, without


def _passed(task: Task, edges: frozenset[int]) -> list[int]:
    """The long sides (0, 1) that chosen lanes pass at a ladder's distance."""
    return [k for k, groups in task.stands if all(group & edges for group in groups)]


def _stand(ground: Ground, need: LaneNeed, side: int) -> list[Polygon]:
    """The strip from 5 to 15 m before a long side, as far as the ground is free."""
    a, b = need.long_sides()[side]
    unit = direction(a, b)
    outward = (unit[1], -unit[0])
    depth = need.footprint.minimum_rotated_rectangle.area / math.dist(a, b) / 2
    corners = [along(p, outward, d) for p, d in ((a, -depth), (b, -depth), (b, 40_000), (a, 40_000))]
    near = need.footprint.buffer(FACADE, join_style="mitre")
    band = need.footprint.buffer(FACADE + STAND_DEPTH, join_style="mitre").difference(near)
    others = ground.built.difference(need.footprint.buffer(10))
    strip = band.intersection(Polygon(corners)).intersection(ground.boundary)
    strip = strip.difference(others).difference(ground.obstacles)
    least = STAND_TALL if need.height > TALL else STAND
    return [piece for piece in polygons_of(strip) if _holds(piece, least)]


def _holds(piece: Polygon, length: int) -> bool:
    """Whether a stand of that length and 10 m fits the piece."""
    corners = list(polygons_of(piece.minimum_rotated_rectangle)[0].exterior.coords)
    sides = sorted(math.dist(a, b) for a, b in pairwise(corners[:3]))
    return sides[0] >= STAND_DEPTH - 1 and sides[1] >= length - 1 and piece.area >= 0.95 * sides[0] * sides[1]
