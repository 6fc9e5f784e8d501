"""A bundle as plain features to be damaged, and what its damage must raise, measured here once more.

Nothing is taken from the check: polygons are those of the file, in metres, and every measurement is the
plainest one that the clause's text allows. What lies too near a limit to tell is left to either verdict.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry import mapping, shape

from planner.model import Scenario

Feature = dict[str, Any]

ORIGIN = "LAYOUT-ORIGIN"
SHAPES = frozenset(
    {
        "LAYOUT-INSIDE", "LAYOUT-OVERLAP", "LAYOUT-WALL", "LAYOUT-REMAINDER", "LAYOUT-DOOR-PLACE",
        "LAYOUT-ROOM-WIDTH", "LAYOUT-ROOM-AREA", "LAYOUT-ASPECT", "LAYOUT-CONTIGUOUS", "LAYOUT-DAYLIGHT",
        "LAYOUT-CORRIDOR-WIDTH", "LAYOUT-CORRIDOR-SHARE", "LAYOUT-COLUMN", "CBEP-5.1.1.2-a",
        "CBEP-5.2.2.1-b",
    }
)  # fmt: skip
"""What a room of another shape may break at its place."""
WAYS = frozenset(
    {
        "LAYOUT-ACCESS", "LAYOUT-CORRIDOR-NET", "LAYOUT-CORE-STAIR", "LAYOUT-CORE-LIFT",
        "LAYOUT-CORE-TOILET", "LAYOUT-CONTIGUOUS", "LAYOUT-DOOR-PLACE", "LAYOUT-DOOR-WIDTH",
        "LAYOUT-CORRIDOR-WIDTH", "CBEP-4.3.5.2-b", "CBEP-5.1.1.3", "CBEP-5.1.2.2-c", "CBEP-5.2.2.1-a",
    }
)  # fmt: skip
"""What a missing door or corridor may break."""
AREAS = frozenset(
    {
        "LAYOUT-TENANT", "LAYOUT-DEMAND", "LAYOUT-DEMAND-MOST", "CBEP-4.2.1-b", "CBEP-4.2.1-c",
        "CBEP-4.2.2.1", "CBEP-4.2.2.2", "CBEP-4.2.2.2-a", "CBEP-4.2.2.2-b", "CBEP-5.1.3.4-a",
        "CBEP-5.1.3.4-b", "CBEP-5.1.3.5-a", "CBEP-5.2.1.1", "CBEP-5.2.2.1-a", "CBEP-5.2.2.2-a",
        "CBEP-5.2.3-a", "CBEP-5.2.4-a", "SBT11233-4.2.1-b", "SBT11233-4.2.2-a", "SBT11233-4.2.2-b",
        "SBT11233-4.2.3", "CBEP-4.3.1", "SBT11233-5.3.3.1.1",
    }
)  # fmt: skip
"""What less or more area may break."""
ROOMS = frozenset(
    {
        "CBEP-4.1.2-a", "CBEP-4.3.4", "CBEP-4.3.5.2-d", "CBEP-5.1.1.1", "CBEP-5.1.2.1", "CBEP-5.1.2.2-d",
        "CBEP-5.1.2.3", "CBEP-5.1.3.3", "CBEP-5.2", "CBEP-5.2.4-b", "SBT11233-4.1.3", "SBT11233-5.3.4.2",
        "SBT11233-5.3.3.1.4", "SBT11233-5.3.3.1.5", "LAYOUT-DEMAND", "LAYOUT-KIND", "LAYOUT-GOODS",
        "LAYOUT-GOODS-LIFT",
        "LAYOUT-DOOR-WIDTH", "LAYOUT-PIN",
    }
)  # fmt: skip
"""What a room of another kind, or one room less, may break."""


@dataclass
class Expected:
    """What the damage must turn from good to failed (or undecided), and what else it may."""

    must: set[str]
    may: set[str] = field(default_factory=set)
    told: str = ""


@dataclass
class Case:
    """A scenario and the features of a layout, both free to be changed."""

    scenario: Scenario
    features: list[Feature]
    random: Random
    manifest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, document: dict[str, Any], manifest: dict[str, Any], seed: str) -> Case:
        return cls(scenario, copy.deepcopy(document["features"]), Random(seed), copy.deepcopy(manifest))

    def role(self, *roles: str) -> list[Feature]:
        return [feature for feature in self.features if feature["properties"]["role"] in roles]

    def spaces(self, *kinds: str) -> list[Feature]:
        return [f for f in self.role("space") if not kinds or f["properties"]["kind"] in kinds]

    def by_id(self, id: str) -> Feature:
        return next(f for f in self.features if f["properties"]["id"] == id)

    def doors_of(self, id: str) -> list[Feature]:
        return [door for door in self.role("door") if id in door["properties"]["joins"]]

    def drop(self, gone: list[Feature]) -> None:
        ids = {id(feature) for feature in gone}
        self.features = [feature for feature in self.features if id(feature) not in ids]

    def pick(self, rows: list[Feature]) -> Feature | None:
        return self.random.choice(rows) if rows else None

    def neighbours(self, feature: Feature, *roles: str) -> Iterator[Feature]:
        storey = feature["properties"]["storey"]
        for other in self.role(*roles):
            if other is not feature and other["properties"]["storey"] == storey:
                yield other


def polygon(feature: Feature) -> Any:
    return shape(feature["geometry"])


def redraw(feature: Feature, drawn: Any) -> None:
    """Another polygon, whole millimetres, with the area it then has."""
    rounded = shapely.transform(drawn, lambda points: np.round(points, 3))
    feature["geometry"] = {
        "type": "Polygon",
        "coordinates": [list(map(list, r)) for r in mapping(rounded)["coordinates"]],
    }
    if "area_m2" in feature["properties"]:
        feature["properties"]["area_m2"] = round(rounded.area, 3)


@dataclass(frozen=True)
class Rectangle:
    """A polygon that is a rectangle: a corner, its two directions, its two lengths (long side first)."""

    corner: tuple[float, float]
    u: tuple[float, float]
    v: tuple[float, float]
    long: float
    short: float

    @classmethod
    def of(cls, drawn: Polygon) -> Rectangle | None:
        around = drawn.minimum_rotated_rectangle
        if around.geom_type != "Polygon" or drawn.interiors:
            return None
        if drawn.exterior.hausdorff_distance(around.exterior) > 0.003:
            return None
        a, b, c, *_ = around.exterior.coords
        one, two = math.dist(a, b), math.dist(b, c)
        if one < two:
            a, b, c = b, c, around.exterior.coords[3]
            one, two = two, one
        u = ((b[0] - a[0]) / one, (b[1] - a[1]) / one)
        v = ((c[0] - b[0]) / two, (c[1] - b[1]) / two)
        return cls((a[0], a[1]), u, v, one, two)

    def part(self, u0: float, u1: float, v0: float, v1: float) -> Polygon:
        """The rectangle from u0 to u1 along the long side and from v0 to v1 along the short one."""
        return Polygon([self.at(u0, v0), self.at(u1, v0), self.at(u1, v1), self.at(u0, v1)])

    def at(self, along: float, across: float) -> tuple[float, float]:
        (x, y), (ux, uy), (vx, vy) = self.corner, self.u, self.v
        return x + along * ux + across * vx, y + along * uy + across * vy


def rectangular(rows: list[Feature], fits: Callable[[Rectangle], bool] = lambda _: True) -> list[Feature]:
    found = []
    for feature in rows:
        rectangle = Rectangle.of(polygon(feature))
        if rectangle is not None and fits(rectangle):
            found.append(feature)
    return found


def shrunk(rectangle: Rectangle, area: float, *, from_far: bool) -> Polygon:
    """The rectangle cut down to an area (m2) from one of its short sides."""
    length = area / rectangle.short
    if from_far:
        return rectangle.part(0, length, 0, rectangle.short)
    return rectangle.part(rectangle.long - length, rectangle.long, 0, rectangle.short)


def at_its_place(case: Case, feature: Feature) -> tuple[set[str], set[str]]:
    """What a changed room must raise, and may, at the place where it now lies."""
    must, may = set(), set()
    drawn = polygon(feature)
    overlaps, near = [], []
    for other in case.neighbours(feature, "space", "corridor", "core"):
        there = polygon(other)
        overlaps.append(drawn.intersection(there).area)
        if other["properties"]["role"] != "core" and overlaps[-1] < 0.009:
            near.append(drawn.distance(there))
    total = sum(overlaps)
    if total > 0.012:
        must.add("LAYOUT-OVERLAP")
    elif total > 0:
        may.add("LAYOUT-OVERLAP")
    wall = case.scenario.policies.interior_wall_mm / 1000
    if near and min(near) < wall - 0.008:
        must.add("LAYOUT-WALL")
    elif near and min(near) < wall:
        may.add("LAYOUT-WALL")
    storey = case.scenario.storey(feature["properties"]["storey"])
    inside = storey.outline.buffer(-case.scenario.policies.exterior_wall_mm, quad_segs=16)
    outside = shapely.transform(drawn, lambda points: points * 1000).difference(inside).area / 1e6
    if outside > 0.02 + 0.006 * drawn.length:
        must.add("LAYOUT-INSIDE")
    elif outside > 0:
        may.add("LAYOUT-INSIDE")
    return must, may


def door_off(case: Case, feature: Feature) -> bool:
    """Whether a door of a room no longer lies at it: farther than half a wall and something."""
    drawn = polygon(feature).exterior
    return any(polygon(door).distance(drawn) > 0.1 for door in case.doors_of(feature["properties"]["id"]))


def pocket_left(case: Case, storey: str, ground: Polygon) -> bool:
    """Whether ground is free of everything, more than 2 m2 of it and wide enough to stand in (0.6 m)."""
    taken = [
        polygon(f) for f in case.role("space", "corridor", "core") if f["properties"]["storey"] == storey
    ]
    free = ground.difference(shapely.union_all(taken))
    standing = free.buffer(-0.33, join_style="mitre").buffer(0.33, join_style="mitre")
    return any(part.area > 2.1 for part in shapely.get_parts(standing))
