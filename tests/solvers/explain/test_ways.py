"""Ways out: by hand, against trying every set of promises, and as edits of a scenario."""

from __future__ import annotations

from itertools import combinations

import pytest

from planner.model import Policies, Scenario, Tenant
from planner.reasons import Edit
from solvers.allocate.engine import Engine
from solvers.explain import infeasible
from solvers.explain.edits import applied, edited
from solvers.explain.infeasible import Tried, ways_out
from solvers.explain.larger import larger
from solvers.explain.members import Ground
from solvers.explain.ways import Measure, cheapest, lacking
from tests.solvers.allocate.small import demand, park, room, solved, storey, tenant


def first(scenario: Scenario, m2: float, measure: Measure, *, shrink: bool) -> tuple[tuple[Edit, ...], float]:
    with Engine(lambda: False) as engine:
        way = next(cheapest(scenario, Ground(room(scenario, m2)), engine, measure=measure, shrink=shrink))
    assert way.proven
    return way.edits, way.cny if measure == "cny" else way.m2


def test_the_cheapest_is_by_money_or_by_area() -> None:
    """T1 would pay 12 x 10 x 400 = 48,000, T2 12 x 100 x 150 = 180,000."""
    tenants = [tenant("T1", 400, rent=10, resident=True), tenant("T2", 150, rent=100, resident=True)]
    scenario = park([storey("A", 1)], tenants)
    assert first(scenario, 500, "cny", shrink=False) == ((Edit("drop", "T1"),), pytest.approx(48_000))
    assert first(scenario, 500, "m2", shrink=False) == ((Edit("drop", "T2"),), pytest.approx(150))


def test_a_smaller_suite_is_cheaper_than_none() -> None:
    """100 m2 are missing; a m2 of T1 pays 12 x 50 = 600 a year."""
    tenants = [tenant("T1", 300, 350, rent=50, resident=True), tenant("T2", 300, rent=60, resident=True)]
    scenario = park([storey("A", 1)], tenants)
    edits, cny = first(scenario, 500, "cny", shrink=True)
    assert (edits, cny) == ((Edit("shrink", "T1", "200"),), pytest.approx(60_000))
    assert solved(edited(scenario, edits), 500).placements


def test_a_pin_is_moved_before_anybody_leaves() -> None:
    tenants = [tenant("T1", 300, resident=True), tenant("T2", 300, resident=True)]
    scenario = park([storey("A", 1), storey("A", 2)], tenants, pins={"T1": "A/1F", "T2": "A/1F"})
    edits, cny = first(scenario, 500, "cny", shrink=True)
    assert [edit.kind for edit in edits] == ["unpin"]
    assert cny == 0


def brute(scenario: Scenario, m2: float) -> float:
    """Least rent that is given up, by trying every set of companies to let go."""
    sets = [gone for k in range(5) for gone in combinations(scenario.tenants, k)]

    def rent(gone: tuple[Tenant, ...]) -> float:
        return sum(12 * row.rent_cny_m2_month * row.least_area / 1e6 for row in gone)

    for gone in sorted(sets, key=rent):
        if solved(edited(scenario, [Edit("drop", row.id) for row in gone]), m2).placements:
            return rent(gone)
    raise AssertionError("nothing fits")


@pytest.mark.parametrize("seed", range(3))
def test_cheapest_is_that_of_trying_every_set(seed: int) -> None:
    tenants = [
        tenant(f"T{k}", 120 + (37 * k * (seed + 3)) % 200, rent=40 + (17 * k + 5 * seed) % 45, resident=True)
        for k in range(4)
    ]
    scenario = park([storey("A", 1), storey("A", 2)], tenants)
    _, cny = first(scenario, 260, "cny", shrink=False)
    assert cny == pytest.approx(brute(scenario, 260))


def test_lacking_is_the_floor_that_is_missing() -> None:
    tenants = [tenant(f"T{k}", 300, resident=True) for k in range(3)]
    scenario = park([storey("A", 1)], tenants)
    with Engine(lambda: False) as engine:
        assert lacking(scenario, Ground(room(scenario, 550)), engine) == pytest.approx(350)


def ways(scenario: Scenario, m2: float) -> list[tuple[Edit, ...]]:
    with Engine(lambda: False) as engine:
        tried = Tried(scenario, Ground(room(scenario, m2)), 1, lambda: False)
        found = list(ways_out(tried, engine))
    assert tried.refused == 0
    return [way.edits for way in found]


