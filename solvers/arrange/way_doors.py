"""Doors of rooms where the fire codes steer: as many as are due, 5 m apart, near enough to the exits."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from planner.circulation.walk import Area, Floats
from solvers.arrange.doors import APART_M, Opening, candidates, two_doors_from
from solvers.arrange.egress import SAFE_M, EgressRules

COMMON_M = 1.5
"""What the ways to two exits may have in common before a door counts as in a dead end; the check says 2 m."""
AHEAD_M = 4.0
"""Corridor straight ahead of a door that lies at the end of it."""
PEOPLE_A_DOOR = 250
"""GB 50016 5.5.16."""
END_M2, END_DOOR_M = 49.9, 1.4
"""One door at the end of a corridor will do below that area, or if it is that wide (GB 50016 5.5.15-2)."""
WIDEST_M = 2.4
"""Room doors are drawn no wider for the people inside."""
MOST_CANDIDATES = 120
MOST_SPREAD, MOST_DOORS, CORNER_STEP_M = 24, 3, 2.5
"""Doors of a large room to choose from, and at most; between points of its walls that they are to be near."""


class Field:
    """The public corridor with the doors that lead to exits, in plate metres."""

    def __init__(self, corridor: Polygon, ends: Floats, more: Sequence[float]) -> None:
        """``ends``: places of these doors; ``more``: what is to walk behind each of them."""
        self._corridor = corridor
        self._more = np.array(more)
        self._places = Area(in_mm(corridor)).places(onto_mm(corridor, ends))
        self._apart = np.hypot(*(ends[:, None] - ends[None]).transpose(2, 0, 1)) >= APART_M
        self._exits = self._places.distances / 1000 + np.add.outer(self._more, self._more)

    def measure(self, openings: Sequence[Opening]) -> tuple[Floats, Floats]:
        """Of each door: the way to the nearest exit, and what it has in common with that to any other."""
        return self.ways(middles([opening.polygon for opening in openings]))

    def ways(self, points: Floats) -> tuple[Floats, Floats]:
        """The same of points in the corridor or beside it."""
        if not len(self._more):
            return np.zeros(len(points)), np.full(len(points), np.inf)
        return self._told(self._away(points))

    def inside(self, ground: Polygon, ports: Floats, points: Floats) -> tuple[Floats, Floats]:
        """The same of points in an inner corridor that ``ports`` join to this one; none leads out without."""
        if not len(self._more):
            return np.zeros(len(points)), np.full(len(points), np.inf)
        if not len(ports):
            return np.full(len(points), np.inf), np.full(len(points), np.inf)
        places = Area(in_mm(ground)).places(onto_mm(ground, ports))
        to_port = places.to(onto_mm(ground, points)) / 1000
        return self._told((to_port[:, :, None] + self._away(ports)[None]).min(axis=1))

    def _away(self, points: Floats) -> Floats:
        """From points (rows) to every exit, m."""
        away: Floats = self._places.to(onto_mm(self._corridor, points)) / 1000 + self._more
        return away

    def _told(self, away: Floats) -> tuple[Floats, Floats]:
        nearest = away.argmin(axis=1)
        rows = np.arange(len(away))
        common = (away[rows, nearest][:, None] + away - self._exits[nearest]) / 2
        common = np.where(self._apart[nearest], np.maximum(common, 0.0), np.inf).min(axis=1)
        return away[rows, nearest], common


def in_mm(ground: Polygon) -> Polygon:
    """A ground in millimetres."""
    holes = [shapely.get_coordinates(ring) * 1000 for ring in ground.interiors]
    return Polygon(shapely.get_coordinates(ground.exterior) * 1000, holes)


def onto_mm(ground: Polygon, points: Floats) -> Floats:
    """The places of a ground that are nearest to points in it or just outside, in millimetres."""
    nearest = shapely.shortest_line(ground, shapely.points(points))
    found: Floats = shapely.get_coordinates(nearest).reshape(-1, 4)[:, :2] * 1000
    return found


def middles(shapes: Sequence[Polygon]) -> Floats:
    """The middles of doors, as rows."""
    found: Floats = shapely.get_coordinates(shapely.centroid(np.array(shapes, dtype=object)))
    return found


@dataclass(frozen=True, slots=True)
class RoomNeeds:
    """What a room asks of its doors."""

    kind: str
    people: float
    behind: float
    """Area in m2 of the rooms that are left through it."""
    width: float
    """Width that the kind asks for, m."""


def steered_doors(
    room: Polygon,
    room_id: str,
    outlets: Sequence[tuple[str, Polygon]],
    needs: RoomNeeds,
    rules: EgressRules,
    field: Field,
    public: str,
    *,
    wall: float,
    columns: Sequence[Polygon],
) -> list[Opening]:
    """Doors of a room to the first outlet that it can have enough to, those near the exits preferred.

    Distances are known along the ``public`` corridor alone; along others any place is as good.
    """
    want = 2 if room.area + needs.behind > two_doors_from(needs.kind) else 1
    if needs.kind == "conference_hall":
        want = max(want, math.ceil(needs.people / PEOPLE_A_DOOR))
    width = max(needs.width, min(WIDEST_M, needs.people * rules.rate / 100 / want))
    best: list[Opening] = []
    for outlet_id, outlet in outlets:
        found = list(candidates(room, room_id, outlet_id, outlet, width, needs.width, wall, columns, want))
        if not found:
            continue
        found = found[:: 1 + len(found) // MOST_CANDIDATES]
        known = outlet_id == public
        doors = _chosen(room, found, needs, rules, field if known else None, outlet, want)
        if len(doors) >= want:
            return doors
        best = max(best, doors, key=len)
    return best


def _chosen(
    room: Polygon,
    found: Sequence[Opening],
    needs: RoomNeeds,
    rules: EgressRules,
    field: Field | None,
    outlet: Polygon,
    want: int,
) -> list[Opening]:
    if field is None:
        return _apart(found, want, lambda _: 0.0)
    away, common = field.measure(found)
    dead = common > COMMON_M
    if needs.kind in rules.halls and want > 1:
        limit = np.full(len(found), rules.hall_corridor - SAFE_M)
    else:
        reach = rules.reach(needs.kind)
        limit = np.where(dead, reach.dead, reach.between) - SAFE_M
    over = {id(opening): max(0.0, float(a - b)) for opening, a, b in zip(found, away, limit, strict=True)}
    if want == 1 and room.area + needs.behind > END_M2:
        at_end = [bool(d) and looks_along(o, outlet) for o, d in zip(found, dead, strict=True)]
        beside = [opening for opening, end in zip(found, at_end, strict=True) if not end]
        if beside:
            found = beside
        else:
            width = max(END_DOOR_M, needs.width)
            found = [
                wide for opening in found if (wide := _widened(opening, outlet, width)) is not None
            ] or found
            return list(found[:1])
    inside = rules.hall_inside if needs.kind in rules.halls and want > 1 else rules.reach(needs.kind).inside
    doors = _apart(found, want, lambda opening: over.get(id(opening), 0.0))
    if want > 1 and len(doors) >= want and _long(room) > inside - SAFE_M:
        fine = [opening for opening in found if over.get(id(opening), 0.0) <= 0.0]
        doors = _spread(room, fine, doors, inside - SAFE_M)
    return doors


def _long(room: Polygon) -> float:
    """More than any way inside a room that is a rectangle, or nearly one, m."""
    x0, y0, x1, y1 = room.bounds
    return float(x1 - x0 + y1 - y0)


def _spread(room: Polygon, found: Sequence[Opening], chosen: list[Opening], inside: float) -> list[Opening]:
    """The doors among those found from which no corner of a room is far, one more where that is needed."""
    found = [*chosen, *found[:: 1 + len(found) // MOST_SPREAD]]
    corners = shapely.get_coordinates(shapely.segmentize(room.exterior, CORNER_STEP_M))[:-1]
    spots = onto_mm(room, middles([opening.polygon for opening in found]))
    away = Area(in_mm(room)).places(spots).to(corners * 1000).T / 1000
    best, worst = list(range(len(chosen))), float(away[: len(chosen)].min(axis=0).max())
    if worst <= inside:
        return chosen
    for a, b in itertools.combinations(range(len(found)), 2):
        far = float(np.minimum(away[a], away[b]).max())
        if far < worst - 0.01 and _gap(found[a], found[b]) >= APART_M:
            best, worst = [a, b], far
    while worst > inside and len(best) < max(MOST_DOORS, len(chosen)):
        rest = away[best].min(axis=0)
        free = [k for k in range(len(found)) if all(_gap(found[k], found[j]) >= 1.0 for j in best)]
        if not free:
            break
        k = min(free, key=lambda k: float(np.minimum(rest, away[k]).max()))
        best, worst = [*best, k], float(np.minimum(rest, away[k]).max())
    return [found[k] for k in best]


def _apart(found: Sequence[Opening], want: int, over: Callable[[Opening], float]) -> list[Opening]:
    """The first so many that lie 5 m apart, of those within their limits; else those least beyond."""
    fine = [opening for opening in found if over(opening) <= 0.0]
    doors: list[Opening] = []
    for rows in (fine, sorted(found, key=over)):
        doors = max(doors, _first_apart(rows, want), key=len)
        if len(doors) >= want:
            break
    return doors


def _first_apart(rows: Sequence[Opening], want: int) -> list[Opening]:
    """Of these doors the first that lie 5 m apart, beginning with each in turn until there are enough."""
    if want == 1 or not rows:
        return list(rows[:want])
    shapes = np.array([opening.polygon for opening in rows], dtype=object)
    best: list[int] = []
    for start in range(len(rows)):
        chosen, free = [start], shapely.distance(shapes, shapes[start]) >= APART_M
        while len(chosen) < want and free.any():
            chosen.append(int(free.argmax()))
            free &= shapely.distance(shapes, shapes[chosen[-1]]) >= APART_M
        best = max(best, chosen, key=len)
        if len(best) >= want:
            break
    return [rows[k] for k in best]


def _gap(one: Opening, other: Opening) -> float:
    return float(one.polygon.distance(other.polygon))


def _widened(opening: Opening, outlet: Polygon, width: float) -> Opening | None:
    """A door made wider to both sides; ``None`` where the corridor behind it is not as wide."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = list(opening.polygon.exterior.coords)[:4]
    more = (width - opening.width) / 2
    if more <= 0:
        return opening
    ux, uy = (x1 - x0) / opening.width, (y1 - y0) / opening.width
    polygon = Polygon(
        [(x0 - more * ux, y0 - more * uy), (x1 + more * ux, y1 + more * uy),
         (x2 + more * ux, y2 + more * uy), (x3 - more * ux, y3 - more * uy)]
    )  # fmt: skip
    ahead = LineString([polygon.exterior.coords[2], polygon.exterior.coords[3]])
    return Opening(polygon, width, opening.joins) if outlet.buffer(0.03).covers(ahead) else None


def looks_along(opening: Opening, ground: Polygon) -> bool:
    """Whether a door stands in the end wall of a corridor."""
    (x0, y0), (x1, y1), (x2, y2), _ = list(opening.polygon.exterior.coords)[:4]
    thick = math.hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / max(thick, 1e-9), (y2 - y1) / max(thick, 1e-9)
    middle = Point((x0 + x2) / 2, (y0 + y2) / 2)
    near = thick / 2 + 0.02
    ahead = LineString(
        [(middle.x + near * ux, middle.y + near * uy), (middle.x + AHEAD_M * ux, middle.y + AHEAD_M * uy)]
    )
    return bool(ground.buffer(0.01).covers(ahead))
