"""A chart on a sheet: axes with ticks, in millimetres of paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from shapely import LineString, Point, Polygon, box

from viz import palette, typeset
from viz.frame import Box
from viz.ink import Sheet, TextLine

__all__ = ["GRID", "SHAPES", "Axis", "Chart", "Shape", "fitted", "mark", "ticks"]

Shape = Literal["disc", "square", "diamond", "up", "down"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

GRID = "#e3e5e8"
TICK_PT, LABEL_PT = 7.0, 8.0
TICK_MM = 1.2
PAD = 0.04
"""Of the range, free at both ends of an axis of numbers."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis stands for: numbers from ``low`` to ``high``, or ``words`` side by side."""

    low: float
    high: float
    words: tuple[str, ...] = ()

    @staticmethod
    def of_numbers(values: Sequence[float], *, pad: float = PAD, zero: bool = False) -> Axis:
        """An axis that holds these numbers, and zero if asked for."""
        held = [*values, 0.0] if zero else list(values)
        low, high = min(held), max(held)
        free = (high - low or abs(high) or 1.0) * pad
        return Axis(low - free, high + free)

    @staticmethod
    def of_words(words: Sequence[str]) -> Axis:
        """An axis with a slot for each word."""
        return Axis(-0.5, len(words) - 0.5, tuple(words))

    def place(self, value: float | str) -> float:
        """Where a value lies along the axis, 0 to 1."""
        number = float(self.words.index(value)) if isinstance(value, str) else value
        return (number - self.low) / (self.high - self.low)


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers between two ends, about so many."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(value) + 0.0 for value in found if low <= value <= high]


@dataclass(frozen=True, slots=True)
class Chart:
    """A field of a sheet with two axes."""

    sheet: Sheet
    field: Box
    x: Axis
    y: Axis

    def at(self, x: float | str, y: float | str) -> tuple[float, float]:
        """The point of the paper for two values."""
        across = self.field.left + self.x.place(x) * (self.field.right - self.field.left)
        up = self.field.bottom + self.y.place(y) * (self.field.top - self.field.bottom)
        return across, up

    def frame(self) -> None:
        """The field's own lines."""
        field = self.field
        ground = box(field.left, field.bottom, field.right, field.top)
        self.sheet.stroke(ground.exterior, palette.SOFT_TEXT, palette.THIN, 20)

    def x_ticks(self, text: Callable[[float], str], *, count: int = 5, grid: bool = False) -> None:
        """Ticks below the field, with their numbers or words."""
        field = self.field
        values = list(range(len(self.x.words))) if self.x.words else ticks(self.x.low, self.x.high, count)
        room = (field.right - field.left) / max(1, len(values)) - 1.0
        for value in values:
            x, _ = self.at(float(value), self.y.low)
            self.sheet.stroke(
                LineString([(x, field.bottom), (x, field.bottom - TICK_MM)]),
                palette.SOFT_TEXT,
                palette.THIN,
                20,
            )
            if grid:
                self.sheet.stroke(LineString([(x, field.bottom), (x, field.top)]), GRID, palette.THIN, 1)
            told = self.x.words[int(value)] if self.x.words else text(value)
            told = fitted(told, TICK_PT, room)
            self.sheet.write(told, x, field.bottom - TICK_MM - 3.0, TICK_PT, align=0.5)

    def y_ticks(self, text: Callable[[float], str], *, count: int = 5, grid: bool = True) -> None:
        """Ticks left of the field, with their numbers or words."""
        field = self.field
        values = list(range(len(self.y.words))) if self.y.words else ticks(self.y.low, self.y.high, count)
        for value in values:
            _, y = self.at(self.x.low, float(value))
            self.sheet.stroke(
                LineString([(field.left, y), (field.left - TICK_MM, y)]), palette.SOFT_TEXT, palette.THIN, 20
            )
            if grid:
                self.sheet.stroke(LineString([(field.left, y), (field.right, y)]), GRID, palette.THIN, 1)
            told = self.y.words[int(value)] if self.y.words else text(value)
            self.sheet.write(told, field.left - TICK_MM - 0.8, y - 0.9, TICK_PT, align=1.0)

    def y_label(self, text: str, away: float) -> None:
        """What the upright axis stands for, written along it."""
        flat = typeset.clean(text)
        middle = (self.field.bottom + self.field.top) / 2
        start = middle - typeset.width_mm(flat, LABEL_PT) / 2
        self.sheet.text(TextLine(flat, self.field.left - away, start, LABEL_PT, palette.TEXT, 90.0))

    def x_label(self, text: str, below: float = 8.6) -> None:
        """What the level axis stands for."""
        middle = (self.field.left + self.field.right) / 2
        told = fitted(text, LABEL_PT, self.field.right - self.field.left + 6.0)
        self.sheet.write(told, middle, self.field.bottom - below, LABEL_PT, align=0.5)


def fitted(text: str, size_pt: float, room_mm: float) -> str:
    """The text cut to the room there is."""
    return typeset.shortened(typeset.clean(text), max(1.0, room_mm / (size_pt * typeset.MM_PER_PT)))


def mark(shape: Shape, x: float, y: float, radius: float) -> Polygon:
    """A mark about a point, all shapes of about the same area."""
    if shape == "disc":
        return Point(x, y).buffer(radius, 8)
    if shape == "square":
        r = 0.89 * radius
        return box(x - r, y - r, x + r, y + r)
    if shape == "diamond":
        r = 1.25 * radius
        return Polygon([(x - r, y), (x, y - r), (x + r, y), (x, y + r)])
    r = 1.35 * radius if shape == "up" else -1.35 * radius
    return Polygon([(x - r, y - 0.58 * r), (x + r, y - 0.58 * r), (x, y + 1.15 * r)])
