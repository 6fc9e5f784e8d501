"""Annealing over whole plans: the arrays of the compiled kernel, its start, its schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.score import PART_CNY_YEAR, STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.clauses import Clause
from solvers.allocate.plan import Plan
from solvers.allocate.problem import Floats, Problem

Ints = npt.NDArray[np.int64]

LOG_ROWS = 4096
"""Room for the steps of one move and of undoing it."""

SAVED_STOREYS = 64
"""Room for the areas of so many full storeys that a move changes; what finds none is decided anew."""

MOST_PARTS = 12
"""Parts of one unit that the search considers at most."""

CHUNK = 10_000
"""Moves between two looks at the clock."""

CLAUSE_PENALTY = 6000.0
"""CNY for each square metre (or 50 for each company) that a mandatory clause is short."""

HOT, COLD = 7000.0, 40.0
"""Temperatures, CNY."""


@dataclass(frozen=True, slots=True)
class Search:
    """The kernel's tables for a problem, and which items belong to which unit."""

    problem: Problem
    tables: Mapping[str, npt.ArrayLike]
    first: tuple[int, ...]
    parts: tuple[int, ...]


def prepare(problem: Problem, rows: Sequence[Clause], prices: Mapping[str, float]) -> Search:
    """Kernel data. ``prices``: clause id -> CNY a year that a square metre of it is worth (LP duals)."""
    parts = tuple(_parts(problem, u) for u in range(len(problem.units)))
    first = tuple(int(k) for k in np.cumsum([0, *parts[:-1]]))
    return Search(problem, _tables(problem, rows, prices, first, parts), first, parts)


