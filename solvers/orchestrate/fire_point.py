"""Where the fire point may lie: on ground storeys from which its people are at every building in time.

Roads do not depend on who lies where, so that the ways are known before anything is allocated. The check
measures the layout; here a storey counts by the straight line from its middle to an exit.
"""

from __future__ import annotations

import networkx as nx

from planner.circulation.goods import road_graph
from planner.circulation.road_graph import Roads
from planner.circulation.site import site_roads
from planner.model import Demand, Layout, Scenario, Storey
from planner.programme import room_kinds
from planner.standards.packs import shipped_pack
from solvers.types import Forbidden

__all__ = ["fire_point_cuts"]

CLAUSE = "FIRE-301-3"


def fire_point_cuts(scenario: Scenario) -> tuple[Forbidden, ...]:
    """Ground storeys that the demand with the fire point must not lie on, where there are better ones.

    None where the fire codes are not in force, where the scenario pins it, or where no storey will do: then
    the check says by how much.
    """
    carrier = _carrier(scenario)
    ground = [storey for storey in scenario.storeys if storey.is_ground]
    if "fire" not in scenario.standards or carrier is None or len(ground) < 2:
        return ()
    roads = road_graph(scenario, Layout((), site_roads(scenario)))
    clause = next(clause for clause in shipped_pack("fire").clauses if clause.id == CLAUSE)
    most = clause.number("most") * scenario.policies.responder_speed_m_s * 1000
    near = {storey.id for storey in ground if _farthest(roads, storey, ground) <= most}
    if not near:
        return ()
    return tuple(Forbidden(storey.id, frozenset({carrier.id})) for storey in ground if storey.id not in near)


def _carrier(scenario: Scenario) -> Demand | None:
    """The demand with the fire point whose place is free; a required one before others."""
    kinds = next(clause for clause in shipped_pack("fire").clauses if clause.id == CLAUSE).texts("kinds")
    holding = [
        demand
        for demand in scenario.demands
        if not demand.off_site and room_kinds(scenario, demand) & set(kinds)
    ]
    pinned = {pin.subject for pin in scenario.pins}
    if any(demand.id in pinned for demand in holding):
        return None
    return next((demand for demand in holding if demand.required), None)


def _farthest(roads: Roads, storey: Storey, others: list[Storey]) -> float:
    """The way from the middle of a storey to the nearest entrance of the building that is farthest, mm."""
    stops = [(exit_, roads.stops[exit_.id]) for exit_ in storey.exits if exit_.id in roads.stops]
    if not stops:
        return float("inf")
    middle, worst = storey.outline.representative_point(), 0.0
    lengths = [
        (middle.distance(exit_.point) + stop.away, _lengths(roads, stop.node)) for exit_, stop in stops
    ]
    for other in others:
        if other.building == storey.building:
            continue
        ends = [roads.stops[exit_.id] for exit_ in other.exits if exit_.id in roads.stops]
        ways = [
            away + known[end.node] + end.away for away, known in lengths for end in ends if end.node in known
        ]
        worst = max(worst, min(ways, default=float("inf")))
    return worst


def _lengths(roads: Roads, node: tuple[int, int]) -> dict[tuple[int, int], float]:
    return dict(nx.single_source_dijkstra_path_length(roads.net, node, weight="length"))
