"""How long the check takes for many storeys of fifty rooms each, all fire codes in force.

A building has ten storeys of 112 x 22 m: a corridor, 25 rooms on each side of it, a stair at either end; with
the roads, fire lanes, stands and hydrants that the planner lays round it. It is copied as often as needed.

    python -m benchmarks.storeys --storeys 10 50 100 200 [--profile] [--keep DIR]

Prints a JSON line for each number of storeys: processor seconds of reading the scenario, of the check
and of writing the certificate, and at last the exponent of growth of the check.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shapely import LineString, Point, Polygon, box

from benchmarks.check import bundle_of, copies, measure
from planner.circulation.site import site_roads
from planner.kinds import standard_catalogue
from planner.model import (
    Building,
    Core,
    CorePart,
    Corridor,
    Demand,
    Door,
    Exit,
    Gate,
    Layout,
    Occupancy,
    PlaceWish,
    Policies,
    RoomSpec,
    Scenario,
    Site,
    Space,
    Storey,
    StoreyLayout,
    TrafficKind,
    Weights,
)
from solvers.lanes.design import design_fire_site

M = 1000
WIDE, DEEP, LEVELS, ROOMS = 112.0, 22.0, 10, 50
HEIGHT = 3_900
PITCH = 4.0
KINDS = ("open_office", "private_office", "open_office", "meeting_room", "open_office")
ORIGIN = (40.0, 40.0)


def mm(left: float, bottom: float, right: float, top: float) -> Polygon:
    """A rectangle of the building's own frame on the site."""
    x, y = ORIGIN
    return box(round((x + left) * M), round((y + bottom) * M), round((x + right) * M), round((y + top) * M))


def park() -> tuple[Scenario, Layout]:
    """One building on its site, and its layout."""
    levels = range(1, LEVELS + 1)
    building = Building("A", "A", "A栋", False, True, "II", tuple(_storey(level) for level in levels))
    everyone: frozenset[TrafficKind] = frozenset(("people", "goods", "fire"))
    wide, deep = WIDE + 80, DEEP + 80
    site = Site(
        boundary=box(0, 0, wide * M, deep * M),
        gates=(
            Gate("G1", Point(wide / 2 * M, 0), 9_000, everyone),
            Gate("G2", Point(0, 20 * M), 9_000, everyone),
        ),
    )
    area = LEVELS * ROOMS * 40 * M * M
    rooms = (RoomSpec("open_office", 1, 40 * M * M),)
    demand = Demand(
        "OFFICE",
        "office_area",
        None,
        "Offices",
        "办公",
        M * M,
        area,
        2 * area,
        rooms,
        True,
        True,
        False,
        1.0,
        PlaceWish(),
    )
    scenario = Scenario(
        name="Fifty rooms a storey",
        name_zh="每层五十间",
        site=site,
        buildings=(building,),
        tenants=(),
        demands=(demand,),
        flows=(),
        pins=(),
        occupancy=Occupancy(18, 0.5),
        standards=("cbep", "sbt11233", "fire"),
        base_type="park",
        policies=Policies(),
        weights=Weights(),
        catalogue=standard_catalogue(),
        source="generated",
        sha256="",
    )
    roads, plans = site_roads(scenario), tuple(_plan(f"A/{level}F", level) for level in levels)
    return scenario, Layout(plans, roads, design_fire_site(scenario, roads, plans).site)


def _storey(level: int) -> Storey:
    id = f"A/{level}F"
    outline = mm(0, 0, WIDE, DEEP)
    exits = [
        Exit(f"{id}/X{k}", Point((ORIGIN[0] + x) * M, ORIGIN[1] * M), 1_800)
        for k, x in ((1, 54.0), (2, 70.0))
    ]
    return Storey(
        id=id,
        building="A",
        name=f"{level}F",
        level=level,
        elevation_mm=(level - 1) * HEIGHT,
        height_mm=HEIGHT,
        clear_height_mm=2_900,
        floor_load_kn_m2=4.0,
        outline=outline,
        cores=tuple(_core(f"{id}/{name}", x) for name, x in (("C1", 0.0), ("C2", WIDE - 6))),
        exits=tuple(exits) if level == 1 else (),
        daylight=(LineString(outline.exterior.coords),),
    )


def _core(id: str, x: float) -> Core:
    parts = (
        CorePart(f"{id}/ST", "stair", mm(x + 0.2, 8.2, x + 5.8, 12.0)),
        CorePart(f"{id}/L", "lift", mm(x + 0.2, 12.2, x + 2.8, 13.8)),
    )
    return Core(id, mm(x, 8, x + 6, 14), parts)


def _plan(id: str, level: int) -> StoreyLayout:
    corridor = Corridor(f"{id}/c01", "A", id, mm(6, 10, WIDE - 6, 12), 2_000)
    spaces, doors = [], []
    for k in range(ROOMS):
        column, north = k % (ROOMS // 2), k >= ROOMS // 2
        left = 6.0 + PITCH * column + 0.06
        low, high = (12.12, DEEP - 0.24) if north else (0.24, 9.88)
        kind = KINDS[k % len(KINDS)]
        own = f"{id}/s{k + 1:02d}"
        shape = mm(left, low, left + PITCH - 0.12, high)
        spaces.append(Space(own, "A", id, kind, "office_area", shape, kind, kind, None, "OFFICE"))
        at = left + PITCH / 2
        y = 12.0 if north else 9.88
        opening = mm(at - 0.5, y, at + 0.5, y + 0.12)
        doors.append(Door(f"{id}/d{k + 1:03d}", "A", id, opening, 1_000, (own, corridor.id)))
    ends = ((f"{id}/C1", 5.8), (f"{id}/C2", WIDE - 6))
    for k, (core, x) in enumerate(ends, ROOMS + 1):
        opening = mm(x, 10.4, x + 0.2, 11.6)
        doors.append(Door(f"{id}/d{k:03d}", "A", id, opening, 1_200, (corridor.id, core)))
    return StoreyLayout(id, tuple(spaces), (corridor,), tuple(doors))


def growth(rows: Sequence[dict[str, Any]]) -> float:
    """Exponent of the check's seconds over the storeys: slope of the logarithms by least squares."""
    points = [(math.log(row["storeys"]), math.log(max(row["check_s"], 0.01))) for row in rows]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--storeys", type=int, nargs="+", default=[10, 50, 100, 200])
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    scenario, layout = park()
    rows = []
    for count in given.storeys:
        many = copies(scenario, layout, -(-count // LEVELS))
        with tempfile.TemporaryDirectory() as scratch:
            folder = given.keep or Path(scratch)
            rows.append(measure(bundle_of(*many, folder), folder, given.profile))
        print(json.dumps(rows[-1]), flush=True)
    if len(rows) > 1:
        print(json.dumps({"exponent_of_growth": round(growth(rows), 2)}))


if __name__ == "__main__":
    main()
