"""Corridors come to what a core is entered for, and its doors stand there. Metres."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Polygon, box

from planner.model import Core, CorePart, CorePartKind, Policies, Storey, StoreyLayout
from solvers.arrange import arrange_storey
from solvers.arrange.contact import touches
from solvers.arrange.frame import build_frame
from solvers.arrange.lines import Line
from solvers.arrange.networks import frames_of
from solvers.arrange.plate import Plate, Target, make_plate
from tests.arrange.cases import broken
from tests.arrange.plates import ID, plate, scenario

Rect = tuple[float, float, float, float]
Part = tuple[CorePartKind, Rect]
WIDTH_MM = 1_800


def core(outline: Rect, *parts: Part) -> Core:
    made = tuple(CorePart(f"{ID}/C1/{k}", kind, _mm(at)) for k, (kind, at) in enumerate(parts, 1))
    return Core(f"{ID}/C1", _mm(outline), made)


def _mm(at: Rect) -> Polygon:
    return box(*(round(1000 * value) for value in at))


STAIR: Part = ("stair", (14.2, 0.2, 17, 5.8))
"""Stands at the facade y = 0; landings y 0.2 to 1.7 and 4.3 to 5.8."""
ALONE = core((14, 0, 17.2, 6), STAIR)
LIFT_LOBBY = core(
    (14, 0, 22, 6), STAIR,
    ("lobby", (17.2, 3.6, 21.8, 5.8)), ("lift", (17.2, 0.2, 19.4, 3.4)), ("toilet", (19.6, 0.2, 21.8, 3.4)),
)  # fmt: skip
BACK_TO_BACK = core(
    (14, 5, 24, 11), ("stair", (14.2, 5.2, 17, 10.8)), ("shaft", (17.2, 5.2, 20.8, 7.8)),
    ("lobby", (17.2, 8, 20.8, 10.8)), ("stair", (21, 5.2, 23.8, 10.8)),
)  # fmt: skip
LIFTS = core((14, 0, 19, 3), ("lift", (14.2, 0.2, 16.4, 2.8)), ("goods_lift", (16.6, 0.2, 18.8, 2.8)))
NARROW = core((0, 4, 6, 6.8), ("stair", (0.2, 4.2, 5.8, 6.6)))
"""At the facade x = 0: one landing lies in the external wall but for its sides, and one at x = 6."""
CORES = {
    "alone": ALONE, "lift lobby": LIFT_LOBBY, "two stairs": BACK_TO_BACK, "lifts": LIFTS, "lying": NARROW,
}  # fmt: skip


def storey(core_: Core, *, exits: bool = True) -> Storey:
    bare = plate(box(0, 0, 42, 16), exits=((30, 0),) if exits else ())
    return replace(bare, cores=(core_,))


def arranged(core_: Core) -> StoreyLayout:
    floor = storey(core_)
    layout = arrange_storey(scenario(floor), floor, (), seed=1).layout
    assert layout is not None
    return layout


@pytest.mark.parametrize("name", CORES)
def test_the_independent_check_can_enter_every_core(name: str, tmp_path: Path) -> None:
    floor = storey(CORES[name])
    assert broken(tmp_path, scenario(floor), arranged(CORES[name])) == []


def core_doors(core_: Core) -> list[Polygon]:
    """The doors of the core, m."""
    found = [door.polygon for door in arranged(core_).doors if core_.id in door.joins]
    return [Polygon([(x / 1000, y / 1000) for x, y in door.exterior.coords]) for door in found]


def test_the_door_of_a_stair_stands_at_a_landing() -> None:
    for door in core_doors(ALONE):
        _, y0, _, y1 = door.bounds
        assert y0 >= 6 - 0.01 or (y0 >= 0.2 - 0.01 and y1 <= 1.71) or (y0 >= 4.29 and y1 <= 5.81)


def test_two_stairs_have_two_doors_unless_their_lobby_serves_both() -> None:
    doors = core_doors(BACK_TO_BACK)
    at_lobby = [door for door in doors if door.bounds[1] > 10.9 and 17.1 < door.centroid.x < 20.9]
    assert len(doors) == (1 if at_lobby else 2)


def test_lifts_right_at_the_corridor_have_one_door_all_the_same() -> None:
    assert len(core_doors(LIFTS)) == 1


# ---------------------------------------------------------------- frames


def core_target(core_: Core, number: int = 0) -> Target:
    targets = make_plate(storey(core_), Policies(), WIDTH_MM).targets
    return [target for target in targets if target.kind == "core"][number]


def corridor(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    return box(x0, y0, x1, y1)


def test_an_inner_corridor_meets_the_public_one_over_the_width_of_its_door() -> None:
    """Two ends that meet it over 0.8 m each are no place for a door of 1.5 m, nor is a corner of it."""
    public = corridor(0, 0, 2, 10).union(corridor(2, 8, 22, 10)).union(corridor(22, 0, 24, 10))
    target = Target("port", "port", public, 1.52)
    assert touches(corridor(2, 3, 12, 4.62), target)
    assert not touches(corridor(2, -0.82, 22, 0.8), target)
    assert not touches(corridor(2, 7.2, 3.62, 8), Target("port", "port", corridor(0, 0, 2, 8), 1.52))
    assert touches(corridor(2, 6, 3.62, 8), target)


def test_a_corridor_along_a_landing_touches_and_one_along_the_flight_does_not() -> None:
    target = core_target(ALONE)
    assert touches(corridor(17.2, 4, 19.12, 16), target)
    assert touches(corridor(10, 6, 20, 7.92), target)
    assert not touches(corridor(17.2, 1.7, 19.12, 4.3), target)
    assert not touches(corridor(17.2, 0.18, 19.12, 1.2), target)  # 1 m of the landing
    assert not touches(corridor(17.3, 0.18, 19.12, 8), target)  # 10 cm away


def test_a_corridor_meets_a_wide_stair_over_all_its_flight() -> None:
    """A stair of 4.4 m has flights of 2.1 m: a corridor ends at it; the side of a landing is too short."""
    floor = storey(core((14, 0, 19, 8), ("stair", (14.3, 0.2, 18.7, 7.7))))
    wide = make_plate(floor, Policies(), 2_100, flights_m=2.1)
    usual = make_plate(floor, Policies(), 1_800)
    end, narrow, side = corridor(15, 8, 17.22, 16), corridor(15, 8, 16.92, 16), corridor(19, 6, 21, 16)
    for plate_, met in ((wide, [True, False, False]), (usual, [True, True, True])):
        target = next(target for target in plate_.targets if target.kind == "core")
        assert [touches(way, target) for way in (end, narrow, side)] == met


def test_a_corridor_at_a_stair_of_narrow_flights_leaves_place_for_a_door_of_their_width() -> None:
    """A stair of 3 m has flights of 1.4 m: their door takes 1.6 m of a corridor, any other door 1.2 m."""
    floor = storey(core((14, 0, 17.4, 8), ("stair", (14.2, 0.2, 17.2, 7.7))))
    steered = make_plate(floor, Policies(), 1_800, flights_m=1.8)
    usual = make_plate(floor, Policies(), 1_800)
    for plate_, least in ((steered, 1.6), (usual, 1.2)):
        target = next(target for target in plate_.targets if target.kind == "core")
        assert target.contact == pytest.approx(least)
        for width, met in ((least + 0.01, True), (least - 0.06, False)):
            assert touches(corridor(14.5, 8, 14.5 + width, 16), target) is met


def test_a_corridor_along_a_shaft_alone_does_not_touch() -> None:
    # the lower side of the core with the lobby between its stairs: shaft from x = 17.2 to 20.8
    targets = make_plate(storey(BACK_TO_BACK), Policies(), WIDTH_MM).targets
    shaft = corridor(17.2, 3.08, 20.8, 5)
    assert [touches(shaft, target) for target in targets if target.kind == "core"] == [False, False]


def test_one_way_that_serves_two_stairs_is_asked_for_once_each() -> None:
    # the lobby leads to either stair, but each has landings of its own too
    first, second = core_target(BACK_TO_BACK), core_target(BACK_TO_BACK, 1)
    lobby = corridor(17, 11, 21, 12.92)
    assert touches(lobby, first)
    assert touches(lobby, second)
    assert not touches(corridor(12.08, 5, 14, 11), second)


@pytest.mark.parametrize("name", CORES)
def test_every_frame_comes_to_everything_at_full_width(name: str) -> None:
    plate_, frames = frames_of(storey(CORES[name]), Policies(), WIDTH_MM)
    assert len(frames) >= 8
    for frame in frames:
        wide = frame.region.buffer(-0.95, join_style="mitre").buffer(0.95, join_style="mitre")
        for target in plate_.targets:
            if target.id in frame.unreached:
                continue
            shape = target.frontage if target.kind == "core" else target.shape
            met = wide.buffer(0.03, join_style="mitre").intersection(shape)
            if target.kind == "core":
                assert max(line.length for line in getattr(met, "geoms", [met])) >= 1.1, frame.lines
            else:
                assert wide.distance(target.shape.centroid) < 0.24


def bare(**more: tuple[tuple[float, float], ...]) -> Plate:
    return make_plate(plate(box(0, 0, 42, 16), box(0, 6, 4, 11), **more), Policies(), WIDTH_MM)


def test_a_corridor_a_hand_off_the_facade_has_not_come_to_the_exit() -> None:
    (target,) = [target for target in bare(exits=((30, 0),)).targets if target.kind == "exit"]
    assert touches(corridor(4, 0.18, 35, 2.1), target)
    assert not touches(corridor(4, 0.34, 35, 2.26), target)
    assert not touches(corridor(4, 0.18, 30, 2.1), target)  # half of it


def test_frames_near_the_facade_still_come_to_the_exit() -> None:
    # a spine 16 cm off the facade: a stub as short as that joins the exit to it
    frame = build_frame(bare(exits=((30, 0),)), [Line("h", 1.3), Line("v", 4.96)])
    assert frame is not None
    assert frame.unreached == ()
    assert frame.region.distance(Polygon([(30, 0.18), (30, 0.19), (30.01, 0.18)])) < 1e-6
