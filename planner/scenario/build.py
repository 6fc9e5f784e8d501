"""From the checked file to the domain's ``Scenario``: millimetres, site coordinates, full ids, defaults."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import LineString, Point, Polygon

from planner.geometry.validate import Vertex, placed, snapped, to_polygon, world
from planner.kinds import Catalogue
from planner.model import (
    Building,
    Column,
    Core,
    CorePart,
    Dock,
    Exit,
    Gate,
    Obstacle,
    Occupancy,
    Pin,
    Policies,
    RoadLine,
    Scenario,
    Site,
    Storey,
    Weights,
)
from planner.scenario.belongs import permitted_spaces
from planner.scenario.build_demands import demand_from, flow_from, tenant_from
from planner.scenario.build_fire import fire_from
from planner.scenario.check_buildings import elevations
from planner.scenario.check_storeys import SNAP_MM
from planner.scenario.measures import mm, point_mm, ring_mm
from planner.scenario.operations import operations_from
from planner.scenario.schema import ScenarioIn
from planner.scenario.schema_base import Point as PointIn
from planner.scenario.schema_building import BuildingIn, ColumnOutlineIn, CoreIn, CorePartIn, GridIn, StoreyIn
from planner.scenario.schema_leasing import leasing_from
from planner.scenario.schema_settings import settings_from
from planner.scenario.schema_site import RoadIn, SiteIn
from planner.scenario.schema_trucks import trucks_from
from planner.scenario.schema_utilities import utilities_from

__all__ = ["build"]


def build(whole: ScenarioIn, catalogue: Catalogue, source: str, sha256: str) -> Scenario:
    """The scenario of a file that passed every check."""
    return Scenario(
        name=whole.name,
        name_zh=whole.name_zh or whole.name,
        site=_site(whole.site),
        buildings=tuple(_Frame(building, catalogue).building() for building in whole.buildings),
        tenants=tuple(tenant_from(tenant) for tenant in whole.tenants),
        demands=tuple(demand_from(demand, catalogue) for demand in whole.programme),
        flows=tuple(flow_from(flow) for flow in whole.flows),
        pins=tuple(Pin(pin.subject, pin.storey) for pin in whole.pins),
        occupancy=Occupancy(
            whole.occupancy.months_in_operation,
            whole.occupancy.least_leased_share,
            tuple(whole.occupancy.leased_shares),
        ),
        standards=tuple(whole.standards),
        base_type=whole.base_type,
        policies=Policies(**settings_from(whole.policies)),
        weights=Weights(**settings_from(whole.weights)),
        catalogue=catalogue,
        source=source,
        sha256=sha256,
        operations=operations_from(whole.operations),
        utilities=utilities_from(whole.utilities),
        trucks=trucks_from(whole.trucks),
        leasing=leasing_from(
            whole.leasing,
            [(row.company_type, row.cross_border, row.livestreaming) for row in whole.tenants],
            whole.occupancy.months_in_operation,
            whole.robust,
        ),
    )


def _site(site: SiteIn) -> Site:
    boundary = to_polygon(ring_mm(site.boundary))
    return Site(
        boundary=boundary,
        gates=tuple(
            Gate(gate.id, _on(gate.at, boundary), mm(gate.width_m), frozenset(gate.traffic))
            for gate in site.gates
        ),
        public_roads=tuple(_road(road) for road in site.public_roads),
        internal_roads=tuple(_road(road) for road in site.internal_roads),
        obstacles=tuple(
            Obstacle(obstacle.id, to_polygon(ring_mm(obstacle.polygon)), obstacle.kind)
            for obstacle in site.obstacles
        ),
        origin_wgs84=site.origin_wgs84,
        fire=fire_from(site, boundary),
        slope_percent=site.slope_percent,
    )


def _road(road: RoadIn) -> RoadLine:
    return RoadLine(
        road.id, LineString([point_mm(at) for at in road.centreline]), mm(road.width_m), road.name or ""
    )


def _on(at: PointIn, polygon: Polygon) -> Point:
    given = point_mm(at)
    return Point(snapped(given, polygon, SNAP_MM) or given)


class _Frame:
    """A building with its own coordinates."""

    def __init__(self, building: BuildingIn, catalogue: Catalogue) -> None:
        self._building = building
        self._catalogue = catalogue
        self._origin = point_mm(building.at)

    def building(self) -> Building:
        given = self._building
        name = given.name or given.id
        floors = elevations(given.storeys)
        return Building(
            id=given.id,
            name=name,
            name_zh=given.name_zh or name,
            existing=given.existing,
            sprinklered=given.sprinklered,
            fire_grade=given.fire_grade,
            storeys=tuple(
                self._storey(storey, floor) for storey, floor in zip(given.storeys, floors, strict=True)
            ),
        )

    def _storey(self, storey: StoreyIn, elevation_m: float) -> Storey:
        id = f"{self._building.id}/{storey.id}"
        own = to_polygon(ring_mm(storey.outline), [ring_mm(hole) for hole in storey.holes])
        permitted = storey.permitted_kinds
        exits = [
            Exit(f"{id}/{exit.id}", self._opening(exit.at, own), mm(exit.width_m)) for exit in storey.exits
        ]
        docks = [
            Dock(f"{id}/{dock.id}", self._opening(dock.at, own), mm(dock.width_m)) for dock in storey.docks
        ]
        return Storey(
            id=id,
            building=self._building.id,
            name=storey.name or storey.id,
            level=storey.level,
            elevation_mm=mm(elevation_m),
            height_mm=mm(storey.height_m),
            clear_height_mm=mm(storey.clear_height_m),
            floor_load_kn_m2=storey.floor_load_kn_m2,
            outline=self._moved(own),
            cores=tuple(self._core(id, core) for core in storey.cores),
            exits=tuple(exits),
            docks=tuple(docks),
            daylight=self._daylight(storey),
            columns=tuple(Column(polygon) for polygon in self._columns(storey, own)),
            permitted_kinds=None if permitted is None else permitted_spaces(self._catalogue, permitted),
        )

    def _core(self, storey: str, core: CoreIn) -> Core:
        id = f"{storey}/{core.id}"
        parts = [self._part(id, part) for part in core.parts]
        return Core(id, self._polygon(ring_mm(core.outline)), tuple(parts))

    def _part(self, core: str, part: CorePartIn) -> CorePart:
        car = [
            None if size is None else mm(size) for size in (part.car_width_m, part.car_depth_m, part.door_m)
        ]
        shape = self._polygon(ring_mm(part.outline))
        lift = (car[0], car[1], car[2], part.load_kg)
        return CorePart(f"{core}/{part.id}", part.kind, shape, *lift, stair_type=part.stair_type)

    def _opening(self, at: PointIn, own: Polygon) -> Point:
        """Middle of a door on the outline, on the site; within 2 mm of the outline after turning."""
        point = _on(at, own)
        return Point(placed((round(point.x), round(point.y)), self._origin, self._building.rotation_deg))

    def _daylight(self, storey: StoreyIn) -> tuple[LineString, ...]:
        if isinstance(storey.daylight, list):
            return tuple(LineString(self._world([point_mm(at) for at in line])) for line in storey.daylight)
        if storey.daylight == "all" or storey.level > 0:
            ring = to_polygon(self._world(ring_mm(storey.outline))).exterior
            return (LineString(ring.coords),)
        return ()

    def _columns(self, storey: StoreyIn, own: Polygon) -> list[Polygon]:
        columns = storey.columns
        if isinstance(columns, GridIn):
            near = own.buffer(1)
            crossings = [(mm(x), mm(y)) for x in columns.x_m for y in columns.y_m]
            return [self._rectangle(at, columns.size_m) for at in crossings if near.covers(Point(at))]
        return [
            self._polygon(ring_mm(column.outline))
            if isinstance(column, ColumnOutlineIn)
            else self._rectangle(point_mm(column.at), column.size_m)
            for column in columns
        ]

    def _rectangle(self, at: Vertex, size_m: tuple[float, float]) -> Polygon:
        width, depth = mm(size_m[0]), mm(size_m[1])
        left, low = at[0] - width // 2, at[1] - depth // 2
        return self._polygon(
            [(left, low), (left + width, low), (left + width, low + depth), (left, low + depth)]
        )

    def _polygon(self, ring: Sequence[Vertex]) -> Polygon:
        return to_polygon(self._world(ring))

    def _moved(self, polygon: Polygon) -> Polygon:
        rings = [
            self._world([(round(x), round(y)) for x, y in ring.coords[:-1]]) for ring in polygon.interiors
        ]
        shell = self._world([(round(x), round(y)) for x, y in polygon.exterior.coords[:-1]])
        return to_polygon(shell, rings)

    def _world(self, points: Sequence[Vertex]) -> list[Vertex]:
        return world(points, self._origin, self._building.rotation_deg)
