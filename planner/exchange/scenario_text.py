"""What was found as a scenario file, with a TODO comment wherever something is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.affinity import rotate
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from planner.exchange.found import FoundBuilding, FoundCore, FoundOpening, FoundPark, FoundRoad, FoundStorey
from planner.scenario.emit import flow

__all__ = ["Draft", "scenario_text"]

HEAD = """\
# Imported from {sources}. Lines marked TODO tell what was not found there: fill them in, then
#
#   planner validate THIS_FILE      says what is still missing
#   planner solve THIS_FILE
#
# Lengths are metres, x points east, y points north. Every key is explained in docs/scenario.md.
"""
ROAD_WIDTH_M = 9.0
AROUND_M = 30.0


@dataclass
class Draft:
    """The text as it grows, and what it asks the user to do."""

    lines: list[str] = field(default_factory=list)
    todos: list[tuple[str, str]] = field(default_factory=list)
    """Place (site, a building, a storey; empty: the whole file) and words."""

    def say(self, indent: int, text: str) -> None:
        """A line of the document."""
        self.lines.append("  " * indent + text)

    def todo(self, indent: int, path: str, words: str, *examples: str) -> None:
        """A comment with what is missing, and lines to take the # from."""
        words = _flat(words)
        self.todos.append((_flat(path), words))
        self.say(indent, f"# TODO {words}")
        for example in examples:
            self.say(indent, f"# {example}")

    @property
    def text(self) -> str:
        """The document."""
        return "\n".join(self.lines) + "\n"


def scenario_text(park: FoundPark) -> Draft:
    """The scenario in YAML; what is required and was not found stands as a key without a value."""
    draft = Draft()
    for line in HEAD.format(sources=_flat(", ".join(park.sources))).splitlines():
        draft.say(0, line)
    for note in park.notes:
        draft.say(0, f"# Note: {_flat(note)}.")
    name = park.name or "Imported park"
    draft.say(0, "")
    draft.say(0, "format: planner/1")
    draft.say(0, f"name: {_text(name)}")
    draft.say(0, "standards: [cbep, sbt11233]")
    draft.say(0, "base_type: park")
    draft.say(0, "")
    _site(draft, park)
    draft.say(0, "")
    _buildings(draft, park.buildings, park.site.boundary)
    draft.say(0, "")
    _asks(draft, park)
    return draft


