"""Trucks: from a gate to every dock and out again, on the paving of a layout.

The model. The middle of the front axle follows the centrelines of the roads, its corners rounded as tightly
as the truck can or wider (``drive``). Before a dock it goes on straight along the road until it can back in:
the way into a dock is the tightest quarter turn out of it (or a wider one), driven backwards, the tail at the
door. Where the road is too near to the dock for that, it first pulls out to the ground beyond. It leaves by
the same turn or by that to the other side, or straight ahead into a road that leads away from the dock, and
goes to a gate that admits goods.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.drive import Backing, Ground, Overrun, driven, quarter
from planner.circulation.road_graph import Arc, Node, Roads
from planner.geometry.site_lines import Vec, along, direction, outward_normal, turn_between
from planner.geometry.swept import swept_pieces
from planner.model import Dock, Gate, Layout, Scenario
from planner.trucks import DesignTruck

__all__ = ["TruckWay", "design_truck", "goods_gates", "paving_of", "truck_ways"]

BUSY = 1.0
"""A metre of road that people walk on costs a truck this many more."""
PARALLEL = math.radians(15)
"""A road along a dock's facade deviates from it by no more than this."""
FARTHEST = 60_000.0
"""A road that docks are backed into from lies no further before them, mm."""
BESIDE = 60_000.0
"""... and no further aside of them, mm."""
WIDER = (1.0, 1.15, 1.35)
"""Radii tried for backing in, as multiples of the tightest."""
SHIFTS = (0.0, -600.0, 600.0)
"""How far before or behind the middle of its road a truck may stand before it backs in, mm."""
PULLED = (0.0, 600.0, 1_200.0)
"""Where the road is too near to the dock for its turn it pulls out as far as it must, and this more, mm."""
PULLING = 2.0
"""Way along the road for each metre that it pulls out or in again."""
OPPOSITE = 20_000.0
"""A road that trucks drive into straight out of a dock lies no further aside of its axis, mm."""
CLEAR = 1_000.0
"""So far they drive straight before they swing over to it, mm."""
SWING = math.radians(70)
"""... turning no further than this."""
DETOURS, TRIED = 3, 3
"""How often a way is sought anew without the corners where it left the paving; approaches tried then."""
CORNER = 15_000.0
"""A corner is where it does within this, mm."""
THROAT = 20_000.0
"""The way through a gate: this much of the public road before it counts as paving, mm."""
SLIT = 50.0
"""Gaps between roads narrower than twice this are joints, mm."""
ENOUGH = 10_000.0
"""Less than this off the paving (mm2) is none: arcs are drawn as chords."""


@dataclass(frozen=True, slots=True)
class TruckWay:
    """A truck's way to a dock, backing in, and out again; ``reason`` says why there is none at all."""

    dock: str
    gate: str = ""
    out_gate: str = ""
    into: LineString | None = None
    """Of the front axle, from the gate to where it stops to back in."""
    back: LineString | None = None
    """Of the rear axle while it backs in, from the dock outwards."""
    out: LineString | None = None
    """Of the front axle, from where it has left the dock to the gate."""
    nodes: tuple[tuple[Node, ...], ...] = ()
    """Nodes of the road graph on the way in, and on the way out."""
    pieces: npt.NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    """All ground that is swept, as convex pieces."""
    overrun: Overrun | None = None
    reason: str = ""

    @property
    def length(self) -> float:
        """From the gate to the dock, backing included, mm."""
        return sum(line.length for line in (self.into, self.back) if line is not None)

    @property
    def swept(self) -> BaseGeometry:
        """All ground that the truck sweeps, as one shape."""
        return shapely.union_all(self.pieces)


_Ways: TypeAlias = Mapping[Arc, tuple[float, list[Arc]]]


@dataclass(frozen=True, slots=True)
class _Approach:
    """A line along which a truck passes a dock in one direction."""

    arc: Arc
    """Arc of the road that it comes or goes by."""
    turn: Vec
    """Where the line crosses the dock's axis."""
    unit: Vec
    """Direction of travel."""
    ahead: float
    """From the arc to the crossing; negative where the crossing lies on the arc."""
    line: tuple[int, int]
    """The line past the dock: how far before it, m, and in which of the two directions."""


