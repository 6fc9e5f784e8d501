"""A storey as a drawing for CAD, in park coordinates and millimetres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Point

from planner.model import Storey
from viz import doors, facade, palette
from viz.core_openings import draw_core_openings, swept
from viz.cores import draw_part
from viz.dimensions import BUBBLE, FIRST, STEP, Chain, axis_letters
from viz.export.dxf_sheet import STYLE, DxfSheet, literal, tag_entity
from viz.export.given import Given
from viz.facts import storey_facts
from viz.frame import Box, Frame, rotated_size
from viz.labels import (
    area_text,
    building_name,
    elevation_text,
    length_text,
    project_name,
    share_text,
    word,
)
from viz.placing import LEAST_PT, Form, Room, Row
from viz.plan_drawing import dimension_chains
from viz.plan_labels import set_label
from viz.scene import StoreyScene, storey_scene, upright_angle
from viz.windows import draw_windows

__all__ = ["DIMSTYLE", "draw_storey", "scale_of"]

DIMSTYLE = "PLANNER"
SCALES = (100, 200, 300, 500, 1000)
LARGEST_PAPER_MM = 750.0
"""Length of a plan on an A1 sheet: text is sized for the largest scale at which the plan fits one."""
TITLE_PT = 14.0


def scale_of(given: Given, storey: Storey) -> int:
    """The scale that text and symbols are sized for."""
    sides = rotated_size([storey.outline], upright_angle(given.building(storey)))
    return next((s for s in SCALES if max(sides) / s <= LARGEST_PAPER_MM), SCALES[-1])


def draw_storey(space: Any, given: Given, storey: Storey, shift: tuple[float, float] = (0.0, 0.0)) -> None:
    """Everything of a storey: rooms, walls, doors, windows, dimensions, title."""
    building = given.building(storey)
    frame = Frame(upright_angle(building), scale_of(given, storey), 0.0, 0.0)
    layout = given.arranged(storey)
    scene = storey_scene(given.scenario, building, storey, layout, frame, given.lang)
    sheet = DxfSheet(space, frame, shift)
    _areas(sheet, given, scene)
    _cores(sheet, scene)
    _walls(sheet, scene)
    _openings(sheet, scene, given)
    _labels(sheet, scene, given)
    _outlines(sheet, given, scene)
    _dimensions(sheet, scene)
    _title(sheet, given, scene)


# ---------------------------------------------------------------- rooms


def _areas(sheet: DxfSheet, given: Given, scene: StoreyScene) -> None:
    """Hatches first, so that lines lie on top of them; then a closed polyline for every room and corridor."""
    layout = given.arranged(scene.storey)
    sheet.layer = "A-AREA-PATT"
    for space in layout.spaces:
        sheet.hatch(sheet.moved(space.polygon), given.kind_colour(space.kind))
    sheet.layer = "A-AREA-CORR-PATT"
    for corridor in layout.corridors:
        colour = palette.INNER_CORRIDOR if corridor.zone else palette.CORRIDOR
        sheet.hatch(sheet.moved(corridor.polygon), colour)
    numbers = given.numbers(scene.storey)
    sheet.layer = "A-AREA"
    for space in layout.spaces:
        sheet.rings(
            sheet.moved(space.polygon),
            {
                "id": space.id,
                "role": "space",
                "number": numbers[space.id],
                "kind": space.kind,
                "zone": space.zone,
                "tenant": space.tenant,
                "subject": space.subject,
                "name": given.room_name(space),
                "area_m2": round(space.area / 1_000_000, 3),
            },
        )
    sheet.layer = "A-AREA-CORR"
    for corridor in layout.corridors:
        tags = {"id": corridor.id, "role": "corridor", "zone": corridor.zone, "subject": corridor.subject}
        sheet.rings(sheet.moved(corridor.polygon), tags)
    sheet.layer = "A-FIRE-CMPT"
    for part in layout.compartments:
        sheet.rings(sheet.moved(part.polygon), {"id": part.id, "role": "fire_compartment"})


def _labels(sheet: DxfSheet, scene: StoreyScene, given: Given) -> None:
    """Number, name and area inside every room; where they do not fit, the number alone at a smaller size."""
    sheet.layer = "A-AREA-IDEN"
    for room in scene.rooms:
        setting, _ = set_label(scene, room)
        if setting is None:
            forms = (Form((Row(room.number, 1.0, palette.TEXT),)),)
            setting = Room(room.polygon).set(forms, (5.0, 4.0, 3.0, 2.0, 1.0))
        for line in setting.lines() if setting else ():
            sheet.text(line)
    for corridor, polygon in scene.corridors:
        key = "inner_corridor" if corridor.zone else "corridor"
        form = Form((Row(word(key, given.lang), 1.0, palette.SOFT_TEXT),))
        setting = Room(polygon.buffer(-0.3), polygon, 2.5).set((form,), (6.0, LEAST_PT))
        for line in setting.lines() if setting else ():
            sheet.text(line)


# ---------------------------------------------------------------- building


def _cores(sheet: DxfSheet, scene: StoreyScene) -> None:
    sheet.layer = "A-FLOR-STRS"
    for core in scene.cores:
        used = swept(core.openings, [leaf for door in scene.doors for leaf in door.leaves])
        holes = [entry.hole for entry in core.openings] + [door.opening for door in scene.doors]
        for kind, floor in zip(core.kinds, core.floors.parts, strict=True):
            entry = next((hole.centroid for hole in holes if hole.intersects(floor)), None)
            draw_part(sheet, scene.frame, kind, floor, entry, used)
            sheet.stroke(floor, palette.INK, palette.HAIR, 6)
        draw_core_openings(sheet, core.openings)
    sheet.layer = "A-FLOR-CORE"
    for model in scene.storey.cores:
        sheet.rings(sheet.moved(model.polygon), {"id": model.id, "role": "core"})
        for part in model.parts:
            tags = {"id": part.id, "role": "core_part", "kind": part.kind}
            sheet.rings(sheet.moved(part.polygon), tags)


def _walls(sheet: DxfSheet, scene: StoreyScene) -> None:
    solids = (
        ("A-WALL-EXTR", scene.poche.exterior, palette.EXTERIOR_WALL),
        ("A-WALL-INTR", scene.poche.interior, palette.INTERIOR_WALL),
        ("A-WALL-CORE", scene.poche.cores, palette.INTERIOR_WALL),
    )
    for _, shape, colour in solids:
        sheet.layer = "A-WALL-PATT"
        sheet.fill(shape, colour, 10)
    for layer, shape, _ in solids:
        sheet.layer = layer
        sheet.stroke(shape, palette.INK, palette.FINE, 10)
    sheet.layer = "S-COLS"
    for number, column in enumerate(scene.storey.columns, start=1):
        placed = sheet.moved(column.polygon)
        sheet.hatch(placed, None)
        sheet.rings(placed, {"id": f"{scene.storey.id}/K{number:03d}", "role": "column"})


def _openings(sheet: DxfSheet, scene: StoreyScene, given: Given) -> None:
    sheet.layer = "A-DOOR"
    for door in given.arranged(scene.storey).doors:
        tags = {"id": door.id, "role": "door", "joins": " ".join(door.joins), "width_mm": door.width_mm}
        sheet.rings(sheet.moved(door.polygon), tags)
    doors.draw_swing(sheet, tuple(leaf for door in scene.doors for leaf in door.leaves))
    rolling = [doors.roller_lines(door.hang) for door in scene.doors if door.rolls]
    sheet.stroke([curtain for curtain, _ in rolling], palette.INK, palette.MEDIUM, 12)
    sheet.stroke([case for _, case in rolling], palette.INK, palette.THIN, 12, dash=(1.0, 0.6))
    sheet.layer = "A-GLAZ"
    draw_windows(sheet, scene.windows)
    sheet.layer = "A-FLOR-LEVL"
    _exits_and_docks(sheet, scene, given)


def _exits_and_docks(sheet: DxfSheet, scene: StoreyScene, given: Given) -> None:
    """Symbols before the facade with their tags, clear of the building and of each other."""
    taken: list[Box] = []
    depth = scene.frame.length(facade.DOCK_DEPTH_MM)
    solids = [scene.outline, *(leaf.sector for door in scene.doors for leaf in door.leaves)]
    solids += [facade.draw_dock(sheet, at, scene.frame.length(width), depth) for _, width, at in scene.docks]
    solids += [facade.draw_exit(sheet, at) for _, _, at in scene.exits]
    keep_off = shapely.union_all(solids)
    for id, width, at in scene.exits:
        text = f"{word('exit', given.lang)} {id}  {width / 1000:.1f} m"
        facade.tag(sheet, at, text, 4.4, palette.EXIT, taken, keep_off)
    for id, _, at in scene.docks:
        facade.tag(sheet, at, f"{word('dock', given.lang)} {id}", depth + 0.8, palette.DOCK, taken, keep_off)


def _outlines(sheet: DxfSheet, given: Given, scene: StoreyScene) -> None:
    storey = scene.storey
    sheet.layer = "A-FLOR-OTLN"
    tags: Mapping[str, object] = {
        "id": storey.id,
        "role": "storey",
        "building": storey.building,
        "level": storey.level,
        "elevation_m": storey.elevation_mm / 1000,
        "height_m": storey.height_mm / 1000,
        "clear_height_m": storey.clear_height_mm / 1000,
        "floor_load_kn_m2": storey.floor_load_kn_m2,
    }
    sheet.rings(sheet.moved(storey.outline), tags)
    sheet.layer = "A-FLOR-LEVL"
    openings = [(e.id, "exit", e.point, e.width_mm) for e in storey.exits]
    openings += [(d.id, "dock", d.point, d.width_mm) for d in storey.docks]
    for id, role, point, width in openings:
        at = np.array([point.x, point.y]) + sheet.shift
        entity = sheet.space.add_point(tuple(at), dxfattribs={"layer": sheet.layer})
        tag_entity(entity, {"id": id, "role": role, "width_m": width / 1000})
    del given


# ---------------------------------------------------------------- dimensions and title


def _dimensions(sheet: DxfSheet, scene: StoreyScene) -> None:
    across, up, grid = dimension_chains(scene.outline, scene.columns, scene.frame.scale)
    left, bottom, right, top = scene.outline.bounds
    sheet.layer = "A-ANNO-DIMS"
    for row, chain in enumerate(across):
        at = bottom - FIRST - STEP * row
        _chain(sheet, chain, lambda along, at=at: (along, at), bottom, upright=True)
    for row, chain in enumerate(up):
        at = left - FIRST - STEP * row
        _chain(sheet, chain, lambda along, at=at: (at, along), left, upright=False)
    sheet.layer = "S-GRID"
    below = bottom - FIRST - STEP * (len(across) - 1) - 3.0 - BUBBLE
    beside = left - FIRST - STEP * (len(up) - 1) - 3.0 - BUBBLE
    _axes(sheet, [((x, top), (x, below + BUBBLE), (x, below)) for x in grid.xs], map(str, _from_one(grid.xs)))
    letters = axis_letters(len(grid.ys))
    _axes(sheet, [((right, y), (beside + BUBBLE, y), (beside, y)) for y in grid.ys], letters)


def _from_one(values: tuple[float, ...]) -> range:
    return range(1, len(values) + 1)


def _chain(sheet: DxfSheet, chain: Chain, place: Any, foot: float, *, upright: bool) -> None:
    """Dimensions between neighbours of a chain; ``foot`` is where their lines begin."""
    turn = math.degrees(-sheet.frame.angle) + (0.0 if upright else 90.0)
    for start, end in pairwise(chain.positions):
        ends = [(along, foot - 1.0) if upright else (foot - 1.0, along) for along in (start, end)]
        dimension = sheet.space.add_linear_dim(
            base=sheet.point(*place(start)),
            p1=sheet.point(*ends[0]),
            p2=sheet.point(*ends[1]),
            angle=turn % 360.0,
            text=length_text((end - start) * sheet.frame.scale),
            dimstyle=DIMSTYLE,
            override={"dimtxt": 1.8 * sheet.frame.scale, **_sizes(sheet.frame.scale)},
            dxfattribs={"layer": sheet.layer},
        )
        dimension.render()


def _sizes(scale: int) -> dict[str, float]:
    """Sizes of a dimension's parts for a scale, park millimetres."""
    return {
        "dimtsz": 0.8 * scale,
        "dimexe": 1.5 * scale,
        "dimexo": 1.0 * scale,
        "dimgap": 0.5 * scale,
        "dimdle": 1.0 * scale,
    }


