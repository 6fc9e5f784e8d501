"""Walking distances inside polygons, compiled: who sees whom, shortest paths, the farthest point.

An area is its edges, one row ``x0 y0 x1 y1`` each, of outline and holes. Points see each other if the
straight line between them stays inside; the boundary belongs to the inside. Lengths are millimetres.
"""

from __future__ import annotations

import numba as nb
import numpy as np

EPS = 1.0
"""Millimetres within which a point lies on a line."""

MOST_CUTS = 200_000
"""Triangles that the search for the farthest point halves at most."""


@nb.njit(cache=True)
def inside(x, y, edges):
    """Whether a point lies in the area or on its boundary."""
    odd = False
    for i in range(edges.shape[0]):
        x0, y0, x1, y1 = edges[i, 0], edges[i, 1], edges[i, 2], edges[i, 3]
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        t = ((x - x0) * dx + (y - y0) * dy) / length if length > 0 else 0.0
        t = min(1.0, max(0.0, t))
        ox, oy = x - (x0 + t * dx), y - (y0 + t * dy)
        if ox * ox + oy * oy <= EPS * EPS:
            return True
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * dx:
            odd = not odd
    return odd


@nb.njit(cache=True)
def sees(ax, ay, bx, by, edges):
    """Whether the straight line from a to b stays in the area."""
    dx, dy = bx - ax, by - ay
    length = np.sqrt(dx * dx + dy * dy)
    if length <= EPS:
        return True
    ux, uy = dx / length, dy / length
    touches = np.empty(2 * edges.shape[0] + 2)
    touches[0], touches[1] = 0.0, length
    count = 2
    for i in range(edges.shape[0]):
        px, py, qx, qy = edges[i, 0] - ax, edges[i, 1] - ay, edges[i, 2] - ax, edges[i, 3] - ay
        p_off, q_off = ux * py - uy * px, ux * qy - uy * qx
        p_at, q_at = ux * px + uy * py, ux * qx + uy * qy
        if (p_off > EPS and q_off > EPS) or (p_off < -EPS and q_off < -EPS):
            continue
        p_on, q_on = abs(p_off) <= EPS, abs(q_off) <= EPS
        if p_on and 0.0 < p_at < length:
            touches[count] = p_at
            count += 1
        if q_on and 0.0 < q_at < length:
            touches[count] = q_at
            count += 1
        if not p_on and not q_on:
            at = p_at + (q_at - p_at) * p_off / (p_off - q_off)
            if EPS < at < length - EPS:
                return False
    marks = np.sort(touches[:count])
    for i in range(count - 1):
        if marks[i + 1] - marks[i] > 2 * EPS:
            middle = 0.5 * (marks[i] + marks[i + 1])
            if not inside(ax + middle * ux, ay + middle * uy, edges):
                return False
    return True


@nb.njit(cache=True)
def lines_of_sight(points, edges):
    """Symmetric matrix of distances between points that see each other; infinite elsewhere."""
    n = points.shape[0]
    found = np.full((n, n), np.inf)
    for i in range(n):
        found[i, i] = 0.0
        for j in range(i):
            ax, ay, bx, by = points[i, 0], points[i, 1], points[j, 0], points[j, 1]
            if sees(ax, ay, bx, by, edges):
                found[i, j] = found[j, i] = np.hypot(bx - ax, by - ay)
    return found


@nb.njit(cache=True)
def shortest(weights, start):
    """Dijkstra on a dense matrix from several starts (infinite: none): distances and predecessors (-1)."""
    n = weights.shape[0]
    distance = start.copy()
    before = np.full(n, -1, np.int64)
    done = np.zeros(n, np.bool_)
    for _ in range(n):
        best = -1
        for i in range(n):
            if not done[i] and (best < 0 or distance[i] < distance[best]):
                best = i
        if best < 0 or not np.isfinite(distance[best]):
            break
        done[best] = True
        for j in range(n):
            through = distance[best] + weights[best, j]
            if through < distance[j] - 1e-9:
                distance[j] = through
                before[j] = best
    return distance, before


@nb.njit(cache=True)
def reach(x, y, points, start, edges):
    """Least of ``start`` plus the straight way over all points seen from (x, y); which (-1: none)."""
    best, which = np.inf, -1
    for k in range(points.shape[0]):
        way = start[k] + np.hypot(points[k, 0] - x, points[k, 1] - y)
        if way < best and sees(x, y, points[k, 0], points[k, 1], edges):
            best, which = way, k
    return best, which


@nb.njit(cache=True)
def fields(spots, points, starts, edges):
    """For each spot and each row of ``starts`` the least of it plus the straight way over all points seen."""
    found = np.full((spots.shape[0], starts.shape[0]), np.inf)
    for i in range(spots.shape[0]):
        x, y = spots[i, 0], spots[i, 1]
        for k in range(points.shape[0]):
            straight = np.hypot(points[k, 0] - x, points[k, 1] - y)
            shorter = False
            for j in range(starts.shape[0]):
                if starts[j, k] + straight < found[i, j]:
                    shorter = True
            if shorter and sees(x, y, points[k, 0], points[k, 1], edges):
                for j in range(starts.shape[0]):
                    found[i, j] = min(found[i, j], starts[j, k] + straight)
    return found


