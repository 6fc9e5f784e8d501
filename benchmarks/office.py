"""A real office building, known by its rooms, as a scenario: to measure what the fire codes make of it.

Reads rooms as GeoJSON (local metres; properties `number`, `name`, `storey`, `z`, `h`), draws the outline of
each storey round them, makes cores of the rooms that are called stair, toilet (RR) or elevator, and exits of
entries and stairs at the facade. All other rooms are given up: the planner lays the storeys out anew. The
building stands as often as it takes to reach the 5,000 m2 of CBEP-4.2.1, side by side on an invented site,
with the companies of the tutorial park in proportion.

The geometry is not part of this repository: name the file.

    python -m benchmarks.office ROOMS.geojson -o FOLDER && planner solve FOLDER/office.yaml -o FOLDER/office
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
import yaml
from shapely import Polygon, box
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

TUTORIAL = Path(__file__).parents[1] / "scenarios" / "minimal.yaml"
LEAST_M2 = 5_000
"""CBEP-4.2.1."""
WALL = 0.24
"""External wall that is drawn round the rooms, m."""
NICHES = 0.03
"""Share of a storey's rectangle that niches may take: rooms reach into the external wall where it is thin."""
BESIDE = 1.4
"""From a stair to the middle of its exit, m."""
CORE_WALL = 0.2
AT_FACADE = 0.6
"""A core nearer to a facade than this stands against it, m."""
APART = 24.0
MARGIN = 22.0
FILL = 1.01
"""Share of the tutorial park's areas a gross square metre that is asked for."""


@dataclass(frozen=True)
class Room:
    """A room of the building."""

    name: str
    storey: str
    elevation: float
    polygon: Polygon