def _axes(sheet: DxfSheet, lines: Iterable[Any], names: Iterable[str]) -> None:
    for (start, end, centre), name in zip(lines, names, strict=True):
        sheet.stroke(LineString([start, end]), palette.DIMENSION, palette.HAIR, 1, dash=(6.0, 1.0))
        sheet.stroke(Point(centre).buffer(BUBBLE, 16), palette.DIMENSION, palette.THIN, 20)
        sheet.write(name, centre[0], centre[1] - 0.8, 6.0, align=0.5)


def _title(sheet: DxfSheet, given: Given, scene: StoreyScene) -> None:
    """Name and figures of the storey under the plan."""
    lang, facts = given.lang, storey_facts(scene.storey, given.arranged(scene.storey))
    across, _, _ = dimension_chains(scene.outline, scene.columns, scene.frame.scale)
    left, bottom, _, _ = scene.outline.bounds
    project = project_name(given.scenario.name, given.scenario.name_zh, lang)
    title = f"{building_name(scene.building, lang)} {scene.storey.name} {word('storey_plan', lang)}"
    rows = [
        f"{project}    {scene.storey.id}    1:{scene.frame.scale}",
        f"{word('elevation', lang)} {elevation_text(scene.storey.elevation_mm)}    "
        f"{word('height', lang)} {scene.storey.height_mm / 1000:.2f} m",
        f"{word('gross', lang)} {area_text(facts.gross)}    {word('net', lang)} {area_text(facts.net)}    "
        f"{word('corridor_share', lang)} {share_text(facts.corridor_share)}    "
        f"{word('rooms', lang)} {facts.rooms}",
    ]
    top = bottom - FIRST - STEP * len(across) - 4 * BUBBLE
    size = TITLE_PT * 0.3528 * 0.73 * scene.frame.scale
    # \H sets the height of what follows, \P breaks the line; braces and backslashes of names are escaped
    words = [_plain(title), *(f"{{\\H0.5x;{_plain(row)}}}" for row in rows)]
    sheet.space.add_mtext(
        "\\P".join(words),
        dxfattribs={
            "layer": "A-ANNO-TTLB",
            "style": STYLE,
            "char_height": round(size, 3),
            "insert": sheet.point(left, top),
            "attachment_point": 1,
            "rotation": math.degrees(-scene.frame.angle) % 360.0,
        },
    )


def _plain(text: str) -> str:
    flat = " ".join(text.split())
    for mark in "\\{}":
        flat = flat.replace(mark, f"\\{mark}")
    return literal(flat).replace("^", "^ ")
