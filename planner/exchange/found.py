"""What was found in a file of another program, in metres, before it is a scenario; and what was not found."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = [
    "FoundBuilding",
    "FoundCore",
    "FoundOpening",
    "FoundPark",
    "FoundRoad",
    "FoundSite",
    "FoundStorey",
    "moved",
    "number_of",
    "outline_of",
    "to_millimetres",
]

GRID_M = 0.001


@dataclass(frozen=True, slots=True)
class FoundOpening:
    """A door to the outside or a dock: the middle of it on the outline, and its width."""

    id: str
    at: tuple[float, float]
    width_m: float | None


@dataclass(frozen=True, slots=True)
class FoundCore:
    """A core with its parts: id, kind, polygon."""

    id: str
    outline: Polygon
    parts: tuple[tuple[str, str, Polygon], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundStorey:
    """A storey; ``None`` where the file does not say."""

    id: str
    level: int
    outline: Polygon
    name: str = ""
    elevation_m: float | None = None
    height_m: float | None = None
    clear_height_m: float | None = None
    floor_load_kn_m2: float | None = None
    cores: tuple[FoundCore, ...] = ()
    columns: tuple[Polygon, ...] = ()
    exits: tuple[FoundOpening, ...] = ()
    docks: tuple[FoundOpening, ...] = ()
    daylight: tuple[LineString, ...] | None = None
    """Facades with windows; empty: windows were looked for and none found; ``None``: not told."""


@dataclass(frozen=True, slots=True)
class FoundBuilding:
    """A building in site coordinates, storeys from the lowest up."""

    id: str
    name: str
    storeys: tuple[FoundStorey, ...]
    placed: bool = True
    """False: where it stands on the site is not told."""
    rotation_deg: float = 0.0
    """Turn of its coordinates about [0, 0], counter-clockwise."""


@dataclass(frozen=True, slots=True)
class FoundRoad:
    """A road: its centreline and its width where that is told."""

    id: str
    name: str
    line: LineString
    width_m: float | None


@dataclass(frozen=True, slots=True)
class FoundSite:
    """The land."""

    boundary: Polygon | None = None
    origin_wgs84: tuple[float, float] | None = None
    gates: tuple[FoundOpening, ...] = ()
    public_roads: tuple[FoundRoad, ...] = ()
    internal_roads: tuple[FoundRoad, ...] = ()
    obstacles: tuple[tuple[str, str, Polygon], ...] = ()
    """Id, kind, polygon."""


@dataclass(frozen=True, slots=True)
class FoundPark:
    """Everything found, with notes on what was decided on the way."""

    name: str = ""
    site: FoundSite = field(default_factory=FoundSite)
    buildings: tuple[FoundBuilding, ...] = ()
    tenants: tuple[dict[str, Any], ...] = ()
    programme: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def number_of(value: Any) -> float | None:
    """A finite number; ``None`` for anything else that a file may have in its place."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= sys.float_info.max else None


def outline_of(shape: BaseGeometry, *, least_hole: float = 1.0) -> Polygon | None:
    """The largest polygon of a shape on whole millimetres, without holes below ``least_hole`` m2."""
    polygons = [part for part in _polygons(shapely.make_valid(shape)) if part.area > 0]
    if not polygons:
        return None
    largest = to_millimetres(max(polygons, key=lambda part: part.area))
    if largest is None:
        return None
    holes = [ring for ring in largest.interiors if Polygon(ring).area >= least_hole]
    return Polygon(largest.exterior, holes)


def to_millimetres(shape: BaseGeometry) -> Polygon | None:
    """A polygon on whole millimetres without corners that lie on a straight line."""
    rounded = shapely.set_precision(shape, GRID_M)
    polygons = _polygons(rounded)
    if not polygons:
        return None
    largest = max(polygons, key=lambda part: part.area)
    plain = shapely.simplify(largest, GRID_M / 2)
    return shapely.normalize(plain) if isinstance(plain, Polygon) and plain.is_valid else largest


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    if isinstance(shape, Polygon):
        return [shape] if not shape.is_empty else []
    if isinstance(shape, MultiPolygon) or hasattr(shape, "geoms"):
        return [part for piece in shape.geoms for part in _polygons(piece)]
    return []


def moved(building: FoundBuilding, dx: float, dy: float) -> FoundBuilding:
    """The building somewhere else."""

    def place(shape: Any) -> Any:
        return shapely.transform(shape, lambda points: points + np.array([dx, dy]))

    def openings(given: Iterable[FoundOpening]) -> tuple[FoundOpening, ...]:
        return tuple(replace(entry, at=(entry.at[0] + dx, entry.at[1] + dy)) for entry in given)

    storeys = [
        replace(
            storey,
            outline=place(storey.outline),
            cores=tuple(
                FoundCore(
                    core.id,
                    place(core.outline),
                    tuple((id, kind, place(shape)) for id, kind, shape in core.parts),
                )
                for core in storey.cores
            ),
            columns=tuple(place(column) for column in storey.columns),
            exits=openings(storey.exits),
            docks=openings(storey.docks),
            daylight=None if storey.daylight is None else tuple(place(line) for line in storey.daylight),
        )
        for storey in building.storeys
    ]
    return replace(building, storeys=tuple(storeys))
