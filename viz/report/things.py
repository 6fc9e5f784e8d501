"""What the subjects of findings are in the layout: ids, companies, zones, kinds of rooms, storeys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.sarif import named
from planner.model import Corridor, Door, Layout, Scenario, Space

__all__ = ["Index", "Thing", "index_of"]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that can be marked in a picture, in the millimetres of the model."""

    id: str
    storey: str | None
    """Its storey; ``None`` for what stands on the site plan."""
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Index:
    """The things of a layout and its scenario by the names that subjects use."""

    things: Mapping[str, Thing]
    groups: Mapping[str, tuple[Space, ...]]
    """Rooms by company, demand, zone or kind."""
    storeys: frozenset[str]
    site: BaseGeometry

    def of(self, subject: str, where: BaseGeometry | None) -> list[Thing]:
        """What a subject names; else the geometry of its finding on the site plan, if it is not all of it."""
        names = list(named(subject))
        for name in names:
            if name in self.things and name not in self.storeys:
                return [self.things[name]]
        rooms = self._rooms(subject, names)
        if rooms:
            return [self.things[room.id] for room in rooms]
        for name in names:
            if name in self.storeys:
                return [self.things[name]]
        if where is None or where.is_empty or where.equals(self.site):
            return []
        return [Thing(subject, None, where)]

    def _rooms(self, subject: str, names: Iterable[str]) -> list[Space]:
        """Rooms of the zones or kinds that a subject lists, else of the first group it names."""
        words = {word for name in names for word in (name, *name.split("|"), *name.split(" + "))}
        found: dict[str, Space] = {}
        for word in sorted(words & self.groups.keys()):
            found |= {room.id: room for room in self.groups[word]}
        storeys = words & self.storeys
        kept = [room for room in found.values() if not storeys or room.storey in storeys]
        for word in (
            () if " + " in subject else subject.split()
        ):  # "OFFICE meeting_room": these rooms of that demand
            if word in self.groups and any(room in self.groups[word] for room in kept):
                kept = [room for room in kept if room in self.groups[word]]
        return kept


def index_of(scenario: Scenario, layout: Layout) -> Index:
    """The index of a layout under its scenario."""
    things = {thing.id: thing for thing in _things(scenario, layout)}
    groups: dict[str, list[Space]] = {}
    for storey in layout.storeys:
        for space in storey.spaces:
            for name in {space.subject, space.tenant, space.zone, space.kind} - {None, ""}:
                groups.setdefault(str(name), []).append(space)
    return Index(
        things,
        {name: tuple(rooms) for name, rooms in groups.items()},
        frozenset(storey.id for storey in scenario.storeys),
        scenario.site.boundary,
    )


def _things(scenario: Scenario, layout: Layout) -> Iterator[Thing]:
    for gate in scenario.site.gates:
        yield Thing(gate.id, None, gate.point)
    for obstacle in scenario.site.obstacles:
        yield Thing(obstacle.id, None, obstacle.polygon)
    for building in scenario.buildings:
        outlines = [storey.outline for storey in building.storeys]
        yield Thing(building.id, None, shapely.union_all(outlines))
    for storey in scenario.storeys:
        yield Thing(storey.id, storey.id, storey.outline)
        for core in storey.cores:
            yield Thing(core.id, storey.id, core.polygon)
            yield from (Thing(part.id, storey.id, part.polygon) for part in core.parts)
        yield from (Thing(exit_.id, storey.id, exit_.point) for exit_ in storey.exits)
        yield from (Thing(dock.id, storey.id, dock.point) for dock in storey.docks)
    for road in layout.roads:
        yield Thing(road.id, None, road.polygon)
    for arranged in layout.storeys:
        parts: tuple[Space | Corridor | Door, ...] = (*arranged.spaces, *arranged.corridors, *arranged.doors)
        for thing in parts:
            yield Thing(thing.id, arranged.storey, thing.polygon)
