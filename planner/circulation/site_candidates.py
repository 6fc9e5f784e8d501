"""The planar graph of lines a site road may follow.

Lines are long straight chords: parallel to every facade at a road's distance (the middle line where
two buildings face each other closely, further out along docks), along the boundary, straight in from
every gate, straight out from every door, and the roads that exist. Near-parallel neighbours are
merged before noding, so that the network never gets two roads where a designer would draw one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from planner.circulation.site_ground import (
    EDGE_LEAST,
    FACADE,
    FACADE_LEAST,
    LANE,
    TWO_LANES,
    Ground,
    Terminal,
    facades,
)
from planner.circulation.site_strays import Node, join_strays
from planner.geometry.site_lines import Vec, along, direction, lines_of, points_of, ray, segments

FROM_FACADE = FACADE + TWO_LANES // 2
"""Centreline of a two-lane road to the facade, mm; a lane there keeps 6.5 m."""
FROM_EDGE = TWO_LANES // 2 + EDGE_LEAST
"""Least distance of a two-lane centreline to the boundary, mm."""
EXTENSION = 150_000
"""How far a line is extended beyond its facade, mm."""
APRON_REACH = 60_000
"""How far straight out of a door a road may be looked for, mm."""
GATE_COURT = 25_000
"""No road along the boundary this near to a gate: vehicles come straight in first, mm."""
GATE_OPENING = 12_000
"""Within this distance of a gate the boundary is no obstacle, mm."""
MERGE = 5_500
"""Near-parallel lines closer than this become one, mm."""
MERGE_TURN = math.radians(12)
SAME_NODE = 600
"""Crossings closer than this are one, mm."""
SHORTEST = 8_000
"""Remnants of merged lines shorter than this are dropped, mm."""


def candidate_graph(ground: Ground, keep: Iterable[Node] = ()) -> nx.Graph[Node]:
    """Every road line that could be built, noded.

    Nodes are points (mm). Edges carry ``length`` (mm), ``clear`` (distance of the edge to the nearest
    facade, mm), ``edge`` (to boundary or obstacle, mm), ``apron`` (it lies on a door's or gate's own
    line, which may come near its facade), ``axis`` (it lies on a gate's line) and ``given`` (width
    of the existing road it follows, else 0). ``keep``: places where a line may end that leads nowhere.
    """
    free = ground.free(LANE / 2)
    aprons = [line for line in (_apron_line(ground, t, free) for t in ground.terminals) if line is not None]
    axes = [line for t in ground.of_kind("gate") if (line := _apron_line(ground, t, free)) is not None]
    kept = [line for line, _ in ground.given]
    for chord in [*axes, *_chords(ground, free)]:
        rest = _unmerged(chord, kept)
        kept += [taper for piece in rest for taper in _tapers(piece, chord, kept, free)] + rest
    pieces = shapely.union_all(kept + aprons, grid_size=1.0)
    graph: nx.Graph[Node] = nx.Graph()
    for a, b in segments(pieces):
        u, v = (round(a[0]), round(a[1])), (round(b[0]), round(b[1]))
        if u != v:
            graph.add_edge(u, v)
    terminals = {terminal_node(t) for t in ground.terminals}
    stubs = {node for node in keep if node in graph}
    _contract(graph, terminals | stubs)
    aprons += join_strays(graph, sorted(terminals), ground.free(LANE / 2, clearance=100, kerb=100))
    _measure(graph, ground, aprons, axes)
    _prune(graph, terminals | stubs)
    return graph


def terminal_node(terminal: Terminal) -> Node:
    """The graph node of a terminal (it exists only if some line starts there)."""
    return (round(terminal.point[0]), round(terminal.point[1]))


def _apron_line(ground: Ground, terminal: Terminal, free: BaseGeometry) -> LineString | None:
    """Straight out of a door, or straight in from a gate, as far as a lane fits.

    Near its own facade the line needs only the lane itself; further out it keeps to ``free``.
    """
    half = LANE / 2
    tight = ground.free(half, clearance=100, kerb=100)
    start, unit = terminal.point, terminal.outward
    first = ray(along(start, unit, half + 150), unit, APRON_REACH, tight)
    if first is None:
        if terminal.kind != "gate":
            return None
        near = shapely.shortest_line(Point(start), free)  # a gate in a sharp corner of the boundary
        return near if 0 < near.length < 5 * half else None
    reach = EXTENSION if terminal.kind == "gate" else APRON_REACH
    further = ray(along(start, unit, half + FACADE_LEAST + 100), unit, reach, free)
    return LineString([start, _far_end(further or first, start)])


def _far_end(line: LineString, start: Vec) -> Vec:
    return max(points_of(line), key=lambda p: math.dist(p, start))


def _chords(ground: Ground, free: BaseGeometry) -> list[LineString]:
    """Lines along facades and boundary, the more important first: docks, long facades, boundary."""
    found: list[tuple[int, float, LineString]] = []
    for index, footprint in enumerate(ground.footprints):
        docks = [Point(t.point) for t in ground.of_kind("dock") if t.building == index]
        for a, b in facades(footprint):
            at_docks = any(LineString([a, b]).distance(d) < 2_000 for d in docks)
            offset = _offset(ground, index, a, b, ground.from_docks if at_docks else FROM_FACADE)
            if offset is None:
                continue
            rank = 1 if at_docks else 2
            found.extend((rank, -math.dist(a, b), line) for line in _extended(a, b, offset, free))
    inset = ground.boundary.buffer(-FROM_EDGE - 500, join_style="mitre", mitre_limit=2).simplify(2_000)
    around = free.difference(
        shapely.union_all([Point(g.point).buffer(GATE_COURT) for g in ground.of_kind("gate")])
    )
    for part in lines_of(inset.boundary.intersection(around)):
        found.extend((3, -math.dist(a, b), LineString([a, b])) for a, b in segments(part))
    found.sort(key=lambda row: (row[0], round(row[1]), row[2].bounds))
    return [line for _, _, line in found]


def _offset(ground: Ground, index: int, a: Vec, b: Vec, wanted: float) -> float | None:
    """Distance of the road line to this facade, given what lies opposite; ``None``: no room."""
    unit = direction(a, b)
    out = (unit[1], -unit[0])
    length = math.dist(a, b)
    others = [f for i, f in enumerate(ground.footprints) if i != index]
    opposite = shapely.union_all(others)
    edge = shapely.union_all([ground.boundary.exterior, ground.obstacles])
    best = wanted
    for share in (0.15, 0.5, 0.85):
        foot = along(along(a, unit, share * length), out, 10.0)
        way = LineString([foot, along(foot, out, 2 * wanted + FROM_FACADE)])
        to_building = _first_hit(way, opposite)
        to_edge = _first_hit(way, edge)
        if to_edge is not None:
            best = min(best, max(to_edge - FROM_EDGE, to_edge / 2))
        if to_building is not None:
            best = min(best, max(to_building - FROM_FACADE, to_building / 2))
    return best if best >= LANE / 2 + FACADE_LEAST else None


def _first_hit(way: LineString, target: BaseGeometry) -> float | None:
    crossing = way.intersection(target)
    return None if crossing.is_empty else float(Point(way.coords[0]).distance(crossing))


def _extended(a: Vec, b: Vec, offset: float, free: BaseGeometry) -> list[LineString]:
    """The line parallel to a facade, extended both ways while it stays free."""
    unit = direction(a, b)
    out = (unit[1], -unit[0])
    start, end = along(a, out, offset), along(b, out, offset)
    front = LineString([start, end])
    whole = LineString([along(start, unit, -EXTENSION), along(end, unit, EXTENSION)])
    pieces = lines_of(whole.intersection(free))
    return [piece for piece in pieces if piece.distance(front) < 1.0 and piece.length >= SHORTEST]


def _unmerged(line: LineString, kept: list[LineString]) -> list[LineString]:
    """What is left of a line beside those already kept."""
    rest: BaseGeometry = line
    start, *_, end = points_of(line)
    here = direction(start, end)
    for other in kept:
        if other.distance(line) > MERGE:
            continue
        for a, b in segments(other):
            turn = math.atan2(
                abs(here[0] * (b[1] - a[1]) - here[1] * (b[0] - a[0])),
                abs(here[0] * (b[0] - a[0]) + here[1] * (b[1] - a[1])),
            )
            if turn < MERGE_TURN:
                rest = rest.difference(LineString([a, b]).buffer(MERGE, cap_style="flat"))
    return [piece for piece in lines_of(rest) if piece.length >= SHORTEST]


def _tapers(
    piece: LineString, whole: LineString, kept: list[LineString], free: BaseGeometry
) -> list[LineString]:
    """Gentle links from a kept line to the remnant of a line that was merged into it."""
    found = []
    ends = set(points_of(whole))
    coords = points_of(piece)
    for cut, other in ((coords[0], coords[-1]), (coords[-1], coords[0])):
        if cut in ends:
            continue
        for line in kept:
            near = shapely.shortest_line(Point(cut), line)
            gap = near.length
            reach = max(4 * MERGE, 6 * gap)
            if gap > MERGE + 1 or piece.length < reach:
                continue
            taper = LineString([points_of(near)[1], along(cut, direction(cut, other), reach)])
            if free.covers(taper):
                found.append(taper)
    return found


def _contract(graph: nx.Graph[Node], keep: set[Node]) -> None:
    """Make one node of nodes closer than a kerb's width; terminals stay where they are."""
    queue = sorted((math.dist(u, v), u, v) for u, v in graph.edges if math.dist(u, v) < SAME_NODE)
    for _, u, v in queue:
        if u not in graph or v not in graph or (u in keep and v in keep):
            continue
        stay, go = (v, u) if v in keep else (u, v)
        others = [n for n in graph.neighbors(go) if n != stay]
        graph.remove_node(go)
        graph.add_edges_from((stay, other) for other in others)