def main() -> None:
    """Parse, make, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rooms", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    document = scenario(read(given.rooms))
    path = given.output / "office.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200), "utf-8")
    print(path)


def read(path: Path) -> list[Room]:
    """The rooms of a file, moved so that the building's lower left corner is the origin."""
    features = json.loads(path.read_text("utf-8"))["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    left, bottom, _, _ = shapely.total_bounds(shapes)
    rows = []
    for feature, polygon in zip(features, shapes, strict=True):
        of = feature["properties"]
        moved = shapely.transform(polygon, lambda points: points - (left, bottom) + WALL)
        rows.append(Room(of["name"].upper(), of["storey"], float(of["z"]), moved))
    return rows


def scenario(rooms: Sequence[Room]) -> dict[str, Any]:
    """The scenario as plain data."""
    storeys = storeys_of(rooms)
    outline = Polygon(storeys[0]["outline"])
    gross = sum(Polygon(storey["outline"]).area for storey in storeys)
    count = math.ceil(LEAST_M2 / gross)
    _, _, wide, deep = outline.bounds
    buildings = [
        {
            "id": chr(ord("A") + number),
            "name": f"Office {number + 1}",
            "name_zh": f"办公楼{number + 1}",
            "existing": True,
            "sprinklered": True,
            "fire_grade": "II",
            "at": [round(MARGIN + number * (wide + APART), 2), MARGIN],
            "storeys": storeys,
        }
        for number in range(count)
    ]
    across = round(2 * MARGIN + count * wide + (count - 1) * APART, 1)
    tutorial = yaml.safe_load(TUTORIAL.read_text("utf-8"))
    factor = FILL * count * gross / 8165  # the gross area of the tutorial park
    document: dict[str, Any] = {
        "format": "planner/1",
        "name": "A real office building",
        "name_zh": "实测办公楼",
        "standards": ["cbep", "sbt11233", "fire"],
        "base_type": "building" if count == 1 else "park",
        "site": {
            "slope_percent": 1,
            "boundary": [
                [0, 0],
                [across, 0],
                [across, round(deep + 2 * MARGIN, 1)],
                [0, round(deep + 2 * MARGIN, 1)],
            ],
            "gates": [
                {
                    "id": "G1",
                    "at": [round(across / 2, 1), 0],
                    "width_m": 9,
                    "traffic": ["people", "goods", "fire"],
                }
            ],
            "public_roads": [
                {"id": "PR1", "name": "Road", "centreline": [[-30, -12], [across + 30, -12]], "width_m": 18}
            ],
        },
        "buildings": buildings,
        "tenants": [scaled(tenant, factor) for tenant in tutorial["tenants"]],
        "programme": [scaled(row, factor) for row in tutorial["programme"]],
        "occupancy": tutorial["occupancy"],
    }
    return document


def scaled(row: dict[str, Any], factor: float) -> dict[str, Any]:
    """A tenant or a demand with its areas and staff in proportion; its wishes for storeys are dropped."""
    changed = {key: value for key, value in row.items() if key != "wish"}
    for key in ("least_m2", "wished_m2", "most_m2"):
        changed[key] = max(10, round(row[key] * factor / 10) * 10)
    if "staff" in row:
        changed["staff"] = max(1, round(row["staff"] * factor))
    return changed


def storeys_of(rooms: Sequence[Room]) -> list[dict[str, Any]]:
    """The storeys from below, without the place of the building."""
    names = sorted(
        {room.storey for room in rooms}, key=lambda name: min(r.elevation for r in rooms if r.storey == name)
    )
    shafts: list[Polygon] = []
    for room in rooms:  # a lift that is drawn on every storey is one
        if "ELEV" in room.name and "EQ" not in room.name and not any(map(room.polygon.intersects, shafts)):
            shafts.append(room.polygon)
    levels = [min(room.elevation for room in rooms if room.storey == name) for name in names]
    height = levels[1] - levels[0] if len(levels) > 1 else 4.0
    found = []
    for number, name in enumerate(names):
        here = [room for room in rooms if room.storey == name]
        outline = outline_of([room.polygon for room in here])
        storey: dict[str, Any] = {
            "id": f"{number + 1}F",
            "level": number + 1,
            "elevation_m": round(levels[number] - levels[0], 3),
            "height_m": round(height, 3),
            "clear_height_m": 2.5,
            "floor_load_kn_m2": 3,
            "outline": ring(outline),
            "cores": cores_of(here, shafts, outline),
            "daylight": "all",
        }
        if number == 0:
            storey["exits"] = exits_of(here, storey["cores"], outline)
        found.append(storey)
    return found


def outline_of(polygons: Sequence[Polygon]) -> Polygon:
    """Round the rooms and the walls between them, with an external wall: a rectangle, but for niches."""
    closed = shapely.union_all(polygons).buffer(0.5, join_style="mitre").buffer(-0.5, join_style="mitre")
    whole = box(*closed.bounds)
    held = Polygon(max(shapely.get_parts(closed), key=lambda part: part.area).exterior)
    if held.area < (1 - NICHES) * whole.area:
        raise SystemExit(
            f"rooms fill {held.area / whole.area:.0%} of their rectangle: expected an upright plan"
        )
    return shapely.set_precision(whole.buffer(WALL, join_style="mitre"), 0.01)


def cores_of(here: Sequence[Room], shafts: Sequence[Polygon], outline: Polygon) -> list[dict[str, Any]]:
    """A core round every stair; one round toilets and lifts."""
    cores = []
    for room in (room for room in here if "STAIR" in room.name):
        number = len(cores) + 1
        parts = [{"id": f"ST{number}", "kind": "stair", "outline": ring(straight(room.polygon))}]
        cores.append(core(number, [straight(room.polygon)], parts, outline))
    wet = [straight(room.polygon) for room in here if room.name in ("MENS RR", "WOMENS RR")]
    lifts = [straight(polygon) for polygon in shafts]
    number = len(cores) + 1
    apart = [_less(toilet, [*lifts, *wet[:k]]) for k, toilet in enumerate(wet)]
    parts = [
        {"id": f"WC{k + 1}", "kind": "toilet", "outline": ring(toilet)} for k, toilet in enumerate(apart)
    ]
    parts += [{"id": f"L{k + 1}", "kind": "lift", "outline": ring(lift)} for k, lift in enumerate(lifts)]
    if parts:
        cores.append(core(number, [*apart, *lifts], parts, outline))
    return cores


def core(
    number: int, parts: Sequence[Polygon], rows: list[dict[str, Any]], outline: Polygon
) -> dict[str, Any]:
    """The smallest upright rectangle round its parts, with walls, up to a facade that is near."""
    whole = box(*shapely.total_bounds(parts)).buffer(CORE_WALL, join_style="mitre")
    near = [
        there if abs(there - here) < AT_FACADE else here
        for here, there in zip(whole.bounds, outline.bounds, strict=True)
    ]
    return {"id": f"C{number}", "outline": ring(box(*near)), "parts": rows}


def _less(room: Polygon, others: Sequence[Polygon]) -> Polygon:
    """A rectangle cut so that it keeps a wall from others, as much of it as stays a rectangle."""
    for other in others:
        x0, y0, x1, y1 = room.bounds
        a0, b0, a1, b1 = other.buffer(CORE_WALL, join_style="mitre").bounds
        if x0 >= a1 or a0 >= x1 or y0 >= b1 or b0 >= y1:
            continue
        sides = [(x0, y0, a0, y1), (a1, y0, x1, y1), (x0, y0, x1, b0), (x0, b1, x1, y1)]
        kept = [side for side in sides if side[0] < side[2] and side[1] < side[3]]
        room = max((box(*side) for side in kept), key=lambda piece: piece.area)
    return room


def straight(polygon: BaseGeometry) -> Polygon:
    """The upright rectangle round a room."""
    return box(*polygon.bounds)


def exits_of(here: Sequence[Room], cores: Sequence[dict[str, Any]], outline: Polygon) -> list[dict[str, Any]]:
    """An exit in the facade before every entry and vestibule that lies at it, and beside every stair at it.

    The file has no doors: that a stair at the facade opens to the outside is assumed, and since exits open to
    corridors here, that door stands beside it.
    """
    found = []
    for room in here:
        away = room.polygon.distance(outline.exterior)
        if ("ENTRY" in room.name or "VESTIBULE" in room.name) and away < 2 * WALL:
            near = outline.exterior.interpolate(outline.exterior.project(room.polygon.centroid))
            found.append(
                {"id": f"X{len(found) + 1}", "at": [round(near.x, 2), round(near.y, 2)], "width_m": 1.8}
            )
    for stair in (core for core in cores if core["parts"][0]["kind"] == "stair"):
        x0, _, x1, y1 = Polygon(stair["outline"]).bounds
        left, _, right, _ = outline.bounds
        for facade, side in ((left, x0), (right, x1)):
            if abs(facade - side) < WALL:
                at = [round(facade, 2), round(y1 + BESIDE, 2)]
                found.append({"id": f"X{len(found) + 1}", "at": at, "width_m": 1.2})
    return found


def ring(polygon: Polygon) -> list[list[float]]:
    """Its corners, to the centimetre."""
    return [[round(x, 2), round(y, 2)] for x, y in polygon.exterior.coords[:-1]]


if __name__ == "__main__":
    main()
