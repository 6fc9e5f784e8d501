"""The pictures of the HTML report: each plan is written once and used by every picture that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import shapely
from shapely.geometry.base import BaseGeometry

from viz.report.base import Layer
from viz.report.pictures import Mark, Picture

__all__ = ["Drawings"]

Box = tuple[float, float, float, float]
UNIT = 10.0
"""Millimetres of the model in one unit of a picture: centimetres are fine enough."""

LABEL_SHARE = 24
"""An excerpt is that many times as wide as the type of its label is high."""


class Drawings:
    """Collects what pictures share; ``defs`` is the text to write once before them."""

    def __init__(self, layers: dict[str | None, tuple[Layer, ...]], boxes: dict[str | None, Box]) -> None:
        self._layers, self._boxes = layers, boxes
        self._numbers = {storey: number for number, storey in enumerate(layers)}
        self._used: dict[str | None, None] = {}
        self._paths: dict[tuple[str | None, str], str] = {}

    def svg(self, picture: Picture) -> str:
        """One picture."""
        self._used[picture.storey] = None
        left, top = self._place(picture.storey, picture.box[0], picture.box[3])
        width, height = ((picture.box[i + 2] - picture.box[i]) / UNIT for i in (0, 1))
        parts = [f'<use href="#b{self._numbers[picture.storey]}"/>']
        parts += [self._mark(picture.storey, mark) for mark in picture.marks]
        if picture.label:
            parts.append(self._label(picture, width))
        box = f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}"
        return f'<svg viewBox="{box}" role="img">{"".join(parts)}</svg>'

    def defs(self) -> str:
        """The plans and shapes of all pictures made so far."""
        plans = "".join(f'<g id="b{self._numbers[storey]}">{self._base(storey)}</g>' for storey in self._used)
        shapes = "".join(f'<path id="{id}" d="{path}"/>' for (_, path), id in self._paths.items())
        hidden = 'width="0" height="0" style="position:absolute" aria-hidden="true"'
        return f"<svg {hidden}><defs>{plans}{shapes}</defs></svg>"

    def _base(self, storey: str | None) -> str:
        rows = []
        for layer in self._layers[storey]:
            path = "".join(self._path(storey, shape) for shape in layer.shapes)
            if path:
                rows.append(f'<path class="{layer.style}" d="{path}"/>')
        return "".join(rows)

    def _mark(self, storey: str | None, mark: Mark) -> str:
        path = self._path(storey, mark.shape)
        id = self._paths.setdefault((storey, path), f"p{len(self._paths)}")
        style = "dot" if mark.shape.geom_type in ("Point", "MultiPoint") else "area"
        if "Line" in mark.shape.geom_type:
            style = "line"
        return f'<use href="#{id}" class="{style} {mark.state}"/>'

    def _label(self, picture: Picture, width: float) -> str:
        """The subject's id in its middle, kept inside the picture."""
        size = width / LABEL_SHARE
        spot = picture.marks[0].shape.representative_point()
        x, y = self._place(picture.storey, spot.x, spot.y)
        left, top = self._place(picture.storey, picture.box[0], picture.box[3])
        half = min(width / 2, 0.32 * size * len(picture.label))
        x = min(max(x, left + half), left + width - half)
        y = min(max(y, top + 1.2 * size), top + (picture.box[3] - picture.box[1]) / UNIT - 0.6 * size)
        place = f'x="{x:.0f}" y="{y:.0f}" font-size="{size:.0f}" stroke-width="{size / 5:.0f}"'
        return f"<text {place}>{escape(picture.label)}</text>"

    def _path(self, storey: str | None, shape: BaseGeometry) -> str:
        return "".join(self._pieces(storey, shape))

    def _pieces(self, storey: str | None, shape: BaseGeometry) -> Iterator[str]:
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                for ring in (part.exterior, *part.interiors):
                    yield f"M{self._points(storey, ring.coords[:-1])}Z"
            elif part.geom_type == "Point" and not part.is_empty:
                yield f"M{self._points(storey, part.coords)}h.01"
            elif part.geom_type == "GeometryCollection":
                yield from self._pieces(storey, part)
            elif not part.is_empty:
                yield f"M{self._points(storey, part.coords)}"

    def _points(self, storey: str | None, points: Sequence[tuple[float, ...]]) -> str:
        places = (self._place(storey, x, y) for x, y, *_ in points)
        return " ".join(f"{x:.0f},{y:.0f}" for x, y in places)

    def _place(self, storey: str | None, x: float, y: float) -> tuple[float, float]:
        """From millimetres, y to the north, to the picture's units, y downwards."""
        box = self._boxes[storey]
        return (x - box[0]) / UNIT, (box[3] - y) / UNIT
