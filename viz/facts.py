"""The figures that title blocks print, summed from a layout (areas in mm2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from planner.model import Layout, Scenario, Storey, StoreyLayout


@dataclass(frozen=True, slots=True)
class StoreyFacts:
    """Areas of one storey."""

    gross: int
    net: int
    """Rooms together, without corridors."""
    corridors: int
    vacant: int
    rooms: int

    @property
    def corridor_share(self) -> float:
        """Corridors as a share of the gross area."""
        return self.corridors / self.gross if self.gross else 0.0


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Areas of the park."""

    land: int
    gross: int
    gross_above_ground: int
    footprint: int
    buildings: int
    storeys: int

    @property
    def coverage(self) -> float:
        """Footprints as a share of the land."""
        return self.footprint / self.land if self.land else 0.0

    @property
    def floor_area_ratio(self) -> float:
        """Gross area above ground over the land."""
        return self.gross_above_ground / self.land if self.land else 0.0


@dataclass(frozen=True, slots=True)
class ParkFacts:
    """Letting of the park."""

    gross: int
    lettable: int
    vacant: int
    tenants: int

    @property
    def leased_share(self) -> float:
        """Lettable area that is let."""
        return (self.lettable - self.vacant) / self.lettable if self.lettable else 0.0


def storey_facts(storey: Storey, layout: StoreyLayout) -> StoreyFacts:
    """Sums of a storey's layout."""
    return StoreyFacts(
        gross=storey.gross_area,
        net=sum(space.area for space in layout.spaces),
        corridors=sum(round(corridor.polygon.area) for corridor in layout.corridors),
        vacant=sum(space.area for space in layout.spaces if space.kind == "vacant"),
        rooms=len(layout.spaces),
    )


def site_facts(scenario: Scenario) -> SiteFacts:
    """Key figures of the site. The footprint of a building is its ground storey (else its lowest)."""
    ground = []
    for building in scenario.buildings:
        on_ground = [storey for storey in building.storeys if storey.is_ground] or list(building.storeys[:1])
        ground += [storey.outline for storey in on_ground]
    return SiteFacts(
        land=round(scenario.site.boundary.area),
        gross=sum(storey.gross_area for storey in scenario.storeys),
        gross_above_ground=sum(storey.gross_area for storey in scenario.storeys if storey.level >= 1),
        footprint=round(shapely.union_all(ground).area),
        buildings=len(scenario.buildings),
        storeys=len(scenario.storeys),
    )


def park_facts(scenario: Scenario, layout: Layout) -> ParkFacts:
    """Letting figures; lettable is what the catalogue says is lettable."""
    spaces = [space for storey in layout.storeys for space in storey.spaces]
    lettable = [space for space in spaces if _role(scenario, space.kind) == "lettable"]
    return ParkFacts(
        gross=sum(storey.gross_area for storey in scenario.storeys),
        lettable=_total(space.area for space in lettable),
        vacant=_total(space.area for space in lettable if space.kind == "vacant"),
        tenants=len({space.tenant for space in spaces if space.kind == "tenant_suite" and space.tenant}),
    )


def _role(scenario: Scenario, kind: str) -> str:
    entry = scenario.catalogue.spaces.get(kind)
    return entry.role if entry else ""


def _total(areas: Iterable[int]) -> int:
    return sum(areas)
