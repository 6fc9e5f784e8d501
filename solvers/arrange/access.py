"""How one gets into a core: along which stretches of its outline a corridor must run, and for what.

A stair is entered at a landing, a lift at its front, both directly or from a lobby or free floor of the
core. A corridor that only touches a shaft or the middle of a flight leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

REACH_M = 0.75
"""Thickest wall, with what is solid of the core behind it, that a door goes through."""
LANDING_M = 1.5
"""Depth of the landings at both ends of a stair."""
SQUARE_M = 0.02
"""Sides that differ by less are equal, but for rounding."""
FRONT_M = 0.9
"""Ground in front of a lift or toilet that needs no other door than its own."""
BESIDE_M = 0.1
"""A stretch is longer than the door or front in it by that much."""
SHARED_M = 0.85
"""Least wall that a lobby shares with what opens to it."""
NEAR_M = 0.05
"""A stretch that far from the ground lies in the external wall."""
PARTITION_M = 0.15
LEAST_FLOOR_M = 0.8
"""Free floor of a core is walked on where it is that wide."""

KINDS = {
    "stair": ("stair",), "lift": ("lift", "goods_lift"), "lift for people": ("lift",),
    "lift for goods": ("goods_lift",), "toilet": ("toilet",),
}  # fmt: skip
"""Kinds of parts by what a core is entered for."""

Stretches = list[LineString]


@dataclass(frozen=True, slots=True)
class Need:
    """Something in a core that people must get to, in plate metres."""

    kind: str
    """stair, lift or toilet."""
    direct: MultiLineString
    """Stretches of the outline right in front of it."""
    through: MultiLineString
    """Stretches in front of a lobby or free floor that leads to it."""

    @property
    def access(self) -> MultiLineString:
        """All stretches a corridor may come to."""
        return MultiLineString([*self.direct.geoms, *self.through.geoms])


def needs_of(
    outline: Polygon, parts: Sequence[tuple[str, Polygon]], ground: BaseGeometry, door: float
) -> list[Need]:
    """What a core with these parts (kind and polygon) has to be entered for, from the ``ground`` round it.

    ``door`` is the width of its doors in m; a shorter stretch of its outline leads nowhere.
    Every stair; one lift, and one for goods too where no way leads to both kinds; one toilet, where it can be
    reached at all. Where a stair or lift can be entered from nowhere, the whole outline counts: that is for
    the check to say.
    """
    near = ground.buffer(NEAR_M, join_style="mitre")
    floors = [shape for kind, shape in parts if kind == "lobby"] + _free_floor(outline, parts)

    def need(kind: str, shapes: Sequence[Polygon]) -> Need | None:
        goals = [zone for shape in shapes for zone in (_landings(shape) if kind == "stair" else [shape])]
        leading = _leading(floors, goals)
        front = door if kind == "stair" else FRONT_M
        direct = [stretch for goal in goals for stretch in _in_front(outline, goal, near, front)]
        through = [stretch for floor in leading for stretch in _in_front(outline, floor, near, door)]
        if not direct and not through:
            if kind == "toilet":
                return None
            direct = [LineString(side) for side in pairwise(outline.exterior.coords)]
        return Need(kind, MultiLineString(direct), MultiLineString(through))

    of = {name: [shape for kind, shape in parts if kind in kinds] for name, kinds in KINDS.items()}
    found = [need("stair", [stair]) for stair in of["stair"]]
    if of["lift"]:
        people, goods = need("lift", of["lift for people"]), need("lift", of["lift for goods"])
        apart = people and goods and people.access.intersection(goods.access).length < NEAR_M
        found += [people, goods] if apart else [need("lift", of["lift"])]
    found += [need("toilet", of["toilet"])] if of["toilet"] else []
    return [one for one in found if one is not None]


def _free_floor(outline: Polygon, parts: Sequence[tuple[str, Polygon]]) -> list[Polygon]:
    """What the parts and the walls round them leave of a core, where it is wide enough to walk on."""
    solid = shapely.union_all([shape for _, shape in parts])
    rest = outline.difference(solid.buffer(PARTITION_M, join_style="mitre"))
    half = LEAST_FLOOR_M / 2
    opened = rest.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
    return [part for part in shapely.get_parts(opened).tolist() if part.area > LEAST_FLOOR_M**2]


def _landings(stair: Polygon) -> list[Polygon]:
    """The two ends of a stair along its longer side; of a square one, what is an end either way."""
    points = shapely.get_coordinates(stair.minimum_rotated_rectangle)[:4]
    sides = np.linalg.norm(np.diff(np.vstack([points, points[:1]]), axis=0), axis=1)
    if sides[0] < sides[1]:
        points, sides = np.roll(points, -1, axis=0), np.roll(sides, -1)
    a, b, c, d = points  # a-b and d-c are the long sides
    depth = min(LANDING_M, sides[0] / 2)
    step = (b - a) / sides[0] * depth
    ends = [Polygon([a, a + step, d + step, d]), Polygon([b - step, b, c, c - step])]
    if sides[0] - sides[1] > SQUARE_M:
        return ends
    rise = (d - a) / sides[1] * depth
    others = [Polygon([a, b, b + rise, a + rise]), Polygon([d - rise, c - rise, c, d])]
    return [corner for end in ends for other in others for corner in _solid(end.intersection(other))]


def _solid(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if isinstance(part, Polygon)]


def _leading(floors: Sequence[Polygon], goals: Sequence[Polygon]) -> list[Polygon]:
    """The floors from which one of the goals is entered, directly or through other floors."""
    leading: list[Polygon] = []
    rest = list(floors)
    while True:
        new = [
            floor for floor in rest if any(_shared(floor, other) >= SHARED_M for other in (*goals, *leading))
        ]
        if not new:
            return leading
        leading += new
        rest = [floor for floor in rest if all(floor is not other for other in new)]


def _shared(one: Polygon, other: Polygon) -> float:
    """Longest stretch over which a polygon faces another across a wall, m."""
    if one.distance(other) > REACH_M:
        return 0.0
    return max((stretch.length for stretch in _facing(one, other, outwards=True)), default=0.0)


def _in_front(outline: Polygon, floor: Polygon, near: BaseGeometry, least: float) -> Stretches:
    """The stretches of a core's outline with a floor right behind them, where the ground is near."""
    return [
        part
        for stretch in _facing(outline, floor, outwards=False)
        for part in shapely.get_parts(stretch.intersection(near)).tolist()
        if part.length >= least + BESIDE_M - 1e-6
    ]


def _facing(one: Polygon, other: Polygon, *, outwards: bool) -> Iterator[LineString]:
    """The stretches of a polygon's boundary with another within reach, straight out or in."""
    ring = shapely.get_coordinates(shapely.orient_polygons(one).exterior)
    for start, end in pairwise(ring):
        length = float(np.hypot(*(end - start)))
        if length < 0.1:
            continue
        along = (end - start) / length
        out = np.array([along[1], -along[0]]) * (REACH_M if outwards else -REACH_M)
        hit: BaseGeometry = Polygon([start, end, end + out, start + out]).intersection(other)
        for part in shapely.get_parts(hit).tolist():
            if part.area > 1e-4:
                reach = (shapely.get_coordinates(part) - start) @ along
                yield LineString([start + along * reach.min(), start + along * reach.max()])
