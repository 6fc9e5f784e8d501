"""Rooms are matched by whom they serve and where they lie, worked on paper with boxes of 10 m."""

from __future__ import annotations

from shapely import Polygon, box

from planner.compare.match import RoomPair, match_rooms
from planner.model import Space

M = 1000


def space(
    id: str, x: float, who: str | None = None, wide: float = 10, storey: str = "A/1F", kind: str = ""
) -> Space:
    kind = kind or ("tenant_suite" if who else "vacant")
    shape: Polygon = box(x * M, 0, (x + wide) * M, 10 * M)
    return Space(id, "A", storey, kind, "office_area", shape, id, id, who, who)


def told(pairs: tuple[RoomPair, ...]) -> set[tuple[str, str, str]]:
    return {(p.what, p.before.id if p.before else "", p.after.id if p.after else "") for p in pairs}


def test_another_id_in_the_same_place_is_no_change() -> None:
    pairs = match_rooms([space("s1", 0, "T1"), space("s2", 10)], [space("s8", 10), space("s9", 0, "T1")])
    assert told(pairs) == {("same", "s1", "s9"), ("same", "s2", "s8")}


def test_rounding_is_no_change_and_a_decimetre_is() -> None:
    (pair,) = match_rooms([space("s1", 0, "T1")], [space("s1", 0.001, "T1")])
    assert pair.what == "same"
    (pair,) = match_rooms([space("s1", 0, "T1")], [space("s1", 0, "T1", wide=10.1)])
    assert pair.what == "resized"  # 100 -> 101 m2
    (pair,) = match_rooms([space("s1", 0, "T1")], [space("s1", 0.1, "T1")])
    assert pair.what == "reshaped"  # the same area, most of it in the same place


def test_two_companies_that_changed_places_both_moved() -> None:
    pairs = match_rooms(
        [space("s1", 0, "T1"), space("s2", 10, "T2")], [space("s1", 0, "T2"), space("s2", 10, "T1")]
    )
    assert told(pairs) == {("moved", "s1", "s2"), ("moved", "s2", "s1")}
    assert {pair.by_m for pair in pairs} == {10.0}


def test_a_company_on_another_storey_moved_and_left_a_vacant_unit() -> None:
    before = [space("s1", 0, "T1")]
    after = [space("s1", 0), space("u1", 0, "T1", storey="A/2F")]
    assert told(match_rooms(before, after)) == {("moved", "s1", "u1"), ("added", "", "s1")}


def test_a_vacant_unit_that_is_let_changed_its_use() -> None:
    pairs = match_rooms([space("s1", 0), space("s2", 10)], [space("s1", 0, "T1"), space("s2", 10)])
    assert told(pairs) == {("reassigned", "s1", "s1"), ("same", "s2", "s2")}


def test_vacant_units_never_move() -> None:
    pairs = match_rooms([space("s1", 0)], [space("s2", 30), space("u1", 0, storey="A/2F")])
    assert told(pairs) == {("removed", "s1", ""), ("added", "", "s2"), ("added", "", "u1")}


def test_a_vacant_unit_that_keeps_less_than_half_of_its_place_is_another() -> None:
    pairs = match_rooms([space("s1", 0)], [space("s1", 6)])  # 4 of 10 m in common
    assert told(pairs) == {("removed", "s1", ""), ("added", "", "s1")}
    assert told(match_rooms([space("s1", 0)], [space("s1", 4)])) == {("reshaped", "s1", "s1")}


def test_rooms_of_a_zone_are_matched_so_that_they_move_least() -> None:
    shops = [space(id, x, "SHOPS", kind="shop") for id, x in (("s1", 0), ("s2", 20))]
    after = [space(id, x, "SHOPS", kind="shop") for id, x in (("s1", 31), ("s2", -15))]
    pairs = match_rooms(shops, after)
    # by their ids 31 + 35 m; crosswise 15 + 11 m
    assert sum(pair.by_m or 0 for pair in pairs) == 26.0
    assert {pair.what for pair in pairs} == {"moved"}


def test_a_room_that_grew_into_its_neighbour() -> None:
    before = [space("s1", 0, "T1"), space("s2", 10, "T2")]
    after = [space("s1", 0, "T1", wide=14), space("s2", 14, "T2", wide=6)]
    assert told(match_rooms(before, after)) == {("resized", "s1", "s1"), ("resized", "s2", "s2")}
