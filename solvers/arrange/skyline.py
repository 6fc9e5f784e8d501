"""Compiled solution of small regular systems whose rows begin late: Cholesky below the skyline.

Rows are numbered so that what stands near each other has near numbers; then most of a row is zero up to its
first entry, and what lies before it is never touched.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, fastmath={"reassoc", "contract"})
def dot(a, b, count):
    """Sum of products of the first ``count`` entries."""
    v = 0.0
    for k in range(count):
        v += a[k] * b[k]
    return v


@njit(cache=True, fastmath={"reassoc", "contract"})
def descend(hess, step, size, first):
    """Solve ``hess x = step`` in place; False where the matrix is not regular.

    Of ``hess`` the lower triangle is read and overwritten. ``first``: scratch of ``size``.
    """
    for p in range(size):
        begin = 0
        while begin < p and hess[p, begin] == 0.0:
            begin += 1
        first[p] = begin
        rest = 0.0
        for q in range(begin, p):
            v = 0.0
            for k in range(max(begin, first[q]), q):
                v += hess[p, k] * hess[q, k]
            hess[p, q] = (hess[p, q] - v) * hess[q, q]
            rest += hess[p, q] * hess[p, q]
        v = hess[p, p] - rest
        if v <= 0.0:
            return False
        hess[p, p] = 1.0 / np.sqrt(v)
    for p in range(size):
        v = 0.0
        for k in range(first[p], p):
            v += hess[p, k] * step[k]
        step[p] = (step[p] - v) * hess[p, p]
    for p in range(size - 1, -1, -1):
        step[p] *= hess[p, p]
        v = step[p]
        for k in range(first[p], p):
            step[k] -= hess[p, k] * v
    return True
