"""Which half of the buildings a unit goes to: min-cut bisection by annealing, from the whole park down.

Large parks are spread over their buildings before storeys are chosen: the buildings are halved, units go to
the half where traffic, wishes and gates cost least and where there is room for them, and so on in each half.
Outside of a half, units count as being in the middle of where they are so far (terminal propagation, as in
placing circuits: Dunlop and Kernighan, 1985).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numba as nb
import numpy as np
import numpy.typing as npt

from solvers.allocate.part import Board
from solvers.allocate.problem import Problem

__all__ = ["spread", "warm"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FLIPS = 300
"""Moves for each unit of a region that is halved."""
HOT, COLD = 4000.0, 20.0
"""Temperatures, CNY."""
OVERFULL = 1500.0
"""CNY for a square metre that a half is fuller than it may be."""
FULL = 0.97
"""Share of its room that a half may fill, where the region as a whole is not fuller."""
NARROW = 0.6
"""Units that may lie on less than this share of the room are counted apart too."""
NARROW_FULL = 0.75
"""The share that those may fill of the room where they may lie: others lie there too."""
NEVER = 1e9


def spread(board: Board, most: int, seed: int, stop: Callable[[], bool]) -> list[tuple[list[int], list[int]]]:
    """Districts of about ``most`` units at most: their buildings, and the units that go there."""
    problem = board.problem
    units = [u for u, unit in enumerate(problem.units) if unit.storeys and unit.host < 0]
    regions = [(sorted({*problem.building.tolist()}), units)]
    halvings = 0
    middle = np.zeros(len(problem.units), dtype=np.int64)
    middle[:] = _medoid(problem, regions[0][0])
    done: list[tuple[list[int], list[int]]] = []
    while regions:
        following = []
        for buildings, members in regions:
            if len(buildings) < 2 or len(members) <= most or stop():
                done.append((buildings, members))
                continue
            following += _halved(board, buildings, members, middle, (seed, halvings))
            halvings += 1
        regions = following
    return sorted(done)


def _medoid(problem: Problem, buildings: Sequence[int]) -> int:
    """The building nearest to all others."""
    flat = problem.flat[np.ix_(buildings, buildings)]
    return buildings[int(flat.sum(axis=1).argmin())]


def _cut(problem: Problem, buildings: list[int]) -> tuple[list[int], list[int]]:
    """Two halves of about the same room, towards the two ends of the region."""
    flat = problem.flat[np.ix_(buildings, buildings)]
    p, q = divmod(int(flat.argmax()), len(buildings))
    order = sorted(range(len(buildings)), key=lambda k: (flat[k, p] - flat[k, q], k))
    room = np.bincount(problem.building, weights=problem.capacity, minlength=len(problem.flat))
    first: list[int] = []
    total, filled = sum(room[b] for b in buildings), 0.0
    for k in order:
        if first and filled + 0.5 * room[buildings[k]] > 0.5 * total:
            break
        first.append(buildings[k])
        filled += room[buildings[k]]
    return sorted(first), sorted(set(buildings) - set(first))


def _halved(
    board: Board, buildings: list[int], members: list[int], middle: Ints, seed: tuple[int, int]
) -> list[tuple[list[int], list[int]]]:
    """The two halves of a region with their units; ``middle`` of these is set."""
    problem = board.problem
    halves = _cut(problem, buildings)
    storeys = [np.flatnonzero(np.isin(problem.building, half)) for half in halves]
    ends = [_medoid(problem, half) for half in halves]
    index = {u: k for k, u in enumerate(members)}
    cost = np.zeros((len(members), 2))
    size = np.zeros(len(members))
    pairs: list[tuple[int, int, float]] = []
    for k, u in enumerate(members):
        unit = problem.units[u]
        size[k] = unit.take * max(unit.least, unit.wish)
        if u in board.stock:
            size[k] += problem.units[board.stock[u]].least
        for x in (0, 1):
            cost[k, x] = _place(problem, u, storeys[x], ends[x])
        for v, cny in board.links[u]:
            if v in index:
                pairs.append((k, index[v], cny * float(problem.flat[ends[0], ends[1]])))
            elif problem.units[v].host != u:
                for x in (0, 1):
                    cost[k, x] += cny * float(problem.flat[ends[x], middle[v]])
        for v, cny in board.near[u]:
            if v in index:
                pairs.append((k, index[v], cny))
    group, limits = _groups(problem, members, size, storeys)
    pairs.sort()
    start = np.searchsorted(np.array([a for a, _, _ in pairs]), np.arange(len(members) + 1))
    side = _first_sides(size, cost, limits[0])
    halve(
        side, cost, size, group, limits, start, np.array([b for _, b, _ in pairs], dtype=np.int64),
        np.array([c for _, _, c in pairs], dtype=np.float64), FLIPS * len(members), HOT, COLD,
        np.array([int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]) >> 1 | 1]),
    )  # fmt: skip
    found = []
    for x in (0, 1):
        inside = [u for k, u in enumerate(members) if side[k] == x]
        for u in inside:
            middle[[u, *([board.stock[u]] if u in board.stock else [])]] = ends[x]
        found.append((list(halves[x]), inside))
    return found


def _place(problem: Problem, u: int, storeys: Ints, end: int) -> float:
    """What a unit costs in a half by itself: gates and wishes, at the best of its storeys there."""
    inside = np.intersect1d(np.array(problem.units[u].storeys), storeys)
    return -float(problem.fixed[u, inside].max()) if len(inside) else NEVER


def _groups(
    problem: Problem, members: Sequence[int], size: Floats, storeys: Sequence[Ints]
) -> tuple[Ints, Floats]:
    """Of each unit the limit it counts in besides that of all; limits: group x half, m2."""
    room = np.array([problem.capacity[half].sum() for half in storeys])
    whole = float(room.sum())
    fill = max(FULL, float(size.sum()) / max(1.0, whole))
    limits, group = [room * fill], np.zeros(len(members), dtype=np.int64)
    known: dict[tuple[int, ...], int] = {}
    for k, u in enumerate(members):
        places = problem.units[u].storeys
        if places not in known:
            own = np.array([problem.capacity[np.intersect1d(places, half)].sum() for half in storeys])
            known[places] = len(limits) if own.sum() < NARROW * whole else 0
            limits += [own] if known[places] else []
        group[k] = known[places]
    for g in range(1, len(limits)):
        asked = float(size[group == g].sum())
        limits[g] = limits[g] * max(NARROW_FULL, asked / max(1.0, float(limits[g].sum())))
    return group, np.array(limits)


def _first_sides(size: Floats, cost: Floats, room: Floats) -> Ints:
    """Where each costs least, those with most to lose first, while there is room."""
    side = np.zeros(len(size), dtype=np.int64)
    left = room.copy()
    for k in np.argsort(-np.abs(cost[:, 0] - cost[:, 1]) / np.maximum(size, 1.0), kind="stable"):
        x = int(cost[k, 1] < cost[k, 0])
        if left[x] < size[k] and cost[k, 1 - x] < 0.5 * NEVER:
            x = 1 - x
        side[k] = x
        left[x] -= size[k]
    return side


@nb.njit(nogil=True, cache=True)
def _moved(k: int, side: Ints, cost: Floats, start: Ints, to: Ints, price: Floats) -> float:
    """What it costs more to have a unit on the other side, room aside."""
    x = side[k]
    more = cost[k, 1 - x] - cost[k, x]
    for j in range(start[k], start[k + 1]):
        more += price[j] if side[to[j]] == x else -price[j]
    return float(more)


@nb.njit(nogil=True, cache=True)
def _over(load: Floats, limits: Floats, g: int) -> float:
    total = max(0.0, load[0, 0] - limits[0, 0]) + max(0.0, load[0, 1] - limits[0, 1])
    if g > 0:
        total += max(0.0, load[g, 0] - limits[g, 0]) + max(0.0, load[g, 1] - limits[g, 1])
    return float(OVERFULL * total)


@nb.njit(nogil=True, cache=True)
def _shift(k: int, side: Ints, size: Floats, group: Ints, load: Floats) -> None:
    x, g = side[k], group[k]
    load[0, x] -= size[k]
    load[0, 1 - x] += size[k]
    if g > 0:
        load[g, x] -= size[k]
        load[g, 1 - x] += size[k]
    side[k] = 1 - x


@nb.njit(nogil=True, cache=True)
def halve(
    side: Ints,
    cost: Floats,
    size: Floats,
    group: Ints,
    limits: Floats,
    start: Ints,
    to: Ints,
    price: Floats,
    moves: int,
    hot: float,
    cold: float,
    state: Ints,
) -> float:
    """Anneal the sides of units: one changes sides, or two change places. Returns the change of cost."""
    load = np.zeros(limits.shape)
    count = len(side)
    for k in range(count):
        load[0, side[k]] += size[k]
        if group[k] > 0:
            load[group[k], side[k]] += size[k]
    temperature, gained = hot, 0.0
    cooling = (cold / hot) ** (1.0 / max(1, moves // 64))
    for step in range(moves):
        if step % 64 == 63:
            temperature *= cooling
        k = min(count - 1, int(_random(state) * count))
        other = -1
        before = _over(load, limits, group[k])
        if _random(state) < 0.6:
            other = min(count - 1, int(_random(state) * count))
            if side[other] == side[k]:
                continue
            before = _over(load, limits, group[k]) + _over(load, limits, group[other])
        more = _moved(k, side, cost, start, to, price)
        _shift(k, side, size, group, load)
        if other >= 0:
            more += _moved(other, side, cost, start, to, price)
            _shift(other, side, size, group, load)
            more += _over(load, limits, group[other])
        more += _over(load, limits, group[k]) - before
        if more <= 0.0 or _random(state) < np.exp(-more / temperature):
            gained += more
        else:
            if other >= 0:
                _shift(other, side, size, group, load)
            _shift(k, side, size, group, load)
    return gained


@nb.njit(nogil=True, cache=True)
def _random(state: Ints) -> float:
    """A random number in [0, 1): xorshift64*."""
    value = np.uint64(state[0])
    value ^= value >> np.uint64(12)
    value ^= value << np.uint64(25)
    value ^= value >> np.uint64(27)
    state[0] = np.int64(value)
    return float((value * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


def warm() -> None:
    """Load the compiled kernel, compiling it where it is not cached."""
    none, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
    halve(
        whole, np.zeros((0, 2)), none, whole, np.zeros((1, 2)), np.zeros(1, dtype=np.int64), whole, none, 0,
        HOT, COLD, np.ones(1, dtype=np.int64),
    )  # fmt: skip
