"""The architect's own plan as the yardstick: rooms of a real building laid out anew, both measured alike.

Reads rooms as GeoJSON, as ``benchmarks.office`` does (local metres; `name`, `storey`, `z`). Outline, stairs,
toilets and lifts stay; every other room that is no corridor, entry or vestibule becomes a demand with its
area, on its storey. Rooms that the architect reaches through another one are of one demand with it: they may
be reached so again, or from a corridor. ``arrange_storey`` lays them out, corridors as narrow as the one that
was built narrowest; rooms of like names (S-1, S-1 STORAGE) draw each other, stairs draw all.

    python -m benchmarks.architect ROOMS.geojson --seeds 5 -o FOLDER    # JSON lines, and a picture a storey

The same measures, from polygons alone, for the plan as built and the planner's. The file has no doors, so a
door is taken in the middle of what a room shares with the corridors; if nothing, with a room that has a way
to them, one that may be crossed before all others.
The geometry is not part of this repository: name the file.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import yaml
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from benchmarks import office
from planner.circulation.walk import Area
from planner.model import M2, Demand, Placement, PlaceWish, RoomSpec, Scenario, Space, Storey
from planner.scenario.load import parse_scenario
from solvers.types import Pull

WAYS = ("CORRIDOR", "ENTRY", "VESTIBULE")
FIXED = ("STAIR", "MENS RR", "WOMENS RR", "ELEV")
WORDS = (
    ("meeting_room", ("CONFERENCE",)),
    ("rest_area", ("BREAK",)),
    (
        "side_room",
        ("STOR", "FILES", "JAN", "RECYC", "ELEC", "MECH", "SERVER", "COMM", "UPS", "RR", "EQ", "DOC", "SIPR"),
    ),
)
"""Kind -> words in the names of its rooms; all others are offices."""
OPEN_M2 = 60.0
"""Offices larger than this are open ones."""
SMALL = {"role": "operating", "min_area": 2.0, "min_width": 0.9, "max_aspect": 6.0, "noise": "neutral"}
OFFICE = {**SMALL, "min_area": 6.0, "min_width": 2.4, "max_aspect": 4.0, "daylight": "likes"}
KINDS: dict[str, dict[str, Any]] = {
    "side_room": {
        **SMALL, "zh": "辅助用房", "en": "Side room", "daylight": "none", "door_m": 0.8,
        "passage_to": ["side_room"],
    },
    "private_office": {
        **OFFICE, "zh": "独立办公室", "en": "Private office", "door_m": 0.9, "passage_to": ["side_room"],
    },
    "meeting_room": {**OFFICE, "zh": "会议室", "en": "Meeting room", "passage_to": ["side_room"]},
    "rest_area": {**OFFICE, "zh": "休息区", "en": "Rest area"},
    "open_office": {
        **OFFICE, "zh": "开放办公区", "en": "Open office", "min_width": 4.0, "exit_hall": True,
        "passage_to": ["private_office", "meeting_room", "rest_area", "side_room", "open_office"],
    },
}  # fmt: skip
"""The kinds as this building has them: meeting rooms of 16 m2, stores of 2, open offices without a window
and with an exit; who leads to whom as well."""
WALL = 0.3
"""Rooms nearer than this share a wall, m."""
DOOR = 0.8
"""Of a wall must be shared for a door, m."""
ASKED, LEAST, MOST = 0.97, 0.9, 1.1
"""Of its area a room is decided to get at first, and may get: what is left over goes to all."""
GRID = 1.0
"""Between the spots of a room at which its depth is measured, m."""
COLOURS = {
    "side_room": "#d0cdc8",
    "private_office": "#b5d6ee",
    "meeting_room": "#86b8de",
    "rest_area": "#d5eac8",
    "open_office": "#9ec9ea",
}
LIGHT = ("open_office", "private_office", "meeting_room", "rest_area")
DRAW_CNY_M, STAIR_CNY_M = 40.0, 8.0
"""What a metre between two rooms of like name costs a year, and one from a room to the nearest stair."""


@dataclass(frozen=True)
class Placed:
    """A room with the area that it should have, m and m2."""

    name: str
    kind: str
    target: float
    polygon: Polygon


@dataclass(frozen=True)
class Plan:
    """A storey as built or as laid out, in metres."""

    storey: str
    outline: Polygon
    stairs: tuple[Polygon, ...]
    exits: tuple[Point, ...]
    rooms: tuple[Placed, ...]
    ways: BaseGeometry
    """Corridors, entries and vestibules."""
    cost: float = 0.0
    """By which the search tells one of its plans from another."""


def main() -> None:
    """Measure the plan as built, then the planner's for every seed; the cheapest is drawn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rooms", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--effort", type=int, default=1)
    parser.add_argument("-o", "--output", type=Path)
    given = parser.parse_args()
    park, plans = building(given.rooms)
    for storey, built in zip(park.buildings[0].storeys, plans, strict=True):
        print(json.dumps({"storey": storey.id, "plan": "as built", **measures(built)}), flush=True)
        best: Plan | None = None
        for seed in range(1, given.seeds + 1):
            begun = time.process_time()
            made = laid_out(park, storey, built, seed, given.effort)
            row = {"storey": storey.id, "plan": "planner", "seed": seed}
            seconds = {"cpu_seconds": round(time.process_time() - begun, 1)}
            if made is None:
                print(json.dumps({**row, "found": False, **seconds}), flush=True)
                continue
            print(json.dumps({**row, "cost": _round(made.cost), **measures(made), **seconds}), flush=True)
            best = made if best is None or made.cost < best.cost else best
        if given.output is not None and best is not None:
            draw(built, best, given.output)


