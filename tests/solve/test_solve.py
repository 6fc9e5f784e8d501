"""The rounds of a solve, with an allocation that follows a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

import solvers.solve as subject
from planner.errors import Interrupted, NothingFound
from planner.model import M2, Allocation, Scenario, Solution
from planner.progress import Event
from solvers.arrange import Arranged
from solvers.orchestrate.budget import Budget
from solvers.orchestrate.pool import StoreyJob, StoreyRunner
from solvers.solve import Infeasible, Options, solve
from solvers.types import Progress
from tests.solve.park import allocation, arranged, failed, infeasible, placement, scenario, tenant, unknown

PARK = scenario(tenant("T1"), tenant("T2"), tenant("T3"))
BOTH = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), objective=1000, bound=1010)
SPLIT = allocation(placement("T1", "A/1F"), placement("T2", "A/2F"), objective=990, bound=991)


class Script:
    """Answers of the allocation in order, and what it was asked."""

    def __init__(self, *answers: Allocation) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, park: Scenario, **request: Any) -> Allocation:
        self.asked.append(request)
        request["on_progress"](Progress("lp", 900.0, 1010.0, 0.12))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def holding(most: int, jobs: list[StoreyJob] | None = None, efforts: list[int] | None = None) -> Any:
    """A pool whose storeys can be arranged when they hold at most so many subjects."""

    class Runner:
        def limits(self, _stop: Callable[[], bool]) -> dict[str, Any]:
            return {}

        def __call__(
            self, asked: Sequence[StoreyJob], effort: Callable[[], int], _stop: Callable[[], bool]
        ) -> Iterator[tuple[StoreyJob, Arranged]]:
            for job in reversed(asked):
                if jobs is not None:
                    jobs.append(job)
                if efforts is not None:
                    efforts.append(effort())
                rows = job.placements or ()
                yield job, arranged(job.storey, *rows) if len(rows) <= most else failed("too many")

    @contextmanager
    def pool(_park: Scenario, _workers: int) -> Iterator[StoreyRunner]:
        yield Runner()

    return pool


@pytest.fixture(autouse=True)
def _no_roads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "site_roads", lambda _park: ())


@pytest.fixture(autouse=True)
def _scripted_values(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The values of the script stand, but where a test asks for the real objective."""
    if "real_values" not in request.fixturenames:
        monkeypatch.setattr(subject, "valued", lambda _park, plan: (plan.allocation, 0.0))


@pytest.fixture
def real_values() -> None:
    """Ask for the objective of planner.score."""


def play(
    monkeypatch: pytest.MonkeyPatch, *answers: Allocation, pool: Any = None, **extra: Any
) -> tuple[Solution | Infeasible, Script]:
    script = Script(*answers)
    monkeypatch.setattr(subject, "allocate", script)
    return solve(PARK, Options(seed=7), pool=pool or holding(2), **extra), script


def solved(outcome: Solution | Infeasible) -> Solution:
    assert isinstance(outcome, Solution)
    return outcome


def given(solution: Solution) -> Mapping[str, set[str | None]]:
    return {storey.storey: {space.subject for space in storey.spaces} for storey in solution.layout.storeys}


def test_one_round_when_every_storey_can_be_arranged(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, script = play(monkeypatch, BOTH)
    assert given(solved(outcome)) == {"A/1F": {"T1", "T2"}, "A/2F": set()}
    assert len(script.asked) == 1
    assert set(script.asked[0]["capacity"]) == {"A/1F", "A/2F"}
    assert solved(outcome).seed == 7
    assert not solved(outcome).time_cap_hit


def test_a_failed_storey_tightens_its_capacity_and_the_next_round_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1))
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": {"T2"}}
    first, second = (asked["capacity"]["A/1F"] for asked in script.asked)
    assert second == 190 * M2 < first


