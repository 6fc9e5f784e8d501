"""Every space opens to a public corridor, or reaches one through rooms of its own zone part."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from planner.check.compliance import Finding, at_least
from planner.check.facts import Facts, Plate
from planner.check.joints import door_pairs, same_part
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every space: 1 where it has a way out, 0 where it has none."""
    for plate in facts.plates.values():
        doors = list(door_pairs(plate))
        ways = _ways(plate)
        parts: dict[str | None, list[Space]] = {}
        for space in plate.spaces:
            parts.setdefault(space.subject, []).append(space)
        for subject, rooms in parts.items():
            # Rooms without a subject (vacant units) lead to nobody else's room.
            groups = [rooms] if subject is not None else [[room] for room in rooms]
            for group in groups:
                reached = _reached(plate, group, doors, ways)
                for room in group:
                    yield at_least(room.id, float(room.id in reached), 1.0, "way out", room.polygon)


def _ways(plate: Plate) -> set[str]:
    """What counts as being out: public corridors, ground exits; cores where no corridor is needed."""
    found = {corridor.id for corridor in plate.public_corridors}
    cores = {core.id for core in plate.storey.cores if core.needs_access} if not found else set()
    return found | cores | {exit_.id for exit_ in plate.storey.exits}


def _reached(plate: Plate, rooms: list[Space], doors: list[tuple[str, str]], ways: set[str]) -> set[str]:
    """Rooms of one part that a chain of doors through that part leads out of."""
    own = {room.id for room in rooms}
    own |= {c.id for c in plate.corridors if any(same_part(room, c) for room in rooms)}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node("out")
    for one, other in doors:
        if one in own and other in own:
            graph.add_edge(one, other)
        elif one in own and other in ways:
            graph.add_edge(one, "out")
        elif other in own and one in ways:
            graph.add_edge(other, "out")
    return set(nx.node_connected_component(graph, "out"))


KIND = RequirementKind(id="door_access", check=check)
