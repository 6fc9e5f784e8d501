from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from planner.model import M2, Allocation, Demand, Pin, Placement, Scenario, Shortfall
from solvers.arrange import Arranged
from solvers.orchestrate.feedback import by_storey
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.settle import settled, unfragmented
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant

WHY = "too much for its shape"


def crowded(park: Scenario, decided: Allocation, *out: tuple[str, str]) -> Plan:
    """A plan whose storeys lay out everybody but these (subject, storey)."""
    placed = by_storey(park, decided)
    results = {}
    for id, rows in placed.items():
        inside = [row for row in rows if (row.subject, id) not in out]
        gone = tuple(row.subject for row in rows if row not in inside)
        results[id] = arranged(id, *inside, share=0.9, gone=gone, why=WHY if gone else "")
    return Plan(decided, placed, results)


def nobody(storeys: Sequence[str]) -> Mapping[str, Arranged]:
    """No storey is to be arranged."""
    assert storeys == []
    return {}


def subjects(plan: Plan) -> set[str]:
    return {row.subject for row in plan.allocation.placements}


def kinds(plan: Plan, storey: str) -> list[tuple[str, str | None]]:
    layout = plan.arranged[storey].layout
    assert layout is not None
    return [(space.kind, space.subject) for space in layout.spaces]


def test_nothing_changes_when_everybody_has_a_place() -> None:
    park = scenario(tenant("T1"))
    plan = crowded(park, allocation(placement("T1", "A/1F")))
    assert settled(park, plan, nobody) is plan


def test_who_found_no_place_leaves_with_the_reason_and_the_others_stay_as_they_are() -> None:
    park = scenario(tenant("T1"), tenant("T2", wished=110), tenant("T3"))
    rows = [placement(id, at) for id, at in (("T1", "A/1F"), ("T2", "A/1F"), ("T3", "A/2F"))]
    before = crowded(park, allocation(*rows), ("T2", "A/1F"))
    plan = settled(park, before, nobody)
    assert plan.homeless == ()
    assert subjects(plan) == {"T1", "T3"}
    assert plan.arranged == before.arranged, "to the last corner, though rooms are smaller than decided"
    why = f"A/1F could not be arranged with it: {WHY}"
    assert plan.allocation.left_out == (Shortfall("T2", 110 * M2, 0, why),)


def test_the_reason_replaces_what_the_allocation_said() -> None:
    park = scenario(tenant("T1"))
    said = (Shortfall("T1", 120 * M2, 100 * M2, "its storey is full"), Shortfall("T9", 50 * M2, 0, "no room"))
    decided = replace(allocation(placement("T1", "A/1F")), left_out=said)
    plan = settled(park, crowded(park, decided, ("T1", "A/1F")), nobody)
    assert plan.allocation.left_out[0] == said[1]
    assert plan.allocation.left_out[1].given_area == 0
    assert "could not be arranged" in plan.allocation.left_out[1].reason


@pytest.mark.parametrize("out", [("T1", "A/1F"), ("stock:T1", "A/2F")])
def test_a_tenant_leaves_with_its_stock_room_and_its_place_in_the_warehouse(out: tuple[str, str]) -> None:
    """Whichever of the two found no place: the room of the other becomes a vacant unit."""
    park = scenario(tenant("T1"), tenant("T2"), demands=(store(),))
    stock = replace(placement("stock:T1", "A/2F"), tenant="T1")
    rows = (placement("T1", "A/1F"), placement("T2", "A/1F"), stock, in_store("A/2F"))
    decided = replace(allocation(*rows), warehouse_of={"T1": "A/2F", "T2": "A/2F"})
    before = crowded(park, decided, out)
    plan = settled(park, before, nobody)
    assert subjects(plan) == {"T2", "STORE"}
    assert {short.subject for short in plan.allocation.left_out} == {"T1", "stock:T1"}
    assert plan.allocation.warehouse_of == {"T2": "A/2F"}
    assert plan.homeless == ()
    other = "A/2F" if out[1] == "A/1F" else "A/1F"
    assert ("vacant", None) in kinds(plan, other)
    assert plan.room_areas() == before.room_areas(), "no room is lost"
    assert "T1" not in {space.tenant for row in plan.storeys() for space in row.spaces}


def test_a_resident_stays_though_its_stock_room_found_no_place() -> None:
    park = scenario(tenant("T1", resident=True))
    stock = replace(placement("stock:T1", "A/2F"), tenant="T1")
    before = crowded(park, allocation(placement("T1", "A/1F"), stock), ("stock:T1", "A/2F"))
    plan = settled(park, before, nobody)
    assert subjects(plan) == {"T1"}
    assert [short.subject for short in plan.allocation.left_out] == ["stock:T1"]


def test_of_a_zone_in_parts_only_the_part_leaves_and_what_is_left_is_told() -> None:
    park = scenario(demands=(demand(),))
    parts = [placement("SHOPS", f"A/{level}F", 60, tenant=False) for level in (1, 2)]
    plan = settled(park, crowded(park, allocation(*parts), ("SHOPS", "A/2F")), nobody)
    assert plan.allocation.placements == (parts[0],)
    (short,) = plan.allocation.left_out
    assert (short.wished_area, short.given_area) == (100 * M2, 60 * M2)
    assert kinds(plan, "A/1F") == [("shop", "SHOPS")]


