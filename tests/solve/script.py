"""Solves in which the allocation follows a script and storeys hold so many subjects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

import solvers.solve as subject
from planner.model import M2, Allocation, Scenario, Solution
from solvers.arrange import Arranged
from solvers.orchestrate import shared
from solvers.orchestrate.plan import Plan
from solvers.orchestrate.pool import UNFINISHED, StoreyJob, StoreyRunner
from solvers.solve import Infeasible, Options, solve
from solvers.types import Progress
from tests.solve.park import arranged, failed, scenario, tenant

PARK = scenario(tenant("T1"), tenant("T2"), tenant("T3"))


class Script:
    """Answers of the allocation in order, the last again and again; and what it was asked.

    An answer may be made from the request.
    """

    def __init__(self, *answers: Allocation | Callable[[Scenario, dict[str, Any]], Allocation]) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, park: Scenario, **request: Any) -> Allocation:
        self.asked.append({"park": park, **request})
        request["on_progress"](Progress("lp", 900.0, 1010.0, 0.12))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer if isinstance(answer, Allocation) else answer(park, request)


Holds = int | Callable[[StoreyJob], int]


def holding(
    most: Holds,
    jobs: list[StoreyJob] | None = None,
    efforts: list[int] | None = None,
    *,
    free: int = 400,
    in_time: bool = True,
) -> Any:
    """A pool whose storeys lay out that many subjects, the first ones by id; no layout below zero.

    ``free`` is what corridors leave there, m2. Not ``in_time``: nothing is finished once the search has to
    stop.
    """

    class Runner:
        def limits(self, _stop: Callable[[], bool]) -> dict[str, Any]:
            return {}

        def __call__(
            self, asked: Sequence[StoreyJob], effort: Callable[[], int], stop: Callable[[], bool]
        ) -> Iterator[tuple[StoreyJob, Arranged]]:
            for job in reversed(asked):
                if jobs is not None:
                    jobs.append(job)
                if efforts is not None:
                    efforts.append(effort())
                yield job, failed(UNFINISHED) if stop() and not in_time else result(job)

    def result(job: StoreyJob) -> Arranged:
        count = most if isinstance(most, int) else most(job)
        rows = job.placements or ()
        if count < 0:
            return failed("no circulation")
        gone = tuple(row.subject for row in rows[count:])
        laid = arranged(job.storey, *rows[:count], gone=gone, why="too many" if gone else "")
        return replace(laid, free_area=free * M2)

    @contextmanager
    def pool(_park: Scenario, _workers: int) -> Iterator[StoreyRunner]:
        yield Runner()

    return pool


def laid_out_share(plan: Plan) -> float:
    """The objective of the script for the share of its placements that found a place."""
    placements = plan.allocation.placements
    return plan.allocation.objective * len(plan.real_placements()) / max(1, len(placements))


def play(
    monkeypatch: pytest.MonkeyPatch,
    *answers: Any,
    park: Scenario = PARK,
    pool: Any = None,
    options: Options | None = None,
    real_values: bool = False,
    **extra: Any,
) -> tuple[Solution | Infeasible, Script]:
    """A solve by script; values come from the script's objectives, but where real ones are asked for."""
    script = Script(*answers)
    monkeypatch.setattr(subject, "allocate", script)
    monkeypatch.setattr(shared, "site_roads", lambda _park: ())
    if not real_values:
        monkeypatch.setattr(subject, "valued", lambda _park, plan: (plan.allocation, laid_out_share(plan)))
    return solve(park, options or Options(seed=7), pool=pool or holding(2), **extra), script


def solved(outcome: Solution | Infeasible) -> Solution:
    assert isinstance(outcome, Solution)
    return outcome


def given(solution: Solution) -> Mapping[str, set[str | None]]:
    """Storey -> subjects laid out there."""
    return {storey.storey: {space.subject for space in storey.spaces} for storey in solution.layout.storeys}
