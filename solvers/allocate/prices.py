"""A bound for parks too large for one linear program: Lagrangian prices instead of rows.

Every storey asks a price for a square metre, every mandatory clause one for what it lacks, every hub of
traffic one a metre in each building for what its clients there send. Under given prices each unit chooses
its best place and area by itself, so that one evaluation takes time in proportion to units x storeys.
Whatever the prices are, the sum is a bound; descent along subgradients lowers it.

Traffic: let the clients of a hub in building ``a`` send ``f <= cap`` and the hub lie in ``b``. For any price
``p``, ``f * d(a, b) >= f * p - cap * max(0, p - d(a, b))``: clients pay ``p``, the hub gets back the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from planner.score import PART_CNY_YEAR, STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.clauses import Clause, constant_fines
from solvers.allocate.problem import Problem

__all__ = ["NOWHERE", "Descent", "Priced", "priced", "warm"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STEPS = 800
"""Evaluations."""
FIRST, LAST = 0.05, 1e-4
"""Step sizes at the beginning and at the end, as parts of the usual rent and of the mean distance."""
HUB_CLIENTS = 8
"""A unit with fewer clients is no hub: its traffic counts as free."""
MEAN, SPREAD = 0.9, 0.98
"""How long the mean of the subgradients and of their squares lasts (Kingma and Ba, Adam, 2015)."""
TOLD_EVERY = 20
"""Steps between two looks at the bound by whoever waits for it."""
NOWHERE = -1e30
"""Worth of a unit that has no place."""
HALVINGS = 18
"""Of the price of a wish, for a unit that may split."""


@dataclass(frozen=True, slots=True)
class Priced:
    """``bound``, CNY a year; ``prices``: clause -> what a square metre of its slack is worth, CNY a year."""

    bound: float
    prices: Mapping[str, float]
    steps: int


def priced(
    problem: Problem,
    rows: Sequence[Clause],
    stop: Callable[[], bool],
    on_bound: Callable[[float], None] = lambda _: None,
) -> Priced:
    """The least bound found; a valid one also if stopped early."""
    binding = [row for row in rows if row.fine is None and not row.either and not row.unless_empty]
    descent = Descent(problem, binding)
    descent.begin()
    best, prices, steps = np.inf, np.zeros(len(binding)), 0
    for step in range(STEPS):
        if stop():
            break
        bound = descent.evaluate()
        if bound < best:
            best, prices = bound, descent.clause.copy()
        if step % TOLD_EVERY == 0:
            on_bound(best)
        descent.step(FIRST * (LAST / FIRST) ** (step / STEPS))
        steps += 1
    worth = {row.id: float(price) for row, price in zip(binding, prices, strict=True) if price > 1e-9}
    return Priced(best, worth, steps)


class _Unit(NamedTuple):
    """Columns of what the kernel knows of a unit."""

    rate: int = 0
    over: int = 1
    least: int = 2
    wish: int = 3
    most: int = 4
    take: int = 5
    storage: int = 6
    bonus: int = 7
    """What it gets wherever it lies."""


class _Kind(NamedTuple):
    """The same of whole numbers: truths, and units or hubs (-1: none)."""

    split: int = 0
    required: int = 1
    host: int = 2
    stock: int = 3
    warehouse: int = 4
    hub: int = 5


U, K = _Unit(), _Kind()


class _Tables(NamedTuple):
    """The problem as the kernel reads it."""

    fixed: Floats
    room: Floats
    flat: Floats
    building: Ints
    start: Ints
    """Unit ``u`` may lie on the storeys ``allowed[start[u]:start[u + 1]]``."""
    allowed: Ints
    worth: Floats
    kind: Ints
    link_start: Ints
    link_hub: Ints
    link_cost: Floats
    cap: Floats
    """hub x building: CNY a metre that its clients in the building send at most."""


class _Prices(NamedTuple):
    """CNY for a m2 of each storey, for a m2 and the presence of each unit (clauses), for a m2 of storage.

    Of hubs metres in each building.
    """

    storey: Floats
    area: Floats
    presence: Floats
    metres: Floats
    storage: float


class _Slopes(NamedTuple):
    """How the bound changes with the prices, and the areas and presences that units chose."""

    storey: Floats
    metres: Floats
    storage: Floats
    area: Floats
    placed: Floats


def _tables(problem: Problem) -> _Tables:
    units = problem.units
    bonus = np.zeros(len(units))
    for near in problem.near:
        bonus[near.unit] += near.value
    for aspect in problem.aspects:
        bonus[aspect.unit] += aspect.value
    for gate in problem.gates:
        places = list(units[gate.unit].storeys)
        bonus[gate.unit] -= float(gate.cost[places].min()) if places else 0.0
    clients = _clients(problem)
    hub = {u: h for h, u in enumerate(clients)}
    links = sorted((u, h, cost) for h, by in enumerate(clients.values()) for u, cost in by.items())
    stock = {unit.host: k for k, unit in enumerate(units) if unit.role == "stock"}
    stores = set(problem.warehouses)
    worth = [
        (x.rate, x.over_rate, x.smallest, min(max(x.wish, x.least), x.most), x.most, x.take, x.storage, more)
        for x, more in zip(units, bonus, strict=True)
    ]
    kind = [
        (x.split, x.required, x.host, stock.get(k, -1), k in stores, hub.get(k, -1))
        for k, x in enumerate(units)
    ]
    return _Tables(
        fixed=problem.fixed,
        room=problem.room,
        flat=problem.flat,
        building=problem.building,
        start=np.cumsum([0, *(len(unit.storeys) for unit in units)]),
        allowed=np.array([s for unit in units for s in unit.storeys], dtype=np.int64),
        worth=np.array(worth, dtype=np.float64).reshape(len(units), len(U)),
        kind=np.array(kind, dtype=np.int64).reshape(len(units), len(K)),
        link_start=np.searchsorted(np.array([u for u, _, _ in links]), np.arange(len(units) + 1)),
        link_hub=np.array([h for _, h, _ in links], dtype=np.int64),
        link_cost=np.array([cost for _, _, cost in links], dtype=np.float64),
        cap=_caps(problem, list(clients.values())),
    )


def _clients(problem: Problem) -> dict[int, dict[int, float]]:
    """Hub -> its clients' traffic with it, CNY a year and metre; the end with more links is the hub."""
    links = np.zeros(len(problem.units), dtype=np.int64)
    for link in problem.links:
        links[link.a] += 1
        links[link.b] += 1
    found: dict[int, dict[int, float]] = {}
    for link in problem.links:
        hub, client = (link.a, link.b) if links[link.a] > links[link.b] else (link.b, link.a)
        if links[hub] >= HUB_CLIENTS and not problem.units[client].split:
            found.setdefault(hub, {})[client] = link.cost
    return dict(sorted(found.items()))


