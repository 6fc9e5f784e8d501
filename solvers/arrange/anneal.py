"""Compiled annealing over the slicing trees of all pieces (see ``kernel``)."""

from __future__ import annotations

import numpy as np
from numba import njit

from solvers.arrange.flow_kernel import flow_cost, note_spots
from solvers.arrange.kernel import HARD, decode
from solvers.arrange.pulls import no_draws

SPREAD = 1.2
"""Cost of a zone whose bounding rectangle is twice its area."""
CORE_WALL_M = 0.1
"""Rooms this near to a core share a wall with it."""
RESIZE = 92
"""Of a hundred changes those from here on give a room another size within its bounds."""
APART = 14.0
"""Cost of each part that a zone falls into beyond the first."""


@njit(cache=True)
def _beside(a, b, reach):
    """Whether two rectangles face each other along a metre within ``reach``."""
    dx = max(a[0], b[0]) - min(a[2], b[2])
    dy = max(a[1], b[1]) - min(a[3], b[3])
    return (dx < reach and dy < -1.0) or (dy < reach and dx < -1.0)


@njit(cache=True)
def _hang(a, b, reach, cores):
    """Whether two rooms of a zone hang together: side by side, across a corridor, or round a core."""
    if _beside(a, b, reach):
        return True
    for c in range(len(cores)):
        if _beside(a, cores[c], CORE_WALL_M) and _beside(b, cores[c], CORE_WALL_M):
            return True
    return False


@njit(cache=True)
def _components(roles, places, n_items, group, hang):
    """Number of parts that the rooms of a zone fall into.

    ``hang``: the width of a corridor that they may face each other across, the cores (rectangles)
    that they may lie round, and what draws them.
    """
    reach, cores, _ = hang
    label = np.arange(n_items)
    parts = 0
    for i in range(n_items):
        if roles[i, 1] != group:
            continue
        parts += 1
        for j in range(i):
            if roles[j, 1] != group or label[i] == label[j] or not _hang(places[i], places[j], reach, cores):
                continue
            old, new = label[i], label[j]
            parts -= 1
            for k in range(i + 1):
                if label[k] == old:
                    label[k] = new
    return parts


@njit(cache=True)
def spread_cost(roles, places, n_items, hang):
    """How far the rooms of each zone lie apart: bounding rectangle over area, and parts it falls into."""
    cost = 0.0
    groups = 0
    for i in range(n_items):
        groups = max(groups, roles[i, 1])
    for g in range(1, groups + 1):
        x0 = y0 = 1e18
        x1 = y1 = -1e18
        area = 0.0
        for i in range(n_items):
            if roles[i, 1] == g:
                x0 = min(x0, places[i, 0])
                y0 = min(y0, places[i, 1])
                x1 = max(x1, places[i, 2])
                y1 = max(y1, places[i, 3])
                area += (places[i, 2] - places[i, 0]) * (places[i, 3] - places[i, 1])
        if area > 0:
            cost += APART * (_components(roles, places, n_items, g, hang) - 1)
            cost += SPREAD * max(0.0, (x1 - x0) * (y1 - y0) / area - 1.15)
    return cost


@njit(cache=True)
def _note(p, plate, hang, scratch, m, n_items, places):
    """Remember where the items of a piece lie, and where they can have their doors."""
    leaves, boxes = scratch[1], scratch[2]
    for k in range(m):
        if leaves[k] < n_items:
            for c in range(4):
                places[leaves[k], c] = boxes[k, c]
    note_spots(hang[2], plate, p, leaves, boxes, m, n_items, places)


@njit(cache=True)
def _apart_cost(roles, places, n_items, hang):
    """Cost of what does not depend on one piece alone: how zones are spread, and flows."""
    return spread_cost(roles, places, n_items, hang) + flow_cost(hang[2], places)