def _flat(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _text(text: str) -> str:
    return json.dumps(_flat(text)[:120], ensure_ascii=False)


# ---------------------------------------------------------------- site


def _site(draft: Draft, park: FoundPark) -> None:
    site = park.site
    draft.say(0, "site:")
    boundary = site.boundary
    if boundary is not None:
        draft.say(1, f"boundary: {_ring(boundary)}")
    else:
        words = "boundary: corners of the site; none was found"
        guess = _around(park.buildings)
        draft.todo(1, "site", words, *([f"boundary: {_ring(guess)}"] if guess else []))
        draft.say(1, "boundary:")
        boundary = guess
    if site.origin_wgs84 is not None:
        draft.say(1, f"origin_wgs84: [{site.origin_wgs84[0]}, {site.origin_wgs84[1]}]")
    if site.gates:
        draft.say(1, "gates:")
        for gate in site.gates:
            draft.say(2, f"- {{id: {flow(gate.id)}, at: {_point(gate.at)}, width_m: {gate.width_m or 9:g}}}")
    else:
        at = _point(_gate_at(boundary, site.public_roads)) if boundary is not None else "[x, y]"
        words = "gates: openings of the boundary to public roads, at least one; where they are and how wide"
        draft.todo(1, "site", words, f"  - {{id: G1, at: {at}, width_m: 9}}")
        draft.say(1, "gates:")
    _roads(draft, "public_roads", site.public_roads)
    _roads(draft, "internal_roads", site.internal_roads)
    if site.obstacles:
        draft.say(1, "obstacles:")
        for id, kind, shape in site.obstacles:
            draft.say(2, f"- {{id: {flow(id)}, kind: {flow(kind)}, polygon: {_ring(shape)}}}")


def _around(buildings: Sequence[FoundBuilding]) -> Polygon | None:
    """A rectangle round all buildings with room for roads: a proposal."""
    outlines = [
        rotate(storey.outline, building.rotation_deg, origin=(0, 0))
        for building in buildings
        for storey in building.storeys
    ]
    if not outlines:
        return None
    left, bottom, right, top = shapely.total_bounds(np.array(outlines, dtype=object))
    x0, y0 = np.floor([left - AROUND_M, bottom - AROUND_M])
    x1, y1 = np.ceil([right + AROUND_M, top + AROUND_M])
    return Polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _gate_at(boundary: Polygon, roads: Sequence[FoundRoad]) -> tuple[float, float]:
    """The middle of the side nearest a public road, else of the longest side."""
    points = shapely.get_coordinates(boundary.exterior)
    sides = [LineString(pair) for pair in pairwise(points)]
    ways = shapely.union_all([road.line for road in roads]) if roads else None
    long = [side for side in sides if side.length > 20.0] or sides

    def rank(side: LineString) -> tuple[float, float]:
        middle: Point = side.interpolate(0.5, normalized=True)
        return (round(middle.distance(ways)) if ways is not None else 0.0, -side.length)

    best = min(long, key=rank).interpolate(0.5, normalized=True)
    return float(best.x), float(best.y)


def _roads(draft: Draft, key: str, roads: Sequence[FoundRoad]) -> None:
    if not roads:
        return
    unknown = [road.id for road in roads if road.width_m is None]
    if unknown:
        words = f"{key}: widths of {', '.join(unknown)} are not told; {ROAD_WIDTH_M:g} m stand for them"
        draft.todo(1, "site", words)
    draft.say(1, f"{key}:")
    for road in roads:
        name = f" name: {_text(road.name)}," if road.name else ""
        width = f"{road.width_m or ROAD_WIDTH_M:g}"
        draft.say(2, f"- {{id: {flow(road.id)},{name} centreline: {_line(road.line)}, width_m: {width}}}")


# ---------------------------------------------------------------- buildings


def _buildings(draft: Draft, buildings: Sequence[FoundBuilding], boundary: Polygon | None) -> None:
    if not buildings:
        words = (
            "buildings: at least one, with its storeys (docs/scenario.md); `planner init` shows a whole one"
        )
        draft.todo(0, "", words)
        draft.say(0, "buildings:")
        return
    draft.say(0, "buildings:")
    for building in buildings:
        draft.say(1, f"- id: {flow(building.id)}")
        if building.name != building.id:
            draft.say(2, f"name: {_text(building.name)}")
        if boundary is not None and not building.placed:
            words = (
                "at: where the point [0, 0] of its own coordinates stands on the site; rotation_deg turns it"
            )
            draft.todo(2, building.id, words, f"at: {_point(_middle(building, boundary))}")
            draft.say(2, "at:")
        if building.rotation_deg:
            draft.say(2, f"rotation_deg: {_number(building.rotation_deg)}")
        draft.say(2, "existing: true")
        draft.todo(2, building.id, "sprinklered: whether it has sprinklers throughout; false stands for it")
        draft.say(2, "sprinklered: false")
        draft.say(2, "storeys:")
        before: FoundStorey | None = None
        for storey in building.storeys:
            _storey(draft, building.id, storey, before)
            before = storey


def _middle(building: FoundBuilding, boundary: Polygon) -> tuple[float, float]:
    """Where a building stands in the middle of the widest part of the site: a proposal."""
    centre = shapely.maximum_inscribed_circle(boundary).coords[0]
    outlines = [rotate(s.outline, building.rotation_deg, origin=(0, 0)) for s in building.storeys]
    left, bottom, right, top = shapely.total_bounds(np.array(outlines, dtype=object))
    return round(float(centre[0] - (left + right) / 2), 1), round(float(centre[1] - (bottom + top) / 2), 1)


def _storey(draft: Draft, building: str, storey: FoundStorey, before: FoundStorey | None) -> None:
    path = f"{building}/{storey.id}"
    draft.say(3, f"- id: {flow(storey.id)}")
    draft.say(4, f"level: {storey.level}")
    if storey.name and storey.name != storey.id:
        draft.say(4, f"name: {_text(storey.name)}")
    if before is not None:
        draft.say(4, f"like: {flow(before.id)}")
    if storey.elevation_m is not None:
        draft.say(4, f"elevation_m: {_number(storey.elevation_m)}")
    _heights(draft, path, storey, before)
    if before is None or not _same(storey.outline, before.outline):
        draft.say(4, f"outline: {_ring(storey.outline)}")
    if before is None or storey.outline.interiors or before.outline.interiors:
        holes = [_ring(Polygon(ring)) for ring in storey.outline.interiors]
        if holes or before is not None:
            draft.say(4, f"holes: [{', '.join(holes)}]")
    _cores(draft, path, storey, before)
    _openings(draft, path, storey)
    _daylight(draft, path, storey, before)
    if before is None or storey.columns != before.columns:
        _columns(draft, storey.columns, needed=before is not None)


def _heights(draft: Draft, path: str, storey: FoundStorey, before: FoundStorey | None) -> None:
    """Heights and the load; an upper storey that knows none has those of the storey below."""
    known = {
        "height_m": (storey.height_m, "storey height, floor to floor, m"),
        "clear_height_m": (storey.clear_height_m, "free height under beams and services, m; below height_m"),
        "floor_load_kn_m2": (storey.floor_load_kn_m2, "imposed load the floor carries, kN/m2"),
    }
    for key, (value, words) in known.items():
        if value is not None:
            draft.say(4, f"{key}: {_number(value)}")
        elif before is None:
            draft.todo(4, path, f"{key}: {words}")
            draft.say(4, f"{key}:")


def _same(one: BaseGeometry, other: BaseGeometry) -> bool:
    return bool(one.symmetric_difference(other).area < 1e-6)


def _cores(draft: Draft, path: str, storey: FoundStorey, before: FoundStorey | None) -> None:
    if before is not None and _core_key(storey.cores) == _core_key(before.cores):
        return
    if not storey.cores:
        if before is None:
            words = "cores: stairs, lifts, shafts and toilets; none were found"
            example = "  - {id: C1, outline: [[x, y], ...], parts: [{id: ST1, kind: stair, outline: ...}]}"
            draft.todo(4, path, words, "cores:", example)
        else:
            draft.say(4, "cores: []")
        return
    kinds = {kind for core in storey.cores for _, kind, _ in core.parts}
    missing = [kind for kind in ("stair", "lift", "toilet") if kind not in kinds]
    if missing and before is None:
        words = f"cores: no part of kind {', '.join(missing)} was found; add them where they are or are to be"
        draft.todo(4, path, words)
    draft.say(4, "cores:")
    for core in storey.cores:
        draft.say(5, f"- id: {flow(core.id)}")
        draft.say(6, f"outline: {_ring(core.outline)}")
        if core.parts:
            draft.say(6, "parts:")
            for id, kind, shape in core.parts:
                draft.say(7, f"- {{id: {flow(id)}, kind: {flow(kind)}, outline: {_ring(shape)}}}")


def _core_key(cores: Sequence[FoundCore]) -> list[tuple[str, str, list[str]]]:
    return [(core.id, _ring(core.outline), [_ring(part[2]) for part in core.parts]) for core in cores]


def _openings(draft: Draft, path: str, storey: FoundStorey) -> None:
    if storey.level != 1:
        return
    if storey.exits:
        unknown = [entry.id for entry in storey.exits if entry.width_m is None]
        if unknown:
            words = f"exits: widths of {', '.join(unknown)} are not told; 1.2 m stand for them"
            draft.todo(4, path, words)
        if not storey.docks:
            wide = [entry.id for entry in storey.exits if (entry.width_m or 0.0) >= 2.5]
            if wide:
                words = f"docks: which of the wide doors {', '.join(wide)} are docks? Move those to `docks`"
                draft.todo(4, path, words)
        draft.say(4, "exits:")
        for entry in storey.exits:
            draft.say(5, _opening(entry))
    else:
        at = _point(_gate_at(storey.outline, ()))
        words = "exits: doors to the outside, at least one; none were found"
        draft.todo(4, path, words, f"  - {{id: X1, at: {at}, width_m: 2.4}}")
        draft.say(4, "exits:")
    if storey.docks:
        draft.say(4, "docks:")
        for entry in storey.docks:
            draft.say(5, _opening(entry))


def _opening(entry: FoundOpening) -> str:
    return f"- {{id: {flow(entry.id)}, at: {_point(entry.at)}, width_m: {entry.width_m or 1.2:g}}}"


def _daylight(draft: Draft, path: str, storey: FoundStorey, before: FoundStorey | None) -> None:
    if storey.daylight is None:
        if before is None and storey.level >= 1:
            draft.todo(4, path, "daylight: which facades have windows; all stands for it")
            draft.say(4, "daylight: all")
        return
    lines = ", ".join(_line(line) for line in storey.daylight)
    around = sum(line.length for line in storey.daylight) >= 0.98 * storey.outline.exterior.length
    draft.say(4, "daylight: all" if around else f"daylight: [{lines}]")


def _columns(draft: Draft, columns: Sequence[Polygon], *, needed: bool) -> None:
    """As a grid where they stand in a whole one of equal squares, else one by one."""
    if not columns:
        if needed:
            draft.say(4, "columns: []")
        return
    grid = _grid(columns)
    if grid is not None:
        xs, ys, (wide, deep) = grid
        size = _number(wide) if abs(wide - deep) < 0.0015 else f"[{_number(wide)}, {_number(deep)}]"
        across, up = (", ".join(_number(value) for value in values) for values in (xs, ys))
        draft.say(4, f"columns: {{x_m: [{across}], y_m: [{up}], size_m: {size}}}")
        return
    draft.say(4, "columns:")
    for column in sorted(columns, key=lambda shape: (round(shape.bounds[1], 2), shape.bounds[0])):
        draft.say(5, f"- {{outline: {_ring(column)}}}")


Grid = tuple[list[float], list[float], tuple[float, float]]


def _grid(columns: Sequence[Polygon]) -> Grid | None:
    """Lines across and up, and the size, where a rectangle stands on every crossing and nowhere else."""
    boxes = np.round(shapely.bounds(np.array(columns, dtype=object)), 2)
    sizes = np.round(boxes[:, 2:] - boxes[:, :2], 2)
    square = all(abs(c.area - c.envelope.area) < 0.01 * c.envelope.area for c in columns)
    if not square or np.ptp(sizes, axis=0).max() > 0.011:
        return None
    middles = np.round((boxes[:, :2] + boxes[:, 2:]) / 2, 2)
    xs, ys = (sorted(set(middles[:, side].tolist())) for side in (0, 1))
    crossings = {(x, y) for x in xs for y in ys}
    if crossings != {(float(x), float(y)) for x, y in middles.tolist()} or len(columns) != len(crossings):
        return None
    return xs, ys, (float(np.median(sizes[:, 0])), float(np.median(sizes[:, 1])))


# ---------------------------------------------------------------- who asks for space


def _asks(draft: Draft, park: FoundPark) -> None:
    if park.tenants:
        draft.say(0, "tenants:")
        for row in park.tenants:
            draft.say(1, f"- {flow(row)}")
    else:
        words = (
            "tenants: companies that ask for space; `planner import --template tenants.xlsx` writes a table"
        )
        example = "  - {id: T01, name_zh: 阿尔法, cross_border: true, wished_m2: 120, rent_cny_m2_month: 75}"
        draft.todo(0, "", words, "tenants:", example)
    draft.say(0, "")
    if park.programme:
        draft.say(0, "programme:")
        for row in park.programme:
            draft.say(1, f"- {flow(row)}")
    else:
        words = "programme: zones that the park itself needs (docs/scenario.md lists them)"
        example = "  - {id: OFFICE, zone: office_area, wished_m2: 300}"
        draft.todo(0, "", words, "programme:", example)


# ---------------------------------------------------------------- numbers


def _number(value: float) -> str:
    return f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")


def _point(at: Sequence[float]) -> str:
    return f"[{_number(at[0])}, {_number(at[1])}]"


def _points(points: Iterator[Sequence[float]] | Sequence[Sequence[float]]) -> str:
    return "[" + ", ".join(_point(point) for point in points) + "]"


def _ring(polygon: Polygon) -> str:
    return _points(shapely.get_coordinates(shapely.orient_polygons(polygon).exterior)[:-1].tolist())


def _line(line: LineString) -> str:
    return _points(shapely.get_coordinates(line).tolist())


def rows_of(given: Sequence[dict[str, Any]]) -> list[str]:
    """Rows of a table as lines of YAML."""
    return [f"- {flow(row)}" for row in given]