def building(path: Path) -> tuple[Scenario, list[Plan]]:
    """The scenario of a file of rooms, and the plans as built of its storeys."""
    rooms = office.read(path)
    document = office.scenario(rooms)
    corridors = [room.polygon for room in rooms if "CORRIDOR" in room.name]
    narrowest = min((2 * shapely.maximum_inscribed_circle(way).length for way in corridors), default=1.8)
    document["policies"] = {"corridor_width_m": math.floor(10 * narrowest + 0.5) / 10}
    document["kinds"] = KINDS
    park = parse_scenario(yaml.safe_dump(document, allow_unicode=True).encode(), "office.yaml")
    x, y = document["buildings"][0]["at"]
    moved = [
        replace(r, polygon=shapely.transform(r.polygon, lambda xy: xy + np.array((x, y)))) for r in rooms
    ]
    names = sorted({r.storey for r in rooms}, key=lambda n: min(r.elevation for r in rooms if r.storey == n))
    plans = [
        as_built([room for room in moved if room.storey == name], storey)
        for name, storey in zip(names, park.buildings[0].storeys, strict=True)
    ]
    return park, plans


def as_built(rooms: Sequence[office.Room], storey: Storey) -> Plan:
    """The plan of the file."""
    ways = [room.polygon for room in rooms if any(word in room.name for word in WAYS)]
    kept = [
        Placed(room.name, kind_of(room), room.polygon.area, room.polygon)
        for room in rooms
        if not any(word in room.name for word in WAYS) and not is_fixed(room.name)
    ]
    return _plan(storey, kept, ways)


def is_fixed(name: str) -> bool:
    """Whether a room stays where it is: stairs, toilets, lifts (their machine rooms do not)."""
    return any(name.startswith(word) for word in FIXED) and "EQ" not in name


def kind_of(room: office.Room) -> str:
    """The kind of a room, by its name and size."""
    for kind, words in WORDS:
        if any(word in room.name for word in words):
            return kind
    return "open_office" if room.polygon.area > OPEN_M2 else "private_office"


