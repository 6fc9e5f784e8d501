"""The park as solids: rooms by kind, cores and corridors, storey on storey, for the page's 3D view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import Layout, Scenario, Storey, StoreyLayout
from viz import palette

__all__ = ["massing"]

STEP = 100.0
"""Millimetres in one unit: decimetres are fine enough."""
GAP = 350.0
"""Height left free under the next storey, so that storeys are seen apart."""
LEAST_AREA = 250_000.0
TALL = 2.0
"""A park so many times as wide as it is tall fills the view; one that is less wide is seen from farther."""
CORE, CORRIDOR, SHELL = "#8f979f", "#f6f4ee", "#d9dcdf"


def massing(scenario: Scenario, layout: Layout) -> dict[str, Any]:
    """``colours``, ``ground`` (flat pieces) and ``solids``; what the view must hold, and its middle height.

    A piece is ``[colour, storey, z0, z1, points, rings, triangles]``: points as x, y, x, y, ... from the
    middle of the site, the number of points of each ring, three numbers of points for each triangle.
    """
    x0, y0, x1, y1 = scenario.site.boundary.bounds
    scene = _Scene(((x0 + x1) / 2, (y0 + y1) / 2))
    _ground(scene, scenario, layout)
    ground = scene.take()
    arranged: Mapping[str, StoreyLayout] = {entry.storey: entry for entry in layout.storeys}
    storeys = scenario.storeys
    for number, storey in enumerate(storeys):
        _storey(scene, scenario, number, storey, arranged.get(storey.id))
    top = max((storey.elevation_mm + storey.height_mm for storey in storeys), default=0)
    return {
        "colours": list(scene.colours),
        "ground": ground,
        "solids": scene.take(),
        "levels": [storey.level for storey in storeys],
        "buildings": [storey.building for storey in storeys],
        "size": round(max(x1 - x0, y1 - y0, TALL * top) / STEP),
        "middle": round(0.4 * top / STEP),
    }


class _Scene:
    """Pieces, with the colours they have."""

    def __init__(self, middle: tuple[float, float]) -> None:
        self.colours: dict[str, int] = {}
        self._middle = np.array(middle)
        self._pieces: list[list[Any]] = []

    def take(self) -> list[list[Any]]:
        """The pieces so far; the next ones begin anew."""
        pieces, self._pieces = self._pieces, []
        return pieces

    def add(self, shape: BaseGeometry, colour: str, storey: int, low: float, high: float) -> None:
        """A solid from one height to another, mm."""
        number = self.colours.setdefault(colour, len(self.colours))
        for polygon in _polygons(shape):
            points, rings = self._points(polygon)
            triangles = _triangles(polygon, points)
            flat = [int(value) for value in points.ravel()]
            heights = (round(low / STEP), round(high / STEP))
            self._pieces.append([number, storey, *heights, flat, rings, triangles])

    def _points(self, polygon: Polygon) -> tuple[np.ndarray, list[int]]:
        lines = [shapely.get_coordinates(ring)[:-1] for ring in (polygon.exterior, *polygon.interiors)]
        return np.concatenate(lines) - self._middle, [len(line) for line in lines]


def _polygons(shape: BaseGeometry) -> Iterator[Polygon]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and part.is_valid and part.area >= LEAST_AREA:
            yield shapely.orient_polygons(part)


def _triangles(polygon: Polygon, points: np.ndarray) -> list[int]:
    """Numbers of the points of each triangle; ``points`` are turned into whole units in place."""
    moved = {(round(x, 3), round(y, 3)): at for at, (x, y) in enumerate(points.tolist())}
    shift = shapely.get_coordinates(polygon.exterior)[0] - points[0]
    found: list[int] = []
    for part in shapely.get_parts(shapely.constrained_delaunay_triangles(polygon)):
        corners = shapely.get_coordinates(shapely.orient_polygons(part).exterior)[:3] - shift
        numbers = [moved.get((round(x, 3), round(y, 3))) for x, y in corners.tolist()]
        if None not in numbers:
            found += [number for number in numbers if number is not None]
    points[:] = np.rint(points / STEP)
    return found


def _ground(scene: _Scene, scenario: Scenario, layout: Layout) -> None:
    site = scenario.site
    scene.add(site.boundary, palette.GREEN, -1, -600, -200)
    paving = [road.polygon for road in layout.roads]
    paving += [line.centreline.buffer(line.width_mm / 2, cap_style="flat") for line in site.internal_roads]
    fire = [lane.polygon for lane in layout.fire.lanes]
    fire += [place.polygon for place in layout.fire.turnarounds]
    lanes = shapely.union_all(fire)
    scene.add(_plain(shapely.union_all(paving).difference(lanes)), palette.ROAD, -1, -200, -100)
    scene.add(_plain(lanes), palette.FIRE_LANE, -1, -200, -50)
    for obstacle in site.obstacles:
        colour = palette.POND if obstacle.kind == "pond" else palette.OBSTACLE
        scene.add(obstacle.polygon, colour, -1, -200, -60)


def _plain(shape: BaseGeometry) -> BaseGeometry:
    """Bends with fewer corners."""
    return shape.simplify(150)


def _storey(
    scene: _Scene, scenario: Scenario, number: int, storey: Storey, plan: StoreyLayout | None
) -> None:
    low = storey.elevation_mm
    high = low + max(storey.height_mm - GAP, storey.height_mm / 2)
    if plan is None or not (plan.spaces or plan.corridors):
        scene.add(storey.outline, SHELL, number, low, high)
        return
    scene.add(storey.outline, palette.INTERIOR_WALL, number, low - 100, low)
    catalogue = scenario.catalogue.spaces
    for space in plan.spaces:
        colour = catalogue[space.kind].colour if space.kind in catalogue else palette.UNASSIGNED
        scene.add(space.polygon, colour, number, low, high)
    for core in storey.cores:
        scene.add(core.polygon, CORE, number, low, high)
    for corridor in plan.corridors:
        scene.add(corridor.polygon, CORRIDOR, number, low, low + 0.12 * (high - low))
