"""A scenario written out in full: every default that was used stands in the file.

Geometry is written as it is used: in site coordinates, snapped, without ``like:`` and without frames of
buildings. Loading the text gives an equal scenario, up to where it came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapely.geometry import LineString, Point, Polygon

from planner.bundle.packs import copy_names
from planner.fire_site import FireLane
from planner.kinds import SpaceKind, standard_catalogue
from planner.model import (
    Building,
    Core,
    CorePart,
    Demand,
    Dock,
    Exit,
    Flow,
    PlaceWish,
    RoadLine,
    Scenario,
    Site,
    Storey,
    Tenant,
)
from planner.scenario.build_fire import strip
from planner.scenario.emit import Inline, emit
from planner.scenario.operations import operations_to
from planner.scenario.schema import KindIn
from planner.scenario.schema_leasing import leasing_to, robust_to
from planner.scenario.schema_settings import settings_to
from planner.scenario.schema_trucks import trucks_to
from planner.scenario.schema_utilities import utilities_to

__all__ = ["resolved_document", "resolved_yaml"]

_HEAD = """\
# The scenario as it was solved: every default is filled in, every coordinate is metres on the site.
"""


def resolved_yaml(scenario: Scenario) -> str:
    """Text of ``scenario.resolved.yaml``. Packs of the user's own are named as the bundle holds them."""
    return _HEAD + emit(resolved_document(scenario))


def resolved_document(scenario: Scenario) -> dict[str, Any]:
    """Keys and values of ``scenario.resolved.yaml``: one form for all ways of writing the same scenario."""
    standard = standard_catalogue().spaces
    own = {id: kind for id, kind in scenario.catalogue.spaces.items() if standard.get(id) != kind}
    return {
        "format": "planner/1",
        "name": scenario.name,
        "name_zh": scenario.name_zh,
        "standards": [copy_names(scenario.standards).get(name, name) for name in scenario.standards],
        "base_type": scenario.base_type,
        "site": _site(scenario.site),
        "buildings": [_building(building) for building in scenario.buildings],
        "tenants": [_tenant(tenant) for tenant in scenario.tenants],
        "programme": [_demand(demand) for demand in scenario.demands],
        "flows": [_flow(flow) for flow in scenario.flows],
        "occupancy": {
            "months_in_operation": scenario.occupancy.months_in_operation,
            "least_leased_share": scenario.occupancy.least_leased_share,
            "leased_shares": list(scenario.occupancy.leased_shares),
        },
        "operations": operations_to(scenario.operations),
        "pins": [Inline({"subject": pin.subject, "storey": pin.storey}) for pin in scenario.pins],
        "policies": settings_to(scenario.policies),
        "weights": settings_to(scenario.weights),
        "utilities": utilities_to(scenario.utilities),
        "leasing": leasing_to(scenario.leasing),
        **({"robust": robust} if (robust := robust_to(scenario.leasing.robust)) else {}),
        "kinds": {id: _kind(kind) for id, kind in own.items()},
        "trucks": trucks_to(scenario.trucks),
    }


def _metres(mm: float) -> int | float:
    whole, rest = divmod(round(mm), 1000)
    return whole if rest == 0 else round(mm) / 1000


def _m2(mm2: int) -> int | float:
    whole, rest = divmod(mm2, 1_000_000)
    return whole if rest == 0 else mm2 / 1_000_000


def _point(point: Point) -> list[Any]:
    return [_metres(point.x), _metres(point.y)]


def _points(coords: Iterable[tuple[float, ...]]) -> list[Any]:
    return [[_metres(x), _metres(y)] for x, y, *_ in coords]


def _ring(polygon: Polygon) -> list[Any]:
    return _points(polygon.exterior.coords[:-1])


def _line(line: LineString) -> list[Any]:
    return _points(line.coords)


def _site(site: Site) -> dict[str, Any]:
    gates = [
        {
            "id": gate.id,
            "at": _point(gate.point),
            "width_m": _metres(gate.width_mm),
            "traffic": sorted(gate.traffic),
        }
        for gate in site.gates
    ]
    obstacles = [
        {"id": obstacle.id, "kind": obstacle.kind, "polygon": _ring(obstacle.polygon)}
        for obstacle in site.obstacles
    ]
    out: dict[str, Any] = {
        "boundary": _ring(site.boundary),
        "gates": gates,
        "public_roads": [_road(road) for road in site.public_roads],
        "internal_roads": [_road(road) for road in site.internal_roads],
        "obstacles": obstacles,
    }
    out |= _fire(site)
    if site.slope_percent is not None:
        out["slope_percent"] = site.slope_percent
    if site.origin_wgs84 is not None:
        out["origin_wgs84"] = list(site.origin_wgs84)
    return out


def _fire(site: Site) -> dict[str, Any]:
    """What is given for the fire brigade; keys only where there is something."""
    fire = site.fire
    out = {
        "fire_lanes": [_fire_lane(lane, site.boundary) for lane in fire.lanes],
        "turnarounds": [{"id": place.id, "polygon": _ring(place.polygon)} for place in fire.turnarounds],
        "aerial_sites": [
            {"id": stand.id, "building": stand.building, "polygon": _ring(stand.polygon)}
            for stand in fire.aerial_sites
        ],
        "hydrants": [Inline({"id": hydrant.id, "at": _point(hydrant.point)}) for hydrant in fire.hydrants],
    }
    return {key: rows for key, rows in out.items() if rows}


