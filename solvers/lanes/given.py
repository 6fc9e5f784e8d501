"""What the scenario gives for the fire brigade: what of it counts, and how a repair goes on from there.

A given lane that is too narrow, too low or too steep counts as no lane; its line may be chosen anew, at the
cost of a new one. What counts is there for nothing, and stays as it is but for bends that an engine overruns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.site_candidates import EXTENSION
from planner.circulation.site_ground import FACADE_LEAST, Ground
from planner.fire_site import AddedPiece, AerialSite, FireLane, FireSite, Turnaround
from planner.geometry.site_lines import (
    common,
    direction,
    fillet,
    minus,
    points_of,
    polygons_of,
    ray,
    segments,
    together,
    turn_between,
)
from planner.model import Scenario
from solvers.lanes.graph import LANE_WIDTH
from solvers.lanes.needs import TALL, LaneNeed

CLEAR_HEIGHT = 4_000
"""Least clear height (GB 50016 7.1.8-1), mm."""
STEEP = 10.0
"""Steepest slope (GB 55037 3.4.5), %."""
HANGS = 10_000.0
"""A storey hangs over a lane from this much of it on, mm2."""
NEAREST, FURTHEST = 5_000, 10_000
"""A stand begins so far before its facade (GB 50016 7.2.2-4), mm."""
DEPTH, LENGTH, LENGTH_TALL = 10_000, 15_000, 20_000
"""Least depth and length of a stand, and beside a building over 50 m (GB 50016 7.2.2-2), mm."""
KERBS = (9_000.0, 6_000.0, 5_000.0, 3_000.0)
"""Kerb radii tried in turn where a new lane leaves a given one, mm."""
AT_JUNCTION = 30_000.0
"""A junction's corners lie within this distance, mm."""
TOUCH = 700.0
"""A new lane's end this near to a given centreline meets it, mm: nodes so near fall together."""
SLIVER = 20_000.0
"""Pieces of paving smaller than this are dropped, mm2."""
STRAIGHT_PIECE = 8_000.0
"""Pieces of a centreline from which new lanes may run straight on are at least this long, mm."""
SMOOTH = math.radians(25)
"""A corner of a centreline that turns more is no step of an arc."""
BEND = 9_000.0 + LANE_WIDTH / 2
"""Radius of the centreline to which such a corner is rounded, mm."""


def counted(scenario: Scenario, needs: Sequence[LaneNeed]) -> tuple[FireSite, tuple[str, ...]]:
    """What of the given counts, and the clause and words for each piece that does not."""
    fire, unfit = scenario.site.fire, []
    lanes, stands = [], []
    for lane in fire.lanes:
        faults = list(_lane_faults(scenario, lane))
        unfit += [f"{lane.id}: {words}" for words in faults]
        lanes += [] if faults else [lane]
    by_id = {need.building: need for need in needs}
    for stand in fire.aerial_sites:
        faults = list(_stand_faults(stand, by_id.get(stand.building)))
        unfit += [f"{stand.id}: {words}" for words in faults]
        stands += [] if faults else [stand]
    return replace(fire, lanes=tuple(lanes), aerial_sites=tuple(stands)), tuple(unfit)


def _lane_faults(scenario: Scenario, lane: FireLane) -> Iterator[str]:
    if lane.width_mm < LANE_WIDTH:
        yield f"GB 50016 7.1.8-1: {lane.width_mm / 1000:g} m wide, 4 m are asked for: widen it"
    heights = [] if lane.clear_height_mm is None else [lane.clear_height_mm]
    heights += [
        storey.elevation_mm
        for storey in scenario.storeys
        if storey.level >= 1 and storey.outline.intersection(lane.polygon).area > HANGS
    ]
    if heights and min(heights) < CLEAR_HEIGHT:
        yield f"GB 50016 7.1.8-1: {min(heights) / 1000:g} m clear height, 4 m are asked for: go round"
    if lane.slope_percent is not None and lane.slope_percent > STEEP:
        yield f"GB 55037 3.4.5: {lane.slope_percent:g} % steep, 10 % are the most: grade it"


