"""A building as people leave it: the ways of every storey, and the stairs that lead from one to the next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import shapely

from planner.check.facts import Facts, Plate
from planner.circulation.vertical import flights
from planner.model import Building, CorePart
from planner.simulate.evacuation.constants import incline
from planner.simulate.evacuation.people import Crowd, crowd, crowds
from planner.simulate.evacuation.profile import Profile, standard_profile
from planner.simulate.evacuation.ways import Chain, StoreyWays

__all__ = ["Descent", "House", "descents_of", "flight_width", "house", "house_of", "storey_alone"]


@dataclass(frozen=True, slots=True)
class Descent:
    """One flight from a storey to the next on the way out, both turns of it."""

    stair: str
    """The part of the core on the storey where it begins."""
    storey: str
    to: str
    """The same stair on the next storey."""
    to_storey: str
    width: float
    """Clear width of a flight, m."""
    incline: float
    """Metres walked on steps."""
    landings: float
    """Metres walked on the level between them: round the well, once half-way and once at the storey."""
    up: bool


@dataclass(slots=True)
class House:
    """A building of which some doors, exits and stairs may be closed."""

    building: Building
    ways: Mapping[str, StoreyWays]
    """By storey, lowest first; those without a layout too."""
    crowds: Mapping[str, tuple[Crowd, ...]]
    down: Mapping[str, Descent]
    """Stair -> its flight towards the ground, or up from below it."""
    closed: frozenset[str]
    trusted: frozenset[str] = frozenset()
    """Stairs that lead out though the storeys below are not here."""
    profile: Profile = field(default_factory=standard_profile)
    _outs: dict[str, bool] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """Everybody in it."""
        return sum(crowd.count for rows in self.crowds.values() for crowd in rows)

    def exits(self, storey: str) -> tuple[str, ...]:
        """The ways off a storey: its doors to the outside if it has some, else stairs that lead out."""
        ways = self.ways[storey]
        if ways.outer:
            return tuple(sorted(ways.outer))
        return tuple(sorted(stair for stair in ways.stairs if self.leads_out(stair)))

    def leads_out(self, stair: str) -> bool:
        """Whether a stair leads on to a door to the outside."""
        if stair in self.trusted:
            return True
        if stair not in self._outs:
            flight = self.down.get(stair)
            there = flight is not None and flight.to not in self.closed
            on = flight is not None and (self.leads_out(flight.to) or self.discharge(flight) is not None)
            self._outs[stair] = there and on and stair not in self.closed
        return self._outs[stair]

    def discharge(self, flight: Descent) -> tuple[float, Chain] | None:
        """From the foot of a flight out: mm to the first door, and on; ``None`` where it goes down."""
        ways = self.ways[flight.to_storey]
        if not ways.outer:
            return None
        exits = tuple(sorted(ways.outer))
        found = [
            (away + chain.length, away, chain)
            for number, away in ways.stairs.get(flight.to, {}).items()
            if (chain := ways.chain("", number, exits)) is not None
        ]
        if not found:
            return None
        _, away, chain = min(found, key=lambda row: (row[0], row[2].doors))
        return away, chain

    def first(self, stair: str) -> list[Descent]:
        """The flight that begins at a stair, if there is one."""
        flight = self.down.get(stair)
        return [flight] if flight is not None else []

    def descents(self, stair: str) -> Iterator[Descent]:
        """The flights from a stair down to the storey where it is left."""
        flight = self.down.get(stair)
        while flight is not None:
            yield flight
            if self.discharge(flight) is not None:
                return
            flight = self.down.get(flight.to)


def house_of(
    facts: Facts,
    building: Building,
    closed: frozenset[str] = frozenset(),
    profile: Profile | None = None,
) -> House:
    """A building of a layout, made once: with some doors, exits and stairs closed, by a profile."""
    given = profile or standard_profile()
    known = f"evacuation {building.id} {sorted(closed)} {given.model_dump_json()}"
    return facts.once(known, lambda: house(facts, building, closed, given))


def house(facts: Facts, building: Building, closed: frozenset[str], profile: Profile) -> House:
    """A building of a layout with some doors, exits and stairs closed."""
    storeys = sorted(building.storeys, key=lambda storey: storey.level)
    plates: list[Plate] = [facts.plates[storey.id] for storey in storeys]
    return House(
        building,
        {plate.storey.id: StoreyWays(plate, closed) for plate in plates},
        {plate.storey.id: tuple(crowds(facts, plate, profile)) for plate in plates},
        descents_of(building, profile),
        closed,
        profile=profile,
    )


def storey_alone(building: Building, plate: Plate, people: Mapping[str, int]) -> House:
    """A storey of which every stair counts as a way out, with so many people by room."""
    columns = shapely.union_all([column.polygon for column in plate.storey.columns])
    rooms = [space for space in plate.spaces if people.get(space.id, 0) > 0]
    given = standard_profile()
    crowd_rows = tuple(
        crowd(space, people[space.id], space.polygon.difference(columns), given) for space in rooms
    )
    ways = StoreyWays(plate, frozenset())
    return House(
        building,
        {plate.storey.id: ways},
        {plate.storey.id: crowd_rows},
        descents_of(building, given),
        frozenset(),
        frozenset(ways.stairs),
    )


def descents_of(building: Building, given: Profile) -> dict[str, Descent]:
    """Every stair with its flight towards the ground."""
    found: dict[str, Descent] = {}
    parts = {p.id: p for storey in building.storeys for core in storey.cores for p in core.parts}
    levels = {p.id: s.level for s in building.storeys for core in s.cores for p in core.parts}
    homes = {p.id: s.id for s in building.storeys for core in s.cores for p in core.parts}
    for flight in flights(building)[0]:
        if flight.kind != "stair":
            continue
        up = levels[flight.lower] < 1
        start, end = (flight.lower, flight.upper) if up else (flight.upper, flight.lower)
        width = min(flight_width(parts[start], given), flight_width(parts[end], given))
        rise = flight.rise_mm / 1000
        found[start] = Descent(
            start, homes[start], end, homes[end], width, incline(rise, given), 4 * width, up
        )
    return found


def flight_width(stair: CorePart, given: Profile) -> float:
    """Clear width of a flight of a stair whose part holds two and the well between them, m: policy."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(stair.polygon))[:3]
    sides = [math.dist(corners[0], corners[1]), math.dist(corners[1], corners[2])]
    half = (min(sides) / 1000 - given.stair_well) / 2
    return max(given.least_flight, math.floor(half * 20 + 1e-6) / 20)
