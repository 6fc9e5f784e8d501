"""A building from IFC (2x3, 4): storeys, outlines, columns, stairs, lifts, doors, windows."""

from __future__ import annotations

import math
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from planner.errors import UsageError
from planner.exchange.dxf import box_along, core_round, openings_on, sides_with
from planner.exchange.found import (
    FoundBuilding,
    FoundCore,
    FoundOpening,
    FoundPark,
    FoundStorey,
    number_of,
    outline_of,
    to_millimetres,
)
from planner.exchange.ifc_rooms import is_dock, is_loading_room, part_of_core
from planner.exchange.ifc_shapes import Seen, seen_from_above
from planner.exchange.ifc_site import from_the_corner, north_turn, site_of, turned_to_north
from planner.exchange.ifc_told import ToldCores, is_told_part, told, told_openings, told_site
from planner.exchange.source import LARGEST_BYTES, checked_file, refuse

__all__ = ["read_ifc"]

KINDS = (
    "IfcSlab",
    "IfcWall",
    "IfcColumn",
    "IfcStair",
    "IfcStairFlight",
    "IfcTransportElement",
    "IfcDoor",
    "IfcWindow",
    "IfcSpace",
    "IfcCurtainWall",
)
NO_FLOORS = ("LANDING", "ROOF")
SEAM_M = 0.3
"""Gaps between walls that are closed when they make up an outline."""
LEAST_STOREY_M2 = 20.0
COLUMN_M = 1.5
ARRIVES_M = 1.5
"""A stair that ends so far below a storey leads to it: its last landing is often part of the slab."""
LEAST_PART_M2 = 0.8
BESIDE_ROOM_M = 0.6
"""A door belongs to the room that it is so near to: walls lie between."""
SHORT = {"stair": "ST", "lift": "L", "goods_lift": "GL", "toilet": "WC", "shaft": "SH"}
"""Kinds of parts of cores, and how their ids begin."""
AT_GROUND_M = 0.7
"""The ground storey may lie so far below or above the ground."""


@dataclass(slots=True)
class _Floor:
    """A storey of the model with what stands on it."""

    entity: Any
    elevation_m: float
    things: dict[str, list[tuple[Any, Seen]]]

    def shapes(self, kind: str) -> list[Seen]:
        """What of a kind stands on it, from above."""
        return [seen for _, seen in self.things.get(kind, ())]


def read_ifc(path: Path) -> FoundPark:
    """The buildings of an IFC file.

    Raises ``UsageError`` for files that are no IFC or have no storeys, and where IfcOpenShell is missing.
    """
    model = _opened(checked_file(path))
    notes: list[str] = []
    storeys = model.by_type("IfcBuildingStorey")
    if not storeys:
        raise refuse(
            path,
            "a model without storeys",
            "an IfcBuildingStorey for every floor",
            "set up levels in the BIM program and export the model again",
        )
    wanted = [entity for kind in KINDS for entity in model.by_type(kind)]
    slabs = [entity for entity in wanted if entity.is_a("IfcSlab")]
    seen = seen_from_above(model, slabs, cut=True)
    seen |= seen_from_above(model, [entity for entity in wanted if not entity.is_a("IfcSlab")], cut=False)
    scale = _scale(model)
    cores, every = ToldCores(model, seen, scale), _floors(model, seen, scale)
    buildings = []
    names: set[str] = set()
    for number, entity in enumerate(model.by_type("IfcBuilding"), start=1):
        own = [*every.get(entity.id(), ()), *every.get(None, ())]
        floors = _lived_in(sorted(own, key=lambda floor: floor.elevation_m))
        if floors:
            name = str(told(entity, "Planner_Building").get("Id", "")) or _id(entity.Name, number, names)
            buildings.append(_building(path, name, entity, floors, cores, notes))
    if not buildings:
        raise refuse(
            path,
            "storeys on which nothing stands",
            "floor slabs, walls, columns or rooms with geometry",
            "export the model with its geometry (Reference View or Coordination View)",
        )
    site = told_site(model, site_of(model), scale)
    found = from_the_corner(
        FoundPark(_name(model, path), site, tuple(buildings), sources=(path.name,)), notes
    )
    return replace(turned_to_north(found, north_turn(model), notes), notes=tuple(notes))


