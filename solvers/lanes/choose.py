"""The cheapest lanes that meet all needs: linear relaxations with cuts, then branch and bound with more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np
import numpy.typing as npt

from solvers.allocate.engine import Request, solve_here
from solvers.allocate.program import Program
from solvers.lanes.cuts import Cut, once_joined, outside, unconnected, unringed
from solvers.lanes.graph import LaneGraph
from solvers.lanes.needs import LaneNeed
from solvers.lanes.tasks import Task, tasks_of

Floats = npt.NDArray[np.float64]

ROUNDS = 150
"""Relaxations with new cuts at most."""
ENOUGH = 0.005
"""Proven gap at which no further program is solved."""
PROGRAMS = 4
"""Branch-and-bound programs with new cuts at most."""
NODES = 300
"""Branch-and-bound nodes of one program."""
METRE = 1e-3
"""Costs in the program are metres of new lane."""
GAP = 1e-3
"""Relative gap of a program."""
END = 20_000.0
"""What a lane that ends costs beside its length, mm of new lane: a turning place is paved there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The edges chosen, what they cost and what any choice costs at least (metres of new lane)."""

    edges: frozenset[int]
    tasks: tuple[Task, ...]
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """Proven relative gap."""
        return max(0.0, self.cost - self.bound) / max(self.cost, 1e-9)


def choose(graph: LaneGraph, needs: Sequence[LaneNeed], stop: Callable[[], bool] = lambda: False) -> Choice:
    """The lanes for these needs; what the ground does not allow is said in ``unmet`` of the tasks.

    ``stop`` is asked between programs; what is found by then is mended and handed out.
    """
    root = outside(graph)
    everything = np.ones(len(graph.edges))

    def ring_possible(face: int, near: frozenset[int]) -> bool:
        lacking = (*unringed(graph, everything, face, near), *once_joined(graph, everything, near, root))
        return not lacking

    tasks = tasks_of(graph, needs, ring_possible)
    if not graph.edges or not root:
        return Choice(frozenset(), tasks, 0.0, 0.0)
    chosen, bound = _whole(graph, tasks, root, stop)
    cost = METRE * total_cost(graph, chosen)
    return Choice(chosen, tasks, cost, min(bound, cost))


def total_cost(graph: LaneGraph, edges: frozenset[int]) -> float:
    """What lanes cost with their bends and ends, mm of new lane."""
    bends = (b.cost for b in graph.bends if edges.issuperset(b.pair) and edges.isdisjoint(b.straight))
    ended = sum(END for _, meeting in ends(graph) if len(edges.intersection(meeting)) == 1)
    return float(graph.cost[sorted(edges)].sum()) + sum(bends) + ended


def ends(graph: LaneGraph) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Nodes at which a lane may end, gates aside, with the edges that meet there."""
    at: dict[int, list[int]] = {}
    for e, pair in enumerate(graph.edges):
        for node in pair:
            at.setdefault(node, []).append(e)
    return ((node, tuple(at[node])) for node in sorted(at) if node not in graph.gates)


def _relaxed(
    graph: LaneGraph,
    tasks: Sequence[Task],
    root: frozenset[int],
    cuts: dict[Cut, None],
    stop: Callable[[], bool],
) -> None:
    """Solve linear relaxations and add what they lack to the cuts, until nothing is lacking."""
    for _ in range(ROUNDS):
        if stop():
            return
        outcome = solve_here(_program(graph, tasks, root, cuts), Request(relax=True))
        if outcome.values is None or not _cut(graph, tasks, root, cuts, outcome.values):
            return


