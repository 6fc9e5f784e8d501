"""The areas of the items on a storey, decided anew with every change: what pays most, within the pieces.

Least areas first, then increments by what they pay a square metre. Compiled into the search (``kernel``).
"""

from __future__ import annotations

from solvers.allocate.packing import EVERYWHERE, GROWS, SPREAD, chunk_of, form_of, pack
from solvers.allocate.state import (
    AT,
    BASE,
    BIN_AREA,
    BIN_LARGEST,
    BIN_NEIGHBOURS,
    BIN_OF,
    BIN_PIECE,
    BIN_START,
    CAPACITY,
    CEILING,
    CHUNK,
    CUT_SIZE,
    CUT_STOREY,
    CUT_UNITS,
    CUT_WIDTH,
    CUTS,
    DENSITY,
    FIRST,
    FRAME_START,
    GIVEN,
    ITEM_UNIT,
    ITEMS,
    LEAST,
    LENGTHS,
    LOAD,
    MOST,
    NEED,
    ON,
    ON_COUNT,
    OVER_DENSITY,
    OVER_RATE,
    PACK_BEST,
    PACK_CHUNK,
    PACK_FORM,
    PACK_LEFT,
    PACK_ORDER,
    PACK_PLACE,
    PACK_SIZE,
    PARTS,
    PEOPLE_EACH,
    PEOPLE_M2,
    PEOPLE_MOST,
    RANK,
    RANKED,
    RATE,
    ROOM,
    SINGLE,
    STOREYS,
    TAKE,
    TARGET,
    WAREHOUSE,
    WHO,
    WISH,
    Floats,
    Ints,
    jit,
)

OVERFULL = 4000.0
"""Penalty, CNY for a square metre that a storey is overfull or a warehouse or a least area lacks."""

BREACH = 30_000.0
"""Penalty for being overfull or short at all: a tenth of a square metre spoils a plan as well."""

MISSING = 3e7
"""Penalty for a required unit or a main part that is missing, and for a violated cut."""

CROWDED = 4000.0
"""Penalty, CNY for each person more than the exits of a storey allow."""

DECIDED, TARGETS, LEASTS = range(3)
"""Areas that items are packed with."""


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
    if f[i[PEOPLE_MOST] + s] < 1e17:
        penalty += crowd_penalty(f, i, s)
    lack = f[i[LOAD] + s]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        if i[i[WAREHOUSE] + i[i[ITEM_UNIT] + m]]:
            lack -= f[i[GIVEN] + m]
    return float(penalty + (BREACH + OVERFULL * lack if lack > 1e-6 else 0.0))


@jit
def crowd_penalty(f: Floats, i: Ints, s: int) -> float:
    """Penalty of a storey with more people than its exits allow."""
    people = -f[i[PEOPLE_MOST] + s]
    for k in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + k]
        u = i[i[ITEM_UNIT] + m]
        people += f[i[PEOPLE_EACH] + u] + f[i[PEOPLE_M2] + u] * f[i[GIVEN] + m]
    return float(BREACH + CROWDED * people if people > 1e-6 else 0.0)


@jit
def increments(f: Floats, i: Ints, s: int) -> int:
    """What the items on a storey's list may have above their least areas, what pays most first; how many.

    ``WHO`` holds their ranks: of all increments, item by item up to its target and beyond it.
    """
    steps = 0
    who = i[WHO]
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
                f[i[LENGTHS] + 2 * m + kind] = more
                rank = i[i[RANK] + 2 * m + kind]
                j = steps
                while j > 0 and i[who + j - 1] > rank:
                    i[who + j] = i[who + j - 1]
                    j -= 1
                i[who + j] = rank
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
        increment = i[i[RANKED] + i[i[WHO] + j]]
        m = increment // 2
        take = f[i[TAKE] + i[i[ITEM_UNIT] + m]]
        more = min(f[i[LENGTHS] + increment], room / take)
        b = i[i[BIN_OF] + m]
        if b >= 0:
            more = min(more, max(0.0, f[i[PACK_LEFT] + b] / take))
            if i[i[SINGLE] + i[i[ITEM_UNIT] + m]] != 0:
                more = min(more, max(0.0, f[i[BIN_LARGEST] + b] - f[i[GIVEN] + m]))
            f[i[PACK_LEFT] + b] -= more * take
        room -= more * take
        f[i[GIVEN] + m] += more
