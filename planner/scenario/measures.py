"""Between the file's metres and the model's millimetres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.geometry.validate import Vertex, clean_ring

__all__ = ["area_mm2", "metres", "mm", "point_mm", "ring_mm", "show", "show_point", "show_points"]

_MM2 = 1_000_000


def mm(metres: float) -> int:
    """Metres as the nearest millimetre."""
    return round(metres * 1000)


def metres(mm: float) -> float:
    """Millimetres as metres."""
    return mm / 1000


def area_mm2(m2: float) -> int:
    """Square metres as square millimetres."""
    return round(m2 * _MM2)


def point_mm(point: Sequence[float]) -> Vertex:
    """A point in metres as a vertex in millimetres."""
    return mm(point[0]), mm(point[1])


def ring_mm(points: Iterable[Sequence[float]]) -> list[Vertex]:
    """Corners in metres as a clean ring in millimetres."""
    return clean_ring(point_mm(point) for point in points)


def show(metres: float) -> str:
    """A number for a message: at most three decimals, none that are zero."""
    return f"{round(metres, 3):.10g}"


def show_point(mm: Sequence[float]) -> str:
    """A point (mm) in metres."""
    return f"({show(mm[0] / 1000)}, {show(mm[1] / 1000)})"


def show_points(points: Iterable[Sequence[float]]) -> str:
    """Points (mm) in metres."""
    return ", ".join(show_point(point) for point in points)