def _whole(
    graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], stop: Callable[[], bool]
) -> tuple[frozenset[int], float]:
    """Relaxations, then branch and bound, with cuts: the best choice found and the bound.

    What a choice lacks is also mended at once, so that there is one that meets all tasks at any time.
    """
    cuts: dict[Cut, None] = {}
    _relaxed(graph, tasks, root, cuts, stop)
    everything = frozenset(range(len(graph.edges)))
    best, bound = everything, 0.0
    for _ in range(PROGRAMS):
        if stop():
            break
        outcome = solve_here(_program(graph, tasks, root, cuts), Request(nodes=NODES, gap=GAP))
        if outcome.values is None:
            break
        bound = max(bound, -outcome.bound)
        x = np.rint(np.clip(outcome.values[: len(graph.edges)], 0.0, 1.0))
        found = frozenset(np.flatnonzero(x).tolist())
        if _cut(graph, tasks, root, cuts, x):
            found = _mended(graph, tasks, root, found)
        found = _pruned(graph, tasks, root, found)
        if total_cost(graph, found) < total_cost(graph, best):
            best = found
        if METRE * total_cost(graph, best) <= bound * (1 + ENOUGH):
            break
    if best == everything:  # stopped early, or no program had a solution within its nodes
        best = _mended(graph, tasks, root, frozenset())
        best = best if stop() else _pruned(graph, tasks, root, best)
    return best, bound


def _mended(
    graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], edges: frozenset[int]
) -> frozenset[int]:
    """A choice with what it lacks: sides, lanes that could be of a broken ring, ways to the gates.

    To be pruned. Everything where that is not enough.
    """
    for task in tasks:
        ways_along = [min(ways, key=lambda groups: _missing(graph, groups, edges)[0]) for ways in task.either]
        for groups in (task.cover, *ways_along):
            edges |= _missing(graph, groups, edges)[1]
        if not _ring_stands(graph, task, root, edges):
            closed = not any(unringed(graph, _as_values(graph, edges), task.face, task.ring))
            edges |= frozenset() if closed else task.ring
            nodes = {node for e in edges & task.ring for node in graph.edges[e]}
            edges |= _two_ways(graph, root, edges, nodes)
    ways: nx.Graph[int] = nx.Graph()
    for e, (u, v) in enumerate(graph.edges):
        ways.add_edge(u, v, weight=0.0 if e in edges else float(graph.cost[e]), edge=e)
    ways.add_edges_from((-1, node, {"weight": 0.0, "edge": -1}) for node in root)
    near: dict[int, list[int]] = nx.single_source_dijkstra_path(ways, -1)
    reached = {node for e in edges for node in graph.edges[e]}
    steps = {step for node in reached for step in pairwise(near[node])}
    joined = edges | {e for step in steps if (e := ways.edges[step]["edge"]) >= 0}
    return joined if meets(graph, tasks, root, joined) else frozenset(range(len(graph.edges)))


def _missing(
    graph: LaneGraph, groups: Sequence[frozenset[int]], edges: frozenset[int]
) -> tuple[float, frozenset[int]]:
    """The cheapest edge of every group that has none yet, and what they cost."""
    added = frozenset(min(g, key=lambda e: (graph.cost[e], e)) for g in groups if g and not g & edges)
    return float(graph.cost[sorted(added)].sum()), added


def _two_ways(
    graph: LaneGraph, root: frozenset[int], edges: frozenset[int], start: set[int]
) -> frozenset[int]:
    """The cheapest lanes that lead from these nodes to the gates in two ways without a common lane."""
    net: nx.DiGraph[int] = nx.DiGraph()
    for e, (u, v) in enumerate(graph.edges):
        weight = 0 if e in edges else round(float(graph.cost[e]))
        net.add_edge(u, v, capacity=1, weight=weight, edge=e)
        net.add_edge(v, u, capacity=1, weight=weight, edge=e)
    source, sink = -2, -1
    net.add_edges_from((source, node, {"capacity": 2, "weight": 0}) for node in sorted(start))
    net.add_edges_from((node, sink, {"capacity": 2, "weight": 0}) for node in sorted(root))
    net.add_node(source, demand=-2)
    net.add_node(sink, demand=2)
    try:
        flow: dict[int, dict[int, int]] = nx.min_cost_flow(net)
    except nx.NetworkXUnfeasible:
        return frozenset()
    used = ((u, v) for u, to in flow.items() for v, amount in to.items() if amount)
    return frozenset(net.edges[step]["edge"] for step in used if "edge" in net.edges[step])