def _fire_lane(lane: FireLane, boundary: Polygon) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": lane.id,
        "centreline": _line(lane.centreline),
        "width_m": _metres(lane.width_mm),
    }
    if lane.clear_height_mm is not None:
        row["clear_height_m"] = _metres(lane.clear_height_mm)
    if lane.slope_percent is not None:
        row["slope_percent"] = lane.slope_percent
    if lane.polygon != strip(lane.centreline, lane.width_mm, boundary):
        row["paved"] = _ring(lane.polygon)
    return row


def _road(road: RoadLine) -> dict[str, Any]:
    name = {"name": road.name} if road.name else {}
    return {"id": road.id, **name, "centreline": _line(road.centreline), "width_m": _metres(road.width_mm)}


def _building(building: Building) -> dict[str, Any]:
    return {
        "id": building.id,
        "name": building.name,
        "name_zh": building.name_zh,
        "existing": building.existing,
        "sprinklered": building.sprinklered,
        "fire_grade": building.fire_grade,
        "at": [0, 0],
        "rotation_deg": 0,
        "storeys": [_storey(storey) for storey in building.storeys],
    }


def _storey(storey: Storey) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": _short(storey.id),
        "level": storey.level,
        "name": storey.name,
        "elevation_m": _metres(storey.elevation_mm),
        "height_m": _metres(storey.height_mm),
        "clear_height_m": _metres(storey.clear_height_mm),
        "floor_load_kn_m2": storey.floor_load_kn_m2,
        "outline": _ring(storey.outline),
        "holes": [_points(hole.coords[:-1]) for hole in storey.outline.interiors],
    }
    if storey.permitted_kinds is not None:
        out["permitted_kinds"] = sorted(storey.permitted_kinds)
    out["cores"] = [_core(core) for core in storey.cores]
    out["exits"] = [_opening(exit) for exit in storey.exits]
    out["docks"] = [_opening(dock) for dock in storey.docks]
    out["daylight"] = [_line(line) for line in storey.daylight]
    out["columns"] = [Inline({"outline": _ring(column.polygon)}) for column in storey.columns]
    return out


def _core(core: Core) -> dict[str, Any]:
    return {"id": _short(core.id), "outline": _ring(core.polygon), "parts": [_part(p) for p in core.parts]}


def _part(part: CorePart) -> Inline:
    sizes = {"car_width_m": part.car_width_mm, "car_depth_m": part.car_depth_mm, "door_m": part.door_mm}
    known = {key: _metres(size) for key, size in sizes.items() if size is not None}
    known |= {} if part.load_kg is None else {"load_kg": part.load_kg}
    words = {} if part.stair_type is None else {"stair_type": part.stair_type}
    return Inline(
        {"id": _short(part.id), "kind": part.kind, "outline": _ring(part.polygon), **known, **words}
    )


def _opening(opening: Exit | Dock) -> Inline:
    return Inline(
        {"id": _short(opening.id), "at": _point(opening.point), "width_m": _metres(opening.width_mm)}
    )


def _short(id: str) -> str:
    return id.rsplit("/", 1)[-1]


def _tenant(tenant: Tenant) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "name": tenant.name,
        "name_zh": tenant.name_zh,
        "company_type": tenant.company_type,
        "cross_border": tenant.cross_border,
        "livestreaming": tenant.livestreaming,
        "least_m2": _m2(tenant.least_area),
        "wished_m2": _m2(tenant.wished_area),
        "most_m2": _m2(tenant.most_area),
        "staff": tenant.staff,
        "storage_m2": _m2(tenant.storage_area),
        "rent_cny_m2_month": tenant.rent_cny_m2_month,
        "resident": tenant.resident,
        "wish": _wish(tenant.wish),
    }


def _demand(demand: Demand) -> dict[str, Any]:
    rooms = [
        Inline({"kind": room.kind, "count": room.count, "area_m2": _m2(room.area)}) for room in demand.rooms
    ]
    return {
        "id": demand.id,
        "zone": demand.zone,
        **({} if demand.kind is None else {"kind": demand.kind}),
        "name": demand.name,
        "name_zh": demand.name_zh,
        "least_m2": _m2(demand.least_area),
        "wished_m2": _m2(demand.wished_area),
        "most_m2": _m2(demand.most_area),
        "rooms": rooms,
        "required": demand.required,
        "splittable": demand.splittable,
        "off_site": demand.off_site,
        "value_cny_m2_year": demand.value_cny_m2_year,
        "wish": _wish(demand.wish),
    }


def _wish(wish: PlaceWish) -> Inline:
    return Inline(
        {
            "buildings": list(wish.buildings),
            "storeys": list(wish.storeys),
            "levels": list(wish.levels),
            "near": list(wish.near),
            "value_cny_year": wish.value_cny_year,
        }
    )


def _flow(flow: Flow) -> Inline:
    return Inline(
        {
            "from": flow.origin,
            "to": flow.destination,
            "people_per_day": flow.people_per_day,
            "goods_t_per_day": flow.goods_t_per_day,
        }
    )


def _kind(kind: SpaceKind) -> dict[str, Any]:
    values = {name: getattr(kind, name) for name in KindIn.model_fields}
    values["passage_to"] = list(kind.passage_to)
    if not values["source"]:
        del values["source"]
    return values