def parts_of(least: int, *, required: bool, pinned: bool = False) -> tuple[Scenario, Plan]:
    """A zone in two parts of 60 m2 laid out as 54, of which one found no place."""
    zone = replace(demand(required=required), least_area=least * M2)
    park = scenario(tenant("T1"), demands=(zone,))
    if pinned:
        park = replace(park, pins=(Pin("SHOPS", "A/1F"),))
    parts = [placement("SHOPS", f"A/{level}F", 60, tenant=False) for level in (1, 2)]
    return park, crowded(park, allocation(placement("T1", "A/1F"), *parts), ("SHOPS", "A/2F"))


def others(plan: Plan, placed: Mapping[str, Sequence[Placement]]) -> Mapping[str, Arranged]:
    """Storeys as asked for."""
    return {id: arranged(id, *rows) for id, rows in placed.items()}


def test_of_an_optional_zone_less_than_its_least_is_not_left_standing() -> None:
    """A zone that is laid out has its least area (LAYOUT-DEMAND), or it is not there at all."""
    park, before = parts_of(55, required=False)
    plan = settled(park, unfragmented(park, before, others), nobody)
    assert subjects(plan) == {"T1"}
    (short,) = plan.allocation.left_out
    assert (short.subject, short.given_area) == ("SHOPS", 0)
    assert "less than its least" in short.reason
    assert kinds(plan, "A/1F") == [("tenant_suite", "T1")], "arranged with the others alone"


@pytest.mark.parametrize(
    ("least", "required", "pinned"), [(54, False, False), (55, True, False), (55, False, True)]
)
def test_a_zone_stays_with_its_least_or_where_it_has_to_be(least: int, required: bool, pinned: bool) -> None:
    park, before = parts_of(least, required=required, pinned=pinned)
    assert unfragmented(park, before, others) is before


def test_a_zone_of_which_a_round_left_too_little_leaves_though_nobody_is_homeless() -> None:
    park, before = parts_of(55, required=False)
    whole = replace(before.allocation, placements=before.allocation.placements[:-1])
    plan = unfragmented(park, crowded(park, whole), others)
    assert subjects(plan) == {"T1"}


def test_it_stays_where_its_storey_does_not_come_out_with_the_others() -> None:
    """Time may be over, or somebody else lose a place."""
    park, before = parts_of(55, required=False)
    for result in (failed("time"), arranged("A/1F", gone=("T1",))):
        plan = unfragmented(park, before, lambda _, placed, result=result: dict.fromkeys(placed, result))
        assert plan is before


def store(id: str = "STORE") -> Demand:
    return replace(demand(id, required=False), zone="storage_base", kind="warehouse")


def in_store(at: str, id: str = "STORE") -> Placement:
    return replace(placement(id, at, tenant=False), zone="storage_base")


def test_a_warehouse_that_leaves_serves_nobody_and_that_is_told() -> None:
    needy = replace(tenant("T1"), storage_area=60 * M2)
    park = scenario(needy, tenant("T2"), demands=(store(),))
    rows = (placement("T1", "A/1F"), placement("T2", "A/1F"), in_store("A/2F"))
    decided = replace(allocation(*rows), warehouse_of={"T1": "A/2F"})
    plan = settled(park, crowded(park, decided, ("STORE", "A/2F")), nobody)
    assert subjects(plan) == {"T1", "T2"}
    assert plan.allocation.warehouse_of == {}
    storage = {short.subject: short for short in plan.allocation.left_out}["storage:T1"]
    assert (storage.wished_area, storage.given_area) == (60 * M2, 0)
    assert "warehouse" in storage.reason


def test_a_storey_without_any_layout_is_emptied_at_once() -> None:
    """No trials: time may be over."""
    park = scenario(*(tenant(f"T{k}") for k in range(5)))
    decided = allocation(*(placement(f"T{k}", "A/1F") for k in range(5)))
    plan = Plan(decided, by_storey(park, decided), {"A/1F": failed("time"), "A/2F": arranged("A/2F")})
    asked: list[str] = []

    def empty(storeys: Sequence[str]) -> Mapping[str, Arranged]:
        asked.extend(storeys)
        return {id: arranged(id) for id in storeys}

    plan = settled(park, plan, empty)
    assert asked == ["A/1F"]
    assert plan.failed == ()
    assert plan.allocation.placements == ()
    assert [short.subject for short in plan.allocation.left_out] == [f"T{k}" for k in range(5)]


def test_a_storey_that_has_no_layout_even_empty_ends_it() -> None:
    park = scenario(tenant("T1"))
    decided = allocation(placement("T1", "A/1F"))
    plan = Plan(decided, by_storey(park, decided), dict.fromkeys(("A/1F", "A/2F"), failed(WHY)))
    plan = settled(park, plan, lambda storeys: dict.fromkeys(storeys, failed(WHY)))
    assert plan.allocation.placements == ()
    assert plan.failed == ("A/1F", "A/2F")


def test_a_park_of_thousands_that_was_stopped_early_is_settled_in_seconds() -> None:
    """Of 6,000 companies 5,000 found no place: each is named once, and nobody looks through all for each."""
    tenants = [tenant(f"T{number:04}") for number in range(6000)]
    park = scenario(*tenants)
    rows = [placement(one.id, "A/1F" if number < 1000 else "A/2F") for number, one in enumerate(tenants)]
    out = {row.subject for row in rows[1000:]}
    before = crowded(park, allocation(*rows))
    results = {**before.arranged, "A/2F": failed("out of time")}
    start = time.process_time()
    plan = settled(
        park, Plan(before.allocation, before.placed, results), lambda ids: dict.fromkeys(ids, results["A/1F"])
    )
    assert time.process_time() - start < 5
    assert {short.subject for short in plan.allocation.left_out} == out
    assert len(plan.allocation.left_out) == 5000
    assert len(plan.allocation.placements) == 1000
