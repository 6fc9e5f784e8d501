"""A whole explanation: ended early it tells what is decided; recommended clauses and their price, by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from planner.errors import NothingFound
from planner.model import M2, Allocation, Demand, Policies, Scenario, Weights
from planner.reasons import Explanation
from solvers.allocate import allocate
from solvers.explain.members import Ground
from solvers.explain.park import Grounds, Options, explain
from solvers.explain.recommended import counted, recommended
from solvers.types import Shape
from tests.solvers.allocate.small import demand, park, room, solved, storey, tenant

FULL = park(
    [storey("A", 1), storey("A", 2)],
    [tenant(f"T{k}", 300, resident=True) for k in range(4)],
    pins={"T0": "A/1F", "T1": "A/1F"},
)
"""Two storeys of 400 m2 hold two of four companies."""


def explained(
    scenario: Scenario,
    m2: float,
    *,
    told: Callable[[object], None] = lambda piece: None,
    event: Callable[[str], None] = lambda detail: None,
    stop: Callable[[], bool] = lambda: False,
) -> Explanation:
    ground = Ground(room(scenario, m2))
    return explain(
        scenario, Grounds(ground, lambda: ground), Options(), told, lambda e: event(e.detail), stop
    )


@pytest.mark.slow
def test_without_an_end_everything_is_decided() -> None:
    found = explained(FULL, 400)
    assert (found.status, found.basis, found.undecided) == ("infeasible", "proven", ())
    assert found.ways_out


def test_what_is_told_before_the_end_stays() -> None:
    told: list[object] = []
    found = explained(FULL, 400, told=told.append, stop=lambda: bool(told))
    assert (found.status, found.basis) == ("infeasible", "proven")
    assert list(found.conflicts) == told
    assert len(told) == 1
    assert not found.complete
    assert found.undecided == ("conflicts", "ways_out")


def test_ways_out_until_the_end_are_told_as_some_of_them() -> None:
    ways: list[object] = []

    def note(piece: object) -> None:
        if hasattr(piece, "edits"):
            ways.append(piece)

    found = explained(FULL, 400, told=note, stop=lambda: bool(ways))
    assert list(found.ways_out) == ways
    assert len(ways) == 1
    assert found.undecided == ("ways_out",)


def test_nothing_is_known_before_the_first_answer() -> None:
    with pytest.raises(NothingFound, match="nothing is known"):
        explained(FULL, 400, stop=lambda: True)


def test_a_plan_whose_prices_are_not_decided() -> None:
    events: list[str] = []
    scenario = crowded(2_900_000)
    found = explained(scenario, 550, event=events.append, stop=lambda: "price of SBT11233-4.1.3" in events)
    assert (found.status, found.undecided, found.recommended) == ("feasible", ("prices",), ())
    assert found.value_cny == pytest.approx(1_800_000 - 2_900_000)


def crowded(cny: float) -> Scenario:
    """Two storeys with room for two companies, one of which pays 600,000 CNY a year, the other twice that.

    A Party centre, which pays nothing, takes the place of one. It is one of the five groups that the clause
    recommends; nobody asks for another.
    """
    firms = [tenant("T1", 500, rent=100.0), tenant("T2", 500, rent=200.0)]
    party = demand("PARTY", "party_centre", 120, required=False, value=0.0)
    weights = Weights(recommended_clause_cny_year=0.0, recommended={"SBT11233-4.1.3": cny})
    return park([storey("A", 1), storey("A", 2)], firms, [party], standards=("sbt11233",), weights=weights)


@pytest.mark.parametrize(("cny", "unmet"), [(2_900_000, 1.0), (3_100_000, 0.8)])
def test_meeting_a_recommended_clause_costs_the_rent_whether_the_plan_does_or_not(
    cny: float, unmet: float
) -> None:
    scenario = crowded(cny)
    assert counted(scenario) == ("SBT11233-4.1.3",)
    plan = solved(scenario, 550)
    row, best = recommended(scenario, Ground(room(scenario, 550)), "SBT11233-4.1.3", 1, plan)
    assert best.objective == pytest.approx(plan.objective)
    assert (row.unmet, row.least_unmet) == pytest.approx((unmet, 0.8))
    assert row.pays_cny == pytest.approx(unmet * cny)
    assert row.costs_cny == pytest.approx(600_000)


def test_what_no_plan_can_change_is_not_solved_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A park with 1,000 m2 of building where both branches are asked for: it fails whatever is planned."""
    policies = Policies(park_size_branches="both")
    weights = Weights(recommended_clause_cny_year=0.0, recommended={"SBT11233-4.2.1-a": 5_000.0})
    scenario = park(
        [storey("A", 1)], [tenant("T1", 500)], standards=("sbt11233",), weights=weights, policies=policies
    )
    plan = solved(scenario, 550)

    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be solved")

    monkeypatch.setattr("solvers.explain.recommended.plan_of", nobody)
    row, _ = recommended(scenario, Ground(room(scenario, 550)), "SBT11233-4.2.1-a", 1, plan)
    assert (row.unmet, row.pays_cny, row.least_unmet, row.costs_cny) == (1.0, 5_000.0, 1.0, 0.0)


