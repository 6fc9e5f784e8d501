"""What must hold between the storeys of a building, and between buildings and the site."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shapely import unary_union
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.validate import excess, overlaps, polygon_fault, snapped, to_polygon, world
from planner.scenario.check_storeys import SNAP_MM, checked_ring
from planner.scenario.draft import Draft
from planner.scenario.measures import metres, mm, point_mm, ring_mm, show, show_point
from planner.scenario.report import Report
from planner.scenario.schema_building import BuildingIn, StoreyIn
from planner.scenario.schema_site import SiteIn

__all__ = ["check_buildings", "elevations"]

_TOLERANCE_MM = 10
_SHARED_MM2 = 50_000
"""Buildings may share up to 0.05 m2 of ground: the rounding of two neighbours."""

_LEAST_SITE_M2, _MOST_SITE_M2 = 100, 20_000_000
_STAIR_SHARE_MM2 = 1_000_000


def check_buildings(draft: Draft) -> None:
    """Storeys above one another; the site; buildings inside it and clear of each other."""
    for building in draft.buildings:
        _levels(draft.report, building)
        _ways_out(draft.report, building)
        if building.rotation_deg % 90 != 0:
            _turned(draft.report, building)
    if draft.site is not None:
        _Ground(draft, draft.site).run()


def elevations(storeys: Sequence[StoreyIn]) -> list[float]:
    """Floor level of every storey, m: as given, else stacked up and down from the ground storey."""
    ground = next((index for index, storey in enumerate(storeys) if storey.level == 1), 0)
    levels = [0.0] * len(storeys)
    for index in range(ground, len(storeys)):
        given = storeys[index].elevation_m
        stacked = levels[index - 1] + storeys[index - 1].height_m if index > ground else 0.0
        levels[index] = round(stacked, 6) if given is None else given
    for index in range(ground - 1, -1, -1):
        given = storeys[index].elevation_m
        levels[index] = round(levels[index + 1] - storeys[index].height_m, 6) if given is None else given
    return levels


def _levels(report: Report, building: BuildingIn) -> None:
    """Levels are unique, ascending, without gaps, with a ground storey; floors do not interlock."""
    storeys = building.storeys
    for storey in storeys:
        if storey.level == 0:
            report.add(
                storey.here("level"), "1 for the ground storey, -1 for the first basement", "write 1 or -1"
            )
            return
    seen: dict[int, str] = {}
    for storey in storeys:
        if storey.level in seen:
            expected = f"a level of its own; {storey.level} is that of storey {seen[storey.level]}"
            report.add(storey.here("level"), expected, "give every storey of a building its own level")
            return
        seen[storey.level] = storey.id
    for below, above in pairwise(storeys):
        if above.level < below.level:
            expected = "storeys in order, from the lowest up"
            report.add(above.here("level"), expected, f"move storey {above.id} before {below.id}")
            return
        if above.level != _next_level(below.level):
            expected = f"level {_next_level(below.level)} next, after level {below.level}"
            report.add(above.here("level"), expected, "correct the level, or add the storey that is left out")
            return
    if 1 not in seen:
        remedy = "give the ground storey level 1"
        report.add(
            building.here("storeys"), "a ground storey (level 1)", remedy, value="no storey on level 1"
        )
        return
    _floors(report, storeys)


def _next_level(level: int) -> int:
    return 1 if level == -1 else level + 1


def _floors(report: Report, storeys: Sequence[StoreyIn]) -> None:
    levels = elevations(storeys)
    for index, (below, above) in enumerate(pairwise(storeys)):
        top = levels[index] + below.height_m
        if levels[index + 1] < top - 0.05:
            key = "elevation_m" if above.elevation_m is not None else "height_m"
            culprit = above if above.elevation_m is not None else below
            expected = f"storey {above.id} at {show(top)} m or more, the top of storey {below.id}"
            remedy = "correct elevation_m or height_m, or leave elevation_m out: storeys are then stacked"
            report.add(culprit.here(key), expected, remedy, value=f"{show(levels[index + 1])} m")


def _ways_out(report: Report, building: BuildingIn) -> None:
    """The ground storey has an exit; from every other storey a stair leads to it."""
    ground = next((storey for storey in building.storeys if storey.level == 1), None)
    if ground is not None and not ground.exits:
        expected = f"an exit on the ground storey of building {building.id}"
        example = "add exits: [{id: X1, at: [x, y] on the outline, width_m: 1.8}]"
        report.add(ground.here(), expected, example, value=f"storey {ground.id} without a way out")
    up = [storey for storey in building.storeys if storey.level >= 1]
    down = [storey for storey in reversed(building.storeys) if storey.level <= 1]
    for chain in (up, down):
        for nearer, storey in pairwise(chain):
            _stairs(report, nearer, storey)


def _stairs(report: Report, nearer: StoreyIn, storey: StoreyIn) -> None:
    stairs = _stair_cores(storey)
    path = storey.here("cores") if storey.cores else storey.here()
    if not stairs:
        expected = f"a core with a stair on storey {storey.id}"
        remedy = "give one of its cores a part of kind stair"
        report.add(path, expected, remedy, value=f"storey {storey.id} without a way out")
        return
    below = _stair_cores(nearer)
    if below and not any(
        one.intersection(other).area > _STAIR_SHARE_MM2 for one in stairs for other in below
    ):
        expected = f"a stair core that continues on storey {nearer.id}"
        remedy = "place the core of both storeys above one another"
        report.add(path, expected, remedy, value=f"storey {storey.id}, whose stairs end on no stair core")


def _stair_cores(storey: StoreyIn) -> list[Polygon]:
    rings = [
        ring_mm(core.outline) for core in storey.cores if any(part.kind == "stair" for part in core.parts)
    ]
    return [to_polygon(ring) for ring in rings if polygon_fault(ring) is None]


def _turned(report: Report, building: BuildingIn) -> None:
    """Turning rounds corners to millimetres; rings with corners nearer than that can break."""
    origin = point_mm(building.at)
    for storey in building.storeys:
        rings = [(storey.here("outline"), storey.outline)]
        rings += [(storey.here("holes", index), hole) for index, hole in enumerate(storey.holes)]
        rings += [(core.here("outline"), core.outline) for core in storey.cores]
        rings += [(part.here("outline"), part.outline) for core in storey.cores for part in core.parts]
        for path, corners in rings:
            ring = ring_mm(corners)
            if polygon_fault(ring) is None and polygon_fault(world(ring, origin, building.rotation_deg)):
                value = "corners less than 2 mm apart, which fall together when the building is turned"
                report.add(
                    path, "corners at least 2 mm apart", "leave out the corners that repeat", value=value
                )


class _Ground:
    """The site and what stands on it."""

    def __init__(self, draft: Draft, site: SiteIn) -> None:
        self._report = draft.report
        self._draft = draft
        self._site = site

    def run(self) -> None:
        site = self._site
        path = site.here("boundary")
        corners = ring_mm(site.boundary)
        if _degrees(site):
            expected = "coordinates in metres"
            remedy = "project them to metres first; `origin_wgs84` records where [0, 0] lies"
            self._report.add(path, expected, remedy, value="what looks like longitude and latitude")
            return
        boundary = checked_ring(self._report, path, corners, "a site", _LEAST_SITE_M2, _MOST_SITE_M2)
        obstacles = self._obstacles(boundary)
        if boundary is not None:
            self._gates(boundary)
            self._roads(boundary)
        self._buildings(boundary, obstacles)

    def _gates(self, boundary: Polygon) -> None:
        for gate in self._site.gates:
            given = point_mm(gate.at)
            if snapped(given, boundary, SNAP_MM) is None:
                near = snapped(given, boundary, float("inf"))
                remedy = f"the nearest point of the boundary is {show_point(near)}" if near else "move it"
                expected = f"a point on the site boundary (at most {metres(SNAP_MM)} m from it)"
                self._report.add(gate.here("at"), expected, remedy)

    def _roads(self, boundary: Polygon) -> None:
        for road in self._site.internal_roads:
            line = [point_mm(point) for point in road.centreline]
            point = excess(LineString(line), boundary, SNAP_MM)
            if point is not None:
                value = f"a road that leaves the site at {show_point(point)}"
                remedy = "end it at the boundary; roads outside belong to public_roads"
                self._report.add(
                    road.here("centreline"), "a road inside the site boundary", remedy, value=value
                )
        for road in (*self._site.internal_roads, *self._site.public_roads):
            if len({point_mm(point) for point in road.centreline}) < 2:
                remedy = "give at least two different points"
                self._report.add(
                    road.here("centreline"), "a line with a length", remedy, value="a line that is one point"
                )

    def _obstacles(self, boundary: Polygon | None) -> list[tuple[str, Polygon]]:
        good = []
        for obstacle in self._site.obstacles:
            path = obstacle.here("polygon")
            polygon = checked_ring(self._report, path, ring_mm(obstacle.polygon), "an obstacle", 0.01)
            if polygon is None:
                continue
            good.append((obstacle.id, polygon))
            if boundary is not None and not boundary.intersects(polygon):
                self._report.add(
                    path,
                    "an obstacle on the site",
                    "delete it or correct its corners",
                    value="an obstacle outside",
                )
        return good

    def _buildings(self, boundary: Polygon | None, obstacles: Sequence[tuple[str, Polygon]]) -> None:
        stand: list[tuple[BuildingIn, BaseGeometry]] = []
        for building in self._draft.buildings:
            footprint = _footprint(building)
            if footprint is not None:
                stand.append((building, footprint))
                self._stands_on(building, footprint, boundary, obstacles)
        for first, second, shared in overlaps([footprint for _, footprint in stand], _SHARED_MM2):
            one, other = stand[first][0], stand[second][0]
            value = (
                f"building {other.id}, which overlaps building {one.id} at {show_point((shared.x, shared.y))}"
            )
            remedy = (
                "correct `at`, `rotation_deg` or the outlines; wings of one building belong to one outline"
            )
            self._report.add(other.here("id"), "buildings that do not overlap", remedy, value=value)

    def _stands_on(
        self,
        building: BuildingIn,
        footprint: BaseGeometry,
        boundary: Polygon | None,
        obstacles: Sequence[tuple[str, Polygon]],
    ) -> None:
        outside = excess(footprint, boundary, _TOLERANCE_MM) if boundary is not None else None
        if outside is not None:
            value = f"building {building.id}, which leaves the site at {show_point(outside)}"
            remedy = "correct `at`, `rotation_deg`, the outline or the site boundary (all in metres)"
            self._report.add(building.here("id"), "a building inside the site boundary", remedy, value=value)
        for id, obstacle in obstacles:
            shared = footprint.intersection(obstacle)
            if shared.area > _SHARED_MM2:
                point = shared.representative_point()
                where = show_point((point.x, point.y))
                value = f"building {building.id}, which stands on obstacle {id} at {where}"
                remedy = "move the building, or delete the obstacle"
                self._report.add(building.here("id"), "a building clear of obstacles", remedy, value=value)


def _degrees(site: SiteIn) -> bool:
    """Whether the boundary looks like degrees: all within their range, and less than 0.5 across."""
    xs, ys = [x for x, _ in site.boundary], [y for _, y in site.boundary]
    small = max(xs) - min(xs) < 0.5 and max(ys) - min(ys) < 0.5
    return small and max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90 and max(map(abs, xs + ys)) > 1


def _footprint(building: BuildingIn) -> BaseGeometry | None:
    """Everything a building covers, on the site; ``None`` where no outline is usable."""
    origin = (mm(building.at[0]), mm(building.at[1]))
    rings = {tuple(ring_mm(storey.outline)) for storey in building.storeys}
    shapes = [
        to_polygon(world(ring, origin, building.rotation_deg))
        for ring in rings
        if polygon_fault(ring) is None
    ]
    usable = [shape for shape in shapes if shape.is_valid]
    return unary_union(usable) if usable else None
