"""The site as a piece of the park's graph: roads and fire lanes by their centrelines, gates, ways to doors.

Centrelines that cross, meet, or lie on each other become one network. Coordinates are millimetres.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

import networkx as nx
import shapely
from shapely import LineString, MultiPoint, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from planner.fire_site import FireLane
from planner.model import Layout, Scenario, SiteRoad

__all__ = ["Access", "Outdoors", "Stretch", "outdoors", "site_doors", "site_network"]

Spot: TypeAlias = tuple[int, int]

MEETS = 100.0
"""Centrelines nearer than this meet: kerbs are joined and lines rounded."""

AT_DOOR = 2_000.0
"""A road that comes this near to a door or gate leads to it (as LAYOUT-ROAD-REACH has it)."""

COVERS = 0.01e6
"""A storey that covers less of a road than this is not above it, mm2: rounding."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of centreline between two nodes."""

    one: Spot
    other: Spot
    line: LineString
    road: str
    """Id of its road; empty where only a fire lane lies there."""
    lane: str
    width_mm: int
    """Of the road, else of the lane."""
    lane_width_mm: int
    clear_height_mm: int | None
    """Underside of the lowest storey above it, or what a lane on it states if that is less."""
    slope: float | None
    """Steepest slope that a lane on it states, else that of the site."""


@dataclass(frozen=True, slots=True)
class Access:
    """From a gate, exit or dock to the network."""

    id: str
    spot: Spot
    length: float
    road: str
    lane: str


@dataclass(frozen=True, slots=True)
class Outdoors:
    """The network of the site."""

    stretches: tuple[Stretch, ...]
    accesses: tuple[Access, ...]
    unreached: tuple[str, ...]
    """Gates, exits and docks that no road comes near to."""


@dataclass(frozen=True, slots=True)
class _Way:
    id: str
    lane: bool
    line: LineString
    ground: BaseGeometry
    width_mm: int
    serves: tuple[str, ...] = ()
    slope: float | None = None
    height_mm: int | None = None


def site_doors(scenario: Scenario) -> dict[str, Point]:
    """Everything that roads lead to: gates, ground exits and docks, by id."""
    ground = [storey for storey in scenario.storeys if storey.is_ground]
    doors = {gate.id: gate.point for gate in scenario.site.gates}
    doors |= {exit_.id: exit_.point for storey in ground for exit_ in storey.exits}
    return doors | {dock.id: dock.point for storey in ground for dock in storey.docks}


def site_network(scenario: Scenario, layout: Layout) -> Outdoors:
    """The network of a layout: its roads and fire lanes, and all that they lead to."""
    return outdoors(scenario, layout.roads, layout.fire.lanes, site_doors(scenario))


def outdoors(
    scenario: Scenario,
    roads: Sequence[SiteRoad],
    lanes: Sequence[FireLane],
    doors: Mapping[str, Point],
) -> Outdoors:
    """``doors``: gates, ground exits and docks, by id. A lane leads to gates only, a road to all of them."""
    ways = [_Way(r.id, False, r.centreline, r.polygon, r.width_mm, r.serves) for r in roads]
    ways += [
        _Way(
            lane.id,
            True,
            lane.centreline,
            lane.polygon,
            lane.width_mm,
            slope=None if lane.slope_percent is None else lane.slope_percent / 100,
            height_mm=lane.clear_height_mm,
        )
        for lane in lanes
    ]
    ways = [way for way in ways if way.line.length > 0]
    gates = {gate.id: gate.width_mm / 2 for gate in scenario.site.gates}
    feet: list[tuple[str, int, Point]] = []
    for id, point in sorted(doors.items()):
        feet += [(id, number, foot) for number, foot in _feet(id, point, ways, gates)]
    ways = [replace(way, line=_reaching(way, ways)) for way in ways]
    pieces = _noded(ways, [foot for _, _, foot in feet])
    spots = _clusters([end for piece in pieces for end in (piece.coords[0], piece.coords[-1])])
    stretches = _stretches(pieces, ways, spots, scenario)
    accesses, reached = [], set()
    known = sorted({spot for stretch in stretches for spot in (stretch.one, stretch.other)})
    for id, number, foot in feet:
        spot = min(known, key=lambda spot: (round(math.dist(spot, (foot.x, foot.y))), spot), default=None)
        if spot is not None:
            way = ways[number]
            road, lane = ("", way.id) if way.lane else (way.id, "")
            accesses.append(Access(id, spot, math.dist(spot, (doors[id].x, doors[id].y)), road, lane))
            reached.add(id)
    return Outdoors(tuple(stretches), tuple(accesses), tuple(sorted(set(doors) - reached)))


def _feet(
    id: str, point: Point, ways: Sequence[_Way], gates: Mapping[str, float]
) -> Iterable[tuple[int, Point]]:
    """Where a gate or door joins a centreline: of roads near it one that serves it, else the nearest.

    A gate is joined with the nearest lane as well.
    """
    reach = max(AT_DOOR, gates.get(id, 0.0))
    for lane in (False, True) if id in gates else (False,):
        own = [n for n, way in enumerate(ways) if way.lane == lane]
        near = [n for n in own if ways[n].ground.distance(point) <= reach]
        serving = [n for n in near if id in ways[n].serves]
        best = min(serving or near, key=lambda n: (round(ways[n].line.distance(point)), n), default=None)
        if best is not None:
            line = ways[best].line
            yield best, line.interpolate(line.project(point))