def test_the_bound_of_the_first_round_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = play(monkeypatch, BOTH, SPLIT, pool=holding(1))
    decided = solved(outcome).allocation
    assert (decided.objective, decided.bound, decided.status) == (990, 1010, "feasible")
    assert solved(outcome).proven == ("allocation: no plan of the allocation model is worth 2.02% more",)


def test_only_changed_storeys_are_arranged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[StoreyJob] = []
    before = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), placement("T3", "A/2F"))
    after = allocation(placement("T1", "A/1F"), placement("T3", "A/2F"))
    play(monkeypatch, before, after, pool=holding(1, jobs))
    assert sorted(job.storey for job in jobs) == ["A/1F", "A/1F", "A/2F"]


def test_seeds_of_storeys_differ_and_come_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    first: list[StoreyJob] = []
    again: list[StoreyJob] = []
    play(monkeypatch, BOTH, pool=holding(2, first))
    play(monkeypatch, BOTH, pool=holding(2, again))
    assert first == again
    assert len({job.seed for job in first}) == 2


def test_infeasible_at_once_is_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = play(monkeypatch, infeasible())
    assert isinstance(outcome, Infeasible)
    assert outcome.allocation.conflict == ("CBEP-4.2.1-a", "T01")


@pytest.mark.parametrize("answer", [infeasible(), unknown()])
def test_failure_after_cuts_proves_nothing(monkeypatch: pytest.MonkeyPatch, answer: Allocation) -> None:
    outcome, script = play(monkeypatch, BOTH, answer, pool=holding(1))
    assert len(script.asked) == 2
    assert given(solved(outcome))["A/1F"] in ({"T1"}, {"T2"})
    assert [short.given_area for short in solved(outcome).allocation.left_out] == [0]


def test_rounds_are_bounded_and_a_stubborn_mix_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    _, script = play(monkeypatch, BOTH, pool=holding(1))
    assert len(script.asked) == subject.ROUNDS
    last = script.asked[-1]["forbidden"]
    assert [cut.subjects for cut in last] == [frozenset({"T1", "T2"})]


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


def test_interrupted_with_a_plan_completes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = Budget()
    budget.interrupt()
    outcome, script = play(monkeypatch, BOTH, SPLIT, pool=holding(1), budget=budget)
    assert len(script.asked) == 1, "no further round"
    assert {storey.storey for storey in solved(outcome).layout.storeys} == {"A/1F", "A/2F"}
    assert not solved(outcome).time_cap_hit


def test_storeys_after_the_cap_get_the_least_work(monkeypatch: pytest.MonkeyPatch) -> None:
    efforts: list[int] = []
    budget = Budget(1e-9)
    monkeypatch.setattr(subject, "allocate", Script(BOTH))
    outcome = solve(PARK, Options(effort=9), pool=holding(2, efforts=efforts), budget=budget)
    assert efforts == [subject.QUICK] * 2
    assert solved(outcome).time_cap_hit


@pytest.mark.usefixtures("real_values")
def test_the_value_is_recomputed_when_subjects_had_to_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    rent = 12 * 60.0 * 100  # a suite of 100 m2 at 60 CNY a month
    whole = allocation(placement("T1", "A/1F"), placement("T2", "A/1F"), objective=2 * rent, bound=2 * rent)
    outcome, _ = play(monkeypatch, whole, unknown(), pool=holding(1))
    decided = solved(outcome).allocation
    shrunk = 0.6 * rent  # who stays was first shrunk to 60 m2
    assert decided.objective == pytest.approx(shrunk)
    assert decided.bound == 2 * rent
    assert solved(outcome).laid_out_value == pytest.approx(shrunk)


def test_events_tell_numbers_and_storeys(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[Event] = []
    monkeypatch.setattr(subject, "allocate", Script(BOTH))
    solve(PARK, Options(), events.append, pool=holding(2))
    assert Event("allocate", "lp", 900.0, 1010.0, 0.12) in events
    assert [event.done for event in events if event.stage == "arrange"] == [0, 1, 2]
    assert events[-1] == Event("roads")
