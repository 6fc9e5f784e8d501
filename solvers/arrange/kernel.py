"""Compiled search kernel: slicing trees over the pieces that a circulation frame leaves.

A *piece* is a connected part of the storey between corridors. Its usable area is held as a
summed-area table on a coordinate-compressed grid, so the true area of any rectangle in it costs
O(1) whatever its shape. Each piece holds a sequence of *items* (rooms or whole zones); between
two neighbours in the sequence stands a cut with a priority and a direction, so that sequence,
priorities and directions together encode every slicing tree over that order (a Cartesian tree).
Cuts are placed by root finding, so that areas come out as asked.

All lengths are metres in the storey's own axes. Arrays (n items, p pieces, n >= i >= 0):

* ``grid_x, grid_y``      flattened grid lines of all pieces, offsets in ``piece_int``
* ``sat``                 flattened summed-area tables
* ``piece_int[p]``        x offset, nx, y offset, ny, sat offset
* ``piece_box[p]``        x0, y0, x1, y1, usable area
* ``segs``                rows: piece, class (0 door frontage, 1 daylight, 2 dock), axis (0: the
                          segment runs along y at x = c), c, lo, hi, side (+1: the piece lies at
                          larger coordinates), tolerance
* ``item_f[i]``           target, least and most gross area, least width, greatest aspect,
                          least frontage, least daylight frontage, 1 if it needs a dock, least
                          share of its bounding rectangle that it fills
* ``item_g[i]``           noise group: 0 neutral, 1 quiet (keeps away from 2), 2 noisy
"""

from __future__ import annotations

import numpy as np
from numba import njit

HARD = 10.0
"""Cost of one broken hard rule; soft costs of a good storey sum up to less than this."""
SNAP_M = 0.6
"""Cuts this close to a corner of the piece move onto it: no nibs."""


@njit(cache=True)
def _at(lines, values, n, x):
    """Index and fraction of ``x`` in a sorted run of grid lines."""
    if x <= lines[0]:
        return 0, 0.0
    if x >= lines[n - 1]:
        return n - 2, 1.0
    lo = 0
    hi = n - 1
    while hi - lo > 1:
        mid = (lo + hi) >> 1
        if lines[mid] <= x:
            lo = mid
        else:
            hi = mid
    return lo, (x - lines[lo]) / (lines[lo + 1] - lines[lo])


@njit(cache=True)
def corner_area(grid_x, grid_y, sat, pi, x, y):
    """Usable area of a piece left of ``x`` and below ``y`` (bilinear in the table)."""
    nx = pi[1]
    ny = pi[3]
    i, u = _at(grid_x[pi[0] : pi[0] + nx], 0, nx, x)
    j, v = _at(grid_y[pi[2] : pi[2] + ny], 0, ny, y)
    base = pi[4] + i * ny + j
    a = sat[base]
    b = sat[base + ny]
    c = sat[base + 1]
    d = sat[base + ny + 1]
    return a * (1 - u) * (1 - v) + b * u * (1 - v) + c * (1 - u) * v + d * u * v


@njit(cache=True)
def rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1):
    """Usable area of a piece inside a rectangle."""
    return (
        corner_area(grid_x, grid_y, sat, pi, x1, y1)
        - corner_area(grid_x, grid_y, sat, pi, x0, y1)
        - corner_area(grid_x, grid_y, sat, pi, x1, y0)
        + corner_area(grid_x, grid_y, sat, pi, x0, y0)
    )


@njit(cache=True)
def cut_at(grid_x, grid_y, sat, pi, x0, y0, x1, y1, vertical, want):
    """Coordinate of the cut that leaves area ``want`` on the lower side, snapped to corners."""
    lo = x0 if vertical else y0
    hi = x1 if vertical else y1
    a = lo
    b = hi
    fa = 0.0
    fb = rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1)
    if fb <= 1e-9:
        return 0.5 * (lo + hi)
    c = lo
    for _ in range(10):
        share = (want - fa) / (fb - fa) if fb > fa else 0.5
        share = min(0.95, max(0.05, share))
        c = a + share * (b - a)
        if vertical:
            got = rect_area(grid_x, grid_y, sat, pi, x0, y0, c, y1)
        else:
            got = rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, c)
        if abs(got - want) < 0.02:
            break
        if got < want:
            a = c
            fa = got
        else:
            b = c
            fb = got
    start = pi[0] if vertical else pi[2]
    count = pi[1] if vertical else pi[3]
    lines = grid_x if vertical else grid_y
    best = c
    gap = SNAP_M
    for k in range(start, start + count):
        if lo + 0.5 < lines[k] < hi - 0.5 and abs(lines[k] - c) < gap:
            gap = abs(lines[k] - c)
            best = lines[k]
    return best


