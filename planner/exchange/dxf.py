"""Storeys and the site from DXF: closed polylines by layer; where there are none, walls as single lines."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.exchange.dxf_file import Drawing, Unit, read_drawing
from planner.exchange.dxf_told import told_gates, told_number, told_roads
from planner.exchange.found import (
    FoundBuilding,
    FoundCore,
    FoundOpening,
    FoundPark,
    FoundSite,
    FoundStorey,
    moved,
    outline_of,
    to_millimetres,
)
from planner.exchange.source import refuse

__all__ = ["ROLES", "read_dxf"]

ROLES: Mapping[str, str] = {
    "site": r"PROP|BOUNDARY|SITE(?!-?(OBST|PLAN))|红线|用地",
    "obstacle": r"OBST|障碍|水面|POND",
    "outline": r"OTLN|OUTLINE|FOOTPRINT|SLAB|C-BLDG|轮廓|楼板|外边|WALKABLE",
    "wall": r"WALL|墙",
    "column": r"COL(?!OR)|柱",
    "stair": r"STAIR|STRS|楼梯",
    "lift": r"LIFT|ELEV(?!ATION)|EVTR|电梯",
    "core": r"CORE|核心|交通核",
    "door": r"DOOR|EXIT|门",
    "dock": r"DOCK|装卸|卸货",
    "window": r"WIND|GLAZ|窗",
}
"""What a layer is taken for when its name matches; the first that matches counts."""
NEVER = r"DIM|标注|TEXT|文字|IDEN|PATT|填充|HATCH|CNTR|GRID|(^|-)AREA(-|$)|房间|轴"
"""Layers that hold no building, whatever else their names say."""
WALL_GRID_M = 0.005
"""Ends of walls so near to each other meet."""
LEAST_FACE_M2 = 0.5
CORE_WALL_M = 0.2
TOGETHER_M = 0.3
"""Lines of a stair so near to each other are one stair."""
NEAR_OUTLINE_M = 0.6
"""A core so near to the outline reaches up to it: nothing fits between."""
ON_OUTLINE_M = 0.6
LEAST_STOREY_M2 = 20.0
FAR_M = 2000.0
"""Drawings whose coordinates are larger are moved to the origin."""


def read_dxf(
    paths: Sequence[Path], unit: Unit | None = None, layers: Mapping[str, str] | None = None
) -> FoundPark:
    """One building, a storey a file from the lowest up; a site where one of them has it.

    ``layers``: role -> name of the layer that holds it, where names do not tell (``ROLES``). Raises
    ``UsageError`` where a file cannot be used or no outline of a storey is found.
    """
    drawings = [read_drawing(path, unit) for path in paths]
    notes = [note for drawing in drawings for note in _about(drawing)]
    plans = [_Plan(drawing, layers or {}) for drawing in drawings]
    sites = [plan for plan in plans if plan.is_site]
    storeys = [plan for plan in plans if not plan.is_site]
    boundary = next((shape for plan in plans for shape in [plan.boundary()] if shape), None)
    obstacles = [shape for plan in sites for shape in plan.obstacles()]
    buildings = _by_building([plan.storey(notes) for plan in storeys], [p.drawing.path for p in storeys])
    gates = tuple(gate for plan in sites for gate in told_gates(plan.drawing))
    public, inner = (
        tuple(road for plan in sites for road in told_roads(plan.drawing, role))
        for role in ("public_road", "internal_road")
    )
    site = FoundSite(boundary, None, gates, public, inner, tuple(obstacles))
    park = FoundPark(paths[0].stem, site, buildings, sources=tuple(p.name for p in paths))
    own = any(plan.is_told for plan in sites)  # this program's drawings are where they belong
    return replace(park if own else _near_the_origin(park, notes), notes=tuple(notes))


def _by_building(
    storeys: Sequence[tuple[str, FoundStorey]], paths: Sequence[Path]
) -> tuple[FoundBuilding, ...]:
    """The storeys of each building from the lowest up."""
    made = []
    for name in dict.fromkeys(building for building, _ in storeys):
        rows = [(s, path) for (building, s), path in zip(storeys, paths, strict=True) if building == name]
        levels = _levels([path for _, path in rows], [storey for storey, _ in rows])
        found = [
            replace(storey, id=storey.id or (f"{level}F" if level > 0 else f"B{-level}"), level=level)
            for (storey, _), level in zip(rows, levels, strict=True)
        ]
        made.append(FoundBuilding(name, name, tuple(sorted(found, key=lambda storey: storey.level))))
    return tuple(made)


def _about(drawing: Drawing) -> Iterator[str]:
    if not drawing.unit_told:
        yield f"{drawing.path.name}: unit {drawing.unit}, as given; the file does not say"
    if drawing.encoding == "gbk":
        yield f"{drawing.path.name}: read as GBK"
    if drawing.crossed:
        layers = ", ".join(sorted(drawing.crossed)[:12])
        yield f"{drawing.path.name}: closed lines that cross themselves, each loop taken by itself: {layers}"


def _levels(paths: Sequence[Path], storeys: Sequence[FoundStorey]) -> list[int]:
    """Levels from the extended data or the names of the files (1F, B1, 二层), else in the order given."""
    known = [storey.level or _level_in(path.stem) for path, storey in zip(paths, storeys, strict=True)]
    if all(level is not None for level in known) and len(set(known)) == len(known):
        return [level for level in known if level is not None]
    return list(range(1, len(paths) + 1))


def _level_in(name: str) -> int | None:
    basement = re.search(r"(?<![A-Za-z])B(\d{1,2})(?!\d)", name) or re.search(r"地下(\d{1,2})层", name)
    if basement:
        return -int(basement[1])
    above = re.search(r"(?<!\d)(\d{1,3})(?:F|层)", name, re.IGNORECASE)
    if above:
        return int(above[1]) or None
    chinese = re.search(r"([一二三四五六七八九])层", name)
    return "一二三四五六七八九".index(chinese[1]) + 1 if chinese else None


class _Plan:
    """A drawing with its layers told apart."""

    def __init__(self, drawing: Drawing, layers: Mapping[str, str]) -> None:
        self.drawing = drawing
        names = {*drawing.areas, *drawing.lines, *drawing.inserts, *(layer for layer, _, _ in drawing.points)}
        folded = {name.casefold(): name for name in names}
        self._roles = {name: role for name in names if (role := _role(name))}
        self._named = set(layers)
        for role, wanted in layers.items():
            name = folded.get(wanted.casefold())
            if name is None:
                raise refuse(
                    drawing.path,
                    f"no layer called {wanted!r}",
                    f"a layer with the {role}",
                    f"--layer {role}= with one of: {drawing.layers}",
                )
            self._roles = {key: value for key, value in self._roles.items() if value != role}
            self._roles[name] = role

    @property
    def is_site(self) -> bool:
        """Whether it shows land and no inside of a building."""
        roles = {tags.get("role") for rows in self.drawing.areas.values() for _, tags in rows}
        if "storey" in roles:
            return False
        inside = {"wall", "column", "stair", "core"} & set(self._roles.values())
        return "site" in roles or ("site" in self._roles.values() and not inside)

    @property
    def is_told(self) -> bool:
        """Whether this program drew it."""
        return any(tags for rows in self.drawing.areas.values() for _, tags in rows)

    def areas(self, role: str) -> list[tuple[Polygon, Mapping[str, str]]]:
        """Closed outlines of a role: as the extended data say, else by layer."""
        every = [(name, shape, tags) for name, rows in self.drawing.areas.items() for shape, tags in rows]
        told = [(s, tags) for _, s, tags in every if role in TOLD and tags.get("role") == TOLD[role]]
        if told and role not in self._named:
            return _with_holes(told)
        return [
            (polygon, tags)
            for name, shape, tags in every
            if self._roles.get(name) == role and (role in self._named or not tags)
            for polygon in shapely.get_parts(shape)
            if isinstance(polygon, Polygon)
        ]

    def lines(self, role: str) -> list[LineString]:
        """Open lines, and closed ones as lines, on the layers of a role."""
        found = [line for name, rows in self.drawing.lines.items() for line in rows if self._is(name, role)]
        closed = [shape for shape, _ in self.areas(role)]
        return [*found, *(LineString(shape.exterior) for shape in closed)]

    def _is(self, name: str, role: str) -> bool:
        return self._roles.get(name) == role

    def boundary(self) -> Polygon | None:
        """The site: the largest outline on its layers."""
        shapes = [shape for shape, _ in self.areas("site")]
        return outline_of(max(shapes, key=lambda s: s.area), least_hole=math.inf) if shapes else None

    def obstacles(self) -> list[tuple[str, str, Polygon]]:
        """Ground to be left free."""
        made = []
        for number, (shape, tags) in enumerate(self.areas("obstacle"), start=1):
            polygon = outline_of(shape, least_hole=math.inf)
            if polygon is not None:
                made.append((tags.get("id", f"OB{number}"), tags.get("kind", "obstacle"), polygon))
        return made

    # ------------------------------------------------------------ a storey

    def storey(self, notes: list[str]) -> tuple[str, FoundStorey]:
        """The storey of the drawing, and the building it belongs to."""
        outline, tags = self._outline(notes)
        cores = self._cores(outline)
        exits, docks = self._doors(outline)
        return tags.get("building", "A"), FoundStorey(
            id=tags.get("id", "").rsplit("/", 1)[-1],
            level=int(told_number(tags.get("level")) or 0),
            outline=outline,
            name="",
            elevation_m=told_number(tags.get("elevation_m")),
            height_m=told_number(tags.get("height_m")),
            clear_height_m=told_number(tags.get("clear_height_m")),
            floor_load_kn_m2=told_number(tags.get("floor_load_kn_m2")),
            cores=cores,
            columns=self._columns(outline),
            exits=exits,
            docks=docks,
            daylight=self._daylight(outline),
        )

    def _outline(self, notes: list[str]) -> tuple[Polygon, Mapping[str, str]]:
        """The largest outline on its layers, else what the walls enclose."""
        closed = self.areas("outline")
        if closed:
            shape, tags = max(closed, key=lambda row: row[0].area)
            found = outline_of(shape)
            if found is not None and found.area >= LEAST_STOREY_M2:
                return found, tags
        walls = self.lines("wall")
        found = outline_of(shapely.union_all(faces(walls)), least_hole=LEAST_FACE_M2) if walls else None
        if found is None or found.area < LEAST_STOREY_M2:
            raise refuse(
                self.drawing.path,
                f"no closed outline of a storey, no walls that enclose one; layers: {self.drawing.layers}",
                "a closed polyline on a layer named like outline or 轮廓, or lines on one like wall or 墙",
                "--layer outline=NAME or --layer wall=NAME",
            )
        name = self.drawing.path.name
        notes.append(f"{name}: the outline is what {len(walls)} lines of walls enclose, {found.area:,.1f} m2")
        return Polygon(found.exterior), {}

    def _columns(self, outline: Polygon) -> tuple[Polygon, ...]:
        shapes = [shape for shape, _ in self.areas("column") if 0.01 <= shape.area <= 4.0]
        boxes = [
            box for name, rows in self.drawing.inserts.items() if self._is(name, "column") for box in rows
        ]
        made = [to_millimetres(shape) for shape in _apart([*shapes, *boxes])]
        return tuple(shape for shape in made if shape is not None and shape.intersects(outline))

    def _cores(self, outline: Polygon) -> tuple[FoundCore, ...]:
        """Cores as drawn, else a core round every stair; parts are stairs and lifts inside."""
        told = self._told_parts()
        stairs, lifts = ([], []) if told else (self._boxes(role, outline) for role in ("stair", "lift"))
        given = [to_millimetres(shape.intersection(outline)) for shape, _ in self.areas("core")]
        ids = [str(tags.get("id", "")).rsplit("/", 1)[-1] for _, tags in self.areas("core")]
        shapes = [(id, shape) for id, shape in zip(ids, given, strict=True) if shape is not None]
        covered = shapely.union_all([shape for _, shape in shapes])
        for box in stairs:
            if not covered.intersects(box.centroid):
                core = core_round(box, outline)
                shapes += [("", core)] if core is not None else []
        made = []
        for number, (id, shape) in enumerate(shapes, start=1):
            parts = told.get(id) or [
                (f"{short}{number}{'' if row == 0 else chr(65 + row)}", kind, box)
                for kind, short, boxes in (("stair", "ST", stairs), ("lift", "L", lifts))
                for row, box in enumerate(b for b in boxes if shape.covers(b.buffer(-0.01)))
            ]
            made.append(FoundCore(id or f"C{number}", shape, tuple(parts)))
        return tuple(made)

    def _told_parts(self) -> dict[str, list[tuple[str, str, Polygon]]]:
        """Parts of cores as this program's drawings tell them: id of the core -> id, kind, polygon."""
        found: dict[str, list[tuple[str, str, Polygon]]] = {}
        for shape, tags in self.areas("core_part"):
            *_, core, id = ["", *tags.get("id", "").split("/")]
            polygon = to_millimetres(shape)
            if polygon is not None and id:
                found.setdefault(core, []).append((id, tags.get("kind", "lobby"), polygon))
        return found

    def _boxes(self, role: str, outline: Polygon) -> list[Polygon]:
        """Rectangles round what lies together on the layers of a role: flights and landings, cars."""
        pieces: list[BaseGeometry] = [shape for shape, _ in self.areas(role)]
        pieces += [line for name, rows in self.drawing.lines.items() if self._is(name, role) for line in rows]
        pieces += [box for name, rows in self.drawing.inserts.items() if self._is(name, role) for box in rows]
        together = shapely.union_all([piece.buffer(TOGETHER_M, join_style="mitre") for piece in pieces])
        inner = outline.buffer(-CORE_WALL_M / 2, join_style="mitre")
        boxes = [
            box_along(part.buffer(-TOGETHER_M, join_style="mitre"), outline).intersection(inner)
            for part in shapely.get_parts(together)
        ]
        made = [to_millimetres(box) for box in boxes if box.area >= 1.0]
        return [box for box in made if box is not None]

    def _doors(self, outline: Polygon) -> tuple[tuple[FoundOpening, ...], tuple[FoundOpening, ...]]:
        """Doors in the outline: exits, and docks where they are drawn as such."""
        points = [
            (tags, point) for _, point, tags in self.drawing.points if tags.get("role") in ("exit", "dock")
        ]
        if points:
            made: dict[str, list[FoundOpening]] = {"exit": [], "dock": []}
            for tags, point in points:
                id = tags.get("id", "X").rsplit("/", 1)[-1]
                made[tags["role"]].append(
                    FoundOpening(id, (point.x, point.y), told_number(tags.get("width_m")))
                )
            return tuple(made["exit"]), tuple(made["dock"])
        return self._openings("door", "X", outline), self._openings("dock", "D", outline)

    def _openings(self, role: str, short: str, outline: Polygon) -> tuple[FoundOpening, ...]:
        shapes: list[BaseGeometry] = [shape for shape, tags in self.areas(role) if not tags]
        shapes += [box for name, rows in self.drawing.inserts.items() if self._is(name, role) for box in rows]
        return openings_on(outline, shapes, short)

    def _daylight(self, outline: Polygon) -> tuple[LineString, ...] | None:
        """Sides of the outline with a window in them; ``None`` where no layer has windows."""
        shapes: list[BaseGeometry] = [*self.lines("window")]
        shapes += [b for name, rows in self.drawing.inserts.items() if self._is(name, "window") for b in rows]
        return sides_with(outline, shapes) if shapes else None


