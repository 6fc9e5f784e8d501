"""Rooms that serve the public can be reached from outside without steps, through wide doors and by lift."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from planner.check.compliance import Finding, at_least
from planner.check.facts import SNAP, Facts, Plate
from planner.check.joints import near_pairs
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

OUTSIDE = ("", "outside")


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for each room of the zones: 1 where a route leads to it from an exit of a ground storey.

    A route runs through doors of at least ``door`` and corridors that touch, through cores, and up and down
    by the lifts of cores that have the same name on several storeys.
    """
    reached = _reached(facts, clause.number("door") * 1000)
    for plate in facts.plates.values():
        for space in plate.spaces:
            if space.zone in clause.texts("zones"):
                there = float((plate.storey.id, space.id) in reached)
                yield at_least(space.id, there, 1.0, "reached", space.polygon)


def _reached(facts: Facts, door_mm: float) -> set[tuple[str, str]]:
    graph: nx.Graph[tuple[str, str]] = nx.Graph()
    graph.add_node(OUTSIDE)
    for plate in facts.plates.values():
        _storey(graph, plate, door_mm)
    lifts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for storey in facts.scenario.storeys:
        for core in storey.cores:
            if any(part.kind == "lift" for part in core.parts):
                short = core.id.removeprefix(f"{storey.id}/")
                lifts.setdefault((storey.building, short), []).append((storey.id, core.id))
    for stops in lifts.values():
        nx.add_path(graph, stops)
    return set(nx.node_connected_component(graph, OUTSIDE))


def _storey(graph: nx.Graph[tuple[str, str]], plate: Plate, door_mm: float) -> None:
    id = plate.storey.id
    exits = {exit_.id for exit_ in plate.storey.exits} if plate.storey.is_ground else set()
    for door in plate.doors:
        if door.width_mm >= door_mm - SNAP:
            ends = [OUTSIDE if end in exits else (id, end) for end in door.joins]
            graph.add_edge(*ends)
    shapes = {corridor.id: corridor.polygon for corridor in plate.corridors}
    graph.add_edges_from(((id, one), (id, other)) for one, other in near_pairs(shapes, SNAP))


KIND = RequirementKind(
    id="accessible_reach",
    parameters={"zones": Spec("texts"), "door": Spec("number", "m")},
    check=check,
)
