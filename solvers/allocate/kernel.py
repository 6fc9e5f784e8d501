"""The compiled search over plans: which item on which storey, which warehouse serves whom.

An *item* is a unit, or one part of a unit that may split. Areas follow from the places: on each storey the
least areas first, then increments by what they pay a square metre. The energy is minus the objective plus
penalties for what must not be: overfull storeys, broken clauses, missing units. Every move is a few
elementary steps (``put``, ``serve``), each of which returns its change of value and can be undone.
"""

from __future__ import annotations

from solvers.allocate.areas import MISSING, decide, paid
from solvers.allocate.state import (
    AREA,
    ASPECT_INSIDE,
    ASPECT_START,
    ASPECT_VALUE,
    AT,
    BURDEN,
    CLAUSE,
    CLAUSE_ABOUT,
    CLAUSE_AREA,
    CLAUSE_COUNT,
    CLAUSE_FINE,
    CLAUSE_GROUP,
    CLAUSE_SCALE,
    CLAUSE_ZONE,
    CLAUSES,
    COUNT,
    FIRST,
    FIXED,
    GATE,
    GIVEN,
    HAS_GATE,
    ITEM_UNIT,
    ITEMS,
    LINK_COST,
    LINK_START,
    LINK_TO,
    LOAD,
    LOG,
    LOG_SIZE,
    LOG_TARGET,
    METRES,
    NEAR_START,
    NEAR_TO,
    NEAR_VALUE,
    ON,
    ON_COUNT,
    PART_COST,
    PARTS,
    REQUIRED,
    SAVED,
    SAVED_ROOM,
    SERVED,
    STORAGE,
    STORAGE_COST,
    STOREYS,
    TARGET,
    TOTAL,
    UNITS,
    Floats,
    Ints,
    jit,
)


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
def lay(f: Floats, i: Ints, m: int, area: float) -> None:
    """Give an item this area."""
    u = i[i[ITEM_UNIT] + m]
    change = area - f[i[AREA] + m]
    f[i[AREA] + m] = area
    f[i[TOTAL] + u] += change
    for c in range(i[CLAUSES]):
        f[i[CLAUSE] + c] += f[i[CLAUSE_AREA] + i[UNITS] * c + u] * change


@jit
def set_area(f: Floats, i: Ints, m: int, area: float) -> float:
    """Give an item this area; returns the change of worth."""
    if area - f[i[AREA] + m] == 0.0:
        return 0.0
    before = worth(f, i, i[i[ITEM_UNIT] + m])
    lay(f, i, m, area)
    return worth(f, i, i[i[ITEM_UNIT] + m]) - before


@jit
def save(f: Floats, i: Ints, s: int, t: int) -> int:
    """Keep the areas on two storeys (-1: none) until a step is undone; where they lie, -1 without room."""
    start = i[i[SAVED_ROOM] + 1] if i[i[LOG_SIZE]] > 0 else 0
    top = start
    for k in range(2):
        r = s if k == 0 else t
        if r < 0 or (k == 1 and t == s):
            continue
        if top + i[i[ON_COUNT] + r] + 1 > i[i[SAVED_ROOM]]:
            i[i[SAVED_ROOM] + 1] = start
            return -1
        f[i[SAVED] + top] = f[i[BURDEN] + r]
        top += 1
        for j in range(i[i[ON_COUNT] + r]):
            f[i[SAVED] + top] = f[i[AREA] + i[i[ON] + i[ITEMS] * r + j]]
            top += 1
    i[i[SAVED_ROOM] + 1] = top
    return int(start)


