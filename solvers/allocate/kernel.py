"""The compiled search over plans: which item on which storey, which warehouse serves whom.

An *item* is a unit, or one part of a unit that may split. Areas follow from the places: on each storey the
least areas first, then increments by what they pay a square metre. The energy is minus the objective plus
penalties for what must not be: overfull storeys, broken clauses, missing units. Every move is a few
elementary steps (``put``, ``serve``), each of which returns its change of value and can be undone.

Data and state live in one array of floats ``f`` and one of integers ``i``, whose first entries tell where
each table begins: ``f[i[METRES] + i[STOREYS] * s + t]``. Passing two arrays instead of fifty makes a step
ten times faster and the compilation as well; ``layout`` builds them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numba as nb
import numpy as np
import numpy.typing as npt

from solvers.allocate.packing import EVERYWHERE, GROWS, SPREAD, chunk_of, form_of, pack

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

OVERFULL = 4000.0
"""Penalty, CNY for a square metre that a storey is overfull or a warehouse or a least area lacks."""

BREACH = 30_000.0
"""Penalty for being overfull or short at all: a tenth of a square metre spoils a plan as well."""

MISSING = 3e7
"""Penalty for a required unit or a main part that is missing, and for a violated cut."""

DECIDED, TARGETS, LEASTS = range(3)
"""Areas that items are packed with."""

# Sizes.
UNITS, ITEMS, STOREYS, CLAUSES, CUTS, CUT_WIDTH, GOODS = range(7)

# Where each table begins: floats (data, state, scratch), then integers.
# fmt: off
(
    BASE, NEED, TAKE, RATE, OVER_RATE, LEAST, WISH, MOST, DENSITY, OVER_DENSITY, STORAGE, CAPACITY, METRES,
    FIXED, GATE, LINK_COST, NEAR_VALUE, ASPECT_VALUE, STORAGE_COST, PART_COST, CLAUSE_AREA, CLAUSE_COUNT,
    CLAUSE_CONSTANT, CLAUSE_FINE, CLAUSE_SCALE, TARGET, AREA, TOTAL, LOAD, BURDEN, CLAUSE, LOG_TARGET,
    DENSITIES, LENGTHS, GIVEN, ROOM, CHUNK, BIN_AREA, BIN_LARGEST, PACK_SIZE, PACK_LEFT, PACK_CHUNK,
    CEILING,
    ITEM_UNIT, FIRST, PARTS, ALLOWED, ALLOWED_COUNT, PERMITTED, REQUIRED, LINK_START, LINK_TO,
    NEAR_START, NEAR_TO, HAS_GATE, ASPECT_START, ASPECT_INSIDE, STOCK, HOST, WAREHOUSE, GOODS_STOREYS,
    CLAUSE_GROUP, CLAUSE_ZONE, CLAUSE_ABOUT, CUT_STOREY, CUT_UNITS, CUT_SIZE, AT, SERVED, COUNT, ON,
    ON_COUNT, RANDOM, LOG, LOG_SIZE, WHO, SINGLE, FRAME_START, BIN_START, PACK_FORM, PACK_ORDER, PACK_PLACE,
    PACK_BEST, BIN_OF, BIN_PIECE, BIN_NEIGHBOURS,
) = range(7, 93)
FLOAT_TABLES = (
    "base", "need", "take", "rate", "over_rate", "least", "wish", "most", "density", "over_density",
    "storage", "capacity", "metres", "fixed", "gate", "link_cost", "near_value", "aspect_value",
    "storage_cost", "part_cost", "clause_area", "clause_count", "clause_constant", "clause_fine",
    "clause_scale", "target", "area", "total", "load", "burden", "clause", "log_target", "densities",
    "lengths", "given", "room", "chunk", "bin_area", "bin_largest", "pack_size", "pack_left",
    "pack_chunk", "ceiling",
)
INT_TABLES = (
    "item_unit", "first", "parts", "allowed", "allowed_count", "permitted", "required", "link_start",
    "link_to", "near_start", "near_to", "has_gate", "aspect_start", "aspect_inside", "stock", "host",
    "warehouse", "goods_storeys", "clause_group", "clause_zone", "clause_about", "cut_storey",
    "cut_units", "cut_size", "at", "served", "count", "on", "on_count", "random", "log", "log_size",
    "who", "single", "frame_start", "bin_start", "pack_form", "pack_order", "pack_place", "pack_best",
    "bin_of", "bin_piece", "bin_neighbours",
)
# fmt: on
HEADER = 7 + len(FLOAT_TABLES) + len(INT_TABLES)

jit = nb.njit(nogil=True)
"""Not cached one by one: only the entries in ``moves`` are, with everything they call inside."""


def layout(sizes: tuple[int, ...], tables: Mapping[str, npt.ArrayLike]) -> tuple[Floats, Ints]:
    """The two arrays of a search; ``sizes`` in the order of their constants, tables by name."""
    header = np.full(HEADER, -1, dtype=np.int64)
    header[: len(sizes)] = sizes
    parts: dict[type, list[npt.NDArray[np.generic]]] = {np.float64: [], np.int64: [header]}
    for names, kind in ((FLOAT_TABLES, np.float64), (INT_TABLES, np.int64)):
        for name in names:
            header[globals()[name.upper()]] = sum(len(part) for part in parts[kind])
            parts[kind].append(np.asarray(tables[name], dtype=kind).ravel())
    if (header < 0).any():
        raise ValueError("a table of the search has a place but no name, or no size")
    return np.concatenate(parts[np.float64]), np.concatenate(parts[np.int64])


@jit
def uniform(i: Ints) -> float:
    """A random number in [0, 1): xorshift64*."""
    value = np.uint64(i[i[RANDOM]])
    value ^= value >> np.uint64(12)
    value ^= value << np.uint64(25)
    value ^= value >> np.uint64(27)
    i[i[RANDOM]] = np.int64(value)
    return float((value * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@jit
def below(i: Ints, count: int) -> int:
    """A random integer below ``count``."""
    return min(count - 1, int(uniform(i) * count))


@jit
def worth(f: Floats, i: Ints, u: int) -> float:
    """What the area of a unit pays, less penalties for what it lacks."""
    if i[i[COUNT] + u] == 0:
        return -MISSING if i[i[REQUIRED] + u] else 0.0
    value = paid(f, i, u, f[i[TOTAL] + u])
    if i[i[PARTS] + u] > 1 and i[i[AT] + i[i[FIRST] + u]] < 0:
        value -= MISSING
    return float(value - f[i[PART_COST]] * (i[i[COUNT] + u] - 1))


@jit
def paid(f: Floats, i: Ints, u: int, total: float) -> float:
    """What a placed unit pays for an area, less the penalty where that is out of its bounds."""
    value = f[i[RATE] + u] * min(total, f[i[WISH] + u]) + f[i[OVER_RATE] + u] * max(
        0.0, total - f[i[WISH] + u]
    )
    short = max(0.0, f[i[LEAST] + u] - total - 1e-7) + max(0.0, total - f[i[MOST] + u] - 1e-7)
    if short > 0.0:
        value -= min(0.9 * MISSING, BREACH + OVERFULL * short)  # a first part is better than none
    return float(value)


@jit
def distance(f: Floats, i: Ints, u: int, v: int) -> float:
    """Metres between the nearest parts of two units; 0 if one is out."""
    if i[i[COUNT] + u] == 0 or i[i[COUNT] + v] == 0:
        return 0.0
    nearest = 1e18
    for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
        if i[i[AT] + m] >= 0:
            for k in range(i[i[FIRST] + v], i[i[FIRST] + v] + i[i[PARTS] + v]):
                if i[i[AT] + k] >= 0:
                    nearest = min(nearest, f[i[METRES] + i[STOREYS] * (i[i[AT] + m]) + i[i[AT] + k]])
    return nearest


@jit
def together(f: Floats, i: Ints, u: int, v: int) -> bool:
    """Whether two units share a storey."""
    for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
        if i[i[AT] + m] >= 0:
            for k in range(i[i[FIRST] + v], i[i[FIRST] + v] + i[i[PARTS] + v]):
                if i[i[AT] + k] == i[i[AT] + m]:
                    return True
    return False


@jit
def spread(f: Floats, i: Ints, u: int) -> float:
    """What the places of a unit that may split are worth together: gate traffic, wishes for its place."""
    value = 0.0
    if i[i[HAS_GATE] + u]:
        nearest = 1e18
        for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
            if i[i[AT] + m] >= 0:
                nearest = min(nearest, f[i[GATE] + i[STOREYS] * u + i[i[AT] + m]])
        value -= nearest
    for k in range(i[i[ASPECT_START] + u], i[i[ASPECT_START] + u + 1]):
        inside = True
        for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
            inside = inside and (i[i[AT] + m] < 0 or i[i[ASPECT_INSIDE] + i[STOREYS] * k + i[i[AT] + m]] != 0)
        if inside:
            value += f[i[ASPECT_VALUE] + k]
    return value


@jit
def standing(f: Floats, i: Ints, u: int) -> float:
    """What the places of a unit are worth: wishes less traffic, gates, carriage."""
    if i[i[COUNT] + u] == 0:
        return 0.0
    value = 0.0
    for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
        if i[i[AT] + m] >= 0:
            value += f[i[FIXED] + i[STOREYS] * u + i[i[AT] + m]]
    for k in range(i[i[LINK_START] + u], i[i[LINK_START] + u + 1]):
        value -= f[i[LINK_COST] + k] * distance(f, i, u, i[i[LINK_TO] + k])
    for k in range(i[i[NEAR_START] + u], i[i[NEAR_START] + u + 1]):
        if together(f, i, u, i[i[NEAR_TO] + k]):
            value += f[i[NEAR_VALUE] + k]
    if i[i[PARTS] + u] > 1:
        value += spread(f, i, u)
    if i[i[SERVED] + u] >= 0:
        s = i[i[AT] + i[i[FIRST] + u]]
        value += f[i[STORAGE] + u] * (
            f[i[STORAGE_COST] + 1] - f[i[STORAGE_COST]] * f[i[METRES] + i[STOREYS] * s + i[i[SERVED] + u]]
        )
    return value


@jit
def set_area(f: Floats, i: Ints, m: int, area: float) -> float:
    """Give an item this area; returns the change of worth."""
    change = area - f[i[AREA] + m]
    if change == 0.0:
        return 0.0
    u = i[i[ITEM_UNIT] + m]
    before = worth(f, i, u)
    f[i[AREA] + m] = area
    f[i[TOTAL] + u] += change
    for c in range(i[CLAUSES]):
        f[i[CLAUSE] + c] += f[i[CLAUSE_AREA] + i[UNITS] * c + u] * change
    return worth(f, i, u) - before


@jit
def cut_penalty(f: Floats, i: Ints, s: int) -> float:
    """Penalty of the cuts that a storey violates."""
    penalty = 0.0
    for k in range(i[CUTS]):
        if i[i[CUT_STOREY] + k] == s:
            present = 0
            for j in range(i[i[CUT_SIZE] + k]):
                u = i[i[CUT_UNITS] + i[CUT_WIDTH] * k + j]
                for m in range(i[i[FIRST] + u], i[i[FIRST] + u] + i[i[PARTS] + u]):
                    if i[i[AT] + m] == s:
                        present += 1
                        break
            if present == i[i[CUT_SIZE] + k]:
                penalty += MISSING
    return penalty


@jit
def floor_of(f: Floats, i: Ints, m: int, s: int) -> float:
    """Least area of an item on a storey: a part's share of its unit's least, what a warehouse serves."""
    u = i[i[ITEM_UNIT] + m]
    least = max(f[i[BASE] + m], f[i[NEED] + u] * f[i[TARGET] + m])
    if i[i[WAREHOUSE] + u]:
        least = max(least, f[i[LOAD] + s])
    return float(min(least, ceiling_of(f, i, u, s)))


@jit
def ceiling_of(f: Floats, i: Ints, u: int, s: int) -> float:
    """Largest area of a part of a unit on a storey: the unit's most, the largest room there."""
    return float(min(f[i[MOST] + u], f[i[ROOM] + i[STOREYS] * u + s]))


