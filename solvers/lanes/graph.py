"""The ways a fire lane may take: the lines of the site's candidate graph, with the faces between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from planner.circulation.site_ground import EDGE_LEAST, FACADE, FACADE_LEAST
from planner.circulation.site_strays import Node
from planner.fire_site import NO_FIRE_SITE, FireSite
from planner.geometry.site_lines import direction, turn_between
from planner.model import SiteRoad

Lines = npt.NDArray[np.object_]
Way = tuple[Node, Node, dict[str, Any]]
"""Two nodes of the site's candidate graph and what is known of the edge between them."""

LANE_WIDTH = 4_000
"""Clear width of a fire lane (GB 50016 7.1.8-1), mm."""
PAVED = 0.2
"""Cost of a lane on a road that is there anyway, against one that is built for it alone."""
CROWDED = 3.0
"""Extra cost of a lane right at a facade, falling to nothing at the 5 m of GB 50016 7.1.8-4 (a 宜 clause)."""
BEND, KINK = 6_000.0, 2_000.0
"""What a right-angled bend costs, and any bend beside that, in mm of new lane: lanes run straight."""
STRAIGHT = math.radians(3)
OUTER = -1
"""The face outside of all lines."""
ON_AXIS = 700.0
"""An edge this near to a given centreline lies on it: nodes so near fall together, mm."""
NEAR_PLACE = 15_000.0
"""A lane that ends this near to a given turning place needs no other, mm."""
ASIDE = 20.0
"""Faces are looked up this far beside an edge, mm."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A turn from one edge into another; none where one of them runs straight on as well (a junction)."""

    pair: tuple[int, int]
    straight: frozenset[int]
    """Edges by which one of the two runs straight on."""
    cost: float
    """mm of new lane."""


