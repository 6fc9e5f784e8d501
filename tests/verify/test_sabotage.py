"""A good park is spoilt in one way at a time: exactly the right clauses turn red."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shapely import LineString, Polygon, box

from planner.bundle import write_bundle
from planner.kinds import SpaceKind, extended
from planner.model import (
    M2,
    CorePart,
    Corridor,
    Demand,
    Door,
    Layout,
    Obstacle,
    Pin,
    RoomSpec,
    Scenario,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
)
from planner.standards.packs import shipped_pack
from planner.verify import Compliance, verify
from tests.verify import conduct, park


def check(folder: Path, scenario: Scenario | None = None, plan: Layout | None = None) -> Compliance:
    scenario = scenario or park.park()
    write_bundle(folder, park.solution(scenario, plan), resolved="")
    return verify(scenario, folder)


def red(compliance: Compliance) -> set[str]:
    found = {verdict.clause for verdict in compliance.verdicts if verdict.status == "fail"}
    for verdict in compliance.verdicts:
        for finding in verdict.findings:
            assert finding.ok is not False or finding.where is not None, f"{verdict.clause}: no evidence"
    return found


# ------------------------------------------------------------------------------------ changing the plan


def on(storey: str, change: Callable[[StoreyLayout], StoreyLayout]) -> Layout:
    plan = park.layout()
    return replace(
        plan, storeys=tuple(change(floor) if floor.storey == storey else floor for floor in plan.storeys)
    )


def space(id: str, **values: object) -> Layout:
    """The plan with one space changed."""

    def change(floor: StoreyLayout) -> StoreyLayout:
        rooms = tuple(replace(room, **values) if room.id == id else room for room in floor.spaces)  # type: ignore[arg-type]  # values by name
        return replace(floor, spaces=rooms)

    return on(id.rsplit("/", 1)[0], change)


def resized(id: str, west: int = 0, east: int = 0) -> Layout:
    x0, y0, x1, y1 = find(id).polygon.bounds
    return space(id, polygon=box(x0 - west, y0, x1 + east, y1))


def find(id: str) -> Space:
    return next(room for floor in park.layout().storeys for room in floor.spaces if room.id == id)


def doors(storey: str, change: Callable[[Door], Door | None]) -> Layout:
    def apply(floor: StoreyLayout) -> StoreyLayout:
        changed = (change(door) for door in floor.doors)
        return replace(floor, doors=tuple(door for door in changed if door is not None))

    return on(storey, apply)


def without_door(storey: str, thing: str) -> Layout:
    return doors(storey, lambda door: None if f"{storey}/{thing}" in door.joins else door)


def door_of(thing: str, **values: object) -> Layout:
    storey = thing.rsplit("/", 1)[0]
    return doors(storey, lambda door: replace(door, **values) if thing in door.joins else door)  # type: ignore[arg-type]  # values by name


def corridor(storey: str, shape: Polygon) -> Layout:
    def change(floor: StoreyLayout) -> StoreyLayout:
        first, *rest = floor.corridors
        return replace(floor, corridors=(replace(first, polygon=shape), *rest))

    return on(storey, change)


def cut_corridor(floor: StoreyLayout) -> StoreyLayout:
    """The upper corridor ends in a wall of half a metre in its middle, between two doors."""
    hall = floor.corridors[0]
    x0, y0, x1, y1 = hall.polygon.bounds
    west = replace(hall, polygon=box(x0, y0, 92_000, y1))
    east = Corridor("A/2F/c02", "A", "A/2F", box(92_500, y0, x1, y1), hall.width_mm)

    def moved(door: Door) -> Door:
        far = door.polygon.bounds[0] > 92_000
        return replace(door, joins=(door.joins[0], east.id)) if far and door.joins[1] == hall.id else door

    def core(door: Door) -> Door:
        far = door.polygon.bounds[0] > 92_000
        return replace(door, joins=(east.id, door.joins[1])) if far and door.joins[0] == hall.id else door

    return replace(floor, corridors=(west, east), doors=tuple(core(moved(door)) for door in floor.doors))


def notched() -> Layout:
    """0.6 m of the corridor's width is gone over 1 m of its length."""
    x0, y0, x1, y1 = park.layout().storeys[1].corridors[0].polygon.bounds
    shape = box(x0, y0, x1, y1).difference(box(92_000, y0, 93_000, y0 + 600))
    assert isinstance(shape, Polygon)
    return corridor("A/2F", shape)


