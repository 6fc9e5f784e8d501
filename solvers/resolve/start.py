"""A bundle as a plan of the scenario to solve: who lies where, with the bounds that hold now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.model import Allocation, Placement, PlaceWish, RoomSpec, Scenario, Space, StoreyLayout
from planner.pins.before import Before
from planner.pins.held import held
from planner.score import STOCK_PREFIX, score, served
from solvers.allocate.problem import STOCK_ROOM_LEAST, STOCK_ROOM_MOST
from solvers.arrange import Arranged
from solvers.arrange.standing import SLACK
from solvers.orchestrate.feedback import by_storey
from solvers.orchestrate.plan import Plan

M2 = 1_000_000


@dataclass(frozen=True, slots=True)
class Start:
    """What a result holds, seen from the scenario that is to be solved."""

    before: Before
    plan: Plan
    """Everybody who is there and still in the scenario."""
    pinned: frozenset[str]
    """Ids of spaces and corridors that stay, with what they need for it."""
    holds: Mapping[str, frozenset[str]]
    """Subject -> storeys on which rooms of it are pinned."""
    free: frozenset[str]
    """Subjects that ask for something else now, are new, or whose rooms cannot stay."""

    def fixed_on(self, storey: str) -> frozenset[str]:
        """Subjects with pinned rooms on a storey."""
        return frozenset(who for who, where in self.holds.items() if storey in where)


def start_of(scenario: Scenario, before: Before) -> Start:
    """The start that a bundle gives to a scenario."""
    known = {storey.id for storey in scenario.storeys}
    layouts = {row.storey: row for row in before.layout.storeys if row.storey in known}
    rows, wrong = [], set(before.changed)
    for id, layout in layouts.items():
        for subject, rooms in _by_subject(layout).items():
            row = _placement(scenario, subject, id, rooms)
            if row is not None:
                rows.append(row)
                wrong |= {subject} if _misplaced(scenario, row, rooms, before.unfit) else set()
    wrong |= _outgrown(scenario, rows)
    stores = before.bundle.manifest.get("warehouse_of")
    told = {str(k): str(v) for k, v in stores.items()} if isinstance(stores, dict) else {}
    real = tuple(rows)
    warehouse_of = served(real, told)
    value = score(scenario, real, warehouse_of).total
    allocation = Allocation("feasible", real, (), warehouse_of, value, math.inf)
    arranged = {
        storey.id: Arranged(layouts.get(storey.id, _bare(storey.id)), 0, "") for storey in scenario.storeys
    }
    plan = Plan(allocation, by_storey(scenario, allocation), arranged)
    pinned: set[str] = set()
    holds: dict[str, set[str]] = {}
    for id, layout in layouts.items():
        keep = held(layout, before.layout.pinned, scenario.catalogue)
        pinned |= keep.spaces | keep.corridors
        for space in layout.spaces:
            if space.id in keep.spaces and space.subject is not None:
                holds.setdefault(space.subject, set()).add(id)
    there = {row.subject for row in rows}
    left = {subject for subject in _subjects(scenario) if subject not in there}
    return Start(
        before,
        plan,
        frozenset(pinned),
        {who: frozenset(where) for who, where in holds.items()},
        frozenset(wrong | left),
    )


def _bare(storey: str) -> StoreyLayout:
    return StoreyLayout(storey, (), (), ())


def _subjects(scenario: Scenario) -> Iterable[str]:
    yield from (tenant.id for tenant in scenario.tenants)
    yield from (demand.id for demand in scenario.demands if not demand.off_site)
    if "cbep" in scenario.standards:
        yield from (STOCK_PREFIX + tenant.id for tenant in scenario.tenants if tenant.livestreaming)


def _by_subject(layout: StoreyLayout) -> dict[str, list[Space]]:
    found: dict[str, list[Space]] = {}
    for space in layout.spaces:
        subject = space.subject or (space.tenant if space.kind == "tenant_suite" else None)
        if subject is not None:
            found.setdefault(subject, []).append(space)
    return found


def _placement(scenario: Scenario, subject: str, storey: str, rooms: list[Space]) -> Placement | None:
    """The rooms of a subject on a storey as a placement; ``None`` where nobody asks for them any more."""
    if subject not in set(_subjects(scenario)):
        return None
    area = sum(room.area for room in rooms)
    specs: dict[tuple[str, int], int] = {}
    for room in rooms:
        specs[room.kind, room.area] = specs.get((room.kind, room.area), 0) + 1
    asked = tuple(RoomSpec(kind, count, size) for (kind, size), count in specs.items())
    tenant = next((row for row in scenario.tenants if row.id == subject), None)
    demand = next((row for row in scenario.demands if row.id == subject), None)
    if tenant is not None:
        bounds, zone, owner = (tenant.least_area, tenant.most_area), "office_area", tenant.id
    elif demand is not None:
        least = 0 if demand.splittable else demand.least_area
        bounds, zone, owner = (least, demand.most_area), demand.zone, None
    else:
        bounds, zone = (round(STOCK_ROOM_LEAST * M2), round(STOCK_ROOM_MOST * M2)), "storage_base"
        owner = subject.removeprefix(STOCK_PREFIX)
    return Placement(subject, storey, zone, owner, area, min(bounds[0], area), max(bounds[1], area), asked)


def _misplaced(scenario: Scenario, row: Placement, rooms: list[Space], unfit: frozenset[str]) -> bool:
    """Whether rooms are wrong where they are: drawn wrong, not permitted there, pinned elsewhere."""
    pins = {pin.subject: pin.storey for pin in scenario.pins}
    permitted = scenario.storey(row.storey).permitted_kinds
    bad = permitted is not None and row.zone not in permitted and {r.kind for r in rooms} - permitted
    return bool(
        any(room.id in unfit for room in rooms) or bad or pins.get(row.subject, row.storey) != row.storey
    )


def _outgrown(scenario: Scenario, rows: list[Placement]) -> set[str]:
    """Subjects whose area is no longer within their bounds."""
    areas: dict[str, int] = {}
    for row in rows:
        areas[row.subject] = areas.get(row.subject, 0) + row.area
    bounds = {t.id: (t.least_area, t.most_area) for t in scenario.tenants}
    bounds |= {d.id: (d.least_area, d.most_area) for d in scenario.demands}
    return {
        who
        for who, area in areas.items()
        if who in bounds and not bounds[who][0] - SLACK <= area <= bounds[who][1] + SLACK
    }


def with_required(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """The scenario in which these must be placed, whatever they are worth."""
    must = set(names)
    tenants = tuple(replace(row, resident=True) if row.id in must else row for row in scenario.tenants)
    demands = tuple(replace(row, required=True) if row.id in must else row for row in scenario.demands)
    return replace(scenario, tenants=tenants, demands=demands)


def without_wish(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Parts that are fixed wish for nothing of their own: their demand's wish is paid once."""
    parts = set(names)
    demands = tuple(replace(row, wish=PlaceWish()) if row.id in parts else row for row in scenario.demands)
    return replace(scenario, demands=demands)
