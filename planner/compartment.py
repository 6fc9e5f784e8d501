"""A part of a storey that a fire does not leave."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import Polygon

__all__ = ["Compartment"]


@dataclass(frozen=True, slots=True)
class Compartment:
    """A fire compartment: part of a storey, walls included; together they make up the storey."""

    id: str
    building: str
    storey: str
    polygon: Polygon
