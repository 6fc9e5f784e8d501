"""Trucks apart from people: what meetings are worth, worked on paper; the choice makes nothing worse."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from planner.circulation.site_candidates import candidate_graph
from planner.circulation.site_ground import ground_of
from planner.circulation.site_mixing import CROSSING, SHARED, Users, mixing
from planner.circulation.site_network import _built, _network, _users, road_network
from planner.circulation.site_search import edge_key
from planner.model import Scenario, TrafficKind
from tests.circulation.sites import random_park

Node = tuple[int, int]
A, B, C, D, E = (0, 0), (0, 30_000), (0, 50_000), (20_000, 30_000), (-20_000, 30_000)


def ladder() -> nx.Graph[Node]:
    """A road A - B - C of 30 and 20 m, with arms from B to D and E."""
    graph: nx.Graph[Node] = nx.Graph()
    for u, v in ((A, B), (B, C), (B, D), (B, E)):
        graph.add_edge(u, v, length=float(abs(u[0] - v[0]) + abs(u[1] - v[1])))
    return graph


def worth(users: Users) -> float:
    graph = ladder()
    return mixing(graph, [edge_key(u, v) for u, v in graph.edges], users)[0]


def test_a_plain_crossing() -> None:
    assert worth(Users([A], [C], [D], [E])) == CROSSING


def test_shared_road_and_where_people_leave_it() -> None:
    """Both come in at A; people turn off at B: 30 m shared, one place."""
    assert worth(Users([A], [C], [A], [D])) == CROSSING + SHARED * 30_000


def test_apart() -> None:
    assert worth(Users([A], [B], [], [E])) == 0
    assert worth(Users([], [C], [A], [E])) == 0


def apart(seed: int) -> Scenario:
    """A random park whose first gate is for trucks, the others for people."""
    own = random_park(seed, 5)
    goods: frozenset[TrafficKind] = frozenset(("goods", "fire"))
    people: frozenset[TrafficKind] = frozenset(("people", "fire"))
    gates = tuple(replace(g, traffic=people if k else goods) for k, g in enumerate(own.site.gates))
    return replace(own, site=replace(own.site, gates=gates))


@pytest.mark.parametrize(("seed", "better"), [(1, True), (2, False), (9, True)])
def test_the_cheaper_network_is_built(seed: int, better: bool) -> None:
    ground = ground_of(apart(seed))
    graph = candidate_graph(ground)
    users = _users(ground, graph)

    def total(widths: dict[tuple[Node, Node], int]) -> float:
        network = replace(first, widths=widths)
        return _built(graph, network) + mixing(graph, widths, users)[0]

    first = _network(ground, graph, ())
    chosen = road_network(ground, graph)
    assert (total(dict(chosen.widths)) < total(dict(first.widths))) == better
    assert better or chosen == first