@jit
def sizes_of(f: Floats, i: Ints, s: int, how: int) -> float:
    """Set what the items on a storey's list take when packed, and how they lie; returns the total, m2.

    ``how``: with the areas in ``GIVEN`` (spread zones with what may grow to that), with their targets, or
    with their least areas.
    """
    sizes, chunks, forms = f[i[PACK_SIZE] :], f[i[PACK_CHUNK] :], i[i[PACK_FORM] :]
    total = 0.0
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        u = i[i[ITEM_UNIT] + m]
        area = f[i[GIVEN] + m] if how == DECIDED else floor_of(f, i, m, s)
        if how == TARGETS:
            area = max(area, min(f[i[TARGET] + m], ceiling_of(f, i, u, s)))
        sizes[k] = area * f[i[TAKE] + u]
        forms[k] = form_of(i[i[SINGLE] + u] != 0, sizes[k], f[i[CHUNK] + u], f[i[CAPACITY] + s])
        if how == DECIDED and forms[k] == SPREAD:
            sizes[k] /= GROWS
        chunks[k] = chunk_of(sizes[k], f[i[CHUNK] + u])
        total += sizes[k]
    return total


@jit
def packed(f: Floats, i: Ints, s: int) -> tuple[float, int]:
    """Pack the items as ``sizes_of`` has set them: the area without room, and the frame."""
    return pack(
        i[i[ON_COUNT] + s], f[i[PACK_SIZE] :], i[i[PACK_FORM] :], f[i[PACK_CHUNK] :], i[i[PACK_ORDER] :],
        i[i[BIN_START] :], i[i[FRAME_START] + s], i[i[FRAME_START] + s + 1], f[i[BIN_AREA] :],
        f[i[BIN_LARGEST] :], i[i[BIN_PIECE] :], i[i[BIN_NEIGHBOURS] :], f[i[PACK_LEFT] :],
        i[i[PACK_PLACE] :], i[i[PACK_BEST] :],
    )  # fmt: skip


