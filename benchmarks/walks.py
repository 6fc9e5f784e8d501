"""Walking distances and farthest points against two other programs, on storeys with holes.

Up to half of the storeys are the open floors of the shipped scenarios (outline less external walls, cores
and columns), the others are drawn at random: wings joined at right angles, with cores and columns, turned.

- *pairs*: the length of the shortest way between two places, against extremitypathfinder
  (`pip install extremitypathfinder`, or the extra `bench`);
- *farthest*: from doors in the facade, how far the farthest point is: its distance against
  extremitypathfinder, and its certificate (no point is farther than `bound`) against points sampled densely,
  whose distances are found by another program again (lines that Shapely finds inside, Dijkstra by SciPy).

Prints a JSON line per part: number, greatest difference in millimetres, seconds.

    python -m benchmarks.walks [--storeys 200] [--pairs 1000] [--samples 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from shapely import Point, Polygon
from shapely.affinity import rotate

from planner.circulation.walk import Area, Spot
from planner.scenario import load_scenario

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INWARD = 20.0
"""Doors stand so far inside the facade, mm, since programs differ in what is inside on an edge."""


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--storeys", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--samples", type=int, default=2000, help="points of each storey")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    floors = storeys(given.storeys, given.seed)
    print(json.dumps(compare_pairs(floors, given.pairs, given.seed).row()), flush=True)
    for result in compare_farthest(floors, given.samples, given.seed):
        print(json.dumps(result.row()), flush=True)


# ---------------------------------------------------------------- storeys


def storeys(count: int, seed: int) -> list[Polygon]:
    """Floors with holes, half of them of real plans, as far as there are so many."""
    real = list(shipped_floors())
    random = Random(seed)
    random.shuffle(real)
    chosen = real[: count // 2]
    return [*chosen, *(random_floor(random) for _ in range(count - len(chosen)))]


def shipped_floors() -> Iterator[Polygon]:
    """The open floor of every storey that the scenarios draw, each shape once."""
    seen: set[bytes] = set()
    for path in sorted(SCENARIOS.glob("*.yaml")):
        scenario = load_scenario(path)
        for storey in scenario.storeys:
            solid = [core.polygon for core in storey.cores] + [column.polygon for column in storey.columns]
            inner = storey.outline.buffer(-scenario.policies.exterior_wall_mm, join_style="mitre")
            floor = _largest(inner.difference(shapely.union_all(solid)))
            if floor.interiors and shapely.to_wkb(floor) not in seen:
                seen.add(shapely.to_wkb(floor))
                yield floor


def random_floor(random: Random) -> Polygon:
    """Two to four wings, two or three cores, and columns on a grid, none on another's edge."""
    wide = random.randrange(12, 26) * 1000
    shape: Any = shapely.box(0, 0, random.randrange(40, 90) * 1000, wide)
    for _ in range(random.randrange(1, 4)):
        x0 = random.randrange(0, 60) * 1000 + 137
        wing = shapely.box(
            x0, -random.randrange(0, 30) * 1000 - 211, x0 + random.randrange(10, 22) * 1000, 33_000
        )
        shape = shape.union(wing)
    shape = _largest(shape)
    holes: list[Polygon] = []
    for _ in range(random.randrange(2, 4)):
        holes += _standing(random, shape, holes, 6_300, 9_600)
    for _ in range(random.randrange(6, 24)):
        holes += _standing(random, shape, holes, 700, 900)
    angle = random.choice([0.0, 13.0, 37.5, 61.2])
    return rotate(_largest(shape.difference(shapely.union_all(holes))), angle, origin=(0, 0))


def _standing(
    random: Random, shape: Polygon, holes: Sequence[Polygon], wide: int, deep: int
) -> list[Polygon]:
    """A box in the open, clear of facades and of what stands there; none after some tries."""
    left, bottom, right, top = (round(value) for value in shape.bounds)
    for _ in range(20):
        x, y = random.randrange(left, right), random.randrange(bottom, top)
        piece = shapely.box(x, y, x + wide, y + deep)
        if shape.buffer(-600).contains(piece) and all(piece.distance(other) > 600 for other in holes):
            return [piece]
    return []


