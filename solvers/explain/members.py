"""The members that a conflict is made of, and a program in which each of them can be let go by itself.

The allocation filters by pins, permitted kinds, docks, loads and daylight before it makes its program; here
every unit may lie on every storey, and each of these facts is a group of rows with its name. What is left
without a name is how the model works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from planner.model import M2, Demand, Pin, Scenario
from planner.programme import room_kinds
from planner.reasons import Kind, Member
from planner.score import goods_zones, has_goods_access
from solvers.allocate.clauses import Clause, clauses, impossible
from solvers.allocate.encode import Encoding, bind, frame
from solvers.allocate.may_lie import allowed_storeys
from solvers.allocate.problem import Problem, Unit, build
from solvers.types import Forbidden, Shape

__all__ = ["Ground", "Model", "model"]

PEOPLE = "FIRE-50016-5.5.21"
OF_TAG: Mapping[str, Kind] = {
    "required": "required",
    "capacity": "capacity",
    "cut": "cut",
    "rooms": "shape",
    PEOPLE: "people",
}
"""Beginnings of the tags that the allocation gives to rows, and the members they belong to."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What storeys hold, as one stage of the solve sees it. Without corridors it proves."""

    capacity: Mapping[str, int]
    """Room area of each storey, mm2."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    forbidden: tuple[Forbidden, ...] = ()
    people: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Model:
    """The program of a scenario on its ground, and which rows belong to which member."""

    problem: Problem
    code: Encoding
    rows: dict[Member, list[int]] = field(default_factory=dict)

    @property
    def members(self) -> tuple[Member, ...]:
        """All members, sorted."""
        return tuple(sorted(self.rows))

    def own(self, member: Member, *rows: int) -> None:
        """Say that these rows belong to a member."""
        self.rows.setdefault(member, []).extend(rows)


def model(scenario: Scenario, ground: Ground, least: Mapping[str, float] = MappingProxyType({})) -> Model:
    """The program. ``least``: smaller least areas of companies and demands, m2."""
    scenario = _asking(scenario, least)
    true = build(scenario, ground.capacity, ground.forbidden, ground.shapes, people=ground.people)
    every = tuple(range(len(true.storeys)))
    units = tuple(_anywhere(scenario, unit, every) for unit in true.units)
    alone = tuple(cut for cut in true.cuts if len(cut[1]) == 1)
    free = replace(true, units=units, room=np.full_like(true.room, np.inf), cuts=alone)
    code = frame(free, frozenset(range(len(units))))
    rows = _hard(clauses(true, 0.0))
    bind(code, rows)
    made = Model(free, code)
    named = {row.either or row.id for row in rows}
    for row, tag in enumerate(code.program.tags):
        member = _member_of(tag, named)
        if member is not None:
            made.own(replace(member, m2=_area(free, member)), row)
    for id in impossible(true):
        made.own(Member("clause", id), code.program.at_least([], 1.0, id))
    _places(made, scenario, true)
    _shapes(made, true)
    _pins(made, scenario)
    return made


def _asking(scenario: Scenario, least: Mapping[str, float]) -> Scenario:
    """The scenario with smaller least areas: it decides on which storeys a unit can lie at all."""
    if not least:
        return scenario

    def area(id: str, now: int) -> int:
        return min(now, round(least[id] * M2)) if id in least else now

    return replace(
        scenario,
        tenants=tuple(replace(row, least_area=area(row.id, row.least_area)) for row in scenario.tenants),
        demands=tuple(replace(row, least_area=area(row.id, row.least_area)) for row in scenario.demands),
    )


def _anywhere(scenario: Scenario, unit: Unit, every: tuple[int, ...]) -> Unit:
    """The unit without a filter of storeys and without what its pin asks."""
    if unit.role == "demand":
        required = scenario.demands[unit.index].required
    else:
        required = scenario.tenants[unit.index].resident
    return replace(unit, storeys=every, required=required)


def _hard(rows: Sequence[Clause]) -> tuple[Clause, ...]:
    """A recommended clause never stands in the way: it can be paid for."""
    return tuple(row for row in rows if row.fine is None)


def _member_of(tag: str, clauses_named: set[str]) -> Member | None:
    if tag in clauses_named or tag.startswith("CBEP-5.2.2.2-a:"):
        return Member("clause", tag)
    kind, _, subject = tag.partition(":")
    return Member(OF_TAG[kind], subject) if kind in OF_TAG and subject else None


def _area(problem: Problem, member: Member) -> float:
    """What must be placed at least, what a storey holds; 0 of others."""
    if member.kind == "capacity":
        at = next(s for s, storey in enumerate(problem.storeys) if storey.id == member.subject)
        return float(problem.capacity[at])
    if member.kind == "required":
        return next(unit.least for unit in problem.units if unit.id == member.subject)
    return 0.0


def _places(made: Model, scenario: Scenario, true: Problem) -> None:
    """Rows for the storeys where a unit must not lie, by what forbids it."""
    for u, unit in enumerate(made.problem.units):
        for member, s in _forbidden(scenario, true, u, unit):
            made.own(member, made.code.program.at_most(made.code.presence[u].get(s, ()), 0.0, str(member)))


def _shapes(made: Model, true: Problem) -> None:
    """Rows for what corridors leave: parts no larger than the largest room there, wide rooms not together."""
    program = made.code.program
    for u, unit in enumerate(true.units):
        for s in unit.storeys:
            most = float(true.room[u, s])
            if unit.smallest - 1e-9 <= most and most * unit.take < true.capacity[s] - 1e-9:
                area = made.code.area[u].get(s, ())
                made.own(Member("shape", true.storeys[s].id), program.at_most(area, most, "shape"))
    for s, together in true.cuts:
        if len(together) > 1:
            terms = [term for u in together for term in made.code.presence[u].get(s, ())]
            row = program.at_most(terms, len(together) - 1, "shape")
            made.own(Member("shape", true.storeys[s].id), row)


def _forbidden(scenario: Scenario, true: Problem, u: int, unit: Unit) -> Iterator[tuple[Member, int]]:
    """Pairs of what forbids and the storey that is forbidden."""
    storeys, every = true.storeys, set(range(len(true.storeys)))
    demand = scenario.demands[unit.index] if unit.role == "demand" else None
    own = "tenant_suite" if unit.role == "tenant" else "stock_room"
    kinds = frozenset({own}) if demand is None else room_kinds(scenario, demand)
    permitted = set(allowed_storeys(storeys, unit.zone, kinds))
    left = set(permitted)
    yield from ((Member("permits", storeys[s].id), s) for s in sorted(every - permitted))
    if demand is not None:
        for kind, out in _facts(scenario, true, demand, kinds):
            subject = demand.id if kind == "ground" else ""
            if kind == "ground" and not left - out:
                continue  # where no ground storey permits it, any will do
            left -= out
            yield from ((Member(kind, subject or storeys[s].id), s) for s in sorted(out))
    unfit = [s for s in sorted(left) if s not in true.units[u].storeys and _is_shape(true, unit, s)]
    if not {pin.subject for pin in scenario.pins} & {unit.id}:
        yield from ((Member("shape", storeys[s].id), s) for s in unfit)


def _is_shape(true: Problem, unit: Unit, s: int) -> bool:
    """Whether the largest room or block of a storey keeps a unit out that its area would hold."""
    return bool(unit.smallest * unit.take <= true.capacity[s] + 1e-9)


def _facts(
    scenario: Scenario, true: Problem, demand: Demand, kinds: frozenset[str]
) -> Iterator[tuple[Kind, set[int]]]:
    """What a demand asks of its storey, with the storeys that do not give it."""
    storeys, spaces = true.storeys, scenario.catalogue.spaces
    if demand.zone in goods_zones():
        yield "goods", {s for s, row in enumerate(storeys) if not has_goods_access(scenario, row.id)}
    if any(spaces[kind].daylight == "needs" for kind in kinds):
        yield "daylight", {s for s, row in enumerate(storeys) if not row.daylight}
    if any(spaces[kind].ground for kind in kinds):
        yield "ground", {s for s, row in enumerate(storeys) if not row.is_ground}


def _pins(made: Model, scenario: Scenario) -> None:
    index = {unit.id: u for u, unit in enumerate(made.problem.units)}
    for pin in scenario.pins:
        if pin.subject in index:
            _pin(made, pin, index[pin.subject])


def _pin(made: Model, pin: Pin, u: int) -> None:
    """The pinned unit lies nowhere else; what nobody has to place is placed for its pin."""
    code, member = made.code, Member("pin", pin.subject, pin.storey)
    for s, terms in code.presence[u].items():
        if made.problem.storeys[s].id != pin.storey:
            made.own(member, code.program.at_most(terms, 0.0, str(member)))
    unit = made.problem.units[u]
    if not unit.required and unit.role != "stock":
        made.own(member, code.program.at_least(code.placed[u], 1.0, str(member)))
