"""The arrangement against the obvious model: free rectangles that must not overlap, in CP-SAT.

    python benchmarks/rectangles.py                                # storeys of 5, 10, 20, 40 rooms
    python benchmarks/rectangles.py --rooms 10 --seeds 1 --json    # JSON lines alone

Storeys are slabs with two cores and a double-loaded spine, made so that a plan of rectangles along that
spine is known. The obvious model is given the spine; ``arrange_storey`` has to find its corridors itself and
must leave nothing unassigned. The obvious model is tried twice: free to leave gaps, and with that duty too.
All plans are checked and measured from their polygons alone: mean relative deviation of the net areas from
the wished ones, plus the mean excess of the aspects over 1.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import mean
from typing import Any

from shapely import union_all
from shapely.geometry import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.check.clearance import aspect, inscribed_width
from planner.kinds import standard_catalogue
from planner.model import (
    Building,
    Core,
    CorePart,
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

CELL = 120
"""Grid of the obvious model, mm: one partition. Corridor and least width are whole numbers of it."""
SPINE = 16
"""Gross width of the spine in cells: 1.8 m clear and half a partition on either side."""
CORE = 40
"""Width of a core in cells, 4.8 m; it reaches from the spine to the facade."""
FILL = 0.76
"""Wished room area over the plate inside its external walls and outside its cores."""
LEAST, MOST = 0.95, 1.25
"""Share of its wish that a room must and may have."""
FACADE = 180
"""From the outline to the first cell, mm: the external wall less half a partition."""
SCALE = 1_000_000
"""The measure in integers, for CP-SAT."""
KIND = standard_catalogue().spaces["tenant_suite"]
VACANT = 4
"""Vacant units that the obvious model may use, one for each side of the spine and end of the plate."""
WIDTH = round(KIND.min_width * 1000 / CELL) + 1
"""Least gross side of a room in cells."""

Box = tuple[int, int, int, int]
"""West, south, east, north in cells from the inner corner of the plate."""


@dataclass(frozen=True, slots=True)
class Case:
    """A storey to arrange and what is wished on it; ``witness`` is a plan of rectangles that holds."""

    rooms: int
    seed: int
    storey: Storey
    size: tuple[int, int]
    spine: Box
    cores: tuple[Box, ...]
    wishes: Mapping[str, int]
    """Room -> wished net area, mm2."""
    witness: Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a method made of a case: net rooms by id, and what else is in use (corridors, vacant units)."""

    rooms: Mapping[str, Polygon] | None
    corridors: tuple[BaseGeometry, ...]
    vacant: tuple[Polygon, ...]
    seconds: float
    history: tuple[tuple[float, float], ...] = ()
    """Seconds and measure of each solution on the way."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """Status; ``cores``: processors it really got on a shared machine; runs of the arrangement."""


# ---------------------------------------------------------------- storeys


def case(rooms: int, seed: int) -> Case:
    """A slab with this many rooms; drawn anew until rectangles along the spine are known to hold."""
    rng = random.Random(f"{rooms}-{seed}")
    while True:
        half = rng.randrange(67, 84)  # rooms 8 to 10 m deep on both sides of the spine
        wishes = {f"T{k + 1:02d}": _wish(rng, half) for k in range(rooms)}
        inside = sum(wishes.values()) / CELL**2 / FILL + 2 * CORE * half
        size = (math.ceil(inside / (2 * half + SPINE)), 2 * half + SPINE)
        cores = _cores(rng, size, half)
        found = _shelves(wishes, size, half, cores)
        if found is not None:
            spine = (0, half, size[0], half + SPINE)
            return Case(rooms, seed, _storey(size, cores), size, spine, cores, wishes, found)


def _wish(rng: random.Random, half: int) -> int:
    """Net area for a room of the whole depth that is 4.2 to 9.6 m wide, mostly small; to 0.5 m2."""
    width = rng.triangular(35, 80, 42)
    return round((width - 1) * (half - 1) * CELL**2 / 500_000) * 500_000


def _cores(rng: random.Random, size: tuple[int, int], half: int) -> tuple[Box, Box]:
    """One core near either end, each on a side of the spine of its own choice."""
    long, deep = size
    west = round(long * rng.uniform(0.18, 0.3))
    east = long - round(long * rng.uniform(0.18, 0.3))
    sides = [(0, half) if rng.random() < 0.5 else (deep - half, deep) for _ in range(2)]
    (south, top), (low, high) = sides
    return (west, south, west + CORE, top), (east - CORE, low, east, high)


def _shelves(
    wishes: Mapping[str, int], size: tuple[int, int], half: int, cores: Sequence[Box]
) -> dict[str, Box] | None:
    """Rooms of the whole depth side by side between the cores, large first; ``None`` if they don't go in."""
    long, deep = size
    if cores[0][2] + WIDTH > cores[1][0]:
        return None
    gaps: list[list[int]] = []  # south edge, first free column, end
    for south in (0, deep - half):
        at = 0
        for core in (core for core in cores if core[1] == south):
            gaps.append([south, at, core[0]])
            at = core[2]
        gaps.append([south, at, long])
    found: dict[str, Box] = {}
    for id, wish in sorted(wishes.items(), key=lambda pair: -pair[1]):
        width = max(WIDTH, math.ceil(LEAST * wish / CELL**2 / (half - 1)) + 1)
        fitting = [gap for gap in gaps if gap[2] - gap[1] >= width]
        if not fitting:
            return None
        gap = min(fitting, key=lambda gap: gap[2] - gap[1])
        found[id] = (gap[1], gap[0], gap[1] + width, gap[0] + half)
        gap[1] += width
    return found


