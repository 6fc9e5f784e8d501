"""Shapes of an IFC model as seen from above, in metres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

__all__ = ["Seen", "seen_from_above"]

GRID_M = 0.001
FLAT = 0.7
"""Faces whose normal points up by so much are floors, not slopes or sides."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing from above: all of it, its upper faces alone, and how high it reaches."""

    shadow: BaseGeometry
    top: BaseGeometry
    low: float
    high: float


def seen_from_above(model: Any, entities: Iterable[Any], *, cut: bool) -> dict[int, Seen]:
    """Entity number -> its shape from above; things without geometry, or with one that fails, are left out.

    ``cut``: with the openings cut out of it, which takes most of the time and matters to slabs alone.
    """
    import ifcopenshell.geom

    geom: Any = ifcopenshell.geom

    wanted = list(entities)
    if not wanted:
        return {}
    settings = geom.settings()
    settings.set("use-world-coords", True)
    settings.set("disable-opening-subtractions", not cut)
    found = {}
    iterator = geom.iterator(settings, model, 1, include=wanted)
    if not iterator.initialize():
        return {}
    while True:
        shape = iterator.get()
        points = np.reshape(np.array(shape.geometry.verts), (-1, 3))
        faces = np.reshape(np.array(shape.geometry.faces, dtype=int), (-1, 3))
        if len(faces):
            found[int(shape.id)] = _seen(points, faces)
        if not iterator.next():
            return found


def _seen(points: np.ndarray[Any, Any], faces: np.ndarray[Any, Any]) -> Seen:
    corners = points[faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    kept = lengths > 1e-12
    up = normals[kept, 2] / lengths[kept]
    flat = corners[kept][:, :, :2]
    low, high = float(points[:, 2].min()), float(points[:, 2].max())
    facing = np.abs(up) > 1e-6
    return Seen(_union(flat[facing]), _union(flat[up > FLAT]), low, high)


def _union(triangles: np.ndarray[Any, Any]) -> BaseGeometry:
    if not len(triangles):
        return MultiPolygon()
    made = shapely.polygons(triangles)
    return shapely.union_all(made, grid_size=GRID_M)
