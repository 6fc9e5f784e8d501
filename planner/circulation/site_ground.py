"""The ground between the buildings: what roads must reach, and what they must keep clear of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.geometry.site_lines import Vec, along, direction, outward_normal, polygons_of, turn_between
from planner.model import Building, Gate, Scenario, TrafficKind

LANE = 4_000
"""Clear width of a one-lane site road (GB 50352-2019 5.2.2-1), mm."""
TWO_LANES = 7_000
"""Clear width of a two-lane site road (GB 50352-2019 5.2.2-1), mm: gates and trucks."""
FACADE = 5_000
"""Road edge to facade wherever there is room (GB 50016 7.1.8-4, a 宜 clause), mm."""
FACADE_LEAST = 1_500
"""Road edge to facade where there is not: a footpath's width (GB 50352-2019 5.2.2-3), mm."""
EDGE_LEAST = 500
"""Road edge to the boundary or an obstacle: room for a kerb, mm."""
GROUP = 12_000
"""Doors of one facade closer than this share one apron, mm."""

KERB = 9_000.0
"""Kerb radius of bends and junctions that suits a rigid truck of 9 m, mm."""
KERB_INSIDE = 1_000.0
"""... and a longer one, this much less than the radius that its front outer corner turns on, mm."""

RUN_OUT_MORE = 500
"""Paving beyond the nose of a truck that backs in, mm."""

SQUARE = math.radians(12)
"""A gate road turns at most this far from the boundary's normal to run parallel to facades."""

TerminalKind = Literal["gate", "exit", "dock"]


@dataclass(frozen=True, slots=True)
class Terminal:
    """Something a road must reach: a gate, or the doors of one facade that share an apron."""

    ids: tuple[str, ...]
    kind: TerminalKind
    point: Vec
    outward: Vec
    """Unit vector from the door to the open ground (from a gate: into the site)."""
    width: int
    """Clear width of its apron or gate road, mm."""
    building: int
    """Index among the footprints; -1 for gates."""
    docks: tuple[float, ...] = ()
    """Where its docks lie along the facade, mm from ``point``, positive to the left of who looks out."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The site as roads see it."""

    boundary: Polygon
    footprints: tuple[Polygon, ...]
    obstacles: BaseGeometry
    terminals: tuple[Terminal, ...]
    given: tuple[tuple[LineString, int], ...]
    """Internal roads that exist, clipped to the site, with their widths."""
    built: BaseGeometry
    """All footprints together."""
    doors_of: tuple[Polygon, ...]
    """Ground storeys: what an apron under an overhang must keep off."""
    traffic: Mapping[str, frozenset[TrafficKind]]
    """Gate -> who passes it."""
    from_docks: float
    """Road's centreline to the docks' facade, mm: with the road, the yard that the truck wants."""
    run_out: float
    """Road beyond a dock's axis from which the truck backs in, mm."""
    swing: float
    """How far beyond the middle of its road the truck's nose swings when it backs in, mm."""
    kerb: float
    """Kerb radius of bends and junctions, where facades leave room, mm."""

    def free(
        self, half_width: float, clearance: float = FACADE_LEAST, kerb: float = EDGE_LEAST
    ) -> BaseGeometry:
        """Where the centreline of a road of that half width may run."""
        keep = half_width + kerb
        ground: BaseGeometry = self.boundary.buffer(-keep, join_style="mitre")
        ground = ground.difference(self.built.buffer(half_width + clearance, join_style="mitre"))
        return ground.difference(self.obstacles.buffer(keep)) if not self.obstacles.is_empty else ground

    def of_kind(self, *kinds: TerminalKind) -> tuple[Terminal, ...]:
        """The terminals of these kinds, in their order."""
        return tuple(t for t in self.terminals if t.kind in kinds)


