"""How the things of a storey hang together: doors, shared walls, groups of rooms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

import networkx as nx
import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.facts import SNAP, Plate
from planner.model import Corridor, Space

__all__ = [
    "components",
    "door_pairs",
    "facing_m",
    "near_pairs",
    "public_network",
    "same_part",
    "wall_joints",
]

Node = TypeVar("Node", bound=Hashable)


def components(nodes: Iterable[Node], edges: Iterable[tuple[Node, Node]]) -> list[set[Node]]:
    """Connected components; edges with a foreign end are ignored. Sorted, so that runs repeat."""
    graph: nx.Graph[Node] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a in graph and b in graph)
    return sorted(nx.connected_components(graph), key=lambda part: min(map(str, part)))


def door_pairs(plate: Plate) -> Iterator[tuple[str, str]]:
    """The ids that doors say they join."""
    return (door.joins for door in plate.doors)


def near_pairs(shapes: Mapping[str, BaseGeometry], distance: float) -> Iterator[tuple[str, str]]:
    """Pairs of ids of shapes within ``distance`` (mm) of each other, each pair once."""
    ids, polygons = list(shapes), list(shapes.values())
    if len(ids) < 2:
        return
    tree = shapely.STRtree(polygons)
    left, right = tree.query(polygons, predicate="dwithin", distance=distance)
    for i, j in sorted(zip(left.tolist(), right.tolist(), strict=True)):
        if i < j:
            yield ids[i], ids[j]


def facing_m(one: BaseGeometry, other: BaseGeometry, gap: float) -> float:
    """Length (m) over which two rooms face each other across a wall of at most ``gap`` mm."""
    reach = one.buffer(gap, cap_style="flat", join_style="mitre")
    return shapely.intersection(other.boundary, reach).length / 1000


def wall_joints(
    plate: Plate, wall_mm: int, least_m: float, *, inner: bool = False
) -> Iterator[tuple[str, str]]:
    """Pairs of spaces that share at least ``least_m`` metres of wall; ``inner``: corridors of zones too."""
    shapes: dict[str, BaseGeometry] = {space.id: space.polygon for space in plate.spaces}
    if inner:
        public = {corridor.id for corridor in plate.public_corridors}
        shapes |= {way.id: way.polygon for way in plate.corridors if way.id not in public}
    gap = wall_mm + 4 * SNAP
    for one, other in near_pairs(shapes, gap):
        if facing_m(shapes[one], shapes[other], gap) >= least_m:
            yield one, other


def same_part(room: Space, corridor: Corridor) -> bool:
    """Whether an inner corridor belongs to the room's own zone part."""
    if corridor.subject is not None:
        return corridor.subject == room.subject
    return corridor.zone is not None and corridor.zone == room.zone


def public_network(plate: Plate, joint: float) -> set[str]:
    """The largest connected part of the public corridors; of the rooms where there is no corridor.

    Doors connect, a core with a lobby does, and pieces of corridor that touch along ``joint`` metres.
    """
    areas = {corridor.id: corridor.polygon for corridor in plate.public_corridors}
    if not areas:
        areas = {thing.id: thing.polygon for thing in plate.floor}
    lobbies = {core.id for core in plate.storey.cores if any(p.kind == "lobby" for p in core.parts)}
    touching = [
        (one, other)
        for one, other in near_pairs(areas, SNAP)
        if facing_m(areas[one], areas[other], SNAP) >= joint
    ]
    parts = components([*areas, *sorted(lobbies)], [*door_pairs(plate), *touching])
    best = max(parts, key=lambda part: sum(areas[id].area for id in part if id in areas))
    return {id for id in best if id in areas}
