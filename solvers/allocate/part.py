"""Some storeys of a plan as a problem of their own: all else stays where it is.

What lies on these storeys alone is free to move among them; what lies elsewhere too is fixed in its area.
Traffic with what stays, wishes to be near it and carriage to warehouses that stay are part of what a place is
worth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.score import STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.clauses import Clause
from solvers.allocate.crowd import Crowd
from solvers.allocate.packing import Frames
from solvers.allocate.plan import Plan
from solvers.allocate.problem import Aspect, Floats, GateLink, Link, Near, Problem, Unit

__all__ = ["Board", "Part", "joined", "part_of"]


@dataclass(frozen=True, slots=True)
class Board:
    """A problem with what is asked of it again and again."""

    problem: Problem
    stock: Mapping[int, int]
    """Tenant unit -> its stock room."""
    links: Sequence[Sequence[tuple[int, float]]]
    """By unit: the units it has traffic with, and CNY a year and metre."""
    near: Sequence[Sequence[tuple[int, float]]]
    """By unit: the units it wishes to be near, or that wish to be near it, and CNY a year."""
    wishes: Sequence[Sequence[Near]]
    aspects: Mapping[int, Sequence[Aspect]]
    gates: Mapping[int, Floats]
    warehouses: frozenset[int]

    @staticmethod
    def of(problem: Problem) -> Board:
        """The board of a problem."""
        links: list[list[tuple[int, float]]] = [[] for _ in problem.units]
        near: list[list[tuple[int, float]]] = [[] for _ in problem.units]
        wishes: list[list[Near]] = [[] for _ in problem.units]
        aspects: dict[int, list[Aspect]] = defaultdict(list)
        for link in problem.links:
            links[link.a].append((link.b, link.cost))
            links[link.b].append((link.a, link.cost))
        for wish in problem.near:
            near[wish.unit].append((wish.other, wish.value))
            near[wish.other].append((wish.unit, wish.value))
            wishes[wish.unit].append(wish)
        for aspect in problem.aspects:
            aspects[aspect.unit].append(aspect)
        gates: dict[int, Floats] = {}
        for gate in problem.gates:
            gates[gate.unit] = gates.get(gate.unit, np.zeros(len(problem.storeys))) + gate.cost
        stock = {unit.host: k for k, unit in enumerate(problem.units) if unit.role == "stock"}
        return Board(problem, stock, links, near, wishes, aspects, gates, frozenset(problem.warehouses))


@dataclass(frozen=True, slots=True)
class Part:
    """The problem of some storeys, the plan of it that they hold, and how it lies in the whole."""

    problem: Problem
    rows: tuple[Clause, ...]
    start: Plan
    owners: tuple[int, ...]
    """Of each unit of the part, the unit of the whole."""
    free: int
    """So many of the units may move, the first ones."""
    storeys: tuple[int, ...]
    bins: tuple[int, ...]
    """Of each bin of the part, the bin of the whole."""
    active: frozenset[int]
    """Tenants (of the whole) whose warehouse is decided in the part."""


def part_of(
    board: Board,
    rows: Sequence[Clause],
    plan: Plan,
    storeys: Sequence[int],
    joining: Collection[int] = (),
    share: float = 1.0,
) -> Part:
    """The part of a plan on these storeys; ``joining``: units that lie nowhere and may come.

    ``share``: how much of what clauses have to spare the part may use.
    """
    problem = board.problem
    inside = {s: k for k, s in enumerate(storeys)}
    at: dict[int, list[int]] = defaultdict(list)
    for u, s in plan.areas:
        at[u].append(s)
    free = _free(board, plan, at, inside, joining)
    member = set(free)
    frozen = sorted((u, s) for u, s in plan.areas if s in inside and u not in member)
    stores = {s for u in free if u in board.warehouses for s in at[u]}
    active = frozenset(
        u for u in free
        if problem.units[u].storage > 0 and stores and plan.service.get(u, next(iter(stores))) in stores
    )  # fmt: skip
    index = {u: k for k, u in enumerate(free)}
    units = [_moved(problem.units[u], inside, index, u in active) for u in free]
    units += [_fixed(problem.units[u], inside[s], plan.areas[u, s]) for u, s in frozen]
    owners = (*free, *(u for u, _ in frozen))
    frames, bins = _frames(problem.frames, storeys)
    fixed, gates = _worth(board, plan, at, member, free, storeys, active)
    room = np.concatenate([
        problem.room[np.ix_(free, storeys)], np.full((len(frozen), len(storeys)), np.inf)
    ])  # fmt: skip
    within = replace(
        _between(board, free, inside),
        units=tuple(units),
        gates=gates,
        fixed=np.concatenate([fixed, np.zeros((len(frozen), len(storeys)))]),
        room=room,
        frames=frames,
        cuts=_cuts(problem, inside, index, {key: len(free) + k for k, key in enumerate(frozen)}),
        crowd=_crowd(problem.crowd, owners, storeys),
    )
    start = Plan(
        {
            **{(index[u], inside[s]): plan.areas[u, s] for u in free for s in at[u]},
            **{(len(free) + k, inside[s]): plan.areas[u, s] for k, (u, s) in enumerate(frozen)},
        },
        {index[u]: inside[plan.service[u]] for u in active if u in plan.service},
    )
    bound = _rows(rows, plan, at, owners, len(free), share)
    return Part(within, bound, start, owners, len(free), tuple(storeys), bins, active)


def _between(board: Board, free: Sequence[int], inside: Mapping[int, int]) -> Problem:
    """The problem of these storeys, with what free units have to do with each other; units aside."""
    problem, storeys = board.problem, list(inside)
    index = {u: k for k, u in enumerate(free)}
    return replace(
        problem,
        storeys=tuple(problem.storeys[s] for s in storeys),
        capacity=problem.capacity[storeys],
        building=problem.building[storeys],
        climb=problem.climb[storeys],
        metres=problem.metres[np.ix_(storeys, storeys)],
        links=tuple(
            Link(index[u], index[v], cost) for u in free for v, cost in board.links[u] if u < v and v in index
        ),
        near=tuple(
            Near(index[wish.unit], index[wish.other], wish.value)
            for u in free
            for wish in board.wishes[u]
            if wish.other in index
        ),
        aspects=tuple(
            Aspect(index[u], frozenset(inside[s] for s in aspect.storeys if s in inside), aspect.value)
            for u in free
            for aspect in board.aspects.get(u, ())
        ),
        largest=problem.largest[storeys],
        counts=(),
        staying={},
    )


def joined(plan: Plan, part: Part, found: Plan) -> Plan:
    """The whole plan with what was found for a part of it."""
    inside, free = set(part.storeys), set(part.owners[: part.free])
    areas = {key: area for key, area in plan.areas.items() if key[0] not in free}
    places = {key: place for key, place in plan.places.items() if key[1] not in inside}
    placed = set()
    for (k, s), area in found.areas.items():
        key = (part.owners[k], part.storeys[s])
        if k < part.free:
            areas[key] = area
            placed.add(key[0])
        if (k, s) in found.places:
            b, most = found.places[k, s]
            places[key] = (part.bins[b] if b >= 0 else b, most)
    service = {
        u: t for u, t in plan.service.items() if u not in part.active and (u not in free or u in placed)
    }
    service |= {part.owners[k]: part.storeys[t] for k, t in found.service.items() if k < part.free}
    return Plan(areas, service, places)


def _free(
    board: Board, plan: Plan, at: Mapping[int, Sequence[int]], inside: Mapping[int, int],
    joining: Collection[int],
) -> list[int]:  # fmt: skip
    """Units that lie on these storeys alone, with their stock rooms and all that a warehouse serves."""
    units = board.problem.units
    alone = {u for u, places in at.items() if all(s in inside for s in places)} | set(joining)
    alone = {
        u for u in alone
        if (board.stock.get(u, u) in alone) and (units[u].host < 0 or units[u].host in alone)
        and any(s in inside for s in units[u].storeys)
    }  # fmt: skip
    bound = {t for u, t in plan.service.items() if u not in alone}
    stay = {
        u for u in alone
        if u in board.warehouses and any(s in bound for s in at.get(u, ()))
    }  # fmt: skip
    return sorted(alone - stay)


def _moved(unit: Unit, inside: Mapping[int, int], index: Mapping[int, int], active: bool) -> Unit:
    return replace(
        unit,
        storeys=tuple(inside[s] for s in unit.storeys if s in inside),
        host=index[unit.host] if unit.host >= 0 else -1,
        storage=unit.storage if active else 0.0,
    )


def _fixed(unit: Unit, s: int, area: float) -> Unit:
    """A part that stays as it is; it serves nobody and is paid nothing here."""
    return replace(
        unit, role="demand", zone="", required=True, split=False, least=area, wish=area, most=area, part=area,
        main=area, rate=0.0, over_rate=0.0, storeys=(s,), storage=0.0, host=-1,
    )  # fmt: skip


def _worth(
    board: Board, plan: Plan, at: Mapping[int, Sequence[int]], member: Collection[int], free: Sequence[int],
    storeys: Sequence[int], active: Collection[int],
) -> tuple[Floats, tuple[GateLink, ...]]:  # fmt: skip
    """What places are worth with what stays outside; for units that may split, traffic outside as gates."""
    problem = board.problem
    fixed = problem.fixed[np.ix_(free, storeys)]
    inside = {s: k for k, s in enumerate(storeys)}
    away = problem.metres[list(storeys)]
    gates = []
    for k, u in enumerate(free):
        unit, outside = problem.units[u], np.zeros(len(storeys))
        for v, cost in board.links[u]:
            if v not in member and at.get(v):
                outside += cost * away[:, at[v]].min(axis=1)
        if unit.split:
            outside += board.gates[u][list(storeys)] if u in board.gates else 0.0
            if outside.any():
                gates.append(GateLink(k, outside))
            continue
        fixed[k] -= outside
        for v, value in board.near[u]:
            if v not in member:
                fixed[k, [inside[s] for s in at.get(v, ()) if s in inside]] += value
        if unit.storage > 0 and u not in active and u in plan.service:
            metres = problem.metres[list(storeys), plan.service[u]]
            fixed[k] += unit.storage * (STORAGE_RENT_CNY_M2_YEAR - problem.storage_cost * metres)
    return fixed, tuple(gates)


def _frames(frames: Frames, storeys: Sequence[int]) -> tuple[Frames, tuple[int, ...]]:
    """The frames of these storeys, and which bins of the whole theirs are."""
    of_storey, starts = [0], [0]
    bins: list[int] = []
    for s in storeys:
        for k in range(int(frames.of_storey[s]), int(frames.of_storey[s + 1])):
            bins += range(int(frames.bins[k]), int(frames.bins[k + 1]))
            starts.append(len(bins))
        of_storey.append(len(starts) - 1)
    chosen = np.array(bins, dtype=np.int64)
    taken = Frames(
        np.array(of_storey), np.array(starts), frames.areas[chosen], frames.largest[chosen],
        frames.pieces[chosen], frames.neighbours[chosen],
    )  # fmt: skip
    return taken, tuple(bins)


def _cuts(
    problem: Problem, inside: Mapping[int, int], index: Mapping[int, int],
    frozen: Mapping[tuple[int, int], int],
) -> tuple[tuple[int, tuple[int, ...]], ...]:  # fmt: skip
    found = []
    for s, together in problem.cuts:
        if s in inside and all(u in index or (u, s) in frozen for u in together):
            found.append((inside[s], tuple(index[u] if u in index else frozen[u, s] for u in together)))
    return tuple(found)


def _crowd(crowd: Crowd, owners: Sequence[int], storeys: Sequence[int]) -> Crowd:
    return Crowd(
        crowd.most[list(storeys)], crowd.per_m2[list(owners)], crowd.each[list(owners)], crowd.vacant
    )


def _rows(
    rows: Sequence[Clause], plan: Plan, at: Mapping[int, Sequence[int]], owners: Sequence[int], free: int,
    share: float,
) -> tuple[Clause, ...]:  # fmt: skip
    """The clauses with what stays as a constant, and only a share of what they have to spare."""
    mine = list(owners[:free])
    index = {u: k for k, u in enumerate(mine)}
    size = len(rows[0].area) if rows else 0
    area, placed = np.zeros(size), np.zeros(size)
    for (u, _), m2 in plan.areas.items() if rows else ():
        area[u] += m2
        placed[u] = 1.0
    found = []
    for row in rows:
        whole = float(row.area @ area + row.count @ placed + row.constant)
        own = float(row.area[mine] @ area[mine] + row.count[mine] @ placed[mine])
        about = tuple(index[u] for u in row.unless_empty if u in index)
        if row.unless_empty and any(u in at and u not in index for u in row.unless_empty):
            about = ()
        elif row.unless_empty and not about:
            continue
        spare = (1 - share) * max(0.0, whole)
        pad = np.zeros(len(owners) - free)
        found.append(
            replace(
                row,
                area=np.concatenate([row.area[mine], pad]),
                count=np.concatenate([row.count[mine], pad]),
                constant=whole - own - spare,
                unless_empty=about,
            )
        )
    return tuple(found)
