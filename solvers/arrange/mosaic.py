"""Compiled search over general floor plans: rooms of given areas that fill a rectangle without a gap.

A plan is two orders of the rooms: ``rows`` (left of or above comes first) and ``cols`` (left of or below
comes first). Laid along the diagonal of a square in the one order and filled in from the lower left corner in
the other they give a floor plan of walls, slicing or not (Law and Reading, *The Hopf algebra of diagonal
rectangulations*, 2012); every plan of walls comes from some pair of orders. Given the walls, the areas have
one solution: the positions of the upright walls minimise ``-sum area * log(width)``, which is convex, and
``area / width`` is then a flow through the walls, that is, heights that fit. So a plan is laid out exactly
by a few Newton steps over its upright or its level walls, whichever are fewer.

Arrays: ``area[n]``, ``least[n, 2]`` (least width and height), ``pairs[m, 2]`` and ``flow[m]`` (who has
traffic
with whom), ``box[n, 4]`` (x0, y0, x1, y1). A state is ``(rows, cols, area)``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from solvers.arrange.skyline import descend

STEPS = 40
"""Newton steps before a plan is given up (walls that the areas pull together)."""
CLOSE = 1e-9
"""Shortness of a side (as a share) that counts as none."""
ROUGH, EXACT = 0.02, 1e-9
"""Newton step, as a share of a room's width, that ends a layout: in the search, and for good."""
AGAIN = 0.3
"""Share of its width that every room must keep where a layout begins at another one."""
NEARLY = 1e-3
"""How far, as a share, what a rough layout tells may lie from the exact one."""


@njit(cache=True)
def workspace(n):
    """Scratch arrays for plans of ``n`` rooms."""
    return (
        np.zeros((n, 4), np.int64),
        np.zeros(n + 1, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n + 1, np.int64),
        np.zeros(n, np.int64),
        np.zeros(n + 1),
        np.zeros(n + 1, np.int64),
        np.zeros((n, n)),
        np.zeros(n),
        np.zeros(n, np.int64),
    )


@njit(cache=True)
def walls(rows, cols, rect, upright, place, top, turn):
    """Which walls bound each room: ``rect[i]`` (left, lower, right, upper), each a point of the diagonal.

    ``upright[c]``: whether the wall through the point ``c`` of the diagonal is upright.
    """
    n = len(rows)
    for k in range(n):
        place[rows[k]] = k
        top[k] = 0
    for k in range(n):
        turn[place[cols[k]]] = k
    for c in range(1, n):
        upright[c] = 1 if turn[c - 1] < turn[c] else 0
    for k in range(n):
        i = cols[k]
        r = place[i]
        left, upper = r, n
        if r > 0 and turn[r - 1] < k:
            upper = top[r - 1]
        elif r > 0:
            upper = n - r
            while left > 0 and top[left - 1] < upper:
                left -= 1
        right, lower = r + 1, top[r]
        if r + 1 == n or turn[r + 1] < k:
            lower = n - r - 1
            while right < n and top[right] >= lower:
                right += 1
        for x in range(left, right):
            top[x] = upper
        rect[i, 0], rect[i, 1], rect[i, 2], rect[i, 3] = left, lower, right, upper


@njit(cache=True)
def _newton_step(low, high, area, at, free, m, hess, step, first):
    """The Newton step of ``-sum area log(at[high] - at[low])``; False where the matrix is not regular."""
    for p in range(m):
        step[p] = 0.0
        for q in range(p + 1):
            hess[p, q] = 0.0
    for i in range(len(area)):
        size = at[high[i]] - at[low[i]]
        pull = area[i] / size
        p, q = free[low[i]], free[high[i]]
        if p >= 0:
            step[p] -= pull
            hess[p, p] += pull / size
        if q >= 0:
            step[q] += pull
            hess[q, q] += pull / size
        if p >= 0 and q >= 0:
            hess[max(p, q), min(p, q)] -= pull / size
    return descend(hess, step, m, first)


@njit(cache=True)
def _settle(low, high, area, at, free, m, hess, step, first, close):
    """Move the free walls to where the areas want them; False if they do not settle."""
    for _ in range(STEPS):
        if not _newton_step(low, high, area, at, free, m, hess, step, first):
            return False
        big = 0.0
        for i in range(len(area)):
            p, q = free[low[i]], free[high[i]]
            d = (step[q] if q >= 0 else 0.0) - (step[p] if p >= 0 else 0.0)
            big = max(big, abs(d) / (at[high[i]] - at[low[i]]))
        ease = 1.0
        if big > 0.5:  # no room may lose more than 70 % of its width in a step
            ease = 1.0 / (1.0 + big) if big < 1.0 else 0.7 / big
        for c in range(1, len(at) - 1):
            if free[c] >= 0:
                at[c] += ease * step[free[c]]
        if big < close:
            return True
    return False


