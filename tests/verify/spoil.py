"""Ways to spoil the good park in one place, for the tests that look which clauses turn red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shapely import LineString, Polygon, box

from planner.bundle import write_bundle
from planner.kinds import SpaceKind, extended
from planner.model import (
    CorePart,
    Corridor,
    Door,
    Layout,
    Scenario,
    Space,
    Storey,
    StoreyLayout,
    Tenant,
)
from planner.verify import Compliance, verify
from tests.verify import park


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
