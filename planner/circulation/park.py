"""One graph of a whole park: doors, junctions, stairs and lifts, exits, docks, gates, roads and fire lanes.

Built from the polygons of a layout and the facts of its scenario, whoever drew them. Attributes of nodes and
edges are scalars, in metres; what is not known is ``None``. ``docs/circulation.md`` lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import dist, inf
from typing import TypeAlias

import networkx as nx
from shapely import LineString, Point

from planner.circulation.indoors import Indoors, Inside, Place, indoors
from planner.circulation.outdoors import AT_DOOR, Outdoors, site_doors, site_network
from planner.circulation.vertical import Flight, flights
from planner.model import Layout, Scenario, StoreyLayout

__all__ = ["LANE_M", "USERS", "WHEELS_M", "Note", "ParkGraph", "park_graph"]

USERS = ("people", "wheelchair", "goods", "truck", "fire_engine")
"""Kinds of user: an edge says of each whether it may go there."""

WHEELS_M = 0.9
"""A wheelchair or a trolley passes from here on, m: GB 55019 2.2.3 and 2.5.4."""

LANE_M = 4.0
"""A truck drives on a road from here on, m (one lane, GB 50352 5.2.2-1); a fire engine too, and under what
is as high (GB 50016 7.1.8-1)."""

STRAIGHT = 1.0
"""Millimetres by which a way in direct sight may be longer than the straight line."""

Graph: TypeAlias = "nx.Graph[str]"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the graph lacks because the layout does: what, where, and what would mend it."""

    subject: str
    kind: str
    remedy: str
    point: Point


@dataclass(frozen=True, slots=True)
class ParkGraph:
    """The graph, with what is not scalar: the lines of its edges, the axial lines of its corridors."""

    graph: Graph
    storeys: Mapping[str, Indoors]
    site: Outdoors
    notes: tuple[Note, ...]
    _lines: Mapping[tuple[str, str], LineString]

    def line(self, path: list[str]) -> LineString:
        """The way through these nodes as walked, mm; storeys lie on top of each other."""
        corners: list[tuple[float, float]] = []
        for one, other in pairwise(path):
            corners += self._edge(one, other)
        if len(corners) < 2:
            corners = [self.spot(node) for node in (path * 2)[:2]]
        return LineString(corners)

    def spot(self, node: str) -> tuple[float, float]:
        """Where a node lies, mm."""
        data = self.graph.nodes[node]
        return data["x"] * 1000, data["y"] * 1000

    def _edge(self, one: str, other: str) -> list[tuple[float, float]]:
        data = self.graph.edges[one, other]
        drawn = self._lines.get((one, other))
        if drawn is not None:
            return [(x, y) for x, y, *_ in drawn.coords]
        if (other, one) in self._lines:
            return [(x, y) for x, y, *_ in reversed(self._lines[other, one].coords)]
        inner: list[tuple[float, float]] = []
        if data["kind"] == "walk":
            inner = self.inside(data["ground"]).line(one, other)
        return [self.spot(one), *inner, self.spot(other)]

    def inside(self, ground: str) -> Inside:
        """The ground with this name (attribute ``ground`` of the edges in it)."""
        storey, _, name = ground.partition("|")
        return next(inside for inside in self.storeys[storey].grounds if inside.id == name)


def park_graph(scenario: Scenario, layout: Layout, site: Outdoors | None = None) -> ParkGraph:
    """The graph of a park; storeys that the scenario does not have are left out.

    ``site``: the network of the site (``site_network``), where it is known already.
    """
    plans = {plan.storey: plan for plan in layout.storeys}
    builder = _Builder(scenario)
    for storey in scenario.storeys:
        plan = plans.get(storey.id, StoreyLayout(storey.id, (), (), ()))
        builder.add_storey(indoors(storey, plan))
    builder.add_flights()
    builder.add_site(site or site_network(scenario, layout))
    return ParkGraph(builder.graph, builder.storeys, builder.site, tuple(builder.notes), builder.lines)


