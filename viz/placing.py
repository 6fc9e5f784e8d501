"""Finding room for words: the largest legible setting of a label inside a polygon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from viz import typeset
from viz.frame import Box
from viz.ink import TextLine
from viz.typeset import BASELINE_EM, LINE_EM, MM_PER_PT

LEAST_PT = 5.5
"""Smallest type that is still read on a printed sheet."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a label: its text, its size relative to the label's, its colour."""

    text: str
    relative: float
    colour: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way of setting a label: its rows from the top."""

    rows: tuple[Row, ...]

    @property
    def width_em(self) -> float:
        """Width of the widest row."""
        return max(typeset.width_em(row.text) * row.relative for row in self.rows)

    @property
    def height_em(self) -> float:
        """Height of all rows."""
        return sum(LINE_EM * row.relative for row in self.rows)


@dataclass(frozen=True, slots=True)
class Setting:
    """A label with its place: the box it fills on paper, its size, upright or turned by 90 degrees."""

    form: Form
    size_pt: float
    box: Box
    turned: bool

    def lines(self) -> Iterable[TextLine]:
        """The lines to write, each centred in the box's width."""
        unit = self.size_pt * MM_PER_PT
        across = 0.0
        for row in self.form.rows:
            size = unit * row.relative
            across += LINE_EM * size
            long = typeset.width_em(row.text) * size
            x, y = self.box.centre
            if self.turned:  # reading from below: rows run from left to right
                at = self.box.left + across - BASELINE_EM * size
                yield TextLine(row.text, at, y - long / 2, self.size_pt * row.relative, row.colour, 90.0)
            else:
                at = self.box.top - across + BASELINE_EM * size
                yield TextLine(row.text, x - long / 2, at, self.size_pt * row.relative, row.colour)


class Room:
    """The part of a polygon that words may take, with the places tried for them, best first."""

    def __init__(self, free: BaseGeometry, home: BaseGeometry | None = None, step_mm: float = 1.6) -> None:
        self._free = free
        shapely.prepare(free)
        self._empty = free.is_empty
        if self._empty:
            return
        left, bottom, right, top = free.bounds
        self._bounds = Box(left, bottom, right, top)
        columns = int(np.clip((right - left) / step_mm, 4, 28))
        rows = int(np.clip((top - bottom) / step_mm, 4, 28))
        xs, ys = np.meshgrid(
            np.linspace(left, right, 2 * columns + 1)[1::2], np.linspace(bottom, top, 2 * rows + 1)[1::2]
        )
        anchors = [_anchor(home or free), _anchor(free)]
        xs = np.r_[[point.x for point in anchors], xs.ravel()]
        ys = np.r_[[point.y for point in anchors], ys.ravel()]
        order = np.argsort(np.hypot(xs - anchors[0].x, ys - anchors[0].y), kind="stable")
        self._xs, self._ys = xs[order], ys[order]

    def set(self, forms: Sequence[Form], sizes: Sequence[float], *, turn: bool = True) -> Setting | None:
        """The first form that fits at the largest size; turned by 90 degrees only where upright fails.

        Sizes are points, largest first. ``None`` when nothing fits.
        """
        if self._empty:
            return None
        for turned in (False, True) if turn else (False,):
            for size in sizes:
                for form in forms:
                    box = self._spot(form, size, turned)
                    if box is not None:
                        return Setting(form, size, box, turned)
        return None

    def _spot(self, form: Form, size_pt: float, turned: bool) -> Box | None:
        width, height = form.width_em * size_pt * MM_PER_PT, form.height_em * size_pt * MM_PER_PT
        if turned:
            width, height = height, width
        if width > self._bounds.width or height > self._bounds.height:
            return None
        xs, ys = self._xs, self._ys
        boxes = shapely.box(xs - width / 2, ys - height / 2, xs + width / 2, ys + height / 2)
        inside = shapely.contains(self._free, boxes)
        if not inside.any():
            return None
        at = int(np.argmax(inside))
        x, y = float(xs[at]), float(ys[at])
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _anchor(shape: BaseGeometry) -> Point:
    """Where a label looks best: the centroid, or a point well inside where that lies outside."""
    centroid: Point = shape.centroid
    if shape.contains(centroid):
        return centroid
    inside: Point = shape.representative_point()
    return inside


def name_forms(
    number: str, name: str, area: str, *, colour: str, soft: str, most_lines: int = 4, lesser: float = 0.86
) -> tuple[Form, ...]:
    """Number above, the name in one to ``most_lines`` lines, the area below; then tighter forms.

    ``lesser`` is the size of number and area relative to the name's.
    """
    head = (Row(number, lesser, soft),) if number else ()
    foot = (Row(area, lesser, soft),) if area else ()
    forms = []
    for count in range(1, most_lines + 1):
        block = typeset.wrapped(name, count)
        if block is None:
            break
        rows = tuple(Row(line, 1.0, colour) for line in block.lines)
        forms.append(Form(head + rows + foot))
        if number and area:
            forms.append(Form((*rows, Row(f"{number}  {area}", lesser, soft))))
    return tuple(forms)


def spread(boxes: Iterable[Box], box: Box) -> bool:
    """Whether ``box`` keeps clear of all ``boxes``."""
    return not any(box.overlaps(other) for other in boxes)
