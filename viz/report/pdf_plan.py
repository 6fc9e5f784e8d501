"""A plan with marks on a page of the PDF; what lies under the marks is stored once for each scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from viz.report.base import Layer
from viz.report.pdf_style import FONT, MM
from viz.report.pictures import Mark, Picture
from viz.typeset import MISSING, is_plain

__all__ = ["plan"]

Box = tuple[float, float, float, float]
TALLEST = 60 * MM
LABEL_PT = 6.5
DOT_PT = 2.6

LAYERS: dict[str, tuple[str | None, str | None, float]] = {
    "site": ("#fbfaf5", "#6b7077", 0.7),
    "outline": ("#ffffff", "#25292e", 0.9),
    "road": ("#dfe1e3", None, 0.0),
    "building": ("#ebe6da", "#4b525a", 0.5),
    "corridor": ("#eceef0", None, 0.0),
    "space": ("#ffffff", "#8b929a", 0.3),
    "vacant": ("#f3f1ea", "#a9a495", 0.3),
    "core": ("#cfd4d9", "#8b929a", 0.3),
    "door": ("#5b636c", None, 0.0),
    "column": ("#101214", None, 0.0),
}
"""Fill, line and line weight (pt) of each layer."""
MARKS = {"pass": ("#35a56d", "#1a7f4b"), "fail": ("#e0473d", "#b3261e"), "undecided": ("#f0a33a", "#b26a00")}


def plan(
    picture: Picture, layers: dict[str | None, tuple[Layer, ...]], boxes: dict[str | None, Box], width: float
) -> Any:
    """A flowable of at most that width (pt)."""
    from reportlab.platypus import Flowable

    x0, y0, x1, y1 = picture.box
    scale = min(width / (x1 - x0), TALLEST / (y1 - y0))

    class Plan(Flowable):  # type: ignore[misc]  # the library has no types
        """The picture at its place on the page."""

        def wrap(self, *_: object) -> tuple[float, float]:
            """Its size."""
            return (x1 - x0) * scale, (y1 - y0) * scale

        def draw(self) -> None:
            """Base, marks, frame and label."""
            _draw(self.canv, picture, layers[picture.storey], boxes[picture.storey], scale)

    return Plan()


def _draw(canvas: Any, picture: Picture, layers: Sequence[Layer], whole: Box, scale: float) -> None:
    x0, y0, x1, y1 = picture.box
    width, height = (x1 - x0) * scale, (y1 - y0) * scale
    step = 2.0 ** math.floor(math.log2(scale))
    form = f"plan-{picture.storey}-{step:g}".replace("/", "_").replace(" ", "_")
    if not canvas.hasForm(form):
        canvas.beginForm(form, 0, 0, whole[2] - whole[0], whole[3] - whole[1])
        for layer in layers:
            fill, line, weight = LAYERS[layer.style]
            for shape in layer.shapes:
                _shape(canvas, shape, whole[0], whole[1], fill, line, weight / step, 1.0)
        canvas.endForm()
    canvas.saveState()
    frame = canvas.beginPath()
    frame.rect(0, 0, width, height)
    canvas.clipPath(frame, stroke=0, fill=0)
    canvas.saveState()
    canvas.scale(scale, scale)
    canvas.translate(whole[0] - x0, whole[1] - y0)
    canvas.doForm(form)
    canvas.restoreState()
    canvas.saveState()
    canvas.scale(scale, scale)
    for mark in picture.marks:
        _mark(canvas, mark, x0, y0, scale)
    canvas.restoreState()
    if picture.label:
        _label(canvas, picture, scale, width, height)
    canvas.restoreState()
    canvas.setStrokeColor("#d5d9de")
    canvas.setLineWidth(0.4)
    canvas.rect(0, 0, width, height, stroke=1, fill=0)


def _mark(canvas: Any, mark: Mark, left: float, bottom: float, scale: float) -> None:
    fill, line = MARKS[mark.state]
    if isinstance(mark.shape, Point):
        canvas.setFillColor(line)
        canvas.circle(mark.shape.x - left, mark.shape.y - bottom, DOT_PT / scale, stroke=0, fill=1)
        return
    _shape(canvas, mark.shape, left, bottom, fill, line, 0.9 / scale, 0.38)


def _shape(
    canvas: Any,
    shape: BaseGeometry,
    left: float,
    bottom: float,
    fill: str | None,
    line: str | None,
    weight: float,
    alpha: float,
) -> None:
    path = canvas.beginPath()
    filled = False
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            filled = True
            for ring in (part.exterior, *part.interiors):
                _run(path, ring.coords[:-1], left, bottom)
                path.close()
        elif part.geom_type in ("LineString", "LinearRing") and not part.is_empty:
            _run(path, part.coords, left, bottom)
    if fill is not None:
        canvas.setFillColor(fill)
        canvas.setFillAlpha(alpha)
    if line is not None:
        canvas.setStrokeColor(line)
        canvas.setLineWidth(weight)
    canvas.drawPath(path, stroke=int(line is not None), fill=int(fill is not None and filled), fillMode=0)
    canvas.setFillAlpha(1)


def _run(path: Any, points: Sequence[tuple[float, ...]], left: float, bottom: float) -> None:
    for number, (x, y, *_) in enumerate(points):
        (path.moveTo if number == 0 else path.lineTo)(x - left, y - bottom)


def _label(canvas: Any, picture: Picture, scale: float, width: float, height: float) -> None:
    """The subject's id in its middle on a light ground, kept inside the picture."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    words = "".join(char if is_plain(char) else MISSING for char in picture.label)
    spot = picture.marks[0].shape.representative_point()
    half = stringWidth(words, FONT, LABEL_PT) / 2 + 1.5
    x = min(max((spot.x - picture.box[0]) * scale, half), max(half, width - half))
    y = min(max((spot.y - picture.box[1]) * scale, LABEL_PT), height - LABEL_PT)
    canvas.setFillColor("#ffffff")
    canvas.setFillAlpha(0.8)
    canvas.rect(x - half, y - 0.55 * LABEL_PT, 2 * half, 1.3 * LABEL_PT, stroke=0, fill=1)
    canvas.setFillAlpha(1)
    canvas.setFillColor("#1f2328")
    canvas.setFont(FONT, LABEL_PT)
    canvas.drawCentredString(x, y - 0.25 * LABEL_PT, words)
