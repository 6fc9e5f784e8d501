"""Drawings as SVG for the page: whole numbers, short paths, a class per layer, an id per room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from viz import typeset
from viz.frame import Box
from viz.presentation.record import Op, Stroke, Words

__all__ = ["UNIT", "path_of", "svg_body", "view_box"]

UNIT = 50.0
"""Units of a picture in one millimetre of paper."""
HALO_MM = 0.6


def view_box(box: Box) -> str:
    """What a picture shows."""
    left, top, right, bottom = _x(box.left), _y(box.top), _x(box.right), _y(box.bottom)
    return f"{left} {top} {right - left} {bottom - top}"


def svg_body(ops: Iterable[Op]) -> str:
    """The elements of a drawing, in groups by layer; the order of what lies on what is kept."""
    return "".join(
        f'<g class="l-{layer}">{"".join(_elements(group))}</g>'
        for layer, group in groupby(ops, key=lambda op: op.layer)
    )


def _elements(ops: Iterable[Op]) -> Iterator[str]:
    """Neighbours that look alike share an element, or a group with what they have in common."""
    for (kind, common), group in groupby(ops, key=_look):
        if kind == "text":
            yield f"<g {common}>{''.join(_words(op) for op in group if isinstance(op, Words))}</g>"
            continue
        areas = kind == "fill"
        path = "".join(path_of(op.shape, areas_only=areas) for op in group if not isinstance(op, Words))
        if path:
            yield f'<path {common} d="{path}"/>'


def _look(op: Op) -> tuple[str, str]:
    """Kind of element, and the attributes that give its look; an id keeps a room apart from all others."""
    if isinstance(op, Words):
        size = _n(op.line.size_pt * typeset.MM_PER_PT)
        halo = f' class="halo" stroke-width="{_n(HALO_MM)}"' if op.halo else ""
        return "text", f'font-size="{size}" fill="{op.line.colour}"{halo}'
    if isinstance(op, Stroke):
        dash = f' stroke-dasharray="{" ".join(str(_n(length)) for length in op.dash)}"' if op.dash else ""
        return "stroke", f'fill="none" stroke="{op.colour}" stroke-width="{_n(op.width)}"{dash}'
    edge = f' stroke="{op.edge}" stroke-width="{_n(op.width)}"' if op.edge else ""
    alpha = f' fill-opacity="{op.alpha:g}"' if op.alpha < 1 else ""
    id = f'data-id="{escape(op.gid)}" ' if op.gid else ""
    return "fill", f'{id}fill="{op.colour}"{edge}{alpha}'


def _words(op: Words) -> str:
    line = op.line
    x, y = _x(line.x), _y(line.y)
    tongue = f' class="{op.tongue}"' if op.tongue else ""
    turn = f' transform="rotate({-line.turn:g} {x} {y})"' if line.turn else ""
    return f'<text{tongue} x="{x}" y="{y}"{turn}>{escape(line.text)}</text>'


def path_of(shape: BaseGeometry, *, areas_only: bool = False) -> str:
    """The data of a path through all lines and rings of a shape; points are left out."""
    return "".join(_runs(shape, areas_only))


def _runs(shape: BaseGeometry, areas_only: bool) -> Iterator[str]:
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield _run(shapely.get_coordinates(ring)[:-1], closed=True)
        elif part.geom_type in ("LineString", "LinearRing"):
            if not areas_only:
                yield _run(shapely.get_coordinates(part), closed=False)
        elif part.geom_type != "Point":
            yield from _runs(part, areas_only)


def _run(points: np.ndarray, *, closed: bool) -> str:
    """One line: absolute start, then steps, those along an axis shorter still."""
    whole = np.rint(points * (UNIT, -UNIT)).astype(int)
    text = [f"M{whole[0][0]} {whole[0][1]}"]
    for dx, dy in np.diff(whole, axis=0).tolist():
        if dx and dy:
            text.append(f"l{dx} {dy}")
        elif dx:
            text.append(f"h{dx}")
        elif dy:
            text.append(f"v{dy}")
    return "".join(text) + ("z" if closed else "")


def _x(value: float) -> int:
    return round(value * UNIT)


def _y(value: float) -> int:
    return round(-value * UNIT)


def _n(length: float) -> float | int:
    number = round(length * UNIT, 1)
    return int(number) if number == int(number) else number
