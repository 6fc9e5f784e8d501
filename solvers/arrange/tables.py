"""Compiled geometry of pieces: areas by table, cuts, contacts (arrays as ``kernel`` describes them)."""

from __future__ import annotations

import numpy as np
from numba import njit

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
def contact(segs, lo, hi, kind, box, longest):
    """Length of boundary segments of a class that a rectangle's part of the piece touches."""
    total = 0.0
    for s in range(lo, hi):
        if segs[s, 1] != kind:
            continue
        c = segs[s, 3]
        tol = segs[s, 7]
        if segs[s, 2] == 0.0:
            near, far, p0, p1 = box[0], box[2], box[1], box[3]
        else:
            near, far, p0, p1 = box[1], box[3], box[0], box[2]
        if segs[s, 6] > 0 and not (near <= c + tol and far > c + 0.3):
            continue
        if segs[s, 6] < 0 and not (far >= c - tol and near < c - 0.3):
            continue
        length = min(p1, segs[s, 5]) - max(p0, segs[s, 4])
        if length > 0:
            total = max(total, length) if longest else total + length
    return total


@njit(cache=True)
def straddles(segs, lo, hi, kind, box):
    """Number of openings of a class that lie only partly at a leaf: a wall would end in them."""
    count = 0
    for s in range(lo, hi):
        if segs[s, 1] != kind:
            continue
        got = contact(segs, s, s + 1, kind, box, True)
        if 0.05 < got < segs[s, 5] - segs[s, 4] - 0.05:
            count += 1
    return count


@njit(cache=True)
def _cells(lines, start, count, low, high):
    """First and last grid cell of an axis that a stretch overlaps."""
    first = 0
    while first < count - 2 and lines[start + first + 1] <= low + 0.02:
        first += 1
    last = first
    while last < count - 2 and lines[start + last + 1] < high - 0.02:
        last += 1
    return first, last


@njit(cache=True)
def torn(grid_x, grid_y, sat, pi, box):
    """Whether a leaf falls apart: a flood over its grid cells does not reach all of them."""
    i0, i1 = _cells(grid_x, pi[0], pi[1], box[0], box[2])
    j0, j1 = _cells(grid_y, pi[2], pi[3], box[1], box[3])
    wide = j1 - j0 + 1
    total = (i1 - i0 + 1) * wide
    full = np.zeros(total, np.bool_)
    start = -1
    filled = 0
    for i in range(i0, i1 + 1):
        for j in range(j0, j1 + 1):
            x0, x1 = max(box[0], grid_x[pi[0] + i]), min(box[2], grid_x[pi[0] + i + 1])
            y0, y1 = max(box[1], grid_y[pi[2] + j]), min(box[3], grid_y[pi[2] + j + 1])
            if rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1) > 0.1 * (x1 - x0) * (y1 - y0):
                start = (i - i0) * wide + j - j0
                full[start] = True
                filled += 1
    if filled == 0:
        return False
    stack = np.empty(total, np.int64)
    stack[0] = start
    full[start] = False
    top = 1
    while top > 0:
        top -= 1
        at = stack[top]
        filled -= 1
        for step in range(4):
            to = at + (1 if step == 0 else -1 if step == 1 else wide if step == 2 else -wide)
            if to < 0 or to >= total or not full[to]:
                continue
            if step < 2 and to // wide != at // wide:
                continue
            full[to] = False
            stack[top] = to
            top += 1
    return filled > 0