def _caps(problem: Problem, clients: Sequence[Mapping[int, float]]) -> Floats:
    """The most that clients of each hub can send from each building: a fractional knapsack by least areas."""
    room = np.bincount(problem.building, weights=problem.capacity, minlength=len(problem.flat))
    caps = np.zeros((len(clients), len(room)))
    for h, by in enumerate(clients):
        sizes = np.array([max(1e-9, problem.units[u].least * problem.units[u].take) for u in by])
        sends = np.array(list(by.values()))
        order = np.argsort(-sends / sizes, kind="stable")
        caps[h] = np.interp(
            room, np.concatenate([[0.0], np.cumsum(sizes[order])]),
            np.concatenate([[0.0], np.cumsum(sends[order])]),
        )  # fmt: skip
    return caps


class Descent:
    """Prices, the bound under them, its subgradient, and the next step down."""

    def __init__(self, problem: Problem, rows: Sequence[Clause]) -> None:
        self.problem, self.tables = problem, _tables(problem)
        self.area = np.array([row.area for row in rows]).reshape(len(rows), len(problem.units))
        self.count = np.array([row.count for row in rows]).reshape(self.area.shape)
        self.constant = np.array([row.constant for row in rows])
        self.fines = constant_fines(problem)
        hubs, buildings = self.tables.cap.shape
        self.ends = np.cumsum([0, len(problem.storeys), len(rows), hubs * buildings, 1])
        """Where the prices of clauses, of metres and of storage begin, after those of storeys."""
        self.price, self.slope = np.zeros(self.ends[-1]), np.zeros(self.ends[-1])
        self.usual = float(np.median(self.tables.worth[:, U.rate])) if problem.units else 1.0
        self.base = np.zeros(self.ends[-1] + 1 + hubs + buildings)
        """Prices by themselves; then what is common to all storeys, to a hub, to a building."""
        self.scale = np.full(len(self.base), max(1.0, self.usual))
        metres = max(1.0, float(problem.flat.mean())) if problem.flat.size else 1.0
        self.scale[self.ends[2] : self.ends[3]] = self.scale[self.ends[4] + 1 :] = metres
        self.mean, self.spread = np.zeros(len(self.base)), np.zeros(len(self.base))
        self.steps = 0

    @property
    def clause(self) -> Floats:
        """Prices of the clauses."""
        return self.price[self.ends[1] : self.ends[2]]

    def begin(self) -> None:
        """All storeys ask a third of the usual rent, all else nothing."""
        self.base[self.ends[4]] = self.usual / 3
        self._set()

    def _set(self) -> None:
        """The prices that the bases add up to."""
        hubs = self.tables.cap.shape[0]
        lone, common = np.split(self.base, [self.ends[4]])
        price = lone.copy()
        price[: self.ends[1]] += common[0]
        by_hub = price[self.ends[2] : self.ends[3]].reshape(self.tables.cap.shape)
        by_hub += common[1 : 1 + hubs, None] + common[None, 1 + hubs :]
        self.price = np.maximum(0.0, price)

    def evaluate(self) -> float:
        """The bound under the present prices; sets ``slope``."""
        shape, units = self.tables.cap.shape, len(self.problem.units)
        storey, clause, metres, storage = np.split(self.price, self.ends[1:4])
        prices = _Prices(
            storey, clause @ self.area, clause @ self.count, metres.reshape(shape), float(storage[0])
        )
        slopes = _Slopes(
            self.problem.capacity.copy(), np.zeros(shape), np.zeros(1), np.zeros(units), np.zeros(units)
        )
        total = choose(self.tables, prices, slopes)
        rows = self.constant + self.area @ slopes.area + self.count @ slopes.placed
        self.slope = np.concatenate([slopes.storey, rows, slopes.metres.ravel(), slopes.storage])
        return float(total + storey @ self.problem.capacity + clause @ self.constant + self.fines)

    def step(self, size: float) -> None:
        """Go down along the mean of the subgradients, each price by its own measure.

        What prices have in common is a coordinate of its own: alike units all choose the same storey, then
        all another, so that the slope of a single price is mostly noise.
        """
        self.steps += 1
        metres = self.slope[self.ends[2] : self.ends[3]].reshape(self.tables.cap.shape)
        common = [[self.slope[: self.ends[1]].sum()], metres.sum(axis=1), metres.sum(axis=0)]
        slope = np.concatenate([self.slope, *common])
        self.mean = MEAN * self.mean + (1 - MEAN) * slope
        self.spread = SPREAD * self.spread + (1 - SPREAD) * slope**2
        mean = self.mean / (1 - MEAN**self.steps)
        spread = self.spread / (1 - SPREAD**self.steps)
        self.base -= size * self.scale * mean / (np.sqrt(spread) + 1e-9)
        for k, end in ((self.ends[1], self.ends[2]), (self.ends[3], self.ends[4] + 1)):
            self.base[k:end] = np.maximum(0.0, self.base[k:end])
        self._set()