@dataclass(frozen=True, slots=True)
class _Leg:
    """Half of a truck's way: in, or out."""

    line: LineString
    back: Backing | None
    """The quarter turn between road and dock; ``None`` where it leaves straight ahead."""
    nodes: tuple[Node, ...]
    pieces: npt.NDArray[np.object_]
    off: float
    """Swept off the paving, mm2."""
    arcs: Sequence[Arc]
    """From the gate to the dock, or from the gate back to it."""


_Legs: TypeAlias = Callable[["_Approach", Sequence[Arc]], _Leg | None]


def design_truck(scenario: Scenario) -> DesignTruck:
    """The truck that brings goods."""
    return scenario.trucks[scenario.policies.design_truck]


def goods_gates(scenario: Scenario, truck: DesignTruck) -> tuple[Gate, ...]:
    """Gates that admit goods and are as wide as the truck."""
    gates = scenario.site.gates
    return tuple(g for g in gates if "goods" in g.traffic and g.width_mm >= truck.width_mm)


def paving_of(scenario: Scenario, layout: Layout) -> BaseGeometry:
    """Ground that vehicles may drive on: roads, fire lanes with their turning places, existing roads."""
    parts: list[BaseGeometry] = [road.polygon for road in layout.roads]
    parts += [lane.polygon for lane in layout.fire.lanes]
    parts += [place.polygon for place in layout.fire.turnarounds]
    parts += [
        road.centreline.buffer(road.width_mm / 2, cap_style="flat") for road in scenario.site.internal_roads
    ]
    whole = shapely.union_all([shapely.make_valid(part) for part in parts])
    closed = whole.buffer(SLIT, join_style="mitre").buffer(-SLIT, join_style="mitre")
    return shapely.union_all([whole, closed])


def truck_ways(
    scenario: Scenario, paving: BaseGeometry, truck: DesignTruck, busy: set[frozenset[Node]], roads: Roads
) -> tuple[TruckWay, ...]:
    """A way for every dock of a ground storey, in the order of the scenario."""
    gates = goods_gates(scenario, truck)
    if not gates:
        none = "no gate admits goods" if not _goods(scenario) else "no gate for goods is as wide as the truck"
        return tuple(TruckWay(dock.id, reason=none) for dock, _ in _docks(scenario))
    throats = [_throat(scenario.site.boundary, gate) for gate in gates]
    ground = Ground(shapely.union_all([paving, *throats]))
    yard = _Yard(roads, gates, truck, ground, busy)
    return tuple(yard.way(dock, outline) for dock, outline in _docks(scenario))


def _goods(scenario: Scenario) -> bool:
    return any("goods" in gate.traffic for gate in scenario.site.gates)


def _docks(scenario: Scenario) -> Iterator[tuple[Dock, Polygon]]:
    for storey in scenario.storeys:
        if storey.is_ground:
            yield from ((dock, storey.outline) for dock in storey.docks)


def _throat(boundary: Polygon, gate: Gate) -> BaseGeometry:
    """The opening of a gate and the ground before it."""
    out = outward_normal(boundary, gate.point)
    ends = [along((gate.point.x, gate.point.y), out, far) for far in (-100.0, THROAT)]
    return LineString(ends).buffer(gate.width_mm / 2, cap_style="flat")


@dataclass(frozen=True, slots=True)
class _Net:
    """The cheapest ways between gates and every arc of the roads."""

    starts: tuple[Arc, ...]
    turns: nx.DiGraph[Arc]
    ways: _Ways

    @staticmethod
    def of(starts: Sequence[Arc], turns: nx.DiGraph[Arc]) -> _Net:
        """From any of the starts."""
        if not starts:
            return _Net((), turns, {})
        # the stubs mix up its answers
        found: Any = nx.multi_source_dijkstra(turns, set(starts), weight="cost")
        cost, way = found
        return _Net(tuple(starts), turns, {arc: (cost[arc], way[arc]) for arc in cost})

    def without(self, closed: Iterable[tuple[Arc, Arc]]) -> _Net:
        """The same where nobody goes from one arc to another of these pairs."""
        turns = self.turns.copy()
        turns.remove_edges_from(closed)
        return _Net.of(self.starts, turns)

    def to(self, approaches: Sequence[_Approach]) -> list[tuple[_Approach, Sequence[Arc]]]:
        """Approaches that are joined to a gate with their ways, the cheapest first."""
        known = [(self.ways[a.arc][0] + a.ahead, k) for k, a in enumerate(approaches) if a.arc in self.ways]
        return [(approaches[k], self.ways[approaches[k].arc][1]) for _, k in sorted(known)]


