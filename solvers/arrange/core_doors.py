"""Doors from the public corridor into cores, each where something of the core is entered."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import LineString, MultiLineString, Point, Polygon

from planner.model import Storey
from solvers.arrange.access import FRONT_M
from solvers.arrange.doors import Opening, door_in, facing
from solvers.arrange.egress import CORE_DOOR_M, JAMB_M, flight_m
from solvers.arrange.plate import Plate, core_needs, local

Facing = tuple[LineString, tuple[float, float], float]
"""A stretch of a core's outline, its outward normal, the gap to the corridor."""


def core_doors(
    storey: Storey, plate: Plate, public: Polygon, public_id: str, *, wide: bool = False
) -> list[Opening]:
    """Doors from the ``public`` corridor to each stair and to the lobbies that lead to something.

    The landing doors of lifts and the doors of toilets right at the corridor belong to the core. ``wide``:
    doors to stairs are as wide as a flight.
    """
    doors: list[Opening] = []
    usual = max(CORE_DOOR_M, plate.door)
    for core in storey.cores:
        shape = local(core.polygon, plate.angle)
        if not isinstance(shape, Polygon):
            continue
        met = facing(shape, public, plate.wall)
        flights = iter(flight_m(part) for part in core.parts if part.kind == "stair")
        for need in core_needs(core, plate.angle, plate.usable, plate.door):
            stair = next(flights, 0.0) if need.kind == "stair" else 0.0
            wished = max(usual, stair) if wide else usual
            done = any(door.joins[1] == core.id and _leads(door, need.access) for door in doors)
            if done or (need.kind != "stair" and _stretches(met, need.direct, FRONT_M)):
                continue
            stretches = _stretches(met, need.access, plate.door)
            if stretches:
                line, normal, gap = max(stretches, key=lambda entry: entry[0].length)
                width = min(wished, line.length - 2 * JAMB_M)
                doors.append(door_in(line, normal, gap, width, line.length / 2, (public_id, core.id)))
        if core.needs_access and met and not any(door.joins[1] == core.id for door in doors):
            line, normal, gap = met[0]  # lifts alone, right at the corridor: a door all the same
            width = min(usual, line.length - 2 * JAMB_M)
            doors.append(door_in(line, normal, gap, width, line.length / 2, (public_id, core.id)))
    return doors


def _stretches(met: Sequence[Facing], access: MultiLineString, least: float) -> list[Facing]:
    """What a corridor and the access to something in a core have in common, where it is long enough."""
    found = []
    for line, normal, gap in met:
        for stretch in access.geoms:
            # the access lies in the core's outline, the line on it as well
            (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
            ends = [line.project(Point(point)) for point in stretch.coords]
            low, high = max(0.0, min(ends)), min(line.length, max(ends))
            if stretch.distance(line) < 0.05 and high - low >= least + 2 * JAMB_M and _along(line, stretch):
                ux, uy = (x1 - x0) / line.length, (y1 - y0) / line.length
                part = LineString([(x0 + low * ux, y0 + low * uy), (x0 + high * ux, y0 + high * uy)])
                found.append((part, normal, gap))
    return found


def _along(one: LineString, other: LineString) -> bool:
    """Whether two straight lines run the same way."""
    (ax, ay), (bx, by) = one.coords[0], one.coords[-1]
    (cx, cy), (dx, dy) = other.coords[0], other.coords[-1]
    cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    return abs(cross) < 0.05 * one.length * other.length


def _leads(door: Opening, access: MultiLineString) -> bool:
    """Whether a door stands in one of the stretches, with all its width."""
    return any(
        door.polygon.buffer(0.03).intersection(line).length >= door.width - 0.05 for line in access.geoms
    )
