"""What is named when nothing fits: small sets, clause and subject ids, and only after a proof."""

from __future__ import annotations

from dataclasses import replace

from solvers.allocate.clauses import clauses
from solvers.allocate.conflict import conflict
from solvers.allocate.engine import Engine
from tests.solvers.allocate.small import arrays, demand, park, solved, storey, tenant
from tests.solvers.allocate.test_clauses import FIRMS, PLATES, ROOM, SUPPORT, ZONES

TWO = [storey("A", 1), storey("A", 2)]


def test_two_residents_too_large_for_the_park_and_its_room_are_named():
    firms = [tenant("T1", 300, resident=True), tenant("T2", 300, resident=True), tenant("T3", 90)]
    answer = solved(park(TWO[:1], firms), 400)
    assert set(answer.conflict) == {"T1", "T2", "capacity:A/1F"}
    assert answer.placements == ()


def test_a_conflict_is_minimal():
    firms = [tenant(f"T{k}", 150, resident=True) for k in range(6)]
    answer = solved(park(TWO[:1], firms), 400)
    named = [id for id in answer.conflict if id.startswith("T")]
    assert len(named) == 3  # 3 x 150 > 400, any two would fit


def test_suites_that_fit_in_area_but_not_whole_are_proven_too():
    firms = [tenant(f"T{k}", 250, resident=True) for k in range(3)]  # 750 of 800 m2, one to a storey
    answer = solved(park(TWO, firms), 400)
    assert answer.status == "infeasible"
    assert {"T0", "T1", "T2"} <= set(answer.conflict)


def test_a_pin_against_a_cutting_clause_names_both():
    # the support that a tenth of the operating area asks for has no storey left that permits it
    offices = [
        replace(plate, permitted_kinds=frozenset({"office_area", "exchange_centre"})) for plate in PLATES
    ]
    answer = solved(
        park(offices, FIRMS, [*ZONES, replace(SUPPORT, required=False)], standards=("cbep",)), ROOM
    )
    assert answer.status == "infeasible"
    assert "CBEP-4.2.1-c" in answer.conflict


def test_many_storeys_are_named_in_one_word():
    plates = [storey("A", level) for level in range(1, 9)]
    firms = [tenant(f"T{k}", 90, resident=True) for k in range(40)]
    answer = solved(park(plates, firms), 400)
    assert answer.conflict.count("capacity") == 1
    assert not any(item.startswith("capacity:") for item in answer.conflict)


def test_dropping_any_member_makes_the_rest_fit():
    scenario = park(
        PLATES, [tenant(f"T{k}", 740) for k in range(1, 5)], [*ZONES, SUPPORT], standards=("cbep",)
    )
    problem = arrays(scenario, ROOM)
    with Engine(lambda: False) as engine:
        named = conflict(engine, problem, clauses(problem, 0.0), whole=False)
    assert "CBEP-4.2.1-b" in named
    more = replace(scenario, tenants=(*scenario.tenants, tenant("T5", 300)))
    assert solved(more, ROOM).status == "optimal"


def test_required_zones_are_named_by_their_id():
    answer = solved(park(TWO[:1], demands=[demand("HALL", "exchange_centre", 600)]), 500)
    assert answer.conflict == ("HALL",)