@nb.njit(cache=True)
def _most(ax, ay, a, bx, by, b, cx, cy, c):
    """Upper bound of the distance over a triangle: it grows by no more than a step inside."""
    ab, bc, ca = np.hypot(bx - ax, by - ay), np.hypot(cx - bx, cy - by), np.hypot(ax - cx, ay - cy)
    bound = min(a + max(ab, ca), b + max(ab, bc), c + max(bc, ca))
    bound = min(bound, 0.5 * (a + b + max(ab, bc + ca)))
    bound = min(bound, 0.5 * (b + c + max(bc, ab + ca)))
    return min(bound, 0.5 * (c + a + max(ca, ab + bc)))


@nb.njit(cache=True)
def farthest(triangles, points, start, edges, tolerance):
    """The point of the triangles that is farthest away: x, y, distance, and the bound that certifies it.

    Triangles are halved as long as one may hold a point more than ``tolerance`` farther than the best.
    """
    stack = np.empty((64 + 2 * triangles.shape[0], 9))
    size, best, best_x, best_y = 0, -1.0, 0.0, 0.0
    for t in range(triangles.shape[0]):
        for k in range(3):
            x, y = triangles[t, 2 * k], triangles[t, 2 * k + 1]
            value, _ = reach(x, y, points, start, edges)
            stack[size, 3 * k], stack[size, 3 * k + 1], stack[size, 3 * k + 2] = x, y, value
            if value > best and np.isfinite(value):
                best, best_x, best_y = value, x, y
        size += 1
    bound, cuts = best, 0
    while size > 0:
        size -= 1
        ax, ay, a, bx, by, b, cx, cy, c = stack[size]
        most = _most(ax, ay, a, bx, by, b, cx, cy, c)
        if not most > best + tolerance:
            continue
        if cuts >= MOST_CUTS or not np.isfinite(most):
            bound = max(bound, most)
            continue
        cuts += 1
        ab, bc, ca = np.hypot(bx - ax, by - ay), np.hypot(cx - bx, cy - by), np.hypot(ax - cx, ay - cy)
        if bc >= ab and bc >= ca:  # turn it so that the longest side is ab
            ax, ay, a, bx, by, b, cx, cy, c = bx, by, b, cx, cy, c, ax, ay, a
            ab = bc
        elif ca >= ab:
            ax, ay, a, bx, by, b, cx, cy, c = cx, cy, c, ax, ay, a, bx, by, b
            ab = ca
        mx, my = 0.5 * (ax + bx), 0.5 * (ay + by)
        m, _ = reach(mx, my, points, start, edges)
        m = min(m, a + 0.5 * ab, b + 0.5 * ab)
        if m > best:
            best, best_x, best_y = m, mx, my
        if size + 2 > stack.shape[0]:
            wider = np.empty((2 * stack.shape[0], 9))
            wider[:size] = stack[:size]
            stack = wider
        for first in (True, False):
            px, py, p = (ax, ay, a) if first else (bx, by, b)
            stack[size, 0], stack[size, 1], stack[size, 2] = px, py, p
            stack[size, 3], stack[size, 4], stack[size, 5] = mx, my, m
            stack[size, 6], stack[size, 7], stack[size, 8] = cx, cy, c
            size += 1
    return best_x, best_y, best, max(bound, best + tolerance)


@nb.njit(cache=True)
def together(one, other, step, beside):
    """How far two walkers get, each on a line of corners at one pace, before they are apart by more.

    Looked at every ``step``; the whole length of the shorter line where they never are.
    """
    i, j, along_i, along_j, done = 0, 0, 0.0, 0.0, 0.0
    while True:
        done += step
        rest = step
        while i < one.shape[0] - 1:
            length = np.hypot(one[i + 1, 0] - one[i, 0], one[i + 1, 1] - one[i, 1])
            if along_i + rest <= length:
                along_i += rest
                rest = 0.0
                break
            rest -= length - along_i
            i, along_i = i + 1, 0.0
        if rest > 0:
            return done - step
        rest = step
        while j < other.shape[0] - 1:
            length = np.hypot(other[j + 1, 0] - other[j, 0], other[j + 1, 1] - other[j, 1])
            if along_j + rest <= length:
                along_j += rest
                rest = 0.0
                break
            rest -= length - along_j
            j, along_j = j + 1, 0.0
        if rest > 0:
            return done - step
        here = np.hypot(one[i + 1, 0] - one[i, 0], one[i + 1, 1] - one[i, 1])
        there = np.hypot(other[j + 1, 0] - other[j, 0], other[j + 1, 1] - other[j, 1])
        s, t = along_i / here if here > 0 else 0.0, along_j / there if there > 0 else 0.0
        x = one[i, 0] + s * (one[i + 1, 0] - one[i, 0]) - other[j, 0] - t * (other[j + 1, 0] - other[j, 0])
        y = one[i, 1] + s * (one[i + 1, 1] - one[i, 1]) - other[j, 1] - t * (other[j + 1, 1] - other[j, 1])
        if np.hypot(x, y) > beside:
            return done
