"""What a scenario lets nobody mend afterwards: gates that lead nowhere, gaps, courtyards, stairs that end.

Each is a caution, not an error: the park can be planned, but some of it will be out of reach. A way is as
wide as a fire lane.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.site_lines import polygons_of
from planner.model import Building, Scenario, Storey

__all__ = ["Caution", "cautions", "cautions_document"]

WAY = 4_000.0
"""Width of a way, mm: a fire lane's (GB 50016 7.1.8-1)."""
HIGH = 4_000
"""Storeys whose underside is lower than this stand in the way, mm (GB 50016 7.1.8-1)."""
GRAIN = 20.0
"""Rounding that does not close a way, mm."""
NEAR = 30_000.0
"""A way that comes this near to a building reaches it, mm."""
COURTYARD = 24_000.0
"""Courtyards whose short side is longer should have a way in (GB 50016 7.1.4), mm."""
STAIR_SHARE = 1_000_000.0
"""Stairs that share this much ground run on, mm2."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something about a scenario: a name for programs, what and where it is, and what would mend it."""

    code: str
    subject: str
    at: tuple[float, float]
    """mm."""
    words: str
    remedy: str

    def __str__(self) -> str:
        x, y = self.at[0] / 1000, self.at[1] / 1000
        return f"{self.code}: {self.subject} at ({x:.1f}, {y:.1f}): {self.words}. Try: {self.remedy}"


def cautions(scenario: Scenario) -> tuple[Caution, ...]:
    """All cautions of a scenario: gates, buildings, gaps between them, courtyards, stairs."""
    found = [*_gates_and_buildings(scenario), *_gaps(scenario)]
    for building in scenario.buildings:
        found += [*_courtyards(scenario, building), *_stairs(building)]
    return tuple(found)


def cautions_document(scenario: Scenario) -> list[dict[str, Any]]:
    """The cautions as plain data, places in metres."""
    return [
        {
            "code": row.code,
            "subject": row.subject,
            "at": [round(row.at[0] / 1000, 3), round(row.at[1] / 1000, 3)],
            "words": row.words,
            "remedy": row.remedy,
        }
        for row in cautions(scenario)
    ]


def _gates_and_buildings(scenario: Scenario) -> Iterator[Caution]:
    """Gates for vehicles from which no way leads to a building, and buildings that none of them reaches."""
    gates = [gate for gate in scenario.site.gates if gate.traffic & {"fire", "goods"}]
    ways = _ways(scenario, [gate.point for gate in gates])
    walls = [(building, _low(building)) for building in scenario.buildings]
    walls = [(building, wall) for building, wall in walls if not wall.is_empty]
    water = shapely.union_all([obstacle.polygon for obstacle in scenario.site.obstacles])
    reached: set[str] = set()
    for gate in gates:
        own = [way for way in ways if way.distance(gate.point) <= WAY]
        near = {building.id for building, wall in walls for way in own if _reaches(way, wall, water)}
        reached |= near
        if walls and not near:
            words = "no way of 4 m leads from this gate to a building"
            remedy = "move the gate, or what stands before it: a building, an obstacle, a narrow neck of land"
            yield Caution("gate-blocked", f"gate {gate.id}", (gate.point.x, gate.point.y), words, remedy)
    for building, wall in walls:
        if gates and building.id not in reached:
            at = wall.representative_point()
            words = "no way of 4 m leads from a gate to within 30 m of it"
            remedy = "widen the narrowest gap on the way to 4 m, or add a gate on its side"
            yield Caution("building-unreached", f"building {building.id}", (at.x, at.y), words, remedy)


def _reaches(way: Polygon, wall: BaseGeometry, obstacles: BaseGeometry) -> bool:
    """Whether a way comes near a building, with no obstacle between."""
    last = shapely.shortest_line(way, wall)
    return last.length <= NEAR and not last.intersects(obstacles)


def _ways(scenario: Scenario, gates: Sequence[Point]) -> list[Polygon]:
    """Where the middle of a way may run, in connected pieces; at gates it comes in from outside."""
    mouths = [gate.buffer(WAY) for gate in gates]
    taken = [_low(building) for building in scenario.buildings]
    taken += [obstacle.polygon for obstacle in scenario.site.obstacles]
    ground = shapely.union_all([scenario.site.boundary, *mouths]).difference(shapely.union_all(taken))
    return polygons_of(ground.buffer(GRAIN - WAY / 2, join_style="mitre"))


def _low(building: Building) -> BaseGeometry:
    """What a building covers below the height of a fire engine."""
    low = [storey.outline for storey in building.storeys if storey.level >= 1 and storey.elevation_mm < HIGH]
    return shapely.union_all(low)


def _gaps(scenario: Scenario) -> Iterator[Caution]:
    """Pairs of buildings between which no lane fits."""
    walls = [(building.id, _low(building)) for building in scenario.buildings]
    for (one, first), (other, second) in combinations(walls, 2):
        gap = float(first.distance(second)) if not first.is_empty and not second.is_empty else WAY
        if gap < WAY:
            middle = shapely.shortest_line(first, second).interpolate(0.5, normalized=True)
            words = f"{gap / 1000:.3f} m apart, 4 m are needed for a fire lane between them"
            remedy = "move them apart (fire codes ask for 6 m and more), or make them one building"
            yield Caution("narrow-gap", f"buildings {one} and {other}", (middle.x, middle.y), words, remedy)


def _courtyards(scenario: Scenario, building: Building) -> Iterator[Caution]:
    """Large courtyards that no way leads into."""
    gates = [gate.point for gate in scenario.site.gates if gate.traffic & {"fire", "goods"}]
    wall = _low(building)
    rings = [ring for part in polygons_of(wall) for ring in part.interiors]
    for ring in rings:
        court = Polygon(ring)
        sides = shapely.get_coordinates(court.minimum_rotated_rectangle)
        short = min(float(((a - b) ** 2).sum() ** 0.5) for a, b in pairwise(sides[:3]))
        inner = [way for way in _ways(scenario, gates) if way.intersects(court)]
        joined = any(way.distance(gate) <= WAY for way in inner for gate in gates)
        if short > COURTYARD and not joined:
            at = court.representative_point()
            words = f"courtyard of {short / 1000:.1f} m short side without a way in of 4 m"
            remedy = "leave a passage, 4 m wide and high, out of the outline of the ground storey"
            yield Caution("courtyard-closed", f"building {building.id}", (at.x, at.y), words, remedy)


def _stairs(building: Building) -> Iterator[Caution]:
    """Stairs of a storey that end on no stair of the storey towards the ground."""
    up = [storey for storey in building.storeys if storey.level >= 1]
    down = [storey for storey in reversed(building.storeys) if storey.level <= 1]
    for chain in (up, down):
        for nearer, storey in pairwise(chain):
            yield from _ending(nearer, storey)


def _ending(nearer: Storey, storey: Storey) -> Iterator[Caution]:
    below = [part.polygon for core in nearer.cores for part in core.parts if part.kind == "stair"]
    for part in (part for core in storey.cores for part in core.parts if part.kind == "stair"):
        share = min(STAIR_SHARE, part.polygon.area / 2)
        if not any(part.polygon.intersection(other).area >= share for other in below):
            at = part.polygon.representative_point()
            words = f"this stair ends on no stair of storey {nearer.id}: nobody leaves the building by it"
            remedy = f"place it over a stair of {nearer.id}, or add its core to that storey"
            yield Caution("stair-ends", f"stair {part.id}", (at.x, at.y), words, remedy)