@jit
def fit_bins(f: Floats, i: Ints, s: int) -> float:
    """Put the items of a storey into the bins of a frame: with their targets, else with their least areas.

    Sets each item's bin, and what its bin has left beside the least areas. Returns the area that finds
    no room.
    """
    start, count = i[ON] + i[ITEMS] * s, i[i[ON_COUNT] + s]
    areas, left = f[i[BIN_AREA] :], f[i[PACK_LEFT] :]
    sizes, forms, best = f[i[PACK_SIZE] :], i[i[PACK_FORM] :], i[i[PACK_BEST] :]
    lacking, frame = 0.0, 0
    for how in (TARGETS, LEASTS):
        if sizes_of(f, i, s, how) > f[i[CAPACITY] + s] and how == TARGETS:
            continue  # the targets do not fit the storey, let alone its pieces
        lacking, frame = packed(f, i, s)
        if lacking <= 0.0:
            break
    for b in range(i[i[BIN_START] + frame], i[i[BIN_START] + frame + 1]):
        left[b] = areas[b]
    for k in range(count):
        m = i[start + k]
        take = f[i[TAKE] + i[i[ITEM_UNIT] + m]]
        i[i[BIN_OF] + m] = best[k]
        f[i[CEILING] + m] = GROWS * sizes[k] / take if forms[k] == SPREAD else 1e18
        if best[k] >= 0:
            left[best[k]] = max(
                left[best[k]] - floor_of(f, i, m, s) * take, sizes[k] - floor_of(f, i, m, s) * take
            )
    return lacking


