"""A park with one storey for each building: a relaxation small enough for a thousand tenants.

Every plan of the true problem is a plan of the coarse one and pays no less there: capacities are added
up, a unit may lie where any storey of the building permits it and is paid by the best of them, heights
cost nothing, and cuts are forgotten.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solvers.allocate.crowd import nobody
from solvers.allocate.packing import frames_of
from solvers.allocate.problem import Aspect, GateLink, Problem, Unit


def coarse(problem: Problem) -> Problem:
    """The relaxation; its storeys are the lowest ones of each building, by index."""
    count = len(problem.flat)
    members = [np.flatnonzero(problem.building == b) for b in range(count)]
    used = [b for b in range(count) if len(members[b])]
    return replace(
        problem,
        storeys=tuple(problem.storeys[int(members[b][0])] for b in used),
        capacity=np.array([problem.capacity[members[b]].sum() for b in used]),
        building=np.arange(len(used), dtype=np.int64),
        climb=np.array([problem.climb[members[b]].min() for b in used]),
        flat=problem.flat[np.ix_(used, used)],
        metres=_nearest(problem, [members[b] for b in used]),
        units=tuple(_moved(problem, unit, used) for unit in problem.units),
        gates=tuple(
            GateLink(link.unit, np.array([link.cost[members[b]].min() for b in used]))
            for link in problem.gates
        ),
        aspects=tuple(
            Aspect(
                item.unit, frozenset(used.index(int(problem.building[s])) for s in item.storeys), item.value
            )
            for item in problem.aspects
        ),
        fixed=_best(problem, [members[b] for b in used]),
        largest=np.full(len(used), np.inf),
        room=_widest(problem, [members[b] for b in used]),
        counts=(),
        frames=frames_of((), {}),
        cuts=(),
        crowd=nobody(len(problem.units), len(used)),
    )


def _widest(problem: Problem, members: list[np.ndarray]) -> np.ndarray:
    """Room for a part in each building: its whole capacity, since a unit may lie on several storeys."""
    total = np.array([problem.capacity[storeys].sum() for storeys in members])
    return np.array([total / unit.take for unit in problem.units]).reshape(len(problem.units), len(members))


def _nearest(problem: Problem, members: list[np.ndarray]) -> np.ndarray:
    return np.array([[problem.metres[np.ix_(a, b)].min() for b in members] for a in members])


def _moved(problem: Problem, unit: Unit, used: list[int]) -> Unit:
    return replace(unit, storeys=tuple(sorted({used.index(int(problem.building[s])) for s in unit.storeys})))


def _best(problem: Problem, members: list[np.ndarray]) -> np.ndarray:
    """Worth of the best permitted storey of each building, for each unit."""
    best = np.zeros((len(problem.units), len(members)))
    for u, unit in enumerate(problem.units):
        allowed = set(unit.storeys)
        for k, storeys in enumerate(members):
            here = [problem.fixed[u, s] for s in storeys.tolist() if s in allowed]
            best[u, k] = max(here, default=0.0)
    return best