@njit(cache=True)
def _begin(rows, area, rect, flat, size, old, at):
    """First places of the walls: where rooms lie in a layout ``old`` if that fits, else by areas."""
    n = len(rows)
    at[0], at[n] = 0.0, size
    fits = old[0, 2] > old[0, 0]
    if fits:
        for c in range(1, n):
            a, b = (rows[c - 1], rows[c]) if flat == 0 else (rows[n - c], rows[n - c - 1])
            at[c] = 0.5 * (old[a, flat + 2] + old[b, flat])
        for i in range(n):
            wide = at[rect[i, flat + 2]] - at[rect[i, flat]]
            if wide < AGAIN * (old[i, flat + 2] - old[i, flat]):
                fits = False
                break
    if not fits:
        share = size / area.sum()
        for c in range(1, n):
            at[c] = at[c - 1] + share * area[rows[c - 1] if flat == 0 else rows[n - c]]


@njit(cache=True)
def lay_out(rows, cols, area, width, height, close, old, box, work):
    """Lay out a plan; its areas must add up to ``width * height``. False where the walls do not settle.

    ``close``: the step, as a share of a room's width, at which to stop; what is left is its square.
    """
    rect, upright, place, top, turn, at, free, hess, step, first = work
    n = len(rows)
    walls(rows, cols, rect, upright, place, top, turn)
    count = 0
    for c in range(1, n):
        count += upright[c]
    flat = 0 if count <= (n - 1) // 2 else 1  # the axis whose walls are solved: 0 x, 1 y
    across = 1 - flat
    size = width if flat == 0 else height
    scale = width * height / area.sum()
    m = 0
    free[0] = free[n] = -1
    for c in range(1, n):
        free[c] = -1
        if (flat == 0 and upright[c] == 1) or (flat == 1 and upright[n - c] == 0):
            free[c] = m
            m += 1
    _begin(rows, area, rect, flat, size, old, at)
    low, high = rect[:, flat], rect[:, flat + 2]
    if not _settle(low, high, area, at, free, m, hess, step, first, close):
        return False
    for i in range(n):
        box[i, flat], box[i, flat + 2] = at[low[i]], at[high[i]]
    at[0] = 0.0
    for k in range(n):
        i = cols[k]
        start = at[rect[i, across]] if rect[i, across] > 0 else 0.0
        box[i, across] = start
        box[i, across + 2] = start + area[i] * scale / (box[i, flat + 2] - box[i, flat])
        at[rect[i, across + 2]] = box[i, across + 2]
    return True


@njit(cache=True)
def measure(box, pairs, flow, least, straight):
    """Flow times distance between middles (``straight``: as the crow flies), and how short sides are."""
    cost = 0.0
    for k in range(len(flow)):
        i, j = pairs[k, 0], pairs[k, 1]
        dx = abs(box[i, 0] + box[i, 2] - box[j, 0] - box[j, 2])
        dy = abs(box[i, 1] + box[i, 3] - box[j, 1] - box[j, 3])
        cost += flow[k] * (np.sqrt(dx * dx + dy * dy) if straight else dx + dy)
    short = 0.0
    for i in range(len(box)):
        for axis in range(2):
            if least[i, axis] > 0.0:
                short += max(0.0, least[i, axis] / (box[i, axis + 2] - box[i, axis]) - 1.0 - CLOSE)
    return 0.5 * cost, short


@njit(cache=True)
def _shift(order, a, b):
    """Take out what stands at ``a`` and put it in at ``b``."""
    item = order[a]
    if a < b:
        for k in range(a, b):
            order[k] = order[k + 1]
    else:
        for k in range(a, b, -1):
            order[k] = order[k - 1]
    order[b] = item


@njit(cache=True)
def _beside(order, item, mate):
    """Put ``item`` right before or after ``mate``."""
    a = b = 0
    for k in range(len(order)):
        if order[k] == item:
            a = k
        elif order[k] == mate:
            b = k
    _shift(order, a, (b if a > b else b - 1) + np.random.randint(2))


