"""Generated parks with a planted conflict of one to four members: is it found, is it minimal, how soon.

    python -m benchmarks.explain --parks 30 [--tenants 10]     # a JSON line for each park, then a summary
    python -m benchmarks.explain --small 200                   # cheapest ways out against trying every one

A park that has a plan (``benchmarks.parks``) gets a clause that nobody can meet, a pin on a storey that does
not permit it, the same of a company with a contract, or pins of three on a storey that holds two of them.
That a change of the scenario helps is tried with the allocation, which shares no rows with the search.

Small parks are two storeys with three to five promised companies, some pinned, some storeys for shops alone.
Of these every way out is tried: each company on each storey or left out, and where a storey is too small the
companies that pay least give up area, down to half of it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from threading import Event

from benchmarks.parks import park
from planner.model import M2, Pin, Scenario, Tenant
from planner.reasons import Conflict, Edit, Member
from solvers.allocate import allocate
from solvers.allocate.engine import Engine
from solvers.explain.conflicts import Search
from solvers.explain.edits import applied
from solvers.explain.members import Ground, model
from solvers.explain.oracle import Oracle
from solvers.explain.ways import KEPT, TOUCH, Measure, cheapest
from solvers.orchestrate.feedback import widest_cuts
from solvers.types import Progress

FILL = 0.9
COUNT = 4
"""Conflicts to look for in each park."""

NEEDED = ("office_area", "exchange_centre", "training_base")


@dataclass(frozen=True, slots=True)
class Planted:
    """A park and the names of the members that contradict each other in it."""

    scenario: Scenario
    members: frozenset[str]


def planted(tenants: int, seed: int) -> Planted:
    """The park of a seed, with a conflict of 1 to 4 members in turn."""
    base, rng = park(tenants, seed, fill=FILL), random.Random(seed)
    kind = seed % 4
    if kind == 1:
        zone = rng.choice(NEEDED)
        left = tuple(row for row in base.demands if row.zone != zone)
        gone = {row.id for row in base.demands} - {row.id for row in left}
        flows = tuple(row for row in base.flows if not {row.origin, row.destination} & gone)
        return Planted(replace(base, demands=left, flows=flows), frozenset({f"CBEP-4.1.2-a:{zone}"}))
    if kind in (2, 3):
        return _not_permitted(base, rng, resident=kind == 3)
    return _three_pins(base, rng)


def _not_permitted(base: Scenario, rng: random.Random, *, resident: bool) -> Planted:
    """A company pinned to a storey that permits shops alone."""
    storey = max(base.storeys, key=lambda row: row.level).id
    tenant = rng.choice([row for row in base.tenants if not row.livestreaming])
    buildings = tuple(
        replace(
            row,
            storeys=tuple(
                replace(floor, permitted_kinds=frozenset({"shop"})) if floor.id == storey else floor
                for floor in row.storeys
            ),
        )
        for row in base.buildings
    )
    tenants = tuple(
        replace(row, resident=resident) if row.id == tenant.id else replace(row, resident=False)
        for row in base.tenants
    )
    members = {f"pin:{tenant.id} {storey}", f"permits:{storey}"}
    members |= {f"required:{tenant.id}"} if resident else set()
    changed = replace(base, buildings=buildings, tenants=tenants, pins=(Pin(tenant.id, storey),))
    return Planted(changed, frozenset(members))


def _three_pins(base: Scenario, rng: random.Random) -> Planted:
    """Three companies pinned to a storey, each of which takes 0.4 of it."""
    storey = max(base.storeys, key=lambda row: row.level).id
    area = round(0.4 * widest_cuts(base).capacity[storey] / M2) * M2
    names = sorted(row.id for row in rng.sample([t for t in base.tenants if not t.livestreaming], 3))

    def larger(row: Tenant) -> Tenant:
        row = replace(row, resident=False)
        if row.id not in names:
            return row
        return replace(row, least_area=area, wished_area=area, most_area=area)

    pins = tuple(Pin(name, storey) for name in names)
    members = {f"capacity:{storey}", *(f"pin:{name} {storey}" for name in names)}
    changed = replace(base, tenants=tuple(larger(row) for row in base.tenants), pins=pins)
    return Planted(changed, frozenset(members))


def edit_for(scenario: Scenario, member: Member) -> Edit | None:
    """A change of the scenario that lets a member go, where it has one."""
    if member.kind == "required":
        return Edit("drop", member.subject)
    if member.kind == "pin":
        return Edit("unpin", member.subject)
    if member.kind == "permits":
        return Edit("permit", member.subject, ", ".join(sorted(scenario.catalogue.spaces)))
    return None


def measured(case: Planted) -> dict[str, object]:
    """What the search for conflicts makes of a park."""
    start = time.monotonic()
    ground = Ground(widest_cuts(case.scenario).capacity)
    first = None
    rows: list[Conflict] = []
    with Engine(lambda: False) as engine:
        search = Search(Oracle(model(case.scenario, ground), engine), engine)
        for conflict in search.all():
            first = first or round(time.monotonic() - start, 1)
            rows.append(conflict)
            if len(rows) == COUNT:
                break
    found = [row for row in rows if {str(member) for member in row.members} == case.members]
    return {
        "members": len(case.members),
        "first_s": first,
        "seconds": round(time.monotonic() - start, 1),
        "conflicts": len(rows),
        "complete": search.complete,
        "found": bool(found),
        "minimal": all(row.minimal for row in rows),
        "helped": list(_helped(case.scenario, ground, found[0])) if found and len(rows) == 1 else [],
    }


def _helped(scenario: Scenario, ground: Ground, conflict: Conflict) -> Iterator[bool]:
    """Whether each change that lets a member go gives a plan; asked where there is no other conflict."""
    for member in conflict.members:
        edit = edit_for(scenario, member)
        if edit is not None:
            yield _has_plan(applied(scenario, edit), ground)


def _has_plan(scenario: Scenario, ground: Ground) -> bool:
    """Whether the allocation finds a plan; the first one will do."""
    found = Event()

    def note(progress: Progress) -> None:
        if progress.incumbent is not None:
            found.set()

    answer = allocate(
        scenario, capacity=ground.capacity, seed=1, effort=1, stop=found.is_set, on_progress=note
    )
    return bool(answer.placements)


def small(seed: int) -> tuple[Scenario, dict[str, int]]:
    """A park too small for its companies, and what its storeys hold, mm2."""
    rng, base = random.Random(seed), park(10, 1)
    names = [row.id for row in base.buildings[0].storeys[:2]]
    shops = {name: rng.random() < 0.3 for name in names}
    building = replace(
        base.buildings[0],
        storeys=tuple(
            replace(row, permitted_kinds=frozenset({"shop"}) if shops[row.id] else None)
            for row in base.buildings[0].storeys[:2]
        ),
    )
    tenants = []
    for row in base.tenants[: rng.randint(3, 5)]:
        area = 2 * rng.randint(40, 160) * M2
        asked = {"least_area": area, "wished_area": area, "most_area": area, "storage_area": 0}
        rent = float(rng.randint(20, 90))
        tenants.append(replace(row, **asked, resident=True, livestreaming=False, rent_cny_m2_month=rent))
    pins = tuple(Pin(row.id, rng.choice(names)) for row in tenants if rng.random() < 0.4)
    asked_in_all = sum(row.least_area for row in tenants) // M2
    room = {name: rng.randint(30, 60) * asked_in_all // 100 * M2 for name in names}
    scenario = replace(
        base, buildings=(building,), tenants=tuple(tenants), demands=(), flows=(), pins=pins, standards=()
    )
    return scenario, room


def brute(scenario: Scenario, room: Mapping[str, int], measure: Measure, *, shrink: bool) -> float:
    """The least that is given up, CNY a year or m2, with what each change costs besides."""
    tenants, names = scenario.tenants, [row.id for row in scenario.storeys]
    pinned = {pin.subject: pin.storey for pin in scenario.pins}
    closed = {row.id for row in scenario.storeys if row.permitted_kinds == frozenset({"shop"})}
    step = TOUCH if measure == "cny" else TOUCH / 100
    best = math.inf
    for places in product([*names, ""], repeat=len(tenants)):
        at = dict(zip([row.id for row in tenants], places, strict=True))
        lost = [_price(row, measure) * row.least_area / M2 for row in tenants if not at[row.id]]
        moved = sum(bool(at[id]) and at[id] != storey for id, storey in pinned.items())
        opened = len(closed & set(places))
        cost = sum(lost) + step * (len(lost) + moved + opened)
        for name in names:
            here = [row for row in tenants if at[row.id] == name]
            cost += _cut(here, room[name] / M2, measure, step, shrink=shrink)
        best = min(best, cost)
    return best


def _price(row: Tenant, measure: Measure) -> float:
    return 12 * row.rent_cny_m2_month if measure == "cny" else 1.0


def _cut(here: Sequence[Tenant], holds: float, measure: Measure, step: float, *, shrink: bool) -> float:
    """What those on a storey give up so that they fit, those first of whom a square metre pays least."""
    missing = sum(row.least_area for row in here) / M2 - holds
    if missing <= 0:
        return 0.0
    if not shrink:
        return math.inf
    best = math.inf
    for chosen in product([False, True], repeat=len(here)):  # each that is touched costs a little besides
        left, cost = missing, step * sum(chosen)
        cut = [row for row, touched in zip(here, chosen, strict=True) if touched]
        for row in sorted(cut, key=lambda row: _price(row, measure)):
            part = min(left, (1 - KEPT) * row.least_area / M2)
            left, cost = left - part, cost + part * _price(row, measure)
        best = min(best, cost if left <= 1e-9 else math.inf)
    return best


def compared(seed: int, engine: Engine) -> dict[str, object]:
    """The cheapest way out of a small park by the program and by trying every one."""
    scenario, room = small(seed)
    told: dict[str, object] = {"seed": seed, "tenants": len(scenario.tenants)}
    same = True
    kinds: set[str] = set()
    measures: tuple[Measure, ...] = ("cny", "m2")
    for measure, shrink in product(measures, (False, True)):
        way = next(cheapest(scenario, Ground(room), engine, measure=measure, shrink=shrink))
        step = TOUCH if measure == "cny" else TOUCH / 100
        by_program = (way.cny if measure == "cny" else way.m2) + step * len(way.edits)
        by_trying = brute(scenario, room, measure, shrink=shrink)
        same = same and way.proven and math.isclose(by_program, by_trying, rel_tol=1e-6, abs_tol=1e-6)
        told[f"{measure}{'_shrink' if shrink else ''}"] = (by_program, by_trying)
        kinds |= {edit.kind for edit in way.edits}
    return {**told, "edits": sorted(kinds), "same": same}


def main() -> None:
    """Measure, print a line a park and a summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--parks", type=int, default=30)
    parser.add_argument("--tenants", type=int, default=10)
    parser.add_argument("--small", type=int, help="small parks, against trying every way out")
    options = parser.parse_args()
    if options.small:
        with Engine(lambda: False) as engine:
            told = [compared(seed, engine) for seed in range(1, options.small + 1)]
        for line in told:
            print(json.dumps(line))
        print(json.dumps({"parks": len(told), "same": sum(bool(line["same"]) for line in told)}))
        return
    rows = []
    for seed in range(1, options.parks + 1):
        row = measured(planted(options.tenants, seed))
        rows.append(row)
        print(json.dumps({"seed": seed, **row}), flush=True)
    firsts = [row["first_s"] for row in rows if isinstance(row["first_s"], float)]
    summary = {
        "parks": len(rows),
        "found": sum(bool(row["found"]) for row in rows),
        "minimal": sum(bool(row["minimal"]) for row in rows),
        "helped": all(all(row["helped"]) for row in rows if isinstance(row["helped"], list)),
        "slowest_first_s": max(firsts, default=None),
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
