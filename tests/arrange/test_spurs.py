"""Dead ends of corridors that one room wraps, by hand: a corridor along y = 10 to 12 m, one up to 20 m."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.affinity import rotate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.model import M2, Corridor, Door, Scenario, Space, StoreyLayout
from solvers.arrange.egress import EgressRules
from solvers.arrange.spurs import without_spurs
from solvers.arrange.storey import Plan, StoreySearch
from solvers.arrange.ways import Fault
from tests.solve.park import scenario, storey, tenant

PARK = scenario(tenant("T1"))
WALL = PARK.policies.interior_wall_mm / 1000


def m(shape: BaseGeometry) -> Polygon:
    return Polygon([(x * 1000, y * 1000) for x, y in shape.exterior.coords])  # type: ignore[attr-defined]  # a polygon


def a_layout(*doors: Polygon, right: str | None = "T1") -> StoreyLayout:
    """A room from x = 0 to 20 m wraps the end (x = 9 to 11 m), or two rooms lie right and left of it."""
    corridor = box(0, 10, 20, 12).union(box(9, 12, 11, 20))
    free = box(0, 12 + WALL, 20, 30).difference(box(9 - WALL, 0, 11 + WALL, 20 + WALL))
    rooms = [free] if right == "T1" else [box(0, 12 + WALL, 9 - WALL, 30), box(11 + WALL, 12 + WALL, 20, 30)]
    spaces = tuple(
        Space(f"s{k}", "A", "A/1F", "tenant_suite", "office_area", m(room), "", "", "T1", "T1")
        for k, room in enumerate(rooms)
    )
    way = Corridor("c1", "A", "A/1F", m(corridor), 2_000)
    opened = tuple(Door(f"d{k}", "A", "A/1F", m(door), 1_000, ("s0", "c1")) for k, door in enumerate(doors))
    return StoreyLayout("A/1F", spaces, (way,), opened)


def larger(park: Scenario = PARK, most: int = 10_000) -> Scenario:
    return replace(park, tenants=tuple(replace(row, most_area=most * M2) for row in park.tenants))


def closed(layout: StoreyLayout, park: Scenario) -> StoreyLayout:
    return without_spurs(park, replace(storey(1), cores=(), exits=()), layout)


def test_the_room_round_an_end_that_nothing_opens_from_gets_it() -> None:
    found = closed(a_layout(), larger())
    assert found.corridors[0].polygon.area == pytest.approx(20_000 * 2_000)
    whole = 20_000 * (30_000 - 12_000 - WALL * 1000)
    assert found.spaces[0].polygon.area == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize("angle", [12.5, 33.0, -20.0, 71.3, 5.1])
def test_on_a_turned_building_corners_stay_on_whole_millimetres(angle: float) -> None:
    def turned(shape: Polygon) -> Polygon:
        around = rotate(shape, angle, origin=(0, 0))
        return Polygon([(round(x), round(y)) for x, y in around.exterior.coords])

    straight = a_layout()
    spaces = tuple(replace(space, polygon=turned(space.polygon)) for space in straight.spaces)
    ways = tuple(replace(way, polygon=turned(way.polygon)) for way in straight.corridors)
    found = closed(replace(straight, spaces=spaces, corridors=ways), larger())
    assert found.corridors[0].polygon.area == pytest.approx(20_000 * 2_000, rel=1e-3)
    for shape in (found.spaces[0].polygon, found.corridors[0].polygon):
        assert shape.is_valid
        assert len(shape.exterior.coords) == 5, "no hairs of rounding stand out"
        assert all(value == round(value) for at in shape.exterior.coords for value in at)


def test_the_end_stays_as_far_as_a_door_opens_from_it() -> None:
    """A door at y = 14 to 15 m in its left wall: 0.3 m of corridor stay beyond it."""
    found = closed(a_layout(box(9 - WALL, 14, 9, 15)), larger())
    assert found.corridors[0].polygon.area == pytest.approx(20_000 * 2_000 + 2_000 * 3_300, rel=1e-5)


@pytest.mark.parametrize(
    ("layout", "most"),
    [
        (a_layout(box(9.5, 20, 10.5, 20 + WALL)), 10_000),  # a door in its end wall
        (a_layout(right=None), 10_000),  # between two rooms it parts them
        (a_layout(), 300),  # the room may not grow
    ],
)
def test_other_ends_stay(layout: StoreyLayout, most: int) -> None:
    assert closed(layout, larger(most=most)) == layout


@pytest.mark.parametrize(
    ("long", "short", "shortened"), [(False, False, True), (False, True, False), (True, False, False)]
)
def test_where_the_fire_codes_judge_an_end_goes_if_that_breaks_no_rule(
    long: bool, short: bool, shortened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``long``, ``short``: whether the layout with the dead end, and the one without it, break a rule."""
    whole = a_layout()
    search = object.__new__(StoreySearch)
    search.scenario, search.storey = larger(), replace(storey(1), cores=(), exits=())
    search.most_people = -1.0  # more were decided: how many leave is not judged
    judged: list[StoreyLayout] = []

    def divided(layout: StoreyLayout, _: EgressRules) -> tuple[StoreyLayout, tuple[Fault, ...]]:
        judged.append(layout)
        broken = long if layout is whole else short
        return layout, (Fault("s0", "too far", 1.0),) if broken else ()

    monkeypatch.setattr(StoreySearch, "written", lambda *_: whole)
    monkeypatch.setattr(StoreySearch, "_divided", lambda _, layout, rules: divided(layout, rules))
    plan = Plan(None, None, (), [])  # type: ignore[arg-type]  # only what is judged
    search._measure(plan, None)  # type: ignore[arg-type]
    assert plan.layout is not None
    assert bool(plan.faults) == long
    area = plan.layout.corridors[0].polygon.area
    assert (area < whole.corridors[0].polygon.area) == shortened
    assert len(judged) == (1 if long else 2)


def test_a_layout_without_dead_ends_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[StoreyLayout] = []
    search = object.__new__(StoreySearch)
    search.scenario, search.storey = larger(most=300), replace(storey(1), cores=(), exits=())
    search.most_people = -1.0
    monkeypatch.setattr(StoreySearch, "written", lambda *_: a_layout())
    monkeypatch.setattr(
        StoreySearch, "_divided", lambda _, layout, rules: (judged.append(layout) or layout, ())
    )
    search._measure(Plan(None, None, (), []), None)  # type: ignore[arg-type]  # only what is judged
    assert len(judged) == 1
