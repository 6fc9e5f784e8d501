"""The ways out of a storey as laid out: what the search tells one plan from another by.

A measure of its own, quicker and coarser than that of the check: walking distances are exact inside the
public corridor and inside each inner one, columns are left out. Whether a door lies in a dead end is told
from distances alone: what the ways to two exits have in common is half of what they are together longer than
the way from exit to exit. Millimetres inside, faults as shares of a limit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.walk import Area
from planner.model import Core, Corridor, Door, Space, Storey, StoreyLayout
from solvers.arrange.doors import APART_M, two_doors_from
from solvers.arrange.egress import SAFE_M, EgressRules

COMMON_M = 1.5
"""What the ways to two exits may have in common before a door counts as in a dead end; the check says 2 m."""
WALL_M = 0.9
"""A door stands this near to what it leads to in a core."""
AHEAD_M = 4.0
"""Corridor straight ahead of a door that lies at the end of it."""
END_M2, END_DOOR_M, LONG_M2, LONG_WAY_M, LONG_DOOR_M = 50.0, 0.9, 200.0, 15.0, 1.4
"""One door at the end of a corridor (GB 50016 5.5.15-2, GB 55037 7.4.2-6)."""
ROUND = 1.2
"""A way through a lobby is that much longer than the straight line: an estimate."""
PLAIN = 0.8
"""Of a room that fills this share of its rectangle no way is longer than the rectangle's two sides."""
BESIDE_MM = 60.0
"""A door lies that far from the corridor it opens to."""
DOORS, DOORS_APART, FAR_CORNER = "doors", "doors apart", "far corner"
"""Faults that another place of the room mends."""
NO_WAY_OUT = "no way out"
FAULT, MOST_FAULT = 0.4, 2.0
"""Cost of a fault at least and at most."""

Spot = tuple[float, float]
Away = Mapping[str, float]
"""Exit -> distance, mm."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule of the codes that a layout breaks."""

    room: str
    what: str
    over: float
    """By what share of its limit."""
    hall: bool = False
    """It lies in the place of an open hall."""

    @property
    def cost(self) -> float:
        """What it counts among the hard costs of a plan."""
        return min(MOST_FAULT, FAULT + self.over)


@dataclass(frozen=True, slots=True)
class _Way:
    """A door of a room that leads out of it."""

    door: Door
    away: Away
    direct: bool
    """It opens to the outside."""