@jit
def restore(f: Floats, i: Ints, s: int, at: int) -> None:
    """Give a storey the areas that were kept at ``at``."""
    f[i[BURDEN] + s] = f[i[SAVED] + at]
    for j in range(i[i[ON_COUNT] + s]):
        m = i[i[ON] + i[ITEMS] * s + j]
        if f[i[SAVED] + at + 1 + j] - f[i[AREA] + m] != 0.0:
            lay(f, i, m, f[i[SAVED] + at + 1 + j])


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
def relist(f: Floats, i: Ints, m: int, s: int, target: float) -> None:
    """Put an item on the list of a storey (-1: of none) instead of the one where it is, with a target."""
    u, old = i[i[ITEM_UNIT] + m], i[i[AT] + m]
    if old >= 0:
        leave(i, old, m)
        i[i[COUNT] + u] -= 1
    i[i[AT] + m] = s
    f[i[TARGET] + m] = target
    if s >= 0:
        enlist(i, s, m)
        i[i[COUNT] + u] += 1


@jit
def tell(f: Floats, i: Ints, u: int, was: int) -> None:
    """Let clauses that count units know where one, of which ``was`` parts were placed, came or went."""
    if (was > 0) != (i[i[COUNT] + u] > 0):
        step = 1.0 if i[i[COUNT] + u] > 0 else -1.0
        for c in range(i[CLAUSES]):
            f[i[CLAUSE] + c] += step * f[i[CLAUSE_COUNT] + i[UNITS] * c + u]


@jit
def note(i: Ints, what: int, who: int, old: int, saved: int) -> None:
    """Log a step: 0 an item moved, 1 a unit served elsewhere; where it was, and where areas are kept."""
    k = i[LOG] + 4 * i[i[LOG_SIZE]]
    i[k], i[k + 1], i[k + 2], i[k + 3] = what, who, old, saved
    i[i[LOG_SIZE]] += 1


@jit
def put(f: Floats, i: Ints, m: int, s: int, target: float) -> float:
    """Move an item to a storey (-1: out) with a target area; returns the change of value."""
    u = i[i[ITEM_UNIT] + m]
    old = i[i[AT] + m]
    note(i, 0, m, old, save(f, i, old, s))
    f[i[LOG_TARGET] + i[i[LOG_SIZE]] - 1] = f[i[TARGET] + m]
    change = -standing(f, i, u)
    before, was = worth(f, i, u), i[i[COUNT] + u]
    relist(f, i, m, s, target)
    change += worth(f, i, u) - before
    if s < 0:
        change += set_area(f, i, m, 0.0)
    tell(f, i, u, was)
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
    note(i, 1, u, old, save(f, i, old, t))
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
        row = i[LOG] + 4 * k
        what, who, old, saved = i[row], i[row + 1], i[row + 2], i[row + 3]
        if what == 0 and saved >= 0:
            put_back(f, i, who, old, f[i[LOG_TARGET] + k], saved)
        elif what == 0:
            put(f, i, who, old, f[i[LOG_TARGET] + k])
        elif saved >= 0:
            serve_back(f, i, who, old, saved)
        else:
            serve(f, i, who, old)
    i[i[LOG_SIZE]] = 0


@jit
def put_back(f: Floats, i: Ints, m: int, s: int, target: float, saved: int) -> None:
    """Take back a ``put``: as one to where the item was, with the areas that were kept."""
    u = i[i[ITEM_UNIT] + m]
    old = i[i[AT] + m]
    was = i[i[COUNT] + u]
    relist(f, i, m, s, target)
    if s < 0:
        lay(f, i, m, 0.0)
    tell(f, i, u, was)
    here = saved + 1 + i[i[ON_COUNT] + s] if s >= 0 else saved
    if old >= 0 and old != s:
        restore(f, i, old, here)
    if s >= 0:
        restore(f, i, s, saved)


@jit
def serve_back(f: Floats, i: Ints, u: int, t: int, saved: int) -> None:
    """Take back a ``serve``."""
    old = i[i[SERVED] + u]
    i[i[SERVED] + u] = t
    here = saved + 1 + i[i[ON_COUNT] + t] if t >= 0 else saved
    if old >= 0:
        f[i[LOAD] + old] -= f[i[STORAGE] + u]
        restore(f, i, old, here)
    if t >= 0:
        f[i[LOAD] + t] += f[i[STORAGE] + u]
        restore(f, i, t, saved)


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
