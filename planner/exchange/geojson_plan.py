"""Storeys of a plan that this program wrote as GeoJSON (``docs/bundle.md``), in metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.exchange.found import (
    FoundBuilding,
    FoundCore,
    FoundOpening,
    FoundRoad,
    FoundStorey,
    number_of,
    outline_of,
    to_millimetres,
)

__all__ = ["drawn_buildings", "drawn_gates", "drawn_obstacles", "drawn_roads"]

Rows = Sequence[tuple[Mapping[str, Any], BaseGeometry]]


def drawn_buildings(rows: Rows) -> list[FoundBuilding]:
    """Buildings with storeys, cores, columns, exits and docks; empty where the rows are no plan.

    What lies inside cores is told by exports alone, not by the layout of a bundle.
    """
    names = {str(row.get("id")): _name(row) for row, _ in rows if row.get("role") == "building"}
    found: dict[str, list[FoundStorey]] = {}
    on: dict[str, list[tuple[Mapping[str, Any], BaseGeometry]]] = {}
    for row, shape in rows:
        on.setdefault(str(row.get("storey")), []).append((row, shape))
    for row, shape in rows:
        level = row.get("level")
        if row.get("role") == "storey" and isinstance(level, int):
            storey = _storey(on.get(str(row.get("id")), ()), row, shape, level)
            if storey is not None:
                found.setdefault(str(row.get("building")), []).append(storey)
    return [
        FoundBuilding(id, names.get(id, id), tuple(sorted(storeys, key=lambda storey: storey.level)))
        for id, storeys in found.items()
    ]


def drawn_gates(rows: Rows) -> tuple[FoundOpening, ...]:
    """Gates of the site."""
    return _openings([(row, shape) for row, shape in rows if row.get("role") == "gate"])


def drawn_roads(rows: Rows, role: str) -> tuple[FoundRoad, ...]:
    """Given roads: ``public_road`` or ``internal_road``."""
    return tuple(
        FoundRoad(
            str(row.get("id")),
            str(row.get("name") or ""),
            shapely.set_precision(line, 0.001),
            number_of(row.get("width_m")),
        )
        for row, line in rows
        if row.get("role") == role and isinstance(line, LineString)
    )


def drawn_obstacles(rows: Rows) -> tuple[tuple[str, str, Polygon], ...]:
    """Obstacles with their ids and kinds."""
    found = [(row, to_millimetres(shape)) for row, shape in rows if row.get("role") == "obstacle"]
    return tuple(
        (str(row.get("id")), str(row.get("kind")), shape) for row, shape in found if shape is not None
    )


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("name_zh") or row.get("name") or row.get("id"))


def _storey(own: Rows, row: Mapping[str, Any], shape: BaseGeometry, level: int) -> FoundStorey | None:
    outline = outline_of(shape)
    if outline is None:
        return None
    cores = [
        FoundCore(_short(other), core, _parts(own, str(other.get("id"))))
        for other, drawn in own
        if other.get("role") == "core" and (core := to_millimetres(drawn)) is not None
    ]
    columns = [to_millimetres(drawn) for other, drawn in own if other.get("role") == "column"]
    return FoundStorey(
        _short(row),
        level,
        outline,
        name=str(row.get("name") or ""),
        elevation_m=number_of(row.get("elevation_m")),
        height_m=number_of(row.get("height_m")),
        clear_height_m=number_of(row.get("clear_height_m")),
        floor_load_kn_m2=number_of(row.get("floor_load_kn_m2")),
        cores=tuple(cores),
        columns=tuple(column for column in columns if isinstance(column, Polygon)),
        exits=_openings([(other, drawn) for other, drawn in own if other.get("role") == "exit"]),
        docks=_openings([(other, drawn) for other, drawn in own if other.get("role") == "dock"]),
    )


def _parts(rows: Rows, core: str) -> tuple[tuple[str, str, Polygon], ...]:
    own = [(row, shape) for row, shape in rows if row.get("role") == "core_part" and row.get("core") == core]
    made = [(_short(row), str(row.get("kind")), to_millimetres(shape)) for row, shape in own]
    return tuple((id, kind, shape) for id, kind, shape in made if shape is not None)


def _openings(rows: Rows) -> tuple[FoundOpening, ...]:
    made = []
    for row, shape in rows:
        if isinstance(shape, Point):
            x, y = shapely.get_coordinates(shape)[0].round(3).tolist()
            made.append(FoundOpening(_short(row), (x, y), number_of(row.get("width_m"))))
    return tuple(made)


def _short(row: Mapping[str, Any]) -> str:
    return str(row.get("id")).rsplit("/", 1)[-1]