TOLD: Mapping[str, str] = {
    "outline": "storey",
    "site": "site",
    "column": "column",
    "core": "core",
    "core_part": "core_part",
    "obstacle": "obstacle",
}
"""Role here -> role in the extended data of this program's drawings."""


def _with_holes(
    rows: Sequence[tuple[Polygon, Mapping[str, str]]],
) -> list[tuple[Polygon, Mapping[str, str]]]:
    """Outlines of one id put together with the outlines of their holes."""
    shells = [(shape, tags) for shape, tags in rows if tags.get("hole") != "yes"]
    holes = [(shape, tags) for shape, tags in rows if tags.get("hole") == "yes"]
    made = []
    for shape, tags in shells:
        own = [hole for hole, hole_tags in holes if hole_tags.get("id") == tags.get("id")]
        whole = shape.difference(shapely.union_all(own)) if own else shape
        made += [(part, tags) for part in shapely.get_parts(whole) if isinstance(part, Polygon)]
    return made


def _role(name: str) -> str | None:
    if re.search(NEVER, name, re.IGNORECASE):
        return None
    return next((role for role, words in ROLES.items() if re.search(words, name, re.IGNORECASE)), None)


def faces(walls: Sequence[LineString]) -> list[Polygon]:
    """What walls drawn as single lines enclose, their ends drawn together on a grid of 5 mm."""
    noded = shapely.union_all([shapely.set_precision(line, WALL_GRID_M) for line in walls])
    made = shapely.polygonize([noded] if noded.geom_type == "LineString" else list(shapely.get_parts(noded)))
    return [face for face in shapely.get_parts(made) if isinstance(face, Polygon)]


