"""The cheapest lanes that meet all needs: linear relaxations with cuts, then branch and bound with more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
"""Relaxations and programs with new cuts at most."""
NODES = 20_000
"""Branch-and-bound nodes of one program."""
METRE = 1e-3
"""Costs in the program are metres of new lane."""
GAP = 1e-4
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


def choose(graph: LaneGraph, needs: Sequence[LaneNeed]) -> Choice:
    """The lanes for these needs; what the ground does not allow is said in ``unmet`` of the tasks."""
    root = outside(graph)
    everything = np.ones(len(graph.edges))

    def ring_possible(face: int, near: frozenset[int]) -> bool:
        lacking = (*unringed(graph, everything, face, near), *once_joined(graph, everything, near, root))
        return not lacking

    tasks = tasks_of(graph, needs, ring_possible)
    if not graph.edges or not root:
        return Choice(frozenset(), tasks, 0.0, 0.0)
    cuts: dict[Cut, None] = {}
    _settle(graph, tasks, root, cuts, relax=True)
    x, bound = _settle(graph, tasks, root, cuts, relax=False)
    chosen = frozenset(np.flatnonzero(x > 0.5).tolist())
    chosen = _pruned(graph, tasks, root, chosen)
    return Choice(chosen, tasks, METRE * total_cost(graph, chosen), bound)


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


def _settle(
    graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], cuts: dict[Cut, None], *, relax: bool
) -> tuple[Floats, float]:
    """Solve and cut until nothing is lacking; the last solution and its bound."""
    x, bound = np.ones(len(graph.edges)), 0.0
    for _ in range(ROUNDS):
        program = _program(graph, tasks, root, cuts)
        outcome = solve_here(program, Request(relax=relax, nodes=NODES, gap=GAP))
        if outcome.values is None:
            break
        x, bound = np.clip(outcome.values[: len(graph.edges)], 0.0, 1.0), -outcome.bound
        x = x if relax else np.rint(x)
        found = [cut for cut in lacking(graph, tasks, root, x) if cut not in cuts]
        if not found:
            return x, bound
        cuts.update(dict.fromkeys(found))
    return np.ones(len(graph.edges)), bound


def lacking(graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], x: Floats) -> Iterator[Cut]:
    """What a choice, whole or fractional, lacks in connection and rings."""
    for task in tasks:
        if task.ring:
            yield from unringed(graph, x, task.face, task.ring)
            yield from once_joined(graph, x, task.ring, root)
    yield from unconnected(graph, x, root)


def _program(graph: LaneGraph, tasks: Sequence[Task], root: frozenset[int], cuts: dict[Cut, None]) -> Program:
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
    x = np.zeros(len(graph.edges))
    x[sorted(edges)] = 1.0
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
