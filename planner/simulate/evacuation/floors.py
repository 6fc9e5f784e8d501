"""The ground of a storey as agents walk on it: rooms, doors, corridors, stairs and what lies outside. Metres.

JuPedSim takes bad ground without a word (rooms that touch in a point, doors narrower than a person), so it is
looked at first, and what people could not pass is one message with its place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import LineString, Point, Polygon
from shapely.affinity import scale, translate
from shapely.geometry.base import BaseGeometry

from planner.errors import UsageError
from planner.simulate.evacuation.choice import Choice
from planner.simulate.evacuation.house import House
from planner.simulate.evacuation.people import Crowd, place_of, spread_spots
from planner.simulate.evacuation.profile import Profile
from planner.simulate.evacuation.ways import StoreyWays

__all__ = ["Floor", "Goal", "Patch", "floor_of", "refuse_trapped"]

OVERLAP = 0.02
"""Doors reach so far into the ground on both sides."""
APRON = 4.0
"""Ground outside a door, m: people are gone 3 m beyond it, so that the door decides how many pass."""
GONE = 3.0
BESIDE = 1.0
"""The ground outside is so much wider than the door, on each side."""
NOTCH = 0.02
"""Corners that stand out less from a wall are left out: every one costs each agent time, step by step."""
INTO_STAIR = 2.0
"""People are on the stair where they are so far from its edge, if it is deep enough."""


@dataclass(frozen=True, slots=True)
class Goal:
    """Where people go: an exit to the outside, or a stair."""

    id: str
    kind: str
    """``outside`` or ``stair``."""
    zone: Polygon
    """Who is in it is out, or can enter the stair."""
    point: tuple[float, float]
    """In the zone, where people head for."""
    arrivals: tuple[tuple[float, float], ...] = ()
    """Places of a stair where people who come down it step out, those nearest to its edge first."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Ground in one piece."""

    polygon: Polygon
    goals: Mapping[str, Goal]


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey: its pieces of ground, and which one each room lies on."""

    storey: str
    patches: tuple[Patch, ...]
    room_patch: Mapping[str, int]
    aims: Mapping[str, str]
    """Room -> the exit that is nearest to its people."""
    open_doors: frozenset[str]
    """Doors on somebody's way; the others stay shut."""


