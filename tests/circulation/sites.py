"""Parks for the tests of site roads, built without a file."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

import shapely
from shapely.affinity import rotate, translate
from shapely.geometry import LineString, Point, Polygon, box

from planner.kinds import standard_catalogue
from planner.model import (
    Building,
    Dock,
    Exit,
    Gate,
    Obstacle,
    Occupancy,
    Policies,
    RoadLine,
    Scenario,
    Site,
    Storey,
    TrafficKind,
    Weights,
)


def metres(*points: tuple[float, float]) -> Polygon:
    return Polygon([(round(x * 1000), round(y * 1000)) for x, y in points])


def building(id: str, outline: Polygon, exits: Sequence[Point] = (), docks: Sequence[Point] = ()) -> Building:
    storey = Storey(
        id=f"{id}/1F",
        building=id,
        name="1F",
        level=1,
        elevation_mm=0,
        height_mm=4_500,
        clear_height_mm=3_600,
        floor_load_kn_m2=5.0,
        outline=outline,
        cores=(),
        exits=tuple(Exit(f"{id}/1F/X{i + 1}", p, 1_800) for i, p in enumerate(exits)),
        docks=tuple(Dock(f"{id}/1F/D{i + 1}", p, 4_000) for i, p in enumerate(docks)),
    )
    return Building(id, id, id, False, True, "II", (storey,))


def park(
    boundary: Polygon,
    gates: Sequence[Point],
    buildings: Sequence[Building],
    obstacles: Sequence[Polygon] = (),
    roads: Sequence[LineString] = (),
) -> Scenario:
    everyone: frozenset[TrafficKind] = frozenset(("people", "goods", "fire"))
    site = Site(
        boundary=boundary,
        gates=tuple(Gate(f"G{i + 1}", p, 9_000, everyone) for i, p in enumerate(gates)),
        internal_roads=tuple(RoadLine(f"IR{i + 1}", line, 6_000) for i, line in enumerate(roads)),
        obstacles=tuple(Obstacle(f"O{i + 1}", p, "pond") for i, p in enumerate(obstacles)),
    )
    return Scenario(
        name="test",
        name_zh="测试",
        site=site,
        buildings=tuple(buildings),
        tenants=(),
        demands=(),
        flows=(),
        pins=(),
        occupancy=Occupancy(0, 0.5),
        standards=("cbep",),
        base_type="park",
        policies=Policies(),
        weights=Weights(),
        catalogue=standard_catalogue(),
        source="test",
        sha256="",
    )


def random_park(seed: int, count: int) -> Scenario:
    """A rotated, concave site with about ``count`` buildings at least 15 m apart, doors on their facades."""
    rng = random.Random(seed)
    side = 1000 * (60 + 75 * math.sqrt(count))
    boundary = box(0, 0, side, side * rng.uniform(0.8, 1.25))
    minx, miny, maxx, maxy = boundary.bounds
    notch = box(maxx - 0.3 * side, maxy - 0.25 * side, maxx + 1, maxy + 1)
    boundary = Polygon(shapely.get_coordinates(boundary.difference(notch)))
    outlines: list[Polygon] = []
    for _ in range(90 * count):
        if len(outlines) == count:
            break
        outline = _plate(rng)
        angle = rng.choice([0.0, 0.0, 0.0, 90.0, rng.uniform(-25, 25)])
        outline = rotate(outline, angle)
        outline = translate(outline, rng.uniform(minx, maxx), rng.uniform(miny, maxy))
        apart = all(outline.distance(other) >= 15_000 for other in outlines)
        if apart and boundary.contains(outline) and outline.distance(boundary.exterior) >= 11_000:
            outlines.append(outline)
    turn = rng.uniform(0, 90)
    boundary = shapely.set_precision(rotate(boundary, turn, origin=(0, 0)), 1.0)
    outlines = [shapely.set_precision(rotate(o, turn, origin=(0, 0)), 1.0) for o in outlines]
    gates = [_on(boundary, rng) for _ in range(rng.choice([1, 2, 3]))]
    docked = rng.random() < 0.7
    buildings = []
    for i, outline in enumerate(outlines):
        exits = [_on(outline, rng) for _ in range(rng.choice([1, 2, 3, 4]))]
        docks = [_on(outline, rng) for _ in range(rng.choice([0, 1, 3]))] if docked and i % 3 == 0 else []
        buildings.append(building(f"B{i + 1}", outline, exits, docks))
    return park(boundary, gates, buildings)


def _plate(rng: random.Random) -> Polygon:
    w, d = rng.uniform(24, 80), rng.uniform(16, 36)
    if rng.random() < 0.3:
        return metres((0, 0), (w, 0), (w, 18), (18, 18), (18, 18 + d), (0, 18 + d))
    return metres((0, 0), (w, 0), (w, d), (0, d))


def _on(polygon: Polygon, rng: random.Random) -> Point:
    """A point on an outer edge of at least 8 m, not nearer than 3 m to its ends."""
    coords = [(float(x), float(y)) for x, y in polygon.exterior.coords]
    edges = [(a, b) for a, b in pairwise(coords) if math.dist(a, b) >= 8_000]
    a, b = rng.choice(edges)
    share = rng.uniform(3_000, math.dist(a, b) - 3_000) / math.dist(a, b)
    return Point(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
