"""A layout as read from disk, beside its scenario, prepared for measuring."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.bundle import Bundle, read_bundle
from planner.compartment import Compartment
from planner.errors import BundleError
from planner.kinds import SpaceKind
from planner.model import Corridor, Door, Scenario, SiteRoad, Space, Storey

__all__ = ["SNAP", "Facts", "Plate", "gather", "read_facts"]

SNAP = 5.0
"""Millimetres that rounding to whole millimetres on a rotated plan may shift a distance by, and more."""

Measured = TypeVar("Measured")
Thing = TypeVar("Thing", Space, Corridor, Door, Compartment, SiteRoad)


@dataclass(frozen=True, slots=True)
class Plate:
    """A storey of the scenario with what the layout puts on it, geometry mended where it was invalid."""

    storey: Storey
    net: BaseGeometry
    """Inside of the external walls."""
    spaces: tuple[Space, ...]
    corridors: tuple[Corridor, ...]
    doors: tuple[Door, ...]
    compartments: tuple[Compartment, ...] = ()
    """Fire compartments as drawn; none where the storey is not divided."""

    @property
    def public_corridors(self) -> tuple[Corridor, ...]:
        """Corridors that belong to no zone."""
        return tuple(corridor for corridor in self.corridors if corridor.zone is None)

    @property
    def floor(self) -> tuple[Space | Corridor, ...]:
        """Everything people walk on, cores aside."""
        return (*self.spaces, *self.corridors)

    def openings(self) -> dict[str, Point]:
        """Where the storey opens to the outside: exits and docks, by id."""
        found = {exit_.id: exit_.point for exit_ in self.storey.exits}
        return found | {dock.id: dock.point for dock in self.storey.docks}

    def solids(self) -> dict[str, Polygon]:
        """Everything a door can join that has an area: spaces, corridors, cores, by id."""
        found = {core.id: core.polygon for core in self.storey.cores}
        found |= {space.id: space.polygon for space in self.spaces}
        return found | {corridor.id: corridor.polygon for corridor in self.corridors}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the requirement kinds measure."""

    scenario: Scenario
    bundle: Bundle
    plates: Mapping[str, Plate]
    """Every storey of the scenario, those without a layout too."""
    strays: tuple[Space | Corridor | Door | Compartment, ...]
    """Things on storeys that the scenario does not have."""
    unsound: Mapping[str, BaseGeometry]
    """Things whose polygon is empty or crosses itself, with the polygon as it stands."""
    roads: tuple[SiteRoad, ...]
    made: dict[str, object] = field(default_factory=dict, compare=False, repr=False)
    """What the layout alone decides, by a name of its own: ``replace`` keeps it."""
    _once: dict[Hashable, object] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What was measured before. ``replace`` begins with an empty one, since a policy may change it."""

    def once(self, key: Hashable, measure: Callable[[], Measured]) -> Measured:
        """``measure()``, taken once for a key: several clauses may ask for the same."""
        if key not in self._once:
            self._once[key] = measure()
        return cast(Measured, self._once[key])

    @property
    def spaces(self) -> Iterator[Space]:
        """Every space that lies on a storey of the scenario."""
        return (space for plate in self.plates.values() for space in plate.spaces)

    def kind_of(self, space: Space) -> SpaceKind | None:
        """What its kind asks for; ``None`` for a kind that the scenario does not know."""
        return self.scenario.catalogue.spaces.get(space.kind)

    def of_zone(self, *zones: str) -> list[Space]:
        """The rooms of these zones; suites, stock rooms and vacant units are not rooms of a zone."""
        return [
            space
            for space in self.spaces
            if space.zone in zones and (kind := self.kind_of(space)) is not None and kind.role != "lettable"
        ]

    def suites(self) -> dict[str, list[Space]]:
        """The suites of each placed tenant."""
        return self.once("suites", self._suites)

    def _suites(self) -> dict[str, list[Space]]:
        found: dict[str, list[Space]] = {}
        for space in self.spaces:
            if space.kind == "tenant_suite" and space.tenant is not None:
                found.setdefault(space.tenant, []).append(space)
        return found

    def of_subject(self, subject: str) -> list[Space]:
        """The spaces that serve a tenant (its suite) or a demand."""
        return self.once("by subject", self._by_subject).get(subject, [])

    def _by_subject(self) -> dict[str, list[Space]]:
        found: dict[str, list[Space]] = {}
        for space in self.spaces:
            if space.subject is not None:
                found.setdefault(space.subject, []).append(space)
        return found


def read_facts(scenario: Scenario, directory: Path) -> Facts:
    """The layout in a folder; ``BundleError`` when it cannot be read or is of another park."""
    bundle = read_bundle(directory)
    storeys = {storey.id for storey in scenario.storeys}
    drawn = {feature["properties"]["id"] for feature in bundle.of_role("storey")}
    if not drawn & storeys:
        raise BundleError(
            f"{directory / 'layout.geojson'}: shows none of the storeys of {scenario.source}, expected a "
            "layout of this scenario. Try: check it with the scenario.resolved.yaml in its own folder"
        )
    return gather(scenario, bundle)


def gather(scenario: Scenario, bundle: Bundle) -> Facts:
    """Sort the things of the bundle by storey and mend what can be mended, remembering what was broken."""
    unsound: dict[str, BaseGeometry] = {}
    plates, known = {}, {storey.id for storey in scenario.storeys}
    layouts = {layout.storey: layout for layout in bundle.layout.storeys}
    wall = scenario.policies.exterior_wall_mm
    for storey in scenario.storeys:
        layout = layouts.get(storey.id)
        plates[storey.id] = Plate(
            storey,
            storey.outline.buffer(-wall, quad_segs=16),
            _mended(layout.spaces, unsound) if layout else (),
            _mended(layout.corridors, unsound) if layout else (),
            _mended(layout.doors, unsound) if layout else (),
            _mended(layout.compartments, unsound) if layout else (),
        )
    strays: list[Space | Corridor | Door | Compartment] = []
    for layout in bundle.layout.storeys:
        if layout.storey not in known:
            strays += (*layout.spaces, *layout.corridors, *layout.doors, *layout.compartments)
    roads = _mended(bundle.layout.roads, unsound)
    return Facts(scenario, bundle, plates, tuple(strays), unsound, roads)


def _mended(things: tuple[Thing, ...], unsound: dict[str, BaseGeometry]) -> tuple[Thing, ...]:
    """The things with valid polygons; those without any area are left out (and reported elsewhere)."""
    kept = []
    for thing in things:
        if thing.polygon.is_valid and not thing.polygon.is_empty:
            kept.append(thing)
            continue
        unsound[thing.id] = thing.polygon
        largest = _largest(shapely.make_valid(thing.polygon))
        if largest is not None:
            kept.append(replace(thing, polygon=largest))
    return tuple(kept)


def _largest(shape: BaseGeometry) -> Polygon | None:
    parts: list[Polygon] = []
    for part in shapely.get_parts(shape):
        parts += [part] if isinstance(part, Polygon) else _polygons(part)
    return max((part for part in parts if part.area > 0), key=lambda part: part.area, default=None)


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return list(shape.geoms) if isinstance(shape, MultiPolygon) else []