@nb.njit(nogil=True, cache=True)
def _best_area(worth: Floats, room: float, pays: float) -> tuple[float, float]:
    """What the best area of a unit is worth, and that area: its worth is concave in between."""
    best, area = NOWHERE, worth[U.least]
    for level in (worth[U.least], min(worth[U.wish], room), min(worth[U.most], room)):
        a = max(worth[U.least], level)
        paid = worth[U.rate] * min(a, worth[U.wish]) + worth[U.over] * max(0.0, a - worth[U.wish])
        if paid + pays * a > best + 1e-9:
            best, area = paid + pays * a, a
    return best, area


@nb.njit(nogil=True, cache=True)
def _credits(t: _Tables, metres: Floats) -> Floats:
    """hub x building: what a hub there gets back; the last column where it is left out."""
    hubs, buildings = t.cap.shape
    found = np.zeros((hubs, buildings + 1))
    for h in range(hubs):
        for a in range(buildings):
            p, most = metres[h, a], t.cap[h, a]
            if p > 0.0 and most > 0.0:
                for b in range(buildings):
                    if p > t.flat[a, b]:
                        found[h, b] += most * (p - t.flat[a, b])
                found[h, buildings] += most * p
    return found


@nb.njit(nogil=True, cache=True)
def _kept(t: _Tables, metres: Floats, h: int, b: int, slope: Floats) -> None:
    """What a hub in building ``b`` (one past the last: left out) gets back, in the subgradient."""
    for a in range(t.cap.shape[1]):
        if b == t.cap.shape[1] or metres[h, a] > t.flat[a, b]:
            slope[h, a] += t.cap[h, a]


