"""What every arranged storey keeps to: geometry, areas, proportions, ways in."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from planner.model import M2, Corridor, Door, Space
from solvers.arrange.doors import place_doors
from solvers.arrange.leave import roomy
from tests.arrange.cases import PROGRAMMES, STOREYS, Case, broken, case
from tests.arrange.plates import net_outline

ROUNDING_MM = 3
"""Corners lie on whole millimetres, so two of them may each be off by a little more than one."""
TOUCH_MM = 4

everywhere = pytest.mark.parametrize("name", PROGRAMMES)


def things(made: Case) -> list[Space | Corridor]:
    return [*made.layout.spaces, *made.layout.corridors]


def sides(polygon: Polygon) -> tuple[float, float]:
    """Short and long side of the smallest rectangle round a room, m."""
    points = list(polygon.minimum_rotated_rectangle.exterior.coords)
    one, other = (math.dist(points[k], points[k + 1]) / 1000 for k in (0, 1))
    return min(one, other), max(one, other)


@everywhere
def test_everything_is_a_sound_polygon_on_whole_millimetres(name: str) -> None:
    made = case(name)
    for thing in [*things(made), *made.layout.doors]:
        assert thing.polygon.is_valid
        for ring in (thing.polygon.exterior, *thing.polygon.interiors):
            assert all(value == round(value) for at in ring.coords for value in at), thing.id


@everywhere
def test_ids_are_unique_and_carry_the_storey(name: str) -> None:
    made = case(name)
    ids = [thing.id for thing in [*things(made), *made.layout.doors]]
    assert len(ids) == len(set(ids))
    assert all(id.startswith("A/1F/") for id in ids)
    assert made.layout.storey == made.storey.id


@everywhere
def test_a_partition_stands_between_any_two_rooms(name: str) -> None:
    made = case(name)
    wall = made.scenario.policies.interior_wall_mm
    for one, other in itertools.combinations(things(made), 2):
        assert one.polygon.distance(other.polygon) >= wall - ROUNDING_MM, (one.id, other.id)


@everywhere
def test_rooms_and_corridors_keep_clear_of_cores(name: str) -> None:
    made = case(name)
    half = made.scenario.policies.interior_wall_mm / 2
    for thing, core in itertools.product(things(made), made.storey.cores):
        assert thing.polygon.distance(core.polygon) >= half - ROUNDING_MM, (thing.id, core.id)


@everywhere
def test_rooms_and_corridors_lie_inside_the_external_walls(name: str) -> None:
    made = case(name)
    inside = net_outline(made.storey, made.scenario.policies).buffer(ROUNDING_MM, join_style="mitre")
    assert [thing.id for thing in things(made) if not inside.covers(thing.polygon)] == []


@everywhere
def test_nothing_of_the_storey_is_left_unassigned(name: str) -> None:
    made = case(name)
    cores = unary_union([core.polygon for core in made.storey.cores])
    reach = made.scenario.policies.interior_wall_mm / 2 + ROUNDING_MM
    taken = unary_union([thing.polygon.buffer(reach, join_style="mitre") for thing in things(made)])
    open_floor = net_outline(made.storey, made.scenario.policies).difference(cores)
    # what no room and no corridor has, nor the wall round them, is the odd corner behind a core
    assert open_floor.difference(taken).area < 0.004 * open_floor.area


@everywhere
def test_every_placement_gets_the_area_it_asked_for(name: str) -> None:
    made = case(name)
    for place in made.placements:
        area = sum(space.area for space in made.layout.spaces if space.subject == place.subject)
        # a dead end of the corridor goes to the room round it, as far as its company takes that
        assert place.least_area <= area <= roomy(made.scenario, place).most_area, place.subject


@everywhere
def test_every_room_asked_for_is_there_with_its_zone_and_tenant(name: str) -> None:
    made = case(name)
    for place in made.placements:
        spaces = [space for space in made.layout.spaces if space.subject == place.subject]
        kinds = sorted(space.kind for space in spaces)
        assert kinds == sorted(room.kind for room in place.rooms for _ in range(room.count))
        assert {(space.zone, space.tenant) for space in spaces} == {(place.zone, place.tenant)}


@everywhere
def test_what_nobody_asked_for_is_let_vacant(name: str) -> None:
    made = case(name)
    extra = {space.kind for space in made.layout.spaces if space.subject is None}
    assert extra <= {"vacant", "plant_room"}
    for space in made.layout.spaces:
        if space.subject is None:
            assert space.tenant is None, space.id


@everywhere
def test_rooms_keep_the_least_area_width_and_proportions_of_their_kind(name: str) -> None:
    made = case(name)
    for space in made.layout.spaces:
        kind = made.scenario.catalogue.spaces[space.kind]
        short, long = sides(space.polygon)
        assert space.area >= kind.min_area * M2, space
        assert short >= kind.min_width - 0.01, space
        assert long / short <= kind.max_aspect + 0.02, space


@everywhere
def test_corridors_take_at_most_18_percent(name: str) -> None:
    made = case(name)
    assert sum(way.polygon.area for way in made.layout.corridors) <= 0.18 * made.storey.gross_area


@everywhere
def test_corridors_have_their_clear_width_throughout(name: str) -> None:
    made = case(name)
    for way in made.layout.corridors:
        least = way.width_mm / 2 - 6
        core = way.polygon.buffer(-least, join_style="mitre")
        assert isinstance(core, Polygon), way.id
        assert not core.is_empty, way.id
    assert sum(way.zone is None for way in made.layout.corridors) == 1


@everywhere
def test_stock_rooms_have_50_m2(name: str) -> None:
    # CBEP-5.2.2.2
    made = case(name)
    asked = sum(place.subject.startswith("stock:") for place in made.placements)
    rooms = [space for space in made.layout.spaces if space.kind == "stock_room"]
    assert len(rooms) == asked
    assert all(room.area >= 50 * M2 for room in rooms)


@everywhere
def test_rooms_that_need_daylight_lie_at_the_facade(name: str) -> None:
    made = case(name)
    reach = made.scenario.policies.exterior_wall_mm + 10
    for space in made.layout.spaces:
        kind = made.scenario.catalogue.spaces[space.kind]
        if kind.daylight == "needs":
            near = space.polygon.buffer(reach, join_style="mitre")
            light = sum(near.intersection(line).length for line in made.storey.daylight) / 1000
            assert light >= kind.min_width - 0.5, space.id


@everywhere
def test_the_independent_check_finds_nothing_broken(name: str, tmp_path: Path) -> None:
    # landings of stairs with a door among the rest (LAYOUT-CORE-STAIR)
    made = case(name)
    assert broken(tmp_path, made.scenario, made.layout) == []


def test_a_turned_building_has_rooms_along_its_own_axes() -> None:
    made = case("chamfered")
    for space in made.layout.spaces:
        points = list(space.polygon.exterior.coords)
        long = max(itertools.pairwise(points), key=lambda pair: math.dist(*pair))
        (x0, y0), (x1, y1) = long
        assert math.degrees(math.atan2(y1 - y0, x1 - x0)) % 90 == pytest.approx(12.5, abs=0.1)


def test_every_plate_has_a_programme() -> None:
    assert PROGRAMMES.keys() == STOREYS.keys()


# ---------------------------------------------------------------- doors


def shapes(made: Case) -> dict[str, BaseGeometry]:
    """Everything that a door may join, by id."""
    storey, layout = made.storey, made.layout
    found: dict[str, BaseGeometry] = {}
    found |= {thing.id: thing.polygon for thing in (*layout.spaces, *layout.corridors, *storey.cores)}
    found |= {thing.id: thing.point for thing in (*storey.exits, *storey.docks)}
    return found


def other(door: Door, id: str) -> str:
    return door.joins[1] if door.joins[0] == id else door.joins[0]


def neighbours(made: Case, id: str) -> set[str]:
    return {other(door, id) for door in made.layout.doors if id in door.joins}


@everywhere
def test_doors_touch_both_things_they_join(name: str) -> None:
    made = case(name)
    found = shapes(made)
    for door in made.layout.doors:
        for id in door.joins:
            assert door.polygon.distance(found[id]) <= TOUCH_MM, (door.id, id)


@everywhere
def test_doors_stand_in_walls_not_in_rooms(name: str) -> None:
    made = case(name)
    for door in made.layout.doors:
        for thing in (*made.layout.spaces, *made.layout.corridors):
            inside = door.polygon.intersection(thing.polygon).area
            assert inside <= TOUCH_MM * door.width_mm, (door.id, thing.id)


@everywhere
def test_doors_are_as_wide_as_they_say_and_as_their_room_needs(name: str) -> None:
    made = case(name)
    spaces = {space.id: space for space in made.layout.spaces}
    for door in made.layout.doors:
        frame = door.polygon.minimum_rotated_rectangle.exterior
        assert any(
            Point(a).distance(Point(b)) == pytest.approx(door.width_mm, abs=TOUCH_MM)
            for a, b in itertools.pairwise(frame.coords)
        ), door.id
        inner = [id for id in door.joins if id in spaces]
        outer = [id for id in door.joins if "/X" in id or "/D" in id]
        for id in inner:
            if len(inner) == 1 and not outer:
                assert door.width_mm >= 1000 * made.scenario.catalogue.spaces[spaces[id].kind].door_m - 1


@everywhere
def test_every_room_opens_to_a_corridor_or_to_a_room_of_its_zone_that_does(name: str) -> None:
    made = case(name)
    kinds = made.scenario.catalogue.spaces
    spaces = {space.id: space for space in made.layout.spaces}
    public = {way.id for way in made.layout.corridors if way.zone is None}
    for space in made.layout.spaces:
        inner = {way.id for way in made.layout.corridors if way.subject and way.subject == space.subject}
        crossed = {
            id
            for id, other in spaces.items()
            if other.subject == space.subject
            and space.kind in kinds[other.kind].passage_to
            and neighbours(made, id) & (public | inner)
        }
        assert neighbours(made, space.id) & (public | inner | crossed), space.id


@everywhere
def test_inner_corridors_open_to_the_public_one(name: str) -> None:
    made = case(name)
    public = {way.id for way in made.layout.corridors if way.zone is None}
    for way in made.layout.corridors:
        if way.zone is not None:
            assert neighbours(made, way.id) & public, way.id


@everywhere
def test_every_room_can_be_walked_to_from_every_core(name: str) -> None:
    made = case(name)
    ids = {space.id for space in made.layout.spaces}
    for core in made.storey.cores:
        seen, front = {core.id}, [core.id]
        while front:
            for id in neighbours(made, front.pop()) - seen:
                seen.add(id)
                front.append(id)
        assert ids <= seen, core.id


@everywhere
def test_cores_and_exits_have_doors(name: str) -> None:
    made = case(name)
    public = {way.id for way in made.layout.corridors if way.zone is None}
    for core in made.storey.cores:
        assert neighbours(made, core.id) & public, core.id
    spaces = {space.id: made.scenario.catalogue.spaces[space.kind] for space in made.layout.spaces}
    cores = {core.id for core in made.storey.cores}
    for exit_ in made.storey.exits:
        halls = {id for id, kind in spaces.items() if kind.exit_hall}
        assert neighbours(made, exit_.id) & (public | cores | halls), exit_.id


@everywhere
def test_large_rooms_have_two_doors_apart(name: str) -> None:
    # GB 50016-2014 5.5.2: two doors count as two when 5 m lie between them
    made = case(name)
    for space in made.layout.spaces:
        doors = [
            door for door in made.layout.doors if space.id in door.joins and "/c" in other(door, space.id)
        ]
        for door in doors[1:]:
            assert door.polygon.distance(doors[0].polygon) >= 5_000 - 2 * TOUCH_MM, space.id


def test_docks_open_into_the_warehouse() -> None:
    made = case("warehouse")
    store = next(space.id for space in made.layout.spaces if space.kind == "warehouse")
    for dock in made.storey.docks:
        assert neighbours(made, dock.id) == {store}


def test_private_offices_may_open_from_the_open_office_only_within_their_zone() -> None:
    made = case("bar")
    spaces = {space.id: space for space in made.layout.spaces}
    for door in made.layout.doors:
        if all(id in spaces for id in door.joins):
            one, two = (spaces[id] for id in door.joins)
            assert one.subject == two.subject is not None


@pytest.mark.parametrize(("length", "doors"), [(8.11, 2), (8.0, 1)])
def test_two_doors_stand_close_beside_a_column_where_they_must(length: float, doors: int) -> None:
    """The column begins 0.15 m behind the second door: 0.25 + 1 + 5 + 1 m of wall before that are enough."""
    room, corridor = box(0, 0, 12, 12), box(0, -2, length + 0.6, -0.12)
    column = box(length - 0.7, -0.3, length, 0.3)
    found = place_doors(room, "r", [("c", corridor)], width=1.0, least=1.0, wall=0.12, columns=[column])
    assert len(found) == doors
    assert all(door.polygon.distance(column) >= 0.15 for door in found)


@pytest.mark.parametrize(
    ("kind", "area", "doors"),
    [
        ("private_office", 120, 1),  # GB 55037 7.4.2: up to 120 m2
        ("private_office", 121, 2),
        ("classroom", 75, 1),  # teaching: up to 75 m2
        ("classroom", 76, 2),
        ("conference_hall", 40, 2),  # GB 50016 5.5.16
        ("warehouse", 101, 2),  # GB 50016 3.8.2
    ],
)
def test_how_many_doors_a_room_has_by_its_kind_and_area(kind: str, area: float, doors: int) -> None:
    """A room of 15 m along a corridor."""
    room, corridor = box(0, 0, 15, area / 15), box(0, -2, 15, -0.12)
    found = place_doors(room, "r", [("c", corridor)], width=1.0, least=0.9, wall=0.12, columns=(), kind=kind)
    assert len(found) == doors
