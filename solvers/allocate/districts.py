"""The search of large parks: districts first, then one neighbourhood of buildings after another.

Annealing a whole park of thousands of units would walk through arrays that fit no cache, and takes far more
moves than there is time for. So the park is spread over districts (``halves``), each district is annealed by
itself, and then neighbourhoods, every time others, with all else as it is (``part``): large neighbourhood
search. Several are annealed at a time, each told to use no more than its share of what clauses have to spare;
how many threads do that changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from solvers.allocate.clauses import Clause
from solvers.allocate.halves import spread
from solvers.allocate.part import Board, Part, joined, part_of
from solvers.allocate.plan import Plan, trimmed
from solvers.allocate.problem import Problem
from solvers.allocate.search import HOT, prepare, run
from solvers.allocate.start import first_plan

__all__ = ["Districts"]

UNITS = 450
"""Units of a district or neighbourhood, about."""
QUICK_MOVES, DISTRICT_MOVES, ROUND_MOVES = 300, 3_000, 2_000
"""Moves for each unit of a district, for a plan at all and for a good one, and of a neighbourhood."""
SEARCHED = 4_000
"""Units of a park up to which each gets these moves; in larger ones all together get no more."""
LATER_MOVES = 15_000
"""Moves for each unit that is open in a later round, where most units stay."""
ROOMY = 30
"""Storeys with most room that are opened in such a round, besides those of the open units."""
MOSTLY = 0.5
"""From this share of the storeys on a later round goes over the whole park."""
TOGETHER = 4
"""Parts annealed from the same plan."""
SHORT_M2 = 1e-3
"""Less than this does no warehouse lack."""
WARM = 2500.0
"""Temperature, CNY, from which a neighbourhood is annealed in the first round."""
COOLER = 0.35
"""How much cooler, as a part of that, it would be after the last."""


@dataclass(slots=True)
class Districts:
    """A search over a large problem; ``plan`` is what it has so far."""

    problem: Problem
    rows: tuple[Clause, ...]
    seed: int
    stop: Callable[[], bool]
    threads: int
    plan: Plan
    board: Board
    districts: list[list[int]] = field(default_factory=list)
    """Storeys of each."""
    moves: int = 0
    turns: int = 0

    @staticmethod
    def of(
        problem: Problem, rows: tuple[Clause, ...], seed: int, stop: Callable[[], bool], threads: int
    ) -> Districts:
        """A search that has not begun."""
        return Districts(problem, rows, seed, stop, threads, Plan({}, {}), Board.of(problem))

    def spread(self) -> None:
        """A plan by simple rules, the park spread over districts."""
        for buildings, units in spread(self.board, UNITS, self.seed, self.stop):
            where = np.flatnonzero(np.isin(self.problem.building, buildings)).tolist()
            part = part_of(self.board, (), self.plan, where, self._with_stock(units))
            self.plan = joined(self.plan, part, first_plan(part.problem, {}))
            self.districts.append(where)
        self.plan = self._together(self.plan)

    def begin(self, prices: Mapping[str, float], *, quick: bool = False) -> None:
        """Each district annealed by itself; ``quick``: just long enough for a plan at all."""
        each = QUICK_MOVES if quick else self._moves(DISTRICT_MOVES)
        self._anneal(self.districts, self._out(self.districts), prices, each, HOT)
        self.plan = self._served(self._together(self.plan))

    def resume(self, start: Plan, prices: Mapping[str, float]) -> None:
        """A plan of an earlier round, of which little is open: that alone, and where it may go."""
        self.plan = start
        units, placed = self.problem.units, start.by_unit()
        members = {u for u, unit in enumerate(units) if unit.host < 0 and len(unit.storeys) > 1}
        out = [u for u, unit in enumerate(units) if unit.host < 0 and unit.storeys and u not in placed]
        chosen = {s for u in members for s in placed.get(u, ())}
        chosen |= {s for u in out if len(units[u].storeys) == 1 for s in units[u].storeys}
        left = self.problem.capacity.copy()
        for (u, s), area in start.areas.items():
            left[s] -= units[u].take * area
        order = sorted(set(range(len(left))) - chosen, key=lambda s: (-left[s], s))
        chosen |= set(order[:ROOMY])
        if len(chosen) > MOSTLY * len(left):
            self.round(prices, 0, 1)
            return
        each = LATER_MOVES * (len(members) + len(out)) // max(1, len(placed))
        self._anneal([sorted(chosen)], [self._with_stock(out)], prices, max(1, each), WARM)
        self.plan = self._served(self._together(self.plan))

    def round(self, prices: Mapping[str, float], k: int, rounds: int) -> None:
        """Neighbourhoods that cover the park once; the ``k``-th of so many times."""
        groups = self._neighbourhoods(k)
        out = self._out(groups)
        self._anneal(groups, out, prices, self._moves(ROUND_MOVES), WARM * COOLER ** (k / rounds))
        self.plan = self._served(self._together(self.plan))

    def _moves(self, each: int) -> int:
        """Moves for a unit in a park of this size, of those for one in a smaller park."""
        return max(QUICK_MOVES, round(each * min(1.0, SEARCHED / max(1, len(self.problem.units)))))

    def _with_stock(self, units: Sequence[int]) -> list[int]:
        return [*units, *(self.board.stock[u] for u in units if u in self.board.stock)]

    def _together(self, plan: Plan) -> Plan:
        """The plan without companies whose stock room found no place, which may both join it again, and
        without stock rooms whose company is not there."""
        at = plan.by_unit()
        single = {
            unit for pair in self.board.stock.items() if (pair[0] in at) != (pair[1] in at) for unit in pair
        }
        if not single:
            return plan
        areas = {key: area for key, area in plan.areas.items() if key[0] not in single}
        places = {key: place for key, place in plan.places.items() if key[0] not in single}
        service = {u: t for u, t in plan.service.items() if u not in single}
        return Plan(areas, service, places)

    def _served(self, plan: Plan) -> Plan:
        """The plan with needs that nobody serves at the nearest warehouse with room, the largest first.

        Not where a warehouse is too small itself, or two lie on one storey: as long as they serve nobody from
        elsewhere they may grow, or go.
        """
        units, metres = self.problem.units, self.problem.metres
        given: dict[int, float] = {}
        for (u, _), area in plan.areas.items():
            given[u] = given.get(u, 0.0) + area
        stores = [(u, s) for u, s in plan.areas if u in self.board.warehouses]
        number = Counter(s for _, s in stores)
        room = {
            s: plan.areas[u, s] for u, s in stores if number[s] == 1 and given[u] >= units[u].least - SHORT_M2
        }
        service = {u: t for u, t in trimmed(self.problem, plan).service.items() if t in room}
        for u, t in service.items():
            room[t] -= units[u].storage
        at = plan.by_unit()
        open_ = [u for u in at if units[u].storage > 0 and u not in service]
        for u in sorted(open_, key=lambda u: (-units[u].storage, u)):
            fits = [t for t, left in room.items() if left >= units[u].storage]
            if fits:
                service[u] = min(fits, key=lambda t: (metres[at[u][0], t], t))
                room[service[u]] -= units[u].storage
        return replace(plan, service=service)

    def _neighbourhoods(self, k: int) -> list[list[int]]:
        """Buildings next to each other until they hold enough units, from random ones on."""
        problem = self.problem
        held = np.zeros(len(problem.flat), dtype=np.int64)
        for _, s in self.plan.areas:
            held[problem.building[s]] += 1
        random = np.random.default_rng((self.seed, k))
        left = set(problem.building.tolist())
        groups = []
        for b in random.permutation(sorted(left)).tolist():
            if b not in left:
                continue
            group, count = [], 0
            for c in sorted(left, key=lambda c: (problem.flat[b, c], c)):
                group.append(c)
                count += held[c]
                if count >= UNITS:
                    break
            left -= set(group)
            groups.append(np.flatnonzero(np.isin(problem.building, group)).tolist())
        return groups

    def _out(self, groups: Sequence[Sequence[int]]) -> list[list[int]]:
        """Units that lie nowhere, each to one neighbourhood where it may lie; another one every time."""
        placed = {u for u, _ in self.plan.areas}
        found: list[list[int]] = [[] for _ in groups]
        inside = [set(group) for group in groups]
        for u, unit in enumerate(self.problem.units):
            if u in placed or unit.host >= 0:
                continue
            fits = [k for k, group in enumerate(inside) if not group.isdisjoint(unit.storeys)]
            if fits:
                found[fits[(u + self.turns) % len(fits)]] += self._with_stock([u])
        self.turns += 1
        return found

    def _anneal(
        self, groups: Sequence[Sequence[int]], joining: Sequence[Sequence[int]],
        prices: Mapping[str, float], each: int, hot: float,
    ) -> None:  # fmt: skip
        """Anneal these groups of storeys, ``TOGETHER`` at a time."""
        with ThreadPoolExecutor(self.threads) as threads:
            for first in range(0, len(groups), TOGETHER):
                if self.stop():
                    return
                batch = range(first, min(first + TOGETHER, len(groups)))
                parts = [
                    part_of(self.board, self.rows, self.plan, groups[g], joining[g], 1 / len(batch))
                    for g in batch
                ]
                work = partial(self._annealed, prices, each, hot)
                for part, plan in zip(parts, threads.map(work, parts, batch), strict=True):
                    self.plan = joined(self.plan, part, plan)

    def _annealed(self, prices: Mapping[str, float], each: int, hot: float, part: Part, number: int) -> Plan:
        """The best plan of a part that annealing met."""
        moves = each * len(part.owners)
        prepared = prepare(part.problem, part.rows, prices)
        seed = int(np.random.SeedSequence((self.seed, self.turns, number)).generate_state(1)[0])
        plan, _ = run(prepared, part.start, seed=seed, moves=moves, hot=hot, stop=self.stop)
        self.moves += moves
        return plan
