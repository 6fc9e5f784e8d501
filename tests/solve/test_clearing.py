"""What slow evacuation costs a plan in the ranking: 100 people in the room of a hand-drawn storey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model import Scenario, StoreyLayout
from solvers.arrange.storey import Arranged
from solvers.orchestrate import clearing
from solvers.orchestrate.clearing import NEVER_S, Clearing
from tests.circulation.building import House

DOOR = 1.4 / 1.064
"""Persons a second through a metre of a door's width that counts."""


def given(weight: float, **shape: float) -> tuple[Scenario, dict[str, Arranged]]:
    house = House(storeys=1, exit_width=3.0, **shape)  # type: ignore[arg-type]  # widths
    base = house.scenario()
    people = [replace(tenant, id="T1", staff=100) for tenant in base.tenants[:1]]
    weights = replace(base.weights, clearance_cny_per_s_year=weight)
    layout = house.layout().storeys[0]
    return replace(base, tenants=tuple(people), weights=weights), {"A/1F": Arranged(layout, 0, "")}


def test_a_second_costs_what_the_scenario_says_and_a_wider_door_saves() -> None:
    """99 gaps: 1.0 m lets 0.7 x DOOR pass a second, 2.0 m 1.7 x DOOR."""
    narrow, wide = (Clearing(s).cost(a) for s, a in (given(10.0), given(10.0, room_door=2.0)))
    assert narrow - wide == pytest.approx(10 * 99 / DOOR * (1 / 0.7 - 1 / 1.7), rel=0.02)


def test_nobody_looks_where_it_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked(_self: Clearing, _layout: StoreyLayout) -> float:
        raise AssertionError

    monkeypatch.setattr(clearing.Clearing, "seconds", looked)
    scenario, arranged = given(0.0)
    assert Clearing(scenario).cost(arranged) == 0.0


def test_a_storey_that_somebody_cannot_leave_counts_as_an_hour() -> None:
    scenario, arranged = given(2.0)
    layout = arranged["A/1F"].layout
    assert layout is not None
    shut = replace(layout, doors=tuple(door for door in layout.doors if "A/1F/s1" not in door.joins))
    assert Clearing(scenario).cost({"A/1F": replace(arranged["A/1F"], layout=shut)}) == 2 * NEVER_S
    assert Clearing(scenario).cost({"A/1F": replace(arranged["A/1F"], layout=None)}) == 0.0