class _Yard:
    """The docks of a park, with what was found before."""

    def __init__(
        self,
        roads: Roads,
        gates: Sequence[Gate],
        truck: DesignTruck,
        ground: Ground,
        busy: set[frozenset[Node]],
    ) -> None:
        self.roads, self.truck, self.ground = roads, truck, ground
        self.turns = roads.turns(truck.width_mm, busy, BUSY)
        self.gates = {roads.stops[g.id].node: g.id for g in gates if g.id in roads.stops}
        self.arcs: list[Arc] = sorted(self.turns)
        self.inward = _Net.of([arc for arc in self.arcs if arc[0] in self.gates], self.turns)
        ends = [arc for arc in self.arcs if arc[1] in self.gates]
        self.from_, self.to = np.array(self.arcs, dtype=np.float64).reshape(-1, 2, 2).transpose(1, 0, 2)
        self.outward = _Net.of(ends, self.turns.reverse(copy=False))

    def way(self, dock: Dock, outline: Polygon) -> TruckWay:
        """The cheapest way on which the truck stays on the paving, else the one that leaves it least."""
        if not self.gates:
            return TruckWay(dock.id, reason="no road leads in from a gate for goods")
        door = (float(dock.point.x), float(dock.point.y))
        out = outward_normal(outline, dock.point)
        approaches = list(self._approaches(door, out))
        if not approaches:
            return TruckWay(dock.id, reason="no road passes before the dock")
        coming = self._driven(self.inward, _first(approaches, self.inward), partial(self._into, door, out))
        away = [replace(a, arc=a.arc[::-1], unit=(-a.unit[0], -a.unit[1])) for a in approaches]
        leaving = self._driven(self.outward, _first(away, self.outward), partial(self._out, door, out))
        if leaving is None or leaving.off > ENOUGH:
            leaving = self._best(iter([leaving, self._straight_out(door, out)]))
        if coming is None or coming.back is None or leaving is None:
            what = "to the dock and in" if coming is None else "from the dock and out"
            return TruckWay(dock.id, reason=f"no road leads {what} by a quarter turn")
        pieces = np.concatenate([coming.pieces, leaving.pieces])
        return TruckWay(
            dock=dock.id,
            gate=self.gates[coming.nodes[0]],
            out_gate=self.gates[leaving.nodes[-1]],
            into=coming.line,
            back=coming.back.line,
            out=leaving.line,
            nodes=(coming.nodes, leaving.nodes),
            pieces=pieces,
            overrun=self.ground.overrun(pieces),
        )

    def _driven(self, net: _Net, approaches: Sequence[_Approach], leg: _Legs) -> _Leg | None:
        """The cheapest that stays on the paving, else the one that leaves it least.

        Where the cheapest ways leave it, others are sought that do not go round the same corners.
        """
        best = self._best(leg(approach, arcs) for approach, arcs in net.to(approaches))
        latest, closed = best, set[tuple[Arc, Arc]]()
        for _ in range(DETOURS):
            corners = self._corners(latest) - closed if latest is not None and latest.off > ENOUGH else set()
            if not corners:
                break
            closed |= corners
            others = net.without(closed).to(approaches)[:TRIED]
            latest = self._best(leg(approach, arcs) for approach, arcs in others)
            if latest is not None and best is not None and latest.off < best.off - ENOUGH:
                best = latest
        return best

    def _corners(self, leg: _Leg) -> set[tuple[Arc, Arc]]:
        """Where a way goes from road to road, near places where it leaves the paving."""
        pairs = list(pairwise(leg.arcs))
        if not pairs:
            return set()
        joints = shapely.points([one[1] if one[1] in other else one[0] for one, other in pairs])
        near = shapely.distance(joints, self.ground.overrun(leg.pieces).shape) < CORNER
        return {pairs[k] for k in np.flatnonzero(near).tolist()}

    def _best(self, legs: Iterator[_Leg | None]) -> _Leg | None:
        """The first that stays on the paving, else the one that leaves it least."""
        best: _Leg | None = None
        for leg in legs:
            if leg is not None and (best is None or leg.off < best.off - ENOUGH):
                best = leg
            if best is not None and best.off <= ENOUGH:
                break
        return best

    def _approaches(self, door: Vec, out: Vec) -> Iterator[_Approach]:
        """Every arc of a road parallel to the dock's facade that leads past it, the nearest first."""
        across = np.array([-out[1], out[0]])
        way = self.to - self.from_
        length = np.hypot(*way.T)
        unit = way / np.maximum(length, 1.0)[:, None]
        side = unit @ across
        # the dock's axis: door + s out; the road: arc[0] + t unit
        dx, dy = (self.from_ - np.array(door)).T
        det = np.where(side == 0.0, np.inf, unit[:, 0] * out[1] - unit[:, 1] * out[0])
        depth = (unit[:, 0] * dy - unit[:, 1] * dx) / det
        reach = (out[0] * dy - out[1] * dx) / det
        ahead = reach - length
        passing = (np.abs(side) >= math.cos(PARALLEL)) & (length >= 2_000.0)
        passing &= (depth > 0) & (depth <= FARTHEST) & (reach >= 0) & (ahead <= BESIDE)
        rows = []
        for k in np.flatnonzero(passing).tolist():
            arc, far = self.arcs[k], float(depth[k])
            order = (round(max(0.0, ahead[k])), round(far / 1_000), round(-reach[k]), arc)
            line = (order[1], 1 if side[k] > 0 else -1)
            rows.append(
                (order, _Approach(arc, along(door, out, far), direction(*arc), float(ahead[k]), line))
            )
        return (approach for _, approach in sorted(rows, key=lambda row: row[0]))

    def _into(self, door: Vec, out: Vec, approach: _Approach, arcs: Sequence[Arc]) -> _Leg | None:
        """From a gate to beyond the dock, and back into it."""
        back = self._backing(door, out, approach.turn, approach.unit)
        if back is None:
            return None
        nodes = (arcs[0][0], *(arc[1] for arc in arcs))
        stop = along(back.end, approach.unit, self.truck.wheelbase_mm)
        on_road, turn = [*(nodes[:-1] if approach.ahead < 0 else nodes)], [approach.turn]
        aside = _aside(out, approach.turn, back)
        if aside > 0:
            beside = along(approach.turn, approach.unit, -self.truck.length_mm / 2)
            turn = [along(beside, approach.unit, -PULLING * aside), along(beside, out, aside)]
            on_road = [node for node in on_road if _before(node, turn[0], approach.unit)] or on_road[:1]
        route = [*on_road, *turn, stop]
        return self._leg(driven(_forward(route), self.truck, self.ground), back, nodes, arcs)

    def _out(self, door: Vec, out: Vec, approach: _Approach, arcs: Sequence[Arc]) -> _Leg | None:
        """Out of the dock and on to a gate; ``approach`` is driven away along."""
        back = self._backing(door, out, approach.turn, approach.unit)
        if back is None:
            return None
        nodes = (arcs[-1][0], *(arc[1] for arc in reversed(arcs)))
        start = [along(back.end, approach.unit, -self.truck.rear_overhang_mm)]
        aside = _aside(out, approach.turn, back)
        if aside > 0:
            front = along(back.end, approach.unit, self.truck.wheelbase_mm)
            start += [front, along(along(front, out, -aside), approach.unit, PULLING * aside)]
        onward = nodes[1:] if approach.ahead < 0 else nodes
        while len(onward) > 1 and _before(onward[0], start[-1], approach.unit):
            onward = onward[1:]
        if turn_between(approach.unit, direction(start[-1], onward[0])) > PARALLEL:
            return None  # where it turns off lies behind it
        line = driven(_forward([*start, *onward]), self.truck, self.ground)
        return self._leg(line, back, nodes, arcs)

    def _straight_out(self, door: Vec, out: Vec) -> _Leg | None:
        """Ahead out of the dock into a road that leads away from it, swinging over to its middle."""
        front = along(door, out, self.truck.rear_overhang_mm + self.truck.wheelbase_mm + CLEAR)
        start = along(door, out, self.truck.rear_overhang_mm + self.truck.wheelbase_mm)
        rows = []
        for arc, (cost, arcs) in self.outward.ways.items():
            unit = direction(*arc)
            aside = (arc[0][0] - front[0]) * -unit[1] + (arc[0][1] - front[1]) * unit[0]
            far = (arc[1][0] - front[0]) * unit[0] + (arc[1][1] - front[1]) * unit[1]
            if turn_between(out, unit) <= PARALLEL and abs(aside) <= OPPOSITE and 0 < far <= FARTHEST:
                rows.append((cost + far + abs(aside), arc, unit, aside, far, arcs))
        found: list[_Leg | None] = []
        for _, _, unit, aside, far, arcs in sorted(rows, key=lambda row: row[:2])[:TRIED]:
            for corners in _swings(front, out, unit, aside, far, self.truck.front_radius):
                nodes = (arcs[-1][0], *(arc[1] for arc in reversed(arcs)))
                line = driven(_forward([start, *corners, *nodes[1:]]), self.truck, self.ground)
                found.append(self._leg(line, None, nodes, arcs))
        return self._best(iter(found))

    def _leg(
        self, line: LineString, back: Backing | None, nodes: tuple[Node, ...], arcs: Sequence[Arc]
    ) -> _Leg:
        pieces = swept_pieces(line, self.truck.body)
        if back is not None:
            pieces = np.concatenate([pieces, back.pieces])
        return _Leg(line, back, nodes, pieces, self.ground.area_off(pieces), arcs)

    def _backing(self, door: Vec, out: Vec, turn: Vec, unit: Vec) -> Backing | None:
        """The quarter turn that keeps best on the paving; ``None`` where the road is too near for any."""
        best: tuple[float, Backing] | None = None
        tangent = self.truck.rear_radius * math.tan(turn_between(out, unit) / 2)
        near = self.truck.rear_overhang_mm + tangent - math.dist(door, turn)
        shifts = SHIFTS if near <= max(SHIFTS) else [near + more for more in PULLED]
        for shift in shifts:
            for factor in WIDER:
                radius = self.truck.rear_radius * factor
                turned = quarter(door, out, along(turn, out, shift), unit, self.truck, radius)
                if turned is None:
                    continue
                off = self.ground.area_off(turned.pieces)
                if best is None or off < best[0] - ENOUGH:
                    best = (off, turned)
                if off <= ENOUGH:
                    return turned
        return best[1] if best else None


