"""A storey made ready for arranging: turned to its own axes, in metres, with what must be reached."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import shapely
from shapely import affinity, box
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from planner.model import Core, Policies, Storey
from solvers.arrange.access import Need, needs_of
from solvers.arrange.egress import flight_m

LIGHT_REACH_M = 0.8
"""Cells end this close to the facade line at most: the external wall lies between."""
DOCK_DEPTH_M, DOCK_SHARE = 6.0, 0.3
"""How deep the ground behind a dock, where its room lies, is kept clear of corridors; and as a share of the
storey's depth there at most."""
KEPT = 256
"""Cores of which is kept what they are entered for."""
ROW_COLUMNS = 3
"""Columns in line from which a corridor along them keeps clear of the whole row."""
DOOR_CONTACT_M = 1.3
"""Frontage a door needs: leaf, frame and a hand's breadth on either side."""
DOOR_BESIDE_M, FLIGHT_BESIDE_M = 0.2, 0.1
"""What a corridor meets of a core beyond the width of the door, or of the flight behind it: walls too."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Something that circulation must reach: a core, a ground exit, or a zone's outer corridor.

    Each is itself alone, as a plate is, so that what is worked out for it can be kept by it.
    """

    id: str
    kind: Literal["core", "exit", "port", "door"]
    shape: Polygon
    """Core: its polygon. Exit: a small square at the facade. Port: the outer corridor. Door: the room that
    stays where it is, with half its walls."""
    contact: float
    """Length of shared boundary that counts as reached, m."""
    access: BaseGeometry | None = None
    """Core: the stretches of its boundary that lead to something in it. Door: that before it."""
    near: float = math.inf
    """Exit: how close a corridor comes to its middle, in the facade, m."""
    frontage: BaseGeometry = field(init=False, repr=False)
    """Where contact counts."""
    bounds: tuple[float, float, float, float] = field(init=False, repr=False)
    """Those of its shape."""
    middle: Point = field(init=False, repr=False)

    def __post_init__(self) -> None:
        frontage = self.shape.boundary if self.access is None else self.access
        object.__setattr__(self, "frontage", frontage)
        object.__setattr__(self, "bounds", self.shape.bounds)
        object.__setattr__(self, "middle", self.shape.centroid)


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """The region to arrange, in metres in its own axes.

    ``usable`` is what rooms and corridors may take: inside the external wall (less half an
    interior wall, so that net rooms after taking half a wall off every cell keep exactly the
    external wall) and outside the cores.
    """

    usable: MultiPolygon
    passable: MultiPolygon
    """What corridors may take of it: not the ground behind a dock, where goods are handled."""
    targets: tuple[Target, ...]
    daylight: BaseGeometry
    """The ground along daylight facades: a cell whose edge lies in it has windows there."""
    docks: tuple[Target, ...]
    columns: tuple[Polygon, ...]
    wall: float
    corridor: float
    """Gross corridor width: clear width plus one interior wall."""
    gross_area: float
    """Gross floor area of the storey, m2 (of the zone's cell for a zone)."""
    angle: float
    """Radians by which the storey was turned (about the origin) into these axes."""
    door: float = 1.0
    """Least width of the doors of cores, m."""
    rows: tuple[tuple[str, float, float], ...] = ()
    """Rows of columns: "h" along x or "v", and the two coordinates between which they stand."""
    goods: bool = False
    """Whether goods come to it by dock or lift, so that a warehouse may lie there."""


def dominant_angle(outline: Polygon) -> float:
    """Direction of the outline's axes in radians: length-weighted mean of four times the angle."""
    real = imaginary = 0.0
    points = list(outline.exterior.coords)
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        theta = 4.0 * math.atan2(y1 - y0, x1 - x0)
        real += length * math.cos(theta)
        imaginary += length * math.sin(theta)
    return math.atan2(imaginary, real) / 4.0


