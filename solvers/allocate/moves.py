"""The moves of the compiled search, and its annealing loop."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np

from solvers.allocate.areas import MISSING, ceiling_of
from solvers.allocate.kernel import clause_penalty, put, serve, undo
from solvers.allocate.state import (
    ALLOWED,
    ALLOWED_COUNT,
    AT,
    BASE,
    CAPACITY,
    COUNT,
    FIRST,
    GOODS,
    GOODS_STOREYS,
    HOST,
    ITEM_UNIT,
    ITEMS,
    LINK_START,
    LINK_TO,
    LOG_SIZE,
    METRES,
    MOST,
    NEAR_START,
    NEAR_TO,
    ON,
    ON_COUNT,
    PARTS,
    PERMITTED,
    REQUIRED,
    SERVED,
    STOCK,
    STORAGE,
    STOREYS,
    TAKE,
    TARGET,
    UNITS,
    WAREHOUSE,
    WISH,
    Floats,
    Ints,
    below,
    jit,
    uniform,
)


@jit
def pick_storey(f: Floats, i: Ints, m: int) -> int:
    """A storey for an item: anywhere, or where a unit lies that it has to do with, or next door in height."""
    u = i[i[ITEM_UNIT] + m]
    chance = uniform(i)
    v = -1
    if chance < 0.35 and i[i[LINK_START] + u + 1] > i[i[LINK_START] + u]:
        v = i[i[LINK_TO] + i[i[LINK_START] + u] + below(i, i[i[LINK_START] + u + 1] - i[i[LINK_START] + u])]
    elif chance < 0.5 and i[i[NEAR_START] + u + 1] > i[i[NEAR_START] + u]:
        v = i[i[NEAR_TO] + i[i[NEAR_START] + u] + below(i, i[i[NEAR_START] + u + 1] - i[i[NEAR_START] + u])]
    if v >= 0:
        s = i[i[AT] + i[i[FIRST] + v] + below(i, i[i[PARTS] + v])]
        if s >= 0:
            nearest, best = 1e18, s
            if uniform(i) < 0.5:  # beside it
                return int(s)
            for k in range(i[i[ALLOWED_COUNT] + m]):
                t = i[i[ALLOWED] + i[STOREYS] * m + k]
                away = f[i[METRES] + i[STOREYS] * s + t] * (0.5 + uniform(i))
                if t != s and away < nearest:
                    nearest, best = away, t
            return int(best)
    return int(i[i[ALLOWED] + i[STOREYS] * m + below(i, i[i[ALLOWED_COUNT] + m])])


@jit
def share_of(f: Floats, i: Ints, m: int) -> float:
    """Target for a part that joins: what its siblings leave of the wish."""
    u = i[i[ITEM_UNIT] + m]
    if i[i[PARTS] + u] == 1:
        return float(f[i[WISH] + u])
    rest = f[i[WISH] + u]
    for k in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
        if k != m and i[i[AT] + k] >= 0:
            rest -= f[i[TARGET] + k]
    return float(max(f[i[BASE] + m], rest))


@jit
def free_for(f: Floats, i: Ints, m: int, s: int) -> bool:
    """Whether a storey permits an item and holds no other part of its unit (nor a second warehouse)."""
    if not i[i[PERMITTED] + i[STOREYS] * m + s]:
        return False
    u = i[i[ITEM_UNIT] + m]
    for k in range(i[i[ON_COUNT] + s]):
        v = i[i[ITEM_UNIT] + i[i[ON] + i[ITEMS] * s + k]]
        if i[i[ON] + i[ITEMS] * s + k] != m and (v == u or (i[i[WAREHOUSE] + u] and i[i[WAREHOUSE] + v])):
            return False
    return True


@jit
def relocate(f: Floats, i: Ints) -> float:
    """A placed item, or a required one that is out, goes to another storey."""
    m = below(i, i[ITEMS])
    if i[i[ALLOWED_COUNT] + m] == 0:
        return np.nan
    if i[i[AT] + m] < 0 and (
        i[i[PARTS] + i[i[ITEM_UNIT] + m]] > 1 or not i[i[REQUIRED] + i[i[ITEM_UNIT] + m]]
    ):
        return np.nan
    s = pick_storey(f, i, m)
    if s == i[i[AT] + m] or not free_for(f, i, m, s):
        return np.nan
    old = i[i[AT] + m]
    target = f[i[TARGET] + m] if old >= 0 else share_of(f, i, m)
    return put(f, i, m, s, target) + follow(f, i, m, s) + bring(f, i, m, old, s)


@jit
def follow(f: Floats, i: Ints, m: int, s: int) -> float:
    """The stock room of a tenant that moved goes along, half of the time."""
    stock = i[i[STOCK] + i[i[ITEM_UNIT] + m]]
    if stock < 0 or uniform(i) < 0.5:
        return 0.0
    k = i[i[FIRST] + stock]
    if i[i[AT] + k] == s or not i[i[PERMITTED] + i[STOREYS] * k + s]:
        return 0.0
    return put(f, i, k, s, f[i[TARGET] + k])


@jit
def bring(f: Floats, i: Ints, m: int, s: int, t: int) -> float:
    """The tenants of a warehouse that went from ``s`` to ``t`` are served there from now on."""
    change = 0.0
    if s >= 0 and i[i[WAREHOUSE] + i[i[ITEM_UNIT] + m]]:
        for u in range(i[UNITS]):
            if i[i[SERVED] + u] == s:
                change += serve(f, i, u, t)
    return change


@jit
def swap(f: Floats, i: Ints) -> float:
    """Two items change storeys."""
    m, k = below(i, i[ITEMS]), below(i, i[ITEMS])
    s, t = i[i[AT] + m], i[i[AT] + k]
    if s < 0 or t < 0 or s == t or i[i[ITEM_UNIT] + m] == i[i[ITEM_UNIT] + k]:
        return np.nan
    if not (i[i[PERMITTED] + i[STOREYS] * m + t] and i[i[PERMITTED] + i[STOREYS] * k + s]):
        return np.nan
    if i[i[WAREHOUSE] + i[i[ITEM_UNIT] + m]] and i[i[WAREHOUSE] + i[i[ITEM_UNIT] + k]]:
        return np.nan
    change = put(f, i, m, t, f[i[TARGET] + m])
    if not free_for(f, i, k, s):
        return change - 100 * MISSING
    change += put(f, i, k, s, f[i[TARGET] + k])
    if not free_for(f, i, m, t):
        return change - 100 * MISSING
    return change + bring(f, i, m, s, t) + bring(f, i, k, t, s)


@jit
def drop(f: Floats, i: Ints, u: int) -> float:
    """A unit leaves the plan, with its stock room and its place in a warehouse."""
    change = 0.0
    if i[i[SERVED] + u] >= 0:
        change += serve(f, i, u, -1)
    if i[i[STOCK] + u] >= 0:
        k = i[i[FIRST] + i[i[STOCK] + u]]
        change += put(f, i, k, -1, f[i[TARGET] + k])
    for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
        if i[i[AT] + m] >= 0:
            change += bring(f, i, m, i[i[AT] + m], -1) + put(f, i, m, -1, f[i[TARGET] + m])
    return change


@jit
def admit(f: Floats, i: Ints, u: int, s: int) -> float:
    """A unit joins the plan on a storey, with its stock room there or anywhere."""
    m = i[i[FIRST] + u]
    change = put(f, i, m, s, share_of(f, i, m))
    if i[i[STOCK] + u] >= 0:
        k = i[i[FIRST] + i[i[STOCK] + u]]
        if i[i[ALLOWED_COUNT] + k] > 0:
            t = (
                s
                if i[i[PERMITTED] + i[STOREYS] * k + s]
                else i[i[ALLOWED] + i[STOREYS] * k + below(i, i[i[ALLOWED_COUNT] + k])]
            )
            change += put(f, i, k, t, f[i[TARGET] + k])
    if f[i[STORAGE] + u] > 0.0 and i[GOODS] > 0:
        change += serve(f, i, u, i[i[GOODS_STOREYS] + below(i, i[GOODS])])
    return change


@jit
def exchange(f: Floats, i: Ints) -> float:
    """An optional unit leaves or joins, or takes the place of another."""
    u = below(i, i[UNITS])
    if i[i[REQUIRED] + u] or i[i[HOST] + u] >= 0 or i[i[ALLOWED_COUNT] + i[i[FIRST] + u]] == 0:
        return np.nan
    if i[i[COUNT] + u] > 0:
        return drop(f, i, u)
    m = i[i[FIRST] + u]
    s = pick_storey(f, i, m)
    change = 0.0
    if uniform(i) < 0.7 and i[i[ON_COUNT] + s] > 0:
        v = i[i[ITEM_UNIT] + i[i[ON] + i[ITEMS] * s + below(i, i[i[ON_COUNT] + s])]]
        if not i[i[REQUIRED] + v] and i[i[HOST] + v] < 0 and i[i[PARTS] + v] == 1:
            change += drop(f, i, v)
    if not free_for(f, i, m, s):
        return change - 100 * MISSING
    return change + admit(f, i, u, s)


@jit
def reserve(f: Floats, i: Ints) -> float:
    """A tenant is served by another warehouse, or by none."""
    u = below(i, i[UNITS])
    if f[i[STORAGE] + u] <= 0.0 or i[i[COUNT] + u] == 0 or i[GOODS] == 0:
        return np.nan
    t = i[i[GOODS_STOREYS] + below(i, i[GOODS])]
    if uniform(i) < 0.1 or t == i[i[SERVED] + u]:
        t = -1
    return serve(f, i, u, t)


@jit
def join(f: Floats, i: Ints) -> float:
    """A part of a unit that may split joins, with what its siblings leave of the wish or give away."""
    m = below(i, i[ITEMS])
    u = i[i[ITEM_UNIT] + m]
    alone = i[i[COUNT] + u] == 0
    if i[i[PARTS] + u] == 1 or i[i[AT] + m] >= 0 or i[i[ALLOWED_COUNT] + m] == 0:
        return np.nan
    s = i[i[ALLOWED] + i[STOREYS] * m + below(i, i[i[ALLOWED_COUNT] + m])]
    if not free_for(f, i, m, s) or (alone and m != i[i[FIRST] + u]):
        return np.nan
    change = 0.0
    k = i[i[FIRST] + u] + below(i, i[i[PARTS] + u])
    spare = f[i[TARGET] + k] - f[i[BASE] + k] - f[i[BASE] + m]
    if i[i[AT] + k] >= 0 and spare > 0.0:
        given = f[i[BASE] + m] + uniform(i) * spare
        change += put(f, i, k, i[i[AT] + k], f[i[TARGET] + k] - given)
    return change + put(f, i, m, s, share_of(f, i, m))


@jit
def retarget(f: Floats, i: Ints) -> float:
    """A part of a unit that may split changes its target, gives some of it to a sibling, or joins it."""
    m = below(i, i[ITEMS])
    u = i[i[ITEM_UNIT] + m]
    if i[i[PARTS] + u] == 1 or i[i[AT] + m] < 0:
        return np.nan
    k = i[i[FIRST] + u] + below(i, i[i[PARTS] + u])
    if k == m:
        target = max(f[i[BASE] + m], f[i[TARGET] + m] * (0.7 + 0.6 * uniform(i)))
        return put(f, i, m, i[i[AT] + m], min(target, f[i[MOST] + u]))
    if i[i[AT] + k] < 0:
        return np.nan
    given = f[i[TARGET] + m]
    if m != i[i[FIRST] + u] and uniform(i) < 0.5:
        change = bring(f, i, m, i[i[AT] + m], i[i[AT] + k]) + put(f, i, m, -1, given)
    else:
        given = uniform(i) * (given - f[i[BASE] + m])
        change = put(f, i, m, i[i[AT] + m], f[i[TARGET] + m] - given)
    return change + put(f, i, k, i[i[AT] + k], f[i[TARGET] + k] + given)


@jit
def excess(f: Floats, i: Ints, s: int) -> float:
    """How much more the items of a storey wish to take than it has, m2."""
    wished = -f[i[CAPACITY] + s]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        u = i[i[ITEM_UNIT] + m]
        wished += f[i[TAKE] + u] * min(ceiling_of(f, i, u, s), f[i[TARGET] + m])
    return float(wished)


@jit
def make_room(f: Floats, i: Ints, s: int, t: int, keep: int) -> float:
    """Items of storey ``s`` other than ``keep`` go to ``t`` until what stays has about its wished area."""
    change = 0.0
    for _ in range(8):
        if excess(f, i, s) <= 0.0 or i[i[ON_COUNT] + s] < 2:
            break
        m = i[i[ON] + i[ITEMS] * s + below(i, i[i[ON_COUNT] + s])]
        if m != keep and free_for(f, i, m, t):
            change += put(f, i, m, t, f[i[TARGET] + m]) + bring(f, i, m, s, t)
    return change


@jit
def shove(f: Floats, i: Ints) -> float:
    """An item goes to another storey; what lies there makes room and goes where it came from."""
    m = below(i, i[ITEMS])
    s = i[i[AT] + m]
    if s < 0:
        return np.nan
    t = pick_storey(f, i, m)
    if t == s or not free_for(f, i, m, t):
        return np.nan
    change = put(f, i, m, t, f[i[TARGET] + m]) + bring(f, i, m, s, t)
    return change + make_room(f, i, t, s, m)


@jit
def merge(f: Floats, i: Ints) -> float:
    """A part joins a sibling; what lies there makes room and goes where the part was."""
    m = below(i, i[ITEMS])
    u = i[i[ITEM_UNIT] + m]
    t = i[i[AT] + m]
    if i[i[COUNT] + u] < 2 or t < 0 or m == i[i[FIRST] + u]:
        return np.nan
    k = i[i[FIRST] + u] + below(i, i[i[PARTS] + u])
    s = i[i[AT] + k]
    if k == m or s < 0:
        return np.nan
    target = f[i[TARGET] + k] + f[i[TARGET] + m]
    change = put(f, i, m, -1, f[i[TARGET] + m])
    change += bring(f, i, m, t, s)
    change += put(f, i, k, s, target)
    return change + make_room(f, i, s, t, k)


@jit
def move(f: Floats, i: Ints) -> float:
    """One random move; its change of value, or NaN if it does not apply (nothing is changed then)."""
    chance = uniform(i)
    if chance < 0.55:
        return relocate(f, i) if chance < 0.30 else swap(f, i)
    if chance < 0.82:
        return shove(f, i) if chance < 0.72 else exchange(f, i)
    if chance < 0.92:
        return reserve(f, i) if chance < 0.88 else merge(f, i)
    return join(f, i) if chance < 0.95 else retarget(f, i)


SOURCES = ("areas.py", "kernel.py", "packing.py", "state.py")
STAMP = zlib.crc32(b"".join(Path(__file__).with_name(name).read_bytes() for name in SOURCES))
"""Changes with the sources of what is compiled in: the compiler's cache looks at this file alone."""


