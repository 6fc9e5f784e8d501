"""What a core must be entered for, and from where, worked out by hand. Metres.

The core stands upright from (10, 0); its outline is 0.2 m off its parts, the ground lies all round it unless
a case says otherwise.
"""

from __future__ import annotations

import pytest
from shapely.geometry import LineString, MultiLineString, Polygon, box

from solvers.arrange.access import Need, needs_of

Part = tuple[str, Polygon]

AROUND = box(-20, -20, 60, 60)
STAIR = ("stair", box(10.2, 0.2, 13.2, 6.2))
"""Landings y 0.2 to 1.7 and 4.7 to 6.2, all along x."""


def needs(outline: Polygon, *parts: Part, ground: Polygon = AROUND, door: float = 1.0) -> list[Need]:
    return needs_of(outline, parts, ground.difference(outline), door)


def sides(lines: MultiLineString) -> list[tuple[float, ...]]:
    """Bounds of the stretches, in order."""
    return sorted(tuple(round(value, 3) for value in line.bounds) for line in lines.geoms)


def test_a_stair_is_entered_at_either_landing() -> None:
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR)
    assert need.kind == "stair"
    assert sides(need.direct) == [
        (10, 0.2, 10, 1.7),
        (10, 4.7, 10, 6.2),
        (10.2, 0, 13.2, 0),
        (10.2, 6.4, 13.2, 6.4),
        (13.4, 0.2, 13.4, 1.7),
        (13.4, 4.7, 13.4, 6.2),
    ]
    assert need.through.is_empty


def test_the_middle_of_a_flight_leads_nowhere() -> None:
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR)
    middle = LineString([(10, 1.75), (10, 4.65)])
    assert need.access.intersection(middle).length == 0


def test_a_stair_seen_only_along_its_flight_cannot_be_entered() -> None:
    # ground to the left only, beside the flight: nothing leads in, so all of the outline counts
    flight = box(0, 1.8, 10, 4.6)
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR, ground=flight)
    assert need.direct.length == pytest.approx(2 * (3.4 + 6.4))


def test_a_square_stair_is_entered_at_its_corners() -> None:
    # nothing says which way its flights run
    (need,) = needs(box(10, 0, 15.4, 5.4), ("stair", box(10.2, 0.2, 15.2, 5.2)))
    left = [line for line in sides(need.direct) if line[0] == line[2] == 10]
    assert left == [(10, 0.2, 10, 1.7), (10, 3.7, 10, 5.2)]
    assert len(need.direct.geoms) == 8
    (need,) = needs(box(10, 0, 15.4, 5.5), ("stair", box(10.2, 0.2, 15.2, 5.3)))
    assert len(need.direct.geoms) == 6


def test_a_face_in_the_external_wall_does_not_count() -> None:
    # the building ends at y = 0.2: the lower face stands in its wall
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR, ground=box(0, 0.2, 40, 40))
    assert (10.2, 0, 13.2, 0) not in sides(need.direct)
    assert (10.2, 6.4, 13.2, 6.4) in sides(need.direct)
    # what is left of a landing beside it is too short for a door: 1.05 m, where 1.1 m are needed
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR, ground=box(0, 0.7, 40, 40))
    assert (10, 0.65, 10, 1.7) not in sides(need.direct)
    assert len(need.direct.geoms) == 3


def test_wider_doors_need_longer_stretches() -> None:
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR, door=1.4)
    assert len(need.direct.geoms) == 6
    (need,) = needs(box(10, 0, 13.4, 6.4), STAIR, door=1.5)
    assert sides(need.direct) == [(10.2, 0, 13.2, 0), (10.2, 6.4, 13.2, 6.4)]


LOBBY = ("lobby", box(13.4, 0.2, 15.4, 2.2))
TOP = ("shaft", box(13.4, 2.4, 15.4, 6.2))
"""Right of the stair: a lobby below, at the stair's lower landing, and a shaft above it."""


def test_a_lobby_leads_to_the_stair_beside_it() -> None:
    (need,) = needs(box(10, 0, 15.6, 6.4), STAIR, LOBBY, TOP)
    assert (15.6, 0.2, 15.6, 2.2) in sides(need.through)
    assert (13.4, 0, 15.4, 0) in sides(need.through)
    assert need.access.intersection(LineString([(15.6, 2.4), (15.6, 6.2)])).length == 0  # the shaft


def test_a_lobby_beside_the_flight_alone_leads_to_no_stair() -> None:
    middle = ("lobby", box(13.4, 1.8, 15.4, 4.6))
    below, above = ("shaft", box(13.4, 0.2, 15.4, 1.6)), ("shaft", box(13.4, 4.8, 15.4, 6.2))
    (need,) = needs(box(10, 0, 15.6, 6.4), STAIR, middle, below, above)
    assert need.through.is_empty


