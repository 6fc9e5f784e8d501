"""One road network reaches the gates, and from there exits, docks, or both."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from planner.check.compliance import Finding, at_least, at_most
from planner.check.facts import SNAP, Facts
from planner.check.joints import components, near_pairs
from planner.model import Scenario
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

UNREACHED = 1e6
"""Metres: the distance told where there is no road at all."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each gate, exit or dock: its distance from the network; and for each road's width."""
    network = _network(facts)
    most = clause.number("reach")
    for name, point in _ends(facts.scenario, clause.texts("to")):
        away = float(network.distance(point)) / 1000 if network is not None else UNREACHED
        yield at_most(name, away, most, "m", point)
    if "width" in clause.params:
        for road in facts.roads:
            yield at_least(road.id, road.width_mm / 1000, clause.number("width"), "m", road.polygon)


def _ends(scenario: Scenario, which: tuple[str, ...]) -> Iterator[tuple[str, Point]]:
    if "gates" in which:
        yield from ((f"gate {gate.id}", gate.point) for gate in scenario.site.gates)
    for storey in scenario.storeys:
        if "exits" in which and storey.is_ground:
            yield from ((exit_.id, exit_.point) for exit_ in storey.exits)
        if "docks" in which and storey.is_ground:
            yield from ((dock.id, dock.point) for dock in storey.docks)


def _network(facts: Facts) -> BaseGeometry | None:
    """The connected roads that meet the most gates; the largest of those."""
    shapes = {f"{number}": road.polygon for number, road in enumerate(facts.roads)}
    if not shapes:
        return None
    groups = components(shapes, near_pairs(shapes, 2 * SNAP))
    merged = [shapely.union_all([shapes[id] for id in group]) for group in groups]
    gates = [gate.point for gate in facts.scenario.site.gates]
    return max(merged, key=lambda part: (sum(part.distance(gate) <= 2000 for gate in gates), part.area))


KIND = RequirementKind(
    id="road_reach",
    parameters={
        "to": Spec("texts", choices=("gates", "exits", "docks")),
        "reach": Spec("number", "m"),
        "width": Spec("number", "m", required=False),
    },
    check=check,
)
