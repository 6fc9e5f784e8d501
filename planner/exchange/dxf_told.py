"""What this program's own drawings of a site tell by their extended data: gates and given roads."""

from __future__ import annotations

import math

from planner.exchange.dxf_file import Drawing
from planner.exchange.found import FoundOpening, FoundRoad

__all__ = ["told_gates", "told_number", "told_roads"]


def told_gates(drawing: Drawing) -> tuple[FoundOpening, ...]:
    """Gates with their ids and widths."""
    return tuple(
        FoundOpening(tags.get("id", "G"), (point.x, point.y), told_number(tags.get("width_m")))
        for _, point, tags in drawing.points
        if tags.get("role") == "gate"
    )


def told_roads(drawing: Drawing, role: str) -> tuple[FoundRoad, ...]:
    """Centrelines of ``public_road`` or ``internal_road``."""
    return tuple(
        FoundRoad(tags.get("id", "R"), tags.get("name", ""), line, told_number(tags.get("width_m")))
        for tags, line in drawing.told_lines
        if tags.get("role") == role
    )


def told_number(text: str | None) -> float | None:
    """A number of the extended data; ``None`` where there is none, or no finite one."""
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value is not None and math.isfinite(value) else None