class _Builder:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.graph: Graph = nx.Graph(name=scenario.name, format="planner-circulation/1", units="m")
        self.storeys: dict[str, Indoors] = {}
        self.site = Outdoors((), (), ())
        self.notes: list[Note] = []
        self.lines: dict[tuple[str, str], LineString] = {}

    # ------------------------------------------------------------------ storeys

    def add_storey(self, inside: Indoors) -> None:
        """The nodes of a storey and the ways between them."""
        storey = inside.storey
        self.storeys[storey.id] = inside
        for place in inside.places.values():
            self._node(place, storey.building, storey.id)
        height = storey.clear_height_mm / 1000 if storey.clear_height_mm > 0 else None
        for ground in inside.grounds:
            self._walks(storey.id, ground, height)
        for one, other in inside.links:
            self._link(one, other, height)
        self._entrances(inside)
        for place in inside.places.values():
            if place.kind == "door" and (place.width_mm or 0) <= 0:
                self.notes.append(
                    Note(place.id, "door_without_width", "give the door its clear width", place.point)
                )
        for place in inside.places.values():
            if place.kind == "room" and not self.graph.degree(place.id):
                self.notes.append(Note(place.id, "room_without_door", "give it a door", place.point))
        for place in inside.lost:
            remedy = "let it join two rooms, corridors, cores, exits or docks that lie at it"
            self.notes.append(Note(place.id, "door_to_nowhere", remedy, place.point))

    def _node(self, place: Place, building: str, storey: str) -> None:
        room = place.of
        self.graph.add_node(
            place.id,
            kind=place.kind,
            feature=place.feature,
            building=building,
            storey=storey,
            x=round(place.point.x / 1000, 3),
            y=round(place.point.y / 1000, 3),
            width_m=None if place.width_mm is None else place.width_mm / 1000,
            zone=room.zone if room else None,
            space=room.kind if room else None,
            tenant=room.tenant if room else None,
            subject=room.subject if room else None,
            entrance=False if place.kind == "exit" else None,
        )

    def _entrances(self, inside: Indoors) -> None:
        """An exit of a ground storey by which everybody enters: its door opens to no room."""
        public = {o.place for ground in inside.grounds if not ground.owner for o in ground.openings}
        for door, other in inside.links:
            if self.graph.nodes[other]["kind"] == "exit" and door in public and inside.storey.is_ground:
                self.graph.nodes[other]["entrance"] = True

    def _walks(self, storey: str, ground: Inside, height: float | None) -> None:
        if len(ground.openings) < 2:
            return
        ways = ground.ways()
        kinds = {opening.place: self.graph.nodes[opening.place]["kind"] for opening in ground.openings}
        doors = [Point(opening.spot) for opening in ground.openings if kinds[opening.place] == "door"]
        width = ground.width(doors) / 1000 if len(doors) > 1 else None
        for (i, one), (j, other) in combinations(enumerate(ground.openings), 2):
            length = float(ways[i, j])
            sighted = one.in_sight_only or other.in_sight_only
            if length == inf or (sighted and length > dist(one.spot, other.spot) + STRAIGHT):
                continue
            known = self.graph.get_edge_data(one.place, other.place)
            metres = round((length + one.step + other.step) / 1000, 4)
            if known is not None and (not known["owner"] or (ground.owner and known["length_m"] <= metres)):
                continue
            wheels = self._wheels(one.place, other.place, width)
            self._edge(
                one.place,
                other.place,
                "walk",
                ground.feature,
                length=metres,
                width=width,
                slope=0.0,
                height=height,
                owner=ground.owner,
                ground=f"{storey}|{ground.id}",
                users=("people", "wheelchair", "goods") if wheels else ("people",),
            )

    def _link(self, door: str, other: str, height: float | None) -> None:
        """A door and the exit, dock or lift that it opens to."""
        length = Point(self._spot(door)).distance(Point(self._spot(other)))
        width = self.graph.nodes[other]["width_m"]
        wheels = self._wheels(door, other, width)
        users = ("people", "wheelchair", "goods") if wheels else ("people",)
        self._edge(
            door, other, "opening", other, length=length, width=width, slope=0.0, height=height, users=users
        )

    def _spot(self, node: str) -> tuple[float, float]:
        data = self.graph.nodes[node]
        return data["x"], data["y"]

    def _wheels(self, one: str, other: str, width: float | None) -> bool:
        """Whether wheels pass: no door at either end and nothing between them is narrower."""
        ends = [self.graph.nodes[node]["width_m"] for node in (one, other)]
        return all(known is None or known >= WHEELS_M - 1e-9 for known in (*ends, width))

    # ------------------------------------------------------------------ between storeys

    def add_flights(self) -> None:
        """Stairs and lifts from storey to storey."""
        for building in self.scenario.buildings:
            found, broken = flights(building)
            for flight in found:
                self._flight(flight)
            for part, storey in broken:
                remedy = f"set it above the stair of {storey}, or give it another id"
                self.notes.append(Note(part.id, "stairs_not_in_line", remedy, part.polygon.centroid))

    def _flight(self, flight: Flight) -> None:
        users = {"stair": ("people",), "lift": ("people", "wheelchair"), "goods_lift": ("goods",)}[
            flight.kind
        ]
        rise = flight.rise_mm / 1000
        self._edge(
            flight.lower,
            flight.upper,
            flight.kind,
            flight.upper,
            length=None if flight.kind == "stair" else rise,
            width=None if flight.door_mm is None else flight.door_mm / 1000,
            slope=None,
            height=None,
            users=users,
            rise=rise,
            walk=flight.storeys * self.scenario.weights.stair_or_lift_m_per_storey,
        )

    # ------------------------------------------------------------------ the site

    def add_site(self, site: Outdoors) -> None:
        """Gates, roads, fire lanes, and how exits and docks are reached from them."""
        doors = site_doors(self.scenario)
        for gate in self.scenario.site.gates:
            place = Place(f"gate {gate.id}", "gate", gate.id, gate.point, gate.width_mm)
            self._node(place, "", "")
        self.site = site
        self._roads()
        traffic = {gate.id: gate.traffic for gate in self.scenario.site.gates}
        for access in self.site.accesses:
            self._access(
                access.id, _spot_id(access.spot), access.length, bool(access.lane), traffic.get(access.id)
            )
        for id in self.site.unreached:
            remedy = f"a road within {AT_DOOR / 1000:g} m of it that leads to a gate"
            self.notes.append(Note(id, "no_road", remedy, doors[id]))

    def _roads(self) -> None:
        for stretch in self.site.stretches:
            width = stretch.width_mm / 1000
            height = None if stretch.clear_height_mm is None else stretch.clear_height_mm / 1000
            for spot in (stretch.one, stretch.other):
                id = _spot_id(spot)
                kind = (
                    "road" if stretch.road or self.graph.nodes.get(id, {}).get("kind") == "road" else "lane"
                )
                self._node(Place(id, kind, stretch.road or stretch.lane, Point(spot)), "", "")
            users = ["people", "wheelchair", "goods"] if stretch.road else []
            if stretch.road and width >= LANE_M - 1e-9:
                users.append("truck")
            wide = max(stretch.width_mm, stretch.lane_width_mm) / 1000 >= LANE_M - 1e-9
            if wide and (height is None or height >= LANE_M - 1e-9):
                users.append("fire_engine")
            one, other, line = _spot_id(stretch.one), _spot_id(stretch.other), stretch.line
            if self._beside(one, other, "road" if stretch.road else "lane", line.length / 1000, users):
                continue
            self._edge(
                one,
                other,
                "road" if stretch.road else "lane",
                stretch.road or stretch.lane,
                length=line.length / 1000,
                width=width,
                slope=stretch.slope,
                height=height,
                users=tuple(users),
            )
            self.lines.pop((other, one), None)
            self.lines[one, other] = line

    def _beside(self, one: str, other: str, kind: str, length: float, users: list[str]) -> bool:
        """Whether a stretch that is there already says it all: a road and a lane on it bend differently.

        A road goes before a lane, the shorter before the longer; who uses either uses the one that stays.
        """
        known = self.graph.get_edge_data(one, other)
        if known is None:
            return False
        users += [user for user in USERS if known[user] and user not in users]
        stays = known["kind"] == "road" and (kind == "lane" or known["length_m"] <= length)
        stays = stays or (known["kind"] == kind == "lane" and known["length_m"] <= length)
        if stays:
            known.update(dict.fromkeys(users, True))
        return stays

    def _access(self, id: str, spot: str, length: float, lane: bool, traffic: frozenset[str] | None) -> None:
        """A gate or door and the network. At a gate its traffic decides who passes."""
        node = f"gate {id}" if traffic is not None else id
        kind, width = self.graph.nodes[node]["kind"], self.graph.nodes[node]["width_m"]
        users: tuple[str, ...] = ("people", "goods", "truck")
        if traffic is not None:
            allowed = {
                "people": ("people", "wheelchair"),
                "goods": ("goods", "truck"),
                "fire": ("fire_engine",),
            }
            users = tuple(user for name, group in allowed.items() if name in traffic for user in group)
            users = tuple(user for user in users if user == "fire_engine") if lane else users
        elif kind == "exit":
            users = ("people", "wheelchair", "goods") if width >= WHEELS_M - 1e-9 else ("people",)
        known = self.graph.get_edge_data(node, spot)
        if known is not None:
            known.update(dict.fromkeys(users, True))
            return
        feature, steepest = self.graph.nodes[spot]["feature"], self.scenario.site.slope_percent
        self._edge(
            node,
            spot,
            "access",
            feature,
            length=length / 1000,
            width=width,
            slope=None if steepest is None else steepest / 100,
            height=None,
            users=users,
        )

    # ------------------------------------------------------------------ edges

    def _edge(
        self,
        one: str,
        other: str,
        kind: str,
        feature: str,
        *,
        length: float | None,
        width: float | None,
        slope: float | None,
        height: float | None,
        users: tuple[str, ...],
        owner: str = "",
        ground: str = "",
        rise: float = 0.0,
        walk: float | None = None,
    ) -> None:
        metres = None if length is None else round(length, 4)
        self.graph.add_edge(
            one,
            other,
            kind=kind,
            feature=feature,
            length_m=metres,
            walk_m=walk if walk is not None else metres,
            rise_m=rise,
            width_m=None if width is None else round(width, 3),
            slope=slope,
            clear_height_m=height,
            owner=owner,
            ground=ground,
            **{user: user in users for user in USERS},
        )


def _spot_id(spot: tuple[int, int]) -> str:
    """Id of a node of the site: its place."""
    return f"site {spot[0] / 1000:.3f} {spot[1] / 1000:.3f}"
