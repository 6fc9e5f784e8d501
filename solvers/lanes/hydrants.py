"""The fewest hydrants beside the lanes that reach every building and leave no lane without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.strtree import STRtree

from planner.circulation.site_ground import FACADE, Ground
from planner.fire_site import AerialSite, FireLane, Hydrant
from solvers.allocate.engine import Request, Stoppable, Stopped
from solvers.allocate.program import Program

REACH = 150_000.0
"""A hydrant protects what lies this near (GB 50974 7.3.2), mm."""
SPACING = 120_000.0
"""Hydrants along a road are no further apart (GB 50974 7.2.5), mm."""
BESIDE = 1_000.0
"""A hydrant stands this far from the edge of its lane: 0.5 to 2 m (GB 50974 7.2.6), mm."""
EVERY = 10_000.0
"""Places are looked at every so far along the lanes, mm."""
SIDE = 60_000.0
"""A hydrant this near to a stand is on the side from which a fire is fought, mm (a design value)."""
ON_SIDE = 2
"""Hydrants there (GB 50974 7.3.3)."""
NODES = 5_000


def hydrants_of(
    ground: Ground,
    lanes: Sequence[FireLane],
    stands: Sequence[AerialSite],
    paved: BaseGeometry,
    given: Sequence[Hydrant] = (),
    stop: Callable[[], bool] = lambda: False,
) -> tuple[list[Hydrant], tuple[str, ...]]:
    """Hydrants on the verge of the lanes, off all paving and 5 m from facades; and what none can reach.

    Given hydrants do what they can; the others are the fewest that do the rest, or few once ``stop`` says so.
    """
    places = _places(ground, lanes, stands, paved)
    if not len(places):
        return list(given), ("GB 50974 7.3.2: no place for a hydrant beside a lane",) if lanes else ()
    tree = STRtree(places)
    buildings = [p for f in ground.footprints for p in _along(LineString(f.exterior))]
    ways = [p for lane in lanes for p in _along(lane.centreline)]
    asked: list[tuple[tuple[int, ...], int]] = []
    unmet = set()
    for points, reach in (
        (_lacking(buildings, given, REACH), REACH),
        (_lacking(ways, given, SPACING / 2), SPACING / 2),
    ):
        for near in _near(tree, points, reach):
            if near:
                asked.append((near, 1))
            elif reach == REACH:
                unmet.add("GB 50974 7.3.2: part of a facade lies over 150 m from every place for a hydrant")
    for stand in stands:
        there = sum(stand.polygon.dwithin(hydrant.point, SIDE) for hydrant in given)
        sides = _near(tree, [stand.polygon], SIDE)
        asked += [(near, min(max(0, ON_SIDE - there), len(near))) for near in sides]
    chosen = [places[k] for k in _fewest(len(places), asked, stop)]
    found = [Hydrant(f"HY{k:02d}", Point(round(p.x), round(p.y))) for k, p in enumerate(chosen, 1)]
    return [*given, *found], tuple(sorted(unmet))


def _fewest(count: int, asked: Sequence[tuple[tuple[int, ...], int]], stop: Callable[[], bool]) -> list[int]:
    """The fewest places of which each set holds as many as are asked for."""
    program = Program()
    for _ in range(count):
        program.column(-1.0, integer=True)
    for near, least in asked:
        program.at_least([(k, 1.0) for k in near], float(least))
    try:
        with Stoppable(stop) as solver:
            values = solver.solve(program, Request(nodes=NODES, gap=1e-3)).values
    except Stopped:
        values = None
    return _few(count, asked) if values is None else np.flatnonzero(values > 0.5).tolist()


def _few(count: int, asked: Sequence[tuple[tuple[int, ...], int]]) -> list[int]:
    """Not many such places: one after the other that one that helps most sets."""
    lacking = np.array([least for _, least in asked])
    holds = np.zeros((len(asked), count), dtype=bool)
    for row, (near, _) in enumerate(asked):
        holds[row, list(near)] = True
    chosen: list[int] = []
    while (lacking > 0).any():
        k = int(np.argmax((holds & (lacking > 0)[:, None]).sum(axis=0)))
        chosen.append(k)
        lacking -= holds[:, k]
        holds[:, k] = False
    return sorted(chosen)


def _places(
    ground: Ground, lanes: Sequence[FireLane], stands: Sequence[AerialSite], paved: BaseGeometry
) -> npt.NDArray[np.object_]:
    """Where a hydrant may stand, both sides of every lane."""
    found: list[Point] = []
    for lane in lanes:
        for side in (1, -1):
            verge = lane.centreline.offset_curve(side * (lane.width_mm / 2 + BESIDE))
            if not verge.is_empty:
                found += _along(verge)
    points = np.array(found, dtype=object)
    if not len(points):
        return points
    clear = shapely.distance(points, ground.built) >= FACADE
    clear &= shapely.within(points, ground.boundary) & (shapely.distance(points, paved) >= BESIDE / 2)
    if not ground.obstacles.is_empty:
        clear &= shapely.distance(points, ground.obstacles) > 0
    if stands:
        clear &= shapely.distance(points, shapely.union_all([stand.polygon for stand in stands])) > 0
    kept: npt.NDArray[np.object_] = points[clear]
    return kept


def _along(line: BaseGeometry) -> list[Point]:
    places = np.arange(0.0, line.length + 1, EVERY)
    return list(shapely.line_interpolate_point(line, places)) if isinstance(line, LineString) else []


def _lacking(points: Sequence[Point], given: Sequence[Hydrant], reach: float) -> list[Point]:
    """The points that no given hydrant reaches."""
    return [p for p in points if not any(p.dwithin(hydrant.point, reach) for hydrant in given)]


def _near(tree: STRtree, shapes: Sequence[BaseGeometry], reach: float) -> list[tuple[int, ...]]:
    """For every shape the places within reach, each set once."""
    if not shapes:
        return []
    at, place = tree.query(list(shapes), predicate="dwithin", distance=reach)
    sets: dict[int, list[int]] = {k: [] for k in range(len(shapes))}
    for k, p in zip(at.tolist(), place.tolist(), strict=True):
        sets[k].append(p)
    return list(dict.fromkeys(tuple(sorted(group)) for group in sets.values()))
