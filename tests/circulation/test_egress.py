"""The ways out of hand-drawn storeys, with numbers worked on paper. Millimetres."""

from __future__ import annotations

import math

import pytest
from shapely import Point, Polygon, box
from shapely.ops import unary_union

from planner.circulation.egress import ways_out
from planner.model import Column, Core, CorePart, Corridor, Door, Exit, Space, Storey
from tests.verify import park

FLOOR = park.park().buildings[0].storeys[0]


def storey(*exits: Exit, cores: tuple[Core, ...] = (), columns: tuple[Column, ...] = ()) -> Storey:
    from dataclasses import replace

    return replace(FLOOR, id="A/1F", cores=cores, exits=exits, docks=(), columns=columns)


def space(id: str, polygon: Polygon, subject: str | None = None) -> Space:
    return Space(id, "A", "A/1F", "open_office", "office_area", polygon, "", "", None, subject)


def corridor(id: str, polygon: Polygon, zone: str | None = None, subject: str | None = None) -> Corridor:
    return Corridor(id, "A", "A/1F", polygon, 2000, zone, subject)


def door(id: str, one: str, other: str, polygon: Polygon) -> Door:
    x0, y0, x1, y1 = polygon.bounds
    return Door(id, "A", "A/1F", polygon, round(max(x1 - x0, y1 - y0)), (one, other))


WEST, EAST = Exit("W", Point(0, 1000), 1200), Exit("E", Point(40_000, 1000), 1200)
BAR = box(240, 0, 39_760, 2000)
"""A corridor of 2 m between two exits."""
STEM = box(19_000, 2000, 21_000, 14_000)
"""A dead end of 12 m that leaves it in the middle."""
ENDS = [
    door("w", "c1", "W", box(0, 400, 240, 1600)),
    door("e", "c1", "E", box(39_760, 400, 40_000, 1600)),
]


def test_ways_in_opposite_directions_have_nothing_in_common() -> None:
    room = space("r", box(9_000, 2_120, 11_000, 6_000))
    found = ways_out(
        storey(WEST, EAST),
        [room],
        [corridor("c1", BAR)],
        [*ENDS, door("d", "r", "c1", box(9_500, 2_000, 10_500, 2_120))],
    )
    way = found.rooms["r"].doors[0]
    # 0.06 through the wall, hypot(9760, 1000) along the corridor, 0.12 + 0.12 through the outer wall
    assert way.distance == pytest.approx(60 + math.hypot(9_760, 1_000) + 240)
    assert (way.exit, way.leads) == ("W", "corridor")
    assert way.common <= 250
    assert [exit_.id for exit_ in found.exits] == ["E", "W"]


def test_the_stem_of_a_t_is_a_dead_end() -> None:
    room = space("r", box(21_120, 10_000, 25_000, 14_000))
    cross = unary_union([BAR, STEM])
    doors = [*ENDS, door("d", "r", "c1", box(21_000, 11_500, 21_120, 12_500))]
    way = ways_out(storey(WEST, EAST), [room], [corridor("c1", cross)], doors).rooms["r"].doors[0]
    assert way.exit == "E"
    # down the stem to its mouth at (21, 2), then to (39.76, 1)
    assert way.distance == pytest.approx(60 + 10_000 + math.hypot(18_760, 1_000) + 240, abs=10)
    assert way.common == pytest.approx(10_000, abs=1_500)


def test_pieces_of_corridor_that_touch_are_one() -> None:
    room = space("r", box(21_120, 10_000, 25_000, 14_000))
    doors = [*ENDS, door("d", "r", "c2", box(21_000, 11_500, 21_120, 12_500))]
    pieces = [corridor("c1", BAR), corridor("c2", STEM)]
    way = ways_out(storey(WEST, EAST), [room], pieces, doors).rooms["r"].doors[0]
    assert way.distance == pytest.approx(60 + 10_000 + math.hypot(18_760, 1_000) + 240, abs=15)


def test_nobody_leaves_through_a_neighbour() -> None:
    mine = space("mine", box(9_000, 2_120, 11_000, 6_000), "T1")
    theirs = space("theirs", box(11_120, 2_120, 14_000, 6_000), "T2")
    doors = [
        *ENDS,
        door("d1", "mine", "theirs", box(11_000, 3_000, 11_120, 4_000)),
        door("d2", "theirs", "c1", box(12_000, 2_000, 13_000, 2_120)),
    ]
    found = ways_out(storey(WEST, EAST), [mine, theirs], [corridor("c1", BAR)], doors)
    assert math.isinf(found.rooms["mine"].total)
    assert found.rooms["mine"].farthest is None
    assert found.rooms["theirs"].farthest is not None


def test_through_rooms_and_inner_corridors_of_ones_own_part() -> None:
    inner = corridor("c2", box(19_000, 2_120, 20_500, 12_000), "office_area", "P")
    room = space("r", box(20_620, 8_000, 26_000, 12_000), "P")
    back = space("b", box(26_120, 8_000, 30_000, 12_000), "P")
    doors = [
        *ENDS,
        door("i", "c2", "c1", box(19_250, 2_000, 20_250, 2_120)),
        door("d", "r", "c2", box(20_500, 9_500, 20_620, 10_500)),
        door("x", "b", "r", box(26_000, 9_500, 26_120, 10_500)),
    ]
    found = ways_out(storey(WEST, EAST), [room, back], [corridor("c1", BAR), inner], doors)
    first = found.rooms["r"].doors[0]
    # to the inner corridor's door at (19.75, 2.06), then to the west exit
    in_ = 60 + math.hypot(750, 7_880) + 60
    out = 60 + math.hypot(19_750 - 240, 1_000) + 240
    assert first.leads == "corridor"
    assert first.distance == pytest.approx(in_ + out)
    behind = found.rooms["b"]
    assert behind.doors[0].leads == "room"
    assert behind.farthest is not None
    # from its far corner to its door, 0.12 of wall, straight through the outer room, 0.06 of wall
    assert behind.farthest.distance == pytest.approx(math.hypot(3_880, 2_000) + 120 + 5_380 + 60, abs=5)