def ground_of(scenario: Scenario) -> Ground:
    """What the scenario says about the open ground."""
    site = scenario.site
    footprints: list[Polygon] = []
    ground_storeys: list[Polygon] = []
    terminals: list[Terminal] = []
    for building in scenario.buildings:
        parts = polygons_of(shapely.union_all([s.outline for s in building.storeys if s.level >= 1]))
        if not parts:
            continue
        footprints.append(parts[0])
        terminals.extend(_door_terminals(building, len(footprints) - 1))
        ground_storeys.extend(s.outline for s in building.storeys if s.is_ground)
    truck = scenario.trucks[scenario.policies.design_truck]
    gates = [_gate_terminal(site.boundary, gate, footprints) for gate in site.gates]
    given = tuple(
        (piece, road.width_mm)
        for road in site.internal_roads
        for piece in shapely.get_parts(road.centreline.intersection(site.boundary))
        if isinstance(piece, LineString)
    )
    return Ground(
        boundary=site.boundary,
        footprints=tuple(footprints),
        obstacles=shapely.union_all([o.polygon for o in site.obstacles]),
        terminals=(*gates, *terminals),
        given=given,
        built=shapely.union_all(footprints),
        doors_of=tuple(ground_storeys),
        traffic={gate.id: gate.traffic for gate in site.gates},
        from_docks=max(truck.yard_mm, truck.yard_least) - TWO_LANES / 2,
        run_out=truck.run_out + RUN_OUT_MORE,
        swing=truck.outer_radius_mm - truck.rear_radius,
        kerb=max(KERB, truck.outer_radius_mm - KERB_INSIDE),
    )


def _gate_terminal(boundary: Polygon, gate: Gate, footprints: list[Polygon]) -> Terminal:
    """Straight in from the boundary, or parallel to the facades where they are nearly square to it."""
    outward = outward_normal(boundary, gate.point)
    inward = (-outward[0], -outward[1])
    best = (SQUARE, inward)
    for footprint in footprints:
        for a, b in facades(footprint):
            unit = direction(a, b)
            for way in (unit, (-unit[0], -unit[1])):
                best = min(best, (round(turn_between(inward, way), 4), way))
    return Terminal((gate.id,), "gate", (gate.point.x, gate.point.y), best[1], TWO_LANES, -1)


def _door_terminals(building: Building, index: int) -> list[Terminal]:
    """Aprons of a building: its ground exits and docks, those of one facade in groups."""
    doors: list[tuple[TerminalKind, Vec, Vec, str]] = []
    for storey in building.storeys:
        if not storey.is_ground:
            continue
        places: list[tuple[TerminalKind, str, Point]] = [("exit", e.id, e.point) for e in storey.exits]
        places += [("dock", d.id, d.point) for d in storey.docks]
        for kind, id, point in places:
            doors.append((kind, outward_normal(storey.outline, point), (point.x, point.y), id))
    groups: list[list[tuple[float, TerminalKind, Vec, Vec, str]]] = []
    keyed = sorted((_facade_key(normal, at), kind, normal, at, id) for kind, normal, at, id in doors)
    previous: tuple[int, int, float] | None = None
    for (angle, offset, position), kind, normal, at, id in keyed:
        same = previous is not None and previous[:2] == (angle, offset) and position - previous[2] <= GROUP
        if not same:
            groups.append([])
        groups[-1].append((position, kind, normal, at, id))
        previous = (angle, offset, position)
    return [_apron(group, index) for group in groups]


def _facade_key(normal: Vec, at: Vec) -> tuple[int, int, float]:
    """Same first two numbers for doors of one straight facade; the third orders them along it."""
    angle = round(math.degrees(math.atan2(normal[1], normal[0])))
    offset = round((at[0] * normal[0] + at[1] * normal[1]) / 200)
    return angle, offset, at[1] * normal[0] - at[0] * normal[1]


def _apron(group: list[tuple[float, TerminalKind, Vec, Vec, str]], index: int) -> Terminal:
    kind: TerminalKind = "dock" if any(k == "dock" for _, k, _, _, _ in group) else "exit"
    base = TWO_LANES if kind == "dock" else LANE
    span = group[-1][0] - group[0][0]
    first, normal = group[0][3], group[0][2]
    middle = along(first, (-normal[1], normal[0]), span / 2)
    ids = tuple(id for _, _, _, _, id in group)
    docks = tuple(at - group[0][0] - span / 2 for at, one, _, _, _ in group if one == "dock")
    return Terminal(ids, kind, middle, normal, round(base + span), index, docks)


def facades(footprint: Polygon) -> list[tuple[Vec, Vec]]:
    """The long outer edges of a footprint (6 m and more), counter-clockwise; small jogs smoothed."""
    smooth = shapely.Polygon(footprint.exterior).simplify(1_500)
    ring = shapely.orient_polygons(smooth)
    coords = [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]
    return [(a, b) for a, b in pairwise(coords) if math.dist(a, b) >= 6_000]
