"""What must hold inside one storey, in the building's own coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.validate import (
    Vertex,
    excess,
    opening_fits,
    overlaps,
    polygon_fault,
    snapped,
    to_polygon,
)
from planner.scenario.draft import Draft
from planner.scenario.measures import metres, mm, point_mm, ring_mm, show, show_point
from planner.scenario.report import Report
from planner.scenario.schema_building import (
    ColumnOutlineIn,
    CoreIn,
    DockIn,
    ExitIn,
    GridIn,
    Opening,
    StoreyIn,
)
from planner.scenario.tree import Path

__all__ = ["SNAP_MM", "check_storeys", "checked_ring"]

SNAP_MM = 300
"""Gates, exits and docks given this near to their line are moved onto it."""

_TOLERANCE_MM = 10
"""How far things may stick out of what holds them: the rounding of two decimals."""

_SHARED_MM2 = 10_000
"""Overlaps up to 0.01 m2 are rounding."""

_LEAST_STOREY_M2, _MOST_STOREY_M2 = 10, 300_000
_LEAST_CORE_M2, _LEAST_PART_M2 = 0.25, 0.05


def check_storeys(draft: Draft) -> None:
    """Geometry of every storey: outline, holes, cores, openings, daylight, columns, heights."""
    for storey in draft.storeys:
        _Storey(draft.report, storey).run()


def checked_ring(
    report: Report, path: Path, corners: Sequence[Vertex], what: str, least_m2: float, most_m2: float = 1e9
) -> Polygon | None:
    """The polygon of a ring, or ``None`` after reporting why it is none."""
    fault = polygon_fault(corners)
    if fault is None:
        polygon = to_polygon(corners)
        area = polygon.area / 1e6
        if least_m2 <= area <= most_m2:
            return polygon
        expected = (
            f"{what} of {show(least_m2)} to {most_m2:,.0f} m2"
            if most_m2 < 1e9
            else f"{what} of {show(least_m2)} m2 or more"
        )
        remedy = "check the unit: coordinates are metres"
        report.add(path, expected, remedy, value=f"an area of {area:,.6g} m2")
    elif fault.kind == "crosses_itself":
        at = f" at {show_point(fault.at)}" if fault.at else ""
        remedy = "list the corners in order round the outline, each once"
        report.add(
            path,
            "a polygon whose edges meet only at its corners",
            remedy,
            value=f"a line that crosses itself{at}",
        )
    else:
        remedy = "give at least three different corners that are not on one line"
        report.add(path, f"{what} with an area", remedy, value="corners that enclose nothing")
    return None


class _Storey:
    """One storey's checks; those that need the outline are left out when it is unusable."""

    def __init__(self, report: Report, storey: StoreyIn) -> None:
        self._report = report
        self._storey = storey
        self._outline: Polygon | None = None

    def run(self) -> None:
        storey = self._storey
        self._heights()
        path = storey.here("outline")
        shell = checked_ring(
            self._report, path, ring_mm(storey.outline), "a storey", _LEAST_STOREY_M2, _MOST_STOREY_M2
        )
        if shell is None:
            return
        self._outline = self._with_holes()
        if self._outline is None:
            return
        self._cores(self._outline)
        self._openings(self._outline)
        self._daylight(self._outline)
        self._columns(self._outline)

    def _heights(self) -> None:
        storey = self._storey
        if storey.clear_height_m >= storey.height_m:
            expected = f"less than the storey height of {show(storey.height_m)} m"
            remedy = "leave room for the slab, beams and services"
            self._report.add(storey.here("clear_height_m"), expected, remedy)

    def _with_holes(self) -> Polygon | None:
        holes: list[list[Vertex]] = []
        for index, hole in enumerate(self._storey.holes):
            corners = ring_mm(hole)
            path = self._storey.here("holes", index)
            if checked_ring(self._report, path, corners, "a hole", 0.01) is None:
                return None
            fault = polygon_fault(ring_mm(self._storey.outline), [*holes, corners])
            if fault is not None:
                where = f" near {show_point(fault.at)}" if fault.at else ""
                expected = "a hole inside the outline and clear of other holes"
                remedy = "move its corners inside, or draw it as part of the outline"
                self._report.add(path, expected, remedy, value=f"a hole that touches or leaves them{where}")
                return None
            holes.append(corners)
        return to_polygon(ring_mm(self._storey.outline), holes)

    def _cores(self, outline: Polygon) -> None:
        good: list[tuple[CoreIn, Polygon]] = []
        for core in self._storey.cores:
            polygon = checked_ring(
                self._report, core.here("outline"), ring_mm(core.outline), "a core", _LEAST_CORE_M2
            )
            if polygon is None:
                continue
            expected = "a core inside the storey's outline and clear of its holes"
            if self._inside(polygon, outline, core.here("outline"), expected):
                good.append((core, polygon))
                self._parts(core, polygon)
        for first, second, shared in overlaps([polygon for _, polygon in good], _SHARED_MM2):
            one, other = good[first][0], good[second][0]
            value = f"core {other.id}, which overlaps core {one.id} at {show_point((shared.x, shared.y))}"
            path = other.here("outline")
            self._report.add(
                path, "cores that do not overlap", "move one of them, or join them to one core", value=value
            )

    def _parts(self, core: CoreIn, polygon: Polygon) -> None:
        good: list[tuple[str, Path, Polygon]] = []
        for part in core.parts:
            path = part.here("outline")
            shape = checked_ring(self._report, path, ring_mm(part.outline), f"a {part.kind}", _LEAST_PART_M2)
            if shape is not None and self._inside(shape, polygon, path, f"a part inside core {core.id}"):
                good.append((part.id, path, shape))
            sizes = [
                key for key in ("car_width_m", "car_depth_m", "door_m") if getattr(part, key) is not None
            ]
            if sizes and part.kind not in ("lift", "goods_lift"):
                expected = "the size of a car or its door only where the part is a lift"
                self._report.add(
                    part.here(sizes[0]), expected, "remove it", value=f"{sizes[0]} of a {part.kind}"
                )
            if part.stair_type is not None and part.kind != "stair":
                value = f"stair_type of a {part.kind}"
                self._report.add(
                    part.here("stair_type"),
                    "its type only where the part is a stair",
                    "remove it",
                    value=value,
                )
        for first, second, shared in overlaps([shape for _, _, shape in good], _SHARED_MM2):
            value = (
                f"{good[second][0]}, which overlaps {good[first][0]} at {show_point((shared.x, shared.y))}"
            )
            self._report.add(
                good[second][1], "parts of a core that do not overlap", "move one of them", value=value
            )

    def _inside(self, inner: BaseGeometry, outer: Polygon, path: Path, expected: str) -> bool:
        point = excess(inner, outer, _TOLERANCE_MM)
        if point is not None:
            value = f"a shape that sticks out at {show_point(point)}"
            self._report.add(path, expected, "move the corners inside", value=value)
        return point is None

    def _openings(self, outline: Polygon) -> None:
        storey = self._storey
        openings: list[ExitIn | DockIn] = [*storey.exits, *storey.docks]
        if storey.level != 1 and openings:
            key = "exits" if storey.exits else "docks"
            expected = f"{key} only on the ground storey (level 1)"
            remedy = "move them to the ground storey; other storeys are left by the stairs of their cores"
            self._report.add(storey.here(key), expected, remedy, value=f"{key} on level {storey.level}")
            return
        good: list[tuple[Opening, Vertex, float]] = []
        for opening in openings:
            point = self._on_outline(opening, opening.width_m, outline)
            if point is not None:
                good.append((opening, point, opening.width_m))
        self._apart(good)

    def _on_outline(self, opening: Opening, width_m: float, outline: Polygon) -> Vertex | None:
        given = point_mm(opening.at)
        point = snapped(given, outline, SNAP_MM)
        path = opening.here("at")
        if point is None:
            near = snapped(given, outline, float("inf"))
            remedy = f"the nearest point of the outline is {show_point(near)}" if near else "move it"
            self._report.add(path, f"a point on the outline (at most {metres(SNAP_MM)} m from it)", remedy)
        elif not opening_fits(point, mm(width_m), outline):
            expected = f"{show(width_m)} m of straight facade around the point"
            remedy = "move it away from the corner, or make it narrower"
            self._report.add(path, expected, remedy, value=f"{show_point(point)}, too near to a corner")
        else:
            return point
        return None

    def _apart(self, openings: Sequence[tuple[Opening, Vertex, float]]) -> None:
        for index, (opening, point, width) in enumerate(openings):
            for other, place, other_width in openings[:index]:
                distance = LineString([point, place]).length
                least = mm(width + other_width) / 2
                if distance < least:
                    expected = f"at least {show(least / 1000)} m from {other.id}"
                    value = f"{opening.id}, {show(distance / 1000)} m from {other.id}"
                    remedy = "move one of them along the facade, or join them to one"
                    self._report.add(opening.here("at"), expected, remedy, value=value)
                    break

    def _daylight(self, outline: Polygon) -> None:
        if not isinstance(self._storey.daylight, list):
            return
        boundary = outline.boundary.buffer(SNAP_MM)
        for index, line in enumerate(self._storey.daylight):
            points = [point_mm(point) for point in line]
            path = self._storey.here("daylight", index)
            if len(set(points)) < 2:
                remedy = "give the two ends of the windowed stretch"
                self._report.add(path, "a line with a length", remedy, value="a line that is one point")
            elif not boundary.covers(LineString(points)):
                away = max(points, key=lambda point: outline.boundary.distance(Point(point)))
                value = f"a line that leaves the outline near {show_point(away)}"
                remedy = "give windowed stretches from corner to corner of the outline, or `all`"
                self._report.add(path, "a line on the outline", remedy, value=value)

    def _columns(self, outline: Polygon) -> None:
        columns = self._storey.columns
        if isinstance(columns, GridIn):
            crossings = [(mm(x), mm(y)) for x in columns.x_m for y in columns.y_m]
            if not any(outline.buffer(1).intersects(Point(crossing)) for crossing in crossings):
                expected = "grid lines that cross inside the outline"
                self._report.add(
                    columns.here(),
                    expected,
                    "check the coordinates of the lines, or leave the grid out",
                    value="a grid outside",
                )
            return
        for column in columns:
            if isinstance(column, ColumnOutlineIn):
                path = column.here("outline")
                shape = checked_ring(self._report, path, ring_mm(column.outline), "a column", 0.01, 30)
                inside = shape is None or outline.intersects(shape)
            else:
                path = column.here("at")
                inside = outline.buffer(_TOLERANCE_MM).covers(Point(point_mm(column.at)))
            if not inside:
                self._report.add(path, "a column inside the outline", "move or delete it")
