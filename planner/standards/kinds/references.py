"""Ids are unique, and everything a thing of the layout names exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, equal
from planner.check.facts import Facts
from planner.fire_site import FireLane, Turnaround
from planner.model import Corridor, Door, Scenario, SiteRoad, Space, Storey, StoreyLayout
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every thing of the layout: what it names in vain, or "ok"."""
    scenario = facts.scenario
    storeys = {storey.id: storey for storey in scenario.storeys}
    counts = Counter(str(feature["properties"]["id"]) for feature in facts.bundle.features)
    subjects = _subjects(scenario)
    for layout in facts.bundle.layout.storeys:
        storey = storeys.get(layout.storey)
        joinable = _joinable(layout, storey)
        things: tuple[Space | Corridor | Door, ...] = (*layout.spaces, *layout.corridors, *layout.doors)
        for thing in things:
            fault = _misplaced(thing, storey)
            if not fault and counts[thing.id] > 1:
                fault = "the id stands twice"
            if not fault:
                fault = (
                    _of_door(thing, joinable)
                    if isinstance(thing, Door)
                    else _of_floor(scenario, thing, subjects)
                )
            yield _finding(thing.id, fault, thing.polygon, facts)
    fire = facts.bundle.layout.fire
    ways: list[SiteRoad | FireLane | Turnaround] = [*facts.bundle.layout.roads, *fire.lanes]
    ways += fire.turnarounds
    for road in ways:
        yield _finding(road.id, "the id stands twice" if counts[road.id] > 1 else "", road.polygon, facts)
    buildings = {building.id for building in scenario.buildings}
    for stand in fire.aerial_sites:
        fault = "the id stands twice" if counts[stand.id] > 1 else ""
        unknown = "" if stand.building in buildings else f"no building {stand.building}"
        yield _finding(stand.id, fault or unknown, stand.polygon, facts)


def _finding(id: str, fault: str, shape: BaseGeometry, facts: Facts) -> Finding:
    where = facts.scenario.site.boundary if shape.is_empty else shape
    return equal(id, fault or "ok", "ok", "", where)


def _subjects(scenario: Scenario) -> set[str]:
    tenants = [tenant.id for tenant in scenario.tenants]
    return {*tenants, *(f"stock:{id}" for id in tenants), *(demand.id for demand in scenario.demands)}


def _joinable(layout: StoreyLayout, storey: Storey | None) -> set[str]:
    """What a door of this storey may name."""
    found = {space.id for space in layout.spaces} | {corridor.id for corridor in layout.corridors}
    if storey is not None:
        found |= {core.id for core in storey.cores} | {exit_.id for exit_ in storey.exits}
        found |= {dock.id for dock in storey.docks}
    return found


def _misplaced(thing: Space | Corridor | Door, storey: Storey | None) -> str:
    if storey is None:
        return f"no storey {thing.storey}"
    return "" if thing.building == storey.building else f"storey {storey.id} is not in {thing.building}"


def _of_door(door: Door, joinable: set[str]) -> str:
    missing = [id for id in door.joins if id not in joinable]
    return f"joins {missing[0]}, which is not on this storey" if missing else ""


def _of_floor(scenario: Scenario, thing: Space | Corridor, subjects: set[str]) -> str:
    if thing.subject is not None and thing.subject not in subjects:
        return f"no tenant or demand {thing.subject}"
    if thing.zone and thing.zone not in scenario.catalogue.zones:
        return f"no zone {thing.zone}"
    return _of_space(scenario, thing, subjects) if isinstance(thing, Space) else ""


def _of_space(scenario: Scenario, space: Space, subjects: set[str]) -> str:
    if space.kind not in scenario.catalogue.spaces:
        return f"no space kind {space.kind}"
    if space.tenant is not None and space.tenant not in subjects:
        return f"no tenant {space.tenant}"
    if space.kind in ("tenant_suite", "stock_room") and space.tenant is None:
        return f"a {space.kind} must name its tenant"
    return ""


KIND = RequirementKind(id="references", check=check)