@njit(cache=True)
def _insert(seq, length, p, a, q, b):
    """Move the item at place ``a`` of piece ``p`` to place ``b`` of piece ``q``."""
    item = seq[p, a]
    for k in range(a, length[p] - 1):
        seq[p, k] = seq[p, k + 1]
    length[p] -= 1
    for k in range(length[q], b, -1):
        seq[q, k] = seq[q, k - 1]
    seq[q, b] = item
    length[q] += 1


@njit(cache=True)
def _propose(state, n_items, undo, old):
    """Change the state at random and note in ``undo`` and ``old`` how to take it back.

    ``undo``: the pieces touched, their lengths before, the item whose cut changed (-1: none), its
    key, direction and size before. Returns whether anything was changed.
    """
    seq, length, key, vert, size = state
    pieces, cap = seq.shape
    p = np.random.randint(pieces)
    q = p
    n_p = length[p]
    move = np.random.randint(100)
    undo[4] = -1.0
    if move < 55:
        if n_p == 0:
            return False
        q = np.random.randint(pieces)
        n_q = length[q]
        old[0, :n_p] = seq[p, :n_p]
        old[1, :n_q] = seq[q, :n_q]
        undo[2], undo[3] = n_p, n_q
        a = np.random.randint(n_p)
        if move < 25:  # swap two items, anywhere
            if n_q == 0:
                return False
            b = np.random.randint(n_q)
            if p == q and a == b:
                return False
            seq[p, a], seq[q, b] = seq[q, b], seq[p, a]
        else:  # take one out and put it somewhere
            if p != q and n_q >= cap:
                return False
            room = length[q] + (0 if p == q else 1)
            _insert(seq, length, p, a, q, np.random.randint(room))
    else:  # another priority or direction of a cut
        k = np.random.randint(n_p + 1)
        item = n_items + p if k == n_p else seq[p, k]
        undo[4], undo[5], undo[6], undo[7] = item, key[item], vert[item], size[item]
        if move >= RESIZE:
            # as often as not back to what was asked
            size[item] = 2.0 * np.random.random() - 1.0 if np.random.random() < 0.6 else 0.0
        elif move < 72 or move >= 84:
            key[item] = np.random.random()
            if move >= 84:
                vert[item] = np.random.randint(2)
        else:
            vert[item] = 1 - vert[item]
    undo[0], undo[1] = p, q
    return True


@njit(cache=True)
def _take_back(state, undo, old):
    """Undo the last proposal."""
    seq, length, key, vert, size = state
    item = int(undo[4])
    if item >= 0:
        key[item] = undo[5]
        vert[item] = int(undo[6])
        size[item] = undo[7]
        return
    p, q = int(undo[0]), int(undo[1])
    n_p, n_q = int(undo[2]), int(undo[3])
    seq[p, :n_p] = old[0, :n_p]
    length[p] = n_p
    if q != p:
        seq[q, :n_q] = old[1, :n_q]
        length[q] = n_q


@njit(cache=True)
def _copy(source, target):
    """Copy one state over another."""
    target[0][:] = source[0]
    target[1][:] = source[1]
    target[2][:] = source[2]
    target[3][:] = source[3]
    target[4][:] = source[4]


@njit(cache=True)
def _tried(p, q, state, plate, rows, roles, n_items, filler_least, wall, hang, scratch, places, limit, now):
    """Lay out the two pieces that a proposal touched, as long as they cost no more than ``limit``.

    Returns whether they do and the cost of spread zones and flows; ``now`` gets hard and soft cost of
    either piece.
    """
    now[0], now[1], m = decode(p, state, plate, rows, roles, n_items, filler_least, wall, scratch, limit)
    limit -= HARD * now[0] + now[1]
    if m < 0 or limit < 0.0:
        return False, 0.0
    _note(p, plate, hang, scratch, m, n_items, places)
    if q != p:
        now[2], now[3], m = decode(q, state, plate, rows, roles, n_items, filler_least, wall, scratch, limit)
        limit -= HARD * now[2] + now[3]
        if m < 0 or limit < 0.0:
            return False, 0.0
        _note(q, plate, hang, scratch, m, n_items, places)
    spread = _apart_cost(roles, places, n_items, hang)
    return limit >= spread, spread