def local(shape: BaseGeometry, angle: float) -> BaseGeometry:
    """From scenario millimetres to plate metres."""
    turned = affinity.rotate(shape, -angle, origin=(0, 0), use_radians=True)
    scaled = affinity.scale(turned, 1e-3, 1e-3, origin=(0, 0))
    # tenths of a millimetre: a turned building has no edges that are almost, but not quite, in line
    return shapely.transform(scaled, lambda points: points.round(4))


def polygons(shape: BaseGeometry, least: float = 1e-6) -> list[Polygon]:
    """The polygons of any geometry, those of at least ``least`` area."""
    if isinstance(shape, Polygon):
        return [shape] if shape.area >= least else []
    parts: Iterable[BaseGeometry] = getattr(shape, "geoms", ())
    return [polygon for part in parts for polygon in polygons(part, least)]


def make_plate(
    storey: Storey,
    policies: Policies,
    corridor_mm: int,
    taken: BaseGeometry | None = None,
    *,
    flights_m: float = 0.0,
) -> Plate:
    """The whole storey as a plate; ``corridor_mm`` is the clear width of its corridors.

    ``taken``: ground that is not to be had, with half its walls, in the plate's metres. ``flights_m``: up to
    what width corridors meet a stair so that its door is as wide as a flight.
    """
    angle = dominant_angle(storey.outline)
    wall, thick = policies.interior_wall_mm / 1000, policies.exterior_wall_mm / 1000
    outline = local(storey.outline, angle)
    inner = outline.buffer(-(thick - wall / 2), join_style="mitre")
    cores = [local(core.polygon, angle) for core in storey.cores]
    usable = inner.difference(unary_union(cores)) if cores else inner
    usable = usable if taken is None else usable.difference(taken)
    door = policies.door_width_mm / 1000
    flights = (policies.corridor_width_mm / 1000, flights_m)
    targets = [
        target for core in storey.cores for target in _core_targets(core, angle, usable, door, flights)
    ]
    for exit_ in storey.exits:
        at = local(exit_.point, angle)
        if isinstance(at, Point) and all(core.distance(at) > 0.3 for core in cores):
            half = exit_.width_mm / 2000 + 0.2
            shape = _square(at, half, thick + 0.3, outline)
            near = thick - wall / 2 + 0.05
            targets.append(Target(exit_.id, "exit", shape, 2 * half - 0.1, near=near))
    docks = tuple(
        Target(dock.id, "exit", _square(local(dock.point, angle), dock.width_mm / 2000, 0.6, outline), 0.5)
        for dock in storey.docks
    )
    behind = [_behind(dock.shape, usable) for dock in docks]
    columns = [
        shape
        for shape in (local(column.polygon, angle) for column in storey.columns)
        if isinstance(shape, Polygon)
    ]
    return Plate(
        usable=MultiPolygon(polygons(usable, 1.0)),
        passable=MultiPolygon(polygons(usable.difference(unary_union(behind)) if behind else usable, 1.0)),
        targets=tuple(targets),
        daylight=unary_union([local(line, angle).buffer(LIGHT_REACH_M) for line in storey.daylight]),
        docks=docks,
        columns=tuple(columns),
        wall=wall,
        corridor=corridor_mm / 1000 + wall,
        gross_area=storey.gross_area / 1e6,
        angle=angle,
        door=door,
        rows=tuple(_rows(columns)),
        goods=bool(storey.docks) or any(core.has_goods_lift for core in storey.cores),
    )


def core_needs(core: Core, angle: float, usable: BaseGeometry, door: float) -> list[Need]:
    """What a core has to be entered for by doors of some width, in the plate's axes."""
    shape = local(core.polygon, angle)
    parts = [(part.kind, local(part.polygon, angle)) for part in core.parts]
    if not isinstance(shape, Polygon) or not core.needs_access:
        return []
    known = tuple((kind, part) for kind, part in parts if isinstance(part, Polygon))
    return list(_needs(shape, known, usable, door))


