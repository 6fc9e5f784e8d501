"""Combs: inner corridors as teeth, for zones in the arms round a public corridor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, box

from solvers.arrange.comb import combs
from solvers.arrange.exact import exact_cells
from solvers.arrange.fill import Task, search
from solvers.arrange.frame import Frame
from solvers.arrange.items import Item, items_of, room_items
from solvers.arrange.plate import Plate, Target
from solvers.arrange.zone import ZonePlan, plan_zone
from tests.arrange.cases import zone
from tests.arrange.plates import CATALOGUE

WALL, CORRIDOR = 0.12, 1.62
PUBLIC = box(0, 10, 32, 12).union(box(30, 10, 32, 40))
"""A corridor along the inner side of an L."""
ARMS = box(0, 0, 42, 10).union(box(32, 0, 42, 40))
"""Ten metres deep beside it, in both arms and round the corner: 720 m2."""
STUDIOS = zone("LIVE", "livestream_centre", ("studio", 16, 37))


def item() -> Item:
    return items_of([STUDIOS], CATALOGUE, WALL, docks=False)[0]


def plate(cell: Polygon = ARMS, public: Polygon = PUBLIC) -> Plate:
    return Plate(
        usable=MultiPolygon([cell]),
        passable=MultiPolygon([cell]),
        targets=(Target("port", "port", public, CORRIDOR - 0.1),),
        daylight=cell.boundary,
        docks=(),
        columns=(),
        wall=WALL,
        corridor=CORRIDOR,
        gross_area=cell.area,
        angle=0.0,
    )


def drawn(most_m2: float = 90.0, seed: int = 1) -> list[Frame]:
    return combs(plate(), ARMS, np.random.default_rng(seed), count=30, most_m2=most_m2)


def test_every_tooth_leads_in_from_the_public_corridor() -> None:
    frames = drawn()
    assert len(frames) == 30
    for frame in frames:
        assert frame.ways
        for way in frame.ways:
            assert ARMS.buffer(1e-6).covers(way)
            beside = way.boundary.intersection(PUBLIC.buffer(0.03, join_style="mitre")).length
            assert beside >= CORRIDOR - 1e-6, "over its whole width"
            half = CORRIDOR / 2 - 0.01
            wide = way.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
            assert way.difference(wide).area < 0.01, "nowhere narrower"


def test_teeth_and_what_they_leave_are_the_cell() -> None:
    for frame in drawn():
        parts = [*frame.ways, *frame.pieces]
        assert sum(part.area for part in parts) == pytest.approx(ARMS.area, abs=0.2)
        assert shapely.union_all(parts).symmetric_difference(ARMS).area < 0.2


@pytest.mark.parametrize("most", [40.0, 60.0, 90.0])
def test_teeth_take_no_more_ground_than_the_rooms_leave(most: float) -> None:
    frames = drawn(most)
    assert frames
    assert all(sum(way.area for way in frame.ways) <= most + 1e-6 for frame in frames)


def test_columns_in_teeth_count() -> None:
    """Columns every 4 m along the middle of the lower arm, 0.6 m wide: teeth there hold one or none."""
    columns = tuple(box(x - 0.3, 4.7, x + 0.3, 5.3) for x in range(2, 42, 4))
    with_columns = replace(plate(), columns=columns)
    frames = combs(with_columns, ARMS, np.random.default_rng(1), count=30, most_m2=90.0)
    for frame in frames:
        stand = sum(way.intersection(column).area for way in frame.ways for column in columns)
        assert frame.columns == pytest.approx(stand)
    assert {frame.columns > 0.01 for frame in frames} == {True, False}


def test_the_same_draw_gives_the_same_combs() -> None:
    assert [frame.ways for frame in drawn()] == [frame.ways for frame in drawn()]
    assert [frame.ways for frame in drawn(seed=2)] != [frame.ways for frame in drawn()]


def test_a_cell_that_the_public_corridor_does_not_touch_has_no_comb() -> None:
    away = box(0, 60, 1, 61)
    assert combs(plate(public=away), ARMS, np.random.default_rng(1), count=5, most_m2=90.0) == []


def planned(seed: int) -> ZonePlan | None:
    return plan_zone(
        ARMS, item(), PUBLIC, corridor=CORRIDOR, wall=WALL, daylight=ARMS.boundary, columns=(),
        catalogue=CATALOGUE, effort=1, seed=seed,
    )  # fmt: skip


def test_rooms_round_a_corner_of_the_corridor_find_their_places() -> None:
    """16 studios of 37 m2, at most 2.5 times as long as wide, so not as deep as the arms: none came right."""
    plans = [
        plan for plan in (planned(seed) for seed in range(1, 4)) if plan is not None and plan.hard < 1e-6
    ]
    assert len(plans) >= 2
    for plan in plans:
        ways = shapely.union_all([PUBLIC, *plan.corridors])
        for cell in plan.cells:
            beside = cell.gross.boundary.intersection(ways.buffer(0.03, join_style="mitre")).length
            assert cell.item is None or beside > 1.0, "a door to a corridor"
    assert max(len(plan.corridors) for plan in plans) > 1, "several that only the public one joins"


def test_without_combs_they_do_not() -> None:
    """What the test above tells: the frames of one corridor leave rooms without a door, or too long."""
    rooms = room_items(item(), CATALOGUE, WALL)
    task = Task(rooms, None, PUBLIC, ARMS.boundary, (), WALL, 1e9)
    whole = Frame(Polygon(), (ARMS,), (), (), 0, 0.0, 0.0)
    fills = search([whole], task, effort=1, seed=1)
    assert min(fill.hard for fill in fills) > 0.1
    combed = search(drawn(ARMS.area - sum(room.least for room in rooms)), task, effort=1, seed=1)
    assert combed[0].hard < 1e-6
    assert exact_cells(combed[0], rooms, WALL) is not None
