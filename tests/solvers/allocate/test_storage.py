"""Storage needs: served whole, within the warehouse's area, by the near one, or told as short."""

from __future__ import annotations

from planner.score import STORAGE_RENT_CNY_M2_YEAR
from solvers.allocate.complete import complete
from solvers.allocate.plan import Plan
from solvers.allocate.problem import build
from tests.solvers.allocate.small import areas, demand, park, room, solved, storey, tenant

YARD = storey("B", 1, x=60, dock=True)
FAR = storey("C", 1, x=300, dock=True)
OFFICES = storey("A", 1)


def store(id: str, least: float, most: float | None = None, value: float = 100.0):
    return demand(id, "storage_base", least, least, most, value=value)


def test_a_need_is_served_by_a_warehouse_and_earns_its_rent():
    scenario = park([OFFICES, YARD], [tenant("T1", 100, storage=80)], [store("S", 400)])
    answer = solved(scenario, 500)
    assert dict(answer.warehouse_of) == {"T1": "B/1F"}
    assert answer.status == "optimal"
    assert answer.left_out == ()


def test_a_warehouse_serves_no_more_than_its_area():
    firms = [tenant(f"T{k}", 50, storage=150) for k in range(4)]
    answer = solved(park([OFFICES, YARD], firms, [store("S", 320)]), 330)
    assert len(answer.warehouse_of) == 2
    unserved = [short for short in answer.left_out if short.subject.startswith("storage:")]
    assert len(unserved) == 2
    assert all(short.reason == "the warehouses of the park are full" for short in unserved)


def test_a_warehouse_grows_beyond_its_wish_for_the_needs_it_serves():
    assert STORAGE_RENT_CNY_M2_YEAR > 0
    firms = [tenant(f"T{k}", 50, storage=150) for k in range(4)]
    answer = solved(park([OFFICES, YARD], firms, [store("S", 320, 700)]), 700)
    assert len(answer.warehouse_of) == 4
    assert areas(answer)["S"] >= 600
    (place,) = (p for p in answer.placements if p.subject == "S")
    assert place.least_area >= 600_000_000  # the arrangement must not take it below what it serves


def test_the_nearer_of_two_warehouses_serves():
    firms = [tenant("T1", 50, storage=200)]
    scenario = park(
        [OFFICES, YARD, FAR], firms, [store("S1", 350), store("S2", 350)], pins={"S1": "C/1F", "S2": "B/1F"}
    )
    assert solved(scenario, 400).warehouse_of["T1"] == "B/1F"


def test_without_a_warehouse_the_need_is_told():
    answer = solved(park([OFFICES], [tenant("T1", 50, storage=20)]), 400)
    assert [(s.subject, s.reason) for s in answer.left_out] == [("storage:T1", "the park has no warehouse")]


def test_nobody_who_stays_out_is_served():
    scenario = park(
        [OFFICES, YARD],
        [tenant("T1", 450, storage=50), tenant("T2", 450, rent=1.0, storage=50)],
        [store("S", 480)],
    )
    answer = solved(scenario, 500)
    assert dict(answer.warehouse_of) == {"T1": "B/1F"}


def test_places_without_the_stock_room_of_a_livestreaming_company_are_no_plan():
    # CBEP-5.2.2.2-a: the stock room is placed exactly when its tenant is
    scenario = park([storey("A", 1)], [tenant("T1", 100, livestreaming=True)], standards=("cbep",))
    problem = build(scenario, room(scenario, 400), ())
    suite, stock = (
        next(u for u, unit in enumerate(problem.units) if unit.role == r) for r in ("tenant", "stock")
    )
    assert complete(problem, (), Plan({(suite, 0): 100.0}, {})) is None
    assert complete(problem, (), Plan({(stock, 0): 52.0}, {})) is None
    assert complete(problem, (), Plan({(suite, 0): 100.0, (stock, 0): 52.0}, {})) is not None
