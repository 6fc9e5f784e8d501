"""Compiled geometry of pieces: areas by table, cuts, contacts (arrays as ``kernel`` describes them)."""

from __future__ import annotations

import numpy as np
from numba import njit

NEAR, FAR = 4.0, 5.0
"""Class of the stretches from which an exit is near: for two doors of a hall alone (``doors_apart``)."""
SNAP_M = 0.6
"""Cuts this close to a corner of the piece move onto it: no nibs."""


@njit(cache=True)
def _at(lines, start, n, x):
    """Index and fraction of ``x`` in the run of ``n`` sorted grid lines from ``start`` on."""
    if x <= lines[start]:
        return 0, 0.0
    if x >= lines[start + n - 1]:
        return n - 2, 1.0
    lo = 0
    hi = n - 1
    while hi - lo > 1:
        mid = (lo + hi) >> 1
        if lines[start + mid] <= x:
            lo = mid
        else:
            hi = mid
    at = lines[start + lo]
    return lo, (x - at) / (lines[start + lo + 1] - at)


@njit(cache=True)
def _corner(sat, base, ny, u, v):
    """Bilinear value in the table's cell at ``base``."""
    low = sat[base] * (1 - u) + sat[base + ny] * u
    high = sat[base + 1] * (1 - u) + sat[base + ny + 1] * u
    return low * (1 - v) + high * v


@njit(cache=True)
def rect_area(grid_x, grid_y, sat, pi, x0, y0, x1, y1):
    """Usable area of a piece inside a rectangle (bilinear within a cell of the table)."""
    ny = pi[3]
    i0, u0 = _at(grid_x, pi[0], pi[1], x0)
    i1, u1 = _at(grid_x, pi[0], pi[1], x1)
    j0, v0 = _at(grid_y, pi[2], ny, y0)
    j1, v1 = _at(grid_y, pi[2], ny, y1)
    left = pi[4] + i0 * ny
    right = pi[4] + i1 * ny
    return (
        _corner(sat, right + j1, ny, u1, v1)
        - _corner(sat, left + j1, ny, u0, v1)
        - _corner(sat, right + j0, ny, u1, v0)
        + _corner(sat, left + j0, ny, u0, v0)
    )


@njit(cache=True)
def _below(sat, base, across, j0, v0, j1, v1):
    """Area below one grid line between two coordinates of the other axis (cells ``across`` apart)."""
    low = base + j0 * across
    high = base + j1 * across
    return sat[high] * (1 - v1) + sat[high + across] * v1 - sat[low] * (1 - v0) - sat[low + across] * v0


@njit(cache=True)
def _snapped(lines, start, count, k, c, lo, hi):
    """The grid line nearest to a cut at ``c`` (behind line ``k``) within reach, else the cut itself."""
    best = c
    gap = SNAP_M
    below = k
    while below >= 0 and c - lines[start + below] < gap:
        if lo + 0.5 < lines[start + below] < hi - 0.5:
            best = lines[start + below]
            gap = c - best
        below -= 1
    above = k + 1
    while above < count and lines[start + above] - c < gap:
        if lo + 0.5 < lines[start + above] < hi - 0.5:
            best = lines[start + above]
            gap = best - c
        above += 1
    return best


@njit(cache=True)
def cut_at(grid_x, grid_y, sat, pi, x0, y0, x1, y1, vertical, share):
    """Coordinate of the cut that leaves a share of the area on the lower side, snapped to corners.

    Between two grid lines the area below a cut is linear in the cut, so it is found exactly.
    """
    if vertical:
        lines, start, count, along, lo, hi = grid_x, pi[0], pi[1], pi[3], x0, x1
        j0, v0 = _at(grid_y, pi[2], pi[3], y0)
        j1, v1 = _at(grid_y, pi[2], pi[3], y1)
        across = 1
    else:
        lines, start, count, along, lo, hi = grid_y, pi[2], pi[3], 1, y0, y1
        j0, v0 = _at(grid_x, pi[0], pi[1], x0)
        j1, v1 = _at(grid_x, pi[0], pi[1], x1)
        across = pi[3]
    first, f = _at(lines, start, count, lo)
    last, g = _at(lines, start, count, hi)
    base = pi[4] + first * along
    low = _below(sat, base, across, j0, v0, j1, v1)
    low += f * (_below(sat, base + along, across, j0, v0, j1, v1) - low)
    base = pi[4] + last * along
    high = _below(sat, base, across, j0, v0, j1, v1)
    high += g * (_below(sat, base + along, across, j0, v0, j1, v1) - high)
    if high - low <= 1e-9:
        return 0.5 * (lo + hi)
    want = low + share * (high - low)
    while last > first:  # the last grid line with less than the wanted area below it
        middle = (first + last + 1) >> 1
        if _below(sat, pi[4] + middle * along, across, j0, v0, j1, v1) < want:
            first = middle
        else:
            last = middle - 1
    base = pi[4] + first * along
    here = _below(sat, base, across, j0, v0, j1, v1)
    rise = _below(sat, base + along, across, j0, v0, j1, v1) - here
    at = lines[start + first]
    c = at + (want - here) / rise * (lines[start + first + 1] - at) if rise > 1e-12 else at
    return _snapped(lines, start, count, first, min(hi, max(lo, c)), lo, hi)


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
def holds_square(grid_x, grid_y, sat, pi, box, side):
    """Whether a square of a side fits into a leaf: pushed left and down it lies at grid lines or edges."""
    for a in range(-1, pi[1]):
        x = box[0] if a < 0 else grid_x[pi[0] + a]
        if x < box[0] or x + side > box[2] + 1e-6:
            continue
        for b in range(-1, pi[3]):
            y = box[1] if b < 0 else grid_y[pi[2] + b]
            if y < box[1] or y + side > box[3] + 1e-6:
                continue
            if rect_area(grid_x, grid_y, sat, pi, x, y, x + side, y + side) > 0.999 * side * side:
                return True
    return False


