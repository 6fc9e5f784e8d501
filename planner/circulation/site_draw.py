"""From edges to roads: streets that run through their junctions, rounded bends, filleted corners.

The polygons of the roads tile the paved ground: neighbours share an edge and never overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.circulation.site_candidates import terminal_node
from planner.circulation.site_ground import FACADE, TWO_LANES, Ground, Terminal
from planner.circulation.site_network import Network
from planner.circulation.site_passing import STRAIGHT_ON, meeting_of
from planner.circulation.site_search import Edge, edge_key
from planner.circulation.site_strays import Node
from planner.circulation.site_yards import yards
from planner.geometry.site_lines import (
    Vec,
    along,
    common,
    direction,
    fillet,
    minus,
    polygons_of,
    together,
    turn_between,
)
from planner.model import SiteRoad

INNER_RADII = (9_000.0, 6_000.0, 5_000.0, 3_000.0)
"""Kerb radii tried after that which the truck wants; 3 m is the least (GB 50352-2019 5.2.2-4), mm."""
APRON_RADIUS = 3_000.0
"""Kerb radius where a door's apron leaves the road, mm."""
APRON_LENGTH = 40_000.0
"""A street up to a door is an apron when it is no longer than this, mm."""
WOBBLE = 600.0
"""A street's line is drawn straight where its nodes are no further off, mm."""
TURNING = 12_000.0
"""Side of a turning place (GB 50352-2019 5.2.2-5), mm."""
NARROW = 3_000.0
"""Strips between two pavings narrower than this are paved too, mm."""
SLIVER = 50_000.0
"""Pieces of paving smaller than this are dropped, mm2."""


@dataclass(frozen=True, slots=True)
class Street:
    """A run of edges of one width, drawn as one road."""

    nodes: tuple[Node, ...]
    width: int

    @property
    def ends(self) -> tuple[Node, Node]:
        """First and last node."""
        return self.nodes[0], self.nodes[-1]


def draw_roads(ground: Ground, network: Network) -> tuple[SiteRoad, ...]:
    """The network as roads, widest and longest first, ids R01, R02, ..."""
    meeting = meeting_of(network.widths)
    streets = sorted(streets_of(network), key=lambda s: (-s.width, -LineString(s.nodes).length, s.nodes))
    lines = [_centreline(ground, street, meeting) for street in streets]
    doors = {terminal_node(t): t for t in ground.terminals}
    paving = [
        _surface(street, line, doors, meeting, network.widths)
        for street, line in zip(streets, lines, strict=True)
    ]
    for node in network.turning:
        first = next(i for i, street in enumerate(streets) if node in street.nodes)
        paving[first] = together([paving[first], _turning_place(node, streets[first])])
    _give_way(streets, lines, paving)
    _pave_yards(ground, network, meeting, paving)
    for node in sorted(node for node, others in meeting.items() if len(others) > 1):
        if sum(street.nodes.count(node) for street in streets) > 1:
            _fillet_junction(ground, node, streets, lines, paving, doors)
    _fill_gaps(paving)
    return _roads(ground, streets, lines, paving, doors)


def _pave_yards(
    ground: Ground, network: Network, meeting: Mapping[Node, Sequence[Node]], paving: list[BaseGeometry]
) -> None:
    """Each piece of a yard goes to the street that it borders most."""
    for yard in yards(ground, meeting, network.widths):
        for piece in polygons_of(minus(yard, together(paving))):
            if piece.area > SLIVER:
                _give(piece, paving, range(len(paving)))


def _fill_gaps(paving: list[BaseGeometry]) -> None:
    """Pave strips of ground too narrow to be anything else; they go to the street beside them."""
    surface = together(paving)
    half = NARROW / 2
    closed = surface.buffer(half).buffer(-half)
    for piece in polygons_of(minus(closed, surface)):
        if piece.area > SLIVER:
            _give(piece, paving, range(len(paving)))


def _give(piece: Polygon, paving: list[BaseGeometry], to: Sequence[int]) -> None:
    """Add a piece of ground to the street that it borders most."""
    near = [i for i in to if shapely.dwithin(paving[i], piece, 10)]
    if near:
        rim = piece.buffer(10)
        best = max(near, key=lambda i: (common(rim, paving[i]).area, -i))
        paving[best] = together([paving[best], piece])