@jit
def refill(f: Floats, i: Ints, s: int) -> float:
    """Decide the areas on a storey anew; returns the change of value."""
    if s < 0:
        return 0.0
    penalty = decide(f, i, s)
    change = f[i[BURDEN] + s] - penalty
    f[i[BURDEN] + s] = penalty
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        change += set_area(f, i, m, f[i[GIVEN] + m])
    return float(change)


@jit
def decide(f: Floats, i: Ints, s: int) -> float:
    """The areas of the items on a storey's list, in ``GIVEN``; returns the penalty of the storey.

    Those that pay most, if they fit the pieces; else as much as fits from smaller ones on.
    """
    penalty = cut_penalty(f, i, s)
    room = f[i[CAPACITY] + s]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        room -= floor_of(f, i, m, s) * f[i[TAKE] + i[i[ITEM_UNIT] + m]]
        i[i[BIN_OF] + m] = EVERYWHERE
        f[i[CEILING] + m] = 1e18
    grant(f, i, s, max(0.0, room), increments(f, i, s))
    if i[i[FRAME_START] + s] < i[i[FRAME_START] + s + 1]:
        sizes_of(f, i, s, DECIDED)
        if room < 0.0 or packed(f, i, s)[0] > 0.0:
            lacking = fit_bins(f, i, s)
            penalty += BREACH + OVERFULL * lacking if lacking > 0.0 else 0.0
            grant(f, i, s, max(0.0, room), increments(f, i, s))
    penalty += BREACH - OVERFULL * room if room < -1e-7 else 0.0
    lack = f[i[LOAD] + s]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        if i[i[WAREHOUSE] + i[i[ITEM_UNIT] + m]]:
            lack -= f[i[GIVEN] + m]
    return float(penalty + (BREACH + OVERFULL * lack if lack > 1e-6 else 0.0))