@nb.njit(nogil=True, cache=True)
def _parts(
    t: _Tables, storey: Floats, u: int, pays: float, near: Floats, theta: float, chosen: Floats
) -> tuple[float, float]:
    """A unit that may split: a bound on its worth by ``theta`` in [0, rate], and the area it takes for that.

    It is paid up to its wish W: ``rate * min(area, W) <= (rate - theta) * area + theta * W``. ``chosen`` gets
    the area on each place (negative: none); ``near``: building -> what lying there brings.
    """
    total, area, widest, lone, alone = 0.0, 0.0, NOWHERE, 0, 0.0
    worth = t.worth[u]
    for k in range(t.start[u + 1] - t.start[u]):
        s = t.allowed[t.start[u] + k]
        margin = worth[U.rate] + pays - storey[s] * worth[U.take] - theta
        a = max(worth[U.least], min(worth[U.most], t.room[u, s])) if margin > 0.0 else worth[U.least]
        value = t.fixed[u, s] + near[t.building[s]] - PART_CNY_YEAR + margin * a
        chosen[k] = -1.0
        if value > 0.0:
            chosen[k] = a
            total += value
            area += a
        if value > widest:
            widest, lone, alone = value, k, a
    if area == 0.0:
        total, area = widest, alone
        chosen[lone] = alone
    return total + theta * worth[U.wish] + PART_CNY_YEAR, area


@nb.njit(nogil=True, cache=True)
def _split(
    t: _Tables, p: _Prices, d: _Slopes, u: int, pays: float, near: Floats, rest: float, out: float
) -> float:
    """The worth of a unit that may split, under the price of its wish that bounds it best."""
    places = t.start[u + 1] - t.start[u]
    h, required = t.kind[u, K.hub], t.kind[u, K.required]
    if places == 0:
        return NOWHERE if required else out
    chosen = np.full(places, -1.0)
    low, high = 0.0, t.worth[u, U.rate]
    best, theta = 1e30, 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        value, total = _parts(t, p.storey, u, pays, near, middle, chosen)
        if value < best:
            best, theta = value, middle
        if total > t.worth[u, U.wish]:
            low = middle
        else:
            high = middle
    if best + rest <= out and not required:
        if h >= 0:
            _kept(t, p.metres, h, t.cap.shape[1], d.metres)
        return out
    _parts(t, p.storey, u, pays, near, theta, chosen)
    for k in range(places):
        if chosen[k] > 0.0:
            s = t.allowed[t.start[u] + k]
            d.storey[s] -= t.worth[u, U.take] * chosen[k]
            d.area[u] += chosen[k]
            if t.kind[u, K.warehouse]:
                d.storage[0] += chosen[k]
            if h >= 0:
                _kept(t, p.metres, h, t.building[s], d.metres)
    d.placed[u] = 1.0
    return best + rest


