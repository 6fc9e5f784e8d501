"""Planted conflicts of one to five members: each is found, minimal, and nothing else is."""

from __future__ import annotations

from itertools import combinations

import pytest

from planner.model import Scenario
from planner.reasons import Member
from solvers.allocate.engine import Engine
from solvers.explain.conflicts import Search
from solvers.explain.members import Ground, model
from solvers.explain.oracle import Oracle
from tests.solvers.allocate.small import demand, park, room, solved, storey, tenant


def found(scenario: Scenario, m2: float | dict[str, float]) -> tuple[list[frozenset[str]], bool]:
    """Every minimal conflict by the names of its members, and whether the search knows that these are all."""
    ground = Ground(room(scenario, m2))
    with Engine(lambda: False) as engine:
        search = Search(Oracle(model(scenario, ground), engine), engine)
        rows = list(search.all())
    assert all(row.minimal for row in rows)
    return [frozenset(str(member) for member in row.members) for row in rows], search.complete


def test_a_park_that_fits_has_no_conflict() -> None:
    assert found(park([storey("A", 1)], [tenant("T1", 400, resident=True)]), 500) == ([], True)


def test_what_is_too_large_for_its_only_storey() -> None:
    scenario = park([storey("A", 1)], [tenant("T1", 600, resident=True), tenant("T2", 100, resident=True)])
    assert found(scenario, 500) == ([{"required:T1", "capacity:A/1F"}], True)


def test_two_that_do_not_fit_together_once_for_each_pair() -> None:
    tenants = [tenant(id, 300, resident=True) for id in ("T1", "T2", "T3")]
    rows, complete = found(park([storey("A", 1)], tenants), 550)
    pairs = [
        {f"required:{a}", f"required:{b}", "capacity:A/1F"} for a, b in combinations(("T1", "T2", "T3"), 2)
    ]
    assert complete
    assert sorted(map(sorted, rows)) == sorted(map(sorted, pairs))


def test_a_pin_on_a_storey_that_does_not_permit_it() -> None:
    storeys = [storey("A", 1, permitted=frozenset({"shop"})), storey("A", 2)]
    optional = park(storeys, [tenant("T1", 100)], pins={"T1": "A/1F"})
    assert found(optional, 500) == ([{"pin:T1 A/1F", "permits:A/1F"}], True)
    resident = park(storeys, [tenant("T1", 100, resident=True)], pins={"T1": "A/1F"})
    assert found(resident, 500) == ([{"required:T1", "pin:T1 A/1F", "permits:A/1F"}], True)


def test_two_pins_on_a_storey_that_holds_one_of_them() -> None:
    tenants = [tenant("T1", 300), tenant("T2", 300, resident=True)]
    scenario = park([storey("A", 1), storey("A", 2)], tenants, pins={"T1": "A/1F", "T2": "A/1F"})
    assert found(scenario, 500) == ([{"pin:T1 A/1F", "pin:T2 A/1F", "required:T2", "capacity:A/1F"}], True)


def test_a_warehouse_without_dock_and_goods_lift() -> None:
    scenario = park([storey("A", 1), storey("A", 2)], demands=[demand("STORE", "storage_base", 400)])
    expected = {"required:STORE", "goods:A/1F", "goods:A/2F"}
    assert found(scenario, 500) == ([expected], True)


def test_two_conflicts_that_have_nothing_in_common() -> None:
    storeys = [storey("A", 1), storey("A", 2), storey("B", 1, x=60, permitted=frozenset({"shop"}))]
    tenants = [tenant("T1", 600, resident=True), tenant("T2", 100)]
    scenario = park(storeys, tenants, pins={"T2": "B/1F"})
    rows, complete = found(scenario, 500)
    assert complete
    assert {"pin:T2 B/1F", "permits:B/1F"} in rows
    assert {"required:T1", "capacity:A/1F", "capacity:A/2F", "permits:B/1F"} in rows
    assert {"required:T1", "capacity:A/1F", "capacity:A/2F", "capacity:B/1F"} in rows
    assert len(rows) == 3


def test_a_clause_that_nobody_can_meet() -> None:
    scenario = park(
        [storey("A", level) for level in range(1, 9)],
        [tenant(f"T{k}", 500) for k in range(1, 8)],
        [
            demand("OFFICE", "office_area", 250),
            demand("EXCHANGE", "exchange_centre", 550, 600),
            demand("SUPPORT", "support", 500, 700, split=True),
        ],
        standards=("cbep",),
    )
    assert found(scenario, 850) == ([{"CBEP-4.1.2-a:training_base"}], True)


def brute(oracle: Oracle, members: tuple[Member, ...]) -> set[frozenset[Member]]:
    """Minimal conflicts by asking about every set of members."""
    rows: set[frozenset[Member]] = set()
    for size in range(1, len(members) + 1):
        for chosen in map(frozenset, combinations(members, size)):
            if not any(row <= chosen for row in rows) and oracle(chosen).fits == "no":
                rows.add(chosen)
    return rows


@pytest.mark.parametrize("areas", [(300, 250, 200, 150), (400, 400, 100, 100), (260, 260, 260, 50)])
def test_all_conflicts_are_those_of_trying_every_set(areas: tuple[int, ...]) -> None:
    tenants = [tenant(f"T{k}", area, resident=True) for k, area in enumerate(areas)]
    scenario = park([storey("A", 1), storey("A", 2)], tenants, pins={"T0": "A/1F", "T1": "A/1F"})
    ground = Ground(room(scenario, {"A/1F": 480, "A/2F": 230}))
    with Engine(lambda: False) as engine:
        oracle = Oracle(model(scenario, ground), engine)
        rows = {frozenset(row.members) for row in Search(oracle, engine).all()}
        assert rows == brute(oracle, oracle.model.members)


def test_the_program_agrees_with_the_allocation() -> None:
    """What it calls solvable has a plan, what it does not has none."""
    for least in (200, 240, 260):
        tenants = [tenant(f"T{k}", least, resident=True) for k in range(4)]
        scenario = park([storey("A", 1), storey("A", 2)], tenants)
        with Engine(lambda: False) as engine:
            made = model(scenario, Ground(room(scenario, 500)))
            fits = Oracle(made, engine)(made.members).fits
        assert (fits == "yes") == bool(solved(scenario, 500).placements)
