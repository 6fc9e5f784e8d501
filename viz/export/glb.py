"""The masses of a park as glTF 2.0 in one binary file: rooms in the colours of their kinds, ground, roads."""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.model import M2, Storey
from viz import palette
from viz.export.given import Given
from viz.labels import building_name, project_name

__all__ = ["glb_files", "prism"]

FLOAT, UNSIGNED_INT, ARRAY_BUFFER, ELEMENT_BUFFER = 5126, 5125, 34962, 34963
SLAB_M, ROAD_M, GROUND_M = 0.12, 0.05, 0.3
CORE = "#aab4bd"
Array = np.ndarray[Any, Any]


def glb_files(given: Given) -> dict[str, bytes]:
    """``park.glb``: the same bytes for the same bundle."""
    return {"park.glb": _Scene(given).file()}


class _Scene:
    """A tree of nodes with their meshes; y is up, as the format has it."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.nodes: list[dict[str, Any]] = []
        self.meshes: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self.materials: dict[str, int] = {}
        self.data = bytearray()
        scenario = given.scenario
        children = [self._ground(), *(self._building(building.id) for building in given.buildings)]
        name = project_name(scenario.name, scenario.name_zh, given.lang)
        self.root = self._group(name, children)

    def file(self) -> bytes:
        """The file: a header, the description, the numbers."""
        document = {
            "asset": {"version": "2.0", "generator": "planner"},
            "scene": 0,
            "scenes": [{"nodes": [self.root]}],
            "nodes": self.nodes,
            "meshes": self.meshes,
            "materials": [_material(colour) for colour in self.materials],
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(self.data)}],
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        body = bytes(self.data)
        chunks = (
            struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(body), b"BIN\0") + body
        )
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    # ------------------------------------------------------------ what there is

    def _ground(self) -> int:
        site, layout = self.given.scenario.site, self.given.bundle.layout
        made = [self._solid("site", site.boundary, -GROUND_M, 0.0, palette.GREEN, {"role": "site"})]
        made += [
            self._solid(r.id, r.polygon, 0.0, ROAD_M, palette.ROAD, {"role": "road"}) for r in layout.roads
        ]
        for row, shape in self.given.bundle.with_shapes("fire_lane", "turnaround", "aerial_site"):
            colour = palette.FIRE_LANE
            made.append(self._solid(str(row["id"]), shape, 0.0, ROAD_M / 2, colour, {"role": row["role"]}))
        return self._group("ground", [node for node in made if node is not None])

    def _building(self, id: str) -> int:
        building = self.given.scenario.building(id)
        storeys = [self._storey(storey) for storey in self.given.storeys if storey.building == id]
        return self._group(building_name(building, self.given.lang), storeys, {"id": id, "role": "building"})

    def _storey(self, storey: Storey) -> int:
        base, layout = storey.elevation_mm / 1000, self.given.arranged(storey)
        top, floor = base + storey.clear_height_mm / 1000, base - SLAB_M
        made = [self._solid(f"{storey.id} slab", storey.outline, floor, base, "#d9d9d6", {"role": "slab"})]
        for space in layout.spaces:
            facts = {"id": space.id, "role": "space", "kind": space.kind, "tenant": space.tenant}
            facts |= {"area_m2": f"{space.area / M2:.3f}"}
            name, colour = self.given.room_name(space), self.given.kind_colour(space.kind)
            made.append(self._solid(name, space.polygon, base, top, colour, facts))
        for corridor in layout.corridors:
            facts = {"id": corridor.id, "role": "corridor"}
            made.append(
                self._solid(corridor.id, corridor.polygon, base, base + ROAD_M, palette.CORRIDOR, facts)
            )
        made += [
            self._solid(core.id, core.polygon, base, top, CORE, {"id": core.id, "role": "core"})
            for core in storey.cores
        ]
        return self._group(
            storey.id, [node for node in made if node is not None], {"id": storey.id, "role": "storey"}
        )

    # ------------------------------------------------------------ nodes, meshes, numbers

    def _group(self, name: str, children: list[int], extras: dict[str, Any] | None = None) -> int:
        node: dict[str, Any] = {"name": name}
        if children:
            node["children"] = children
        if extras:
            node["extras"] = extras
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _solid(
        self, name: str, shape: BaseGeometry, low: float, high: float, colour: str, extras: dict[str, Any]
    ) -> int | None:
        """A node with a prism; ``None`` where the shape has no area."""
        points, normals, corners = prism(shape, low, high)
        if not len(corners):
            return None
        attributes = {
            "POSITION": self._numbers(points, bounds=True),
            "NORMAL": self._numbers(normals, bounds=False),
        }
        material = self.materials.setdefault(colour, len(self.materials))
        primitive = {"attributes": attributes, "indices": self._indices(corners), "material": material}
        self.meshes.append({"name": name, "primitives": [primitive]})
        known = {key: value for key, value in extras.items() if value is not None}
        self.nodes.append({"name": name, "mesh": len(self.meshes) - 1, "extras": known})
        return len(self.nodes) - 1

    def _numbers(self, rows: Array, *, bounds: bool) -> int:
        values = rows.astype("<f4")
        accessor = {
            "bufferView": self._view(values.tobytes(), ARRAY_BUFFER),
            "componentType": FLOAT,
            "count": len(values),
            "type": "VEC3",
        }
        if bounds:
            accessor |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1

    def _indices(self, corners: Array) -> int:
        values = corners.astype("<u4").ravel()
        view = self._view(values.tobytes(), ELEMENT_BUFFER)
        self.accessors.append(
            {"bufferView": view, "componentType": UNSIGNED_INT, "count": len(values), "type": "SCALAR"}
        )
        return len(self.accessors) - 1

    def _view(self, content: bytes, target: int) -> int:
        self.views.append(
            {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(content), "target": target}
        )
        self.data += content
        return len(self.views) - 1


def prism(shape: BaseGeometry, low: float, high: float) -> tuple[Array, Array, Array]:
    """Points (x, height, -y), unit normals and triangles of the prisms over a shape in park millimetres.

    Corners run counter-clockwise seen from outside; every face has points of its own, so edges are sharp.
    """
    faces: list[tuple[Array, Array]] = []
    for polygon in shapely.get_parts(shape):
        if isinstance(polygon, Polygon) and polygon.area > 0:
            faces += _caps(polygon, low, high)
            faces += _sides(polygon, low, high)
    if not faces:
        nothing = np.zeros((0, 3))
        return nothing, nothing, nothing
    points = np.concatenate([corners for corners, _ in faces])
    normals = np.concatenate([np.broadcast_to(normal, (3, 3)) for _, normal in faces])
    return points, normals, np.arange(len(points)).reshape(-1, 3)


def _caps(polygon: Polygon, low: float, high: float) -> list[tuple[Array, Array]]:
    made = []
    for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(polygon)):
        ring = shapely.get_coordinates(shapely.orient_polygons(triangle))[:3] / 1000
        # plan (x, y) becomes (x, height, -y): counter-clockwise from above stays so
        made.append((_lifted(ring, high), np.array([0.0, 1.0, 0.0])))
        made.append((_lifted(ring[::-1], low), np.array([0.0, -1.0, 0.0])))
    return made


def _sides(polygon: Polygon, low: float, high: float) -> list[tuple[Array, Array]]:
    oriented = shapely.orient_polygons(polygon)
    made = []
    for ring in (oriented.exterior, *oriented.interiors):
        points = shapely.get_coordinates(ring) / 1000
        for start, end in pairwise(points):
            step = end - start
            length = float(np.hypot(*step))
            if length <= 0:
                continue
            normal = np.array([step[1] / length, 0.0, step[0] / length])
            pair = np.array([start, end])
            below, above = _lifted(pair, low), _lifted(pair, high)
            made.append((np.array([below[0], below[1], above[1]]), normal))
            made.append((np.array([below[0], above[1], above[0]]), normal))
    return made


def _lifted(points: Array, height: float) -> Array:
    return np.column_stack([points[:, 0], np.full(len(points), height), -points[:, 1]])


def _material(colour: str) -> dict[str, Any]:
    linear = [_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5)]
    return {
        "name": colour,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear, 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.9,
        },
    }


def _linear(value: float) -> float:
    """A component of sRGB as linear light (IEC 61966-2-1), which the format asks for."""
    return round(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4, 6)