def _surface(
    street: Street,
    line: LineString,
    doors: Mapping[Node, Terminal],
    meeting: Mapping[Node, Sequence[Node]],
    widths: Mapping[Edge, int],
) -> BaseGeometry:
    """The street's ribbon, closed round where it meets others, with the yards of its doors."""
    parts: list[BaseGeometry] = [line.buffer(street.width / 2, cap_style="flat", join_style="round")]
    for node, inner in (street.nodes[:2], street.nodes[:-3:-1]):
        if node in doors and doors[node].kind == "gate":  # out to a boundary that is not square to it
            way = LineString([node, along(node, direction(inner, node), street.width / 2)])
            parts.append(way.buffer(street.width / 2, cap_style="flat"))
        elif node not in doors and len(meeting[node]) > 1:
            parts.append(
                Point(node).buffer(min(widths[edge_key(node, other)] for other in meeting[node]) / 2)
            )
    parts += [_yard(street, doors[node], meeting) for node in street.ends if node in doors]
    return together(parts)


def _give_way(streets: Sequence[Street], lines: Sequence[LineString], paving: list[BaseGeometry]) -> None:
    """A street that ends at another stops at its kerb."""
    for i, street in enumerate(streets):
        for j, other in enumerate(streets):
            if i != j and any(node in other.nodes[1:-1] for node in street.ends):
                kerbs = lines[j].buffer(other.width / 2, cap_style="flat")
                paving[i] = minus(paving[i], kerbs)


def streets_of(network: Network) -> list[Street]:
    """The edges joined into streets: straight on at junctions, round bends, never across widths."""
    meeting = meeting_of(network.widths)
    onward: dict[tuple[Node, Node], Node] = {}
    for node, others in meeting.items():
        pair = _through(node, others, network.widths)
        if pair is not None:
            onward[pair[0], node] = pair[1]
            onward[pair[1], node] = pair[0]
    streets: list[Street] = []
    seen: set[Edge] = set()
    starts = [(u, v) for e in network.widths for u, v in (e, e[::-1]) if (v, u) not in onward]
    for u, v in [*sorted(starts), *sorted(network.widths)]:
        if edge_key(u, v) in seen:
            continue
        nodes = [u, v]
        seen.add(edge_key(u, v))
        while (after := onward.get((nodes[-2], nodes[-1]))) and edge_key(nodes[-1], after) not in seen:
            seen.add(edge_key(nodes[-1], after))
            nodes.append(after)
        streets.append(Street(_from_straight(nodes), network.widths[edge_key(u, v)]))
    return streets


