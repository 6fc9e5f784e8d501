"""Drawings, bars and stacks on a page of the PDF: the same shapes as on the page, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from viz.labels import Lang
from viz.presentation.charts import Segment
from viz.presentation.drawings import Drawing
from viz.presentation.record import Fill, Op, Stroke, Words
from viz.report.pdf_style import FONT
from viz.typeset import MISSING, is_plain, shortened

__all__ = ["bar", "drawing", "plain", "swatch"]

LEFT_OUT = frozenset({"hit", "egress", "flows", "trucks", "dimensions"})
LABEL_PT = 6.2
BAR_PT, THIN_BAR_PT = 13.0, 8.0


def plain(text: str) -> str:
    """The text with a mark for every character that the font lacks."""
    return "".join(char if is_plain(char) else MISSING for char in text)


def drawing(shown: Drawing, lang: Lang, width: float, height: float) -> Any:
    """A flowable of at most that size, pt."""
    from reportlab.platypus import Flowable

    box = shown.box
    scale = min(width / box.width, height / box.height)

    class Plan(Flowable):  # type: ignore[misc]  # the library has no types
        """The drawing at its place."""

        def wrap(self, *_: object) -> tuple[float, float]:
            """Its size."""
            return box.width * scale, box.height * scale

        def draw(self) -> None:
            """Everything that a print shows."""
            canvas = self.canv
            canvas.saveState()
            frame = canvas.beginPath()
            frame.rect(0, 0, box.width * scale, box.height * scale)
            canvas.clipPath(frame, stroke=0, fill=0)
            canvas.scale(scale, scale)
            canvas.translate(-box.left, -box.bottom)
            for op in shown.ops:
                if op.layer not in LEFT_OUT:
                    _draw(canvas, op, lang)
            canvas.restoreState()

    return Plan()


def _draw(canvas: Any, op: Op, lang: Lang) -> None:
    if isinstance(op, Words):
        if op.tongue in ("", lang):
            _write(canvas, op)
    elif isinstance(op, Stroke):
        canvas.setStrokeColor(op.colour)
        canvas.setLineWidth(op.width)
        canvas.setDash(list(op.dash) if op.dash else [])
        canvas.drawPath(_path(canvas, op.shape), stroke=1, fill=0)
        canvas.setDash([])
    else:
        _fill(canvas, op)


def _fill(canvas: Any, op: Fill) -> None:
    canvas.setFillColor(op.colour)
    canvas.setFillAlpha(op.alpha)
    if op.edge:
        canvas.setStrokeColor(op.edge)
        canvas.setLineWidth(op.width)
    canvas.drawPath(_path(canvas, op.shape, areas_only=True), stroke=int(bool(op.edge)), fill=1, fillMode=0)
    canvas.setFillAlpha(1)


def _write(canvas: Any, op: Words) -> None:
    line = op.line
    canvas.saveState()
    canvas.translate(line.x, line.y)
    canvas.rotate(line.turn)
    canvas.setFont(FONT, line.size_pt * 25.4 / 72)
    canvas.setFillColor(line.colour)
    canvas.drawString(0, 0, plain(line.text))
    canvas.restoreState()


def _path(canvas: Any, shape: BaseGeometry, *, areas_only: bool = False) -> Any:
    path = canvas.beginPath()
    parts = list(shapely.get_parts(shape))
    while parts:
        part = parts.pop(0)
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                _run(path, list(ring.coords)[:-1])
                path.close()
        elif part.geom_type in ("LineString", "LinearRing"):
            if not areas_only:
                _run(path, list(part.coords))
        elif part.geom_type != "Point":
            parts += list(shapely.get_parts(part))
    return path


def _run(path: Any, points: Sequence[tuple[float, ...]]) -> None:
    for number, (x, y, *_) in enumerate(points):
        (path.moveTo if number == 0 else path.lineTo)(x, y)


# ---------------------------------------------------------------- bars


def bar(
    parts: Sequence[Segment], lang: Lang, width: float, *, whole: float = 0.0, mark: float | None = None
) -> Any:
    """A bar of the stacking plan (``whole``: its length, per cent) or of a chart, with the names that fit."""
    from reportlab.platypus import Flowable

    high = BAR_PT if whole else THIN_BAR_PT
    per = width / 100

    class Drawn(Flowable):  # type: ignore[misc]  # the library has no types
        """The bar at its place."""

        def wrap(self, *_: object) -> tuple[float, float]:
            """Its size."""
            return width, high

        def draw(self) -> None:
            """Its parts from the left."""
            canvas = self.canv
            canvas.setLineWidth(0.4)
            if whole:
                canvas.setFillColor("#eceef0")
                canvas.rect(0, 0, whole * per, high, stroke=0, fill=1)
            for part in parts:
                canvas.setFillColor(part.colour)
                canvas.setStrokeColor("#a9a495" if part.vacant else "#ffffff")
                canvas.rect(part.at * per, 0, part.share * per, high, stroke=1, fill=1)
                if whole:
                    _name(canvas, part, lang, per, high)
            if mark is not None:
                canvas.setFillColor("#1b2430")
                canvas.rect(min(mark, 99.5) * per, 0, 1.1, high, stroke=0, fill=1)

    return Drawn()


def _name(canvas: Any, part: Segment, lang: Lang, per: float, high: float) -> None:
    room = (part.share * per - 4) / LABEL_PT
    if room < 2.2:
        return
    canvas.setFont(FONT, LABEL_PT)
    canvas.setFillColor("#1b2430")
    text = shortened(plain(part.name[lang == "en"]), room)
    canvas.drawString(part.at * per + 2, high / 2 - 0.36 * LABEL_PT, text)


def swatch(colour: str) -> Any:
    """The colour of a legend's entry."""
    return bar((Segment(0.0, 100.0, colour, ("", ""), 0.0, ("", ""), True),), "en", 9.0)