@njit(cache=True)
def tight(grid_x, grid_y, sat, pi, box, area):
    """Shrink a leaf's rectangle to the part of it that the piece really fills."""
    x0 = box[0]
    y0 = box[1]
    x1 = box[2]
    y1 = box[3]
    eps = 0.01 * area + 1e-6
    for side in range(4):
        vertical = side < 2
        lo = x0 if vertical else y0
        hi = x1 if vertical else y1
        start = pi[0] if vertical else pi[2]
        count = pi[1] if vertical else pi[3]
        lines = grid_x if vertical else grid_y
        for step in range(count):
            k = start + step if side % 2 == 0 else start + count - 1 - step
            c = lines[k]
            if not lo + 1e-6 < c < hi - 1e-6:
                continue
            if side == 0:
                part = rect_area(grid_x, grid_y, sat, pi, x0, y0, c, y1)
            elif side == 1:
                part = rect_area(grid_x, grid_y, sat, pi, c, y0, x1, y1)
            elif side == 2:
                part = rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, c)
            else:
                part = rect_area(grid_x, grid_y, sat, pi, x0, c, x1, y1)
            if part > eps:
                break
            if side == 0:
                x0 = c
            elif side == 1:
                x1 = c
            elif side == 2:
                y0 = c
            else:
                y1 = c
            lo = x0 if vertical else y0
            hi = x1 if vertical else y1
    box[0] = x0
    box[1] = y0
    box[2] = x1
    box[3] = y1


@njit(cache=True)
def contact(segs, lo, hi, kind, x0, y0, x1, y1, longest):
    """Length of boundary segments of a class that a rectangle's part of the piece touches."""
    total = 0.0
    for s in range(lo, hi):
        if segs[s, 1] != kind:
            continue
        c = segs[s, 3]
        tol = segs[s, 7]
        if segs[s, 2] == 0.0:
            near, far, p0, p1 = x0, x1, y0, y1
        else:
            near, far, p0, p1 = y0, y1, x0, x1
        if segs[s, 6] > 0:
            ok = near <= c + tol and far > c + 0.3
        else:
            ok = far >= c - tol and near < c - 0.3
        if not ok:
            continue
        length = min(p1, segs[s, 5]) - max(p0, segs[s, 4])
        if length > 0:
            total = max(total, length) if longest else total + length
    return total


@njit(cache=True)
def torn(grid_x, grid_y, sat, pi, box):
    """Whether a leaf falls apart: a row or column of the grid inside it holds nothing."""
    for axis in range(2):
        start = pi[0] if axis == 0 else pi[2]
        count = pi[1] if axis == 0 else pi[3]
        lines = grid_x if axis == 0 else grid_y
        low = box[0] if axis == 0 else box[1]
        high = box[2] if axis == 0 else box[3]
        for k in range(start, start + count - 1):
            a = max(lines[k], low)
            b = min(lines[k + 1], high)
            if b - a < 0.02:
                continue
            if axis == 0:
                got = rect_area(grid_x, grid_y, sat, pi, a, box[1], b, box[3])
                full = (b - a) * (box[3] - box[1])
            else:
                got = rect_area(grid_x, grid_y, sat, pi, box[0], a, box[2], b)
                full = (b - a) * (box[2] - box[0])
            if got < 0.02 * full:
                return True
    return False


