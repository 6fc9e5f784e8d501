"""The rounds of a solve: what is asked again, what counts as better, what is kept when time is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import solvers.solve as subject
from planner.model import M2, Allocation, Scenario
from planner.progress import Event
from solvers.orchestrate.budget import Budget
from solvers.orchestrate.feedback import first_cuts
from solvers.orchestrate.pool import StoreyJob
from solvers.types import Forbidden
from tests.solve.park import allocation, demand, infeasible, placement, scenario, tenant, unknown
from tests.solve.script import PARK, given, holding, play, solved

T1, T2, T3 = placement("T1", "A/1F"), placement("T2", "A/1F"), placement("T3", "A/2F")
BOTH = allocation(T1, T2, objective=1000, bound=1010)
SPLIT = allocation(T1, placement("T2", "A/2F"), objective=990, bound=991)


def test_who_found_no_place_is_allocated_anew_and_the_better_round_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T2"}}
    assert solved(outcome).allocation.left_out == ()
    assert [asked["forbidden"] for asked in script.asked] == [
        (),
        (Forbidden("A/1F", frozenset({"T1", "T2"})),),
    ]


def test_the_next_round_knows_what_the_corridors_left(monkeypatch: pytest.MonkeyPatch) -> None:
    _, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1, free=190))
    first, second = (asked["capacity"]["A/1F"] for asked in script.asked)
    assert second == 190 * M2 < first


def test_the_bound_of_the_first_round_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = play(monkeypatch, BOTH, SPLIT, pool=holding(1))
    decided = solved(outcome).allocation
    assert (decided.objective, decided.bound, decided.status) == (990, 1010, "feasible")
    said = "no plan whose storeys hold what was measured of them is worth 2.02% more"
    assert solved(outcome).proven == (said,)


def test_only_changed_storeys_are_arranged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[StoreyJob] = []
    play(monkeypatch, allocation(T1, T2, T3), allocation(T2, T3), pool=holding(1, jobs))
    assert sorted(job.storey for job in jobs) == ["A/1F", "A/1F", "A/2F"]
    jobs.clear()
    play(monkeypatch, allocation(T1, T2, T3), allocation(T1, T3), pool=holding(1, jobs))
    assert sorted(job.storey for job in jobs) == ["A/1F", "A/2F"], "the layout of T1 alone is there"


@pytest.mark.parametrize("answer", [infeasible(), unknown()])
def test_failure_after_cuts_proves_nothing(monkeypatch: pytest.MonkeyPatch, answer: Allocation) -> None:
    outcome, script = play(monkeypatch, BOTH, answer, pool=holding(1))
    assert len(script.asked) == 2
    assert given(solved(outcome))["A/1F"] == {"T1"}
    (short,) = solved(outcome).allocation.left_out
    assert (short.subject, short.given_area) == ("T2", 0)
    assert "too many" in short.reason


def test_full_storeys_are_offered_all_their_room_where_nothing_fits_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A storey filled to the brim is offered 4 % less; nothing fits that, but another mix fits its room."""
    room = first_cuts(PARK, {}).capacity["A/1F"]
    full = allocation(placement("T1", "A/1F", room // M2 // 2), placement("T2", "A/1F", room // M2 // 2))
    outcome, script = play(monkeypatch, full, infeasible(), SPLIT, pool=holding(1, free=500))
    assert [asked["capacity"]["A/1F"] for asked in script.asked] == [room, int(0.96 * room) // M2 * M2, room]
    assert script.asked[2]["forbidden"] == script.asked[1]["forbidden"] != ()
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T2"}}


def test_rounds_are_bounded_and_a_stubborn_mix_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, script = play(monkeypatch, BOTH, pool=holding(1))
    assert len(script.asked) == subject.ROUNDS
    # the mix after the first round, who was left out again after the second
    subjects = [cut.subjects for cut in script.asked[-1]["forbidden"]]
    assert subjects == [frozenset({"T1", "T2"}), frozenset({"T2"})]
    assert given(solved(outcome))["A/1F"] == {"T1"}


def test_events_name_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    play(monkeypatch, BOTH, SPLIT, pool=holding(1), on_event=events.append)
    assert Event("allocate", "lp, round 2", 900.0, 1010.0, 0.12) in events
    assert Event("arrange", "round 2", done=2, total=2) in events


# Which round counts.


def test_a_later_round_that_is_worth_less_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    worse = allocation(placement("T1", "A/2F"), placement("T3", "A/2F"), objective=400, bound=410)
    outcome, _ = play(monkeypatch, BOTH, worse, pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}
    assert [short.subject for short in solved(outcome).allocation.left_out] == ["T2"]


def test_among_equals_the_first_round_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    other = allocation(placement("T2", "A/1F"), placement("T3", "A/1F"), objective=1000)
    outcome, _ = play(monkeypatch, BOTH, other, pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}


def test_a_storey_without_a_layout_is_worse_than_any_loss_of_money(monkeypatch: pytest.MonkeyPatch) -> None:
    poor = allocation(T1, T3, objective=10, bound=20)
    pool = holding(lambda job: -1 if len(job.placements or ()) > 1 else 1)
    outcome, _ = play(monkeypatch, BOTH, poor, pool=pool)
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T3"}}


def must_have(*residents: str) -> Scenario:
    """Three tenants, these of them resident, and a required zone."""
    firms = (tenant(id, resident=id in residents) for id in ("T1", "T2", "T3"))
    return replace(scenario(*firms, demands=(demand("ZONE"),)), standards=())


ZONE = placement("ZONE", "A/2F", tenant=False)


def test_what_must_be_placed_finds_a_place_before_what_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    rich = allocation(T1, T2, ZONE, objective=1000)
    poor = allocation(T2, ZONE, objective=500)
    park = must_have("T2")
    outcome, _ = play(monkeypatch, rich, poor, park=park, pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T2"}, "A/2F": {"ZONE"}}


def test_a_required_zone_counts_like_a_resident(monkeypatch: pytest.MonkeyPatch) -> None:
    rich = allocation(T1, replace(ZONE, storey="A/1F"), T3, objective=1000)
    poor = allocation(T1, ZONE, objective=500)
    outcome, _ = play(monkeypatch, rich, poor, park=must_have(), pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"ZONE"}}


def test_a_later_round_does_not_count_where_a_resident_loses_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = allocation(T1, T2, ZONE, objective=500)
    without = allocation(T2, placement("T3", "A/1F"), ZONE, objective=1000)
    outcome, _ = play(monkeypatch, first, without, park=must_have("T1"), pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"ZONE"}}


# What is allocated anew.


def tower() -> tuple[Scenario, Allocation]:
    """Nine storeys: two tenants on the first, one on each of the others."""
    park = scenario(*(tenant(f"T{k}") for k in range(1, 11)), storeys=9)
    rows = [T1, T2, *(placement(f"T{k}", f"A/{k - 1}F") for k in range(3, 11))]
    return park, allocation(*rows, objective=1000, bound=1010)


def test_three_partners_of_the_crowded_storey_are_free_then_seven_then_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    park, first = tower()
    pool = holding(1)
    outcome, script = play(monkeypatch, first, infeasible(), infeasible(), unknown(), park=park, pool=pool)
    _, near, wider, all_ = script.asked
    assert near["stay"] == {f"T{k}": f"A/{k - 1}F" for k in range(6, 11)}
    assert wider["stay"] == {"T10": "A/9F"}
    assert (all_["stay"], all_["park"]) == ({}, park)
    laid_out = [row for row in first.placements if row.subject != "T2"]
    assert [row.subject for row in near["start"].placements] == [row.subject for row in laid_out]
    assert all_["start"].placements == first.placements
    fixed = {firm.id: firm for firm in near["park"].tenants}
    assert fixed["T7"].least_area == fixed["T7"].most_area == 100 * M2, "as laid out"
    assert fixed["T2"] == park.tenants[1]
    assert len(given(solved(outcome))) == 9, "no answer at all: the first round counts"


def test_who_stays_has_its_bounds_back_in_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    park, first = tower()

    def moved(frozen: Scenario, request: dict[str, Any]) -> Allocation:
        assert frozen is not park
        rows = [replace(row, least_area=row.area, most_area=row.area) for row in first.placements]
        rows[1] = replace(rows[1], storey="A/2F")
        return allocation(*rows, objective=999)

    pool = holding(lambda job: 2 if job.storey == "A/2F" else 1)
    outcome, script = play(monkeypatch, first, moved, park=park, pool=pool)
    assert len(script.asked) == 2
    assert given(solved(outcome))["A/2F"] == {"T2", "T3"}
    bounds = {row.subject: (row.least_area, row.most_area) for row in solved(outcome).allocation.placements}
    assert bounds["T6"] == bounds["T10"] == (60 * M2, 150 * M2)
    assert bounds["T1"] == bounds["T5"] == (100 * M2, 100 * M2), "they were free to change"


# When time is over.


def test_interrupted_with_a_plan_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    budget.interrupt()
    outcome, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1), budget=budget)
    assert len(script.asked) == 1, "no further round"
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}
    assert not solved(outcome).time_cap_hit