# ---------------------------------------------------------------- the file


def _opened(path: Path) -> Any:
    try:
        import ifcopenshell
    except ImportError as fault:
        raise UsageError(
            f"{path}: IFC needs the library ifcopenshell, which is not installed. "
            "Try: pip install 'ecommerce-park-planner[ifc]'"
        ) from fault
    try:
        if zipfile.is_zipfile(path):
            return _unzipped(path)
        _check_head(path)
        model = ifcopenshell.open(str(path))
    except UsageError:
        raise
    except Exception as fault:
        reason = " ".join(str(fault).split())[:200] or type(fault).__name__
        remedy = "export the model again as IFC 2x3 or IFC 4"
        raise refuse(path, f"a damaged IFC file ({reason})", "a sound one", remedy) from fault
    return _known(path, model)


def _check_head(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(300)
    if b"ISO-10303-21" not in head:
        found = "no IFC: it does not begin with ISO-10303-21"
        raise refuse(path, found, "an IFC file (STEP)", "export the model again as IFC")


def _unzipped(path: Path) -> Any:
    import ifcopenshell

    with zipfile.ZipFile(path) as archive:
        inside = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".ifc")]
        if len(inside) != 1:
            raise refuse(path, f"{len(inside)} IFC files in it", "one", "unpack it and name the file")
        if inside[0].file_size > LARGEST_BYTES:
            found = f"{inside[0].file_size / 2**20:,.0f} MB when unpacked"
            raise refuse(path, found, f"at most {LARGEST_BYTES // 2**20} MB", "export fewer storeys")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model.ifc"
            file.write_bytes(archive.read(inside[0]))
            return _known(path, ifcopenshell.open(str(file)))


def _known(path: Path, model: Any) -> Any:
    schema = str(getattr(model, "schema", ""))
    if not schema.startswith(("IFC2X3", "IFC4")):
        raise refuse(path, f"schema {schema or 'unknown'}", "IFC 2x3 or IFC 4", "export it in one of them")
    return model


def _scale(model: Any) -> float:
    """Metres of the model's unit."""
    from ifcopenshell.util.unit import calculate_unit_scale

    return float(calculate_unit_scale(model))


def _name(model: Any, path: Path) -> str:
    projects = model.by_type("IfcProject")
    names = [str(text) for project in projects for text in (project.LongName, project.Name) if text]
    return next((name for name in names if re.search(r"[^\W\d_]", name)), path.stem)


def _id(name: str | None, number: int, taken: set[str]) -> str:
    plain = re.sub(r"[^\w.-]+", "-", name or "").strip("-._")[:12]
    id = (
        plain
        if plain and plain not in taken and len(plain) <= 8
        else chr(64 + number)
        if number < 27
        else f"B{number}"
    )
    taken.add(id)
    return id


# ---------------------------------------------------------------- storeys


def _floors(model: Any, seen: Mapping[int, Seen], scale: float) -> dict[int | None, list[_Floor]]:
    """Number of a building -> its storeys with the things on them; ``None``: those of no building.

    A thing hangs on its storey or on a part of it.
    """
    from ifcopenshell.util.element import get_container

    storeys = model.by_type("IfcBuildingStorey")
    floors = {s.id(): _Floor(s, float(s.Elevation or 0.0) * scale, {}) for s in storeys}
    for kind in KINDS:
        for entity in model.by_type(kind):
            if entity.id() not in seen or _is_part_of_stair(entity):
                continue
            container = get_container(entity, ifc_class="IfcBuildingStorey")
            if container is None and entity.is_a("IfcSpace"):
                container = next((r.RelatingObject for r in entity.Decomposes), None)
            if container is not None and container.id() in floors:
                floors[container.id()].things.setdefault(kind, []).append((entity, seen[entity.id()]))
    for stair in model.by_type("IfcStair"):
        _add_stair(floors, stair, seen)
    of: dict[int | None, list[_Floor]] = {}
    for floor in floors.values():
        building = _building_of(floor.entity)
        of.setdefault(building.id() if building is not None else None, []).append(floor)
    return of