@njit(cache=True)
def leaf_cost(item_f, i, filler, area, box, segs, slo, shi, wall):
    """Hard and soft cost of one leaf: width, aspect, shape, frontage, daylight, dock, area."""
    w = box[2] - box[0]
    h = box[3] - box[1]
    small = min(w, h)
    large = max(w, h)
    hard = 0.0
    soft = 0.0
    fill = area / (w * h) if w * h > 1e-9 else 0.0
    width = (small - wall) * (1.0 if fill > 0.9 else fill + 0.1)
    aspect = (large - wall) / max(0.1, small - wall)
    if width < item_f[i, 3]:
        hard += 1.0 + 3.0 * (item_f[i, 3] - width) / item_f[i, 3]
    front = contact(segs, slo, shi, 0, box[0], box[1], box[2], box[3], True)
    divisible = filler and front > 0.7 * large
    if aspect > item_f[i, 4] and not divisible:
        hard += 0.6 + (aspect - item_f[i, 4])
    if not divisible:
        soft += 0.15 * (aspect - 1.0) ** 1.5
    if fill < 0.985:
        soft += 5.0 * (1.0 - fill)
        if fill < item_f[i, 8]:
            hard += 0.5 + 4.0 * (item_f[i, 8] - fill)
    need = item_f[i, 5]
    if front < need:
        hard += 1.0 + (need - front) / need
    if item_f[i, 6] > 0:
        light = contact(segs, slo, shi, 1, box[0], box[1], box[2], box[3], False)
        if light < item_f[i, 6]:
            hard += 0.8 + 0.5 * (item_f[i, 6] - light) / item_f[i, 6]
    elif item_f[i, 6] < 0:  # likes daylight
        light = contact(segs, slo, shi, 1, box[0], box[1], box[2], box[3], False)
        if light < -item_f[i, 6]:
            soft += 0.5
    if item_f[i, 7] > 0 and contact(segs, slo, shi, 2, box[0], box[1], box[2], box[3], False) < 0.5:
        hard += 1.5
    if not filler:
        if area < item_f[i, 1]:
            hard += 0.3 + 6.0 * (item_f[i, 1] - area) / item_f[i, 1]
        elif area > item_f[i, 2]:
            hard += 0.3 + 6.0 * (area - item_f[i, 2]) / item_f[i, 2]
        soft += 2.0 * abs(area - item_f[i, 0]) / item_f[i, 0]
    return hard, soft


@njit(cache=True)
def _noise(item_g, leaves, boxes, n_leaves):
    """Pairs of a quiet leaf and a noisy one that share more than half a metre of wall."""
    bad = 0.0
    for a in range(n_leaves):
        if item_g[leaves[a]] != 1:
            continue
        for b in range(n_leaves):
            if item_g[leaves[b]] != 2:
                continue
            dx = min(boxes[a, 2], boxes[b, 2]) - max(boxes[a, 0], boxes[b, 0])
            dy = min(boxes[a, 3], boxes[b, 3]) - max(boxes[a, 1], boxes[b, 1])
            if (dx > -0.05 and dy > 0.5) or (dy > -0.05 and dx > 0.5):
                bad += 1.0
    return bad


@njit(cache=True)
def fit_areas(item_f, items, count, area, filler_least, out):
    """Gross areas of a piece's items that add up to its area; returns the hard misfit.

    Slack below ``filler_least`` is spread over the items within their bounds, larger slack
    becomes one vacant unit (returned as second value).
    """
    total = 0.0
    least = 0.0
    most = 0.0
    for k in range(count):
        i = items[k]
        total += item_f[i, 0]
        least += item_f[i, 1]
        most += item_f[i, 2]
        out[k] = item_f[i, 0]
    slack = area - total
    if count == 0:
        return 0.0, area
    if slack >= filler_least:
        return 0.0, slack
    if slack >= 0:
        room = most - total
        if room >= slack:
            for k in range(count):
                out[k] += slack * (item_f[items[k], 2] - item_f[items[k], 0]) / max(room, 1e-9)
            return 0.0, 0.0
        # make way for a small vacant unit by shrinking the others within their bounds
        need = filler_least - slack
        give = total - least
        if give >= need:
            for k in range(count):
                out[k] -= need * (item_f[items[k], 0] - item_f[items[k], 1]) / max(give, 1e-9)
            return 0.0, filler_least
        for k in range(count):
            out[k] *= area / total
        return 0.3 + 4.0 * (slack - room) / area, 0.0
    give = total - least
    if give >= -slack:
        for k in range(count):
            out[k] += slack * (item_f[items[k], 0] - item_f[items[k], 1]) / max(give, 1e-9)
        return 0.0, 0.0
    for k in range(count):
        out[k] *= area / total
    return 0.5 + 8.0 * (-slack - give) / area, 0.0