@njit(cache=True)
def contacts(segs, lo, hi, box, any_way=False):
    """Lengths of boundary segments that a rectangle's part of the piece touches, for each class.

    Door frontage: the longest stretch, with ``any_way`` of that far from exits too; daylight, docks,
    exits: all together. The last value is the number of docks and exits that lie only partly at the
    rectangle: a wall would end in them.
    """
    front = 0.0
    light = 0.0
    dock = 0.0
    way = 0.0
    straddled = 0
    for s in range(lo, hi):
        if segs[s, 1] >= NEAR and not (any_way and segs[s, 1] == FAR):
            continue
        c = segs[s, 3]
        if segs[s, 2] == 0.0:
            near, far, p0, p1 = box[0], box[2], box[1], box[3]
        else:
            near, far, p0, p1 = box[1], box[3], box[0], box[2]
        if segs[s, 6] > 0:
            if near > c + segs[s, 7] or far <= c + 0.3:
                continue
        elif far < c - segs[s, 7] or near >= c - 0.3:
            continue
        length = min(p1, segs[s, 5]) - max(p0, segs[s, 4])
        if length <= 0:
            continue
        kind = segs[s, 1]
        if kind in (0.0, FAR):
            front = max(front, length)
        elif kind == 1:
            light += length
        else:
            if kind == 2:
                dock += length
            else:
                way += length
            if 0.05 < length < segs[s, 5] - segs[s, 4] - 0.05:
                straddled += 1
    return front, light, dock, way, straddled


@njit(cache=True)
def along(segs, lo, hi, box, kind):
    """Length of all contacts of one class."""
    found = 0.0
    for s in range(lo, hi):
        if segs[s, 1] != kind:
            continue
        c = segs[s, 3]
        along_y = segs[s, 2] == 0.0
        near, far = (box[0], box[2]) if along_y else (box[1], box[3])
        if segs[s, 6] > 0:
            if near > c + segs[s, 7] or far <= c + 0.3:
                continue
        elif far < c - segs[s, 7] or near >= c - 0.3:
            continue
        length = min(box[3] if along_y else box[2], segs[s, 5]) - max(
            box[1] if along_y else box[0], segs[s, 4]
        )
        found += max(0.0, length)
    return found


@njit(cache=True)
def doors_apart(segs, lo, hi, box, kind, jamb, any_way=False):
    """Greatest distance between the middles of two doors along the contacts of one class.

    With ``any_way`` along those far from exits too.
    ``jamb``: how far a door's middle keeps from the ends of a contact.
    """
    count = 0
    ends = np.empty((2 * (hi - lo), 2))
    for s in range(lo, hi):
        if segs[s, 1] != kind and not (any_way and segs[s, 1] == FAR):
            continue
        c = segs[s, 3]
        along_y = segs[s, 2] == 0.0
        near, far = (box[0], box[2]) if along_y else (box[1], box[3])
        if segs[s, 6] > 0:
            if near > c + segs[s, 7] or far <= c + 0.3:
                continue
        elif far < c - segs[s, 7] or near >= c - 0.3:
            continue
        first = max(box[1] if along_y else box[0], segs[s, 4]) + jamb
        last = min(box[3] if along_y else box[2], segs[s, 5]) - jamb
        if last < first:
            continue
        for at in (first, last):
            ends[count, 0] = c if along_y else at
            ends[count, 1] = at if along_y else c
            count += 1
    best = 0.0
    for a in range(count):
        for b in range(a):
            best = max(best, np.hypot(ends[a, 0] - ends[b, 0], ends[a, 1] - ends[b, 1]))
    return best


@njit(cache=True)
def far_corner(segs, lo, hi, box, room, bent):
    """Distance of a room's corner that is farthest from where a leaf may have doors.

    Round corners if ``bent``. The room is the leaf itself, or one behind it.
    """
    worst = 0.0
    for corner in range(4):
        x = room[0] if corner % 2 == 0 else room[2]
        y = room[1] if corner < 2 else room[3]
        nearest = 1e9
        for s in range(lo, hi):
            if segs[s, 1] != 0.0:
                continue
            c = segs[s, 3]
            along_y = segs[s, 2] == 0.0
            near, far = (box[0], box[2]) if along_y else (box[1], box[3])
            if segs[s, 6] > 0:
                if near > c + segs[s, 7] or far <= c + 0.3:
                    continue
            elif far < c - segs[s, 7] or near >= c - 0.3:
                continue
            first = max(box[1] if along_y else box[0], segs[s, 4])
            last = min(box[3] if along_y else box[2], segs[s, 5])
            if last - first < 1.0:
                continue
            at = min(last, max(first, y if along_y else x))
            across = abs((x if along_y else y) - c)
            along = abs((y if along_y else x) - at)
            nearest = min(nearest, across + along if bent else np.hypot(across, along))
        worst = max(worst, nearest)
    return worst if worst < 1e9 else 0.0


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
    ny = pi[3]
    for i in range(i0, i1 + 1):
        for j in range(j0, j1 + 1):
            base = pi[4] + i * ny + j
            got = sat[base + ny + 1] - sat[base + ny] - sat[base + 1] + sat[base]
            width = grid_x[pi[0] + i + 1] - grid_x[pi[0] + i]
            if got > 0.1 * width * (grid_y[pi[2] + j + 1] - grid_y[pi[2] + j]):
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
