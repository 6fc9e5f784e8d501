"""Features of a layout file as objects of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapely import LineString, Polygon

from planner.bundle.fire import fire_site_of
from planner.bundle.geometry import Geometry
from planner.compartment import Compartment
from planner.model import Corridor, Door, Layout, SiteRoad, Space, StoreyLayout

__all__ = ["layout_of"]

PARTS = ("space", "corridor", "door", "fire_compartment")


def layout_of(features: Sequence[Mapping[str, Any]], shapes: Mapping[int, Geometry]) -> Layout:
    """The layout of sound features; a storey on which nothing lies is not part of it.

    ``shapes``: the geometry of each feature by its place in the list.
    """
    storeys: dict[str, tuple[list[Space], list[Corridor], list[Door], list[Compartment]]] = {}
    axes: dict[str, LineString] = {}
    roads: list[tuple[Mapping[str, Any], Polygon]] = []
    for number, feature in enumerate(features):
        row, shape = feature["properties"], shapes[number]
        role = row["role"]
        if role in PARTS and isinstance(shape, Polygon):
            parts = storeys.setdefault(row["storey"], ([], [], [], []))
            if role == "space":
                parts[0].append(_space(row, shape))
            elif role == "corridor":
                parts[1].append(_corridor(row, shape))
            elif role == "door":
                parts[2].append(_door(row, shape))
            else:
                parts[3].append(Compartment(row["id"], row["building"], row["storey"], shape))
        elif role == "axis" and isinstance(shape, LineString):
            axes[row["of"]] = shape
        elif role == "road" and isinstance(shape, Polygon):
            roads.append((row, shape))
    return Layout(
        tuple(
            StoreyLayout(id, tuple(spaces), tuple(corridors), tuple(doors), tuple(compartments))
            for id, (spaces, corridors, doors, compartments) in storeys.items()
        ),
        tuple(_road(row, shape, axes.get(row["id"], LineString())) for row, shape in roads),
        fire_site_of(features, shapes, axes),
        frozenset(f["properties"]["id"] for f in features if f["properties"].get("pinned") is True),
    )


def _space(row: Mapping[str, Any], shape: Polygon) -> Space:
    return Space(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        kind=row["kind"],
        zone=row.get("zone") or "",
        polygon=shape,
        name=row.get("name") or row["id"],
        name_zh=row.get("name_zh") or row.get("name") or row["id"],
        tenant=row.get("tenant"),
        subject=row.get("subject"),
    )


def _corridor(row: Mapping[str, Any], shape: Polygon) -> Corridor:
    return Corridor(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        polygon=shape,
        width_mm=round(row["width_m"] * 1000),
        zone=row.get("zone"),
        subject=row.get("subject"),
    )


def _door(row: Mapping[str, Any], shape: Polygon) -> Door:
    return Door(
        id=row["id"],
        building=row["building"],
        storey=row["storey"],
        polygon=shape,
        width_mm=round(row["width_m"] * 1000),
        joins=(row["joins"][0], row["joins"][1]),
    )


def _road(row: Mapping[str, Any], shape: Polygon, centreline: LineString) -> SiteRoad:
    serves = row.get("serves")
    return SiteRoad(
        id=row["id"],
        polygon=shape,
        centreline=centreline,
        width_mm=round(row["width_m"] * 1000),
        serves=tuple(str(item) for item in serves) if isinstance(serves, list) else (),
    )