class Ways:
    """The doors of a storey with their distances to the exits."""

    def __init__(self, storey: Storey, layout: StoreyLayout) -> None:
        self.storey, self.layout = storey, layout
        self.public = [row for row in layout.corridors if row.zone is None]
        self.cores = {core.id: core for core in storey.cores}
        self.outer = {exit_.id for exit_ in storey.exits}
        self.doors = self._at_public()
        self.ends: dict[str, list[tuple[int, float]]] = {}
        """Exit -> doors of the public corridor that lead to it, with what is still to walk."""
        self.places: dict[str, Point] = {}
        self._find_ends()
        self.matrix = self._matrix()
        self.between = {(one, other): self._shortest(one, other) for one in self.ends for other in self.ends}
        self.inner = {row.id: self._inner(row) for row in layout.corridors if row.zone is not None}

    def _at_public(self) -> list[Door]:
        ids = {row.id for row in self.public}
        return [door for door in self.layout.doors if ids & set(door.joins)]

    def _find_ends(self) -> None:
        for number, door in enumerate(self.doors):
            for id in door.joins:
                if id in self.outer:
                    self._end(id, number, 0.0)
                elif id in self.cores:
                    for stair, away in stairs_behind(self.cores[id], door.polygon):
                        self._end(stair, number, away)

    def _end(self, exit_: str, number: int, away: float) -> None:
        self.ends.setdefault(exit_, []).append((number, away))
        self.places[exit_] = self.doors[number].polygon.centroid

    def _matrix(self) -> Sequence[Sequence[float]]:
        if not self.public or not self.doors:
            return []
        ground = max((row.polygon for row in self.public), key=lambda shape: shape.area)
        spots = [_spot(ground, door) for door in self.doors]
        ends = sorted({number for rows in self.ends.values() for number, _ in rows})
        ways = np.full((len(spots), len(spots)), np.inf)
        ways[:, ends] = Area(ground).places([spots[number] for number in ends]).to(spots)
        found: Sequence[Sequence[float]] = ways.tolist()
        return found

    def _shortest(self, one: str, other: str) -> float:
        return min(self.matrix[a][b] + at + to for a, at in self.ends[one] for b, to in self.ends[other])

    def away(self, number: int) -> dict[str, float]:
        """From a door of the public corridor to every exit."""
        row = self.matrix[number]
        return {id: min(row[k] + more for k, more in ends) for id, ends in self.ends.items()}

    def _inner(self, corridor: Corridor) -> dict[str, dict[str, float]]:
        """From every door of an inner corridor to every exit."""
        doors = [door for door in self.layout.doors if corridor.id in door.joins]
        spots = [_spot(corridor.polygon, door) for door in doors]
        if not spots:
            return {}
        matrix = Area(corridor.polygon).places(spots).distances.tolist()
        out = {k: self.away(self.doors.index(door)) for k, door in enumerate(doors) if door in self.doors}
        return {
            door.id: {
                id: min((matrix[k][m] + away[id] for m, away in out.items()), default=math.inf)
                for id in self.ends
            }
            for k, door in enumerate(doors)
        }

    def out_of(self, space: Space) -> list[_Way]:
        """The doors by which a room is left other than through another room."""
        found = []
        for number, door in enumerate(self.doors):
            if space.id in door.joins:
                found.append(_Way(door, self.away(number), direct=False))
        for door in self.layout.doors:
            if space.id in door.joins:
                other = door.joins[0] if door.joins[1] == space.id else door.joins[1]
                if other in self.outer:
                    found.append(_Way(door, {other: 0.0}, direct=True))
                elif other in self.inner and self._leads_out(away := self.inner[other][door.id]):
                    found.append(_Way(door, away, direct=False))
        return found

    @staticmethod
    def _leads_out(away: Away) -> bool:
        """Whether an exit is reached at all."""
        return any(map(math.isfinite, away.values()))

    def common(self, away: Away) -> float:
        """What the ways to the nearest exit and to any other one have in common at least, mm."""
        if not away:
            return math.inf
        nearest = min(away, key=lambda id: away[id])
        apart = [
            id for id in away
            if id != nearest and self.places[id].distance(self.places[nearest]) >= APART_M * 1000
        ]  # fmt: skip
        return min(
            (max(0.0, away[nearest] + away[id] - self.between[nearest, id]) / 2 for id in apart),
            default=math.inf,
        )


def stairs_behind(core: Core, door: Polygon) -> Iterator[tuple[str, float]]:
    """The stairs that a door of a core leads to, right behind it or through a lobby; the way there, mm.

    From the middle of the door, to which the way along the corridor is measured.
    """
    reach, middle = WALL_M * 1000, door.centroid
    stairs = [part for part in core.parts if part.kind == "stair"]
    near = [part for part in stairs if part.polygon.distance(door) <= reach]
    if near:
        yield from ((part.id, float(part.polygon.distance(middle))) for part in near)
        return
    floors = [part for part in shapely.get_parts(_floor(core)) if part.distance(door) <= reach]
    for part in stairs:
        if any(floor.distance(part.polygon) <= reach for floor in floors):
            yield part.id, ROUND * float(part.polygon.distance(middle))


def _floor(core: Core) -> BaseGeometry:
    """Lobbies and free floor of a core."""
    solid = [part.polygon for part in core.parts if part.kind != "lobby"]
    free = core.polygon.difference(shapely.union_all(solid)) if solid else core.polygon
    return free.buffer(-400, join_style="mitre").buffer(400, join_style="mitre")


