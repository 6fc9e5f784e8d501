"""The best areas for given places: a small program with every clause, solved to the optimum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solvers.allocate.clauses import Clause
from solvers.allocate.encode import MONEY, Encoding, add_people, bind
from solvers.allocate.engine import Outcome, Request, solve_here
from solvers.allocate.packing import GROWS, SPREAD, TOLERANCE, UNPACKED, chunk_of, form_of, placed, sharing
from solvers.allocate.plan import Plan
from solvers.allocate.problem import Problem, Unit
from solvers.allocate.program import Program

ROUNDING_STEP_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Room:
    """How the pieces of the storeys bound areas, m2; a part is (unit, storey)."""

    together: list[tuple[list[tuple[int, int]], float]]
    """Parts, and the storey area that they may take together."""
    most: dict[tuple[int, int], float]
    """Largest net area of a part."""


def complete(problem: Problem, rows: Sequence[Clause], plan: Plan) -> Plan | None:
    """The plan's places with the areas that pay most; ``None`` if no areas meet every constraint.

    Areas that also fit the pieces of the storeys, where there are such.
    """
    placed = {u for u, _ in plan.areas}
    if any(
        unit.role == "stock" and (u in placed) != (unit.host in placed)
        for u, unit in enumerate(problem.units)
    ):
        return None  # CBEP-5.2.2.2-a: a stock room for each livestreaming company, and for nobody else
    for room in (_packed(problem, plan), Room([], {})):
        code = _fixed(problem, plan, room)
        bind(code, tuple(rows))
        outcome: Outcome = solve_here(code.program, Request(gap=1e-9))
        if outcome.values is not None:
            break
    else:
        return None
    areas = {(u, s): float(sum(outcome.values[c] * f for c, f in code.area[u][s])) for u, s in plan.areas}
    return Plan(areas, plan.service)


def _fixed(problem: Problem, plan: Plan, room: Room) -> Encoding:
    """A program in which every place is decided and only areas are open."""
    program = Program()
    one = (program.column(lower=1.0), 1.0)
    count = len(problem.units)
    code = Encoding(problem, program, frozenset())
    code.presence = [{} for _ in range(count)]
    code.area = [{} for _ in range(count)]
    code.placed = [[] for _ in range(count)]
    for u, s in sorted(plan.areas):
        unit = problem.units[u]
        most = min(unit.most, float(problem.room[u, s]))
        most = min(most, room.most.get((u, s), most))
        low = unit.smallest
        a = program.column(MONEY * unit.over_rate, max(most, low), lower=low)
        code.presence[u][s] = [one]
        code.area[u][s] = [(a, 1.0)]
        code.placed[u] = [one]
    for u, unit in enumerate(problem.units):
        if code.placed[u]:
            _paid(code, u)
        elif unit.required:
            program.at_least([], 1.0, "required")
    limited, here, loads = set(problem.crowd.limited), plan.by_storey(), [0.0] * len(problem.storeys)
    warehouses = problem.warehouses
    for u, t in plan.service.items():
        loads[t] += problem.units[u].storage
    for s in range(len(problem.storeys)):
        takes = [(c, problem.units[u].take * f) for u in sorted(here.get(s, ())) for c, f in code.area[u][s]]
        program.at_most(takes, float(problem.capacity[s]), "capacity")
        if s in limited:
            add_people(code, s)
        if loads[s] > 0:
            stored = [term for u in warehouses for term in code.area[u].get(s, ())]
            program.at_least(stored, loads[s], "storage")
    for parts, size in room.together:
        takes = [(c, problem.units[u].take * f) for u, s in parts for c, f in code.area[u][s]]
        program.at_most(takes, size, "piece")
    return code


def _packed(problem: Problem, plan: Plan) -> Room:
    """The room that the pieces of the storeys leave each part; none said where the parts fit no frame."""
    room = Room([], {})
    for s, here in sorted(plan.by_storey().items()):
        keys = [(u, s) for u in sorted(here)]
        decided = {key: plan.areas[key] for key in keys}
        if _packed_storey(problem, s, decided, room, grown=True) or _kept_places(problem, plan, keys, room):
            continue
        least = {key: _floor(problem.units[key[0]], area) for key, area in decided.items()}
        for areas in ({key: _wished(problem.units[key[0]], a) for key, a in decided.items()}, least):
            if _packed_storey(problem, s, areas, room, grown=False):
                break
    return room


def _kept_places(problem: Problem, plan: Plan, keys: Sequence[tuple[int, int]], room: Room) -> bool:
    """Add what the places that a search found for the parts of a storey say, if it found some."""
    if not all(key in plan.places and plan.places[key][0] != UNPACKED for key in keys):
        return False
    sizes = [plan.areas[key] * problem.units[key[0]].take for key in keys]
    bins = [plan.places[key][0] for key in keys]
    _together(problem, keys, bins, sizes, room)
    room.most.update({key: plan.places[key][1] for key, b in zip(keys, bins, strict=True) if b < 0})
    return True


def _together(
    problem: Problem, keys: Sequence[tuple[int, int]], bins: Sequence[int], sizes: Sequence[float], room: Room
) -> None:
    """Add what parts in these bins may take together, and single rooms at most."""
    frames = problem.frames
    room.together.extend(([keys[k] for k in items], most) for items, most in sharing(frames, bins, sizes))
    for key, b in zip(keys, bins, strict=True):
        if problem.units[key[0]].single and b >= 0:
            room.most[key] = float(frames.largest[b]) + TOLERANCE


def _packed_storey(
    problem: Problem, s: int, areas: Mapping[tuple[int, int], float], room: Room, *, grown: bool
) -> bool:
    """Add what the pieces of one storey say, if parts of these areas fit.

    ``grown``: the areas are final, so that zones that are spread may be packed with what grows to them.
    """
    units = [problem.units[u] for u, _ in areas]
    sizes = [area * unit.take for area, unit in zip(areas.values(), units, strict=True)]
    usual = [unit.room * unit.take for unit in units]
    capacity = float(problem.capacity[s])
    forms = [
        form_of(unit.single, size, chunk, capacity)
        for unit, size, chunk in zip(units, sizes, usual, strict=True)
    ]
    if grown:
        sizes = [size / GROWS if form == SPREAD else size for size, form in zip(sizes, forms, strict=True)]
    chunks = [chunk_of(size, chunk) for size, chunk in zip(sizes, usual, strict=True)]
    bins, lacking = placed(problem.frames, s, sizes, forms, chunks)
    if lacking > 0:
        return False
    keys = list(areas)
    _together(problem, keys, bins, sizes, room)
    for key, unit, size, form in zip(keys, units, sizes, forms, strict=True):
        if form == SPREAD:
            room.most[key] = GROWS * size / unit.take
    return True


def _wished(unit: Unit, area: float) -> float:
    """What a part is wanted to have, m2; the area itself where the wish is for several together."""
    return area if unit.split else min(max(unit.least, unit.wish), unit.most)


def _floor(unit: Unit, area: float) -> float:
    """What a part with this target keeps at least, m2."""
    return max(unit.part, area * unit.least / max(unit.wish, unit.least)) if unit.split else unit.least


def _paid(code: Encoding, u: int) -> None:
    """Worth up to the wish; totals and the whole part of a unit that may split."""
    program, unit = code.program, code.problem.units[u]
    total = code.total_area(u)
    paid = program.column(MONEY * (unit.rate - unit.over_rate), unit.wish)
    program.at_least([*total, (paid, -1.0)], 0.0, "paid")
    if not unit.split:
        return
    spare = ROUNDING_STEP_M2 * len(total)  # areas are rounded down afterwards
    program.row(total, min(unit.least + spare, unit.most), unit.most, "total")
    if unit.main > unit.part + 1e-9:
        whole = []
        for terms in code.area[u].values():
            here = program.column(integer=True)
            program.at_least([*terms, (here, unit.part - unit.main)], unit.part, "whole")
            whole.append((here, 1.0))
        program.at_least(whole, 1.0, "whole")