def _largest(shape: Any) -> Polygon:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)


# ---------------------------------------------------------------- the other programs


class Referee:
    """Distances by extremitypathfinder."""

    def __init__(self, floor: Polygon) -> None:
        from extremitypathfinder import PolygonEnvironment

        turned = shapely.orient_polygons(floor)  # outline counter-clockwise, holes clockwise
        rings = [[(x, y) for x, y in ring.coords[:-1]] for ring in (turned.exterior, *turned.interiors)]
        self._environment = PolygonEnvironment()
        self._environment.store(rings[0], rings[1:], validate=False)
        if not self._environment.prepared:
            self._environment.prepare()

    def distance(self, one: Spot, other: Spot) -> float:
        """Length of the shortest way; infinite where there is none."""
        _, length = self._environment.find_shortest_path(one, other)
        return math.inf if length is None else float(length)


class Sampler:
    """Distances from many points to the nearest of some places: Shapely's ``covers`` and SciPy's Dijkstra."""

    def __init__(self, floor: Polygon, places: Sequence[Spot]) -> None:
        self._ground = floor.buffer(1.0, join_style="mitre")
        shapely.prepare(self._ground)
        corners = np.unique(shapely.get_coordinates(floor), axis=0)
        self._nodes = np.vstack([np.asarray(places, dtype=float), corners])
        weights = self._seen(self._nodes)
        found = dijkstra(weights, indices=range(len(places)), min_only=True)
        self._onward = np.asarray(found, dtype=float)

    def _seen(self, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Distances from each point to each node that it sees; infinite to others."""
        pairs = np.empty((len(points), len(self._nodes), 2, 2))
        pairs[:, :, 0], pairs[:, :, 1] = points[:, None], self._nodes[None]
        lines = shapely.linestrings(pairs.reshape(-1, 2, 2))
        covered = shapely.covers(self._ground, lines).reshape(len(points), -1)
        lengths = np.hypot(*(points[:, None] - self._nodes[None]).transpose(2, 0, 1))
        return np.where(covered, lengths, np.inf)

    def distances(self, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """From each point to the nearest place: lines are looked at only where they would be shorter."""
        nearest = np.full(len(points), np.inf)
        for node in np.argsort(self._onward):
            way = self._onward[node] + np.hypot(*(points - self._nodes[node]).T)
            shorter = np.flatnonzero(way < nearest)
            ends = np.broadcast_to(self._nodes[node], (len(shorter), 2))
            lines = shapely.linestrings(np.stack([points[shorter], ends], axis=1))
            seen = shorter[shapely.covers(self._ground, lines)]
            nearest[seen] = way[seen]
        return nearest


# ---------------------------------------------------------------- the parts


@dataclass
class Comparison:
    """What one part found, mm."""

    part: str
    number: int = 0
    worst: float = 0.0
    ours_s: float = 0.0
    theirs_s: float = 0.0
    more: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """For printing."""
        return {
            "part": self.part,
            "number": self.number,
            "worst_mm": round(self.worst, 3),
            "ours_s": round(self.ours_s, 2),
            "theirs_s": round(self.theirs_s, 2),
            **{key: round(value, 3) for key, value in self.more.items()},
        }


def compare_pairs(floors: Sequence[Polygon], pairs: int, seed: int) -> Comparison:
    """Shortest ways between random places of every storey, ours against extremitypathfinder."""
    random = Random(seed)
    found = Comparison("pairs", more={"longest_m": 0.0, "bent": 0})
    each = -(-pairs // len(floors))
    for floor in floors:
        spots = inside_spots(random, floor, 2 * each)
        start = time.perf_counter()
        ways = Area(floor).places(spots).distances
        found.ours_s += time.perf_counter() - start
        start = time.perf_counter()
        referee = Referee(floor)
        for k in range(min(each, pairs - found.number)):
            one, other = spots[2 * k], spots[2 * k + 1]
            length = referee.distance(one, other)
            found.worst = max(found.worst, _apart(float(ways[2 * k, 2 * k + 1]), length))
            found.more["longest_m"] = max(found.more["longest_m"], length / 1000)
            found.more["bent"] += length > math.dist(one, other) + 1
            found.number += 1
        found.theirs_s += time.perf_counter() - start
    return found


def compare_farthest(floors: Sequence[Polygon], samples: int, seed: int) -> Iterator[Comparison]:
    """The farthest point of every storey from its doors: its distance, then its certificate."""
    random = Random(seed)
    distance = Comparison("farthest point, distance", more={"not_a_corner": 0})
    bound = Comparison("farthest point, certificate", more={"nearest_sample_mm": 0.0, "widest_gap_mm": 0.0})
    for floor in floors:
        doors = facade_spots(random, floor, random.randrange(1, 4))
        start = time.perf_counter()
        area = Area(floor)
        worst = area.places(doors).farthest()
        distance.ours_s += time.perf_counter() - start
        assert worst is not None  # doors lie inside
        start = time.perf_counter()
        referee = Referee(floor)
        # the farthest point may lie on an edge, where the other program need not take it for inside
        spot = inwards(floor, worst.point)
        length = min(referee.distance(spot, door) for door in doors)
        distance.theirs_s += time.perf_counter() - start
        moved = float(area.places(doors).nearest(spot)[0])
        distance.worst = max(distance.worst, _apart(moved, length), worst.distance - moved - INWARD)
        distance.number += 1
        corners = shapely.get_coordinates(floor)
        distance.more["not_a_corner"] += float(np.hypot(*(corners - worst.point).T).min()) > 50
        _certificate(bound, floor, doors, worst.distance, worst.bound, samples, random)
    yield distance
    yield bound


def _certificate(
    found: Comparison,
    floor: Polygon,
    doors: Sequence[Spot],
    farthest: float,
    bound: float,
    samples: int,
    random: Random,
) -> None:
    """``worst``: by how much a sample exceeds the bound; no more than what the two programs differ by."""
    start = time.perf_counter()
    points = np.vstack([np.array(inside_spots(random, floor, samples)), shapely.get_coordinates(floor)])
    away = Sampler(floor, doors).distances(points)
    found.theirs_s += time.perf_counter() - start
    found.number += len(points)
    found.worst = max(found.worst, float(away.max()) - bound)
    found.more["widest_gap_mm"] = max(found.more["widest_gap_mm"], bound - farthest)
    found.more["nearest_sample_mm"] = max(found.more["nearest_sample_mm"], farthest - float(away.max()))


def inside_spots(random: Random, floor: Polygon, count: int) -> list[Spot]:
    """Places in a floor, at least a centimetre off its edges."""
    left, bottom, right, top = floor.bounds
    open_floor = floor.buffer(-10.0)
    shapely.prepare(open_floor)
    spots: list[Spot] = []
    while len(spots) < count:
        drawn = [(random.uniform(left, right), random.uniform(bottom, top)) for _ in range(2 * count)]
        held = shapely.contains_xy(open_floor, np.array(drawn))
        spots += [spot for spot, inside in zip(drawn, held, strict=True) if inside]
    return spots[:count]


def facade_spots(random: Random, floor: Polygon, count: int) -> list[Spot]:
    """Doors on the facade, just inside."""
    facade = floor.exterior
    places = [facade.interpolate(random.uniform(0, facade.length)) for _ in range(count)]
    return [inwards(floor, (place.x, place.y)) for place in places]


def inwards(floor: Polygon, spot: Spot) -> Spot:
    """The nearest place that is a little inside."""
    inner = floor.buffer(-INWARD / 2, join_style="mitre")
    near = shapely.shortest_line(inner, Point(spot)).coords[0]
    return float(near[0]), float(near[1])


def _apart(one: float, other: float) -> float:
    """Difference of two lengths; infinite where only one program finds a way."""
    return 0.0 if one == other else abs(one - other)


if __name__ == "__main__":
    main()