def box_along(shape: BaseGeometry, outline: Polygon) -> Polygon:
    """The rectangle round a shape, square to the longest side of the outline."""
    points = shapely.get_coordinates(outline.exterior)
    steps = np.diff(points, axis=0)
    longest = steps[int(np.argmax(np.hypot(steps[:, 0], steps[:, 1])))]
    along = longest / np.hypot(*longest)
    turn = np.array([[along[0], -along[1]], [along[1], along[0]]])
    left, bottom, right, top = shapely.transform(shape, lambda rows: rows @ turn).bounds
    box = Polygon([(left, bottom), (right, bottom), (right, top), (left, top)])
    return shapely.transform(box, lambda rows: rows @ turn.T)


def core_round(box: Polygon, outline: Polygon) -> Polygon | None:
    """A core round a stair: its walls, inside the outline, and up to it where it is near."""
    shell = box.buffer(CORE_WALL_M, join_style="mitre")
    corners = shapely.get_coordinates(shapely.orient_polygons(shell).exterior)
    pieces: list[BaseGeometry] = [shell]
    for start, end in pairwise(corners):
        along = (end - start) / np.hypot(*(end - start))
        out = np.array([along[1], -along[0]]) * NEAR_OUTLINE_M
        if not outline.intersects(LineString([start + out, end + out])):
            pieces.append(Polygon([start, end, end + out, start + out]))
    # at a corner of the building the strips leave a notch, which the rectangle round them fills
    return to_millimetres(shapely.union_all(pieces).minimum_rotated_rectangle.intersection(outline))