@nb.njit(nogil=True, cache=True)
def choose(t: _Tables, p: _Prices, d: _Slopes) -> float:
    """Let every unit choose under the prices: the sum of their worths; adds to the subgradients."""
    units, buildings = len(t.worth), t.cap.shape[1]
    back = _credits(t, p.metres)
    value, at, given = np.zeros(units), np.full(units, -1), np.zeros(units)
    near = np.zeros(buildings)
    total = 0.0
    for u in range(units):
        near[:] = 0.0
        for k in range(t.link_start[u], t.link_start[u + 1]):
            near -= t.link_cost[k] * p.metres[t.link_hub[k]]
        out = 0.0
        if t.kind[u, K.hub] >= 0:
            near += back[t.kind[u, K.hub], :buildings]
            out = back[t.kind[u, K.hub], buildings]
        worth = t.worth[u]
        rest = p.presence[u] + worth[U.bonus]
        rest += max(0.0, STORAGE_RENT_CNY_M2_YEAR - p.storage) * worth[U.storage]
        pays = p.area[u] + (p.storage if t.kind[u, K.warehouse] else 0.0)
        if t.kind[u, K.split]:
            total += _split(t, p, d, u, pays, near, rest, out)
            continue
        best = NOWHERE
        for k in range(t.start[u], t.start[u + 1]):
            s = t.allowed[k]
            v, a = _best_area(worth, t.room[u, s], pays - p.storey[s] * worth[U.take])
            v += t.fixed[u, s] + near[t.building[s]]
            if v > best:
                best, at[u], given[u] = v, s, a
        value[u] = best + rest - out
        total += out
    return total + _decide(t, p, d, value, at, given)


@nb.njit(nogil=True, cache=True)
def _decide(t: _Tables, p: _Prices, d: _Slopes, value: Floats, at: Ints, given: Floats) -> float:
    """Who of the units that do not split comes, companies with their stock rooms; adds to the slopes."""
    total = 0.0
    for u in range(len(at)):
        if t.kind[u, K.split] or t.kind[u, K.host] >= 0:
            continue
        mate = t.kind[u, K.stock]
        both = value[u] + (value[mate] if mate >= 0 else 0.0)
        if both > 0.0 or t.kind[u, K.required]:
            total += both
            continue
        at[u] = -1
        if mate >= 0:
            at[mate] = -1
    for u in range(len(at)):
        if not t.kind[u, K.split]:
            _tell(t, p, d, u, at[u], given[u])
    return total


@nb.njit(nogil=True, cache=True)
def _tell(t: _Tables, p: _Prices, d: _Slopes, u: int, s: int, area: float) -> None:
    """Add a unit on a storey (-1: nowhere) to the subgradients."""
    h = t.kind[u, K.hub]
    b = t.building[s] if s >= 0 else t.cap.shape[1]
    if h >= 0:
        _kept(t, p.metres, h, b, d.metres)
    if s < 0:
        return
    for k in range(t.link_start[u], t.link_start[u + 1]):
        d.metres[t.link_hub[k], b] -= t.link_cost[k]
    d.storey[s] -= t.worth[u, U.take] * area
    d.area[u], d.placed[u] = area, 1.0
    if p.storage < STORAGE_RENT_CNY_M2_YEAR:
        d.storage[0] -= t.worth[u, U.storage]
    if t.kind[u, K.warehouse]:
        d.storage[0] += area


def warm() -> None:
    """Load the compiled kernel, compiling it where it is not cached."""
    none, table, whole = np.zeros(0), np.zeros((0, 0)), np.zeros(0, dtype=np.int64)
    tables = _Tables(
        table, table, table, whole, np.zeros(1, dtype=np.int64), whole, np.zeros((0, len(U))),
        np.zeros((0, len(K)), dtype=np.int64), np.zeros(1, dtype=np.int64), whole, none, table,
    )  # fmt: skip
    choose(tables, _Prices(none, none, none, table, 0.0), _Slopes(none, table, np.zeros(1), none, none))