def _from_straight(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """A street that closes on itself begins where it runs straightest: no bend is left at its ends."""
    if nodes[0] != nodes[-1] or len(nodes) < 4:
        return tuple(nodes)
    ring = list(nodes[:-1])
    turns = [
        turn_between(direction(ring[k - 1], ring[k]), direction(ring[k], ring[(k + 1) % len(ring)]))
        for k in range(len(ring))
    ]
    first = min(range(len(ring)), key=lambda k: (round(turns[k], 3), ring[k]))
    return (*ring[first:], *ring[: first + 1])


def _through(node: Node, others: Sequence[Node], widths: Mapping[Edge, int]) -> tuple[Node, Node] | None:
    """The two neighbours that the street through this node joins, if one runs through."""
    best: tuple[int, float, Node, Node] | None = None
    for i, a in enumerate(others):
        for b in others[i + 1 :]:
            width = widths[edge_key(a, node)]
            if width != widths[edge_key(node, b)]:
                continue
            turn = turn_between(direction(a, node), direction(node, b))
            if len(others) > 2 and turn > STRAIGHT_ON:
                continue
            key = (-width, turn, a, b)
            if best is None or key < best:
                best = key
    return (best[2], best[3]) if best else None


def _centreline(ground: Ground, street: Street, meeting: Mapping[Node, Sequence[Node]]) -> LineString:
    """The street's line with rounded bends, as round as the facades allow."""
    points: list[Vec] = [(x, y) for x, y in LineString(street.nodes).simplify(WOBBLE).coords]
    radii = [0.0] * len(points)
    for i in range(1, len(points) - 1):
        corner = points[i - 1 : i + 2]
        at_door = [len(meeting[p]) == 1 for p in (street.nodes[0],) if i == 1]
        at_door += [len(meeting[p]) == 1 for p in (street.nodes[-1],) if i == len(points) - 2]
        wanted = FACADE + street.width / 2
        least = min(wanted, ground.built.distance(LineString(corner))) - 1.0
        for inner in INNER_RADII[-1:] if any(at_door) else _kerbs(ground, street.width):
            radii[i] = inner + street.width / 2
            if ground.built.distance(LineString(fillet(corner, [0.0, radii[i], 0.0]))) >= least:
                break
    return LineString(fillet(points, radii))


def _kerbs(ground: Ground, width: int) -> tuple[float, ...]:
    """Kerb radii tried in turn: on two lanes first that which a long truck wants, if it is over 9 m."""
    longer = (ground.kerb,) if width >= TWO_LANES and ground.kerb > INNER_RADII[0] else ()
    return (*longer, *INNER_RADII)


def _yard(street: Street, door: Terminal, meeting: Mapping[Node, Sequence[Node]]) -> BaseGeometry:
    """The part of an apron wider than its street: a yard before several docks or doors."""
    node = terminal_node(door)
    if door.kind == "gate" or door.width <= street.width or node not in street.ends:
        return Polygon()
    nodes = street.nodes if street.nodes[0] == node else street.nodes[::-1]
    reach = nodes[-1]
    for here, after in pairwise(nodes[1:]):
        if len(meeting[here]) > 2 or turn_between(door.outward, direction(here, after)) > STRAIGHT_ON:
            reach = here
            break
    depth = LineString([node, reach]).length
    return LineString([node, along(door.point, door.outward, depth)]).buffer(door.width / 2, cap_style="flat")


def _turning_place(node: Node, street: Street) -> BaseGeometry:
    at = street.nodes.index(node)
    unit = direction(street.nodes[max(0, at - 1)], street.nodes[min(len(street.nodes) - 1, at + 1)])
    ends = LineString([along(node, unit, -TURNING / 2), along(node, unit, TURNING / 2)])
    return ends.buffer(TURNING / 2, cap_style="flat")


def _fillet_junction(
    ground: Ground,
    node: Node,
    streets: Sequence[Street],
    lines: Sequence[LineString],
    paving: list[BaseGeometry],
    doors: Mapping[Node, Terminal],
) -> None:
    """Round the kerbs of one junction, as wide as the facades allow."""
    here = [i for i, street in enumerate(streets) if node in street.nodes]
    inner = {node for node, door in doors.items() if door.kind != "gate"}  # vehicles turn in from a gate
    aprons = [i for i in here if lines[i].length < APRON_LENGTH and set(streets[i].ends) & inner]
    ribbons = [lines[i].buffer(streets[i].width / 2, cap_style="flat") for i in here]
    near = together([*ribbons, *(paving[i] for i in aprons)])
    around = Point(node)
    wide = max(streets[i].width for i in here)
    half = wide / 2
    least = min(FACADE, ground.built.distance(around) - half) - 1.0
    corners: list[Polygon] = []
    for radius in (APRON_RADIUS,) if aprons else _kerbs(ground, wide):
        closed = near.buffer(radius, quad_segs=12).buffer(-radius, quad_segs=12)
        reach = APRON_LENGTH if aprons else 3 * half + 1_000
        corners = [
            piece
            for piece in polygons_of(minus(closed, near))
            if SLIVER < piece.area < radius * radius and piece.distance(around) < reach
        ]
        if all(ground.built.distance(corner) >= least for corner in corners):
            break
    for corner in corners:
        _give(corner, paving, here)


def _roads(
    ground: Ground,
    streets: Sequence[Street],
    lines: Sequence[LineString],
    paving: Sequence[BaseGeometry],
    doors: Mapping[Node, Terminal],
) -> tuple[SiteRoad, ...]:
    """Cut the paving so that roads tile it; stay on the site and off the buildings."""
    roads: list[SiteRoad] = []
    barred = together([*ground.doors_of, ground.obstacles])
    for street, line, surface in zip(streets, lines, paving, strict=True):
        taken = together([road.polygon for road in roads if road.polygon.intersects(surface)])
        pieces = polygons_of(minus(minus(common(surface, ground.boundary), barred), taken))
        if not pieces or pieces[0].area < SLIVER:
            continue
        serves = tuple(id for node in street.nodes if node in doors for id in doors[node].ids)
        rounded = LineString([(round(x), round(y)) for x, y in line.coords])
        id = f"R{len(roads) + 1:02d}"
        roads.append(SiteRoad(id, _clean(pieces[0]), rounded, street.width, serves))
    return tuple(roads)


def _clean(polygon: Polygon) -> Polygon:
    """Without hair-thin spikes and with coordinates on whole millimetres."""
    with np.errstate(divide="ignore", invalid="ignore"):  # GEOS, mitring the nearly straight steps of arcs
        opened = polygons_of(polygon.buffer(-20, join_style="mitre").buffer(20, join_style="mitre"))
    whole = common(opened[0], polygon) if opened else polygon
    return polygons_of(whole)[0]
