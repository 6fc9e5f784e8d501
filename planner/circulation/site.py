"""Roads inside the site: from the gates to every entrance and dock."""

from __future__ import annotations

import networkx as nx
from shapely.geometry import Point
from shapely.strtree import STRtree

from planner.circulation.site_candidates import candidate_graph
from planner.circulation.site_draw import draw_roads
from planner.circulation.site_ground import ground_of
from planner.circulation.site_network import road_network
from planner.circulation.site_run_ups import with_run_ups
from planner.model import Scenario, SiteRoad

__all__ = ["site_roads", "unreached"]

TOUCH = 50.0
"""Roads and doors closer than this meet, mm: a kerb's joint, and rounding to whole millimetres."""


def site_roads(scenario: Scenario) -> tuple[SiteRoad, ...]:
    """Internal roads that join all gates, ground exits and docks.

    Two lanes (7 m) join gates and docks, one lane (4 m) every other entrance (GB 50352-2019
    5.2.2-1). Road edges keep 5 m from facades wherever there is room (GB 50016 7.1.8-4); aprons lead
    up to the doors. Polygons lie inside the boundary, off buildings and obstacles, and touch without
    overlapping. The same scenario gives the same roads. What cannot be reached is left out: ask
    ``unreached``.
    """
    ground = ground_of(scenario)
    network = road_network(ground, candidate_graph(ground))
    return draw_roads(ground, with_run_ups(ground, network))


def unreached(scenario: Scenario, roads: tuple[SiteRoad, ...]) -> tuple[str, ...]:
    """Ids of gates, ground exits and docks that no road joins to the public road.

    Judged from the polygons alone: a door is reached when a road touches it that is connected,
    road by road, with a gate; a dock needs a gate for goods if the site has one; a gate needs a
    road. In the order gates, then buildings as in the scenario.
    """
    polygons = [road.polygon for road in roads]
    tree = STRtree(polygons)
    touching: nx.Graph[int] = nx.Graph()
    touching.add_nodes_from(range(len(polygons)))
    if polygons:
        pairs = tree.query(polygons, predicate="dwithin", distance=TOUCH)
        touching.add_edges_from(zip(*pairs.tolist(), strict=True))

    def roads_at(point: Point) -> set[int]:
        return set(tree.query(point, predicate="dwithin", distance=TOUCH).tolist()) if polygons else set()

    def joined(starts: set[int]) -> set[int]:
        return {i for start in starts for i in nx.node_connected_component(touching, start)}

    gates = scenario.site.gates
    from_gates = joined({i for gate in gates for i in roads_at(gate.point)})
    goods = [gate for gate in gates if "goods" in gate.traffic]
    from_goods = joined({i for gate in goods for i in roads_at(gate.point)}) if goods else from_gates
    missing = [gate.id for gate in gates if not roads_at(gate.point)]
    for storey in scenario.storeys:
        if storey.is_ground:
            missing += [exit.id for exit in storey.exits if not roads_at(exit.point) & from_gates]
            missing += [dock.id for dock in storey.docks if not roads_at(dock.point) & from_goods]
    return tuple(missing)
