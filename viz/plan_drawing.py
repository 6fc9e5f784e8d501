"""What is drawn inside and at the facade of a storey, and its dimensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from viz import doors, facade, palette
from viz.core_openings import draw_core_openings, swept
from viz.cores import draw_part
from viz.dimensions import Chain, Grid, chains, draw_across, draw_up, grid_of
from viz.frame import Box
from viz.furniture import vacant_hatch
from viz.ink import Sheet
from viz.labels import Lang, area_text, word
from viz.placing import LEAST_PT, Form, Room, Row, Setting
from viz.scene import RoomOnPaper, StoreyScene
from viz.windows import draw_windows


def dimension_chains(
    outline: Polygon, columns: Sequence[BaseGeometry], scale: int
) -> tuple[tuple[Chain, ...], tuple[Chain, ...], Grid]:
    """Dimension chains across and up, and the column grid."""
    merge = 250 / scale
    grid = grid_of(columns, merge)
    return chains(outline, grid.xs, 0, merge), chains(outline, grid.ys, 1, merge), grid


def draw_plan(
    sheet: Sheet,
    scene: StoreyScene,
    labelled: Sequence[tuple[RoomOnPaper, Setting | None]],
    lang: Lang,
    *,
    dimensions: bool = True,
) -> None:
    """Everything inside and at the facade, with dimensions unless they are not wanted."""
    _draw_floors(sheet, scene, lang)
    _draw_cores(sheet, scene, lang)
    _draw_walls(sheet, scene)
    _draw_doors(sheet, scene)
    draw_windows(sheet, scene.windows)
    _draw_openings(sheet, scene, lang)
    _draw_labels(sheet, scene, labelled)
    _draw_corridor_labels(sheet, scene, lang)
    if dimensions:
        _draw_dimensions(sheet, scene)


def _draw_floors(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    sheet.fill(scene.inner, palette.PAPER, 1)
    by_colour: dict[str, list[BaseGeometry]] = defaultdict(list)
    for room in scene.rooms:
        by_colour[room.colour].append(room.polygon)
    for colour, polygons in by_colour.items():
        sheet.fill(polygons, colour, 2)
    for corridor, polygon in scene.corridors:
        sheet.fill(polygon, palette.INNER_CORRIDOR if corridor.zone else palette.CORRIDOR, 2)
    vacant = [vacant_hatch(room.polygon) for room in scene.rooms if room.space.kind == "vacant"]
    sheet.stroke(vacant, palette.VACANT_HATCH, palette.HAIR, 2.5)
    sheet.fill(scene.poche.unassigned, palette.UNASSIGNED, 2)
    if not scene.rooms and not scene.corridors:
        bare = scene.inner.difference(shapely.union_all([core.polygon for core in scene.cores]))
        _write_inside(sheet, bare, word("not_laid_out", lang), (9.0, 7.0, LEAST_PT))
    for hole in scene.outline.interiors:
        left, bottom, right, top = hole.bounds
        crosses = [LineString([(left, bottom), (right, top)]), LineString([(left, top), (right, bottom)])]
        void = shapely.Polygon(hole)
        sheet.stroke([line.intersection(void) for line in crosses], palette.SOFT_TEXT, palette.HAIR, 2)
        _write_inside(sheet, void, word("void", lang), (7.0, LEAST_PT))


def _write_inside(sheet: Sheet, shape: BaseGeometry, text: str, sizes: Sequence[float]) -> None:
    """One word where it fits in a shape, else none."""
    setting = Room(shape).set((Form((Row(text, 1.0, palette.SOFT_TEXT),)),), sizes)
    for line in setting.lines() if setting else ():
        sheet.text(line, halo=True)


def _draw_cores(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    for core in scene.cores:
        sheet.fill(core.floors.lobby, palette.CORRIDOR, 4)
        used = swept(core.openings, [leaf for door in scene.doors for leaf in door.leaves])
        holes = [entry.hole for entry in core.openings] + [door.opening for door in scene.doors]
        for kind, floor in zip(core.kinds, core.floors.parts, strict=True):
            entry = next((hole.centroid for hole in holes if hole.intersects(floor)), None)
            draw_part(sheet, scene.frame, kind, floor, entry, used)
        draw_core_openings(sheet, core.openings)
        for piece in shapely.get_parts(core.floors.lobby):
            _write_inside(sheet, piece.buffer(-0.6), word("lobby", lang), (6.0, LEAST_PT))


def _draw_walls(sheet: Sheet, scene: StoreyScene) -> None:
    sheet.fill(scene.poche.interior, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.cores, palette.INTERIOR_WALL, 10)
    sheet.fill(scene.poche.exterior, palette.EXTERIOR_WALL, 10.5)
    sheet.stroke(scene.outline, palette.EXTERIOR_WALL, palette.FINE, 10.6)
    sheet.fill(scene.columns, palette.COLUMN, 11)


def _draw_doors(sheet: Sheet, scene: StoreyScene) -> None:
    sheet.fill([door.opening for door in scene.doors], palette.OPENING, 9)
    doors.draw_swing(sheet, tuple(leaf for door in scene.doors for leaf in door.leaves))
    rolling = [doors.roller_lines(door.hang) for door in scene.doors if door.rolls]
    sheet.stroke([curtain for curtain, _ in rolling], palette.INK, palette.MEDIUM, 12)
    sheet.stroke([case for _, case in rolling], palette.INK, palette.THIN, 12, dash=(1.0, 0.6))


def _draw_openings(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    """Exits and docks before the facade, their tags clear of the building and of each other."""
    taken: list[Box] = []
    solids: list[BaseGeometry] = [scene.outline]
    depth_mm = scene.frame.length(facade.DOCK_DEPTH_MM)
    for _, width, at in scene.docks:
        solids.append(facade.draw_dock(sheet, at, scene.frame.length(width), depth_mm))
    solids += [facade.draw_exit(sheet, at) for _, _, at in scene.exits]
    solids += [leaf.sector for door in scene.doors for leaf in door.leaves]
    keep_off = shapely.union_all(solids)
    for id, width, at in scene.exits:
        text = f"{word('exit', lang)} {id}  {width / 1000:.1f} m"
        facade.tag(sheet, at, text, 4.4, palette.EXIT, taken, keep_off)
    for id, _, at in scene.docks:
        facade.tag(sheet, at, f"{word('dock', lang)} {id}", depth_mm + 0.8, palette.DOCK, taken, keep_off)


def _draw_labels(
    sheet: Sheet, scene: StoreyScene, labelled: Sequence[tuple[RoomOnPaper, Setting | None]]
) -> None:
    for room, setting in labelled:
        if setting is None:
            continue
        if room.space.kind == "vacant":
            box = setting.box
            plate = shapely.box(box.left - 0.6, box.bottom, box.right + 0.6, box.top)
            sheet.fill(plate.intersection(room.polygon), room.colour, 3)
        for line in setting.lines():
            sheet.text(line, gid=f"label:{room.space.id}")


def _draw_corridor_labels(sheet: Sheet, scene: StoreyScene, lang: Lang) -> None:
    swings = shapely.union_all([leaf.sector for door in scene.doors for leaf in door.leaves])
    for corridor, polygon in scene.corridors:
        key = "inner_corridor" if corridor.zone else "corridor"
        name = f"{word(key, lang)}  {area_text(polygon.area * scene.frame.scale**2)}"
        forms = (
            Form((Row(name, 1.0, palette.SOFT_TEXT),)),
            Form((Row(word(key, lang), 1.0, palette.SOFT_TEXT),)),
        )
        free = polygon.buffer(-0.3).difference(shapely.union_all([swings, *scene.columns]))
        for form in forms:
            setting = Room(free, polygon, 2.5).set((form,), (6.0, LEAST_PT))
            if setting is not None:
                for line in setting.lines():
                    sheet.text(line, gid=f"label:{corridor.id}")
                break


def _draw_dimensions(sheet: Sheet, scene: StoreyScene) -> None:
    across, up, grid = dimension_chains(scene.outline, scene.columns, scene.frame.scale)
    bounds = Box(*scene.outline.bounds)
    draw_across(sheet, bounds, across, scene.frame.scale, grid.xs)
    draw_up(sheet, bounds, up, scene.frame.scale, grid.ys)
