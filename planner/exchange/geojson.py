"""Site, buildings and roads from GeoJSON: extracts of OpenStreetMap, or plans in local metres."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, shape
from shapely.geometry.base import BaseGeometry

from planner.exchange.found import (
    FoundBuilding,
    FoundPark,
    FoundRoad,
    FoundSite,
    FoundStorey,
    outline_of,
)
from planner.exchange.geojson_plan import drawn_buildings, drawn_gates, drawn_obstacles, drawn_roads
from planner.exchange.local_plane import LocalPlane
from planner.exchange.source import checked_file, refuse

__all__ = ["read_geojson"]

LAND = ("industrial", "commercial", "retail", "site", "park", "warehouse", "business_park", "site boundary")
WATER = ("water", "pond", "lake", "reservoir", "basin")
NOT_A_ROAD = ("footway", "path", "steps", "cycleway", "pedestrian", "corridor", "track", "bridleway")
ROAD_WIDTHS = {"motorway": 30, "trunk": 28, "primary": 24, "secondary": 20, "tertiary": 14, "residential": 9}
STOREY_M = 4.0
"""Height of a storey by which the number of storeys is guessed from a building's height."""
NEAR_M = 60.0
"""Roads so near to the site are taken along as public roads."""
LEAST_BUILDING_M2 = 20.0
MOST_SPAN_DEGREES = 1.0
"""A park does not span a degree: coordinates that do are metres."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """A feature: its properties and its shape in metres."""

    row: Mapping[str, Any]
    shape: BaseGeometry

    def says(self, *keys: str) -> str:
        """The first of these properties that has a value, as text."""
        for key in keys:
            value = self.row.get(key)
            if value not in (None, ""):
                return str(value).strip()
        return ""

    @property
    def name(self) -> str:
        """Its name, else its id."""
        return self.says("name", "name:zh", "name_zh", "osm_id", "id")


def read_geojson(path: Path, wanted: str | None = None) -> FoundPark:
    """What a GeoJSON file tells of a park. ``wanted``: part of the name, or the id, of the site in it.

    Degrees (WGS84) are projected to metres around the lower left corner of the site, or around the origin
    that a plan written here tells. Raises ``UsageError`` for files that are no GeoJSON, hold several sites of
    which none is chosen, or nothing that can be used.
    """
    rows, own_origin = _features(path)
    shapes = [_geometry(path, number, row) for number, row in enumerate(rows)]
    chosen = _site_among(path, rows, shapes, wanted)
    origin = own_origin
    told = shapes if chosen is None else [shapes[chosen]]
    if _in_degrees(told):
        left, bottom, *_ = shapely.total_bounds(np.array(told, dtype=object)).tolist()
        origin = origin or (round(left, 7), round(bottom, 7))
        plane = LocalPlane(*origin)
        shapes = [shapely.transform(entry, plane.to_metres) for entry in shapes]
    things = [_Thing(row.get("properties") or {}, entry) for row, entry in zip(rows, shapes, strict=True)]
    site = None if chosen is None else things[chosen]
    boundary = None if site is None else outline_of(site.shape, least_hole=math.inf)
    notes: list[str] = []
    rows_drawn = [(thing.row, thing.shape) for thing in things]
    drawn = drawn_buildings(rows_drawn)
    buildings = drawn or _buildings(things, boundary, notes)
    if drawn:
        public, inner = (drawn_roads(rows_drawn, role) for role in ("public_road", "internal_road"))
        ponds = drawn_obstacles(rows_drawn)
    else:
        (public, inner), ponds = _roads(things, boundary), _ponds(things, boundary)
    if boundary is None and not buildings:
        raise refuse(
            path,
            "neither an area of land nor a building",
            "a polygon with landuse industrial, commercial or retail, or polygons with `building`",
            "choose the features of the park on the map and export them again",
        )
    gates = drawn_gates(rows_drawn)
    found = FoundSite(boundary, origin, gates, public, inner, ponds)
    name = site.name if site is not None else path.stem
    return FoundPark(name, found, tuple(buildings), notes=tuple(notes), sources=(path.name,))


# ---------------------------------------------------------------- the file


def _features(path: Path) -> tuple[list[Mapping[str, Any]], tuple[float, float] | None]:
    """The features that have a geometry, and the origin of the coordinates that a park written here tells."""
    content = checked_file(path).read_bytes()
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as fault:
        remedy = "export it again as GeoJSON in UTF-8"
        raise refuse(path, f"no JSON ({fault})", "a GeoJSON FeatureCollection", remedy) from fault
    if isinstance(document, dict) and document.get("type") == "Feature":
        document = {"type": "FeatureCollection", "features": [document]}
    _check_system(path, document)
    rows = document.get("features") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise refuse(
            path, f"JSON of type {kind!r}", "a GeoJSON FeatureCollection", "export it again as GeoJSON"
        )
    kept = [row for row in rows if row.get("geometry")]
    if not kept:
        raise refuse(path, "no feature with a geometry", "at least one", "export the features of the park")
    return kept, _own_origin(document)


def _own_origin(document: Mapping[str, Any]) -> tuple[float, float] | None:
    told = document.get("origin_wgs84")
    if not isinstance(told, list) or not all(isinstance(v, int | float) for v in told) or len(told) != 2:
        return None
    longitude, latitude = map(float, told)
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) < 90 else None


def _check_system(path: Path, document: Any) -> None:
    """Only longitude and latitude, or metres without a name: others would be read as something else."""
    crs = document.get("crs") if isinstance(document, dict) else None
    facts = crs.get("properties") if isinstance(crs, dict) else None
    name = str(facts.get("name", "")) if isinstance(facts, dict) else ""
    if name and not re.search(r"CRS84|(?<!\d)(4326|4490)(?!\d)", name):
        remedy = "reproject it: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"
        raise refuse(path, f"coordinates in {name[:60]}", "WGS84 degrees (EPSG:4326)", remedy)


def _geometry(path: Path, number: int, row: Mapping[str, Any]) -> BaseGeometry:
    try:
        with np.errstate(invalid="ignore"):  # told below, and not by NumPy
            made: BaseGeometry = shapely.force_2d(shape(row["geometry"]))
    except Exception as fault:
        place = f"features[{number}].geometry"
        found = f"{place} is no geometry ({fault})"
        raise refuse(path, found, "GeoJSON coordinates", "export it again") from fault
    if not np.isfinite(shapely.get_coordinates(made)).all():
        found = f"features[{number}].geometry has coordinates that are no numbers"
        raise refuse(path, found, "numbers", "export it again")
    return made


def _in_degrees(shapes: Sequence[BaseGeometry]) -> bool:
    left, bottom, right, top = shapely.total_bounds(np.array(shapes, dtype=object))
    small = right - left < MOST_SPAN_DEGREES and top - bottom < MOST_SPAN_DEGREES
    return bool(small and left >= -180 and right <= 180 and bottom >= -90 and top <= 90)


def _site_among(
    path: Path, rows: Sequence[Mapping[str, Any]], shapes: Sequence[BaseGeometry], wanted: str | None
) -> int | None:
    """Place of the site's feature; ``None`` where the file has no land at all."""
    things = [_Thing(row.get("properties") or {}, entry) for row, entry in zip(rows, shapes, strict=True)]
    land = [i for i, thing in enumerate(things) if _is_land(thing)]
    if wanted is not None:
        named = [i for i in land or range(len(things)) if _is_called(things[i], wanted)]
        exact = [i for i in named if wanted in (things[i].name, things[i].says("osm_id", "id"))]
        land = exact or named
    if len(land) == 1:
        return land[0]
    names = ", ".join(dict.fromkeys(thing.name for thing in things if _is_land(thing)))
    if wanted is not None:
        found = f"{len(land) or 'no'} areas called {wanted!r}"
        raise refuse(path, found, "one site", f"--site with one of: {names or 'none here'}")
    if land:
        raise refuse(path, f"{len(land)} areas of land", "one site", f"--site with one of: {names}")
    return None