def _as_values(graph: LaneGraph, edges: frozenset[int]) -> Floats:
    x = np.zeros(len(graph.edges))
    x[sorted(edges)] = 1.0
    return x


def _ring_stands(graph: LaneGraph, task: Task, root: frozenset[int], edges: frozenset[int]) -> bool:
    """Whether a task's ring is closed and joined to the gates in two ways."""
    x = _as_values(graph, edges)
    broken = (*unringed(graph, x, task.face, task.ring), *once_joined(graph, x, task.ring, root))
    return not task.ring or not broken


def _cut(
    graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], cuts: dict[Cut, None], values: Floats
) -> bool:
    """Add what these values lack; whether there was any."""
    x = np.clip(values[: len(graph.edges)], 0.0, 1.0)
    found = [cut for cut in lacking(graph, tasks, root, x) if cut not in cuts]
    cuts.update(dict.fromkeys(found))
    return bool(found)


def lacking(graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], x: Floats) -> Iterator[Cut]:
    """What a choice, whole or fractional, lacks in connection and rings."""
    for task in tasks:
        if task.ring:
            yield from unringed(graph, x, task.face, task.ring)
            yield from once_joined(graph, x, task.ring, root)
    yield from unconnected(graph, x, root)


def _program(graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], cuts: dict[Cut, None]) -> Program:
    """Every edge there or not, bends and ends priced, all that is asked for."""
    program = Program()
    for pair, cost in zip(graph.edges, graph.cost.tolist(), strict=True):
        program.column(-METRE * cost, lower=float(root.issuperset(pair)), integer=True)
    for bend in graph.bends:
        turned = program.column(-METRE * bend.cost)
        terms = [(e, 1.0) for e in bend.pair] + [(e, -1.0) for e in bend.straight] + [(turned, -1.0)]
        program.at_most(terms, 1.0)
    for node, meeting in ends(graph):
        ended = program.column(-METRE * END)
        for e in meeting:
            rest = [(g, -1.0) for g in meeting if g != e]
            program.at_most([(e, 1.0), *rest, (ended, -1.0)], 0.0, f"end:{node}")
    for task in tasks:
        for group in dict.fromkeys(task.cover):
            program.at_least([(e, 1.0) for e in sorted(group)], 1.0)
        for ways in task.either:
            chosen = [program.column(integer=True) for _ in ways]
            program.at_least([(column, 1.0) for column in chosen], 1.0)
            for column, groups in zip(chosen, ways, strict=True):
                for group in dict.fromkeys(groups):
                    program.at_least([*((e, 1.0) for e in sorted(group)), (column, -1.0)], 0.0)
    for cut in cuts:
        terms = [(e, 1.0) for e in sorted(cut.edges)]
        minus = [(cut.minus, -1.0)] if cut.minus >= 0 else []
        program.at_least([*terms, *minus], float(cut.least))
    return program


def meets(graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], edges: frozenset[int]) -> bool:
    """Whether a choice meets all tasks."""
    for task in tasks:
        if not all(group & edges for group in task.cover):
            return False
        for ways in task.either:
            if not any(all(group & edges for group in groups) for groups in ways):
                return False
    x = _as_values(graph, edges)
    return next(lacking(graph, tasks, root, x), None) is None


def _pruned(
    graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], edges: frozenset[int]
) -> frozenset[int]:
    """Without edges that nothing needs, the dearest first: for choices that are no optimum."""
    kept = edges
    for e in sorted(edges, key=lambda e: (-graph.cost[e], e)):
        less = kept - {e}
        if root.issuperset(graph.edges[e]):
            continue
        if total_cost(graph, less) < total_cost(graph, kept) and meets(graph, tasks, root, less):
            kept = less
    return kept
