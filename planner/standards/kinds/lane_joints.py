"""A ring of fire lanes is joined to other lanes, or to the public road, in several places."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import MISSING, Finding, at_least
from planner.check.facts import Facts
from planner.check.lanes import OUTSIDE, Node, lane_network, lane_surface, public_road, ring_round
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

LONG = 10_000.0
"""An edge of which this much runs beside a ring's inner edge is the ring's, mm."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each building that lanes go round: ways from its ring to the gates that share no lane.

    A ring goes round the building, nowhere farther than ``reach`` from its facade. Axes this near to the
    ring's inner edge (``rim``) are the ring's own. The way in from a single gate up to its first junction
    counts as the public road; a ring that lies on the public road is joined by both its arms there.
    """
    fire, surface = facts.bundle.layout.fire, lane_surface(facts)
    net: nx.Graph[Node] | None = None
    for building in facts.scenario.buildings:
        ground = shapely.union_all([s.outline for s in building.storeys if s.level >= 1])
        if not isinstance(ground, Polygon) or ground.is_empty:
            continue
        ring = ring_round(ground, surface, clause.number("reach") * 1000)
        if ring is None:
            continue
        if any(lane.centreline.length == 0 for lane in fire.lanes):
            yield Finding(building.id, MISSING, "in", "layout.axis", "", None, ring)
            continue
        gates = [gate.point for gate in facts.scenario.site.gates if "fire" in gate.traffic]
        net = lane_network(fire.lanes, gates) if net is None else net
        roads = public_road(net, gates)
        ways = _ways(net, ring, roads, clause.number("rim") * 1000)
        yield at_least(building.id, float(ways), clause.number("least"), "count", ring)


def _ways(net: nx.Graph[Node], ring: LineString, roads: list[Node], rim: float) -> int:
    """Ways from the ring to the public road without a common edge; a ring on the public road has two arms."""
    near = ring.buffer(rim)
    own = {node for edge in net.edges if _is_along(LineString(edge), near) for node in edge}
    if not own or not roads:
        return 0
    if own & set(roads):
        return 2
    hub: Node = (OUTSIDE[0], 0)
    flow: nx.DiGraph[Node] = nx.DiGraph()
    flow.add_edges_from(((u, v) for u, v in net.edges), capacity=1)
    flow.add_edges_from(((v, u) for u, v in net.edges), capacity=1)
    flow.add_edges_from((hub, node) for node in own)
    flow.add_edges_from((node, OUTSIDE) for node in roads)
    return int(nx.maximum_flow_value(flow, hub, OUTSIDE))


def _is_along(edge: LineString, near: BaseGeometry) -> bool:
    """Whether most of an edge, or a long stretch of it, runs beside the ring's inner edge."""
    beside = edge.intersection(near).length
    return beside > min(edge.length / 2, LONG)


KIND = RequirementKind(
    id="lane_joints",
    parameters={
        "least": Spec("number", "count"),
        "reach": Spec("number", "m"),
        "rim": Spec("number", "m"),
    },
    check=check,
)
