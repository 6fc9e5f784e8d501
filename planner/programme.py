"""From a demand of the programme and a net area to its rooms, and to the storey area it takes.

A demand is made of its own ``rooms``, or of rooms of its ``kind`` (one, but for what no room of that
kind can hold), or of the standard composition
of its zone (``kinds.yaml``). A part too small for the whole composition holds what fits, the largest
shares first; ``whole_area`` tells from where on a part holds everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.kinds import Component
from planner.model import M2, Demand, RoomSpec, Scenario, Storey

__all__ = ["inner_share", "least_part", "permits", "room_kinds", "rooms_for", "take", "whole_area"]

TIDY = M2 // 10
"""Room areas are multiples of this (mm2); one room of the part takes the remainder."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Rooms of one kind in a part; areas in mm2. ``fixed``: the number of rooms was asked for."""

    kind: str
    weight: float
    usual: int
    least: int
    most: int
    count: int
    fixed: bool
    cap: int = 2**62
    """Area of all its rooms together at most."""


def take(scenario: Scenario, zone: str, area_mm2: int) -> int:
    """Storey area (mm2) that a zone of several rooms with this net area takes, inner corridors included."""
    return area_mm2 + round(area_mm2 * scenario.catalogue.zones[zone].inner)


def inner_share(scenario: Scenario, demand: Demand) -> float:
    """Share of its net area that a demand's inner corridors add; 0 where every part is one room."""
    return 0.0 if demand.kind is not None else scenario.catalogue.zones[demand.zone].inner


def room_kinds(scenario: Scenario, demand: Demand) -> frozenset[str]:
    """Every space kind that a part of the demand may hold."""
    return frozenset(entry.kind for entry in _entries(scenario, demand))


def permits(storey: Storey, zone: str, kinds: frozenset[str]) -> bool:
    """Whether a storey may hold a zone: it permits the zone itself, or every kind of room of it."""
    permitted = storey.permitted_kinds
    return permitted is None or zone in permitted or kinds <= permitted


def whole_area(scenario: Scenario, demand: Demand) -> int:
    """Least net area (mm2) of a part that holds the demand's whole composition."""
    return sum(entry.count * entry.least for entry in _entries(scenario, demand))


def least_part(scenario: Scenario, demand: Demand) -> int:
    """Least net area (mm2) of one part of the demand: its zone's, but no less than its smallest room."""
    zone = scenario.catalogue.zones[demand.zone]
    smallest = min(entry.least for entry in _entries(scenario, demand))
    return max(smallest, min(round(zone.least_part * M2), demand.least_area))


def rooms_for(scenario: Scenario, demand: Demand, area_mm2: int) -> tuple[RoomSpec, ...]:
    """Rooms of a part with this net area; their areas add up to it exactly."""
    entries = _fitting(_entries(scenario, demand), area_mm2)
    totals = _shared(entries, area_mm2)
    rooms: list[RoomSpec] = []
    rest = area_mm2
    for entry, total in zip(entries, totals, strict=True):
        count = entry.count if entry.fixed else _count(entry, total)
        each = max(entry.least, total // count // TIDY * TIDY)
        each = min(each, total // count)
        rooms.append(RoomSpec(entry.kind, count, each))
        rest -= count * each
    return _with_remainder(rooms, rest)


def _entries(scenario: Scenario, demand: Demand) -> tuple[_Entry, ...]:
    spaces = scenario.catalogue.spaces
    zone = scenario.catalogue.zones[demand.zone]
    if demand.kind is not None:
        least = round(spaces[demand.kind].min_area * M2)
        return (_Entry(demand.kind, 1.0, least, least, 2**62, 1, True),)
    if demand.rooms:
        return tuple(
            _Entry(
                room.kind,
                float(room.count * room.area),
                room.area,
                min(room.area, round(spaces[room.kind].min_area * M2)),
                2**62,
                room.count,
                True,
            )
            for room in demand.rooms
        )
    return tuple(
        _Entry(
            part.kind,
            part.share,
            round((part.most if zone.single else part.area) * M2),  # single: as few rooms as may be
            round(part.least * M2),
            round(part.most * M2),
            _asked(scenario, zone.id, part),
            part.one,
            part.count * round(part.most * M2) if part.one else 2**62,
        )
        for part in zone.components
    )


def _asked(scenario: Scenario, zone: str, part: Component) -> int:
    """Least number of rooms of a kind: the catalogue's, or what a reading of CBEP asks for."""
    if "cbep" not in scenario.standards:
        return part.count
    policies = scenario.policies
    asked = {
        ("training_base", "classroom"): policies.least_classrooms,  # CBEP-5.1.3.3
        ("exchange_centre", "meeting_room"): policies.several,  # CBEP-5.1.2.3
    }
    return max(part.count, asked.get((zone, part.kind), 0))


def _fitting(entries: tuple[_Entry, ...], area: int) -> tuple[_Entry, ...]:
    """The entries that fit into ``area`` at their least, whole ones first, the largest shares kept."""
    if sum(entry.count * entry.least for entry in entries) <= area:
        return entries
    kept: dict[int, int] = {}
    left = area
    for index in sorted(range(len(entries)), key=lambda k: (-entries[k].weight, k)):
        entry = entries[index]
        count = min(entry.count, left // entry.least)
        if count > 0:
            kept[index] = count
            left -= count * entry.least
    if not kept:  # smaller than its smallest room: one room of that kind, as large as it gets
        kept[min(range(len(entries)), key=lambda k: entries[k].least)] = 1
    return tuple(_resized(entry, kept[k]) for k, entry in enumerate(entries) if k in kept)


def _resized(entry: _Entry, count: int) -> _Entry:
    weight = entry.weight * count / entry.count
    return _Entry(entry.kind, weight, entry.usual, entry.least, entry.most, count, entry.fixed, entry.cap)


def _shared(entries: tuple[_Entry, ...], area: int) -> list[int]:
    """Net area of each entry: by weight, but none below the least of its rooms."""
    floors = [entry.count * entry.least for entry in entries]
    held: set[int] = set()
    while True:
        free = area - sum(floors[k] for k in held)
        weight = sum(entry.weight for k, entry in enumerate(entries) if k not in held)
        low = {
            k for k, entry in enumerate(entries) if k not in held and free * entry.weight / weight < floors[k]
        }
        if not low or len(held) + len(low) == len(entries):
            break
        held |= low
    totals = [
        floors[k] if k in held else int(free * entry.weight / weight) for k, entry in enumerate(entries)
    ]
    capped = [min(total, entry.cap) for total, entry in zip(totals, entries, strict=True)]
    largest = max(range(len(entries)), key=lambda k: (entries[k].cap == 2**62, capped[k]))
    capped[largest] += area - sum(capped)
    return capped


def _count(entry: _Entry, total: int) -> int:
    """How many rooms make up ``total``: near the usual size, none above the most or below the least."""
    wanted = max(1, round(total / entry.usual), -(-total // entry.most))
    return max(entry.count, min(wanted, total // entry.least))


def _with_remainder(rooms: list[RoomSpec], rest: int) -> tuple[RoomSpec, ...]:
    """One room of the largest kind takes ``rest``."""
    if rest == 0:
        return tuple(rooms)
    largest = max(range(len(rooms)), key=lambda k: (rooms[k].count * rooms[k].area, -k))
    room = rooms[largest]
    grown = [RoomSpec(room.kind, room.count - 1, room.area)] if room.count > 1 else []
    grown.append(RoomSpec(room.kind, 1, room.area + rest))
    return (*rooms[:largest], *grown, *rooms[largest + 1 :])
