"""Wishes that were cut short grow into what their storeys hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import box

from planner.model import M2, Allocation, Placement, Scenario, Space
from solvers.arrange import Arranged
from solvers.arrange.ways import Fault
from solvers.orchestrate.feedback import by_storey
from solvers.orchestrate.grow import grown, made_up
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.pool import StoreyJob
from tests.solve import script
from tests.solve.park import allocation, arranged, demand, placement, scenario, tenant
from tests.solve.script import holding, play, solved

T1, T2 = placement("T1", "A/1F", 80), placement("T2", "A/1F")
PARK = scenario(tenant("T1"), tenant("T2"), demands=(demand(),))


def with_vacant(result: Arranged, area: float) -> Arranged:
    """The layout with a vacant unit of so many m2 beside it."""
    if result.layout is None:
        return result
    at, shape = result.layout.storey, box(0, 50_000, area * 100, 60_000)
    unit = Space(f"{at}/v", "A", at, "vacant", "office_area", shape, "", "")
    return replace(result, layout=replace(result.layout, spaces=(*result.layout.spaces, unit)))


def a_plan(decided: Allocation, free: float, park: Scenario = PARK) -> Plan:
    placed = by_storey(park, decided)
    return Plan(decided, placed, {id: with_vacant(arranged(id, *rows), free) for id, rows in placed.items()})


def asked(plan: Plan, share: float) -> dict[tuple[str, str], float]:
    """(storey, subject) -> m2 that it is asked to hold now."""
    rows = [row for rows in grown(PARK, plan, share).values() for row in rows]
    return {(row.storey, row.subject): row.area / M2 for row in rows}


def test_who_is_short_is_offered_a_share_of_what_is_vacant_on_its_storey() -> None:
    """T1 has 80 of the 100 m2 that it wishes, T2 all of its 100; 10 m2 are vacant, then 40."""
    assert a_plan(allocation(T1, T2), 10).vacant("A/1F") == 10 * M2
    assert asked(a_plan(allocation(T1, T2), 10), 0.9) == {("A/1F", "T1"): 89.0, ("A/1F", "T2"): 100.0}
    assert asked(a_plan(allocation(T1, T2), 40), 0.9) == {("A/1F", "T1"): 100.0, ("A/1F", "T2"): 100.0}


def test_next_to_nothing_vacant_or_lacking_is_left_alone() -> None:
    assert asked(a_plan(allocation(T1, T2), 5), 0.9) == {}
    assert asked(a_plan(allocation(T2), 40), 0.9) == {}
    assert asked(a_plan(allocation(placement("T1", "A/1F", 96)), 40), 0.9) == {}


def test_a_demand_on_two_storeys_grows_where_most_is_vacant_and_never_beyond_its_wish() -> None:
    """30 + 30 of 100 m2: of 40 m2 lacking 27 lie on one storey (0.9 x 30), 13 on the other."""
    shops = [placement("SHOPS", f"A/{level}F", 30, tenant=False) for level in (1, 2)]
    plan = a_plan(allocation(*shops), 30)
    assert asked(plan, 0.9) == {("A/1F", "SHOPS"): 57.0, ("A/2F", "SHOPS"): 43.0}
    rows = [rows[0] for rows in grown(PARK, plan, 0.9).values()]
    assert [sum(room.count * room.area for room in row.rooms) for row in rows] == [57 * M2, 43 * M2]
    assert all(row.most_area <= 1.08 * row.area or row.most_area == 150 * M2 for row in rows)


def test_who_counts_for_a_clause_that_lacks_area_is_offered_more_than_its_wish() -> None:
    """4 m2 are missing: 1.25 x 4 + 5 = 10 m2 are asked for, of the 36 (0.9 x 40) that are vacant."""
    plan = a_plan(allocation(placement("T1", "A/1F", 100), T2), 40)
    rows = made_up(PARK, plan, 0.9, 4.0, {"T2", "T9"})["A/1F"]
    assert {row.subject: row.area / M2 for row in rows} == {"T1": 100.0, "T2": 110.0}
    # nobody gets more than its most area, 150 m2, and next to nothing is not worth a layout
    rows = made_up(PARK, a_plan(allocation(T2), 200), 0.9, 48.0, {"T2"})["A/1F"]
    assert [row.area / M2 for row in rows] == [150.0]
    assert made_up(PARK, a_plan(allocation(T2), 5), 0.9, 4.0, {"T2"}) == {}
    # where neither what is vacant nor what they may take is enough, no storey is laid out for nothing
    assert made_up(PARK, a_plan(allocation(T2), 200), 0.9, 51.0, {"T2"}) == {}
    assert made_up(PARK, a_plan(allocation(T2), 40), 0.9, 37.0, {"T2"}) == {}


@pytest.mark.parametrize(("holds", "value"), [(2, 200), (1, 180)])
def test_a_storey_is_taken_as_grown_where_everybody_still_finds_a_place(
    monkeypatch: pytest.MonkeyPatch, holds: int, value: int
) -> None:
    """Rents of 60 CNY a month and m2; a storey that loses somebody stays as it was."""
    jobs: list[StoreyJob] = []

    def found(job: StoreyJob) -> int:
        larger = any(row.area == 100 * M2 and row.subject == "T1" for row in job.placements or ())
        return holds if larger else 2

    real = script.arranged
    monkeypatch.setattr(script, "arranged", lambda *rows, **how: with_vacant(real(*rows, **how), 40))
    outcome, _ = play(monkeypatch, allocation(T1, T2), park=PARK, pool=holding(found, jobs), real_values=True)
    assert solved(outcome).allocation.objective == pytest.approx(12 * 60.0 * value)
    assert solved(outcome).decided_value == pytest.approx(12 * 60.0 * 180)
    assert solved(outcome).allocation.placements == (T1, T2), "what the allocation decided stays"
    assert len([job for job in jobs if job.storey == "A/1F"]) == (2 if holds == 2 else 3)


@pytest.mark.parametrize("apart", [False, True])
def test_a_storey_grows_the_way_it_was_laid_out(monkeypatch: pytest.MonkeyPatch, apart: bool) -> None:
    """With zones taken apart, or whole."""
    jobs: list[StoreyJob] = []
    real = script.arranged
    monkeypatch.setattr(
        script, "arranged", lambda *rows, **how: replace(with_vacant(real(*rows, **how), 40), apart=apart)
    )
    play(monkeypatch, allocation(T1, T2), park=PARK, pool=holding(lambda _: 2, jobs), real_values=True)
    assert {job.apart for job in jobs if job.whole} == {apart}
    assert not any(job.apart for job in jobs if not job.whole)


@pytest.mark.parametrize(("faults", "area"), [((), 100), ((Fault("A/1F/s0", "no way out", 1.0),), 50)])
def test_a_storey_does_not_grow_out_of_its_safety(
    monkeypatch: pytest.MonkeyPatch, faults: tuple[Fault, ...], area: int
) -> None:
    """The shops have 50 of the 60 m2 that they need at least: with the 40 m2 beside them they come to 100."""
    shops = placement("SHOPS", "A/1F", 50, tenant=False)
    real = script.arranged

    def found(at: str, *rows: Placement, **how: Any) -> Arranged:
        larger = any(row.area > shops.area for row in rows)
        return replace(with_vacant(real(at, *rows, **how), 40), faults=faults if larger else ())

    monkeypatch.setattr(script, "arranged", found)
    outcome, _ = play(monkeypatch, allocation(shops), park=PARK, pool=holding(1))
    rooms = [space for storey in solved(outcome).layout.storeys for space in storey.spaces]
    assert [space.area for space in rooms if space.subject == "SHOPS"] == [area * M2]


@pytest.mark.parametrize(("crowding", "area"), [(False, 100), (True, 50)])
def test_a_storey_does_not_grow_into_more_people_than_its_exits_let_out(
    monkeypatch: pytest.MonkeyPatch, crowding: bool, area: int
) -> None:
    """As above: the shops come from 50 to 100 m2, unless the storey is crowded then."""
    shops = placement("SHOPS", "A/1F", 50, tenant=False)
    real = script.arranged

    def found(at: str, *rows: Placement, **how: Any) -> Arranged:
        return with_vacant(real(at, *rows, **how), 40)

    def crowded(_: Scenario, arranged: dict[str, Arranged]) -> list[str]:
        layouts = [result.layout for result in arranged.values() if result.layout is not None]
        sizes = [space.area for layout in layouts for space in layout.spaces if space.subject == "SHOPS"]
        return ["A/1F"] if crowding and max(sizes, default=0) > shops.area else []

    monkeypatch.setattr(script, "arranged", found)
    monkeypatch.setattr("solvers.solve.crowded_storeys", crowded)
    outcome, _ = play(monkeypatch, allocation(shops), park=PARK, pool=holding(1))
    rooms = [space for storey in solved(outcome).layout.storeys for space in storey.spaces]
    assert [space.area for space in rooms if space.subject == "SHOPS"] == [area * M2]