@pytest.mark.parametrize("answer", [SPLIT, unknown(), infeasible()])
def test_interrupted_while_allocating_anew_the_round_before_counts_whole(
    monkeypatch: pytest.MonkeyPatch, answer: Allocation
) -> None:
    budget = Budget()

    def stopped(_park: Scenario, _request: dict[str, Any]) -> Allocation:
        budget.interrupt()
        return answer

    jobs: list[StoreyJob] = []
    pool = holding(1, jobs, in_time=False)
    outcome, script = play(monkeypatch, BOTH, stopped, pool=pool, budget=budget)
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}
    assert [short.subject for short in solved(outcome).allocation.left_out] == ["T2"]
    assert len(script.asked) == 2
    assert len(jobs) == (3 if answer is SPLIT else 2), "and nothing is arranged for the end"


def test_interrupted_while_arranging_anew_the_round_before_counts_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget = Budget()
    jobs: list[StoreyJob] = []

    def most(_job: StoreyJob) -> int:
        if len(jobs) == 3:  # the first storey of the second round is the last one that is finished
            budget.interrupt()
        return 1

    turned = allocation(placement("T2", "A/1F"), placement("T1", "A/2F"), objective=2000)
    outcome, _ = play(monkeypatch, BOTH, turned, pool=holding(most, jobs, in_time=False), budget=budget)
    assert len(jobs) == 4
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}


