"""The graph of a park as GraphML, its quality as plain data for JSON (``docs/circulation.md``)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx

from planner.bundle.files import make_writable, write_files
from planner.circulation.flows import Flows
from planner.circulation.flows_document import flows_document
from planner.circulation.park import Note, ParkGraph
from planner.circulation.quality import Quality, Walk, Walks, way
from planner.circulation.syntax import Line
from planner.circulation.weak_points import WeakPoint

__all__ = ["FORMAT", "circulation_document", "graphml", "write_graphml"]

FORMAT = "planner-circulation/1"


def graphml(park: ParkGraph) -> bytes:
    """The graph with scalar attributes only; one that is not known is left out."""
    plain: nx.Graph[str] = nx.Graph(**park.graph.graph)
    for node in sorted(park.graph):
        plain.add_node(node, **_known(park.graph.nodes[node]))
    edges = {(min(a, b), max(a, b)): data for a, b, data in park.graph.edges(data=True)}
    for (one, other), known in sorted(edges.items(), key=lambda row: row[0]):
        plain.add_edge(one, other, **_known(known))
    stream = io.BytesIO()
    nx.write_graphml(plain, stream)
    return stream.getvalue()


def write_graphml(path: Path, park: ParkGraph) -> None:
    """Write the graph whole or not at all; ``UsageError`` if the folder cannot be written."""
    make_writable(path.parent)
    write_files(path.parent, {path.name: graphml(park)})


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None and value != ""}


def circulation_document(park: ParkGraph, found: Quality, flows: Flows | None = None) -> dict[str, Any]:
    """What ``planner circulation --json`` prints; the flows where they were measured."""
    kinds: dict[str, int] = {}
    for _, data in park.graph.nodes(data=True):
        kinds[data["kind"]] = kinds.get(data["kind"], 0) + 1
    return {
        "format": FORMAT,
        "graph": {
            "nodes": park.graph.number_of_nodes(),
            "edges": park.graph.number_of_edges(),
            "kinds": dict(sorted(kinds.items())),
        },
        "walks": {kind: _walks(park, walks) for kind, walks in found.walks.items()},
        "integration": {
            "mean": _rounded(found.mean_integration),
            "lines": [_line(line) for line in found.lines],
        },
        "weak_points": [_weak(point) for point in found.weak_points],
        "notes": [_note(note) for note in park.notes],
        "flows": None if flows is None else flows_document(flows),
    }


def _walks(park: ParkGraph, walks: Walks) -> dict[str, Any]:
    worst = walks.worst
    return {
        "user": walks.user,
        "count": len(walks.walks),
        "mean_m": _rounded(walks.mean_m),
        "worst_m": _rounded(worst.length_m if worst else None),
        "worst": None if worst is None else {"subject": worst.subject, "way": way(park, walks, worst)},
        "unreached": list(walks.unreached),
        "walks": [_walk(walk) for walk in walks.walks],
    }


def _walk(walk: Walk) -> dict[str, Any]:
    return {
        "subject": walk.subject,
        "to": walk.end or None,
        "m": _rounded(walk.length_m if walk.reached else None),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "building": line.building,
        "storey": line.storey,
        "feature": line.feature,
        "from": _metres(line.line.coords[0]),
        "to": _metres(line.line.coords[-1]),
        "lines": line.lines,
        "connections": line.connections,
        "mean_depth": _rounded(line.mean_depth),
        "integration": _rounded(line.integration),
        "meets_all": line.meets_all,
    }


def _weak(point: WeakPoint) -> dict[str, Any]:
    return {
        "user": point.user,
        "kind": point.kind,
        "id": point.id,
        "storey": point.storey or None,
        "at": [point.x, point.y],
        "rooms": list(point.rooms),
        "parties": list(point.parties),
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "subject": note.subject,
        "kind": note.kind,
        "remedy": note.remedy,
        "at": _metres(note.point.coords[0]),
    }


def _metres(spot: tuple[float, ...]) -> list[float]:
    return [round(spot[0] / 1000, 3), round(spot[1] / 1000, 3)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