@njit(cache=True)
def decode(
    p, items, count, key, vert, data_f, data_i, sat, grid_x, grid_y, segs, seg_at, item_f, item_g,
    n_items, filler_least, wall, areas, leaves, boxes, stack,
):  # fmt: skip
    """Lay out one piece. Fills ``leaves`` and ``boxes``; returns hard cost, soft cost, leaf count.

    The vacant unit of piece ``p`` is item ``n_items + p``; it stands where that item's own
    position key puts it in the sequence.
    """
    pi = data_i[p]
    area = data_f[p, 4]
    hard, spare = fit_areas(item_f, items, count, area, filler_least, areas)
    soft = 0.0
    m = 0
    place = int(key[n_items + p] * (count + 1)) if spare > 0 else -1
    for k in range(count + 1):
        if k == place:
            leaves[m] = n_items + p
            stack[m, 6] = spare
            m += 1
        if k < count:
            leaves[m] = items[k]
            stack[m, 6] = areas[k]
            m += 1
    if spare > 0:
        soft += 0.25
        if spare < 1.15 * filler_least:
            soft += 0.2
    if m == 0:
        return hard, soft, 0
    top = 0
    stack[0, 0] = 0
    stack[0, 1] = m
    stack[0, 2] = data_f[p, 0]
    stack[0, 3] = data_f[p, 1]
    stack[0, 4] = data_f[p, 2]
    stack[0, 5] = data_f[p, 3]
    top = 1
    box = np.empty(4)
    while top > 0:
        top -= 1
        i0 = int(stack[top, 0])
        i1 = int(stack[top, 1])
        x0 = stack[top, 2]
        y0 = stack[top, 3]
        x1 = stack[top, 4]
        y1 = stack[top, 5]
        if i1 - i0 == 1:
            got = rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1)
            box[0] = x0
            box[1] = y0
            box[2] = x1
            box[3] = y1
            boxes[i0, 4:] = box
            if got < 0.99 * (x1 - x0) * (y1 - y0):
                tight(grid_x, grid_y, sat, pi, box, got)
            boxes[i0, 0] = box[0]
            boxes[i0, 1] = box[1]
            boxes[i0, 2] = box[2]
            boxes[i0, 3] = box[3]
            filler = leaves[i0] >= n_items
            dh, ds = leaf_cost(item_f, leaves[i0], filler, got, box, segs, seg_at[p], seg_at[p + 1], wall)
            hard += dh
            soft += ds
            if got < 0.99 * (box[2] - box[0]) * (box[3] - box[1]) and torn(grid_x, grid_y, sat, pi, box):
                hard += 2.0
            continue
        cut = i0 + 1
        for k in range(i0 + 1, i1):
            if key[leaves[k]] > key[leaves[cut]]:
                cut = k
        left = 0.0
        total = 0.0
        for k in range(i0, i1):
            total += stack[k, 6]
            if k < cut:
                left += stack[k, 6]
        here = rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1)
        vertical = vert[leaves[cut]] > 0
        c = cut_at(grid_x, grid_y, sat, pi, x0, y0, x1, y1, vertical, here * left / total)
        if vertical:
            stack[top + 1, 2] = x0
            stack[top + 1, 4] = c
            stack[top, 2] = c
            stack[top, 4] = x1
            stack[top + 1, 3] = y0
            stack[top + 1, 5] = y1
            stack[top, 3] = y0
            stack[top, 5] = y1
        else:
            stack[top + 1, 3] = y0
            stack[top + 1, 5] = c
            stack[top, 3] = c
            stack[top, 5] = y1
            stack[top + 1, 2] = x0
            stack[top + 1, 4] = x1
            stack[top, 2] = x0
            stack[top, 4] = x1
        stack[top, 0] = cut
        stack[top, 1] = i1
        stack[top + 1, 0] = i0
        stack[top + 1, 1] = cut
        top += 2
    hard += _noise(item_g, leaves, boxes, m)
    return hard, soft, m


