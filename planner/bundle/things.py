"""Features of a layout file as objects of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapely import LineString

from planner.bundle.geometry import line_of, polygon_of
from planner.model import Corridor, Door, Layout, SiteRoad, Space, StoreyLayout

__all__ = ["layout_of"]

PARTS = ("space", "corridor", "door")


def layout_of(features: Sequence[Mapping[str, Any]]) -> Layout:
    """The layout of sound features; a storey without spaces, corridors and doors is not part of it."""
    spaces = [_space(feature) for feature in _of(features, "space")]
    corridors = [_corridor(feature) for feature in _of(features, "corridor")]
    doors = [_door(feature) for feature in _of(features, "door")]
    order = dict.fromkeys(f["properties"]["storey"] for role in PARTS for f in _of(features, role))
    storeys = (
        StoreyLayout(
            id,
            tuple(space for space in spaces if space.storey == id),
            tuple(corridor for corridor in corridors if corridor.storey == id),
            tuple(door for door in doors if door.storey == id),
        )
        for id in order
    )
    axes = {axis["properties"]["of"]: line_of(axis["geometry"]) for axis in _of(features, "axis")}
    roads = (_road(road, axes.get(road["properties"]["id"], LineString())) for road in _of(features, "road"))
    return Layout(tuple(storeys), tuple(roads))


def _of(features: Sequence[Mapping[str, Any]], role: str) -> list[Mapping[str, Any]]:
    return [feature for feature in features if feature["properties"]["role"] == role]


def _space(feature: Mapping[str, Any]) -> Space:
    row = feature["properties"]
    return Space(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        kind=row["kind"],
        zone=row.get("zone") or "",
        polygon=polygon_of(feature["geometry"]),
        name=row.get("name") or row["id"],
        name_zh=row.get("name_zh") or row.get("name") or row["id"],
        tenant=row.get("tenant"),
        subject=row.get("subject"),
    )


def _corridor(feature: Mapping[str, Any]) -> Corridor:
    row = feature["properties"]
    return Corridor(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        polygon=polygon_of(feature["geometry"]),
        width_mm=round(row["width_m"] * 1000),
        zone=row.get("zone"),
        subject=row.get("subject"),
    )


def _door(feature: Mapping[str, Any]) -> Door:
    row = feature["properties"]
    return Door(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        polygon=polygon_of(feature["geometry"]),
        width_mm=round(row["width_m"] * 1000),
        joins=(row["joins"][0], row["joins"][1]),
    )


def _road(feature: Mapping[str, Any], centreline: LineString) -> SiteRoad:
    row = feature["properties"]
    serves = row.get("serves")
    return SiteRoad(
        id=row["id"],
        polygon=polygon_of(feature["geometry"]),
        centreline=centreline,
        width_mm=round(row["width_m"] * 1000),
        serves=tuple(str(item) for item in serves) if isinstance(serves, list) else (),
    )
