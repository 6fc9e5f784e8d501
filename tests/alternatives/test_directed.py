"""Directions in the exact program, against a list of every plan of a small park."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.directions import DIRECTIONS, Direction, measure
from solvers.allocate.engine import Engine
from solvers.alternatives.directed import Directed, Floor, areas_of, decided, places_of, posed
from tests.alternatives.enumerated import BASE, CUTS, PARK, best, plans


@pytest.fixture(scope="module")
def made() -> Iterator[Directed]:
    problem, rows = posed(PARK, CUTS)
    with Engine(lambda: False) as engine:
        yield Directed(problem, rows, [row.id for row in DIRECTIONS], engine, places_of(problem, BASE))


def test_the_best_value_is_that_of_the_list(made: Directed) -> None:
    assert made.best(("value",)).values["value"] == pytest.approx(max(value for _, value in plans()), abs=1)


@pytest.mark.parametrize("row", DIRECTIONS[1:], ids=lambda row: row.id)
@pytest.mark.parametrize("within", [0.02, 0.3])
def test_the_best_of_a_direction_is_that_of_the_list(made: Directed, row: Direction, within: float) -> None:
    """Found, measured from the placements, and listed: three ways to the same number."""
    top = made.best(("value",))
    least = (1 - within) * top.values["value"]
    answer = made.best((row.id, "value"), [Floor("value", least)], keep=top.plan if row.kept else None)
    assert answer.plan is not None
    assert top.plan is not None
    sign = 1 if row.better == "more" else -1
    found = decided(made.problem, made.allocation(answer.plan, 0.0), BASE)
    who = frozenset(made.problem.units[u].id for u, _ in top.plan.areas) if row.kept else frozenset()
    listed = best(row.id, row.better, least, who, bool(row.kept and top.plan.service))
    assert sign * answer.values[row.id] == pytest.approx(listed, rel=1e-5, abs=1e-3)
    assert measure(row.id, found) == pytest.approx(listed, rel=1e-5, abs=1e-3)
    assert made.allocation(answer.plan, 0.0).objective >= least - 1


def test_a_plan_apart_shares_no_more_than_asked(made: Directed) -> None:
    top = made.best(("value",))
    assert top.plan is not None
    places = places_of(made.problem, areas_of(made.allocation(top.plan, 0.0)))
    other = made.best(("value",), apart=[(places, 0.4)])
    assert other.plan is not None
    assert other.values["value"] <= top.values["value"] + 1e-3
    common = sum(area for key, area in places.items() if key in other.plan.areas)
    assert common <= 0.4 * sum(places.values()) + 1e-6


def test_what_cannot_be_is_proven(made: Directed) -> None:
    top = made.best(("value",)).values["value"]
    assert made.best(("spare",), [Floor("value", 1.01 * top)]).impossible