@njit(cache=True)
def _trade(area, lowest, spare):
    """Give some of a room's area above its least to another; False if there is none to give."""
    n = len(area)
    a, b = np.random.randint(n), np.random.randint(n)
    if spare < n and np.random.random() < 0.3:
        a = spare + np.random.randint(n - spare)
    if spare < n and np.random.random() < 0.3:
        b = spare + np.random.randint(n - spare)
    share = 1.0 if np.random.random() < 0.3 else np.random.random() ** 3
    given = share * (area[a] - lowest[a])
    if a == b or given <= 0.0:
        return False
    area[a] -= given
    area[b] += given
    return True


@njit(cache=True)
def _propose(rows, cols, area, lowest, spare, trades):
    """Change a plan at random; False if nothing came of it."""
    n = len(rows)
    if trades > 0.0 and np.random.random() < trades:
        return _trade(area, lowest, spare)
    i, j = np.random.randint(n), np.random.randint(n)
    if i == j:
        return False
    move = np.random.randint(100)
    if move < 30:  # two rooms change places
        a, b = rows[i], rows[j]
        rows[i], rows[j] = b, a
        for k in range(n):
            if cols[k] == a:
                cols[k] = b
            elif cols[k] == b:
                cols[k] = a
    elif move < 40:
        rows[i], rows[j] = rows[j], rows[i]
    elif move < 50:
        cols[i], cols[j] = cols[j], cols[i]
    elif move < 60:
        _shift(rows, i, j)
    elif move < 70:
        _shift(cols, i, j)
    elif move < 92:  # one beside another in both
        a, b = rows[i], rows[j]
        _beside(rows, a, b)
        _beside(cols, a, b)
    else:
        order = rows if np.random.randint(2) == 0 else cols
        k = min(i, n - 2)
        order[k], order[k + 1] = order[k + 1], order[k]
    return True


@njit(cache=True)
def anneal_plan(state, best, found, site, traffic, limits, span, schedule, steps, seed):
    """A stretch of an annealing; leaves the best plan that meets all limits in ``best``.

    ``found``: cost of ``best``; ``site``: width, height; ``traffic``: pairs, flow, straight; ``limits``:
    least
    sides, least areas, number of the first spare room, share of trades of area; ``span``: the stretch, from
    0 to
    1 of the whole; ``schedule``: hot, cold (temperature), soft, hard (weight of short sides), and the cost
    that all
    four are shares of. Returns the cost of the best plan.
    """
    np.random.seed(seed)
    rows, cols, area = state
    pairs, flow, straight = traffic
    least, lowest, spare, trades = limits
    hot, cold, soft, hard, unit = schedule
    work, box, here = workspace(len(rows)), np.zeros((len(rows), 4)), np.zeros((len(rows), 4))
    cost, short = 1e300, 0.0
    if lay_out(rows, cols, area, site[0], site[1], ROUGH, here, box, work):
        cost, short = measure(box, pairs, flow, least, straight)
        here[:] = box
    new = (rows.copy(), cols.copy(), area.copy())
    for k in range(steps):
        share = span[0] + (span[1] - span[0]) * k / steps
        temperature = unit * hot * (cold / hot) ** share
        weight = unit * soft * (hard / soft) ** share
        new[0][:], new[1][:], new[2][:] = rows, cols, area
        if not _propose(new[0], new[1], new[2], lowest, spare, trades):
            continue
        if not lay_out(new[0], new[1], new[2], site[0], site[1], ROUGH, here, box, work):
            continue
        cost_now, short_now = measure(box, pairs, flow, least, straight)
        if short_now <= NEARLY and cost_now < found * (1.0 + NEARLY):
            lay_out(new[0], new[1], new[2], site[0], site[1], EXACT, here, box, work)
            cost_now, short_now = measure(box, pairs, flow, least, straight)
            if short_now <= 0.0 and cost_now < found * (1.0 - 1e-9):
                found = cost_now
                best[0][:], best[1][:], best[2][:] = new
        worse = cost_now + weight * short_now - cost - weight * short
        if worse <= -temperature * np.log(1.0 - np.random.random()):
            cost, short = cost_now, short_now
            rows[:], cols[:], area[:] = new
            here[:] = box
    return found


def compile_kernels() -> None:
    """Run every compiled function once (fills numba's cache)."""
    order = np.arange(3)
    area = np.full(3, 2.0)
    state, best = (order.copy(), order.copy(), area.copy()), (order.copy(), order.copy(), area.copy())
    traffic = (np.array([[0, 1]]), np.ones(1), False)
    anneal_plan(
        state,
        best,
        1e300,
        (2.0, 3.0),
        traffic,
        (np.zeros((3, 2)), 0.5 * area, 3, 0.1),
        (0.0, 1.0),
        (0.1, 0.01, 0.3, 10.0, 1.0),
        3,
        1,
    )