@njit(cache=True)
def anneal(
    seq, length, key, vert, data_f, data_i, sat, grid_x, grid_y, segs, seg_at, item_f, item_g,
    n_items, filler_least, wall, steps, hot, cold, seed,
):  # fmt: skip
    """Anneal the assignment, order, priorities and directions. Changes the state to the best seen.

    Returns the best hard and soft cost.
    """
    np.random.seed(seed)
    pieces = seq.shape[0]
    cap = seq.shape[1]
    areas = np.empty(cap + 2)
    leaves = np.empty(cap + 2, np.int64)
    boxes = np.empty((cap + 2, 8))
    stack = np.empty((2 * cap + 8, 7))
    hard = np.zeros(pieces)
    soft = np.zeros(pieces)
    for p in range(pieces):
        hard[p], soft[p], _ = decode(
            p, seq[p], length[p], key, vert, data_f, data_i, sat, grid_x, grid_y, segs, seg_at,
            item_f, item_g, n_items, filler_least, wall, areas, leaves, boxes, stack,
        )  # fmt: skip
    best_h = hard.sum()
    best_s = soft.sum()
    b_seq = seq.copy()
    b_len = length.copy()
    b_key = key.copy()
    b_vert = vert.copy()
    old = np.empty((2, cap), np.int64)
    ratio = (cold / hot) ** (1.0 / max(1, steps))
    temp = hot
    for _ in range(steps):
        temp *= ratio
        p = np.random.randint(pieces)
        q = p
        move = np.random.randint(100)
        item = -1
        other = -1
        old_key = 0.0
        old_vert = 0
        if move < 55 and length[p] == 0:
            continue
        n_p = length[p]
        old[0, :n_p] = seq[p, :n_p]
        n_q = n_p
        if move < 25:  # swap two items, anywhere
            q = np.random.randint(pieces)
            if length[q] == 0:
                continue
            n_q = length[q]
            old[1, :n_q] = seq[q, :n_q]
            a = np.random.randint(n_p)
            b = np.random.randint(n_q)
            if p == q and a == b:
                continue
            seq[p, a], seq[q, b] = seq[q, b], seq[p, a]
        elif move < 55:  # take one out and put it somewhere
            q = np.random.randint(pieces)
            n_q = length[q]
            old[1, :n_q] = seq[q, :n_q]
            a = np.random.randint(n_p)
            it = seq[p, a]
            if p != q and n_q >= cap:
                continue
            for k in range(a, n_p - 1):
                seq[p, k] = seq[p, k + 1]
            length[p] -= 1
            b = np.random.randint(length[q] + 1)
            for k in range(length[q], b, -1):
                seq[q, k] = seq[q, k - 1]
            seq[q, b] = it
            length[q] += 1
        else:
            k = np.random.randint(n_p + 1)
            item = n_items + p if k == n_p else seq[p, k]
            old_key = key[item]
            old_vert = vert[item]
            if move < 75:
                key[item] = np.random.random()
            elif move < 90:
                vert[item] = 1 - vert[item]
            else:
                key[item] = np.random.random()
                vert[item] = np.random.randint(2)
        h_p, s_p, _ = decode(
            p, seq[p], length[p], key, vert, data_f, data_i, sat, grid_x, grid_y, segs, seg_at,
            item_f, item_g, n_items, filler_least, wall, areas, leaves, boxes, stack,
        )  # fmt: skip
        h_q = 0.0
        s_q = 0.0
        delta = HARD * (h_p - hard[p]) + s_p - soft[p]
        if q != p:
            h_q, s_q, _ = decode(
                q, seq[q], length[q], key, vert, data_f, data_i, sat, grid_x, grid_y, segs, seg_at,
                item_f, item_g, n_items, filler_least, wall, areas, leaves, boxes, stack,
            )  # fmt: skip
            delta += HARD * (h_q - hard[q]) + s_q - soft[q]
        if delta <= 0 or np.random.random() < np.exp(-delta / temp):
            hard[p] = h_p
            soft[p] = s_p
            if q != p:
                hard[q] = h_q
                soft[q] = s_q
            th = hard.sum()
            ts = soft.sum()
            if HARD * th + ts < HARD * best_h + best_s - 1e-9:
                best_h = th
                best_s = ts
                b_seq[:] = seq
                b_len[:] = length
                b_key[:] = key
                b_vert[:] = vert
        else:
            if item >= 0:
                key[item] = old_key
                vert[item] = old_vert
            else:
                seq[p, :n_p] = old[0, :n_p]
                length[p] = n_p
                if q != p:
                    seq[q, :n_q] = old[1, :n_q]
                    length[q] = n_q
    seq[:] = b_seq
    length[:] = b_len
    key[:] = b_key
    vert[:] = b_vert
    return best_h, best_s


def compile_kernels() -> None:
    """Run every compiled function once on a one-piece plate (fills numba's cache)."""
    grid = np.array([0.0, 10.0])
    table = np.array([0.0, 0.0, 0.0, 100.0])
    rows = np.array([[50.0, 40.0, 60.0, 1.0, 4.0, 0.0, 0.0, 0.0, 0.7]] * 2)
    anneal(
        np.zeros((1, 2), np.int64), np.ones(1, np.int64), np.full(2, 0.5), np.zeros(2, np.int64),
        np.array([[0.0, 0.0, 10.0, 10.0, 100.0]]), np.array([[0, 2, 0, 2, 0]]), table, grid, grid,
        np.zeros((0, 8)), np.zeros(2, np.int64), rows, np.zeros(2, np.int64), 1, 20.0, 0.1, 3, 1.0, 0.1, 1,
    )  # fmt: skip