@lru_cache(maxsize=KEPT)
def _needs(
    shape: Polygon, parts: tuple[tuple[str, Polygon], ...], usable: BaseGeometry, door: float
) -> tuple[Need, ...]:
    """See ``needs_of``; asked for with the plate, with its doors, and for storeys that are alike."""
    return tuple(needs_of(shape, parts, usable, door))


def _core_targets(
    core: Core, angle: float, usable: BaseGeometry, door: float, flights: tuple[float, float]
) -> list[Target]:
    """A target for everything that a corridor at a core must lead to; none that another one implies.

    A stair is met over the width of its flights up to the second of two widths, as exactly as a corridor of
    the first or of that width can; everything else over the width of a door.
    """
    shape = local(core.polygon, angle)
    if not isinstance(shape, Polygon) or not core.needs_access:
        return []
    usual, most = flights
    stairs = iter(min(most, flight_m(part)) for part in core.parts if part.kind == "stair")
    ways: list[tuple[MultiLineString, float]] = []
    for need in core_needs(core, angle, usable, door):
        flight = next(stairs) if need.kind == "stair" else 0.0
        wide = min(flight + DOOR_BESIDE_M, max(flight, usual) + FLIGHT_BESIDE_M)  # a corridor ends there too
        contact = max(wide, door + DOOR_BESIDE_M)
        longest = max(line.length for line in need.access.geoms)
        ways.append((need.access, min(contact, longest - 0.01)))
    kept = [
        (way, contact) for k, (way, contact) in enumerate(ways)
        if not any(_implied(way, other) and more >= contact and (not _implied(other, way) or j < k)
                   for j, (other, more) in enumerate(ways) if j != k)
    ]  # fmt: skip
    return [Target(core.id, "core", shape, contact, way) for way, contact in kept] or [
        Target(core.id, "core", shape, door + DOOR_BESIDE_M)
    ]


def _implied(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether a corridor that comes to the other way comes to this one too."""
    return bool(other.within(one.buffer(0.01)))


def _rows(columns: Sequence[Polygon]) -> Iterator[tuple[str, float, float]]:
    """The rows that columns stand in, along either axis."""
    boxes = [column.bounds for column in columns]
    for axis, at in (("h", 1), ("v", 0)):
        row: list[tuple[float, float]] = []
        for low, high in sorted((bounds[at], bounds[at + 2]) for bounds in boxes):
            if row and low > max(end for _, end in row):
                if len(row) >= ROW_COLUMNS:
                    yield axis, row[0][0], max(end for _, end in row)
                row = []
            row.append((low, high))
        if len(row) >= ROW_COLUMNS:
            yield axis, row[0][0], max(end for _, end in row)


def _behind(dock: Polygon, usable: BaseGeometry) -> Polygon:
    """The ground behind a dock (a box at the facade) that corridors keep clear of."""
    x0, y0, x1, y1 = dock.bounds
    x, y, far = (x0 + x1) / 2, (y0 + y1) / 2, 1e4
    along_x = x1 - x0 > y1 - y0
    across = LineString([(x, y - far), (x, y + far)] if along_x else [(x - far, y), (x + far, y)])
    stretches = [line.length for line in _lines(across.intersection(usable)) if line.distance(dock) < 1.0]
    depth = min(DOCK_DEPTH_M, DOCK_SHARE * max(stretches, default=0.0))
    return box(x0, y - depth, x1, y + depth) if along_x else box(x - depth, y0, x + depth, y1)


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    return [line for line in getattr(shape, "geoms", [shape]) if not line.is_empty]


def _square(at: BaseGeometry, half: float, reach: float, outline: BaseGeometry) -> Polygon:
    """A box round a facade point: ``half`` wide to either side, ``reach`` to in- and outside."""
    point = at.centroid
    x, y = point.x, point.y
    along_x = LineString([(x - 0.4, y), (x + 0.4, y)]).buffer(0.02)
    edge = outline.boundary.intersection(along_x)
    if edge.length > 0.4:  # the facade runs along x here
        return box(x - half, y - reach, x + half, y + reach)
    return box(x - reach, y - half, x + reach, y + half)