def _storey(size: tuple[int, int], cores: Sequence[Box]) -> Storey:
    """An upper storey: no exits or docks, light from every side."""
    wide, deep = (2 * FACADE + CELL * cells for cells in size)
    outline = box(0, 0, wide, deep)
    stairs = tuple(
        Core(f"A/2F/C{k}", polygon(core), (CorePart(f"A/2F/C{k}/ST1", "stair", polygon(core, 200)),))
        for k, core in enumerate(cores, start=1)
    )
    light = (outline.exterior,)
    return Storey("A/2F", "A", "2F", 2, 4500, 3900, 2900, 3.0, outline, stairs, daylight=light)


def polygon(cells: Box, inset: int = 0) -> Polygon:
    """A box of cells in the storey's millimetres, ``inset`` mm smaller on every side."""
    west, south, east, north = (FACADE + CELL * value for value in cells)
    return box(west + inset, south + inset, east - inset, north - inset)


def scenario(made: Case) -> Scenario:
    """The case as a park of one storey, with the standard policies."""
    land = made.storey.outline.buffer(20_000, join_style="mitre")
    gate = Gate("G1", Point(land.bounds[0], land.bounds[1]), 6_000, frozenset({"people"}))
    return Scenario(
        name=f"Slab of {made.rooms} rooms, seed {made.seed}",
        name_zh=f"{made.rooms} 间标准层 {made.seed}",
        site=Site(land, (gate,)),
        buildings=(Building("A", "A", "A", False, True, "II", (made.storey,)),),
        tenants=tuple(_tenant(id, wish) for id, wish in made.wishes.items()),
        demands=(), flows=(), pins=(), occupancy=Occupancy(0, 0.0), standards=(), base_type="park",
        policies=Policies(), weights=Weights(), catalogue=standard_catalogue(), source="generated", sha256="",
    )  # fmt: skip


def _tenant(id: str, wish: int) -> Tenant:
    least, most = _limits(wish)
    return Tenant(id, id, id, "operator", True, False, least, wish, most, 8, 0, 60.0, True, PlaceWish())


def _placement(storey: Storey, id: str, wish: int) -> Placement:
    suite = (RoomSpec(KIND.id, 1, wish),)
    return Placement(id, storey.id, "office_area", id, wish, *_limits(wish), suite)


def _limits(wish: int) -> tuple[int, int]:
    return math.ceil(LEAST * wish), math.floor(MOST * wish)


# ---------------------------------------------------------------- the measure


def objective(wishes: Mapping[str, int], rooms: Mapping[str, Polygon]) -> float:
    """Mean relative deviation from the wished area plus mean excess of the aspect over 1."""
    areas = mean(abs(rooms[id].area - wish) / wish for id, wish in wishes.items())
    return areas + mean(aspect(rooms[id]) - 1.0 for id in wishes)