@jit
def increments(f: Floats, i: Ints, s: int) -> int:
    """What the items on a storey's list may have above their least areas, what pays most first; how many."""
    steps = 0
    density, length, who = i[DENSITIES], i[LENGTHS], i[WHO]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        u = i[i[ITEM_UNIT] + m]
        least = floor_of(f, i, m, s)
        ceiling = min(ceiling_of(f, i, u, s), max(least, f[i[CEILING] + m]))
        full = max(least, min(f[i[TARGET] + m], ceiling))
        for kind in range(2):
            more = full - least if kind == 0 else ceiling - full
            pays = f[i[DENSITY] + u] if kind == 0 else f[i[OVER_DENSITY] + u]
            if more > 0.0 and pays > 0.0 and (kind == 0 or i[i[PARTS] + u] == 1):
                j = steps
                while j > 0 and (
                    f[density + j - 1] < pays or (f[density + j - 1] == pays and i[who + j - 1] > m)
                ):
                    f[density + j], f[length + j] = f[density + j - 1], f[length + j - 1]
                    i[who + j] = i[who + j - 1]
                    j -= 1
                f[density + j], f[length + j], i[who + j] = pays, more, m
                steps += 1
    return steps


@jit
def grant(f: Floats, i: Ints, s: int, room: float, steps: int) -> None:
    """Set ``GIVEN``: least areas, then increments in their order while there is room, in their bins too."""
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        f[i[GIVEN] + m] = floor_of(f, i, m, s)
    for j in range(steps):
        if room <= 0.0:
            break
        m = i[i[WHO] + j]
        take = f[i[TAKE] + i[i[ITEM_UNIT] + m]]
        more = min(f[i[LENGTHS] + j], room / take)
        b = i[i[BIN_OF] + m]
        if b >= 0:
            more = min(more, max(0.0, f[i[PACK_LEFT] + b] / take))
            if i[i[SINGLE] + i[i[ITEM_UNIT] + m]] != 0:
                more = min(more, max(0.0, f[i[BIN_LARGEST] + b] - f[i[GIVEN] + m]))
            f[i[PACK_LEFT] + b] -= more * take
        room -= more * take
        f[i[GIVEN] + m] += more


@jit
def enlist(i: Ints, s: int, m: int) -> None:
    """Put an item on a storey's list, which stays sorted: what a storey is worth must not depend on how
    the plan came about."""
    k = i[ON] + i[ITEMS] * s + i[i[ON_COUNT] + s]
    while k > i[ON] + i[ITEMS] * s and i[k - 1] > m:
        i[k] = i[k - 1]
        k -= 1
    i[k] = m
    i[i[ON_COUNT] + s] += 1


@jit
def leave(i: Ints, s: int, m: int) -> None:
    """Take an item off a storey's list."""
    last = i[i[ON_COUNT] + s] - 1
    found = False
    for k in range(last):
        found = found or i[i[ON] + i[ITEMS] * s + k] == m
        if found:
            i[i[ON] + i[ITEMS] * s + k] = i[i[ON] + i[ITEMS] * s + k + 1]
    i[i[ON_COUNT] + s] = last