def _parts(problem: Problem, u: int) -> int:
    unit = problem.units[u]
    if not unit.split:
        return 1
    return max(1, min(MOST_PARTS, int((unit.most + 1e-9) // max(unit.part, 1.0)), len(unit.storeys)))


def _tables(
    problem: Problem,
    rows: Sequence[Clause],
    prices: Mapping[str, float],
    first: tuple[int, ...],
    parts: tuple[int, ...],
) -> dict[str, npt.ArrayLike]:
    """The kernel's data by table."""
    units, count = problem.units, len(problem.units)
    extra = sum((prices.get(row.id, 0.0) * row.area for row in rows), np.zeros(count))
    take = np.array([unit.take for unit in units])
    rate = np.array([unit.rate for unit in units])
    over = np.array([unit.over_rate for unit in units])
    stock = {unit.host: k for k, unit in enumerate(units) if unit.role == "stock"}
    warehouses = set(problem.warehouses)
    return {
        "first": first,
        "parts": parts,
        "need": [unit.least / unit.wish if unit.split else 0.0 for unit in units],
        "take": take,
        "rate": rate,
        "over_rate": over,
        "density": (rate + extra) / take,
        "over_density": (over + extra) / take,
        "least": [unit.least for unit in units],
        "wish": [unit.wish for unit in units],
        "most": [unit.most for unit in units],
        "required": [unit.required for unit in units],
        "storage": [unit.storage for unit in units],
        "stock": [stock.get(u, -1) for u in range(count)],
        "host": [unit.host for unit in units],
        "warehouse": [u in warehouses for u in range(count)],
        "goods_storeys": sorted({s for u in warehouses for s in units[u].storeys}),
        "storage_cost": (problem.storage_cost, STORAGE_RENT_CNY_M2_YEAR),
        "part_cost": (PART_CNY_YEAR,),
        "capacity": problem.capacity,
        "room": problem.room,
        "single": [unit.single for unit in units],
        "chunk": [unit.room * unit.take for unit in units],
        "frame_start": problem.frames.of_storey,
        "bin_start": problem.frames.bins,
        "bin_area": problem.frames.areas,
        "bin_largest": problem.frames.largest,
        "bin_piece": problem.frames.pieces,
        "bin_neighbours": problem.frames.neighbours,
        "people_m2": [problem.crowd.of_area(k, unit.take) for k, unit in enumerate(units)],
        "people_each": problem.crowd.each,
        "people_most": [problem.crowd.left(s, room) for s, room in enumerate(problem.capacity.tolist())],
        "metres": problem.metres,
        "fixed": problem.fixed,
        **_item_tables(problem, first, parts),
        **_ranks(np.column_stack([rate + extra, over + extra]) / take[:, None], parts),
        **_adjacent("link", count, [(link.a, link.b, link.cost) for link in problem.links]),
        **_adjacent("near", count, [(item.unit, item.other, item.value) for item in problem.near]),
        **_spread_tables(problem),
        **_clause_tables(count, rows),
        **_cut_tables(problem),
    }


def _item_tables(
    problem: Problem, first: tuple[int, ...], parts: tuple[int, ...]
) -> dict[str, npt.ArrayLike]:
    units = problem.units
    item_unit = np.repeat(np.arange(len(units)), parts)
    base = np.array([units[u].part if units[u].split else units[u].least for u in item_unit.tolist()])
    for u, m in enumerate(first):
        base[m] = max(base[m], units[u].main)
    permitted = np.zeros((len(item_unit), len(problem.storeys)), dtype=np.bool_)
    for m, u in enumerate(item_unit.tolist()):
        fits = [s for s in units[u].storeys if base[m] <= problem.room[u, s] + 1e-6]
        permitted[m, fits] = True
    allowed = np.zeros(permitted.shape, dtype=np.int64)
    for m, row in enumerate(permitted):
        allowed[m, : row.sum()] = np.flatnonzero(row)
    return {
        "item_unit": item_unit,
        "base": base,
        "permitted": permitted,
        "allowed": allowed,
        "allowed_count": permitted.sum(axis=1),
    }


def _adjacent(name: str, count: int, pairs: list[tuple[int, int, float]]) -> dict[str, npt.ArrayLike]:
    """Neighbour lists in both directions: starts, neighbours, values."""
    both = sorted([(a, b, v) for a, b, v in pairs] + [(b, a, v) for a, b, v in pairs])
    value = "link_cost" if name == "link" else "near_value"
    return {
        f"{name}_start": np.searchsorted(np.array([a for a, _, _ in both]), np.arange(count + 1)),
        f"{name}_to": [b for _, b, _ in both],
        value: [v for _, _, v in both],
    }


def _ranks(pays: Floats, parts: tuple[int, ...]) -> dict[str, npt.ArrayLike]:
    """Increments (twice the item, 1 more beyond its target) by what they pay a square metre, most first."""
    each = np.repeat(pays, parts, axis=0).ravel()
    ranked = np.argsort(-each, kind="stable")
    rank = np.empty(len(ranked), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    return {"rank": rank, "ranked": ranked}


def _spread_tables(problem: Problem) -> dict[str, npt.ArrayLike]:
    """Gate traffic and place wishes of units that may split."""
    gate = np.zeros((len(problem.units), len(problem.storeys)))
    has_gate = np.zeros(len(problem.units), dtype=np.bool_)
    for link in problem.gates:
        gate[link.unit] += link.cost
        has_gate[link.unit] = True
    wishes = sorted(problem.aspects, key=lambda aspect: aspect.unit)
    inside = np.zeros((len(wishes), len(problem.storeys)), dtype=np.bool_)
    for k, aspect in enumerate(wishes):
        inside[k, sorted(aspect.storeys)] = True
    owners = np.array([aspect.unit for aspect in wishes])
    return {
        "gate": gate,
        "has_gate": has_gate,
        "aspect_start": np.searchsorted(owners, np.arange(len(problem.units) + 1)),
        "aspect_value": [aspect.value for aspect in wishes],
        "aspect_inside": inside,
    }


def _clause_tables(count: int, rows: Sequence[Clause]) -> dict[str, npt.ArrayLike]:
    groups = sorted({row.either for row in rows if row.either})
    about = np.zeros((len(rows), count), dtype=np.bool_)
    for c, row in enumerate(rows):
        about[c, list(row.unless_empty)] = True
    return {
        "clause_area": np.array([row.area for row in rows]),
        "clause_count": np.array([row.count for row in rows]),
        "clause_constant": [row.constant for row in rows],
        "clause_fine": [row.fine or 0.0 for row in rows],
        "clause_group": [groups.index(row.either) if row.either else -1 for row in rows],
        "clause_zone": [bool(row.unless_empty) for row in rows],
        "clause_about": about,
        "clause_scale": [CLAUSE_PENALTY * (50.0 if np.any(row.count) else 1.0) for row in rows],
    }


def _cut_tables(problem: Problem) -> dict[str, npt.ArrayLike]:
    widest = max((len(together) for _, together in problem.cuts), default=1)
    members = np.zeros((len(problem.cuts), widest), dtype=np.int64)
    for k, (_, together) in enumerate(problem.cuts):
        members[k, : len(together)] = together
    return {
        "cut_storey": [s for s, _ in problem.cuts],
        "cut_units": members,
        "cut_size": [len(together) for _, together in problem.cuts],
    }


def _state_tables(search: Search, seed: int) -> dict[str, npt.ArrayLike]:
    """An empty plan."""
    tables, units = search.tables, search.problem.units
    items, storeys = len(np.asarray(tables["base"])), len(search.problem.storeys)
    wished = [unit.wish if search.parts[u] == 1 else 0.0 for u, unit in enumerate(units)]
    mixed = int(np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]) >> 1
    return {
        "target": np.maximum(np.asarray(tables["base"]), np.repeat(wished, search.parts)),
        "area": np.zeros(items),
        "total": np.zeros(len(units)),
        "load": np.zeros(storeys),
        "burden": np.zeros(storeys),
        "clause": tables["clause_constant"],
        "log_target": np.zeros(LOG_ROWS),
        "lengths": np.zeros(2 * items + 2),
        "given": np.zeros(items),
        "ceiling": np.zeros(items),
        "pack_size": np.zeros(items),
        "pack_chunk": np.zeros(items),
        "pack_left": np.zeros(len(search.problem.frames.areas)),
        "pack_form": np.zeros(items),
        "pack_order": np.zeros(items),
        "pack_place": np.zeros(items),
        "pack_best": np.zeros(items),
        "bin_of": np.zeros(items),
        "at": np.full(items, -1),
        "served": np.full(len(units), -1),
        "count": np.zeros(len(units)),
        "on": np.zeros((storeys, items)),
        "on_count": np.zeros(storeys),
        "random": [mixed | 1],
        "log": np.zeros((LOG_ROWS, 4)),
        "saved": np.zeros(SAVED_STOREYS * (items + 1)),
        "saved_room": [SAVED_STOREYS * (items + 1), 0],
        "log_size": [0],
        "who": np.zeros(2 * items + 2),
    }


def _load(search: Search, start: Plan, seed: int) -> tuple[Floats, Ints, tuple[Ints, Floats, Ints], Floats]:
    """The arrays of a plan, the plan in the kernel's terms, and its value as ``anneal`` wants it."""
    units = search.problem.units
    at = np.full(sum(search.parts), -1, dtype=np.int64)
    tables = _state_tables(search, seed)
    target = np.asarray(tables["target"], dtype=np.float64).copy()
    served = np.full(len(units), -1, dtype=np.int64)
    for u, here in start.by_unit().items():
        places = sorted(here, key=lambda s: (-start.areas[u, s], s))
        for m, s in zip(range(search.first[u], search.first[u] + search.parts[u]), places, strict=False):
            at[m] = s
            if search.parts[u] > 1:
                target[m] = max(start.areas[u, s], target[m])
    for u, t in start.service.items():
        served[u] = t
    plan = (at, target, served)
    f, i, best = _state(search, plan, seed)
    return f, i, plan, best


def _state(search: Search, plan: tuple[Ints, Floats, Ints], seed: int) -> tuple[Floats, Ints, Floats]:
    """The arrays of a plan in the kernel's terms, and its value as ``anneal`` wants it."""
    from solvers.allocate import state
    from solvers.allocate.moves import load

    problem, tables = search.problem, {**search.tables, **_state_tables(search, seed)}
    clauses, cuts = len(np.asarray(tables["clause_fine"])), np.asarray(tables["cut_units"]).shape
    sizes = (
        len(problem.units),
        len(np.asarray(tables["base"])),
        len(problem.storeys),
        clauses,
        cuts[0],
        cuts[1],
        len(np.asarray(tables["goods_storeys"])),
    )
    f, i = state.layout(sizes, tables)
    best = np.zeros(3)
    load(f, i, plan, best)
    return f, i, best


def run(
    search: Search,
    start: Plan,
    *,
    seed: int,
    moves: int,
    hot: float = HOT,
    stop: Callable[[], bool],
    idle: Callable[[float], None] = lambda value: None,
) -> tuple[Plan, float]:
    """The best plan met and its value with penalties, its areas as the search decides them.

    ``idle`` is called with the best value after every ``CHUNK`` moves.
    """
    from solvers.allocate import state
    from solvers.allocate.moves import anneal

    f, i, plan, best = _load(search, start, seed)
    chunks = max(1, -(-moves // CHUNK))
    for k in range(chunks):
        if stop():
            break
        high, low = (hot * (COLD / hot) ** (j / chunks) for j in (k, k + 1))
        anneal(f, i, plan, best, CHUNK, high, low)
        idle(float(best[0]))
    at, _, served = plan
    f, i = _state(search, plan, seed)[:2]
    area, bins, ceiling = f[i[state.AREA] :], i[i[state.BIN_OF] :], f[i[state.CEILING] :]
    owner = np.repeat(np.arange(len(search.first)), search.parts)
    keys = [(m, (int(owner[m]), int(s))) for m, s in enumerate(at) if s >= 0]
    found = Plan(
        {key: float(area[m]) for m, key in keys},
        {u: int(t) for u, t in enumerate(served) if t >= 0},
        {key: (int(bins[m]), float(ceiling[m])) for m, key in keys},
    )
    return found, float(best[0])


def warm() -> None:
    """Load the compiled kernel, compiling it where it is not cached."""
    from solvers.allocate import halves, prices, state
    from solvers.allocate.moves import anneal, load

    tables: dict[str, npt.ArrayLike] = dict.fromkeys((*state.FLOAT_TABLES, *state.INT_TABLES), (0,))
    f, i = state.layout((0, 0, 1, 0, 0, 1, 0), tables)
    plan = (np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.int64))
    load(f, i, plan, np.zeros(3))
    anneal(f, i, plan, np.zeros(3), 0, HOT, COLD)
    halves.warm()
    prices.warm()