@njit(cache=True)
def anneal(state, best, plate, rows, roles, n_items, filler_least, wall, hang, steps, hot, cold, seed):
    """Anneal assignment, order, priorities and directions; leaves the best state seen in ``best``.

    ``hang`` says what rooms of a zone hang together, as in ``_components``, and what draws rooms (``pulls``).
    Returns the best hard and soft cost.
    """
    np.random.seed(seed)
    pieces, cap = state[0].shape
    scratch = (
        np.empty(cap + 2),
        np.empty(cap + 2, np.int64),
        np.empty((cap + 2, 9)),
        np.empty((2 * cap + 8, 7)),
    )
    hard, soft = np.zeros(pieces), np.zeros(pieces)
    places, were = np.zeros((n_items, 6)), np.zeros((n_items, 6))
    for p in range(pieces):
        hard[p], soft[p], m = decode(p, state, plate, rows, roles, n_items, filler_least, wall, scratch, 1e18)
        _note(p, plate, hang, scratch, m, n_items, places)
    spread = _apart_cost(roles, places, n_items, hang)
    grouped = n_items > 0 and (roles[:n_items, 1].max() > 0 or hang[2][6].any())
    best_h, best_s = hard.sum(), soft.sum() + spread
    _copy(state, best)
    undo, old, now = np.zeros(8), np.empty((2, cap), np.int64), np.zeros(4)
    ratio = (cold / hot) ** (1.0 / max(1, steps))
    temp = hot
    for _ in range(steps):
        temp *= ratio
        if not _propose(state, n_items, undo, old):
            continue
        p, q = int(undo[0]), int(undo[1])
        # the most that what is touched may cost to be accepted
        limit = HARD * hard[p] + soft[p] + spread - temp * np.log(1.0 - np.random.random())
        if q != p:
            limit += HARD * hard[q] + soft[q]
        if grouped:
            were[:] = places
        fits, spread_now = _tried(
            p, q, state, plate, rows, roles, n_items, filler_least, wall, hang, scratch, places, limit, now
        )
        if not fits:
            _take_back(state, undo, old)
            if grouped:
                places[:] = were
            continue
        hard[p], soft[p], spread = now[0], now[1], spread_now
        if q != p:
            hard[q], soft[q] = now[2], now[3]
        th, ts = hard.sum(), soft.sum() + spread
        if HARD * th + ts < HARD * best_h + best_s - 1e-9:
            best_h, best_s = th, ts
            _copy(state, best)
    return best_h, best_s


def compile_kernels() -> None:
    """Run every compiled function once on a one-piece plate (fills numba's cache)."""
    grid = np.array([0.0, 10.0])
    plate = (
        np.array([[0.0, 0.0, 10.0, 10.0, 100.0]]), np.array([[0, 2, 0, 2, 0]]),
        np.array([0.0, 0.0, 0.0, 100.0]),
        grid, grid, np.zeros((0, 8)), np.zeros(2, np.int64),
    )  # fmt: skip
    state = (
        np.zeros((1, 2), np.int64), np.ones(1, np.int64), np.full(2, 0.5), np.zeros(2, np.int64),
        np.zeros(2),
    )  # fmt: skip
    best = (state[0].copy(), state[1].copy(), state[2].copy(), state[3].copy(), state[4].copy())
    rows = np.array([[50.0, 40.0, 60.0, 1.0, 4.0, 0.0, 0.0, 0.0, 0.7, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0]] * 2)
    anneal(
        state,
        best,
        plate,
        rows,
        np.zeros((2, 4), np.int64),
        1,
        20.0,
        0.1,
        (2.0, np.zeros((0, 4)), no_draws(1)),
        3,
        1.0,
        0.1,
        1,
    )
