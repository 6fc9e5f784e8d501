"""Frames: corridor networks that reach what they must, and what they leave of the plate. Metres."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.ops import unary_union

from planner.model import Column, Policies, Storey
from solvers.arrange.frame import Frame, build_frame, ranked_frames
from solvers.arrange.lines import Line, beside_rows
from solvers.arrange.networks import frames_of
from solvers.arrange.plate import Plate, make_plate
from tests.arrange.plates import PLATES, plate

WIDTH_MM = 1_800


@cache
def framed(name: str) -> tuple[Plate, list[Frame]]:
    return frames_of(PLATES[name], Policies(), WIDTH_MM)


def connected_at_full_width(region: Polygon) -> bool:
    """Whether somebody 1.8 m wide could go everywhere, half a wall kept on either side."""
    inside = region.buffer(-(0.9 + 0.06 - 0.01), join_style="mitre")
    parts = [part for part in getattr(inside, "geoms", [inside]) if part.area > 1e-3]
    return len(parts) == 1


def faults(plate_: Plate, frame: Frame) -> list[str]:
    """What is wrong with a frame."""
    found = []
    if not isinstance(frame.region, Polygon) or not frame.region.is_valid:
        found.append("not one region")
    if not connected_at_full_width(frame.region):
        found.append("narrower than its clear width somewhere")
    for target in plate_.targets:
        if target.id in frame.unreached:
            if target.kind == "core":
                found.append(f"{target.id} not reached")
            continue
        shared = frame.region.buffer(0.03, join_style="mitre").intersection(target.shape)
        if target.kind == "core" and shared.boundary.length / 2 < 1.2:
            found.append(f"{target.id} has no room for a door")
        if target.kind == "exit" and shared.is_empty:
            found.append(f"{target.id} not reached")
    wide = frame.region.buffer(-0.95, join_style="mitre").buffer(0.97, join_style="mitre")
    rest = frame.region.difference(wide)
    if any(part.area > 0.6 for part in getattr(rest, "geoms", [rest])):
        found.append("a niche that nobody gets into at full width")
    if any(frame.region.intersection(dock.shape).area > 0.05 for dock in plate_.docks):
        found.append("a corridor in front of a dock")
    parts = [*frame.pieces, *frame.pockets, frame.region]
    together = unary_union(parts)
    if sum(part.area for part in parts) - together.area > 0.05:
        found.append("parts overlap")
    if together.difference(plate_.usable.buffer(0.01)).area > 0.05:
        found.append("outside the plate")
    # specks under 2 m2 that nobody can reach stay walls
    if plate_.usable.difference(together.buffer(0.01)).area > 6:
        found.append("part of the plate is lost")
    return found


@pytest.mark.parametrize("name", PLATES)
def test_every_frame_reaches_everything_and_loses_nothing(name: str) -> None:
    plate_, frames = framed(name)
    assert len(frames) >= 10
    assert {n: bad for n, frame in enumerate(frames) if (bad := faults(plate_, frame))} == {}


@pytest.mark.parametrize("name", PLATES)
def test_frames_are_of_many_shapes_and_some_reach_every_exit(name: str) -> None:
    _, frames = framed(name)
    assert any(not frame.unreached for frame in frames)
    assert len({round(frame.region.area, 1) for frame in frames}) > len(frames) / 2
    assert min(frame.share for frame in frames) < 0.15


@pytest.mark.parametrize("name", PLATES)
def test_every_piece_has_frontage_for_a_door(name: str) -> None:
    _, frames = framed(name)
    for frame in frames:
        near = frame.region.buffer(0.02, join_style="mitre")
        for piece in (*frame.pieces, *frame.pockets):
            assert piece.boundary.intersection(near).length >= 1.3


def test_the_same_storey_has_the_same_frames() -> None:
    _, frames = framed("bar")
    _, again = frames_of(PLATES["bar"], Policies(), WIDTH_MM)
    assert [frame.region.wkb for frame in frames] == [frame.region.wkb for frame in again]


def test_frames_with_too_much_corridor_are_left_out_and_no_others() -> None:
    plate_ = make_plate(PLATES["bar"], Policies(), WIDTH_MM)
    every = ranked_frames(plate_, 40, np.random.default_rng(1))
    most = float(np.median([frame.region.area for frame in every]))
    lean = ranked_frames(plate_, 40, np.random.default_rng(1), most_m2=most)
    usual = [frame.region.wkb for frame in every if frame.region.area <= most]
    assert [frame.region.wkb for frame in lean if frame.region.area <= most] == usual
    assert len(lean) < 0.6 * len(every)


def test_goods_corridors_are_as_wide_as_asked() -> None:
    _, frames = frames_of(PLATES["bar"], Policies(), 3_000)
    for frame in frames:
        assert not frame.region.buffer(-1.5, join_style="mitre").is_empty


def test_a_core_out_of_reach_of_any_corridor_leaves_no_frame() -> None:
    # the second core stands at the end of a passage of 1.4 m
    outline = Polygon([(0, 0), (30, 0), (30, 14), (50, 14), (50, 15.4), (30, 15.4), (30, 20), (0, 20)])
    storey = plate(outline, box(0, 5, 4, 10), box(47, 14, 50, 15.4))
    assert frames_of(storey, Policies(), WIDTH_MM)[1] == []


def test_wide_exits_on_all_sides_of_a_deep_slab_are_reached() -> None:
    """Six exits of 4 m, wider than a corridor, at two storeys' depth from each other."""
    exits = ((15.0, 0.0), (50.0, 0.0), (0.0, 15.0), (0.0, 40.0), (60.0, 20.0), (60.0, 40.0))
    slab = plate(box(0, 0, 60, 55), box(0, 0, 6, 6), box(27, 24, 34, 31), exits=exits)
    storey = replace(slab, exits=tuple(replace(exit_, width_mm=4_000) for exit_ in slab.exits))
    plate_, frames = frames_of(storey, Policies(), WIDTH_MM)
    reaching = [frame for frame in frames if not frame.unreached]
    assert len(reaching) >= 15, "frames that reach all six are no rare luck"
    assert [bad for frame in reaching if (bad := faults(plate_, frame))] == []
    doors = [target.shape for target in plate_.targets if target.kind == "exit"]
    for frame in reaching:
        # the doorway is corridor over its whole width, and so is the ground in front of it
        wide = frame.region.buffer(-0.95, join_style="mitre").buffer(0.95, join_style="mitre")
        for door in doors:
            inside = door.buffer(0.2, join_style="mitre").intersection(plate_.usable)
            assert wide.intersection(inside).area > 0.85 * inside.area