@jit
def put(f: Floats, i: Ints, m: int, s: int, target: float) -> float:
    """Move an item to a storey (-1: out) with a target area; returns the change of value."""
    u = i[i[ITEM_UNIT] + m]
    old = i[i[AT] + m]
    k = i[i[LOG_SIZE]]
    i[i[LOG] + 3 * k], i[i[LOG] + 3 * k + 1], i[i[LOG] + 3 * k + 2] = 0, m, old
    f[i[LOG_TARGET] + k] = f[i[TARGET] + m]
    i[i[LOG_SIZE]] = k + 1
    change = -standing(f, i, u)
    before, was = worth(f, i, u), i[i[COUNT] + u]
    if old >= 0:
        leave(i, old, m)
        i[i[COUNT] + u] -= 1
    i[i[AT] + m] = s
    f[i[TARGET] + m] = target
    if s >= 0:
        enlist(i, s, m)
        i[i[COUNT] + u] += 1
    change += worth(f, i, u) - before
    if s < 0:
        change += set_area(f, i, m, 0.0)
    if (was > 0) != (i[i[COUNT] + u] > 0):
        step = 1.0 if i[i[COUNT] + u] > 0 else -1.0
        for c in range(i[CLAUSES]):
            f[i[CLAUSE] + c] += step * f[i[CLAUSE_COUNT] + i[UNITS] * c + u]
    change += standing(f, i, u)
    if old != s:
        change += refill(f, i, old)
    return change + refill(f, i, s)


@jit
def serve(f: Floats, i: Ints, u: int, t: int) -> float:
    """Let a warehouse storey (-1: none) serve a tenant; returns the change of value."""
    old = i[i[SERVED] + u]
    if old == t:
        return 0.0
    k = i[i[LOG_SIZE]]
    i[i[LOG] + 3 * k], i[i[LOG] + 3 * k + 1], i[i[LOG] + 3 * k + 2] = 1, u, old
    i[i[LOG_SIZE]] = k + 1
    change = -standing(f, i, u)
    i[i[SERVED] + u] = t
    change += standing(f, i, u)
    if old >= 0:
        f[i[LOAD] + old] -= f[i[STORAGE] + u]
        change += refill(f, i, old)
    if t >= 0:
        f[i[LOAD] + t] += f[i[STORAGE] + u]
        change += refill(f, i, t)
    return change


@jit
def undo(f: Floats, i: Ints) -> None:
    """Take back every logged step, the last first."""
    size = i[i[LOG_SIZE]]
    for k in range(size - 1, -1, -1):
        if i[i[LOG] + 3 * k] == 0:
            put(f, i, i[i[LOG] + 3 * k + 1], i[i[LOG] + 3 * k + 2], f[i[LOG_TARGET] + k])
        else:
            serve(f, i, i[i[LOG] + 3 * k + 1], i[i[LOG] + 3 * k + 2])
    i[i[LOG_SIZE]] = 0


@jit
def any_about(i: Ints, c: int) -> bool:
    """Whether a unit is placed that a clause about a zone speaks of."""
    found = False
    for u in range(i[UNITS]):
        found = found or (i[i[CLAUSE_ABOUT] + i[UNITS] * c + u] != 0 and i[i[COUNT] + u] > 0)
    return found


@jit
def clause_penalty(f: Floats, i: Ints) -> float:
    """Fines of recommended clauses, penalties of mandatory ones; of an either-or group the smallest."""
    total = 0.0
    for c in range(i[CLAUSES]):
        short = max(0.0, -f[i[CLAUSE] + c] - 1e-6)
        group = i[i[CLAUSE_GROUP] + c]
        if short == 0.0:
            continue
        if f[i[CLAUSE_FINE] + c] > 0.0:
            total += f[i[CLAUSE_FINE] + c]
            continue
        penalty = f[i[CLAUSE_SCALE] + c] * short
        if group >= 0:
            for other in range(i[CLAUSES]):
                if i[i[CLAUSE_GROUP] + other] == group and other != c:
                    short = max(0.0, -f[i[CLAUSE] + other] - 1e-6)
                    rival = f[i[CLAUSE_SCALE] + other] * short
                    if rival < penalty or (rival == penalty and other < c):
                        penalty = 0.0
        elif i[i[CLAUSE_ZONE] + c] and not any_about(i, c):
            penalty = 0.0
        total += penalty
    return total
