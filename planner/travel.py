"""How far it is between storeys: the one definition shared by the objective and the solver.

Between storeys of one building: the storeys climbed. Between buildings: down to the ground, from
entrance to entrance in a straight line (the nearest pair of ground exits), and up again. A storey
climbed counts as ``weights.stair_or_lift_m_per_storey`` metres. Within a storey: 0, as rooms are not
placed yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from planner.model import Building, Scenario, Storey

__all__ = ["Travel", "travel"]


@dataclass(frozen=True, slots=True)
class Travel:
    """Walking metres between storeys and from gates; ids as in the scenario."""

    building_of: Mapping[str, str]
    climb_m: Mapping[str, float]
    """Storey -> signed metres that its height above the ground storey counts as."""
    between_buildings_m: Mapping[tuple[str, str], float]
    from_gate_m: Mapping[tuple[str, str], float]
    """(gate, building) -> metres from the gate to the building's nearest entrance."""

    def between(self, storey: str, other: str) -> float:
        """Metres from one storey to another."""
        here, there = self.building_of[storey], self.building_of[other]
        if here == there:
            return abs(self.climb_m[storey] - self.climb_m[other])
        flat = self.between_buildings_m[here, there]
        return flat + abs(self.climb_m[storey]) + abs(self.climb_m[other])

    def from_gate(self, gate: str, storey: str) -> float:
        """Metres from a gate to a storey."""
        return self.from_gate_m[gate, self.building_of[storey]] + abs(self.climb_m[storey])


def travel(scenario: Scenario) -> Travel:
    """Distances of the scenario's site. Every building needs a storey."""
    doors = {building.id: _entrances(building) for building in scenario.buildings}
    step = scenario.weights.stair_or_lift_m_per_storey
    return Travel(
        building_of={storey.id: storey.building for storey in scenario.storeys},
        climb_m={storey.id: step * _storeys_above_ground(storey) for storey in scenario.storeys},
        between_buildings_m={
            (a, b): here.distance(there) / 1000 for a, here in doors.items() for b, there in doors.items()
        },
        from_gate_m={
            (gate.id, building): gate.point.distance(door) / 1000
            for gate in scenario.site.gates
            for building, door in doors.items()
        },
    )


def _storeys_above_ground(storey: Storey) -> int:
    """0 for the ground storey (level 1), 1 above it, -1 for the first basement (level -1)."""
    return storey.level - 1 if storey.level > 0 else storey.level


def _entrances(building: Building) -> BaseGeometry:
    """Ground exits of the building; the middle of its lowest storey where it has none."""
    points: list[Point] = [exit.point for storey in building.storeys for exit in storey.exits]
    return MultiPoint(points) if points else building.storeys[0].outline.centroid