def test_a_spine_straight_at_a_wide_exit_counts() -> None:
    slab = plate(box(0, 0, 40, 20), box(0, 0, 5, 5), exits=((20.0, 0.0),))
    storey = replace(slab, exits=(replace(slab.exits[0], width_mm=4_000),))
    plate_ = make_plate(storey, Policies(), WIDTH_MM)
    for trim in ("none", "both"):
        frame = build_frame(plate_, [Line("v", 20.0), Line("h", 6.0)], trim=trim)
        assert frame is not None
        assert frame.unreached == ()
        assert faults(plate_, frame) == []


@pytest.mark.parametrize("depth", [10, 15, 40])
def test_corridors_keep_clear_of_docks_and_shallow_storeys_keep_their_corridors(depth: int) -> None:
    """Docks along the whole facade, exits opposite some of them: no spine may run through to them."""
    docks = tuple((x, float(depth)) for x in (12.0, 24.0, 36.0))
    exits = ((12.0, 0.0), (24.0, 0.0), (36.0, 0.0))
    storey = plate(box(0, 0, 48, depth), box(0, 0, 5, 5), box(43, 0, 48, 5), exits=exits, docks=docks)
    plate_, frames = frames_of(storey, Policies(), WIDTH_MM)
    assert len(frames) >= 10
    assert {n: bad for n, frame in enumerate(frames) if (bad := faults(plate_, frame))} == {}
    middle = LineString([(0, depth / 2), (48, depth / 2)])
    assert any(frame.region.intersection(middle).length > 30 for frame in frames), "rooms on both sides"


def test_a_hall_of_next_to_nothing_with_many_exits_has_no_frame() -> None:
    """No line fits, to say nothing of sets of lines that cover the exits."""
    storey = plate(box(0, 0, 2.2, 2.2), exits=((1.1, 0.0), (1.1, 2.2), (0.0, 1.1)))
    assert frames_of(storey, Policies(), WIDTH_MM)[1] == []


def test_a_corridor_moves_beside_a_row_of_columns() -> None:
    """Rows of 0.5 m at y = 5, 12 and 19 m: the middle of 1.8 m of clear corridor is 0.9 m off their faces."""
    at = [(x, y) for x in (8_000, 16_000, 24_000) for y in (5_000, 12_000, 19_000)]
    rows = [Column(box(x - 250, y - 250, x + 250, y + 250)) for x, y in at]
    storey = replace(plate(box(0, 0, 40, 24), box(0, 0, 4, 4)), columns=tuple(rows))
    plate_ = make_plate(storey, Policies(), WIDTH_MM)
    assert beside_rows(plate_, "h", 8.5) == 8.5, "between two rows"
    assert beside_rows(plate_, "h", 12.3) == pytest.approx(12.25 + 0.9)
    assert beside_rows(plate_, "h", 11.5) == pytest.approx(11.75 - 0.9)
    assert beside_rows(plate_, "v", 16.0) in (pytest.approx(15.75 - 0.9), pytest.approx(16.25 + 0.9))
    lone = replace(storey, columns=tuple(rows[:1]))
    assert beside_rows(make_plate(lone, Policies(), WIDTH_MM), "h", 5.0) == 5.0, "one column is no row"


@st.composite
def plates(draw: st.DrawFn) -> Storey:
    """Bars and slabs with one or two cores inside, away from the facade by nothing or by metres."""
    width, depth = draw(st.integers(28, 55)), draw(st.integers(13, 34))
    cores = [box(0, depth // 2 - 2, 4, depth // 2 + 2)]
    if draw(st.booleans()):
        x = draw(st.integers(12, width - 9))
        y = draw(st.sampled_from([0, depth - 5, depth // 2 - 2]))
        cores.append(box(x, y, x + 5, y + 5))
    at = draw(st.integers(6, width - 6))
    shape = box(0, 0, width, depth)
    return plate(shape, *cores, exits=((at, 0),), rotation_deg=draw(st.sampled_from([0.0, 7.5, 33.0])))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(plates())
def test_frames_of_random_plates(storey: Storey) -> None:
    plate_, frames = frames_of(storey, Policies(), WIDTH_MM)
    assert isinstance(plate_.usable, MultiPolygon)
    assert [bad for frame in frames if (bad := faults(plate_, frame))] == []
