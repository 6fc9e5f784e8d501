"""What a scenario lets nobody mend afterwards: gates that lead nowhere, gaps, courtyards, stairs that end.

Each is a caution, not an error: the park can be planned, but some of it will be out of reach. A way is as
wide as a fire lane.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import shapely
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.caution_words import CAUTION_WORDS, CautionWords, Lang
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
    at: tuple[float, float]
    """mm."""
    names: Mapping[str, str]
    """What is filled into its words; ``id`` is that of the thing."""
    storey: str | None = None
    """The storey on whose plan it lies; ``None`` for the site."""

    def in_words(self, lang: Lang) -> CautionWords:
        """Title, subject, words and remedy."""
        raw = CAUTION_WORDS[self.code][lang]
        told = (part.format(**self.names) for part in (raw.title, raw.subject, raw.words, raw.remedy))
        return CautionWords(*told)

    @property
    def subject(self) -> str:
        """What it is about, in English."""
        return self.in_words("en").subject

    @property
    def words(self) -> str:
        """What is the matter, in English."""
        return self.in_words("en").words

    @property
    def remedy(self) -> str:
        """What would mend it, in English."""
        return self.in_words("en").remedy

    def told(self, lang: Lang) -> str:
        """One line."""
        x, y = self.at[0] / 1000, self.at[1] / 1000
        text = self.in_words(lang)
        if lang == "zh":
            return f"{self.code}：{text.subject}（{x:.1f}, {y:.1f}）：{text.words}。建议：{text.remedy}"
        return f"{self.code}: {text.subject} at ({x:.1f}, {y:.1f}): {text.words}. Try: {text.remedy}"

    def __str__(self) -> str:
        return self.told("en")


def cautions(scenario: Scenario) -> tuple[Caution, ...]:
    """All cautions of a scenario: gates, buildings, gaps between them, courtyards, stairs."""
    found = [*_fire_gates(scenario), *_gates_and_buildings(scenario), *_gaps(scenario)]
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
            "zh": {"subject": zh.subject, "words": zh.words, "remedy": zh.remedy},
        }
        for row in cautions(scenario)
        for zh in (row.in_words("zh"),)
    ]


def _fire_gates(scenario: Scenario) -> Iterator[Caution]:
    """A site with gates of which none admits fire engines."""
    gates = scenario.site.gates
    if gates and not any("fire" in gate.traffic for gate in gates):
        yield Caution("no-fire-gate", (gates[0].point.x, gates[0].point.y), {})


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
            yield Caution("gate-blocked", (gate.point.x, gate.point.y), {"id": gate.id})
    for building, wall in walls:
        if gates and building.id not in reached:
            at = wall.representative_point()
            yield Caution("building-unreached", (at.x, at.y), {"id": building.id})


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
            names = {"id": one, "other": other, "gap": f"{gap / 1000:.3f}"}
            yield Caution("narrow-gap", (middle.x, middle.y), names)


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
            names = {"id": building.id, "short": f"{short / 1000:.1f}"}
            yield Caution("courtyard-closed", (at.x, at.y), names)


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
            yield Caution("stair-ends", (at.x, at.y), {"id": part.id, "storey": nearer.id}, storey.id)
