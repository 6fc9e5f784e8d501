"""Foils: how they are written, what contradicts them, what they cost; and prices of limits by hand."""

from __future__ import annotations

from math import isnan

import pytest

from planner.errors import UsageError
from planner.foil import parse_foil
from planner.model import PlaceWish, Scenario
from planner.reasons import WhyNot
from solvers.allocate.engine import Engine, Stopped
from solvers.explain.infeasible import plan_of
from solvers.explain.members import Ground
from solvers.explain.park import Grounds
from solvers.explain.prices import prices
from solvers.explain.why_not import why_not
from tests.solvers.allocate.small import demand, park, room, storey, tenant


def two_storeys() -> Scenario:
    """T1 wishes for the ground storey, which pays 10,000; T3 has a contract and is pinned there."""
    tenants = [
        tenant("T1", 200, place=PlaceWish(storeys=("A/1F",), value_cny_year=10_000)),
        tenant("T2", 200, place=PlaceWish(storeys=("A/2F",), value_cny_year=4_000)),
        tenant("T3", 150, resident=True),
    ]
    storeys = [storey("A", 1), storey("A", 2), storey("A", 3, permitted=frozenset({"shop"}))]
    return park(storeys, tenants, pins={"T3": "A/1F"})


def asked(scenario: Scenario, text: str, m2: float = 400) -> WhyNot:
    ground = Ground(room(scenario, m2))
    return why_not(scenario, Grounds(ground, lambda: ground), parse_foil(scenario, text))


def test_it_is_so_already() -> None:
    assert asked(two_storeys(), "tenant T1 on A/1F").outcome == "already"


def test_what_another_storey_costs_and_what_moves() -> None:
    """On A/2F T1 loses its wish; beside it T2 still has room there."""
    found = asked(two_storeys(), "T1 on A/2F", 401)
    assert found.outcome == "costs"
    assert found.base_cny - found.foil_cny == pytest.approx(10_000)
    assert [(row.subject, list(row.before), list(row.after)) for row in found.moves] == [
        ("T1", ["A/1F"], ["A/2F"])
    ]


def test_what_contradicts_it() -> None:
    found = asked(two_storeys(), "tenant T1 on A/3F")
    assert found.outcome == "conflict"
    assert found.conflict is not None
    assert {str(row) for row in found.conflict.members} == {"pin:T1 A/3F", "required:T1", "permits:A/3F"}
    assert found.conflict.minimal


def test_a_larger_suite_that_no_storey_holds() -> None:
    found = asked(two_storeys(), "T1 with 450 m2")
    assert found.conflict is not None
    assert {str(row) for row in found.conflict.members} == {
        "required:T1", "capacity:A/1F", "capacity:A/2F", "permits:A/3F"
    }  # fmt: skip


def test_a_building_means_any_of_its_storeys() -> None:
    assert parse_foil(two_storeys(), "T2 in A").storeys == ("A/1F", "A/2F", "A/3F")
    assert asked(two_storeys(), "T2 in A").outcome == "already"


@pytest.mark.parametrize("text", ["T2 in", "tenant T2 in at all", "T2 at all"])
def test_in_at_all(text: str) -> None:
    foil = parse_foil(two_storeys(), text)
    assert (foil.subject, foil.storeys, foil.area_m2) == ("T2", (), None)


def test_place_and_area_together() -> None:
    foil = parse_foil(two_storeys(), "tenant T2 on A/2F with 300 m2")
    assert (foil.storeys, foil.area_m2) == (("A/2F",), 300.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tenant T9 on A/1F", "T1"),
        ("T1 on A/9F", "A/1F"),
        ("demand T1 on A/1F", "none, there is none"),
        ("T1", "T1 on A/1F"),
        ("why is it so", "T1 on A/1F"),
        ("T1 with 0 m2", "above 0"),
    ],
)
def test_a_wrong_foil_is_told_with_what_is_there(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_foil(two_storeys(), text)


def test_the_price_of_a_clause_by_hand() -> None:
    """A town: offices are above 25 % of 1,000 m2 gross. Suites may come out 3 % smaller: 257.7 m2 of T1.

    A m2 of the shop pays 600, one of T1 120: 480 are lost by each. At 20 % these are 206.2 m2, so that
    51.5 x 480 are gained; without the clause T1 leaves, and all its 257.7 m2 are.
    """
    scenario = park(
        [storey("A", 1)],
        [tenant("T1", 100, 400, rent=10)],
        [demand("SHOP", "support", 100, 800, kind="shop", value=600)],
        standards=("sbt11233",),
        base_type="town",
    )
    ground = Ground(room(scenario, 800))
    with Engine(lambda: False) as engine:
        plan = plan_of(scenario, ground, 1, lambda: False)
        rows = prices(scenario, ground, engine, 1, plan).rows
    clause = next(row for row in rows if row.subject == "SBT11233-4.2.3")
    assert (clause.limit, clause.moved_to) == (0.25, 0.2)
    assert clause.gain_cny == pytest.approx(50 / 0.97 * 480, abs=20)
    assert clause.costs_cny == pytest.approx(250 / 0.97 * 480, abs=20)
    floor = next(row for row in rows if row.subject == "capacity:A/1F")
    assert isnan(floor.costs_cny)
    assert floor.slack == pytest.approx(0, abs=0.1)


class _After:
    """A stop that comes with the n-th question, as Ctrl-C would."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_search_that_is_cut_short_gives_no_plan_and_no_price() -> None:
    scenario = two_storeys()
    ground = Ground(room(scenario, 400))
    with pytest.raises(Stopped):
        plan_of(scenario, ground, 1, lambda: True)
    whole = plan_of(scenario, ground, 1, lambda: False)
    stop = _After(0)
    stop.left = 10**9
    with Engine(stop) as engine:
        stop.left = 0
        found = prices(scenario, ground, engine, 1, whole)
    assert (found.rows, found.undecided) == ((), ("prices",))
    assert found.plan.placements == whole.placements


def test_a_foil_is_not_decided_where_its_search_is_cut_short() -> None:
    scenario = two_storeys()
    ground = Ground(room(scenario, 400))
    foil = parse_foil(scenario, "tenant T2 on A/1F")
    for count in (0, 2, 8, 32):
        told = why_not(scenario, Grounds(ground, lambda: ground), foil, stop=_After(count))
        assert (told.outcome, told.conflict, told.moves) == ("undecided", None, ())
