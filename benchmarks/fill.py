"""Storeys of many rooms filled to 95 %: whether a plan is found, in what time, and how evaluation grows.

    python -m benchmarks.fill                              # 20, 50, 100, 200 and 500 rooms, 3 seeds each
    python -m benchmarks.fill --rooms 500 --seeds 1 --json # JSON lines alone

Storeys are slabs twice as long as deep, with a core every 40 m or so along both long facades. Rooms are
suites of 20 to 100 m2, drawn at random; with their walls they fill 95 % of what lies inside the external
walls, outside the cores and is not taken by corridors of 15 % of the gross area; each may deviate by 10 %
from its area. A plan in which somebody is left out counts as none. Seconds are of the processor; frames,
which all storeys of a shape share, are told apart.

One evaluation: laying out a storey's pieces once, all of them, at the best state found.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import time
from dataclasses import dataclass
from typing import Any

from shapely.geometry import LineString, Point, box

from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Building,
    Core,
    CorePart,
    Exit,
    Gate,
    Occupancy,
    Placement,
    PlaceWish,
    Policies,
    RoomSpec,
    Scenario,
    Site,
    Storey,
    Tenant,
    Weights,
)

ROOMS = (20, 50, 100, 200, 500)
MEAN_M2 = 40.0
"""Mean area of a room."""
LEAST_M2, MOST_M2 = 20, 100
SHARE = 0.70
"""Share of a plate that its rooms are expected to take: only decides how large it is drawn."""
FILL, CORRIDORS = 0.95, 0.15
"""Share of the ground that rooms fill with their walls; of the gross area that corridors are to take."""
CORE_EVERY_M = 40.0
CORE_M = (8.0, 6.0)
SLACK = 0.1


@dataclass(frozen=True, slots=True)
class Case:
    """A storey and what is put on it."""

    scenario: Scenario
    storey: Storey
    rows: tuple[Placement, ...]


def storey_for(rooms: int) -> Storey:
    """A slab of the size for so many rooms, with its cores along both long facades."""
    depth = math.sqrt(rooms * MEAN_M2 / SHARE / 2)
    length = 2 * depth
    outline = box(0, 0, round(length * 1000), round(depth * 1000))
    count = max(1, round(length / CORE_EVERY_M))
    wide, deep = (round(side * 1000) for side in CORE_M)
    cores = []
    for k in range(count):
        x = round((k + 0.5) * length / count * 1000) - wide // 2
        for side in ("S", "N") if rooms > min(ROOMS) else ("S",):
            y = 0 if side == "S" else round(depth * 1000) - deep
            id = f"A/1F/C{side}{k}"
            stair = box(x + 200, y + 200, x + 3_000, y + deep - 200)
            lift = box(x + 3_400, y + 200, x + wide - 200, y + deep - 200)
            parts = (CorePart(f"{id}/ST", "stair", stair), CorePart(f"{id}/L", "lift", lift))
            cores.append(Core(id, box(x, y, x + wide, y + deep), parts))
    ring = list(outline.exterior.coords)
    return Storey(
        id="A/1F", building="A", name="1F", level=1, elevation_mm=0, height_mm=5_400, clear_height_mm=4_500,
        floor_load_kn_m2=10.0, outline=outline, cores=tuple(cores),
        exits=(Exit("A/1F/X1", Point(0, round(depth * 500)), 1_800),),
        daylight=tuple(LineString(ring[k : k + 2]) for k in range(4)),
    )  # fmt: skip


def room_for(storey: Storey) -> float:
    """Ground of a storey that is neither core, external wall nor corridor, m2."""
    policies = Policies()
    inside = storey.outline.buffer(-policies.exterior_wall_mm, join_style="mitre").area
    cores = sum(core.polygon.area for core in storey.cores)
    return (inside - cores - CORRIDORS * storey.gross_area) / M2


def case(rooms: int, seed: int) -> Case:
    """So many rooms that with their walls fill ``FILL`` of the ground there is for them."""
    from solvers.arrange.items import gross

    rng = random.Random(f"{rooms}/{seed}")
    drawn = [rng.triangular(LEAST_M2, MOST_M2, 0.9 * MEAN_M2) for _ in range(rooms)]
    storey = storey_for(rooms)
    wall = Policies().interior_wall_mm / 1000
    room = FILL * room_for(storey)
    scale = room / sum(gross(area, wall) for area in drawn)
    areas = [max(LEAST_M2, round(area * scale)) for area in drawn]
    tenants = tuple(_tenant(f"T{k:03d}", area) for k, area in enumerate(areas, 1))
    rows = tuple(
        Placement(
            tenant.id, storey.id, "office_area", tenant.id, area * M2, round((1 - SLACK) * area * M2),
            round((1 + SLACK) * area * M2), (RoomSpec("tenant_suite", 1, area * M2),),
        )
        for tenant, area in zip(tenants, areas, strict=True)
    )  # fmt: skip
    return Case(_scenario(storey, tenants), storey, rows)


def _tenant(id: str, area: int) -> Tenant:
    low, high = round((1 - SLACK) * area * M2), round((1 + SLACK) * area * M2)
    return Tenant(id, id, id, "operator", True, False, low, area * M2, high, 4, 0, 60.0, True, PlaceWish())


def _scenario(storey: Storey, tenants: tuple[Tenant, ...]) -> Scenario:
    x0, y0, x1, y1 = storey.outline.buffer(20_000).bounds
    boundary = box(round(x0), round(y0), round(x1), round(y1))
    gate = Gate("G1", Point(boundary.exterior.coords[0]), 6_000, frozenset({"people"}))
    return Scenario(
        name="Fill", name_zh="满铺", site=Site(boundary, (gate,)),
        buildings=(Building("A", "A", "A", False, True, "II", (storey,)),), tenants=tenants, demands=(),
        flows=(), pins=(), occupancy=Occupancy(0, 0.0), standards=("cbep",), base_type="park",
        policies=Policies(), weights=Weights(), catalogue=standard_catalogue(), source="fill.yaml",
        sha256="0" * 64,
    )  # fmt: skip


def run(rooms: int, seeds: int) -> list[dict[str, Any]]:
    """All seeds of a size."""
    from solvers.arrange import arrange_storey
    from solvers.arrange.networks import frames_of

    storey = storey_for(rooms)
    begun = time.process_time()
    frames_of(storey, Policies(), Policies().corridor_width_mm)
    frames_s = time.process_time() - begun
    lines = []
    for seed in range(1, seeds + 1):
        made = case(rooms, seed)
        begun = time.process_time()
        got = arrange_storey(made.scenario, made.storey, made.rows, seed=seed)
        seconds = time.process_time() - begun
        kept = () if got.layout is None else got.layout.spaces
        wanted = {row.subject: row.area for row in made.rows}
        errors = [abs(s.area - wanted[s.subject]) / wanted[s.subject] for s in kept if s.subject in wanted]
        ways = 0 if got.layout is None else sum(way.polygon.area for way in got.layout.corridors)
        lines.append(
            {
                "rooms": rooms,
                "seed": seed,
                "gross_m2": round(storey.gross_area / M2),
                "rooms_share": round(sum(wanted.values()) / storey.gross_area, 4),
                "left_out": len(got.left_out),
                "reason": got.reason,
                "seconds": round(seconds, 2),
                "frames_s": round(frames_s, 2),
                "corridors": round(ways / storey.gross_area, 4),
                "area_error": round(statistics.fmean(errors), 4) if errors else None,
            }
        )
    return lines


def evaluation_us(rooms: int) -> float:
    """Microseconds of laying out all pieces of a storey once; the median of many."""
    import numpy as np

    from solvers.arrange.fill import Task
    from solvers.arrange.items import items_of, vacant_item
    from solvers.arrange.kernel import decode
    from solvers.arrange.networks import frames_of
    from solvers.arrange.pulls import no_draws
    from solvers.arrange.storey import core_boxes

    storey = storey_for(rooms)
    policies = Policies()
    plate, frames = frames_of(storey, policies, policies.corridor_width_mm)
    made = case(rooms, 1)
    catalogue = made.scenario.catalogue
    items = items_of(made.rows, catalogue, plate.wall, docks=False)
    vacant = vacant_item(catalogue, plate.wall, policies.least_vacant_unit_area / 1e6)
    hang = (plate.corridor, core_boxes(plate), no_draws(len(items)))
    task = Task(items, vacant, None, plate.daylight, (), plate.wall, vacant.target, hang)
    best = max(frames, key=lambda frame: (len(frame.pieces), -frame.share))
    fill = task.start(best, np.random.default_rng(1))
    if fill is None:
        return math.nan
    cap = fill.state[0].shape[1]
    leaves, boxes = np.empty(cap + 2, np.int64), np.empty((cap + 2, 9))
    scratch = (np.empty(cap + 2), leaves, boxes, np.empty((2 * cap + 8, 7)))
    arrays = fill.data.arrays()
    times = []
    for _ in range(200):
        begun = time.process_time_ns()
        for piece in range(len(fill.data.polygons)):
            decode(
                piece, fill.state, arrays, fill.rows, fill.roles, fill.count, fill.filler_least, fill.wall,
                scratch, 1e18,
            )  # fmt: skip
        times.append((time.process_time_ns() - begun) / 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rooms", type=int, nargs="+", default=list(ROOMS))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="JSON lines alone")
    given = parser.parse_args()
    from solvers.arrange import warm

    warm()
    speeds: dict[int, float] = {}
    for rooms in given.rooms:
        for line in run(rooms, given.seeds):
            print(json.dumps(line, ensure_ascii=False), flush=True)
        speeds[rooms] = evaluation_us(rooms)
        print(json.dumps({"rooms": rooms, "evaluation_us": round(speeds[rooms], 1)}), flush=True)
    if len(speeds) > 1 and not given.json:
        few, many = min(speeds), max(speeds)
        grows = math.log(speeds[many] / speeds[few]) / math.log(many / few)
        print(f"growth of one evaluation from {few} to {many} rooms: exponent {grows:.2f}")


if __name__ == "__main__":
    main()