def _stand_faults(stand: AerialSite, need: LaneNeed | None) -> Iterator[str]:
    if need is None:
        return
    short, long = _sides(stand.polygon)
    length = LENGTH_TALL if need.height > TALL else LENGTH
    if short < DEPTH - 10 or long < length - 10:
        size = f"{long / 1000:.2f} x {short / 1000:.2f} m"
        yield f"GB 50016 7.2.2: {size}, {length / 1000:g} x 10 m are asked for: enlarge it"
    away = stand.polygon.distance(need.footprint)
    if away > FURTHEST + 5:
        yield f"GB 50016 7.2.2-4: {away / 1000:.2f} m from the facade, 10 m are the most: move it"


def _sides(shape: Polygon) -> tuple[float, float]:
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle).tolist()
    short, long = sorted(math.dist(a, b) for a, b in pairwise(corners[:3]))
    return short, long


def served_by_stands(stands: Iterable[AerialSite], needs: Iterable[LaneNeed]) -> frozenset[str]:
    """Buildings whose given stands are together as long as their long side (GB 50016 7.2.1)."""
    lengths: dict[str, float] = {}
    for stand in stands:
        lengths[stand.building] = lengths.get(stand.building, 0.0) + _sides(stand.polygon)[1]
    longest = {need.building: math.dist(*need.long_sides()[0]) for need in needs}
    return frozenset(id for id, length in lengths.items() if length >= longest.get(id, math.inf) - 10)


def mended_lanes(ground: Ground, lanes: Sequence[FireLane], new: Sequence[FireLane]) -> list[FireLane]:
    """The given lanes with their sharp corners rounded, but for those near which another lane meets them."""
    free = open_ground(ground)
    found = []
    for lane in lanes:
        corners = points_of(lane.centreline)
        others = [tip for other in (*lanes, *new) if other is not lane for tip in _tips(other.centreline)]
        met = [tip for tip in others if tip.dwithin(lane.centreline, TOUCH)] + _own_joints(corners)
        sharp = [k for k in range(len(corners)) if _is_corner(corners, k)]
        radii = [BEND * float(k in sharp and _is_clear(corners[k], met)) for k in range(len(corners))]
        if not any(radii):
            found.append(lane)
            continue
        line = LineString(fillet(corners, radii))
        paving = common(line.buffer(LANE_WIDTH / 2, cap_style="flat"), free)
        whole = polygons_of(together([lane.polygon, paving]))
        found.append(replace(lane, centreline=line, polygon=whole[0]) if whole else lane)
    return found


def _own_joints(corners: Sequence[tuple[float, float]]) -> list[Point]:
    """Ends of a line that lie on the line itself."""
    if len(corners) < 4:
        return []
    tips = (Point(corners[0]), LineString(corners[1:])), (Point(corners[-1]), LineString(corners[:-1]))
    return [tip for tip, rest in tips if tip.dwithin(rest, TOUCH)]


def _is_clear(corner: tuple[float, float], met: Sequence[Point]) -> bool:
    return all(tip.distance(Point(corner)) > BEND + LANE_WIDTH for tip in met)


def _is_corner(points: Sequence[tuple[float, float]], k: int) -> bool:
    if not 0 < k < len(points) - 1:
        return False
    return turn_between(direction(points[k - 1], points[k]), direction(points[k], points[k + 1])) > SMOOTH


def _tips(line: LineString) -> tuple[Point, Point]:
    return Point(line.coords[0]), Point(line.coords[-1])


def open_ground(ground: Ground) -> BaseGeometry:
    """Ground that may be paved: on the site, off obstacles, as far from facades as any lane must be."""
    near = ground.built.buffer(FACADE_LEAST, join_style="mitre")
    return minus(ground.boundary, together([near, ground.obstacles]))


def joined(ground: Ground, new: Sequence[FireLane], given: Sequence[FireLane]) -> list[FireLane]:
    """New lanes that end on given centrelines, cut at given paving, corners rounded where they leave it."""
    if not given:
        return list(new)
    axes = shapely.union_all([lane.centreline for lane in given])
    paving = together([lane.polygon for lane in given])
    free = open_ground(ground)
    found = []
    for lane in new:
        line, junctions = _met(lane.centreline, axes)
        own: BaseGeometry = lane.polygon
        for at in junctions:
            own = together([own, _corners(ground, together([lane.polygon, paving]), at, free)])
        pieces = [piece for piece in polygons_of(minus(own, paving)) if piece.area > SLIVER]
        if pieces:
            found.append(replace(lane, centreline=line, polygon=pieces[0]))
    return found


