"""Given fire lanes, turning places, stands and hydrants: on the site, on open ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.validate import excess, polygon_fault, to_polygon, world
from planner.scenario.build_fire import surface
from planner.scenario.check_storeys import SNAP_MM, checked_ring
from planner.scenario.draft import Draft
from planner.scenario.measures import mm, point_mm, ring_mm, show_point
from planner.scenario.schema_site import SiteIn
from planner.scenario.tree import Path

__all__ = ["check_fire_site"]

_SHARED_MM2 = 50_000
"""Ground shared with a building or an obstacle up to 0.05 m2 is rounding."""
_LEAST_M2 = 1.0
LANE = "a fire lane"

On = tuple[str, BaseGeometry]
"""What something stands on, in words, and where that is."""


def check_fire_site(draft: Draft) -> None:
    """Everything given for the fire brigade lies on the site, off ground storeys and obstacles.

    Upper storeys may hang over it: how high is a matter of the check.
    """
    site = draft.site
    if site is None or polygon_fault(ring_mm(site.boundary)) is not None:
        return
    _Given(draft, site, to_polygon(ring_mm(site.boundary))).run()


class _Given:
    """The given things on their ground."""

    def __init__(self, draft: Draft, site: SiteIn, boundary: Polygon) -> None:
        self._report = draft.report
        self._site = site
        self._boundary = boundary
        self._taken = [*_ground_storeys(draft), *_obstacles(site)]

    def run(self) -> None:
        for lane in self._site.fire_lanes:
            if self._line(lane.here("centreline"), lane.centreline):
                key: Literal["paved", "centreline"] = "centreline" if lane.paved is None else "paved"
                if lane.paved is None or self._ring(lane.here("paved"), lane.paved, "paving"):
                    self._clear(lane.here(key), surface(lane, self._boundary), LANE)
        for place in self._site.turnarounds:
            self._place(place.here("polygon"), place.polygon, "a turning place")
        for stand in self._site.aerial_sites:
            self._place(stand.here("polygon"), stand.polygon, "a stand for ladders")
        for hydrant in self._site.hydrants:
            at = Point(point_mm(hydrant.at))
            if self._inside(hydrant.here("at"), at, "a hydrant"):
                self._clear(hydrant.here("at"), at, "a hydrant")

    def _line(self, path: Path, points: Sequence[Sequence[float]]) -> bool:
        corners = [point_mm(point) for point in points]
        if len(set(corners)) < 2:
            self._report.add(
                path,
                "a line with a length",
                "give at least two different points",
                value="a line that is one point",
            )
            return False
        return self._inside(path, LineString(corners), LANE)

    def _place(self, path: Path, corners: Sequence[Sequence[float]], what: str) -> None:
        if self._ring(path, corners, what):
            self._clear(path, to_polygon(ring_mm(corners)), what)

    def _ring(self, path: Path, corners: Sequence[Sequence[float]], what: str) -> bool:
        shape = checked_ring(self._report, path, ring_mm(corners), what, _LEAST_M2)
        return shape is not None and self._inside(path, shape, what)

    def _inside(self, path: Path, shape: BaseGeometry, what: str) -> bool:
        point = excess(shape, self._boundary, SNAP_MM)
        if point is not None:
            value = f"{what} that leaves the site at {show_point(point)}"
            remedy = "end it at the boundary, or correct the coordinates (metres)"
            self._report.add(path, f"{what} inside the site boundary", remedy, value=value)
        return point is None

    def _clear(self, path: Path, shape: BaseGeometry, what: str) -> None:
        for name, ground in self._taken:
            shared = shape.intersection(ground)
            if shared.area > _SHARED_MM2 or (isinstance(shape, Point) and not shared.is_empty):
                at = shared.representative_point()
                how = "runs through" if what == LANE else "lies on"
                value = f"{what} that {how} {name} at {show_point((at.x, at.y))}"
                remedy = "move it; a passage through a building is left out of its ground storey's outline"
                self._report.add(path, f"{what} on open ground", remedy, value=value)


def _ground_storeys(draft: Draft) -> list[On]:
    found: list[On] = []
    for building in draft.buildings:
        at = (mm(building.at[0]), mm(building.at[1]))
        for storey in building.storeys:
            ring = ring_mm(storey.outline)
            holes = [ring_mm(hole) for hole in storey.holes]
            if storey.level == 1 and polygon_fault(ring, holes) is None:
                turned = [world(hole, at, building.rotation_deg) for hole in holes]
                outline = to_polygon(world(ring, at, building.rotation_deg), turned)
                found.append((f"building {building.id}", shapely.make_valid(outline)))
    return found


def _obstacles(site: SiteIn) -> list[On]:
    rings = [(obstacle.id, ring_mm(obstacle.polygon)) for obstacle in site.obstacles]
    return [(f"obstacle {id}", to_polygon(ring)) for id, ring in rings if polygon_fault(ring) is None]
