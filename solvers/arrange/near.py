"""What lies near enough to an exit, frame by frame: halls, rooms, stairs of a ground storey. Estimates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from shapely import get_parts, line_merge, segmentize, shortest_line, transform, union_all
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import Area, Floats, Spot
from planner.model import Storey
from solvers.arrange.egress import EgressRules
from solvers.arrange.frame import Frame
from solvers.arrange.plate import Plate, core_needs, local, polygons
from solvers.arrange.way_doors import COMMON_M, Field
from solvers.arrange.ways import ROUND

SLACK_M = 0.6
"""What the way from an exit is shorter than that from one door's middle to the other's."""
BESIDE_M = 0.1
"""A place that near to a line lies on it."""
SIDE_M = 3.0
"""Between places from which the way out is measured."""
STRIP_M = 0.03
"""Half the width of the strip along a side of a corridor."""
STEP_M = 1.5
"""Between places along a corridor that are measured."""
PAST_M = 0.05
"""Added to the width that a column leaves of a corridor."""
DOOR_M = 0.8
"""Least stretch of a core at which a door counts."""
KEPT = 256
"""Frames of a storey of which is kept what was measured."""
NOWHERE = Polygon()


def _onto(region: Polygon, point: Point) -> tuple[float, float]:
    """The point of a region nearest to one that may lie just outside."""
    x, y = shortest_line(region, point).coords[0]
    return float(x), float(y)


def _ways(region: Polygon, ends: Sequence[Point], spots: Sequence[Spot]) -> Floats:
    """Walking distances in a region from spots in it (rows) to ends that may lie just outside, m."""
    mm = transform(region, lambda xy: xy * 1000)
    places = Area(mm).places([(x * 1000, y * 1000) for x, y in (_onto(region, end) for end in ends)])
    return places.to([(x * 1000, y * 1000) for x, y in spots]) / 1000


@dataclass(frozen=True, slots=True)
class Reach:
    """What a zone is told of the ways out of its storey."""

    rules: EgressRules
    halls: BaseGeometry
    """The sides of the corridors near enough to an exit for the doors of open halls, as strips."""
    public: Polygon
    """The corridors without the sides from which the way out is too long."""
    field: Field | None
    limits: tuple[float, float]
    """How far a door may lie from the exits in a dead end, and elsewhere, m."""
    hall: float
    """How far a door of an open hall may lie from them, m."""

    def for_halls(self, inner: Polygon, outer: BaseGeometry) -> BaseGeometry:
        """The sides of an inner corridor and of the public one where open halls may have their doors."""
        if inner.is_empty or self.field is None:
            return self.halls
        steps = _sides(inner)
        away, _ = self.field.inside(inner, _ports(inner, outer), _middles(steps))
        near = _strip([steps[k] for k in np.flatnonzero(away <= self.hall).tolist()])
        return union_all([self.halls, near])

    def too_far(self, inner: Polygon, outer: BaseGeometry) -> BaseGeometry | None:
        """The sides of an inner corridor from which the way out is too long, if any."""
        if inner.is_empty or self.field is None:
            return None
        steps = _sides(inner)
        return _beyond(steps, self.field.inside(inner, _ports(inner, outer), _middles(steps)), self.limits)


class Near:
    """The exits of a plate, and how far from them a hall may have its doors."""

    def __init__(self, storey: Storey, plate: Plate, rules: EgressRules) -> None:
        self._rules = rules
        self._hall = rules.hall_corridor - SLACK_M
        usual = rules.reach("")
        self._limits = (usual.dead - SLACK_M, usual.between - SLACK_M)
        self._stair_out = rules.stair_out - SLACK_M
        self._stairs: list[tuple[MultiLineString, MultiLineString, BaseGeometry]] = []
        for core in storey.cores:
            stairs = [local(part.polygon, plate.angle) for part in core.parts if part.kind == "stair"]
            needs = core_needs(core, plate.angle, plate.usable, plate.door)
            ways = [(need.direct, need.through) for need in needs if need.kind == "stair"]
            self._stairs += [(*way, stair) for way, stair in zip(ways, stairs, strict=True)]
        self._plate, self._past = plate, rules.past + PAST_M
        self._exits = [target for target in plate.targets if target.kind == "exit"]
        self.of: Callable[[Frame], BaseGeometry] = lru_cache(KEPT)(self._of)
        """The sides of a frame's corridors from which an exit is near, by the way one walks."""
        self.reach: Callable[[Frame], Reach] = lru_cache(KEPT)(self._reach)
        """For the zones of a storey with this frame."""
        self.too_far: Callable[[Frame], BaseGeometry | None] = lru_cache(KEPT)(self._too_far)
        """The sides of a frame's corridors from which the way out is too long for most rooms, if any."""
        self.beyond: Callable[[Frame], float] = lru_cache(KEPT)(self._beyond)
        """What stairs lie farther from the exits than they may, m; and places narrowed by columns."""
        self._field: Callable[[Frame], Field | None] = lru_cache(KEPT)(self._field_of)
        self._ends: Callable[[Frame], Sequence[tuple[Point, float]]] = lru_cache(KEPT)(self._ends_of)

    def _of(self, frame: Frame) -> BaseGeometry:
        ends = self._ends(frame)
        if not ends:
            return NOWHERE
        reach = np.array([self._hall - more for _, more in ends])
        around = union_all([end.buffer(far) for (end, _), far in zip(ends, reach, strict=True)])
        sides = get_parts(segmentize(frame.region.boundary.intersection(around), STEP_M))
        steps = [pair for side in sides if isinstance(side, LineString) for pair in _steps(side)]
        if not steps:
            return NOWHERE
        points = sorted({point for pair in steps for point in pair})
        ways = _ways(frame.region, [end for end, _ in ends], points)
        met = np.any(ways <= reach, axis=1).tolist()
        fits = dict(zip(points, met, strict=True))
        return _strip([pair for pair in steps if fits[pair[0]] and fits[pair[1]]])

    def _reach(self, frame: Frame) -> Reach:
        far = self.too_far(frame)
        public = frame.region
        if far is not None:
            public = max(polygons(public.difference(far)), key=lambda part: part.area)
        return Reach(self._rules, self.of(frame), public, self._field(frame), self._limits, self._hall)

    def _too_far(self, frame: Frame) -> BaseGeometry | None:
        x0, y0, x1, y1 = frame.region.bounds
        field = self._field(frame)
        if field is None or x1 - x0 + y1 - y0 <= self._limits[0]:
            return None
        steps = _sides(frame.region)
        return _beyond(steps, field.ways(_middles(steps)), self._limits)

    def _field_of(self, frame: Frame) -> Field | None:
        ends = self._ends(frame)
        places = [(end.x, end.y) for end, _ in ends]
        return Field(frame.region, places, [more for _, more in ends]) if ends else None

    def _beyond(self, frame: Frame) -> float:
        return self.stairs_beyond(frame) + self.narrowed(frame)

    def stairs_beyond(self, frame: Frame) -> float:
        """What the stairs of a ground storey lie farther from an exit than they may, all together, m."""
        exits = [target.shape.centroid for target in self._exits if target.id not in frame.unreached]
        if math.isinf(self._stair_out) or not exits:
            return 0.0
        beside = frame.region.buffer(0.05, join_style="mitre")
        met = [_longest(beside, [*direct.geoms, *through.geoms]) for direct, through, _ in self._stairs]
        doors = [door for door in met if door is not None]
        if not doors:
            return 0.0
        nearest = _ways(frame.region, exits, [_onto(frame.region, door) for door in doors]).min(axis=1)
        return float((nearest - self._stair_out).clip(min=0.0).sum())

    def narrowed(self, frame: Frame) -> int:
        """Places where a column leaves too little of a frame's corridors for the way out."""
        if frame.columns <= 0.0:
            return 0
        radius = (self._past + self._plate.wall) / 2
        columns = [column for column in self._plate.columns if column.intersects(frame.region)]
        free = polygons(frame.region.difference(union_all(columns)).buffer(-radius), 1e-3)
        if not free:
            return 1 + len(self._plate.targets)
        largest = max(free, key=lambda part: part.area)
        beside = frame.region.buffer(0.05, join_style="mitre")
        cut_off = 0
        for target in self._plate.targets:
            if target.id in frame.unreached:
                continue
            met = beside.intersection(target.shape if target.kind == "exit" else target.frontage)
            cut_off += not met.is_empty and met.distance(largest) > radius + self._past / 4
        return len(free) - 1 + cut_off

    def _ends_of(self, frame: Frame) -> list[tuple[Point, float]]:
        """Where a frame's corridors meet stairs and exits, and how far it is from there."""
        ends = [(target.shape.centroid, 0.0) for target in self._exits if target.id not in frame.unreached]
        beside = frame.region.buffer(0.05, join_style="mitre")
        for direct, through, stair in self._stairs:
            door = _longest(beside, [*direct.geoms, *through.geoms])
            if door is not None:
                ends.append((door, 0.0 if direct.distance(door) < BESIDE_M else ROUND * stair.distance(door)))
        return ends