def test_round_a_column() -> None:
    room = space("r", box(9_000, 2_120, 11_000, 6_000))
    doors = [*ENDS, door("d", "r", "c1", box(9_500, 2_000, 10_500, 2_120))]
    plain = ways_out(storey(WEST), [room], [corridor("c1", BAR)], doors[:1] + doors[2:])
    blocked = storey(WEST, columns=(Column(box(4_000, 600, 5_000, 2_000)),))
    round_it = ways_out(blocked, [room], [corridor("c1", BAR)], doors[:1] + doors[2:])
    straight, way = plain.rooms["r"].doors[0].distance, round_it.rooms["r"].doors[0].distance
    # from (10, 2) under the column by (5, 0.6) and (4, 0.6), on to (0.24, 1)
    bent = math.hypot(5_000, 1_400) + 1_000 + math.hypot(3_760, 400)
    assert straight == pytest.approx(60 + math.hypot(9_760, 1_000) + 240)
    assert way == pytest.approx(60 + bent + 240, abs=5)


def test_a_stair_behind_a_lobby() -> None:
    parts = (
        CorePart("C/ST", "stair", box(200, 6_000, 3_000, 9_800)),
        CorePart("C/LB", "lobby", box(200, 2_200, 3_000, 5_800)),
        CorePart("C/LI", "lift", box(3_200, 2_200, 5_800, 9_800)),
    )
    core = Core("C", box(0, 2_000, 6_000, 10_000), parts)
    room = space("r", box(9_000, 2_120, 11_000, 6_000))
    way_in = door("s", "c1", "C", box(1_000, 2_000, 2_000, 2_200))
    doors = [way_in, door("d", "r", "c1", box(9_500, 2_000, 10_500, 2_120))]
    found = ways_out(storey(cores=(core,)), [room], [corridor("c1", BAR)], doors)
    assert [(exit_.id, exit_.kind) for exit_ in found.exits] == [("C/ST", "stair")]
    # along the corridor's north face from (10, 2) to (1.5, 2), 0.1 to the door, 3.9 through the lobby
    assert found.rooms["r"].doors[0].distance == pytest.approx(60 + 8_500 + 100 + 3_900, abs=5)


def test_a_door_to_a_lift_is_no_way_out() -> None:
    parts = (
        CorePart("C/ST", "stair", box(200, 6_000, 5_800, 9_800)),
        CorePart("C/LI", "lift", box(200, 2_200, 5_800, 5_800)),
    )
    core = Core("C", box(0, 2_000, 6_000, 10_000), parts)
    room = space("r", box(9_000, 2_120, 11_000, 6_000))
    doors = [
        door("s", "c1", "C", box(1_000, 2_000, 2_000, 2_200)),
        door("d", "r", "c1", box(9_500, 2_000, 10_500, 2_120)),
    ]
    found = ways_out(storey(cores=(core,)), [room], [corridor("c1", BAR)], doors)
    assert found.exits == ()
    assert math.isinf(found.rooms["r"].doors[0].distance)


def test_an_exit_from_a_core() -> None:
    """On the ground storey one leaves through the lobby of a core."""
    parts = (CorePart("C/LB", "lobby", box(200, 2_200, 3_800, 5_800)),)
    core = Core("C", box(0, 2_000, 4_000, 6_000), parts)
    out = Exit("X", Point(0, 4_000), 1_200)
    room = space("r", box(9_000, 2_120, 11_000, 6_000))
    doors = [
        door("s", "c1", "C", box(1_000, 2_000, 2_000, 2_200)),
        door("x", "C", "X", box(0, 3_400, 200, 4_600)),
        door("d", "r", "c1", box(9_500, 2_000, 10_500, 2_120)),
    ]
    way = ways_out(storey(out, cores=(core,)), [room], [corridor("c1", BAR)], doors).rooms["r"].doors[0]
    assert way.exit == "X"
    # (10, 2) to (1.5, 2.1), to (0.1, 4), and 0.1 m of outer wall
    assert way.distance == pytest.approx(60 + 8_500 + 100 + math.hypot(1_400, 1_900) + 100, abs=5)


def test_a_storey_without_rooms() -> None:
    assert ways_out(storey(WEST), [], [], []).rooms == {}


def test_exits_side_by_side_are_one() -> None:
    """A door between two exits 4 m apart has one way out only; between exits 6 m apart it has two."""
    room = space("r", box(19_000, -3_000, 21_000, -120))
    way_in = door("d", "r", "c1", box(19_500, -120, 20_500, 0))
    for half, common in ((2_000, math.inf), (3_000, 0.0)):
        one, other = (
            Exit(name, Point(20_000 + sign * half, 2_000), 1_000) for name, sign in (("A", -1), ("B", 1))
        )
        doors = [
            way_in,
            door("a", "c1", "A", box(19_500 - half, 2_000, 20_500 - half, 2_240)),
            door("b", "c1", "B", box(19_500 + half, 2_000, 20_500 + half, 2_240)),
        ]
        found = ways_out(storey(one, other), [room], [corridor("c1", BAR)], doors)
        assert found.rooms["r"].doors[0].common == pytest.approx(common, abs=500)