def _plan(storey: Storey, rooms: Sequence[Placed], ways: Sequence[BaseGeometry]) -> Plan:
    stairs = [part.polygon for core in storey.cores for part in core.parts if part.kind == "stair"]
    return Plan(
        storey.id,
        _metres(storey.outline),
        tuple(map(_metres, stairs)),
        tuple(_metres(exit_.point) for exit_ in storey.exits),
        tuple(rooms),
        shapely.union_all(ways).buffer(WALL / 2, join_style="mitre"),
    )


def _metres(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points / 1000)


def laid_out(park: Scenario, storey: Storey, built: Plan, seed: int, effort: int) -> Plan | None:
    """The same rooms as the planner lays them out; ``None`` where somebody is left out."""
    from solvers.arrange import arrange_storey

    suites = suites_of(built)
    demands = tuple(_demand(id, [built.rooms[k] for k in rooms]) for id, rooms in suites.items())
    rows = [
        Placement(
            demand.id, storey.id, demand.zone, None, round(ASKED * demand.wished_area), demand.least_area,
            demand.most_area, tuple(replace(room, area=round(ASKED * room.area)) for room in demand.rooms),
        )
        for demand in demands
    ]  # fmt: skip
    alone = replace(park, tenants=(), demands=demands, flows=(), pins=(), standards=("cbep", "sbt11233"))
    made = arrange_storey(alone, storey, rows, seed=seed, effort=effort, pulls=pulls_of(built, suites))
    if made.layout is None or made.left_out:
        print(f"{storey.id} seed {seed}: {made.reason}", file=sys.stderr)
        for id in sorted(made.left_out):
            names = [f"{built.rooms[k].name} {built.rooms[k].target:.0f} m2" for k in suites[id]]
            print(f"  left out: {', '.join(names)}", file=sys.stderr)
        return None
    rooms: dict[int, Placed] = {}
    for id, numbers in suites.items():
        spaces = [space for space in made.layout.spaces if space.subject == id]
        rooms |= _named(built, numbers, spaces)
    ways = [_metres(way.polygon) for way in made.layout.corridors]
    return replace(_plan(storey, [rooms[k] for k in sorted(rooms)], ways), cost=made.cost)


def suites_of(built: Plan) -> dict[str, list[int]]:
    """Rooms by the one from which they are left to a corridor: the demands, numbers of rooms by id."""
    doors = _doors(built)
    found: dict[int, list[int]] = {}
    for number in range(len(built.rooms)):
        found.setdefault(doors[number].first, []).append(number)
    return {f"R{first:03d}": rooms for first, rooms in sorted(found.items())}


def pulls_of(built: Plan, suites: Mapping[str, Sequence[int]]) -> list[Pull]:
    """Between demands with rooms of like name; from all to the stairs."""
    stems = {
        id: {stem(built.rooms[k].name) for k in rooms if stem(built.rooms[k].name)}
        for id, rooms in suites.items()
    }
    pulls = [
        Pull(subject=one, other=other, cny_m=DRAW_CNY_M)
        for one, other in combinations(suites, 2)
        if stems[one] & stems[other]
    ]
    return pulls + [
        Pull(subject=id, other="", cny_m=STAIR_CNY_M * len(rooms)) for id, rooms in suites.items()
    ]


def _named(built: Plan, numbers: Sequence[int], spaces: Sequence[Space]) -> dict[int, Placed]:
    """Which space is which room of a demand: of each kind the largest is the largest."""
    found = {}
    for kind in {built.rooms[k].kind for k in numbers}:
        own = sorted((k for k in numbers if built.rooms[k].kind == kind), key=lambda k: built.rooms[k].target)
        like = sorted((space for space in spaces if space.kind == kind), key=lambda space: space.area)
        for k, space in zip(own, like, strict=True):
            found[k] = replace(built.rooms[k], polygon=_metres(space.polygon))
    return found