def test_a_lobby_that_leads_to_a_lift_alone_is_no_way_to_the_stair() -> None:
    # from left to right: stair, shaft, lobby below a lift
    shaft = ("shaft", box(13.4, 0.2, 14.4, 6.2))
    lobby, lift = ("lobby", box(14.6, 0.2, 16.6, 2.2)), ("lift", box(14.6, 2.4, 16.6, 6.2))
    stair, lifts = needs(box(10, 0, 16.8, 6.4), STAIR, shaft, lobby, lift)
    assert (stair.kind, lifts.kind) == ("stair", "lift")
    assert stair.through.is_empty
    assert (14.6, 0, 16.6, 0) in sides(lifts.through)
    assert (14.6, 6.4, 16.6, 6.4) in sides(lifts.direct)


def test_two_lobbies_in_a_row_lead_on() -> None:
    second, top = ("lobby", box(15.6, 0.2, 17.6, 2.2)), ("shaft", box(15.6, 2.4, 17.6, 6.2))
    # ground to the right only
    (need,) = needs(box(10, 0, 17.8, 6.4), STAIR, LOBBY, TOP, second, top, ground=box(17.8, 0, 40, 40))
    assert need.direct.is_empty
    assert sides(need.through) == [(17.8, 0.2, 17.8, 2.2)]


def test_toilets_are_reached_through_a_lobby() -> None:
    # the toilets lie above the lobby, in the external wall on all other sides
    toilet = ("toilet", box(13.4, 2.4, 15.4, 6.2))
    stair, toilets = needs(box(10, 0, 15.6, 6.4), STAIR, LOBBY, toilet, ground=box(0, -20, 40, 0))
    assert toilets.kind == "toilet"
    assert toilets.direct.is_empty
    assert sides(toilets.through) == [(13.4, 0, 15.4, 0)]
    assert sides(stair.direct) == [(10.2, 0, 13.2, 0)]


def test_toilets_out_of_reach_ask_for_nothing() -> None:
    toilet = ("toilet", box(13.4, 2.4, 15.4, 6.2))
    below = ("shaft", box(13.4, 0.2, 15.4, 2.2))
    found = needs(box(10, 0, 15.6, 6.4), STAIR, below, toilet, ground=box(0, -20, 40, 0))
    assert [need.kind for need in found] == ["stair"]


def test_every_stair_counts_but_one_lift_is_enough() -> None:
    second = ("stair", box(13.4, 0.2, 16.4, 6.2))
    lifts = [("lift", box(16.6, y, 18.8, y + 2.9)) for y in (0.2, 3.3)]
    found = needs(box(10, 0, 19, 6.4), STAIR, second, *lifts)
    assert [need.kind for need in found] == ["stair", "stair", "lift"]
    # either of the lifts does: their stretches stand side by side
    assert (19, 0.2, 19, 3.1) in sides(found[2].direct)
    assert (19, 3.3, 19, 6.2) in sides(found[2].direct)


def test_who_gets_to_the_goods_lift_has_not_got_to_the_lift_for_people() -> None:
    # a lift hall to the south, the goods lift behind the lift to the north
    lifts = [("lift", box(10.2, 2.2, 12.6, 4.8)), ("goods_lift", box(10.2, 5, 12.6, 7.6))]
    found = needs(box(10, 0, 12.8, 7.8), *lifts, ("lobby", box(10.2, 0.2, 12.6, 2)))
    assert [need.kind for need in found] == ["lift", "lift"]
    people, goods = found
    assert (10.2, 0, 12.6, 0) in sides(people.through)
    assert not goods.access.intersects(LineString([(10.2, 0), (12.6, 0)]))
    assert (10.2, 7.8, 12.6, 7.8) in sides(goods.direct)


def test_free_floor_of_a_core_is_walked_on_where_it_is_0_8_m_wide() -> None:
    # the stair's parts end at x = 13.2; free floor from there (less 0.15 m of wall) to the outline
    (need,) = needs(box(10, 0, 14.2, 6.4), STAIR)
    assert any(line.bounds[0] == pytest.approx(14.2) for line in need.through.geoms)
    (need,) = needs(box(10, 0, 14.1, 6.4), STAIR)  # 0.75 m
    assert need.through.is_empty


def test_a_core_of_shafts_alone_asks_for_nothing() -> None:
    assert needs(box(10, 0, 13.4, 6.4), ("shaft", box(10.2, 0.2, 13.2, 6.2))) == []