def _is_part_of_stair(entity: Any) -> bool:
    return any(r.RelatingObject.is_a("IfcStair") for r in getattr(entity, "Decomposes", ()) or ())


def _add_stair(floors: Mapping[int, _Floor], stair: Any, seen: Mapping[int, Seen]) -> None:
    """A stair as one thing: its flights and landings together."""
    from ifcopenshell.util.element import get_container, get_decomposition

    pieces = [seen[part.id()] for part in get_decomposition(stair) if part.id() in seen]
    container = get_container(stair, ifc_class="IfcBuildingStorey")
    if not pieces or container is None or container.id() not in floors:
        return
    whole = Seen(
        shapely.union_all([piece.shadow for piece in pieces]),
        shapely.union_all([piece.top for piece in pieces]),
        min(piece.low for piece in pieces),
        max(piece.high for piece in pieces),
    )
    floors[container.id()].things.setdefault("IfcStair", []).append((stair, whole))


def _building_of(storey: Any) -> Any:
    whole = next((relation.RelatingObject for relation in storey.Decomposes), None)
    return whole if whole is not None and whole.is_a("IfcBuilding") else None


def _lived_in(floors: Sequence[_Floor]) -> list[_Floor]:
    """Storeys with doors, columns or rooms; levels that only hold windows lend them to the one below."""
    kept: list[_Floor] = []
    for floor in floors:
        if any(floor.things.get(kind) for kind in ("IfcSpace", "IfcColumn", "IfcDoor", "IfcStair")):
            kept.append(floor)
        elif kept:
            kept[-1].things.setdefault("IfcWindow", []).extend(floor.things.get("IfcWindow", ()))
    if kept:
        return kept
    return [floor for floor in floors if floor.things.get("IfcSlab") or floor.things.get("IfcWall")]


def _building(
    path: Path, id: str, entity: Any, floors: Sequence[_Floor], cores: ToldCores, notes: list[str]
) -> FoundBuilding:
    own = [_outline(floor) for floor in floors]
    storeys = []
    ground = _ground(floors)
    every = [*sorted(float(f.elevation_m) for f in floors), _roof(floors)]
    for number, floor in enumerate(floors):
        level = number - ground + 1 if number >= ground else number - ground
        own_level = number_of(told(floor.entity, "Planner_Storey").get("Level"))
        level = int(own_level) if own_level else level
        outline = _settled(path, id, level, own, number, notes)
        above = every[number + 1]
        height = round(above - floor.elevation_m, 3) if math.isfinite(above) else None
        below = floors[number - 1] if number else None
        found = cores.of(floor.entity) or _cores(floor, _ways(floor, below), Polygon(outline.exterior))
        storeys.append(_storey(floor, level, outline, height, found, notes))
    name = str(entity.LongName or entity.Name or id)
    spaces = [pair for floor in floors for pair in floor.things.get("IfcSpace", ())]
    rooms = [s.shadow.area for room, s in spaces if part_of_core(room) is None and not is_told_part(room)]
    if rooms:
        area = f"{len(rooms)} rooms of {sum(rooms):,.1f} m2"
        notes.append(f"{id}: its {area} are not taken over; the plan lays rooms out anew")
    return FoundBuilding(id, name, tuple(storeys))


def _ground(floors: Sequence[_Floor]) -> int:
    """The lowest storey that does not lie below the ground."""
    return next((i for i, floor in enumerate(floors) if floor.elevation_m > -AT_GROUND_M), 0)


def _roof(floors: Sequence[_Floor]) -> float:
    """How high the last storey reaches: the middle one of the tops of its walls, columns and rooms."""
    last = floors[-1]
    tops = [seen.high for kind in ("IfcWall", "IfcColumn", "IfcSpace") for seen in last.shapes(kind)]
    return round(float(np.median(tops)), 3) if tops else math.inf


def _outline(floor: _Floor) -> tuple[Polygon | None, Polygon | None]:
    """What the floor slabs of a storey cover, and what its walls, columns and rooms enclose."""
    slabs = [
        seen.top
        for entity, seen in floor.things.get("IfcSlab", ())
        if str(getattr(entity, "PredefinedType", "")) not in NO_FLOORS
    ]
    solid = [
        seen.shadow
        for kind in ("IfcWall", "IfcCurtainWall", "IfcColumn", "IfcSpace")
        for seen in floor.shapes(kind)
    ]
    return _joined(slabs), _filled(solid)


