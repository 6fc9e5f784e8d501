"""The land of an IFC model: its outline, where on Earth it lies, and where north is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import Polygon

from planner.exchange.found import FoundPark, FoundSite, moved, outline_of

__all__ = ["from_the_corner", "north_turn", "site_of", "turned_to_north"]

LEAST_TURN_DEG = 0.01
"""North that lies no farther off is up."""


def north_turn(model: Any) -> float:
    """Degrees counter-clockwise by which the model is to be turned so that true north is up."""
    from ifcopenshell.util.geolocation import get_true_north

    turn = -float(get_true_north(model))
    return round(turn, 3) if abs(turn) >= LEAST_TURN_DEG else 0.0


def turned_to_north(park: FoundPark, turn: float, notes: list[str]) -> FoundPark:
    """The park with true north up: its land turned about [0, 0], its buildings by their ``rotation_deg``."""
    if not turn:
        return park
    notes.append(
        f"turned by {turn:g} degrees counter-clockwise, so that true north is up as in every scenario"
    )
    land = park.site.boundary
    boundary = (
        outline_of(rotate(land, turn, origin=(0, 0)), least_hole=math.inf) if land is not None else None
    )
    buildings = tuple(replace(building, rotation_deg=turn) for building in park.buildings)
    return replace(park, site=replace(park.site, boundary=boundary), buildings=buildings)


def site_of(model: Any) -> FoundSite:
    """The land, where the model draws its outline, and where on Earth it lies."""
    from ifcopenshell.util.unit import calculate_unit_scale

    scale = float(calculate_unit_scale(model))
    boundary, origin = None, None
    for entity in model.by_type("IfcSite"):
        origin = _origin(entity) or origin
        boundary = _footprint(entity, scale) or boundary
    return FoundSite(boundary, origin if boundary is not None else None)


def _origin(site: Any) -> tuple[float, float] | None:
    if not site.RefLatitude or not site.RefLongitude:
        return None
    longitude, latitude = (_degrees(angle) for angle in (site.RefLongitude, site.RefLatitude))
    return (round(longitude, 7), round(latitude, 7)) if (longitude, latitude) != (0.0, 0.0) else None


def _degrees(angle: Sequence[int]) -> float:
    units = (1.0, 60.0, 3600.0, 3.6e9)
    return float(sum(part / unit for part, unit in zip(angle, units, strict=False)))


def _footprint(site: Any, scale: float) -> Polygon | None:
    """The largest closed curve of the site's footprint; ``scale``: metres of its unit."""
    shapes = []
    representations = site.Representation.Representations if site.Representation else ()
    for item in (item for shape in representations for item in shape.Items):
        for curve in getattr(item, "Elements", None) or ():
            points = [p.Coordinates[:2] for p in getattr(curve, "Points", None) or ()]
            if len(points) >= 4 and points[0] == points[-1]:
                shapes.append(Polygon([(x * scale, y * scale) for x, y in points]))
    return outline_of(max(shapes, key=lambda s: s.area), least_hole=math.inf) if shapes else None


def from_the_corner(park: FoundPark, notes: list[str]) -> FoundPark:
    """Buildings with their lower left corner at [0, 0] where the model has no land."""
    if park.site.boundary is not None:
        return park
    outlines = [storey.outline for building in park.buildings for storey in building.storeys]
    left, bottom, *_ = shapely.total_bounds(np.array(outlines, dtype=object))
    dx, dy = -round(float(left), 3), -round(float(bottom), 3)
    if (dx, dy) != (0.0, 0.0):
        notes.append(f"moved by {dx:g}, {dy:g} m, so that the lower left corner is [0, 0]")
    buildings = tuple(replace(moved(building, dx, dy), placed=False) for building in park.buildings)
    return replace(park, buildings=buildings)