def faults(made: Case, answer: Answer) -> list[str]:
    """What is wrong with a plan, the same for every method; empty where it holds.

    Every room there, inside, apart from the others by a partition, of its area, width and aspect
    (2 mm and 0.01 m2 for rounding), and with 1 m of wall along a corridor.
    """
    if answer.rooms is None:
        return ["no plan"]
    rooms = answer.rooms
    found = [f"{id}: missing" for id in made.wishes if id not in rooms]
    free = made.storey.outline.buffer(-Policies().exterior_wall_mm + 2, join_style="mitre").difference(
        union_all([core.polygon for core in made.storey.cores])
    )
    ways = union_all(list(answer.corridors))
    for id, room in rooms.items():
        found += _room_faults(id, room, made.wishes[id], free, ways)
    rest = [("a vacant unit", shape) for shape in answer.vacant]
    for (one, shape), (other, near) in combinations([*rooms.items(), *rest, ("corridor", ways)], 2):
        if shape.distance(near) < CELL - 2:
            found.append(f"{one} and {other}: closer than a partition")
    return found


def _room_faults(id: str, room: Polygon, wish: int, clear: BaseGeometry, ways: BaseGeometry) -> Iterator[str]:
    if not clear.covers(room):
        yield f"{id}: outside the plate or in a core"
    if not LEAST * wish - 10_000 <= room.area <= MOST * wish + 10_000:
        yield f"{id}: {room.area / 1e6:.2f} m2 for {wish / 1e6:.2f}"
    if inscribed_width(room, 1000 * KIND.min_width) < 1000 * KIND.min_width - 2:
        yield f"{id}: narrow"
    if aspect(room) > KIND.max_aspect + 1e-3:
        yield f"{id}: long"
    reach = CELL + 20  # what of the corridor lies within 20 mm behind the partition
    if room.buffer(reach, join_style="mitre").intersection(ways).area < 1000 * KIND.door_m * 18:
        yield f"{id}: no door to a corridor"


def unassigned(made: Case, answer: Answer) -> float:
    """Share of the plate without walls and cores that is neither room, corridor nor vacant unit."""
    plate = polygon((0, 0, *made.size)).difference(union_all([polygon(core) for core in made.cores]))
    used = [*(answer.rooms or {}).values(), *answer.vacant, *answer.corridors]
    taken = union_all([shape.buffer(CELL / 2 + 1, join_style="mitre") for shape in used])
    return float(plate.difference(taken).area / plate.area)


