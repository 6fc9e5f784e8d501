"""What keeps fire and smoke in a part of a building: fire compartments, enclosures of stairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely.geometry import Polygon

__all__ = ["Compartment", "StairType"]

StairType = Literal["open", "enclosed", "smoke_proof"]
"""How a stair is shut off: not at all, by walls and doors, with a lobby or pressure that keeps smoke out."""


@dataclass(frozen=True, slots=True)
class Compartment:
    """A fire compartment: part of a storey, walls included; together they make up the storey."""

    id: str
    building: str
    storey: str
    polygon: Polygon
