"""How good the circulation of a park is, in figures by which alternatives are compared.

All walks are shortest ways over the graph of the park, in metres; a storey climbed counts as
``weights.stair_or_lift_m_per_storey``. A room is reached at its nearest door.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import networkx as nx

from planner.circulation.park import ParkGraph
from planner.circulation.syntax import Line, axial_map
from planner.circulation.ways import Ways
from planner.circulation.weak_points import WeakPoint, weak_points

__all__ = ["WALKS", "Quality", "Walk", "Walks", "quality", "way"]

WALKS = ("entrance_to_tenant", "gate_to_tenant", "tenant_to_stock", "tenant_to_store", "store_to_dock")
"""The kinds of walk that are measured."""

STORES = ("warehouse", "logistics_hub")
"""Rooms that goods go to from a dock."""


@dataclass(frozen=True, slots=True)
class Walk:
    """From the nearest of some places to a room."""

    subject: str
    """The company, or the room, that it is about."""
    starts: tuple[str, ...]
    """Nodes of the graph, from the nearest of which it leads."""
    end: str
    """The door that it leads to; empty where there is no way."""
    length_m: float
    """Infinite where there is no way."""
    owners: tuple[str, ...]
    """Through whose rooms it may lead."""

    @property
    def reached(self) -> bool:
        """Whether there is a way."""
        return math.isfinite(self.length_m)


@dataclass(frozen=True, slots=True)
class Walks:
    """All walks of a kind."""

    kind: str
    user: str
    walks: tuple[Walk, ...]

    @property
    def mean_m(self) -> float | None:
        """Mean length of those that have a way; ``None`` without any."""
        lengths = [walk.length_m for walk in self.walks if walk.reached]
        return fmean(lengths) if lengths else None

    @property
    def worst(self) -> Walk | None:
        """The longest of those that have a way."""
        reached = [walk for walk in self.walks if walk.reached]
        return max(reached, key=lambda walk: (walk.length_m, walk.subject), default=None)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Subjects without a way."""
        return tuple(walk.subject for walk in self.walks if not walk.reached)


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of a park."""

    walks: Mapping[str, Walks]
    """By the kinds in ``WALKS``."""
    lines: tuple[Line, ...]
    """Axial lines of corridors and lobbies."""
    weak_points: tuple[WeakPoint, ...]
    """For people and for wheelchairs, then for goods."""

    @property
    def mean_integration(self) -> float | None:
        """Mean integration of the lines, each by its length; ``None`` where none has a value."""
        known = [(line.integration, line.line.length) for line in self.lines if line.integration is not None]
        total = sum(length for _, length in known)
        return sum(value * length for value, length in known) / total if total > 0 else None


def quality(park: ParkGraph, store_of: Mapping[str, str] | None = None) -> Quality:
    """Measure a park. ``store_of``: company -> storey of the warehouse that serves it (``manifest.json``)."""
    people, goods = Ways(park.graph, "people"), Ways(park.graph, "goods")
    rooms = _rooms(park)
    suites = [room for room in rooms if room.kind == "tenant_suite" and room.tenant]
    stores = [room for room in rooms if room.kind in STORES]
    stock = [
        (suite, [r for r in rooms if r.kind == "stock_room" and r.tenant == suite.tenant]) for suite in suites
    ]
    served = store_of or {}
    store = [(s, [r for r in stores if r.storey == served[s.tenant]]) for s in suites if s.tenant in served]
    nodes = park.graph.nodes(data=True)
    entrances = tuple(node for node, data in nodes if data["kind"] == "exit" and data["entrance"])
    gates = tuple(node for node, data in nodes if data["kind"] == "gate")
    docks = tuple(node for node, data in nodes if data["kind"] == "dock")
    found = {
        "entrance_to_tenant": _from(people, entrances, suites),
        "gate_to_tenant": _from(people, gates, suites),
        "tenant_to_stock": _between(people, [(suite, others) for suite, others in stock if others]),
        "tenant_to_store": _between(people, store),
        "store_to_dock": _from(goods, docks, stores),
    }
    walks = {
        kind: Walks(kind, "goods" if kind == "store_to_dock" else "people", found[kind]) for kind in WALKS
    }
    weak = [point for user in ("people", "wheelchair") for point in weak_points(park, user)]
    weak += weak_points(park, "goods", STORES)
    return Quality(walks, tuple(axial_map(park)), tuple(weak))


def way(park: ParkGraph, walks: Walks, walk: Walk) -> list[str]:
    """The nodes of a walk, from the start that is nearest; empty where there is no way."""
    starts = sorted(start for start in walk.starts if start in park.graph)
    allowed = {"", *walk.owners}

    def weight(_: str, __: str, data: Mapping[str, Any]) -> float | None:
        return float(data["walk_m"]) if data[walks.user] and data["owner"] in allowed else None

    if not walk.reached or not starts:
        return []
    found: Any = nx.multi_source_dijkstra(park.graph, starts, walk.end, weight=weight)[1]
    return list(found)


@dataclass(frozen=True, slots=True)
class _Room:
    id: str
    kind: str
    tenant: str
    storey: str
    owner: str
    doors: tuple[str, ...]

    @property
    def name(self) -> str:
        """The company of a suite, else the room itself."""
        return self.tenant if self.kind == "tenant_suite" else self.id


def _rooms(park: ParkGraph) -> list[_Room]:
    found = []
    for node, data in park.graph.nodes(data=True):
        if data["kind"] == "room":
            doors = tuple(sorted(park.graph.adj[node]))
            owner = park.graph.edges[node, doors[0]]["owner"] if doors else ""
            found.append(_Room(node, data["space"], data["tenant"] or "", data["storey"], owner, doors))
    return found


def _from(ways: Ways, starts: tuple[str, ...], rooms: Iterable[_Room]) -> tuple[Walk, ...]:
    """From the nearest of the starts to each room."""
    field = ways.starting(dict.fromkeys(starts, 0.0))
    found = []
    for room in rooms:
        length, door = field.into((room.owner,), room.doors)
        found.append(Walk(room.name, starts, door, length, (room.owner,)))
    return tuple(found)


def _between(ways: Ways, pairs: Iterable[tuple[_Room, list[_Room]]]) -> tuple[Walk, ...]:
    """From each room to the nearest of others."""
    found = []
    for room, others in pairs:
        field = ways.starting(dict.fromkeys(room.doors, 0.0))
        best = min(
            ((*field.into((room.owner, other.owner), other.doors), other.owner) for other in others),
            default=(math.inf, "", room.owner),
        )
        found.append(Walk(room.name, room.doors, best[1], best[0], (room.owner, best[2])))
    return tuple(found)