def refuse_trapped(house: House, storeys: Iterable[str]) -> None:
    """``UsageError`` for storeys of which somebody has no way out."""
    for storey in storeys:
        ways, exits = house.ways[storey], house.exits(storey)
        trapped = [crowd for crowd in house.crowds[storey] if _aim(ways, crowd, exits) is None]
        if trapped:
            people = sum(crowd.count for crowd in trapped)
            point = trapped[0].ground.centroid
            shut = f" with {', '.join(sorted(house.closed))} blocked" if house.closed else ""
            raise UsageError(
                f"{storey}: {people} people in {_listed([crowd.room for crowd in trapped])} "
                f"({place_of(point)}) have no way to an exit or to a stair that leads "
                f"outside{shut}; expected one for everybody. Try: block less, or check the layout with "
                "`planner check` and give the storey a stair or exit that its corridors reach"
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more rooms" if len(names) > 4 else "")


def floor_of(house: House, storey: str, choice: Choice = "nearest") -> Floor:
    """The ground of a storey; ``UsageError`` where people could not walk on it."""
    ways, given = house.ways[storey], house.profile
    exits = house.exits(storey)
    aims, used = _aims_and_doors(house, ways, exits, choice)
    _refuse_narrow(ways, used, given.radius)
    goals = _goals(house, ways, exits)
    pieces = [_metres(node.area.polygon) for node in ways.grounds.nodes.values() if node.area is not None]
    pieces += [_threshold(ways, number) for number in sorted(used)]
    inside = shapely.union_all(pieces)
    ground = shapely.union_all(
        [inside, *(_apron(ways, goal, inside) for goal in goals if goal.kind == "outside")]
    )
    doors = shapely.union_all([_threshold(ways, number) for number in sorted(used)])
    patches = _patches(ground, doors, goals, given)
    rooms = {}
    for crowd in house.crowds[storey]:
        goal, inner = aims[crowd.room], _metres(crowd.ground).buffer(-given.radius)
        rows = [
            (k, patch.polygon.intersection(inner).area)
            for k, patch in enumerate(patches)
            if goal in patch.goals
        ]
        number, area = max(rows, key=lambda row: row[1], default=(0, 0.0))
        if area <= 0.5 * inner.area:
            raise _cut_off(storey, crowd, goal, given.radius)
        rooms[crowd.room] = number
    return Floor(storey, tuple(patches), rooms, aims, frozenset(ways.grounds.doors[n].id for n in used))


# ---------------------------------------------------------------- doors on the way


def _aim(ways: StoreyWays, crowd: Crowd, exits: tuple[str, ...]) -> tuple[str, tuple[int, ...]] | None:
    """The exit nearest to the middle place of a room, and the doors on the way."""
    best = None
    for spot in spread_spots(crowd.ground, 1):
        for door, away in ways.steps(crowd.room, spot):
            chain = ways.chain(crowd.part, door, exits)
            if chain is not None and (best is None or (away + chain.length, door) < best[0]):
                best = (away + chain.length, door), chain.exit, chain.doors
    return None if best is None else (best[1], best[2])


def _aims_and_doors(
    house: House, ways: StoreyWays, exits: tuple[str, ...], choice: Choice
) -> tuple[dict[str, str], set[int]]:
    """Where the middle of each room heads for, and every door that may lie on anybody's way."""
    aims: dict[str, str] = {}
    used: set[int] = set()
    groups = [exits] if choice == "nearest" else [(exit,) for exit in exits]
    for crowd in house.crowds[ways.plate.storey.id]:
        found = _aim(ways, crowd, exits)
        if found is None:
            continue
        aims[crowd.room] = found[0]
        for door in ways.grounds.nodes[crowd.room].doors:
            chains = [ways.chain(crowd.part, door, group) for group in groups]
            used |= {number for chain in chains if chain is not None for number in chain.doors}
    for flight in house.down.values():
        if flight.to_storey == ways.plate.storey.id and (out := house.discharge(flight)) is not None:
            used |= set(out[1].doors)
    return aims, used


def _refuse_narrow(ways: StoreyWays, used: set[int], radius: float) -> None:
    least = 2 * radius + 0.04
    for number in sorted(used):
        door = ways.grounds.doors[number]
        if ways.width(number) < least:
            at = door.polygon.centroid
            raise UsageError(
                f"{door.id}: {ways.width(number):.2f} m wide ({place_of(at)}), expected "
                f"at least {least:.2f} m, the width of a person. Try: widen the door in the layout"
            )


def _metres(shape: BaseGeometry) -> BaseGeometry:
    return scale(shape, 0.001, 0.001, origin=(0, 0))


def _threshold(ways: StoreyWays, number: int) -> BaseGeometry:
    """The ground of a door, through the wall and a little into the ground on either side."""
    door = ways.grounds.doors[number]
    opening = _metres(door.polygon)
    middle = opening.centroid
    pieces = [opening]
    for side in ways.grounds.sides[number]:
        node = ways.grounds.nodes.get(side)
        if node is not None and node.area is not None:
            ground = _metres(node.area.polygon)
            spot = shapely.shortest_line(middle, ground).coords[-1]
            reach = math.dist(spot, (middle.x, middle.y))
            if reach > 1e-6:
                gap = max(0.0, opening.distance(ground)) + OVERLAP
                dx, dy = (spot[0] - middle.x) / reach * gap, (spot[1] - middle.y) / reach * gap
                pieces.append(shapely.union(opening, translate(opening, dx, dy)).convex_hull)
    return shapely.union_all(pieces)


# ---------------------------------------------------------------- goals


def _goals(house: House, ways: StoreyWays, exits: tuple[str, ...]) -> list[Goal]:
    found = []
    for id in exits:
        found += [_outside(ways, id)] if id in ways.outer else [_stair(ways, id, house.profile.radius)]
    for flight in house.down.values():
        if flight.to_storey == ways.plate.storey.id and house.discharge(flight) is not None:
            found += [_stair(ways, flight.to, house.profile.radius)] if flight.to in ways.stairs else []
    return list({goal.id: goal for goal in found}.values())


@dataclass(frozen=True, slots=True)
class _Opening:
    """A door as a frame of coordinates: along from its outer face, across along the wall. Metres."""

    middle: Point
    normal: tuple[float, float]
    width: float
    depth: float

    def box(self, start: float, end: float) -> Polygon:
        """Ground outside from one distance to another, a little wider than the door."""
        half = self.width / 2 + BESIDE
        return Polygon([self.at(start, -half), self.at(end, -half), self.at(end, half), self.at(start, half)])

    def at(self, along: float, across: float) -> tuple[float, float]:
        """A place outside."""
        nx, ny = self.normal
        far = along + self.depth / 2
        return self.middle.x + nx * far - ny * across, self.middle.y + ny * far + nx * across


def _opening(ways: StoreyWays, exit: str) -> _Opening:
    """The door of an exit that is nearest to it."""
    number = min(ways.outer[exit], key=lambda n: (ways.outer[exit][n], n))
    door = ways.grounds.doors[number]
    corners = shapely.get_coordinates(shapely.oriented_envelope(_metres(door.polygon)))[:4]
    middle = Point(corners.mean(axis=0))
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    wide, deep = sorted(sides, key=lambda side: abs(math.hypot(*side) - door.width_mm / 1000))
    size, depth = math.hypot(*wide), math.hypot(*deep)
    normal = -wide[1] / size, wide[0] / size
    inner = [ways.grounds.nodes[s].area for s in ways.grounds.sides[number] if s in ways.grounds.nodes]
    rooms = [_metres(area.polygon) for area in inner if area is not None]
    spot = shapely.shortest_line(middle, shapely.union_all(rooms)).coords[-1]
    if normal[0] * (spot[0] - middle.x) + normal[1] * (spot[1] - middle.y) > 0:
        normal = -normal[0], -normal[1]
    return _Opening(middle, normal, door.width_mm / 1000, depth)


def _outside(ways: StoreyWays, id: str) -> Goal:
    opening = _opening(ways, id)
    return Goal(id, "outside", opening.box(GONE, APRON), opening.at((GONE + APRON) / 2, 0.0))


def _apron(ways: StoreyWays, goal: Goal, inside: BaseGeometry) -> BaseGeometry:
    """Ground from the outer face of the wall to the end of the zone, clear of the ground inside."""
    opening = _opening(ways, goal.id)
    free = opening.box(0.0, APRON).difference(inside.buffer(0.05, join_style="mitre"))
    tie = LineString([opening.at(-0.1, 0.0), opening.at(0.1, 0.0)]).buffer(
        opening.width / 2, cap_style="flat"
    )
    return shapely.union_all([free, tie])


def _stair(ways: StoreyWays, id: str, radius: float) -> Goal:
    """The part of a core that is the stair: entered from its edge near the door, left deep inside."""
    parts = {part.id: part for core in ways.plate.storey.cores for part in core.parts}
    whole = _metres(parts[id].polygon)
    number = min(ways.stairs[id], key=lambda n: (ways.stairs[id][n], n))
    door = _metres(ways.grounds.doors[number].polygon).centroid
    edge = Point(shapely.shortest_line(whole, door).coords[0])
    inner = whole.buffer(-radius - 0.05, join_style="mitre")
    inner = inner if not inner.is_empty else whole.centroid.buffer(0.05)
    zone = _deep(_largest(whole.convex_hull), edge)
    point = zone.centroid
    grid = shapely.get_coordinates(shapely.segmentize(inner.boundary, 0.5))
    near = sorted(
        {(round(float(x), 3), round(float(y), 3)) for x, y in grid},
        key=lambda s: math.dist(s, (edge.x, edge.y)),
    )
    return Goal(id, "stair", zone, (point.x, point.y), tuple(near))


def _deep(whole: Polygon, edge: Point) -> Polygon:
    """What of a stair lies ``INTO_STAIR`` from its edge, half of it at least: a piece without dents."""
    middle = whole.centroid
    size = math.hypot(middle.x - edge.x, middle.y - edge.y)
    ux, uy = (middle.x - edge.x) / size, (middle.y - edge.y) / size
    reach = max((x - edge.x) * ux + (y - edge.y) * uy for x, y in whole.exterior.coords)
    start = min(INTO_STAIR, 0.5 * reach)
    far = 2 * reach + 50.0

    def at(along: float, across: float) -> tuple[float, float]:
        return edge.x + ux * along - uy * across, edge.y + uy * along + ux * across

    return _largest(
        whole.intersection(Polygon([at(start, -far), at(far, -far), at(far, far), at(start, far)]))
    )


# ---------------------------------------------------------------- pieces of ground


def _patches(ground: BaseGeometry, doors: BaseGeometry, goals: Sequence[Goal], given: Profile) -> list[Patch]:
    """Pieces of ground with a goal, without gaps that nobody squeezes through."""
    near = ground.intersection(doors.buffer(given.least_gap))
    wide = _opened(ground, given.least_gap / 2).union(_opened(near, given.radius + 0.005))
    found = []
    for piece in shapely.get_parts(wide.intersection(ground)):
        solid = _largest(shapely.set_precision(piece, 0.0005))
        solid = _largest(shapely.set_precision(solid.simplify(NOTCH), 0.0005))
        here = {goal.id: goal for goal in goals if solid.contains(Point(goal.point))}
        if here:
            found.append(Patch(solid, here))
    return found


def _opened(ground: BaseGeometry, half: float) -> BaseGeometry:
    """What of a ground a disc of this radius reaches, with square corners."""
    return ground.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")


def _largest(shape: BaseGeometry) -> Polygon:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area)


def _cut_off(storey: str, crowd: Crowd, goal: str, radius: float) -> UsageError:
    at = crowd.ground.centroid
    return UsageError(
        f"{storey}: from {crowd.room} ({place_of(at)}) to {goal} the ground does not hang "
        f"together or is narrower than a person ({2 * radius:.2f} m) somewhere, expected a way "
        "that people fit through. Try: check the layout with `planner check`, and keep columns clear of doors"
    )
