"""What the fire codes ask of the ways out of a storey, as the search steers by it.

Numbers are those of GB 50016-2014 (2018) and GB 55037-2022, metres and square metres; the check has them in
its pack. ``None`` where a scenario does not opt into the pack ``fire``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from planner.model import Building, CorePart, Placement, Scenario, Storey

PACK = "fire"
HIGH_RISE_MM = 24_000
"""GB 50016 2.1.1: higher than this, and of more than one storey."""
SPRINKLERED = 1.25
"""GB 50016 table 5.5.17 note 3 and 5.5.17-4."""
SAFE_M = 0.3
"""What the distances of the search are shorter than the limits, for what they leave out (columns, jambs)."""
TEACHING = ("classroom", "practice_ground")
STORES = ("warehouse", "logistics_hub")
"""Kinds without a limit of distance: GB 50016 3.8 has none."""
CROWDED = ("exhibition_hall", "conference_hall", "catering", "party_hall")
"""Open halls: GB 50016 5.5.17-4, 5.5.19."""
CORE_DOOR_M = 1.2
"""Width of a core's door where there is room for it."""
JAMB_M = 0.01
"""What is left of the wall on either side of a core's door at least."""
WELL_M = 0.2
"""What the well between the two flights of a stair takes of its width: policy."""
WIDEST_FLIGHT_M = 2.4
"""Corridors are made no wider than this for the sake of flights: policy."""
COMPARTMENT_M2 = {"low I-II": 2_500.0, "III": 1_200.0, "IV": 600.0, "high": 1_500.0}
PAST_M = {"high": 1.4}
PAST_LOW_M = 1.2
"""Clear width of corridors past columns: GB 50016 table 5.5.18 for high-rises, GB 55019 2.2.2 for others."""
STAIR_OUT_M, STAIR_OUT_STOREYS = 15.0, 4
"""On the ground storey of a building of two to so many storeys a stair lies that near to an outer door
(GB 50016 5.5.17-2)."""
BELOW_M2 = 500.0
"""GB 50016 table 5.3.1: area of a fire compartment above ground and below, without sprinklers."""

_OTHER = {"low I-II": (40.0, 22.0), "III": (35.0, 20.0), "IV": (25.0, 15.0), "high": (40.0, 20.0)}
_TEACHING = {"low I-II": (35.0, 22.0), "III": (30.0, 20.0), "IV": (25.0, 10.0), "high": (30.0, 15.0)}
_EXHIBITION = {**_OTHER, "high": (30.0, 15.0)}
"""GB 50016 table 5.5.17: from a door between two exits, and in a dead end (the same inside a room)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a room may lie from the exits, m."""

    between: float
    dead: float
    inside: float
    """From any point of a room to its nearest door."""


@dataclass(frozen=True, slots=True)
class EgressRules:
    """The rules of one building."""

    row: str
    """Row of table 5.5.17."""
    factor: float
    halls: frozenset[str]
    """Kinds that go by the rule of open halls where they have two doors."""
    compartment_m2: float
    """Gross area of a fire compartment at most (GB 50016 5.3.1)."""
    rate: float
    """Metres of exit for a hundred people (GB 50016 table 5.5.21-1)."""
    stair_out: float = math.inf
    """From a stair's door to one to the outside at most, m; infinite above the ground storey."""

    def reach(self, kind: str) -> Reach:
        """The limits for a kind of room that is no open hall."""
        if kind in STORES:
            return Reach(math.inf, math.inf, math.inf)
        table = _TEACHING if kind in TEACHING else _EXHIBITION if kind == "exhibition_hall" else _OTHER
        between, dead = table[self.row]
        return Reach(between * self.factor, dead * self.factor, dead * self.factor)

    @property
    def past(self) -> float:
        """Clear width of a corridor, past columns too, m."""
        return PAST_M.get(self.row, PAST_LOW_M)

    @property
    def hall_inside(self) -> float:
        """From any point of an open hall to its nearest door (GB 50016 5.5.17-4), m."""
        return 30.0 * self.factor

    @property
    def hall_corridor(self) -> float:
        """From a door of an open hall along corridors to the nearest exit (GB 50016 5.5.17-4), m."""
        return 10.0 * self.factor


def egress_rules(scenario: Scenario, storey: Storey) -> EgressRules | None:
    """The rules for a storey, where the scenario opts into the pack."""
    if PACK not in scenario.standards:
        return None
    building = scenario.building(storey.building)
    first = building.fire_grade in ("I", "II")
    halls = CROWDED if first else ()
    if first and scenario.policies.open_office == "open_hall":
        halls = (*halls, "open_office")
    row = ("high" if is_high(building) else "low I-II") if first else building.fire_grade
    factor = SPRINKLERED if building.sprinklered else 1.0
    most = COMPARTMENT_M2[row] if storey.level >= 1 else BELOW_M2
    most *= 2 if building.sprinklered else 1  # GB 50016 table 5.3.1 note 1
    rate = exit_rate(scenario, building, storey)
    return EgressRules(row, factor, frozenset(halls), most, rate, _stair_out(building, storey))


