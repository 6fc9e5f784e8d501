"""Space syntax: how many turns away the corridors of a building are from each other.

The graph is that of the axial map: its nodes are the axial lines of public corridors and lobbies (``axes``),
every flight of stairs between two storeys, and every passenger lift as one line; two are joined if one steps
from one to the other. Integration is that of Hillier and Hanson, The Social Logic of Space (1984), chapter 3:
mean depth MD, relative asymmetry RA = 2 (MD - 1) / (k - 2), and integration 1 / RRA with RRA = RA / D(k),
D(k) = 2 (k (log2((k + 2) / 3) - 1) + 1) / ((k - 1) (k - 2)) for k lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
from shapely import LineString, Point

from planner.circulation.park import ParkGraph

__all__ = ["Line", "axial_map", "diamond", "integration"]


@dataclass(frozen=True, slots=True)
class Line:
    """An axial line of a corridor with its measures within its building."""

    id: str
    building: str
    storey: str
    feature: str
    line: LineString
    lines: int
    """How many lines hang together with it, itself too (k)."""
    connections: int
    """How many lines one steps to from it."""
    mean_depth: float | None
    integration: float | None
    """``None`` with fewer than three lines, and for a line that meets all others: it has no finite value."""

    @property
    def meets_all(self) -> bool:
        """Whether every other line is one step away: no line can be better integrated."""
        return self.mean_depth is not None and self.mean_depth == 1.0


def diamond(k: int) -> float:
    """D(k): the relative asymmetry of the root of a diamond-shaped pattern of k spaces."""
    return 2 * (k * (math.log2((k + 2) / 3) - 1) + 1) / ((k - 1) * (k - 2))


def integration(mean_depth: float, k: int) -> float | None:
    """Integration of a line by its mean depth among k lines; ``None`` where it has no finite value."""
    if k < 3 or mean_depth <= 1:
        return None
    return diamond(k) * (k - 2) / (2 * (mean_depth - 1))


def axial_map(park: ParkGraph) -> list[Line]:
    """The axial lines of all corridors and lobbies, in the order of storeys."""
    lines, steps = _steps(park)
    depths: dict[str, tuple[int, float | None]] = {}
    for part in nx.connected_components(steps):
        nodes = sorted(part)
        table = _depths(steps, nodes)
        for number, node in enumerate(nodes):
            mean = float(table[number].sum() / (len(nodes) - 1)) if len(nodes) > 1 else None
            depths[node] = len(nodes), mean
    found = []
    for id, (building, storey, feature, line) in lines.items():
        k, mean = depths[id]
        value = integration(mean, k) if mean is not None else None
        found.append(Line(id, building, storey, feature, line, k, steps.degree(id), mean, value))
    return found


def _depths(steps: nx.Graph[str], nodes: Sequence[str]) -> np.ndarray:
    from scipy.sparse.csgraph import shortest_path

    matrix = nx.to_scipy_sparse_array(steps, nodelist=list(nodes), weight=None, format="csr")
    found: np.ndarray = shortest_path(matrix, directed=False, unweighted=True)
    return found


def _steps(park: ParkGraph) -> tuple[dict[str, tuple[str, str, str, LineString]], nx.Graph[str]]:
    """The lines, and who meets whom. Doors and floors without a line are stepped through."""
    lines: dict[str, tuple[str, str, str, LineString]] = {}
    near: nx.Graph[str] = nx.Graph()
    solid: set[str] = set()
    for storey, inside in park.storeys.items():
        for ground in inside.grounds:
            if ground.owner:
                continue
            own = [f"{storey}|{ground.id}|{number}" for number in range(len(ground.axes))]
            for id, line in zip(own, ground.axes, strict=True):
                lines[id] = inside.storey.building, storey, ground.feature, line
            solid.update(own)
            near.add_nodes_from(own)
            near.add_edges_from((own[i], own[j]) for i, j in ground.meetings)
            for opening in ground.openings:
                kind = park.graph.nodes[opening.place]["kind"]
                if kind in ("door", "stair", "lift"):
                    nearest = _nearest(ground.axes, opening.spot)
                    near.add_edge(own[nearest] if own else f"{storey}|{ground.id}", opening.place)
    solid |= _flights(park, near)
    return lines, _contracted(near, solid)


def _nearest(axes: Iterable[LineString], spot: tuple[float, float]) -> int:
    away = [round(axis.distance(Point(spot))) for axis in axes]
    return away.index(min(away)) if away else -1


def _flights(park: ParkGraph, near: nx.Graph[str]) -> set[str]:
    """Flights of stairs as lines of their own, lifts as one each; returns their nodes."""
    solid: set[str] = set()
    lifts: nx.Graph[str] = nx.Graph()
    for one, other, data in park.graph.edges(data=True):
        kind = data["kind"]
        if kind == "stair":
            id = f"stair {one} {other}"
            solid.add(id)
            near.add_edges_from([(one, id), (id, other)])
        elif kind == "lift":
            lifts.add_edge(one, other)
    for part in nx.connected_components(lifts):
        id = f"lift {min(part)}"
        solid.add(id)
        near.add_edges_from((node, id) for node in part)
    return solid


def _contracted(near: nx.Graph[str], solid: set[str]) -> nx.Graph[str]:
    """Only the lines: those that touch one and the same door, landing or floor meet each other."""
    steps: nx.Graph[str] = nx.Graph()
    steps.add_nodes_from(node for node in near if node in solid)
    steps.add_edges_from((a, b) for a, b in near.edges if a in solid and b in solid)
    loose = near.subgraph([node for node in near if node not in solid])
    for part in nx.connected_components(loose):
        touched = sorted({other for node in part for other in near[node] if other in solid})
        steps.add_edges_from(combinations(touched, 2))
    return steps
