"""Stairs and lifts from storey to storey: parts of cores of one kind that lie above each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from planner.model import Building, Core, CorePart, Storey

__all__ = ["Flight", "flights"]

OVERLAP = 0.5
"""Share of the smaller of two parts by which they lie above each other."""


@dataclass(frozen=True, slots=True)
class Flight:
    """A way up: ids of the parts that it joins."""

    kind: Literal["stair", "lift", "goods_lift"]
    lower: str
    upper: str
    rise_mm: int
    storeys: int
    """1 to the next storey; more where a lift passes storeys without a door."""
    door_mm: int | None = None
    """Clear width of a lift's narrower door, as far as it is stated."""


def flights(building: Building) -> tuple[list[Flight], list[tuple[CorePart, str]]]:
    """The ways up in a building, and the stairs that ought to be one and do not line up.

    A stair leads to the next storey only, a lift to the next one on which it has a part. Two stairs of one
    name on neighbouring storeys that do not overlap are told with the storey below.
    """
    storeys = sorted(building.storeys, key=lambda storey: storey.level)
    found: list[Flight] = []
    broken: list[tuple[CorePart, str]] = []
    for low, storey in enumerate(storeys):
        for part in _parts(storey):
            above = storeys[low + 1 :] if part.kind != "stair" else storeys[low + 1 : low + 2]
            for up, upper in enumerate(above, 1):
                match = _above(part, _parts(upper))
                if match is not None:
                    rise = upper.elevation_mm - storey.elevation_mm
                    doors = [door for door in (part.door_mm, match.door_mm) if door is not None]
                    narrow = min(doors, default=None)
                    found.append(Flight(part.kind, part.id, match.id, rise, up, narrow))  # type: ignore[arg-type]  # by kind
                    break
    for lower, upper in pairwise(storeys):
        joined = {flight.upper for flight in found}
        names = {_short(part.id, lower): part for part in _parts(lower) if part.kind == "stair"}
        loose = [part for part in _parts(upper) if part.kind == "stair" and part.id not in joined]
        broken += [(part, lower.id) for part in loose if _short(part.id, upper) in names]
    return found, broken


def _parts(storey: Storey) -> list[CorePart]:
    cores: Iterable[Core] = storey.cores
    kinds = ("stair", "lift", "goods_lift")
    return [part for core in cores for part in core.parts if part.kind in kinds]


def _above(part: CorePart, candidates: Iterable[CorePart]) -> CorePart | None:
    """The part of the same kind that lies most above it, if by half at least."""
    same = [other for other in candidates if other.kind == part.kind]
    best = max(same, key=lambda other: (round(_overlap(part, other), 6), other.id), default=None)
    return best if best is not None and _overlap(part, best) >= OVERLAP else None


def _overlap(one: CorePart, other: CorePart) -> float:
    smaller = min(one.polygon.area, other.polygon.area)
    return float(one.polygon.intersection(other.polygon).area / smaller) if smaller > 0 else 0.0


def _short(part: str, storey: Storey) -> str:
    return part.removeprefix(f"{storey.id}/")
