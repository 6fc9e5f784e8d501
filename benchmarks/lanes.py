"""Fire lanes against two ways of laying them out by hand, on the same ways and with the same costs.

- *rings*: a ring round every building, whether it needs one or not, as cheap as rings can be;
- *apart*: the cheapest lanes of each building by itself, laid over one another: what comes of looking at one
  building after the other;
- *paths*: the shortest way from a gate to every lane that a building asks for, with what rings lack, and
  without what nothing needs then.

All meet all needs. Prints a JSON line per site: metres of lane, cost in metres of new lane (docs/lanes.md),
the gap that is proven, processor seconds of the design. Baselines are searched no longer than ``--seconds``
each: what they have by then is mended, so that it meets the needs, and ``cut_short`` names them.

    python -m benchmarks.lanes [SCENARIO.yaml ...] [--random 5 --buildings 6] [--parks 8 16 40]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np

from benchmarks.parks import park as generated_park
from planner.circulation.site import site_roads
from planner.circulation.site_ground import ground_of
from planner.model import Scenario
from planner.scenario import load_scenario
from solvers.lanes.choose import METRE, choose, meets, mended, total_cost
from solvers.lanes.cuts import outside
from solvers.lanes.design import ways_of
from solvers.lanes.graph import LaneGraph
from solvers.lanes.needs import LaneNeed, lane_needs
from solvers.lanes.tasks import Task


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("scenarios", nargs="*", type=Path)
    parser.add_argument("--random", type=int, default=0, help="number of random sites")
    parser.add_argument("--buildings", type=int, default=6, help="buildings of a random site")
    parser.add_argument("--parks", type=int, nargs="*", default=[], help="buildings of generated parks")
    parser.add_argument("--seconds", type=float, default=60.0, help="processor time of each baseline")
    given = parser.parse_args()
    for name, park in _sites(given.scenarios, given.random, given.buildings, given.parks):
        print(json.dumps({"site": name, **compare(park, given.seconds)}), flush=True)


def _sites(
    files: Sequence[Path], count: int, buildings: int, parks: Sequence[int]
) -> Iterator[tuple[str, Scenario]]:
    for file in files:
        yield file.stem, load_scenario(file)
    if count:
        from tests.circulation.sites import random_park

        for seed in range(count):
            yield f"random {seed}", random_park(seed, buildings)
    for size in parks:
        yield f"park {size}", generated_park(max(10, 12 * size), 1, buildings=size)


class Clock:
    """Says when a baseline has had its processor seconds."""

    def __init__(self, seconds: float) -> None:
        self.end = time.process_time() + seconds
        self.rang = False

    def __call__(self) -> bool:
        self.rang = self.rang or time.process_time() > self.end
        return self.rang


def compare(park: Scenario, most_seconds: float) -> dict[str, object]:
    """The design and the baselines on one site."""
    ground = ground_of(park)
    graph = ways_of(park, ground, site_roads(park))
    needs = lane_needs(park)
    start = time.process_time()
    design = choose(graph, needs)
    seconds = time.process_time() - start
    clocks = {"rings": Clock(most_seconds)}
    rings = _rings(graph, design.tasks, clocks["rings"])
    clocks["apart"] = Clock(most_seconds)
    apart = _apart(graph, needs, clocks["apart"])
    paths = _paths(graph, design.tasks)
    ways = {"design": design.edges, "rings": rings, "apart": apart, "paths": paths}
    lacking = [name for name, edges in ways.items() if not meets(graph, design.tasks, edges)]
    if lacking:
        raise SystemExit(f"{', '.join(lacking)}: do not meet the needs")
    return {
        "buildings": len(needs),
        "edges": len(graph.edges),
        "seconds": round(seconds, 2),
        "gap": round(design.gap, 6),
        **{f"{name}_m": round(_length(graph, edges)) for name, edges in ways.items()},
        **{f"{name}_cost_m": round(METRE * total_cost(graph, edges)) for name, edges in ways.items()},
        "cut_short": [name for name, clock in clocks.items() if clock.rang],
    }


def _rings(graph: LaneGraph, tasks: Sequence[Task], stop: Clock) -> frozenset[int]:
    """Cheapest rings; a building whose ring lies too far off for its side gets that side besides."""
    rings = choose(graph, [replace(task.need, ring=True) for task in tasks], stop).edges
    short = [task.need for task in tasks if not meets(graph, [task], rings)]
    return rings | _apart(graph, short, stop)


def _apart(graph: LaneGraph, needs: Sequence[LaneNeed], stop: Clock) -> frozenset[int]:
    """What each building asks for by itself."""
    return frozenset().union(*(choose(graph, [need], stop).edges for need in needs))


def _paths(graph: LaneGraph, tasks: Sequence[Task]) -> frozenset[int]:
    """Shortest ways from the gates to the nearest lane of every group; then what rings lack."""
    net: nx.Graph[int] = nx.Graph()
    for e, (u, v) in enumerate(graph.edges):
        net.add_edge(u, v, weight=float(graph.length[e]), edge=e)
    away, ways = nx.multi_source_dijkstra(net, set(outside(graph)))
    chosen: set[int] = set()
    for task in tasks:
        sides = [groups for either in task.either for groups in either[:1]]
        for group in (*task.cover, *(group for groups in sides for group in groups)):
            e = min(group, key=lambda e: (min(away[node] for node in graph.edges[e]), e))
            near = min(graph.edges[e], key=lambda node: away[node])
            chosen |= {e, *(net.edges[step]["edge"] for step in pairwise(ways[near]))}
    return mended(graph, tasks, frozenset(chosen))


def _length(graph: LaneGraph, edges: frozenset[int]) -> float:
    return METRE * float(np.sum(graph.length[sorted(edges)]))


if __name__ == "__main__":
    main()
