"""The cheapest lanes that meet all needs: linear relaxations with cuts, then branch and bound with more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import numpy.typing as npt

from solvers.allocate.engine import Request, Stoppable, Stopped
from solvers.allocate.program import Program
from solvers.lanes.cuts import Cut, Ring, Served, Ways, all_cuts, outside, stands
from solvers.lanes.graph import LaneGraph
from solvers.lanes.needs import LaneNeed
from solvers.lanes.tasks import Task, tasks_of

Floats = npt.NDArray[np.float64]

ROUNDS = 150
"""Relaxations with new cuts at most."""
PATIENCE, LITTLE = 8, 5e-4
"""Relaxations end when so many of them raised the bound by less than this share."""
ENOUGH = 0.001
"""Proven gap at which no further program is solved."""
PROGRAMS = 6
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a choice has to meet on a graph, with the nets that tell what it lacks."""

    graph: LaneGraph
    tasks: tuple[Task, ...]
    root: frozenset[int]
    ways: Ways
    served: Served
    rings: tuple[Ring | None, ...]
    """The ring of each task, ``None`` where none is asked for."""

    @classmethod
    def of(cls, graph: LaneGraph, tasks: Sequence[Task]) -> _Wanted:
        """The nets of the rings and of the connection."""
        root = outside(graph)
        rings = tuple(Ring(graph, root, task.face, task.ring) if task.ring else None for task in tasks)
        served = Served(graph, root, (group for task in tasks for group in _alternatives(task)))
        return cls(graph, tuple(tasks), root, Ways(graph, root), served, rings)

    def lacking(self, x: Floats) -> Iterator[Cut]:
        """What a choice, whole or fractional, lacks in connection and rings."""
        return all_cuts([ring for ring in self.rings if ring is not None], self.served, self.ways, x)


def _alternatives(task: Task) -> Iterator[frozenset[int]]:
    """Sets of edges of which a task asks for one: groups that must hold one, and pairs of two ways."""
    yield from task.cover
    for ways in task.either:
        for k in range(max(map(len, ways), default=0)):
            yield frozenset().union(*(groups[min(k, len(groups) - 1)] for groups in ways))


def choose(
    graph: LaneGraph,
    needs: Sequence[LaneNeed],
    stop: Callable[[], bool] = lambda: False,
    with_stands: frozenset[str] = frozenset(),
) -> Choice:
    """The lanes for these needs; what the ground does not allow is said in ``unmet`` of the tasks.

    Buildings in ``with_stands`` have their stands for ladders already.
    ``stop`` is asked between programs and during long ones; what is found by then is mended and handed out.
    """
    root = outside(graph)
    everything = np.ones(len(graph.edges))

    def ring_possible(face: int, near: frozenset[int]) -> bool:
        return bool(near) and stands(Ring(graph, root, face, near), everything)

    tasks = tasks_of(graph, needs, ring_possible, with_stands)
    if not graph.edges or not root:
        return Choice(frozenset(), tasks, 0.0, 0.0)
    with Stoppable(stop) as solver:
        chosen, bound = _whole(_Wanted.of(graph, tasks), solver)
    cost = METRE * total_cost(graph, chosen)
    return Choice(chosen, tasks, cost, min(bound, cost))


def total_cost(graph: LaneGraph, edges: frozenset[int]) -> float:
    """What lanes cost with their bends and ends, mm of new lane."""
    bends = (b.cost for b in graph.bends if edges.issuperset(b.pair) and edges.isdisjoint(b.straight))
    ended = sum(END for _, meeting in graph.ends if len(edges.intersection(meeting)) == 1)
    return float(graph.cost[sorted(edges)].sum()) + sum(bends) + ended


def _relaxed(wanted: _Wanted, cuts: dict[Cut, None], solver: Stoppable) -> None:
    """Solve linear relaxations and add what they lack to the cuts, until nothing or little comes of it."""
    values: list[float] = []
    for _ in range(ROUNDS):
        try:
            outcome = solver.solve(_program(wanted, cuts), Request(relax=True))
        except Stopped:
            return
        if outcome.values is None or not _cut(wanted, cuts, outcome.values):
            return
        values.append(-outcome.bound)
        if len(values) > PATIENCE and values[-1] < values[-1 - PATIENCE] * (1 + LITTLE):
            return


def _whole(wanted: _Wanted, solver: Stoppable) -> tuple[frozenset[int], float]:
    """Relaxations, then branch and bound, with cuts: the best choice found and the bound.

    What a choice lacks is also mended at once, so that there is one that meets all tasks at any time.
    """
    graph = wanted.graph
    cuts: dict[Cut, None] = {}
    _relaxed(wanted, cuts, solver)
    everything = frozenset(range(len(graph.edges)))
    best, bound = everything, 0.0
    for _ in range(PROGRAMS):
        try:
            outcome = solver.solve(_program(wanted, cuts), Request(nodes=NODES, gap=GAP))
        except Stopped:
            break
        if outcome.values is None:
            break
        bound = max(bound, -outcome.bound)
        x = np.rint(np.clip(outcome.values[: len(graph.edges)], 0.0, 1.0))
        found = frozenset(np.flatnonzero(x).tolist())
        if _cut(wanted, cuts, x):
            found = _mended(wanted, found)
        found = _pruned(wanted, found, solver.stop)
        if total_cost(graph, found) < total_cost(graph, best):
            best = found
        if METRE * total_cost(graph, best) <= bound * (1 + ENOUGH):
            break
    if best == everything:  # stopped early, or no program had a solution within its nodes
        best = _mended(wanted, frozenset())
        best = _pruned(wanted, best, solver.stop)
    return best, bound