def dropped(id: str) -> Layout:
    def change(floor: StoreyLayout) -> StoreyLayout:
        rooms = tuple(room for room in floor.spaces if room.id != id)
        return replace(floor, spaces=rooms, doors=tuple(d for d in floor.doors if id not in d.joins))

    return on(id.rsplit("/", 1)[0], change)


def without_road(*ids: str) -> Layout:
    plan = park.layout()
    return replace(plan, roads=tuple(road for road in plan.roads if road.id not in ids))


def road(id: str, points: list[tuple[int, int]], width: int = 4000) -> Layout:
    plan = park.layout()
    line = LineString(points)
    shape = line.buffer(width / 2, cap_style="flat", join_style="mitre")
    changed = tuple(
        replace(r, centreline=line, polygon=shape, width_mm=width) if r.id == id else r for r in plan.roads
    )
    return replace(plan, roads=changed)


A1, A2, B1 = "A/1F", "A/2F", "B/1F"
SUITE = find("A/2F/s05")
CORE = {"LAYOUT-CORE-STAIR", "LAYOUT-CORE-LIFT", "LAYOUT-CORE-TOILET"}


def stair_of_c1(door: Door) -> bool:
    """Whether it is the door to the stair of the western core on the upper storey."""
    return "A/2F/C1" in door.joins and door.polygon.bounds[0] < 42_000


def core_parts(*extra: CorePart, without: str = "") -> Scenario:
    """The western core of the upper storey with parts more, or without one kind."""
    core, other = park.park().storey(A2).cores
    kept = tuple(part for part in core.parts if part.kind != without)
    return storey(A2, cores=(replace(core, parts=(*kept, *extra)), other))