def egress_faults(storey: Storey, layout: StoreyLayout, rules: EgressRules) -> list[Fault]:
    """What a layout breaks of the rules about the doors of rooms and the ways from them."""
    ways = Ways(storey, layout)
    if not ways.ends:
        return []
    found = [*_stairs(ways, rules), *_past_columns(storey, layout, rules)]
    shapes = {space.id: space for space in layout.spaces}
    out = {space.id: ways.out_of(space) for space in layout.spaces}
    for space in layout.spaces:
        own = out[space.id]
        if not own:
            found += _through(space, shapes, out, layout, rules)
            continue
        behind = sum(
            other.polygon.area
            for other in layout.spaces
            if not out[other.id] and _joined(layout, other, space)
        )
        found += _doors(ways, space, own, behind)
        if space.kind in rules.halls and len(own) > 1:
            found += _hall(space, own, rules)
        else:
            found += _room(ways, space, own, rules)
    return found


def _stairs(ways: Ways, rules: EgressRules) -> Iterator[Fault]:
    """Stairs of a ground storey too far from the doors to the outside."""
    limit = (rules.stair_out - SAFE_M) * 1000
    if math.isinf(limit) or not ways.outer & ways.ends.keys():
        return
    for stair in sorted(ways.ends.keys() - ways.outer):
        doors = [number for number, _ in ways.ends[stair]]
        away = min(ways.away(number)[id] for number in doors for id in ways.outer & ways.ends.keys())
        if away > limit:
            yield Fault("", "stair too far from an exit", min(MOST_FAULT, away / limit - 1))


def _past_columns(storey: Storey, layout: StoreyLayout, rules: EgressRules) -> Iterator[Fault]:
    """Corridors in which a column stands so that somebody at one door does not get to another."""
    radius = rules.past * 1000 / 2
    for corridor in layout.corridors:
        columns = [row.polygon for row in storey.columns if row.polygon.intersects(corridor.polygon)]
        if not columns:
            continue
        ground = corridor.polygon.difference(shapely.union_all(columns)).buffer(5 - radius)
        doors = [door.polygon for door in layout.doors if corridor.id in door.joins]
        reach = 1.5 * radius + BESIDE_MM
        if not any((shapely.distance(part, doors) <= reach).all() for part in shapely.get_parts(ground)):
            yield Fault("", "corridor narrowed by a column", 0.5)


def _joined(layout: StoreyLayout, one: Space, other: Space) -> bool:
    return any({one.id, other.id} == set(door.joins) for door in layout.doors)


def _doors(ways: Ways, space: Space, own: Sequence[_Way], behind: float) -> Iterator[Fault]:
    """Two doors, 5 m apart, where one will not do."""
    area = (space.polygon.area + behind) / 1e6
    need = 2 if area > two_doors_from(space.kind) else 1
    if need == 1 and space.kind not in ("warehouse", "logistics_hub"):
        need = 1 if _one_will_do(ways, space, own, area) else 2
    if len(own) < need:
        yield Fault(space.id, DOORS, 0.5)
    elif need > 1 and space.polygon.area / 1e6 > two_doors_from(""):
        apart = max(a.door.polygon.distance(b.door.polygon) for a in own for b in own) / 1000
        if apart < APART_M:
            yield Fault(space.id, DOORS_APART, 1 - apart / APART_M)


def _one_will_do(ways: Ways, space: Space, own: Sequence[_Way], area: float) -> bool:
    """Whether a small room does not lie at the end of a corridor, or is small and its door wide enough."""
    grounds = {row.id: row.polygon for row in ways.layout.corridors}
    end = any(
        ways.common(way.away) > COMMON_M * 1000 and not way.direct and looks_along(way.door, grounds)
        for way in own
    )
    if not end:
        return True
    widest = max(way.door.width_mm for way in own) / 1000
    if space.kind in ("classroom", "practice_ground"):
        return False
    if area < END_M2 and widest >= END_DOOR_M:
        return True
    inside = _farthest(space.polygon, [(way.door, 0.0) for way in own]) / 1000
    return area <= LONG_M2 and widest >= LONG_DOOR_M and inside <= LONG_WAY_M