def _mended(wanted: _Wanted, edges: frozenset[int]) -> frozenset[int]:
    """A choice with what it lacks: sides, lanes that could be of a broken ring, ways to the gates.

    To be pruned. Everything where that is not enough.
    """
    graph, root = wanted.graph, wanted.root
    edges |= graph.standing | {e for e, pair in enumerate(graph.edges) if root.issuperset(pair)}
    for task, ring in zip(wanted.tasks, wanted.rings, strict=True):
        ways_along = [min(ways, key=lambda groups: _missing(graph, groups, edges)[0]) for ways in task.either]
        for groups in (task.cover, *ways_along):
            edges |= _missing(graph, groups, edges)[1]
        if ring is not None and not stands(ring, _as_values(graph, edges)):
            closed = not any(ring.open(_as_values(graph, edges)))
            edges |= frozenset() if closed else task.ring
            nodes = ring.nodes(_as_values(graph, edges)).tolist()
            edges |= _two_ways(graph, root, edges, set(nodes))
    ways: nx.Graph[int] = nx.Graph()
    for e, (u, v) in enumerate(graph.edges):
        ways.add_edge(u, v, weight=0.0 if e in edges else float(graph.cost[e]), edge=e)
    ways.add_edges_from((-1, node, {"weight": 0.0, "edge": -1}) for node in root)
    near: dict[int, list[int]] = nx.single_source_dijkstra_path(ways, -1)
    reached = {node for e in edges for node in graph.edges[e]}
    steps = {step for node in reached for step in pairwise(near[node])}
    joined = edges | {e for step in steps if (e := ways.edges[step]["edge"]) >= 0}
    return joined if _met(wanted, joined) else frozenset(range(len(graph.edges)))


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


def _cut(wanted: _Wanted, cuts: dict[Cut, None], values: Floats) -> bool:
    """Add what these values lack; whether there was any."""
    x = np.clip(values[: len(wanted.graph.edges)], 0.0, 1.0)
    found = [cut for cut in wanted.lacking(x) if cut not in cuts]
    cuts.update(dict.fromkeys(found))
    return bool(found)


def _program(wanted: _Wanted, cuts: dict[Cut, None]) -> Program:
    """Every edge there or not, bends and ends priced, all that is asked for."""
    graph, tasks, root = wanted.graph, wanted.tasks, wanted.root
    program = Program()
    for e, (pair, cost) in enumerate(zip(graph.edges, graph.cost.tolist(), strict=True)):
        fixed = root.issuperset(pair) or e in graph.standing
        program.column(-METRE * cost, lower=float(fixed), integer=True)
    _price_turns(program, graph)
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
        terms = [(e, 1.0) for e in sorted(cut.edges)] + [(e, 2.0) for e in sorted(cut.double)]
        minus = [(cut.minus, -1.0)] if cut.minus >= 0 else []
        program.at_least([*terms, *minus], float(cut.least))
    return program


def _price_turns(program: Program, graph: LaneGraph) -> None:
    """Columns for bends and ends: at a node a lane runs on, turns, ends, or meets one that passes.

    The last row of each says so; without it a relaxation turns half a lane for nothing.
    """
    turned: dict[tuple[int, int], int] = {}
    for bend in graph.bends:
        column = program.column(-METRE * bend.cost)
        turned[bend.pair] = turned[bend.pair[::-1]] = column
        terms = [(e, 1.0) for e in bend.pair] + [(e, -1.0) for e in bend.straight] + [(column, -1.0)]
        program.at_most(terms, 1.0)
    for node, meeting in graph.ends:
        ended = program.column(-METRE * END)
        passing = {pair: program.column() for pair in combinations(meeting, 2) if pair not in turned}
        for pair, column in passing.items():
            for e in pair:
                program.at_most([(column, 1.0), (e, -1.0)], 0.0)
        for e in meeting:
            others = [g for g in meeting if g != e]
            program.at_most([(e, 1.0), *((g, -1.0) for g in others), (ended, -1.0)], 0.0, f"end:{node}")
            onward = [turned.get((e, g), g) for g in others]
            onward += [column for pair, column in passing.items() if e not in pair]
            program.at_most([(e, 1.0), *((column, -1.0) for column in onward), (ended, -1.0)], 0.0)


def meets(graph: LaneGraph, tasks: Sequence[Task], edges: frozenset[int]) -> bool:
    """Whether a choice meets all tasks."""
    return _met(_Wanted.of(graph, tasks), edges)


def mended(graph: LaneGraph, tasks: Sequence[Task], edges: frozenset[int]) -> frozenset[int]:
    """These lanes with what they lack added the shortest way, and without what nothing needs then."""
    wanted = _Wanted.of(graph, tasks)
    return _pruned(wanted, _mended(wanted, edges))


def _met(wanted: _Wanted, edges: frozenset[int]) -> bool:
    for task in wanted.tasks:
        if not all(group & edges for group in task.cover):
            return False
        for ways in task.either:
            if not any(all(group & edges for group in groups) for groups in ways):
                return False
    return next(wanted.lacking(_as_values(wanted.graph, edges)), None) is None


def _pruned(
    wanted: _Wanted, edges: frozenset[int], stop: Callable[[], bool] = lambda: False
) -> frozenset[int]:
    """Without edges that nothing needs, the dearest first: for choices that are no optimum."""
    graph = wanted.graph
    kept, cost = edges, total_cost(graph, edges)
    for e in sorted(edges, key=lambda e: (-graph.cost[e], e)):
        if wanted.root.issuperset(graph.edges[e]) or e in graph.standing:
            continue
        if stop():
            break
        less = kept - {e}
        cheaper = total_cost(graph, less)
        if cheaper < cost and _met(wanted, less):
            kept, cost = less, cheaper
    return kept
