"""What lies near enough to an exit, frame by frame: halls, rooms, stairs of a ground storey. Estimates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from shapely import get_coordinates, line_merge, segmentize, union_all
from shapely import polygons as polygons_from
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import Area, Floats
from planner.model import Storey
from solvers.arrange.egress import EgressRules
from solvers.arrange.frame import Frame
from solvers.arrange.plate import Plate, core_needs, local, polygons
from solvers.arrange.way_doors import COMMON_M, Field, in_mm, onto_mm
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

Sides: TypeAlias = tuple[Floats, tuple[Floats, Floats]]
"""Stretches of a corridor's outline; from each the way to the nearest exit, and what is common to others."""


def _ways(region: Polygon, ends: Floats, spots: Floats) -> Floats:
    """Walking distances in a region from spots (rows) to ends, all of which may lie just outside, m."""
    places = Area(in_mm(region)).places(onto_mm(region, ends))
    return places.to(onto_mm(region, spots)) / 1000


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
    beside: BaseGeometry
    """The public corridors and a little more: an inner one that comes there meets them."""

    def inside(self, inner: Sequence[Polygon]) -> Sides | None:
        """The sides of inner corridors with the ways out from there; ``None`` where nothing is known."""
        if not inner or self.field is None:
            return None
        sides = [_sides(way, SIDE_M) for way in inner]
        away = [
            self.field.inside(way, _ports(way, self.beside), _middles(steps))
            for way, steps in zip(inner, sides, strict=True)
        ]
        first, second = (np.concatenate([one[k] for one in away]) for k in (0, 1))
        return np.concatenate(sides), (first, second)

    def for_halls(self, inner: Sides | None) -> BaseGeometry:
        """The sides of an inner corridor and of the public one where open halls may have their doors."""
        if inner is None:
            return self.halls
        steps, (away, _) = inner
        return union_all([self.halls, _strip(steps[away <= self.hall])])

    def too_far(self, inner: Sides | None) -> BaseGeometry | None:
        """The sides of an inner corridor from which the way out is too long, if any."""
        return None if inner is None else _beyond(*inner, self.limits)


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
        self._ends: Callable[[Frame], tuple[Floats, Floats]] = lru_cache(KEPT)(self._ends_of)

    def _of(self, frame: Frame) -> BaseGeometry:
        ends, more = self._ends(frame)
        if not len(ends):
            return NOWHERE
        steps = _sides(frame.region, STEP_M)
        straight = np.hypot(*(steps[:, None, :2] - ends[None]).transpose(2, 0, 1)) + more
        steps = steps[(straight <= self._hall).any(axis=1)]
        if not len(steps):
            return NOWHERE
        first, last = (_ways(frame.region, ends, steps[:, k : k + 2]) + more for k in (0, 2))
        return _strip(steps[(first <= self._hall).any(axis=1) & (last <= self._hall).any(axis=1)])

    def _reach(self, frame: Frame) -> Reach:
        far = self.too_far(frame)
        public = frame.region
        if far is not None:
            public = max(polygons(public.difference(far)), key=lambda part: part.area)
        beside = public.buffer(BESIDE_M / 2, join_style="mitre")
        return Reach(
            self._rules, self.of(frame), public, self._field(frame), self._limits, self._hall, beside
        )

    def _too_far(self, frame: Frame) -> BaseGeometry | None:
        x0, y0, x1, y1 = frame.region.bounds
        field = self._field(frame)
        if field is None or x1 - x0 + y1 - y0 <= self._limits[0]:
            return None
        steps = _sides(frame.region, SIDE_M)
        return _beyond(steps, field.ways(_middles(steps)), self._limits)

    def _field_of(self, frame: Frame) -> Field | None:
        ends, more = self._ends(frame)
        return Field(frame.region, ends, more.tolist()) if len(ends) else None

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
        nearest = _ways(frame.region, _spots(exits), _spots(doors)).min(axis=1)
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

    def _ends_of(self, frame: Frame) -> tuple[Floats, Floats]:
        """Where a frame's corridors meet stairs and exits, and how far it is from there."""
        ends = [target.shape.centroid for target in self._exits if target.id not in frame.unreached]
        more = [0.0] * len(ends)
        beside = frame.region.buffer(0.05, join_style="mitre")
        for direct, through, stair in self._stairs:
            door = _longest(beside, [*direct.geoms, *through.geoms])
            if door is not None:
                ends.append(door)
                more.append(0.0 if direct.distance(door) < BESIDE_M else ROUND * stair.distance(door))
        return _spots(ends), np.array(more)


def _spots(points: Sequence[Point]) -> Floats:
    """Points as rows."""
    return np.array([(point.x, point.y) for point in points]).reshape(-1, 2)


def _ports(inner: Polygon, beside: BaseGeometry) -> Floats:
    """Where an inner corridor meets the public one."""
    met = inner.boundary.intersection(beside)
    met = line_merge(met) if isinstance(met, MultiLineString) else met
    lines = [line for line in getattr(met, "geoms", [met]) if line.length >= DOOR_M]
    return _spots([line.interpolate(0.5, normalized=True) for line in lines])


def _sides(ground: Polygon, step: float) -> Floats:
    """The outline of a corridor in short stretches: rows x0, y0, x1, y1."""
    rings = [get_coordinates(segmentize(ring, step)) for ring in (ground.exterior, *ground.interiors)]
    return np.concatenate([np.hstack([spots[:-1], spots[1:]]) for spots in rings])


def _middles(steps: Floats) -> Floats:
    middles: Floats = (steps[:, :2] + steps[:, 2:]) / 2
    return middles


def _beyond(steps: Floats, ways: tuple[Floats, Floats], limits: tuple[float, float]) -> BaseGeometry | None:
    """Narrow ground along the stretches from which it is too far, if there are any."""
    away, common = ways
    far = steps[away > np.where(common > COMMON_M, *limits)]
    return _strip(far) if len(far) else None


def _strip(steps: Floats) -> BaseGeometry:
    """Narrow ground along straight stretches of a corridor's outline."""
    if not len(steps):
        return NOWHERE
    way = steps[:, 2:] - steps[:, :2]
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
    on = np.all(steps[1:, :2] == steps[:-1, 2:], axis=1) & (np.abs(way[1:] - way[:-1]).max(axis=1) < 1e-6)
    first, last = np.flatnonzero(np.append(True, ~on)), np.flatnonzero(np.append(~on, True))
    start, end = steps[first, :2], steps[last, 2:]
    aside = STRIP_M * np.stack([-way[first, 1], way[first, 0]], axis=1)
    return union_all(
        polygons_from(np.stack([start + aside, start - aside, end - aside, end + aside], axis=1))
    )


def _longest(beside: BaseGeometry, stretches: Iterable[LineString]) -> Point | None:
    """The middle of what a corridor shares with stretches of a core, where that is longest."""
    met = MultiLineString(list(stretches)).intersection(beside)
    lines = [line for line in getattr(met, "geoms", [met]) if line.length > DOOR_M]
    longest = max(lines, key=lambda line: line.length, default=None)
    return None if longest is None else longest.interpolate(0.5, normalized=True)
