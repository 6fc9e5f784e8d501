"""What the scenario gives stands in the layout as given: site, gates, buildings, storeys, cores, exits."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts
from planner.model import Building, Scenario
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

FAR = 1e6
"""Metres: the deviation told for a thing that is missing or that the scenario does not have."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each given thing: how far its drawn outline strays from the given one, m."""
    given = dict(_given(facts.scenario))
    drawn = {(row["role"], row["id"]): shape for row, shape in facts.bundle.with_shapes(*ROLES)}
    most = clause.number("most")
    for key, shape in given.items():
        yield at_most(f"{key[0]} {key[1]}", _deviation(shape, drawn.get(key)), most, "m", shape)
    for role, id in sorted(set(drawn) - set(given)):
        stray = drawn[role, id]
        where = facts.scenario.site.boundary if stray.is_empty else stray
        yield at_most(f"{role} {id}", FAR, most, "m", where)


ROLES = ("site", "gate", "obstacle", "building", "storey", "core", "exit", "dock")


def _given(scenario: Scenario) -> Iterator[tuple[tuple[str, str], BaseGeometry]]:
    yield ("site", "site"), scenario.site.boundary
    for gate in scenario.site.gates:
        yield ("gate", gate.id), gate.point
    for obstacle in scenario.site.obstacles:
        yield ("obstacle", obstacle.id), obstacle.polygon
    for building in scenario.buildings:
        yield ("building", building.id), _footprint(building)
    for storey in scenario.storeys:
        yield ("storey", storey.id), storey.outline
        for core in storey.cores:
            yield ("core", core.id), core.polygon
        for exit_ in storey.exits:
            yield ("exit", exit_.id), exit_.point
        for dock in storey.docks:
            yield ("dock", dock.id), dock.point


def _footprint(building: Building) -> BaseGeometry:
    above = [storey.outline for storey in building.storeys if storey.level >= 1]
    return shapely.union_all(above or [storey.outline for storey in building.storeys])


def _deviation(given: BaseGeometry, found: BaseGeometry | None) -> float:
    if found is None or found.is_empty or found.geom_type != given.geom_type:
        return FAR
    if shapely.equals_exact(given, found, 0.0):
        return 0.0
    # Boundaries, since the distance between nested areas is zero however different they are.
    one = given if given.geom_type == "Point" else given.boundary
    other = found if found.geom_type == "Point" else found.boundary
    return float(shapely.hausdorff_distance(one, other)) / 1000


KIND = RequirementKind(id="given_unchanged", parameters={"most": Spec("number", "m")}, check=check)