def _demand(id: str, rooms: Sequence[Placed]) -> Demand:
    areas = [round(room.target * M2) for room in rooms]
    low, high = round(LEAST * sum(areas)), round(MOST * sum(areas))
    specs = tuple(RoomSpec(room.kind, 1, area) for room, area in zip(rooms, areas, strict=True))
    return Demand(
        id, "office_area", rooms[0].kind if len(rooms) == 1 else None, rooms[0].name, rooms[0].name, low,
        sum(areas), high, specs, True, False, False, 100.0, PlaceWish(),
    )  # fmt: skip


def stem(name: str) -> str:
    """What rooms that belong together have in common in their names: S-1 of S-1 STORAGE; often nothing."""
    found = re.match(r"S-\d|CMD|SIPR", name)
    return found.group() if found else ""


# ---------------------------------------------------------------- measures


def measures(plan: Plan) -> dict[str, float | int]:
    """All measures of a plan; lengths in metres, shares of the gross area or of the rooms."""
    gross = plan.outline.area
    doors = _doors(plan)
    walks = {number: _walk(plan, door) for number, door in doors.items()}
    stairs = [stair for stair, _ in walks.values() if math.isfinite(stair)]
    out = [away for _, away in walks.values() if math.isfinite(away)]
    alike = [
        doors[a].spot.distance(doors[b].spot)
        for a, b in combinations(doors, 2)
        if stem(plan.rooms[a].name) and stem(plan.rooms[a].name) == stem(plan.rooms[b].name)
    ]
    lit = [room for room in plan.rooms if room.kind in LIGHT]
    facade = plan.outline.exterior
    return {
        "rooms": len(plan.rooms),
        "net_to_gross": _round(sum(room.polygon.area for room in plan.rooms) / gross),
        "corridor_share": _round(plan.ways.buffer(-WALL / 2, join_style="mitre").area / gross),
        "area_deviation": _round(
            statistics.fmean(abs(r.polygon.area - r.target) / r.target for r in plan.rooms)
        ),
        "room_to_stair_m": _round(statistics.fmean(stairs)),
        "room_to_stair_worst_m": _round(max(stairs)),
        "door_to_way_out_m": _round(statistics.fmean(out)),
        "like_names_m": _round(statistics.fmean(alike)) if alike else 0.0,
        "daylight_depth_m": _round(statistics.fmean(_depth(room.polygon, facade) for room in lit)),
        "at_facade_share": _round(sum(room.polygon.distance(facade) < 2 * WALL for room in lit) / len(lit)),
        "compactness": _round(
            statistics.fmean(4 * math.pi * r.polygon.area / r.polygon.length**2 for r in plan.rooms)
        ),
        "through_rooms": sum(door.first != number for number, door in doors.items()),
        "unreached": len(plan.rooms) - len(doors) + sum(math.isinf(away) for _, away in walks.values()),
    }


@dataclass(frozen=True)
class Way:
    """How a room is left to the corridors."""

    spot: Point
    """The door onto a corridor."""
    inside: float
    """Metres from the middle of the room to it."""
    first: int
    """The room that the door belongs to: itself, or the one through which it is reached."""


def _walk(plan: Plan, door: Way) -> tuple[float, float]:
    """Metres from the middle of a room to the nearest stair, and from its door to the nearest way out."""
    parts = [part for part in shapely.get_parts(plan.ways) if isinstance(part, Polygon)]
    part = min(parts, key=lambda polygon: polygon.distance(door.spot))
    stairs = [_onto(plan.ways, stair) for stair in plan.stairs]
    ends = [
        end
        for end in (*stairs, *(_onto(plan.ways, exit_) for exit_ in plan.exits))
        if part.distance(end) < 1e-6
    ]
    if not ends:
        return math.inf, math.inf
    near = _onto(part, door.spot)
    to = Area(part).places([(end.x, end.y) for end in ends]).to([(near.x, near.y)])[0].tolist()
    own = sum(part.distance(stair) < 1e-6 for stair in stairs)
    return door.inside + min(to[:own], default=math.inf), min(to)