def _is_called(thing: _Thing, wanted: str) -> bool:
    return wanted.casefold() in thing.name.casefold() or wanted == thing.says("osm_id", "id")


def _is_land(thing: _Thing) -> bool:
    if thing.shape.geom_type not in ("Polygon", "MultiPolygon") or _is_building(thing):
        return False
    told = {thing.says(key).casefold() for key in ("landuse", "fclass", "role", "layer", "type")}
    return bool(told & set(LAND))


def _is_building(thing: _Thing) -> bool:
    if thing.shape.geom_type not in ("Polygon", "MultiPolygon"):
        return False
    if thing.says("building").casefold() not in ("", "no"):
        return True
    return "building" in {thing.says(key).casefold() for key in ("layer", "type", "fclass", "role")}


# ---------------------------------------------------------------- what stands on it


def _buildings(things: Sequence[_Thing], boundary: Polygon | None, notes: list[str]) -> list[FoundBuilding]:
    """Buildings on the site; those that touch or overlap become one, for a plan cannot part them."""
    found = [thing for thing in things if _is_building(thing)]
    if boundary is not None:
        inside = [t for t in found if t.shape.intersection(boundary).area > 0.5 * t.shape.area]
        if len(inside) < len(found):
            notes.append(f"{len(found) - len(inside)} buildings outside the site were left out")
        found = inside
    large = [thing for thing in found if thing.shape.area >= LEAST_BUILDING_M2]
    if len(large) < len(found):
        notes.append(f"{len(found) - len(large)} buildings below {LEAST_BUILDING_M2:g} m2 were left out")
    return [_building(number, group, boundary, notes) for number, group in enumerate(_groups(large), start=1)]


