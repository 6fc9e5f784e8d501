"""A solve from its first allocation to its solution, with an allocation that follows a script."""

from __future__ import annotations

import pytest

import solvers.solve as subject
from planner.errors import Interrupted, NothingFound
from planner.progress import Event
from solvers.orchestrate.budget import Budget
from solvers.orchestrate.feedback import first_cuts, loosened, widest_cuts
from solvers.orchestrate.pool import StoreyJob
from solvers.solve import Infeasible, Options
from tests.solve.park import allocation, infeasible, placement, unknown
from tests.solve.script import PARK, given, holding, play, solved

BOTH = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), objective=1000, bound=1010)


def test_one_round_when_every_storey_can_be_arranged(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, script = play(monkeypatch, BOTH)
    assert given(solved(outcome)) == {"A/1F": {"T1", "T2"}, "A/2F": set()}
    assert len(script.asked) == 1
    assert set(script.asked[0]["capacity"]) == {"A/1F", "A/2F"}
    assert solved(outcome).seed == 7
    assert not solved(outcome).time_cap_hit


def test_seeds_of_storeys_differ_and_come_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[StoreyJob] = []
    again: list[StoreyJob] = []
    play(monkeypatch, BOTH, pool=holding(2, first))
    play(monkeypatch, BOTH, pool=holding(2, again))
    assert first == again
    assert len({job.seed for job in first}) == 2


def test_infeasible_is_a_result_only_without_corridors_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, script = play(monkeypatch, infeasible())
    assert isinstance(outcome, Infeasible)
    assert outcome.allocation.conflict == ("CBEP-4.2.1-a", "T01")
    asked = [request["capacity"] for request in script.asked]
    assert asked == [first_cuts(PARK, {}).capacity, widest_cuts(PARK).capacity]
    outcome, _ = play(monkeypatch, infeasible(), BOTH)
    assert given(solved(outcome))["A/1F"] == {"T1", "T2"}


def test_where_what_was_measured_holds_nothing_storeys_are_offered_the_least_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Measured: none; without corridors: a plan; a twentieth of the way there: none; a tenth: the plan."""
    one = allocation(placement("T1", "A/1F"), objective=900, bound=910)
    outcome, script = play(monkeypatch, infeasible(), BOTH, infeasible(), one)
    assert given(solved(outcome))["A/1F"] == {"T1"}
    measured, widest = first_cuts(PARK, {}), widest_cuts(PARK)
    asked = [request["capacity"] for request in script.asked]
    assert asked == [
        measured.capacity,
        widest.capacity,
        *(loosened(measured, widest, share).capacity for share in (0.05, 0.1)),
    ]
    assert all(measured.capacity[id] < asked[2][id] < asked[3][id] < widest.capacity[id] for id in asked[0])


def test_all_the_room_there_is_is_offered_where_nothing_less_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, script = play(monkeypatch, infeasible(), BOTH, *[infeasible()] * len(subject.LOOSER), BOTH)
    assert given(solved(outcome))["A/1F"] == {"T1", "T2"}
    assert len(script.asked) == 2 + len(subject.LOOSER)
    outcome, script = play(monkeypatch, infeasible(), BOTH, unknown(), BOTH)
    assert given(solved(outcome))["A/1F"] == {"T1", "T2"}, "the time is over: no further question"
    assert len(script.asked) == 3


def test_unknown_is_nothing_found_never_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingFound, match="does not mean that none exists") as caught:
        play(monkeypatch, unknown())
    assert caught.value.exit_code == 3


def test_interrupted_before_any_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    budget.interrupt()
    with pytest.raises(Interrupted) as caught:
        play(monkeypatch, unknown(), budget=budget)
    assert caught.value.exit_code == 130


def test_an_allocation_without_a_single_arranged_storey_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NothingFound):
        play(monkeypatch, BOTH, pool=holding(-1))


def test_storeys_after_the_cap_get_the_least_work(monkeypatch: pytest.MonkeyPatch) -> None:
    efforts: list[int] = []
    pool = holding(2, efforts=efforts)
    outcome, _ = play(monkeypatch, BOTH, pool=pool, options=Options(effort=9), budget=Budget(1e-9))
    assert efforts == [subject.QUICK] * 2
    assert solved(outcome).time_cap_hit


def test_a_first_plan_that_begins_late_hurries_and_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    """60 of 100 s are gone when storeys begin: they get the least work, but none is given up."""
    times = iter([0.0])
    efforts: list[int] = []
    budget = Budget(100.0, clock=lambda: next(times, 60.0))
    outcome, _ = play(
        monkeypatch, BOTH, pool=holding(2, efforts=efforts), options=Options(effort=2), budget=budget
    )
    assert efforts == [subject.QUICK] * 2
    assert len(solved(outcome).layout.storeys) == 2
    early = Budget(100.0, clock=lambda: 0.0)
    efforts.clear()
    play(monkeypatch, BOTH, pool=holding(2, efforts=efforts), options=Options(effort=2), budget=early)
    assert efforts[:2] == [2, 2]


def test_the_value_is_that_of_the_plan_as_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rent = 12 * 60.0 * 100  # a suite of 100 m2 at 60 CNY a month
    whole = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), objective=2 * rent, bound=2 * rent)
    outcome, _ = play(monkeypatch, whole, unknown(), pool=holding(1), real_values=True)
    found = solved(outcome)
    assert found.allocation.objective == found.decided_value == pytest.approx(rent)
    assert found.allocation.bound == 2 * rent
    assert found.proven == ("no plan whose storeys hold what was measured of them is worth 100.00% more",)


def test_a_plan_that_is_worth_more_than_the_bound_is_its_own_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Layouts hold more than was measured; nothing else is shown to be worth more, nor is this the best."""
    rent = 12 * 60.0 * 100
    both = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), objective=rent, bound=1.5 * rent)
    outcome, _ = play(monkeypatch, both, pool=holding(2), real_values=True)
    found = solved(outcome).allocation
    assert (found.objective, found.bound, found.gap) == (2 * rent, 2 * rent, 0.0)
    assert found.status == "feasible"


def test_the_bound_of_the_first_round_holds_for_later_ones() -> None:
    first, later = allocation(objective=1000, bound=1010), allocation(objective=1005, bound=2000)
    assert subject._with_bound(first, first) is first
    assert subject._with_bound(later, first).bound == 1010


def test_events_tell_numbers_and_storeys(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    play(monkeypatch, BOTH, on_event=events.append)
    assert Event("allocate", "lp", 900.0, 1010.0, 0.12) in events
    assert [event.done for event in events if event.stage == "arrange"] == [0, 1, 2]
    assert events[-1] == Event("roads")
