"""A sheet whose marks become entities of a DXF: what the plans draw on paper, drawn in park millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from ezdxf.lldxf.const import BOUNDARY_PATH_EXTERNAL, BOUNDARY_PATH_OUTERMOST
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from viz import palette
from viz.frame import Frame
from viz.ink import Sheet, TextLine
from viz.typeset import MM_PER_PT

__all__ = ["APP", "STYLE", "DxfSheet", "tag_entity"]

APP = "PLANNER"
"""Application name of the extended data: ``id=...``, ``role=...`` and so on, one string each."""
STYLE = "PLANNER"
CAP_EM = 0.73
"""Height of capitals in em: what DXF calls the height of text."""
XDATA_BYTES = 250
LEAST_EDGE_MM = 0.01


class DxfSheet(Sheet):
    """Takes what is drawn on paper under ``frame`` back to the park and puts it on the layer in use.

    ``shift`` moves the result, for storeys side by side. White fills, which only hide, are left out.
    """

    def __init__(self, space: Any, frame: Frame, shift: tuple[float, float] = (0.0, 0.0)) -> None:
        # Nothing of the base is called: it would make a figure of Matplotlib.
        self.space = space
        self.frame = frame
        self.shift = np.array(shift)
        self.layer = "0"
        self.width = self.height = 0.0
        cos, sin = math.cos(frame.angle) * frame.scale, math.sin(frame.angle) * frame.scale
        self._back = np.array([[cos, -sin], [sin, cos]])
        self._origin = np.array([frame.dx, frame.dy])

    # ------------------------------------------------------------ what Sheet offers

    def fill(
        self,
        shapes: BaseGeometry | Iterable[BaseGeometry],
        colour: str,
        z: float,
        *,
        edge: str | None = None,
        width: float = palette.THIN,
        alpha: float = 1.0,
        gid: str | None = None,
    ) -> None:
        """A solid hatch of that colour with its holes, and its outline where there is an edge."""
        del z, width, alpha, gid
        for polygon in _polygons(shapes):
            placed = self._to_park(polygon)
            if colour != palette.PAPER:
                self.hatch(placed, colour)
            if edge:
                self.rings(placed)

    def stroke(
        self,
        lines: BaseGeometry | Iterable[BaseGeometry],
        colour: str,
        width: float,
        z: float,
        *,
        dash: Sequence[float] = (),
        gid: str | None = None,
    ) -> None:
        """Polylines in the colour of the layer."""
        del colour, width, z, gid
        style = {"linetype": "DASHED"} if dash else {}
        for part in _parts(lines):
            placed = self._to_park(part)
            if isinstance(placed, Polygon):
                self.rings(placed)
            elif placed.geom_type in ("LineString", "LinearRing") and placed.length > LEAST_EDGE_MM:
                points = _points(placed)
                self.space.add_lwpolyline(points, dxfattribs={"layer": self.layer, **style})

    def text(self, line: TextLine, z: float = 50.0, *, halo: bool = False, gid: str | None = None) -> None:
        """One line of text; its height is that of capitals."""
        del z, halo, gid
        if line.text:
            x, y = self._points_to_park(np.array([[line.x, line.y]]))[0]
            height = line.size_pt * MM_PER_PT * CAP_EM * self.frame.scale
            turn = line.turn + math.degrees(-self.frame.angle)
            attributes = {
                "layer": self.layer,
                "style": STYLE,
                "height": round(height, 3),
                "rotation": _angle(turn),
                "insert": (round(x, 3), round(y, 3)),
            }
            self.space.add_text(literal(line.text), dxfattribs=attributes)

    # ------------------------------------------------------------ entities in park millimetres

    def hatch(self, shape: BaseGeometry, colour: str | None) -> None:
        """Solid hatches of polygons in park millimetres; ``None``: the colour of the layer."""
        for polygon in _polygons(shape):
            self._hatch(polygon, colour)

    def _hatch(self, shape: Polygon, colour: str | None) -> None:
        entity = self.space.add_hatch(color=256, dxfattribs={"layer": self.layer})
        if colour is not None:
            entity.rgb = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
        outer = BOUNDARY_PATH_EXTERNAL
        entity.paths.add_polyline_path(_points(shape.exterior)[:-1], is_closed=True, flags=outer)
        for hole in shape.interiors:
            entity.paths.add_polyline_path(_points(hole)[:-1], is_closed=True, flags=BOUNDARY_PATH_OUTERMOST)

    def rings(self, shape: BaseGeometry, tags: Mapping[str, object] | None = None) -> None:
        """Closed polylines of polygons in park millimetres; ``tags`` become their extended data.

        A hole is a polyline of its own, whose tags say so.
        """
        for polygon in _polygons(shape):
            for number, ring in enumerate((polygon.exterior, *polygon.interiors)):
                entity = self.space.add_lwpolyline(
                    _points(ring)[:-1], close=True, dxfattribs={"layer": self.layer}
                )
                if tags is not None:
                    tag_entity(entity, {**tags, "hole": "yes" if number else None})

    def line(self, line: LineString, tags: Mapping[str, object]) -> None:
        """A dashed polyline in park millimetres with its extended data."""
        style = {"layer": self.layer, "linetype": "DASHED"}
        tag_entity(self.space.add_lwpolyline(_points(line), dxfattribs=style), tags)

    def moved(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape of the park, moved by the sheet's shift."""
        placed: BaseGeometry = shapely.transform(shape, lambda points: points + self.shift)
        return placed

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of paper, in park millimetres."""
        there = self._points_to_park(np.array([[x, y]]))[0]
        return round(float(there[0]), 3), round(float(there[1]), 3)

    def _to_park(self, shape: BaseGeometry) -> BaseGeometry:
        placed: BaseGeometry = shapely.transform(shape, self._points_to_park)
        return placed

    def _points_to_park(self, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        there: np.ndarray[Any, Any] = (points - self._origin) @ self._back + self.shift
        return there


def tag_entity(entity: Any, tags: Mapping[str, object]) -> None:
    """Extended data of an entity: ``key=value`` for every value that is known."""
    rows = [f"{key}={value}" for key, value in tags.items() if value not in (None, "")]
    entity.set_xdata(APP, [(1000, _short(row)) for row in rows])


def literal(text: str) -> str:
    """Text without DXF's own codes: ``%%c`` would become a sign for diameters."""
    return text.replace("%%", "% %")


def _short(row: str) -> str:
    """A string of extended data: at most 255 bytes, on one line."""
    flat = "".join(char if char.isprintable() else " " for char in row)
    return flat.encode()[:XDATA_BYTES].decode(errors="ignore")


def _angle(degrees: float) -> float:
    turned = round(degrees % 360.0, 6)
    return 0.0 if turned == 360.0 else turned


def _points(line: BaseGeometry) -> list[tuple[float, float]]:
    return [(round(x, 3) + 0.0, round(y, 3) + 0.0) for x, y in shapely.get_coordinates(line).tolist()]


def _parts(shapes: BaseGeometry | Iterable[BaseGeometry]) -> list[BaseGeometry]:
    given = [shapes] if isinstance(shapes, BaseGeometry) else list(shapes)
    found: list[BaseGeometry] = []
    for shape in given:
        if hasattr(shape, "geoms"):
            found += _parts(list(shape.geoms))
        elif not shape.is_empty:
            found.append(shape)
    return found


def _polygons(shapes: BaseGeometry | Iterable[BaseGeometry]) -> list[Polygon]:
    return [part for part in _parts(shapes) if isinstance(part, Polygon) and part.area > 0]