# ---------------------------------------------------------------- the two methods


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Variables of a rectangle in cells: gross place and sides, net area, short and long net side."""

    x: Any
    y: Any
    w: Any
    h: Any
    area: Any
    small: Any
    large: Any
    present: Any
    """Literal, or ``True`` for a room that must be there."""


def free_rectangles(made: Case, seconds: float, *, whole: bool = False, workers: int = 2) -> Answer:
    """The obvious model in CP-SAT: place, sides and area product of every room, no overlap in the plane.

    ``whole`` asks for what the arrangement gives: nothing unassigned; vacant units take what rooms leave.
    """
    from ortools.sat.python import cp_model

    seen: list[tuple[float, float]] = []

    class Watch(cp_model.CpSolverSolutionCallback):
        """Notes when each solution came."""

        def on_solution_callback(self) -> None:
            seen.append((self.wall_time, self.objective_value / SCALE / made.rooms))

    model = cp_model.CpModel()
    found = _model(model, made, whole=whole)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    before = time.process_time()
    status = solver.solve(model, Watch())
    cores = round((time.process_time() - before) / solver.wall_time, 2)
    notes = {"status": solver.status_name(status), "cores": cores}
    if not seen:
        return Answer(None, (), (), solver.wall_time, (), notes)
    placed = {}
    for id, one in found.items():
        if one.present is True or solver.value(one.present):
            x, y, w, h = (solver.value(v) for v in (one.x, one.y, one.w, one.h))
            placed[id] = polygon((x, y, x + w, y + h), CELL // 2)
    vacant = tuple(shape for id, shape in placed.items() if id not in made.wishes)
    rooms = {id: placed[id] for id in made.wishes}
    return Answer(rooms, (polygon(made.spine, CELL // 2),), vacant, solver.wall_time, tuple(seen), notes)


def _model(model: Any, made: Case, *, whole: bool) -> dict[str, Rectangle]:
    """Rectangles, their rules and the measure; the rooms by id, vacant units by other names."""
    fixed = [made.spine, *made.cores]
    across = [model.new_fixed_size_interval_var(b[0], b[2] - b[0], "") for b in fixed]
    along = [model.new_fixed_size_interval_var(b[1], b[3] - b[1], "") for b in fixed]
    found, costs = {}, []
    for id, wish in made.wishes.items():
        limits = math.ceil(LEAST * wish / CELL**2), math.floor(MOST * wish / CELL**2)
        found[id] = _rectangle(model, made, id, limits, (across, along))
        costs.append(_cost(model, found[id], wish))
    if whole:
        free = made.size[0] * made.size[1] - sum((b[2] - b[0]) * (b[3] - b[1]) for b in fixed)
        used = [_gross(one) for one in found.values()]
        for name in (f"vacant {k + 1}" for k in range(VACANT)):
            limits = math.ceil(KIND.min_area * 1e6 / CELL**2), free
            one = _rectangle(model, made, name, limits, (across, along), model.new_bool_var(name))
            gross = model.new_int_var(0, free, f"{name} gross")
            model.add(gross == _gross(one)).only_enforce_if(one.present)
            model.add(gross == 0).only_enforce_if(~one.present)
            found[name] = one
            used.append(gross)
        model.add(sum(used) == free)
    model.add_no_overlap_2d(across, along)
    model.minimize(sum(costs))
    return found


def _gross(one: Rectangle) -> Any:
    """Area with half the partitions: (w - 1) (h - 1) + w + h - 1 = w h."""
    return one.area + one.w + one.h - 1


def _rectangle(
    model: Any,
    made: Case,
    id: str,
    limits: tuple[int, int],
    intervals: Sequence[list[Any]],
    present: Any = True,
) -> Rectangle:
    """A rectangle along the spine with ``limits`` of its net area, of the width and aspect of its kind."""
    long, deep = made.size
    x, w = model.new_int_var(0, long, f"{id} x"), model.new_int_var(WIDTH, long, f"{id} w")
    y, h = model.new_int_var(0, deep, f"{id} y"), model.new_int_var(WIDTH, deep, f"{id} h")
    end, top = model.new_int_var(0, long, f"{id} e"), model.new_int_var(0, deep, f"{id} t")
    intervals[0].append(model.new_optional_interval_var(x, w, end, present, f"{id} across"))
    intervals[1].append(model.new_optional_interval_var(y, h, top, present, f"{id} along"))
    north = model.new_bool_var(f"{id} north")  # the spine is as long as the plate: it is above or below
    model.add(y == made.spine[3]).only_enforce_if(north)
    model.add(top == made.spine[1]).only_enforce_if(~north)
    area = model.new_int_var(*limits, f"{id} area")
    model.add_multiplication_equality(area, [w - 1, h - 1])
    small, large = (
        model.new_int_var(WIDTH - 1, max(made.size), f"{id} {side}") for side in ("small", "large")
    )
    model.add_min_equality(small, [w - 1, h - 1])
    model.add_max_equality(large, [w - 1, h - 1])
    model.add(large <= round(KIND.max_aspect) * small)
    return Rectangle(x, y, w, h, area, small, large, present)


def _cost(model: Any, one: Rectangle, wish: int) -> Any:
    """The room's part of the measure times ``SCALE``."""
    wished, most = round(wish / CELL**2), round(100 * KIND.max_aspect)
    off = model.new_int_var(0, wished, "")
    model.add_abs_equality(off, one.area - wished)
    ratio = model.new_int_var(100, most, "")  # the aspect in hundredths, rounded up
    product = model.new_int_var(0, wished * most, "")
    model.add_multiplication_equality(product, [ratio, one.small])
    model.add(product >= 100 * one.large)
    return round(SCALE / wished) * off + (SCALE // 100) * (ratio - 100)


def arrangement(made: Case, seconds: float) -> Answer:
    """``arrange_storey`` as the planner calls it; further seeds while it has no layout and time is left."""
    from solvers.arrange import arrange_storey

    park = scenario(made)
    places = [_placement(made.storey, id, wish) for id, wish in made.wishes.items()]
    start, before = time.perf_counter(), time.process_time()
    runs, layout, reason = 0, None, ""
    while layout is None and time.perf_counter() - start < seconds:
        outcome = arrange_storey(park, made.storey, places, seed=runs, effort=1)
        layout, reason = outcome.layout, outcome.reason
        runs += 1
    took = time.perf_counter() - start
    cores = round((time.process_time() - before) / took, 2)
    notes = {"status": reason or "ARRANGED", "runs": runs, "cores": cores}
    if layout is None or took > seconds:
        return Answer(None, (), (), took, (), notes)
    rooms = {str(space.subject): space.polygon for space in layout.spaces if space.subject}
    vacant = tuple(space.polygon for space in layout.spaces if not space.subject)
    ways = tuple(corridor.polygon for corridor in layout.corridors)
    return Answer(rooms, ways, vacant, took, ((took, objective(made.wishes, rooms)),), notes)


# ---------------------------------------------------------------- the report


def measured(made: Case, answer: Answer) -> dict[str, Any]:
    """A method's row: whether it holds, the measure from the polygons, seconds."""
    rooms, wrong = answer.rooms, faults(made, answer)
    row: dict[str, Any] = {"solved": not wrong, "faults": wrong, "seconds": round(answer.seconds, 2)}
    if rooms is not None and not wrong:
        row["objective"] = round(objective(made.wishes, rooms), 4)
        row["area"] = round(mean(abs(rooms[i].area / w - 1) for i, w in made.wishes.items()), 4)
        row["unassigned"] = round(unassigned(made, answer), 4)
    return {**row, **answer.notes}


def compare(rooms: int, seed: int, seconds: float) -> dict[str, Any]:
    """One case, all methods, one after the other."""
    made = case(rooms, seed)
    answers = {
        "arrangement": arrangement(made, seconds),
        "rectangles": free_rectangles(made, seconds),
        "rectangles, whole plate": free_rectangles(made, seconds, whole=True),
    }
    rows = {method: measured(made, answer) for method, answer in answers.items()}
    ours = rows["arrangement"]
    for method, answer in answers.items():
        if method != "arrangement" and ours["solved"] and rows[method]["solved"]:
            reached = [at for at, value in answer.history if value <= ours["objective"]]
            rows[method]["first_ratio"] = round(answer.history[0][0] / ours["seconds"], 3)
            rows[method]["match_ratio"] = round(reached[0] / ours["seconds"], 3) if reached else None
    return {"rooms": rooms, "seed": seed, "gross_m2": round(made.storey.gross_area / 1e6), "methods": rows}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The summary, a line for each number of rooms and method; means over the cases that method solved."""
    lines = [
        "| rooms | method | solved | objective | of it area | unassigned % | s | first plan | as good |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for rooms in sorted({row["rooms"] for row in rows}):
        same = [row["methods"] for row in rows if row["rooms"] == rooms]
        for method in same[0]:
            mine = [row[method] for row in same]
            held = [row for row in mine if row["solved"]]
            cells = [str(rooms), method, f"{len(held)} of {len(mine)}"]
            cells += [_mean(row["objective"] for row in held), _mean(row["area"] for row in held)]
            cells += [_mean((100 * r["unassigned"] for r in held), 1), _mean((r["seconds"] for r in mine), 1)]
            cells += [_median(held, "first_ratio"), _median(held, "match_ratio")]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(values: Iterator[float], digits: int = 3) -> str:
    found = list(values)
    return f"{mean(found):.{digits}f}" if found else "-"


def _median(rows: Sequence[Mapping[str, Any]], key: str) -> str:
    """Upper median of the ratios to the arrangement's seconds; ``never`` where half the cases have none."""
    found = sorted((math.inf if row[key] is None else row[key]) for row in rows if key in row)
    if not found:
        return "-"
    middle = found[len(found) // 2]
    return f"{middle:.2f}" if math.isfinite(middle) else "never"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rooms", default="5,10,20,40", help="numbers of rooms, with commas between")
    parser.add_argument("--seeds", type=int, default=3, help="storeys of each size")
    parser.add_argument("--seconds", type=float, default=30.0, help="wall time each method has for a storey")
    parser.add_argument("--json", action="store_true", help="JSON lines alone, no table")
    arguments = parser.parse_args()
    from solvers.arrange import warm

    warm()
    rows = []
    for rooms in (int(part) for part in arguments.rooms.split(",")):
        for seed in range(1, arguments.seeds + 1):
            rows.append(compare(rooms, seed, arguments.seconds))
            sys.stdout.write(json.dumps(rows[-1]) + "\n")
            sys.stdout.flush()
    if not arguments.json:
        sys.stdout.write("\n" + table(rows) + "\n")


if __name__ == "__main__":
    main()