def _groups(things: Sequence[_Thing]) -> list[list[_Thing]]:
    """Buildings that touch each other, together; from west to east."""
    import networkx as nx

    if not things:
        return []
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(things)))
    tree = shapely.STRtree([thing.shape.buffer(0.05) for thing in things])
    graph.add_edges_from(tree.query([thing.shape for thing in things], predicate="intersects").T.tolist())
    groups = [[things[i] for i in sorted(part)] for part in nx.connected_components(graph)]
    return sorted(groups, key=lambda group: shapely.total_bounds([t.shape for t in group]).tolist())


def _building(
    number: int, group: Sequence[_Thing], boundary: Polygon | None, notes: list[str]
) -> FoundBuilding:
    id = f"B{number:02d}"
    whole = shapely.union_all([thing.shape.buffer(0.05, join_style="mitre") for thing in group])
    whole = whole.buffer(-0.05, join_style="mitre") if len(group) > 1 else group[0].shape
    if boundary is not None and not boundary.covers(whole):
        whole = whole.intersection(boundary)
        notes.append(f"{id} was cut at the boundary of the site")
    outline = outline_of(whole)
    if outline is None:  # nothing is left of it on whole millimetres
        outline = outline_of(whole.convex_hull) or Polygon()
    names = [thing.says("name", "name:zh", "source_name") for thing in group]
    if len(group) > 1:
        notes.append(f"{id}: {len(group)} outlines that touch became one")
    height = max((_number(thing.says("height", "maximum_roof_height")) or 0.0 for thing in group), default=0)
    keys = ("building:levels", "levels", "number_of_stories_above_ground", "number_of_stories")
    levels = max((int(_number(thing.says(*keys)) or 0) for thing in group), default=0)
    if not levels and height:
        levels = max(1, round(height / STOREY_M))
        notes.append(f"{id}: {levels} storeys guessed from its height of {height:g} m")
    each = round(height / levels, 2) if height and levels and height / levels >= 2.2 else None
    storeys = tuple(
        FoundStorey(f"{level}F", level, outline, height_m=each) for level in range(1, max(1, levels) + 1)
    )
    return FoundBuilding(id, next((name for name in names if name), id), storeys)


def _number(text: str) -> float | None:
    match = re.match(r"\s*(\d+(?:\.\d+)?)", text)
    value = float(match[1]) if match else None
    return value if value and value < 1000 else None


def _roads(
    things: Sequence[_Thing], boundary: Polygon | None
) -> tuple[tuple[FoundRoad, ...], tuple[FoundRoad, ...]]:
    """Roads round the site, and roads on it, each cut at the boundary."""
    if boundary is None:
        return (), ()
    around = boundary.buffer(NEAR_M)
    public: list[FoundRoad] = []
    inner: list[FoundRoad] = []
    for thing in things:
        kind = thing.says("highway", "fclass", "kind")
        road = thing.says("highway") or "road" in (thing.says("layer"), thing.says("type"))
        if thing.shape.geom_type not in ("LineString", "MultiLineString") or not road:
            continue
        if kind in NOT_A_ROAD:
            continue
        width = _number(thing.says("width")) or ROAD_WIDTHS.get(kind.removesuffix("_link"))
        outside, inside = (
            thing.shape.intersection(around).difference(boundary),
            thing.shape.intersection(boundary),
        )
        for pieces, roads, prefix in ((outside, public, "PR"), (inside, inner, "IR")):
            for piece in shapely.get_parts(pieces):
                line = shapely.set_precision(piece, 0.001)
                if isinstance(line, LineString) and line.length > 5.0:
                    roads.append(FoundRoad(f"{prefix}{len(roads) + 1}", thing.says("name"), line, width))
    return tuple(public), tuple(inner)


def _ponds(things: Sequence[_Thing], boundary: Polygon | None) -> tuple[tuple[str, str, Polygon], ...]:
    made: list[tuple[str, str, Polygon]] = []
    for thing in things:
        told = {thing.says(key).casefold() for key in ("natural", "water", "fclass", "landuse", "kind")}
        if boundary is None or not told & set(WATER):
            continue
        for piece in shapely.get_parts(thing.shape.intersection(boundary)):
            pond = outline_of(piece, least_hole=math.inf)
            if pond is not None and pond.area > 1.0:
                made.append((f"POND{len(made) + 1}", "pond", pond))
    return tuple(made)
