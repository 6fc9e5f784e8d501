"""Building area of rooms by the reading of a policy: net, with their walls, or with a share of the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import shapely

from planner.check.facts import Facts, Plate
from planner.check.shares import gross_factors
from planner.model import M2, Space

__all__ = ["built_area_m2"]


def built_area_m2(
    facts: Facts, rooms: Iterable[Space], basis: str, factors: Mapping[str, float] | None = None
) -> float:
    """Area of the rooms, m2, by ``basis``: ``net``, ``with_walls`` or ``apportioned``.

    ``with_walls`` reaches to the middle of partitions and, along the external wall, to its outer face.
    ``apportioned`` shares the gross area of a building among all its rooms by their net area; ``factors``
    are ``gross_factors(facts)``, for a caller that asks often.
    """
    chosen = list(rooms)
    if basis == "with_walls":
        by_storey: dict[str, list[Space]] = {}
        for room in chosen:
            by_storey.setdefault(room.storey, []).append(room)
        return sum(_with_walls(facts, facts.plates[id], group) for id, group in by_storey.items())
    if basis == "apportioned":
        known = gross_factors(facts) if factors is None else factors
        buildings = [facts.plates[room.storey].storey.building for room in chosen]
        return sum(r.polygon.area * known[b] for r, b in zip(chosen, buildings, strict=True)) / M2
    return sum(room.polygon.area for room in chosen) / M2


def _with_walls(facts: Facts, plate: Plate, rooms: list[Space]) -> float:
    policies = facts.scenario.policies
    half = policies.interior_wall_mm / 2
    grown = shapely.union_all([room.polygon.buffer(half, join_style="mitre") for room in rooms])
    facade = plate.net.boundary.intersection(grown).length
    return (grown.intersection(plate.net).area + facade * policies.exterior_wall_mm) / M2
