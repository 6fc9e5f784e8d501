"""What fire engines need on the site, as features of a layout file and back."""

from __future__ import annotations

import math
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
        row: dict[str, object] = {"width_m": width, **_given(lane.given)}
        if lane.clear_height_mm is not None:
            row["clear_height_m"] = round(lane.clear_height_mm / 1000, 3)
        if lane.slope_percent is not None:
            row["slope_percent"] = lane.slope_percent
        yield "fire_lane", lane.id, lane.polygon, row
        yield "axis", f"{lane.id}/axis", lane.centreline, {"of": lane.id, "width_m": width}
    for place in site.turnarounds:
        yield (
            "turnaround",
            place.id,
            place.polygon,
            {"width_m": round(place.side_mm / 1000, 3), **_given(place.given)},
        )
    for stand in site.aerial_sites:
        yield "aerial_site", stand.id, stand.polygon, {"building": stand.building, **_given(stand.given)}
    for hydrant in site.hydrants:
        yield "hydrant", hydrant.id, hydrant.point, _given(hydrant.given)


def _given(given: bool) -> dict[str, object]:
    return {"given": True} if given else {}


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
        shape, given = shapes[number], row.get("given") is True
        if isinstance(shape, Point):
            hydrants += [Hydrant(id, shape, given)] if role == "hydrant" else []
        elif isinstance(shape, Polygon):
            if role == "fire_lane":
                axis = axes.get(id, LineString())
                high, slope = _number(row.get("clear_height_m")), _number(row.get("slope_percent"))
                lanes.append(
                    FireLane(
                        id,
                        shape,
                        axis,
                        _mm(row["width_m"]),
                        None if high is None else _mm(high),
                        slope,
                        given,
                    )
                )
            elif role == "turnaround":
                places.append(Turnaround(id, shape, _mm(row["width_m"]), given))
            elif role == "aerial_site":
                stands.append(AerialSite(id, shape, row["building"], given))
    return FireSite(tuple(lanes), tuple(places), tuple(stands), tuple(hydrants))


def _number(value: object) -> float | None:
    """A number of a feature, ``None`` for anything else: the checks say that it is missing."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known and isinstance(value, int | float) else None


def _mm(metres: float) -> int:
    return round(float(metres) * 1000)