def _noded(ways: Sequence[_Way], feet: Sequence[Point]) -> list[LineString]:
    """Pieces of centreline that meet at their ends only."""
    if not ways:
        return []
    lines = [way.line for way in ways]
    ends = [Point(line.coords[k]) for line in lines for k in (0, -1)]
    marks = shapely.STRtree([*ends, *feet])
    snapped = []
    for line in lines:
        near = _near(line, marks)
        snapped.append(shapely.snap(line, MultiPoint(near), MEETS) if near else line)
    whole = shapely.unary_union(snapped)
    pieces: list[LineString] = []
    for part in shapely.get_parts(shapely.line_merge(whole)):
        pieces += _cut(part, _near(part, marks))
    return pieces


def _near(line: BaseGeometry, things: shapely.STRtree) -> list[Point]:
    """The points that a line meets, in their order."""
    found: list[Point] = [things.geometries[k] for k in sorted(things.query(line, "dwithin", MEETS).tolist())]
    return found


def _reaching(way: _Way, ways: Sequence[_Way]) -> LineString:
    """Its centreline, led on where it ends on the paving of another one, as it does where that one bends."""
    corners = [(x, y) for x, y, *_ in way.line.coords]
    for first in (True, False):
        end = Point(corners[0] if first else corners[-1])
        others = [other for other in ways if other is not way and other.lane == way.lane]
        onto = [other for other in others if _runs_onto(way, end, other)]
        away = [(round(other.line.distance(end)), other.id, other) for other in onto]
        if away and MEETS < min(away)[0] <= min(away)[2].width_mm:
            line = min(away)[2].line
            foot = line.interpolate(line.project(end))
            corners = [(foot.x, foot.y), *corners] if first else [*corners, (foot.x, foot.y)]
    return LineString(corners)


def _runs_onto(way: _Way, end: Point, other: _Way) -> bool:
    """Whether a road ends on another one's paving, or so near before it that their paving joins."""
    away = other.ground.distance(end)
    if away <= MEETS or away > way.width_mm / 2:
        return bool(away <= MEETS)
    last = way.ground.intersection(end.buffer(way.width_mm))
    return bool(other.ground.dwithin(last, MEETS))


def _cut(line: LineString, marks: Sequence[Point]) -> list[LineString]:
    """The line cut where a road ends on it or a door joins it."""
    places = sorted({round(line.project(mark)) for mark in marks})
    stops = [0.0, *(place for place in places if 1 < place < line.length - 1), line.length]
    pieces = [substring(line, a, b) for a, b in pairwise(stops)]
    return [piece for piece in pieces if isinstance(piece, LineString)]


def _clusters(points: Sequence[tuple[float, ...]]) -> dict[tuple[float, ...], Spot]:
    """One spot for all points that lie nearer to each other than lines that meet."""
    unique = sorted({(point[0], point[1]) for point in points})
    near: nx.Graph[int] = nx.Graph()
    near.add_nodes_from(range(len(unique)))
    if unique:
        shapes = shapely.points(unique)
        pairs = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=MEETS)
        near.add_edges_from(zip(*pairs.tolist(), strict=True))
    found: dict[tuple[float, ...], Spot] = {}
    for part in nx.connected_components(near):
        first = unique[min(part)]
        for number in part:
            found[unique[number]] = (round(first[0]), round(first[1]))
    return found


def _stretches(
    pieces: Sequence[LineString],
    ways: Sequence[_Way],
    spots: Mapping[tuple[float, ...], Spot],
    scenario: Scenario,
) -> list[Stretch]:
    above = [storey for storey in scenario.storeys if storey.level >= 1]
    steepest = scenario.site.slope_percent
    ground = None if steepest is None else steepest / 100
    lines = shapely.STRtree([way.line for way in ways])
    outlines = shapely.STRtree([storey.outline for storey in above])
    found = []
    for piece in pieces:
        one, other = spots[piece.coords[0][:2]], spots[piece.coords[-1][:2]]
        if one == other:
            continue
        beside = [ways[k] for k in lines.query(piece, "dwithin", MEETS)]
        on = [way for way in beside if _lies_on(piece, way.line)]
        road = min((way for way in on if not way.lane), key=lambda way: way.id, default=None)
        lane = min((way for way in on if way.lane), key=lambda way: way.id, default=None)
        main = road or lane
        if main is None:
            continue
        paved = piece.buffer(main.width_mm / 2, cap_style="flat")
        over = [above[k] for k in outlines.query(paved, "intersects")]
        heights = [s.elevation_mm for s in over if s.outline.intersection(paved).area > COVERS]
        heights += [lane.height_mm] if lane is not None and lane.height_mm is not None else []
        found.append(
            Stretch(
                one,
                other,
                piece,
                road.id if road else "",
                lane.id if lane else "",
                main.width_mm,
                lane.width_mm if lane else 0,
                min(heights, default=None),
                lane.slope if lane is not None and lane.slope is not None else ground,
            )
        )
    return sorted(found, key=lambda s: (s.one, s.other, s.road, s.lane))


def _lies_on(piece: LineString, line: LineString) -> bool:
    """Whether a piece was cut from a line: it lies on it at both ends and in between."""
    places = [piece.interpolate(share, normalized=True) for share in (0.02, 0.25, 0.5, 0.75, 0.98)]
    return all(line.distance(place) <= MEETS for place in places)