PLANS: dict[str, tuple[Callable[[], Layout], set[str]]] = {
    "a room reaches into the external wall": (lambda: resized("A/1F/s01", west=100), {"LAYOUT-INSIDE"}),
    "a room lies outside": (
        lambda: space("B/1F/s06", polygon=box(110_000, 30_240, 120_000, 36_000)),
        {"LAYOUT-INSIDE", "LAYOUT-REMAINDER", "LAYOUT-DOOR-PLACE"},
    ),
    "two rooms overlap": (lambda: resized("A/1F/s16", east=500), {"LAYOUT-OVERLAP"}),
    "no wall between two rooms": (lambda: resized("A/1F/s16", east=120), {"LAYOUT-WALL"}),
    "half a wall between two rooms": (lambda: resized("A/1F/s16", east=60), {"LAYOUT-WALL"}),
    "a room without door": (lambda: without_door(A1, "s21"), {"LAYOUT-ACCESS"}),
    "a zone's corridor without door": (
        lambda: doors(A1, lambda d: None if set(d.joins) == {"A/1F/c01", "A/1F/c02"} else d),
        {"LAYOUT-ACCESS"},
    ),
    "a door only to the neighbour": (
        lambda: door_of("A/1F/s23", joins=("A/1F/s23", "A/1F/s22")),
        {"LAYOUT-ACCESS", "LAYOUT-DOOR-PLACE"},
    ),
    "a door moved into its room": (
        lambda: doors(A1, lambda d: _shifted(d, 0, -1000) if "A/1F/s15" in d.joins else d),
        {"LAYOUT-DOOR-PLACE"},
    ),
    "a door moved to the next room": (
        lambda: doors(A1, lambda d: _shifted(d, 7700, 0) if "A/1F/s15" in d.joins else d),
        {"LAYOUT-DOOR-PLACE"},
    ),
    "a door too narrow": (
        lambda: doors(A1, lambda d: _narrowed(d, 600) if "A/1F/s01" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a door that lies about its width": (
        lambda: doors(A1, lambda d: replace(d, width_mm=1850) if "A/1F/s01" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a narrow outer door": (
        lambda: doors(A1, lambda d: _narrowed(d, 0, 500) if "A/1F/X1" in d.joins else d),
        {"LAYOUT-DOOR-WIDTH"},
    ),
    "a corridor cut in two": (lambda: on(A2, cut_corridor), {"LAYOUT-CORRIDOR-NET", *CORE}),
    "a pinched corridor": (notched, {"LAYOUT-CORRIDOR-WIDTH"}),
    "an unreached exit": (lambda: without_door(A1, "X2"), {"LAYOUT-CORRIDOR-NET"}),
    "an unreached core": (
        lambda: without_door(A2, "C1"),
        {"LAYOUT-CORRIDOR-NET", "LAYOUT-CORE-STAIR", "LAYOUT-CORE-TOILET"},
    ),
    "a stair's door moved to the lift": (
        lambda: doors(A2, lambda d: _shifted(d, 2300, 0) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a stair's door moved to the wall beside it": (
        lambda: doors(A2, lambda d: _shifted(d, 1200, 0) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a core with a door to its stair alone": (
        lambda: doors(A2, lambda d: d if "A/2F/C1" not in d.joins or stair_of_c1(d) else None),
        {"LAYOUT-CORE-TOILET"},
    ),
    "a stair whose only door is a company's": (
        lambda: doors(A2, lambda d: replace(d, joins=("A/2F/s11", d.joins[1])) if stair_of_c1(d) else d),
        {"LAYOUT-CORE-STAIR", "LAYOUT-DOOR-PLACE"},
    ),
    "unassigned ground": (lambda: dropped("A/1F/s23"), {"LAYOUT-REMAINDER"}),
    "a storey without layout": (
        lambda: Layout(park.layout().storeys[:2], park.roads()),
        {
            "LAYOUT-REMAINDER",
            "LAYOUT-DEMAND",
            "CBEP-4.3.5.2-d",
            "CBEP-5.2",
            "CBEP-5.2.2.2-a",
            "SBT11233-4.1.3",
        },
    ),
    "a tenant placed twice": (
        lambda: space("B/1F/s05", kind="tenant_suite", tenant="T05", subject="T05"),
        {"LAYOUT-TENANT"},
    ),
    "a resident left out": (
        lambda: space(SUITE.id, kind="vacant", tenant=None, subject=None, zone=""),
        {"LAYOUT-TENANT"},
    ),
    "a suite too small": (lambda: resized("A/2F/s11", east=-1000), {"LAYOUT-TENANT", "LAYOUT-REMAINDER"}),
    "a stock room of 49.9 m2": (lambda: resized("B/1F/s01", east=-21), {"CBEP-5.2.2.2-a"}),
    "a stock room let to somebody else": (
        lambda: space("B/1F/s01", tenant="T03", subject="stock:T03"),
        {"CBEP-5.2.2.2-a"},
    ),
    "a studio beside a noisy room": (
        lambda: space("A/1F/s18", kind="plant_room", zone="public_service", subject=None),
        {"CBEP-5.2.2.1-b"},
    ),
    "a livestream centre in two pieces": (
        lambda: space("A/1F/s16", kind="vacant", zone="", subject=None),
        {"LAYOUT-CONTIGUOUS"},
    ),
    "no rest area beside the exhibition": (
        lambda: space("A/1F/s02", kind="toilet"),
        {"CBEP-5.1.2.2-d"},
    ),
    "no conference hall": (lambda: space("A/1F/s03", kind="incubator"), {"CBEP-5.1.2.3"}),
    "one meeting room": (lambda: space("A/1F/s04", kind="incubator"), {"LAYOUT-DOOR-WIDTH", "CBEP-5.1.2.3"}),
    "no incubator": (lambda: space("A/1F/s06", kind="meeting_room"), {"CBEP-5.1.2.1"}),
    "no rest area in the office": (lambda: space("A/1F/s14", kind="meeting_room"), {"CBEP-5.1.1.1"}),
    "no classroom": (lambda: space("A/1F/s07", kind="rest_area"), {"CBEP-5.1.3.3"}),
    "no store in the customs hall": (lambda: space("B/1F/s10", kind="customs_office"), {"CBEP-5.2.4-b"}),
    "no fire point": (lambda: space("B/1F/s12", kind="toilet"), {"CBEP-4.3.5.2-d"}),
    "catering closed": (
        lambda: space("A/1F/s20", kind="vacant", zone="", subject=None),
        {"CBEP-4.2.1-c", "SBT11233-4.2.1-b", "LAYOUT-DEMAND"},
    ),
    "no road to an exit": (
        lambda: without_road("R3"),
        {"LAYOUT-ROAD-REACH", "CBEP-4.3.3-a", "CBEP-4.3.5.2-b", "SBT11233-4.1.2-a"},
    ),
    "no road to a dock": (
        lambda: without_road("R5"),
        {"LAYOUT-ROAD-REACH", "LAYOUT-YARD", "CBEP-4.3.3-b", "SBT11233-5.3.3.1.2"},
    ),
    "no road to the gate": (
        lambda: road("R1", [(100_000, 5_000), (100_000, 20_000)], 7000),
        {
            "LAYOUT-ROAD-REACH",
            "CBEP-4.3.3-a",
            "CBEP-4.3.3-b",
            "CBEP-4.3.5.2-b",
            "SBT11233-4.1.2-a",
            "SBT11233-5.3.3.1.2",
        },
    ),
    "no roads at all": (
        lambda: replace(park.layout(), roads=()),
        {
            "LAYOUT-ROAD-REACH",
            "LAYOUT-YARD",
            "CBEP-4.3.3-a",
            "CBEP-4.3.3-b",
            "CBEP-4.3.5.2-b",
            "SBT11233-4.1.2-a",
            "SBT11233-5.3.3.1.2",
        },
    ),
    "a road through a building": (
        lambda: road("R3", [(30_000, 80_000), (45_000, 80_000)]),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a road off the site": (
        lambda: road("R1", [(100_000, -4_000), (100_000, 20_000)], 22_000),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a road of 3.5 m": (
        lambda: road("R3", [(30_000, 80_000), (40_000, 80_000)], 3500),
        {"CBEP-4.3.3-a", "CBEP-4.3.5.2-b"},
    ),
    "a road drawn narrower than stated": (
        lambda: replace(
            park.layout(),
            roads=tuple(replace(r, width_mm=9000) if r.id == "R2" else r for r in park.roads()),
        ),
        {"LAYOUT-ROAD-CLEAR"},
    ),
}


def _shifted(door: Door, dx: int, dy: int) -> Door:
    x0, y0, x1, y1 = door.polygon.bounds
    return replace(door, polygon=box(x0 + dx, y0 + dy, x1 + dx, y1 + dy))


def _narrowed(door: Door, by_x: int, by_y: int = 0) -> Door:
    x0, y0, x1, y1 = door.polygon.bounds
    shape = box(x0, y0, x1 - by_x, y1 - by_y)
    return replace(door, polygon=shape, width_mm=door.width_mm - by_x - by_y)


def test_the_good_park_is_green(tmp_path: Path) -> None:
    compliance = check(tmp_path, conduct.run_park())
    assert red(compliance) == set()
    assert compliance.passed
    assert {v.clause for v in compliance.verdicts if v.status == "undecided"} == set()
    words = {
        clause.id
        for name in ("cbep", "sbt11233")
        for clause in shipped_pack(name).clauses
        if clause.kind in ("note", "edition")
    }
    unused = {v.clause for v in compliance.verdicts if v.status == "not_applicable"}
    assert words - unused == {"CBEP-2.r1"}
    assert unused - words == {
        "LAYOUT-COLUMN",
        "LAYOUT-GOODS-LIFT",
        "LAYOUT-KIND",
        "LAYOUT-PIN",
        "SBT11233-4.2.2-a",
        "SBT11233-4.2.2-b",
        "SBT11233-4.2.3",
    }


@pytest.mark.parametrize("name", PLANS)
def test_spoilt_plan(tmp_path: Path, name: str) -> None:
    plan, expected = PLANS[name]
    compliance = check(tmp_path, plan=plan())
    assert red(compliance) == expected
    mandatory = {v.clause for v in compliance.verdicts if v.strength == "mandatory"}
    assert compliance.passed is (not expected & mandatory)


# -------------------------------------------------------------------------------- changing the question


def tenant(id: str, **values: object) -> Scenario:
    scenario = park.park()
    changed = tuple(replace(t, **values) if t.id == id else t for t in scenario.tenants)  # type: ignore[arg-type]  # values by name
    return replace(scenario, tenants=changed)


def demand(id: str, **values: object) -> Scenario:
    scenario = park.park()
    changed = tuple(replace(d, **values) if d.id == id else d for d in scenario.demands)  # type: ignore[arg-type]  # values by name
    return replace(scenario, demands=changed)


def storey(id: str, **values: object) -> Scenario:
    scenario = park.park()

    def change(floor: Storey) -> Storey:
        return replace(floor, **values) if floor.id == id else floor  # type: ignore[arg-type]  # values by name

    buildings = tuple(replace(b, storeys=tuple(map(change, b.storeys))) for b in scenario.buildings)
    return replace(scenario, buildings=buildings)


def kind(id: str, **values: object) -> Scenario:
    scenario = park.park()
    changed: SpaceKind = replace(scenario.catalogue.spaces[id], **values)  # type: ignore[arg-type]  # values by name
    return replace(scenario, catalogue=extended(scenario.catalogue, {id: changed}))


def not_cross_border(*numbers: int) -> Scenario:
    scenario = park.park()

    def change(t: Tenant) -> Tenant:
        return replace(t, cross_border=t.cross_border and int(t.id[1:]) not in numbers)

    return replace(scenario, tenants=tuple(map(change, scenario.tenants)))


NORTH_ONLY = (LineString([(40_000, 100_000), (160_000, 100_000)]),)
SOUTH_BUT_OFFICE = (
    LineString([(40_000, 60_000), (101_000, 60_000)]),
    LineString([(114_000, 60_000), (160_000, 60_000)]),
)

SCENARIOS: dict[str, tuple[Callable[[], Scenario], set[str]]] = {
    "a tenant wants more": (lambda: tenant("T01", least_area=222 * M2), {"LAYOUT-TENANT"}),
    "a tenant may have less": (lambda: tenant("T01", most_area=221 * M2), {"LAYOUT-TENANT"}),
    "one more livestreamer": (lambda: tenant("T03", livestreaming=True), {"CBEP-5.2.2.2-a"}),
    # 3657.0 m2 less four suites of 221.1 m2
    "four tenants turn domestic": (lambda: not_cross_border(3, 4, 5, 6), {"CBEP-4.2.1-b"}),
    "a demand wants more": (lambda: demand("PARTY", least_area=120 * M2), {"LAYOUT-DEMAND"}),
    "a demand may have less": (lambda: demand("PARTY", most_area=100 * M2), {"LAYOUT-DEMAND-MOST"}),
    "a demand lists one more room": (
        lambda: demand("LIVE", rooms=(RoomSpec("studio", 4, 30 * M2),)),
        {"LAYOUT-DEMAND"},
    ),
    "a demand more": (
        lambda: replace(park.park(), demands=(*park.DEMANDS, _hub())),
        {"LAYOUT-DEMAND"},
    ),
    "a pin elsewhere": (lambda: replace(park.park(), pins=(Pin("T01", "A/1F"),)), {"LAYOUT-PIN"}),
    "a pinned zone elsewhere": (lambda: replace(park.park(), pins=(Pin("PARTY", "A/1F"),)), {"LAYOUT-PIN"}),
    "a use not permitted": (
        lambda: storey(B1, permitted_kinds=frozenset(park.KINDS) - {"party_hall"}),
        {"LAYOUT-KIND"},
    ),
    # the stair begins 0.38 m behind the core's outline at y = 81.02, from x = 40.68 to 43.18
    "a shaft before the stair": (
        lambda: core_parts(CorePart("A/2F/C1/SH", "shaft", box(40_680, 81_100, 43_180, 81_300))),
        {"LAYOUT-CORE-STAIR"},
    ),
    "a shaft between lobby and toilets": (
        lambda: core_parts(CorePart("A/2F/C1/SH", "shaft", box(44_980, 83_650, 46_180, 83_750))),
        {"LAYOUT-CORE-TOILET"},
    ),
    "no docks": (lambda: storey(A1, docks=()), {"LAYOUT-GOODS"}),
    "no light for one office": (lambda: storey(A1, daylight=SOUTH_BUT_OFFICE), {"CBEP-5.1.1.2-a"}),
    "no light in the south": (lambda: storey(A1, daylight=NORTH_ONLY), {"CBEP-5.1.1.2-a", "LAYOUT-DAYLIGHT"}),
    "no light for lodging": (lambda: storey(B1, daylight=()), {"LAYOUT-DAYLIGHT"}),
    "a kind needs width": (lambda: kind("fire_point", min_width=4.1), {"LAYOUT-ROOM-WIDTH"}),
    "a kind needs area": (lambda: kind("fire_point", min_area=29.0), {"LAYOUT-ROOM-AREA"}),
    "a kind needs proportion": (lambda: kind("shop", max_aspect=2.3), {"LAYOUT-ASPECT"}),
    "a kind needs a wider door": (lambda: kind("shop", door_m=1.3), {"LAYOUT-DOOR-WIDTH"}),
    "wider corridors": (
        lambda: replace(park.park(), policies=replace(park.park().policies, corridor_width_mm=1900)),
        {"LAYOUT-CORRIDOR-WIDTH"},
    ),
    "wider inner corridors": (
        lambda: replace(park.park(), policies=replace(park.park().policies, inner_corridor_width_mm=1600)),
        {"LAYOUT-CORRIDOR-WIDTH"},
    ),
    "thicker walls": (
        lambda: replace(park.park(), policies=replace(park.park().policies, interior_wall_mm=200)),
        {"LAYOUT-WALL"},
    ),
    "thicker external walls": (
        lambda: replace(park.park(), policies=replace(park.park().policies, exterior_wall_mm=300)),
        {"LAYOUT-INSIDE"},
    ),
    "more let than there is": (
        lambda: replace(park.park(), occupancy=replace(park.park().occupancy, least_leased_share=0.95)),
        {"CBEP-4.2.2.1"},
    ),
    "a pond in the road": (
        lambda: replace(
            park.park(),
            site=replace(
                park.park().site, obstacles=(Obstacle("POND", box(28_000, 50_000, 36_000, 58_000), "pond"),)
            ),
        ),
        {"LAYOUT-ROAD-CLEAR"},
    ),
    "a column in the corridor": (
        lambda: storey(A2, columns=(_column(79_800),)),
        {"LAYOUT-COLUMN"},
    ),
    "offices of a town": (lambda: replace(park.park(), base_type="town"), set()),
    # 7507 m2 of business area
    "a base in a building": (lambda: replace(park.park(), base_type="building"), {"SBT11233-4.2.2-a"}),
}


def _hub() -> Demand:
    return replace(park.DEMANDS[0], id="HUB", zone="logistics_hub", kind="logistics_hub")


def _column(y: int) -> Any:
    from planner.model import Column

    return Column(box(90_000, y, 90_600, y + 600))


@pytest.mark.parametrize("name", SCENARIOS)
def test_spoilt_scenario(tmp_path: Path, name: str) -> None:
    scenario, expected = SCENARIOS[name]
    assert red(check(tmp_path, scenario())) == expected


# ------------------------------------------------------------------------------------ changing the file


def _edit(folder: Path, change: Callable[[list[Any]], None]) -> Compliance:
    write_bundle(folder, park.solution(), resolved="")
    path = folder / "layout.geojson"
    document = json.loads(path.read_text())
    change(document["features"])
    path.write_text(json.dumps(document))
    return verify(park.park(), folder)


def _named(features: list[Any], id: str) -> Any:
    return next(feature for feature in features if feature["properties"]["id"] == id)


def _area_lies(features: list[Any]) -> None:
    _named(features, "A/1F/s01")["properties"]["area_m2"] += 0.02


def _core_moves(features: list[Any]) -> None:
    ring = _named(features, "A/1F/C1")["geometry"]["coordinates"][0]
    for position in ring:
        position[1] += 0.2


def _core_goes(features: list[Any]) -> None:
    features.remove(_named(features, "A/1F/C1"))


def _site_grows(features: list[Any]) -> None:
    ring = _named(features, "site")["geometry"]["coordinates"][0]
    for position in ring:
        position[0] = min(position[0], 199.0)


def _exit_appears(features: list[Any]) -> None:
    features.append(
        {
            "type": "Feature",
            "properties": {"role": "exit", "id": "A/1F/X9", "building": "A", "storey": "A/1F"},
            "geometry": {"type": "Point", "coordinates": [100, 60]},
        }
    )


def _spike(features: list[Any]) -> None:
    ring = _named(features, "A/1F/s23")["geometry"]["coordinates"][0]
    ring.insert(1, [ring[0][0], ring[0][1] - 0.0])
    ring.insert(1, [ring[0][0] + 0.5, ring[0][1]])
    ring.insert(2, [ring[0][0], ring[0][1]])


def _same_id(features: list[Any]) -> None:
    _named(features, "A/1F/d001")["properties"]["id"] = "A/1F/d002"


def _unknown_zone(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["zone"] = "casino"


def _unknown_subject(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["subject"] = "GHOST"


def _suite_of_nobody(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["kind"] = "tenant_suite"


def _unknown_kind(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["kind"] = "roulette"


def _wrong_building(features: list[Any]) -> None:
    _named(features, "B/1F/s05")["properties"]["building"] = "A"


def _unknown_thing_joined(features: list[Any]) -> None:
    _named(features, "A/1F/d001")["properties"]["joins"] = ["A/1F/s01", "A/1F/c99"]


def _unknown_storey(features: list[Any]) -> None:
    for feature in features:
        if feature["properties"]["id"] == "A/1F/s23" or "A/1F/s23" in feature["properties"].get("joins", ()):
            feature["properties"]["storey"] = "A/9F"


def _empty_room(features: list[Any]) -> None:
    _named(features, "A/1F/s23")["geometry"]["coordinates"] = []


FILES: list[tuple[Callable[[list[Any]], None], set[str]]] = [
    (_area_lies, {"LAYOUT-AREA"}),
    (_core_moves, {"LAYOUT-GIVEN"}),
    (_core_goes, {"LAYOUT-GIVEN"}),
    (_site_grows, {"LAYOUT-GIVEN"}),
    (_exit_appears, {"LAYOUT-GIVEN"}),
    (_spike, {"LAYOUT-GEOMETRY"}),
    (_same_id, {"LAYOUT-REFERENCES"}),
    (_unknown_zone, {"LAYOUT-REFERENCES"}),
    (_unknown_subject, {"LAYOUT-REFERENCES"}),
    (_suite_of_nobody, {"LAYOUT-REFERENCES"}),
    (_unknown_kind, {"LAYOUT-REFERENCES"}),
    (_wrong_building, {"LAYOUT-REFERENCES"}),
    (_unknown_thing_joined, {"LAYOUT-REFERENCES", "LAYOUT-ACCESS"}),
    (_unknown_storey, {"LAYOUT-REFERENCES", "LAYOUT-REMAINDER"}),
    (
        _empty_room,
        {"LAYOUT-GEOMETRY", "LAYOUT-AREA", "LAYOUT-REMAINDER"},
    ),
]


@pytest.mark.parametrize(("change", "expected"), FILES, ids=[change.__name__ for change, _ in FILES])
def test_spoilt_file(tmp_path: Path, change: Callable[[list[Any]], None], expected: set[str]) -> None:
    compliance = _edit(tmp_path, change)
    # The seal of the manifest breaks with every change of the file; it informs and does not bind.
    assert red(compliance) == expected | {"LAYOUT-ORIGIN"}
    assert compliance.failed("informational") == ("LAYOUT-ORIGIN",)