def test_a_storey_more_is_a_way_out() -> None:
    tenants = [tenant(f"T{k}", 300, resident=True) for k in range(3)]
    found = ways(park([storey("A", 1), storey("A", 2)], tenants), 400)
    assert (Edit("storey", "A", "1"),) in found


def test_another_reading_is_a_way_out() -> None:
    """Of 100 m2 of suites and 1,000 m2 gross, offices are 10 %, but 100 % of what is let."""
    scenario = park(
        [storey("A", 1)], [tenant("T1", 100, resident=True)], standards=("sbt11233",), base_type="town"
    )
    found = ways(scenario, 110)
    assert (Edit("read", "commercial_area_basis", "let_and_support"),) in found


def test_edits_leave_everything_else_alone() -> None:
    scenario = park(
        [storey("A", 1), storey("A", 2, permitted=frozenset({"shop"}))],
        [tenant("T1", 100, resident=True)],
        [demand("D1", "support", 100)],
        pins={"T1": "A/1F", "D1": "A/2F"},
        policies=Policies(),
    )
    dropped = applied(scenario, Edit("drop", "T1"))
    assert not dropped.tenants[0].resident
    assert [pin.subject for pin in dropped.pins] == ["D1"]
    assert applied(scenario, Edit("shrink", "D1", "60")).demands[0].least_area == 60_000_000
    opened = applied(scenario, Edit("permit", "A/2F", "support")).storey("A/2F").permitted_kinds
    assert opened == {"shop", "support"}
    higher = applied(scenario, Edit("storey", "A", "2"))
    assert [row.id for row in higher.storeys] == ["A/1F", "A/2F", "A/3F", "A/4F"]
    assert higher.storey("A/4F").elevation_mm == 12_000
    assert higher.storey("A/4F").cores[0].id == "A/4F/C1"


def town(*tenants: Tenant) -> Scenario:
    """1,000 m2 gross, of which SBT11233-4.2.3 asks more than 250 m2 to be let."""
    return park([storey("A", 1)], tenants, standards=("sbt11233",), base_type="town")


def sizes(scenario: Scenario) -> list[tuple[Edit, ...]]:
    with Engine(lambda: False) as engine:
        return list(larger(scenario, Ground(room(scenario, 700)), engine))


def test_a_company_that_takes_more_is_a_way_out() -> None:
    """T1 may take 200 m2, so that 50 are missing; 20 of them where T2 takes 30."""
    assert sizes(town(tenant("T1", 100, 150, 200))) in (
        [(Edit("enlarge", "T1", to),)] for to in ("250", "255")
    )
    both = town(tenant("T1", 100, 150, 200), tenant("T2", 20, 20, 30))
    (edits,) = sizes(both)
    assert edits[0].subject == "T1"
    assert edits[0].to in ("220", "225")
    assert solved(edited(both, edits), 700).placements
    assert not solved(edited(both, [Edit("enlarge", "T1", "215")]), 700).placements


def test_several_companies_take_more_where_one_would_have_to_take_too_much() -> None:
    """Of 2 x 90 m2, 70 are missing: nobody is asked for more than 1.6 times its most."""
    two = town(tenant("T1", 50, 60, 90), tenant("T2", 50, 60, 90))
    (edits,) = sizes(two)
    assert [edit.subject for edit in edits] == ["T1", "T2"]
    assert edits[0].to == "145"
    assert edits[1].to in ("105", "110")
    assert solved(edited(two, edits), 700).placements
    assert sizes(town(tenant("T1", 50, 60, 90))) == []


def test_larger_areas_are_looked_for_where_nothing_that_is_given_up_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = town(tenant("T1", 100, 150, 200))
    assert not any(edit.kind == "enlarge" for edits in ways(scenario, 700) for edit in edits)
    monkeypatch.setattr(infeasible, "_given_up", lambda *_: iter(()))
    with Engine(lambda: False) as engine:
        tried = Tried(scenario, Ground(room(scenario, 700)), 1, lambda: False)
        (way,) = ways_out(tried, engine)
    assert [(edit.kind, edit.subject) for edit in way.edits] == [("enlarge", "T1")]
    assert way.gives_up_cny == way.gives_up_m2 == way.adds_m2 == 0