def _measure(graph: nx.Graph[Node], ground: Ground, aprons: list[LineString], axes: list[LineString]) -> None:
    edges = list(graph.edges)
    if not edges:
        return
    lines = np.array([LineString(edge) for edge in edges])
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    openings = shapely.union_all([Point(t.point).buffer(GATE_OPENING) for t in ground.of_kind("gate")])
    margin = shapely.distance(lines, ground.boundary.exterior.difference(openings))
    if not ground.obstacles.is_empty:
        margin = np.minimum(margin, shapely.distance(lines, ground.obstacles))
    clear = shapely.distance(lines, ground.built) if ground.footprints else np.full(len(edges), 1e9)
    on_apron = _lying_on(middles, aprons)
    on_axis = _lying_on(middles, axes)
    on_given = _lying_on(middles, [line for line, _ in ground.given])
    for i, (u, v) in enumerate(edges):
        graph.edges[u, v].update(
            length=float(lines[i].length),
            clear=float(clear[i]),
            edge=float(margin[i]),
            apron=on_apron[i] >= 0,
            axis=on_axis[i] >= 0,
            given=ground.given[on_given[i]][1] if on_given[i] >= 0 else 0,
        )


def _lying_on(points: np.ndarray, lines: list[LineString]) -> list[int]:
    """For every point the index of a line within 1 m of it (crossings may have been joined), or -1."""
    result = [-1] * len(points)
    if lines:
        tree = STRtree(lines)
        at, which = tree.query(points, predicate="dwithin", distance=1_000.0)
        for i, j in sorted(zip(at.tolist(), which.tolist(), strict=True), reverse=True):
            result[i] = j
    return result


def _prune(graph: nx.Graph[Node], keep: set[Node]) -> None:
    """Drop ends that lead nowhere, again and again."""
    ends = [node for node, degree in graph.degree if degree <= 1 and node not in keep]
    while ends:
        node = ends.pop()
        if node not in graph:
            continue
        neighbours = list(graph.neighbors(node))
        graph.remove_node(node)
        ends.extend(n for n in neighbours if graph.degree[n] <= 1 and n not in keep)