@jit
def _anneal(
    f: Floats,
    i: Ints,
    best_at: Ints,
    best_target: Floats,
    best_served: Ints,
    best: Floats,
    moves: int,
    hot: float,
    cold: float,
) -> int:
    accepted = 0
    temperature = hot
    cooling = (cold / hot) ** (1.0 / max(1, moves // 64))
    for step in range(moves):
        if step % 64 == 63:
            temperature *= cooling
        i[i[LOG_SIZE]] = 0
        change = move(f, i)
        if np.isnan(change):
            continue
        penalty = clause_penalty(f, i)
        gain = change - (penalty - best[2])
        if gain >= 0.0 or uniform(i) < np.exp(gain / temperature):
            accepted += 1
            best[1] += gain
            best[2] = penalty
            if best[1] > best[0] + 1e-6:
                best[0] = best[1]
                best_at[:] = i[i[AT] : i[AT] + i[ITEMS]]
                best_target[:] = f[i[TARGET] : i[TARGET] + i[ITEMS]]
                best_served[:] = i[i[SERVED] : i[SERVED] + i[UNITS]]
        else:
            undo(f, i)
    i[i[LOG_SIZE]] = 0
    return accepted


@jit
def _load(f: Floats, i: Ints, at: Ints, target: Floats, served: Ints, best: Floats) -> float:
    value = 0.0
    for u in range(i[UNITS]):
        if i[i[REQUIRED] + u]:
            value -= MISSING
    for m in range(i[ITEMS]):
        if at[m] >= 0:
            value += put(f, i, m, at[m], target[m])
            i[i[LOG_SIZE]] = 0
    for u in range(i[UNITS]):
        if served[u] >= 0:
            value += serve(f, i, u, served[u])
            i[i[LOG_SIZE]] = 0
    best[2] = clause_penalty(f, i)
    best[:2] = value - best[2]
    return float(best[0])


def _entries(stamp: int) -> tuple[Any, Any]:
    """The two functions called from Python, compiled once for each ``stamp`` of the kernel."""

    @nb.njit(cache=True, nogil=True)
    def load(f, i, at, target, served, best):  # type: ignore[no-untyped-def]  # typed by its wrapper below
        return _load(f, i, at, target, served, best) if stamp >= 0 else 0.0

    @nb.njit(cache=True, nogil=True)
    def anneal(f, i, at, target, served, best, moves, hot, cold):  # type: ignore[no-untyped-def]  # as above
        return _anneal(f, i, at, target, served, best, moves, hot, cold) if stamp >= 0 else 0

    return load, anneal


_compiled_load, _compiled_anneal = _entries(STAMP)


def load(f: Floats, i: Ints, plan: tuple[Ints, Floats, Ints], best: Floats) -> float:
    """Fill an empty state with a plan and set ``best`` (both as in ``anneal``); its value with penalties."""
    return float(_compiled_load(f, i, *plan, best))


def anneal(
    f: Floats,
    i: Ints,
    plan: tuple[Ints, Floats, Ints],
    best: Floats,
    moves: int,
    hot: float,
    cold: float,
) -> int:
    """Run ``moves`` moves from temperature ``hot`` to ``cold`` (CNY) and keep the best plan met in ``plan``.

    ``plan`` is (item -> storey, item -> target, unit -> warehouse); ``best`` holds the best value, the
    current value and the current clause penalty. Penalties count in the values. Returns the number of
    moves accepted.
    """
    return int(_compiled_anneal(f, i, *plan, best, moves, hot, cold))
