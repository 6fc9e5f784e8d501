"""Which corridor is near enough to an exit for the doors of an open hall, frame by frame: an estimate."""

from __future__ import annotations

from itertools import pairwise

from shapely import get_parts, segmentize, shortest_line, transform, union_all
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import Area
from planner.model import Storey
from solvers.arrange.egress import EgressRules
from solvers.arrange.frame import Frame
from solvers.arrange.plate import Plate, core_needs

SLACK_M = 0.6
"""What the way from an exit is shorter than that from one door's middle to the other's."""
LOBBY_M = 5.0
"""A way through a lobby to the stair behind it: an estimate."""
STEP_M = 1.5
"""Between places along a corridor that are measured."""
NOWHERE = Polygon()


def _onto(region: Polygon, point: Point) -> tuple[float, float]:
    """The point of a region nearest to one that may lie just outside."""
    x, y = shortest_line(region, point).coords[0]
    return float(x), float(y)


class Near:
    """The exits of a plate, and how far from them a hall may have its doors."""

    def __init__(self, storey: Storey, plate: Plate, rules: EgressRules) -> None:
        self._reach = rules.hall_corridor - SLACK_M
        self._stairs: list[tuple[MultiLineString, float]] = []
        for core in storey.cores:
            for need in core_needs(core, plate.angle, plate.usable, plate.door):
                if need.kind == "stair":
                    self._stairs += [(need.direct, 0.0), (need.through, LOBBY_M)]
        self._exits = [target for target in plate.targets if target.kind == "exit"]

    def of(self, frame: Frame) -> BaseGeometry:
        """The sides of a frame's corridors from which an exit is near, by the way one walks."""
        ends = self._ends(frame)
        if not ends:
            return NOWHERE
        around = union_all([middle.buffer(reach) for middle, reach in ends])
        sides = get_parts(segmentize(frame.region.boundary.intersection(around), STEP_M))
        steps = [pair for side in sides if isinstance(side, LineString) for pair in pairwise(side.coords)]
        if not steps:
            return NOWHERE
        points = sorted({point for pair in steps for point in pair})
        spots = [*(_onto(frame.region, middle) for middle, _ in ends), *points]
        mm = transform(frame.region, lambda xy: xy * 1000)
        ways = Area(mm).places([(x * 1000, y * 1000) for x, y in spots]).distances / 1000
        limits = [reach for _, reach in ends]
        fits = {
            point: any(ways[k, len(ends) + n] <= limit for k, limit in enumerate(limits))
            for n, point in enumerate(points)
        }
        kept = [LineString(pair) for pair in steps if fits[pair[0]] and fits[pair[1]]]
        return union_all(kept).buffer(0.03, cap_style="flat") if kept else NOWHERE

    def around(self, frame: Frame) -> BaseGeometry:
        """All ground in a straight line within reach of an exit, for corridors inside a zone."""
        discs = [middle.buffer(reach) for middle, reach in self._ends(frame)]
        return union_all(discs) if discs else NOWHERE

    def _ends(self, frame: Frame) -> list[tuple[Point, float]]:
        """Where a frame's corridors meet stairs and exits, and how far a door may lie from there."""
        ends = [
            (target.shape.centroid, self._reach) for target in self._exits if target.id not in frame.unreached
        ]
        beside = frame.region.buffer(0.05, join_style="mitre")
        for access, more in self._stairs:
            met = beside.intersection(access)
            lines = [line for line in getattr(met, "geoms", [met]) if line.length > 0.8]
            if lines:
                longest = max(lines, key=lambda line: line.length)
                ends.append((longest.interpolate(0.5, normalized=True), self._reach - more))
        return ends