def _first(approaches: Iterable[_Approach], net: _Net) -> list[_Approach]:
    """Of each line past the dock, the nearest arc that is joined to a gate."""
    found: dict[tuple[int, int], _Approach] = {}
    for approach in approaches:
        if approach.arc in net.ways:
            found.setdefault(approach.line, approach)
    return list(found.values())


def _swings(front: Vec, out: Vec, unit: Vec, aside: float, far: float, radius: float) -> Iterator[list[Vec]]:
    """Corners of a swing from a straight way out over to the middle of a road ``aside``, on before ``far``.

    The tightest swing first: two arcs that touch, or with a straight piece between where that is too sharp.
    """
    if abs(aside) <= 2 * SLIT:
        yield []
        return
    tightest = min(SWING, math.acos(max(-1.0, 1.0 - abs(aside) / (2.0 * radius))))
    for share in (1.0, 0.8, 0.6):
        turn = tightest * share
        tangent = radius * math.tan(turn / 2)
        begin = along(front, out, tangent)
        beside = (begin[0] - front[0]) * -unit[1] + (begin[1] - front[1]) * unit[0]
        across = aside - beside
        end = along(along(begin, (-unit[1], unit[0]), across), unit, abs(across) / math.tan(turn))
        ahead = (end[0] - front[0]) * unit[0] + (end[1] - front[1]) * unit[1]
        if ahead + tangent <= far:
            yield [begin, end]


def _aside(out: Vec, turn: Vec, back: Backing) -> float:
    """How far a truck pulls out of its road to stand where it begins to back in; 0 where it stays on it."""
    aside = (back.end[0] - turn[0]) * out[0] + (back.end[1] - turn[1]) * out[1]
    return aside if aside > max(SHIFTS) + 1.0 else 0.0


def _before(node: Vec, tail: Vec, unit: Vec) -> bool:
    """Whether a node lies no further on than the tail of a truck that drives off along a unit vector."""
    return (node[0] - tail[0]) * unit[0] + (node[1] - tail[1]) * unit[1] < 500.0


def _forward(route: Sequence[Vec]) -> list[Vec]:
    """Without points that lie on each other, and without steps back of a few centimetres."""
    kept: list[Vec] = []
    for point in route:
        if not kept or math.dist(kept[-1], point) > 20.0:
            kept.append((float(point[0]), float(point[1])))
    return kept