def _joined(shapes: Sequence[BaseGeometry]) -> Polygon | None:
    together = shapely.union_all(list(shapes)) if shapes else Polygon()
    return outline_of(together) if not together.is_empty else None


def _filled(shapes: Sequence[BaseGeometry]) -> Polygon | None:
    """The outer line of what stands together, gaps closed; its inside is not looked at."""
    if not shapes:
        return None
    grown = shapely.union_all([shape.buffer(SEAM_M / 2, join_style="mitre") for shape in shapes])
    parts = [Polygon(part.exterior) for part in shapely.get_parts(grown) if isinstance(part, Polygon)]
    if not parts:
        return None
    return outline_of(max(parts, key=lambda p: p.area).buffer(-SEAM_M / 2, join_style="mitre"))


def _settled(
    path: Path,
    id: str,
    level: int,
    own: Sequence[tuple[Polygon | None, Polygon | None]],
    number: int,
    notes: list[str],
) -> Polygon:
    """The outline of a storey: its slabs, where they cover what its walls enclose; else the walls'."""
    slabs, walls = own[number]
    if slabs is not None and (walls is None or slabs.area >= 0.8 * walls.area):
        return slabs
    where = f"{id} level {level}"
    largest = max((shape.area for pair in own for shape in pair if shape is not None), default=0.0)
    if walls is not None and walls.area >= max(LEAST_STOREY_M2, 0.5 * largest):
        notes.append(f"{where}: no slab over all of it, so the outline is that of walls, columns and rooms")
        return walls
    near = sorted(range(len(own)), key=lambda other: (abs(other - number), -other))
    for other in near:
        found = own[other][0] or own[other][1]
        if found is not None and found.area >= LEAST_STOREY_M2:
            notes.append(
                f"{where}: neither slab nor walls around it, so it has the outline of the next storey"
            )
            return Polygon(found.exterior)
    raise refuse(
        path,
        f"{where} has no slab, and walls that enclose nothing",
        "an outline of every storey",
        "export the model with its slabs and walls",
    )