def openings_on(
    outline: Polygon,
    shapes: Sequence[BaseGeometry],
    short: str,
    widths: Sequence[float | None] = (),
) -> tuple[FoundOpening, ...]:
    """Openings of the outline where these shapes lie in it; a width that is not told is measured along it."""
    ring = outline.exterior
    found: list[tuple[float, FoundOpening]] = []
    told = dict(zip(map(id, shapes), widths, strict=False))
    for shape in _apart(shapes):
        if ring.distance(shape) > ON_OUTLINE_M:
            continue
        reach = [ring.project(Point(point)) for point in shapely.get_coordinates(shape).tolist()]
        width = max(reach) - min(reach)
        if width > ring.length / 2:  # it lies over the corner at which the ring begins
            reach = [at if at > ring.length / 2 else at + ring.length for at in reach]
            width = max(reach) - min(reach)
        at = (max(reach) + min(reach)) / 2 % ring.length
        width = told.get(id(shape)) or width
        if 0.6 <= width <= 12.0:
            point = ring.interpolate(at)
            spot = (round(point.x, 3), round(point.y, 3))
            found.append((at, FoundOpening("", spot, round(width, 2))))
    found.sort(key=lambda pair: pair[0])
    return tuple(replace(entry, id=f"{short}{number}") for number, (_, entry) in enumerate(found, start=1))