@pytest.mark.slow
def test_an_explanation_tells_recommended_clauses() -> None:
    found = explained(crowded(2_900_000), 550)
    assert [row.clause for row in found.recommended] == ["SBT11233-4.1.3"]
    assert found.undecided == ()


@pytest.mark.parametrize(
    ("measured", "walls", "share"), [(280, 400, 0.2), (280, 320, None), (298, 400, 0.05)]
)
def test_how_much_more_storeys_would_have_to_hold(measured: float, walls: float, share: float | None) -> None:
    """Two companies of 300 m2, two storeys: 280 + 0.2 x 120 = 304, 280 + 0.4 x 40 = 296, 298 + 0.05 x 102."""
    asked = park([storey("A", 1), storey("A", 2)], [tenant(f"T{k}", 300, resident=True) for k in range(2)])
    held, widest = Ground(room(asked, measured)), Ground(room(asked, walls))
    found = explain(asked, Grounds(widest, lambda: held), Options(ways=False))
    assert (found.status, found.basis, found.fits_with) == ("infeasible", "measured", share)


def test_nothing_is_said_of_more_room_where_no_layout_can_have_it() -> None:
    assert explained(FULL, 400).fits_with is None


def warehouse(id: str, least: float, *, split: bool) -> Demand:
    return demand(id, "storage_base", least, kind="warehouse", rooms=(), split=split)


@pytest.mark.parametrize(
    ("largest", "together", "least", "fits"),
    [
        (450, 900, 900, True),  # 450 on each
        (440, 900, 900, False),  # 440 on each at most, though each holds 700
        (450, 500, 600, True),  # 300 on each beside nothing wide
    ],
)
def test_parts_are_no_larger_than_the_largest_room(
    largest: int, together: int, least: float, fits: bool
) -> None:
    """A warehouse on two storeys of 700 m2: each part is one room."""
    asked = park(
        [storey("A", k, dock=True, load=20, clear_height=5, goods_lift=True) for k in (1, 2)],
        demands=[warehouse("STORE", least, split=True)],
    )
    shape = Shape(largest * M2, wide=((12_000, largest * M2, together * M2),))
    held = Ground(room(asked, 700), {row.id: shape for row in asked.storeys})
    assert bool(allocate_on(asked, held).placements) == fits
    found = explain(asked, Grounds(Ground(room(asked, 800)), lambda: held), Options(ways=False))
    assert (found.status == "feasible") == fits
    if not fits:
        (conflict,) = found.conflicts
        kinds = {(member.kind, member.subject) for member in conflict.members}
        assert {("required", "STORE"), ("shape", "A/1F"), ("shape", "A/2F")} <= kinds


def test_wide_rooms_that_find_no_place_together_are_a_conflict() -> None:
    """A hub and a warehouse of 300 m2 each, 12 m wide, and one storey that holds 500 m2 of so wide rooms."""
    asked = park(
        [storey("A", 1, dock=True, load=20, clear_height=5)],
        demands=[warehouse("STORE", 300, split=False), demand("HUB", "logistics_hub", 300)],
    )
    for together, fits in ((620, True), (500, False)):
        shape = Shape(450 * M2, wide=((12_000, 450 * M2, together * M2),))
        held = Ground(room(asked, 700), {"A/1F": shape})
        assert bool(allocate_on(asked, held).placements) == fits
        found = explain(asked, Grounds(Ground(room(asked, 800)), lambda held=held: held), Options(ways=False))
        assert (found.status == "feasible") == fits
        if not fits:
            (conflict,) = found.conflicts
            kinds = {(member.kind, member.subject) for member in conflict.members}
            assert kinds == {("required", "HUB"), ("required", "STORE"), ("shape", "A/1F")}


def allocate_on(scenario: Scenario, ground: Ground) -> Allocation:
    return allocate(scenario, capacity=ground.capacity, shapes=ground.shapes, seed=1, effort=1)
