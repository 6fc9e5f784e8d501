"""Storeys of the shapes that parks really have, and scenarios to arrange on them. Millimetres."""

from __future__ import annotations

from dataclasses import replace

from shapely import affinity
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from planner.kinds import standard_catalogue
from planner.model import (
    M2,
    Building,
    Core,
    CorePart,
    Dock,
    Exit,
    Gate,
    Occupancy,
    Placement,
    PlaceWish,
    Policies,
    RoomSpec,
    Scenario,
    Site,
    Storey,
    Tenant,
    Weights,
)

CATALOGUE = standard_catalogue()
ID = "A/1F"


def plate(
    outline: Polygon,
    *cores: Polygon,
    exits: tuple[tuple[float, float], ...] = (),
    docks: tuple[tuple[float, float], ...] = (),
    rotation_deg: float = 0.0,
) -> Storey:
    """A ground storey in metres, turned about the origin and set on whole millimetres."""
    return Storey(
        id=ID,
        building="A",
        name="1F",
        level=1,
        elevation_mm=0,
        height_mm=5_400,
        clear_height_mm=4_500,
        floor_load_kn_m2=20.0,
        outline=_polygon(outline, rotation_deg),
        cores=tuple(_core(k, core, rotation_deg) for k, core in enumerate(cores, 1)),
        exits=tuple(Exit(f"{ID}/X{k}", _point(at, rotation_deg), 1_800) for k, at in enumerate(exits, 1)),
        docks=tuple(Dock(f"{ID}/D{k}", _point(at, rotation_deg), 4_000) for k, at in enumerate(docks, 1)),
        daylight=tuple(
            LineString(_polygon(outline, rotation_deg).exterior.coords[k : k + 2])
            for k in range(len(outline.exterior.coords) - 1)
        ),
    )


def _core(number: int, shape: Polygon, rotation: float) -> Core:
    stair = _polygon(shape.buffer(-0.2, join_style="mitre"), rotation)
    return Core(f"{ID}/C{number}", _polygon(shape, rotation), (CorePart(f"ST{number}", "stair", stair),))


def _polygon(shape: Polygon, rotation: float) -> Polygon:
    rings = [[_mm(at, rotation) for at in ring.coords] for ring in (shape.exterior, *shape.interiors)]
    return Polygon(rings[0], rings[1:])


def _point(at: tuple[float, float], rotation: float) -> Point:
    return Point(_mm(at, rotation))


def _mm(at: tuple[float, ...], rotation: float) -> tuple[int, int]:
    point: BaseGeometry = affinity.rotate(Point(at[0] * 1000, at[1] * 1000), rotation, origin=(0, 0))
    return round(point.centroid.x), round(point.centroid.y)


COURT = box(0, 0, 42, 36).difference(box(14, 13, 28, 23))
CHAMFERED = Polygon([(0, 0), (45, 0), (45, 12), (41, 16), (0, 16)])

PLATES = {
    "bar": plate(box(0, 0, 48, 15), box(0, 5, 4, 10), box(44, 5, 48, 10), exits=((24, 0),)),
    "ell": plate(
        Polygon([(0, 0), (42, 0), (42, 15), (15, 15), (15, 36), (0, 36)]),
        box(37, 5, 42, 10),
        box(5, 31, 10, 36),
        exits=((7, 0),),
    ),
    "tower": plate(box(0, 0, 30, 30), box(11, 11, 19, 19), exits=((15, 0),)),
    "deep": plate(box(0, 0, 45, 36), box(12, 15, 18, 21), box(27, 15, 33, 21), exits=((22.5, 0), (22.5, 36))),
    "you": plate(
        box(0, 0, 45, 33).difference(box(15, 15, 30, 33)),
        box(20, 10, 25, 15),
        box(5, 28, 10, 33),
        box(35, 28, 40, 33),
        exits=((22.5, 0),),
    ),
    "court": plate(COURT, box(0, 0, 5, 5), box(37, 31, 42, 36), exits=((21, 0),)),
    "chamfered": plate(
        CHAMFERED, box(0, 5.5, 4, 10.5), box(29, 10, 35, 16), exits=((20, 0),), rotation_deg=12.5
    ),
}

WAREHOUSE = plate(
    box(0, 0, 60, 30), box(0, 12, 5, 18), box(54, 24, 60, 30), exits=((57, 0),), docks=((15, 0), (30, 0))
)


def net_outline(storey: Storey, policies: Policies) -> Polygon:
    """What lies inside the external walls."""
    inside = storey.outline.buffer(-policies.exterior_wall_mm, join_style="mitre")
    assert isinstance(inside, Polygon)
    return inside


def scenario(storey: Storey, placements: tuple[Placement, ...] = ()) -> Scenario:
    """A park of this one storey whose tenants are those of the placements."""
    names = dict.fromkeys(place.tenant for place in placements if place.tenant is not None)
    x0, y0, x1, y1 = storey.outline.buffer(20_000).bounds
    boundary = box(round(x0), round(y0), round(x1), round(y1))
    return Scenario(
        name="Plate",
        name_zh="平面",
        site=Site(boundary, (Gate("G1", Point(boundary.exterior.coords[0]), 6_000, frozenset({"people"})),)),
        buildings=(Building("A", "A", "A", False, True, "II", (storey,)),),
        tenants=tuple(_tenant(name) for name in names),
        demands=(),
        flows=(),
        pins=(),
        occupancy=Occupancy(0, 0.0),
        standards=("cbep",),
        base_type="park",
        policies=Policies(),
        weights=Weights(),
        catalogue=CATALOGUE,
        source="plate.yaml",
        sha256="0" * 64,
    )


def _tenant(id: str) -> Tenant:
    return Tenant(
        id, id, id, "operator", True, True, 50 * M2, 100 * M2, 900 * M2, 10, 0, 60.0, True, PlaceWish()
    )


def suite(tenant: str, area: float, *, slack: float = 0.1) -> Placement:
    """A tenant's suite, wanted to ``slack`` of its area."""
    return _single(tenant, "office_area", tenant, "tenant_suite", area, slack)


def stock_room(tenant: str, area: float = 56.0) -> Placement:
    """The stock room of a livestreaming tenant: 50 m2 or more."""
    whole = round(area * M2)
    room = RoomSpec("stock_room", 1, whole)
    return Placement(
        f"stock:{tenant}", ID, "storage_base", tenant, whole, 50 * M2, round(1.2 * whole), (room,)
    )


def hall(subject: str, zone: str, kind: str, area: float, *, slack: float = 0.1) -> Placement:
    """A zone of a single room."""
    return _single(subject, zone, None, kind, area, slack)


def _single(subject: str, zone: str, tenant: str | None, kind: str, area: float, slack: float) -> Placement:
    whole = round(area * M2)
    least, most = round((1 - slack) * whole), round((1 + slack) * whole)
    return Placement(subject, ID, zone, tenant, whole, least, most, (RoomSpec(kind, 1, whole),))


def zone(subject: str, kind: str, *rooms: tuple[str, int, float]) -> Placement:
    """A zone of several rooms, each given as kind, count and net area in m2."""
    specs = tuple(RoomSpec(room, count, round(area * M2)) for room, count, area in rooms)
    whole = sum(spec.count * spec.area for spec in specs)
    return Placement(subject, ID, kind, None, whole, round(0.9 * whole), round(1.35 * whole), specs)


def turned(storey: Storey, level: int) -> Storey:
    """The same storey at another level, without exits and docks."""
    return replace(storey, level=level, exits=(), docks=())
