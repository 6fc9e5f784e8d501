from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planner.model import M2, Allocation, Placement, Scenario, Shortfall
from solvers.arrange import Arranged
from solvers.orchestrate.feedback import by_storey
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.rescue import rescued
from tests.solve.park import allocation, arranged, demand, failed, placement, scenario, tenant


def arranging(park: Scenario, holds: int) -> Callable[[Allocation], Plan]:
    """Storeys that can be arranged as long as they hold at most that many square metres."""

    def arrange(decided: Allocation) -> Plan:
        placed = by_storey(park, decided)
        return Plan(decided, placed, {id: result(id, rows) for id, rows in placed.items()})

    def result(id: str, rows: tuple[Placement, ...]) -> Arranged:
        if sum(row.area for row in rows) > holds * M2:
            return failed("too much for its shape")
        return arranged(id, *rows)

    return arrange


def test_nothing_changes_when_nothing_failed() -> None:
    park = scenario(tenant("T1"))
    arrange = arranging(park, 500)
    plan = arrange(allocation(placement("T1", "A/1F")))
    assert rescued(park, plan, arrange) == plan


def test_shrinking_comes_before_leaving() -> None:
    park = scenario(tenant("T1"), tenant("T2"))
    arrange = arranging(park, 130)
    rows = (placement("T1", "A/1F"), placement("T2", "A/1F"), placement("T3", "A/2F"))
    plan = rescued(park, arrange(allocation(*rows)), arrange)
    assert not plan.failed
    assert [row.area // M2 for row in plan.allocation.placements] == [60, 60, 100]
    assert plan.allocation.left_out == ()


def test_the_cheapest_optional_subject_leaves_first_with_the_reason() -> None:
    park = scenario(tenant("CHEAP", rent=20), tenant("DEAR", rent=90), tenant("KEPT", rent=10, resident=True))
    arrange = arranging(park, 130)
    rows = [placement(id, "A/1F") for id in ("CHEAP", "DEAR", "KEPT")]
    plan = rescued(park, arrange(allocation(*rows)), arrange)
    assert {row.subject for row in plan.allocation.placements} == {"DEAR", "KEPT"}
    (short,) = plan.allocation.left_out
    assert (short.subject, short.given_area) == ("CHEAP", 0)
    assert "A/1F" in short.reason
    assert "too much for its shape" in short.reason


def test_the_reason_of_the_rescue_replaces_what_the_allocation_said() -> None:
    park = scenario(tenant("T1"))
    arrange = arranging(park, -1)
    decided = allocation(placement("T1", "A/1F"))
    said = (Shortfall("T1", 120 * M2, 100 * M2, "its storey is full"), Shortfall("T9", 50 * M2, 0, "no room"))
    plan = rescued(park, arrange(replace(decided, left_out=said)), arrange)
    assert plan.allocation.left_out[0] == said[1]
    assert plan.allocation.left_out[1].given_area == 0
    assert "could not be arranged" in plan.allocation.left_out[1].reason


def test_a_tenant_that_leaves_takes_its_stock_room_along() -> None:
    park = scenario(tenant("T1"), tenant("T2", rent=90))
    stock = placement("stock:T1", "A/2F")
    stock = type(stock)(**{name: getattr(stock, name) for name in stock.__slots__} | {"tenant": "T1"})
    arrange = arranging(park, 65)
    rows = (placement("T1", "A/1F"), placement("T2", "A/1F"), stock)
    plan = rescued(park, arrange(allocation(*rows)), arrange)
    assert {row.subject for row in plan.allocation.placements} == {"T2"}
    assert {short.subject for short in plan.allocation.left_out} == {"T1", "stock:T1"}


def test_required_demands_leave_last_and_an_empty_storey_ends_it() -> None:
    park = scenario(tenant("T1"), demands=(demand(),))
    arrange = arranging(park, -1)
    plan = rescued(park, arrange(allocation(placement("T1", "A/1F"))), arrange)
    assert plan.allocation.placements == ()
    assert plan.failed == ("A/1F", "A/2F")
    arrange = arranging(park, 70)
    rows = (placement("T1", "A/1F"), placement("SHOPS", "A/1F", tenant=False))
    plan = rescued(park, arrange(allocation(*rows)), arrange)
    assert [row.subject for row in plan.allocation.placements] == ["SHOPS"]


def test_in_a_hurry_a_storey_is_emptied_at_once() -> None:
    park = scenario(*(tenant(f"T{k}") for k in range(5)))
    calls: list[int] = []
    slow = arranging(park, 30)

    def arrange(decided: Allocation) -> Plan:
        calls.append(len(decided.placements))
        return slow(decided)

    rows = [placement(f"T{k}", "A/1F") for k in range(5)]
    plan = rescued(park, slow(allocation(*rows)), arrange, lambda: True)
    assert calls == [5, 0], "shrunk, then emptied"
    assert not plan.failed