def _met(line: LineString, axes: BaseGeometry) -> tuple[LineString, list[Point]]:
    """The line with its ends moved onto the given axes that they touch, and these ends."""
    points = points_of(line)
    met = []
    for k in (0, -1):
        tip = Point(points[k])
        if tip.distance(axes) <= TOUCH:
            near = shapely.get_point(shapely.shortest_line(tip, axes), 1)
            points[k] = (float(round(near.x)), float(round(near.y)))
            met.append(Point(points[k]))
    return LineString(points), met


def _corners(ground: Ground, whole: BaseGeometry, at: Point, free: BaseGeometry) -> BaseGeometry:
    """Ground between two pavings at their junction up to a kerb's arc, as large as facades allow."""
    near = common(whole, at.buffer(2 * AT_JUNCTION))
    for radius in KERBS:
        closed = near.buffer(radius).buffer(-radius)
        corners = common(common(minus(closed, whole), at.buffer(AT_JUNCTION)), ground.boundary)
        if minus(corners, free).area < SLIVER:
            return common(corners, free)
    return Polygon()


def without_place(
    ends: Iterable[tuple[list[tuple[int, int]], float]], places: Sequence[Turnaround], near: float
) -> list[tuple[list[tuple[int, int]], float]]:
    """The dead ends near whose end no given place is."""
    squares = [place.polygon.buffer(near / 2) for place in places]
    return [row for row in ends if not any(square.intersects(Point(row[0][-1])) for square in squares)]


def additions(site: FireSite, given: FireSite) -> tuple[AddedPiece, ...]:
    """What a site has beside the given: every piece with its place, also paving at bends of given lanes."""
    known = {lane.id: lane for lane in given.lanes}
    found = []
    for lane in site.lanes:
        at = points_of(lane.centreline)[0]
        if not lane.given:
            found.append(AddedPiece(lane.id, "fire_lane", at, round(lane.centreline.length / 1000, 1)))
        elif lane.polygon != known[lane.id].polygon:
            extra = polygons_of(minus(lane.polygon, known[lane.id].polygon))
            middle = extra[0].centroid if extra else Point(at)
            found.append(AddedPiece(lane.id, "paving", (middle.x, middle.y)))
    shapes: list[tuple[str, str, Point]] = []
    shapes += [("turnaround", p.id, p.polygon.centroid) for p in site.turnarounds if not p.given]
    shapes += [("aerial_site", s.id, s.polygon.centroid) for s in site.aerial_sites if not s.given]
    shapes += [("hydrant", h.id, h.point) for h in site.hydrants if not h.given]
    return (*found, *(AddedPiece(id, role, (point.x, point.y)) for role, id, point in shapes))


def renamed(site: FireSite, given: FireSite) -> FireSite:
    """The new pieces under ids that nothing given has."""
    taken = {lane.id for lane in given.lanes} | {place.id for place in given.turnarounds}
    taken |= {stand.id for stand in given.aerial_sites} | {hydrant.id for hydrant in given.hydrants}

    def fresh(id: str) -> str:
        while id in taken:
            id = f"{id}+"
        taken.add(id)
        return id

    return FireSite(
        tuple(lane if lane.given else replace(lane, id=fresh(lane.id)) for lane in site.lanes),
        tuple(place if place.given else replace(place, id=fresh(place.id)) for place in site.turnarounds),
        tuple(stand if stand.given else replace(stand, id=fresh(stand.id)) for stand in site.aerial_sites),
        tuple(
            hydrant if hydrant.given else replace(hydrant, id=fresh(hydrant.id)) for hydrant in site.hydrants
        ),
    )


def lines_of_lanes(lanes: Iterable[FireLane], boundary: Polygon) -> list[tuple[LineString, int]]:
    """Centrelines as candidates for ways, on the site, with their widths."""
    return [
        (piece, lane.width_mm)
        for lane in lanes
        for piece in shapely.get_parts(lane.centreline.intersection(boundary))
        if isinstance(piece, LineString)
    ]


def onward(lanes: Iterable[FireLane], free: BaseGeometry) -> list[tuple[LineString, int]]:
    """Ways straight on from the ends and corners of given lanes, as far as the ground is free."""
    found = []
    for lane in lanes:
        long = [side for side in segments(lane.centreline) if math.dist(*side) >= STRAIGHT_PIECE]
        for tail, tip in [way for a, b in long for way in ((a, b), (b, a))]:
            way = ray(tip, direction(tail, tip), EXTENSION, free)
            if way is not None and way.length >= STRAIGHT_PIECE:
                found.append((way, LANE_WIDTH))
    return found