def _stair_out(building: Building, storey: Storey) -> float:
    """How far the stairs of a storey may lie from the doors to the outside, m."""
    above = sum(1 for other in building.storeys if other.level >= 1)
    return STAIR_OUT_M if storey.is_ground and 1 < above <= STAIR_OUT_STOREYS else math.inf


def is_high(building: Building) -> bool:
    """Whether it is a high-rise."""
    above = [storey for storey in building.storeys if storey.level >= 1]
    top = max((storey.elevation_mm + storey.height_mm for storey in above), default=0)
    return top > HIGH_RISE_MM and len(above) > 1


def exit_rate(scenario: Scenario, building: Building, storey: Storey) -> float:
    """Metres of exit for a hundred people (GB 50016 table 5.5.21-1); 0 where the table has no row."""
    rates = {
        "I": (0.65, 0.75, 1.00), "II": (0.65, 0.75, 1.00), "III": (0.75, 1.00, 1.25)
    }.get(building.fire_grade)  # fmt: skip
    if rates is None or storey.level < 1:
        return 0.0
    by_level = scenario.policies.egress_width_by == "level"
    number = storey.level if by_level else sum(1 for other in building.storeys if other.level >= 1)
    return rates[0] if number <= 2 else rates[1] if number == 3 else rates[2]


def flight_m(stair: CorePart) -> float:
    """Clear width of a flight of a stair that fills its part: half of the shorter side less the well, m."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(stair.polygon))[:3]
    sides = [math.dist(corners[0], corners[1]), math.dist(corners[1], corners[2])]
    return math.floor((min(sides) / 1000 - WELL_M) / 2 * 20 + 1e-6) / 20


def corridor_m(scenario: Scenario, storey: Storey) -> float:
    """Clear width of the public corridors of a storey that carry no goods, m.

    Where people leave a storey by its stairs, the corridors are as wide as the widest flight.
    """
    usual = scenario.policies.corridor_width_mm / 1000
    if PACK not in scenario.standards or storey.is_ground:
        return usual
    flights = [flight_m(part) for core in storey.cores for part in core.parts if part.kind == "stair"]
    return max(usual, min(WIDEST_FLIGHT_M, max(flights, default=0.0)))


def stairs_m(scenario: Scenario, storey: Storey) -> float:
    """Up to what width corridors meet stairs over all that their flights have, m; 0: over a door's."""
    steers = PACK in scenario.standards and not storey.is_ground
    return corridor_m(scenario, storey) if steers else 0.0


def corridor_width(scenario: Scenario, storey: Storey, placements: Sequence[Placement]) -> int:
    """Clear corridor width: wide enough for goods where a warehouse is served by a goods lift."""
    stores = any(room.kind in ("warehouse", "logistics_hub") for place in placements for room in place.rooms)
    usual = round(1000 * corridor_m(scenario, storey))
    if stores and not storey.docks:
        return max(usual, scenario.policies.goods_corridor_width_mm)
    return usual


def people_limits(scenario: Scenario) -> dict[str, float]:
    """How many people each storey may hold by the width of its exits; empty where nothing steers.

    Stairs are taken as wide as their flights, but no wider than a door at the end of a corridor, doors to the
    outside as given. A stair carries the fullest storey from its own up, the doors to the outside the
    fullest of the building (GB 50016 5.5.21-1).
    """
    if PACK not in scenario.standards:
        return {}
    found: dict[str, float] = {}
    for building in scenario.buildings:
        most = math.inf
        for storey in sorted(building.storeys, key=lambda storey: storey.level):
            rate = exit_rate(scenario, building, storey)
            if rate > 0:
                most = min(most, 100 * _exit_width(scenario, storey) / rate)
                found[storey.id] = most
    return found


def _exit_width(scenario: Scenario, storey: Storey) -> float:
    """Width of the exits of a storey together, m: doors to the outside on the ground, else stairs."""
    if storey.is_ground:
        return sum(exit_.width_mm for exit_ in storey.exits) / 1000
    usual = max(CORE_DOOR_M, scenario.policies.door_width_mm / 1000)
    door = corridor_m(scenario, storey) - 2 * JAMB_M
    stairs = [part for core in storey.cores for part in core.parts if part.kind == "stair"]
    return sum(max(usual, min(door, flight_m(part))) for part in stairs)
