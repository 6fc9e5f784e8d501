"""Goods on the site: the trucks' ways, the people's ways, and where the two meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from planner.circulation.outdoors import site_network
from planner.circulation.road_graph import Node, Roads, edges_of
from planner.circulation.truck_ways import TruckWay, design_truck, truck_ways
from planner.geometry.site_lines import along, outward_normal
from planner.model import Dock, Layout, Scenario, Storey

__all__ = ["Mixed", "Traffic", "docks_of", "entrances", "road_graph", "traffic", "yard_depth"]

DEEPEST = 60_000.0
"""A yard is looked at as far as this, mm."""
AT_DOOR = 100.0
"""Ground this near to the door is the dock's own edge, mm."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Where people and trucks use the same ground."""

    crossings: tuple[Point, ...]
    """Junctions at which a way of people comes onto a road of trucks, or leaves it: each is one."""
    shared: tuple[LineString, ...]
    """Pieces of road that both use."""

    @property
    def length(self) -> float:
        """Of road that both use, mm."""
        return sum(line.length for line in self.shared)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Who drives and walks where."""

    trucks: tuple[TruckWay, ...]
    walks: Mapping[str, tuple[Node, ...]]
    """Ground exit -> the way to it from the gate that is nearest on foot."""
    mixed: Mixed


def entrances(scenario: Scenario) -> dict[str, Point]:
    """Every ground exit: people enter where they may leave."""
    return {
        exit_.id: exit_.point for storey in scenario.storeys if storey.is_ground for exit_ in storey.exits
    }


def road_graph(scenario: Scenario, layout: Layout) -> Roads:
    """The roads of the layout with all gates and entrances."""
    return Roads(site_network(scenario, layout))


def traffic(scenario: Scenario, layout: Layout, roads: Roads, paving: BaseGeometry) -> Traffic:
    """Ways of people first: trucks keep off them where the way round is not twice as long.

    ``paving``: ground that vehicles may drive on (``paving_of``).
    """
    gates = [gate.id for gate in scenario.site.gates if "people" in gate.traffic]
    walks = {id: tuple(way) for id, way in roads.walks(gates, list(entrances(scenario))).items()}
    busy: set[frozenset[Node]] = set()
    for way in walks.values():
        busy |= edges_of(way)
    trucks = truck_ways(scenario, paving, design_truck(scenario), busy, roads)
    return Traffic(trucks, walks, _mixed(trucks, list(walks.values())))


def _mixed(trucks: Sequence[TruckWay], walks: Sequence[Sequence[Node]]) -> Mixed:
    driven: set[frozenset[Node]] = set()
    nodes: set[Node] = set()
    for truck in trucks:
        for way in truck.nodes:
            driven |= edges_of(way)
            nodes |= set(way)
    walked: set[frozenset[Node]] = set()
    for walk in walks:
        walked |= edges_of(walk)
    aside = {node for edge in walked - driven for node in edge}
    shared = sorted(tuple(sorted(edge)) for edge in walked & driven)
    return Mixed(
        tuple(Point(node) for node in sorted(nodes & aside)), tuple(LineString(edge) for edge in shared)
    )


def yard_depth(paving: BaseGeometry, dock: Dock, storey: Storey) -> float:
    """Paved depth before the whole width of a dock's door, mm; looked at up to 60 m."""
    out = outward_normal(storey.outline, dock.point)
    door = (dock.point.x, dock.point.y)
    strip = LineString([along(door, out, AT_DOOR), along(door, out, DEEPEST)])
    lacking = strip.buffer(dock.width_mm / 2, cap_style="flat").difference(paving)
    if lacking.is_empty or lacking.area < 1.0:
        return DEEPEST
    ends = shapely.get_coordinates(lacking)
    return max(0.0, float(((ends[:, 0] - door[0]) * out[0] + (ends[:, 1] - door[1]) * out[1]).min()))


def docks_of(scenario: Scenario) -> list[tuple[Dock, Storey]]:
    """The docks of ground storeys with their storey."""
    return [(dock, storey) for storey in scenario.storeys if storey.is_ground for dock in storey.docks]
