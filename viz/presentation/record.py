"""A sheet that remembers what is drawn on it, so that one drawing serves the page and the PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from viz import palette
from viz.ink import Sheet, TextLine

__all__ = ["Fill", "Op", "Record", "Stroke", "Words"]

Tongue = Literal["zh", "en", ""]
"""The language of some words; empty where they are the same in both."""


@dataclass(frozen=True, slots=True)
class Fill:
    """Polygons filled alike, on paper."""

    layer: str
    shape: BaseGeometry
    colour: str
    z: float
    edge: str | None
    width: float
    alpha: float
    gid: str | None


@dataclass(frozen=True, slots=True)
class Stroke:
    """Lines drawn alike, on paper."""

    layer: str
    shape: BaseGeometry
    colour: str
    width: float
    z: float
    dash: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text in one language, or in both where it is the same."""

    layer: str
    line: TextLine
    z: float
    halo: bool
    tongue: Tongue


Op = Fill | Stroke | Words


class Record(Sheet):
    """Takes what the drawing functions put on a sheet, and keeps it by layers."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.width, self.height = width_mm, height_mm
        self._ops: list[Op] = []
        self._layer = ""
        self._tongue: Tongue = ""
        self._words_only = False

    @contextmanager
    def on(self, layer: str, tongue: Tongue = "", *, words_only: bool = False) -> Iterator[None]:
        """What is drawn meanwhile lies on that layer; ``words_only``: shapes are there already."""
        before = self._layer, self._tongue, self._words_only
        self._layer, self._tongue, self._words_only = layer, tongue, words_only
        try:
            yield
        finally:
            self._layer, self._tongue, self._words_only = before

    def ops(self) -> tuple[Op, ...]:
        """Everything, the lowest first; words that both languages share are there once."""
        lines: dict[tuple[str, TextLine], list[Words]] = {}
        for op in self._ops:
            if isinstance(op, Words):
                lines.setdefault((op.layer, op.line), []).append(op)
        shared = {key for key, found in lines.items() if {op.tongue for op in found} >= {"zh", "en"}}
        kept: list[Op] = []
        done: set[tuple[str, TextLine]] = set()
        for op in self._ops:
            if isinstance(op, Words) and (op.layer, op.line) in shared:
                key = (op.layer, op.line)
                if key not in done:
                    done.add(key)
                    kept.append(Words(op.layer, op.line, op.z, op.halo, ""))
            else:
                kept.append(op)
        return tuple(sorted(kept, key=lambda op: op.z))

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
        """Polygons filled with a colour."""
        shape = _one(shapes)
        if not (self._words_only or shape.is_empty):
            self._ops.append(Fill(self._layer, shape, colour, z, edge, width, alpha, gid))

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
        """Lines."""
        del gid  # nobody points at a line
        shape = _one(lines)
        if not (self._words_only or shape.is_empty):
            self._ops.append(Stroke(self._layer, shape, colour, width, z, tuple(dash)))

    def text(self, line: TextLine, z: float = 50.0, *, halo: bool = False, gid: str | None = None) -> None:
        """One line of text."""
        del gid
        if line.text:
            self._ops.append(Words(self._layer, line, z, halo, self._tongue))


def _one(shapes: BaseGeometry | Iterable[BaseGeometry]) -> BaseGeometry:
    if isinstance(shapes, BaseGeometry):
        return shapes
    return shapely.geometrycollections(list(shapes))
