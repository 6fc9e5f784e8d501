"""Kinds of damage to rooms, corridors, doors and what is given: each says what it must raise."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from shapely import Polygon
from shapely.affinity import translate

from benchmarks.damage import (
    AREAS,
    ORIGIN,
    ROOMS,
    SHAPES,
    WAYS,
    Case,
    Expected,
    Feature,
    Rectangle,
    at_its_place,
    door_off,
    pocket_left,
    polygon,
    rectangular,
    redraw,
)

Damage = Callable[[Case], Expected | None]


def reshaped(case: Case, room: Feature, drawn: Polygon) -> Expected:
    """A room with another polygon: what lies at its new place, at its doors, and what it leaves free."""
    before, storey = polygon(room), room["properties"]["storey"]
    redraw(room, drawn)
    must, may = at_its_place(case, room)
    if door_off(case, room):
        must.add("LAYOUT-DOOR-PLACE")
    if pocket_left(case, storey, before.buffer(0.06, join_style="mitre")):
        must.add("LAYOUT-REMAINDER")
    return Expected({*must, ORIGIN}, {*may, *SHAPES, *AREAS, "LAYOUT-CORRIDOR-NET"}, room["properties"]["id"])


def a_wall_moved_out(case: Case) -> Expected | None:
    """0.2 m, into the neighbour or the external wall."""
    room = case.pick(rectangular(case.spaces(), lambda r: r.short > 3))
    if room is None:
        return None
    r = Rectangle.of(polygon(room))
    assert r is not None
    side = case.random.choice([(0, 0.2, 0, 0), (-0.2, 0, 0, 0), (0, 0, 0, 0.2), (0, 0, -0.2, 0)])
    return reshaped(case, room, r.part(side[0], r.long + side[1], side[2], r.short + side[3]))


def a_wall_moved_in(case: Case) -> Expected | None:
    """2 m, so that ground is left over."""
    room = case.pick(rectangular(case.spaces(), lambda r: r.short > 3 and r.long > 5))
    if room is None:
        return None
    r = Rectangle.of(polygon(room))
    assert r is not None
    drawn = case.random.choice([r.part(2, r.long, 0, r.short), r.part(0, r.long - 2, 0, r.short)])
    return reshaped(case, room, drawn)


def a_room_pushed(case: Case) -> Expected | None:
    """Its polygon moved by a metre in any direction, its doors left where they are."""
    room = case.pick(rectangular(case.spaces(), lambda r: r.short > 2.5))
    if room is None:
        return None
    dx, dy = case.random.choice([(1, 0), (-1, 0), (0, 1), (0, -1)])
    return reshaped(case, room, translate(polygon(room), dx, dy))


def two_rooms_swapped(case: Case) -> Expected | None:
    """Their polygons, not their doors."""
    storeys = {f["properties"]["storey"] for f in case.role("space")}
    storey = case.random.choice(sorted(storeys))
    rows = [f for f in case.spaces() if f["properties"]["storey"] == storey]
    if len(rows) < 2:
        return None
    one, other = case.random.sample(rows, 2)
    if polygon(one).distance(polygon(other)) < 0.5:
        return None
    mine, its = polygon(one), polygon(other)
    redraw(one, its)
    redraw(other, mine)
    doors = case.doors_of(one["properties"]["id"]) + case.doors_of(other["properties"]["id"])
    must = {"LAYOUT-DOOR-PLACE"} if doors else set()
    return Expected({*must, ORIGIN}, {*SHAPES, *AREAS, *WAYS}, f"{one['properties']['id']}")


def a_room_on_another_storey(case: Case) -> Expected | None:
    """Its storey turned into the one above or below, its doors left behind."""
    room = case.pick(
        [f for f in case.spaces() if polygon(f).area > 12 and case.doors_of(f["properties"]["id"])]
    )
    if room is None:
        return None
    row, old = room["properties"], room["properties"]["storey"]
    others = [s.id for s in case.scenario.building(row["building"]).storeys if s.id != old]
    if not others:
        return None
    row["storey"] = case.random.choice(others)
    must, may = at_its_place(case, room)
    must.add("LAYOUT-REFERENCES")
    if pocket_left(case, old, polygon(room)):
        must.add("LAYOUT-REMAINDER")
    return Expected({*must, ORIGIN}, {*may, *SHAPES, *AREAS, *WAYS, *ROOMS}, row["id"])


def a_room_removed(case: Case) -> Expected | None:
    room = case.pick([f for f in case.spaces() if polygon(f).area > 10])
    if room is None:
        return None
    row, ground = room["properties"], polygon(room)
    case.drop([room, *case.doors_of(row["id"])])
    must = {"LAYOUT-REMAINDER"} if pocket_left(case, row["storey"], ground) else set()
    if (
        any(t.id == row.get("tenant") and t.resident for t in case.scenario.tenants)
        and row["kind"] == "tenant_suite"
    ):
        must.add("LAYOUT-TENANT")
    return Expected({*must, ORIGIN}, {*SHAPES, *AREAS, *WAYS, *ROOMS}, row["id"])


def a_storey_emptied(case: Case) -> Expected | None:
    storey = case.random.choice(sorted({f["properties"]["storey"] for f in case.role("space")}))
    case.drop([f for f in case.role("space", "corridor", "door") if f["properties"]["storey"] == storey])
    return Expected({"LAYOUT-REMAINDER", ORIGIN}, {*SHAPES, *AREAS, *WAYS, *ROOMS}, storey)


def a_corridor_removed(case: Case) -> Expected | None:
    corridor = case.pick([f for f in case.role("corridor") if case.doors_of(f["properties"]["id"])])
    if corridor is None:
        return None
    row, ground = corridor["properties"], polygon(corridor)
    case.drop([corridor])
    must = {"LAYOUT-REFERENCES"}  # its doors name it in vain
    if pocket_left(case, row["storey"], ground):
        must.add("LAYOUT-REMAINDER")
    return Expected({*must, ORIGIN}, {*SHAPES, *WAYS, "LAYOUT-AREA"}, row["id"])


def a_corridor_narrowed(case: Case) -> Expected | None:
    """A bite over a metre of its length that leaves 1 m, between two of its doors."""

    def fits(r: Rectangle) -> bool:
        return r.long > 12 and 1.4 < r.short < 3.2

    for corridor in case.random.sample(rows := rectangular(case.role("corridor"), fits), len(rows)):
        r = Rectangle.of(polygon(corridor))
        assert r is not None
        doors = [polygon(door) for door in case.doors_of(corridor["properties"]["id"])]
        for at in (r.long / 2, r.long / 3, 2 * r.long / 3):
            bite = r.part(at, at + 1, 1.0, r.short)
            west, east = r.part(-1, at - 1, -1, r.short + 1), r.part(at + 2, r.long + 1, -1, r.short + 1)
            if any(d.within(west) for d in doors) and any(d.within(east) for d in doors):
                if min(d.distance(bite) for d in doors) < 0.3:
                    continue
                redraw(corridor, polygon(corridor).difference(bite))
                return Expected(
                    {"LAYOUT-CORRIDOR-WIDTH", ORIGIN}, {*WAYS, "LAYOUT-COLUMN", "LAYOUT-REMAINDER"}
                )
    return None


def a_room_without_its_doors(case: Case) -> Expected | None:
    room = case.pick([f for f in case.spaces() if case.doors_of(f["properties"]["id"])])
    if room is None:
        return None
    case.drop(case.doors_of(room["properties"]["id"]))
    return Expected({"LAYOUT-ACCESS", ORIGIN}, set(WAYS), room["properties"]["id"])


def a_core_without_its_doors(case: Case) -> Expected | None:
    cores = [f for f in case.role("core") if case.doors_of(f["properties"]["id"])]
    core = case.pick([f for f in cores if "stair" in f["properties"].get("parts", ())])
    if core is None:
        return None
    case.drop(case.doors_of(core["properties"]["id"]))
    return Expected({"LAYOUT-CORRIDOR-NET", "LAYOUT-CORE-STAIR", ORIGIN}, set(WAYS), core["properties"]["id"])


def an_exit_without_its_door(case: Case) -> Expected | None:
    exit_ = case.pick([f for f in case.role("exit") if case.doors_of(f["properties"]["id"])])
    if exit_ is None:
        return None
    case.drop(case.doors_of(exit_["properties"]["id"]))
    return Expected({"LAYOUT-CORRIDOR-NET", ORIGIN}, set(WAYS), exit_["properties"]["id"])


def a_door_in_the_room(case: Case) -> Expected | None:
    """A door pushed 2 m into a room that it joins."""
    for room in case.random.sample(rows := rectangular(case.spaces(), lambda r: r.short > 5), len(rows)):
        for door in case.doors_of(room["properties"]["id"]):
            drawn, middle = polygon(door), polygon(room).centroid
            away = middle.distance(drawn.centroid)
            dx, dy = ((getattr(middle, k) - getattr(drawn.centroid, k)) * 2 / away for k in ("x", "y"))
            moved = translate(drawn, dx, dy)
            if moved.within(polygon(room).buffer(-0.3)):
                redraw(door, moved)
                return Expected(
                    {"LAYOUT-DOOR-PLACE", ORIGIN}, {*WAYS, "LAYOUT-OVERLAP"}, door["properties"]["id"]
                )
    return None


def a_door_too_narrow(case: Case) -> Expected | None:
    """Every door of a room cut down to 0.6 m, as drawn and as stated."""
    room = case.pick([f for f in case.spaces() if case.doors_of(f["properties"]["id"])])
    if room is None:
        return None
    for door in case.doors_of(room["properties"]["id"]):
        r = Rectangle.of(polygon(door))
        if r is None or r.long < 0.8:
            return None
        redraw(door, r.part((r.long - 0.6) / 2, (r.long + 0.6) / 2, 0, r.short))
        door["properties"]["width_m"] = 0.6
    return Expected({"LAYOUT-DOOR-WIDTH", ORIGIN}, set(WAYS), room["properties"]["id"])


def a_door_that_lies(case: Case) -> Expected | None:
    """It states half a metre more than is drawn."""
    door = case.pick(case.role("door"))
    if door is None:
        return None
    door["properties"]["width_m"] = round(door["properties"]["width_m"] + 0.5, 3)
    # Half a metre more than its drawing is also no full contact: the door opens over less than it states.
    return Expected({"LAYOUT-DOOR-WIDTH", ORIGIN}, {"LAYOUT-DOOR-PLACE"}, door["properties"]["id"])


def a_door_to_itself(case: Case) -> Expected | None:
    door = case.pick(
        [f for f in case.role("door") if any(j.split("/")[-1][0] == "s" for j in f["properties"]["joins"])]
    )
    if door is None:
        return None
    room = next(j for j in door["properties"]["joins"] if j.split("/")[-1][0] == "s")
    door["properties"]["joins"] = [room, room]
    return Expected({"LAYOUT-DOOR-PLACE", ORIGIN}, {*WAYS}, door["properties"]["id"])


def a_door_to_nowhere(case: Case) -> Expected | None:
    door = case.pick(case.role("door"))
    if door is None:
        return None
    door["properties"]["joins"][case.random.randrange(2)] = "nowhere"
    return Expected({"LAYOUT-REFERENCES", ORIGIN}, set(WAYS), door["properties"]["id"])


def an_area_that_lies(case: Case) -> Expected | None:
    room = case.pick(case.role("space", "corridor"))
    assert room is not None
    room["properties"]["area_m2"] = round(
        room["properties"]["area_m2"] + case.random.choice([-3, 0.02, 40]), 3
    )
    return Expected({"LAYOUT-AREA", ORIGIN}, set(), room["properties"]["id"])


def an_id_twice(case: Case) -> Expected | None:
    one, other = case.random.sample(case.role("space"), 2)
    other["properties"]["id"] = one["properties"]["id"]
    return Expected({"LAYOUT-REFERENCES", ORIGIN}, {*WAYS, *SHAPES}, one["properties"]["id"])


def an_id_of_a_door(case: Case) -> Expected | None:
    """A room that bears the id of a door: ids are unique among all things, not only among rooms."""
    room, door = (
        case.pick(case.spaces("vacant", "toilet", "plant_room", "shop")),
        case.pick(case.role("door")),
    )
    if room is None or door is None:
        return None
    room["properties"]["id"] = door["properties"]["id"]
    return Expected({"LAYOUT-REFERENCES", ORIGIN}, {*WAYS, *SHAPES}, door["properties"]["id"])


def a_hole_in_a_room(case: Case) -> Expected | None:
    """Ground of 2 x 2 m in its middle that belongs to nobody."""
    room = case.pick(rectangular(case.spaces(), lambda r: r.short > 5))
    if room is None:
        return None
    r = Rectangle.of(polygon(room))
    assert r is not None
    along, across = r.long / 2, r.short / 2
    hole = r.part(along - 1, along + 1, across - 1, across + 1)
    redraw(room, polygon(room).difference(hole))
    return Expected({"LAYOUT-REMAINDER", ORIGIN}, {*SHAPES, *AREAS}, room["properties"]["id"])


def a_core_door_to_a_suite(case: Case) -> Expected | None:
    """The corridor's side of a core's door given to a room that lies elsewhere."""
    cores = {f["properties"]["id"] for f in case.role("core")}
    door = case.pick([f for f in case.role("door") if cores & set(f["properties"]["joins"])])
    if door is None:
        return None
    row = door["properties"]
    far = [
        f for f in case.spaces()
        if f["properties"]["storey"] == row["storey"] and polygon(f).distance(polygon(door)) > 0.5
    ]  # fmt: skip
    room = case.pick(far)
    if room is None:
        return None
    core = next(j for j in row["joins"] if j in cores)
    row["joins"] = [core, room["properties"]["id"]]
    return Expected({"LAYOUT-DOOR-PLACE", ORIGIN}, set(WAYS), row["id"])


def _named(key: str, value: str, roles: tuple[str, ...], may: set[str]) -> Damage:
    def damage(case: Case) -> Expected | None:
        thing = case.pick([f for f in case.role(*roles) if f["properties"].get(key)])
        if thing is None:
            return None
        thing["properties"][key] = value
        return Expected({"LAYOUT-REFERENCES", ORIGIN}, may, thing["properties"]["id"])

    return damage


def a_suite_of_somebody_else(case: Case) -> Expected | None:
    """A suite let to a company that has one already."""
    suites = case.spaces("tenant_suite")
    tenants = sorted({f["properties"]["tenant"] for f in suites})
    if len(tenants) < 2:
        return None
    suite = case.pick(suites)
    assert suite is not None
    other = case.random.choice([t for t in tenants if t != suite["properties"]["tenant"]])
    suite["properties"]["tenant"] = suite["properties"]["subject"] = other
    return Expected(
        {"LAYOUT-TENANT", ORIGIN}, {*AREAS, *WAYS, "LAYOUT-PIN", "CBEP-6.2.1.3"}, suite["properties"]["id"]
    )


def a_suite_emptied(case: Case) -> Expected | None:
    """The suite of a resident shown as vacant."""
    residents = {tenant.id for tenant in case.scenario.tenants if tenant.resident}
    suite = case.pick([f for f in case.spaces("tenant_suite") if f["properties"]["tenant"] in residents])
    if suite is None:
        return None
    row = suite["properties"]
    row.update(kind="vacant")
    del row["tenant"], row["subject"]
    return Expected({"LAYOUT-TENANT", ORIGIN}, {*AREAS, "LAYOUT-PIN", "LAYOUT-KIND"}, row["id"])


def _crossed(case: Case) -> Expected | None:
    """Two corners of a polygon exchanged, so that it crosses itself."""
    room = case.pick(rectangular(case.role("space", "door")))
    if room is None:
        return None
    a, b, c, d, *_ = room["geometry"]["coordinates"][0]
    room["geometry"]["coordinates"] = [[a, c, b, d, a]]
    return Expected(
        {"LAYOUT-GEOMETRY", ORIGIN}, {*SHAPES, *AREAS, *WAYS, "LAYOUT-AREA"}, room["properties"]["id"]
    )


def _empty(case: Case) -> Expected | None:
    room = case.pick(case.role("space", "corridor", "door"))
    assert room is not None
    room["geometry"]["coordinates"] = []
    may = {*SHAPES, *AREAS, *WAYS, *ROOMS, "LAYOUT-AREA", "LAYOUT-REFERENCES"}
    return Expected({"LAYOUT-GEOMETRY", ORIGIN}, may, room["properties"]["id"])


def _given_moved(role: str, by: float) -> Damage:
    def damage(case: Case) -> Expected | None:
        thing = case.pick(case.role(role))
        if thing is None:
            return None
        moved = translate(polygon(thing), by, 0)
        thing["geometry"]["coordinates"] = shapely.geometry.mapping(moved)["coordinates"]
        return Expected({"LAYOUT-GIVEN", ORIGIN}, set(), thing["properties"]["id"])

    return damage


def _given_gone(role: str) -> Damage:
    def damage(case: Case) -> Expected | None:
        thing = case.pick(case.role(role))
        if thing is None:
            return None
        case.drop([thing])
        return Expected({"LAYOUT-GIVEN", ORIGIN}, set(), thing["properties"]["id"])

    return damage


def a_core_invented(case: Case) -> Expected | None:
    core = case.pick(case.role("core"))
    if core is None:
        return None
    row = dict(core["properties"], id=core["properties"]["id"] + "x")
    case.features.append({"type": "Feature", "properties": row, "geometry": core["geometry"]})
    return Expected({"LAYOUT-GIVEN", ORIGIN}, set(), row["id"])


ROOMS_AND_DOORS: dict[str, Damage] = {
    "a wall moved out by 0.2 m": a_wall_moved_out,
    "a wall moved in by 2 m": a_wall_moved_in,
    "a room pushed by 1 m": a_room_pushed,
    "two rooms swapped": two_rooms_swapped,
    "a room on another storey": a_room_on_another_storey,
    "a room removed": a_room_removed,
    "a storey emptied": a_storey_emptied,
    "a corridor removed": a_corridor_removed,
    "a corridor narrowed to 1 m": a_corridor_narrowed,
    "a room without its doors": a_room_without_its_doors,
    "a core without its doors": a_core_without_its_doors,
    "an exit without its door": an_exit_without_its_door,
    "a door in the middle of a room": a_door_in_the_room,
    "doors of 0.6 m": a_door_too_narrow,
    "a door that lies about its width": a_door_that_lies,
    "a door from a room to itself": a_door_to_itself,
    "a door to nowhere": a_door_to_nowhere,
    "an area that lies": an_area_that_lies,
    "an id twice": an_id_twice,
    "a room with the id of a door": an_id_of_a_door,
    "a hole in a room": a_hole_in_a_room,
    "a core's door given to a far room": a_core_door_to_a_suite,
    "a suite of nobody": _named("tenant", "NOBODY", ("space",), {*AREAS, "LAYOUT-PIN", *WAYS}),
    "a room for nobody": _named("subject", "NOTHING", ("space",), {*AREAS, *ROOMS, *WAYS}),
    "an unknown kind of room": _named("kind", "ballroom", ("space",), {*AREAS, *ROOMS, *SHAPES, *WAYS}),
    "an unknown zone": _named("zone", "moon", ("space", "corridor"), {*AREAS, *ROOMS, *SHAPES, *WAYS}),
    "an unknown storey": _named("storey", "A/99F", ("space", "door"), {*AREAS, *ROOMS, *SHAPES, *WAYS}),
    "an unknown building": _named("building", "Z", ("space", "corridor", "door"), set()),
    "a suite let to somebody who has one": a_suite_of_somebody_else,
    "a resident's suite shown as vacant": a_suite_emptied,
    "a polygon that crosses itself": _crossed,
    "a polygon without corners": _empty,
    "an outline moved by 0.5 m": _given_moved("storey", 0.5),
    "a core moved by 5 cm": _given_moved("core", 0.05),
    "an exit moved by 2 m": _given_moved("exit", 2.0),
    "the site moved by 1 m": _given_moved("site", 1.0),
    "a gate left out": _given_gone("gate"),
    "a building left out": _given_gone("building"),
    "a core invented": a_core_invented,
}
