"""Where the search lets the fire point lie."""

from __future__ import annotations

from dataclasses import replace

from shapely.geometry import Point

from planner.model import Demand, Pin, PlaceWish, Scenario
from solvers.orchestrate.fire_point import fire_point_cuts
from tests.circulation.sites import building, metres, park


def demand(id: str, zone: str = "public_service", **more: object) -> Demand:
    area = 200 * 1_000_000
    base = Demand(id, zone, None, id, id, area, area, area, (), True, False, False, 300.0, PlaceWish())
    return replace(base, **more)  # type: ignore[arg-type]  # values by name


def row(count: int, gap: float) -> Scenario:
    """Buildings of 30 x 20 m in a row, each with its entrance in the south, as the gate."""
    step = 30 + gap
    halls = []
    for k in range(count):
        x = 20 + k * step
        outline = metres((x, 40), (x + 30, 40), (x + 30, 60), (x, 60))
        halls.append(building("ABCDE"[k], outline, [Point((x + 15) * 1000, 40_000)]))
    width = 40 + count * step
    site = metres((0, 0), (width, 0), (width, 80), (0, 80))
    own = park(site, [Point(width * 500, 0)], halls)
    return replace(own, standards=("cbep", "fire"), demands=(demand("SERVICE"),))


def storeys(scenario: Scenario) -> list[str]:
    return [cut.storey for cut in fire_point_cuts(scenario)]


def test_the_ends_of_a_long_row_are_too_far() -> None:
    """Three buildings 180 m apart: the outer two are about 360 m apart, 270 m are walked in time."""
    assert storeys(row(3, 150)) == ["A/1F", "C/1F"]


def test_a_short_row_is_free() -> None:
    assert storeys(row(3, 60)) == []  # 180 m


def test_where_none_will_do_all_are_free() -> None:
    assert storeys(row(2, 350)) == []


def test_it_steers_only_where_it_is_asked_to() -> None:
    own = row(3, 150)
    assert storeys(replace(own, standards=("cbep",))) == []
    assert storeys(replace(own, pins=(Pin("SERVICE", "A/1F"),))) == []
    assert storeys(replace(own, demands=(demand("OFFICE", "office_area"),))) == []
    quick = replace(own, policies=replace(own.policies, responder_speed_m_s=3.0))
    assert storeys(quick) == []
    two = replace(own, demands=(demand("OTHER", required=False), demand("SERVICE")))
    assert {cut.subjects for cut in fire_point_cuts(two)} == {frozenset({"SERVICE"})}