def _ports(inner: Polygon, outer: BaseGeometry) -> list[Point]:
    """Where an inner corridor meets the public one."""
    met = inner.boundary.intersection(outer.buffer(BESIDE_M / 2, join_style="mitre"))
    met = line_merge(met) if isinstance(met, MultiLineString) else met
    lines = [line for line in getattr(met, "geoms", [met]) if line.length >= DOOR_M]
    return [line.interpolate(0.5, normalized=True) for line in lines]


def _sides(ground: Polygon) -> list[tuple[Spot, Spot]]:
    """The outline of a corridor in short stretches."""
    rings = (ground.exterior, *ground.interiors)
    return [pair for ring in rings for pair in _steps(segmentize(ring, SIDE_M))]


def _middles(steps: Sequence[tuple[Spot, Spot]]) -> list[Point]:
    return [Point((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in steps]


def _beyond(
    steps: Sequence[tuple[Spot, Spot]], ways: tuple[Floats, Floats], limits: tuple[float, float]
) -> BaseGeometry | None:
    """Narrow ground along the stretches from which it is too far, if there are any."""
    away, common = ways
    limit = np.where(common > COMMON_M, *limits)
    far = [steps[k] for k in np.flatnonzero(away > limit).tolist()]
    return _strip(far) if far else None


def _steps(line: LineString) -> list[tuple[Spot, Spot]]:
    """The straight stretches of a line."""
    spots = [(float(x), float(y)) for x, y in line.coords]
    return list(pairwise(spots))


def _strip(sides: Sequence[tuple[Spot, Spot]]) -> BaseGeometry:
    """Narrow ground along straight stretches of a corridor's outline."""
    lines = [LineString(side) for side in sides]
    return union_all(lines).buffer(STRIP_M, cap_style="flat") if lines else NOWHERE


def _longest(beside: BaseGeometry, stretches: Iterable[LineString]) -> Point | None:
    """The middle of what a corridor shares with stretches of a core, where that is longest."""
    met = MultiLineString(list(stretches)).intersection(beside)
    lines = [line for line in getattr(met, "geoms", [met]) if line.length > DOOR_M]
    longest = max(lines, key=lambda line: line.length, default=None)
    return None if longest is None else longest.interpolate(0.5, normalized=True)
