"""What the file gives for the fire brigade, in millimetres."""

from __future__ import annotations

import math
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point, Polygon

from planner.fire_site import AerialSite, FireLane, FireSite, Hydrant, Turnaround
from planner.geometry.site_lines import polygons_of
from planner.geometry.validate import to_polygon
from planner.scenario.measures import mm, point_mm, ring_mm
from planner.scenario.schema_site import FireLaneIn, SiteIn

__all__ = ["fire_from", "strip", "surface"]


def fire_from(site: SiteIn, boundary: Polygon) -> FireSite:
    """The fire brigade's things of a checked file."""
    return FireSite(
        lanes=tuple(_lane(lane, site, boundary) for lane in site.fire_lanes),
        turnarounds=tuple(
            Turnaround(place.id, shape, _short_side(shape), given=True)
            for place in site.turnarounds
            for shape in (to_polygon(ring_mm(place.polygon)),)
        ),
        aerial_sites=tuple(
            AerialSite(stand.id, to_polygon(ring_mm(stand.polygon)), stand.building, given=True)
            for stand in site.aerial_sites
        ),
        hydrants=tuple(
            Hydrant(hydrant.id, Point(point_mm(hydrant.at)), given=True) for hydrant in site.hydrants
        ),
    )


def _lane(lane: FireLaneIn, site: SiteIn, boundary: Polygon) -> FireLane:
    slope = site.slope_percent if lane.slope_percent is None else lane.slope_percent
    return FireLane(
        id=lane.id,
        polygon=surface(lane, boundary),
        centreline=LineString([point_mm(at) for at in lane.centreline]),
        width_mm=mm(lane.width_m),
        clear_height_mm=None if lane.clear_height_m is None else mm(lane.clear_height_m),
        slope_percent=slope,
        given=True,
    )


def surface(lane: FireLaneIn, boundary: Polygon) -> Polygon:
    """The ground that is paved for a lane: as given, else its width along the centreline, on the site."""
    if lane.paved is not None:
        return to_polygon(ring_mm(lane.paved))
    return strip(LineString([point_mm(at) for at in lane.centreline]), mm(lane.width_m), boundary)


def strip(line: LineString, width_mm: int, boundary: Polygon) -> Polygon:
    """The ground along a line, on the site. Corners stay corners; a loop has a hole; empty off the site."""
    along = line.buffer(width_mm / 2, cap_style="flat", join_style="mitre")
    parts = polygons_of(shapely.set_precision(along.intersection(boundary), 1.0))
    return polygons_of(shapely.orient_polygons(parts[0]))[0] if parts else Polygon()


def _short_side(shape: Polygon) -> int:
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle).tolist()
    return round(min(math.dist(a, b) for a, b in pairwise(corners[:3])))