def _storey(
    floor: _Floor,
    level: int,
    outline: Polygon,
    height: float | None,
    cores: tuple[FoundCore, ...],
    notes: list[str],
) -> FoundStorey:
    row = told(floor.entity, "Planner_Storey")
    id = str(row.get("Id") or (f"{level}F" if level > 0 else f"B{-level}"))
    stairs = shapely.union_all([core.outline for core in cores])
    # openings of a slab that a stair fills are part of its core, not voids
    holes = [r for r in outline.interiors if Polygon(r).difference(stairs.buffer(0.3)).area > 1.0]
    outline = Polygon(outline.exterior, holes)
    rooms = sorted(seen.high - seen.low for seen in floor.shapes("IfcSpace"))
    clear = round(rooms[len(rooms) // 2], 2) if rooms else None
    if clear is not None and (clear < 2.0 or (height is not None and clear >= height)):
        clear = None
    columns = [_column(seen.shadow) for seen in floor.shapes("IfcColumn")]
    windows = [seen.shadow for seen in floor.shapes("IfcWindow")]
    doors, docks = _outer_doors(floor, outline) if level == 1 else ((), ())
    if level == 1 and not (doors or docks) and floor.things.get("IfcDoor"):
        notes.append(f"{id}: none of its {len(floor.things['IfcDoor'])} doors lies in the outline")
    return FoundStorey(
        id,
        level,
        outline,
        name=_plain(floor.entity.LongName or floor.entity.Name or ""),
        elevation_m=round(floor.elevation_m, 3),
        height_m=height if height is not None and height >= 2.2 else None,
        clear_height_m=clear,
        floor_load_kn_m2=number_of(row.get("FloorLoad")),
        cores=cores,
        columns=tuple(c for c in columns if c is not None and c.intersects(outline)),
        exits=doors,
        docks=docks,
        daylight=sides_with(outline, windows) if windows else None,
    )


def _outer_doors(
    floor: _Floor, outline: Polygon
) -> tuple[tuple[FoundOpening, ...], tuple[FoundOpening, ...]]:
    """Doors in the outline: exits, and docks: those called so, or of a room in which goods are loaded."""
    named = told_openings(floor.things.get("IfcDoor", ()), outline)
    if named is not None:
        return named
    rooms = [seen.shadow for room, seen in floor.things.get("IfcSpace", ()) if is_loading_room(room)]
    loading = shapely.union_all(rooms).buffer(BESIDE_ROOM_M)
    rows: tuple[list[tuple[float | None, BaseGeometry]], ...] = ([], [])
    for door, seen in floor.things.get("IfcDoor", ()):
        rows[is_dock(door) or seen.shadow.intersects(loading)].append((_door_width(door), seen.shadow))
    exits, docks = (
        openings_on(outline, [shape for _, shape in found], short, [width for width, _ in found])
        for short, found in zip("XD", rows, strict=True)
    )
    return exits, docks


def _plain(name: str) -> str:
    return " ".join(str(name).split())[:60]


def _column(shadow: BaseGeometry) -> Polygon | None:
    """Its footprint; a small one is the box round it, for walls and beams are often cut out of columns."""
    box = shadow.envelope
    left, bottom, right, top = box.bounds
    sides = right - left, top - bottom
    round_ = abs(shadow.area - math.pi / 4 * box.area) < 0.01 * box.area
    return to_millimetres(box if max(sides) <= COLUMN_M and not round_ else shadow)


def _door_width(door: Any) -> float | None:
    """Its width as the model tells it: leaves that stand open would be measured with it."""
    return round(float(door.OverallWidth) * _scale(door.file), 2) if door.OverallWidth else None


def _ways(floor: _Floor, below: _Floor | None) -> list[Seen]:
    """The stairs of a storey, else those that arrive there."""
    kinds = ("IfcStair", "IfcStairFlight")
    own = [seen for kind in kinds for seen in floor.shapes(kind)]
    if own or below is None:
        return own
    return [s for kind in kinds for s in below.shapes(kind) if s.high >= floor.elevation_m - ARRIVES_M]


def _cores(floor: _Floor, stairs: Sequence[Seen], outline: Polygon) -> tuple[FoundCore, ...]:
    """A core round every stair, lift and room that is called a part of one; those that touch are one."""
    seen: list[tuple[str, Sequence[Seen]]] = [
        ("stair", stairs),
        ("lift", floor.shapes("IfcTransportElement")),
    ]
    rooms = [(part_of_core(room), shape) for room, shape in floor.things.get("IfcSpace", ())]
    seen += [(kind, [shape for name, shape in rooms if name == kind]) for kind in SHORT]
    taken: list[BaseGeometry] = []
    parts = [(kind, box) for kind, shapes in seen for box in _boxes(shapes, outline, taken)]
    shells = [core_round(box, outline) for _, box in parts]
    together = shapely.union_all([shell for shell in shells if shell is not None])
    made = []
    counts: dict[str, int] = {}
    whole = [part for part in shapely.get_parts(together) if isinstance(part, Polygon)]
    for number, shell in enumerate(sorted(whole, key=lambda s: s.bounds), start=1):
        core = to_millimetres(Polygon(shell.exterior))
        if core is None:
            continue
        inside = []
        for kind, box in parts:
            if core.covers(box.buffer(-0.01)):
                counts[kind] = counts.get(kind, 0) + 1
                inside.append((f"{SHORT[kind]}{counts[kind]}", kind, box))
        made.append(FoundCore(f"C{number}", core, tuple(inside)))
    return tuple(made)


def _boxes(seen: Sequence[Seen], outline: Polygon, taken: list[BaseGeometry]) -> Iterator[Polygon]:
    """Rectangles round things, cut at the inner face of a wall; none that lies on one in ``taken``."""
    inner = outline.buffer(-0.1, join_style="mitre")
    boxes = [box_along(entry.shadow, outline).intersection(inner) for entry in seen]
    for box in sorted(boxes, key=lambda b: -b.area):
        if box.area < LEAST_PART_M2 or any(other.intersection(box).area > 0.2 * box.area for other in taken):
            continue
        polygon = to_millimetres(box)
        if polygon is not None:
            taken.append(polygon)
            yield polygon