def sides_with(outline: Polygon, shapes: Sequence[BaseGeometry]) -> tuple[LineString, ...]:
    """Sides of the outline along which any of these shapes lies."""
    points = shapely.get_coordinates(outline.exterior)
    sides = [LineString(pair) for pair in pairwise(points)]
    tree = shapely.STRtree([shape.centroid for shape in shapes])
    near = tree.query([side.buffer(ON_OUTLINE_M, cap_style="flat") for side in sides], predicate="intersects")
    return tuple(sides[number] for number in sorted(set(near[0].tolist())))


Shape = TypeVar("Shape", bound=BaseGeometry)


def _apart(shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes without those that lie in a place already taken (a block and its outline)."""
    kept: list[Shape] = []
    for shape in sorted(shapes, key=lambda s: -s.area):
        if not any(other.distance(shape.centroid) < 0.05 for other in kept):
            kept.append(shape)
    return kept


def _near_the_origin(park: FoundPark, notes: list[str]) -> FoundPark:
    """The park with small, positive coordinates, where the drawing lies far off or has none of a site."""
    outlines = [storey.outline for building in park.buildings for storey in building.storeys]
    shapes = [park.site.boundary] if park.site.boundary is not None else outlines
    left, bottom, right, top = shapely.total_bounds(np.array(shapes, dtype=object))
    if park.site.boundary is not None and max(abs(left), abs(bottom), abs(right), abs(top)) < FAR_M:
        return park
    dx, dy = -round(float(left), 3), -round(float(bottom), 3)
    if (dx, dy) != (0.0, 0.0):
        notes.append(f"moved by {dx:g}, {dy:g} m, so that the lower left corner is [0, 0]")

    def shift(shape: Shape) -> Shape:
        return shapely.transform(shape, lambda points: points + np.array([dx, dy]))

    site = replace(
        park.site,
        boundary=None if park.site.boundary is None else shift(park.site.boundary),
        gates=tuple(replace(gate, at=(gate.at[0] + dx, gate.at[1] + dy)) for gate in park.site.gates),
        public_roads=tuple(replace(road, line=shift(road.line)) for road in park.site.public_roads),
        internal_roads=tuple(replace(road, line=shift(road.line)) for road in park.site.internal_roads),
        obstacles=tuple((id, kind, shift(shape)) for id, kind, shape in park.site.obstacles),
    )
    placed = park.site.boundary is not None
    buildings = tuple(replace(moved(b, dx, dy), placed=placed) for b in park.buildings)
    return replace(park, site=site, buildings=buildings)
