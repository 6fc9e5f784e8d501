"""What this program's own IFC files tell beyond geometry: cores, outer doors, gates, roads, obstacles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from shapely.geometry import LineString, Polygon

from planner.exchange.found import (
    FoundCore,
    FoundOpening,
    FoundRoad,
    FoundSite,
    number_of,
    outline_of,
    to_millimetres,
)
from planner.exchange.ifc_shapes import Seen

__all__ = ["ToldCores", "is_told_part", "told", "told_openings", "told_site"]

CORE, PART, OPENING, GROUND = "Planner_Core", "Planner_CorePart", "Planner_Opening", "Planner_Ground"
"""Sets of properties that say what a thing is in a scenario."""


class ToldCores:
    """Cores of a model by storey, where it tells them as spatial zones with rooms for their parts."""

    def __init__(self, model: Any, seen: Mapping[int, Seen], scale: float) -> None:
        parts: dict[str, list[tuple[str, str, Polygon]]] = {}
        for space in model.by_type("IfcSpace"):
            row = told(space, PART)
            polygon = to_millimetres(seen[space.id()].shadow) if row and space.id() in seen else None
            if polygon is not None:
                parts.setdefault(str(row.get("Core")), []).append(
                    (str(row["Id"]), str(row.get("Kind")), polygon)
                )
        self._of: dict[int, list[FoundCore]] = {}
        for relation in model.by_type("IfcRelReferencedInSpatialStructure"):
            for zone in relation.RelatedElements:
                row = told(zone, CORE)
                outline = next(iter(_rings(zone, scale)), None) if row else None
                if outline is not None and (shape := to_millimetres(outline)) is not None:
                    core = FoundCore(str(row["Id"]), shape, tuple(parts.get(str(zone.Description), ())))
                    self._of.setdefault(relation.RelatingStructure.id(), []).append(core)

    def of(self, storey: Any) -> tuple[FoundCore, ...]:
        """The cores of a storey; empty where the model tells none."""
        return tuple(self._of.get(storey.id(), ()))


def is_told_part(space: Any) -> bool:
    """Whether a room is a part of a core in a file of this program."""
    return bool(told(space, PART))


def told_openings(
    doors: Iterable[tuple[Any, Seen]], outline: Polygon
) -> tuple[tuple[FoundOpening, ...], tuple[FoundOpening, ...]] | None:
    """Exits and docks with their ids, each the nearest point of the outline; ``None`` where none is told."""
    found: dict[str, list[FoundOpening]] = {"exit": [], "dock": []}
    ring = outline.exterior
    for door, seen in doors:
        row = told(door, OPENING)
        if row and row.get("Role") in found and not seen.shadow.is_empty:
            at = ring.interpolate(ring.project(seen.shadow.centroid))
            spot = round(at.x, 3), round(at.y, 3)
            found[row["Role"]].append(FoundOpening(str(row["Id"]), spot, number_of(row.get("Width"))))
    if not any(found.values()):
        return None
    exits, docks = (sorted(entries, key=lambda entry: entry.id) for entries in found.values())
    return tuple(exits), tuple(docks)


def told_site(model: Any, land: FoundSite, scale: float) -> FoundSite:
    """The land with gates, given roads and obstacles; ``scale``: metres of the model's unit."""
    from ifcopenshell.util.placement import get_local_placement

    gates = []
    for door in model.by_type("IfcDoor"):
        row = told(door, OPENING)
        if row and row.get("Role") == "gate":
            x, y = (round(float(v) * scale, 3) for v in get_local_placement(door.ObjectPlacement)[:2, 3])
            gates.append(FoundOpening(str(row["Id"]), (x, y), number_of(row.get("Width"))))
    roads: dict[str, list[FoundRoad]] = {"public_road": [], "internal_road": []}
    obstacles = []
    since_4 = str(model.schema).startswith("IFC4")
    for thing in model.by_type("IfcGeographicElement") if since_4 else ():
        row = told(thing, GROUND)
        for points in _curves(thing, scale) if row else ():
            if row.get("Role") in roads:
                name, width = str(row.get("Name", "")), number_of(row.get("Width"))
                roads[row["Role"]].append(FoundRoad(str(row["Id"]), name, LineString(points), width))
            elif len(points) >= 4 and (shape := outline_of(Polygon(points))) is not None:
                obstacles.append((str(row["Id"]), str(row.get("Kind")), shape))
            break
    public, inner = (tuple(found) for found in roads.values())
    return FoundSite(land.boundary, land.origin_wgs84, tuple(gates), public, inner, tuple(obstacles))


def told(thing: Any, name: str) -> Mapping[str, Any]:
    """A set of properties of a thing with its id; empty where it has none of that name."""
    from ifcopenshell.util.element import get_pset

    row = get_pset(thing, name) or {}
    return row if row.get("Id") else {}


def _curves(thing: Any, scale: float) -> Iterator[Sequence[tuple[float, float]]]:
    """Polylines of its footprint in metres."""
    for shape in thing.Representation.Representations if thing.Representation else ():
        for item in shape.Items:
            for curve in getattr(item, "Elements", None) or ():
                points = [point.Coordinates[:2] for point in getattr(curve, "Points", None) or ()]
                if len(points) >= 2:
                    yield [(round(x * scale, 4), round(y * scale, 4)) for x, y in points]


def _rings(thing: Any, scale: float) -> Iterator[Polygon]:
    for points in _curves(thing, scale):
        if len(points) >= 4 and points[0] == points[-1]:
            yield Polygon(points)
