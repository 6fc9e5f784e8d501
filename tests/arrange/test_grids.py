"""Storeys of very many rooms: grids of corridors, rows of rooms, and that all of them find room. Metres."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from shapely.geometry import box

from benchmarks.fill import CORRIDORS, FILL, case, room_for, storey_for
from planner.model import M2, Placement, Policies, RoomSpec
from solvers.arrange import arrange_storey
from solvers.arrange.grids import MANY, grid_lines, in_rows, spread
from solvers.arrange.items import gross, items_of
from solvers.arrange.networks import corridor_limit, grids_of
from solvers.arrange.pieces import piece_data
from solvers.arrange.plate import make_plate
from tests.arrange.plates import CATALOGUE, suite

POLICIES = Policies()


def test_grids_are_parallel_corridors_at_one_distance_and_some_across() -> None:
    storey = storey_for(200)
    plate = make_plate(storey, POLICIES, POLICIES.corridor_width_mm)
    sets = grid_lines(plate, corridor_limit(storey))
    assert 10 <= len(sets) <= 24
    assert {lines[0].axis for lines in sets} == {"h", "v"}
    for lines in sets:
        axis = lines[0].axis
        rows = [line.at for line in lines if line.axis == axis]
        steps = {round(b - a, 6) for a, b in pairwise(rows)}
        assert len(steps) <= 1
        assert any(line.axis != axis for line in lines)


def test_a_grid_reaches_every_core_and_keeps_to_the_share_of_corridors() -> None:
    storey = storey_for(200)
    plate = make_plate(storey, POLICIES, POLICIES.corridor_width_mm)
    frames = grids_of(storey, plate)
    assert frames
    for frame in frames:
        assert frame.region.area <= corridor_limit(storey)
        assert not frame.unreached


def test_two_rows_back_to_back_the_small_rooms_in_the_shallow_one() -> None:
    """A strip of 30 by 12 m with corridors along both long sides: 6 rooms of 20 m2 and 4 of 50."""
    rooms = tuple(suite(f"T{k}", 20.0 if k < 6 else 50.0) for k in range(10))
    items = items_of(rooms, CATALOGUE, 0.12, docks=False)
    strip = box(0, 0, 30, 12)
    ways = box(0, -2, 30, 0).union(box(0, 12, 30, 14))
    data = piece_data([strip], ways, box(0, 0, 0, 0), [])
    seq, length, key, vert, size = in_rows(items, data, np.random.default_rng(1))
    order = seq[0, : length[0]].tolist()
    assert sorted(order) == list(range(10))
    cut = int(np.argmax(key[order]))
    assert sorted(order[:cut]) == [0, 1, 2, 3, 4, 5]  # 6 rooms of 23 m2 in 30 m: 4.6 m deep, 5 m wide
    assert vert[order[cut]] == 0
    assert all(vert[k] == 1 for k in order if k != order[cut])
    assert not size.any()


def test_one_row_where_a_corridor_runs_along_one_side_only() -> None:
    items = items_of(tuple(suite(f"T{k}", 40.0) for k in range(5)), CATALOGUE, 0.12, docks=False)
    data = piece_data([box(0, 0, 8, 30)], box(8, 0, 10, 30), box(0, 0, 0, 0), [])
    _, length, key, vert, _ = in_rows(items, data, np.random.default_rng(1))
    assert length[0] == 5
    assert key[:5].max() < 0.9
    assert not vert[:5].any()  # cut along y, the long way


def test_few_of_many_from_their_whole_range() -> None:
    assert spread(list(range(10)), 4) == [0, 3, 6, 9]
    assert spread([5], 4) == [5]
    assert spread([], 4) == []


def test_the_rooms_of_the_benchmark_fill_what_they_say() -> None:
    made = case(100, 1)
    walls = POLICIES.interior_wall_mm / 1000
    filled = sum(gross(row.area / M2, walls) for row in made.rows)
    assert filled == pytest.approx(FILL * room_for(made.storey), rel=0.01)
    cores = sum(core.polygon.area for core in made.storey.cores) / M2
    assert room_for(made.storey) < made.storey.gross_area / M2 * (1 - CORRIDORS) - cores
    assert len(made.rows) == 100 > MANY


def test_a_hundred_rooms_all_find_room_and_again_the_same() -> None:
    made = case(100, 1)
    found = arrange_storey(made.scenario, made.storey, made.rows, seed=1)
    assert found.layout is not None
    assert not found.left_out
    assert {space.subject for space in found.layout.spaces if space.subject} == {r.subject for r in made.rows}
    assert arrange_storey(made.scenario, made.storey, made.rows, seed=1).layout == found.layout


def test_a_plate_that_few_corridors_do_not_serve_gets_a_grid() -> None:
    """500 rooms: five corridors cannot reach the cores of so large a plate within the share they may take."""
    made = case(500, 1)
    row = made.rows[0]
    one = Placement(
        row.subject, row.storey, row.zone, row.tenant, 200 * M2, 180 * M2, 220 * M2,
        (RoomSpec("tenant_suite", 1, 200 * M2),),
    )  # fmt: skip
    found = arrange_storey(made.scenario, made.storey, (one,), seed=1)
    assert found.layout is not None
