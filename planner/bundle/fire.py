"""What fire engines need on the site, as features of a layout file and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shapely import LineString, Polygon
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from planner.bundle.geometry import Geometry
from planner.fire_site import AerialSite, FireLane, FireSite, Hydrant, Turnaround

__all__ = ["FIRE_ROLES", "fire_site_of", "fire_things"]

FIRE_ROLES = ("fire_lane", "turnaround", "aerial_site", "hydrant")


def fire_things(site: FireSite) -> Iterator[tuple[str, str, BaseGeometry, dict[str, object]]]:
    """Role, id, shape and properties of everything; lanes are followed by their axes."""
    for lane in site.lanes:
        width = round(lane.width_mm / 1000, 3)
        yield "fire_lane", lane.id, lane.polygon, {"width_m": width}
        yield "axis", f"{lane.id}/axis", lane.centreline, {"of": lane.id, "width_m": width}
    for place in site.turnarounds:
        yield "turnaround", place.id, place.polygon, {"width_m": round(place.side_mm / 1000, 3)}
    for stand in site.aerial_sites:
        yield "aerial_site", stand.id, stand.polygon, {"building": stand.building}
    for hydrant in site.hydrants:
        yield "hydrant", hydrant.id, hydrant.point, {}


def fire_site_of(
    features: Sequence[Mapping[str, Any]], shapes: Mapping[int, Geometry], axes: Mapping[str, LineString]
) -> FireSite:
    """The fire brigade's things among the features.

    ``shapes``: the geometry of each feature by its place in the list; ``axes``: lane id -> centreline.
    """
    lanes: list[FireLane] = []
    places: list[Turnaround] = []
    stands: list[AerialSite] = []
    hydrants: list[Hydrant] = []
    for number, feature in enumerate(features):
        row = feature["properties"]
        role, id = row["role"], row["id"]
        if role not in FIRE_ROLES:
            continue
        shape = shapes[number]
        if isinstance(shape, Point):
            hydrants += [Hydrant(id, shape)] if role == "hydrant" else []
        elif isinstance(shape, Polygon):
            if role == "fire_lane":
                lanes.append(FireLane(id, shape, axes.get(id, LineString()), _mm(row["width_m"])))
            elif role == "turnaround":
                places.append(Turnaround(id, shape, _mm(row["width_m"])))
            elif role == "aerial_site":
                stands.append(AerialSite(id, shape, row["building"]))
    return FireSite(tuple(lanes), tuple(places), tuple(stands), tuple(hydrants))


def _mm(metres: float) -> int:
    return round(float(metres) * 1000)