def test_a_tenant_that_leaves_at_the_end_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its stock room finds no place; the storey of its suite could not be arranged again in time."""
    budget = Budget()
    jobs: list[StoreyJob] = []
    stock = replace(placement("stock:T1", "A/2F"), tenant="T1")

    def most(job: StoreyJob) -> int:
        if len(jobs) == 2:
            budget.interrupt()
        return 1 if job.storey == "A/2F" else 2

    pool = holding(most, jobs, in_time=False)
    outcome, _ = play(monkeypatch, allocation(T1, T2, T3, stock), pool=pool, budget=budget)
    assert given(solved(outcome)) == {"A/1F": {None, "T2"}, "A/2F": {"T3"}}
    assert {short.subject for short in solved(outcome).allocation.left_out} == {"T1", "stock:T1"}
    assert len(jobs) == 2


# With effort to spare.

EFFORT = subject.Options(seed=7, effort=2)


def test_with_effort_there_are_more_starts_and_the_best_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start ends with T2 in 80 m2; the second, of another seed and without cuts, gives it 100."""
    repaired = allocation(T1, placement("T2", "A/2F", area=80), objective=900)
    other = allocation(T2, placement("T1", "A/2F"), objective=890)
    outcome, script = play(monkeypatch, BOTH, repaired, other, pool=holding(1), options=EFFORT)
    assert solved(outcome).allocation.objective == 890, "worth more as laid out"
    assert solved(outcome).allocation.bound == 1010, "the bound of the first start"
    first, _, second = script.asked
    assert (first["effort"], second["effort"]) == (2, 1), "the proof is sought once"
    assert (first["seed"], second["seed"]) == (7, 7 + subject.APART)
    assert second["forbidden"] == ()
    assert second["start"] is None


def test_a_further_start_never_spoils_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    worse = allocation(T1, objective=1200)
    outcome, _ = play(monkeypatch, BOTH, SPLIT, worse, pool=holding(1), options=EFFORT)
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T2"}}


@pytest.mark.parametrize("answer", [infeasible(), unknown()])
def test_a_further_start_that_finds_nothing_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, answer: Allocation
) -> None:
    outcome, script = play(monkeypatch, BOTH, SPLIT, answer, pool=holding(1), options=EFFORT)
    assert len(script.asked) == 3
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T2"}}


def test_a_plan_that_is_proven_the_best_and_stands_needs_no_other_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    best = replace(SPLIT, status="optimal")
    outcome, script = play(monkeypatch, best, pool=holding(1), options=EFFORT)
    assert len(script.asked) == 1
    assert solved(outcome).allocation.status == "optimal"


def test_without_more_effort_there_is_one_start(monkeypatch: pytest.MonkeyPatch) -> None:
    _, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1))
    assert len(script.asked) == 2