def looks_along(door: Door, grounds: Mapping[str, Polygon]) -> bool:
    """Whether a door stands in the end wall of a corridor."""
    corners = list(shapely.get_coordinates(shapely.oriented_envelope(door.polygon))[:3])
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    thin = min(sides, key=lambda side: float(side @ side))
    length = float(thin @ thin) ** 0.5
    middle = door.polygon.centroid
    near = [grounds[id].buffer(10) for id in door.joins if id in grounds]
    for sign in (1.0, -1.0):
        x, y = sign * thin / max(length, 1e-9)
        start = Point(middle.x + x * length, middle.y + y * length)
        far = Point(start.x + x * AHEAD_M * 1000, start.y + y * AHEAD_M * 1000)
        ahead = LineString([start, far])
        if any(ground.covers(ahead) for ground in near):
            return True
    return False


def _hall(space: Space, own: Sequence[_Way], rules: EgressRules) -> Iterator[Fault]:
    limit = (rules.hall_corridor - SAFE_M) * 1000
    for way in own:
        away = min(way.away.values(), default=math.inf)
        if not way.direct and away > limit:
            yield Fault(space.id, "hall too far from an exit", min(MOST_FAULT, away / limit - 1), hall=True)
    limit = (rules.hall_inside - SAFE_M) * 1000
    inside = _farthest(space.polygon, [(way.door, 0.0) for way in own], limit)
    if inside > limit:
        yield Fault(space.id, "far corner of a hall", inside / limit - 1)


def _room(ways: Ways, space: Space, own: Sequence[_Way], rules: EgressRules) -> Iterator[Fault]:
    reach = rules.reach(space.kind)
    for way in own:
        away = min(way.away.values(), default=math.inf)
        dead = ways.common(way.away) > COMMON_M * 1000
        limit = ((reach.dead if dead else reach.between) - SAFE_M) * 1000
        if not way.direct and away > limit:
            what = "in a dead end too far from an exit" if dead else "too far from an exit"
            yield Fault(space.id, what, min(MOST_FAULT, away / limit - 1))
    limit = (reach.inside - SAFE_M) * 1000
    inside = _farthest(space.polygon, [(way.door, 0.0) for way in own], limit)
    if inside > limit:
        yield Fault(space.id, FAR_CORNER, inside / limit - 1)


def _through(
    space: Space,
    shapes: Mapping[str, Space],
    out: Mapping[str, Sequence[_Way]],
    layout: StoreyLayout,
    rules: EgressRules,
) -> Iterator[Fault]:
    """The far corner of a room that is left through another one; that it has no way out at all."""
    limit = (rules.reach(space.kind).inside - SAFE_M) * 1000
    ends = []
    for door in layout.doors:
        other = next((id for id in door.joins if id != space.id), "") if space.id in door.joins else ""
        if other in shapes and out[other]:
            ends.append((door, _from(shapes[other].polygon, door, [way.door for way in out[other]])))
    if not ends:
        yield Fault(space.id, NO_WAY_OUT, 1.0)
        return
    inside = _farthest(space.polygon, ends, limit)
    if inside > limit:
        yield Fault(space.id, FAR_CORNER, min(MOST_FAULT, inside / limit - 1))


def _from(room: Polygon, door: Door, others: Sequence[Door]) -> float:
    """From a door of a room to the nearest of others, mm."""
    spots = [_spot(room, one) for one in (door, *others)]
    return float(Area(room).places(spots).distances[0, 1:].min())


def _farthest(room: Polygon, doors: Sequence[tuple[Door, float]], limit: float = 0.0) -> float:
    """The way from the farthest point of a room to its doors, mm; less than it is where below ``limit``."""
    x0, y0, x1, y1 = room.bounds
    most = x1 - x0 + y1 - y0 + max(more for _, more in doors)
    if most < limit and room.area > PLAIN * (x1 - x0) * (y1 - y0):
        return most
    found = Area(room).places([_spot(room, door) for door, _ in doors]).farthest([more for _, more in doors])
    return math.inf if found is None else found.distance


def _spot(ground: Polygon, door: Door) -> Spot:
    x, y = shapely.shortest_line(ground, door.polygon.centroid).coords[0]
    return float(x), float(y)