def _doors(plan: Plan) -> dict[int, Way]:
    """The way onto the corridors of every room that has one, through as few others as can be."""
    grown = [room.polygon.buffer(WALL, join_style="mitre") for room in plan.rooms]
    found: dict[int, Way] = {}
    for number, room in enumerate(plan.rooms):
        shared = grown[number].intersection(plan.ways)
        if shared.area > DOOR * WALL / 2:
            door = max(shapely.get_parts(shared), key=lambda piece: piece.area).representative_point()
            found[number] = Way(door, room.polygon.centroid.distance(door), number)
    while True:
        more = {}
        for number, room in enumerate(plan.rooms):
            near = [k for k in found if grown[number].intersection(grown[k]).area > DOOR * WALL]
            if number in found or not near:
                continue
            by = min(near, key=lambda k: (not _leads(plan.rooms[k], room), found[k].inside))
            inner = grown[number].intersection(grown[by]).representative_point()
            leg = room.polygon.centroid.distance(inner) + inner.distance(found[by].spot)
            more[number] = Way(found[by].spot, leg, found[by].first)
        if not more:
            return found
        found |= more


def _leads(one: Placed, other: Placed) -> bool:
    """Whether a room may be crossed on the way to another one."""
    return other.kind in KINDS[one.kind].get("passage_to", ())


def _onto(ways: BaseGeometry, shape: BaseGeometry) -> Point:
    """The place of the corridors that is nearest to something."""
    return Point(shapely.shortest_line(ways, shape).coords[0])


def _depth(room: Polygon, facade: BaseGeometry) -> float:
    """Mean distance of a room's floor from the facade."""
    west, south, east, north = room.bounds
    grid = np.stack(
        np.meshgrid(np.arange(west + GRID / 2, east, GRID), np.arange(south + GRID / 2, north, GRID)), -1
    ).reshape(-1, 2)
    spots = shapely.points(grid[shapely.contains_xy(room, grid[:, 0], grid[:, 1])])
    return float(np.mean(shapely.distance(spots, facade))) if len(spots) else room.centroid.distance(facade)


def _round(value: float) -> float:
    return round(float(value), 4)


# ---------------------------------------------------------------- pictures


def draw(built: Plan, made: Plan, folder: Path) -> None:
    """Both plans side by side, rooms in the colours of their kinds."""
    from matplotlib.figure import Figure

    from viz.typeset import register

    family = list(register())
    figure = Figure(figsize=(20, 9), layout="constrained")
    for number, (title, plan) in enumerate((("as built", built), ("planner", made))):
        axes = figure.add_subplot(1, 2, number + 1)
        axes.set_title(f"{plan.storey} {title}", family=family)
        axes.fill(*plan.outline.exterior.xy, facecolor="#555555")
        for part in shapely.get_parts(plan.ways):
            axes.fill(*part.exterior.xy, facecolor="#f3f0e8")
        for room in plan.rooms:
            axes.fill(*room.polygon.exterior.xy, facecolor=COLOURS[room.kind], edgecolor="#333333", lw=0.6)
            for hole in room.polygon.interiors:
                axes.fill(*hole.xy, facecolor="#f3f0e8", edgecolor="#333333", lw=0.6)
            at = room.polygon.representative_point()
            if room.polygon.area > 9:
                axes.text(at.x, at.y, f"{room.name.title()}\n{room.polygon.area:.0f}", size=5, ha="center")
        for stair in plan.stairs:
            axes.fill(*stair.exterior.xy, facecolor="white", edgecolor="black", hatch="////", lw=0.6)
        axes.set_aspect("equal")
        axes.axis("off")
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / f"architect-{built.storey.replace('/', '-')}.png", dpi=90)


if __name__ == "__main__":
    main()
