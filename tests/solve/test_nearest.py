"""Where nothing fits with all promises: the cheapest are broken, and what is left is laid out and told."""

from __future__ import annotations

from dataclasses import replace

import pytest

import solvers.solve as subject
from planner.model import M2, Allocation, Scenario, Shortfall
from planner.reasons import Edit
from solvers.explain.edits import edited
from solvers.orchestrate.feedback import Cuts
from solvers.orchestrate.nearest import WHY, Nearest, nearest
from tests.solve.park import allocation, infeasible, placement, scenario
from tests.solve.park import tenant as company
from tests.solve.script import given, play, solved
from tests.solvers.allocate.small import areas, park, room, storey, tenant
from tests.solvers.allocate.small import solved as allocated
from viz.presentation.reasons import in_both

FULL = park(
    [storey("A", 1), storey("A", 2)],
    [tenant(f"T{k}", 300, resident=True, rent=rent) for k, rent in enumerate((80, 70, 60, 50))],
)
"""Two storeys of 400 m2 hold 800 of the 1,200 m2 that are promised."""


def near(m2: float) -> Nearest | None:
    return nearest(FULL, Cuts(room(FULL, m2)), lambda asked: allocated(asked, m2), lambda: False)


def test_the_cheapest_area_is_given_up() -> None:
    """Two share a storey of 400 m2, and nobody is asked for more than half: the two cheapest have 150 m2

    12 x (50 x 80 + 50 x 70 + 150 x 60 + 150 x 50) CNY a year; without T3: 12 x (300 x 50 + 12,500).
    """
    found = near(400)
    assert found is not None
    promised = {row.id: row.least_area / M2 for row in found.scenario.tenants if row.resident}
    assert promised == {"T0": 250, "T1": 250, "T2": 150, "T3": 150}
    assert found.subjects == frozenset(promised)
    assert all(areas(found.allocation)[id] >= least - 0.01 for id, least in promised.items())


def test_nothing_is_given_up_where_all_fits_or_nothing_does() -> None:
    assert near(700) is None
    assert near(10) is None


def test_a_search_that_is_over_tries_no_way_out() -> None:
    def never(asked: Scenario) -> Allocation:
        raise AssertionError(asked.name)

    assert nearest(FULL, Cuts(room(FULL, 400)), never, lambda: True) is None


def test_who_has_less_is_told_why_in_both_languages() -> None:
    changed = edited(FULL, [Edit("drop", "T3")])
    short = (Shortfall("T3", 300 * M2, 0, "full"), Shortfall("T0", 310 * M2, 300 * M2, "full"))
    answer = replace(allocation(), left_out=short)
    told = Nearest(changed, answer, frozenset({"T3"})).told(answer)
    assert [row.reason for row in told.left_out] == [WHY, "full"]
    assert "planner explain" in in_both(WHY)[0] != WHY


def test_a_solve_lays_out_what_is_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """T2 is promised more than the park has: what the others can have is laid out."""
    huge = replace(company("T2", resident=True, wished=9_000), least_area=9_000 * M2, most_area=9_000 * M2)
    asked = replace(scenario(company("T1", resident=True), huge), standards=())
    one = replace(allocation(placement("T1", "A/1F")), left_out=(Shortfall("T2", 9_000 * M2, 0, "full"),))
    both = allocation(placement("T1", "A/1F"), placement("T2", "A/1F", 9_000))
    steps = [infeasible()] * len(subject.LOOSER)
    outcome, script = play(monkeypatch, infeasible(), both, *steps, one, park=asked)
    assert given(solved(outcome)) == {"A/1F": {"T1"}, "A/2F": set()}
    assert solved(outcome).scenario is asked
    assert [row.resident for row in script.asked[-1]["park"].tenants] == [True, False]
    assert [row.reason for row in solved(outcome).allocation.left_out if row.subject == "T2"] == [WHY]
