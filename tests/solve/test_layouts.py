"""Layouts of one park one after the other: what is measured once, what keeps its layout."""

from __future__ import annotations

from typing import Any

import pytest

import solvers.solve as subject
from planner.model import Allocation
from solvers.orchestrate import shared
from solvers.orchestrate.budget import Budget
from solvers.orchestrate.pool import StoreyJob
from solvers.robust.layouts import Layouts
from solvers.solve import Infeasible, Options
from tests.solve.park import allocation, infeasible, placement, unknown
from tests.solve.script import PARK, Script, given, holding, laid_out_share, solved

T1, T2, T3 = placement("T1", "A/1F"), placement("T2", "A/2F"), placement("T3", "A/2F")
FIRST = allocation(T1, T2, T3, objective=1000, bound=1010)
NEXT = allocation(T1, T3, objective=900, bound=905)


def made(
    monkeypatch: pytest.MonkeyPatch, jobs: list[StoreyJob], *answers: Allocation, times: int = 2
) -> tuple[list[Any], Script]:
    script = Script(*answers)
    monkeypatch.setattr(subject, "allocate", script)
    monkeypatch.setattr(shared, "site_roads", lambda _park: ())
    monkeypatch.setattr(subject, "valued", lambda _park, plan: (plan.allocation, laid_out_share(plan)))
    with holding(2, jobs)(PARK, 1) as runner:
        again = Layouts(Options(seed=7), lambda _: None, Budget(None), runner)
        return [again(PARK) for _ in range(times)], script


def test_a_layout_begins_from_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[StoreyJob] = []
    (first, second), script = made(monkeypatch, jobs, FIRST, NEXT)
    assert given(solved(first)) == {"A/1F": {"T1"}, "A/2F": {"T2", "T3"}}
    assert given(solved(second)) == {"A/1F": {"T1"}, "A/2F": {"T3"}}
    assert [asked["start"] for asked in script.asked] == [None, FIRST]
    assert script.asked[0]["capacity"] == script.asked[1]["capacity"]
    assert [job.storey for job in jobs].count("A/1F") == 1, "nothing new is asked of it"
    assert solved(second).allocation.bound == 905


def test_where_nothing_is_near_the_search_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    (_, second), script = made(monkeypatch, [], FIRST, unknown(), NEXT)
    assert given(solved(second)) == {"A/1F": {"T1"}, "A/2F": {"T3"}}
    assert [asked["start"] is None for asked in script.asked] == [True, False, True]


def test_what_cannot_be_is_told_and_the_plan_before_stays_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, script = made(monkeypatch, [], FIRST, *[infeasible()] * 3, NEXT, times=3)
    assert isinstance(rows[1], Infeasible)
    assert given(solved(rows[2])) == {"A/1F": {"T1"}, "A/2F": {"T3"}}
    assert script.asked[-1]["start"] == FIRST


def test_a_storey_is_laid_out_anew_for_another_area(monkeypatch: pytest.MonkeyPatch) -> None:
    """100 m2 lie within the bounds of the new placement, but 140 are asked for."""
    jobs: list[StoreyJob] = []
    made(monkeypatch, jobs, FIRST, allocation(placement("T1", "A/1F", 140), T2, T3))
    assert sorted(job.storey for job in jobs) == ["A/1F", "A/1F", "A/2F"]
