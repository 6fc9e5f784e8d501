"""The state of the compiled search: where its tables lie, and its random numbers.

Data and state live in one array of floats ``f`` and one of integers ``i``, whose first entries tell where
each table begins: ``f[i[METRES] + i[STOREYS] * s + t]``. Passing two arrays instead of fifty makes a step
ten times faster and the compilation as well; ``layout`` builds them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numba as nb
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Sizes.
UNITS, ITEMS, STOREYS, CLAUSES, CUTS, CUT_WIDTH, GOODS = range(7)

# Where each table begins: floats (data, state, scratch), then integers.
# fmt: off
(
    BASE, NEED, TAKE, RATE, OVER_RATE, LEAST, WISH, MOST, DENSITY, OVER_DENSITY, STORAGE, CAPACITY, METRES,
    FIXED, GATE, LINK_COST, NEAR_VALUE, ASPECT_VALUE, STORAGE_COST, PART_COST, CLAUSE_AREA, CLAUSE_COUNT,
    CLAUSE_CONSTANT, CLAUSE_FINE, CLAUSE_SCALE, TARGET, AREA, TOTAL, LOAD, BURDEN, CLAUSE, LOG_TARGET,
    LENGTHS, GIVEN, ROOM, CHUNK, BIN_AREA, BIN_LARGEST, PACK_SIZE, PACK_LEFT, PACK_CHUNK,
    CEILING, PEOPLE_M2, PEOPLE_EACH, PEOPLE_MOST, SAVED,
    ITEM_UNIT, FIRST, PARTS, ALLOWED, ALLOWED_COUNT, PERMITTED, REQUIRED, LINK_START, LINK_TO,
    NEAR_START, NEAR_TO, HAS_GATE, ASPECT_START, ASPECT_INSIDE, STOCK, HOST, WAREHOUSE, GOODS_STOREYS,
    CLAUSE_GROUP, CLAUSE_ZONE, CLAUSE_ABOUT, CUT_STOREY, CUT_UNITS, CUT_SIZE, AT, SERVED, COUNT, ON,
    ON_COUNT, RANDOM, LOG, LOG_SIZE, WHO, SINGLE, FRAME_START, BIN_START, PACK_FORM, PACK_ORDER, PACK_PLACE,
    PACK_BEST, BIN_OF, BIN_PIECE, BIN_NEIGHBOURS, SAVED_ROOM,
    RANK, RANKED,
) = range(7, 99)
FLOAT_TABLES = (
    "base", "need", "take", "rate", "over_rate", "least", "wish", "most", "density", "over_density",
    "storage", "capacity", "metres", "fixed", "gate", "link_cost", "near_value", "aspect_value",
    "storage_cost", "part_cost", "clause_area", "clause_count", "clause_constant", "clause_fine",
    "clause_scale", "target", "area", "total", "load", "burden", "clause", "log_target",
    "lengths", "given", "room", "chunk", "bin_area", "bin_largest", "pack_size", "pack_left",
    "pack_chunk", "ceiling", "people_m2", "people_each", "people_most", "saved",
)
INT_TABLES = (
    "item_unit", "first", "parts", "allowed", "allowed_count", "permitted", "required", "link_start",
    "link_to", "near_start", "near_to", "has_gate", "aspect_start", "aspect_inside", "stock", "host",
    "warehouse", "goods_storeys", "clause_group", "clause_zone", "clause_about", "cut_storey",
    "cut_units", "cut_size", "at", "served", "count", "on", "on_count", "random", "log", "log_size",
    "who", "single", "frame_start", "bin_start", "pack_form", "pack_order", "pack_place", "pack_best",
    "bin_of", "bin_piece", "bin_neighbours", "saved_room", "rank", "ranked",
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
