"""A room without a door to a corridor is reached through few rooms, and only such as may be crossed."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import shapely

from planner.check.clearance import DOOR_REACH
from planner.check.compliance import Finding, at_most
from planner.check.facts import Facts, Plate
from planner.model import Space
from planner.standards.clauses import Clause
from planner.standards.requirement import RequirementKind, Spec

OUT = ""
"""All that is no room: corridors, cores, what lies outside."""
LEAST = 0.5
"""Of its width a door lies along what it opens to."""


def check(clause: Clause, facts: Facts) -> Iterator[Finding]:
    """A finding for every room with doors: through how many others it is reached at least.

    A door opens to what it is drawn at, whatever it names. A way leads through a room if the catalogue gives
    its kind passage to the kind behind it and both serve one subject; a room without such a way counts all
    rooms of its storey. Whether corridors lead out is the business of other clauses.
    """
    for plate in facts.plates.values():
        graph = _ways_in(facts, plate)
        steps: dict[str, int] = nx.single_source_shortest_path_length(graph, OUT)
        for room in plate.spaces:
            if room.id in graph:
                crossed = steps[room.id] - 1 if room.id in steps else len(plate.spaces)
                yield at_most(room.id, float(crossed), clause.number("most"), "count", room.polygon)


def _ways_in(facts: Facts, plate: Plate) -> nx.DiGraph[str]:
    """From outside into the rooms and on, door by door."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node(OUT)
    if not plate.spaces:
        return graph
    shapes = [room.polygon for room in plate.spaces]
    for door in plate.doors:
        reach = door.polygon.buffer(DOOR_REACH, cap_style="flat", join_style="mitre")
        along = shapely.length(shapely.intersection(shapely.boundary(shapes), reach))
        rooms = [
            room
            for room, length in zip(plate.spaces, along.tolist(), strict=True)
            if length >= LEAST * door.width_mm
        ]
        graph.add_nodes_from(room.id for room in rooms)
        if len(rooms) == 1:
            graph.add_edge(OUT, rooms[0].id)
        graph.add_edges_from(
            (one.id, other.id) for one in rooms for other in rooms if _leads(facts, one, other)
        )
    return graph


def _leads(facts: Facts, one: Space, other: Space) -> bool:
    """Whether one room may be crossed on the way to another one."""
    kind = facts.kind_of(one)
    same = one is not other and one.subject is not None and one.subject == other.subject
    return same and kind is not None and other.kind in kind.passage_to


KIND = RequirementKind(id="room_passage", parameters={"most": Spec("number", "count")}, check=check)
