"""Fronts against a list of every plan of a small park, and what is told of them."""

from __future__ import annotations

import pytest

from planner.alternatives.front import (
    dominates,
    front_csv,
    front_document,
    hypervolume,
    signed,
    spread,
)
from planner.directions import direction, measure
from planner.errors import NothingFound
from solvers.alternatives.fronts import Asked, front
from tests.alternatives.enumerated import BASE, CUTS, PARK, plans


def _asked(*ids: str, steps: tuple[float | None, ...], within: float = 0.6) -> Asked:
    return Asked(tuple(direction(id) for id in ids), within, steps, 20, keep=False)


def _listed(*ids: str, within: float = 0.6) -> set[tuple[float, ...]]:
    """Nondominated points of the list, signed."""
    top = max(value for _, value in plans())
    rows = [direction(id) for id in ids]
    points = {
        tuple(round(v, 3) for v in signed(rows, {row.id: measure(row.id, plan) for row in rows}))
        for plan, value in plans()
        if value >= top - within * abs(top) - 1e-6
    }
    return {p for p in points if not any(dominates(o, p) for o in points)}


def _found(asked: Asked) -> set[tuple[float, ...]]:
    made = front(PARK, CUTS, asked, base=BASE)
    assert made.proven
    return {tuple(round(v, 3) for v in signed(made.objectives, point.values)) for point in made.points}


def _close(one: set[tuple[float, ...]], other: set[tuple[float, ...]]) -> bool:
    def near(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
        return all(abs(x - y) <= 1e-5 * max(1, abs(y)) + 2e-3 for x, y in zip(a, b, strict=True))

    return len(one) == len(other) and all(any(near(a, b) for b in other) for a in one)


@pytest.mark.parametrize(
    ("ids", "step"),
    [("value,together", None), ("value,companies", None), ("value,walk", 0.5), ("value,spare", 0.5),
     pytest.param("walk,value", 5.0, marks=pytest.mark.slow)],
)  # fmt: skip
def test_every_point_of_two_objectives_is_found(ids: str, step: float | None) -> None:
    names = ids.split(",")
    assert _close(_found(_asked(*names, steps=(step,))), _listed(*names))


def test_every_point_of_three_objectives_is_found() -> None:
    names = ("value", "together", "spare")
    assert _close(_found(_asked(*names, steps=(None, 0.5))), _listed(*names))


def test_with_wide_steps_every_listed_point_is_matched_up_to_a_step() -> None:
    names, step = ("value", "spare"), 100.0
    found = _found(_asked(*names, steps=(step,)))
    listed = _listed(*names)
    assert len(found) < len(listed)
    for value, free in listed:
        assert any(v >= value - 1 and f > free - step - 1e-3 for v, f in found)


def test_whoever_is_in_the_best_plan_stays_where_asked() -> None:
    asked = Asked((direction("value"), direction("spare")), 0.6, (0.5,), 20, keep=True)
    made = front(PARK, CUTS, asked)
    best = {row.subject for row in made.points[0].allocation.placements}
    assert all(best <= {row.subject for row in point.allocation.placements} for point in made.points)


def test_stopped_at_once_there_is_no_front() -> None:
    with pytest.raises(NothingFound, match="more --seconds"):
        front(PARK, CUTS, _asked("value", "walk", steps=(0.5,)), stop=lambda: True)


def test_hypervolume_of_staircases_worked_by_hand() -> None:
    # on the unit square: (0, 1), (0.5, 0.5), (1, 0) cover a quarter
    assert hypervolume([(0, 1), (0.5, 0.5), (1, 0)]) == pytest.approx(0.25)
    # the ends cover nothing, a point at the ideal all
    assert hypervolume([(0, 1), (1, 0)]) == 0
    # (1, 1, 0) and (0, 0, 1) fix the box, (0.5, 0.5, 0.5) covers an eighth
    assert hypervolume([(1, 1, 0), (0, 0, 1), (0.5, 0.5, 0.5)]) == pytest.approx(0.125)
    # two points of a cube that overlap: 0.8 x 0.4 x 0.5 + 0.4 x 0.8 x 0.5 - 0.4 x 0.4 x 0.5
    corners = [(1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0)]
    assert hypervolume([*corners, (0.8, 0.4, 0.5), (0.4, 0.8, 0.5)]) == pytest.approx(0.24)


def test_what_is_told_of_a_front() -> None:
    made = front(PARK, CUTS, _asked("value", "together", steps=(None,)))
    told = front_document(made, {0: "point-01"})
    assert told["proven"]
    assert told["every_point"]
    assert told["open_levels"] == 0
    assert told["points"][0]["folder"] == "point-01"
    values = [row["values"]["value"] for row in told["points"]]
    assert values == sorted(values, reverse=True)
    assert (
        front_csv(made, {}).decode("utf-8-sig").splitlines()[0]
        == "point,value,together,bound_value,gap,folder"
    )
    assert spread(made, 0) == ()
    assert spread(made, 1) == (0,)
    assert sorted(spread(made, 99)) == list(range(len(made.points)))