@dataclass(frozen=True, slots=True)
class LaneGraph:
    """A planar graph of straight ways; edges by index."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]
    lines: Lines
    """Edge -> its line."""
    length: npt.NDArray[np.float64]
    """mm."""
    cost: npt.NDArray[np.float64]
    """What a lane there costs, in mm of new lane."""
    faces: tuple[tuple[int, int], ...]
    """Edge -> the faces on its two sides."""
    polygons: tuple[Polygon, ...]
    """Face -> its polygon."""
    gates: tuple[int, ...]
    """Nodes at gates that fire engines use."""
    bends: tuple[Bend, ...]
    ends: tuple[tuple[int, tuple[int, ...]], ...]
    """Nodes at which a lane may end, gates aside, with the edges that meet there."""
    given: frozenset[int] = frozenset()
    """Edges on lanes that the scenario gives."""
    standing: frozenset[int] = frozenset()
    """Those of them to which given lanes lead from a gate: they are there, whatever is chosen."""

    def face_of(self, point: Point) -> int:
        """The face in which a point lies."""
        return next((k for k, face in enumerate(self.polygons) if face.contains(point)), OUTER)


def lane_graph(
    candidates: nx.Graph[Node],
    roads: Sequence[SiteRoad],
    fire_gates: Sequence[Node],
    site: FireSite = NO_FIRE_SITE,
) -> LaneGraph:
    """The edges wide enough for a lane, cheap where a road is paved anyway, for nothing on lanes of ``site``.

    Aprons lead to doors and count only where they lie as far from the facades as other lanes.
    """
    gates = set(fire_gates)
    axes = shapely.union_all([lane.centreline for lane in site.lanes])
    usable: list[Way] = [
        (min(u, v), max(u, v), data)
        for u, v, data in candidates.edges(data=True)
        if _is_on(u, v, axes)
        or (
            data["clear"] >= LANE_WIDTH / 2 + FACADE_LEAST - 1
            and (data["edge"] >= LANE_WIDTH / 2 + EDGE_LEAST - 1 or {u, v} & gates)
        )
    ]
    usable.sort(key=lambda row: row[:2])
    usable = _connected(usable, gates)
    nodes = tuple(sorted({node for u, v, _ in usable for node in (u, v)}))
    index = {node: k for k, node in enumerate(nodes)}
    pairs = tuple((index[u], index[v]) for u, v, _ in usable)
    lines: Lines = np.array([LineString((u, v)) for u, v, _ in usable], dtype=object)
    length = shapely.length(lines) if len(lines) else np.zeros(0)
    polygons = tuple(face for face in shapely.get_parts(shapely.polygonize(lines)) if face.area > 0)
    at_gates = tuple(index[node] for node in fire_gates if node in index)
    meeting = _meeting(pairs)
    given = frozenset(k for k, (u, v, _) in enumerate(usable) if _is_on(u, v, axes))
    cost = _costs(lines, length, np.array([data["clear"] for _, _, data in usable]), roads)
    cost[sorted(given)] = 0.0
    places = shapely.union_all([place.polygon.buffer(NEAR_PLACE) for place in site.turnarounds])
    return LaneGraph(
        nodes=nodes,
        edges=pairs,
        lines=lines,
        length=length,
        cost=cost,
        faces=_faces(lines, polygons),
        polygons=polygons,
        gates=at_gates,
        bends=tuple(bend for bend in _bends(nodes, pairs, meeting) if not given.issuperset(bend.pair)),
        ends=tuple(
            (node, edges)
            for node, edges in meeting.items()
            if node not in at_gates and not places.intersects(Point(nodes[node]))
        ),
        given=given,
        standing=_standing(pairs, given, at_gates),
    )


def _is_on(u: Node, v: Node, axes: BaseGeometry) -> bool:
    """Whether an edge lies on given centrelines."""
    if axes.is_empty:
        return False
    line = LineString((u, v))
    return all(
        axes.dwithin(line.interpolate(share, normalized=True), ON_AXIS) for share in (0.0, 0.25, 0.5, 1.0)
    )


def _standing(
    edges: Sequence[tuple[int, int]], given: frozenset[int], gates: Sequence[int]
) -> frozenset[int]:
    """Given edges that are joined to a gate by given edges."""
    net: nx.Graph[int] = nx.Graph(edges[e] for e in given)
    reached = {n for gate in gates if gate in net for n in nx.node_connected_component(net, gate)}
    return frozenset(e for e in given if edges[e][0] in reached)


def _meeting(edges: Sequence[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """Node -> the edges that meet there."""
    at: dict[int, list[int]] = {}
    for e, pair in enumerate(edges):
        for node in pair:
            at.setdefault(node, []).append(e)
    return {node: tuple(at[node]) for node in sorted(at)}


def _bends(
    nodes: Sequence[Node], edges: Sequence[tuple[int, int]], at: Mapping[int, Sequence[int]]
) -> Iterator[Bend]:
    """Every turn at every node, dearer the sharper it is; turning back is no way at all."""

    def away(e: int, node: int) -> tuple[float, float]:
        other = edges[e][0] if edges[e][1] == node else edges[e][1]
        return direction(nodes[node], nodes[other])

    for node, meeting in at.items():
        ways = {e: away(e, node) for e in meeting}
        turn = {(e, f): math.pi - turn_between(ways[e], ways[f]) for e in meeting for f in meeting if e != f}
        for e, f in combinations(meeting, 2):
            if turn[e, f] < STRAIGHT:
                continue
            on = {g for g in meeting for h in (e, f) if g not in (e, f) and turn[g, h] < STRAIGHT}
            yield Bend((e, f), frozenset(on), BEND * (1 - math.cos(turn[e, f])) + KINK)


def _connected(usable: list[Way], gates: set[Node]) -> list[Way]:
    """Without what no gate leads to."""
    graph: nx.Graph[Node] = nx.Graph((u, v) for u, v, _ in usable)
    reached: set[Node] = set()
    for gate in sorted(gates & set(graph)):
        reached |= nx.node_connected_component(graph, gate)
    return [row for row in usable if row[0] in reached]


def _costs(
    lines: Lines,
    length: npt.NDArray[np.float64],
    clear: npt.NDArray[np.float64],
    roads: Sequence[SiteRoad],
) -> npt.NDArray[np.float64]:
    if not len(lines):
        return np.zeros(0)
    paving = shapely.union_all([road.polygon for road in roads if road.width_mm >= LANE_WIDTH])
    new = length - shapely.length(shapely.intersection(lines, paving))
    missing = np.maximum(0.0, FACADE + LANE_WIDTH / 2 - clear) / FACADE
    built: npt.NDArray[np.float64] = (PAVED * length + (1 - PAVED) * new) * (1 + CROWDED * missing)
    return built


def _faces(lines: Lines, polygons: Sequence[Polygon]) -> tuple[tuple[int, int], ...]:
    """The faces left and right of every line."""
    if not len(lines):
        return ()
    ends = shapely.get_coordinates(lines).reshape(len(lines), 2, 2)
    along = ends[:, 1] - ends[:, 0]
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    middle = ends.mean(axis=1)
    found = np.full((2, len(lines)), OUTER)
    tree = STRtree(list(polygons)) if polygons else None
    for side, sign in enumerate((1.0, -1.0)):
        if tree is not None:
            at, face = tree.query(shapely.points(middle + sign * ASIDE * normal), predicate="within")
            found[side, at] = face
    return tuple(zip(found[0].tolist(), found[1].tolist(), strict=True))
