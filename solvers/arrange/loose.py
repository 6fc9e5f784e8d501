"""Compiled search over relations: blocks with room to spare between them, and blocks whose place is fixed.

Two orders of the blocks say of every pair which lies left of or below which, as in ``mosaic``; but here
walls need not be shared: given the relations, places and shapes are a convex program. With ``width =
root * exp(t)`` and ``height = root / exp(t)`` areas hold by themselves, and "i ends before j begins" is
convex in the places and ``t``. The search solves it smoothed, by Newton steps from where the blocks
stand: distances are quadratic up to ``blur``, overlaps cost ``stiff / 2`` times their square. What it
ranks by is the value of the Lagrangian dual at the multipliers found, so up to the last Newton step it
is a lower bound of what the relations allow.

Arrays: blocks that move come first (``m`` of ``n``); ``at[3, n]``: x, y of the middles and ``t``;
``half[2, n]``: half widths and heights; ``root[m]``: roots of the areas; ``span[m, 2]``: limits of ``t``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solvers.arrange.mosaic import _beside
from solvers.arrange.skyline import descend, dot

STEPS = 12
"""Newton steps of one evaluation at most."""
LEAP = 0.7
"""Most that ``t`` changes in a step: a factor of two in width."""
FRIENDS, NEAR = 0.4, 6
"""How often two blocks with flow are chosen, else two near each other: the nearest of so many at most."""
DAMP = 1e-2, 1e-6
"""Damping of the Newton steps as a share of ``stiff``, first (and after a bad step) and last."""
NONE = 1e300
"""Value of relations that nothing is known of."""
SAME = 1e-5
"""Difference (as a share) of two values that counts as none."""
ELITE = 24
"""Layouts kept of an annealing, the best by their rank value."""


@njit(cache=True)
def _ranks(rows, cols, rank):
    for k in range(len(rows)):
        rank[0, rows[k]] = k
        rank[1, cols[k]] = k


@njit(cache=True)
def _slots(order, m, slot):
    """Where the variables of each block stand: neighbours near each other, so that the matrix is narrow."""
    p = 0
    for i in order:
        if i < m:
            slot[i] = p
            p += 3


@njit(cache=True)
def _shape(at, half, root):
    for i in range(len(root)):
        e = np.exp(at[2, i])
        half[0, i] = 0.5 * root[i] * e
        half[1, i] = 0.5 * root[i] / e


@njit(cache=True)
def _over(at, half, rank, i, j):
    """Along which axis a pair is kept apart, who comes first, and by how much the two overlap there."""
    if rank[1, i] > rank[1, j]:
        i, j = j, i
    axis = 0 if rank[0, i] < rank[0, j] else 1
    return axis, i, j, at[axis, i] + half[axis, i] + half[axis, j] - at[axis, j]


@njit(cache=True)
def value(at, half, rank, m, site, traffic, span, root, blur, stiff):
    """The smoothed cost, and the value of the dual there."""
    pairs, flow, straight = traffic
    n = at.shape[1]
    smooth = dual = 0.0
    for k in range(len(flow)):
        i, j = pairs[k, 0], pairs[k, 1]
        dx, dy = abs(at[0, i] - at[0, j]), abs(at[1, i] - at[1, j])
        if straight:
            s = np.sqrt(dx * dx + dy * dy + blur * blur)
            smooth += flow[k] * s
            dual += flow[k] * (dx * dx + dy * dy) / s
        else:
            smooth += flow[k] * (dx - 0.5 * blur if dx >= blur else 0.5 * dx * dx / blur)
            smooth += flow[k] * (dy - 0.5 * blur if dy >= blur else 0.5 * dy * dy / blur)
            dual += flow[k] * (dx if dx >= blur else dx * dx / blur)
            dual += flow[k] * (dy if dy >= blur else dy * dy / blur)
    over = 0.0
    for i in range(m):
        for j in range(i + 1, n):
            v = _over(at, half, rank, i, j)[3]
            if v > 0.0:
                over += v * v
        for axis in range(2):
            v = half[axis, i] - at[axis, i]
            if v > 0.0:
                over += v * v
            v = half[axis, i] + at[axis, i] - site[axis]
            if v > 0.0:
                over += v * v
        v = root[i] * max(span[i, 0] - at[2, i], at[2, i] - span[i, 1])
        if v > 0.0:
            over += v * v
    return smooth + 0.5 * stiff * over, dual + stiff * over


@njit(cache=True)
def _flows(at, m, slot, traffic, blur, hess, grad):
    """What the flows add to gradient and Hessian."""
    pairs, flow, straight = traffic
    for k in range(len(flow)):
        i, j = pairs[k, 0], pairs[k, 1]
        if i > j:
            i, j = j, i
        dx, dy = at[0, i] - at[0, j], at[1, i] - at[1, j]
        if straight:
            s = np.sqrt(dx * dx + dy * dy + blur * blur)
            f = flow[k] / s
            pull = (f * dx, f * dy)
            bend = (f * (1.0 - dx * dx / (s * s)), f * (1.0 - dy * dy / (s * s)))
            cross = -f * dx * dy / (s * s)
            p, q = slot[i], slot[j]
            if i < m:
                hess[p + 1, p] += cross
            if j < m:
                hess[q + 1, q] += cross
                hess[max(p, q + 1), min(p, q + 1)] -= cross
                hess[max(p + 1, q), min(p + 1, q)] -= cross
        else:
            f = flow[k]
            pull = (f * min(1.0, max(-1.0, dx / blur)), f * min(1.0, max(-1.0, dy / blur)))
            bend = (f / blur if abs(dx) < blur else 0.0, f / blur if abs(dy) < blur else 0.0)
        for axis in range(2):
            p, q = slot[i] + axis, slot[j] + axis
            if i < m:
                grad[p] += pull[axis]
                hess[p, p] += bend[axis]
            if j < m:
                grad[q] -= pull[axis]
                hess[q, q] += bend[axis]
                hess[max(p, q), min(p, q)] -= bend[axis]


@njit(cache=True)
def _touch(i, j, axis, v, half, m, slot, stiff, hess, grad):
    """What an overlap ``v`` of ``i`` before ``j`` adds to gradient and Hessian."""
    c = stiff * v
    sign = 1.0 if axis == 0 else -1.0
    where, slope, count = np.empty(4, np.int64), np.empty(4), 0
    if i < m:
        p = slot[i]
        where[0], slope[0] = p + axis, 1.0
        where[1], slope[1] = p + 2, sign * half[axis, i]
        hess[p + 2, p + 2] += c * half[axis, i]
        count = 2
    if j < m:
        p = slot[j]
        where[count], slope[count] = p + axis, -1.0
        where[count + 1], slope[count + 1] = p + 2, sign * half[axis, j]
        hess[p + 2, p + 2] += c * half[axis, j]
        count += 2
    for a in range(count):
        grad[where[a]] += c * slope[a]
        for b in range(a + 1):
            hess[max(where[a], where[b]), min(where[a], where[b])] += stiff * slope[a] * slope[b]


@njit(cache=True)
def _edge(i, axis, side, v, half, slot, stiff, hess, grad):
    """What reaching over the site by ``v`` adds; ``side`` -1: its begin, 1: its end."""
    c = stiff * v
    p, t = slot[i] + axis, slot[i] + 2
    slope = half[axis, i] if axis == 0 else -half[axis, i]
    grad[p] += c * side
    grad[t] += c * slope
    hess[p, p] += stiff
    hess[t, p] += stiff * side * slope
    hess[t, t] += stiff * slope * slope + c * half[axis, i]


@njit(cache=True)
def _assemble(at, half, rank, m, slot, site, traffic, span, root, blur, stiff, damp, hess, grad):
    for p in range(3 * m):
        grad[p] = 0.0
        for q in range(p):
            hess[p, q] = 0.0
        hess[p, p] = damp * stiff
    for i in range(m):
        hess[slot[i] + 2, slot[i] + 2] *= root[i] * root[i]
    _flows(at, m, slot, traffic, blur, hess, grad)
    for i in range(m):
        for j in range(i + 1, at.shape[1]):
            axis, a, b, v = _over(at, half, rank, i, j)
            if v > 0.0:
                _touch(a, b, axis, v, half, m, slot, stiff, hess, grad)
        for axis in range(2):
            v = half[axis, i] - at[axis, i]
            if v > 0.0:
                _edge(i, axis, -1, v, half, slot, stiff, hess, grad)
            v = half[axis, i] + at[axis, i] - site[axis]
            if v > 0.0:
                _edge(i, axis, 1, v, half, slot, stiff, hess, grad)
        for side in range(2):
            v = root[i] * (span[i, 0] - at[2, i] if side == 0 else at[2, i] - span[i, 1])
            if v > 0.0:
                grad[slot[i] + 2] += stiff * v * root[i] * (-1.0 if side == 0 else 1.0)
                hess[slot[i] + 2, slot[i] + 2] += stiff * root[i] * root[i]


@njit(cache=True)
def settle(at, orders, problem, smoothing, room, limit, close):
    """Move blocks to where the relations and flows want them; the value of the dual there.

    ``room``: scratch of ``workspace``; ``limit``: the value above which nobody is interested (the search
    for it is given up early); ``close``: what the smoothed cost may still fall.
    """
    m, root, span, site, traffic = problem
    blur, stiff = smoothing
    rank, half, hess, grad, old, slot, first = room
    _ranks(orders[0], orders[1], rank)
    _slots(orders[1], m, slot)
    _shape(at, half, root)
    smooth, dual = value(at, half, rank, m, site, traffic, span, root, blur, stiff)
    damp = DAMP[0]
    for turn in range(STEPS):
        _assemble(at, half, rank, m, slot, site, traffic, span, root, blur, stiff, damp, hess, grad)
        step = grad.copy()
        if not descend(hess, step, 3 * m, first):
            return NONE
        fall = 0.5 * dot(step, grad, 3 * m)
        if fall < close:
            return dual
        if turn >= 1 and smooth - 1.5 * fall > limit:
            return NONE
        ease = 1.0
        for i in range(m):
            ease = min(ease, LEAP / max(LEAP, abs(step[slot[i] + 2])))
        old[:] = at
        damp = max(DAMP[1], 0.1 * damp)
        before, before_dual = smooth, dual
        for _ in range(8):
            for axis in range(3):
                for i in range(m):
                    at[axis, i] = old[axis, i] - ease * step[slot[i] + axis]
            _shape(at, half, root)
            smooth, dual = value(at, half, rank, m, site, traffic, span, root, blur, stiff)
            if smooth < before - 0.1 * ease * fall:
                break
            ease *= 0.4
            damp = min(DAMP[0], 3.0 * damp)
        else:
            at[:] = old
            _shape(at, half, root)
            return before_dual if fall < 1e-7 * before else 1e300
    return NONE


@njit(cache=True)
def workspace(m, n):
    """Scratch arrays for ``m`` blocks that move among ``n``."""
    return (
        np.zeros((2, n), np.int64),
        np.zeros((2, n)),
        np.zeros((3 * m, 3 * m)),
        np.zeros(3 * m),
        np.zeros((3, n)),
        np.zeros(n, np.int64),
        np.zeros(3 * m, np.int64),
    )


@njit(cache=True)
def _remember(elite, costs, state, cost):
    """Keep a layout among the best, if its value is not among them."""
    worst = 0
    for k in range(len(costs)):
        if abs(costs[k] - cost) <= SAME * cost:
            worst = k
            break
        if costs[k] > costs[worst]:
            worst = k
    if cost < costs[worst]:
        costs[worst] = cost
        elite[worst, :3] = state[2]
        for k in range(len(state[0])):
            elite[worst, 3, state[0][k]] = k
            elite[worst, 4, state[1][k]] = k


@njit(cache=True)
def _couple(at, traffic):
    """Two blocks: with flow between them, or near each other."""
    pairs, flow, _ = traffic
    n = at.shape[1]
    if len(flow) > 0 and np.random.random() < FRIENDS:
        k = np.random.randint(len(flow))
        side = np.random.randint(2)
        return pairs[k, side], pairs[k, 1 - side]
    i = np.random.randint(n)
    j, best = i, 1e300
    for _ in range(1 + np.random.randint(NEAR)):
        other = np.random.randint(n)
        away = abs(at[0, i] - at[0, other]) + abs(at[1, i] - at[1, other])
        if other != i and away < best:
            j, best = other, away
    return i, j


@njit(cache=True)
def _trade_places(order, a, b):
    for k in range(len(order)):
        if order[k] == a:
            order[k] = b
        elif order[k] == b:
            order[k] = a


@njit(cache=True)
def _change(state, m, traffic):
    """Change the relations at random; False if nothing came of it."""
    rows, cols, at = state
    a, b = _couple(at, traffic)
    if a == b or (a >= m and b >= m):
        return False
    move = np.random.randint(100)
    if move < 25:
        _trade_places(rows, a, b)
        _trade_places(cols, a, b)
        if a < m and b < m:
            for axis in range(2):
                at[axis, a], at[axis, b] = at[axis, b], at[axis, a]
    elif move < 50:
        _trade_places(rows if move < 38 else cols, a, b)
    elif move < 80:
        _beside(rows, a, b)
        _beside(cols, a, b)
        if a < m:
            at[0, a], at[1, a] = at[0, b], at[1, b]
    else:
        _beside(rows if move < 90 else cols, a, b)
    return True


@njit(cache=True)
def anneal_relations(state, elite, costs, problem, smoothing, fixed, span, schedule, steps, seed, keep):
    """A stretch of an annealing over relations; the best layouts go to ``elite``, their values to ``costs``.

    ``state``: both orders and ``at``; ``fixed``: half widths and heights of blocks that do not move;
    ``span``: the stretch, from 0 to 1 of the whole; ``schedule``: hot, cold (temperature); ``keep``:
    whether layouts are remembered. Returns the number of evaluations.
    """
    np.random.seed(seed)
    rows, cols, at = state
    m, n = problem[0], at.shape[1]
    room = workspace(m, n)
    room[1][:, m:] = fixed
    new = (rows.copy(), cols.copy(), at.copy())
    cost = settle(at, (rows, cols), problem, smoothing, room, 1e300, 1e-4 * schedule[1])
    for _ in range(4):
        if cost >= NONE:
            cost = settle(at, (rows, cols), problem, smoothing, room, 1e300, 1e-4 * schedule[1])
    if cost >= NONE:  # it does not come to rest: whatever does and costs little more is welcome
        _, root, limits, site, traffic = problem
        cost = 1.1 * value(at, room[1], room[0], m, site, traffic, limits, root, *smoothing)[0]
    count = 0
    for k in range(steps):
        share = span[0] + (span[1] - span[0]) * k / steps
        heat = schedule[0] * (schedule[1] / schedule[0]) ** share
        new[0][:], new[1][:], new[2][:] = rows, cols, at
        if not _change(new, m, problem[4]):
            continue
        limit = cost - heat * np.log(1.0 - np.random.random())
        count += 1
        found = settle(new[2], (new[0], new[1]), problem, smoothing, room, limit, 1e-4 * heat)
        if found < NONE and found <= limit:
            cost = found
            rows[:], cols[:], at[:] = new
            if keep:
                _remember(elite, costs, new, cost)
    return count


def compile_kernels() -> None:
    """Run every compiled function once (fills numba's cache)."""
    state = (np.arange(3), np.arange(3), np.zeros((3, 3)))
    state[2][0] = 0.5, 1.5, 2.5
    problem = (2, np.ones(2), np.full((2, 2), 0.0), (3.0, 3.0), (np.array([[0, 1]]), np.ones(1), False))
    elite, costs = np.zeros((ELITE, 5, 3)), np.full(ELITE, np.inf)
    half = np.full((2, 1), 0.5)
    anneal_relations(state, elite, costs, problem, (0.1, 10.0), half, (0.0, 1.0), (0.1, 0.01), 3, 1, True)
